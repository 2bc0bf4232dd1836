"""Values of dated lists and tables on a date.

If a key or date is uncertain, the value includes every row that may match.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from microdep_rules.engine import membership
from microdep_rules.engine.calendar import NEVER
from microdep_rules.engine.constants import constant, shown_constant
from microdep_rules.engine.readings import Fact, ListEntry, ListWords, Reading
from microdep_rules.engine.timing import status_not_known
from microdep_rules.engine.values import (
    Codes,
    Interval,
    MissingFact,
    Sets,
    StageSets,
    Unknown,
    hull,
)
from microdep_rules.lang import ir
from microdep_rules.vocabulary.days import days_later

if TYPE_CHECKING:
    from microdep_rules.bom.model import Element
    from microdep_rules.engine.items import Pair
    from microdep_rules.engine.state import Scope, State

MOST_COMPANIES = 12
"""Maximum number of companies that an outcome names; for more companies, it shows their number.

An imported list can have thousands of companies.
"""


def set_of(engine: State, node: ir.SetNode, scope: Scope) -> Reading:
    """Return the set for an expression of a rule, such as a dated list or a lookup in a table."""
    match node:
        case ir.Members():
            return _members(node)
        case ir.TableKeys():
            table = engine.pack.tables[node.table]
            entries, reason = engine.calendar.entries(table, engine.day.day)
            if reason:
                return Reading(Unknown(reason))
            return Reading(Sets(node.type.detail, (frozenset(e.keys[0] for e in entries),)))
        case ir.NamedList():
            return _entries_value(engine, engine.pack.tables[node.name], [()], node.at)
        case _:
            return table_value(engine, node, scope)


@cache
def _members(node: ir.Members) -> Reading:
    """Return the members of a list in the text of a rule, such as `CN, RU`."""
    if not node.members and node.type.kind == "set":
        return Reading(Unknown("a list of the document"))
    return Reading(Sets(node.type.detail, (frozenset(str(m.value) for m in node.members),)))


def table_value(engine: State, node: ir.TableValue, scope: Scope) -> Reading:
    """Return the value of a table for some keys; if no row applies, unknown with a reason."""
    table = engine.pack.tables[node.table]
    keys = [engine.value(key, scope) for key in node.keys]
    facts = tuple(f for k in keys for f in k.facts)
    missing = tuple(m for k in keys for m in k.missing)
    unknown = next((k.value for k in keys if isinstance(k.value, Unknown)), None)
    terms = _keys(keys)
    if unknown is not None and unknown.reason:
        return Reading(Unknown(unknown.reason), facts, missing)
    result = _entries_value(engine, table, terms, node.at)
    if isinstance(result.value, Interval):
        engine.trail.measured[table.name] = result
    may_lack = isinstance(result.value, Unknown) and not result.value.reason
    vague = unknown is not None or len(terms) > 1 or may_lack or len(result.facts) > 1
    return Reading(result.value, (*facts, *result.facts), (*(missing if vague else ()), *result.missing))


def _entries_value(
    engine: State, table: ir.Table, keys: list[tuple[str, ...] | None], at: str | None
) -> Reading:
    """Return the value of a table for the possible keys.

    If several rows may match, the result is a set of values or a range.
    """
    is_list = table.type.kind == "set" and not table.keys
    when, missing = _date_of(engine, at)
    if is_list and at is None:
        about = (table.name, id(engine.day))
        known = engine.list_values.get(about)
        if known is None:
            known = engine.calendar.with_dates(lambda: _list_value(engine, table, when, missing))
            engine.list_values[about] = known
        value, turns = known
        engine.calendar.boundaries |= turns
        return value
    if is_list:
        return _list_value(engine, table, when, missing)
    rows, reason = engine.calendar.entries(table, when)
    if not rows:
        return Reading(Unknown(reason), (), missing)
    matched: list[ir.Entry] = []
    for key in keys:
        rows_of_key = _rows(engine, table, rows, key)
        if not rows_of_key:
            return Reading(Unknown(f"`{table.name}` has no row for {' '.join(key or ())}"), (), missing)
        matched += rows_of_key
    if any(_may_lack(engine, table, rows, key, when) for key in keys):
        return Reading(Unknown(), (), missing)
    cited = tuple(
        Fact(
            table.name,
            _shown_entry(e),
            "",
            cites=e.cites,
            contested=_disputed_interpretation(engine, table, e),
        )
        for e in dict.fromkeys(matched)
    )
    value = _combined(table.type, [e.value for e in dict.fromkeys(matched)])
    return Reading(value, cited, missing if len(set(matched)) > 1 else ())


def _list_value(
    engine: State, table: ir.Table, when: date | None, missing: tuple[MissingFact, ...]
) -> Reading:
    """Return the words that a list contains on a day; if the day is unknown, on any possible day."""
    days = [when] if when is not None else engine.calendar.turns(table)
    rows = [engine.calendar.entries(table, day) for day in days]
    whole = all(any(not entry.value for entry in entries) for entries, _ in rows)
    is_open = _incompleteness_reason(engine, table, when, whole=whole)
    lacking = next((reason for entries, reason in rows if not entries), "")
    if lacking and not table.excerpt:
        return Reading(Unknown(lacking if when is not None else ""), (), missing)
    sets = [frozenset(_member(c) for e in entries for c in _words(e)) for entries, _ in rows]
    used = dict.fromkeys(e for entries, _ in rows for e in entries)
    by_cites: dict[tuple[str, str], list[ir.Entry]] = {}
    for entry in used:
        by_cites.setdefault((entry.cites, _disputed_interpretation(engine, table, entry)), []).append(entry)
    cited = [
        Fact(
            table.name,
            _shown_entries(table, entries),
            "",
            cites=cites,
            contested=contested,
            of_list=ListWords(
                frozenset(str(c.value) for e in entries for c in _words(e)),
                frozenset().union(*(_new_words(table, e) for e in entries)) if contested else frozenset(),
                bool(table.contested) and not all(e.contested for e in entries),
            ),
        )
        for (cites, contested), entries in by_cites.items()
    ]
    value = Sets(table.type.detail, tuple(dict.fromkeys(sets)), is_open)
    return Reading(value, tuple(cited), missing if len(value.alternatives) > 1 or is_open else ())


def entries_with(engine: State, node: ir.NamedList, company: str, cites: str) -> tuple[ListEntry, ...]:
    """Return the entries of a company list that contain a listed company and have a citation.

    Only entries that apply on the day of the rule are returned.
    """
    table = engine.pack.tables[node.name]
    rows, _ = engine.calendar.entries(table, _date_of(engine, node.at)[0])
    return tuple(
        _list_entry(engine, table, row, company)
        for row in rows
        if row.cites == cites and company in {str(word.value) for word in _words(row)}
    )


def _list_entry(engine: State, table: ir.Table, row: ir.Entry, company: str) -> ListEntry:
    first, end = engine.calendar.bounds(row.stretch)
    last = days_later(end, -1) if end is not None and end < NEVER else None
    return ListEntry(company, first, last, None if table.is_imported(row) else row.span)


def _incompleteness_reason(engine: State, table: ir.Table, when: date | None, *, whole: bool) -> str:
    """Return why a published list may contain a party that the pack lacks; empty if there is no reason."""
    if not table.excerpt or whole:
        return ""
    imported = table.imported
    if imported is None:
        return (
            f"`{table.name}` is an excerpt of `{table.excerpt}`: who is not in it may be on that list; "
            f"import it with `microdep lists import FILE --as {table.excerpt}`"
        )
    if imported.only:
        return (
            f"of `{imported.name}` only the entries of `{imported.only}` were imported; "
            f"import the others with `microdep lists import FILE --as {imported.name}`"
        )
    engine.calendar.boundaries.add(imported.day)
    engine.calendar.turns_after(imported.until)
    if when is None:
        return f"`{imported.name}` was imported as of {imported.day}, and the date that decides is unknown"
    if when < imported.day:
        return f"`{imported.name}` was imported as of {imported.day}: its entries on {when} are unknown"
    if when > imported.until:
        return (
            f"`{imported.name}` was imported as of {imported.day}, and is stale after {imported.until}; "
            f"import it again with `microdep lists import FILE --as {imported.name}`"
        )
    return ""


def _shown_entries(table: ir.Table, entries: list[ir.Entry]) -> str:
    """Return a text with the words of entries that have the same citation.

    If the entries contain many companies, the text contains only their number.
    """
    if table.type.detail != "party":
        return " ".join(map(_shown_entry, entries))
    names = [str(word.value) for entry in entries for word in _words(entry)]
    return "; ".join(names) if len(names) <= MOST_COMPANIES else f"one of {len(names)} companies"


def _new_words(table: ir.Table, entry: ir.Entry) -> frozenset[str]:
    """Return the words of an entry that are not in the entries that end when this entry starts.

    If the table is disputed but the entry is not, return all words of the entry.
    """
    new_words, start = frozenset(str(c.value) for c in _words(entry)), entry.stretch.start
    if table.contested and not entry.contested:
        return new_words
    before = (e for e in table.entries if start is not None and _ends_at(e.stretch, start))
    return new_words - {str(c.value) for earlier in before for c in _words(earlier)}


def _ends_at(stretch: ir.Stretch, start: ir.RuleMoment) -> bool:
    """Return whether a period ends immediately before another period begins."""
    if stretch.before is not None:
        return stretch.before == start
    last = stretch.through.date if stretch.through is not None else None
    return last is not None and start.date is not None and start.date - last == timedelta(days=1)


def _words(entry: ir.Entry) -> list[ir.Constant]:
    value = (entry.value,) if isinstance(entry.value, ir.Constant) else entry.value
    return [member for member in value if isinstance(member, ir.Constant)]


def _member(word: ir.Constant) -> str | ir.Company:
    """Return a word of a list in the form used for comparison: a company, or a text."""
    return word.value if isinstance(word.value, ir.Company) else str(word.value)


def _may_lack(
    engine: State, table: ir.Table, rows: list[ir.Entry], key: tuple[str, ...] | None, when: date | None
) -> bool:
    """Return whether the key or the date is so uncertain that possibly no row matches."""
    fitting = rows
    if key is None:
        if not _for_every_key(engine, table, rows):
            return True
    elif table.keys:
        fitting = [row for row in rows if _distance(engine, table, row, key) is not None]
    if not fitting:
        return True
    return when is None and not engine.calendar.always(table, fitting)


def _for_every_key(engine: State, table: ir.Table, rows: list[ir.Entry]) -> bool:
    """Return whether a table with a single key has a row for every term of the key's vocabulary.

    A row for a broader term also applies to all narrower terms.
    """
    kind = table.keys[0]
    vocabulary = engine.reader.vocabularies.get(kind.detail)
    if len(table.keys) > 1 or vocabulary is None:
        return False
    known = {row.keys[0] for row in rows}
    return all(known & {term, *vocabulary.ancestors(term)} for term in vocabulary.terms)


def milestones_of(engine: State, element: Element) -> tuple[tuple[Pair, ...], ...] | None:
    """Return the stages of production (milestones) that a rule requires for a material.

    Each entry contains alternative stages. The result is None if the rule requires no stages.
    """
    milestones = engine.milestones
    if milestones is None or element.kind != "material":
        return None
    items = (
        _milestone_rows(engine, milestones, element) if isinstance(milestones, ir.TableValue) else milestones
    )
    if not items:
        return None
    return _pairs_of(engine, items, engine.lists.possible(element))


def _pairs_of(
    engine: State, items: tuple[tuple[ir.StageItem, ...], ...], possible: tuple[str | None, ...]
) -> tuple[tuple[Pair, ...], ...]:
    """Return the stages for milestones such as `melting onward`, for each possible substance."""
    known = engine.lists.milestones
    if (items, possible) not in known:
        pairs = [
            tuple(
                sorted(
                    {p for item in alternatives for p in membership.pairs_of(engine, item, substance)},
                    key=str,
                )
            )
            for alternatives in items
            for substance in possible
        ]
        known[items, possible] = tuple(dict.fromkeys(pairs))
    return known[items, possible]


def _milestone_rows(
    engine: State, node: ir.TableValue, element: Element
) -> tuple[tuple[ir.StageItem, ...], ...]:
    """Return the milestones that a table states for a material; an uncertain key can match several rows."""
    table = engine.pack.tables[node.table]
    when, _ = _date_of(engine, node.at)
    rows, _ = engine.calendar.entries(table, when)
    entries: list[ir.Entry] = []
    scope = {"material": element}
    for key in _keys([engine.value(k, scope) for k in node.keys]):
        entries += _rows(engine, table, rows, key)
    return tuple(item for row in dict.fromkeys(entries) for item in _items_of(row))


def _items_of(row: ir.Entry) -> tuple[tuple[ir.StageItem, ...], ...]:
    """Return the milestones of a row; each milestone is a group of alternative stages."""
    value = row.value
    if isinstance(value, ir.Constant):
        return ()
    return tuple(member for member in value if not isinstance(member, ir.Constant))


def _keys(readings: list[Reading]) -> list[tuple[str, ...] | None]:
    """Return every possible combination of keys for a lookup; None means an unknown key."""
    keys: list[tuple[str, ...] | None] = [()]
    for reading in readings:
        options = sorted(reading.value.terms) if isinstance(reading.value, Codes) else [None]
        keys = [(*key, o) if key is not None and o is not None else None for key in keys for o in options]
    return keys


def _disputed_interpretation(engine: State, table: ir.Table, entry: ir.Entry) -> str:
    """Return the disputed interpretation that an entry, its table or its start date depends on."""
    start = entry.stretch.start
    parameter = engine.pack.parameters.get(start.parameter) if start is not None else None
    contested = entry.contested or table.contested
    return "; ".join(
        dict.fromkeys(text for text in (contested, parameter.contested if parameter else "") if text)
    )


def _date_of(engine: State, at: str | None) -> tuple[date | None, tuple[MissingFact, ...]]:
    """Return the day for which a table is read: the date of the rule, or the contract date `at`."""
    if at is None:
        return engine.day.day, engine.day.missing if engine.day.day is None else ()
    reading = engine.reader.read(engine.contract(), f"contract.{at}", at, ir.Type("date"))
    if isinstance(reading.value, Interval) and reading.value.is_exact and reading.value.low is not None:
        return date.fromordinal(int(reading.value.low)), ()
    return None, reading.missing


def _rows(
    engine: State, table: ir.Table, rows: list[ir.Entry], key: tuple[str, ...] | None
) -> list[ir.Entry]:
    """Return the rows of a table that apply to a key: its own rows, or those for its nearest broader term.

    Rows for narrower terms are included, because they may apply.
    """
    if key is None or not table.keys:
        return rows
    fitting = [(_distance(engine, table, row, key), row) for row in rows]
    certain = [(d, r) for d, r in fitting if d is not None]
    below = [r for r in rows if _is_below(engine, table, r, key)]
    if not certain:
        return below
    nearest = min(d for d, _ in certain)
    return [r for d, r in certain if d == nearest] + [r for r in below if r.keys != key]


def _distance(engine: State, table: ir.Table, row: ir.Entry, key: tuple[str, ...]) -> int | None:
    """Return how many levels a row's term is above the key; None if the row is not for a broader term."""
    steps = 0
    for kind, row_term, key_term in zip(table.keys, row.keys, key, strict=True):
        chain = membership.ancestry(engine.reader.vocabularies, kind, key_term)
        if row_term not in chain:
            return None
        steps += chain.index(row_term)
    return steps


def _is_below(engine: State, table: ir.Table, row: ir.Entry, key: tuple[str, ...]) -> bool:
    """Return whether a row is for a narrower term than the key, and therefore may apply."""
    vocabularies = engine.reader.vocabularies
    below = False
    for kind, row_term, key_term in zip(table.keys, row.keys, key, strict=True):
        is_below = key_term in membership.ancestry(vocabularies, kind, row_term)
        if not is_below and row_term not in membership.ancestry(vocabularies, kind, key_term):
            return False
        below = below or (is_below and row_term != key_term)
    return below


def parameter_value(engine: State, node: ir.ParameterValue, scope: Scope) -> Reading:  # noqa: ARG001 - all value functions have this signature
    """Return the value of a pack parameter: the value in the configuration, or otherwise in the pack."""
    parameter = engine.pack.parameters[node.name]
    value = engine.calendar.parameters.get(node.name, parameter.value)
    if value is None:
        return Reading(Unknown(f"`{node.name}` is not yet known"))
    stated = ir.Constant(node.span, parameter.type, value)
    fact = Fact(
        node.name,
        shown_constant(stated),
        "",
        cites=parameter.cites,
        contested=parameter.contested,
    )
    return Reading(constant(stated), (fact,))


def status_of(engine: State, node: ir.StatusOf, scope: Scope) -> Reading:  # noqa: ARG001 - all value functions have this signature
    """Return the status of a measure of law on the rule's date.

    If the pack has no status for this date, the result is unknown.
    """
    timeline = engine.pack.measures[node.measure]
    states = engine.calendar.states(timeline, engine.day.day)
    words = frozenset(state.replace("_", "-") for state in states)
    text = " or ".join(sorted(words))
    fact = Fact(node.measure, text, "", cites=timeline.cites, contested=timeline.contested)
    if "unknown" in words:
        reason = status_not_known(engine.pack, timeline, engine.day.day)
        return Reading(Unknown(reason), (fact,), reason=reason)
    return Reading(Codes("measure-status", words), (fact,))


def _combined(kind: ir.Type, values: list[Any]) -> Any:  # noqa: ANN401 - a value of any type
    """Return one value for all rows that may match, such as a range."""
    if kind.kind == "stages":
        flat = tuple(tuple(i for alternatives in v for i in alternatives) for v in values)
        return StageSets(flat)
    if kind.kind == "set":
        sets = tuple(frozenset(map(_member, v)) for v in values)
        return Sets(kind.detail, tuple(dict.fromkeys(sets)))
    constants = [constant(v) for v in values]
    if all(isinstance(v, Interval) for v in constants):
        return hull(constants)
    return constants[0] if len(constants) == 1 else Unknown()


def _shown_entry(entry: ir.Entry) -> str:
    """Return the value of a row in the spelling of the pack."""
    value = entry.value
    if isinstance(value, ir.Constant):
        return shown_constant(value)
    words = []
    for member in value:
        if isinstance(member, ir.Constant):
            words.append(str(member.value))
        else:
            words.append(" or ".join(_shown_stage(i) for i in member))
    return " ".join(words) if all(isinstance(v, ir.Constant) for v in value) else ", ".join(words)


def _shown_stage(item: ir.StageItem) -> str:
    constituents = f" of {' '.join(item.of)}" if item.of else ""
    return f"{item.stage}{' onward' if item.onward else ''}{constituents}"
