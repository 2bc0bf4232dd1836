"""Many subjects at once: rules become generated Python that says which verdict each subject has.

The interpreter is the semantics. What generated code cannot tell, the interpreter is asked; and whatever is
explained or printed, the interpreter derives anew. `reads` says what a condition depends on, `rails` makes
two expressions of it, `leaves` holds what those look up, `source` writes the function, and `run` judges.
"""
