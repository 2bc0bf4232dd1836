"""The smallest remedies of products, as people and programs read them."""
