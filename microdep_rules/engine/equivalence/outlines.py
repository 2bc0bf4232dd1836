"""Outlines: the features of a component's record that affect every rule.

Outlines are computed once for all packs. A component with a rare outline is never equal to another component.
If all outlines are rare, no classes are computed.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.bom.spans import join
from microdep_rules.engine.equivalence.hashable_values import freeze
from microdep_rules.engine.equivalence.numbers import NumberRegistry
from microdep_rules.engine.equivalence.reads import ALWAYS, OWN
from microdep_rules.engine.equivalence.references import REF

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from microdep_rules.bom.model import Bom, Element

    At = tuple[str | int, ...]
    """Path from a component to a value inside the record of the component."""

INSIDE = "children"
"""Field with the components inside a component.

Outlines do not contain this field, because the components inside a component have their own outlines.
"""
ENOUGH = 2
"""Number of elements of a class that are evaluated before other elements of the class reuse the result."""
PARTY = frozenset({"manufacturer", "supplier", "party"})
"""Fields in which a record of a component names a party."""
MOST_NUMBERS = 100_000
_NAMING = PARTY | REF
_OWN = ALWAYS - {INSIDE}


class Outline(Struct, frozen=True):
    """Features of a record or field that affect every rule, without the names in it.

    `number` is equal for records that differ only in names.
    """

    number: int
    named: tuple[tuple[str, str], ...]
    """Texts that may name a component or a party, each with the name of its field.

    `number` does not depend on these texts.
    """


class Outlines:
    """The outlines of the components of a document."""

    def __init__(self, bom: Bom) -> None:
        self.spans = bom.file.spans
        self.numbers = _numbers()
        self._fields: dict[tuple[str, str], Outline] = {}
        self._nothing = Outline(self.numbers["{",], ())
        self._known = {component.id: self._of_record(component) for component in bom.components.values()}
        many = Counter(outline.number for outline in self._known.values())
        self.repeated = frozenset(
            id_ for id_, outline in self._known.items() if many[outline.number] > ENOUGH
        )
        """Ids of the components that may be equal to other components, because their outline is frequent."""

    def of(self, component: Element) -> Outline:
        """Return the outline of a component's record."""
        outline = self._known.get(component.id)
        return outline if outline is not None else self._of_record(component)

    def of_field(self, component: Element, name: str) -> Outline:
        """Return the outline of one field, for rules that read the field."""
        if (component.id, name) not in self._fields:
            outline = self._outline({name: component.data[name]}, component)
            self._fields[component.id, name] = outline
        return self._fields[component.id, name]

    def _of_record(self, component: Element) -> Outline:
        data = component.data
        # In the order of the record: messages follow that order.
        every = {name: data[name] for name in data if name in _OWN}
        return self._outline(every, component) if every else self._nothing

    def _outline(self, record: dict[str, Any], component: Element) -> Outline:
        named: list[tuple[str, str]] = []
        key = self._outline_of_value("", record, component, (), named)
        return Outline(self.numbers[key], tuple(named))

    def _outline_of_value(
        self, key: str, value: Any, holder: Element, at: At, named: list[tuple[str, str]]
    ) -> Hashable:
        if isinstance(value, str):
            return self._text(key, value, named)
        if isinstance(value, dict):
            inside: list[Hashable] = ["{"]
            for name, entry in value.items():
                if name == OWN:  # fields that a company defines name no record
                    inside.append((name, freeze(entry)))
                elif entry.__class__ is str:  # the usual case: no path is needed
                    inside.append((name, self._text(name, entry, named)))
                else:
                    inside.append((name, self._outline_of_value(name, entry, holder, (*at, name), named)))
            return (*inside, *self._files(value, holder, at)) if "one_of" in value else tuple(inside)
        if isinstance(value, list):
            values = [
                self._outline_of_value(key, entry, holder, (*at, n), named) for n, entry in enumerate(value)
            ]
            return ("[", *values)
        return (type(value).__name__, str(value))

    def _text(self, key: str, text: str, named: list[tuple[str, str]]) -> str | None:
        if key not in _NAMING:
            return text
        named.append((key, text))
        return None

    def _files(self, value: dict[str, Any], holder: Element, at: At) -> Iterator[Hashable]:
        """Yield the file of each alternative of a fact that states several (`one_of`).

        If the alternatives are in different files, the fact is disputed.
        """
        stated = value.get("one_of")
        for number in range(len(stated) if isinstance(stated, list) else 0):
            yield self.spans.value(join(holder.pointer, *at, "one_of", number)).path


_NUMBERS: list[NumberRegistry] = []


def _numbers() -> NumberRegistry:
    """Return the registry that gives each different outline a number; all documents share it.

    A registry with too many numbers is replaced by a new one.
    """
    if not _NUMBERS or len(_NUMBERS[0]) > MOST_NUMBERS:
        _NUMBERS[:] = [NumberRegistry()]
    return _NUMBERS[0]
