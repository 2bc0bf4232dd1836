"""Exposure: published figures, world production, and the shares of documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from microdep_rules.config import ImpactSettings
from microdep_rules.diagnostics import has_errors
from microdep_rules.output.exposure import exposure_data
from microdep_rules.pipeline.documents import load_bom
from microdep_rules.pipeline.packs import PackLoader
from microdep_rules.production.blocking import blocks_of
from microdep_rules.production.exposure import exposure_of
from microdep_rules.production.figures import load_figures
from microdep_rules.production.losses import halting_components
from microdep_rules.production.structure import structure_of
from microdep_rules.production.viability import viability_of
from microdep_rules.production.world import world_groups
from microdep_rules.vocabulary.resources import figures_bytes, rules_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from microdep_rules.bom.model import Bom
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.engine.values import Truth
    from microdep_rules.output.checked import CheckedDocument
    from microdep_rules.pipeline.beside import Beside
    from microdep_rules.pipeline.project import Project
    from microdep_rules.production.figures import Figures
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


class ReadFigures(Struct, frozen=True):
    """Figures that were read, or what is wrong with them."""

    figures: Figures | None
    diagnostics: tuple[Diagnostic, ...] = ()
    sources: Mapping[str, SourceFile] = field(default_factory=dict)


def read_figures(workspace: Workspace, path: str = "") -> ReadFigures:
    """The figures of a file, or those that come with the product."""
    if not path:
        return ReadFigures(ours())
    data, problem = workspace.read(path)
    if data is None:
        return ReadFigures(None, (problem,) if problem is not None else ())
    figures, loaded, problems = load_figures(workspace.shown(path), data)
    return ReadFigures(figures, tuple(problems), {loaded.path: loaded.source})


def ours() -> Figures:
    """The figures that come with the product."""
    found = load_figures(OURS, figures_bytes())[0]
    assert found is not None, "our own figures are valid"
    return found


def exposed(project: Project, paths: Sequence[str], beside: Beside, figures_path: str = "") -> Exposed:
    """Exposure of documents, beside the figures of a file or our own."""
    read = read_figures(project.workspace, figures_path)
    if read.figures is None:
        return Exposed(None, read.diagnostics, read.sources, sound=False)
    documents = [load_bom(project, path, beside)[0] for path in paths]
    problems = [*read.diagnostics, *(each for document in documents for each in document.diagnostics)]
    sources = dict(read.sources)
    for document in documents:
        sources |= {name: each.source for name, each in document.files.items()}
    sound = all(each.bom is not None and not has_errors(each.diagnostics) for each in documents)
    valid = [each for each in documents if each.bom is not None]
    data = data_of(project.workspace, read.figures, valid) if valid or not paths else None
    return Exposed(data, tuple(problems), sources, sound)


def data_of(workspace: Workspace, figures: Figures, documents: Iterable[CheckedDocument]) -> dict[str, Any]:
    """Exposure as data."""
    pack = PackLoader(workspace).load(rules_folder() / WORLD).pack
    assert pack is not None, "a pack that comes with the product loads"
    found = [
        (each.path, each.id, exposure_of(each.bom, halting(each.bom)))
        for each in documents
        if each.bom is not None
    ]
    return exposure_data(figures, world_groups(pack), found)


def halting(bom: Bom) -> dict[str, Truth] | None:
    """Whether the loss of each component halts the product; nothing where its structure is not sound."""
    structure, _ = structure_of(bom)
    if structure is None:
        return None
    return halting_components(viability_of(structure, blocks_of(structure, (), ImpactSettings())))
