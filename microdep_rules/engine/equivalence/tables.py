"""Tables of results: one result for each row of equal components, also used for the next document.

A result can be reused in a document that differs only in its components and parties. The key of a table
contains everything else in the document, the date and the parameters. A row that contains the id of a
company, for example, is not reused.
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
"""Maximum number of rows in the table of a rule, and maximum number of tables for a pack."""
SHARED = frozenset({"schema", "$schema", "document", "components", "parties", "context"})
"""Fields that a document may have if it reuses the results of another document.

A document with any other field reuses no results.
"""
UNREAD = frozenset({"id", "version", "author", "notes", "product"})
"""Fields of a document without effect on rules that read only the records of components.

Documents that differ only in these fields can use one table of results.
"""


class RowResult(Struct, frozen=True):
    """Result of a rule for the components of one row, on the check date and on later dates."""

    outcome: Outcome | None
    """Outcome on the check date for one component of the row; None if the components are subjects on no day.
    """
    reliances_free_of_names: bool
    """True if no text about the reliances of the outcome contains the name of the component."""
    later: bool
    """True if the components become subjects of the rule only on a later day."""


class ResultTable(Struct):
    """Results of one rule, one result for each row."""

    numbers: NumberRegistry = field(default_factory=NumberRegistry)
    """Numbers of the rows; components of a row are equal in everything that the rule reads."""
    results: dict[Hashable, RowResult] = field(default_factory=dict)
    """Results by row.

    If the components of a row are only possibly subjects, the key is a pair of row and None.
    """
    wider: dict[int, int] = field(default_factory=dict)
    """For each merged row, the number of the row into which it is merged (`memberships.py`)."""
    choice: NumberRegistry = field(default_factory=NumberRegistry)
    """Numbers of the rows for the selection of subjects.

    Components of a row are equal in everything that the selection reads.
    """
    is_never_subject: dict[int, bool] = field(default_factory=dict)
    """For each row in `choice`, True if the components of the row are subjects on no day."""


class Tables:
    """The tables of results that documents share, for the rules of one pack."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, ResultTable] = {}

    def of(self, about: Hashable) -> ResultTable:
        """Return the table for a key; create the table if there is none or if it is full."""
        known = self._kept.get(about)
        if known is None or len(known.numbers) + len(known.choice) > MOST_ROWS:
            if len(self._kept) >= MOST_TABLES:
                self._kept.clear()
            known = self._kept[about] = ResultTable()
        return known


def beside_components(bom: Bom) -> Hashable:
    """Return a key for everything in a document outside its components and parties.

    Documents with equal keys can share results. No other document can have the key in four cases: the
    document has evidence or sites, alternates are chosen, the context names a company or a component, or a
    contract value could contradict a stated cost.
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
    """Return the fields of the product that can also affect the components inside the product.

    `whole` is true if there are contract facts. The product's texts are included if they can contradict the
    contract or a `free_of` statement.
    """
    skipped = {"id", "children"} | (set() if whole or "free_of" in data else {"name", "mpn", "notes"})
    return {key: value for key, value in data.items() if key not in skipped}


def _has_costs(component: Element) -> bool:
    data = component.data
    return (
        "unit_cost" in data
        or "costs" in data
        or any("cost" in material for material in data.get("materials", ()))
    )


class UniqueKey:
    """Key of a single document, which no other key equals."""
