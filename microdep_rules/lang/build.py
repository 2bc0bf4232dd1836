"""Conversion of the parser's tree (from the library Lark) into nodes of `ast`, with error messages."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, cast

from lark import Token, Tree

from microdep_rules.lang import ast
from microdep_rules.lang.constants import LONGEST_NUMBER
from microdep_rules.lang.errors import syntax, units
from microdep_rules.lang.labelled import FlatElement, nest
from microdep_rules.lang.operators import ArithmeticOperator, ComparisonOperator
from microdep_rules.lang.tree import Node, child_after, is_token, range_of, tokens_of, trees_of
from microdep_rules.messages import diagnose
from microdep_rules.patterns import pattern
from microdep_rules.source import Span
from microdep_rules.vocabulary.units import CURRENCIES, UNITS

if TYPE_CHECKING:
    from microdep_rules.diagnostics import Diagnostic

NUMBER = pattern(r"[0-9]+(?:\.[0-9]+)?")
DECEMBER = 12


class Builder:
    """Builder of the nodes of one file.

    The builder collects diagnostics. The builder raises no exception for an invalid text.
    """

    def __init__(self, path: str, offset: int) -> None:
        self.path = path
        self.offset = offset
        self.diagnostics: list[Diagnostic] = []

    # ---- tokens ------------------------------------------------------------------------------

    def span(self, node: Node) -> Span:
        """Return the span of a token or a tree."""
        start, end = range_of(node)
        return Span(self.path, self.offset + start, self.offset + end)

    def word(self, token: Token) -> ast.Word:
        """Return the word of a token, without its quotation marks, leading dot or final bracket."""
        text = self._date(token).isoformat() if token.type == "DATE" else _bare(token)
        return ast.Word(self.span(token), text)

    def text(self, token: Token) -> ast.Word:
        """Return the text of a token without its quotation marks."""
        return ast.Word(self.span(token), _bare(token))

    def literal(self, token: Token) -> ast.Literal:
        """Return a number, quantity, date or text."""
        span = self.span(token)
        match token.type:
            case "DATE":
                return ast.Literal(span, self._date(token), "date")
            case "PERCENT":
                return ast.Literal(span, self._number(token) / 100, "%")
            case "QUANTITY":
                unit = token.split()[-1]
                if unit not in UNITS and unit not in CURRENCIES:
                    at = Span(span.path, span.end - len(unit), span.end)
                    self.diagnostics.append(units.not_a_currency(unit, at))
                return ast.Literal(span, self._number(token), unit)
            case "NUMBER":
                return ast.Literal(span, self._number(token))
            case _:
                return ast.Literal(span, _bare(token), "text")

    def _date(self, token: Token) -> date:
        """Return the date of a token.

        For a date that does not exist, report an error, and return the last day of the month or of the year.
        """
        try:
            return date.fromisoformat(token)
        except ValueError:
            self.diagnostics.append(
                diagnose("syntax/date-form", self.span(token), "no-such-day", text=str(token))
            )
            return _day_near(token)

    def _number(self, token: Token) -> Fraction:
        """Return the number of a token without its unit; report an error for too many digits."""
        digits = NUMBER.match(token)
        assert digits is not None
        if len(digits[0]) > LONGEST_NUMBER:
            self.diagnostics.append(diagnose("syntax/number-form", self.span(token), "too-long"))
            return Fraction(0)
        return Fraction(digits[0])

    # ---- operands ----------------------------------------------------------------------------

    def operand(self, node: Node) -> ast.Operand:
        """Return the node of an operand of any kind."""
        if isinstance(node, Token):
            return self.literal(node)
        match node.data:
            case "literal":
                return self.literal(tokens_of(node)[0])
            case "grouped":
                return self.operand(node.children[0])
            case "arithmetic":
                left, sign, right = node.children
                operator = ArithmeticOperator(str(sign))
                return ast.Arithmetic(self.span(node), operator, self.operand(left), self.operand(right))
            case "filtered":
                reach, _, where = node.children
                return ast.FilteredList(
                    self.span(node), self._list_without_date(reach), self.condition(where)
                )
            case "share":
                return self._share(_tree(node))
            case "largest":
                return self._largest(_tree(node))
            case "largest_sum":
                return self._largest_sum(_tree(node))
            case "different":
                return self._different(_tree(node))
            case "recovered":
                return self._recovered(_tree(node))
            case "otherwise":
                stated, _, derived = node.children
                return ast.OtherwiseTerm(self.span(node), self.operand(stated), self.operand(derived))
            case "highest":
                grades = tuple(self._grade(c) for c in node.children if isinstance(c, Tree))
                return ast.HighestOf(self.span(node), grades)
            case _:
                return self.reach(node)

    def _grade(self, node: Tree[Token]) -> ast.GradeOption:
        label, literal = node.children[:2]
        when = child_after(node, "WHEN")
        return ast.GradeOption(
            self.span(node),
            self.word(_token(label)),
            self.literal(tokens_of(_tree(literal))[0]),
            self.condition(when) if when is not None else None,
            self._text_after(node, "CITES"),
        )

    def _share(self, node: Tree[Token]) -> ast.Share:
        by, *rest = [c for c in node.children if not is_token(c, "SHARE", "BY")]
        where = child_after(node, "WHERE")
        out_of = child_after(node, "OUT")  # the total follows two positions after OUT
        reach = next(c for c in rest if isinstance(c, Tree))
        last = node.children[-1]
        return ast.Share(
            self.span(node),
            self.word(cast("Token", by)),
            self._list_without_date(reach),
            self.condition(where) if where is not None else None,
            self._list_without_date(last) if out_of is not None else None,
        )

    def _largest_sum(self, node: Tree[Token]) -> ast.LargestSumTerm:
        where = child_after(node, "WHERE")
        return ast.LargestSumTerm(
            self.span(node),
            self.word(cast("Token", child_after(node, "LARGEST_SUM"))),
            self.word(cast("Token", child_after(node, "BY"))),
            self._list_without_date(cast("Node", child_after(node, "OF"))),
            self.condition(where) if where is not None else None,
        )

    def _largest(self, node: Tree[Token]) -> ast.LargestShareTerm:
        trees = trees_of(node)
        among = self._among(trees.pop(0)) if trees[0].data == "among" else None
        where = child_after(node, "WHERE")
        return ast.LargestShareTerm(
            self.span(node),
            self.word(cast("Token", child_after(node, "BY"))),
            among,
            any(is_token(c, "EACH") for c in node.children),
            self._list_without_date(trees[0]),
            self.condition(where) if where is not None else None,
        )

    def _different(self, node: Tree[Token]) -> ast.DifferentCount:
        trees = trees_of(node)
        among = self._among(trees.pop(0)) if trees[0].data == "among" else None
        where = child_after(node, "WHERE")
        return ast.DifferentCount(
            self.span(node),
            self.word(cast("Token", child_after(node, "DIFFERENT"))),
            among,
            self._list_without_date(trees[0]),
            self.condition(where) if where is not None else None,
        )

    def _among(self, inside: Tree[Token]) -> ast.Among:
        negated = any(is_token(c, "NOT") for c in inside.children)
        return ast.Among(self.span(inside), self._list_or_members(_tree(inside.children[-1])), negated)

    def _list_or_members(self, node: Tree[Token]) -> ast.Path | ast.DatedLookup | tuple[ast.Word, ...]:
        """Return the node after `is in`: a list, a list at another date, or members in brackets."""
        if node.data == "members":
            return tuple(map(self.word, tokens_of(node)))
        path = self.path_of(node.children[0])
        if len(node.children) == 1:
            return path
        return ast.DatedLookup(self.span(node), path, self.day_of_contract(node.children[-1], "at"))

    def _recovered(self, node: Tree[Token]) -> ast.RecoveredTerm:
        by, *elements, waste = [self.word(t) for t in tokens_of(node) if t.type == "NAME"]
        reach: ast.Reach | ast.FilteredList | None = None
        listed, where = child_after(node, "IN"), child_after(node, "WHERE")
        if listed is not None:
            reach = self._list_without_date(listed)
            if where is not None:
                condition = self.condition(where)
                reach = ast.FilteredList(reach.span.to(condition.span), reach, condition)
        return ast.RecoveredTerm(self.span(node), by, tuple(elements), waste, reach)

    def reach(self, node: Node) -> ast.Reach | ast.DatedLookup:
        """Return the node of a path or a phrase, with `at any tier` or `at DATE` if these words follow."""
        tree = _tree(node)
        span = self.span(tree)
        match tree.data:
            case "path":
                return self.path_of(tree)
            case "of":
                head, _, inner = tree.children
                return ast.Phrase(span, self.word(_token(head)), self._list_without_date(inner))
            case "of_any":
                head, *names = [t for t in tokens_of(tree) if t.type == "NAME"]
                return ast.AnyOf(span, self.word(head), tuple(map(self.word, names)))
            case "deep":
                return ast.Deep(span, self._list_without_date(tree.children[0]))
            case _:  # a look-up at another date
                inner_reach = self.reach(tree.children[0])
                dated = isinstance(inner_reach, ast.Path)
                basis = self.day_of_contract(tree.children[-1], "at" if dated else "")
                if isinstance(inner_reach, ast.Path):
                    return ast.DatedLookup(span, inner_reach, basis)
                self.diagnostics.append(syntax.dated_phrase(basis.text, span))
                return inner_reach

    def _list_without_date(self, node: Node) -> ast.Reach:
        """Return the node of a list; report an error if a date such as `at award` follows the list."""
        reach = self.reach(node)
        if isinstance(reach, ast.DatedLookup):
            self.diagnostics.append(syntax.dated_phrase(reach.basis.text, reach.span))
            return reach.path
        return reach

    def day_of_contract(self, node: Node, before: str) -> ast.Word:
        """Return the name of a contract date such as `award`; report an error if `date` does not follow."""
        tree = _tree(node)
        name = self.word(_token(tree.children[0]))
        if before and len(tree.children) == 1 and name.text != "tier":
            self.diagnostics.append(
                diagnose(
                    "syntax/word-missing",
                    name.span,
                    missing_word="`date`",
                    word=f"{before} {name.text}",
                    corrected_text=f"{before} {name.text} date",
                )
            )
        return name

    def path_of(self, node: Node) -> ast.Path:
        """Return the node of a name such as `material.substance`, or of a look-up such as `milestones(x)`."""
        tree = _tree(node)
        head, *rest = tree.children
        token = _token(head)
        arguments = None
        if token.type == "LOOKUP":
            arguments = tuple(self.operand(c) for c in rest if not is_token(c, "FIELD"))
        fields = tuple(self.word(_token(c)) for c in rest if is_token(c, "FIELD"))
        return ast.Path(self.span(tree), self.word(token), arguments, fields)

    # ---- conditions --------------------------------------------------------------------------

    def condition(self, node: Node) -> ast.Condition:
        """Return the node of a condition of any kind."""
        tree = _tree(node)
        span = self.span(tree)
        match tree.data:
            case "junction":
                return self._junction(tree)
            case "elements":
                return self._elements(tree)
            case "negation":
                return ast.Negation(span, self.condition(tree.children[1]))
            case "bracket":
                return ast.Bracket(span, self.condition(tree.children[0]))
            case "comparison":
                return self._comparison(tree)
            case "has":
                return self._having(tree)
            case "quantifier" | "counted":
                return self._quantified(tree)
            case "every":
                return self._every(tree)
            case "each_group":
                return self._each_group(tree)
            case "each_word":
                return self._each_word(tree)
            case _:
                return self._ownership(tree)

    def whole(self, node: Node) -> tuple[ast.Condition, ast.Word | None]:
        """Return the condition of a clause, and the citation that follows the condition."""
        tree = _tree(node)
        return self.condition(tree.children[0]), self._text_after(tree, "CITES")

    def _junction(self, tree: Tree[Token]) -> ast.Condition:
        items = [self.condition(c) for c in tree.children if isinstance(c, Tree)]
        if len(items) == 1:
            return items[0]
        operators = tuple(self.word(c) for c in tree.children if isinstance(c, Token))
        if len({o.text for o in operators}) > 1:
            self.diagnostics.append(syntax.mixed_and_or(operators))
        return ast.Junction(self.span(tree), tuple(items), operators)

    def _elements(self, tree: Tree[Token]) -> ast.LabelledElements:
        flat = []
        for child in tree.children:
            if isinstance(child, Token):
                continue
            label = self.word(tokens_of(child)[0])
            if child.data == "opener":
                kind = str(tokens_of(child)[1])
                flat.append(FlatElement(self.span(child), label, None, kind, None))
            else:
                condition = self.condition(child.children[1])
                cites = self._text_after(child, "CITES")
                flat.append(FlatElement(self.span(child), label, condition, "", cites))
        elements, diagnostics = nest(str(tree.children[0]), flat, self.span(tree))
        self.diagnostics.extend(diagnostics)
        return elements

    def _comparison(self, tree: Tree[Token]) -> ast.Condition:
        left = self.operand(tree.children[0])
        relation = _tree(tree.children[2])
        span = self.span(tree)
        name = str(relation.data)
        if name in {"is_known", "is_unknown"}:
            return ast.Knowledge(span, left, name == "is_known")
        if name in {"is_stated", "is_not_stated"}:
            return ast.StatedCondition(span, left, negated=name == "is_not_stated")
        if name in {"is_in", "is_not_in"}:
            return self._membership(span, left, relation)
        negated = any(is_token(c, "NOT") for c in relation.children)
        right = self.operand(relation.children[-1])
        return ast.Comparison(span, left, _operator(name), right, negated, _is_of_days(name))

    def _having(self, tree: Tree[Token]) -> ast.DefinitionCondition:
        negated = any(is_token(c, "NO") for c in tree.children)
        definition = self.word(_token(tree.children[-1]))
        return ast.DefinitionCondition(self.span(tree), self.operand(tree.children[0]), definition, negated)

    def _membership(self, span: Span, left: ast.Operand, relation: Tree[Token]) -> ast.Membership:
        trees = trees_of(relation)
        right = self._list_or_members(trees[0])
        affiliates = None
        for inner in trees[1:]:
            affiliates = self._owner_share(tokens_of(inner)[-1])
        return ast.Membership(span, left, right, relation.data == "is_not_in", affiliates)

    def _quantified(self, tree: Tree[Token]) -> ast.QuantifiedCondition:
        where = child_after(tree, "WHERE")
        condition = self.condition(where) if where is not None else None
        span = self.span(tree)
        if tree.data == "counted":
            _, bound, number, chain = tree.children
            inner = _tree(chain)
            where = child_after(inner, "WHERE")
            condition = self.condition(where) if where is not None else None
            count = self._number(_token(number))
            if count.denominator != 1:
                self.diagnostics.append(diagnose("syntax/number-form", self.span(number), "whole"))
            reaches: tuple[ast.Reach, ...] = (self._list_without_date(inner.children[0]),)
            return ast.QuantifiedCondition(span, f"at_{str(bound).lower()}", int(count), reaches, condition)
        reaches = tuple(
            self._list_without_date(c) for c in tree.children if isinstance(c, Tree) and c is not where
        )
        return ast.QuantifiedCondition(span, str(tree.children[0]), 1, reaches, condition)

    def _every(self, tree: Tree[Token]) -> ast.Every:
        where = child_after(tree, "WHERE")
        has = child_after(tree, "HAS")
        return ast.Every(
            self.span(tree),
            self._list_without_date(tree.children[1]),
            self.condition(where) if where is not None else None,
            self.condition(cast("Node", has)),
        )

    def _each_group(self, tree: Tree[Token]) -> ast.GroupCondition:
        where = child_after(tree, "WHERE")
        measured, relation = trees_of(tree)[-2:]
        return ast.GroupCondition(
            self.span(tree),
            self.word(_token(child_after(tree, "EACH") or tree.children[2])),
            self._list_without_date(cast("Node", child_after(tree, "OF"))),
            self.condition(where) if where is not None else None,
            self._group_measure(measured),
            _operator(str(relation.data)),
            self.operand(relation.children[-1]),
            any(is_token(child, "NOT") for child in relation.children),
            _is_of_days(str(relation.data)),
        )

    def _each_word(self, tree: Tree[Token]) -> ast.EachWord:
        return ast.EachWord(
            self.span(tree),
            self.word(_token(child_after(tree, "EACH") or tree.children[2])),
            self._list_or_members(_tree(cast("Node", child_after(tree, "IN")))),
            self.condition(cast("Node", child_after(tree, "COLON"))),
        )

    def _group_measure(self, tree: Tree[Token]) -> ast.GroupShareTerm | ast.GroupDifferent | ast.GroupCount:
        """Return the node of the measure in a condition `for each GROUP: MEASURE is …`."""
        span, among = self.span(tree), next(map(self._among, trees_of(tree)), None)
        first, *others = [self.word(token) for token in tokens_of(tree) if token.type == "NAME"]
        match tree.data:
            case "group_share":
                return ast.GroupShareTerm(span, first, others[0], among)
            case "group_different":
                return ast.GroupDifferent(span, first, among)
            case _:
                return ast.GroupCount(span, first, others[0])

    def _ownership(self, tree: Tree[Token]) -> ast.Ownership:
        trees = trees_of(tree)
        percent = next((t for t in tokens_of(tree) if t.type == "PERCENT"), None)
        how = next((c for c in trees if c.data == "how"), None)
        words = [str(t) for t in tokens_of(how)] if how is not None else []
        control = None
        if how is not None and tokens_of(how)[-1].type == "PERCENT":
            control = self._owner_share(tokens_of(how)[-1])
        return ast.Ownership(
            self.span(tree),
            str(tree.data),
            self.path_of(trees[0]),
            self._owner_share(percent) if percent is not None else None,
            self._list_without_date(trees[1]),
            next((word for word in ("control", "chains") if word in words), "directly"),
            control,
            any(t.type == "MORE" for t in tokens_of(tree)),
        )

    def _owner_share(self, token: Token) -> Fraction:
        """Return the share of a company that an owner has; report a share above 100 %."""
        share = self._number(token) / 100
        if share > 1:
            self.diagnostics.append(diagnose("type/mismatch", self.span(token), "more-than-the-whole"))
        return share

    def _text_after(self, tree: Tree[Token], token_type: str) -> ast.Word | None:
        child = child_after(tree, token_type)
        return self.word(_token(child)) if child is not None else None


def _day_near(text: str) -> date:
    """Return a near date for a date that does not exist: the last day of its month, or of its year.

    >>> _day_near("2026-02-30"), _day_near("2026-13-01")
    (datetime.date(2026, 2, 28), datetime.date(2026, 12, 31))
    """
    year, month, _ = map(int, text.split("-"))
    year, month = max(year, 1), month if 1 <= month <= DECEMBER else DECEMBER
    return date(year, month, monthrange(year, month)[1])


def _is_of_days(name: str) -> bool:
    return ComparisonOperator.in_words_of_days(name) is not None


def _operator(name: str) -> ComparisonOperator:
    return (
        ComparisonOperator.in_words_of_days(name)
        or ComparisonOperator["IS" if name == "is_not" else name.upper()]
    )


def _bare(token: Token) -> str:
    match token.type:
        case "STRING":
            return str(token)[1:-1]
        case "FIELD":
            return str(token)[1:]
        case "LOOKUP":
            return str(token)[:-1]
        case _:
            return str(token)


def _tree(node: Node) -> Tree[Token]:
    return cast("Tree[Token]", node)


def _token(node: Node) -> Token:
    return cast("Token", node)
