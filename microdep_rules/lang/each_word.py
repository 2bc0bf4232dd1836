"""One condition for each word of a list: `for each substance in limits: content of substance is …`.

The program writes the condition once for each word, with the word (`Pb`) in the place of the kind
(`substance`), and joins these conditions by `and`. A check uses only the words that the list has on the date
of the check.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

from msgspec import Struct
from msgspec.structs import asdict, replace

from microdep_rules.lang import ast, ir
from microdep_rules.lang.errors import names, types
from microdep_rules.messages import diagnose

if TYPE_CHECKING:
    from collections.abc import Callable

    from microdep_rules.lang.scope import Checker, Scope

    Check = Callable[[Checker, Scope, ast.Condition], ir.Cond | None]
    SetOf = Callable[[ir.Value], ir.SetNode | None]

MOST_WORDS = 200
"""Largest number of words that a list after `for each` may have."""
T = TypeVar("T")


def written_out(
    checker: Checker, scope: Scope, node: ast.EachWord, set_of: SetOf, check: Check
) -> ir.Cond | None:
    """Return the conditions for all words of the list, joined by `and`; `None` after an error."""
    kind = _kind(checker, node.word)
    if kind is None:
        return None
    members = set_of(ir.Variable(node.word.span, kind, node.word.text))
    if members is None:
        return None
    of = ir.Type("country") if members.type.detail == "country" else ir.Type("code", members.type.detail)
    if members.type.kind == "set" and of != kind:
        checker.report(types.mismatch(kind, of, members.span, node.word.span))
        return None
    words = _words(checker, members) if members.type.kind == "set" else None
    if words is None or not words or len(words) > MOST_WORDS:
        checker.report(
            diagnose(
                "type/not-a-list",
                members.span,
                "for-each-in" if words else "for-each-in-no-list",
                kind=node.word.text,
                count=len(words or ()),
            )
        )
        return None
    if substitute_word(node.condition, node.word.text, "") == node.condition:
        checker.report(diagnose("type/not-of-the-element", node.condition.span, variable=node.word.text))
        return None
    parts: list[ir.Part] = []
    for word in words:
        lowered = check(checker, scope, substitute_word(node.condition, node.word.text, word))
        if lowered is None:
            return None
        parts.append(ir.Part(f"({word})", None, _only_if_listed(checker, members, kind, word, lowered)))
    parts += _is_known_condition(checker, members, kind, words[0])
    return ir.All(node.span, tuple(parts))


def _kind(checker: Checker, word: ast.Word) -> ir.Type | None:
    """Return the type that a word after `for each` names, such as `substance`; report an unknown kind."""
    if word.text == "country":
        return ir.Type("country")
    if checker.vocabularies.get(word.text) is not None:
        return ir.Type("code", word.text)
    known = ["country", *checker.vocabularies.names()]
    checker.report(names.unknown_kind(word.text, word.span, known, "a vocabulary"))
    return None


def _words(checker: Checker, members: ir.SetNode) -> list[str] | None:
    """Return all words that a list has on any day; `None` if the words depend on a fact of the document."""
    match members:
        case ir.Members(members=constants):
            return [str(constant.value) for constant in constants]
        case ir.NamedList(name=name):
            entries = checker.names.tables[name].entries
            values = (
                constant for entry in entries for constant in cast("tuple[ir.Constant, ...]", entry.value)
            )
            return [*dict.fromkeys(str(constant.value) for constant in values)]
        case ir.TableKeys(table=name):
            return [*dict.fromkeys(entry.keys[0] for entry in checker.names.tables[name].entries)]
        case _:
            return None


def _only_if_listed(
    checker: Checker, members: ir.SetNode, kind: ir.Type, word: str, cond: ir.Cond
) -> ir.Cond:
    """Return a condition that requires `cond` only on the days on which `word` is in the list."""
    if _is_the_same_every_day(checker, members):
        return cond
    is_in = ir.IsIn(members.span, ir.Constant(members.span, kind, word), members)
    parts = (ir.Part("", None, ir.Not(members.span, is_in)), ir.Part("", None, cond))
    return ir.Any(cond.span, parts)


def _is_known_condition(checker: Checker, members: ir.SetNode, kind: ir.Type, word: str) -> list[ir.Part]:
    """Return a condition that is unknown on each day on which the membership of the word is unknown.

    The result is empty if the list is the same on every day.
    """
    if _is_the_same_every_day(checker, members):
        return []
    is_in = ir.IsIn(members.span, ir.Constant(members.span, kind, word), members)
    either = (ir.Part("", None, is_in), ir.Part("", None, ir.Not(members.span, is_in)))
    return [ir.Part("", None, ir.Any(members.span, either))]


def _is_the_same_every_day(checker: Checker, members: ir.SetNode) -> bool:
    if isinstance(members, ir.Members):
        return True
    name = members.table if isinstance(members, ir.TableKeys) else cast("ir.NamedList", members).name
    table = checker.names.tables[name]
    undated = all(
        entry.stretch == ir.Stretch() and not entry.variant and not entry.contested for entry in table.entries
    )
    return undated and not table.excerpt and not table.contested and table.covers is None


def substitute_word(node: T, kind: str, word: str) -> T:
    """Return a copy of a tree in which `word`, such as `Pb`, replaces the kind `kind`, such as `substance`.

    Field names that are equal to the kind do not change.
    """
    if isinstance(node, tuple):
        return cast("T", tuple(substitute_word(child, kind, word) for child in node))
    if not isinstance(node, Struct) or isinstance(node, ast.Word):
        return node
    match node:
        case ast.Path(head=head, arguments=None, fields=()) if head.text == kind:
            return cast("T", replace(node, head=_replace_word(head, kind, word)))
        case ast.AnyOf():
            return cast(
                "T", replace(node, names=tuple(_replace_word(name, kind, word) for name in node.names))
            )
        case ast.RecoveredTerm():
            elements = tuple(_replace_word(element, kind, word) for element in node.elements)
            return cast("T", replace(node, elements=elements, of=substitute_word(node.of, kind, word)))
        case ast.Membership(right=tuple() as members):
            right = tuple(_replace_word(member, kind, word) for member in members)
            return cast("T", replace(node, left=substitute_word(node.left, kind, word), right=right))
        case _:
            changed = {name: substitute_word(part, kind, word) for name, part in _parts(node).items()}
            return cast("T", replace(node, **changed))


def _parts(node: Struct) -> dict[str, object]:
    return {
        name: part
        for name, part in asdict(node).items()
        if isinstance(part, Struct | tuple) and name not in {"span", "fields"}
    }


def _replace_word(name: ast.Word, kind: str, word: str) -> ast.Word:
    return ast.Word(name.span, word) if name.text == kind else name
