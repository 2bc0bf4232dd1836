"""Fields of a document that neither the checked rules nor other parts of the program read."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from microdep_rules.bom.errors.unread import field_not_read
from microdep_rules.bom.schemas import ROOTS, schema
from microdep_rules.bom.spans import join
from microdep_rules.vocabulary.uses import use_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from microdep_rules.bom.load import LoadedDocument
    from microdep_rules.bom.schemas import Schema
    from microdep_rules.diagnostics import Diagnostic

Key = tuple[str, str]
"""Kind of record, and name of a field in documents."""
Record = tuple[str, dict[str, Any], str]
"""Kind, data and pointer of a record."""


def check(
    files: Iterable[LoadedDocument], read_fields: Collection[Key], packs: Sequence[str]
) -> list[Diagnostic]:
    """Return a note for each field that is not read, at the first place of the field.

    `read_fields` has the fields that the rules of `packs` read.
    """
    places: dict[Key, list[tuple[LoadedDocument, str]]] = {}
    unread = cache(lambda kind, key: (kind, key) not in read_fields and not use_of(kind, key))
    for loaded in files:
        for kind, data, pointer in records(loaded):
            properties = schema(loaded.kind).records[kind]["properties"]
            for key in data:
                if key in properties and unread(kind, key):
                    places.setdefault((kind, key), []).append((loaded, join(pointer, key)))
    return [
        field_not_read(kind, key, len(stated), packs, stated[0][0].spans.key(stated[0][1]))
        for (kind, key), stated in places.items()
    ]


def records(loaded: LoadedDocument) -> Iterator[Record]:
    """Yield all records of a bill of materials or a context, in the order of the file."""
    if loaded.value is None or loaded.kind not in ROOTS:
        return
    known = schema(loaded.kind)
    waiting: list[Record] = [("contract", loaded.value, "")]
    if loaded.kind == "bom":
        waiting = [*_top_records(loaded.value, known)][::-1]
    while waiting:
        kind, data, pointer = waiting.pop()
        yield kind, data, pointer
        inside = [
            record
            for key, value in data.items()
            if (inner := known.listed(kind, key)) is not None
            for record in _entries(value, inner, join(pointer, key))
        ]
        waiting += reversed(inside)


def _top_records(value: dict[str, Any], known: Schema) -> Iterator[Record]:
    for name, data in value.items():
        kind = known.top_lists.get(name) or {"document": "document", "context": "contract"}.get(name)
        if kind is not None:
            yield from _entries(data, kind, join("", name))


def _entries(value: Any, kind: str, pointer: str) -> Iterator[Record]:
    numbered = enumerate(value) if isinstance(value, list) else [("", value)]
    for index, entry in numbered:
        if isinstance(entry, dict):
            own = "component" if kind == "usage" and "ref" not in entry else kind
            yield own, entry, join(pointer, index) if index != "" else pointer
