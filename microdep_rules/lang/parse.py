"""Conversion of the text of a rule file to declarations.

All other modules read the syntax of the language only through this module.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, cast

from lark import Token, Tree
from msgspec.structs import replace

from microdep_rules.lang import ast
from microdep_rules.lang.clauses import ClauseBuilder
from microdep_rules.lang.errors.names import article
from microdep_rules.lang.grammar import BOUNDARY
from microdep_rules.lang.recover import Piece, pieces
from microdep_rules.lang.reserved import RESERVED
from microdep_rules.lang.tree import tokens_of, trees_of
from microdep_rules.lang.walk import walk
from microdep_rules.messages import diagnose
from microdep_rules.patterns import pattern
from microdep_rules.source import Span
from microdep_rules.vocabulary.blanks import says_something

if TYPE_CHECKING:
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import SourceFile

FREE = rf"(?!(?:{'|'.join(sorted(RESERVED))}){BOUNDARY})[A-Za-z][\w-]*"
HEADER = pattern(rf"(?P<kind>[a-z]+)\s+(?:(?<=example )(?:[a-z_]+|unknown)\s+of\s+)?(?P<name>{FREE})")
UNKNOWN_HEADER = pattern(rf"(?:[A-Za-z][\w-]*[ \t]+)?(?P<name>{FREE})")

ONCE = frozenset(
    {"title", "authority", "jurisdiction", "obligation", "reviewed", "severity", "cites", "contested"}
    | {
        "variant",
        "applies",
        "when",
        "accounts",
        "passes",
        "treat_as",
        "forbid",
        "require",
        "obtain",
        "disclose",
    }
    | {"message"}
    | {"ask", "fix", "escalate", "expect", "in_force"}
)

TEXTS = frozenset({"title", "authority", "cites", "contested", "message", "ask", "fix"})
"""First words of the clauses with a text for people, such as `title`."""

CITED = ast.LabelledElement | ast.TableRow | ast.Conditional | ast.CountingClause

BODY_OF = {
    "rule": ONCE | {"formerly", "excludes", "counting"},
    "exception": {"title", "cites", "contested", "variant", "in_force", "reviewed", "formerly"}
    | {"when", "but_not", "ask", "fix", "accounts"},
    "pack": {"title", "authority", "jurisdiction", "obligation", "reviewed", "uses", "contested", "variant"},
    "background": {"bom", "context"},
    "example": {"variant", "bom", "context", "expect"},
    "define": {"title", "cites", "contested", "variant", "reviewed", "counting"},
    "list": {"title", "cites", "contested", "variant", "reviewed"},
    "table": {"title", "cites", "contested", "variant", "reviewed"},
    "measure": {"title", "cites", "contested", "variant", "reviewed"},
    "field": {"title", "cites", "contested", "reviewed"},
}


def parse(source: SourceFile) -> tuple[list[ast.Declaration], list[Diagnostic]]:
    """Return the declarations of a rule file, including broken ones, and every syntax error.

    >>> from microdep_rules.source import SourceFile
    >>> found, problems = parse(SourceFile("a.rule", 'parameter limit is number 3 cites "s.1"'))
    >>> found[0].name.text, problems
    ('limit', [])
    """
    declarations, diagnostics = _parsed(source)
    return list(declarations), list(diagnostics)


@lru_cache(maxsize=32)  # a pack is parsed for its `uses` first, then for its content
def _parsed(source: SourceFile) -> tuple[tuple[ast.Declaration, ...], tuple[Diagnostic, ...]]:
    cut, diagnostics = pieces(source)
    declarations = []
    for piece in cut:
        if piece.tree is None:
            declarations.append(_placeholder(source.path, piece))
            continue
        builder = ClauseBuilder(source.path, piece.offset)
        declaration = _declaration(builder, piece)
        if piece.stand_in:
            declaration = replace(declaration, name=_header(source.path, piece), targets=())
        found = builder.diagnostics + _clause_problems(declaration) + _empty_texts(declaration)
        declarations.append(declaration)
        diagnostics.extend(found)
    return tuple(declarations), tuple(diagnostics)


def _header(path: str, piece: Piece) -> ast.Word:
    """Return the name of a declaration whose first line the parser cannot read."""
    match = HEADER.match(piece.text) if piece.kind else UNKNOWN_HEADER.match(piece.text)
    start, end = match.span("name") if match else (0, 0)
    at = max(piece.offset + start, piece.span.start)
    return ast.Word(Span(path, at, max(piece.offset + end, at)), match["name"] if match else "")


def _placeholder(path: str, piece: Piece) -> ast.Declaration:
    """Return a declaration that the parser cannot read, with only its kind and its name."""
    return ast.Declaration(piece.span, piece.kind, _header(path, piece), broken=True)


def _declaration(builder: ClauseBuilder, piece: Piece) -> ast.Declaration:
    tree = cast("Tree[Token]", piece.tree)
    kind = {"define_quantity": "define", "own_field": "field"}.get(str(tree.data), str(tree.data))
    tokens = tokens_of(tree)
    words = [builder.word(t) for t in tokens if t.type in {"NAME", "UNKNOWN", "DISCLOSE"}]
    texts = [builder.text(t) for t in tokens if t.type in {"STRING", "NUMBER", "DATE"}]
    name = words[0] if words else ast.Word(builder.word(tokens[0]).span, kind)
    plain = ast.Declaration(
        piece.span, kind, name, builder.clauses(tree), tuple(words[1:]), broken=piece.broken
    )
    match kind:
        case "example":
            return replace(plain, name=words[1], targets=(words[0],), text=texts[0])
        case "define":
            return _definition(builder, tree, plain)
        case "parameter":
            return _parameter(builder, tree, plain, texts[-1])
        case "field":
            return _own_field(builder, plain, tokens)
        case "measure":
            return replace(plain, status=tuple(builder.status(c) for c in trees_of(tree, "status")))
        case "list" | "table":
            rows, said = builder.rows(tree)
            carries = any(t.type == "CARRY" for t in tokens)
            return replace(plain, rows=rows, carry_forward=carries, **said)
        case _:
            return replace(plain, text=texts[0] if texts else None)


def _definition(builder: ClauseBuilder, tree: Tree[Token], plain: ast.Declaration) -> ast.Declaration:
    if tree.data == "define_quantity":
        return replace(plain, quantity=builder.operand(tree.children[-1]))
    body = next(c for c in tree.children if isinstance(c, Tree) and c.data in {"elements", "whole"})
    condition = builder.condition(body if body.data == "elements" else body.children[0])
    counting = next((builder.counting(c) for c in trees_of(tree, "counting")), None)
    return replace(plain, condition=condition, counting=counting)


def _own_field(builder: ClauseBuilder, plain: ast.Declaration, tokens: list[Token]) -> ast.Declaration:
    """Return the declaration of a field that a pack adds, with the kind and the unit of its values."""
    first = next(t for t in tokens if t.type == "NAME")
    dotted = [first, *(t for t in tokens if t.type == "FIELD")]
    name = ast.Word(
        builder.span(dotted[0]).to(builder.span(dotted[-1])), "".join(str(each) for each in dotted)
    )
    behind = [t for t in tokens[tokens.index(dotted[-1]) + 1 :] if t.type in {"NAME", "STRING"}]
    return replace(plain, name=name, targets=tuple(map(builder.word, behind)))


def _parameter(
    builder: ClauseBuilder, tree: Tree[Token], plain: ast.Declaration, cites: ast.Word
) -> ast.Declaration:
    found = trees_of(tree)[0]
    tokens = tokens_of(found)
    value: ast.Literal | ast.Word
    if found.data == "not_yet":
        value = ast.Word(builder.span(found), "not yet")
    elif tokens[0].type == "NAME":
        value = builder.word(tokens[0])
    else:
        value = builder.literal(tokens[0])
    clauses = (ast.Clause(cites.span, "cites", (cites,)), *builder.marks(tree))
    return replace(plain, clauses=clauses, value=value)


def _clause_problems(declaration: ast.Declaration) -> list[Diagnostic]:
    """Return the diagnostics for clauses that appear twice, or that this kind of declaration may not have."""
    found = []
    seen: dict[str, Span] = {}
    allowed = BODY_OF.get(declaration.kind, frozenset())
    astray = False
    for clause in declaration.clauses:
        word = clause_word(clause)
        shown = word.replace("_", " ")
        before, astray = astray, declaration.kind != "parameter" and word not in allowed
        if astray:
            if not before:  # report only the first of consecutive wrong clauses
                found.append(
                    diagnose(
                        "syntax/clause-order",
                        clause.span,
                        "clause-out-of-place",
                        kind_of_declaration=article(declaration.kind),
                        word=shown,
                    )
                )
        elif word in ONCE and word in seen:
            found.append(
                diagnose("syntax/clause-order", clause.span, "repeated-clause", also=[seen[word]], word=shown)
            )
        seen.setdefault(word, clause.span)
    return found


def _empty_texts(declaration: ast.Declaration) -> list[Diagnostic]:
    """Return the diagnostics for empty citations and other empty texts."""
    said: list[tuple[str, ast.Word]] = []
    for node in walk(declaration):
        if isinstance(node, ast.Clause) and node.word in TEXTS:
            said += [(node.word, each) for each in node.values]
        elif (
            isinstance(node, ast.LabelledElement | ast.TableRow | ast.Conditional | ast.CountingClause)
            and node.cites is not None
        ):
            said.append(("cites", node.cites))
        elif isinstance(node, ast.ExclusionClause):
            said.append(("because", node.because))
        elif isinstance(node, ast.Obtain):
            said += [("obtain", node.what), ("from", node.source)]
    return [
        diagnose("syntax/empty-text", each.span, word=word)
        for word, each in said
        if not says_something(each.text)
    ]


def clause_word(clause: ast.Body) -> str:
    """Return the word with which a clause begins."""
    match clause:
        case ast.Clause() | ast.Conditional() | ast.Entries():
            return clause.word
        case ast.InForceClause():
            return "in_force"
        case ast.Applies():
            return "applies"
        case ast.ExclusionClause():
            return "excludes"
        case ast.AccountsFor():
            return "accounts"
        case ast.EvidenceClause():
            return "passes"
        case ast.TreatAs():
            return "treat_as"
        case ast.Obtain():
            return "obtain"
        case ast.CountingClause():
            return "counting"
        case ast.Disclose():
            return "disclose"
        case ast.Expect():
            return "expect"
