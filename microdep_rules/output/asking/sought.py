"""Vocabulary words that a rule compares with a field, such as the substances for `material.substance`."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from microdep_rules.lang import ir
from microdep_rules.lang.named_words import words_of
from microdep_rules.lang.reached import with_definitions

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_CACHED = 2_000


class _RuleOfPack:
    """Rule with its pack, as a key of a cache.

    Two keys are equal only if both contain the same rule object.
    """

    __slots__ = ("pack", "rule")

    def __init__(self, pack: ir.Pack, rule: ir.Rule) -> None:
        self.pack, self.rule = pack, rule

    def __hash__(self) -> int:
        return id(self.rule)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _RuleOfPack) and self.rule is other.rule


def words(pack: ir.Pack, rule: ir.Rule, field: str) -> frozenset[str]:
    """Return the words that a rule compares with a field such as `substance`; empty if there are none."""
    return _words(_RuleOfPack(pack, rule), field)


@lru_cache(maxsize=MOST_CACHED)
def _words(of: _RuleOfPack, field: str) -> frozenset[str]:
    return frozenset(_words_in_rule(of.pack, of.rule, field))


def _words_in_rule(pack: ir.Pack, rule: ir.Rule, field: str) -> Iterator[str]:
    asked = (rule.subject, rule.when, rule.requirement, *rule.disclose)
    for node in with_definitions(pack.definitions, asked):
        match node:
            case ir.Content() if field == "substance":
                yield from node.elements
            case ir.Compare() | ir.IsIn() if isinstance(node.left, ir.FieldOf) and node.left.key == field:
                for named in words_of(pack, node.right) or ():
                    yield from named
