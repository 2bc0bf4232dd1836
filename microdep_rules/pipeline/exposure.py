"""Exposure: published figures, world production, and the shares of documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from microdep_rules.diagnostics import has_errors
from microdep_rules.output.exposure import Basis, exposure_data
from microdep_rules.pipeline.documents import without_collector
from microdep_rules.pipeline.impact import asking
from microdep_rules.pipeline.packs import PackLoader
from microdep_rules.production.analysis import settled
from microdep_rules.production.exposure import exposure_of
from microdep_rules.production.figures import load_figures
from microdep_rules.production.sources import days_to_come
from microdep_rules.production.structure import structure_of
from microdep_rules.production.world import world_groups
from microdep_rules.vocabulary.resources import figures_bytes, rules_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from microdep_rules.config import ImpactSettings
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.output.checked import Checked, CheckedDocument
    from microdep_rules.pipeline.project import Project
    from microdep_rules.production.analysis import Ask
    from microdep_rules.production.figures import Figures
    from microdep_rules.production.viability import Viability
    from microdep_rules.source import SourceFile
    from microdep_rules.workspace.files import Workspace

OURS = "figures.json"
"""The name of the figures that come with the product."""
WORLD = "reference-data"
"""The pack with the tables of world production."""


class Exposed(Struct, frozen=True):
    """What was found, and everything that is wrong with what was read."""

    data: dict[str, Any] | None
    """Nothing where the figures, or all the documents, cannot be used."""
    diagnostics: tuple[Diagnostic, ...] = ()
    sources: Mapping[str, SourceFile] = field(default_factory=dict)
    sound: bool = True
    """Whether every document could be read."""


class Counted(Struct, frozen=True):
    """A document with the state of its structure."""

    document: CheckedDocument
    viability: Viability | None = None
    """Nothing where the structure is not sound."""
    problems: tuple[Diagnostic, ...] = ()


class ReadFigures(Struct, frozen=True):
    """Figures that were read, or what is wrong with them."""

    figures: Figures | None
    diagnostics: tuple[Diagnostic, ...] = ()
    sources: Mapping[str, SourceFile] = field(default_factory=dict)


def read_figures(workspace: Workspace, day: date, path: str = "") -> ReadFigures:
    """The figures of a file as of a day, or those that come with the product."""
    if not path:
        return ReadFigures(ours())
    data, problem = workspace.read(path)
    if data is None:
        return ReadFigures(None, (problem,) if problem is not None else ())
    figures, loaded, problems = load_figures(workspace.shown(path), data)
    problems += days_to_come(loaded, day) if figures is not None else ()
    return ReadFigures(figures, tuple(problems), {loaded.path: loaded.source})


def ours() -> Figures:
    """The figures that come with the product."""
    found = load_figures(OURS, figures_bytes())[0]
    assert found is not None, "our own figures are valid"
    return found


def exposed(project: Project, checked: Checked | None, day: date, figures_path: str = "") -> Exposed:
    """Exposure of the documents of a check, beside the figures of a file or our own.

    What halts a product is found as by `impact`, with the same rules.
    """
    read = read_figures(project.workspace, day, figures_path)
    if read.figures is None:
        return Exposed(None, read.diagnostics, read.sources, sound=False)
    if checked is None:
        return Exposed(data_of(project.workspace, read.figures, []), read.diagnostics, read.sources)
    sources = dict(read.sources)
    for document in checked.documents:
        sources |= {name: each.source for name, each in document.files.items()}
    waivers = [waiver.waiver for waiver in checked.waivers]
    found = [
        counted(
            each,
            project.config.impact,
            asking(
                each,
                checked.packs,
                checked.as_of,
                project.config,
                waivers,
                no_exclusions=checked.no_exclusions,
            ),
        )
        for each in checked.documents
    ]
    problems = [*read.diagnostics]
    for document, each in zip(checked.documents, found, strict=True):
        problems += [*document.diagnostics, *each.problems]
    sound = all(each.bom is not None for each in checked.documents) and not has_errors(problems)
    valid = [each for each in found if each.document.bom is not None]
    by = Basis(checked.packs, checked.as_of)
    data = data_of(project.workspace, read.figures, valid, by) if valid else None
    return Exposed(data, tuple(problems), sources, sound)


def counted(document: CheckedDocument, settings: ImpactSettings, ask: Ask | None = None) -> Counted:
    """A document with the state of its structure, as `impact` finds it; or what is wrong with it."""
    if document.bom is None:
        return Counted(document)
    structure, problems = structure_of(document.bom)
    if structure is None:
        return Counted(document, problems=tuple(problems))
    with without_collector():
        return Counted(document, settled(structure, document.outcomes, settings, ask))


def data_of(
    workspace: Workspace, figures: Figures, documents: Iterable[Counted], by: Basis | None = None
) -> dict[str, Any]:
    """Exposure as data; `by` is what the documents were checked against."""
    pack = PackLoader(workspace).load(rules_folder() / WORLD).pack
    assert pack is not None, "a pack that comes with the product loads"
    found = [
        (document.document.path, document.document.id, exposure_of(document.document.bom, document.viability))
        for document in documents
        if document.document.bom is not None
    ]
    return exposure_data(figures, world_groups(pack), found, by or Basis())
