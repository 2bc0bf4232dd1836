"""An independent reading of the Buy American statute: FAR 25.1 and DFARS 225.1."""
