"""How far a rule reaches: whether its list is fixed, and whether it looks at what encloses a part."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from microdep_rules.lang import ir
from microdep_rules.lang.names import free_names
from microdep_rules.lang.reached import with_definitions
from microdep_rules.lang.walk import walk
from microdep_rules.vocabulary.notions import SUPPLIERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


KEPT = 2000
"""Of so many rules it is kept how far they reach: it takes as long to find as a small document to judge."""
SHARES = "shares"
"""Among the words for the lists that a condition goes to: that it asks for a share of one."""


def the_same_every_day(subject: ir.Subject) -> bool:
    """Return whether the list of a rule is what stands in the document, whatever is known of it on a day."""
    return subject.listed or (
        subject.of is not None
        and not any(isinstance(each, ir.Narrow | ir.FieldOf) for each in walk(subject.of))
    )


def for_one_reason(rule: ir.Rule) -> bool:
    """Whether all that a rule does not apply to is so for one reason: it is not asked of the subjects."""
    return rule.when is None or not free_names(rule.when)


class Reach(NamedTuple):
    """How far a rule looks."""

    chosen_by_place: bool
    """Whether its subjects are chosen by what encloses them."""
    upwards: bool
    """Whether it looks at what encloses them at all."""
    around: bool
    """Whether it judges them by other components too."""
    at_stages: bool
    """Whether it judges them by their stages."""
    adds_up: bool
    """Whether it asks for shares, each of which rests on all that is in a list."""


def reach_of(pack: ir.Pack, rule: ir.Rule) -> Reach:
    """How far a rule looks, with the definitions that it needs."""
    return _reach(_Same(pack, rule))


class _Same:
    """A rule with the definitions of its pack, equal to itself alone: to compare all of it takes too long."""

    __slots__ = ("definitions", "pack", "rule")

    def __init__(self, pack: ir.Pack, rule: ir.Rule) -> None:
        self.pack, self.rule = pack, rule
        self.definitions: Mapping[str, ir.Definition] = pack.definitions

    def __hash__(self) -> int:
        return hash((id(self.definitions), id(self.rule)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Same):
            return NotImplemented
        return self.rule is other.rule and self.definitions is other.definitions


@lru_cache(maxsize=KEPT)
def _reach(of: _Same) -> Reach:
    pack, rule = of.pack, of.rule
    by_place = any_reads_upwards(pack, [rule.subject.where])
    upwards = by_place or reads_upwards(pack, rule)
    adds_up = any(isinstance(each, ir.ShareOf | ir.EachGroup) for each in _said(pack, rule))
    return Reach(by_place, upwards, looks_around(pack, rule), looks_at_stages(pack, rule), adds_up)


def reads_upwards(pack: ir.Pack, rule: ir.Rule) -> bool:
    """Return whether a rule, its exceptions or the definitions they need look at enclosing items."""
    return any_reads_upwards(pack, [rule.subject.where, rule.requirement, rule.when, *rule.exceptions])


def any_reads_upwards(pack: ir.Pack, conditions: Iterable[object]) -> bool:
    """Return whether one of some conditions looks at enclosing items, or a definition that it needs does."""
    return any_goes_to(pack, "enclosing-items", conditions)


def any_goes_to(pack: ir.Pack, word: str, conditions: Iterable[object]) -> bool:
    """Whether one of some conditions goes to the lists of this word, or a definition that it needs does."""
    seen: set[str] = set()
    waiting = [condition for condition in conditions if condition is not None]
    while waiting:
        words, needed = _steps(waiting.pop())
        if word in words:
            return True
        waiting += [pack.definitions[name].cond for name in needed - seen]
        seen |= needed
    return False


@cache
def _steps(node: object) -> tuple[frozenset[str], frozenset[str]]:
    """The lists that a tree itself goes to, and the definitions that it uses.

    Found once: the rules of a pack share most of their exceptions and definitions.
    """
    words, used = set(), set()
    for each in walk(node):
        if isinstance(each, ir.Navigate):
            words.add(each.word)
        elif isinstance(each, ir.ShareOf):
            words.add(SHARES)
        elif isinstance(each, ir.Defined):
            used.add(each.name)
    return frozenset(words), frozenset(used)


def looks_around(pack: ir.Pack, rule: ir.Rule) -> bool:
    """Return whether a rule judges its subjects by other components too, so that their alternates matter."""
    said = _said(pack, rule)
    return any(_looks_around(each) or (isinstance(each, ir.Navigate) and each.deep) for each in said)


def wants_milestones(rule: ir.Rule) -> bool:
    """Return whether a rule, or an exception to it, wants stages accounted for."""
    wanted = (rule.milestones, *(exception.milestones for exception in rule.exceptions))
    return any(each is not None for each in wanted)


def judges_by(pack: ir.Pack, rule: ir.Rule, *, made_from: bool) -> Literal["own", "below", "all"]:
    """What a rule judges a component by: its own facts, what is in it as well, or anything.

    `made_from` says whether the document states what components were made from, whose stages count in theirs.
    """
    if reads_upwards(pack, rule):
        return "all"
    past = with_definitions(pack.definitions, [each.where for each in rule.exclusions])
    if looks_around(pack, rule) or any(map(goes_around, past)):
        return "all" if any(map(_looks_elsewhere, _said(pack, rule))) else "below"
    return "below" if made_from and looks_at_stages(pack, rule) else "own"


def goes_around(node: object) -> bool:
    """Return whether it goes from a component to another, or to many."""
    return _looks_around(node) or (isinstance(node, ir.Navigate) and node.deep)


def _looks_elsewhere(node: object) -> bool:
    """Return whether it goes anywhere but to what is in a component."""
    match node:
        case ir.Navigate():
            return node.base is None or node.word in {"enclosing-items", SUPPLIERS}
        case _:
            return _looks_around(node)


def looks_at_stages(pack: ir.Pack, rule: ir.Rule) -> bool:
    """Return whether a rule judges its subjects by stages, which may be those of what they were made from."""
    return any(isinstance(node, ir.Navigate) and "stages" in node.word for node in _said(pack, rule))


def _said(pack: ir.Pack, rule: ir.Rule) -> Iterable[object]:
    subject = rule.subject
    said = (subject.where, rule.when, rule.requirement, rule.escalate, *rule.disclose, *rule.exceptions)
    return with_definitions(pack.definitions, said)


def speaks_of_one_part(pack: ir.Pack, rule: ir.Rule) -> bool:
    """Whether a rule says all of a listed part, its words included, by the facts of that part alone."""
    subject = rule.subject
    said = (subject.where, rule.when, rule.requirement, *rule.disclose, *rule.exceptions)
    words = (rule.message, rule.ask, rule.fix, rule.escalate, *rule.exclusions)
    alone = not any(map(_looks_around, with_definitions(pack.definitions, (*said, *words))))
    return subject.listed and subject.record == "component" and alone


def of_parts(of: ir.ListNode | ir.Value) -> bool:
    """Return whether a list is of parts of something, or of what is in them."""
    return any(
        isinstance(node, ir.Navigate)
        and (node.deep or node.base is None or node.word in {"children", "components", "enclosing-items"})
        for node in walk(of)
    )


_AROUND = frozenset({"enclosing-items", "inputs", "components", "children", SUPPLIERS})
"""Lists of a component that other components have a say in."""


def _looks_around(node: object) -> bool:
    """Return whether it goes from the product, upwards, or to another part."""
    match node:
        case ir.Navigate():
            return node.base is None or node.word in _AROUND
        case ir.Variable():
            return node.name == "end-item"
        case ir.FieldOf():
            return node.type == ir.Type("element", "component")
        case _:
            return False
