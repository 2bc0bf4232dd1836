"""Contradicted facts: facts of a material, company, component or contract that other statements contradict.

A contradicted substance is partly known: it is the stated substance, or a substance that the other statements
imply. The fields with the contradicting statements (form, composition, grade) are unknown. A recycled share
and a recycling stage are unknown if they contradict each other. An amount of 0 is unknown if the amount
cannot be 0.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.bom import doubts, flags, zero_amounts
from microdep_rules.bom.amounts import bounds
from microdep_rules.bom.overruns import overruns
from microdep_rules.engine.readings import CONTRADICTION, Reading
from microdep_rules.engine.values import CONTRADICTED, Codes, Unknown
from microdep_rules.lang import ir
from microdep_rules.vocabulary.contradictable_facts import table

if TYPE_CHECKING:
    from microdep_rules.bom.doubts import Doubt
    from microdep_rules.bom.model import Element
    from microdep_rules.bom.overruns import Price
    from microdep_rules.engine.facts import FactReader
    from microdep_rules.engine.readings import Fact
    from microdep_rules.engine.values import MissingFact

CODES = {"substance": "substance", "form": "form", "base": "substance"}
"""Fields of a material that other statements may contradict, with the vocabulary for each field."""

COSTS = frozenset(
    {("contract", "value"), ("component", "unit_cost"), ("cost", "amount"), ("material", "cost")}
)
"""Costs that other costs may contradict, because a whole costs at least as much as its contents."""

MOST_NAMED = 10
"""Maximum number of contents named in the message if contents together cost more than the whole."""
OF_COMPANIES = {"country": ir.Type("country")}
"""Facts of a party that another record of the same company may contradict."""


def of_material(reader: FactReader, material: Element) -> Doubt | None:
    """Return the contradiction about the substance of a material; None if there is none."""
    if material not in reader.doubts:
        reader.doubts[material] = doubts.find_doubt(reader.bom, material)
    return reader.doubts[material]


def contradicted(reader: FactReader, element: Element, name: str, key: str) -> Reading | None:
    """Return the reading of a contradicted or impossible fact, usually unknown; otherwise None."""
    if (element.kind, key) not in _contradictable_fields():
        return None
    if (element.kind, key) in table():
        return _of_flag(reader, element, key)
    if zero_amounts.is_impossible(element, key):
        return impossible(reader, element, name, key)
    if (element.kind, key) in COSTS and (others := reader.overrun(element, key)) is not None:
        return impossible(reader, element, name, key, others)
    match element.kind, key:
        case "material", "substance" | "form" | "base" | "grade":
            return _identity(reader, element, key)
        case "material", "recycled_share":
            return _recycled_share(reader, element)
        case "stage", "stage" if is_doubtful(reader, element):
            reading = reader.single(element, "stage.stage", "stage", ir.Type("code", "stage"))
            share = reader.lack("material.recycled_share", _holder(element), "recycled_share")
            return _unknown(reading, (share,))
        case "content", "share" | "specified_maximum" if zero_amounts.is_above_maximum(element):
            other = "specified_maximum" if key == "share" else "share"
            lack = _contradicted(reader.lack(f"content.{other}", element, other))
            return impossible(reader, element, name, key, (lack,))
        case "party", _ if key in OF_COMPANIES:
            return _of_company(reader, element, key)
        case _:
            return None


@cache
def _contradictable_fields() -> frozenset[tuple[str, str]]:
    """Return the fields that may be contradicted by other statements or that cannot be 0.

    Each field is a pair of the kind of element and the name of the field.
    """
    materials = [("material", key) for key in (*CODES, "grade", "recycled_share")]
    parties = [("party", company) for company in OF_COMPANIES]
    others = {("stage", "stage"), ("content", "share"), ("content", "specified_maximum")}
    return frozenset({*table(), *zero_amounts.never_zero(), *COSTS, *materials, *parties, *others})


def flag(reader: FactReader, element: Element, key: str) -> Reading:
    """Return a yes-or-no fact of an element; unknown if another statement contradicts it."""
    reading = _of_flag(reader, element, key)
    return reading or reader.single(element, _name(element, key), key, ir.Type("boolean"))


def _of_flag(reader: FactReader, element: Element, key: str) -> Reading | None:
    contrary = flags.opposing_statements(reader.bom, element, key)
    if not contrary:
        return None
    vocabulary = flags.CODED.get((element.kind, key))
    kind = ir.Type("boolean") if vocabulary is None else ir.Type("code", vocabulary)
    reading = reader.single(element, _name(element, key), key, kind)
    opposing_facts = (_fact(reader, statement) for statement in contrary)
    reading = replace(reading, facts=tuple(dict.fromkeys((*reading.facts, *opposing_facts))))
    entry = flags.entry_of(element, key)
    instead = () if entry is None else entry.instead
    if not instead or not isinstance(reading.value, Codes):
        return _unknown(reading, ())
    either = Codes(reading.value.vocabulary, reading.value.terms | {*instead})
    return replace(reading, value=either, reason=CONTRADICTION)


def _fact(reader: FactReader, statement: flags.OpposingStatement) -> Fact:
    name = f"{statement.element.kind}.{statement.field}"
    return reader.fact(name, statement.element, statement.field, statement.text)


def impossible(
    reader: FactReader, element: Element, name: str, key: str, others: tuple[MissingFact, ...] = ()
) -> Reading:
    """Return the reading `unknown` for an amount, because other facts (`others`) contradict the amount."""
    reading = reader.single(element, name, key, ir.Type("text"))
    reading = replace(reading, missing=tuple(map(_contradicted, reading.missing)))
    return _unknown(reading, others)


def of_costs(reader: FactReader) -> dict[tuple[Element, str], tuple[MissingFact, ...]]:
    """Return the costs that cannot all be true, each with the costs that contradict it."""
    others: dict[tuple[Element, str], tuple[MissingFact, ...]] = {}
    for overrun in overruns(reader.bom):
        whole = _contradicted(_lack_of(reader, overrun.whole))
        at = overrun.whole.holder, overrun.whole.key
        pieces = [_contradicted(_lack_of(reader, piece)) for piece in overrun.pieces[:MOST_NAMED]]
        others[at] = (*others.get(at, ()), *pieces)
        for piece in overrun.pieces:
            at = piece.holder, piece.key
            others[at] = (*others.get(at, ()), whole)
    return others


def _lack_of(reader: FactReader, price: Price) -> MissingFact:
    name = price.key
    if price.kind:
        name = price.kind if price.kind.endswith("-price") else f"{price.kind}-cost"
    record = "component" if price.kind else price.holder.kind
    return reader.lack(f"{record}.{name}", price.holder, price.key)


def _of_company(reader: FactReader, party: Element, key: str) -> Reading | None:
    """Return the reading of a company's fact if the party records of the company contradict each other.

    For contradicting countries, the reading contains all stated countries. Without a contradiction, the
    result is None.
    """
    kind = OF_COMPANIES[key]
    records = (party, *reader.same_as(party))
    read = [reader.single(record, f"party.{key}", key, kind) for record in records]
    known = [reading for reading in read if not isinstance(reading.value, Unknown)]
    if isinstance(read[0].value, Unknown) or all(reading.value == read[0].value for reading in known):
        return None
    missing = _sorted(tuple(lack for reading in known for lack in reading.missing))
    if not all(isinstance(reading.value, Codes) for reading in known):
        return Reading(Unknown(CONTRADICTION), read[0].facts, missing, CONTRADICTION)
    terms = frozenset[str]().union(
        *(reading.value.terms for reading in known if isinstance(reading.value, Codes))
    )
    return Reading(Codes("country", terms), read[0].facts, missing, CONTRADICTION)


def _identity(reader: FactReader, material: Element, key: str) -> Reading | None:
    """Return the reading of a field of a material if statements about its substance contradict each other.

    For the substance, the reading contains all possible substances; for the form or the grade, it is unknown.
    """
    doubt = of_material(reader, material)
    if doubt is None or not (key == "substance" or doubt.is_of(key)):
        return None
    kind = ir.Type("code", CODES[key]) if key in CODES else ir.Type("text")
    reading = reader.single(material, _name(material, key), key, kind)
    lacks = tuple(_lack(reader, claim) for claim in doubt.claims)
    reading = replace(reading, missing=tuple(map(_contradicted, reading.missing)))
    if key != "substance" or not isinstance(reading.value, Codes) or not doubt.substances:
        return _unknown(reading, lacks)
    either = Codes("substance", reading.value.terms | doubt.substances)
    return Reading(either, reading.facts, _sorted((*reading.missing, *lacks)), CONTRADICTION)


def _lack(reader: FactReader, claim: doubts.Claim) -> MissingFact:
    return _contradicted(reader.lack(_name(claim.element, claim.field), claim.element, claim.field))


def _contradicted(missing: MissingFact) -> MissingFact:
    """Return a missing fact that is marked as contradicted by another statement."""
    return replace(missing, defect=CONTRADICTED)


def _recycled_share(reader: FactReader, material: Element) -> Reading | None:
    stages = doubts.contradicting_stages(reader.bom, material)
    if not stages and not doubts.has_no_recycling(reader.bom, material):
        return None
    name = "material.recycled_share"
    reading = reader.single(material, name, "recycled_share", ir.Type("percent"))
    return _unknown(reading, tuple(reader.lack("stage.stage", stage, "stage") for stage in stages))


def is_doubtful(reader: FactReader, stage: Element) -> bool:
    """Return whether a recycling stage contradicts the recycled share of 0 % that its material states."""
    holder = _holder(stage)
    if holder.kind != "material" or bounds(holder.data.get("recycled_share")).high != 0:
        return False
    return stage in doubts.contradicting_stages(reader.bom, holder)


def _holder(stage: Element) -> Element:
    return stage.owner if stage.owner is not None else stage


def _name(element: Element, key: str) -> str:
    return f"{element.kind}.{key}"


def _unknown(reading: Reading, lacks: tuple[MissingFact, ...]) -> Reading:
    missing = _sorted((*reading.missing, *lacks))
    return Reading(Unknown(CONTRADICTION), reading.facts, missing, CONTRADICTION)


def _sorted(missing: tuple[MissingFact, ...]) -> tuple[MissingFact, ...]:
    return tuple(dict.fromkeys(missing))
