"""Validation of a document against its schema, with a diagnostic for each mistake."""

from __future__ import annotations

from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from microdep_rules.bom.columns import ColumnSchema, DocumentColumns
from microdep_rules.bom.errors import reading, shape
from microdep_rules.bom.errors.quoting import kind_of
from microdep_rules.bom.partial_documents import Fault, Path, prune
from microdep_rules.bom.schemas import Kind, schema
from microdep_rules.bom.spans import Spans, join
from microdep_rules.messages import diagnose
from microdep_rules.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    import jsonschema_rs

    from microdep_rules.diagnostics import Diagnostic

_FOREIGN = {"bomFormat": "CycloneDX", "spdxVersion": "SPDX", "@graph": "SPDX"}
"""Keys that only documents of other formats have, with the name of the format."""

MOST_EXAMINED = 10_000
"""Maximum number of mistakes that are examined."""

MOST_AT_ONCE = 10_000
"""Number of entries of a list that the schema library gets at once."""
Place = tuple[str | int, ...]
_MOST_ROUNDS = 20
"""Maximum number of rounds in which wrong values are removed.

A removal may make the parent of a value invalid, then the parent of the parent.
"""


class ShapeCheck(Struct, frozen=True):
    """Result of the check of a document against its schema."""

    diagnostics: list[Diagnostic] = field(default_factory=list)
    wrong: list[Fault] = field(default_factory=list)
    is_document: bool = True
    """True for a document of the expected kind. Other documents are not checked further."""
    columns: DocumentColumns | None = None
    """Columns of distinct values; `None` if the fast check does not prove that the document is valid."""


def validate(value: Any, spans: Spans, kind: Kind, unreadable: Collection[Path] = ()) -> ShapeCheck:
    """Return the errors of a document against its schema, except errors about unreadable values."""
    if not isinstance(value, dict):
        return ShapeCheck([reading.not_a_record(kind_of(value), spans.head(""))], is_document=False)
    head = _check_kind(value, spans, kind)
    if head is not None:
        if not _lacks_only_schema(value, kind):
            return ShapeCheck([head], is_document=False)
        value = {**value, "schema": schema(kind).id}
    problems = [head] if head is not None else []
    columns = _column_schema(kind).columns(value)
    if columns is not None or _validator(kind).is_valid(value):
        return ShapeCheck(problems, columns=columns)
    refused = list(islice(_error_paths(value, kind), MOST_EXAMINED))
    if not refused:  # the error is in a long list inside a long list, so `_part_of_lists` misses it
        return ShapeCheck(
            [
                *problems,
                diagnose("file/too-many-problems", spans.head(""), "long-lists", entries=MOST_AT_ONCE),
            ],
            is_document=False,
        )
    # This module is slow, so it is imported only for an invalid document.
    from microdep_rules.bom.mistakes import mistakes

    shape_problems, wrong = mistakes(value, spans, schema(kind), refused, unreadable)
    if len(refused) < MOST_EXAMINED and len(shape_problems) < MOST_EXAMINED:
        return ShapeCheck([*problems, *shape_problems], wrong)
    # Further errors are unknown, so the document is not checked further.
    return ShapeCheck(
        [
            *problems,
            *shape_problems,
            diagnose("file/too-many-problems", spans.head(""), "not-examined", count=MOST_EXAMINED),
        ],
        wrong,
        is_document=False,
    )


def _error_paths(value: Any, kind: Kind) -> Iterator[Place]:
    """Yield the path of each error in an invalid document; several errors at one path count once.

    The library returns all errors at once and needs two kilobytes for each error. So the library gets a very
    long list in parts.
    """
    seen: set[Place] = set()
    for start in range(0, max(_longest_list(value), 1), MOST_AT_ONCE):
        for error in _validator(kind).iter_errors(_part_of_lists(value, start)):
            path = tuple(_path_in_whole(value, error.instance_path, start))
            if path not in seen:
                seen.add(path)
                yield path


def _longest_list(value: Any) -> int:
    """Return the number of entries of the longest list in a value."""
    longest, waiting = 0, [value]
    while waiting:
        inner = waiting.pop()
        if isinstance(inner, dict):
            waiting += inner.values()
        elif isinstance(inner, list):
            longest = max(longest, len(inner))
            waiting += (entry for entry in inner if isinstance(entry, dict | list))
    return longest


def _part_of_lists(value: Any, start: int) -> Any:
    """Return a value with `MOST_AT_ONCE` entries of each list, from `start` on.

    If a list ends before `start`, the result has its first entries.
    """
    if isinstance(value, dict):
        return {key: _part_of_lists(entry, start) for key, entry in value.items()}
    if isinstance(value, list):
        at = _window_start(value, start)
        return [_part_of_lists(entry, start) for entry in value[at : at + MOST_AT_ONCE]]
    return value


def _window_start(values: list[Any], start: int) -> int:
    return start if start < len(values) else 0


def _path_in_whole(value: Any, path: Iterable[str | int], start: int) -> Iterator[str | int]:
    """Convert a path in a result of `_part_of_lists` into the path in the whole value."""
    for step in path:
        own = (
            _window_start(value, start) + step if isinstance(value, list) and isinstance(step, int) else step
        )
        yield own
        value = value[own]


def valid_remainder(
    value: dict[str, Any], spans: Spans, kind: Kind, removed: Iterable[Sequence[str | int]]
) -> tuple[Any, Spans]:
    """Return a document without the values at these paths, and its places; `None` if the rest is invalid."""
    paths: Iterable[Sequence[str | int]] = removed
    for _ in range(_MOST_ROUNDS):
        value, spans = prune(value, spans, paths)
        if value is None:
            break
        paths = [error.instance_path for error in _validator(kind).iter_errors(value)]
        if not paths:
            return value, spans
    return None, spans


def _check_kind(value: dict[str, Any], spans: Spans, kind: Kind) -> Diagnostic | None:
    """Return the diagnostic for a document of another kind; `None` for the expected kind."""
    expected, stated = schema(kind).id, value.get("schema")
    if stated == expected:
        return None
    if stated is None:
        for key, name in _FOREIGN.items():
            if key in value:
                return shape.another_format(name, spans.key(join("", key)))
        if _is_schema(value):
            key = "$schema" if "$schema" in value else "properties"
            return diagnose("file/wrong-format", spans.key(join("", key)), "json-schema", expected=expected)
        return diagnose(
            "file/wrong-schema",
            spans.head(""),
            "blank" if "schema" in value else "missing",
            expected=expected,
        )
    return shape.another_schema(stated, expected, spans.value("/schema"))


def _is_schema(value: dict[str, Any]) -> bool:
    """Return whether a document is a JSON Schema."""
    named = value.get("$schema")
    if isinstance(named, str):
        return "json-schema.org" in named
    return value.get("type") == "object" and isinstance(value.get("properties"), dict)


def _lacks_only_schema(value: dict[str, Any], kind: Kind) -> bool:
    """Return whether a document is a bill of materials that lacks only the key `schema`."""
    return (
        value.get("schema") is None
        and kind == "bom"
        and "components" in value
        and not any(key in value for key in _FOREIGN)
        and not nearest("schema", value)
    )


@cache
def _column_schema(kind: Kind) -> ColumnSchema:
    return ColumnSchema(schema(kind).data)


@cache
def _validator(kind: Kind) -> jsonschema_rs.Draft202012Validator:
    import jsonschema_rs  # the import takes as long as the check of a small document

    return jsonschema_rs.Draft202012Validator(schema(kind).data)
