"""Overlays: declarations of third parties, merged into a bill of materials before its evaluation.

`entries` reads an overlay. `matching` finds the components that the overlay describes, `merging` adds the
declarations of the overlay, and `corrections` removes the facts that the overlay declares to be wrong.
`draft` is the document during the merge. The files stay unchanged, and each value keeps the place in its
file.
"""
