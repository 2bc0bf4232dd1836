"""Crowds of equal components, of which one differs in what a rule may come by."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from microdep_rules.bom.build import build
from microdep_rules.bom.load import load_document
from microdep_rules.lang.pack import check_pack
from microdep_rules.source import SourceFile
from microdep_rules.vocabulary.stages import load_stages
from tests.conformance.cases import with_heads
from tests.oracles.documents import json_text
from tests.properties.by_class import outcomes

if TYPE_CHECKING:
    from collections.abc import Callable

    from microdep_rules.bom.model import Bom
    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.engine.query import Query
    from microdep_rules.lang import ir
    from tests.properties.documents import Record

MAKERS = ("Kestrel", "Osprey", "Buzzard", "Harrier", "Merlin", "Goshawk", "Hobby", "Falcon")
ONE, ANOTHER = 5, 4
"""The number of the component that differs, and that of one that does not."""
OWN_FIELDS = """
field component.ext.torque is number in "N·m"
  title "nominal torque"
  cites "a law"
field component.ext.supplier is text
  title "supplier of the drawing"
  cites "a law"
field party.ext.audited is true-or-false
  title "audit"
  cites "a law"
field material.ext.lot is text
  title "lot"
  cites "a law"
"""
LISTED = """
list listed of party
  "Evil Polysilicon Co" or "lei:5299000000EXAMPLE000"   cites "a law"
  "Huawei"                                              cites "a law"
"""


@dataclass(frozen=True)
class Case:
    """Rules, a crowd that is equal for them, and what makes one component another."""

    rules: str
    row: Record = field(default_factory=dict)
    """Fields of each component; `{n}` in a text is its number."""
    change: Callable[[Record], object] = lambda _: None
    beside: tuple[Record, ...] = ()
    """Components of each one, besides itself: what it is made of."""
    others: tuple[Record, ...] = ()
    """Components of the product besides the crowd."""
    maker: Record = field(default_factory=dict)
    """Fields of each maker."""
    parties: tuple[Record, ...] = ()
    evidence: tuple[Record, ...] = ()
    context: Record = field(default_factory=dict)
    about: str = "r"
    """The first letter of those that are compared."""
    are_alone: bool = False
    """Whether the rules ask for what each component has by itself, so that no outcome is shared by a class."""


def put(id_: str, **fields: Any) -> Callable[[Record], None]:
    """States fields of a component or party; nothing stands for a field that is left out."""

    def change(document: Record) -> None:
        held = next(each for each in document["components"] + document["parties"] if each["id"] == id_)
        held |= fields
        for name in [name for name, value in fields.items() if value is None]:
            del held[name]

    return change


def use(id_: str, holder: str = "p", **fields: Any) -> Callable[[Record], None]:
    """States what the use of a component says; another holder takes it from the product."""

    def change(document: Record) -> None:
        known = {each["id"]: each for each in document["components"]}
        old = next(each for each in known["p"]["children"] if each["ref"] == id_)
        if holder != "p":
            known["p"]["children"].remove(old)
            known[holder].setdefault("children", []).append(old)
        old |= fields
        for name in [name for name, value in fields.items() if value is None]:
            del old[name]

    return change


def also_in(id_: str, holder: str) -> Callable[[Record], None]:
    """Uses a component in another one, too."""

    def change(document: Record) -> None:
        known = {each["id"]: each for each in document["components"]}
        known[holder].setdefault("children", []).append({"ref": id_, "quantity": 1})

    return change


def _numbered(value: Any, number: int) -> Any:
    if isinstance(value, str):
        return value.replace("{n}", str(number))
    if isinstance(value, dict):
        return {name: _numbered(held, number) for name, held in value.items()}
    return [_numbered(each, number) for each in value] if isinstance(value, list) else value


def document_of(case: Case) -> Record:
    """The crowd in a product, with the one that differs in it."""
    parties = [
        {"id": f"m{n}", "name": f"{name} Works", **_numbered(case.maker, n)} for n, name in enumerate(MAKERS)
    ]
    rows = []
    for n in range(len(MAKERS)):
        row = {"id": f"r{n}", "name": f"Bracket {n}", "mpn": f"B-{n}", "manufacturer": f"m{n}"}
        rows += [{**row, **_numbered(case.row, n)}, *_numbered(list(case.beside), n)]
    ids = [_numbered(case.row.get("id", "r{n}"), n) for n in range(len(MAKERS))]
    children = [{"ref": each, "quantity": 1} for each in ids]
    children += [{"ref": other["id"], "quantity": 1} for other in case.others]
    product = {"id": "p", "name": "Product", "children": children}
    found: Record = {
        "schema": "microdep-bom/1",
        "document": {"id": "crowd", "product": "p", "completeness": "complete"},
        "parties": [*parties, *deepcopy(list(case.parties))],
        "components": [product, *rows, *deepcopy(list(case.others))],
        "evidence": deepcopy(list(case.evidence)),
    }
    case.change(found)
    return found


def load(document: Record, context: Record) -> Bom:
    """A document with its contract."""
    loaded = load_document("bom.json", json_text(document).encode(), kind="bom")
    assert loaded.value is not None, [(d.code, d.message) for d in loaded.diagnostics]
    beside = None
    if context:
        text = json_text({"schema": "microdep-context/1", **context})
        beside = load_document("context.json", text.encode(), kind="context")
        assert beside.value is not None, [(d.code, d.message) for d in beside.diagnostics]
    bom, problems = build(loaded, beside, on_route=load_stages().on_route)
    assert bom is not None, [(d.code, d.message) for d in problems]
    return bom


@cache
def pack_of(rules: str) -> ir.Pack:
    """The rules of a case, with the list of companies that each may ask for."""
    pack, problems = check_pack([SourceFile("case.rule", with_heads(rules + OWN_FIELDS + LISTED))])
    assert pack is not None, [(d.code, d.message) for d in problems]
    return pack


def said_of(pack: ir.Pack, bom: Bom, query: Query, id_: str) -> list[tuple[object, ...]]:
    """What each rule says of a component, or of what may be in it, where each is judged by itself."""
    found, _, _ = outcomes(pack, bom, replace(query, by_class=False, explained=False))
    return [_short(each) for each in found if _is_about(each, id_)]


def _is_about(outcome: Outcome, id_: str) -> bool:
    return id_ in {outcome.subject.id.partition("/")[0], *(part.id for part in outcome.parts)}


def _short(outcome: Outcome) -> tuple[object, ...]:
    kinds = sorted({kind for kind, _ in outcome.relies_on})
    return (outcome.rule.name, outcome.verdict.value, outcome.candidate, outcome.missing_names, *kinds)
