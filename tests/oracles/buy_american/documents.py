"""Short ways to write complete documents and contexts about the content of a product."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tests.oracles.documents import usd

if TYPE_CHECKING:
    from tests.oracles.facts import Record

PRODUCT = "product"


def known(**facts: Any) -> Record:
    """The facts that are there."""
    return {name: value for name, value in facts.items() if value is not None}


def part(name: str, origin: str | None, cost: str | None, *materials: Record, **more: Any) -> Record:
    """A direct component with its landed cost, of these materials and no others."""
    costs = None if cost is None else [{"kind": "landed", "amount": Decimal(cost), "currency": "USD"}]
    facts: Record = {
        "id": name,
        "name": name,
        "kind": "component",
        "class": "mechanical-part",
        "cots": False,
        "modified_before_acceptance": False,
        "origin": origin,
        "costs": costs,
        "children": [],
        "materials": list(materials),
        "complete": ["materials"],
    }
    return known(**(facts | more))


def steel(cost: str | None, *places: str | None, name: str = "steel", word: str | None = "steel") -> Record:
    """Iron or steel that was melted, and then rolled, in these places."""
    made = [
        known(stage=stage, country=place) for stage, place in zip(("melted", "rolled"), places, strict=False)
    ]
    price = None if cost is None else {"amount": Decimal(cost), "currency": "USD"}
    return known(id=name, substance=word, cost=price, stages=made)


def document(*parts: Record, quantity: int = 1, completeness: str = "complete", **facts: Any) -> Record:
    """A product made in the US of these parts, with no material of its own."""
    product = {
        "id": PRODUCT,
        "name": "Product",
        "kind": "end_item",
        "class": "electronic-module",
        "cots": False,
        "modified_before_acceptance": False,
        "function": "radio",
        "place_of_manufacture": "US",
        "materials": [],
        "children": [{"ref": held["id"], "quantity": quantity} for held in parts],
    } | facts
    return {
        "schema": "microdep-bom/1",
        "document": {"id": "bom", "product": PRODUCT, "completeness": completeness},
        "components": [known(**product), *parts],
    }


def of_share(domestic: str, foreign: str, origin: str = "CN", **facts: Any) -> Record:
    """A product of a domestic and a foreign component of these costs, without iron or steel."""
    return document(part("a", "US", domestic), part("b", origin, foreign), **facts)


def of_steel(domestic: str, foreign: str, rest: str, *places: str | None, **facts: Any) -> Record:
    """A product of steel of the US, steel made in these places (of the US otherwise), and something else."""
    return document(
        part("a", "US", domestic, steel(domestic, "US", "US")),
        part("b", "US", foreign, steel(foreign, *(places or ("CN", "CN")))),
        part("c", "US", rest),
        **facts,
    )


def determination(kind: str, item: str | None = PRODUCT, **more: Any) -> Record:
    """A determination in force all through 2026."""
    return known(**({"kind": kind, "item": item, "from": "2026-01-01", "through": "2026-12-31"} | more))


def context(delivery: str | None = "2026-06-01", **more: Any) -> Record:
    """A buy of a civilian agency that the trade agreements do not cover, used in the US."""
    facts: Record = {
        "schema": "microdep-context/1",
        "agency": "GSA",
        "value": usd("5000000"),
        "award": "2026-01-15",
        "delivery": delivery,
        "place_of_use": "US",
        "product_service_group": "70",
        "threshold_of_award_year": False,
        "domestic_offer": True,
        "small_business_set_aside": True,
        "arms_or_war_materials": False,
        "resale": False,
        "reserved_source": False,
        "limited_competition": False,
        "low_foreign_offer": True,
        "information_technology": False,
        "determinations": [],
    }
    return known(**(facts | more))
