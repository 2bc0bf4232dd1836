"""Effects of findings on products: data and text."""
