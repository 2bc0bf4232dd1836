"""Mutation testing of the engine: an operator is turned round, and some test must fail.

`make mutants` runs it; it takes long, so that it is no part of the suite. `test_mutations.py` keeps the
mutator itself honest.
"""
