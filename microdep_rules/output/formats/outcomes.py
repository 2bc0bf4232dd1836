"""An outcome of the record as an entry: its weight, its place and its details."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from microdep_rules.bom.legal_basis import basis_words
from microdep_rules.engine.grouping import KNOWN
from microdep_rules.engine.standing import AGAINST_LAW
from microdep_rules.engine.verdict import verdict_of
from microdep_rules.output.findings import part_names, part_word
from microdep_rules.output.formats.entries import At, Entry, at_cell, deciding
from microdep_rules.output.record import FINDINGS
from microdep_rules.output.rests import rest_lines
from microdep_rules.output.visible import whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.output.checked import CheckedDocument
    from microdep_rules.output.formats.entries import Weight

Data = dict[str, Any]
LIGHT: dict[str, Weight] = {"warn": "warning"}
"""The weight of a failure whose severity does not decide; of any other severity it is a note."""
TOLD_STATES = {KNOWN: "known by the baseline", "changed": "changed since the baseline"}
MOST_NAMES = 3
"""So many missing facts are named in the line that stands alone."""
MOST_LISTED = 100
"""So many facts, questions or parts of one outcome are told; a rule about shares may read thousands."""


def of_document(
    document: CheckedDocument, listed: Iterable[Data], fail_on: str, waivers: Mapping[str, Data]
) -> Iterator[Entry]:
    """The outcomes that are listed, and in a line each those that are only counted."""
    for each in listed:
        yield _entry(each, document, fail_on, answer_of(waivers.get(each["waiver"])))
    for outcome in document.outcomes:
        if outcome.many and outcome.verdict in FINDINGS:
            yield _counted(outcome, document, fail_on)


def answer_of(waiver: Data | None) -> str:
    """The waiver of a finding in one line."""
    if waiver is None:
        return ""
    people = f"requested by {waiver['requested_by']}, approved by {waiver['approved_by']}"
    reason = " ".join(waiver["reason"].split())
    return (
        f"{waiver['id']} until {waiver['until']}, {people}: {reason} ({basis_words(waiver['legal_basis'])})"
    )


def _entry(outcome: Data, document: CheckedDocument, fail_on: str, answer: str) -> Entry:
    weight, decides = _weight(outcome, fail_on)
    places = _places(outcome, document)
    at = _main(places, document)
    subject = outcome["subject"]
    return Entry(
        said=outcome["verdict"],
        rule=outcome["rule"],
        title=whole(outcome["title"]),
        severity=outcome["severity"],
        weight=weight,
        decides=decides,
        message=whole(message_of(outcome)),
        at=at,
        fingerprint=outcome["fingerprint"],
        subject=whole(_subject(outcome)),
        subject_id="" if outcome["parts"] else whole(subject["id"]),
        subject_kind=subject["kind"],
        cites=tuple(map(whole, outcome["cites"])),
        lines=tuple(map(whole, lines_of(outcome, answer))),
        related=tuple((text, place) for text, place in places if place != at),
        waiver=whole(answer),
        against_law=outcome["against_law"],
        baseline=outcome["baseline"] or "",
    )


def _counted(outcome: Outcome, document: CheckedDocument, fail_on: str) -> Entry:
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
    return Entry(
        said=outcome.verdict.value,
        rule=outcome.rule.id,
        title=whole(outcome.rule.title),
        severity=outcome.rule.severity,
        weight=weight,
        decides=decides,
        message=whole(f"{outcome.many} more: {outcome.message or outcome.verdict.verb}"),
        at=At(document.path),
        fingerprint=hashlib.sha256(identity.encode()).hexdigest()[:16],
        subject=f"{outcome.many} more, which are counted and not listed",
        cites=tuple(map(whole, outcome.rule.cites)),
        many=outcome.many,
    )


def _weight(outcome: Data, fail_on: str) -> tuple[Weight, bool]:
    """How much an outcome matters, and whether the exit code depends on it."""
    if outcome["waiver"] is not None:
        return "none", False
    decides = deciding(outcome["severity"], fail_on)
    weight, decides = _natural(outcome, fail_on, decides=decides)
    return weight, decides and outcome["baseline"] != KNOWN


def _natural(outcome: Data, fail_on: str, *, decides: bool) -> tuple[Weight, bool]:
    """The weight of an outcome for which nobody answers, and of which no baseline knows."""
    match outcome["verdict"]:
        case "error":
            return "error", True
        case "fail" if outcome["alternate"]:  # it leaves the document unknown
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


def message_of(outcome: Data) -> str:
    """One line that stands alone."""
    name: str = outcome["subject"]["name"]
    title: str = outcome["title"]
    match outcome["verdict"]:
        case "fail":
            message: str = outcome["message"]
            return message or f"{name}: {title}"
        case "unknown":
            parts = outcome["parts"]
            about = part_names(parts[0]["kind"], [each["name"] for each in parts]) if parts else name
            return f"{about}: cannot be decided: {outcome['message'] or title}{_lacking(outcome)}"
        case "disclose":
            return f"{name}: has to be disclosed: {outcome['message'] or title}{_lacking(outcome)}"
        case "exempt":
            held = [each["name"] for each in outcome["exceptions"] if each["state"] == "held"]
            return f"{name}: exempt by {', '.join(held)}: {outcome['message'] or title}"
        case "error":
            return f"{name}: could not be evaluated: {outcome['reason'] or title}"
        case "not_applicable":
            return f"{name}: does not apply: {outcome['reason'] or title}"
        case _:
            return f"{name}: passes {outcome['rule']}"


def _subject(outcome: Data) -> str:
    """The way to the part; of a group, how many there are and what they lack."""
    if not outcome["parts"]:
        path: str = outcome["subject"]["path"]
        return path or outcome["subject"]["id"]
    names = sorted({each["name"] for each in outcome["missing"]})
    lack = f" without {', '.join(names)}" if names else ""
    return part_word(outcome["parts"][0]["kind"], len(outcome["parts"])) + lack


def lines_of(outcome: Data, answer: str) -> Iterator[str]:
    """The details; of what passes or does not apply, only what it rests on and what changes later."""
    if outcome["verdict"] not in {"pass", "not_applicable"}:
        yield from _first([_fact(each) for each in outcome["facts"]], "facts")
        yield from _first([f"part: {each['path'] or each['name']}" for each in outcome["parts"]], "parts")
        yield from _first([f"ask: {each['ask']}" for each in outcome["missing"]], "questions")
        yield from (f"clause: {each}" for each in outcome["cites"])
        yield from _ways(outcome)
    yield from (
        f"rests on {each}" for each in rest_lines((r["kind"], r["text"]) for r in outcome["rests_on"])
    )
    yield from (f"note: {each}" for each in outcome["notes"])
    if outcome["alternate"]:
        yield "note: an approved alternate; where it fails, the verdict of the document is unknown"
    if outcome["against_law"]:
        yield AGAINST_LAW
    if answer:
        yield f"waived by {answer}"
    if outcome["baseline"] in TOLD_STATES:
        yield TOLD_STATES[outcome["baseline"]]
    yield from (
        f"later: {verdict_of(each['verdict']).verb} from {each['date']}" for each in outcome["changes"]
    )


def _fact(fact: Data) -> str:
    source = str(_at(fact["at"])) if fact["at"] else fact["cites"]
    return f"fact: {fact['name']} is {fact['value']}{f'  [{source}]' if source else ''}"


def _ways(outcome: Data) -> Iterator[str]:
    """The way out, and the exceptions."""
    if outcome["fix"] and outcome["verdict"] in {"fail", "unknown"}:
        yield f"way out: {outcome['fix']}"
    for each in outcome["exceptions"]:
        because = f": {each['because']}" if each["because"] else ""
        yield f"exception {each['state'].replace('_', ' ')}: {each['name']}{because}"


def _first(lines: list[str], what: str) -> Iterator[str]:
    """Each line once, as many as are told, and how many there are besides."""
    once = list(dict.fromkeys(lines))
    yield from once[:MOST_LISTED]
    if len(once) > MOST_LISTED:
        yield f"and {len(once) - MOST_LISTED} more {what}, which the record has"


def _lacking(outcome: Data) -> str:
    """The first missing facts by name."""
    names = list(dict.fromkeys(each["name"] for each in outcome["missing"]))
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return f"; missing: {', '.join(names[:MOST_NAMES])}{more}" if names else ""


def _places(outcome: Data, document: CheckedDocument) -> list[tuple[str, At]]:
    """What decides, with its places: of an unknown what is missing, and then the facts."""
    lacking = [
        (whole(f"missing: {each['name']}"), _spanned(each, document))
        for each in outcome["missing"]
        if each["at"]
    ]
    facts = [
        (whole(f"{each['name']} is {each['value']}"), _spanned(each, document))
        for each in outcome["facts"]
        if each["at"]
    ]
    found = facts + lacking if outcome["verdict"] != "unknown" else lacking + facts
    if not outcome["parts"]:  # of a group it would be the product, which lacks nothing itself
        found += _own(outcome["subject"], document)
    once: dict[tuple[str, int, int, str], tuple[str, At]] = {}
    for text, at in found:
        once.setdefault(at.start, (text, at))
    return list(once.values())[:MOST_LISTED]


def _own(subject: Data, document: CheckedDocument) -> list[tuple[str, At]]:
    """Where a part is written, for an outcome none of whose facts is."""
    home = document.file_of("context" if subject["kind"] == "contract" else "bom", subject["pointer"])
    place = document.locate(home, subject["pointer"])
    if place is None:
        return []
    own = _until_end(At(place.file, place.position.line, place.position.column), subject["pointer"], document)
    return [(whole(subject["name"]), at_cell(place.file, *place.cell) if place.cell else own)]


def _main(places: list[tuple[str, At]], document: CheckedDocument) -> At:
    """The first place in the document itself: facts of a deal are true of all of its parts.

    What belongs to the document as a whole stands at its top, where it tells nobody where to look.
    """
    top = At(document.path)
    own = [at for _, at in places if at.file == document.path and at.start != top.start]
    return next(iter([*own, *(at for _, at in places)]), top)


def _spanned(told: Data, document: CheckedDocument) -> At:
    """The place of a fact, or of what lacks one, from its beginning to its end."""
    return _until_end(_at(told["at"]), told["pointer"], document)


def _until_end(at: At, pointer: str, document: CheckedDocument) -> At:
    """A place up to the end of what stands there; of what goes over several lines, of the first."""
    loaded = document.files.get(at.file)
    if loaded is None or at.cell:
        return at
    return at.until(loaded.source.position(loaded.spans.head(pointer).end))


def _at(at: Data) -> At:
    if "cell" in at:
        return at_cell(at["file"], at["sheet"], at["cell"])
    return At(at["file"], at["line"], at["column"])
