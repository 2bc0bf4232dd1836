"""Typed forms of shares, largest shares, largest sums, and numbers of different values in a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.lang import ast, conditions, ir, operands, phrases
from microdep_rules.lang.errors import counts, names, types
from microdep_rules.messages import diagnose
from microdep_rules.vocabulary.notions import MAKERS, SUPPLIERS

if TYPE_CHECKING:
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.lang.scope import Checker, Scope

COMPARED_AS_ONE = frozenset({"number", "date", "code", "country", "text", "tariff-code"})
"""Kinds of values that a rule can compare for equality, to put equal elements in one group."""
COMPANY = ir.Type("element", "party")
OF_COMPANIES = frozenset({MAKERS, SUPPLIERS})
"""Lists of the companies of a component, such as its suppliers."""


def share(checker: Checker, scope: Scope, node: ast.Share) -> ir.Value | None:
    """Return the typed form of `share by cost of X where P`, with or without `out of Y`."""
    shared = shared_out(checker, scope, node)
    if shared is None:
        return None
    base, variable, where = shared
    measure = shared_measure(checker, base.type.detail, node.by)
    if measure is None:
        return None
    out_of = None
    if node.out_of is not None:
        whole = operands.operand(checker, scope, node.out_of, None)
        if not isinstance(whole, ir.Total):
            if whole is not None:
                checker.report(
                    diagnose("type/not-a-value", node.out_of.span, another_kind_of_value=whole.type)
                )
            return None
        if whole.type.kind != measure.type.kind:
            checker.report(types.mismatch(measure.type, whole.type, whole.span, node.by.span))
            return None
        out_of = whole
    return ir.ShareOf(node.span, ir.Type("percent"), measure, base, variable, where, out_of)


def shared_measure(checker: Checker, record: str, word: ast.Word) -> ir.Measure | None:
    """Return the measure after `share by`: a quantity such as mass, or a kind of cost."""
    measures = {
        n: measure
        for n, measure in checker.measures(record).items()
        if measure.type.kind not in phrases.NEVER_ADDED
    }
    measure = measures.get(word.text) or measures.get(word.text.replace("-", "_"))
    if measure is None:
        checker.report(names.unknown_measure(word.text, record, word.span, measures))
    return measure


def value_of_each(checker: Checker, of: ir.ListNode, variable: str, word: ast.Word) -> ir.FieldOf | None:
    """Return the field that `word` names for each element of a list; report a field with several values."""
    field_ = group_of_each(checker, of, variable, word)
    if field_ is not None and field_.type == COMPANY:
        checker.report(_not_one_value(word, field_))
        return None
    return field_


def _not_one_value(word: ast.Word, field_: operands.Operand) -> Diagnostic:
    """Return the diagnostic for a field that can have several values for one element."""
    return diagnose(
        "type/not-a-value", word.span, "not-one-value-each", word=word.text, another_kind_of_value=field_.type
    )


def group_of_each(checker: Checker, of: ir.ListNode, variable: str, word: ast.Word) -> ir.FieldOf | None:
    """Return the field by which a rule groups the elements of a list; its value may be a company."""
    element = ir.Variable(of.span, ir.Type("element", of.type.detail), variable)
    field_ = operands.field_of(checker, element, word)
    if isinstance(field_, ir.FieldOf) and (field_.type.kind in COMPARED_AS_ONE or field_.type == COMPANY):
        return field_
    if field_ is not None:
        checker.report(_not_one_value(word, field_))
    return None


def asked_about(
    checker: Checker, scope: Scope, record: str, variable: str, by: ast.Word, among: ast.Among
) -> ir.Cond | None:
    """Return the condition `in S` or `not in S` on the field `by` of an element, as in `by country in EU`."""
    left = ast.Path(by.span, ast.Word(by.span, variable), None, (by,))
    asked = ast.Membership(among.span, left, among.members, among.negated, None)
    return conditions.condition(checker, scope.having(variable, record), asked)


def shared_out(
    checker: Checker,
    scope: Scope,
    node: ast.Share | ast.LargestShareTerm | ast.LargestSumTerm | ast.DifferentCount | ast.GroupCondition,
) -> tuple[ir.ListNode, str, ir.Cond | None] | None:
    """Return the list in a share or group, the name for its elements, and its `where` condition."""
    base = operands.a_list(checker, scope, node.reach)
    if base is None:
        return None
    variable = phrases.variable_of(node.reach, base.type.detail)
    if node.where is None:
        return base, variable, None
    where = conditions.where_of(checker, scope.having(variable, base.type.detail), node.where, variable)
    return (base, variable, where) if where is not None else None


def largest_share(checker: Checker, scope: Scope, node: ast.LargestShareTerm) -> ir.LargestShare | None:
    """Return the typed form of `largest share by country of X` or `… not in EU of each stage of X`."""
    shared = shared_out(checker, scope, node)
    if shared is None:
        return None
    base, variable, where = shared
    record = base.type.detail
    if node.each_stage and record != "stage":
        checker.report(diagnose("type/not-a-list", node.reach.span, "not-by-stages", record=record))
        return None
    by = operands.field_of(
        checker, ir.Variable(node.reach.span, ir.Type("element", record), variable), node.by
    )
    if not isinstance(by, ir.FieldOf):
        return None
    among = None
    if node.among is not None:
        among = asked_about(checker, scope, record, variable, node.by, node.among)
        if among is None:
            return None
    return ir.LargestShare(node.span, ir.Type("percent"), by, base, variable, where, among, node.each_stage)


def largest_sum(checker: Checker, scope: Scope, node: ast.LargestSumTerm) -> ir.LargestSum | None:
    """Return the typed form of `largest mass by year of annual_imports of company where …`."""
    shared = shared_out(checker, scope, node)
    if shared is None:
        return None
    base, variable, where = shared
    by = value_of_each(checker, base, variable, node.by)
    if by is None:
        return None
    of = base if where is None else ir.Narrow(node.span, base.type, base, variable, where)
    summed = phrases.total(checker, node.measure, of, node.span)
    if not isinstance(summed, ir.Total):
        return None
    group = ir.Measure(by.name, by.key, by.type)
    return ir.LargestSum(node.span, summed.type, summed.measure, group, of)


def different(checker: Checker, scope: Scope, node: ast.DifferentCount) -> ir.Different | None:
    """Return the typed form of `count of different suppliers of X where P`."""
    shared = shared_out(checker, scope, node)
    if shared is None:
        return None
    base, variable, where = shared
    of = base if where is None else ir.Narrow(node.span, base.type, base, variable, where)
    return _different(checker, scope, node, of, variable)


def _different(
    checker: Checker,
    scope: Scope,
    node: ast.DifferentCount | ast.GroupDifferent,
    of: ir.ListNode,
    variable: str,
) -> ir.Different | None:
    record, word = of.type.detail, node.what
    through = None
    if word.text in OF_COMPANIES and word.text in checker.navigations(record):
        element = ir.Variable(word.span, ir.Type("element", record), variable)
        through = phrases.navigate(checker, scope, word, element, word.span, deep=False)
        assert through is not None
        one = ir.Variable(word.span, ir.Type("element", through.type.detail), through.type.detail)
        what: ir.FieldOf | None = ir.FieldOf(word.span, COMPANY, one, "party", "party")
        asked_of, asked = through.type.detail, ast.Word(word.span, "party")
    else:
        asked_of, asked = variable, ast.Word(word.span, _singular(checker, record, word.text))
        what = group_of_each(checker, of, variable, asked)
    if what is None:
        return None
    among = None
    if node.among is not None:
        kind = what.base.type.detail
        among = asked_about(checker, scope, kind, asked_of, asked, node.among)
        if among is None:
            return None
    return ir.Different(node.span, ir.Type("number"), what, of, variable, among, through)


def _singular(checker: Checker, record: str, word: str) -> str:
    """Return the field whose plural is `word`: `country` for `countries`.

    If the word itself is a field, or if no field fits, return the word.
    """
    fields = checker.records[record].fields if record in checker.records else {}
    ones = (word, f"{word.removesuffix('ies')}y", word.removesuffix("es"), word.removesuffix("s"))
    return next((form for one in ones for form in (one, one.replace("-", "_")) if form in fields), word)


def in_group(
    checker: Checker, scope: Scope, node: ast.GroupCondition, of: ir.ListNode, variable: str
) -> ir.GroupShare | ir.Different | ir.Count | None:
    """Return the measure after the colon of a condition `for each GROUP of L: MEASURE is …`."""
    record = of.type.detail
    match node.measured:
        case ast.GroupDifferent() as written:
            return _different(checker, scope, written, of, variable)
        case ast.GroupCount(span=span, kind=kind, of=word):
            if kind.text not in phrases.COUNTS or word.text not in _words_for(checker, record):
                checker.report(counts.in_a_group(kind.text, word.text, record, span))
                return None
            return ir.Count(span, ir.Type("number"), phrases.COUNTS[kind.text], of)
        case ast.GroupShareTerm(span=span) as share:
            measure = shared_measure(checker, record, share.measure)
            by = group_of_each(checker, of, variable, share.by)
            if measure is None or by is None:
                return None
            among = None
            if share.among is not None:
                among = asked_about(checker, scope, record, variable, share.by, share.among)
                if among is None:
                    return None
            return ir.GroupShare(span, measure, by, among)


def _words_for(checker: Checker, record: str) -> set[str]:
    """Return the words that can name a list of elements of this kind, such as `components`."""
    lists = checker.navigations("component").items()
    words = {word for word, (canonical, target) in lists if target == record and word == canonical}
    return words | {f"{record}s"} | ({"items", "children"} if record == "component" else set())
