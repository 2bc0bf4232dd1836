"""What a finding, a loss or a dependency does to a product: pure, on the built document and its outcomes."""
