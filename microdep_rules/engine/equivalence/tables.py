"""Tables with one result for each row, kept for the next document.

A result can be reused in a document that differs only in its components and parties. The key of a table
contains everything else in the document, the date and the parameters. A row that depends on the document,
such as a row with the id of a company, is used only in this document.
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
"""Fields of a document; a document with only these fields can reuse the results of another document.

If a document has any other field, its results are not reused.
"""
UNREAD = frozenset({"id", "version", "author", "notes", "product"})
"""Fields of a document that are irrelevant for rules about components' own records.

Documents that differ only in these fields are treated as equal.
"""


class RowResult(Struct, frozen=True):
    """Result of one row for today and for the later days on which the result can change."""

    outcome: Outcome | None
    """Today's outcome; None if components of the row are subjects on none of these days."""
    reliances_free_of_names: bool
    """True if no reliance of the outcome contains the name of the component."""
    later: bool
    """True if components of the row become subjects only on a later day."""


class ResultTable(Struct):
    """Results of one rule, one result for each row."""

    numbers: NumberRegistry = field(default_factory=NumberRegistry)
    """Numbers of the rows by the fields that the rule reads."""
    results: dict[Hashable, RowResult] = field(default_factory=dict)
    """Results by row.

    For components that are only possibly subjects, the dictionary key also contains this truth value.
    """
    wider: dict[int, int] = field(default_factory=dict)
    """For each row, the number of the merged row (`memberships.py`)."""
    choice: NumberRegistry = field(default_factory=NumberRegistry)
    """Numbers of the rows by the fields that select the subjects."""
    is_never_subject: dict[int, bool] = field(default_factory=dict)
    """For each row, True if its components are subjects on no day."""


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
    """Return a key for the content of a document, except its components and parties.

    If the document has evidence or sites, the key equals no other key. The same applies if the context names
    a company or a component.
    """
    value = bom.file.value or {}
    beside = [
        context.data for context in (*bom.contexts, *([bom.context] if bom.context is not None else []))
    ]
    if not value.keys() <= SHARED or bom.evidence or bom.sites or bom.chosen or bom.removed:
        return UniqueKey()
    if any("value" in data for data in beside) and any(map(_has_costs, bom.components.values())):
        return UniqueKey()  # a contract value can contradict the cost of the product or of a component
    if beside:
        named = {
            text
            for element in (*bom.parties.values(), *bom.components.values())
            for text in (element.id, element.stated_name)
        }
        if not named.isdisjoint(texts_in(beside)):
            return UniqueKey()
    document = {key: held for key, held in bom.document.data.items() if key not in UNREAD}
    return freeze([document, _inherited_product_data(bom.product.data, whole=bool(beside)), *beside])


def _inherited_product_data(data: dict[str, Any], *, whole: bool) -> dict[str, Any]:
    """Return the fields of the product that also affect the components inside it.

    The texts of the product are included if they can contradict the contract or an absence statement.
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
    """Key of a single document; it equals no other key."""
