"""Questions about missing facts: their content, recipient and order."""
