"""Names in the lists of forbidden companies, for cells that may name one company or several.

`Brandt & Voss` in a cell may be one company or two. If a rule forbids a listed company `Brandt & Voss`, the
cell means this company. A listed name must never help a component to pass. Therefore rules may only forbid
the companies of a list with this name, and no other list may have a name that is similar to a part of the
text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeGuard

from microdep_rules.engine.register import Register, register
from microdep_rules.lang import ir
from microdep_rules.lang.walk import walk
from microdep_rules.patterns import pattern
from microdep_rules.vocabulary.names import spelled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_BETWEEN = pattern(
    r"\s*[,;|/&+\uff0c\u3001]\s*|\s+(?:and|or|und|oder|et|ou|y|e|plus|en|och|og|i|\u548c|\u0438)\s+",
    re.IGNORECASE,
)
"""Signs and words that may separate two names."""


def find_listed_names(packs: Sequence[ir.Pack]) -> Callable[[str], bool]:
    """Return a function that tests whether a text is the name of one forbidden company."""
    registers = list(_registers(packs))

    def is_listed(text: str) -> bool:
        holding = [(lookup, forbids) for lookup, forbids in registers if spelled(text) in lookup.by_name]
        if not holding or not all(forbids for _, forbids in holding):
            return False
        others = [lookup for lookup, _ in registers if spelled(text) not in lookup.by_name]
        pieces = [piece for piece in _BETWEEN.split(text) if piece.strip()]
        return not any(lookup.like(piece) for lookup in others for piece in pieces)

    return is_listed


def _registers(packs: Sequence[ir.Pack]) -> Iterator[tuple[Register, bool]]:
    """Yield the companies of each list, and whether all rules with the list only forbid its companies."""
    for pack in packs:
        forbidden = {id(use) for rule in pack.rules for use in _forbidden_uses(rule)}
        uses = [node for node in walk((*pack.rules, *pack.definitions.values())) if _is_list(node)]
        quantities = {node.name for node in walk(tuple(pack.quantities.values())) if _is_list(node)}
        for table in pack.tables.values():
            members = frozenset(_companies(table))
            if members:
                own = [use for use in uses if use.name == table.name]
                forbids = bool(own) and all(id(use) in forbidden for use in own)
                yield register(members), forbids and table.name not in quantities


def _is_list(node: object) -> TypeGuard[ir.NamedList]:
    return isinstance(node, ir.NamedList)


def _companies(table: ir.Table) -> Iterator[ir.Company]:
    """Yield the companies of a list."""
    for entry in table.entries:
        for constant in entry.value if isinstance(entry.value, tuple) else ():
            if isinstance(constant, ir.Constant) and isinstance(constant.value, ir.Company):
                yield constant.value


def _forbidden_uses(rule: ir.Rule) -> Iterator[ir.NamedList]:
    """Yield the lists of companies with which the rule, a prohibition, always fails."""
    waiting: list[object] = []
    if rule.forbids and isinstance(rule.requirement, ir.Not):
        waiting.append(rule.requirement.cond)
    elif rule.forbids and isinstance(rule.requirement, ir.Some) and rule.requirement.kind == "no":
        waiting.append(rule.requirement.where)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ir.Any | ir.All):
            waiting += [part.cond for part in node.parts]
        elif isinstance(node, ir.Some) and node.kind == "any":
            waiting.append(node.where)
        elif isinstance(node, ir.IsIn) and isinstance(node.right, ir.NamedList):
            yield node.right
