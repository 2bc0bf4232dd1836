"""What shows that a pack does what it says: its examples hold, and notice when it is changed."""

from microdep_rules.testing.examples import (
    ExampleResult,
    as_of_example,
    example_bom,
    run_example,
    run_examples,
)

__all__ = ["ExampleResult", "as_of_example", "example_bom", "run_example", "run_examples"]
