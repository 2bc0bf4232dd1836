"""What the components of a document state, field by field: made once, for all rules of a pack.

Two components with equal values in all columns that a rule reads are the same to it. A party counts by its
class, a number by where it stands among bounds, and a text whose words do not matter by what it says.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from microdep_rules.engine.alike.outlines import PARTY
from microdep_rules.engine.values import written

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping
    from fractions import Fraction

    from microdep_rules.bom.model import Element
    from microdep_rules.engine.alike.keys import Keys
    from microdep_rules.engine.alike.outlines import Outline

    Bounds = tuple[Fraction | Decimal, ...]

PLAIN_NUMBERS = frozenset({int, Decimal})


class Column(dict[str, Any]):
    """What components state in one field, by their ids; found when it is first asked for."""

    def __init__(self, components: Mapping[str, Element], value: Callable[[Element], Hashable]) -> None:
        super().__init__()
        self.components, self.value = components, value

    def __missing__(self, id_: str) -> Hashable:
        found = self[id_] = self.value(self.components[id_])
        return found


class Columns:
    """The columns of a document, each made when it is first asked for."""

    def __init__(self, keys: Keys) -> None:
        self.keys = keys
        self.components = {keys.bom.product.id: keys.bom.product} | keys.bom.components
        self._known: dict[Hashable, Column] = {}
        self._contrary: dict[str, frozenset[str]] = {}
        self._written = _Written()

    def forget(self) -> None:
        """Gives up what was found: it knows these columns, which know it."""
        self._known.clear()

    def records(self, *, by_identity: bool) -> Column:
        """What is read of every component, whatever is asked; of one that is its own, which one it is."""
        return self._column(
            ("records", by_identity), lambda each: self._record(each, by_identity=by_identity)
        )

    def field(self, name: str, *, by_identity: bool) -> Column:
        """A field; `by_identity` says whether it matters which one of equal parties is named."""
        about = ("field", name, by_identity)
        if name not in PARTY:
            return self._column(about, lambda each: self._value(name, each, by_identity=by_identity))
        parties: dict[tuple[str, bool], Hashable] = {}

        def party(each: Element) -> Hashable:
            raw = each.data.get(name)
            if raw.__class__ is not str:
                return self._value(name, each, by_identity=by_identity)
            itself = by_identity or self.keys.structure.has_evidence(each)
            known = parties.get((raw, itself))
            if known is None:
                known = parties[raw, itself] = self._party(raw, by_identity=itself)
            return known

        return self._column(about, party)

    def number(self, name: str, bounds: Bounds, *, by_identity: bool) -> Column:
        """Where a number stands among bounds; and how it is written, so that texts about it are alike."""
        places: dict[Any, Hashable] = {}

        def place(each: Element) -> Hashable:
            raw: Any = each.data.get(name)
            if raw.__class__ not in PLAIN_NUMBERS:
                return self._value(name, each, by_identity=by_identity)
            known = places.get(raw)
            if known is None:
                text = self._written[raw]
                among: Any = bounds
                where = [(raw > bound) - (raw < bound) for bound in among]
                known = places[raw] = (len(text), text.find("."), *where)
            return known

        return self._column(("number", name, bounds, by_identity), place)

    def said(self, name: str) -> Column:
        """What a text says, where its words do not matter; else the text itself."""
        texts = self.keys.texts

        def what(each: Element) -> Hashable:
            said = texts(each) if name in each.data else None
            return said[name] if said is not None and name in said else str(each.data.get(name))

        return self._column(("said", name), what)

    def itself(self, notions: Iterable[str], *, costs: bool) -> Column | None:
        """Which components are equal only to themselves: those that contradict what they state elsewhere.

        None where there are none.
        """
        own = frozenset[str]().union(*map(self._contrary_by, notions), self._overrun() if costs else ())
        if not own:
            return None
        here = self.keys.here
        return Column(self.components, lambda each: (here, each.id) if each.id in own else None)

    def text_of(self, number: Any) -> str:
        """A number as it is shown."""
        return self._written[number]

    # ---- how a value counts ----------------------------------------------------------------------

    def _column(self, about: Hashable, value: Callable[[Element], Hashable]) -> Column:
        if about not in self._known:
            self._known[about] = Column(self.components, value)
        return self._known[about]

    def _record(self, component: Element, *, by_identity: bool) -> Hashable:
        found = self.keys.records.get(component.id)
        if found is not None:
            return found
        outline = self.keys.structure.outlines.of(component)
        return (self._filled(outline, component, by_identity=by_identity), self.keys.besides(component))

    def _value(self, name: str, component: Element, *, by_identity: bool) -> Hashable:
        raw = component.data.get(name)
        if raw is None or raw.__class__ is str:
            return raw
        outline = self.keys.structure.outlines.of_field(component, name)
        return self._filled(outline, component, by_identity=by_identity)

    def _filled(self, outline: Outline, component: Element, *, by_identity: bool) -> Hashable:
        """An outline with what it leaves open."""
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
        found = None if by_identity else self.keys.parties.of(party)
        if found is None:
            return (self.keys.here, raw)
        return self.keys.structure.outlines.numbers["party", found]

    def _contrary_by(self, notion: str) -> frozenset[str]:
        if notion not in self._contrary:
            contradicts = self.keys.contradicts
            self._contrary[notion] = frozenset(
                each.id for each in self.components.values() if contradicts(each, notion)
            )
        return self._contrary[notion]

    def _overrun(self) -> frozenset[str]:
        """Components whose costs cannot be true beside others."""
        if "costs" not in self._contrary:
            is_overrun = self.keys.structure.reader.is_overrun
            every = self.components.values()
            self._contrary["costs"] = frozenset(each.id for each in every if is_overrun(each))
        return self._contrary["costs"]


class _Written(dict[Any, str]):
    """Every different number, as it is shown."""

    def __missing__(self, number: Any) -> str:
        text = self[number] = written(number)
        return text
