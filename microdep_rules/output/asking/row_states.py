"""State of each row of a returned list: accepted, to correct, waiting for another row, or open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.bom.overlays import answers
from microdep_rules.cells import unguarded
from microdep_rules.messages.catalogue import entry_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.bom.overlays.declarations import ReadRow, TableDeclarations
    from microdep_rules.cells import Cell
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span

ACCEPTED = "accepted"
TO_CORRECT = "to correct"
WAITING = "waiting for another row"
OPEN = "open"
STATES = (ACCEPTED, TO_CORRECT, WAITING, OPEN)
"""States of rows. Each row with content has exactly one state."""
NO_CORRECTION = frozenset(
    {
        "others",
        "unknown",
        "unknown-stage",
        "kept",
        "remark-countries",
        "not-declared",
        "excepted",
        "earlier-stages",
        "held-input",
        "evidence-remark",
    }
)
"""Forms of `overlay/still-open` about which the company can do nothing."""
NO_ACTION = "no action is needed"
"""End of a fix after which a company that does not know more may leave the answer."""


def states_of(declared: TableDeclarations) -> dict[int, str]:
    """Return the state of each row with content, by the position of the row."""
    return {row.row: _state_of(row, declared) for row in declared.rows}


def _state_of(row: ReadRow, declared: TableDeclarations) -> str:
    if corrections(row, declared) or answers_nothing(row) or has_only_a_remark(row, declared):
        return TO_CORRECT
    if row.row in declared.held:
        return WAITING
    return ACCEPTED if row.row in declared.taken else OPEN


def corrections(row: ReadRow, declared: TableDeclarations) -> tuple[Diagnostic, ...]:
    """Return the problems of a row that the company can correct.

    A row that holds back another row must be corrected, also if a part of the row is used.
    """
    still_open = [
        problem
        for problem in row.problems
        if problem.code == "overlay/still-open" and problem not in declared.held_problems
    ]
    to_correct = tuple(problem for problem in still_open if not needs_no_correction(problem))
    rejected = next((known.problems for known in declared.rejected if known.row == row.row), None)
    if rejected is not None:
        return (*rejected, *to_correct)
    if any(row.row in holding for holding in declared.held.values()):
        return tuple(still_open)
    return to_correct


def needs_no_correction(problem: Diagnostic) -> bool:
    """Return whether the company can do nothing about an incomplete list."""
    if (problem.help or "").endswith(NO_ACTION):
        return True
    entry = entry_of("overlay/still-open")
    return entry is not None and problem.help in {entry.forms[form].help for form in NO_CORRECTION}


def column_at(line: Sequence[Cell], span: Span) -> int | None:
    """Return the position of the column in whose cell a problem is; `None` if the row has no such cell."""
    is_inside = (cell.span.start <= span.start and span.end <= cell.span.end for cell in line)
    return next((place for place, is_here in enumerate(is_inside) if is_here), None)


def rows_held_by(number: int, declared: TableDeclarations) -> list[int]:
    """Return the positions of the rows that a row holds back."""
    return sorted(held for held, holding in declared.held.items() if number in holding)


def answers_nothing(row: ReadRow) -> bool:
    """Return whether the answer of a row is a text such as `n/a`; `unknown` is an answer."""
    answer = row.cells.get("answer")
    fact = row.cells["fact"].text if "fact" in row.cells else ""
    return answer is not None and bool(answer.text) and answers.is_no_answer(unguarded(answer.text), fact)


def has_only_a_remark(row: ReadRow, declared: TableDeclarations) -> bool:
    """Return whether a row has a remark, but no answer."""
    return "notes" in row.cells and "answer" not in row.cells and row.row not in declared.taken


def counts(states: Sequence[str]) -> str:
    """Return the number of rows in each state; the numbers add up to the number of rows.

    >>> counts(["accepted", "open", "accepted"])
    '2 accepted, 0 to correct, 1 open'
    """
    numbers = [(state, states.count(state)) for state in STATES]
    return ", ".join(f"{number} {state}" for state, number in numbers if number or state != WAITING)
