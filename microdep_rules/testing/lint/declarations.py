"""Declarations that nothing uses: lists, tables, definitions, parameters, measures and imports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.messages import diagnose
from microdep_rules.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.lang import ast, ir
    from microdep_rules.testing.lint.subject import LintedPack

KINDS = {
    "define": "definition",
    "list": "list",
    "table": "table",
    "parameter": "parameter",
    "measure": "measure",
}
"""Kinds of declarations that lint reports if nothing uses them, with the name of each kind."""
ROOTS = frozenset({"rule", "exception", "background", "example"})
"""Kinds of declarations that are needed even if no other declaration uses them."""
_COMMENT = pattern(r'("[^"\n]*")|#[^\n]*')
_TEXT = pattern(r'"([^"\n]*)"')
_FIELD = pattern(r"\{([^{}]*)\}")
_NAME = pattern(r"[A-Za-z][\w-]*")


def find_unused(linted: LintedPack, users: Sequence[str] = ()) -> Iterator[Diagnostic]:
    """Yield a finding for each unused declaration and import.

    For a pack without rules, no finding is reported.
    """
    if not linted.pack.rules:
        return
    own = {
        id(node): names_in(linted.sources[node.span.path].text[node.span.start : node.span.end])
        for node in linted.declarations
    }
    yield from _unused_declarations(linted, own, users)
    yield from _unused_imports(linted, frozenset().union(*own.values()))


def _unused_declarations(
    linted: LintedPack, own: dict[int, frozenset[str]], users: Sequence[str]
) -> Iterator[Diagnostic]:
    declared: dict[str, list[ast.Declaration]] = {}
    for node in linted.declarations:
        if node.kind in KINDS:
            declared.setdefault(node.name.text, []).append(node)
    waiting = [name for node in linted.declarations if node.kind in ROOTS for name in own[id(node)]]
    waiting += [name for text in users for name in names_in(text)]
    used: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in declared and name not in used:
            used.add(name)
            waiting += [inner for node in declared[name] for inner in own[id(node)]]
    for name, nodes in declared.items():
        if name not in used:
            span = nodes[0].name.span
            yield diagnose("lint/unused", span, kind=KINDS[nodes[0].kind], name=name)


def _unused_imports(linted: LintedPack, names: frozenset[str]) -> Iterator[Diagnostic]:
    for node in linted.declarations:
        clause = node.clause("uses") if node.kind == "pack" else None
        for word in clause.values if clause is not None else ():
            pack = linted.uses.get(word.text)
            if pack is not None and not names & _provided(pack):
                yield diagnose("lint/unused", word.span, "import", name=word.text)


def _provided(pack: ir.Pack) -> frozenset[str]:
    """Return the names in a pack that other packs can use."""
    declared = (pack.definitions, pack.tables, pack.parameters, pack.measures, pack.quantities)
    words = (word for _, term in pack.terms for word in (term.id, *term.names))
    fields = (field.key.removeprefix("ext.") for field in pack.fields)
    return frozenset([*(name for names in declared for name in names), *words, *fields])


def names_in(text: str) -> frozenset[str]:
    r"""Return the words of a rule file that may be names; comments and quoted texts are ignored.

    >>> sorted(names_in('x is in a-list  # a comment\n  message "{amount} of it"'))
    ['a-list', 'amount', 'in', 'is', 'message', 'x']
    """
    bare = _COMMENT.sub(lambda match: match[1] or "", text)
    bare = _TEXT.sub(lambda match: " ".join(_FIELD.findall(match[1])), bare)
    return frozenset(_NAME.findall(bare))
