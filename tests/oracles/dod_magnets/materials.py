"""Which materials are covered, which of their stages count, and when a stage list is closed."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from tests.oracles.dod_magnets import law
from tests.oracles.facts import Entry, Material, Record, is_in, number, plain
from tests.oracles.logic import Truth, agreed, all_of, any_of
from tests.oracles.stages import is_stage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


def family(material: Material) -> tuple[str | None, Truth]:
    """The row of the law's tables for a material, and whether it is a material of that row."""
    substance = material.substance
    if substance in law.FAMILY:
        return law.FAMILY[substance], True
    if substance in law.TUNGSTEN_BASE:
        form = plain(material.record, "form")
        powder = None if form is None else form == law.POWDER_FORM
        heavy = is_heavy_alloy(material.record)
        row = "tungsten-powder" if powder is True else "tungsten-heavy-alloy"
        return row, any_of((powder, heavy, None))
    return None, False if substance in law.OTHER_SUBSTANCES else None


def ends_as_such(material: Material, entry: Entry) -> Truth:
    """Whether a stage counts whichever the tungsten is: of a powder, only the steps to powder do."""
    if material.substance not in law.TUNGSTEN_BASE or plain(material.record, "form") is not None:
        return True
    return is_stage(entry.stage, law.COUNTED["tungsten-powder"][True]) or None


def is_heavy_alloy(material: Record) -> Truth:
    """The definition of 252.225-7052(a): a standard met, or tungsten content with density."""
    met = [
        any(standard == name or standard.startswith(f"{name} ") for name in law.HEAVY_ALLOY_STANDARDS)
        for standard in material.get("meets", [])
    ]
    closed = material.get("meets") == [] or "meets" in material.get("complete", [])
    standard_met = any_of([*met, False if closed else None])
    density = number(material, "density")
    dense = None if density is None else density >= law.HEAVY_ALLOY_DENSITY
    return any_of((standard_met, all_of((_is_mostly_tungsten(material), dense))))


def _is_mostly_tungsten(material: Record) -> Truth:
    contents = material.get("composition", [])
    for content in contents:
        if plain(content, "element") in {"W", "tungsten"}:
            share = number(content, "share")
            return None if share is None else share >= law.HEAVY_ALLOY_TUNGSTEN
    shares = [number(content, "share") for content in contents]
    full = bool(shares) and None not in shares and sum(filter(None, shares)) == 100
    closed = bool(contents) and "composition" in material.get("complete", [])
    return False if full or closed else None


def constituent(entry: Entry, row: str) -> str | None:
    """The constituent an entry is about: `None` is the material itself, `?` a word nobody knows."""
    if entry.worked_on is None or entry.worked_on in law.ITSELF[row]:
        return None
    part = law.SYMBOL.get(entry.worked_on, "?")
    if entry.stage in law.OF_THE_ALLOY and part in law.HELD.get(row, ()):
        return None
    return law.SYMBOL.get(entry.worked_on, "?")


def describe(entry: Entry, row: str) -> str:
    """An entry as verdicts name it, such as `separated of Nd in CN`."""
    part = constituent(entry, row)
    return f"{entry.stage}{f' of {part}' if part else ''} in {entry.country}"


class Reading:
    """The law of one variant on one delivery date; without a date, what all dates agree on."""

    def __init__(self, variant: law.Variant, delivery: str | None) -> None:
        self.variant = variant
        self.delivery = delivery
        self._dates = law.LAW_DATES if delivery is None else (delivery,)

    def on_every_date(self, question: Callable[[str], Truth]) -> Truth:
        """The answer, if it does not depend on a date that is not known."""
        return agreed(question(date) for date in self._dates)

    def is_amended(self, date: str) -> bool:
        """Whether the statute as amended by P.L. 119-60 is what applies."""
        return self.variant == "statute" and date >= law.STATUTE_AMENDED_FROM

    def covered(self, material: Material) -> Truth:
        """Whether it is a covered material."""
        row, certain = family(material)
        if row is None:
            return certain
        return self.on_every_date(
            lambda date: (
                certain
                if date >= law.COVERED_FROM.get(row, law.IN_FORCE_FROM)
                and (row not in law.STATUTE_ONLY or self.variant == "statute")
                else False
            )
        )

    def counted(self, entry: Entry, row: str) -> Truth:
        """Whether the law counts this stage of a material of this row."""
        return self.on_every_date(lambda date: _counted(entry, row, late=date >= law.EXPANSION_FROM))

    def is_closed(self, material: Material, row: str) -> bool:
        """Whether every milestone is accounted for, whatever date the delivery has."""
        return not material.unplaced and all(
            accounted(milestone, material.entries, row)
            for date in self._dates
            for milestone in law.MILESTONES[row][date >= law.EXPANSION_FROM]
        )

    def went_through_covered_country(self, material: Material) -> Truth:
        """The first prohibition: a counted stage in a covered country."""
        row, _ = family(material)
        if row is None:
            return None
        found = [
            all_of(
                (
                    self.counted(entry, row),
                    ends_as_such(material, entry),
                    is_in(entry.country, law.COVERED_COUNTRIES),
                )
            )
            for entry in material.entries
            if entry.share != 0
        ]
        steps = [step for late in self._spans() for step in law.MILESTONES[row][late]]
        found += [
            None for entry in stated_in_part(material, row, steps) if self.counted(entry, row) is not False
        ]
        return any_of([*found, False if self.is_closed(material, row) else None])

    def _spans(self) -> set[bool]:
        """Whether it is before or from 2027, or may be either."""
        return {date >= law.EXPANSION_FROM for date in self._dates}

    def violations(self, material: Material) -> frozenset[str]:
        """The entries that certainly break the first prohibition."""
        row, _ = family(material)
        return frozenset(
            describe(entry, row)
            for entry in (material.entries if row else ())
            if row
            and entry.share != 0
            and self.counted(entry, row)
            and ends_as_such(material, entry)
            and is_in(entry.country, law.COVERED_COUNTRIES)
        )


def _counted(entry: Entry, row: str, *, late: bool) -> Truth:
    names = law.COUNTED[row][late]
    part = constituent(entry, row)
    named_by_law = law.CONSTITUENTS.get(row, ())
    upstream = is_stage(entry.stage, law.CONSTITUENT_STAGES | (names & {"recycled"}))
    if part is None:
        # `mined` of a magnet, of nothing in particular, may be of a constituent that counts.
        partly = None if late and named_by_law and upstream is not False else False
        return any_of((is_stage(entry.stage, names), partly))
    if part == "?":
        return None
    return upstream if late and part in named_by_law else False


def stated_in_part(material: Material, row: str, steps: Iterable[law.Milestone]) -> list[Entry]:
    """The entries of stages whose shares do not add up, and whose rest may have been done anywhere.

    Where the alternatives of a step speak for the whole only together, the others are the rest.
    """
    stated: dict[tuple[str, str | None], list[Entry]] = {}
    for entry in material.entries:
        stated.setdefault((entry.stage, constituent(entry, row)), []).append(entry)
    met = [step for step in steps if accounted(step, material.entries, row)]
    return [
        entries[0]
        for entries in stated.values()
        if not _whole(entries)
        and not any(
            _is_in_step(entries[0], step, row)
            and not _whole(
                each for each in material.entries if each not in entries and _is_in_step(each, step, row)
            )
            for step in met
        )
    ]


def _is_in_step(entry: Entry, step: law.Milestone, row: str) -> bool:
    return any(
        is_stage(entry.stage, (name,)) is True and constituent(entry, row) == part for name, part in step
    )


def accounted(milestone: law.Milestone, entries: Iterable[Entry], row: str) -> bool:
    """Whether the entries of the alternatives together speak for the whole of the material."""
    return _whole(entry for entry in entries if _is_in_step(entry, milestone, row))


def _whole(entries: Iterable[Entry]) -> bool:
    """Whether entries speak for all of a material: one without a share does, shares add up."""
    shares = [entry.share for entry in entries]
    return None in shares or sum(filter(None, shares), Decimal(0)) >= 100
