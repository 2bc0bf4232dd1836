"""All sentences about structures that cannot be analysed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from microdep_rules.diagnostics import Label, error
from microdep_rules.production.naming import reaches

MOST_NAMES = 3

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span


def alternate_of_itself(name: str, at: Span) -> Diagnostic:
    """A component that lists itself among its alternates."""
    return error(
        "impact/alternate-of-itself",
        f"`{name}` is listed as an alternate of itself",
        Label(at, "the component itself"),
        help="name another component, or remove the entry",
    )


def alternate_needs_itself(names: Sequence[str], at: Span) -> Diagnostic:
    """An alternate that contains, or is made from, what it may replace."""
    return error(
        "impact/alternate-cycle",
        "an alternate needs the component that it replaces: " + " -> ".join(f"`{each}`" for each in names),
        Label(at, "this alternate"),
        help="remove the alternate, or list it on the component that it really replaces",
    )


FITS = {"viable": "that nothing blocks", "pass": "that passes"}
"""What an alternate has to be, by the goal."""


class Aim(NamedTuple):
    """What a choice of alternates has to reach, for which products of a list, and on which days."""

    goal: str
    products: tuple[str, ...] = ()
    on_each_day: bool = False
    """Whether one choice has to do on all days of a scenario."""

    @property
    def no_choice(self) -> str:
        """That no choice is a remedy."""
        what = reaches(self.goal, self.products)
        if self.on_each_day:
            return f"no single choice of the stated alternates {what} on each day of the scenario"
        return f"no choice of the stated alternates {what}"


def no_remedy(
    aim: Aim, sets: Sequence[Sequence[str]], at: Span, label: str, *, stated: bool, itself: str = ""
) -> Diagnostic:
    """A product of which some components need alternates that nobody states: those of one of some sets.

    `itself` is what is against the product as well, in words.
    """
    other = "another alternate" if stated else "an alternate"
    before = f"{itself}, and " if itself else ""
    if len(sets) == 1:
        every, is_one = _names(sets[0], ", "), len(sets[0]) == 1
        needs = f"{every} {f'needs {other}' if is_one else 'need other alternates'}"
    else:
        every = " or ".join(_names(each, " and ") for each in sets[:MOST_NAMES])
        every += " or others" if len(sets) > MOST_NAMES else ""
        needs = f"{other} is needed for {every}"
    return error(
        "impact/no-remedy",
        f"{aim.no_choice}: {before}{needs}",
        Label(at, label),
        help=f"approve {other} for {every} {FITS[aim.goal]}, and list it in `alternates`"
        + ("; and fix what is against the product itself" if itself else ""),
    )


def _names(names: Sequence[str], between: str) -> str:
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return between.join(f"`{each}`" for each in names[:MOST_NAMES]) + more


def no_remedy_by_rules(aim: Aim, rules: Sequence[str], fixes: Sequence[str], at: Span) -> Diagnostic:
    """A product that no alternate of a component helps: rules are against it as a whole."""
    every = ", ".join(f"`{each}`" for each in rules[:MOST_NAMES]) or "a rule"
    return error(
        "impact/no-remedy",
        f"{aim.no_choice}: {every} {'is' if len(rules) <= 1 else 'are'} against each of them",
        Label(at, "this product"),
        help="; or ".join(fixes[:2]) or "approve other alternates, or ask who wrote the rule",
    )
