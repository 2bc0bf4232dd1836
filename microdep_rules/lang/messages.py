"""Texts of a rule that people read (message, question, fix), with values in braces: `{component.origin}`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from microdep_rules.lang import ast, ir
from microdep_rules.lang.errors.names import near_or_any
from microdep_rules.lang.operands import element, field_of, joined, operand
from microdep_rules.lang.walk import walk
from microdep_rules.messages import diagnose
from microdep_rules.patterns import pattern
from microdep_rules.source import Span

if TYPE_CHECKING:
    from microdep_rules.lang.scope import Checker, Scope

PLACEHOLDER = pattern(r"\{([^{}]*)\}")


def shown_scope(scope: Scope, requirement: ir.Cond | None) -> Scope:
    """Return the scope of a message: the subject of the rule, and each element in the requirement."""
    for node in walk(requirement) if requirement is not None else ():
        if isinstance(
            node, ir.Some | ir.EveryOf | ir.ShareOf | ir.LargestShare | ir.Different | ir.EachGroup
        ):
            scope = scope.having(node.variable, node.of.type.detail)
    return scope.steering_words()


def messages(checker: Checker, node: ast.Declaration, scope: Scope) -> dict[str, ir.Template | None]:
    """Return the texts `message`, `ask` and `fix` of a rule or exception."""
    templates: dict[str, ir.Template | None] = {}
    for word in ("message", "ask", "fix"):
        clause = node.clause(word)
        templates[word] = template(checker, scope, clause.values[0]) if clause else None
    return templates


def template(checker: Checker, scope: Scope, word: ast.Word) -> ir.Template:
    """Return a message text as a sequence of fixed texts and of values, which are in braces in the text."""
    pieces: list[str | ir.Value] = []
    at = 0
    text = word.text
    for match in PLACEHOLDER.finditer(text):
        pieces.append(text[at : match.start()])
        at = match.end()
        start = word.span.start + 1 + match.start(1)
        span = Span(word.span.path, start, start + len(match[1]))
        placeholder = _placeholder(checker, scope, match[1], span)
        if placeholder is not None:
            pieces.append(placeholder)
    pieces.append(text[at:])
    loose = re.search(r"[{}]", PLACEHOLDER.sub(lambda m: " " * len(m[0]), text))
    if loose is not None:
        begins = word.span.start + 1 + loose.start()
        checker.report(
            diagnose(
                "name/unknown-name",
                Span(word.span.path, begins, begins + 1),
                "loose-brace",
                brace=loose[0],
                other_brace="}" if loose[0] == "{" else "{",
            )
        )
    return ir.Template(tuple(piece for piece in pieces if piece != ""))


def _placeholder(checker: Checker, scope: Scope, text: str, span: Span) -> ir.Value | None:
    head, *fields = text.split(".")
    word = ast.Word(Span(span.path, span.start, span.start + len(head)), head)
    if text == "share":
        return ir.Variable(span, ir.Type("percent"), "share")
    if text == "groups":
        return ir.Variable(span, ir.Type("text"), "groups")
    named: object = element(scope, word)
    if head in checker.names.broken:
        return None
    if named is None and head in checker.names.tables and not fields:
        return ir.Variable(span, checker.names.tables[head].type, head)
    if named is None:
        mark = len(checker.diagnostics)
        named = operand(checker, scope, ast.Path(span, word, None, ()), None)
        del checker.diagnostics[mark:]
    if named is None or not isinstance(named, ir.Value):
        known = [*scope.words(), "share", "groups", *checker.names.tables, *checker.names.parameters]
        checker.report(
            diagnose(
                "name/unknown-name",
                span,
                "unknown-placeholder",
                name=f"{{{text}}}",
                near=near_or_any(text, sorted(set(known))),
            )
        )
        return None
    base: ir.Value = named
    for step_word in joined(tuple(ast.Word(span, field) for field in fields)):
        name = step_word.text
        if name == "name" and base.type.kind == "element":
            return ir.FieldOf(span, ir.Type("text"), base, "name", "name")
        step = field_of(checker, base, step_word)
        if step is None:
            return None
        base = step
    return base
