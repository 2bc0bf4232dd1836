"""How far bills of materials are: what is decided, what is open, who can answer, and what changed."""
