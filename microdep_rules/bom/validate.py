"""Whether a value is a document of ours; if it is not, every mistake as a sentence with its place."""

from __future__ import annotations

from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from microdep_rules.bom.columns import Columns, ColumnSchema
from microdep_rules.bom.errors import reading, shape
from microdep_rules.bom.errors.quoting import kind_of
from microdep_rules.bom.remains import Path, Wrong, prune
from microdep_rules.bom.schemas import Kind, schema
from microdep_rules.bom.spans import Spans, join
from microdep_rules.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    import jsonschema_rs

    from microdep_rules.diagnostics import Diagnostic

_FOREIGN = {"bomFormat": "CycloneDX", "spdxVersion": "SPDX", "@graph": "SPDX"}
"""Keys that only documents of another format have."""

MOST_LOOKED_AT = 10_000
"""So many mistakes in the shape of a document are looked at; each takes a part of a millisecond."""

IN_ONE_GO = 10_000
"""So many entries of a list are shown to the library at once."""
Place = tuple[str | int, ...]
_MOST_ROUNDS = 20
"""What is taken away may leave a hole in what holds it, and so on upwards; no document is nested deeper."""


class Shape(Struct, frozen=True):
    """What is wrong with the shape of a document."""

    diagnostics: list[Diagnostic] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)
    ours: bool = True
    """Whether it is a document of the kind that is wanted, so that it is worth looking any further."""
    columns: Columns | None = None
    """Its different values, where nothing is wrong with the shape without any doubt."""


def validate(value: Any, spans: Spans, kind: Kind, unreadable: Collection[Path] = ()) -> Shape:
    """What is wrong with the shape of a document, apart from what could not be read."""
    if not isinstance(value, dict):
        return Shape([reading.not_a_record(kind_of(value), spans.head(""))], ours=False)
    head = _head(value, spans, kind)
    if head is not None:
        if not _is_headless(value, kind):
            return Shape([head], ours=False)
        value = {**value, "schema": schema(kind).id}
    said = [head] if head is not None else []
    columns = _in_columns(kind).columns(value)
    if columns is not None or _validator(kind).is_valid(value):
        return Shape(said, columns=columns)
    refused = list(islice(_refused(value, kind), MOST_LOOKED_AT))
    if not refused:  # what is wrong stands far down in a long list in a long list
        return Shape([*said, reading.not_looked_at(IN_ONE_GO, spans.head(""))], ours=False)
    # Slow to import and slow to run, so only for a document that is known to be wrong.
    from microdep_rules.bom.mistakes import mistakes

    found, wrong = mistakes(value, spans, schema(kind), refused, unreadable)
    if len(refused) < MOST_LOOKED_AT and len(found) < MOST_LOOKED_AT:
        return Shape([*said, *found], wrong)
    # What else is wrong is not known, so that nothing can be concluded from the rest.
    return Shape([*said, *found, reading.many_problems(MOST_LOOKED_AT, spans.head(""))], wrong, ours=False)


def _refused(value: Any, kind: Kind) -> Iterator[Place]:
    """Where a document that is not valid is refused, each place once.

    The library makes all errors at once, two kilobytes for each: of lists with very many entries it is shown
    some at a time.
    """
    seen: set[Place] = set()
    for start in range(0, max(_longest(value), 1), IN_ONE_GO):
        for error in _validator(kind).iter_errors(_window(value, start)):
            path = tuple(_in_the_whole(value, error.instance_path, start))
            if path not in seen:
                seen.add(path)
                yield path


def _longest(value: Any) -> int:
    """How many entries the longest list has that is in a value."""
    longest, waiting = 0, [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            waiting += each.values()
        elif isinstance(each, list):
            longest = max(longest, len(each))
            waiting += (inner for inner in each if isinstance(inner, dict | list))
    return longest


def _window(value: Any, start: int) -> Any:
    """The value with so many entries of each list, from one on; of a list that ends before, the first."""
    if isinstance(value, dict):
        return {key: _window(each, start) for key, each in value.items()}
    if isinstance(value, list):
        at = _begin(value, start)
        return [_window(each, start) for each in value[at : at + IN_ONE_GO]]
    return value


def _begin(values: list[Any], start: int) -> int:
    return start if start < len(values) else 0


def _in_the_whole(value: Any, path: Iterable[str | int], start: int) -> Iterator[str | int]:
    """The path of something in a window, in the value itself."""
    for step in path:
        own = _begin(value, start) + step if isinstance(value, list) and isinstance(step, int) else step
        yield own
        value = value[own]


def sound_rest(
    value: dict[str, Any], spans: Spans, kind: Kind, unsound: Iterable[Sequence[str | int]]
) -> tuple[Any, Spans]:
    """A valid document of what is left when all that is unsound is taken away, with its places."""
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
    """A document that is something else altogether has this one mistake."""
    expected, found = schema(kind).id, value.get("schema")
    if found == expected:
        return None
    if found is None:
        for key, name in _FOREIGN.items():
            if key in value:
                return shape.another_format(name, spans.key(join("", key)))
        if _is_schema(value):
            key = "$schema" if "$schema" in value else "properties"
            return shape.a_json_schema(expected, spans.key(join("", key)))
        return shape.no_schema(expected, spans.head(""), empty="schema" in value)
    return shape.another_schema(found, expected, spans.value("/schema"))


def _is_schema(value: dict[str, Any]) -> bool:
    """Return whether this describes documents, and is none: a JSON Schema."""
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
    import jsonschema_rs  # takes as long as all else that is done with a small document

    return jsonschema_rs.Draft202012Validator(schema(kind).data)
