"""Every diagnostic of the language.

A text that does not parse: `syntax` has the plain sentences. A word that is not allowed here (`found`) is
reported by `unexpected`, which asks the others in turn for a better one: `spelling` for a word that is near,
`halfway` for what stops in the middle, `spots` for characters, and for what other languages and laws write
`foreign`, `members`, `comparisons`, `counts`, `bounds`, `units` and `labelled`. A text that parses and is
wrong: `names`, `types`, `tables`, `rules`, `examples`, `sheets`, by what is wrong.
"""
