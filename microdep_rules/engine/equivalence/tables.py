"""Tables of results by row, kept for the next document.

A result can be reused where documents differ only in components and parties; everything else in a document,
the date and the parameters are in the key of the table. A row that depends on the document, such as on the
company behind an id, is valid in this document only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from microdep_rules.bom.walk import texts_in
from microdep_rules.engine.equivalence.hashable_values import freeze
from microdep_rules.engine.equivalence.numbers import NumberRegistry

if TYPE_CHECKING:
    from collections.abc import Hashable

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.engine.outcome import Outcome

MOST_ROWS, MOST_TABLES = 20_000, 500
"""Maximum number of rows per rule, and of tables per pack."""
SHARED = frozenset({"schema", "$schema", "document", "components", "parties", "context"})
"""Fields of a document; where it has others, nothing is kept for the next one."""
UNREAD = frozenset({"id", "version", "author", "notes", "product"})
"""Fields by which documents differ, and that no rule reads that judges components by their own records."""


class RowResult(Struct, frozen=True):
    """Result for one row, today and on the later days that matter."""

    outcome: Outcome | None
    """None if the row is no subject on any of these days."""
    rests: bool
    """Its reliances do not contain its name."""
    later: bool
    """It is a subject only on later days."""


class ResultTable(Struct):
    """Results of one rule by row."""

    numbers: NumberRegistry = field(default_factory=NumberRegistry)
    """Rows of the features that the rule reads."""
    likes: dict[Hashable, RowResult] = field(default_factory=dict)
    """Results by row number, with the certainty that the row is in the rule's list where that is open."""
    wider: dict[int, int] = field(default_factory=dict)
    """Number of the equal row under `memberships.py`, by row number."""
    choice: NumberRegistry = field(default_factory=NumberRegistry)
    """Rows of the features by which subjects are selected."""
    never: dict[int, bool] = field(default_factory=dict)
    """Mark of rows that are no subject on any day, by row."""


class Tables:
    """The tables of a pack."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, ResultTable] = {}

    def of(self, about: Hashable) -> ResultTable:
        """Return the table of a rule for documents that differ only in components and parties."""
        known = self._kept.get(about)
        if known is None or len(known.numbers) + len(known.choice) > MOST_ROWS:
            if len(self._kept) >= MOST_TABLES:
                self._kept.clear()
            known = self._kept[about] = ResultTable()
        return known


def beside_components(bom: Bom) -> Hashable:
    """Return the content of a document besides components and parties.

    A document with evidence or sites, or one that names a company or component there, is equal only to
    itself.
    """
    value = bom.file.value or {}
    beside = [
        context.data for context in (*bom.contexts, *([bom.context] if bom.context is not None else []))
    ]
    if not value.keys() <= SHARED or bom.evidence or bom.sites or bom.chosen or bom.removed:
        return UniqueKey()
    if any("value" in data for data in beside) and any(map(_has_costs, bom.components.values())):
        return UniqueKey()  # what the contract is worth contradicts what its product costs, or anything in it
    if beside:
        named = {
            text
            for element in (*bom.parties.values(), *bom.components.values())
            for text in (element.id, element.name)
        }
        if not named.isdisjoint(texts_in(beside)):
            return UniqueKey()
    document = {key: held for key, held in bom.document.data.items() if key not in UNREAD}
    return freeze([document, _of_product(bom.product.data, whole=bool(beside)), *beside])


def _of_product(data: dict[str, Any], *, whole: bool) -> dict[str, Any]:
    """Return the statements of the product that apply to its contents, with their contradictions.

    Its words matter where they can contradict the contract or a statement of absence.
    """
    skipped = {"id", "children"} | (set() if whole or "free_of" in data else {"name", "mpn", "notes"})
    return {key: held for key, held in data.items() if key not in skipped}


def _has_costs(component: Element) -> bool:
    data = component.data
    return (
        "unit_cost" in data
        or "costs" in data
        or any("cost" in material for material in data.get("materials", ()))
    )


class UniqueKey:
    """One document, equal to no other."""
