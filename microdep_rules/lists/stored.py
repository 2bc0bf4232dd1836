"""A published list as it is kept beside the configuration: JSON with a line for each entry."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec

from microdep_rules.lists.entries import PublishedList

if TYPE_CHECKING:
    from datetime import date

SCHEMA = "microdep-company-list/1"


class Kept(PublishedList, frozen=True, kw_only=True):
    """The file: a list with the name of its form."""

    schema: str
    count: int
    content: str
    """The digest of the list, by which a change of the file is noticed."""


CHANGED = "it was changed since it was imported"


def content_of(found: PublishedList) -> str:
    """The digest of everything that a list states, without regard to the layout of its file."""
    return f"sha256:{hashlib.sha256(msgspec.json.encode(_plain(found))).hexdigest()}"


def entries_digest(found: PublishedList) -> str:
    """The digest of the entries alone: the same for everybody who imports the same list, wherever from.

    What a stored list states of the file it was imported from, nobody can check by it; its entries are what
    a check uses.
    """
    return f"sha256:{hashlib.sha256(msgspec.json.encode(_plain(found).entries)).hexdigest()}"


def _plain(found: PublishedList) -> PublishedList:
    return PublishedList(
        found.name,
        found.form,
        found.day,
        found.source,
        found.digest,
        tuple(
            sorted(
                found.entries, key=lambda entry: (entry.name, entry.aliases, entry.cites, str(entry.from_))
            )
        ),
        found.only,
        found.complete,
    )


def as_text(found: PublishedList) -> str:
    """The text of a list; the same list gives the same text."""
    found = _plain(found)
    head = [
        ("schema", SCHEMA),
        ("name", found.name),
        ("form", found.form),
        ("day", found.day.isoformat()),
        ("source", found.source),
        ("digest", found.digest),
        ("only", found.only),
        ("complete", found.complete),
        ("count", len(found.entries)),
        ("content", content_of(found)),
    ]
    lines = [f'  "{key}": {_json(value)},\n' for key, value in head]
    entries = ",\n".join(f"    {_json(entry)}" for entry in found.entries)
    return "{\n" + "".join(lines) + '  "entries": [\n' + entries + "\n  ]\n}\n"


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def from_text(data: bytes) -> PublishedList | str:
    """The list in a file, or why it cannot be read."""
    try:
        kept = msgspec.json.decode(data, type=Kept)
    except msgspec.MsgspecError as problem:
        return str(problem)[:1].lower() + str(problem)[1:]
    if kept.schema != SCHEMA:
        return f"expected the schema `{SCHEMA}`, found `{kept.schema}`"
    if not kept.entries:
        return "it has no entries"
    found = _plain(kept)
    return found if (kept.count, kept.content) == (len(kept.entries), content_of(found)) else CHANGED


def days_too_old(found: PublishedList, as_of: date, most: int) -> int:
    """How old a list is, where that is more than it may be; else 0."""
    days = (as_of - found.day).days
    return days if days > most else 0
