"""File format of an imported list, next to the configuration: JSON with one line for each entry."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec

from microdep_rules.lists.entries import PublishedList

if TYPE_CHECKING:
    from datetime import date

SCHEMA = "microdep-company-list/1"


class StoredList(PublishedList, frozen=True, kw_only=True):
    """File of a list, with its schema and digest."""

    schema: str
    count: int
    content: str
    """Digest of the list. The digest reveals changes of the file."""


CHANGED = "it was changed since it was imported"


def content_digest(list_: PublishedList) -> str:
    """Return the digest of everything that a list states. The digest does not depend on the file's layout."""
    return f"sha256:{hashlib.sha256(msgspec.json.encode(_normalized(list_))).hexdigest()}"


def entries_digest(list_: PublishedList) -> str:
    """Return the digest of the entries alone. The digest is equal for everybody who imports the same list.

    Nobody can verify the statements of a stored list about its source file. A check uses only the entries of
    the list.
    """
    return f"sha256:{hashlib.sha256(msgspec.json.encode(_normalized(list_).entries)).hexdigest()}"


def _normalized(list_: PublishedList) -> PublishedList:
    return PublishedList(
        list_.name,
        list_.form,
        list_.day,
        list_.source,
        list_.digest,
        tuple(
            sorted(
                list_.entries, key=lambda entry: (entry.name, entry.aliases, entry.cites, str(entry.from_))
            )
        ),
        list_.only,
        list_.complete,
    )


def format_list(list_: PublishedList) -> str:
    """Return the text of a list. Equal lists give equal texts."""
    list_ = _normalized(list_)
    head = [
        ("schema", SCHEMA),
        ("name", list_.name),
        ("form", list_.form),
        ("day", list_.day.isoformat()),
        ("source", list_.source),
        ("digest", list_.digest),
        ("only", list_.only),
        ("complete", list_.complete),
        ("count", len(list_.entries)),
        ("content", content_digest(list_)),
    ]
    lines = [f'  "{key}": {_json(value)},\n' for key, value in head]
    entries = ",\n".join(f"    {_json(entry)}" for entry in list_.entries)
    return "{\n" + "".join(lines) + '  "entries": [\n' + entries + "\n  ]\n}\n"


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def parse_list(data: bytes) -> PublishedList | str:
    """Return the list in a file, or the reason why the file cannot be read."""
    try:
        stored = msgspec.json.decode(data, type=StoredList)
    except msgspec.MsgspecError as problem:
        return str(problem)[:1].lower() + str(problem)[1:]
    if stored.schema != SCHEMA:
        return f"expected the schema `{SCHEMA}`, found `{stored.schema}`"
    if not stored.entries:
        return "it has no entries"
    list_ = _normalized(stored)
    return (
        list_ if (stored.count, stored.content) == (len(stored.entries), content_digest(list_)) else CHANGED
    )


def excess_age(list_: PublishedList, as_of: date, most: int) -> int:
    """Return the age of a list in days if the age is more than `most`; otherwise 0."""
    days = (as_of - list_.day).days
    return days if days > most else 0
