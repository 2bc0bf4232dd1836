"""Outcomes in words, as every form of export has them: one line each, with nothing hidden in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.bom.relying import BY_NOBODY
from microdep_rules.engine.standing import AGAINST_LAW, in_words
from microdep_rules.output import unopened
from microdep_rules.output.findings import part_word
from microdep_rules.output.formats.wording import MOST_LISTED, answer_of, lines_of, message_of
from microdep_rules.output.visible import whole
from microdep_rules.report.page import meaning
from microdep_rules.report.waivers import file_lines, is_against_law
from microdep_rules.signing.contract import NO_FACTS
from microdep_rules.signing.packs import pack_lines_of
from microdep_rules.signing.words import NOT_MADE_AGAIN, OWN_WORDS, in_own_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from microdep_rules.report.exports.contents import Contents, Vouched

Data = dict[str, Any]
LIMIT = "It evaluates declared data. Whether that is true, nobody established by it."


def says(outcome: Data) -> str:
    """An outcome in one line; of an approved alternate it is said that it is one."""
    alternate = "approved alternate: " if outcome["alternate"] else ""
    return whole(f"{in_words(outcome['standing'])}: {alternate}{message_of(outcome)}")


def contract_lines(document: Data) -> list[str]:
    """The facts of the contract under which the verdicts of a document hold, a line each."""
    return [whole(f"{each['name']}: {each['value']}") for each in document["contract"]] or [NO_FACTS]


def details(outcome: Data, waivers: Mapping[str, Data]) -> list[str]:
    """Facts with their places, questions, clauses, exceptions and the waiver, a line each."""
    return [whole(line) for line in lines_of(outcome, answer(outcome, waivers))]


def answer(outcome: Data, waivers: Mapping[str, Data]) -> str:
    """Who answers for an outcome, until when and why; nothing where nobody does."""
    waiver = outcome["waiver"]
    if not waiver:
        return ""
    return whole(answer_of(waivers[waiver]) if waiver in waivers else waiver)


def terms(waiver: Data) -> list[str]:
    """A waiver in lines: its terms, reason and basis, its state, and what shows it."""
    state = (
        f"waiver of {waiver['rule']}, {waiver['status']} on the as-of date; a waived verdict stays what it is"
    )
    lines = [answer_of(waiver), state]
    lines += [AGAINST_LAW] if is_against_law(waiver) else []
    lines += [f"evidence: {each}" for each in (*waiver["evidence"], *file_lines(waiver))]
    return list(map(whole, lines))


def parts_of(outcomes: Iterable[Data]) -> str:
    """The parts that outcomes are about, as many as are named, and how many there are besides."""
    parts = [part for outcome in outcomes for part in (outcome["parts"] or [outcome["subject"]])]
    names = list(
        dict.fromkeys(f"{part['path'] or part['name']} ({part['kind']} {part['id']})" for part in parts)
    )
    more = len(names) - MOST_LISTED
    named = "; ".join(names[:MOST_LISTED]) + (f"; and {more} more, which the record has" if more > 0 else "")
    kind = parts[0]["kind"] if len({part["kind"] for part in parts}) == 1 else "component"
    word = part_word(kind, len(names)) if kind == parts[0]["kind"] else f"{len(names)} subjects"
    return whole(f"{word}: {named}")


def passing(passes: Sequence[Data]) -> str:
    """The parts that pass a rule, and those of them that rely on evidence that nobody opened."""
    relying = [each for each in passes if unopened.RELIES in each["notes"]]
    return parts_of(passes) + (f"; by {BY_NOBODY}: {parts_of(relying)}" if relying else "")


def papers_of(outcomes: Iterable[Data]) -> list[str]:
    """The ids of the papers that the facts of outcomes name, in their order."""
    return list(
        dict.fromkeys(id_ for outcome in outcomes for fact in outcome["facts"] for id_ in fact["evidence"])
    )


def not_compared(contents: Contents) -> str:
    """What of a bundle nobody has compared; nothing where all of it was."""
    if made_by := contents.made_by:
        return f"pages and record: version {made_by} made them, and another version exported them"
    return "report.pdf: it could not be laid out again, to compare it" if contents.without_pdf else ""


def reservations(contents: Contents) -> Iterator[tuple[str, str]]:
    """The same as on the cover beside the verdict: what is open, which rules ran, what was not checked."""
    yield "meaning", meaning(contents.record)
    yield from (("unopened", each) for each in unopened.of_record(contents.record))
    yield from (("pack", line) for line in pack_lines_of(contents.record))
    yield "check", NOT_MADE_AGAIN
    if unseen := not_compared(contents):
        yield "not-compared", unseen


def affirmed(each: Vouched) -> str:
    """What a person affirmed, with the decision and all reservations."""
    signoff = each.signoff
    signer = signoff.signer
    seen = f"{signoff.decision}, having seen the verdict {in_words(signoff.result)}"
    affirms = f"{OWN_WORDS}: {in_own_words(signoff.statement)}" if each.own else signoff.statement
    line = f"{signer.name} ({signer.role}), {seen}: {affirms}"
    reserved = "".join(f" With the reservation: {in_own_words(every)}" for every in signoff.reservations)
    return whole(line + reserved)


def vouched_by(each: Vouched) -> str:
    """How a sign-off is known: who, when, by which kind of signature."""
    signer = each.signoff.signer
    when = f"{each.signoff.signed_at} ({each.time})"
    return whole(f"{each.scheme} of {signer.name} <{signer.id}>, {each.signoff.independence}, at {when}")


def numbered(record: Mapping[str, Any]) -> Sequence[tuple[int, Data]]:
    """The documents of a record, each with its number, which keeps apart those with one path."""
    return list(enumerate(record["documents"], 1))
