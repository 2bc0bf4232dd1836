"""Diagnostics for rule files.

The module `syntax` reports a text that cannot be parsed. The module `unexpected` reports a word that the
language does not allow at its position. It first asks the modules with more precise diagnostics: `spelling`
for misspelt words, `halfway` for incomplete conditions, and `spots` for characters. For wordings from other
languages and from laws, these modules are `foreign`, `members`, `comparisons`, `counts`, `bounds`, `units`
and `labelled`. The modules `names`, `types`, `tables`, `rules`, `examples` and `sheets` report errors in a
text that can be parsed.
"""
