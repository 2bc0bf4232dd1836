"""A comparison as data (`microdep-comparison/1`); the text and the page are views of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.engine.standing import for_the_document
from microdep_rules.engine.verdict import WORST_FIRST, Verdict, verdict_of
from microdep_rules.output.exposure import label, source_data
from microdep_rules.output.record import tool_version
from microdep_rules.production.comparison import UNKNOWN, Fact, aligned, undetermined, weaknesses
from microdep_rules.production.distinct import labels
from microdep_rules.production.gaps import gaps_of
from microdep_rules.production.sources import GRADES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.output.checked import PackUsed
    from microdep_rules.production.comparison import Company, Component, Node, Site, Subject, Weakness

SCHEMA = "microdep-comparison/1"
NOT_APPLICABLE = "not_applicable"
PRODUCT = "product"
"""The kind of subject that is a document; of any other, rules judge a product that is made at its sites."""
Data = dict[str, Any]


class Compared(Struct, frozen=True):
    """One subject with what the rules give for it."""

    subject: Subject
    path: str
    verdict: str
    outcomes: Sequence[Outcome]


def comparison_data(
    compared: Sequence[Compared],
    sources: Iterable[Mapping[str, Any]],
    titles: Sequence[str],
    packs: Sequence[PackUsed],
    as_of: date,
) -> Data:
    """Everything that the command found out."""
    subjects = aligned([each.subject for each in compared])
    named = labels((each.name, each.id) for each in subjects)
    ranked = weaknesses(subjects)
    verdicts = _verdicts(compared)
    return {
        "schema": SCHEMA,
        "tool": {"name": "microdep-rules", "version": tool_version()},
        "as_of": as_of.isoformat(),
        "titles": list(titles),
        "packs": [{"name": pack.name, "version": pack.version, "digest": pack.digest} for pack in packs],
        "sources": [source_data(source) for source in sources],
        "subjects": [
            {**_subject(subject, each, ranked), "label": name}
            for subject, each, name in zip(subjects, compared, named, strict=True)
        ],
        "rows": _rows(subjects),
        "components": _components(subjects),
        "verdicts": verdicts,
        "vulnerable": [{"rank": n, **_weakness(each)} for n, each in enumerate(ranked, 1)],
        "undetermined": [_weakness(each) for each in undetermined(subjects)],
        "without_stages": [each.id for each in subjects if not each.ranked],
        "failing_elsewhere": list(_failing_elsewhere(subjects, verdicts)),
    }


def _subject(subject: Subject, compared: Compared, ranked: Sequence[Weakness]) -> Data:
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
        "seats": _seats(subject.companies),
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
        "vulnerable": sum(1 for each in ranked if each.subject == subject.id),
    }


def _rows(subjects: Sequence[Subject]) -> list[Data]:
    """One row for each stage, with a cell for each subject."""
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


def _components(subjects: Sequence[Subject]) -> list[Data]:
    """One row for each component of the products, by its id, with a cell for each subject."""
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


def _component(component: Component | None) -> Data:
    if component is None:
        return {"state": "none", "places": [], "makers": [], "alternates": [], "replaces": ""}
    return {
        "state": "alternate" if component.replaces else "listed",
        "places": list(component.places),
        "makers": list(component.makers),
        "alternates": list(component.alternates),
        "replaces": component.replaces,
    }


def _cell(node: Node | None) -> Data:
    if node is None:
        return {"state": "none", "replaces": "", "sites": []}
    if node.running:
        state = "runs"
    elif not node.sites or any(site.status.value == UNKNOWN for site in node.sites):
        state = "undetermined"
    else:
        state = "does not run"
    return {"state": state, "replaces": node.replaces, "sites": [_site(site) for site in node.sites]}


def _site(site: Site) -> Data:
    return {
        "name": site.name,
        "company": _fact(Fact(site.party, note=site.by.note)),
        "country": _fact(site.country),
        "status": _fact(site.status),
        "capacity": _fact(site.capacity),
        "control": _fact(site.control),
    }


def _fact(fact: Fact) -> Data:
    """A fact with its own sources and confidence; the value of what is unknown is empty."""
    return {
        "value": fact.value,
        "confidence": fact.confidence,
        "sources": list(fact.sources),
        "note": fact.note,
    }


def _runs_low(node: Node) -> bool:
    """Return whether every site that is stated to run is stated so with low confidence."""
    return bool(node.running) and all(each.status.is_low for each in node.running)


def _seats(companies: Iterable[Company]) -> list[Data]:
    """The countries of the seats, each with what it relies on: the surest of the companies that have it."""
    found: dict[str, Fact] = {}
    for company in companies:
        seat = company.seat
        if seat.value and (seat.value not in found or _surer(seat, found[seat.value])):
            found[seat.value] = replace(seat, note="")
    return [_fact(found[country]) for country in sorted(found)]


def _surer(one: Fact, other: Fact) -> bool:
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


def _verdicts(compared: Sequence[Compared]) -> list[Data]:
    """The worst verdict of each rule for each subject; rules that apply to none of them are left out."""
    worst: dict[str, dict[str, Outcome]] = {}
    for each in compared:
        for outcome in each.outcomes:
            own = worst.setdefault(outcome.rule.id, {})
            before = own.get(each.subject.id)
            if before is None or _place(outcome) < _place(before):
                own[each.subject.id] = outcome
    return [
        {
            "rule": rule,
            "title": next(iter(found.values())).rule.title,
            "verdicts": [_verdict(each.subject.id, found.get(each.subject.id)) for each in compared],
        }
        for rule, found in worst.items()
        if any(outcome.verdict != NOT_APPLICABLE for outcome in found.values())
    ]


def _failing_elsewhere(subjects: Iterable[Subject], verdicts: Iterable[Data]) -> Iterator[Data]:
    """Rules that fail for a subject and name none of its stages, so that no node is ranked for them."""
    named = {(subject.id, rule) for subject in subjects for node in subject.nodes for rule in node.fails}
    for rule in verdicts:
        for each in rule["verdicts"]:
            if each["verdict"] == Verdict.FAIL and (each["subject"], rule["rule"]) not in named:
                yield {"subject": each["subject"], "rule": rule["rule"]}


def _place(outcome: Outcome) -> int:
    return WORST_FIRST.index(verdict_of(_for_the_document(outcome)))


def _for_the_document(outcome: Outcome) -> str:
    """The verdict as that of the document counts it: an alternate that fails decides nothing."""
    return for_the_document(outcome.verdict.value, alternate=outcome.alternate)


def _verdict(subject: str, outcome: Outcome | None) -> Data:
    if outcome is None:
        return {"subject": subject, "verdict": NOT_APPLICABLE, "message": "", "missing": []}
    missing = list(dict.fromkeys(each.missing.name for each in outcome.missing))
    return {
        "subject": subject,
        "verdict": _for_the_document(outcome),
        "message": outcome.message,
        "missing": missing,
    }
