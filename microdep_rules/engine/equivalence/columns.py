"""Columns: the values of all components, field by field, computed once for all rules of a pack.

A rule cannot distinguish two components with equal values in all columns that the rule reads. To make more
components equal, some values are simplified. A party is replaced by its class, a number by its position among
the thresholds of the rule, and a text by the substances and places that it names, unless the rule needs the
exact text.
"""

from __future__ import annotations

from collections.abc import Hashable
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from microdep_rules.engine.equivalence.outlines import PARTY
from microdep_rules.engine.values import written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from fractions import Fraction

    from microdep_rules.bom.model import Element
    from microdep_rules.engine.equivalence.keys import Keys
    from microdep_rules.engine.equivalence.outlines import Outline

    Bounds = tuple[Fraction | Decimal, ...]

PLAIN_NUMBERS = frozenset({int, Decimal})


class FeatureColumn:
    """Values of one field by which components are compared; one value for each component.

    The values are computed when they are first needed, for many components at once.
    """

    def __init__(self, values: Callable[[Sequence[Element]], Iterable[Hashable]]) -> None:
        self._values = values
        self._known: dict[str, Hashable] = {}

    def of(self, components: Sequence[Element], ids: Sequence[str]) -> Iterator[Hashable]:
        """Return the values of several components in this column; `ids` are the ids of the components."""
        known = self._known
        if not known:
            known.update(zip(ids, self._values(components), strict=True))
        elif new := [component for component in components if component.id not in known]:
            known.update(zip([component.id for component in new], self._values(new), strict=True))
        return map(known.__getitem__, ids)

    def of_one(self, component: Element) -> Hashable:
        """Return the value of one component in this column."""
        return next(self.of([component], [component.id]))


class FeatureColumns:
    """Columns of a document; a column is computed when it is first used."""

    def __init__(self, keys: Keys) -> None:
        self.keys = keys
        self._known: dict[Hashable, FeatureColumn] = {}
        self._contrary: dict[str, frozenset[str]] = {}
        self._written = _NumberTexts()

    def forget(self) -> None:
        """Delete the computed columns to free memory; columns and keys refer to each other."""
        self._known.clear()

    def records(self, *, by_identity: bool) -> FeatureColumn:
        """Return the column of the features that affect every rule.

        A component that is certainly unique gets a unique value. If `by_identity` is true, two parties with
        equal records count as different.
        """
        records = self.keys.structure.records

        def values(components: Sequence[Element]) -> Iterable[Hashable]:
            numbers = [records.get(component.id) for component in components]
            if None not in numbers:
                return numbers
            return [
                self._record(component, by_identity=by_identity) if number is None else number
                for number, component in zip(numbers, components, strict=True)
            ]

        return self._column(("records", by_identity), values)

    def field(self, name: str, *, by_identity: bool) -> FeatureColumn:
        """Return the column of a field.

        If `by_identity` is true, two parties with equal records count as different.
        """
        about = ("field", name, by_identity)
        if name in PARTY:
            return self._column(about, partial(self._parties, name, by_identity=by_identity))

        def values(components: Sequence[Element]) -> Iterable[Hashable]:
            stated = [component.data.get(name) for component in components]
            return [
                raw
                if raw is None or raw.__class__ is str
                else self._value(name, component, by_identity=by_identity)
                for raw, component in zip(stated, components, strict=True)
            ]

        return self._column(about, values)

    def _parties(self, name: str, components: Sequence[Element], *, by_identity: bool) -> Iterable[Hashable]:
        known: dict[tuple[str, bool], Hashable] = {}
        has_evidence = self.keys.structure.has_evidence
        for component in components:
            raw = component.data.get(name)
            if raw.__class__ is not str:
                yield self._value(name, component, by_identity=by_identity)
                continue
            about = (raw, by_identity or has_evidence(component))
            if about not in known:
                known[about] = self._party(raw, by_identity=about[1])
            yield known[about]

    def number(self, name: str, bounds: Bounds, *, by_identity: bool) -> FeatureColumn:
        """Return the column of a number field, for a rule that only compares the number with `bounds`.

        The value states for each bound whether the number is below or above it, and how many digits the
        number has.
        """
        places = _Places(self._written, bounds)

        def values(components: Sequence[Element]) -> Iterable[Hashable]:
            stated = [component.data.get(name) for component in components]
            return [
                places[raw]
                if raw.__class__ in PLAIN_NUMBERS
                else self._value(name, component, by_identity=by_identity)
                for raw, component in zip(stated, components, strict=True)
            ]

        return self._column(("number", name, bounds, by_identity), values)

    def mentions(self, name: str) -> FeatureColumn:
        """Return the column of a text field, by the substances, places and companies in the text.

        If a rule depends on the exact words, the value is the text itself.
        """
        texts = self.keys.texts

        def values(components: Sequence[Element]) -> Iterable[Hashable]:
            for component in components:
                mentions = texts(component) if name in component.data else None
                yield (
                    mentions[name]
                    if mentions is not None and name in mentions
                    else str(component.data.get(name))
                )

        return self._column(("said", name), values)

    def itself(self, notions: Iterable[str], *, costs: bool) -> FeatureColumn | None:
        """Return a column that makes each component with contradicting statements different from all others.

        The result is None if the document has no such component.
        """
        unique = frozenset[str]().union(*map(self._contrary_by, notions), self._overrun() if costs else ())
        if not unique:
            return None
        here = self.keys.here
        return FeatureColumn(
            lambda every: [(here, component.id) if component.id in unique else None for component in every]
        )

    def text_of(self, number: Any) -> str:
        """Return a number as reports show it."""
        return self._written[number]

    # ---- values of columns ---------------------------------------------------------------------------

    def _column(
        self, about: Hashable, values: Callable[[Sequence[Element]], Iterable[Hashable]]
    ) -> FeatureColumn:
        if about not in self._known:
            self._known[about] = FeatureColumn(values)
        return self._known[about]

    def _record(self, component: Element, *, by_identity: bool) -> Hashable:
        structure = self.keys.structure
        outline = structure.outlines.of(component)
        return (self._filled(outline, component, by_identity=by_identity), structure.besides(component))

    def _value(self, name: str, component: Element, *, by_identity: bool) -> Hashable:
        raw = component.data.get(name)
        if raw is None or raw.__class__ is str:
            return raw
        outline = self.keys.structure.outlines.of_field(component, name)
        return self._filled(outline, component, by_identity=by_identity)

    def _filled(self, outline: Outline, component: Element, *, by_identity: bool) -> Hashable:
        """Return the outline of a record, with the class of each party in place of its name."""
        if not outline.named:
            return outline.number
        itself = by_identity or self.keys.structure.has_evidence(component)
        filled = [
            self._party(text, by_identity=itself) if key in PARTY else (self.keys.here, text)
            for key, text in outline.named
        ]
        return (outline.number, *filled)

    def _party(self, raw: str, *, by_identity: bool) -> Hashable:
        party = self.keys.bom.parties.get(raw)
        if party is None:
            return raw
        number = None if by_identity else self.keys.parties.of(party)
        if number is None:
            return (self.keys.here, raw)
        return self.keys.structure.outlines.numbers["party", number]

    def _contrary_by(self, notion: str) -> frozenset[str]:
        if notion not in self._contrary:
            self._contrary[notion] = self.keys.contradicting(notion)
        return self._contrary[notion]

    def _overrun(self) -> frozenset[str]:
        """Return the ids of the components with a cost that other costs contradict."""
        if "costs" not in self._contrary:
            is_overrun = self.keys.structure.reader.is_overrun
            every = self.keys.structure.every
            self._contrary["costs"] = frozenset(component.id for component in every if is_overrun(component))
        return self._contrary["costs"]


class _Places(dict[Any, Hashable]):
    """For each number, its position among the bounds, and its number of digits.

    The digits before and after the decimal point count, because reports show the number with them.
    """

    def __init__(self, written: _NumberTexts, bounds: Bounds) -> None:
        super().__init__()
        self.written, self.bounds = written, bounds

    def __missing__(self, number: Any) -> Hashable:
        text, among = self.written[number], self.bounds
        where = [(number > bound) - (number < bound) for bound in among]
        place = self[number] = (len(text), text.find("."), *where)
        return place


class _NumberTexts(dict[Any, str]):
    """For each distinct number, the text that reports show."""

    def __missing__(self, number: Any) -> str:
        text = self[number] = written(number)
        return text
