"""Loading of a bill of materials in any format that needs no mapping file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.bom.errors.imports import wrong_format
from microdep_rules.bom.imports.forms import CYCLONEDX, recognize_form
from microdep_rules.bom.load import LoadedDocument, load_document
from microdep_rules.bom.spans import nowhere
from microdep_rules.source import SourceFile

if TYPE_CHECKING:
    from microdep_rules.diagnostics import Diagnostic


def load_bom(path: str, data: bytes) -> LoadedDocument:
    """Load a bill of materials from the bytes of a file.

    The diagnostics state the errors of the file. For an unknown format, a diagnostic states that the format
    is not supported.
    """
    form = recognize_form(path, data)
    if not form.read_as:
        return empty_document(
            path,
            wrong_format(path, "a bill of materials", form.what, form.fix),
        )
    if form is CYCLONEDX:
        from microdep_rules.bom.imports.cyclonedx.read import read_cyclonedx

        loaded = read_cyclonedx(path, data)
        if loaded is not None:
            return loaded
    return load_document(path, data, kind="bom")


def empty_document(path: str, problem: Diagnostic) -> LoadedDocument:
    """Return a document without a value for a file that cannot be read; `problem` is its diagnostic."""
    source = SourceFile(path, "")
    return LoadedDocument(source, None, [problem], nowhere(source), "bom")
