"""A document in whichever form it is: ours, or one of somebody else that needs no mapping file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.bom.imports.forms import CYCLONEDX, form_of
from microdep_rules.bom.load import LoadedDocument, load_document
from microdep_rules.bom.spans import nowhere
from microdep_rules.messages import diagnose
from microdep_rules.source import SourceFile, Span

if TYPE_CHECKING:
    from microdep_rules.diagnostics import Diagnostic


def load_any(path: str, data: bytes) -> LoadedDocument:
    """A bill of materials from its bytes; what is wrong, and what it is instead, is in its diagnostics."""
    form = form_of(path, data)
    if not form.read_as:
        return refused(
            path,
            diagnose(
                "file/wrong-format",
                Span(path, 0, 0),
                "content",
                expected="a bill of materials",
                found=form.what,
                fix=form.way_out,
            ),
        )
    if form is CYCLONEDX:
        from microdep_rules.bom.imports.cyclonedx.read import read_cyclonedx

        found = read_cyclonedx(path, data)
        if found is not None:
            return found
    return load_document(path, data, kind="bom")


def refused(path: str, problem: Diagnostic) -> LoadedDocument:
    """What is left of a file that is not read."""
    source = SourceFile(path, "")
    return LoadedDocument(source, None, [problem], nowhere(source), "bom")
