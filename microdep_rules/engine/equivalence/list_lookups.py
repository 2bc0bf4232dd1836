"""Search for facts that a rule only looks up in lists, or only tests for a statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.lang import ir
from microdep_rules.lang.fields_read import statements_of_node, statements_of_rule
from microdep_rules.lang.named_words import Words, words_of
from microdep_rules.lang.reached import with_definitions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from microdep_rules.lang.fields_read import Key


class ListField(Struct, frozen=True):
    """Component field that a rule compares only with lists of words, and these lists."""

    type: ir.Type
    sets: tuple[Words, ...]
    beside: frozenset[str]
    """Other fields of the component that may contradict this field."""


class RuleLists(Struct, frozen=True):
    """The lists in which a rule looks up countries and other words.

    A list that changes over time appears several times, once with each content.
    """

    countries: tuple[Words, ...] | None
    """The country lists; None if the rule reads a country in any other way than by a look-up in a list."""
    words: Mapping[str, ListField]
    """Fields that the rule only looks up in lists, each with these lists."""
    stated: bool
    """True if the rule tests whether a component states stages."""
    unread: frozenset[str]
    """Fields that the rule reads only for the test whether a component states stages."""


def lists_of(pack: ir.Pack, rule: ir.Rule) -> RuleLists:
    """Return the lists in which a rule looks up countries and facts of components."""
    conditions = (rule.subject, rule.when, rule.requirement, rule.escalate, *rule.disclose, *rule.exceptions)
    nodes = [*with_definitions(pack.definitions, [*conditions, *rule.exclusions])]
    lookups: dict[int, tuple[Words, ...]] = {}
    sets: set[int] = set()
    for node in nodes:
        if isinstance(node, ir.Compare | ir.IsIn) and isinstance(node.left, ir.FieldOf):
            words = words_of(pack, node.right)
            if words is not None:
                lookups[id(node.left)] = words
                sets |= {id(member) for member in _with_members(node.right)}
        elif isinstance(node, ir.LargestShare):
            lookups[id(node.by)] = ()  # its values are only compared with each other
    stated = {
        id(node.value) for node in nodes if isinstance(node, ir.StatedTest) and _is_of_stages(node.value)
    }
    unread = _fields_read_only_in(pack, rule, nodes, stated) if stated else frozenset[str]()
    return RuleLists(_countries(nodes, lookups, sets), dict(_fields(nodes, lookups)), bool(stated), unread)


def _is_of_stages(node: object) -> bool:
    """Return whether a node of the syntax tree selects the stages of a component (`stages of`)."""
    if not isinstance(node, ir.Navigate) or node.base is None:
        return False
    return node.word == "stages" and node.base.type == ir.Type("element", "component")


def _fields_read_only_in(
    pack: ir.Pack, rule: ir.Rule, nodes: Iterable[object], stated: set[int]
) -> frozenset[str]:
    """Return the component fields that a rule reads in the given nodes and nowhere else.

    `stated` contains the Python identities of these nodes.
    """
    keys: set[Key] = set()
    others: set[Key] = set()
    for node in nodes:
        (keys if id(node) in stated else others).update(statements_of_node(node))
    others |= {*statements_of_rule(pack, rule)} - keys
    return frozenset(name for record, name in keys - others if record == "component")


def _with_members(node: object) -> Iterator[object]:
    """Yield a node of the syntax tree and, for a set of words, the nodes of its members."""
    yield node
    yield from node.members if isinstance(node, ir.Members) else ()


def _countries(
    nodes: Iterable[object], lookups: Mapping[int, tuple[Words, ...]], sets: set[int]
) -> tuple[Words, ...] | None:
    words: dict[Words, None] = {}
    for node in nodes:
        kind = getattr(node, "type", None)
        if not isinstance(kind, ir.Type) or "country" not in {kind.kind, kind.detail} or id(node) in sets:
            continue
        if id(node) not in lookups:
            return None
        words |= dict.fromkeys(lookups[id(node)])
    return tuple(words)


def _fields(
    nodes: Iterable[object], lookups: Mapping[int, tuple[Words, ...]]
) -> Iterator[tuple[str, ListField]]:
    """Yield the component fields that a rule uses only to look them up in lists, each with these lists."""
    fields: dict[str, tuple[ir.Type, dict[Words, None], set[str]]] = {}
    others: set[str] = set()
    for node in nodes:
        read = {name for record, name in statements_of_node(node) if record == "component"}
        if isinstance(node, ir.FieldOf) and id(node) in lookups and _is_word_of_component(node):
            _, sets, beside = fields.setdefault(node.key, (node.type, {}, set()))
            sets |= dict.fromkeys(lookups[id(node)])
            beside |= read - {node.key}
        else:
            others |= read
    for key, (kind, sets, beside) in fields.items():
        if key not in others:
            yield key, ListField(kind, tuple(sets), frozenset(beside))


def _is_word_of_component(node: ir.FieldOf) -> bool:
    return node.base.type == ir.Type("element", "component") and node.type.kind == "code"
