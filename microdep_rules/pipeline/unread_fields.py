"""Unread fields: fields of documents that no rule reads, in the packs of a check or in the shipped packs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.bom import unused_fields
from microdep_rules.lang.fields_read import fields_read
from microdep_rules.pipeline.packs import load_packs
from microdep_rules.workspace import shipped_packs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.lang import ir
    from microdep_rules.output.checked import CheckedDocument
    from microdep_rules.pipeline.packs import PackSet
    from microdep_rules.pipeline.project import Project


class UnreadFields:
    """Search for the fields of documents that no rule of the given packs reads."""

    def __init__(self, project: Project, packs: PackSet, names: Sequence[str]) -> None:
        chosen = bool(names or project.config.packs)
        if not chosen or not any(pack.pack is not None and pack.pack.rules for pack in packs.packs):
            packs = load_packs(project, shipped_packs.list_packs_with_rules(), {}, with_examples=False)
        checked: list[ir.Pack] = [pack.pack for pack in packs.packs if pack.pack is not None]
        self._read = fields_read(checked)
        self._names = [pack_.name for pack_ in checked if pack_.rules]

    def of(self, document: CheckedDocument) -> list[Diagnostic]:
        """Return a note for each unread field of a document and of its contract facts."""
        if document.bom is None:
            return []
        contexts = [file for file in document.files.values() if file.kind == "context"]
        return unused_fields.check([document.bom.file, *contexts], self._read, self._names)
