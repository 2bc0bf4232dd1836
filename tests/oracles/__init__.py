"""Independent readings of the law, to hold the shipped packs against. They import nothing of the product."""
