"""What a finding does to a product, as people and programs read it."""
