"""Overlays: what others declare of parts, laid on a bill of materials before anything is concluded from it.

`entries` reads an overlay, `matching` finds the parts that it speaks of, `layer` adds what it says, and
`corrections` takes away what it says is wrong. `draft` is the document while that is done: nothing of the
files themselves is changed, and every value keeps the place in the file from which it came.
"""
