"""What is said of waivers: of how they are written, and of what they do on one run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.bom.legal_basis import basis_words
from microdep_rules.diagnostics import Diagnostic, Label, error, note, warning
from microdep_rules.messages import diagnose
from microdep_rules.messages.quoting import listed, quoted
from microdep_rules.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date
    from fractions import Fraction

    from microdep_rules.bom.people import Likeness
    from microdep_rules.source import Span

_NO_UNTIL = (
    ("bom/missing-field", "a waiver needs `until`"),
    ("bom/empty-value", "`until` is given without a value"),
)
_HELP = {
    "bom/only-true": "write `all_parts: true`, or take it away and name parts",
}
"""What to do in a file of waivers, where that is something else than in a bill of materials."""


def of_waivers(found: Diagnostic) -> Diagnostic:
    """What is said of a file of waivers: a waiver cannot be left open, and no fact in it is unknown."""
    if (found.code, found.message) in _NO_UNTIL:
        return no_until(found.span)
    way_out = _HELP.get(found.code)
    return replace(found, help=way_out) if way_out else found


# ---- how they are written ------------------------------------------------------------------------


def no_until(at: Span) -> Diagnostic:
    """A waiver for ever."""
    return error(
        "waiver/no-until",
        "the waiver does not say until when it has effect",
        Label(at, "no `until` here"),
        help="write `until: YYYY-MM-DD`, its last day; what is accepted for ever is a change of the rule",
    )


def ends_before_it_begins(until: date, start: date, at: Span, begins: Span) -> Diagnostic:
    """A waiver without a day on which it has effect."""
    return error(
        "waiver/ends-before-it-begins",
        f"the waiver ends on {until}, before it begins on {start}",
        Label(at, "its last day"),
        labels=(Label(begins, "its first day"),),
        help="write a day in `until` that is not before the one in `from`",
    )


_SAME: dict[Likeness, str] = {
    "name": "the same person",
    "mail": "the same person, by the mail address",
    "look": "the same person: some letters only look otherwise, or are not seen",
    "part": "taken for the same person: one name has all words of the other",
}


def approved_by_its_requester(name: str, how: Likeness, at: Span, requested: Span) -> Diagnostic:
    """One person for both, or two names of which nobody can tell that they are not."""
    return error(
        "waiver/approved-by-its-requester",
        f"the waiver is approved by who requested it: {quoted(name)}",
        Label(at, _SAME[how]),
        labels=(Label(requested, "requested here"),),
        help="let somebody else approve it, and write their name in `approved_by`",
    )


def names_nobody(field: str, name: str, at: Span) -> Diagnostic:
    """A text such as `Tbd` or `the board`, where a person has to be named."""
    return error(
        "waiver/names-nobody",
        f"{quoted(name)} in `{field}` names nobody in particular",
        Label(at),
        help="write the name of the person, as `Kim Berg` or `Kim Berg <kim.berg@example.com>`",
    )


def approver_in_doubt(name: str, why: str, at: Span) -> Diagnostic:
    """A text that may be a person, and does not show which one."""
    return warning(
        "waiver/approver-in-doubt",
        f"{quoted(name)} in `approved_by` may not be a person who answers for it",
        Label(at, why),
        help="write the full name of the person who decided it, with the mail address",
    )


def empty_scope(narrowed: Sequence[str], at: Span) -> Diagnostic:
    """Nothing is named, and nobody said that everything is meant."""
    told = f": {listed([*narrowed])} only narrows what is named" if narrowed else ""
    return error(
        "waiver/empty-scope",
        f"the scope names no finding{told}",
        Label(at, "no `parts`, `part_numbers` or `fingerprints`"),
        help="name what is meant, or write `all_parts: true` if it is every finding of the rule",
    )


def all_and_some(others: Sequence[str], at: Span) -> Diagnostic:
    """Everything is meant, and at the same time something is named."""
    return error(
        "waiver/all-and-some",
        f"the scope says `all_parts`, and names {listed([*others])} as well",
        Label(at, "more than is named"),
        help="keep one of them",
    )


def id_twice(name: str, again: Span, first: Span) -> Diagnostic:
    """Two waivers with one id."""
    return error(
        "waiver/duplicate-id",
        f"the id {quoted(name)} is that of two waivers",
        Label(again, "again here"),
        labels=(Label(first, "first here"),),
        help="give one of them another id",
    )


def unknown_rule(rule: str, known: Collection[str], at: Span) -> Diagnostic:
    """Return the diagnostic of a rule that no pack has."""
    named = sorted(name for name in known if name.partition("/")[2] == rule)
    if named:
        return diagnose("name/unknown-rule", at, "with-pack", rule=rule, rules=named)
    near = did_you_mean(rule, known) or ""
    return diagnose(
        "name/unknown-rule", at, "in-waiver" if near else "in-waiver-see-pack", rule=rule, near=near
    )


# ---- what they do --------------------------------------------------------------------------------


def expired(name: str, days: int, covered: int, at: Span) -> Diagnostic:
    """The last day is over."""
    return warning(
        "waiver/expired",
        f"the waiver {quoted(name)} expired {_days(days)} ago and has no effect: {_named(covered)}",
        Label(at, "its last day"),
        help="have it renewed with another `until`, or take it away",
    )


def ends_soon(name: str, days: int, covered: int, at: Span) -> Diagnostic:
    """The last day is near."""
    when = "today" if days == 0 else f"in {_days(days)}"
    return note(
        "waiver/ends-soon",
        f"the waiver {quoted(name)} ends {when}; it covers {_findings(covered)}",
        Label(at, "its last day"),
        help="have it renewed in time, or mend what it covers",
    )


def pending(name: str, days: int, covered: int, at: Span) -> Diagnostic:
    """The first day is still to come."""
    return note(
        "waiver/pending",
        f"the waiver {quoted(name)} begins in {_days(days)} and has no effect yet: {_named(covered)}",
        Label(at, "its first day"),
        help="wait for that day, or have it decided for an earlier one",
    )


def unused(name: str, at: Span) -> Diagnostic:
    """Nothing is there to be waived any more, or never was."""
    return warning(
        "waiver/unused",
        f"the waiver {quoted(name)} covers no finding",
        Label(at, "unused"),
        help="remove it if its finding is fixed; else compare its rule and scope with the finding",
    )


def no_such_part(name: str, part: str, known: Collection[str], at: Span) -> Diagnostic:
    """A part that is in no document."""
    near = did_you_mean(part, known)
    if "*" in part:
        near = "name each part by itself: patterns are not taken, and `*` stands for no other sign"
    return warning(
        "waiver/no-such-part",
        f"no document that was checked has {quoted(part)}, which the waiver {quoted(name)} names",
        Label(at, "not found"),
        help=near or "take it away if the part is not used any more, or write it as the document does",
    )


def several_parts(name: str, part: str, meant: Sequence[str], at: Span) -> Diagnostic:
    """An id that several materials of a document have, so that none of them is waived by it."""
    return warning(
        "waiver/no-such-part",
        f"{quoted(part)}, which the waiver {quoted(name)} names, stands for {len(meant)} materials",
        Label(at, "not unique"),
        help=f"write which one is meant, as {listed(list(meant), 3)}; until then none is waived by this id",
    )


def not_its_verdict(name: str, verdict: str, at: Span) -> Diagnostic:
    """The finding is of another kind than what was accepted."""
    return warning(
        "waiver/not-its-verdict",
        f"the waiver {quoted(name)} has no effect on what is {quoted(verdict)}: it accepts something else",
        Label(at, "not what it accepts"),
        help=f"have it decided for that too, and add `{verdict}` to `verdicts`, or mend the finding",
    )


def quantity_exceeded(name: str, part: str, used: Fraction, limit: int, at: Span) -> Diagnostic:
    """More pieces are used than were accepted."""
    return warning(
        "waiver/quantity-exceeded",
        f"the waiver {quoted(name)} has no effect on {quoted(part)}: {used} are used, and it covers {limit}",
        Label(at, "fewer than are used"),
        help="have it decided for as many, or use fewer",
    )


def quantity_unknown(name: str, part: str, at: Span) -> Diagnostic:
    """Nobody says how many pieces are used."""
    return warning(
        "waiver/quantity-unknown",
        f"the waiver {quoted(name)} has no effect on {quoted(part)}: how many are used is not known",
        Label(at, "a limit that cannot be compared"),
        help="state `quantity` at each use of the part and of what it is in",
    )


def several_documents(name: str, fingerprint: str, paths: Sequence[str], at: Span) -> Diagnostic:
    """A fingerprint is of one finding, and two documents with one id have it."""
    return warning(
        "waiver/several-documents",
        f"the waiver {quoted(name)} has no effect by {quoted(fingerprint)}, which is in {listed([*paths])}",
        Label(at, "of a single finding"),
        help="give each document an `id` of its own, which makes its fingerprints its own",
    )


def contract_unknown(name: str, at: Span) -> Diagnostic:
    """The context does not say for which contract it is."""
    return warning(
        "waiver/contract-unknown",
        f"the waiver {quoted(name)} is for one contract, and the context does not say which this is",
        Label(at, "for this contract alone"),
        help="state `number` in the context",
    )


def too_long(name: str, days: int, longest: int, covered: int, at: Span) -> Diagnostic:
    """A waiver that lasts longer than the configuration allows."""
    return warning(
        "waiver/too-long",
        f"the waiver {quoted(name)} lasts {_days(days)}, more than the {longest} that are allowed, "
        f"and has no effect: {_named(covered)}",
        Label(at, "its last day"),
        help="write an earlier day in `until`, or allow more in the configuration: `waiver_longest_days`",
    )


def approver_not_allowed(name: str, approver: str, near: Sequence[str], covered: int, at: Span) -> Diagnostic:
    """A waiver by somebody who may not approve any."""
    alike = f"; it looks like {listed([*near])}, and is another name" if near else ""
    return warning(
        "waiver/approver-not-allowed",
        f"the waiver {quoted(name)} is approved by {quoted(approver)}, who may not approve one{alike}; "
        f"it has no effect: {_named(covered)}",
        Label(at, "not in `waiver_approvers`"),
        help="have it approved by one of them, and write the name as the configuration does",
    )


def against_law(name: str, rule: str, basis: str, at: Span) -> Diagnostic:
    """What a rule of law does not permit is accepted by no provision of the law that the rule cites."""
    return warning(
        "waiver/against-law",
        f"the waiver {quoted(name)} is a company decision against a rule of law, {quoted(rule)}; "
        f"{basis_words(basis)}",
        Label(at, "names no provision of the law that the rule cites, which can permit it"),
        help="cite the provision in `legal_basis`, as `DFARS 225.7018-4(b)`, or fix what fails",
    )


def overlap(name: str, prevails: str, covered: int, at: Span, other: Span) -> Diagnostic:
    """Two waivers for one finding."""
    same = _findings(covered) if covered > 1 else "finding"
    both = f"{quoted(name)} and {quoted(prevails)}"
    return warning(
        "waiver/overlap",
        f"the waivers {both} cover the same {same}; {quoted(prevails)} prevails",
        Label(at, "covers them too"),
        labels=(Label(other, "prevails: it is not against law, ends last, or comes first by its id"),),
        help="take one of them away, or narrow its scope",
    )


def _days(number: int) -> str:
    return f"{number} day{'' if number == 1 else 's'}"


def _named(number: int) -> str:
    return f"it names {_findings(number)}"


def _findings(number: int) -> str:
    return f"{number} finding{'' if number == 1 else 's'}"
