"""Properties, in which CycloneDX holds what it has no field for: those of devices, ours, and all others.

`cdx:device:*` are the names that the project lists for hardware, `countryOfOrigin` the one that people use
although it is not on that list yet. `microdep:FIELD` is a field of ours, by its name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from microdep_rules.bom.errors import cyclonedx as say
from microdep_rules.bom.errors.rows import no_count
from microdep_rules.bom.imports import readings
from microdep_rules.bom.imports.counts import NoCount, count_of
from microdep_rules.bom.imports.cyclonedx.nodes import line, properties
from microdep_rules.bom.imports.cyclonedx.values import UNREAD, read_value
from microdep_rules.bom.imports.readings import Unread
from microdep_rules.bom.imports.sorts import Words, class_of
from microdep_rules.bom.imports.written import PlacedRecord
from microdep_rules.bom.schemas import schema
from microdep_rules.patterns import pattern
from microdep_rules.vocabulary.terms import load_vocabularies

if TYPE_CHECKING:
    from microdep_rules.bom.imports.cyclonedx.nodes import Node
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span

OURS = "microdep:"
MARK = f"{OURS}schema"
"""The property by which a document is known that we wrote."""
DEVICE = "cdx:device:"
QUANTITY, FUNCTION, LOCATION, ORIGIN = "quantity", "function", "location", "countryoforigin"
BESIDE = {
    "location": "location",
    "devicetype": "device_type",
    "serialnumber": "serial_number",
    "sku": "supplier_part",
    "lotnumber": "lot_number",
    "prodtimestamp": "produced",
    "macaddress": "mac_address",
}
"""What no rule reads, by the name under which `ext` has it."""
PLACES = pattern(r"[A-Za-z]{1,4}[0-9]+(?:[\s,;-]+[A-Za-z]{1,4}[0-9]+)*")
"""A location that is designators, and not a word such as `mainboard`."""
KEPT_APART = frozenset({"id", "children", "name"})
"""Fields that hold a document together; only a document that we wrote gives them as properties."""
LONGEST_WORD = 200


def is_ours(top: Node) -> bool:
    """Return whether a document says that it was written of one of ours."""
    return any(name == MARK for name, _, _ in properties(top.at("metadata")))


class Said:
    """What the properties of one component say: facts of the part, of its use, and what no rule reads."""

    def __init__(self, node: Node, *, restored: bool = False) -> None:
        self.facts: dict[str, tuple[Any, Span]] = {}
        self.usage: dict[str, tuple[Any, Span]] = {}
        self.beside = PlacedRecord(node.span)
        self.diagnostics: list[Diagnostic] = []
        self._restored = restored
        self._others: dict[str, list[str]] = {}
        for name, value, at in properties(node):
            self._property(name, value, at)
        if not restored and "designators" in self.usage and not self.facts.keys() & {"class", "function"}:
            places, span = self.usage["designators"]
            sort = class_of(places, self._words(node))
            if sort is not None:
                self.facts["class"] = sort, span
        if self._others and not restored:
            told = {name: each[0] if len(each) == 1 else each for name, each in self._others.items()}
            self.beside.put("properties", told)

    def _words(self, node: Node) -> Words:
        """The texts of a component that bear on its class."""
        companies = [node.at(each).text("name") for each in ("manufacturer", "supplier")]
        beside = (*companies, node.text("publisher"), str(self.facts.get("mpn", ("", None))[0]))
        bought = any(beside) or bool(self.facts.keys() & {"origin", "unit_cost", "mass_g", "materials"})
        return Words(node.text("name"), (node.text("description"),), beside, is_bought=bought)

    def fact(self, name: str, value: Any, at: Span) -> None:
        """A fact, unless another place says something else."""
        self._put(self.facts, name, value, at)

    def _put(self, where: dict[str, tuple[Any, Span]], name: str, value: Any, at: Span) -> None:
        if name in where and where[name][0] != value:
            self.diagnostics.append(say.said_twice(name, at, where[name][1]))
            return
        where.setdefault(name, (value, at))

    def _property(self, name: str, value: str, at: Node) -> None:
        lower = name.lower()
        if lower.startswith(OURS):
            self._ours(name[len(OURS) :], value, at)
        elif self._restored:
            return
        elif lower.startswith(DEVICE):
            self._device(name, re.sub(r"[-_ ]", "", lower[len(DEVICE) :]), line(value), at)
        else:
            self._others.setdefault(line(name), []).append(value)

    def _device(self, name: str, bare: str, value: str, at: Node) -> None:
        if readings.says_nothing(value):
            return
        match bare:
            case "quantity":
                self._quantity(name, value, at)
            case "countryoforigin":
                self._read(name, readings.country(value), at, self.facts, "origin")
            case "function" if len(value) <= LONGEST_WORD:
                field, word = _function(value)
                self._put(self.facts, field, word, at.span)
            case "location" if PLACES.fullmatch(value):
                self._read(name, readings.designators(value), at, self.usage, "designators")
            case _ if bare in BESIDE:
                self.beside.put(BESIDE[bare], value, at.span)
            case _:
                self._others.setdefault(line(name), []).append(value)

    def _quantity(self, name: str, value: str, at: Node) -> None:
        found = count_of(value, decimal=readings.ASK)
        if isinstance(found, NoCount):
            self.diagnostics.append(no_count(found.because, at.span))
            stated = {"unknown": True, "reason": f"{found.because} and no count of pieces"}
            self._put(self.usage, "quantity", stated, at.span)
            return
        self._read(name, found, at, self.usage, "quantity")

    def _read(self, name: str, value: Any, at: Node, where: dict[str, tuple[Any, Span]], field: str) -> None:
        if isinstance(value, Unread):
            way_out = value.way_out.replace(readings.OR_EMPTY, ", or take the property away")
            self.diagnostics.append(say.value_not_read(name, value.because, way_out, at.span))
            return
        if field == "quantity" and value == value.to_integral_value():
            value = int(value)
        self._put(where, field, value, at.span)

    def _ours(self, field: str, text: str, at: Node) -> None:
        """A field of ours, in the form in which it is written."""
        known = schema("bom").records["component"]["properties"]
        if field not in known or (field in KEPT_APART and not self._restored):
            able = [f"{OURS}{each}" for each in known if each not in KEPT_APART]
            self.diagnostics.append(say.unknown_property(f"{OURS}{field}", able, at.span))
            return
        value, problem = read_value("component", field, text)
        if value is UNREAD:
            way_out = "write it as JSON"
            self.diagnostics.append(say.value_not_read(f"{OURS}{field}", problem, way_out, at.span))
            return
        where = self.usage if field in {"quantity", "designators"} and not self._restored else self.facts
        self._put(where, field, value, at.span)


def _function(word: str) -> tuple[str, str]:
    """What a device does, or what sort of part it is: `connector` says the latter."""
    functions, classes = load_vocabularies().get("function"), load_vocabularies().get("class")
    assert functions is not None
    assert classes is not None
    is_class = functions.resolve(word) is None and classes.resolve(word) is not None
    return ("class" if is_class else "function"), word
