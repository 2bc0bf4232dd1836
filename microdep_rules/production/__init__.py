"""What findings do to a product: what halts it, what would halt it alone, and how long it takes.

Pure, like the engine: it takes a built document and the outcomes of its rules, and knows no files and no
clock.
"""
