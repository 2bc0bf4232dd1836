"""Shared inputs of all documents: the contract facts, and the overlays with third-party statements."""

from __future__ import annotations

from pathlib import Path
from posixpath import splitext
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.bom.errors.imports import wrong_format
from microdep_rules.bom.imports.forms import TABULAR, recognize_form
from microdep_rules.diagnostics import has_errors
from microdep_rules.messages import diagnose, phrase_of
from microdep_rules.messages.quoting import quoted
from microdep_rules.output.checked import Input, OverlayUsed
from microdep_rules.workspace.folders import is_file
from microdep_rules.workspace.names import MAPPING
from microdep_rules.workspace.reading import digest_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from microdep_rules.bom.evidence_files import OpenedFile
    from microdep_rules.bom.load import LoadedDocument
    from microdep_rules.bom.overlays.entries import Overlay
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.output.checked import CheckedDocument
    from microdep_rules.pipeline.project import Project
    from microdep_rules.source import SourceFile
    from microdep_rules.workspace.files import Workspace


class SharedInputs(Struct, frozen=True):
    """Inputs that are read once and used for every document of a check."""

    context: LoadedDocument | None = None
    overlays: tuple[Overlay, ...] = ()
    as_of: date | None = None
    """Day of the check; evidence for corrections must be valid on this day."""
    workspace: Workspace | None = None
    """Workspace that opens evidence files; `None` if no evidence files are opened."""
    stated: Mapping[tuple[str, str], OpenedFile] = {}
    """Results for evidence files outside a bundle, as stated in the bundle."""


ALONE = SharedInputs()


class SharedInputsResult(Struct, frozen=True):
    """Shared inputs of all documents, with all their problems."""

    shared: SharedInputs = ALONE
    unusable: tuple[str, ...] = ()
    """Files that cannot be used, each with its kind, such as ``the overlay `answers.csv` ``."""
    inputs: tuple[Input, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    sources: Mapping[str, SourceFile] = {}

    @property
    def is_usable(self) -> bool:
        """True if all files can be used, so that the documents can be checked."""
        return not self.unusable


def list_shared_files(project: Project, context: str = "", overlays: Sequence[str] = ()) -> list[str | Path]:
    """Return the shared files: the given files, or otherwise the files in the configuration."""
    base, config = project.workspace.base, project.config
    own = [base / config.context] if config.context and not context else []
    named = list(overlays) or project.workspace.expand(config.overlays)
    mappings = [beside for path in named if is_file(beside := Path(f"{path}{MAPPING}"))]
    return [*([context] if context else []), *own, *named, *mappings]


def list_files_aside(project: Project, context: str, overlays: Sequence[str]) -> list[str | Path]:
    """Return the files that are not bills of materials: the shared files, and those under `not_boms`."""
    shared = list_shared_files(project, context, overlays)
    return [*shared, *project.workspace.expand(project.config.not_boms)]


def read_shared_inputs(
    project: Project,
    context: str = "",
    overlays: Sequence[str] = (),
    as_of: date | None = None,
    stated: Mapping[tuple[str, str], OpenedFile] | None = None,
) -> SharedInputsResult:
    """Read the shared inputs: the given files, or otherwise the files in the configuration.

    `stated` contains the results for evidence files outside a bundle, as stated in the bundle.
    """
    config, workspace = project.config, project.workspace
    named = context or (str(workspace.base / config.context) if config.context else "")
    inputs: list[Input] = []
    problems: list[Diagnostic] = []
    sources: dict[str, SourceFile] = {}
    unusable: list[str] = []
    context_file = None
    if named:
        context_file, own, context_problems = load_context(project, named)
        problems += context_problems
        inputs += [own] if own is not None else []
        if context_file is None or context_file.value is None:
            unusable.append(f"the context {quoted(workspace.shown(named))}")
        sources |= {context_file.path: context_file.source} if context_file is not None else {}
    if not overlays and config.source is not None and (unused := _unmatched_patterns(project)):
        problems += unused
        sources[config.source.path] = config.source
    loaded_overlays = []
    for path in overlays or workspace.expand(config.overlays):
        overlay, read, overlay_problems = load_overlay(project, path, None if overlays else workspace.base)
        problems += overlay_problems.diagnostics
        sources |= overlay_problems.sources
        inputs += read
        if overlay is None:
            unusable.append(f"the overlay {quoted(workspace.shown(path))}")
        else:
            loaded_overlays.append(overlay)
    shared = SharedInputs(context_file, tuple(loaded_overlays), as_of, workspace, stated or {})
    return SharedInputsResult(shared, tuple(unusable), tuple(inputs), tuple(problems), sources)


def _unmatched_patterns(project: Project) -> list[Diagnostic]:
    """Return a diagnostic for each overlay pattern that matches no file in a folder with readable files.

    For patterns that differ only in their endings, one match is enough. An empty folder is not a problem.
    """
    config, workspace = project.config, project.workspace
    has_match: dict[str, bool] = {}
    for overlay in config.overlays:
        kind = splitext(overlay)[0]
        has_match[kind] = has_match.get(kind, False) or bool(workspace.expand([overlay]))
    unused = [e for e in config.overlays if not has_match[splitext(e)[0]] and workspace.has_readable(e)]
    if not unused:
        return []
    return [
        diagnose("config/no-effect", config.span(pattern), key="overlays", pattern=pattern)
        for pattern in dict.fromkeys(unused)
    ]


def load_context(project: Project, path: str) -> tuple[LoadedDocument | None, Input | None, list[Diagnostic]]:
    """Load the contract facts that all documents share."""
    from microdep_rules.bom.load import load_document

    base, own = project.workspace.base, project.config.context
    named_in = base if own and path == str(base / own) else None
    data, problem = project.workspace.read(path, "context", named_in)
    if data is None:
        return None, None, [problem] if problem else []
    shown = project.workspace.shown(path)
    form = recognize_form(path, data)
    if not form.read_as or form.read_as in TABULAR:
        kind, fix = form.what, form.fix
        if not kind:
            kind, fix = "a table", phrase_of("file/wrong-format", "as-context")
        return (
            None,
            Input(shown, digest_of(data), "context"),
            [wrong_format(shown, "contract facts", kind, fix)],
        )
    loaded = load_document(shown, data, kind="context")
    return loaded, Input(shown, digest_of(data), "context"), loaded.diagnostics


class OverlayProblems(Struct, frozen=True):
    """Problems of an overlay, with the lines of the file that they quote."""

    diagnostics: list[Diagnostic]
    sources: Mapping[str, SourceFile]


def load_overlay(
    project: Project, path: str, named_in: Path | None = None
) -> tuple[Overlay | None, list[Input], OverlayProblems]:
    """Load an overlay: third-party statements about components, in a document of microdep or in a table."""
    from microdep_rules.bom.load import load_document
    from microdep_rules.bom.overlays.entries import parse_overlay

    data, problem = project.workspace.read(path, "overlay", named_in)
    if data is None:
        return None, [], OverlayProblems([problem] if problem is not None else [], {})
    shown = project.workspace.shown(path)
    read = [Input(shown, digest_of(data), "overlay")]
    form = recognize_form(path, data)
    if not form.read_as:
        return (
            None,
            read,
            OverlayProblems(
                [wrong_format(shown, "an overlay", form.what, form.fix)],
                {},
            ),
        )
    if form.read_as in TABULAR:
        from microdep_rules.pipeline.tables import declarations_of

        declarations = declarations_of(project, path, data)
        loaded, read = declarations.loaded, [*read, *declarations.inputs]
        also = (
            {declarations.mapped_by.path: declarations.mapped_by.source}
            if declarations.mapped_by is not None
            else {}
        )
    else:
        loaded, also = load_document(shown, data, kind="overlay"), {}
    overlay, problems = parse_overlay(loaded)
    return overlay, read, OverlayProblems(problems, {loaded.path: loaded.source, **also})


def find_unused_entries(shared: SharedInputs, documents: Sequence[CheckedDocument]) -> list[Diagnostic]:
    """Return entries of overlays that match no component of any document.

    If a document could not be read, the result is empty, because the entries may be about this document.
    """
    if not shared.overlays or any(
        document.bom is None or has_errors(document.diagnostics) for document in documents
    ):
        return []
    matched = frozenset[tuple[str, str]]().union(*(document.matched for document in documents))
    entries = [e for o in shared.overlays for e in o.entries if (e.file, e.pointer) not in matched]
    if not entries or not documents:
        return []
    from microdep_rules.bom.overlays.unmatched import find_unmatched

    values = [
        document.bom.file.value
        for document in documents
        if document.bom is not None and document.bom.file.value
    ]
    files = [document.bom.file for document in documents if document.bom is not None]
    tables = [file.source for file in files if not file.path.lower().endswith((".yaml", ".yml", ".json"))]
    return find_unmatched(entries, values, shared.overlays, tables)


def summarize_overlay(overlay: Overlay) -> OverlayUsed:
    """Return an overlay in the form of the record: path, number of entries, and entries without evidence."""
    stated = [
        *(entry.content.value for entry in overlay.entries),
        *(e.value for e in overlay.parties.values()),
    ]
    return OverlayUsed(overlay.path, len(stated), sum(not _names_evidence(value_) for value_ in stated))


def _names_evidence(value: object) -> bool:
    """Return whether a value names evidence at any depth."""
    if isinstance(value, dict):
        return bool(value.get("evidence")) or any(map(_names_evidence, value.values()))
    return isinstance(value, list) and any(map(_names_evidence, value))
