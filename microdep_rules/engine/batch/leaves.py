"""What generated code looks up: the answers to conditions by the facts they read, and bounds for numbers."""

from __future__ import annotations

from contextlib import contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from microdep_rules.bom import flags, lone_materials, named_places, own_words
from microdep_rules.bom.model import Element
from microdep_rules.engine import named_makers
from microdep_rules.engine.batch.reads import STAGE_OF
from microdep_rules.engine.proof import Proof, facts_of
from microdep_rules.engine.state import Trail
from microdep_rules.engine.values import Interval, Truth
from microdep_rules.lang import ir
from microdep_rules.lang.walk import walk
from microdep_rules.vocabulary.notions import NAMED_MAKER, NAMED_PLACE, OWN_FACTS, OWN_MATERIAL, OWN_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from fractions import Fraction

    from microdep_rules.engine.batch import rails
    from microdep_rules.engine.batch.reads import Fact
    from microdep_rules.engine.interpret import Interpreter

COMPOUND = frozenset({dict, list})
"""What cannot be looked up as it stands."""
NUMBERS = frozenset({int, Decimal})
"""What is compared as it stands."""
ENDLESS = Decimal("Infinity")
PERCENT = 100
MOST_DIGITS = 100
"""A number with more of them behind the point is compared as a fraction."""


class Answers(dict[Any, Truth]):
    """The answers to one condition, by the facts that it reads; the interpreter gives each the first time."""

    def __init__(self, engine: Interpreter, leaf: rails.Leaf, frozen: Frozen) -> None:
        super().__init__()
        self.engine = engine
        self.leaf = leaf
        self.frozen = frozen
        kinds = {local: kind for _, local, kind in leaf.scope}
        self._kind = kinds.get("record", "component")
        self.of_a_stage = any(local == "step" for local, _ in leaf.facts)
        self.may_rest = not leaf.facts or may_rest(engine.pack, leaf.node)
        self.resting: set[Any] = set()
        """The facts for which the answer rests on more than them: a match by name, a contested entry."""

    def __missing__(self, key: Any) -> Truth:
        facts = self.leaf.facts
        raw = (key,) if len(facts) == 1 else key
        data: dict[str, dict[str, Any]] = {}
        for (local, name), each in zip(facts, raw, strict=True):
            value = self.frozen.thawed(each)
            if value is not None:
                data.setdefault(local, {}).update(value if name in TELLING else {name: value})
        proof = self._asked(data)
        if self.engine.trail.rests_on or any(fact.contested for fact in facts_of(proof)):
            self.resting.add(key)
        self[key] = proof.value
        return proof.value

    def rests(self, facts: dict[Fact, Any]) -> bool:
        """Whether the answer for the facts of a record rests on more than them, be it decisive or not."""
        found = tuple(facts[each] for each in self.leaf.facts)
        key = found[0] if len(found) == 1 else found
        _ = self[key]  # asked now, if what was decided before it has kept it from being asked
        return key in self.resting

    def _asked(self, data: dict[str, dict[str, Any]]) -> Proof:
        engine = self.engine
        own, engine.milestones = engine.milestones, self.leaf.milestones
        known: dict[str, Element] = {}
        for local, kind, owner in (
            ("holder", "component", None),
            ("record", self._kind, "holder"),
            ("step", "stage", "record"),
        ):
            # A part has nothing that holds it; a material has its part, and a stage what it is a stage of.
            above = known[owner] if owner is not None and kind != "component" else None
            known[local] = _stand_in(engine, kind, data.get(local, {}), above)
        scope = {word: known[local] for word, local, _ in self.leaf.scope}
        engine.trail = Trail()
        found = engine.cond(self.leaf.node, scope)
        engine.milestones = own
        return found


Told = tuple[tuple[tuple[Any, ...], ...], bool, tuple[tuple[Any, Any], ...]]
"""What is told of the stages of a part: the facts of each that are read; whether they are all; and the share
and the basis of each, where one of them states a share."""


class OfStages(dict[Told, Truth]):
    """The answers to one question about all stages of a part, by what is told of them."""

    def __init__(self, engine: Interpreter, leaf: rails.Leaf, fields: Iterable[str], frozen: Frozen) -> None:
        super().__init__()
        self.engine, self.leaf, self.frozen = engine, leaf, frozen
        self.fields = tuple(fields)
        self.may_rest = may_rest(engine.pack, leaf.node)
        self.resting: set[Told] = set()
        """What is told where the answer rests on more than it."""

    def __missing__(self, told: Told) -> Truth:
        steps, closed, shares = told
        stages = [dict(zip(self.fields, step, strict=True)) for step in steps]
        for each, (share, basis) in zip(stages, shares, strict=False):
            each |= {"share": share, "basis": basis}
        thawed = [{key: self.frozen.thawed(fact) for key, fact in each.items()} for each in stages]
        with _part(self.engine, self.leaf, thawed, closed=closed) as scope:
            proof = self.engine.cond(self.leaf.node, scope)
        if self.engine.trail.rests_on or any(fact.contested for fact in facts_of(proof)):
            self.resting.add(told)
        self[told] = proof.value
        return proof.value

    def rests(self, told: Told) -> bool:
        """Whether the answer rests on more than what is told, be it decisive or not."""
        _ = self[told]
        return told in self.resting


class Hidden(dict[frozenset[Any], bool]):
    """Whether nothing that an open list of stages does not show can be what is asked for.

    By the stages that are recorded, each with its constituent: what is told of the whole of a part is not
    done to it again elsewhere.
    """

    def __init__(self, engine: Interpreter, leaf: rails.Leaf, frozen: Frozen) -> None:
        super().__init__()
        self.engine, self.leaf, self.frozen = engine, leaf, frozen
        self.resting: set[frozenset[Any]] = set()
        """The stages by which it is ruled out by more than what is recorded."""

    def __missing__(self, recorded: frozenset[Any]) -> bool:
        engine, asked = self.engine, self.leaf.node
        assert isinstance(asked, ir.Some)
        told = [zip(STAGE_OF, each, strict=True) for each in sorted(recorded, key=repr)]
        stages = [{key: self.frozen.thawed(fact) for (_, key), fact in each} for each in told]
        with _part(engine, self.leaf, stages, closed=False) as scope:
            ghosts = engine.items(asked.of, scope).ghosts
            found = asked.where is not None and all(
                engine.cond(asked.where, {**scope, asked.variable: engine.summon(ghost)}).value is False
                for ghost in ghosts
            )
        if engine.trail.rests_on:
            self.resting.add(recorded)
        self[recorded] = found
        return found

    def rests(self, steps: Iterable[dict[Fact, Any]]) -> bool:
        """Whether something is ruled out, for a part with these stages, by more than what is recorded."""
        key = frozenset(tuple(step.get(fact) for fact in STAGE_OF) for step in steps)
        _ = self[key]
        return key in self.resting


@contextmanager
def _part(
    engine: Interpreter, leaf: rails.Leaf, stages: Iterable[dict[str, Any]], *, closed: bool
) -> Iterator[dict[str, Element]]:
    """A part of which nothing is known but its stages, by every word that the condition has for it."""
    told = [{key: fact for key, fact in each.items() if fact is not None} for each in stages]
    said: dict[str, Any] = {"complete": ["stages"]} if closed else {}
    part = _stand_in(engine, "component", said | ({"stages": told} if told else {}), None)
    links = engine.reader.bom.links.stages
    links[part] = tuple(_stand_in(engine, "stage", each, part) for each in told)
    own, engine.milestones, engine.trail = engine.milestones, leaf.milestones, Trail()
    yield {word: part for word, _, _ in leaf.scope}
    engine.milestones = own
    del links[part]


def _stand_in(engine: Interpreter, kind: str, data: dict[str, Any], owner: Element | None) -> Element:
    """A record of which nothing is known but the facts that a condition reads."""
    name = data.get("name", "")
    return Element(kind, "", data, "", owner, name, engine.reader.bom.file)


def may_rest(pack: ir.Pack, node: ir.Cond) -> bool:
    """Whether an answer may rest on more than facts: parties go by their names, and entries are contested."""
    return any(_may_rest(pack, each) for each in walk(node))


def _may_rest(pack: ir.Pack, node: object) -> bool:
    match node:
        case ir.IsIn():
            return node.left.type.kind == "element"
        case ir.Owns() | ir.Defined():
            return True
        case ir.NamedList(name=name) | ir.TableValue(table=name) | ir.TableKeys(table=name):
            table = pack.tables[name]
            return bool(table.contested) or any(_is_contested(pack, each) for each in table.entries)
        case ir.ParameterValue():
            return bool(pack.parameters[node.name].contested)
        case _:
            return False


def _is_contested(pack: ir.Pack, entry: ir.Entry) -> bool:
    start = entry.stretch.start
    parameter = pack.parameters.get(start.parameter) if start is not None else None
    return bool(entry.contested) or (parameter is not None and bool(parameter.contested))


TELLING = frozenset({OWN_WORDS, OWN_MATERIAL, OWN_FACTS, NAMED_MAKER, NAMED_PLACE})
"""What stands for statements that matter only where they contradict."""


def facts_for(pack: ir.Pack) -> Callable[[dict[str, Any], str], Any]:
    """What a record states under a key, or what of it contradicts, as far as a pack can tell."""
    telling = {
        OWN_WORDS: own_words.telling,
        OWN_MATERIAL: lone_materials.telling,
        OWN_FACTS: flags.telling,
        NAMED_PLACE: named_places.telling,
        NAMED_MAKER: named_makers.of(pack).telling,
    }

    def fact_of(record: dict[str, Any], key: str) -> Any:
        tell = telling.get(key)
        return record.get(key) if tell is None else tell(record)

    return fact_of


class Frozen:
    """Facts that are written out in full, as something that can be looked up."""

    def __init__(self) -> None:
        self._raw: dict[tuple[str], Any] = {}

    def __call__(self, raw: Any) -> Any:
        """The key of a fact: what it states, or a text of it that no plain fact can be mistaken for."""
        while raw.__class__ is dict and "value" in raw:
            raw = raw["value"]
        if raw.__class__ not in COMPOUND:
            return raw
        key = (repr(raw),)
        self._raw.setdefault(key, raw)
        return key

    def thawed(self, key: Any) -> Any:
        """The fact behind a key."""
        return self._raw[key] if key.__class__ is tuple else key


def bounds(engine: Interpreter, bound: rails.Bound) -> tuple[Decimal | Fraction, Decimal | Fraction]:
    """The least and the greatest that the other side may be, in the unit in which documents write the number.

    What is not known at all is bounded by nothing, so that no number is definitely above or below it.
    """
    value = engine.value(bound.node, {}).value
    low = value.low if isinstance(value, Interval) else None
    high = value.high if isinstance(value, Interval) else None
    scale = PERCENT if bound.percent else 1
    return (
        -ENDLESS if low is None else _decimal(low * scale),
        ENDLESS if high is None else _decimal(high * scale),
    )


def _decimal(number: Fraction) -> Decimal | Fraction:
    """The same number in the form in which documents have theirs, where it has an end."""
    rest, digits = number.denominator, 0
    for prime in (2, 5):
        times = 0
        while rest % prime == 0:
            rest //= prime
            times += 1
        digits = max(digits, times)
    if rest != 1 or digits > MOST_DIGITS:
        return number
    scaled = (number * 10**digits).numerator
    return Decimal((int(scaled < 0), tuple(map(int, str(abs(scaled)))), -digits))
