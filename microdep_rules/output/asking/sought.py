"""Words, such as substances or functions, that a rule compares with a field."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from microdep_rules.lang import ir
from microdep_rules.lang.named_words import words_of
from microdep_rules.lang.reached import with_definitions

if TYPE_CHECKING:
    from collections.abc import Iterator

KEPT = 2_000


class _Rule:
    """Rule with its pack; two are equal only if they are the same object."""

    __slots__ = ("pack", "rule")

    def __init__(self, pack: ir.Pack, rule: ir.Rule) -> None:
        self.pack, self.rule = pack, rule

    def __hash__(self) -> int:
        return id(self.rule)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Rule) and self.rule is other.rule


def words(pack: ir.Pack, rule: ir.Rule, field: str) -> frozenset[str]:
    """Return the words that a rule compares with a field such as `substance`; empty if there are none."""
    return _words(_Rule(pack, rule), field)


@lru_cache(maxsize=KEPT)
def _words(of: _Rule, field: str) -> frozenset[str]:
    return frozenset(_compared(of.pack, of.rule, field))


def _compared(pack: ir.Pack, rule: ir.Rule, field: str) -> Iterator[str]:
    asked = (rule.subject, rule.when, rule.requirement, *rule.disclose)
    for node in with_definitions(pack.definitions, asked):
        match node:
            case ir.Content() if field == "substance":
                yield from node.elements
            case ir.Compare() | ir.IsIn() if isinstance(node.left, ir.FieldOf) and node.left.key == field:
                for named in words_of(pack, node.right) or ():
                    yield from named
