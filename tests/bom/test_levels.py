"""Levels of components and of owners: as many as a product may have are followed, and more are refused."""

from __future__ import annotations

import pytest

from microdep_rules.bom.build import build
from microdep_rules.bom.levels import MOST_LEVELS, MOST_OWNERS
from tests.bom.corpus_files import load_text, on_route


def codes(text: str) -> list[tuple[str, int]]:
    """The diagnostics of a document, each with its line."""
    loaded = load_text("schema: microdep-bom/1\n" + text)
    _, problems = build(loaded, on_route=on_route)
    return [(problem.code, loaded.source.position(problem.primary.span.start).line) for problem in problems]


def chain(levels: int, last: str = "") -> str:
    """Components below one another, by children and inputs in turn."""
    fields = ("children", "inputs")
    rows = [f"  - {{id: c{n}, name: C, {fields[n % 2]}: [{{ref: c{n + 1}}}]}}\n" for n in range(levels)]
    return f"components:\n{''.join(rows)}  - {{id: c{levels}, name: C{last}}}\n"


def owned(levels: int, last: str = "") -> str:
    """Companies that belong to one another in a row."""
    rows = [
        f"  - {{id: p{n}, name: P{n}, owners: [{{party: p{n + 1}, share: 60}}]}}\n" for n in range(levels)
    ]
    parties = f"parties:\n{''.join(rows)}  - {{id: p{levels}, name: Last{last}}}\n"
    return f"{parties}components: [{{name: a, manufacturer: p0}}]\n"


@pytest.mark.parametrize(("made", "most"), [(chain, MOST_LEVELS), (owned, MOST_OWNERS)])
def test_as_many_levels_as_there_may_be_are_followed(made: object, most: int) -> None:
    assert callable(made)
    assert [] == codes(made(most))
    assert [("file/too-deep", most + 3)] == codes(made(most + 1))
    assert [("file/too-deep", most + 3)] == codes(made(10_000))


def test_the_longest_way_counts_wherever_it_is_listed() -> None:
    short = "  - {id: top, name: Top, children: [{ref: c100}, {ref: c0}, {ref: c50}]}\n"
    assert [] == codes(chain(MOST_LEVELS - 1) + short)
    assert ["file/too-deep"] == [code for code, _ in codes(chain(MOST_LEVELS) + short)]


def test_of_components_in_a_circle_the_circle_is_reported() -> None:
    assert ["bom/cycle"] == [code for code, _ in codes(chain(MOST_LEVELS + 5, ", children: [{ref: c0}]"))]


def test_companies_may_own_each_other() -> None:
    assert [] == codes(owned(50, ", owners: [{party: p0, share: 10}, {party: p49, share: 60}]"))
