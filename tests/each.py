"""Cases that are data: one test for all of them, and a sample of those that differ in little.

Thousands of tests of their own take longer than what they test.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

Case = TypeVar("Case")

SAMPLED = settings.get_current_profile_name() in {"ci", "quick"}
"""Whether this run tries a sample of the cases; `make thorough` tries all of them."""


def sample_of(cases: Iterable[Case], every: int) -> Sequence[Case]:
    """One in so many of cases that differ in little; `every` is best prime to what they repeat by."""
    return [*cases][:: every if SAMPLED else 1]


def tries(many: int) -> int:
    """So many examples of Hypothesis, in a sample an eighth of them, which are always the same."""
    return -(-many // 8) if SAMPLED else many


def of_each(
    cases: Iterable[Case] | Callable[[], Iterable[Case]],
    name: Callable[[Case], str] = lambda case: getattr(case, "id", str(case)),
) -> Callable[[Callable[[Case], None]], Callable[[], None]]:
    """Decorator of a test of one case: runs it for all of them, and reports by name each that fails.

    Cases that take long to find are a function, which is called when the test runs.
    """

    def decorated(test: Callable[[Case], None]) -> Callable[[], None]:
        def for_all_cases() -> None:
            tried, failed = 0, []
            for case in cases() if callable(cases) else cases:
                tried += 1
                try:
                    test(case)
                except AssertionError as problem:
                    failed.append(f"{name(case)}: {problem}")
                except Exception as problem:
                    problem.add_note(f"in the case {name(case)}")
                    raise
            if failed:
                pytest.fail(f"{len(failed)} of {tried} cases:\n" + "\n\n".join(failed), pytrace=False)
            assert tried

        for attribute in ("__name__", "__qualname__", "__module__", "__doc__"):
            setattr(for_all_cases, attribute, getattr(test, attribute))
        return for_all_cases

    return decorated
