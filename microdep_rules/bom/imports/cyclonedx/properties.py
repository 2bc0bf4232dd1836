"""Properties of a component: properties of devices, `microdep:` properties, and other properties.

`cdx:device:*` are the official names for hardware. `cdx:device:countryOfOrigin` is common, but not yet
official. `microdep:FIELD` is the field FIELD of a `microdep-bom` document.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from microdep_rules.bom.imports import cell_values
from microdep_rules.bom.imports.cell_values import Unreadable
from microdep_rules.bom.imports.component_classes import RowTexts, infer_class
from microdep_rules.bom.imports.counts import NoCount, parse_count
from microdep_rules.bom.imports.cyclonedx.nodes import iterate_properties, to_line
from microdep_rules.bom.imports.cyclonedx.values import UNREAD, parse_value
from microdep_rules.bom.imports.placed_records import PlacedRecord
from microdep_rules.bom.schemas import schema
from microdep_rules.messages import diagnose, phrase_of
from microdep_rules.patterns import pattern
from microdep_rules.suggest import did_you_mean
from microdep_rules.vocabulary.terms import load_vocabularies

if TYPE_CHECKING:
    from microdep_rules.bom.imports.cyclonedx.nodes import DocumentNode
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span

PREFIX = "microdep:"
MARK = f"{PREFIX}schema"
"""Property that marks a document exported by this project."""
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
"""Properties that no rule reads. The import keeps these properties in `ext`, under these names."""
PLACES = pattern(r"[A-Za-z]{1,4}[0-9]+(?:[\s,;-]+[A-Za-z]{1,4}[0-9]+)*")
"""Location that is a list of designators, such as `R1, R2`; `mainboard` is not a list."""
STRUCTURAL = frozenset({"id", "children", "name"})
"""Fields of the product structure that only an export of this project writes as properties."""
LONGEST_WORD = 200


def is_exported(top: DocumentNode) -> bool:
    """Return whether a document states that this project exported it."""
    return any(name == MARK for name, _, _ in iterate_properties(top.at("metadata")))


class ComponentProperties:
    """Properties of one component: facts, quantity, designators, and fields that no rule reads."""

    def __init__(self, node: DocumentNode, *, restored: bool = False) -> None:
        self.facts: dict[str, tuple[Any, Span]] = {}
        self.usage: dict[str, tuple[Any, Span]] = {}
        self.extras = PlacedRecord(node.span)
        self.diagnostics: list[Diagnostic] = []
        self._restored = restored
        self._others: dict[str, list[str]] = {}
        for name, value, at in iterate_properties(node):
            self._read_property(name, value, at)
        if not restored and "designators" in self.usage and not self.facts.keys() & {"class", "function"}:
            places, span = self.usage["designators"]
            sort = infer_class(places, self._row_texts(node))
            if sort is not None:
                self.facts["class"] = sort, span
        if self._others and not restored:
            others_ = {
                name: values[0] if len(values) == 1 else values for name, values in self._others.items()
            }
            self.extras.put("properties", others_)

    def _row_texts(self, node: DocumentNode) -> RowTexts:
        """Return the texts of a component that influence its class."""
        companies = [node.at(name).text("name") for name in ("manufacturer", "supplier")]
        beside = (*companies, node.text("publisher"), str(self.facts.get("mpn", ("", None))[0]))
        bought = any(beside) or bool(self.facts.keys() & {"origin", "unit_cost", "mass_g", "materials"})
        return RowTexts(node.text("name"), (node.text("description"),), beside, is_bought=bought)

    def fact(self, name: str, value: Any, at: Span) -> None:
        """Record a fact. Report an error if another value is already recorded."""
        self._record(self.facts, name, value, at)

    def _record(self, where: dict[str, tuple[Any, Span]], name: str, value: Any, at: Span) -> None:
        if name in where and where[name][0] != value:
            self.diagnostics.append(
                diagnose(
                    "import/duplicate-row", at, "values", also=(where[name][1],), field=name.replace("_", " ")
                )
            )
            return
        where.setdefault(name, (value, at))

    def _read_property(self, name: str, value: str, at: DocumentNode) -> None:
        lower = name.lower()
        if lower.startswith(PREFIX):
            self._read_own_property(name[len(PREFIX) :], value, at)
        elif self._restored:
            return
        elif lower.startswith(DEVICE):
            self._read_device_property(name, re.sub(r"[-_ ]", "", lower[len(DEVICE) :]), to_line(value), at)
        else:
            self._others.setdefault(to_line(name), []).append(value)

    def _read_device_property(self, name: str, short_name: str, value: str, at: DocumentNode) -> None:
        if cell_values.is_blank(value):
            return
        match short_name:
            case "quantity":
                self._read_quantity(name, value, at)
            case "countryoforigin":
                self._put_or_report(name, cell_values.parse_country(value), at, self.facts, "origin")
            case "function" if len(value) <= LONGEST_WORD:
                field, word = _field_of_function(value)
                self._record(self.facts, field, word, at.span)
            case "location" if PLACES.fullmatch(value):
                self._put_or_report(name, cell_values.parse_designators(value), at, self.usage, "designators")
            case _ if short_name in BESIDE:
                self.extras.put(BESIDE[short_name], value, at.span)
            case _:
                self._others.setdefault(to_line(name), []).append(value)

    def _read_quantity(self, name: str, value: str, at: DocumentNode) -> None:
        count = parse_count(value, decimal=cell_values.ASK)
        if isinstance(count, NoCount):
            self.diagnostics.append(
                diagnose("import/cell-not-read", at.span, "no-count", reason=count.because)
            )
            stated = {
                "unknown": True,
                "reason": phrase_of("import/cell-not-read", "no-pieces", reason=count.because),
            }
            self._record(self.usage, "quantity", stated, at.span)
            return
        self._put_or_report(name, count, at, self.usage, "quantity")

    def _put_or_report(
        self, name: str, value: Any, at: DocumentNode, where: dict[str, tuple[Any, Span]], field: str
    ) -> None:
        if isinstance(value, Unreadable):
            fix = value.in_property or value.fix
            self.diagnostics.append(
                diagnose(
                    "import/cell-not-read", at.span, "property", field=name, reason=value.because, fix=fix
                )
            )
            return
        if field == "quantity" and value == value.to_integral_value():
            value = int(value)
        self._record(where, field, value, at.span)

    def _read_own_property(self, field: str, text: str, at: DocumentNode) -> None:
        """Read a `microdep:` property."""
        known = schema("bom").records["component"]["properties"]
        if field not in known or (field in STRUCTURAL and not self._restored):
            able = [f"{PREFIX}{name}" for name in known if name not in STRUCTURAL]
            self.diagnostics.append(
                diagnose(
                    "import/external-component",
                    at.span,
                    "unknown-property",
                    name=f"{PREFIX}{field}",
                    near=did_you_mean(f"{PREFIX}{field}", able) or "",
                )
            )
            return
        value, problem = parse_value("component", field, text)
        if value is UNREAD:
            fix = phrase_of("import/cell-not-read", "write-json")
            self.diagnostics.append(
                diagnose(
                    "import/cell-not-read",
                    at.span,
                    "property",
                    field=f"{PREFIX}{field}",
                    reason=problem,
                    fix=fix,
                )
            )
            return
        where = self.usage if field in {"quantity", "designators"} and not self._restored else self.facts
        self._record(where, field, value, at.span)


def _field_of_function(word: str) -> tuple[str, str]:
    """Return the field for a function in CycloneDX (`class` or `function`), and the word for the function.

    The field is `class` if the word is a class, such as `connector`.
    """
    functions, classes = load_vocabularies().get("function"), load_vocabularies().get("class")
    assert functions is not None
    assert classes is not None
    is_class = functions.resolve(word) is None and classes.resolve(word) is not None
    return ("class" if is_class else "function"), word
