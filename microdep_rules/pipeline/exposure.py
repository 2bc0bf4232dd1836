"""Exposure: published figures, world production, and the shares of countries in documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from microdep_rules.diagnostics import has_errors
from microdep_rules.output.exposure import Basis, exposure_data
from microdep_rules.pipeline.documents import pause_collector
from microdep_rules.pipeline.impact import make_ask
from microdep_rules.pipeline.packs import loader_with_cache
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
"""File name of the figures that the program contains."""
WORLD = "reference-data"
"""Name of the pack with the tables of world production."""


class ExposureResult(Struct, frozen=True):
    """Exposure as data, and all problems of the inputs."""

    data: dict[str, Any] | None
    """Exposure as data; `None` if the figures or all documents cannot be used."""
    diagnostics: tuple[Diagnostic, ...] = ()
    sources: Mapping[str, SourceFile] = field(default_factory=dict)
    is_valid: bool = True
    """True if every document could be read."""


class DocumentState(Struct, frozen=True):
    """Document with the state of its product: viable, halted or undetermined."""

    document: CheckedDocument
    viability: Viability | None = None
    """State of the product; `None` if the structure is not valid."""
    problems: tuple[Diagnostic, ...] = ()


class FiguresResult(Struct, frozen=True):
    """Figures from a file, or the problems of a file that cannot be used."""

    figures: Figures | None
    diagnostics: tuple[Diagnostic, ...] = ()
    sources: Mapping[str, SourceFile] = field(default_factory=dict)


def read_figures(workspace: Workspace, day: date, path: str = "") -> FiguresResult:
    """Return the figures as of a day, from the file at `path` or, without `path`, from the shipped file."""
    if not path:
        return FiguresResult(shipped_figures())
    data, problem = workspace.read(path)
    if data is None:
        return FiguresResult(None, (problem,) if problem is not None else ())
    figures, loaded, problems = load_figures(workspace.shown(path), data)
    problems += days_to_come(loaded, day) if figures is not None else ()
    return FiguresResult(figures, tuple(problems), {loaded.path: loaded.source})


def shipped_figures() -> Figures:
    """Return the shipped figures."""
    figures = load_figures(OURS, figures_bytes())[0]
    assert figures is not None, "our own figures are valid"
    return figures


def run_exposure(
    project: Project, checked: Checked | None, day: date, figures_path: str = ""
) -> ExposureResult:
    """Compute the exposure of checked documents, with the figures of a file or the shipped figures.

    A product is halted under the same conditions as in the command `impact`.
    """
    read = read_figures(project.workspace, day, figures_path)
    if read.figures is None:
        return ExposureResult(None, read.diagnostics, read.sources, is_valid=False)
    if checked is None:
        return ExposureResult(build_data(project.workspace, read.figures, []), read.diagnostics, read.sources)
    sources = dict(read.sources)
    for document in checked.documents:
        sources |= {name: loaded.source for name, loaded in document.files.items()}
    waivers = [waiver.waiver for waiver in checked.waivers]
    states = [
        find_state(
            document_,
            project.config.impact,
            make_ask(
                document_,
                checked.packs,
                checked.as_of,
                project.config,
                waivers,
                no_exclusions=checked.no_exclusions,
            ),
        )
        for document_ in checked.documents
    ]
    problems = [*read.diagnostics]
    for document, state in zip(checked.documents, states, strict=True):
        problems += [*document.diagnostics, *state.problems]
    is_valid = all(document_.bom is not None for document_ in checked.documents) and not has_errors(problems)
    valid = [state_ for state_ in states if state_.document.bom is not None]
    by = Basis(checked.packs, checked.as_of)
    data = build_data(project.workspace, read.figures, valid, by) if valid else None
    return ExposureResult(data, tuple(problems), sources, is_valid)


def find_state(document: CheckedDocument, settings: ImpactSettings, ask: Ask | None = None) -> DocumentState:
    """Return a document with the state of its product, as in `impact`.

    If the structure of the product is not valid, return its problems.
    """
    if document.bom is None:
        return DocumentState(document)
    structure, problems = structure_of(document.bom)
    if structure is None:
        return DocumentState(document, problems=tuple(problems))
    with pause_collector():
        return DocumentState(document, settled(structure, document.outcomes, settings, ask))


def build_data(
    workspace: Workspace, figures: Figures, documents: Iterable[DocumentState], basis: Basis | None = None
) -> dict[str, Any]:
    """Return the exposure as data; `basis` contains the packs and the day of the check."""
    pack = loader_with_cache(workspace).load(rules_folder() / WORLD).pack
    assert pack is not None, "a pack that comes with the product loads"
    entries = [
        (document.document.path, document.document.id, exposure_of(document.document.bom, document.viability))
        for document in documents
        if document.document.bom is not None
    ]
    return exposure_data(figures, world_groups(pack), entries, basis or Basis())
