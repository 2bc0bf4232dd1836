"""Diagnostics for rule files.

`syntax` has the diagnostics of a text that cannot be parsed. `unexpected` reports a word that the language
does not allow at its position. `unexpected` first tries the modules with more precise diagnostics. The
modules with more precise diagnostics are `spelling` for a similar word, `halfway` for an incomplete
condition, and `spots` for characters. For forms of other languages and of laws, the modules are `foreign`,
`members`, `comparisons`, `counts`, `bounds`, `units` and `labelled`. `names`, `types`, `tables`, `rules`,
`examples` and `sheets` report errors in a text that can be parsed.
"""
