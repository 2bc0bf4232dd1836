"""What is given beside the documents: the context of a deal, and what others declare of parts."""

from __future__ import annotations

from pathlib import Path
from posixpath import splitext
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.bom.imports.forms import TABULAR, recognize_form
from microdep_rules.diagnostics import has_errors
from microdep_rules.messages import diagnose
from microdep_rules.output.checked import Input, OverlayUsed
from microdep_rules.source import Span
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


class Beside(Struct, frozen=True):
    """What is given beside every document of a run."""

    context: LoadedDocument | None = None
    overlays: tuple[Overlay, ...] = ()
    as_of: date | None = None
    """The day of the check, on which evidence of corrections has to count."""
    workspace: Workspace | None = None
    """Where files of evidence are opened; nothing where none is."""
    stated: Mapping[tuple[str, str], OpenedFile] = {}
    """What a bundle states of evidence that it does not carry."""


ALONE = Beside()
AS_CONTEXT = "`microdep questions FILE --output contract.yaml` writes a form for them"


class ReadBeside(Struct, frozen=True):
    """What was read beside the documents, with everything that is wrong with it."""

    given: Beside = ALONE
    sound: bool = True
    """Whether all of it can be used, so that documents can be judged."""
    inputs: tuple[Input, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    sources: Mapping[str, SourceFile] = {}


def files_beside(project: Project, context: str = "", overlays: Sequence[str] = ()) -> list[str | Path]:
    """The files that would be read beside the documents: those that are named, else those configured."""
    base, config = project.workspace.base, project.config
    own = [base / config.context] if config.context and not context else []
    named = list(overlays) or project.workspace.expand(config.overlays)
    mappings = [beside for path in named if is_file(beside := Path(f"{path}{MAPPING}"))]
    return [*([context] if context else []), *own, *named, *mappings]


def read_beside(
    project: Project,
    context: str = "",
    overlays: Sequence[str] = (),
    as_of: date | None = None,
    stated: Mapping[tuple[str, str], OpenedFile] | None = None,
) -> ReadBeside:
    """What is named beside the documents, else what is configured.

    `stated` is what a bundle states of evidence that it does not carry.
    """
    config, workspace = project.config, project.workspace
    named = context or (str(workspace.base / config.context) if config.context else "")
    inputs: list[Input] = []
    problems: list[Diagnostic] = []
    sources: dict[str, SourceFile] = {}
    sound, deal = True, None
    if named:
        deal, own, told = load_context(project, named)
        problems += told
        inputs += [own] if own is not None else []
        sound = deal is not None and deal.value is not None
        sources |= {deal.path: deal.source} if deal is not None else {}
    if not overlays and config.source is not None and (unused := _without_a_file(project)):
        problems += unused
        sources[config.source.path] = config.source
    found = []
    for path in overlays or workspace.expand(config.overlays):
        overlay, read, said = load_overlay(project, path, None if overlays else workspace.base)
        problems += said.diagnostics
        sources |= said.sources
        inputs += read
        sound &= overlay is not None
        found += [overlay] if overlay is not None else []
    given = Beside(deal, tuple(found), as_of, workspace, stated or {})
    return ReadBeside(given, sound, tuple(inputs), tuple(problems), sources)


def _without_a_file(project: Project) -> list[Diagnostic]:
    """Every pattern of overlays that fits no file, where there are files that it may have been meant for.

    Of patterns that only differ in how names end one is enough, and an empty folder waits for answers.
    """
    config, workspace = project.config, project.workspace
    fitting: dict[str, bool] = {}
    for overlay in config.overlays:
        kind = splitext(overlay)[0]
        fitting[kind] = fitting.get(kind, False) or bool(workspace.expand([overlay]))
    unused = [e for e in config.overlays if not fitting[splitext(e)[0]] and workspace.has_readable(e)]
    if not unused:
        return []
    return [
        diagnose("config/no-effect", config.span(pattern), key="overlays", pattern=pattern)
        for pattern in dict.fromkeys(unused)
    ]


def load_context(project: Project, path: str) -> tuple[LoadedDocument | None, Input | None, list[Diagnostic]]:
    """The context that is given beside the documents."""
    from microdep_rules.bom.load import load_document

    base, own = project.workspace.base, project.config.context
    named_in = base if own and path == str(base / own) else None
    data, problem = project.workspace.read(path, "context", named_in)
    if data is None:
        return None, None, [problem] if problem else []
    shown = project.workspace.shown(path)
    form = recognize_form(path, data)
    if not form.read_as or form.read_as in TABULAR:
        from microdep_rules.bom.errors.imports import other_form

        what, way_out = (form.what, form.fix) if form.what else ("a table", AS_CONTEXT)
        return (
            None,
            Input(shown, digest_of(data), "context"),
            [other_form(what, way_out, Span(shown, 0, 0), "contract facts")],
        )
    loaded = load_document(shown, data, kind="context")
    return loaded, Input(shown, digest_of(data), "context"), loaded.diagnostics


class Told(Struct, frozen=True):
    """What is wrong with an overlay, and the texts to show it in."""

    diagnostics: list[Diagnostic]
    sources: Mapping[str, SourceFile]


def load_overlay(
    project: Project, path: str, named_in: Path | None = None
) -> tuple[Overlay | None, list[Input], Told]:
    """What others declare of parts, in a document of ours or in a table."""
    from microdep_rules.bom.load import load_document
    from microdep_rules.bom.overlays.entries import parse_overlay

    data, problem = project.workspace.read(path, "overlay", named_in)
    if data is None:
        return None, [], Told([problem] if problem is not None else [], {})
    shown = project.workspace.shown(path)
    read = [Input(shown, digest_of(data), "overlay")]
    form = recognize_form(path, data)
    if not form.read_as:
        from microdep_rules.bom.errors.imports import other_form

        return None, read, Told([other_form(form.what, form.fix, Span(shown, 0, 0), "an overlay")], {})
    if form.read_as in TABULAR:
        from microdep_rules.pipeline.tables import declarations_of

        found = declarations_of(project, path, data)
        loaded, read = found.loaded, [*read, *found.inputs]
        also = {found.mapped_by.path: found.mapped_by.source} if found.mapped_by is not None else {}
    else:
        loaded, also = load_document(shown, data, kind="overlay"), {}
    overlay, problems = parse_overlay(loaded)
    return overlay, read, Told(problems, {loaded.path: loaded.source, **also})


def without_effect(given: Beside, documents: Sequence[CheckedDocument]) -> list[Diagnostic]:
    """Entries of overlays that are about no part of anything that was read.

    Nothing is said where a document could not be read: they may be about that one.
    """
    if not given.overlays or any(
        document.bom is None or has_errors(document.diagnostics) for document in documents
    ):
        return []
    hit = frozenset[tuple[str, str]]().union(*(document.matched for document in documents))
    entries = [e for o in given.overlays for e in o.entries if (e.file, e.pointer) not in hit]
    if not entries or not documents:
        return []
    from microdep_rules.bom.overlays.unmatched import find_unmatched

    values = [
        document.bom.file.value
        for document in documents
        if document.bom is not None and document.bom.file.value
    ]
    return find_unmatched(entries, values, given.overlays)


def overlay_used(overlay: Overlay) -> OverlayUsed:
    """An overlay as a record states it: whatever states facts and names no evidence is counted."""
    stated = [
        *(entry.content.value for entry in overlay.entries),
        *(e.value for e in overlay.parties.values()),
    ]
    return OverlayUsed(overlay.path, len(stated), sum(not _names_evidence(each) for each in stated))


def _names_evidence(value: object) -> bool:
    """Return whether a value, or anything in it, names a record of evidence."""
    if isinstance(value, dict):
        return bool(value.get("evidence")) or any(map(_names_evidence, value.values()))
    return isinstance(value, list) and any(map(_names_evidence, value))
