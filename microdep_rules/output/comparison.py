"""Data of a comparison of products, companies or sites (`microdep-comparison/1`).

The text and the HTML page of a comparison are made from the data of this module.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.engine.standing import for_the_document
from microdep_rules.engine.verdict import WORST_FIRST, Verdict, verdict_of
from microdep_rules.output.exposure import label, source_data
from microdep_rules.output.record import packs_data, tool_data
from microdep_rules.production.comparison import UNKNOWN, SourcedFact, aligned, undetermined, weaknesses
from microdep_rules.production.distinct import labels
from microdep_rules.production.gaps import gaps_of
from microdep_rules.production.sources import GRADES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.output.checked import PackUsed
    from microdep_rules.production.comparison import (
        ComparedCompany,
        ComparedComponent,
        ComparedSubject,
        StageNode,
        StageSite,
        Weakness,
    )

SCHEMA = "microdep-comparison/1"
NOT_APPLICABLE = "not_applicable"
PRODUCT = "product"
"""Kind of a compared subject that is a product with a document; other subjects are companies or sites.

Rules check only products. For a company or site, the program checks an invented product that is made there.
"""
Data = dict[str, Any]


class JudgedSubject(Struct, frozen=True):
    """Compared subject, with the outcomes of the rules for this subject."""

    subject: ComparedSubject
    path: str
    verdict: str
    outcomes: Sequence[Outcome]


def comparison_data(
    compared: Sequence[JudgedSubject],
    sources: Iterable[Mapping[str, Any]],
    titles: Sequence[str],
    packs: Sequence[PackUsed],
    as_of: date,
) -> Data:
    """Return all results of the command `microdep compare` as data."""
    subjects = aligned([entry.subject for entry in compared])
    named = labels((subject.name, subject.id) for subject in subjects)
    ranked = weaknesses(subjects)
    verdicts = _verdicts(compared)
    return {
        "schema": SCHEMA,
        "tool": tool_data(),
        "as_of": as_of.isoformat(),
        "titles": list(titles),
        "packs": packs_data(packs),
        "sources": [source_data(source) for source in sources],
        "subjects": [
            {**_subject(subject, entry, ranked), "label": name}
            for subject, entry, name in zip(subjects, compared, named, strict=True)
        ],
        "rows": _rows(subjects),
        "components": _components(subjects),
        "verdicts": verdicts,
        "vulnerable": [{"rank": n, **_weakness(weakness)} for n, weakness in enumerate(ranked, 1)],
        "undetermined": [_weakness(weakness) for weakness in undetermined(subjects)],
        "without_stages": [subject.id for subject in subjects if not subject.ranked],
        "failing_elsewhere": list(_failing_elsewhere(subjects, verdicts)),
    }


def _subject(subject: ComparedSubject, compared: JudgedSubject, ranked: Sequence[Weakness]) -> Data:
    covered = sum(1 for node in subject.ranked if node.running)
    return {
        "id": subject.id,
        "name": subject.name,
        "kind": subject.kind,
        "path": compared.path,
        "verdict": compared.verdict,
        "hypothetical": subject.kind != PRODUCT,
        "stages": len(subject.ranked),
        "covered": covered,
        "covered_low": sum(1 for node in subject.ranked if _runs_low(node)),
        "seats": _registration_countries(subject.companies),
        "companies": [
            {
                "name": company.name,
                "seat": _fact(company.seat),
                "control": _fact(company.control),
                "roles": list(company.roles),
            }
            for company in subject.companies
        ],
        "not_compared": list(subject.not_compared),
        "owners": [
            {
                "company": owner.company,
                "name": owner.name,
                "share": owner.share,
                "government": owner.government,
                "confidence": owner.confidence,
                "sources": list(owner.sources),
                "note": owner.note,
            }
            for owner in subject.owners
        ],
        "lists": [
            {
                "company": listing.company,
                "list": listing.name,
                "from": listing.start,
                "effect": listing.effect,
                "confidence": listing.confidence,
                "sources": list(listing.sources),
            }
            for listing in subject.listings
        ],
        "evidence": dict(subject.grades),
        "gaps": list(gaps_of(subject)),
        "vulnerable": sum(1 for weakness in ranked if weakness.subject == subject.id),
    }


def _rows(subjects: Sequence[ComparedSubject]) -> list[Data]:
    """Return one row for each stage of production, with one cell for each subject."""
    keys = dict.fromkeys(node.key for subject in subjects for node in subject.nodes)
    nodes = [{node.key: node for node in subject.nodes} for subject in subjects]
    return [
        {
            "material": key[0],
            "stage": key[1],
            "label": label(key[1]),
            "of": key[2],
            "cells": [
                {"subject": subject.id, **_cell(own.get(key))}
                for subject, own in zip(subjects, nodes, strict=True)
            ],
        }
        for key in keys
    ]


def _components(subjects: Sequence[ComparedSubject]) -> list[Data]:
    """Return one row for each component id of the products, with one cell for each subject."""
    own = [{component.id: component for component in subject.components} for subject in subjects]
    ids = dict.fromkeys(id_ for every in own for id_ in every)
    return [
        {
            "id": id_,
            "name": next(every[id_].name for every in own if id_ in every),
            "cells": [
                {"subject": subject.id, **_component(every.get(id_))}
                for subject, every in zip(subjects, own, strict=True)
            ],
        }
        for id_ in ids
    ]


def _component(component: ComparedComponent | None) -> Data:
    if component is None:
        return {"state": "none", "places": [], "companies": [], "alternates": [], "replaces": ""}
    return {
        "state": "alternate" if component.replaces else "listed",
        "places": list(component.places),
        "companies": list(component.makers),
        "alternates": list(component.alternates),
        "replaces": component.replaces,
    }


def _cell(node: StageNode | None) -> Data:
    if node is None:
        return {"state": "none", "replaces": "", "sites": []}
    if node.running:
        state = "runs"
    elif not node.sites or any(site.status.value == UNKNOWN for site in node.sites):
        state = "undetermined"
    else:
        state = "does not run"
    return {"state": state, "replaces": node.replaces, "sites": [_site(site) for site in node.sites]}


def _site(site: StageSite) -> Data:
    return {
        "name": site.name,
        "company": _fact(SourcedFact(site.party, note=site.by.note)),
        "country": _fact(site.country),
        "status": _fact(site.status),
        "capacity": _fact(site.capacity),
        "control": _fact(site.control),
    }


def _fact(fact: SourcedFact) -> Data:
    """Return a fact with its sources and confidence; an unknown fact has an empty value."""
    return {
        "value": fact.value,
        "confidence": fact.confidence,
        "sources": list(fact.sources),
        "note": fact.note,
    }


def _runs_low(node: StageNode) -> bool:
    """Return whether the status of every site that operates a stage has low confidence."""
    return bool(node.running) and all(site.status.is_low for site in node.running)


def _registration_countries(companies: Iterable[ComparedCompany]) -> list[Data]:
    """Return the countries in which the companies are registered, with the best source for each country."""
    facts: dict[str, SourcedFact] = {}
    for company in companies:
        seat = company.seat
        if seat.value and (seat.value not in facts or _surer(seat, facts[seat.value])):
            facts[seat.value] = replace(seat, note="")
    return [_fact(facts[country]) for country in sorted(facts)]


def _surer(one: SourcedFact, other: SourcedFact) -> bool:
    return (*GRADES, "").index(one.confidence) < (*GRADES, "").index(other.confidence)


def _weakness(weakness: Weakness) -> Data:
    return {
        "subject": weakness.subject,
        "material": weakness.node.material,
        "stage": weakness.node.stage,
        "label": label(weakness.node.stage),
        "of": weakness.node.of,
        "level": weakness.level,
        "reasons": list(weakness.reasons),
        "around": list(weakness.node.around),
        "perhaps_around": list(weakness.node.perhaps_around),
    }


def _verdicts(compared: Sequence[JudgedSubject]) -> list[Data]:
    """Return the worst verdict of each rule for each compared subject.

    Rules that apply to no compared subject are omitted.
    """
    worst: dict[str, dict[str, Outcome]] = {}
    for entry in compared:
        for outcome in entry.outcomes:
            own = worst.setdefault(outcome.rule.id, {})
            before = own.get(entry.subject.id)
            if before is None or _place(outcome) < _place(before):
                own[entry.subject.id] = outcome
    return [
        {
            "rule": rule,
            "title": next(iter(verdicts.values())).rule.title,
            "verdicts": [_verdict(entry.subject.id, verdicts.get(entry.subject.id)) for entry in compared],
        }
        for rule, verdicts in worst.items()
        if any(outcome.verdict != NOT_APPLICABLE for outcome in verdicts.values())
    ]


def _failing_elsewhere(subjects: Iterable[ComparedSubject], verdicts: Iterable[Data]) -> Iterator[Data]:
    """Return each rule that fails for a subject, but because of no fact that belongs to a stage.

    The ranking of stages does not include such a rule.
    """
    named = {(subject.id, rule) for subject in subjects for node in subject.nodes for rule in node.fails}
    for rule in verdicts:
        for verdict in rule["verdicts"]:
            if verdict["verdict"] == Verdict.FAIL and (verdict["subject"], rule["rule"]) not in named:
                yield {"subject": verdict["subject"], "rule": rule["rule"]}


def _place(outcome: Outcome) -> int:
    return WORST_FIRST.index(verdict_of(_document_verdict(outcome)))


def _document_verdict(outcome: Outcome) -> str:
    """Return the verdict that an outcome contributes to the verdict of the document.

    The fail of an approved alternate counts as unknown.
    """
    return for_the_document(outcome.verdict.value, alternate=outcome.alternate)


def _verdict(subject: str, outcome: Outcome | None) -> Data:
    if outcome is None:
        return {"subject": subject, "verdict": NOT_APPLICABLE, "message": "", "missing": []}
    missing = list(dict.fromkeys(question.missing.name for question in outcome.missing))
    return {
        "subject": subject,
        "verdict": _document_verdict(outcome),
        "message": outcome.message,
        "missing": missing,
    }
