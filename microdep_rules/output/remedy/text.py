"""Text of the result of `microdep remedy`: substitutions, or the missing facts that prevent a result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.output import diagnostics as rendered
from microdep_rules.output.from_here import from_here
from microdep_rules.output.impact.record import blocking_of
from microdep_rules.output.impact.words import blocking_in_words, documents_in_words
from microdep_rules.output.layout import Page
from microdep_rules.output.looks import KINDS, LOOKS, WORDS, shown_remedy, worst_shown
from microdep_rules.output.remedy.record import product_of, under_data
from microdep_rules.output.remedy.run import ERROR, INVALID, NOTHING_CHECKED
from microdep_rules.output.remedy.words import (
    BY,
    MOST_ASKED,
    OUTSIDE_FIX,
    SMALLER,
    by_rule,
    each_once,
    finding_text,
    least,
    names_of,
    needs_none,
    notes,
    on_day,
    open_because,
    option,
    outside,
    rival,
    stated_alternates,
    swap,
    too_many_days,
    under_words,
    value,
)
from microdep_rules.output.style import PLAIN, Style
from microdep_rules.output.visible import visible
from microdep_rules.production.naming import all_of, reaches
from microdep_rules.vocabulary.plurals import counted_noun

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from microdep_rules.output.remedy.run import ProductRemedies, RemedyRun

Data = dict[str, Any]
STATES = {
    **WORDS,
    "undetermined": "undetermined: insufficient data to decide whether a remedy exists",
    INVALID: "not valid, and not analysed",
    NOTHING_CHECKED: "nothing was checked: no rule that blocks applies",
    ERROR: "a rule could not be evaluated",
}

SHORT = {
    "remedy": "with a remedy",
    "none": "without a remedy",
    "undetermined": "undetermined",
    INVALID: "not valid",
    NOTHING_CHECKED: "not checked",
    ERROR: "with a rule that could not be evaluated",
}


def render(run: RemedyRun, *, style: Style = PLAIN, everything: bool = False, width: int = 80) -> str:
    """Return the text about all products; with `everything`, it contains all questions."""
    lines: list[str] = []
    for product in run.products:
        lines += _product(run, product, style, everything=everything, width=width)
    return "\n".join([*lines, *_closing(run, style, width)]) + "\n"


def _product(
    run: RemedyRun, product: ProductRemedies, style: Style, *, everything: bool, width: int
) -> list[str]:
    data, by = product_of(product), run.aim.by
    shown = shown_remedy(data)
    state = STATES[shown]
    if product.needs_none:
        state = needs_none(data, run.aim.goal)
    path = style.strong(visible(from_here(product.document.path)))
    lines = [f"{path}: {style.kind(KINDS[shown], state)}", ""]
    lines += _problems(product, style, everything=everything)
    if product.found is None or product.needs_none:
        return lines + (_notes(data["remedies"][0], width) if product.needs_none else [])
    lines += _best(run, data, style, width)
    lines += _possible_sets(run, data, style, everything=everything, width=width)
    lines += _by_day(run, data, style, width)
    if data["lacking"] is not None:
        lines += _needed_changes(data["lacking"], style, width)
    if not data["complete"]:
        page = Page(width)
        forms = f"{data['forms_judged']} variants of {all_of(names_of(data))}"
        page.say(f"the search stopped after the evaluation of {forms}; there may be {SMALLER[by]} sets")
        lines += [*page.lines, ""]
    return lines


def _problems(product: ProductRemedies, style: Style, *, everything: bool) -> list[str]:
    """Return the problems of the document and its structure, with an error if there is no remedy."""
    every = (*product.document.diagnostics, *product.problems)
    sources = {path: loaded.source for path, loaded in product.document.files.items()}
    return rendered.of_document(rendered.without_notes(every), sources, style, everything=everything)


def _best(run: RemedyRun, data: Data, style: Style, width: int) -> list[str]:
    remedies, by = data["remedies"], run.aim.by
    if not remedies:
        return []
    count = len(remedies) + data["more"]
    page = Page(width)
    for number, remedy in enumerate(remedies, 1):
        which = f"{number}. " if count > 1 else ""
        page.say(f"  {which}{value(remedy, by, data['currency'], names_of(data))}", hang=4)
        _changes(page, remedy)
    if data["more"] or data["cut_short"]:
        page.say(
            f"  and {'at least ' if data['cut_short'] else ''}{counted_noun(data['more'], 'other')} (--limit)"
        )
    return [f"{style.kind('pass', 'REMEDY')}  {least(data, run.aim.goal, by)}", *page.lines, ""]


def _possible_sets(run: RemedyRun, data: Data, style: Style, *, everything: bool, width: int) -> list[str]:
    """Return the sets that may be remedies or smaller remedies, each with questions about missing facts."""
    if not data["may_be_smaller"]:
        return []
    by, remedies = run.aim.by, data["remedies"]
    names = names_of(data)
    head = (
        f"sets that may be {SMALLER[by]}"
        if remedies
        else f"it is not certain that a set {reaches(run.aim.goal, names)}"
    )
    page = Page(width)
    for rival_set in data["may_be_smaller"]:
        page.say(f"  {value(rival_set, by, data['currency'], names)}", hang=4)
        _changes(page, rival_set)
        for line in rival(rival_set, run.aim.goal, by, names) if remedies else ():
            page.say(f"     {line}", hang=5)
        asked = _questions(rival_set["unless"])
        for question in asked if everything else asked[:MOST_ASKED]:
            page.say(f"     ask  {question}", hang=5)
        if not everything and len(asked) > MOST_ASKED:
            page.say(f"     and {len(asked) - MOST_ASKED} more questions (--verbose)")
    reason = open_because(data)
    return [f"{style.kind('unknown', 'UNDETERMINED')}  {head}: {reason}", *page.lines, ""]


def _by_day(run: RemedyRun, data: Data, style: Style, width: int) -> list[str]:
    """Return the smallest sets for each day of a scenario, if the sets differ between days."""
    page = Page(width)
    if data["too_many_days"]:
        page.say(f"{style.strong('DAY BY DAY')}  {too_many_days(data)}", hang=2)
        return [*page.lines, ""]
    if not data["by_day"]:
        return []
    for day in data["by_day"]:
        page.tagged(f"  {day['day']}  ", on_day(day, run.aim.by), indent=14)
    return [f"{style.strong('DAY BY DAY')}  {BY[run.aim.by]} on each day", *page.lines, ""]


def _changes(page: Page, remedy: Data) -> None:
    """Write the substitutions of a remedy, and the notes about the remedy."""
    for substitution in remedy["substitutions"]:
        page.say(f"     {swap(substitution)}", hang=4)
    for note in notes(remedy):
        page.say(f"     {note}", hang=5)


def _notes(remedy: Data, width: int) -> list[str]:
    """Return the notes about a product that needs no substitution."""
    page = Page(width)
    for note in notes(remedy):
        page.say(f"  {note}", hang=4)
    return [*page.lines, ""] if page.lines else []


def _questions(unless: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return each question once, with its component and rule."""
    lines: dict[str, None] = {}
    for entry in unless:
        asks = [one["ask"] for one in entry["missing"]] or [entry["message"]]
        lines |= dict.fromkeys(f"{ask}  ({entry['rule']})" for ask in asks[:2])
    return list(lines)


def _needed_changes(lacking: Mapping[str, Any], style: Style, width: int) -> list[str]:
    """Return the changes that would make a remedy possible."""
    page = Page(width)
    sets = lacking["alternates_for"]
    for number, every in enumerate(sets):
        first = "" if len(sets) == 1 else "or " if number else "either "
        for place, entry in enumerate(every):
            changes = option([entry], 1, 1)
            page.say(f"  {'and ' if place else first}{changes}: {stated_alternates(entry)}", hang=4)
            for one in each_once(entry["because"]):
                page.say(f"     {one['component']['name']}: {finding_text(one)}  ({by_rule(one)})", hang=5)
    if lacking["more"]:
        page.say("  or other sets of components (--format json)")
    for entry in each_once((*lacking["product"], *lacking["refuted_by"])):
        word = "finding" if entry["blocks"] else "open question"
        page.say(
            f"  {word} about {entry['component']['name']}: {finding_text(entry)}  ({by_rule(entry)})", hang=4
        )
        page.say(f"     {entry['fix']}", hang=5) if entry["fix"] else None
    for entry in lacking["unused"]:
        page.say(f"  {outside(entry)}: {finding_text(entry)}  ({by_rule(entry)})", hang=4)
        page.say(f"     {OUTSIDE_FIX}", hang=5)
    changes = "changes that would make a remedy possible" + (": one of these" if len(sets) > 1 else "")
    return [f"{style.strong('NEEDED')}  {changes}", *page.lines, ""]


def _closing(run: RemedyRun, style: Style, width: int) -> list[str]:
    states = [shown_remedy(product_of(product)) for product in run.products]
    worst, order = (
        worst_shown(states, NOTHING_CHECKED),
        dict.fromkeys(("none_needed", "remedy", "none", *reversed(LOOKS))),
    )
    count = ", ".join(
        f"{states.count(state)} {SHORT.get(state, WORDS[state])}" for state in order if state in states
    )
    label = run.state.replace("_", " ") if worst in SHORT else WORDS[worst]
    word = style.kind(KINDS[worst], label.upper())
    page = Page(width)
    if run.under is not None:
        page.say(under_words(under_data(run.under)), hang=2)
    if run.aim.goal == "viable":
        page.say(f"a component is blocked {blocking_in_words(blocking_of(run.settings))}", hang=2)
    packs = ", ".join(f"{pack.name} {pack.version}" for pack in run.checked.packs)
    page.say(f"as of {run.checked.as_of}; packs: {packs}", hang=2)
    head = (
        f"{word}  {documents_in_words([product.roots for product in run.products])}: {count}"
        if states
        else "NOTHING CHECKED"
    )
    return [head, *page.lines]
