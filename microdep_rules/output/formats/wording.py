"""Texts for outcomes of a record with one cause: a message of one line, and details."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.bom.legal_basis import basis_words
from microdep_rules.engine.grouping import KNOWN
from microdep_rules.engine.outcome import UNCERTAIN
from microdep_rules.engine.standing import AGAINST_LAW
from microdep_rules.engine.verdict import verdict_of
from microdep_rules.output.exception_words import exception_words, relied_on
from microdep_rules.output.failures import FIXABLE
from microdep_rules.output.findings import equal_components_lines, names_of_kind
from microdep_rules.output.formats.causes import in_common, missing_names
from microdep_rules.output.formats.entries import place_in_file
from microdep_rules.output.reliances import reliance_lines
from microdep_rules.vocabulary.plurals import counted_noun
from microdep_rules.vocabulary.shortening import and_more, first_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Data = dict[str, Any]
STATE_WORDS = {KNOWN: "known by the baseline", "changed": "changed since the baseline"}
MOST_NAMES = 3
"""Largest number of missing facts that the message names."""
MOST_LISTED = 100
"""Largest number of facts, questions or components of one outcome in the details.

A rule about shares may read thousands of facts.
"""
MOST_OF_ONE = 8
"""Largest number of lines of one kind for one cause."""
OF_ONE = ("ask: ", "fix: ")
"""Beginnings of lines that name one component; only the first outcome of a cause has such lines."""
OF_EACH = ("fact: ", "component: ", "and ")
"""Beginnings of lines that are true for only one of several outcomes with one cause."""


EXCEPTION = "exception: "
"""Beginning of lines about an exception."""


def answer_of(waiver: Data | None) -> str:
    """Return the waiver of a finding in one line."""
    if waiver is None:
        return ""
    people = f"requested by {waiver['requested_by']}, approved by {waiver['approved_by']}"
    reason = " ".join(waiver["reason"].split())
    return (
        f"{waiver['id']} until {waiver['until']}, {people}: {reason} ({basis_words(waiver['legal_basis'])})"
    )


def message_of(outcome: Data) -> str:
    """Return the message of an outcome, which is one line."""
    name: str = outcome["subject"]["name"]
    title: str = outcome["title"]
    match outcome["verdict"]:
        case "fail":
            message: str = outcome["message"]
            return message or f"{name}: {title}"
        case "unknown":
            components = outcome["components"]
            about = (
                names_of_kind(components[0]["kind"], [component["name"] for component in components])
                if components
                else name
            )
            text = outcome["message"] or title
            return f"{about}: cannot be decided: {text}{_missing_names(outcome)}{_claimed(outcome)}"
        case "disclose":
            return f"{name}: must be disclosed: {outcome['message'] or title}{_missing_names(outcome)}"
        case "exempt":
            applied = [e["name"] for e in outcome["exceptions"] if e["state"] == "applies"]
            text = (outcome["message"] or title).removeprefix(UNCERTAIN)
            without = f"; {outcome['base']} without the exception" if outcome["base"] else ""
            return f"{name}: exempt by {', '.join(applied)}{without}: {text}"
        case "error":
            return f"{name}: could not be evaluated: {outcome['reason'] or title}"
        case "not_applicable":
            return f"{name}: does not apply: {outcome['reason'] or title}"
        case _:
            return f"{name}: passes {outcome['rule']}"


def message_of_all(alike: Sequence[Data], components: Sequence[Data]) -> str:
    """Return one line for outcomes with one cause: the names of the first components, and their number.

    If the message of an outcome names its component, the line has the title of the rule instead.
    """
    outcome = alike[0]
    named = names_of_kind(components[0]["kind"], [component["name"] for component in components])
    same = all(other["message"] == outcome["message"] for other in alike)
    text = outcome["message"] if same and outcome["message"] else outcome["title"]
    return message_of({**outcome, "subject": {"name": named}, "components": [], "message": text})


def about_one(outcome: Data) -> str:
    """Return the path from the product to the component of an outcome.

    For a group, this is the size of the group and the missing facts.
    """
    if not outcome["components"]:
        path: str = outcome["subject"]["path"]
        return path or outcome["subject"]["id"]
    return about_many(outcome, len(outcome["components"]))


def about_many(outcome: Data, number: int) -> str:
    """Return the number of components with one cause, and the missing facts."""
    names = missing_names(outcome)
    lack = f" without {', '.join(names)}" if names else ""
    return counted_noun(number, (outcome["components"] or [outcome["subject"]])[0]["kind"]) + lack


def lines_of_all(alike: Sequence[Data], components: Sequence[Data], answer: str) -> Iterator[str]:
    """Yield the details of a cause, without its components, for which each format has a field.

    Lines that name a component come from the first outcome.
    """
    every = [list(lines_of(outcome, answer)) for outcome in alike]
    for label in OF_ONE:
        first, *others = ([line for line in lines if line.startswith(label)] for lines in every)
        yield from _first(first, "lines", MOST_OF_ONE)
        if any(other != first for other in others):
            yield f"and so on for {len(components) - 1} more"
    left = [[line for line in lines if not line.startswith((*OF_ONE, *OF_EACH))] for lines in every]
    yield from _first(list(in_common(left, len(alike))), "lines", MOST_OF_ONE)


def lines_of(outcome: Data, answer: str) -> Iterator[str]:
    """Yield the details of an outcome, line by line.

    For a pass or `not applicable`, the details omit facts, citations and fixes.
    """
    if outcome["verdict"] not in {"pass", "not_applicable"}:
        yield from _first([_fact(fact) for fact in outcome["facts"]], "facts")
        yield from _first(
            [f"component: {component['path'] or component['name']}" for component in outcome["components"]],
            "components",
        )
        yield from _first([f"ask: {question['ask']}" for question in outcome["missing"]], "questions")
        yield from (f"clause: {citation}" for citation in outcome["cites"])
        yield from _remedies(outcome)
    yield from (
        f"relies on {line}" for line in reliance_lines((r["kind"], r["text"]) for r in outcome["relies_on"])
    )
    yield from (f"note: {note}" for note in outcome["notes"])
    alike = [(group["id"], group["components"]) for group in outcome["stands_for"]]
    yield from (f"note: {line}" for line in equal_components_lines(alike))
    if outcome["alternate"]:
        yield "note: an approved alternate; if it fails, the verdict of the document is unknown"
    if outcome["against_law"]:
        yield AGAINST_LAW
    if answer:
        yield f"waived by {answer}"
    if outcome["baseline"] in STATE_WORDS:
        yield STATE_WORDS[outcome["baseline"]]
    yield from (
        f"later: {verdict_of(change['verdict']).verb} from {change['date']}" for change in outcome["changes"]
    )


def exceptions_of_all(alike: Sequence[Data]) -> Iterator[str]:
    """Yield the exceptions that apply or are claimed for outcomes with one cause, each once."""
    words = [[f"{EXCEPTION}{text}" for text in relied_on(outcome["exceptions"])] for outcome in alike]
    return in_common(words, len(alike))


def _fact(fact: Data) -> str:
    source = str(place_in_file(fact["at"])) if fact["at"] else fact["cites"]
    return f"fact: {fact['name']} is {fact['value']}{f'  [{source}]' if source else ''}"


def _remedies(outcome: Data) -> Iterator[str]:
    """Yield the fix of an outcome and the state of each exception, as lines of text."""
    if outcome["fix"] and outcome["verdict"] in FIXABLE:
        yield f"fix: {outcome['fix']}"
    yield from (f"{EXCEPTION}{exception_words(judged)}" for judged in outcome["exceptions"])


def _first(lines: list[str], noun: str, most: int = 0) -> Iterator[str]:
    """Yield each line once; after the first `most` lines, yield only the number of omitted lines."""
    once = list(dict.fromkeys(lines))
    shown, more = first_of(once, most or MOST_LISTED)
    yield from shown
    if more:
        yield f"and {more} more {noun}, which the record has"


def _claimed(outcome: Data) -> str:
    names = [judged["name"] for judged in outcome["exceptions"] if judged["state"] == "claimed"]
    return f"; claimed, not proven: {and_more(names, MOST_NAMES)}" if names else ""


def _missing_names(outcome: Data) -> str:
    names = list(dict.fromkeys(question["name"] for question in outcome["missing"]))
    return f"; missing: {and_more(names, MOST_NAMES)}" if names else ""
