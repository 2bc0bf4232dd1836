"""Fields of documents that the rules of a pack read, directly or through facts derived from fields.

A document may contain many fields that no rule reads. Authors of documents should know the fields that rules
read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.lang import ir
from microdep_rules.lang.reached import with_definitions
from microdep_rules.vocabulary import contradictable_facts
from microdep_rules.vocabulary.fields import record_types
from microdep_rules.vocabulary.notions import (
    LISTED_TECHNOLOGIES,
    LISTS,
    MAKERS,
    NAMED_MAKER,
    NAMED_PLACE,
    OWN_FACTS,
    OWN_MATERIAL,
    OWN_WORDS,
    SUPPLIERS,
    feeds,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Key = tuple[str, str]
"""A kind of record, and the name of one of its fields in documents."""


def fields_read(packs: Iterable[ir.Pack]) -> frozenset[Key]:
    """Return the fields on which a verdict of these packs may depend."""
    return frozenset(key for pack in packs for rule in pack.rules for key in fields_of_rule(pack, rule))


def fields_of_rule(pack: ir.Pack, rule: ir.Rule) -> Iterator[Key]:
    """Return the fields on which a verdict of a rule may depend."""
    return _spelled_out(statements_of_rule(pack, rule))


def statements_of_rule(pack: ir.Pack, rule: ir.Rule) -> Iterator[Key]:
    """Yield the facts that a rule tests.

    A fact that the program derives from several fields, such as the place of manufacture, counts as one fact.
    """
    yield from statements_of(pack, [rule])
    if not rule.subject.listed and rule.subject.single is None:
        yield from _OF_LISTS["components"]
    if rule.milestones is not None:
        yield from STAGES
    if rule.evidence is not None:
        yield from ((record, "evidence") for record in record_types())
        yield from (("stage", "party"), ("component", "manufacturer"))  # self-made evidence does not count
        yield from _each("evidence", ("id", "type", "issuer", "issued", "expires", "tier"))
    if rule.exceptions:
        yield from ((record, "claims") for record in ("document", "component", "material", "contract"))


def statements_of(pack: ir.Pack, trees: Iterable[object]) -> Iterator[Key]:
    """Yield the facts that the given conditions test, and the facts that the definitions in them test."""
    for node in with_definitions(pack.definitions, trees):
        yield from statements_of_node(node)


def fields_of_node(node: object) -> Iterable[Key]:
    """Return the fields that can change the value of this node; child nodes are not included."""
    return _spelled_out(statements_of_node(node))


def statements_of_node(node: object) -> Iterable[Key]:
    """Return the facts that this node tests; a fact derived from several fields counts as one fact."""
    match node:
        case ir.FieldOf():
            return _of_field(node)
        case ir.Navigate():
            return _of_navigation(node)
        case ir.Variable(name="company"):
            return [("contract", "company")]
        case ir.InForce(basis=day) | ir.TableValue(at=str(day)) | ir.NamedList(at=str(day)):
            return [("contract", day)]
        case ir.Total() | ir.ShareOf():
            return _of_measure(node.measure, node.of)
        case ir.EachGroup(measured=ir.GroupShare() as share):
            return [
                *_of_measure(share.measure, node.of),
                *_fields_of_groups(node.group),
                *_fields_of_groups(share.by),
            ]
        case ir.EachGroup():
            return _fields_of_groups(node.group)
        case ir.Different():
            return _fields_of_groups(node.what)
        case ir.LargestSum():
            by = _source_fields(node.of.type.detail, node.by.key)
            return [*_of_measure(node.measure, node.of), *by]
        case ir.Count(kind="number"):
            return _COUNTED
        case ir.Content():
            return [*_COMPOSITION, ("content", node.key)]
        case ir.RecoveredShare():
            of_waste = [("content", "recovered"), *_each("recovery", ("waste", "share"))]
            return [*_COMPOSITION, ("content", "share"), *of_waste, *_of_measure(node.measure, node.of)]
        case ir.IsIn() if node.left.type == ir.Type("element", "party"):
            return [*_PARTY, *(_OWNERS if node.affiliates is not None else ())]
        case ir.IsIn() if node.left.type == ir.Type("element", "stage"):
            return STAGES
        case ir.Compare() | ir.Calculation() if node.left.type.kind == "money":
            return _RATES  # a comparison of two currencies needs a rate
        case ir.Owns():
            return [*_PARTY, *_OWNERS]
        case _:
            return ()


def _each(record: str, keys: Iterable[str]) -> list[Key]:
    return [(record, key) for key in keys]


_PARTY = _each("party", ("name", "aliases", "identifiers", "distinct_from"))
"""Fields by which the program recognizes a party in a list of parties."""
_OWNERS = [
    *_each("party", ("owners", "others_below", "rights", "relations")),
    *_each("owner", ("party", "share", "basis")),
    *_each("right", ("party", "appoints_officers", "effective_control")),
    *_each("relation", ("kind", "party")),
]
_SUBSTANCE = [
    *_each("material", ("substance", "form", "name", "grade", "meets", "composition", "stages")),
    *_each("content", ("element", "share")),
    ("stage", "stage"),
]
"""Fields that state the substance of a material, or that can contradict it (section 24 of the specification).
"""
_OWN: Mapping[str, list[Key]] = {
    OWN_WORDS: [*_each("component", ("name", "mpn", "hs_code", "stages")), ("stage", "stage")],
    NAMED_MAKER: _each("component", ("name", "mpn", "notes")),
    NAMED_PLACE: [("component", "name")],
    OWN_MATERIAL: [
        *_each("component", ("materials", "kind", "class", "function")),
        *_each("material", ("stages", "form")),
        *_each("stage", ("stage", "country", "site")),
        ("transformation", "country"),
    ],
    OWN_FACTS: _each("component", ("name", "mpn", "hs_code", "kind", "class", "function")),
}
"""For each derived fact of a component, the fields from which the program derives the fact."""


def _source_fields(record: str, key: str) -> list[Key]:
    """Return the fields from which the program derives a fact of a record."""
    return _each(record, feeds(record, key))


def _spelled_out(keys: Iterable[Key]) -> Iterator[Key]:
    for key in keys:
        yield from _OWN.get(key[1], (key,))


STAGES = [
    *_SUBSTANCE,
    *_each("stage", ("stage", "of", "substance", "share", "basis", "input_origin", "country", "site")),
    *_each("component", ("name", "stages", "inputs", "materials", "kind", "class", "function")),
    *_source_fields("component", "produced_in"),  # for stages that the document does not name
    *_each("material", ("inputs", "base")),
    *_each("input", ("ref", "of")),
    *_each("site", ("country", "name")),
    *_each("party", ("sites",)),
]
"""Fields that state the stages of a material, or that state that the list of stages is complete."""
_COMPOSITION = [
    *_SUBSTANCE,
    ("material", "free_of"),
    ("component", "free_of"),
]
_COUNTED = [("usage", "ref"), ("usage", "quantity"), ("component", "children")]
_RATES = [("contract", "exchange_rates"), *_each("exchange_rate", ("from", "to", "rate", "date"))]
_COSTS = [
    *_each("component", ("costs", "unit_cost")),
    *_each("cost", ("kind", "amount", "currency", "date", "incoterm")),
    *_RATES,
]
_OF_LISTS: Mapping[str, list[Key]] = {
    "children": [("component", "children"), ("usage", "ref"), ("document", "completeness")],
    "components": [("component", "children"), ("usage", "ref"), ("document", "completeness")],
    "enclosing-items": [("component", "children"), ("usage", "ref")],
    "materials": [
        *_each("component", ("materials", "free_of", "class", "function", "mass_g", "stages")),
        *_each(
            "component", ("name", "mpn", "notes", "hs_code")
        ),  # these can contradict a statement of absence
        *_each("material", ("share", "mass_g")),
        *_each("stage", ("stage", "of", "substance")),
    ],
    "stages": STAGES,
    "inputs": [
        *_each("component", ("inputs",)),
        *_each("material", ("inputs",)),
        *_each("input", ("ref", "of")),
    ],
}
"""For each list, the fields that state its elements, or state that the list is complete."""


def _of_field(node: ir.FieldOf) -> Iterable[Key]:
    record = node.base.type.detail
    if record == "maker":
        return _of_makers()
    if record == "supplier":
        return _of_suppliers()
    keys = _source_fields(record, node.key)
    if record == "material" and node.key in {"substance", "form"}:
        keys += _SUBSTANCE
    if record == "equipment" and (record, node.key) in contradictable_facts.table():
        keys.append(("equipment", "function"))
    against = (fact.itself for fact in contradictable_facts.table().get((record, node.key), ()))
    keys += [(record, name) for words in against for name in (*words.facts, *words.present)]
    if ("component", "substantial_transformation") in keys:
        keys.append(("transformation", "country"))
    if ("component", "stages") in keys:
        keys += [
            *_each("stage", ("stage", "country", "share", "site")),
            ("site", "country"),
            ("party", "sites"),
        ]
    if ("stage", "site") in keys:
        keys += [("site", "country"), ("party", "sites")]
    return keys


def _fields_of_groups(field: ir.FieldOf) -> Iterable[Key]:
    """Return the further fields for groups by company, such as the other names of the company."""
    return _PARTY if field.type == ir.Type("element", "party") else ()


def _of_makers() -> list[Key]:
    fields = _each("component", LISTS[MAKERS])
    return [*fields, ("material", "stages"), *_each("stage", ("stage", "party", "substance"))]


def _of_suppliers() -> list[Key]:
    return [
        *_each("component", ("supplier", "inputs")),
        ("material", "inputs"),
        *_each("input", ("ref", "supplier")),
    ]


def _of_navigation(node: ir.Navigate) -> Iterable[Key]:
    if node.word == MAKERS:
        return _of_makers()
    if node.word == SUPPLIERS:
        return _of_suppliers()
    if node.word in LISTS:
        of_stages = [] if node.word == LISTED_TECHNOLOGIES else [("stage", "stage")]
        return [*_each("component", LISTS[node.word]), *of_stages]
    if node.word in _OF_LISTS:
        return _OF_LISTS[node.word]
    return [(node.base.type.detail, node.word)] if node.base is not None else []


def _of_measure(measure: ir.Measure, of: ir.Value | ir.ListNode) -> Iterable[Key]:
    counted = _COUNTED if isinstance(of, ir.Navigate | ir.Narrow | ir.Join) else []
    return [*(_COSTS if measure.cost_kind else [(of.type.detail, measure.key)]), *counted]
