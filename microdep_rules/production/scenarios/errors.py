"""All sentences about scenarios."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Label, error, warning
from microdep_rules.messages.quoting import quoted
from microdep_rules.suggest import nearest, sharing

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span


def _meant(near: Iterable[str]) -> str:
    """A help line with the likeliest names, or nothing."""
    found = list(near)[:3]
    return "did you mean " + " or ".join(f"`{each}`" for each in found) + "?" if found else ""


def none_of(keys: Sequence[str], at: Span) -> Diagnostic:
    """A record that states none of several keys, of which it has to state one."""
    return error(
        "scenario/states-none",
        f"one of {_listed(keys)} has to be stated here",
        Label(at, "none of them"),
        help=f"add one of {_listed(keys)}",
    )


def more_than_one(keys: Sequence[str], at: Span, first: Span) -> Diagnostic:
    """A record that states several keys of which only one can be true."""
    return error(
        "scenario/states-several",
        f"only one of {_listed(keys)} can be stated here",
        Label(at, "a second one"),
        labels=(Label(first, "the first one"),),
        help="keep one of them; a second change is an event of its own",
    )


def _listed(keys: Sequence[str]) -> str:
    return ", ".join(f"`{key}`" for key in keys)


def ends_before_it_starts(start: date, through: date, at: Span, first: Span) -> Diagnostic:
    """An event that ends before it begins."""
    return error(
        "scenario/ends-before-it-starts",
        f"the event begins on {start} and ends on {through}, which is earlier",
        Label(at, "ends here"),
        labels=(Label(first, "begins here"),),
        help=f"write a day that is not before {start}, or remove `through`",
    )


def stage_without_material(stage: str, at: Span) -> Diagnostic:
    """A stage of which nobody says what goes through it."""
    return error(
        "scenario/stage-without-material",
        f"the stage {quoted(stage)} is named without a material",
        Label(at, "stage of what?"),
        help="add `material`, the substance that goes through the stage",
    )


def unknown_word(word: str, kind: str, near: Collection[str], at: Span) -> Diagnostic:
    """A material or stage that is no word of the vocabulary."""
    return error(
        "scenario/unknown-word",
        f"{quoted(word)} is no {kind} of the vocabulary",
        Label(at, f"no such {kind}"),
        help=_meant(near) or "name one that docs/reference/words.md has",
    )


def names_nothing(kind: str, word: str, known: Collection[str], at: Span) -> Diagnostic:
    """A component, company or site that no document has."""
    near = nearest(word, known) or sharing(word, known)
    few = ", ".join(f"`{each}`" for each in list(known)[:3])
    return error(
        "scenario/names-nothing",
        f"no bill of materials has the {kind} {quoted(word)}",
        Label(at, f"no such {kind}"),
        help=_meant(near)
        or (f"name one that is there, such as {few}" if few else f"remove the event: no {kind} is stated"),
    )


def names_several(
    kind: str, word: str, first: tuple[str, str], other: tuple[str, str], at: Span
) -> Diagnostic:
    """A word that names one thing in one document and another in a second; each with its file."""
    (name, path), (other_name, other_path) = first, other
    if kind == "site":
        fix = "add `party`, the company that has the site, to the event"
    elif name != other_name:
        fix = f"write its name, such as `{name}`; a second {kind} is an event of its own"
    else:
        fix = "name one of the two files at a time"
    return error(
        "scenario/names-several",
        f"the {kind} {quoted(word)} is `{name}` in {path} and {'' if name != other_name else 'another '}"
        f"`{other_name}` in {other_path}",
        Label(at, f"which {kind}?"),
        help=fix,
    )


def no_effect(what: str, at: Span) -> Diagnostic:
    """An event that touches nothing in any document."""
    return warning(
        "scenario/no-effect",
        f"nothing in the bills of materials depends on {what}",
        Label(at, "this event changes nothing"),
        help="check the words of the event, or remove it",
    )


def is_over(through: date, as_of: date, at: Span) -> Diagnostic:
    """An event that ends before the first day that is looked at."""
    return warning(
        "scenario/no-effect",
        f"the event ends on {through}, before the day of the check, {as_of}",
        Label(at, "this event changes nothing"),
        help="write a later day, or check as of an earlier one with `--as-of`",
    )


def delays_nothing(what: str, at: Span) -> Diagnostic:
    """A delay by no time."""
    return warning(
        "scenario/no-effect",
        f"{what} is delayed by 0",
        Label(at, "this event changes nothing"),
        help="write a number above 0, or remove the event",
    )


def repeated(at: Span, first: Span) -> Diagnostic:
    """An event that changes nothing beside another one, which is in effect on all its days."""
    return warning(
        "scenario/no-effect",
        "the event states what another one states for all of its days",
        Label(at, "this event changes nothing"),
        labels=(Label(first, "the other event"),),
        help="remove one of the events",
    )


def listed_already(who: str, word: str, at: Span) -> Diagnostic:
    """Somebody who is put on a list on which they are."""
    return warning(
        "scenario/no-effect",
        f"{who} is on the list {quoted(word)} already",
        Label(at, "this event changes nothing"),
        help="remove the event",
    )


def shortens(what: str, stated: str, to: str, at: Span) -> Diagnostic:
    """A delay to a time that is shorter than what is stated."""
    return warning(
        "scenario/shortens",
        f"the lead time of `{what}` is {stated}, and the delay is to {to}",
        Label(at, "shorter"),
        help="write `by` for a time that is added, or a longer time",
    )


def delayed_after_cut(what: str, at: Span, cut: Span, as_: str = "") -> Diagnostic:
    """A delay of what cannot be had at all; `as_` is how the cut names it, if otherwise."""
    return error(
        "scenario/contradictory-events",
        f"{what} is delayed while it is cut",
        Label(at, "delayed here"),
        labels=(Label(cut, f"cut here{_named(as_)}"),),
        help="end the cut with `through` before the delay begins, or remove one of the events",
    )


def _named(as_: str) -> str:
    return f", as {as_}" if as_ else ""


def two_values(what: str, when: str, at: Span, first: Span, as_: str = "") -> Diagnostic:
    """Two places that set one thing to two values; `as_` is how the first one names it, if otherwise."""
    return error(
        "scenario/contradictory-events",
        f"{what} is set to two values{when}",
        Label(at, "another value here"),
        labels=(Label(first, f"one value here{_named(as_)}"),),
        help="remove one of the events, or give it another day" if when else "remove one of the two values",
    )


def two_days(what: str, at: Span, first: Span) -> Diagnostic:
    """Two events that bring one thing into force."""
    return error(
        "scenario/contradictory-events",
        f"{what} is brought into force twice",
        Label(at, "again here"),
        labels=(Label(first, "first here"),),
        help="remove one of the events",
    )


def no_pack_named(word: str, kind: str, at: Span) -> Diagnostic:
    """A list, rule, measure or parameter without the pack that has it."""
    return error(
        "scenario/no-pack-named",
        f"{quoted(word)} does not say which pack has the {kind}",
        Label(at, "no pack"),
        help=f"write the {kind} as pack/{kind}, such as `uflpa/{word}`",
    )


def not_in_packs(kind: str, word: str, known: Collection[str], at: Span) -> Diagnostic:
    """A list, rule, measure or parameter that no pack of the run has."""
    near = nearest(word, known)
    pack = word.partition("/")[0]
    own = [each for each in known if each.startswith(f"{pack}/")]
    few = ", ".join(f"`{each}`" for each in own[:3])
    unknown = f"run the pack with `--pack {pack}`, or name a {kind} of a pack that is run"
    return error(
        "scenario/not-in-packs",
        f"no pack of this run has the {kind} {quoted(word)}",
        Label(at, f"no such {kind}"),
        help=_meant(near) or (f"name a {kind} of the pack, such as {few}" if few else unknown),
    )


def other_kind_of_list(word: str, holds: str, given: str, at: Span) -> Diagnostic:
    """A company on a list of countries, or the other way round."""
    fits = {"company": "party", "country": "country"}.get(holds)
    fixes = f"write `{fits}` and the {holds}" if fits else "name a list of companies or of countries"
    return error(
        "scenario/other-kind-of-list",
        f"each entry of the list {quoted(word)} is a {holds}, and the event adds a {given}",
        Label(at, f"a {given}"),
        help=fixes,
    )


def in_force_already(word: str, since: date | None, at: Span) -> Diagnostic:
    """A rule that is in force before the event brings it into force."""
    when = f"since {since}" if since is not None else "on every day"
    return error(
        "scenario/in-force-already",
        f"{quoted(word)} is in force {when}",
        Label(at, "in force already"),
        help="remove the event, or name a rule that is not in force yet",
    )


def raises_nothing(what: str, stated: str, index: str, at: Span) -> Diagnostic:
    """An index that is not lower than what it is raised to."""
    return warning(
        "scenario/raises-nothing",
        f"the restriction index of {what} is {stated}, and is raised to {index}",
        Label(at, "not higher"),
        help=f"write a number above {stated}, or remove the event",
    )


def likely_outside_range(what: str, stated: str, at: Span) -> Diagnostic:
    """A likeliest time for what is no range with two ends, or lies outside it."""
    return error(
        "scenario/likely-outside-range",
        f"the likeliest {what} is not within {stated}",
        Label(at, "not within the range"),
        help="write a value within the range, or remove the entry",
    )


def delay_of_nothing(at: Span) -> Diagnostic:
    """An event without a target."""
    return error(
        "scenario/no-target",
        "the event does not say what it is about",
        Label(at, "about what?"),
        help="add `component`, `country`, `party`, `site` or `material`",
    )
