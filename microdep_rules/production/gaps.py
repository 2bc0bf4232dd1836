"""Gaps of a subject of a comparison: what is shown of it as unknown, as not stated or as one of several.

They are of what is shown, and not of the file: a dossier and a bill of materials have the same gaps for the
same absences.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.production.comparison import UNKNOWN
from microdep_rules.vocabulary.stages import load_stages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.production.comparison import Fact, Node, Site, Subject

NOT_STATED = "not stated"
"""The name of a site of which neither name, company nor country is stated."""


def gaps_of(subject: Subject) -> tuple[str, ...]:
    """Each gap once, those of companies first, then components and stages; what its file states last."""
    found = [*_of_companies(subject), *_of_components(subject)]
    found += [gap for node in subject.nodes for gap in _of_node(node)]
    return tuple(dict.fromkeys((*found, *subject.gaps)))


def _of_companies(subject: Subject) -> Iterator[str]:
    for company in subject.companies:
        for fact, what in ((company.seat, "seat"), (company.control, "who controls it")):
            if not fact.value:
                yield _gap(f"{company.name}: {what}", fact)


def _of_components(subject: Subject) -> Iterator[str]:
    for component in subject.components:
        yield from (f"{component.name}: {gap}" for gap in component.gaps)


def _of_node(node: Node) -> Iterator[str]:
    label = load_stages().vocabulary.label(node.stage)
    stage = f"{node.material}, {label} of {node.of}" if node.of else f"{node.material}, {label}"
    if not node.sites:
        yield f"{stage}: nothing is stated"
    for site in node.sites:
        where = f"{stage}, {site.name}" if site.name != NOT_STATED else stage
        yield from (_gap(f"{where}: {what}", fact) for what, fact in _of_site(site))


def _of_site(site: Site) -> Iterator[tuple[str, Fact]]:
    if not site.country.value:
        yield "country", site.country
    if not site.party:
        yield "company", site.by
    if site.status.value == UNKNOWN:
        yield "whether it runs", site.status
    if not site.capacity.value:
        yield "capacity", site.capacity


def _gap(what: str, fact: Fact) -> str:
    note = fact.note.rstrip(".")
    return f"{what} ({note})" if note else what
