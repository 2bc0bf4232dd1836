"""Rule text to declarations: the one entry to the syntax of the language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from lark import Token, Tree

from microdep_rules.lang import ast
from microdep_rules.lang.clauses import ClauseBuilder
from microdep_rules.lang.errors import syntax
from microdep_rules.lang.recover import Piece, pieces
from microdep_rules.source import Span

if TYPE_CHECKING:
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import SourceFile

HEADER = re.compile(
    r"(?P<kind>[a-z]+)\s+(?:(?:[a-z_]+|unknown)\s+of\s+)?(?P<name>[A-Za-z][\w-]*)"
)

ONCE = frozenset(
    "title authority jurisdiction reviewed severity cites contested variant applies when accounts "
    "passes presume forbid require disclose message ask fix escalate expect in_force".split()
)

BODY_OF = {
    "rule": ONCE | {"formerly", "looks_past", "counting"},
    "exception": {"title", "cites", "contested", "variant", "in_force", "reviewed", "formerly"}
    | {"when", "but_not", "ask", "fix", "accounts"},
    "pack": {"title", "authority", "jurisdiction", "reviewed", "uses", "contested", "variant"},
    "background": {"bom", "context"},
    "example": {"variant", "bom", "context", "expect"},
    "define": {"title", "cites", "contested", "variant", "reviewed"},
    "list": {"title", "cites", "contested", "variant", "reviewed"},
    "table": {"title", "cites", "contested", "variant", "reviewed"},
    "measure": {"title", "cites", "contested", "variant", "reviewed"},
}


def parse(source: SourceFile) -> tuple[list[ast.Declaration], list[Diagnostic]]:
    """The declarations of a rule file, broken ones included, and every syntax mistake.

    >>> from microdep_rules.source import SourceFile
    >>> found, problems = parse(SourceFile("a.rule", 'parameter limit is number 3 cites "s.1"'))
    >>> found[0].name.text, problems
    ('limit', [])
    """
    cut, diagnostics = pieces(source)
    declarations = []
    for piece in cut:
        if piece.tree is None:
            declarations.append(_placeholder(source, piece))
            continue
        builder = ClauseBuilder(source.path, piece.span.start)
        declaration = _declaration(builder, piece)
        found = builder.diagnostics + _clause_problems(declaration)
        declarations.append(declaration)
        diagnostics.extend(found)
    return declarations, diagnostics


def _placeholder(source: SourceFile, piece: Piece) -> ast.Declaration:
    """What can be said of a declaration that could not be read: its kind and its name."""
    text = source.slice(piece.span)
    match = HEADER.match(text)
    kind = match["kind"] if match else text.split(maxsplit=1)[0]
    at = piece.span.start + (match.start("name") if match else 0)
    name = match["name"] if match else ""
    word = ast.Word(Span(source.path, at, at + len(name)), name)
    return ast.Declaration(piece.span, kind, word, broken=True)


def _declaration(builder: ClauseBuilder, piece: Piece) -> ast.Declaration:
    tree = cast("Tree[Token]", piece.tree)
    kind = "define" if tree.data == "define_quantity" else str(tree.data)
    children = list(tree.children)
    tokens = [c for c in children if isinstance(c, Token)]
    names = [t for t in tokens if t.type in {"NAME", "UNKNOWN"}]
    words = [builder.word(t) for t in names]
    texts = [builder.word(t) for t in tokens if t.type in {"STRING", "NUMBER"}]
    clauses = builder.clauses(tree)
    common = {"span": piece.span, "kind": kind, "clauses": clauses, "broken": piece.broken}
    match kind:
        case "example":
            return ast.Declaration(
                **common, name=words[1], targets=(words[0],), text=texts[0]  # type: ignore[arg-type]
            )
        case "background":
            word = builder.word(tokens[0])
            return ast.Declaration(**common, name=ast.Word(word.span, "background"))  # type: ignore[arg-type]
        case "define":
            return _definition(builder, tree, words, common)
        case "parameter":
            return _parameter(builder, tree, words, texts, common)
        case "measure":
            rows = tuple(builder.status(c) for c in _trees(tree, "status"))
            return ast.Declaration(**common, name=words[0], status=rows)  # type: ignore[arg-type]
        case "list" | "table":
            rows, covers, file = builder.rows(tree)
            carry = any(t.type == "CARRY" for t in tokens)
            return ast.Declaration(
                **common,  # type: ignore[arg-type]
                name=words[0],
                targets=tuple(words[1:]),
                rows=rows,
                covers=covers,
                file=file,
                carry_forward=carry,
            )
        case _:
            text = texts[0] if texts else None
            return ast.Declaration(
                **common, name=words[0], targets=tuple(words[1:]), text=text  # type: ignore[arg-type]
            )


def _definition(
    builder: ClauseBuilder, tree: Tree[Token], words: list[ast.Word], common: dict[str, object]
) -> ast.Declaration:
    if tree.data == "define_quantity":
        return ast.Declaration(
            **common, name=words[0], quantity=builder.operand(tree.children[-1])  # type: ignore[arg-type]
        )
    body = next(c for c in tree.children if isinstance(c, Tree) and c.data in {"limbs", "whole"})
    condition = builder.condition(body if body.data == "limbs" else body.children[0])
    counting = next((builder.counting(c) for c in _trees(tree, "counting")), None)
    return ast.Declaration(
        **common,  # type: ignore[arg-type]
        name=words[0],
        targets=(words[1],),
        condition=condition,
        counting=counting,
    )


def _parameter(
    builder: ClauseBuilder,
    tree: Tree[Token],
    words: list[ast.Word],
    texts: list[ast.Word],
    common: dict[str, object],
) -> ast.Declaration:
    found = next(c for c in tree.children if isinstance(c, Tree))
    tokens = [c for c in found.children if isinstance(c, Token)]
    value: ast.Literal | ast.Word
    if found.data == "not_yet":
        value = ast.Word(builder.span(found), "not yet")
    elif tokens[0].type == "NAME":
        value = builder.word(tokens[0])
    else:
        value = builder.literal(tokens[0])
    cites = ast.Clause(texts[-1].span, "cites", (texts[-1],))
    clauses = (cites, *builder.marks(tree))
    return ast.Declaration(
        **{**common, "clauses": clauses},  # type: ignore[arg-type]
        name=words[0],
        targets=(words[1],),
        value=value,
    )


def _trees(tree: Tree[Token], name: str) -> list[Tree[Token]]:
    return [c for c in tree.children if isinstance(c, Tree) and c.data == name]


def _clause_problems(declaration: ast.Declaration) -> list[Diagnostic]:
    """Clauses that stand twice, or in a declaration that has no such clause."""
    found = []
    seen: dict[str, Span] = {}
    allowed = BODY_OF.get(declaration.kind, frozenset())
    for clause in declaration.clauses:
        word = clause_word(clause)
        shown = word.replace("_", " ")
        if declaration.kind != "parameter" and word not in allowed:
            found.append(syntax.clause_not_allowed(shown, declaration.kind, clause.span))
        elif word in ONCE and word in seen:
            found.append(syntax.repeated_clause(shown, clause.span, seen[word]))
        seen.setdefault(word, clause.span)
    return found


def clause_word(clause: ast.Body) -> str:
    """The word by which a clause is known."""
    match clause:
        case ast.Clause() | ast.Conditional() | ast.Entries():
            return clause.word
        case ast.InForce():
            return "in_force"
        case ast.Applies():
            return "applies"
        case ast.LooksPast():
            return "looks_past"
        case ast.AccountsFor():
            return "accounts"
        case ast.PassesOnly():
            return "passes"
        case ast.Presume():
            return "presume"
        case ast.Counting():
            return "counting"
        case ast.Disclose():
            return "disclose"
        case ast.Expect():
            return "expect"


