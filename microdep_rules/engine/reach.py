"""Reach of a rule: whether its list is fixed, and whether it reads the items that contain a component."""

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
"""Maximum number of rules whose reach is kept: it takes as long to compute as to judge a small document."""
SHARES = "shares"
"""Marker for shares among the lists that a condition reads."""


def is_the_same_every_day(subject: ir.Subject) -> bool:
    """Return whether the list of a rule is the recorded one, without regard to the date."""
    return subject.listed or (
        subject.of is not None
        and not any(isinstance(node, ir.Narrow | ir.FieldOf) for node in walk(subject.of))
    )


def has_one_reason(rule: ir.Rule) -> bool:
    """Return whether there is one reason why a rule does not apply, the same for all subjects."""
    return rule.when is None or not free_names(rule.when)


class Reach(NamedTuple):
    """Reach of a rule."""

    chosen_by_place: bool
    """Its subjects are selected by the items that contain them."""
    upwards: bool
    """It reads the items that contain its subjects."""
    around: bool
    """It judges its subjects by other components too."""
    at_stages: bool
    """It judges its subjects by their stages."""
    adds_up: bool
    """It measures shares, each of which depends on a whole list."""


def reach_of(pack: ir.Pack, rule: ir.Rule) -> Reach:
    """Return the reach of a rule, including the definitions that it uses."""
    return _reach(_RuleIdentity(pack, rule))


class _RuleIdentity:
    """A rule with the definitions of its pack, compared by identity because a full comparison is slow."""

    __slots__ = ("definitions", "pack", "rule")

    def __init__(self, pack: ir.Pack, rule: ir.Rule) -> None:
        self.pack, self.rule = pack, rule
        self.definitions: Mapping[str, ir.Definition] = pack.definitions

    def __hash__(self) -> int:
        return hash((id(self.definitions), id(self.rule)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _RuleIdentity):
            return NotImplemented
        return self.rule is other.rule and self.definitions is other.definitions


@lru_cache(maxsize=KEPT)
def _reach(of: _RuleIdentity) -> Reach:
    pack, rule = of.pack, of.rule
    by_place = any_reads_upwards(pack, [rule.subject.where])
    upwards = by_place or reads_upwards(pack, rule)
    adds_up = any(isinstance(node, ir.ShareOf | ir.EachGroup) for node in _said(pack, rule))
    return Reach(by_place, upwards, looks_around(pack, rule), looks_at_stages(pack, rule), adds_up)


def reads_upwards(pack: ir.Pack, rule: ir.Rule) -> bool:
    """Return whether a rule, its exceptions or the definitions they use read the items above a subject."""
    return any_reads_upwards(pack, [rule.subject.where, rule.requirement, rule.when, *rule.exceptions])


def any_reads_upwards(pack: ir.Pack, conditions: Iterable[object]) -> bool:
    """Return whether a condition, or a definition that it uses, reads the items above a subject."""
    return any_goes_to(pack, "enclosing-items", conditions)


def any_goes_to(pack: ir.Pack, word: str, conditions: Iterable[object]) -> bool:
    """Return whether a condition, or a definition that it uses, reads a list of this name."""
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
    """Return the lists that a tree itself reads, and the definitions that it uses.

    The result is kept: the rules of a pack share most of their exceptions and definitions.
    """
    words, used = set(), set()
    for child in walk(node):
        if isinstance(child, ir.Navigate):
            words.add(child.word)
        elif isinstance(child, ir.ShareOf):
            words.add(SHARES)
        elif isinstance(child, ir.DefinitionTest):
            used.add(child.name)
    return frozenset(words), frozenset(used)


def looks_around(pack: ir.Pack, rule: ir.Rule) -> bool:
    """Return whether a rule judges its subjects by other components too, so that their alternates matter."""
    said = _said(pack, rule)
    return any(_looks_around(node) or (isinstance(node, ir.Navigate) and node.deep) for node in said)


def wants_milestones(rule: ir.Rule) -> bool:
    """Return whether a rule, or an exception to it, wants stages accounted for."""
    wanted = (rule.milestones, *(exception.milestones for exception in rule.exceptions))
    return any(milestones is not None for milestones in wanted)


def judges_by(pack: ir.Pack, rule: ir.Rule, *, made_from: bool) -> Literal["own", "below", "all"]:
    """Return what a rule judges a component by: its own facts, also its contents, or anything.

    `made_from`: the document states inputs, whose stages count as stages of the component.
    """
    if reads_upwards(pack, rule):
        return "all"
    past = with_definitions(pack.definitions, [exclusion.where for exclusion in rule.exclusions])
    if looks_around(pack, rule) or any(map(goes_around, past)):
        return "all" if any(map(_looks_elsewhere, _said(pack, rule))) else "below"
    return "below" if made_from and looks_at_stages(pack, rule) else "own"


def goes_around(node: object) -> bool:
    """Return whether it goes from a component to another, or to many."""
    return _looks_around(node) or (isinstance(node, ir.Navigate) and node.deep)


def _looks_elsewhere(node: object) -> bool:
    """Return whether a node reads anything outside the contents of a component."""
    match node:
        case ir.Navigate():
            return node.base is None or node.word in {"enclosing-items", SUPPLIERS}
        case _:
            return _looks_around(node)


def looks_at_stages(pack: ir.Pack, rule: ir.Rule) -> bool:
    """Return whether a rule judges its subjects by stages, which may be those of their inputs."""
    return any(isinstance(node, ir.Navigate) and "stages" in node.word for node in _said(pack, rule))


def _said(pack: ir.Pack, rule: ir.Rule) -> Iterable[object]:
    subject = rule.subject
    said = (subject.where, rule.when, rule.requirement, rule.escalate, *rule.disclose, *rule.exceptions)
    return with_definitions(pack.definitions, said)


def is_about_one_part(pack: ir.Pack, rule: ir.Rule) -> bool:
    """Return whether a rule judges a listed component, its texts included, by its own facts alone."""
    subject = rule.subject
    said = (subject.where, rule.when, rule.requirement, *rule.disclose, *rule.exceptions)
    words = (rule.message, rule.ask, rule.fix, rule.escalate, *rule.exclusions)
    alone = not any(map(_looks_around, with_definitions(pack.definitions, (*said, *words))))
    return subject.listed and subject.record == "component" and alone


def is_of_parts(of: ir.ListNode | ir.Value) -> bool:
    """Return whether a list contains components of an element, or their contents."""
    return any(
        isinstance(node, ir.Navigate)
        and (node.deep or node.base is None or node.word in {"children", "components", "enclosing-items"})
        for node in walk(of)
    )


_AROUND = frozenset({"enclosing-items", "inputs", "components", "children", SUPPLIERS})
"""Lists of a component that depend on other components."""


def _looks_around(node: object) -> bool:
    """Return whether a node reads from the product, upwards, or from another component."""
    match node:
        case ir.Navigate():
            return node.base is None or node.word in _AROUND
        case ir.Variable():
            return node.name == "end-item"
        case ir.FieldOf():
            return node.type == ir.Type("element", "component")
        case _:
            return False
