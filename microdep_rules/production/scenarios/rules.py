"""Packs with what steps change in them: who is on a list, and what is in force."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.engine.calendar import NEVER, Calendar
from microdep_rules.lang import ir
from microdep_rules.production.scenarios import errors as say
from microdep_rules.production.scenarios.model import Enforcement, Listing
from microdep_rules.vocabulary.countries import name as country_name
from microdep_rules.vocabulary.names import as_identifier, spelled

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.production.scenarios.model import Scenario, Step

TEXT = ir.Type("text")
HOLDS = {"party": "company", "country": "country"}
"""What lists hold to which something can be added, as sentences name it."""


class Loaded(Struct, frozen=True):
    """A pack of a run, with the names of itself and of all that it uses."""

    pack: ir.Pack
    names: frozenset[str]


def with_steps(loaded: Loaded, steps: Sequence[Step], title: str) -> ir.Pack:
    """A pack with what some steps change in it; `title` names the scenario."""
    pack = loaded.pack
    for step in steps:
        match step.change:
            case Listing() as change if change.pack in loaded.names and change.name in pack.tables:
                table = _with_entry(pack.tables[change.name], change, step, title)
                pack = replace(pack, tables={**pack.tables, change.name: table})
            case Enforcement() as change if change.pack in loaded.names:
                pack = _in_force(pack, change, step.start)
            case _:
                pass
    return pack


# ---- lists ---------------------------------------------------------------------------------------


def _with_entry(table: ir.Table, change: Listing, step: Step, title: str) -> ir.Table:
    """A list with one entry more; of a list that is known to an earlier day only, nothing else is known."""
    when = ir.When(date=step.start)
    through = ir.When(date=step.through) if step.through is not None else None
    value = change.country or ir.Company(change.names, change.identifiers)
    kind = TEXT if change.names else ir.Type("country")
    entry = ir.Entry(
        table.span,
        (),
        ir.Stretch(start=when, through=through),
        (ir.Constant(table.span, kind, value),),
        f"scenario: {title}",
    )
    if table.covers is not None and table.covers < step.start:
        return replace(table, entries=(entry,), covers=None, excerpt=table.excerpt or table.name)
    return replace(table, entries=(*table.entries, entry))


# ---- what is in force ----------------------------------------------------------------------------


def _in_force(pack: ir.Pack, change: Enforcement, day: date) -> ir.Pack:
    match change.kind:
        case "rule":
            rules = (
                _begun(r, day) if (r.pack, r.name) == (change.pack, change.name) else r for r in pack.rules
            )
            return replace(pack, rules=tuple(rules))
        case "measure" if change.name in pack.measures:
            measure = _measure_in_force(pack, pack.measures[change.name], day)
            return replace(pack, measures={**pack.measures, change.name: measure})
        case "parameter" if change.name in pack.parameters:
            parameter = replace(pack.parameters[change.name], value=day)
            return replace(pack, parameters={**pack.parameters, change.name: parameter})
        case _:
            return pack


def _begun(rule: ir.Rule, day: date) -> ir.Rule:
    """A rule that is in force from a day on, by the same date of the contract as before."""
    if rule.in_force is None:
        return rule
    stretch = ir.Stretch(start=ir.When(date=day))
    return replace(rule, in_force=replace(rule.in_force, stretch=stretch, measure=""))


def _measure_in_force(pack: ir.Pack, measure: ir.StatusTimeline, day: date) -> ir.StatusTimeline:
    """A measure that is in force from a day on, and has the states before it that it had."""
    calendar, rows = _calendar(pack), []
    for row in measure.rows:
        start, end = calendar.bounds(row.stretch)
        if start is None or start < day:
            until = ir.When(date=min(end or day, day))
            begins = ir.When(date=start) if start is not None else None
            rows.append(replace(row, stretch=ir.Stretch(start=begins, before=until)))
    rows.append(ir.Status("in_force", ir.Stretch(start=ir.When(date=day))))
    return replace(measure, rows=tuple(rows))


def _calendar(pack: ir.Pack) -> Calendar:
    return Calendar({name: each.value for name, each in pack.parameters.items()})


# ---- what may be wrong ---------------------------------------------------------------------------


def problems_with(scenario: Scenario, packs: Sequence[Loaded], as_of: date) -> Iterator[Diagnostic]:
    """Lists, rules, measures and days that no pack of the run has, or that are as the step makes them.

    What is so by itself on all days of a step from the day of the check on is not changed by it.
    """
    for step in scenario.steps:
        first = step.start if step.is_over(as_of) else max(step.start, as_of)
        match step.change:
            case Listing() as change:
                yield from _listing(scenario, step, change, packs, first)
            case Enforcement() as change:
                yield from _enforcement(scenario, step, change, packs, first)
            case _:
                pass


def _listing(
    scenario: Scenario, step: Step, change: Listing, packs: Sequence[Loaded], first: date
) -> Iterator[Diagnostic]:
    word, at = f"{change.pack}/{change.name}", scenario.span(f"{step.pointer}/list")
    tables = {
        f"{name}/{table.name}": table
        for pack in packs
        for name in pack.names
        for table in pack.pack.tables.values()
        if not table.keys and table.type.kind == "set"
    }
    if word not in tables:
        lists = [key for key, table in tables.items() if table.type.detail in HOLDS]
        yield say.not_in_packs("list", word, lists, at)
        return
    holds, given = tables[word].type.detail, "party" if change.names else "country"
    if holds != given:
        where = scenario.span(f"{step.pointer}/{given}")
        yield say.other_kind_of_list(word, HOLDS.get(holds, holds), HOLDS[given], where)
    elif any(
        _is_listed(pack.pack, tables[word], change, (first, step.through or date.max))
        for pack in packs
        if word in _lists(pack)
    ):
        who = country_name(change.country) if change.country else f"`{change.names[0]}`"
        yield say.listed_already(who, word, scenario.span(f"{step.pointer}/{given}"))


def _lists(loaded: Loaded) -> set[str]:
    return {f"{name}/{table}" for name in loaded.names for table in loaded.pack.tables}


def _is_listed(pack: ir.Pack, table: ir.Table, change: Listing, ends: tuple[date, date]) -> bool:
    """Whether a company or country is on a list from a day through another, as far as its own entries say."""
    if table.covers is not None and table.covers < ends[0]:
        return False
    calendar = _calendar(pack)
    for entry in table.entries:
        if entry.variant or any(calendar.holds(entry.stretch, day) is not True for day in ends):
            continue
        constants = entry.value if isinstance(entry.value, tuple) else (entry.value,)
        values = [constant.value for constant in constants if isinstance(constant, ir.Constant)]
        if change.country and change.country in values:
            return True
        if change.names and any(_is_company(value, change) for value in values):
            return True
    return False


def _is_company(listed: object, change: Listing) -> bool:
    """Return whether an entry has the name, or an identifier, of who is put on the list."""
    if not isinstance(listed, ir.Company):
        return False
    same_name = spelled(change.names[0]) in map(spelled, listed.names)
    stated = {as_identifier(*identifier) for identifier in change.identifiers}
    return same_name or bool(stated & {as_identifier(*identifier) for identifier in listed.identifiers})


def _enforcement(
    scenario: Scenario, step: Step, change: Enforcement, packs: Sequence[Loaded], first: date
) -> Iterator[Diagnostic]:
    word, at = f"{change.pack}/{change.name}", scenario.span(f"{step.pointer}/{change.kind}")
    found = next((pack.pack for pack in packs if word in _known(pack, change.kind)), None)
    if found is None:
        known = dict.fromkeys(name for pack in packs for name in _known(pack, change.kind))
        yield say.not_in_packs(change.kind, word, known, at)
        return
    since = _since(found, change, first)
    if since is not NEVER:
        yield say.in_force_already(word, None if since == date.min else since, at)


def _known(loaded: Loaded, kind: str) -> Collection[str]:
    """What of a kind a pack has, by the names of the packs that have it."""
    pack = loaded.pack
    match kind:
        case "rule":
            return [rule.id for rule in pack.rules]
        case "measure":
            return [f"{name}/{measure}" for name in sorted(loaded.names) for measure in pack.measures]
        case _:
            days = [parameter.name for parameter in pack.parameters.values() if parameter.type.kind == "date"]
            return [f"{name}/{day}" for name in sorted(loaded.names) for day in days]


def _since(pack: ir.Pack, change: Enforcement, day: date) -> date:
    """Since when something is in force on a day; never where it is not."""
    calendar = _calendar(pack)
    match change.kind:
        case "parameter":
            value = pack.parameters[change.name].value
            return value if isinstance(value, date) and value <= day else NEVER
        case "measure":
            measure = pack.measures[change.name]
            holds, _ = calendar.status(measure, day)
            now = (r for r in measure.rows if calendar.holds(r.stretch, day) is True)
            begun = next((calendar.bounds(each.stretch)[0] for each in now), None)
            return (begun or date.min) if holds is True else NEVER
        case _:
            rule = next(each for each in pack.rules if each.name == change.name)
            if rule.in_force is None:
                return date.min
            start, _ = calendar.bounds(rule.in_force.stretch)
            own = pack.measures.get(rule.in_force.measure)
            by_measure = own is None or calendar.status(own, day)[0] is True
            in_force = calendar.holds(rule.in_force.stretch, day) is True and by_measure
            return (start or date.min) if in_force else NEVER
