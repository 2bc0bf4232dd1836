"""Contradicting facts of components with the same manufacturer and part number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.bom.amounts import bounds
from microdep_rules.bom.errors.quoting import literal
from microdep_rules.bom.facts import exact
from microdep_rules.messages import diagnose

if TYPE_CHECKING:
    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.diagnostics import Diagnostic

_FACTS = (
    "origin",
    "place_of_manufacture",
    "hs_code",
    "eccn",
    "function",
    "class",
    "cots",
    "restriction_index",
)
_NUMBERS = ("mass_g",)


def check(bom: Bom) -> list[Diagnostic]:
    """Return diagnostics for contradicting facts of components with one manufacturer and part number."""
    problems = []
    first: dict[tuple[str, str], list[Element]] = {}
    for component in bom.components.values():
        manufacturer, number = exact(component.data.get("manufacturer")), exact(component.data.get("mpn"))
        if manufacturer is None or number is None:
            continue
        same = first.setdefault((manufacturer, number), [])
        for field in (*_FACTS, *_NUMBERS):
            problems += _report_conflict(bom, field, component, same)
        same.append(component)
    return problems


def _report_conflict(bom: Bom, field: str, component: Element, same: list[Element]) -> list[Diagnostic]:
    stated = _value(component, field)
    if stated is None:
        return []
    for other in same:
        second = _value(other, field)
        if second is None:
            continue
        if second == stated:
            return []
        conflict = diagnose(
            "bom/contradiction",
            bom.span(component, field),
            "same-number",
            also=[bom.span(other, field)],
            field=field,
            mpn=exact(component.data["mpn"]),
            first=_show(other, field),
            second=_show(component, field),
        )
        return [conflict]
    return []


def _value(component: Element, field: str) -> Any:
    raw = component.data.get(field)
    return bounds(raw).exact if field in _NUMBERS else exact(raw)


def _show(component: Element, field: str) -> str:
    return literal(exact(component.data[field]))
