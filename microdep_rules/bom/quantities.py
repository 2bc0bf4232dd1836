"""Checks of shares above 100 % in total, and of contents that are heavier than their component."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from microdep_rules.bom.amounts import bounds, written
from microdep_rules.bom.errors import links as say
from microdep_rules.bom.facts import exact
from microdep_rules.bom.overruns import bottom_up, used_quantity
from microdep_rules.bom.spans import join
from microdep_rules.messages import diagnose
from microdep_rules.vocabulary.stages import load_stages

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.diagnostics import Diagnostic

_WHOLE = 100
_Shares = dict[str, list[tuple["Element", str]]]
"""For each whole, the records and fields that state shares of this whole."""

STAGES_KEPT = 1_000
"""Largest number of words for stages in the cache."""


def quantity(data: dict[str, Any]) -> Fraction | None:
    """Return the quantity in a record; `None` if the quantity is not exactly known."""
    return bounds(data.get("quantity")).exact


def check(bom: Bom) -> list[Diagnostic]:
    """Return diagnostics for shares of more than 100 % in total, and for contents that are too heavy."""
    problems, least = [], _least_masses(bom)
    for party in bom.parties.values():
        if "owners" in party.data:
            problems += _report_over_whole(_owner_shares(bom, party))
    columns = bom.file.columns
    shared = columns is None or bool(columns.of("stage", "share"))
    for component in bom.components.values():
        problems += _report_heavy_children(bom, component, least)
        materials = bom.materials(component)
        if not materials:
            if shared and "stages" in component.data:
                problems += _report_over_whole(_stage_shares(bom, component))
            continue
        name = component.name
        problems += _report_over_whole(
            {f"the materials of `{name}`": [(material, "share") for material in materials]}
        )
        for holder in (component, *materials):
            problems += _report_over_whole(_stage_shares(bom, holder))
        for material in materials:
            problems += _report_over_whole(_content_shares(bom, material))
        problems += _report_heavy_materials(bom, component, materials)
    return problems


def _owner_shares(bom: Bom, party: Element) -> _Shares:
    shares: _Shares = {}
    for owner in bom.owners(party):
        basis = exact(owner.data.get("basis")) or "ownership"
        shares.setdefault(f"`{party.name}` ({basis})", []).append((owner, "share"))
    return shares


def _stage_shares(bom: Bom, holder: Element) -> _Shares:
    shares: _Shares = {}
    for entry in bom.stages(holder):
        if "share" in entry.data and not _may_be_several_stages(exact(entry.data.get("stage"))):
            constituent = exact(entry.data.get("substance"))
            basis = exact(entry.data.get("basis"))
            whole = " ".join(f"{word}" for word in (constituent, f"({basis})" if basis else None) if word)
            name = f"`{entry.name}` of `{holder.name}`" + (f", {whole}" if whole else "")
            shares.setdefault(name, []).append((entry, "share"))
    return shares


@lru_cache(maxsize=STAGES_KEPT)
def _may_be_several_stages(stage: str | None) -> bool:
    """Return whether two entries with the same stage word may be different stages.

    The shares of different stages are not added. A word such as `sintered`, which a production route has, is
    a single stage, even if the vocabulary has more specific words.
    """
    stages = load_stages()
    narrower = stages.vocabulary.descendants(stage or "")
    return len(narrower) > 1 and not any(stage in route.stages for route in stages.routes.values())


def _content_shares(bom: Bom, material: Element) -> _Shares:
    shares: _Shares = {}
    if "composition" in material.data:
        entries = bom.records(material, "composition")
        shares[f"the composition of `{material.name}`"] = [(entry, "share") for entry in entries]
    for feedstock in bom.records(material, "feedstock"):
        whole = f"the feedstock of `{material.name}`"
        shares[whole] = [(feedstock, name) for name in ("primary", "recycled")]
    return shares


def _report_over_whole(shares: _Shares) -> list[Diagnostic]:
    problems = []
    for whole, fields in shares.items():
        stated = [
            (record, name, bounds(record.data[name]).low) for record, name in fields if name in record.data
        ]
        total = sum((low for _, _, low in stated if low is not None), Fraction(0))
        if total > _WHOLE:
            spans = [record.file.spans.value(join(record.pointer, name)) for record, name, _ in stated]
            problems.append(
                diagnose(
                    "bom/impossible-amount",
                    spans[-1],
                    "shares",
                    also=spans[:-1][:5],
                    whole=whole,
                    total=written(total),
                )
            )
        elif total == 1 and len(stated) > 1 and _all_exact(stated):
            spans = [record.file.spans.value(join(record.pointer, name)) for record, name, _ in stated]
            problems.append(
                diagnose("bom/impossible-amount", spans[0], "fractions", also=spans[1:6], whole=whole)
            )
    return problems


def _all_exact(stated: list[tuple[Element, str, Fraction | None]]) -> bool:
    return all(bounds(record.data[name]).exact is not None for record, name, _ in stated)


def _least_masses(bom: Bom) -> dict[str, Fraction]:
    """Return the minimum mass of each component, as stated or from its contents."""
    least: dict[str, Fraction] = {}
    if not any(_is_weighed(bom, component) for component in bom.components.values()):
        return least
    for component in bottom_up(bom):
        materials = sum(map(_least_mass, bom.materials(component)), Fraction(0))
        uses = bom.usages(component)
        children = sum(
            (used_quantity(use) * least.get(use.child.id, Fraction(0)) for use in uses), Fraction(0)
        )
        least[component.id] = _least_mass(component) or max(materials, children)
    return least


def _is_weighed(bom: Bom, component: Element) -> bool:
    return "mass_g" in component.data or any(
        "mass_g" in material.data for material in bom.materials(component)
    )


def _least_mass(element: Element) -> Fraction:
    return bounds(element.data.get("mass_g")).low or Fraction(0)


def _report_heavy_children(bom: Bom, component: Element, least: Mapping[str, Fraction]) -> list[Diagnostic]:
    """Return a diagnostic if the children of a component are heavier than the component."""
    limit = bounds(component.data["mass_g"]).high if "mass_g" in component.data else None
    if limit is None:
        return []
    weighed = []
    for usage in bom.usages(component):
        mass = used_quantity(usage) * least.get(usage.child.id, Fraction(0))
        if mass:
            weighed.append((usage.child, mass))
    total = sum((mass for _, mass in weighed), Fraction(0))
    if total <= limit:
        return []
    heaviest, mass = max(weighed, key=lambda pair: pair[1])
    is_single = mass > limit
    names = [heaviest.name] if is_single else [child.name for child, _ in weighed]
    at, place = bom.span(heaviest, "mass_g"), bom.span(component, "mass_g")
    shown = written(mass if is_single else total)
    return [say.children_above_part(names, shown, component.name, written(limit), at, place)]


def _report_heavy_materials(bom: Bom, component: Element, materials: Iterable[Element]) -> list[Diagnostic]:
    limit = bounds(component.data.get("mass_g")).high
    if limit is None:
        return []
    weighed = [(material, bounds(material.data.get("mass_g")).low or Fraction(0)) for material in materials]
    heavy = [(material, low) for material, low in weighed if low > limit]
    for material, low in heavy:
        at = bom.span(material, "mass_g")
        return [
            say.mass_above_part(
                [material.name],
                written(low),
                component.name,
                written(limit),
                at,
                bom.span(component, "mass_g"),
            )
        ]
    total = sum((low for _, low in weighed), Fraction(0))
    if total <= limit:
        return []
    last = [material for material, low in weighed if low][-1]
    names = [material.name for material, _ in weighed]
    at = bom.span(last, "mass_g")
    return [
        say.mass_above_part(
            names, written(total), component.name, written(limit), at, bom.span(component, "mass_g")
        )
    ]
