"""An independent reading of the export controls of China, and of the restriction index over them."""
