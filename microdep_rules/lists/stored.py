"""A published list as it is kept beside the configuration: JSON with a line for each entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from microdep_rules.lists.entries import PublishedList

if TYPE_CHECKING:
    from datetime import date

SCHEMA = "microdep-company-list/1"


class Kept(PublishedList, frozen=True, kw_only=True):
    """The file: a list with the name of its form."""

    schema: str


def as_text(found: PublishedList) -> str:
    """The text of a list; the same list gives the same text."""
    head = [
        ("schema", SCHEMA),
        ("name", found.name),
        ("form", found.form),
        ("day", found.day.isoformat()),
        ("source", found.source),
        ("digest", found.digest),
    ]
    lines = [f'  "{key}": {_json(value)},\n' for key, value in head]
    entries = sorted(found.entries, key=lambda each: (each.name, each.aliases, each.cites, str(each.from_)))
    told = ",\n".join(f"    {_json(each)}" for each in entries)
    return "{\n" + "".join(lines) + '  "entries": [\n' + told + "\n  ]\n}\n"


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
    return PublishedList(kept.name, kept.form, kept.day, kept.source, kept.digest, kept.entries)


def days_too_old(found: PublishedList, as_of: date, most: int) -> int:
    """How old a list is, where that is more than it may be; else 0."""
    days = (as_of - found.day).days
    return days if days > most else 0
