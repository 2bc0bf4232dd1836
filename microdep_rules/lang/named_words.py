"""Words in a pack to which a condition compares a value: one word, words in brackets, or a list's entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.lang import ir

if TYPE_CHECKING:
    from collections.abc import Iterator

Words = frozenset[str]


def words_of(pack: ir.Pack, right: object) -> tuple[Words, ...] | None:
    """Return the words of a list or constant of the pack; `None` if the words depend on a document."""
    match right:
        case ir.Constant(value=str(word)):
            return (frozenset({word}),)
        case ir.Members():
            return (frozenset(str(member.value) for member in right.members),)
        case ir.NamedList():
            return tuple(_sets_of_words(pack.tables[right.name])) if right.name in pack.tables else None
        case _:
            return None


def _sets_of_words(table: ir.Table) -> Iterator[Words]:
    """Yield a set with the words of each entry of a list.

    If the entry or the list is contested, there is one set for each word.
    """
    for entry in table.entries:
        value = (entry.value,) if isinstance(entry.value, ir.Constant) else entry.value
        words = [str(member.value) for member in value if isinstance(member, ir.Constant)]
        if table.contested or entry.contested:
            yield from (frozenset({word}) for word in words)
        else:
            yield frozenset(words)
