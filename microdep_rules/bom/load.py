"""Loading of a file as a checked document, with the places of its values and diagnostics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.bom.decode import decode
from microdep_rules.bom.errors import facts, reading
from microdep_rules.bom.partial_documents import (
    Fault,
    clear_unreadable,
    incomplete_kinds,
    paths_to_remove,
    remove_faults,
)
from microdep_rules.bom.repeats import merge_and_limit
from microdep_rules.bom.schemas import Kind, schema
from microdep_rules.bom.spans import Spans, join, nowhere
from microdep_rules.bom.validate import valid_remainder, validate
from microdep_rules.bom.values import check_values
from microdep_rules.diagnostics import Diagnostic, has_errors
from microdep_rules.source import SourceFile, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from microdep_rules.bom.columns import DocumentColumns

MEGABYTE = 1024 * 1024
LIMITS = {"YAML": 64 * MEGABYTE, "JSON": 1024 * MEGABYTE}
"""For each format, the maximum size of a file in bytes.

YAML takes about twenty times as long as JSON to read.
"""


class LoadedDocument(Struct, frozen=True, eq=False):
    """Document that was read from a file."""

    source: SourceFile
    """Text of the file; empty if the bytes are not text."""
    value: dict[str, Any] | None
    """Value of the document; `None` if the document has an error."""
    diagnostics: list[Diagnostic]
    spans: Spans
    kind: Kind = "bom"
    partial: PartialDocument | None = None
    """Correct parts of a document with errors. Checks continue with these parts."""
    validated: tuple[Any, DocumentColumns] | None = None
    """Valid value, and the columns of its distinct values."""
    text_evidence: Mapping[str, tuple[str, ...]] = {}
    """Ids of the evidence for texts that have no field for evidence, by the pointer of the text.

    For example, an overlay adds a name to `distinct_from` and states evidence for this name.
    """

    @property
    def columns(self) -> DocumentColumns | None:
        """Columns of distinct values; `None` if the fast check does not show that the document is valid."""
        return self.validated[1] if self.validated is not None and self.validated[0] is self.value else None

    @property
    def fields(self) -> LoadedDocument | None:
        """Document for checks of single values; wrong values are left out if the document has errors."""
        return self if self.value is not None else self.partial.fields if self.partial else None

    @property
    def records(self) -> LoadedDocument | None:
        """Valid document: this document, or only its correct records if this document has errors."""
        return self if self.value is not None else self.partial.records if self.partial else None

    @property
    def incomplete_kinds(self) -> frozenset[str]:
        """Kinds of records of which some records are left out, because they have errors."""
        return self.partial.incomplete_kinds if self.partial else frozenset()

    @property
    def path(self) -> str:
        """Name of the file in outputs."""
        return self.source.path


class PartialDocument(Struct, frozen=True, eq=False):
    """Parts of a document with errors that are still checked, so that all mistakes are reported at once."""

    fields: LoadedDocument
    """Document without wrong values. Fields of records and entries of lists may be missing."""
    records: LoadedDocument | None
    """Valid document of the correct records; `None` if no such document is possible."""
    incomplete_kinds: frozenset[str]


def load_document(path: str, data: bytes, *, kind: Kind) -> LoadedDocument:
    """Return the document in a file. Errors are in `diagnostics`; no exception is raised."""
    document = _load(path, data, kind)
    if kind == "bom" or not document.diagnostics:
        return document
    return replace(
        document, diagnostics=[reading.of_kind(diagnostic, kind) for diagnostic in document.diagnostics]
    )


def _load(path: str, data: bytes, kind: Kind) -> LoadedDocument:
    form = "JSON" if _is_json(path, data) else "YAML"
    if len(data) > LIMITS[form]:
        source = SourceFile(path, "")
        problem = reading.too_large(LIMITS[form], form, Span(path, 0, 0))
        return LoadedDocument(source, None, [problem], nowhere(source), kind)
    source, readable, diagnostics = decode(path, data)
    if not readable:
        return LoadedDocument(source, None, diagnostics, nowhere(source), kind)
    value, spans, problems = _read(form, source)
    diagnostics += problems
    if value is None and has_errors(diagnostics):
        return LoadedDocument(source, None, diagnostics, spans, kind)
    return check_document(LoadedDocument(source, value, diagnostics, spans, kind))


def check_document(document: LoadedDocument) -> LoadedDocument:
    """Return a document with all its diagnostics. After an error, `value` of the document is `None`."""
    more, partial, columns = _examine(document)
    diagnostics = [*document.diagnostics, *more]
    value = None if has_errors(diagnostics) else document.value
    reported = merge_and_limit(document.path, diagnostics)
    validated = (value, columns) if value is not None and columns is not None else None
    return LoadedDocument(document.source, value, reported, document.spans, document.kind, partial, validated)


def _examine(
    document: LoadedDocument,
) -> tuple[list[Diagnostic], PartialDocument | None, DocumentColumns | None]:
    """Return further diagnostics, the correct parts of a document with errors, and the columns.

    The columns are `None` if the document has errors.
    """
    source, value, spans, kind = document.source, document.value, document.spans, document.kind
    unreadable = clear_unreadable(value) if has_errors(document.diagnostics) else []
    shape = validate(value, spans, kind, frozenset(unreadable))
    if not shape.is_document or value is None:
        return shape.diagnostics, None, None
    wrong = [*map(Fault, unreadable), *shape.wrong]
    fields = remove_faults(value, wrong)
    value_problems, meaningless = check_values(fields, spans, schema(kind), shape.columns)
    diagnostics = [*shape.diagnostics, *value_problems, *_without_reasons(fields, spans, kind)]
    if not has_errors([*document.diagnostics, *diagnostics]):
        return diagnostics, None, shape.columns
    removed = paths_to_remove([*wrong, *meaningless], schema(kind))
    records, places = valid_remainder({**value, "schema": schema(kind).id}, spans, kind, removed)
    rest = PartialDocument(
        LoadedDocument(source, fields, [], spans, kind),
        None if records is None else LoadedDocument(source, records, [], places, kind),
        incomplete_kinds(wrong, schema(kind)),
    )
    return diagnostics, rest, None


def _without_reasons(fields: Mapping[str, Any], spans: Spans, kind: Kind) -> Iterator[Diagnostic]:
    """Yield an error for each correction of an overlay that has a placeholder as its reason."""
    from microdep_rules.vocabulary.placeholder_names import is_reason  # most documents are not overlays

    waiting: list[tuple[str, Any]] = [("", fields)] if kind == "overlay" else []
    while waiting:
        pointer, value = waiting.pop()
        if isinstance(value, list):
            waiting += [(join(pointer, n), entry) for n, entry in enumerate(value)]
        elif isinstance(value, dict):
            waiting += [(join(pointer, name), entry) for name, entry in value.items()]
            reason = value.get("reason")
            corrects = "fact" in value or "list" in value
            if corrects and isinstance(reason, str) and not is_reason(reason):
                yield facts.says_nothing("reason", reason, spans.value(join(pointer, "reason")))


def _read(form: str, source: SourceFile) -> tuple[Any, Spans, list[Diagnostic]]:
    # The readers are imported here, because the import of the YAML library takes as long as a small check.
    if form == "JSON":
        from microdep_rules.bom.json_reader import read_json

        return read_json(source)
    from microdep_rules.bom.yaml_reader import read_yaml

    return read_yaml(source)


def _is_json(path: str, data: bytes) -> bool:
    """Return whether a file is JSON, by its extension or by its first character."""
    name = path.lower()
    if name.endswith(".json"):
        return True
    if name.endswith((".yaml", ".yml")):
        return False
    return data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")
