"""Changes of packs by the events of a scenario: additions to lists, and days of entry into force."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.engine.calendar import NEVER, Calendar
from microdep_rules.lang import ir
from microdep_rules.messages import diagnose
from microdep_rules.messages.quoting import quoted
from microdep_rules.production.scenarios.model import EntryIntoForce, ListAddition
from microdep_rules.suggest import MOST_MEANT, meant, nearest
from microdep_rules.vocabulary.countries import name as country_name
from microdep_rules.vocabulary.names import as_identifier, spelled

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.production.scenarios.model import Event, Scenario
    from microdep_rules.source import Span

TEXT = ir.Type("text")
HOLDS = {"party": "company", "country": "country"}
"""Kinds of lists to which an event can add an entry, each with the noun for the entry."""


class NamedPack(Struct, frozen=True):
    """Pack with its own name and the names of all packs that it uses."""

    pack: ir.Pack
    names: frozenset[str]


def with_events(loaded: NamedPack, events: Sequence[Event], title: str) -> ir.Pack:
    """Return a pack with the changes of some events; `title` is the title of the scenario."""
    pack = loaded.pack
    for event in events:
        match event.change:
            case ListAddition() as change if change.pack in loaded.names and change.name in pack.tables:
                table = _with_entry(pack.tables[change.name], change, event, title)
                pack = replace(pack, tables={**pack.tables, change.name: table})
            case EntryIntoForce() as change if change.pack in loaded.names:
                pack = _in_force(pack, change, event.start)
            case _:
                pass
    return pack


# ---- lists ---------------------------------------------------------------------------------------


def _with_entry(table: ir.Table, change: ListAddition, event: Event, title: str) -> ir.Table:
    """Return a list with one more entry.

    If all entries of the list end before the event, the result has only the new entry.
    """
    when = ir.RuleMoment(date=event.start)
    through = ir.RuleMoment(date=event.through) if event.through is not None else None
    value = change.country or ir.Company(change.names, change.identifiers)
    kind = TEXT if change.names else ir.Type("country")
    entry = ir.Entry(
        table.span,
        (),
        ir.Stretch(start=when, through=through),
        (ir.Constant(table.span, kind, value),),
        f"scenario: {title}",
    )
    if table.covers is not None and table.covers < event.start:
        return replace(table, entries=(entry,), covers=None, excerpt=table.excerpt or table.name)
    return replace(table, entries=(*table.entries, entry))


# ---- entry into force ----------------------------------------------------------------------------


def _in_force(pack: ir.Pack, change: EntryIntoForce, day: date) -> ir.Pack:
    match change.kind:
        case "rule":
            rules = (
                _rule_in_force(r, day) if (r.pack, r.name) == (change.pack, change.name) else r
                for r in pack.rules
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


def _rule_in_force(rule: ir.Rule, day: date) -> ir.Rule:
    """Return a rule that is in force from `day`; the compared contract date stays the same."""
    if rule.in_force is None:
        return rule
    stretch = ir.Stretch(start=ir.RuleMoment(date=day))
    return replace(rule, in_force=replace(rule.in_force, stretch=stretch, measure=""))


def _measure_in_force(pack: ir.Pack, measure: ir.StatusTimeline, day: date) -> ir.StatusTimeline:
    """Return a measure that is in force from `day`; its states before that day stay the same."""
    calendar, rows = _calendar(pack), []
    for row in measure.rows:
        start, end = calendar.bounds(row.stretch)
        if start is None or start < day:
            until = ir.RuleMoment(date=min(end or day, day))
            begins = ir.RuleMoment(date=start) if start is not None else None
            rows.append(replace(row, stretch=ir.Stretch(start=begins, before=until)))
    rows.append(ir.Status("in_force", ir.Stretch(start=ir.RuleMoment(date=day))))
    return replace(measure, rows=tuple(rows))


def _calendar(pack: ir.Pack) -> Calendar:
    return Calendar({name: parameter.value for name, parameter in pack.parameters.items()})


# ---- problems ------------------------------------------------------------------------------------


def problems_with(scenario: Scenario, packs: Sequence[NamedPack], as_of: date) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each event that names an unknown element of a pack, or changes nothing.

    An event changes nothing if the packs already contain its change on all days of the event. Days before
    `as_of` do not count.
    """
    for event in scenario.events:
        first = event.start if event.is_over(as_of) else max(event.start, as_of)
        match event.change:
            case ListAddition() as change:
                yield from _listing(scenario, event, change, packs, first)
            case EntryIntoForce() as change:
                yield from _enforcement(scenario, event, change, packs, first)
            case _:
                pass


def _listing(
    scenario: Scenario, event: Event, change: ListAddition, packs: Sequence[NamedPack], first: date
) -> Iterator[Diagnostic]:
    word, at = f"{change.pack}/{change.name}", scenario.span(f"{event.pointer}/list")
    tables = {
        f"{name}/{table.name}": table
        for pack in packs
        for name in pack.names
        for table in pack.pack.tables.values()
        if not table.keys and table.type.kind == "set"
    }
    if word not in tables:
        lists = [key for key, table in tables.items() if table.type.detail in HOLDS]
        yield _not_in_packs("list", word, lists, at)
        return
    holds, given = tables[word].type.detail, "party" if change.names else "country"
    if holds != given:
        where = scenario.span(f"{event.pointer}/{given}")
        yield diagnose(
            "scenario/unknown-target",
            where,
            "other-kind-of-list" if holds in HOLDS else "other-list",
            word=word,
            listed=HOLDS.get(holds, holds),
            given=HOLDS[given],
            field=holds,
        )
    elif any(
        _is_listed(pack.pack, tables[word], change, (first, event.through or date.max))
        for pack in packs
        if word in _lists(pack)
    ):
        who = country_name(change.country) if change.country else quoted(change.names[0])
        where = scenario.span(f"{event.pointer}/{given}")
        yield diagnose("scenario/no-effect", where, "listed-already", name=who, word=word)


def _lists(loaded: NamedPack) -> set[str]:
    return {f"{name}/{table}" for name in loaded.names for table in loaded.pack.tables}


def _is_listed(pack: ir.Pack, table: ir.Table, change: ListAddition, ends: tuple[date, date]) -> bool:
    """Return whether a list has an entry for a company or country on both days in `ends`."""
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


def _is_company(listed: object, change: ListAddition) -> bool:
    """Return whether an entry of a list has a name or an identifier of the added company."""
    if not isinstance(listed, ir.Company):
        return False
    same_name = spelled(change.names[0]) in map(spelled, listed.names)
    stated = {as_identifier(*identifier) for identifier in change.identifiers}
    return same_name or bool(stated & {as_identifier(*identifier) for identifier in listed.identifiers})


def _enforcement(
    scenario: Scenario, event: Event, change: EntryIntoForce, packs: Sequence[NamedPack], first: date
) -> Iterator[Diagnostic]:
    word, at = f"{change.pack}/{change.name}", scenario.span(f"{event.pointer}/{change.kind}")
    pack = next((pack.pack for pack in packs if word in _names_in_pack(pack, change.kind)), None)
    if pack is None:
        known = dict.fromkeys(name for pack in packs for name in _names_in_pack(pack, change.kind))
        yield _not_in_packs(change.kind, word, known, at)
        return
    since = _first_day_in_force(pack, change, first)
    if since is not NEVER:
        yield diagnose(
            "scenario/no-effect",
            at,
            "always-in-force" if since == date.min else "in-force-already",
            word=word,
            since=since,
        )


def _names_in_pack(loaded: NamedPack, kind: str) -> Collection[str]:
    """Return the names of all rules, measures or date parameters of a pack, as `pack/name`."""
    pack = loaded.pack
    match kind:
        case "rule":
            return [rule.id for rule in pack.rules]
        case "measure":
            return [f"{name}/{measure}" for name in sorted(loaded.names) for measure in pack.measures]
        case _:
            days = [parameter.name for parameter in pack.parameters.values() if parameter.type.kind == "date"]
            return [f"{name}/{day}" for name in sorted(loaded.names) for day in days]


def _first_day_in_force(pack: ir.Pack, change: EntryIntoForce, day: date) -> date:
    """Return the first day in force of a rule, measure or parameter; `NEVER` if not in force on `day`."""
    calendar = _calendar(pack)
    match change.kind:
        case "parameter":
            value = pack.parameters[change.name].value
            return value if isinstance(value, date) and value <= day else NEVER
        case "measure":
            measure = pack.measures[change.name]
            holds, _ = calendar.status(measure, day)
            now = (r for r in measure.rows if calendar.holds(r.stretch, day) is True)
            begun = next((calendar.bounds(row.stretch)[0] for row in now), None)
            return (begun or date.min) if holds is True else NEVER
        case _:
            rule = next(rule_ for rule_ in pack.rules if rule_.name == change.name)
            if rule.in_force is None:
                return date.min
            start, _ = calendar.bounds(rule.in_force.stretch)
            own = pack.measures.get(rule.in_force.measure)
            by_measure = own is None or calendar.status(own, day)[0] is True
            in_force = calendar.holds(rule.in_force.stretch, day) is True and by_measure
            return (start or date.min) if in_force else NEVER


def _not_in_packs(kind: str, word: str, known: Collection[str], at: Span) -> Diagnostic:
    pack = word.partition("/")[0]
    own = [name for name in known if name.startswith(f"{pack}/")]
    return diagnose(
        "scenario/unknown-target",
        at,
        "not-in-packs" if own else "pack-not-run",
        kind=kind,
        word=word,
        near=meant(nearest(word, known)),
        known=own[:MOST_MEANT],
        pack=pack,
    )
