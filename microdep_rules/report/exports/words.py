"""Texts about outcomes in all exports; each text is one line without invisible characters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.bom.unopened_evidence import BY_NOBODY
from microdep_rules.engine.standing import AGAINST_LAW, in_words
from microdep_rules.output import unopened
from microdep_rules.output.formats.wording import MOST_LISTED, answer_of, lines_of, message_of
from microdep_rules.output.visible import whole
from microdep_rules.report.page import meaning
from microdep_rules.report.waivers import file_lines, is_against_law
from microdep_rules.signing.contract import NO_FACTS
from microdep_rules.signing.packs import pack_lines_of
from microdep_rules.signing.words import NOT_MADE_AGAIN, OWN_WORDS, quote_signer
from microdep_rules.vocabulary.plurals import counted_noun

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from microdep_rules.report.exports.contents import Contents, ValidSignoff

Data = dict[str, Any]
LIMIT = "It evaluates declared data. It does not establish that the data are true."


def outcome_text(outcome: Data) -> str:
    """Return an outcome as one line, which also states whether the component is an approved alternate."""
    alternate = "approved alternate: " if outcome["alternate"] else ""
    return whole(f"{in_words(outcome['standing'])}: {alternate}{message_of(outcome)}")


def contract_lines(document: Data) -> list[str]:
    """Return the contract facts of a document, one on each line."""
    return [whole(f"{fact['name']}: {fact['value']}") for fact in document["contract"]] or [NO_FACTS]


def details(outcome: Data, waivers: Mapping[str, Data]) -> list[str]:
    """Return the details of an outcome, one detail on each line.

    The details are facts with positions, questions, citations, exceptions and the waiver.
    """
    return [whole(line) for line in lines_of(outcome, answer(outcome, waivers))]


def answer(outcome: Data, waivers: Mapping[str, Data]) -> str:
    """Return the line about the waiver of an outcome, with last day and reason; empty without a waiver."""
    waiver = outcome["waiver"]
    if not waiver:
        return ""
    return whole(answer_of(waivers[waiver]) if waiver in waivers else waiver)


def terms(waiver: Data) -> list[str]:
    """Return the lines about a waiver: dates and persons, reason, basis, state and evidence."""
    state = (
        f"waiver of {waiver['rule']}, {waiver['status']} on the as-of date; a waived verdict stays the same"
    )
    lines = [answer_of(waiver), state]
    lines += [AGAINST_LAW] if is_against_law(waiver) else []
    lines += [f"evidence: {text}" for text in (*waiver["evidence"], *file_lines(waiver))]
    return list(map(whole, lines))


def parts_of(outcomes: Iterable[Data]) -> str:
    """Return the names of the first components of some outcomes, and the number of further components."""
    components = [
        component for outcome in outcomes for component in (outcome["components"] or [outcome["subject"]])
    ]
    names = list(
        dict.fromkeys(
            f"{component['path'] or component['name']} ({component['kind']} {component['id']})"
            for component in components
        )
    )
    more = len(names) - MOST_LISTED
    named = "; ".join(names[:MOST_LISTED]) + (f"; and {more} more, which the record has" if more > 0 else "")
    kind = components[0]["kind"] if len({component["kind"] for component in components}) == 1 else "component"
    word = counted_noun(len(names), kind) if kind == components[0]["kind"] else f"{len(names)} subjects"
    return whole(f"{word}: {named}")


def passing(passes: Sequence[Data]) -> str:
    """Return the names of the components that pass a rule, and of those that pass with unopened evidence."""
    relying = [outcome for outcome in passes if unopened.RELIES in outcome["notes"]]
    return parts_of(passes) + (f"; by {BY_NOBODY}: {parts_of(relying)}" if relying else "")


def papers_of(outcomes: Iterable[Data]) -> list[str]:
    """Return the ids of the evidence that the facts of the outcomes name, each once."""
    return list(
        dict.fromkeys(id_ for outcome in outcomes for fact in outcome["facts"] for id_ in fact["evidence"])
    )


def not_compared(contents: Contents) -> str:
    """Return the text about the files that the program could not compare; empty if it compared all files."""
    if made_by := contents.made_by:
        return f"pages and record: version {made_by} made them, and another version exported them"
    return (
        "report.pdf: this computer could not make the PDF again to compare it" if contents.without_pdf else ""
    )


def reservations(contents: Contents) -> Iterator[tuple[str, str]]:
    """Yield each reservation of the cover sheet as (kind, text), such as a note on unopened evidence."""
    yield "meaning", meaning(contents.record)
    yield from (("unopened", line) for line in unopened.of_record(contents.record))
    yield from (("pack", line) for line in pack_lines_of(contents.record))
    yield "check", NOT_MADE_AGAIN
    if unseen := not_compared(contents):
        yield "not-compared", unseen


def affirmed(valid: ValidSignoff) -> str:
    """Return the statement of a signer as one line, with the decision and all reservations."""
    signoff = valid.signoff
    signer = signoff.signer
    seen = f"{signoff.decision}, having seen the verdict {in_words(signoff.result)}"
    affirms = f"{OWN_WORDS}: {quote_signer(signoff.statement)}" if valid.own else signoff.statement
    line = f"{signer.name} ({signer.role}), {seen}: {affirms}"
    reserved = "".join(f" With the reservation: {quote_signer(text)}" for text in signoff.reservations)
    return whole(line + reserved)


def vouched_by(valid: ValidSignoff) -> str:
    """Return the line about the proof of a sign-off: kind of signature, person, independence and time."""
    signer = valid.signoff.signer
    when = f"{valid.signoff.signed_at} ({valid.time})"
    return whole(f"{valid.scheme} of {signer.name} <{signer.id}>, {valid.signoff.independence}, at {when}")


def numbered(record: Mapping[str, Any]) -> Sequence[tuple[int, Data]]:
    """Return the documents of a record as (position, document).

    Several documents may have the same path, so only the position identifies a document.
    """
    return list(enumerate(record["documents"], 1))
