"""Entries for the elements of a list whose number or amounts a rule compares, group by group.

An example is `for each function of L: largest share by purchase-price by origin`. In this example, an element
has a group (its function), a value (its origin) and an amount (its price).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.bom.model import Element
from microdep_rules.engine import amounts, fields, membership, words
from microdep_rules.engine.companies import Companies, companies_of
from microdep_rules.engine.equivalence.summands import summands
from microdep_rules.engine.proof import missing_of, reasons_of
from microdep_rules.engine.readings import Reading
from microdep_rules.engine.values import (
    Codes,
    Interval,
    MissingFact,
    TariffCodes,
    Texts,
    Unknown,
    agreed,
    as_compared,
    conjunction,
    exactly,
    negated,
)
from microdep_rules.lang import ir
from microdep_rules.vocabulary import countries

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from microdep_rules.engine.equivalence.summands import Summands
    from microdep_rules.engine.items import Items
    from microdep_rules.engine.readings import Fact
    from microdep_rules.engine.state import Scope, State
    from microdep_rules.engine.values import Truth
    from microdep_rules.vocabulary.terms import Vocabulary

ONE, NO_GROUP, NOTHING_BY = Reading(exactly(1)), Reading(True), Reading(True)  # noqa: FBT003 - any value does
COMPANY = ir.Type("element", "party")
SINGLE_GROUP: dict[object, str] = {"": ""}
"""Group for all elements of a list, if the rule does not divide the list into groups."""
ANY_VALUE: dict[object, Truth] = {"": True}
"""Value of every element, if the rule counts elements and compares no values."""
NO_COMPANIES = Companies({}, {}, {})


class GroupMeasure(Struct, frozen=True):
    """Quantity that a rule measures in each group of a list, and the field that forms the groups."""

    of: ir.ListNode
    variable: str
    measured: ir.GroupShare | ir.Different | ir.Count
    group: ir.FieldOf | None = None

    @property
    def by(self) -> ir.FieldOf | None:
        """Return the field whose values are compared; None if the elements themselves are counted."""
        match self.measured:
            case ir.GroupShare():
                return self.measured.by
            case ir.Different():
                return self.measured.what
            case ir.Count():
                return None

    @property
    def among(self) -> ir.Cond | None:
        """Return the condition that a value must satisfy to be counted."""
        return None if isinstance(self.measured, ir.Count) else self.measured.among

    @property
    def through(self) -> ir.Navigate | None:
        """Return the list inside each element that contains the values; None if there is no such list."""
        return self.measured.through if isinstance(self.measured, ir.Different) else None


class GroupEntry(Struct, frozen=True, gc=False):
    """One element of the list: its amount (such as a price), its possible groups, and its possible values."""

    sure: bool
    """True if the list certainly contains the element, and the group of the element is certain."""
    amount: Reading
    """Amount of the element; unknown for an entry that stands for any number of elements."""
    groups: Mapping[object, str] | None
    """Possible groups of the element, with their names; None if the element may be in any group."""
    values: Mapping[object, Truth] | None
    """Possible values of the element, each with the result of the rule's condition on values."""
    facts: tuple[Fact, ...]
    missing: tuple[MissingFact, ...] = ()
    """Missing facts about the groups and values of the element, without those about its amount."""
    reasons: AbstractSet[str] = frozenset()


class GroupEntries(Struct, frozen=True):
    """The entries for all elements of a list.

    Two groups or two values that may be the same, such as two spellings of a company, are marked.
    """

    one_each: list[GroupEntry]
    """Entries of the elements that have a single value each."""
    several: list[list[GroupEntry]]
    """For each element with several possible values, its entries."""
    others: list[GroupEntry]
    """Entries for possible second values of elements, and for elements that an incomplete list may leave out.
    """
    near_groups: Mapping[object, frozenset[object]]
    near_values: Mapping[object, frozenset[object]]
    names: Mapping[object, str]
    """Display names of values that are companies."""

    @property
    def all(self) -> list[GroupEntry]:
        """Return all entries."""
        return [*self.one_each, *(entry for entries in self.several for entry in entries), *self.others]

    @property
    def of(self) -> list[list[GroupEntry]]:
        """Return the entries of each element."""
        return self.several or [[entry] for entry in self.one_each]


def entries_of(
    engine: State, measure: GroupMeasure, items: Items, base: Element, scope: Scope
) -> GroupEntries:
    """Return the entries for the elements of a list.

    If the list may be incomplete, the result also contains an entry with any amount, value and group.
    """
    if (grouped := _summands_of_share(engine, measure, items, base)) is not None:
        return _of_summands(engine, measure, grouped, scope)
    reader = _Entries(engine, measure, items, scope)
    contributions = _contributions(engine, measure, [element for element, _ in items.elements], base)
    groups = reader.readings(measure.group, NO_GROUP)
    one_each: list[GroupEntry] = []
    each_own: list[list[GroupEntry]] = []
    others: list[GroupEntry] = []
    if measure.through is None:
        values = reader.readings(measure.by, NOTHING_BY)
        reader.collect_companies(groups, values)
        read = zip(items.elements, contributions, groups, values, strict=True)
        one_each = [
            reader.entry(element, belongs, amount, *fields) for (element, belongs), amount, *fields in read
        ]
        if isinstance(measure.measured, ir.Different):
            for group, by in zip(groups, values, strict=True):
                others += reader.joined(group, by)
    else:
        several = [reader.several(measure.through, element) for element, _ in engine.iterate(items)]
        reader.collect_companies(groups, [by for own in several for _, by in own.readings])
        read_through = zip(items.elements, groups, several, strict=True)
        each_own = [reader.entries(*pair, group, own) for pair, group, own in read_through]
    others += [_hidden(ghost.missing, None) for ghost in items.ghosts]
    companies = reader.companies
    return GroupEntries(one_each, each_own, others, companies.near, reader.near_values, companies.names)


def _summands_of_share(engine: State, measure: GroupMeasure, items: Items, base: Element) -> Summands | None:
    """Return the list in groups of equal elements (summands); None if equal elements cannot be grouped."""
    if not isinstance(measure.measured, ir.GroupShare):
        return None
    measured_fields = [
        (field, measure.variable) for field in (measure.group, measure.by) if field is not None
    ]
    direct = amounts.is_direct(measure.of)
    return summands(engine, items, base, measure.measured.measure, measured_fields, direct=direct)


def _of_summands(engine: State, measure: GroupMeasure, grouped: Summands, scope: Scope) -> GroupEntries:
    """Return entries for a list of equal elements.

    Equal elements with one certain value have one entry together. Each other element has its own entry.
    """
    reader = _Entries(engine, measure, grouped.items, scope)
    groups, values = reader.readings(measure.group, NO_GROUP), reader.readings(measure.by, NOTHING_BY)
    reader.collect_companies(groups, values)
    entries: list[GroupEntry] = []
    for summand, group, by in zip(grouped.every, groups, values, strict=True):
        entry = reader.entry(summand.first, summand.belongs, summand.together, group, by)
        is_one = entry.values is not None and len(entry.values) == 1
        entries += [entry] if is_one else [replace(entry, amount=amount) for amount in summand.readings]
    hidden = [_hidden(ghost.missing, None) for ghost in grouped.items.ghosts]
    return GroupEntries(
        entries, [], hidden, reader.companies.near, reader.near_values, reader.companies.names
    )


def _contributions(
    engine: State, measure: GroupMeasure, elements: list[Element], base: Element
) -> list[Reading]:
    """Return the amount of each element: its measured amount, its quantity, or 1 if elements are counted."""
    direct, measured = amounts.is_direct(measure.of), measure.measured
    match measured:
        case ir.GroupShare():
            return amounts.weighted(engine, base, elements, measured.measure, direct=direct)
        case ir.Count(kind="number"):
            return [_number(engine, base, element, direct=direct) for element in elements]
        case _:
            return [ONE] * len(elements)


def _number(engine: State, base: Element, element: Element, *, direct: bool) -> Reading:
    many = amounts.number_in(engine, base, element, direct=direct)
    missing = () if many.is_exact else tuple(amounts.missing_quantities(engine, base, element, direct=direct))
    return Reading(many, (), missing)


def _hidden(missing: tuple[MissingFact, ...], groups: Mapping[object, str] | None) -> GroupEntry:
    return GroupEntry(
        sure=False, amount=Reading(Unknown()), groups=groups, values=None, facts=(), missing=missing
    )


def _value_condition(measure: GroupMeasure) -> ir.IsIn | None:
    condition = measure.among.cond if isinstance(measure.among, ir.Not) else measure.among
    assert condition is None or isinstance(condition, ir.IsIn)
    return condition


class _ElementReadings(Struct, frozen=True):
    """Values of one element, each with the information whether the element certainly has it.

    `hidden` contains the missing facts of a list inside the element, if this list may be incomplete.
    """

    readings: list[tuple[Truth, Reading]]
    hidden: tuple[tuple[MissingFact, ...], ...]


class _Entries:
    """Builder of the entries of a list; each distinct value is converted only once."""

    def __init__(self, engine: State, measure: GroupMeasure, items: Items, scope: Scope) -> None:
        self.engine, self.measure, self.items, self.scope = engine, measure, items, scope
        among = _value_condition(measure)
        self.among = engine.set_of(among.right, scope) if among is not None else None
        self.companies = NO_COMPANIES
        self.near_values: Mapping[object, frozenset[object]] = {}
        self.groups: dict[object, dict[object, str] | None] = {True: SINGLE_GROUP}
        self.values: dict[object, dict[object, Truth] | None] = {True: ANY_VALUE}

    def collect_companies(self, groups: Sequence[Reading], values: Sequence[Reading]) -> None:
        """Collect the companies among the groups and values, and find pairs that may be one company."""
        of_companies = {field.type for field in (self.measure.group, self.measure.by) if field is not None}
        if COMPANY in of_companies:
            parties = (reading.value for reading in (*groups, *values) if isinstance(reading.value, Element))
            self.companies = companies_of(self.engine, parties)
        self.near_values = self.companies.near
        by = self.measure.by
        if isinstance(self.measure.measured, ir.Different) and by is not None and by.type.kind == "code":
            keys = {key for value in values for key in self._values(value.value) or ()}
            self.near_values = _related_words(self.engine.reader.vocabularies.get(by.type.detail), keys)

    def readings(self, field: ir.FieldOf | None, otherwise: Reading) -> list[Reading]:
        """Return the reading of a field for each element; without a field, only `otherwise` readings."""
        if field is None:
            return [otherwise] * len(self.items.elements)
        return [self._field(field, element) for element, _ in self.engine.iterate(self.items)]

    def _field(self, field: ir.FieldOf, element: Element) -> Reading:
        base = field.base
        if isinstance(base, ir.Variable) and base.name == self.measure.variable:
            return fields.field_of(self.engine, field, element)
        return self.engine.value(field, {**self.scope, self.measure.variable: element})

    def several(self, through: ir.Navigate, element: Element) -> _ElementReadings:
        """Return the values of one element, which are in the list `through` inside the element."""
        by, engine = self.measure.by, self.engine
        assert by is not None
        inside = engine.items(through, {**self.scope, self.measure.variable: element})
        readings = [
            (belongs, fields.field_of(engine, by, member)) for member, belongs in engine.iterate(inside)
        ]
        return _ElementReadings(readings, tuple(ghost.missing for ghost in inside.ghosts))

    def entries(
        self, element: Element, belongs: Truth, group: Reading, own: _ElementReadings
    ) -> list[GroupEntry]:
        """Return the entries of an element that may have several values."""
        entries = [
            self.entry(element, conjunction([belongs, is_own]), ONE, group, by) for is_own, by in own.readings
        ]
        groups = self._groups(group.value)
        return [*entries, *(_hidden(missing, groups) for missing in own.hidden)]

    def entry(
        self, element: Element, belongs: Truth, amount: Reading, group: Reading, by: Reading
    ) -> GroupEntry:
        """Return the entry of an element: its amount, and its possible groups and values."""
        groups, values = self._groups(group.value), self._values(by.value)
        facts = (*amount.facts, *group.facts, *by.facts)
        if self.among is not None and self.among.facts:
            facts = (*facts, *self.among.facts)
        sure = belongs is True and groups is not None and len(groups) == 1
        undecided = values is None or len(values) > 1 or (self.among is not None and None in values.values())
        if self.companies.near or self.near_values:
            near = _is_near(groups, self.companies.near) or _is_near(values, self.near_values)
            undecided = undecided or near
        if sure and not undecided and not group.reason and not by.reason:
            return GroupEntry(sure, amount, groups, values, facts)
        missing, reasons = self._missing_and_reasons(element, belongs, group, by)
        return GroupEntry(sure, amount, groups, values, facts, missing, reasons)

    def joined(self, group: Reading, by: Reading) -> Iterable[GroupEntry]:
        """Yield an entry for the second word of a fact with two words, such as `camera` and `battery`."""
        if isinstance(by.value, Codes) and by.value.also:
            besides = self._possible_values(Codes(by.value.vocabulary, by.value.also))
            yield GroupEntry(
                sure=False,
                amount=ONE,
                groups=self._groups(group.value),
                values=besides,
                facts=(),
                missing=by.missing,
            )

    def _missing_and_reasons(
        self, element: Element, belongs: Truth, group: Reading, by: Reading
    ) -> tuple[tuple[MissingFact, ...], set[str]]:
        """Return the missing facts about an element, and other reasons why its group or value is unknown."""
        groups, values, among = self._groups(group.value), self._values(by.value), self.among
        why = self.items.why.get(id(element)) if belongs is not True else None
        missing: list[MissingFact] = [] if why is None else sorted(missing_of(why), key=MissingFact.key)
        if groups is None or len(groups) > 1 or _is_near(groups, self.companies.near):
            missing += self._missing_facts(group)
        if values is None or len(values) > 1 or _is_near(values, self.near_values):
            missing += self._missing_facts(by)
        elif among is not None and None in values.values():
            missing += among.missing
        reasons = {self._reason_of(group), self._reason_of(by), *(reasons_of(why) if why is not None else ())}
        return tuple(missing), reasons - {""}

    def _missing_facts(self, reading: Reading) -> tuple[MissingFact, ...]:
        """Return the missing facts because of which a value is not exact.

        For a company, the result has its identifiers or its name, which distinguish it from other companies.
        """
        party = reading.value
        if not isinstance(party, Element):
            return reading.missing
        field_name = "identifiers" if party.id in self.companies.key_of else "name"
        return (self.engine.reader.lack(f"party.{field_name}", party, field_name),)

    def _reason_of(self, reading: Reading) -> str:
        key = self.companies.key_of.get(reading.value.id) if isinstance(reading.value, Element) else None
        names, near = self.companies.names, self.companies.near.get(key)
        if key is None or not near:
            return _reason_of(reading)
        other = min(names[company] for company in near)
        several = " and ".join(f"`{name}`" for name in sorted((names[key], other)))
        return f"{several} may be one company"

    def _groups(self, value: object) -> dict[object, str] | None:
        if value not in self.groups:
            self.groups[value] = self._possible_groups(value)
        return self.groups[value]

    def _possible_groups(self, value: object) -> dict[object, str] | None:
        """Return the groups to which a value may belong, with their names; None for any group.

        If a fact states two words, the group of the second word is included.
        """
        if isinstance(value, Element):
            key = self.companies.key_of.get(value.id)
            return None if key is None else {key: self.companies.names[key]}
        if isinstance(value, Codes) and value.also:
            value = Codes(value.vocabulary, value.terms | value.also)
        singles = _possible_values_of_fact(value)
        return None if singles is None else {key: _name(self.engine, single, key) for key, single in singles}

    def _values(self, value: object) -> dict[object, Truth] | None:
        if value not in self.values:
            self.values[value] = self._possible_values(value)
        return self.values[value]

    def _possible_values(self, value: object) -> dict[object, Truth] | None:
        """Return the possible values of an element, each with the result of the condition on values.

        None means any value. Two companies with similar names may be one company, so that their amounts in a
        share may have to be added.
        """
        if isinstance(value, Element):
            key = self.companies.key_of.get(value.id)
            if key is None:
                return None
            others = (
                self.companies.near.get(key, ()) if isinstance(self.measure.measured, ir.GroupShare) else ()
            )
            is_asked = self._is_asked(value)
            return {key: is_asked} | dict.fromkeys(others, is_asked if self.among is None else None)
        singles = _possible_values_of_fact(value)
        if singles is None:
            return None
        truths_by_value: dict[object, list[Truth]] = {}
        for key, single in singles:
            truths_by_value.setdefault(key, []).append(self._is_asked(single))
        return {key: agreed(truths) for key, truths in truths_by_value.items()}

    def _is_asked(self, value: object) -> Truth:
        if self.among is None:
            return True
        if isinstance(self.among.value, Unknown):
            return None
        is_member, _ = membership.is_in(self.engine, value, self.among.value, None)
        return negated(is_member) if isinstance(self.measure.among, ir.Not) else is_member


def _is_near(keys: Iterable[object] | None, near: Mapping[object, object]) -> bool:
    """Return whether a group or value in `keys` may be equal to another group or value."""
    return bool(near) and any(key in near for key in keys or ())


def _related_words(
    known: Vocabulary | None, words_: AbstractSet[object]
) -> Mapping[object, frozenset[object]]:
    """Return for each word the broader and narrower words in `words_`.

    A word and a broader word, such as `steel` and `metal`, can describe one thing.
    """
    near: dict[object, set[object]] = {}
    if known is None:
        return {}
    for word in words_:
        for below in words_ & {*known.descendants(str(word))} - {word}:
            near.setdefault(word, set()).add(below)
            near.setdefault(below, set()).add(word)
    return {word: frozenset(others) for word, others in near.items()}


def _reason_of(reading: Reading) -> str:
    """Return why a stated fact is not exactly known; empty if the document does not state the fact."""
    return reading.reason or (reading.value.reason if isinstance(reading.value, Unknown) else "")


def _name(engine: State, value: object, key: object) -> str:
    """Return the name of a group for reports."""
    match value:
        case Codes():
            known = engine.reader.vocabularies.get(value.vocabulary)
            return known.label(str(key)) if known is not None else str(key)
        case Interval():
            return words.interval_text(value, "number")
        case _:
            return str(key)


def _possible_values_of_fact(value: object) -> list[tuple[object, object]] | None:
    """Return the possible values of a fact, each with a key; None if any value is possible.

    The key of a region is its country.
    """
    match value:
        case Codes():
            return [
                (countries.parent(term) or term, Codes(value.vocabulary, frozenset({term})))
                for term in sorted(value.terms)
            ]
        case Texts():
            return [(as_compared(text), Texts(frozenset({text}))) for text in sorted(value.texts)]
        case TariffCodes():
            codes = sorted(value.codes, key=lambda code: code.digits)
            return [(code.digits, TariffCodes(frozenset({code}))) for code in codes]
        case Interval() if value.is_exact:
            return [(value.low, value)]
        case _:
            return None
