"""What tests of laws have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from microdep_rules.engine.equivalence import reads

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def every_rule_by_class() -> Iterator[None]:
    """Classes are found for light rules, too, which the product judges one by one: small rules test keys best."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(reads, "LIGHT_RULE", 0)
        patched.setattr(reads, "LIGHT_CONDITION", 0)
        reads.forget()
        yield
    reads.forget()
