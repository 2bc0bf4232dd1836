"""Every sentence the language says when something is wrong.

A text that does not parse: `syntax` has the plain sentences. What cannot stand where it stands (`found`) is
reported by `unexpected`, which asks the others in turn for a better one: `spelling` for a word that is near,
`halfway` for what stops in the middle, `spots` for characters, and for what other languages and laws write
`foreign`, `members`, `comparisons`, `counts`, `bounds`, `units` and `labelled`. A text that parses and is
wrong: `names`, `types`, `tables`, `rules`, `examples`, `sheets`, by what is wrong.
"""
