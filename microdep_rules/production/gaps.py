"""Gaps of a subject of a comparison: facts that are unknown, not stated, or have several possible values.

A dossier and a bill of materials with the same missing facts have the same gaps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.production.comparison import UNKNOWN
from microdep_rules.vocabulary.stages import load_stages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.production.comparison import ComparedSubject, SourcedFact, StageNode, StageSite

NOT_STATED = "not stated"
"""Name of a site without a stated name, company and country."""


def gaps_of(subject: ComparedSubject) -> tuple[str, ...]:
    """Return the gaps of companies, components and stages, then the gaps that the file itself states."""
    gaps = [*_of_companies(subject), *_of_components(subject)]
    gaps += [gap for node in subject.nodes for gap in _of_node(node)]
    return tuple(dict.fromkeys((*gaps, *subject.gaps)))


def _of_companies(subject: ComparedSubject) -> Iterator[str]:
    for company in subject.companies:
        for fact, what in ((company.seat, "seat"), (company.control, "who controls the company")):
            if not fact.value:
                yield _gap(f"{company.name}: {what}", fact)


def _of_components(subject: ComparedSubject) -> Iterator[str]:
    for component in subject.components:
        yield from (f"{component.name}: {gap}" for gap in component.gaps)


def _of_node(node: StageNode) -> Iterator[str]:
    label = load_stages().vocabulary.label(node.stage)
    stage = f"{node.material}, {label} ({node.of})" if node.of else f"{node.material}, {label}"
    if not node.sites:
        yield f"{stage}: nothing is stated"
    for site in node.sites:
        where = f"{stage}, {site.name}" if site.name != NOT_STATED else stage
        yield from (_gap(f"{where}: {what}", fact) for what, fact in _of_site(site))


def _of_site(site: StageSite) -> Iterator[tuple[str, SourcedFact]]:
    if not site.country.value:
        yield "country", site.country
    if not site.party:
        yield "company", site.by
    if site.status.value == UNKNOWN:
        yield "whether the site is in operation", site.status
    if not site.capacity.value:
        yield "capacity", site.capacity


def _gap(what: str, fact: SourcedFact) -> str:
    note = fact.note.rstrip(".")
    return f"{what} ({note})" if note else what
