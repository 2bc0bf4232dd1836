"""Search for the names of the elements that a condition mentions, such as `component` and `material`."""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar, cast

from msgspec.structs import replace

from microdep_rules.lang import ir
from microdep_rules.lang.walk import below, is_node, parts

EVERYWHERE = frozenset({"end-item", "contract", "company", "rule-date"})
"""Names that any condition may use, because they do not depend on the subject of the rule."""

JUDGED = "(judged)"
"""Internal name of the subject of a rule.

A determination in the contract facts may apply only to this subject.
"""

OUTSIDE = frozenset({"of", "out_of", "bound"})
"""Fields of a node, such as the list itself, that cannot use the element of the node's list."""

T = TypeVar("T")
_NONE: frozenset[str] = frozenset()


@cache
def free_names(node: ir.Cond | ir.Value | ir.ListNode | ir.SetNode) -> frozenset[str]:
    """Return the elements that a node uses without defining them, except elements in scope everywhere."""
    return _used_elements(node) - EVERYWHERE


def written_names(node: ir.Cond | ir.Value | ir.ListNode | ir.SetNode) -> frozenset[str]:
    """Return the names of `free_names`, without internal names that an author cannot write."""
    return free_names(node) - {JUDGED}


@cache
def _used_elements(node: object) -> frozenset[str]:
    if isinstance(node, ir.Variable):
        return frozenset({node.name})
    if _element_word(node) is None:
        own = {JUDGED} if isinstance(node, ir.Navigate) and node.word == "determinations" else _NONE
        return _NONE.union(own, *map(_used_elements, below(node)))
    outside, inside = _parts(node)
    within = _NONE.union(*map(_used_elements, inside.values())) - {_element_word(node)}
    return within.union(*map(_used_elements, outside.values()))


def substitute(node: T, word: str, element: ir.Value) -> T:
    """Return a copy of the node in which `element` replaces each use of the element with the name `word`.

    If the node defines a list element with a name that occurs in `element`, that list element gets a new
    name.
    """
    if isinstance(node, tuple):
        return cast("T", tuple(substitute(child, word, element) for child in node))
    if isinstance(node, ir.Variable):
        return cast("T", element) if node.name == word else node
    if not is_node(node):
        return node
    outside, inside = _parts(node)
    changed = {name: substitute(part, word, element) for name, part in outside.items()}
    bound = _element_word(node)
    if bound is not None and bound != word and bound in _used_elements(element):
        other = f"{bound}'"  # authors cannot write this name
        kind = ir.Type("element", cast("Any", node).of.type.detail)
        itself = ir.Variable(cast("Any", node).span, kind, other)
        inside = {name: substitute(part, bound, itself) for name, part in inside.items()}
        changed["variable"] = other
    if bound != word:
        changed |= {name: substitute(part, word, element) for name, part in inside.items()}
    return cast("T", replace(cast("Any", node), **changed))


def _element_word(node: object) -> str | None:
    return None if isinstance(node, ir.Definition) else getattr(node, "variable", None)


def _parts(node: object) -> tuple[dict[str, object], dict[str, object]]:
    """Return the parts of a node that cannot use the element of the node's list, and the parts that can.

    The span of the node is in neither result.
    """
    held = ((name, part) for name, part in parts(node).items() if name != "span")
    own = {name: part for name, part in held if isinstance(part, tuple) or is_node(part)}
    if _element_word(node) is None:
        return own, {}
    return (
        {name: part for name, part in own.items() if name in OUTSIDE},
        {name: part for name, part in own.items() if name not in OUTSIDE},
    )
