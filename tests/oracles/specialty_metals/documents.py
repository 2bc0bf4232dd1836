"""Short ways to write whole documents about specialty metals. A fact given as `None` is left out."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tests.oracles.documents import usd

if TYPE_CHECKING:
    from tests.oracles.facts import Record

PRODUCT, PART = "product", "part"
Share = int | Decimal


def known(**facts: Any) -> Record:
    """A record without the facts that are `None`."""
    return {name: value for name, value in facts.items() if value is not None}


def composition(maxima: dict[str, Share] | None = None, **shares: Share | None) -> list[Record]:
    """Lines of a composition: shares by element, and what the specification allows."""
    allowed = maxima or {}
    return [known(element=e, share=share, specified_maximum=allowed.get(e)) for e, share in shares.items()]


def steel(
    chromium: Share = 18, carbon: Share = Decimal("0.5"), maxima: dict[str, Share | None] | None = None
) -> Record:
    """Steel of iron, carbon and chromium, whole; the specification allows little of the rest."""
    allowed: dict[str, Share | None] = {"Mn": Decimal("1.65"), "Si": Decimal("0.6"), "Cu": Decimal("0.6")}
    allowed |= maxima or {}
    limits = {name: most for name, most in allowed.items() if most is not None}
    iron = 100 - Decimal(chromium) - Decimal(carbon)
    lines = composition(limits, Fe=iron, C=carbon, Cr=chromium, Mn=0, Si=0, Cu=0)
    return {"substance": "steel", "base": "Fe", "composition": lines}


def metal(facts: Record, made: str | None = "melted:US", **more: Any) -> Record:
    """A material with one stage, `stage:country`."""
    stage, _, country = (made or "").partition(":")
    stages = [known(stage=stage, country=country or None)] if stage else []
    return known(**{"id": "m", "mass_g": 100} | facts | {"stages": stages} | more)


TITANIUM: Record = {"substance": "titanium-alloy"}


def part(*materials: Record, name: str = PART, **more: Any) -> Record:
    """A part that consists of its materials: not electronic, not off the shelf, made in China."""
    return known(
        **{
            "id": name,
            "name": name,
            "kind": "component",
            "class": "mechanical-part",
            "materials": list(materials),
        }
        | {"complete": ["materials"], "children": [], "electronic_device": False, "structural": False}
        | {"cots": False, "modified_before_acceptance": False, "place_of_manufacture": "CN"}
        | {"incorporated": True}
        | more
    )


def document(*parts: Record, **facts: Any) -> Record:
    """An aircraft made in the US of the parts, one of each."""
    used = [each["id"] for each in parts if each["id"] not in _inside(parts)]
    top = part(name=PRODUCT, kind="end_item", place_of_manufacture="US") | {
        "class": "aircraft",
        "children": [{"ref": each, "quantity": 1} for each in used],
        "materials": [],
    }
    return {
        "schema": "microdep-bom/1",
        "document": {"id": "bom", "product": PRODUCT, "completeness": "complete"},
        "components": [known(**top | facts), *parts],
    }


def _inside(parts: tuple[Record, ...]) -> set[str]:
    return {child["ref"] for each in parts for child in each["children"]}


def context(**more: Any) -> Record:
    """A contract of the Department of Defense in the US, far above the threshold."""
    return known(
        **{"schema": "microdep-context/1", "agency": "DoD", "value": usd("5000000"), "award": "2026-01-15"}
        | {"delivery": "2026-06-01", "place_of_acquisition": "US", "place_of_use": "US"}
        | {"combat_setting": False, "contingency_operations": False, "determinations": []}
        | more
    )


def determination(kind: str, **more: Any) -> Record:
    """A determination about titanium alloy in the product, in validity all through 2026."""
    return known(
        **{"id": "d", "kind": kind, "item": PRODUCT, "material": "titanium-alloy", "quantity": 10}
        | {"from": "2026-01-01", "through": "2026-12-31"}
        | more
    )
