"""Documents with something wrong or doubtful anywhere in them, and texts that are hardly JSON."""

from __future__ import annotations

import json
from copy import deepcopy
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from benchmarks.peers.documents import document
from microdep_rules.bom.schemas import schema
from microdep_rules.bom.yaml_reader import read_yaml
from microdep_rules.source import SourceFile
from tests.bom.corpus_files import CORPUS
from tests.conftest import CHECKOUT
from tests.oracles.documents import json_text
from tests.properties.generators import case_of
from tests.properties.schema_valid import value as any_valid

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.properties.chance import Chance
    from tests.properties.documents import Record

SCALARS: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 100, 1_500, 10**30, Decimal("0.5"), Decimal("0.00"), Decimal("-1.5")),
    *("", " ", "x", "CN", "JP", "CN-XJ", "ZZ", "tbd", "unknown", "0", "at most 0", "3..2", "at least 5"),
    *("2026-02-30", "2026-01-01", "USD", "EXW", "8507.60", "9999", "landed", "direct", "purchase-price"),
    *("manufactured", "assembled", "cell_made", "mined", "sintered", "NdFeB", "tungsten", "stages"),
    *("camera", "label", "motor", "software", "mill_product", "supplier-1", "nobody", "Red Works 1"),
    *("Xinjiang aluminium ingot", "Bracket, made in China", "Neodymium magnet", "\u00fcber 9"),
)
RECORDS: tuple[Any, ...] = (
    {},
    {"unknown": True},
    {"value": "CN", "evidence": ["ev-1"]},
    {"one_of": ["CN", "MY"]},
    {"value": 0},
    {"at_most": 0},
    {"at_least": 5, "at_most": 2},
    {"value": 7_000, "unit": "years"},
    {"amount": 0, "currency": "USD"},
    {"amount": "3..2", "currency": "USD"},
    {"amount": 900, "currency": "EUR", "kind": "landed", "incoterm": "EXW"},
    {"amount": 3, "currency": "USD", "kind": "no such kind"},
)
LISTS: tuple[Any, ...] = ([], ["stages"], ["NdFeB"], [{"value": "stages", "evidence": ["ev-1"]}])
_STATED: dict[str, Iterable[Any]] = {
    "name": (
        "Xinjiang aluminium ingot",
        "Bracket, made in China",
        "Neodymium magnet",
        "Camera cable",
        "Label",
    ),
    "mpn": ("1", "Camera 1", {"value": "1"}),
    "manufacturer": ("supplier-1", "plant-1", "Red Works 1"),
    "kind": ("software", "mill_product", "raw_material", "service", {"value": "end_item"}),
    "function": ("camera", "battery-cell", "magnet", {"one_of": ["camera", "motor"]}),
    "class": ("label", "magnet", "casting", {"value": "electric-motor"}),
    "origin": ("CN", "JP", "CN-XJ", {"value": "CN"}, {"one_of": ["CN", "MY"]}),
    "place_of_manufacture": ("CN", "JP", {"value": "US"}),
    "hs_code": ("8507.60", "8505.11", "TBD", "12"),
    "quantity": (0, 3, {"value": 0}, "at most 0", {"at_least": 2}),
    "mass_g": (0, 5, 2_000, "at least 9", {"value": 3}),
    "lead_time": ({"value": 7_000, "unit": "years"}, {"value": 2_000, "unit": "days"}),
    "complete": (["stages"], ["materials", "children"], ["materials"], [{"value": "stages"}]),
    "free_of": (["NdFeB"], ["magnet", "tungsten"]),
    "unit_cost": (
        {"amount": 0, "currency": "USD"},
        {"amount": "3..2", "currency": "USD"},
        {"amount": Decimal("0.5"), "currency": "USD"},
        {"amount": 900, "currency": "USD", "kind": "landed", "incoterm": "EXW"},
        {"amount": 3, "currency": "USD", "kind": "no such kind"},
        {"amount": 3, "currency": "USD", "kind": {"value": "direct"}},
    ),
    "costs": (
        [{"kind": kind, "amount": amount, "currency": "USD"} for kind, amount in pairs]
        for pairs in (
            (("direct", 5), ("manufacturing", 3)),
            (("purchase-price", 5), ("purchase-price", 6)),
            (("landed", 1), ("purchase-price", 2)),
            (("direct-material", 0),),
        )
    ),
    "stages": (
        [],
        [
            {"stage": "assembled", "country": "CN"},
            {"stage": "manufactured", "country": "JP", "party": "plant-1"},
        ],
        [{"stage": "manufactured", "country": "JP", "party": "plant-1"}],
        [{"stage": {"value": "assembled"}, "country": {"value": "VN"}}],
        [
            {"stage": "sintered", "country": "CN", "share": 60},
            {"stage": "sintered", "country": "JP", "share": 60},
        ],
        [{"stage": "mined", "country": "CN", "share": 0}],
        [{"stage": "cell_made", "country": "KR", "party": "plant-2"}, {"stage": "pcb_fabricated"}],
        [{"stage": "magnetized", "country": "CN", "of": "ndfeb"}],
    ),
    "materials": (
        [],
        [{"substance": "NdFeB"}, {"substance": "tungsten"}],
        [{"substance": "NdFeB", "cost": {"amount": 5_000, "currency": "USD"}}],
        [{"substance": "tungsten", "mass_g": 5, "stages": [{"stage": "sintered", "country": "CN"}]}],
        [{"name": "Drawn bar", "substance": "steel", "stages": [{"stage": "rolled", "country": "CN"}]}],
        [{"substance": "steel", "free_of": ["steel"], "complete": ["composition"], "composition": []}],
        [{"substance": "NdFeB", "recycled_share": 100, "stages": [{"stage": "mined", "country": "CN"}]}],
    ),
    "children": (
        [],
        [{"name": "Camera", "unit_cost": {"amount": 5_000, "currency": "USD"}, "quantity": 3, "mass_g": 7}],
        [{"ref": "c3", "quantity": 0}, "c4"],
    ),
    "inputs": ([{"ref": "c3"}], [{"ref": "c3", "of": "ndfeb", "mass_g": 0}], []),
    "alternates": (["c3"], []),
}
"""What a component may state, by the field; much of it contradicts something else."""
STATED = {field: tuple(values) for field, values in _STATED.items()}
FIELDS = tuple(
    sorted(
        {field for record in schema("bom").records.values() for field in record["properties"]} | {"nonsense"}
    )
)
PIECES = (
    '"',
    ",",
    "{",
    "}",
    "[",
    ":",
    " :",
    "x",
    "\\",
    "\\u0041",
    "\\ud800",
    "\t",
    "1",
    "-",
    "e5",
    "NaN",
    "\u00e9",
)


def spoiled(chance: Chance) -> Record:
    """A document in which a few values are others, are missing, or stand there again."""
    found = _whole(chance)
    components = found["components"]
    for component in chance.some(components, 1, 4) if chance.once_in(2) else ():
        for field in chance.some([*STATED], 1, 3):
            component[field] = deepcopy(chance.of(STATED[field]))
    for _ in range(chance.pick(0, 0, 1, 1, 2, 4)):
        _spoil(chance, chance.of(_holders(found) or [found]))
    return found


def _whole(chance: Chance) -> Record:
    """A valid document: random ones, rows and trees of parts, and those that say much."""
    if chance.once_in(3):
        case = case_of(chance.number(0, 10_000))
        return deepcopy(case.less if chance.once_in(2) else case.full)
    return deepcopy(chance.of(_known()))


@cache
def _known() -> tuple[Record, ...]:
    found = [
        _of_few_parties(json.loads(document(12, tree=tree), parse_float=Decimal)) for tree in (False, True)
    ]
    files = [*sorted((CORPUS / "valid").glob("*.yaml")), CHECKOUT / "examples" / "quadcopter" / "bom.yaml"]
    texts = [file.read_text(encoding="utf-8") for file in files]
    return (*found, *(read_yaml(SourceFile("bom.yaml", text))[0] for text in texts))


def _of_few_parties(document: Record) -> Record:
    """Rows or a tree of parts, whose parties are the suppliers and the mills that have a number of one digit."""
    ids = {each["id"]: each for each in document["parties"]}
    for component in document["components"]:
        for holder, field in (
            (component, "supplier"),
            *((each, "party") for each in component.get("stages", ())),
        ):
            if field in holder:
                kind, _, number = holder[field].rpartition("-")
                holder[field] = f"{kind}-{int(number) % 4}"
    few = ("supplier", "plant", "red-works")
    return {**document, "parties": [ids[f"{each}-{number}"] for each in few for number in range(4)]}


def _holders(value: Any) -> list[Any]:
    """Every record and every list in a value."""
    found, waiting = [], [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict | list) and each:
            found.append(each)
            waiting += each.values() if isinstance(each, dict) else each
    return found


def _spoil(chance: Chance, holder: Any) -> None:
    if isinstance(holder, list):
        at = chance.number(0, len(holder) - 1)
        holder[at:at] = deepcopy([chance.pick(holder[at], _strange(chance))])
        if chance.once_in(2):
            del holder[at + 1]
        return
    key = chance.of(holder) if holder and chance.once_in(2) else chance.of(FIELDS)
    if key in holder and chance.once_in(3):
        del holder[key]
    else:
        holder[key] = deepcopy(_valid(chance, key) if chance.once_in(2) else _strange(chance))


def _strange(chance: Chance) -> Any:
    return chance.of(chance.pick(SCALARS, SCALARS, RECORDS, LISTS, *STATED.values()))


def _valid(chance: Chance, field: str) -> Any:
    """A value that a field of some record may have."""
    found = schema("bom")
    nodes = [
        record["properties"][field] for record in found.records.values() if field in record["properties"]
    ]
    return any_valid(chance, found, chance.of(nodes)) if nodes else _strange(chance)


def hardly_json(chance: Chance) -> str:
    """The text of a document, in one of the ways to write it, with a mistake in it or without."""
    text = json_text(spoiled(chance))
    if chance.once_in(3):
        text = text.replace('": ', chance.pick('":', '" : ', '"\t:\n'))
    if chance.once_in(2):
        at = chance.number(0, len(text))
        text = text[:at] + chance.of((*PIECES, text[at : at + 30])) + text[at + chance.pick(0, 0, 1, 2) :]
    return text
