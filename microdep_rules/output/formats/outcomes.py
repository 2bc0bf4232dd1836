"""Entries for outcomes in the record: importance, position and details."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from microdep_rules.engine.grouping import KNOWN
from microdep_rules.output.formats.causes import by_cause, cause_names, components_of, fingerprint, unnamed
from microdep_rules.output.formats.entries import (
    EntryComponent,
    FilePosition,
    FormatEntry,
    at_cell,
    deciding,
    place_in_file,
)
from microdep_rules.output.formats.wording import (
    about_many,
    about_one,
    answer_of,
    exceptions_of_all,
    lines_of,
    lines_of_all,
    message_of,
    message_of_all,
)
from microdep_rules.output.record import FINDINGS
from microdep_rules.output.visible import whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.output.checked import CheckedDocument
    from microdep_rules.output.formats.entries import Weight

Data = dict[str, Any]
LIGHT: dict[str, Weight] = {"warn": "warning"}
"""Importance of a fail of an advisory rule."""
MOST_PLACES = 100
"""Largest number of positions for one outcome."""


def of_document(
    document: CheckedDocument,
    listed: Iterable[Data],
    fail_on: str,
    waivers: Mapping[str, Data],
    *,
    each_alone: bool = False,
) -> Iterator[FormatEntry]:
    """Yield an entry for each cause; findings that are only counted have one entry for each group."""
    for alike in ([outcome] for outcome in listed) if each_alone else by_cause(listed):
        answer = answer_of(waivers.get(alike[0]["waiver"]))
        yield _entry(alike, document, fail_on, answer, each_alone=each_alone)
    for outcome in document.outcomes:
        if outcome.many and outcome.verdict in FINDINGS:
            yield _counted(outcome, document, fail_on)


def _entry(
    alike: list[Data], document: CheckedDocument, fail_on: str, answer: str, *, each_alone: bool
) -> FormatEntry:
    """Return one entry for outcomes with one cause; most causes have only one outcome."""
    outcome = alike[0]
    weight, decides = _weight(outcome, fail_on)
    places = _places(outcome, document)
    at = _main_position(places, document)
    about = components_of(alike)
    subjects = [component for component, _ in about.values()]
    one = each_alone or len(subjects) == 1
    components = tuple(_component(component, own, document) for component, own in about.values())
    related = (
        places
        if one
        else [(component.name, component.at) for component in components if component.at is not None]
    )
    return FormatEntry(
        kind=outcome["verdict"],
        rule=outcome["rule"],
        title=whole(outcome["title"]),
        severity=outcome["severity"],
        weight=weight,
        decides=decides,
        message=whole(message_of(outcome) if one else message_of_all(alike, subjects)),
        at=at,
        fingerprint=outcome["fingerprint"] if each_alone else fingerprint(outcome, document.id),
        subject=whole(about_one(outcome) if one else about_many(outcome, len(subjects))),
        subject_id="" if outcome["components"] or not one else whole(outcome["subject"]["id"]),
        subject_kind=outcome["subject"]["kind"],
        cites=tuple(map(whole, outcome["cites"])),
        lines=tuple(map(whole, lines_of(outcome, answer) if one else lines_of_all(alike, subjects, answer))),
        exceptions=tuple(map(whole, exceptions_of_all(alike))),
        related=tuple((text, place) for text, place in related if place != at),
        waiver=whole(answer),
        against_law=outcome["against_law"],
        baseline=outcome["baseline"] or "",
        many=1 if each_alone else len(subjects) + sum(map(unnamed, alike)),
        components=components,
        cause=outcome["message"] if outcome["verdict"] == "fail" else " ".join(cause_names(outcome)),
        pressing=outcome["violated"] or outcome["escalated"],
    )


def _component(component: Data, outcome: Data, document: CheckedDocument) -> EntryComponent:
    """Return a component of an entry, with its position. In a group, each component has its own position."""
    if outcome["components"]:
        at = next((place for _, place in _subject_position(component, document)), None)
    else:
        at = _main_position(_places(outcome, document), document)
    return EntryComponent(
        whole(component["id"]), whole(component["path"] or component["name"]), at, outcome["fingerprint"]
    )


def _counted(outcome: Outcome, document: CheckedDocument, fail_on: str) -> FormatEntry:
    weight, decides = _weight(
        {
            "verdict": outcome.verdict.value,
            "severity": outcome.rule.severity,
            "alternate": outcome.alternate,
            "missing": outcome.missing,
            "waiver": None,
            "baseline": None,
        },
        fail_on,
    )
    identity = f"{outcome.rule.id}\n{document.id}\ncounted\n{outcome.verdict.value}\n{outcome.message}"
    return FormatEntry(
        kind=outcome.verdict.value,
        rule=outcome.rule.id,
        title=whole(outcome.rule.title),
        severity=outcome.rule.severity,
        weight=weight,
        decides=decides,
        message=whole(f"{outcome.many} more: {outcome.message or outcome.verdict.verb}"),
        at=FilePosition(document.path),
        fingerprint=hashlib.sha256(identity.encode()).hexdigest()[:16],
        subject=f"{outcome.many} more, which are counted and not listed",
        cites=tuple(map(whole, outcome.rule.cites)),
        many=outcome.many,
        cause="counted",
    )


def _weight(outcome: Data, fail_on: str) -> tuple[Weight, bool]:
    """Return the importance of an outcome, and whether the outcome affects the exit code."""
    if outcome["waiver"] is not None:
        return "none", False
    decides = deciding(outcome["severity"], fail_on)
    weight, decides = _weight_without_waiver(outcome, fail_on, decides=decides)
    return weight, decides and outcome["baseline"] != KNOWN


def _weight_without_waiver(outcome: Data, fail_on: str, *, decides: bool) -> tuple[Weight, bool]:
    """Return the importance of an outcome, and whether the outcome affects the exit code.

    Waivers and the baseline are ignored. `decides` states whether the rule can affect the exit code.
    """
    match outcome["verdict"]:
        case "error":
            return "error", True
        case "fail" if outcome["alternate"]:  # such a fail leaves the document unknown
            decides = decides and fail_on != "fail"
            return ("warning" if decides else "note"), decides
        case "fail" if decides:
            return "error", True
        case "fail":
            return LIGHT.get(outcome["severity"], "note"), False
        case "unknown":
            decides = decides and fail_on != "fail"
            return ("warning" if decides else "note"), decides
        case "disclose" if outcome["missing"]:
            decides = decides and fail_on != "fail"
            return ("warning" if decides else "note"), decides
        case _:
            return "none", False


def _places(outcome: Data, document: CheckedDocument) -> list[tuple[str, FilePosition]]:
    """Return the positions of the facts that decide an outcome.

    If the outcome is unknown, the positions of the missing facts come first.
    """
    lacking = [
        (whole(f"missing: {fact['name']}"), _fact_range(fact, document))
        for fact in outcome["missing"]
        if fact["at"]
    ]
    facts = [
        (whole(f"{fact['name']} is {fact['value']}"), _fact_range(fact, document))
        for fact in outcome["facts"]
        if fact["at"]
    ]
    places = facts + lacking if outcome["verdict"] != "unknown" else lacking + facts
    if not outcome["components"]:  # the subject of a group is the product
        places += _subject_position(outcome["subject"], document)
    once: dict[tuple[str, int, int, str], tuple[str, FilePosition]] = {}
    for text, at in places:
        once.setdefault(at.start, (text, at))
    return list(once.values())[:MOST_PLACES]


def _subject_position(subject: Data, document: CheckedDocument) -> list[tuple[str, FilePosition]]:
    """Return the position and the name of the subject of an outcome, for an outcome without stated facts."""
    home = document.file_of("context" if subject["kind"] == "contract" else "bom", subject["pointer"])
    place = document.locate(home, subject["pointer"])
    if place is None:
        return []
    own = _until_end(
        FilePosition(place.file, place.position.line, place.position.column), subject["pointer"], document
    )
    return [(whole(subject["name"]), at_cell(place.file, *place.cell) if place.cell else own)]


def _main_position(places: list[tuple[str, FilePosition]], document: CheckedDocument) -> FilePosition:
    """Return the first position in the document itself, or otherwise the first position.

    The position of an outcome about the whole document is its first line.
    """
    top = FilePosition(document.path)
    own = [at for _, at in places if at.file == document.path and at.start != top.start]
    return next(iter([*own, *(at for _, at in places)]), top)


def _fact_range(fact: Data, document: CheckedDocument) -> FilePosition:
    """Return the range of a fact, from its start to its end.

    If the fact is missing, return the range of its element.
    """
    return _until_end(place_in_file(fact["at"]), fact["pointer"], document)


def _until_end(at: FilePosition, pointer: str, document: CheckedDocument) -> FilePosition:
    """Return a position with the end of the value at `pointer`.

    If the value has several lines, the range ends on the first line.
    """
    loaded = document.files.get(at.file)
    if loaded is None or at.cell:
        return at
    return at.until(loaded.source.position(loaded.spans.head(pointer).end))
