"""Validation of a document against its schema, with a diagnostic for every mistake."""

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
"""Keys that only documents of another format have."""

MOST_EXAMINED = 10_000
"""The most mistakes in the shape of a document that are examined; each takes a fraction of a millisecond."""

IN_ONE_GO = 10_000
"""So many entries of a list are shown to the library at once."""
Place = tuple[str | int, ...]
_MOST_ROUNDS = 20
"""A removal may leave a hole in the value around it, and so on upwards; no document is nested deeper."""


class ShapeCheck(Struct, frozen=True):
    """Result of checking the shape of a document."""

    diagnostics: list[Diagnostic] = field(default_factory=list)
    wrong: list[Fault] = field(default_factory=list)
    is_document: bool = True
    """True for a document of the expected kind, so that further checks make sense."""
    columns: DocumentColumns | None = None
    """Its different values, if the shape is correct without any doubt."""


def validate(value: Any, spans: Spans, kind: Kind, unreadable: Collection[Path] = ()) -> ShapeCheck:
    """Return the errors in the shape of a document, except for unreadable values."""
    if not isinstance(value, dict):
        return ShapeCheck([reading.not_a_record(kind_of(value), spans.head(""))], is_document=False)
    head = _head(value, spans, kind)
    if head is not None:
        if not _is_headless(value, kind):
            return ShapeCheck([head], is_document=False)
        value = {**value, "schema": schema(kind).id}
    problems = [head] if head is not None else []
    columns = _in_columns(kind).columns(value)
    if columns is not None or _validator(kind).is_valid(value):
        return ShapeCheck(problems, columns=columns)
    refused = list(islice(_refused(value, kind), MOST_EXAMINED))
    if not refused:  # the error is far down in a long list in a long list
        return ShapeCheck(
            [*problems, diagnose("file/too-many-problems", spans.head(""), "long-lists", entries=IN_ONE_GO)],
            is_document=False,
        )
    # Slow to import and slow to run, so only for a document that is known to be wrong.
    from microdep_rules.bom.mistakes import mistakes

    shape_problems, wrong = mistakes(value, spans, schema(kind), refused, unreadable)
    if len(refused) < MOST_EXAMINED and len(shape_problems) < MOST_EXAMINED:
        return ShapeCheck([*problems, *shape_problems], wrong)
    # Further errors are unknown, so the rest allows no conclusion.
    return ShapeCheck(
        [
            *problems,
            *shape_problems,
            diagnose("file/too-many-problems", spans.head(""), "not-examined", count=MOST_EXAMINED),
        ],
        wrong,
        is_document=False,
    )


def _refused(value: Any, kind: Kind) -> Iterator[Place]:
    """Yield the places where an invalid document is refused, each place once.

    The library makes all errors at once, two kilobytes for each: it gets lists with very many entries in
    windows.
    """
    seen: set[Place] = set()
    for start in range(0, max(_longest(value), 1), IN_ONE_GO):
        for error in _validator(kind).iter_errors(_window(value, start)):
            path = tuple(_path_in_whole(value, error.instance_path, start))
            if path not in seen:
                seen.add(path)
                yield path


def _longest(value: Any) -> int:
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


def _window(value: Any, start: int) -> Any:
    """Return a window of the value: as many entries of each list from `start`.

    Of a shorter list, the first.
    """
    if isinstance(value, dict):
        return {key: _window(entry, start) for key, entry in value.items()}
    if isinstance(value, list):
        at = _begin(value, start)
        return [_window(entry, start) for entry in value[at : at + IN_ONE_GO]]
    return value


def _begin(values: list[Any], start: int) -> int:
    return start if start < len(values) else 0


def _path_in_whole(value: Any, path: Iterable[str | int], start: int) -> Iterator[str | int]:
    """Yield the path in the whole value of a path in a window."""
    for step in path:
        own = _begin(value, start) + step if isinstance(value, list) and isinstance(step, int) else step
        yield own
        value = value[own]


def valid_remainder(
    value: dict[str, Any], spans: Spans, kind: Kind, unsound: Iterable[Sequence[str | int]]
) -> tuple[Any, Spans]:
    """Return a valid document of what is left when all that is unsound is taken away, with its places."""
    paths: Iterable[Sequence[str | int]] = unsound
    for _ in range(_MOST_ROUNDS):
        value, spans = prune(value, spans, paths)
        if value is None:
            break
        paths = [error.instance_path for error in _validator(kind).iter_errors(value)]
        if not paths:
            return value, spans
    return None, spans


def _head(value: dict[str, Any], spans: Spans, kind: Kind) -> Diagnostic | None:
    """Return the one diagnostic of a document of another kind."""
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
    """Return whether the document is a JSON Schema."""
    named = value.get("$schema")
    if isinstance(named, str):
        return "json-schema.org" in named
    return value.get("type") == "object" and isinstance(value.get("properties"), dict)


def _is_headless(value: dict[str, Any], kind: Kind) -> bool:
    """Return whether only the first line is missing."""
    return (
        value.get("schema") is None
        and kind == "bom"
        and "components" in value
        and not any(key in value for key in _FOREIGN)
        and not nearest("schema", value)
    )


@cache
def _in_columns(kind: Kind) -> ColumnSchema:
    return ColumnSchema(schema(kind).data)


@cache
def _validator(kind: Kind) -> jsonschema_rs.Draft202012Validator:
    import jsonschema_rs  # takes as long as everything else for a small document

    return jsonschema_rs.Draft202012Validator(schema(kind).data)
