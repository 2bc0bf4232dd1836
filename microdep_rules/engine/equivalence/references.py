"""References between records: which components and parties other records of the document name."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from microdep_rules.bom.walk import texts_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.bom.model import Bom, Element

REF = frozenset({"ref", "item", "component", "alternates"})
"""Fields of components that refer to another component."""
ID_AND_NAME = frozenset({"id", "name"})


class References:
    """Search for components and parties that other records of the document name."""

    def __init__(self, bom: Bom) -> None:
        self.bom = bom
        self._texts: dict[str, str] = {}
        """Texts outside components, each with the id of the party in whose record the text is.

        The id is empty if no party's record contains the text, or several do.
        """
        if not self._keep_plain([party.data for party in bom.parties.values()]):
            for id_, party in bom.parties.items():
                self._keep(party.data, id_)
        others = {**(bom.file.value or {}), "components": None, "parties": None}
        product = {
            key: held for key, held in bom.product.data.items() if key not in {"id", "name", "children"}
        }
        for value in (others, product, *(context.data for context in bom.contexts)):
            self._keep(value, "")
        for holder, _ in bom.removed:  # the record of the holder still has the texts
            self._keep(holder, "")

    @cached_property
    def holders(self) -> dict[str, list[Element]]:
        """Return, for each component id, the components whose records name it outside `children`."""
        holders: dict[str, list[Element]] = {}
        for component in self.bom.components.values():
            for id_ in named_in(component):
                holders.setdefault(id_, []).append(component)
        return holders

    def _keep_plain(self, parties: list[dict[str, Any]]) -> bool:
        """Store the texts of all parties at once, if each party has only an id and a unique name.

        The result is true if the texts were stored.
        """
        if any({*keys} != ID_AND_NAME for keys in {*map(tuple, parties)}):
            return False
        ids, names = [party["id"] for party in parties], [party["name"] for party in parties]
        texts = [*ids, *names]
        if {*map(type, texts)} != {str} or "/" in "".join(texts):
            return False
        self._texts = dict(zip(texts, (*ids, *ids), strict=True))
        return len(self._texts) == len(texts)

    def _keep(self, value: Any, owner: str) -> None:
        for text in texts_in(value):
            for beginning in _with_beginnings(text):
                if self._texts.setdefault(beginning, owner) != owner:
                    self._texts[beginning] = ""

    def is_named(self, element: Element) -> bool:
        """Return whether a record that is not a component names an element, by id or by name."""
        texts = self._texts
        if element.kind != "party":
            return element.id in texts or element.stated_name in texts
        return any(texts.get(name, element.id) != element.id for name in (element.id, element.name))


def named_in(component: Element) -> list[str]:
    """Return the ids of other components that the record of a component names; children are left out."""
    return [id_ for key, id_ in mentions(component.data) if key in REF]


def mentions(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Yield each text of a record with the name of its field; texts in `children` are left out."""
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, list):
        for member in value:
            yield from mentions(member, key)
    elif isinstance(value, dict):
        for name, entry in value.items():
            if name != "children":
                yield from mentions(entry, name)


def _with_beginnings(text: str) -> Iterator[str]:
    """Yield a text and each part before a `/`, because `motor/magnets` also names the component `motor`."""
    yield text
    at = text.find("/")
    while at > 0:
        yield text[:at]
        at = text.find("/", at + 1)
