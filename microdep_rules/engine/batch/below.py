"""What is asked of everything below a part: all questions at once, from the bottom of the product up.

Each question has a few bits. What a part answers by what is in it itself is the same wherever it is used, so
that the bits of a part are its own and those of its parts, put together. Each part is gone through once,
however many stand above it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.engine.batch.reads import Record, record_of
from microdep_rules.engine.items import Items
from microdep_rules.engine.state import Trail
from microdep_rules.engine.values import disjunction, negated
from microdep_rules.lang import ir
from microdep_rules.lang.names import free_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from microdep_rules.bom.model import Element
    from microdep_rules.engine.batch.rails import Leaf
    from microdep_rules.engine.batch.reads import Scope
    from microdep_rules.engine.interpret import Interpreter
    from microdep_rules.engine.values import Truth

SURE, MAYBE, APPLIES, RESTS = 1, 2, 4, 8
"""The bits of a question: there is one for certain; there may be one; there is one to require it of; and
something of it rests on more than facts. Of `every`, one that has not what it should is what there is."""
BITS = 4


def asks_below(node: ir.Some | ir.EveryOf, scope: Scope) -> bool:
    """Whether it asks about everything below the subject, a part, and of each by itself.

    Where it matters how many there are, bits do not tell: a part that is used in two places is one.
    """
    of = node.of
    if not isinstance(of, ir.Navigate) or not (of.deep or of.word == "components"):
        return False
    if not isinstance(of.base, ir.Variable) or record_of(of.base, scope) != Record("record", "component"):
        return False
    if isinstance(node, ir.EveryOf):
        asked, one = [node.where, node.has], True
    else:
        asked, one = [node.where], is_any(node) or is_none(node)
    alone = all(each is None or not free_names(each) - {node.variable} for each in asked)
    return alone and one and of.word in {"components", "children", "materials"}


def is_any(node: ir.Some) -> bool:
    """Whether one is enough."""
    return node.kind in {"any", "at_least"} and node.number == 1


def is_none(node: ir.Some) -> bool:
    """Whether there must not be one."""
    return node.kind == "no" or (node.kind == "at_most" and node.number == 0)


class Below:
    """The bits of every part, for some questions on one day."""

    def __init__(self, engines: Sequence[Interpreter], questions: Iterable[Leaf]) -> None:
        self.questions = [(engines[leaf.rule], leaf) for leaf in questions]
        self._known: dict[str, int] = {}
        self._parts: dict[str, int] = {}

    def of(self, elements: Iterable[Element]) -> list[int]:
        """The bits of some parts; of anything else, none."""
        return [self._of(each) if each.kind == "component" else 0 for each in elements]

    def _of(self, part: Element) -> int:
        bom = self.questions[0][0].reader.bom
        waiting = [part]
        while waiting:  # a part has its bits when all that it is made of has
            each = waiting[-1]
            below = [use.child for use in bom.usages(each)]
            unknown = [child for child in below if child.id not in self._known]
            if unknown:
                waiting += unknown
                continue
            waiting.pop()
            if each.id not in self._known:
                bits = self._inside(each)
                for child in below:
                    bits |= self._known[child.id] | self._itself(child)
                self._known[each.id] = bits
        return self._known[part.id]

    def _inside(self, part: Element) -> int:
        """By what is in the part itself: its materials, and what its lists may not show."""
        bits = 0
        for number, (engine, leaf) in enumerate(self.questions):
            if _word(leaf) == "materials":
                items = engine.lists.own_materials(part)
            else:
                items = engine.lists.own_parts(part)
            bits |= _bits(engine, leaf, items) << BITS * number
        return bits

    def _itself(self, part: Element) -> int:
        """By the part as one of those that are asked about."""
        if part.id not in self._parts:
            self._parts[part.id] = sum(
                _bits(engine, leaf, Items([(part, True)])) << BITS * number
                for number, (engine, leaf) in enumerate(self.questions)
                if _word(leaf) != "materials"
            )
        return self._parts[part.id]


def _word(leaf: Leaf) -> str:
    assert isinstance(leaf.node, ir.Some | ir.EveryOf)
    assert isinstance(leaf.node.of, ir.Navigate)
    return leaf.node.of.word


def _bits(engine: Interpreter, leaf: Leaf, items: Items) -> int:
    """The bits of one question by some elements, and by what a list may not show."""
    node = leaf.node
    assert isinstance(node, ir.Some | ir.EveryOf)
    own, engine.milestones, engine.trail = engine.milestones, leaf.milestones, Trail()
    bits = 0
    for element in (*(each for each, _ in items.elements), *map(engine.summon, items.ghosts)):
        where, breach = _asked(engine, node, element)
        certain = id(element) not in engine.ghosts
        bits |= 0 if breach is False else SURE | MAYBE if breach is True and certain else MAYBE
        bits |= APPLIES if where is True and certain else 0
    trail = engine.trail
    bits |= RESTS if trail.rests_on or trail.by_milestones or trail.notes else 0
    engine.milestones = own
    return bits


def _asked(engine: Interpreter, node: ir.Some | ir.EveryOf, element: Element) -> tuple[Truth, Truth]:
    """Whether an element is one that is asked about, and whether it is what is looked for."""
    scope = {node.variable: element}
    answers = []
    if node.where is not None:
        answers.append(engine.answer(node.where, scope, node.variable, in_short=True))
    where = answers[0].value if answers else True
    breach = where
    if isinstance(node, ir.EveryOf):
        answers.append(engine.answer(node.has, scope, node.variable, in_short=True))
        breach = negated(disjunction([negated(where), answers[-1].value]))
    for answer in answers:
        if any(fact.contested for fact in answer.facts):
            engine.trail.rests_on["contested", ""] = None
    return where, breach
