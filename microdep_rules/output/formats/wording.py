"""An outcome of the record in words, or all with one cause: the line that stands alone, and the details."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.bom.legal_basis import basis_words
from microdep_rules.engine.grouping import KNOWN
from microdep_rules.engine.standing import AGAINST_LAW
from microdep_rules.engine.verdict import verdict_of
from microdep_rules.output.findings import part_names, part_word, stands_for_lines
from microdep_rules.output.formats.causes import in_common, missing_names
from microdep_rules.output.formats.entries import place_in_file
from microdep_rules.output.rests import rest_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Data = dict[str, Any]
TOLD_STATES = {KNOWN: "known by the baseline", "changed": "changed since the baseline"}
MOST_NAMES = 3
"""So many missing facts are named in the line that stands alone."""
MOST_LISTED = 100
"""So many facts, questions or parts of one outcome are told; a rule about shares may read thousands."""
MOST_OF_ONE = 8
"""So many lines of a kind are shown of one cause."""
OF_ONE = ("ask: ", "way out: ")
"""Lines that name their component: those of the first outcome stand for the others."""
OF_EACH = ("fact: ", "part: ", "and ")
"""Lines about one outcome that say nothing of the others with its cause."""


def answer_of(waiver: Data | None) -> str:
    """The waiver of a finding in one line."""
    if waiver is None:
        return ""
    people = f"requested by {waiver['requested_by']}, approved by {waiver['approved_by']}"
    reason = " ".join(waiver["reason"].split())
    return (
        f"{waiver['id']} until {waiver['until']}, {people}: {reason} ({basis_words(waiver['legal_basis'])})"
    )


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
            about = part_names(parts[0]["kind"], [part["name"] for part in parts]) if parts else name
            return f"{about}: cannot be decided: {outcome['message'] or title}{_lacking(outcome)}"
        case "disclose":
            return f"{name}: has to be disclosed: {outcome['message'] or title}{_lacking(outcome)}"
        case "exempt":
            held = [each["name"] for each in outcome["exceptions"] if each["state"] == "applies"]
            return f"{name}: exempt by {', '.join(held)}: {outcome['message'] or title}"
        case "error":
            return f"{name}: could not be evaluated: {outcome['reason'] or title}"
        case "not_applicable":
            return f"{name}: does not apply: {outcome['reason'] or title}"
        case _:
            return f"{name}: passes {outcome['rule']}"


def message_of_all(alike: Sequence[Data], parts: Sequence[Data]) -> str:
    """One line about several outcomes with one cause: the first components by name, and how many there are.

    A message that names one component is about no other, so that the title of the rule is in its place.
    """
    outcome = alike[0]
    named = part_names(parts[0]["kind"], [part["name"] for part in parts])
    same = all(each["message"] == outcome["message"] for each in alike)
    said = outcome["message"] if same and outcome["message"] else outcome["title"]
    return message_of({**outcome, "subject": {"name": named}, "parts": [], "message": said})


def about_one(outcome: Data) -> str:
    """The way to the part; of a group, how many there are and what they lack."""
    if not outcome["parts"]:
        path: str = outcome["subject"]["path"]
        return path or outcome["subject"]["id"]
    return about_many(outcome, len(outcome["parts"]))


def about_many(outcome: Data, number: int) -> str:
    """How many components a cause is about, and what they lack."""
    names = missing_names(outcome)
    lack = f" without {', '.join(names)}" if names else ""
    return part_word((outcome["parts"] or [outcome["subject"]])[0]["kind"], number) + lack


def lines_of_all(alike: Sequence[Data], parts: Sequence[Data], answer: str) -> Iterator[str]:
    """The details of what has one cause, except for the components: every format has its own place for them.

    Of what names its component, those of the first stand for the others.
    """
    every = [list(lines_of(each, answer)) for each in alike]
    for label in OF_ONE:
        first, *others = ([line for line in lines if line.startswith(label)] for lines in every)
        yield from _first(first, "lines", MOST_OF_ONE)
        if any(other != first for other in others):
            yield f"and so on for {len(parts) - 1} more"
    left = [[line for line in lines if not line.startswith((*OF_ONE, *OF_EACH))] for lines in every]
    yield from _first(list(in_common(left, len(alike))), "lines", MOST_OF_ONE)


def lines_of(outcome: Data, answer: str) -> Iterator[str]:
    """The details; of what passes or does not apply, only what it rests on and what changes later."""
    if outcome["verdict"] not in {"pass", "not_applicable"}:
        yield from _first([_fact(each) for each in outcome["facts"]], "facts")
        yield from _first([f"part: {each['path'] or each['name']}" for each in outcome["parts"]], "parts")
        yield from _first([f"ask: {each['ask']}" for each in outcome["missing"]], "questions")
        yield from (f"clause: {each}" for each in outcome["cites"])
        yield from _ways(outcome)
    yield from (
        f"rests on {line}" for line in rest_lines((r["kind"], r["text"]) for r in outcome["relies_on"])
    )
    yield from (f"note: {each}" for each in outcome["notes"])
    alike = [(each["id"], each["parts"]) for each in outcome["stands_for"]]
    yield from (f"note: {line}" for line in stands_for_lines(alike))
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
    source = str(place_in_file(fact["at"])) if fact["at"] else fact["cites"]
    return f"fact: {fact['name']} is {fact['value']}{f'  [{source}]' if source else ''}"


def _ways(outcome: Data) -> Iterator[str]:
    """The way out, and the exceptions."""
    if outcome["fix"] and outcome["verdict"] in {"fail", "unknown"}:
        yield f"way out: {outcome['fix']}"
    for each in outcome["exceptions"]:
        because = f": {each['because']}" if each["because"] else ""
        yield f"exception {each['state'].replace('_', ' ')}: {each['name']}{because}"


def _first(lines: list[str], what: str, most: int = 0) -> Iterator[str]:
    """Each line once, as many as are told, and how many there are besides."""
    once = list(dict.fromkeys(lines))
    most = most or MOST_LISTED
    yield from once[:most]
    if len(once) > most:
        yield f"and {len(once) - most} more {what}, which the record has"


def _lacking(outcome: Data) -> str:
    """The first missing facts by name."""
    names = list(dict.fromkeys(each["name"] for each in outcome["missing"]))
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return f"; missing: {', '.join(names[:MOST_NAMES])}{more}" if names else ""
