"""What rules say of rows, kept for the next document: a rule says the same of a row wherever it stands.

That holds where nothing but components and parties may tell two documents apart: what else a document says,
the day and the parameters are in the key of a table. What of a row is a matter of one document alone, as
which company an id names, counts as that of this document and of no other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from microdep_rules.bom.walk import texts_in
from microdep_rules.engine.alike.frozen import frozen
from microdep_rules.engine.alike.numbers import Numbers

if TYPE_CHECKING:
    from collections.abc import Hashable

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.engine.outcome import Outcome

MOST_ROWS, MOST_TABLES = 20_000, 500
"""So many rows are kept for a rule, and so many tables for a pack."""
SHARED = frozenset({"schema", "$schema", "document", "components", "parties", "context"})
"""Fields of a document; where it has others, nothing is kept for the next one."""
UNREAD = frozenset({"id", "version", "author", "notes", "product"})
"""Fields by which documents differ, and that no rule reads that judges components by their own records."""


class Like(Struct, frozen=True):
    """What was said of one with a row, today and on the later days that are looked at."""

    outcome: Outcome | None
    """Nothing of what is no subject on any of these days."""
    rests: bool
    """Whether what it rests on has no name of it in it."""
    later: bool
    """Whether it is a subject on later days only."""


class Table(Struct):
    """What one rule says of rows."""

    numbers: Numbers = field(default_factory=Numbers)
    """Of rows of what the rule reads."""
    likes: dict[Hashable, Like] = field(default_factory=dict)
    """By a number; with how surely what has the row is in the list of the rule, where it may not be."""
    wider: dict[int, int] = field(default_factory=dict)
    """By the number of a row: that of the same by `memberships.py`."""
    choice: Numbers = field(default_factory=Numbers)
    """Of rows of what the subjects are chosen by."""
    never: dict[int, bool] = field(default_factory=dict)
    """Whether what has such a row is no subject on any day."""


class Tables:
    """The tables of a pack."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, Table] = {}

    def of(self, about: Hashable) -> Table:
        """The table of a rule, for documents that differ in components and parties alone."""
        known = self._kept.get(about)
        if known is None or len(known.numbers) + len(known.choice) > MOST_ROWS:
            if len(self._kept) >= MOST_TABLES:
                self._kept.clear()
            known = self._kept[about] = Table()
        return known


def beside_components(bom: Bom) -> Hashable:
    """What a document says besides components and parties.

    It is equal to itself alone where it has evidence or sites, or names a company or a component there.
    """
    value = bom.file.value or {}
    beside = [each.data for each in (*bom.contexts, *([bom.context] if bom.context is not None else []))]
    if not value.keys() <= SHARED or bom.evidence or bom.sites or bom.chosen or bom.removed:
        return Itself()
    if any("value" in each for each in beside) and any(map(_has_costs, bom.components.values())):
        return Itself()  # what the contract is worth contradicts what its product costs, or anything in it
    if beside:
        named = {
            text
            for each in (*bom.parties.values(), *bom.components.values())
            for text in (each.id, each.name)
        }
        if not named.isdisjoint(texts_in(beside)):
            return Itself()
    document = {key: held for key, held in bom.document.data.items() if key not in UNREAD}
    return frozen([document, _of_product(bom.product.data, whole=bool(beside)), *beside])


def _of_product(data: dict[str, Any], *, whole: bool) -> dict[str, Any]:
    """What the product states for all that is in it, and what of the contract it contradicts.

    Its words matter where they may contradict something: the contract, or what it is stated to be free of.
    """
    skipped = {"id", "children"} | (set() if whole or "free_of" in data else {"name", "mpn", "notes"})
    return {key: held for key, held in data.items() if key not in skipped}


def _has_costs(component: Element) -> bool:
    data = component.data
    return "unit_cost" in data or "costs" in data or any("cost" in each for each in data.get("materials", ()))


class Itself:
    """One document, equal to no other."""
