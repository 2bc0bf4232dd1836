"""Overlays: declarations of third parties, merged into a bill of materials before its evaluation.

`entries` reads an overlay, `matching` finds the components that it is about, `merging` adds its declarations,
and `corrections` removes what it declares to be wrong. `draft` is the document during the merge: the files
stay unchanged, and every value keeps its place in its own file.
"""
