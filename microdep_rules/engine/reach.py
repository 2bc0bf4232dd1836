"""Reach of a rule: the elements that the rule reads besides the subject."""

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
"""Maximum number of cached results.

Results are cached, because computing the reach of a rule takes as long as judging a small document.
"""
SHARES = "shares"
"""Entry in a set of list names; it means that the condition measures shares."""


def is_the_same_every_day(subject: ir.Subject) -> bool:
    """Return whether the subjects of a rule are listed elements, and are equal on every date."""
    return subject.listed or (
        subject.of is not None
        and not any(isinstance(node, ir.Narrow | ir.FieldOf) for node in walk(subject.of))
    )


def has_one_reason(rule: ir.Rule) -> bool:
    """Return whether a rule that does not apply has one reason for all subjects."""
    return rule.when is None or not free_names(rule.when)


class Reach(NamedTuple):
    """The elements that a rule reads besides the subject."""

    chosen_by_place: bool
    """True if the components around an element decide whether the element is a subject."""
    upwards: bool
    """True if the rule reads the components that contain a subject."""
    around: bool
    """True if the rule also reads components other than the subject."""
    at_stages: bool
    """True if the rule reads stages to judge a subject."""
    adds_up: bool
    """True if the rule measures shares, so that it reads all elements of a list."""


def reach_of(pack: ir.Pack, rule: ir.Rule) -> Reach:
    """Return the reach of a rule, including the definitions that it uses."""
    return _reach(_RuleIdentity(pack, rule))


class _RuleIdentity:
    """Cache key for a rule with the definitions of its pack.

    The rule is compared by its Python identity, because a comparison of its contents is slow.
    """

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
    adds_up = any(isinstance(node, ir.ShareOf | ir.EachGroup) for node in _nodes_of(pack, rule))
    return Reach(by_place, upwards, looks_around(pack, rule), looks_at_stages(pack, rule), adds_up)


def reads_upwards(pack: ir.Pack, rule: ir.Rule) -> bool:
    """Return whether a rule, its exceptions or its definitions read the components around a subject."""
    return any_reads_upwards(pack, [rule.subject.where, rule.requirement, rule.when, *rule.exceptions])


def any_reads_upwards(pack: ir.Pack, conditions: Iterable[object]) -> bool:
    """Return whether conditions, or the definitions that they use, read the components around a subject."""
    return any_reads_list(pack, "enclosing-items", conditions)


def any_reads_list(pack: ir.Pack, word: str, conditions: Iterable[object]) -> bool:
    """Return whether conditions, or the definitions that they use, read the list named `word`."""
    seen: set[str] = set()
    waiting = [condition for condition in conditions if condition is not None]
    while waiting:
        words, needed = _lists_and_definitions(waiting.pop())
        if word in words:
            return True
        waiting += [pack.definitions[name].cond for name in needed - seen]
        seen |= needed
    return False


@cache
def _lists_and_definitions(node: object) -> tuple[frozenset[str], frozenset[str]]:
    """Return the names of the lists that a syntax tree reads and of the definitions that it uses.

    The result is cached, because the rules of a pack share most of their exceptions and definitions.
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
    """Return whether a rule reads other components than the subject, so that alternates can matter."""
    nodes = _nodes_of(pack, rule)
    return any(_looks_around(node) or (isinstance(node, ir.Navigate) and node.deep) for node in nodes)


def has_milestones(rule: ir.Rule) -> bool:
    """Return whether a rule or one of its exceptions has milestones."""
    all_milestones = (rule.milestones, *(exception.milestones for exception in rule.exceptions))
    return any(milestones is not None for milestones in all_milestones)


def judges_by(pack: ir.Pack, rule: ir.Rule, *, made_from: bool) -> Literal["own", "below", "all"]:
    """Return which facts a rule reads to judge a component: `own`, `below` or `all`.

    `own`: only the component's own facts. `below`: also the facts of everything inside it. `all`: also other
    facts. `made_from` is true if the document has inputs, because the stages of an input count as stages of
    the component that is made from it.
    """
    if reads_upwards(pack, rule):
        return "all"
    past = with_definitions(pack.definitions, [exclusion.where for exclusion in rule.exclusions])
    if looks_around(pack, rule) or any(map(goes_around, past)):
        return "all" if any(map(_looks_elsewhere, _nodes_of(pack, rule))) else "below"
    return "below" if made_from and looks_at_stages(pack, rule) else "own"


def goes_around(node: object) -> bool:
    """Return whether a node of a rule reads other components, starting from one component."""
    return _looks_around(node) or (isinstance(node, ir.Navigate) and node.deep)


def _looks_elsewhere(node: object) -> bool:
    """Return whether a node of a rule reads something outside a component and its contents."""
    match node:
        case ir.Navigate():
            return node.base is None or node.word in {"enclosing-items", SUPPLIERS}
        case _:
            return _looks_around(node)


def looks_at_stages(pack: ir.Pack, rule: ir.Rule) -> bool:
    """Return whether a rule reads the stages of a subject or of its inputs."""
    return any(isinstance(node, ir.Navigate) and "stages" in node.word for node in _nodes_of(pack, rule))


def _nodes_of(pack: ir.Pack, rule: ir.Rule) -> Iterable[object]:
    subject = rule.subject
    clauses = (subject.where, rule.when, rule.requirement, rule.escalate, *rule.disclose, *rule.exceptions)
    return with_definitions(pack.definitions, clauses)


def is_about_one_part(pack: ir.Pack, rule: ir.Rule) -> bool:
    """Return whether a rule and its texts read only the facts of one listed component."""
    subject = rule.subject
    clauses = (subject.where, rule.when, rule.requirement, *rule.disclose, *rule.exceptions)
    words = (rule.message, rule.ask, rule.fix, rule.escalate, *rule.exclusions)
    alone = not any(map(_looks_around, with_definitions(pack.definitions, (*clauses, *words))))
    return subject.listed and subject.record == "component" and alone


def is_of_parts(of: ir.ListNode | ir.Value) -> bool:
    """Return whether a list expression selects components inside an element, or the contents of these."""
    return any(
        isinstance(node, ir.Navigate)
        and (node.deep or node.base is None or node.word in {"children", "components", "enclosing-items"})
        for node in walk(of)
    )


_AROUND = frozenset({"enclosing-items", "inputs", "components", "children", SUPPLIERS})
"""Lists of a component whose content depends on other components."""


def _looks_around(node: object) -> bool:
    """Return whether a node of a rule reads the product, a containing component or another component."""
    match node:
        case ir.Navigate():
            return node.base is None or node.word in _AROUND
        case ir.Variable():
            return node.name == "end-item"
        case ir.FieldOf():
            return node.type == ir.Type("element", "component")
        case _:
            return False
