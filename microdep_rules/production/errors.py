"""All sentences about structures that cannot be analysed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from microdep_rules.diagnostics import Label, error
from microdep_rules.messages import diagnose
from microdep_rules.production.naming import reaches

MOST_NAMES = 3

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span


def alternate_of_itself(name: str, at: Span) -> Diagnostic:
    """Return the error for a component that lists itself among its alternates."""
    return diagnose("bom/cycle", at, "own-alternate", name=name)


def alternate_needs_itself(names: Sequence[str], at: Span) -> Diagnostic:
    """Return the error for an alternate that contains, or is made from, the component it may replace."""
    return diagnose("bom/cycle", at, "alternate", path=" -> ".join(f"`{name}`" for name in names))


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


class Wanted(NamedTuple):
    """A component that needs an alternate, or an answer."""

    component: str
    is_stated: bool
    """Whether an alternate is stated for it."""
    open: str
    """The component, or the alternate, that missing facts decide; empty where an alternate is needed."""


class Itself(NamedTuple):
    """The product, where it is blocked itself, or missing facts decide that."""

    name: str
    is_blocked: bool


class Beside(NamedTuple):
    """What stands in the way of a remedy, and no alternate of a component answers, with the fix."""

    what: str
    fix: str


def against_the_whole(rules: Sequence[str], *, is_blocked: bool) -> Beside:
    """Rules about the whole product that refute every choice, or may."""
    every, are = _names(rules, ", "), "is" if len(rules) == 1 else "are"
    against = f"{every} {are} against the product as a whole"
    if is_blocked:
        return Beside(against, "fix what is against the product as a whole")
    return Beside(f"missing facts decide whether {against}", "state these facts")


def of_unused(names: Sequence[str], *, is_blocked: bool) -> Beside:
    """Components of the document that the product does not need, and that fail or lack facts."""
    every, is_one = _names(names, ", "), len(names) == 1
    nowhere = f"which {'is' if is_one else 'are'} not in the product"
    fails = "fails" if is_one else "fail"
    what = f"{every}, {nowhere}, {fails}" if is_blocked else f"facts about {every}, {nowhere}, are missing"
    return Beside(what, f"fix {every}, or remove {'it' if is_one else 'them'} from the document")


def no_remedy(
    aim: Aim,
    sets: Sequence[Sequence[Wanted]],
    at: Span,
    label: str,
    itself: Itself | None = None,
    beside: Sequence[Beside] = (),
) -> Diagnostic:
    """A product of which some components need alternates that nobody states: those of one of some sets.

    `beside` is what is in the way as well.
    """
    every = [each for one in sets for each in one]
    other = "another alternate" if any(each.is_stated for each in every) else "an alternate"
    blocked = [f"`{itself.name}` is blocked itself"] if itself is not None and itself.is_blocked else []
    asked = [itself.name] if itself is not None and not itself.is_blocked else []
    needs: list[str] = []
    if len(sets) == 1:
        asked += [each.open for each in every if each.open]
        names = [each.component for each in every if not each.open]
        named = _names(names, ", ")
        are_stated = [each.is_stated for each in every if not each.open]
        other = "another alternate" if all(are_stated) else "an alternate"
        many = "other alternates" if all(are_stated) else "alternates"
        needs += [f"{named} {f'needs {other}' if len(names) == 1 else f'need {many}'}"] if names else []
    else:
        named = " or ".join(_names([each.component for each in one], " and ") for one in sets[:MOST_NAMES])
        named += " or others" if len(sets) > MOST_NAMES else ""
        answer = ", or an answer to what is missing," if any(each.open for each in every) else ""
        needs.append(f"{other}{answer} is needed for {named}")
    facts = [f"facts about {_names(asked, ', ')} are missing"] if asked else []
    help_ = [f"approve {other} for {named} {FITS[aim.goal]}, and list it in `alternates`"] if named else []
    help_ += [f"state the facts about {_names(asked, ', ')}"] if asked else []
    help_ += ["fix what is against the product itself"] if blocked else []
    help_ += [each.fix for each in beside]
    return error(
        "impact/no-remedy",
        f"{aim.no_choice}: {', and '.join([*blocked, *facts, *(each.what for each in beside), *needs])}",
        Label(at, label),
        help="; and ".join(help_),
    )


def _names(names: Sequence[str], between: str) -> str:
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return between.join(f"`{name}`" for name in names[:MOST_NAMES]) + more


def no_remedy_beside(aim: Aim, beside: Sequence[Beside], at: Span) -> Diagnostic:
    """A document in which only components that the product does not need are in the way."""
    return error(
        "impact/no-remedy",
        f"{aim.no_choice}: {', and '.join(each.what for each in beside)}",
        Label(at, "not in the product"),
        help="; and ".join(each.fix for each in beside),
    )


def no_remedy_by_rules(
    aim: Aim, rules: Sequence[str], fixes: Sequence[str], beside: Sequence[Beside], at: Span
) -> Diagnostic:
    """A product that no alternate of a component helps: rules are against it as a whole.

    `beside` is what is in the way as well.
    """
    every = ", ".join(f"`{rule}`" for rule in rules[:MOST_NAMES]) or "a rule"
    against = f"{every} {'is' if len(rules) <= 1 else 'are'} against each of them"
    by_rules = "; or ".join(fixes) or "approve other alternates, or ask who wrote the rule"
    return error(
        "impact/no-remedy",
        f"{aim.no_choice}: {', and '.join([*(each.what for each in beside), against])}",
        Label(at, "this product"),
        help="; and ".join([by_rules, *(each.fix for each in beside)]),
    )
