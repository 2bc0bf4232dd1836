"""What is said of overlays: what they declare, whom they speak of, and where they contradict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Diagnostic, Label, Severity, error, warning
from microdep_rules.messages import diagnose
from microdep_rules.messages.quoting import listed, quoted
from microdep_rules.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from microdep_rules.source import Span

MOST = 5
"""So many parts are named."""


# ---- an overlay by itself ----


def no_evidence(id_: str, known: Iterable[str], at: Span) -> Diagnostic:
    """Return the error for evidence that is not in the overlay."""
    near = did_you_mean(id_, known) or ""
    return diagnose(
        "bom/unknown-reference", at, "overlay", kind="evidence", id=id_, near=near, list="evidence"
    )


def no_party(id_: str, known: Iterable[str], at: Span) -> Diagnostic:
    """Return the error for a party that is not in the overlay."""
    near = did_you_mean(id_, known) or ""
    return diagnose("bom/unknown-reference", at, "overlay", kind="party", id=id_, near=near, list="parties")


def declares_nothing(at: Span) -> Diagnostic:
    """An entry says whom it means, and nothing of it."""
    return warning(
        "overlay/declares-nothing",
        "this entry declares nothing",
        Label(at),
        help="add what is known, as `origin: JP`, or remove the entry",
    )


def empty_overlay(at: Span) -> Diagnostic:
    """An overlay without any entry."""
    return warning(
        "overlay/declares-nothing",
        "this overlay declares nothing",
        Label(at),
        help="add entries under `parts:` or `manufacturers:`",
    )


def means_no_part(at: Span) -> Diagnostic:
    """An entry about a part that says neither its id nor its number."""
    return error(
        "overlay/means-no-part",
        "`match` names neither the `id` nor the `mpn` of a part",
        Label(at),
        help="add one of them; what holds for every part of a maker stands under `manufacturers:`",
    )


def correction_without_evidence(at: Span) -> Diagnostic:
    """An entry is taken away, and no paper shows that it is wrong."""
    return error(
        "overlay/correction-without-evidence",
        "a correction names no evidence",
        Label(at),
        help="list the paper under `evidence:` at the top, and name its id here",
    )


# ---- a table of declarations ----


def no_part_column(at: Span, called: Sequence[str]) -> Diagnostic:
    """No column says which part a row is about."""
    return error(
        "overlay/column-missing",
        f"no column says which part a row is about; there are {', '.join(map(quoted, called))}",
        Label(at),
        help="name a column `Part id`, or two `Manufacturer` and `Part number`",
    )


def half_an_answer(fact: bool, at: Span) -> Diagnostic:  # noqa: FBT001 - said by its name where it is called
    """Answers without what was asked, or questions without answers."""
    there, lacking = ("Fact", "Answer") if fact else ("Answer", "Fact")
    return error(
        "overlay/column-missing",
        f"there is a column `{there}` and none `{lacking}`",
        Label(at),
        help=f"keep the column `{lacking}` of the list of questions",
    )


def nothing_declared(at: Span, called: Sequence[str]) -> Diagnostic:
    """No column holds anything that could be declared."""
    return error(
        "overlay/column-missing",
        f"no column declares anything; there are {', '.join(map(quoted, called))}",
        Label(at),
        help="name a column `Country of origin`, or two `Step` and `Country`, or `Fact` and `Answer`",
    )


def row_means_no_part(at: Span) -> Diagnostic:
    """A row declares something and does not say of which part."""
    return error(
        "overlay/row-means-no-part",
        "this row does not say which part it is about",
        Label(at),
        help="write its id, or its part number with its manufacturer",
    )


def row_means_no_step(at: Span) -> Diagnostic:
    """A row answers a question about a step and does not say which."""
    return error(
        "overlay/row-means-no-step",
        "this row does not say which step it is about",
        Label(at),
        help="write the step, as the list of questions had it, into the column `Step`",
    )


def unknown_fact(name: str, at: Span) -> Diagnostic:
    """A row answers something that cannot be asked."""
    return error(
        "overlay/unknown-fact",
        f"there is no fact {quoted(name)} that a row could answer" if name else "this row names no fact",
        Label(at),
        help="keep the column `Fact` as the list of questions had it, as `component.origin`",
    )


def fact_of_the_deal(name: str, at: Span, *, of_company: bool = False) -> Diagnostic:
    """A row answers what is no fact of a part."""
    where = f"`{name.rpartition('.')[2]}: …`{' below `company:`' if of_company else ''}"
    return warning(
        "overlay/fact-of-the-deal",
        f"{quoted(name)} is a fact of the deal and not of a part, and is left out",
        Label(at),
        help=f"write {where} in the context file, which `--context` names",
    )


def answer_not_read(name: str, because: str, way_out: str, at: Span) -> Diagnostic:
    """A cell does not say what was asked."""
    return error("overlay/answer-not-read", f"{name}: {because}", Label(at), help=way_out)


def columns_not_read(names: Sequence[str], at: Span, *, mapped: bool = False) -> Diagnostic:
    """Columns of which nothing is taken, although others of the table are read."""
    several = "columns are" if len(names) > 1 else "column is"
    by_name = "name the column as in docs/how-to/overlays.md, or as a field of a component"
    return warning(
        "overlay/columns-not-read",
        f"{len(names)} {several} not read: {listed(list(names))}",
        Label(at, "the first of them"),
        help="write in the mapping file which field each of them holds, or `-`" if mapped else by_name,
    )


def not_answered(many: int, of: int, remarks: Sequence[str], said: Sequence[str], at: Span) -> Diagnostic:
    """Rows of a list of questions that nobody filled in, what stands there instead, and what is remarked."""
    rows = "1 row is" if many == 1 else f"{many} rows are"
    told = f"; no answer is {listed(list(dict.fromkeys(said)), MOST)}" if said else ""
    told += f"; what is remarked on them: {listed(list(remarks), MOST)}" if remarks else ""
    return Diagnostic(
        "overlay/not-answered",
        Severity.INFO,
        f"{rows} not answered, of {of}{told}",
        Label(at, "the first of them"),
    )


def rows_not_taken(many: int, of: int, at: Span) -> Diagnostic:
    """Rows with a cell that cannot be read, while all others are taken."""
    rows = f"{many} row{'s' if many != 1 else ''} of {of}"
    return warning(
        "overlay/rows-not-taken",
        f"{rows} {'are' if many != 1 else 'is'} not taken; the other rows are",
        Label(at, "the first of them" if many != 1 else ""),
        help="`microdep questions --read FILE --output returned.xlsx` writes a copy in which each is marked",
    )


def left_open(name: str, because: str, at: Span) -> Diagnostic:
    """A list of which some entries are declared, and perhaps not all."""
    return Diagnostic(
        "overlay/left-open",
        Severity.INFO,
        f"the list of {name} stays open: {because}",
        Label(at),
        help="write `; complete` behind the entries if they are all",
    )


def remarked(remarks: Sequence[str], at: Span) -> Diagnostic:
    """What is remarked on answers, which no rule reads."""
    rows = "1 answer has a remark" if len(remarks) == 1 else f"{len(remarks)} answers have a remark"
    return Diagnostic(
        "overlay/remarked",
        Severity.INFO,
        f"{rows}, which no rule reads: {listed(list(remarks), MOST)}",
        Label(at, "the first of them" if len(remarks) > 1 else ""),
    )


def stays_unknown(name: str, at: Span) -> Diagnostic:
    """Nobody knows a list: that cannot be declared, and it stays as it is."""
    return Diagnostic(
        "overlay/stays-unknown",
        Severity.INFO,
        f"nobody knows the list of {name}, which stays open",
        Label(at),
    )


def as_near(what: str, part: str, at: Span, other: Span) -> Diagnostic:
    """A correction of an entry that is declared as near to the part as the correction itself."""
    return error(
        "overlay/corrects-nothing",
        f"{what} of {quoted(part)} is declared as near to the part as this correction, and stays",
        Label(at),
        labels=(Label(other, "declared here"),),
        help="mend it where it is declared, or correct it by the `id:` of the part",
    )


# ---- whom it speaks of ----


def matches_nothing(whom: str, way_out: str, at: Span) -> Diagnostic:
    """An entry is about no part of anything that was checked."""
    return warning(
        "overlay/matches-nothing",
        f"no part is {whom}, so that this entry has no effect",
        Label(at),
        help=way_out,
    )


def matches_two(mpn: str, makers: Sequence[str], at: Span, places: Sequence[Span]) -> Diagnostic:
    """An entry with a part number and no maker is about parts of several makers."""
    named = " and of ".join(quoted(maker) if maker else "a maker that is not named" for maker in makers)
    return error(
        "overlay/matches-two",
        f"the part number {quoted(mpn)} is of {named}, and the entry does not say whose it means",
        Label(at),
        labels=tuple(Label(place, "one of them") for place in places),
        help="add `manufacturer:` to its `match:`, or name the part by its `id:`",
    )


def another_party(id_: str, names: tuple[str, str], at: Span) -> Diagnostic:
    """A party of an overlay has the id of a party of the document that goes by another name."""
    return warning(
        "overlay/another-party",
        f"{quoted(id_)} is {quoted(names[0])} here and {quoted(names[1])} in the bill of materials",
        Label(at),
        help="they are taken for two companies; if they are one, list the other name under `aliases:`",
    )


# ---- contradictions ----


def contradiction(
    field: str, part: str, values: tuple[str, str], at: Span, other: Span, way_out: str = ""
) -> Diagnostic:
    """Two statements that are equally near to a part cannot both be true."""
    return error(
        "overlay/contradiction",
        f"`{field}` of {quoted(part)} is {values[0]} here and {values[1]} elsewhere, and neither is nearer",
        Label(at),
        labels=(Label(other, "the other statement"),),
        help=way_out
        or "keep one of them, or declare it by the `id:` of the component, which takes precedence",
    )


def disputed(field: str, part: str, values: tuple[str, str], at: Span, other: Span) -> Diagnostic:
    """Two files state what cannot both be true."""
    return warning(
        "overlay/disputed",
        f"`{field}` of {quoted(part)} is {values[0]} in one file and {values[1]} in another",
        Label(at, "here"),
        labels=(Label(other, "and there"),),
        help="correct one of them, or replace it by `correct:`; until then no rule relies on either alone",
    )


def overrides(field: str, part: str, values: tuple[str, str], at: Span, other: Span) -> Diagnostic:
    """A statement that is nearer to a component takes precedence over another one of the same overlay."""
    return warning(
        "overlay/overrides",
        f"`{field}` of {quoted(part)} is {values[0]} by this entry, and {values[1]} by a more general one",
        Label(at, "this takes precedence"),
        labels=(Label(other, "over this"),),
        help="remove one of them, or keep both if this component is an exception",
    )


def adds_to_complete(field: str, part: str, at: Span, other: Span) -> Diagnostic:
    """An entry is added to a list that is said to be complete."""
    return warning(
        "overlay/adds-to-complete",
        f"`{field}` of {quoted(part)} is said to be complete, and this overlay adds to it",
        Label(at, "added"),
        labels=(Label(other, "said to be complete"),),
        help="take back that it is complete, or remove what is added",
    )


def emptiness(field: str, part: str, at: Span, other: Span, *, none_here: bool) -> Diagnostic:
    """One says that a list has no entries, and another one names some."""
    values = ("said to have no entry", "not empty") if none_here else ("not empty", "said to have no entry")
    return contradiction(
        field,
        part,
        values,
        at,
        other,
        "remove one of them; an entry that is wrong is taken away by `correct:` with a reason",
    )


# ---- corrections ----


def corrected(
    what: str, part: str, reason: str, shown_by: Sequence[str], now: str, at: Span, other: Span
) -> Diagnostic:
    """A fact or an entry was taken away, or replaced; who shows that it was wrong, and why."""
    change = f"is now {now}" if now else "is taken away"
    return warning(
        "overlay/corrected",
        f"corrected: {what} of {quoted(part)} {change}: {reason} (evidence: {listed(list(shown_by), MOST)})",
        Label(at, "by this correction"),
        labels=(Label(other, "this was declared"),),
        help="correct the file that declares it, and remove the correction, when that is possible",
    )


def not_shown(what: str, part: str, why: Sequence[str], at: Span, other: Span) -> Diagnostic:
    """A correction of which no evidence counts: what was declared is disputed, and not replaced."""
    return warning(
        "overlay/correction-not-shown",
        f"{what} of {quoted(part)} is not corrected, because no evidence counts: {'; '.join(why[:MOST])}",
        Label(at, "by this correction"),
        labels=(Label(other, "this was declared, and is now disputed"),),
        help="name evidence that is valid on the day of the check, with its type, issuer and day of issue",
    )


def corrects_nothing(
    what: str, part: str, at: Span, there: Sequence[str], *, is_fact: bool = False
) -> Diagnostic:
    """A correction of something that is not there."""
    nothing = "nothing is stated" if is_fact else "the list is empty or not there"
    listed = f"there is {', '.join(map(quoted, there[:MOST]))}" if there else nothing
    return error(
        "overlay/corrects-nothing",
        f"{what} of {quoted(part)} is not declared, so that nothing can be corrected; {listed}",
        Label(at),
        help="write what the entry says, or remove the correction",
    )


def corrects_several(what: str, part: str, at: Span, places: Sequence[Span]) -> Diagnostic:
    """A correction that may mean several entries."""
    return error(
        "overlay/corrects-several",
        f"{what} of {quoted(part)} may be any of {len(places)} entries",
        Label(at),
        labels=tuple(Label(place, "one of them") for place in places[:MOST]),
        help="write more of what the entry says, as its `country:`",
    )
