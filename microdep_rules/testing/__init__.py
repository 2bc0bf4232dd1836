"""Tests of a pack by its examples.

The examples must give the expected verdicts. If a rule is changed, at least one example must fail.
"""

from microdep_rules.testing.examples import (
    ExampleResult,
    as_of_example,
    example_bom,
    run_example,
    run_examples,
)

__all__ = ["ExampleResult", "as_of_example", "example_bom", "run_example", "run_examples"]
