"""Bytes of a file become a checked document: its value, its places, and what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.bom.decode import decode
from microdep_rules.bom.errors import facts, reading
from microdep_rules.bom.remains import Wrong, doubtful, hollow, unsound, without
from microdep_rules.bom.repeats import told_in
from microdep_rules.bom.schemas import Kind, schema
from microdep_rules.bom.spans import Spans, join, nowhere
from microdep_rules.bom.validate import sound_rest, validate
from microdep_rules.bom.values import check_values
from microdep_rules.diagnostics import Diagnostic, has_errors
from microdep_rules.source import SourceFile, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from microdep_rules.bom.columns import Columns

MEGABYTE = 1024 * 1024
LIMITS = {"YAML": 64 * MEGABYTE, "JSON": 1024 * MEGABYTE}
"""The largest file that is read. YAML is some twenty times slower to read than JSON."""


class Loaded(Struct, frozen=True, eq=False):
    """One file that was read."""

    source: SourceFile
    """The text, to show places of it; empty when the bytes are not text."""
    value: dict[str, Any] | None
    """The document as it is written; nothing when there is an error."""
    diagnostics: list[Diagnostic]
    spans: Spans
    kind: Kind = "bom"
    rest: Rest | None = None
    """What else can be looked at, where there is an error."""
    looked_at: tuple[Any, Columns] | None = None
    """The value that was found valid, with its different values."""

    @property
    def columns(self) -> Columns | None:
        """The different values of the document, where it is valid without any doubt."""
        return self.looked_at[1] if self.looked_at is not None and self.looked_at[0] is self.value else None

    @property
    def fields(self) -> Loaded | None:
        """The document, or what is left of it to look at value by value."""
        return self if self.value is not None else self.rest.fields if self.rest else None

    @property
    def records(self) -> Loaded | None:
        """The document, or a valid one of those records in which nothing is wrong."""
        return self if self.value is not None else self.rest.records if self.rest else None

    @property
    def doubtful(self) -> frozenset[str]:
        """The kinds of records of which some are not known."""
        return self.rest.doubtful if self.rest else frozenset()

    @property
    def path(self) -> str:
        """The name under which the file is shown."""
        return self.source.path


class Rest(Struct, frozen=True, eq=False):
    """What of a document with errors can still be looked at, so that all mistakes come at once."""

    fields: Loaded
    """Without what is wrong. Records may lack fields, and lists have holes."""
    records: Loaded | None
    """A valid document of the records in which nothing is wrong, if there can be one."""
    doubtful: frozenset[str]


def load_document(path: str, data: bytes, *, kind: Kind) -> Loaded:
    """Reads one document; whatever is wrong with it is in `diagnostics`, and nothing is raised."""
    found = _loaded(path, data, kind)
    if kind == "bom" or not found.diagnostics:
        return found
    return replace(found, diagnostics=[reading.of_kind(diagnostic, kind) for diagnostic in found.diagnostics])


def _loaded(path: str, data: bytes, kind: Kind) -> Loaded:
    form = "JSON" if _is_json(path, data) else "YAML"
    if len(data) > LIMITS[form]:
        source = SourceFile(path, "")
        problem = reading.too_large(len(data), LIMITS[form], form, Span(path, 0, 0))
        return Loaded(source, None, [problem], nowhere(source), kind)
    source, readable, diagnostics = decode(path, data)
    if not readable:
        return Loaded(source, None, diagnostics, nowhere(source), kind)
    value, spans, problems = _read(form, source)
    diagnostics += problems
    if value is None and has_errors(diagnostics):
        return Loaded(source, None, diagnostics, spans, kind)
    return check_document(Loaded(source, value, diagnostics, spans, kind))


def check_document(read: Loaded) -> Loaded:
    """A document that was read, with all that is wrong in it; without its value if that is an error."""
    found, rest, columns = _examine(read)
    diagnostics = [*read.diagnostics, *found]
    value = None if has_errors(diagnostics) else read.value
    told = told_in(read.path, diagnostics)
    looked_at = (value, columns) if value is not None and columns is not None else None
    return Loaded(read.source, value, told, read.spans, read.kind, rest, looked_at)


def _examine(read: Loaded) -> tuple[list[Diagnostic], Rest | None, Columns | None]:
    """What else is wrong in a document that was read, what is left of it if anything is, and its columns."""
    source, value, spans, kind = read.source, read.value, read.spans, read.kind
    unreadable = hollow(value) if has_errors(read.diagnostics) else []
    shape = validate(value, spans, kind, frozenset(unreadable))
    if not shape.ours or value is None:
        return shape.diagnostics, None, None
    wrong = [*map(Wrong, unreadable), *shape.wrong]
    fields = without(value, wrong)
    found, meaningless = check_values(fields, spans, schema(kind), shape.columns)
    diagnostics = [*shape.diagnostics, *found, *_without_reason(fields, spans, kind)]
    if not has_errors([*read.diagnostics, *diagnostics]):
        return diagnostics, None, shape.columns
    gone = unsound([*wrong, *meaningless], schema(kind))
    records, places = sound_rest({**value, "schema": schema(kind).id}, spans, kind, gone)
    rest = Rest(
        Loaded(source, fields, [], spans, kind),
        None if records is None else Loaded(source, records, [], places, kind),
        doubtful(wrong, schema(kind)),
    )
    return diagnostics, rest, None


def _without_reason(fields: Mapping[str, Any], spans: Spans, kind: Kind) -> Iterator[Diagnostic]:
    """Corrections of an overlay whose reason says nothing."""
    from microdep_rules.vocabulary.nobody import says_why  # most documents are no overlay

    waiting: list[tuple[str, Any]] = [("", fields)] if kind == "overlay" else []
    while waiting:
        pointer, value = waiting.pop()
        if isinstance(value, list):
            waiting += [(join(pointer, n), each) for n, each in enumerate(value)]
        elif isinstance(value, dict):
            waiting += [(join(pointer, name), each) for name, each in value.items()]
            reason = value.get("reason")
            corrects = "fact" in value or "list" in value
            if corrects and isinstance(reason, str) and not says_why(reason):
                yield facts.says_nothing("reason", reason, spans.value(join(pointer, "reason")))


def _read(form: str, source: SourceFile) -> tuple[Any, Spans, list[Diagnostic]]:
    # Each reader is imported where it is used: the YAML library alone takes as long as a small check.
    if form == "JSON":
        from microdep_rules.bom.json_reader import read_json

        return read_json(source)
    from microdep_rules.bom.yaml_reader import read_yaml

    return read_yaml(source)


def _is_json(path: str, data: bytes) -> bool:
    """By the extension, else by the first sign."""
    name = path.lower()
    if name.endswith(".json"):
        return True
    if name.endswith((".yaml", ".yml")):
        return False
    return data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")
