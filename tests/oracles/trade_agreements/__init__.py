"""An independent reading of the Trade Agreements Act: FAR 25.4 and DFARS 225.4."""
