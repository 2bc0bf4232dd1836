"""Results of testing a pack with mutants: how many each operator made, and which survived.

A mutant is a copy of the pack with one changed rule. A mutant survives if all examples still give their
expected verdicts.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING

from microdep_rules.output.layout import Page

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from microdep_rules.source import SourceFile
    from microdep_rules.testing.mutants import Mutant


ENOUGH = Fraction(95, 100)
"""Minimum share of the mutants that the tests of a pack must kill."""
LONGEST = 60
"""Maximum number of characters that are quoted from the changed text of a mutant."""


def killed_share(mutants: Sequence[Mutant]) -> Fraction:
    """Return the share of killed mutants; 1 if there are no mutants."""
    return Fraction(sum(mutant.killed for mutant in mutants), len(mutants)) if mutants else Fraction(1)


def figure_lines(name: str, mutants: Sequence[Mutant], sources: Mapping[str, SourceFile]) -> list[str]:
    """Return the report on the mutants of a pack, as lines of text."""
    return [*_figures(name, mutants), *_survivors(mutants, sources)]


def _figures(name: str, mutants: Sequence[Mutant]) -> Iterator[str]:
    made = Counter(mutant.operator for mutant in mutants)
    killed = Counter(mutant.operator for mutant in mutants if mutant.killed)
    share = 100 * killed_share(mutants)
    yield f"{name}: {killed.total()} of {made.total()} mutants killed, {float(share):.1f} %"
    yield f"  {'operator':<20}{'made':>6}{'killed':>8}{'survived':>10}"
    for operator in made:
        survived = made[operator] - killed[operator]
        yield f"  {operator:<20}{made[operator]:>6}{killed[operator]:>8}{survived:>10}"


def _survivors(mutants: Sequence[Mutant], sources: Mapping[str, SourceFile]) -> Iterator[str]:
    page = Page(width=110)
    for mutant in mutants:
        if not mutant.killed:
            source = sources[mutant.span.path]
            at = source.position(mutant.span.start)
            words = " ".join(source.text[mutant.span.start : mutant.span.end].split())
            quoted = words if len(words) <= LONGEST else f"{words[:LONGEST]} …"
            place = f"{mutant.span.path}:{at.line}:{at.column}"
            page.say(
                f"survived  {place}  {mutant.operator}: {mutant.description}, in {mutant.of}: {quoted}",
                2,
                hang=4,
            )
    yield from page.lines
