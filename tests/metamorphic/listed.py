"""Imported lists: every company of a document is in the published list, in place of the excerpt of a pack."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from microdep_rules.bom.facts import alternatives
from microdep_rules.lists.entries import ListedParty, PublishedList
from microdep_rules.lists.replaced import use_imported_lists
from tests.metamorphic.cases import Attempt, copied_documents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from microdep_rules.lang import ir
    from tests.metamorphic.cases import Documents, Record

MOST_DAYS = 30
NAMING = frozenset({"manufacturer", "supplier", "party", "maker", "contractor", "entity"})
"""Fields that name a company, by the id of a party or by its name."""
LOOKALIKE = str.maketrans("aceopxy", "\u0430\u0441\u0435\u043e\u0440\u0445\u0443")
"""Cyrillic letters that look like Latin ones."""


def imported_lists(documents: Documents) -> Iterator[Attempt]:
    """The documents with lists in which each of their companies stands, under another name each time."""
    for way in WAYS:
        name = f"every company in the imported list, {way}"
        yield Attempt("channel", name, "document", partial(_listed, documents, way))


def with_lists(pack: ir.Pack, documents: Documents, as_of: date) -> ir.Pack:
    """A pack with the imported lists of documents in place of its excerpts."""
    if not documents.listed:
        return pack
    excerpts = {table.excerpt for table in pack.tables.values() if table.excerpt}
    day = as_of - timedelta(days=1)
    lists = {
        name: PublishedList(name, "a plain table", day, "list.csv", "sha256:0", documents.listed)
        for name in excerpts
    }
    return use_imported_lists(pack, lists, MOST_DAYS)


def _listed(documents: Documents, way: str) -> Documents | None:
    found = copied_documents(documents)
    parties = [*found.bom.get("parties", ()), *found.context.get("parties", ())]
    ids = {party.get("id") for party in parties}
    alone = sorted({word for word in _named((found.bom, found.context)) if word not in ids})
    found.listed = tuple(WAYS[way](number, each) for number, each in enumerate(parties) if _name_of(each))
    found.listed += tuple(ListedParty(each) for each in alone)
    return found if found.listed else None


def _name_of(party: Record) -> str:
    return str(party.get("name") or party.get("id") or "")


def _named(value: Any) -> Iterator[str]:
    """The companies that anything in a document names."""
    if isinstance(value, dict):
        for name, held in value.items():
            if name in NAMING:
                yield from (alternative for alternative in alternatives(held) if isinstance(alternative, str))
            yield from _named(held)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _named(each)


def _by_name(_: int, party: Record) -> ListedParty:
    return ListedParty(_name_of(party))


def _by_alias(number: int, party: Record) -> ListedParty:
    return ListedParty(f"Listed Works Number {number}", (_name_of(party),))


def _by_script(number: int, party: Record) -> ListedParty:
    return ListedParty(f"Listed Works Number {number}", (_name_of(party).translate(LOOKALIKE),))


def _by_identifier(number: int, party: Record) -> ListedParty:
    identifiers = party.setdefault("identifiers", {})
    identifiers.setdefault("duns", f"{number:09}")
    return ListedParty(f"Listed Works Number {number}", (), {"duns": identifiers["duns"]})


WAYS: dict[str, Callable[[int, Record], ListedParty]] = {
    "by name": _by_name,
    "under an alias": _by_alias,
    "in a script that looks alike": _by_script,
    "by an identifier": _by_identifier,
}
