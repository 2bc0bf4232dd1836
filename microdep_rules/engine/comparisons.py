"""Comparisons of amounts, dates, words, texts, parties and stages, each with the facts that were compared."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.bom.model import Element
from microdep_rules.engine import arithmetic, constituents, fields, membership, named_makers, words
from microdep_rules.engine.calendar import FAR
from microdep_rules.engine.holders import DefinedHolders, ListedHolders, above
from microdep_rules.engine.lookups import entries_with
from microdep_rules.engine.ownership import owns
from microdep_rules.engine.proof import ListedParty, Proof, ShareMeasurement
from microdep_rules.engine.readings import CONTRADICTION, ListWords
from microdep_rules.engine.register import names_of, register
from microdep_rules.engine.values import (
    Codes,
    Interval,
    MissingFact,
    Sets,
    TariffCodes,
    Texts,
    Truth,
    Unknown,
    compare,
)
from microdep_rules.lang import ir

if TYPE_CHECKING:
    from microdep_rules.engine.readings import Fact, Reading
    from microdep_rules.engine.recorder import Recorder
    from microdep_rules.engine.state import Scope, State
    from microdep_rules.lang.operators import ComparisonOperator
    from microdep_rules.source import Span


NO_LIST = ListWords()
_SHARES = (ir.ShareOf, ir.LargestShare, ir.RecoveredShare)


def compared(engine: State, node: ir.Compare, scope: Scope) -> Proof:
    """Evaluate a comparison of a rule, such as `x is y` or `x is more than y`.

    Stages are compared by their order in the vocabulary, and other values by their type.
    """
    left = engine.value(node.left, scope)
    if _is_stage(node.left):
        stage_word = node.right.value if isinstance(node.right, ir.Constant) else ""
        item = ir.StageItem(str(stage_word), onward=False, of=())
        return _stage_in(engine, node.span, left, ((item,),))
    right = engine.value(node.right, scope)
    if engine.recorder is not None:
        _record(engine.recorder, node, left, right)
    if node.left.type.kind == "date":
        _record_boundary(engine, node.left, right)
        _record_boundary(engine, node.right, left)
    value, reason = _compare(engine, node.operator, left, right)
    reason = reason or left.reason or right.reason
    proof = leaf(node.span, value, (left, right), reason)
    if isinstance(node.left, _SHARES):
        proof.kind = "share"
        proof.measured = _share_measurement(node.left, node.operator, left, right)
    return proof


def _record(recorder: Recorder, node: ir.Compare, left: Reading, right: Reading) -> None:
    """Record the two compared values; of a range, record the smallest and the largest value."""
    one, other = left.value, right.value
    if isinstance(one, Interval) and isinstance(other, Interval) and (one.is_exact or other.is_exact):
        ends = [
            (end, bound)
            for end in {one.low, one.high}
            for bound in {other.low, other.high}
            if end is not None and bound is not None
        ]
        recorder.compared[node].update(ends)


def _share_measurement(
    node: ir.Value, operator: ComparisonOperator, left: Reading, right: Reading
) -> ShareMeasurement | None:
    if not isinstance(left.value, Interval) or not isinstance(right.value, Interval):
        return None
    share, bound = (words.interval_text(reading.value, "percent") for reading in (left, right))
    return ShareMeasurement(left, share, operator, bound, words.share_name(node))


def _record_boundary(engine: State, node: ir.Value, other: Reading) -> None:
    """Store the dates on which the result of a date comparison can change.

    `node` is the rule's date, plus or minus durations. `other` is the date with which it is compared.
    """
    if isinstance(other.value, Interval) and _is_moved_date(node):
        for end in {end for end in (other.value.low, other.value.high) if end is not None}:
            days = arithmetic.moved_back(node, end)
            engine.calendar.boundaries |= {date.fromordinal(day) for day in days if day <= FAR}


def _compare(engine: State, operator: ComparisonOperator, left: Reading, right: Reading) -> tuple[Truth, str]:
    for operand in (left.value, right.value):
        if isinstance(operand, Unknown):
            return None, operand.reason
    match left.value, right.value:
        case Interval() as a, Interval() as b:
            if a.unit != b.unit and a.unit and b.unit:
                converted = arithmetic.converted(engine, a, b.unit)
                if isinstance(converted, Unknown):
                    return None, converted.reason
                a = converted
            return compare(operator.orders, a, b), ""
        case (Codes(), _) | (membership.ExcludedCodes(), _):
            return membership.code_is(engine, left.value, right.value), ""
        case Texts() as a, Texts() as b:
            return membership.text_in(a, b.texts), ""
        case TariffCodes() as a, TariffCodes() as b:
            return membership.tariff_in(a, b.codes), ""
        case bool() as a, bool() as b:
            return a is b, ""
        case a, b:  # two unlisted elements may be the same
            both_hidden = id(a) in engine.ghosts and id(b) in engine.ghosts
            return (None if a is not b and both_hidden else a is b), ""


def leaf(span: Span, value: Truth, readings: tuple[Reading, ...], reason: str = "") -> Proof:
    """Return the proof of one comparison: its value, the facts that were read and the missing facts.

    Missing facts are part of the proof only if the value is unknown.
    """
    facts: tuple[Fact, ...] = ()
    for reading in readings:
        facts += reading.facts
    if value is not None:
        return Proof(span, value, [], facts)
    missing: tuple[MissingFact, ...] = ()
    for reading in [reading for reading in readings if _is_vague(reading)] or readings:
        missing += reading.missing
    return Proof(span, None, [], facts, missing, reason)


def _is_vague(reading: Reading) -> bool:
    value = reading.value
    if isinstance(value, Unknown):
        return True
    return isinstance(value, Interval) and not value.is_exact


def _is_any_word_in(engine: State, node: ir.IsIn, scope: Scope, right: Reading) -> Proof:
    """Evaluate `x is in L` for a field with several words or texts: true if any of them is in the list."""
    assert isinstance(node.left, ir.FieldOf)
    base = engine.value(node.left.base, scope)
    if isinstance(base.value, Unknown) or isinstance(right.value, Unknown):
        unknown = base.value if isinstance(base.value, Unknown) else right.value
        return leaf(node.span, None, (base, right), unknown.reason)
    element = base.value
    if id(element) in engine.ghosts:
        return Proof(node.span, None, missing=engine.ghosts[id(element)][0].missing)
    value, closed = membership.any_in(engine, element, node.left, right.value)
    name = f"{element.kind}.{node.left.name}"
    lack = engine.reader.lack(name, element, node.left.key)
    stated_words = element.data.get(node.left.key)
    facts = (
        (engine.reader.fact(name, element, node.left.key, ", ".join(map(str, stated_words))),)
        if stated_words
        else ()
    )
    if value is not True and not closed:
        return Proof(node.span, None, [], (*facts, *right.facts), (lack,))
    return Proof(node.span, value, [], (*facts, *right.facts), (lack,) if value is None else ())


def is_in(engine: State, node: ir.IsIn, scope: Scope) -> Proof:
    """Evaluate `x is in L` for words, texts, parties and stages; for parties, also with affiliates."""
    if node.left.type.kind == "set":
        return _is_any_word_in(engine, node, scope, engine.set_of(node.right, scope))
    left = engine.value(node.left, scope)
    if _is_stage(node.left):
        return _stage_member(engine, node, left, scope)
    right = engine.set_of(node.right, scope)
    if isinstance(left.value, Unknown) or isinstance(right.value, Unknown):
        unknown = left.value if isinstance(left.value, Unknown) else right.value
        return leaf(node.span, None, (left, right), unknown.reason)
    value, note = membership.is_in(engine, left.value, right.value, node.affiliates)
    stage = _constituent_in(engine, node, scope, right.value) if value is False else None
    if stage is not None:
        lack = engine.reader.lack("stage.substance", stage, "substance")
        return leaf(node.span, None, (replace(left, missing=(lack,)),))
    thing = _element_naming_other_maker(engine, node, scope) if value is False else None
    if thing is not None:
        key = named_makers.MAKER[thing.kind]
        lack = engine.reader.lack(f"{thing.kind}.{key}", thing, key)
        return leaf(node.span, None, (replace(left, missing=(lack,)), right), CONTRADICTION)
    sides = (left, _relevant_entries(engine, right, value, left.value, node.right))
    if value is None and _depends_on_the_list(engine, left, right, node):
        sides = (replace(left, missing=()), right)
    proof = leaf(node.span, value, sides, left.reason if value is None else "")
    if value is True:
        proof.listed = _listed_party(left.value, right.value, node.right)
    _record_reliance_on_list(engine, node.right)
    if value is None and not note and _is_undecided_by_list_alone(engine, left, right, node):
        return replace(proof, missing=right.missing, reason=right.value.open)
    if value is None and isinstance(left.value, Element):
        # The party is known, but the companies to which it belongs are not.
        proof = replace(proof, missing=_undecided_party(engine, left.value, node, note), reason=note)
    return replace(proof, notes=(note,)) if note else proof


def _constituent_in(engine: State, node: ir.IsIn, scope: Scope, right: Sets) -> Element | None:
    """Return a stage that added a substance of the list `right` to the material, such as gold to brass."""
    field = node.left
    if not isinstance(field, ir.FieldOf) or field.type.detail != "substance":
        return None
    material = engine.value(field.base, scope).value
    if not isinstance(material, Element) or material.kind != "material" or field.key != "substance":
        return None
    for stage, word in constituents.constituents_not_in_name(engine.reader, material):
        if membership.is_in(engine, Codes("substance", frozenset({word})), right, None)[0]:
            return stage
    return None


def _element_naming_other_maker(engine: State, node: ir.IsIn, scope: Scope) -> Element | None:
    """Return the component or equipment of a rule if its texts name a listed company as manufacturer."""
    field = node.left
    if not isinstance(field, ir.FieldOf) or field.key not in named_makers.MAKER.values():
        return None
    thing = engine.value(field.base, scope).value
    if not isinstance(thing, Element) or named_makers.MAKER.get(thing.kind) != field.key:
        return None
    return thing if named_makers.unrecorded_manufacturer(engine, thing) is not None else None


def _is_undecided_by_list_alone(engine: State, left: Reading, right: Reading, node: ir.IsIn) -> bool:
    """Return whether the value is unknown only because the company list `right` may be incomplete."""
    if not isinstance(right.value, Sets) or not right.value.open:
        return False
    return membership.is_in(engine, left.value, replace(right.value, open=""), node.affiliates)[0] is False


def _record_reliance_on_list(engine: State, node: ir.SetNode) -> None:
    """Record that the result relies on an imported list, and the date of the list."""
    imported = engine.pack.tables[node.name].imported if isinstance(node, ir.NamedList) else None
    if imported is not None:
        text = f"`{imported.name}` as of {imported.day}, from {imported.source} ({imported.digest[:19]})"
        engine.trail.relies_on[("company_list", text)] = None


def _undecided_party(engine: State, party: Element, node: ir.IsIn, note: str) -> tuple[MissingFact, ...]:
    """Return the missing facts that would settle whether a party is in the list of `node`.

    For a test `with affiliates`, facts about owners and relations are included.
    """
    lacks: tuple[MissingFact, ...] = ()
    if note:
        field_name = "identifiers" if names_of(party) else "name"
        lacks = (engine.reader.lack(f"party.{field_name}", party, field_name),)
    if node.affiliates is None:
        return lacks
    lists = [] if engine.lists.is_closed(party, "relations") else [(party, "relations")]
    owners = (party, *above(engine, party, "owners"))
    lists = [*((owner, "owners") for owner in owners if not engine.lists.is_closed(owner, "owners")), *lists]
    if not lists and not note:  # a share or the kind of a relation is unknown
        lists = [(party, "owners"), (party, "relations")]
    return (*lacks, *(engine.reader.lack(f"party.{name}", holder, name) for holder, name in lists))


def _depends_on_the_list(engine: State, left: Reading, right: Reading, node: ir.IsIn) -> bool:
    """Return whether the value `left` is known, and only the content of the list `right` is uncertain."""
    return all(
        membership.is_in(engine, left.value, Sets(right.value.kind, (one,)), node.affiliates)[0] is not None
        for one in right.value.alternatives
    )


def _is_stage(node: ir.Value) -> bool:
    return node.type.detail == "stage" and node.type.kind == "element"


def _stage_member(engine: State, node: ir.IsIn, left: Reading, scope: Scope) -> Proof:
    right = node.right
    if isinstance(right, ir.Members):
        items = tuple(ir.StageItem(str(m.value), onward=False, of=()) for m in right.members)
        return _stage_in(engine, node.span, left, (items,))
    listed = engine.set_of(right, scope)
    if isinstance(listed.value, Unknown):
        return leaf(node.span, None, (left, listed), listed.value.reason)
    return _stage_in(engine, node.span, left, listed.value.alternatives, listed)


def _stage_in(
    engine: State,
    span: Span,
    left: Reading,
    alternatives: tuple[tuple[ir.StageItem, ...], ...],
    right: Reading | None = None,
) -> Proof:
    if isinstance(left.value, Unknown):
        return leaf(span, None, (left,), left.value.reason)
    stage = left.value
    value, by_substance = membership.stage_in(engine, stage, alternatives)
    reading = fields.stage_reading(engine, stage)
    if value is None and by_substance:
        reading = fields.substance_reading(engine, stage, reading)
    readings = (reading,) if right is None else (reading, _relevant_entries(engine, right, value))
    reason = CONTRADICTION if value is None and fields.is_contradicted(engine, stage) else ""
    return leaf(span, value, readings, reason)


def owned(engine: State, node: ir.Owns, scope: Scope) -> Proof:
    """Evaluate a condition about ownership or control, such as `any one of L holds at least 25 % of p`."""
    party = engine.value(node.party, scope)
    if isinstance(node.holders, ir.Those):
        if isinstance(party.value, Unknown):
            return leaf(node.span, None, (party,))
        value, missing, facts = owns(
            engine, node, party.value, (DefinedHolders(engine, node.holders, scope),)
        )
        return Proof(node.span, value, [], (*party.facts, *facts), missing if value is None else ())
    holders = engine.set_of(node.holders, scope)
    _record_reliance_on_list(engine, node.holders)
    if isinstance(party.value, Unknown) or isinstance(holders.value, Unknown):
        return leaf(node.span, None, (party, holders))
    whole = not holders.value.open
    holder_tests = tuple(
        ListedHolders(engine, members, whole=whole) for members in holders.value.alternatives
    )
    value, missing, facts = owns(engine, node, party.value, holder_tests)
    proof = Proof(node.span, value, [], (*party.facts, *facts), missing if value is None else ())
    if value is True and isinstance(party.value, Element):
        proof.listed = ListedParty(party.value.name, "", _name_of_list(node.holders))
    return proof


def _listed_party(party: object, right: object, node: ir.SetNode) -> ListedParty | None:
    """Return the company that a company list contains; None for a list of another type."""
    if not isinstance(party, Element) or party.kind != "party" or not isinstance(right, Sets):
        return None
    matches = [register(alternative).match(party) for alternative in right.alternatives]
    entry = next((match.listed for match in matches if match.by in {"identifier", "name"}), "")
    return ListedParty(party.name, entry, _name_of_list(node))


def _name_of_list(node: ir.SetNode) -> str:
    return node.name if isinstance(node, ir.NamedList) else ""


def _relevant_entries(
    engine: State, right: Reading, value: Truth, left: object = None, node: ir.SetNode | None = None
) -> Reading:
    """Return the facts about the list L in `x is in L` that matter for the result.

    If the list contains the value, these are the entries with the value. A disputed entry matters only if the
    value may be in this entry, and is in no other entry. If the whole list is disputed, the dispute also
    matters for a value that the list does not contain.
    """
    facts = right.facts
    if isinstance(left, Element) and isinstance(right.value, Sets):
        facts = _entries_with_party(engine, left, right, node) if value is True else facts
    if value is True and isinstance(left, Codes) and len(facts) > 1:
        facts = tuple(
            fact for fact in facts if _may_be_word_of_entry(engine, left, fact, _of_list(fact).words)
        )
    elif not any(fact.contested for fact in facts):
        return replace(right, facts=facts)
    shown = tuple(
        fact
        if _of_list(fact).whole
        or (value is not False and _may_be_word_of_entry(engine, left, fact, _of_list(fact).contested))
        else replace(fact, contested="")
        for fact in facts
    )
    return replace(right, facts=shown)


def _entries_with_party(
    engine: State, party: Element, right: Reading, node: ir.SetNode | None
) -> tuple[Fact, ...]:
    """Return the entries of a list that contain a party.

    If no entry contains the party, return all entries, because the party may belong to a listed company.
    """
    listed = {register(alternative).match(party).listed for alternative in right.value.alternatives}
    by_it = [(fact, _of_list(fact).words & listed) for fact in right.facts]
    facts = tuple(_with_entries(engine, fact, sorted(words), node) for fact, words in by_it if words)
    return facts or right.facts


def _with_entries(engine: State, fact: Fact, companies: list[str], node: ir.SetNode | None) -> Fact:
    """Return a fact that shows only some companies of a list, with the list entries of these companies."""
    of_list = _of_list(fact)
    if isinstance(node, ir.NamedList):
        entries = [entry for name in companies for entry in entries_with(engine, node, name, fact.cites)]
        of_list = replace(of_list, entries=tuple(entries))
    return replace(fact, text="; ".join(companies), of_list=of_list)


def _of_list(fact: Fact) -> ListWords:
    return fact.of_list or NO_LIST


def _may_be_word_of_entry(engine: State, left: object, fact: Fact, of: frozenset[str]) -> bool:
    """Return whether a stated word may be one of the words `of` of a list entry."""
    if not isinstance(left, Codes) or fact.file:
        return True
    return membership.is_in(engine, left, Sets(left.vocabulary, (of,)), None)[0] is not False


def _is_moved_date(node: ir.Value) -> bool:
    """Return whether a value is a variable, or a variable plus or minus durations."""
    while isinstance(node, ir.Calculation):
        node = node.left
    return isinstance(node, ir.Variable)
