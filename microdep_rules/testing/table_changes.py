"""Mutations of lists and tables: a row or word is added or removed, or days and stages are changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.lang import ir
from microdep_rules.testing.operators import ADD, DAY, DROP, ONWARD, PackChange
from microdep_rules.testing.time_changes import day_after, moved_ends
from microdep_rules.vocabulary.stages import load_stages

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from microdep_rules.testing.operators import ChangeContext

    Stages = tuple[tuple[ir.StageItem, ...], ...]


def table_changes(node: ir.Table, known: ChangeContext) -> Iterator[PackChange]:
    """Yield every mutation of a list or table; in a table of milestones, `onward` of a stage stays."""
    yield from _moved_days(node)
    for at, entry in enumerate(node.entries):
        if node.keys or (len(node.entries) > 1 and isinstance(entry.value, ir.Constant)):
            yield PackChange(DROP, f"without the row{_description(entry)}", node, _with_entries(node, at))
        fewer = (*_fewer_words(entry), *_fewer_stages(entry))
        yield from (
            PackChange(DROP, description + _description(entry), node, _with_entries(node, at, less))
            for description, less in fewer
        )
        if node.name not in known.milestones:
            for description, other in _other_stages(entry):
                yield PackChange(
                    ONWARD, description + _description(entry), node, _with_entries(node, at, other)
                )
    yield from _one_more_word(node, known)


def _with_entries(table: ir.Table, at: int, *entries: ir.Entry) -> ir.Table:
    return replace(table, entries=(*table.entries[:at], *entries, *table.entries[at + 1 :]))


def _description(entry: ir.Entry) -> str:
    """Return a text that identifies an entry by its keys and its first day."""
    start = entry.stretch.start
    begins = f" from {start.date or start.parameter}" if start is not None else ""
    return (f" of {', '.join(entry.keys)}" if entry.keys else "") + begins


def words(entry: ir.Entry) -> tuple[ir.Constant, ...]:
    """Return the words of an entry of a list."""
    members = entry.value if isinstance(entry.value, tuple) else ()
    return tuple(constant for constant in members if isinstance(constant, ir.Constant))


def _stages(entry: ir.Entry) -> Stages:
    """Return the stages in an entry; each is a group of alternative stages."""
    members = entry.value if isinstance(entry.value, tuple) else ()
    return tuple(stages for stages in members if isinstance(stages, tuple))


# ---- fewer and more words --------------------------------------------------------------------------


def _fewer_words(entry: ir.Entry) -> Iterator[tuple[str, ir.Entry]]:
    constants = words(entry)
    for at, constant in enumerate(constants):
        yield f"without {constant.value}", replace(entry, value=(*constants[:at], *constants[at + 1 :]))


def _fewer_stages(entry: ir.Entry) -> Iterator[tuple[str, ir.Entry]]:
    groups = _stages(entry)
    for at, alternatives in enumerate(groups):
        for position, item in enumerate(alternatives):
            kept = (*alternatives[:position], *alternatives[position + 1 :])
            rest = (*groups[:at], *((kept,) if kept else ()), *groups[at + 1 :])
            yield f"without {_stage_in_words(item)}", replace(entry, value=rest)


def _one_more_word(node: ir.Table, known: ChangeContext) -> Iterator[PackChange]:
    """Yield the list with one more word: the first suitable word that the list does not contain."""
    last = len(node.entries) - 1
    held = [constant for entry in node.entries for constant in words(entry)]
    if node.keys or not held or not words(node.entries[last]):
        return
    has = {str(constant.value) for constant in held}
    word = next((word_ for word_ in known.words(node.type) if word_ not in has), None)
    if word is not None:
        added = replace(held[-1], value=word)
        longer = replace(node.entries[last], value=(*words(node.entries[last]), added))
        yield PackChange(ADD, f"with {word}", node, _with_entries(node, last, longer))


# ---- stages --------------------------------------------------------------------------------------


def _other_stages(entry: ir.Entry) -> Iterator[tuple[str, ir.Entry]]:
    """Yield the entry with `onward` added to a stage or removed from it, if the meaning then differs."""
    groups = _stages(entry)
    for at, group in enumerate(groups):
        for position, item in enumerate(group):
            other = replace(item, onward=not item.onward)
            alternatives = (*group[:position], other, *group[position + 1 :])
            changed = (*groups[:at], alternatives, *groups[at + 1 :])
            if _stages_meant(entry, changed) != _stages_meant(entry, groups):
                yield f"{_stage_in_words(other)} for {_stage_in_words(item)}", replace(entry, value=changed)


def _stages_meant(entry: ir.Entry, stages: Stages) -> frozenset[tuple[str, str, str | None]]:
    """Return the stages that an entry includes, on the production routes of its substances.

    An entry of a list names no substance, so all production routes count.
    """
    routes = load_stages()
    substances = [key for key in entry.keys if routes.route(key)] or list(routes.routes)
    return frozenset(
        (substance, stage, of)
        for substance in substances
        for alternatives in stages
        for item in alternatives
        for stage, of in _pairs(item, substance)
    )


def _pairs(item: ir.StageItem, substance: str) -> frozenset[tuple[str, str | None]]:
    if item.onward:
        return frozenset(load_stages().onward(item.stage, substance, item.of))
    return frozenset((item.stage, of) for of in item.of or (None,))


def _stage_in_words(item: ir.StageItem) -> str:
    of = f" of {' '.join(item.of)}" if item.of else ""
    return f"{item.stage}{' onward' if item.onward else ''}{of}"


# ---- days ----------------------------------------------------------------------------------------


def _moved_days(node: ir.Table) -> Iterator[PackChange]:
    """Yield the table with one day moved.

    If one row ends on the day on which another row of the same key begins, both days are moved.
    """
    for at, entry in enumerate(node.entries):
        for end, description, stretch in moved_ends(entry.stretch):
            if end == "start" and _row_before(node, at) is not None:
                continue  # moved together with the end of the previous row
            entries = list(node.entries)
            entries[at] = replace(entry, stretch=stretch)
            after, begins = _row_after(node, at), day_after(stretch)
            if end != "start" and after is not None and begins is not None:
                other = entries[after]
                meeting = replace(other.stretch, start=ir.RuleMoment(date=begins))
                entries[after] = replace(other, stretch=meeting)
            of = f", of {', '.join(entry.keys)}" if entry.keys else ""
            yield PackChange(DAY, description + of, node, replace(node, entries=tuple(entries)))


def _row_after(node: ir.Table, at: int) -> int | None:
    """Return the index of the row that begins where the row at index `at` ends."""
    next_day = day_after(node.entries[at].stretch)
    return next((i for i, _ in enumerate(node.entries) if next_day and _begins(node, at, i, next_day)), None)


def _row_before(node: ir.Table, at: int) -> int | None:
    """Return the index of the row that ends where the row at index `at` begins."""
    for i, entry in enumerate(node.entries):
        ends = day_after(entry.stretch)
        if ends is not None and _begins(node, i, at, ends):
            return i
    return None


def _begins(node: ir.Table, one: int, other: int, day: date) -> bool:
    first, second = node.entries[one], node.entries[other]
    start = second.stretch.start
    return one != other and first.keys == second.keys and start is not None and start.date == day
