"""Evidence in a row about several components: a document may be about only one of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from microdep_rules.bom.overlays.declarations import EVIDENCE_COLUMNS
from microdep_rules.bom.overlays.screening import positions_by_name
from microdep_rules.messages import diagnose

if TYPE_CHECKING:
    from microdep_rules.bom.overlays.declarations import Row, TableDeclarations

SHORTEST_NAME = 2
"""Smallest number of letters of a name that evidence may contain, such as `C1`."""


def with_own_evidence(declared: TableDeclarations, rows: list[Row]) -> list[Row]:
    """Return the rows of several components, each with the evidence that is about its component.

    Evidence that names some of the components is only about these. If the answers of the components differ,
    other evidence is about none of them, and a message asks for the components.
    """
    stated = next((row["evidence"] for row in rows if "evidence" in row), None)
    if stated is None or len(rows) < 2:  # noqa: PLR2004 - several components
        return rows
    beside = " ".join(rows[0][name].text for name in EVIDENCE_COLUMNS if name in rows[0])
    named = _positions_in(beside, rows)
    if named and len(named) < len(rows):
        return [row if place in named else _without_evidence(row) for place, row in enumerate(rows)]
    if named or len({row["answer"].text for row in rows if "answer" in row}) < 2:  # noqa: PLR2004 - different answers
        return rows
    first = rows[0]["components"].text if "components" in rows[0] else rows[0]["id"].text
    declared.problems.append(
        diagnose("overlay/still-open", stated.span, "evidence-of-some", text=stated.text, first=first)
    )
    return [_without_evidence(row) for row in rows]


def _positions_in(text: str, rows: list[Row]) -> set[int]:
    """Return the positions of the components that a text names by id, part number, name or designator."""
    names = positions_by_name(rows)
    named = (
        places
        for name, places in names.items()
        if len(name) >= SHORTEST_NAME
        and re.search(rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])", text.casefold())
    )
    return set[int]().union(*named)


def _without_evidence(row: Row) -> Row:
    return {name: cell for name, cell in row.items() if name not in EVIDENCE_COLUMNS}
