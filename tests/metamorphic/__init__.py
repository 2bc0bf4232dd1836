"""Metamorphic guard: what must hold between the verdicts of a document and of the same document, changed.

A document must not come out clear because it states a fact in another field, leaves one out, or
contradicts itself. `sources` has the documents; `deletion`, `channels`, `contrary` and `same` change them;
`guard` compares the verdicts; `accepted.csv` lists what may become clearer, with a reason each. The suite
runs a sample, and `make metamorphic` the whole.
"""
