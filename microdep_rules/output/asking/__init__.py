"""Questions about missing facts: content, recipient and order."""
