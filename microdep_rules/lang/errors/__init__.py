"""Every sentence the language says when something is wrong, one module per phase."""
