"""Random documents in which everything is said: every fact known, every list closed.

What is less known is made from them by `forgetting`. Amounts, dates and shares come from small sets that
hold the boundaries of the random packs, so that they are hit exactly.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from microdep_rules.vocabulary.implied_contents import may_do, substances_implied
from tests.properties.chance import stated

if TYPE_CHECKING:
    from tests.properties.chance import Chance

Record = dict[str, Any]

PLACES = ("US", "CN", "JP", "RU", "DE", "CN-XJ", "HK")
DAYS = ("2025-12-31", "2026-01-01", "2026-06-30", "2026-07-01", "2026-12-31", "2027-01-01", "2027-01-02")
INDICES = (Decimal("0.8"), Decimal("0.1"), Decimal("0.95"), Decimal("0.79"))
FUNCTIONS = ("bldc-motor", "brushed-motor", "servo", "camera", "battery", "magnet")
CLASSES = ("ceramic-capacitor", "electric-motor", "connector", "magnet", "fastener", "electronic-module")
SUBSTANCES = ("NdFeB", "tantalum", "W", "Al", "NdFeB", "SmCo")
MAGNETS = frozenset({"NdFeB", "SmCo"})
MAKERS = ("red-works", "blue-mill", "far-bank")
STANDARDS = ("ASTM B777", "IEC 1", "ISO 2")
ROUTES = {
    "NdFeB": ("mined:Nd", "separated:Nd", "alloy_melted", "sintered", "bonded", "magnetized"),
    "SmCo": ("mined:Sm", "alloy_melted", "sintered", "magnetized"),
    "tantalum": ("mined", "refined", "reduced_to_metal", "melted"),
    "W": ("mined", "calcined", "atomized", "sintered"),
    "Al": ("mined", "smelted", "cast"),
}
RATES = ((Decimal("1.1"), "2025-01-01"), (Decimal("0.9"), "2026-06-30"))
ALL_LISTS = ("children", "materials", "stages", "inputs", "costs", "technology")


def full_document(chance: Chance) -> Record:
    """A document with its context in it; nothing about it is unknown."""
    names = ["product", "part-a", "part-b", "part-c"][: chance.number(1, 4)]
    components = [_component(chance, name) for name in names]
    components[0]["kind"] = chance.pick("end_item", "end_item", "mill_product")
    for index, component in enumerate(components[1:], start=1):
        for user in chance.some(range(index), 1, 2):
            usage = {"ref": component["id"], "quantity": chance.number(1, 3)}
            components[user]["children"].append(usage)
    for name in ("lot", "batch")[: chance.pick(0, 0, 1, 2)]:
        components.append(_upstream(chance, components, name))
    _agree(components)
    return {
        "schema": "microdep-bom/1",
        "document": {"id": "bom", "product": "product"},
        "parties": _parties(chance),
        "components": components,
        "evidence": _evidence(chance),
        "context": _context(chance, names),
    }


def flat_document(chance: Chance) -> Record:
    """A flat list of parts, none of which holds, replaces or was made from another; some facts are missing."""
    components = [_component(chance, f"part-{number}") for number in range(chance.number(2, 12))]
    for component in components:
        for name in ("origin", "place_of_manufacture"):  # what contradicts itself is read like anything else
            if chance.once_in(4):
                component[name] = chance.of(PLACES)
        if chance.once_in(4):
            component["class"] = chance.of(CLASSES)
        for name in ("children", "inputs", "claims"):
            component.pop(name, None)
        for name in [*component]:
            if name not in {"id", "name", "ext"} and chance.once_in(4):
                del component[name]
        if chance.once_in(2):
            component.pop("materials", None)
        if "materials" not in component and "complete" in component:
            component["complete"] = [word for word in component["complete"] if word != "materials"]
        substances = {material["substance"] for material in component.get("materials", ())}
        component["free_of"] = [word for word in component.get("free_of", ()) if word not in substances]
    context = _context(chance, ["part-0"])
    return {
        "schema": "microdep-bom/1",
        "document": {"id": "bom"},
        "parties": _parties(chance),
        "components": components,
        "evidence": _evidence(chance),
        "context": {key: value for key, value in context.items() if key != "determinations"},
    }


def _prices(component: Record) -> tuple[Record, Record]:
    """What a component costs, as it is bought and as it lands."""
    return component["unit_cost"], component["costs"][0]


def _agree(components: list[Record]) -> None:
    """A part weighs and costs no less than its children, and is not free of what is in it or in them."""
    by_id = {component["id"]: component for component in components}
    held: dict[str, set[str]] = {}

    def settle(part: Record) -> None:
        used = [(by_id[use["ref"]], use["quantity"]) for use in part["children"]]
        for child, _ in used:
            settle(child)
        weight = sum((child["mass_g"] * quantity for child, quantity in used), Decimal(0))
        part["mass_g"] = max(part["mass_g"], weight)
        for prices in zip(*(_prices(each) for each in (part, *(child for child, _ in used))), strict=True):
            own, *others = prices
            many = [quantity for _, quantity in used]
            alike = [
                (each, n) for each, n in zip(others, many, strict=True) if each["currency"] == own["currency"]
            ]
            total = sum((each["amount"] * quantity for each, quantity in alike), Decimal(0))
            own["amount"] = max(own["amount"], total)
        substances = {each["substance"] for each in part["materials"]}
        held[part["id"]] = substances.union(*(held[child["id"]] for child, _ in used))
        part["free_of"] = [word for word in part["free_of"] if word not in held[part["id"]]]

    for component in components:
        settle(component)


def _component(chance: Chance, name: str) -> Record:
    place, function = chance.of(PLACES), chance.of(FUNCTIONS)
    kind = chance.of([each for each in CLASSES if may_do(each, function)])
    # A motor or a magnet that lists no material contradicts itself.
    goes_with = any(substances_implied(*each).one_of for each in (("function", function), ("class", kind)))
    materials = [_material(chance, index) for index in range(chance.pick(1, 1, 2 if goes_with else 0, 2))]
    function, kind = _that_may_be_of(materials, function, kind)
    weight = sum(Decimal(material["mass_g"]) for material in materials) + chance.pick(0, 0, 30)
    amount = chance.pick(100, 50, 200)
    price = {"amount": amount, "currency": chance.pick("USD", "USD", "USD", "EUR")}
    # Landed is seldom less than the price: a document in which it is contradicts itself.
    landed = 10 if chance.once_in(200) else amount + chance.pick(0, 0, 50)
    found: Record = {
        "id": name,
        "name": name.title(),
        "kind": "component",
        "function": function,
        "class": kind,
        "origin": _evidenced(chance, place),
        "place_of_manufacture": place,
        "restriction_index": chance.of(INDICES),
        "manufacturer": chance.of(MAKERS),
        "eccn": chance.pick("EAR99", "9A012"),
        "mass_g": weight or 10,
        "cots": chance.pick(True, False),
        "modified_before_acceptance": chance.pick(False, False, True),
        "unit_cost": {**price, "kind": "purchase-price"},
        "costs": [{"kind": "landed", "amount": landed, "currency": "USD"}],
        "technology": [
            {"kind": "licensed", "party": chance.of(MAKERS), "country": chance.of(PLACES)}
            for _ in range(chance.pick(0, 1))
        ],
        "materials": materials,
        "stages": _assembled(chance, place),
        "inputs": [],
        "children": [],
        "free_of": chance.pick([], ["mercury"], ["tantalum", "SmCo"]),
        "complete": list(ALL_LISTS),
        **({"claims": ["small-contract"]} if chance.once_in(4) else {}),
    }
    return found | ({"ext": _own_fields(amount, found["manufacturer"], place)} if found["cots"] else {})


def _own_fields(amount: int, maker: str, place: str) -> Record:
    """Fields that the random packs declare, and one that they do not; by what was drawn for others."""
    torque = {50: 1, 100: "2 Nm", 200: {"one_of": [1, 3]}}
    return {"torque": torque[amount], "supplier": maker, "shelf": place}


def _that_may_be_of(materials: list[Record], function: str, kind: str) -> tuple[str, str]:
    """A function and a class that do not contradict the materials: what always has a magnet lists one."""
    if not MAGNETS.isdisjoint(material["substance"] for material in materials):
        return function, kind
    function = {"bldc-motor": "brushed-motor", "magnet": "servo"}.get(function, function)
    if kind == "magnet":
        kind = next(each for each in ("electric-motor", "electronic-module") if may_do(each, function))
    return function, kind


def _assembled(chance: Chance, place: str) -> list[Record]:
    """Where a component was assembled: where it was made, or some of it in each of two stages."""
    earlier = [
        {"stage": "wound", "country": chance.of(PLACES), "party": chance.of(MAKERS)}
        for _ in range(chance.pick(0, 0, 1))
    ]
    share = chance.pick(None, None, None, 60, 50, 30)
    if share is None:
        return [*earlier, {"stage": "assembled", "country": place, "party": chance.of(MAKERS)}]
    shares = (share, chance.pick(100 - share, 20))
    return [*earlier, *({"stage": "assembled", "country": place, "share": each} for each in shares)]


def _evidenced(chance: Chance, value: str) -> Any:
    return {"value": value, "evidence": ["report"]} if chance.once_in(3) else value


def _material(chance: Chance, index: int) -> Record:
    substance = chance.of(SUBSTANCES)
    found: Record = {
        "id": f"m{index}",
        "substance": substance,
        "mass_g": chance.pick(50, 50, 100, 25),
        "density": chance.pick(Decimal("16.5"), Decimal("7.5"), Decimal("16.4")),
        "recycled_share": chance.pick(50, 0, 49, 100),
        "composition": [
            {
                "element": "W",
                "share": chance.pick(90, 89, 10),
                "specified_maximum": chance.pick(95, 90),
                "recovered": _recovered(chance),
            },
            {
                "element": chance.pick("Fe", "Fe", "steel", "NdPr"),
                "share": chance.pick(5, 1),
                "specified_maximum": chance.pick(5, 2),
            },
        ],
        "meets": chance.some(STANDARDS, 0, 2),
        "stages": _stages(chance, ROUTES[substance]),
        "inputs": [],
        "complete": ["composition", "stages", "inputs"],
    }
    own = {0: True, 100: False}
    return found | (
        {"ext": {"sorted": own[found["recycled_share"]]}} if found["recycled_share"] in own else {}
    )


def _recovered(chance: Chance) -> list[Record]:
    wastes = chance.pick(("post-consumer-waste",), ("pre-consumer-waste", "post-consumer-waste"))
    return [{"waste": waste, "share": chance.pick(50, 10, 0)} for waste in wastes]


def _stages(chance: Chance, route: tuple[str, ...]) -> list[Record]:
    found: list[Record] = []
    usual = chance.of(PLACES)
    for word in route[chance.number(0, len(route) - 1) :] if chance.once_in(2) else route:
        stage, _, constituent = word.partition(":")
        for share in chance.pick((None,), (None,), (None,), (50, 50), (70, 30)):
            place = chance.of((usual, usual, *PLACES))
            named = stated(stage=stage, substance=constituent or None, share=share)
            reported = {"country": place, "party": chance.of(MAKERS), "date": chance.of(DAYS)}
            if found and chance.once_in(6):
                reported["input_origin"] = found[-1]["country"]
            found.append(named | reported)
    return found


def _upstream(chance: Chance, components: list[Record], name: str) -> Record:
    """What a material of the product was made from: a part, or a part with a material of its own."""
    plain = {"kind": "raw_material", "function": "structure", "class": "mechanical-part"}
    lot = _component(chance, name) | plain | {"materials": [], "mass_g": 10}
    users = [
        component
        for component in components
        if component["materials"] and component["kind"] != "raw_material"
    ]
    holder = users[0]["materials"][0] if users else components[0]
    if users and chance.once_in(2):
        lot["materials"] = [_material(chance, 0) | {"substance": holder["substance"], "mass_g": 10}]
    entry = {"ref": name, "mass_g": 10, "supplier": chance.of(MAKERS)}
    holder["inputs"].append(entry)
    return lot


def _parties(chance: Chance) -> list[Record]:
    red, blue, far = MAKERS
    shares = chance.pick((50, 10), (25, 25), (60, 40), (24, 26), (0, 0))
    owners = [
        {"party": blue, "share": shares[0], "basis": chance.pick("equity", "votes", "debt")},
        {"party": far, "share": shares[1], **chance.pick({"basis": "equity"}, {})},
    ]
    rights = [
        {
            "party": blue,
            "appoints_officers": chance.pick(True, False),
            "effective_control": chance.pick(False, True),
        }
    ]
    closed = {"complete": ["owners", "rights", "relations"]}
    return [
        {"id": red, "name": "Red Works", "country": chance.of(PLACES), "owners": owners, "rights": rights}
        | {"relations": chance.pick([], [{"kind": "subsidiary", "party": far}]), "others_below": 5}
        | closed,
        {"id": blue, "name": "Blue Mill", "country": chance.of(PLACES), "rights": [], "relations": []}
        | {
            "owners": [{"party": far, "share": chance.pick(51, 50, 100), "basis": "equity"}],
            "others_below": 5,
        }
        | closed,
        {"id": far, "name": "Far Bank", "country": chance.of(PLACES), "owners": [], "rights": []}
        | {"relations": [], "others_below": 5}
        | closed,
    ]


def _evidence(chance: Chance) -> list[Record]:
    issued = chance.pick("2026-01-01", "2025-06-30")
    expires = (max(issued, chance.of(DAYS)), {"value": max(issued, chance.of(DAYS))})
    return [
        {
            "id": "report",
            "type": chance.pick("mill_test_report", "supplier_declaration"),
            "issuer": "Red Works",
            "issued": issued,
            "expires": chance.pick(*expires),
            "tier": chance.pick("third_party", "self"),
        }
    ]


def _context(chance: Chance, names: list[str]) -> Record:
    currency = chance.pick("USD", "USD", "EUR")
    return {
        "agency": chance.pick("DoD", "Navy", "NASA", "DoD"),
        "value": {"amount": chance.pick(100000, 250000, 99999, 250001), "currency": currency},
        "award": chance.of(DAYS),
        "delivery": chance.of(DAYS),
        "place_of_use": chance.of(PLACES),
        "mission_critical": chance.pick(True, False),
        "company": {"staff": chance.pick(500, 100), "importer": chance.pick(True, False)},
        "determinations": [
            {
                "id": f"d{index}",
                "kind": chance.pick("nonavailability", "national-security"),
                "item": chance.of(names),
                "material": chance.of(SUBSTANCES),
                "quantity": chance.pick(100, 0),
                "from": chance.pick("2026-01-01", "2026-07-01"),
                "through": chance.pick("2026-12-31", "2027-01-01"),
            }
            for index in range(chance.pick(1, 0, 2))
        ],
        "exchange_rates": [
            {"from": "EUR", "to": "USD", "rate": rate, "date": day}
            for rate, day in chance.pick(RATES, RATES[:1])
        ],
    }
