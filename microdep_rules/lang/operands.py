"""Operands: from what was written to typed values and lists."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from microdep_rules.lang import ast, ir
from microdep_rules.lang.errors import names, types
from microdep_rules.lang.scope import ALIASES, Checker, Scope
from microdep_rules.vocabulary import countries
from microdep_rules.vocabulary.units import CURRENCIES, UNITS

if TYPE_CHECKING:
    from microdep_rules.source import Span

Operand = ir.Value | ir.ListNode | ir.SetNode
RULE_DATE = "rule-date"
"""The day by which the rule is judged, whichever date of the contract that is."""
COUNTS = {"count": "count", "number": "number"}
CONTENTS = {"content": "share", "specified-maximum": "specified_maximum"}


def value(
    checker: Checker, scope: Scope, node: ast.Operand, expected: ir.Type | None = None
) -> ir.Value | None:
    """One value, or nothing after a mistake."""
    found = operand(checker, scope, node, expected)
    if found is None:
        return None
    if isinstance(found, ir.Navigate | ir.Narrow | ir.Join | ir.NamedList | ir.TableKeys | ir.Members):
        checker.report(types.not_a_value(node.span, found.type))
        return None
    return found


def a_list(checker: Checker, scope: Scope, node: ast.Operand) -> ir.ListNode | None:
    """A list of elements, or nothing after a mistake."""
    found = operand(checker, scope, node, None)
    if found is None or isinstance(found, ir.Navigate | ir.Narrow | ir.Join):
        return found
    if isinstance(found, ir.FieldOf) and found.type.kind == "list":
        return ir.Navigate(found.span, found.type, found.key, found.base, deep=False)
    checker.report(types.not_a_list(node.span, found.type))
    return None


def operand(checker: Checker, scope: Scope, node: ast.Operand, expected: ir.Type | None) -> Operand | None:
    """Any operand, whatever it turns out to be."""
    match node:
        case ast.Literal():
            return literal(node, expected)
        case ast.Path():
            return path(checker, scope, node, expected)
        case ast.Phrase():
            return phrase(checker, scope, node, deep=False)
        case ast.Deep():
            return _deep(checker, scope, node)
        case ast.AnyOf():
            return _content(checker, scope, node.span, node.head, node.names)
        case ast.Filtered():
            return _filtered(checker, scope, node)
        case ast.Share():
            return _share(checker, scope, node)
        case ast.Arithmetic():
            return _calculation(checker, scope, node, expected)
        case ast.Dated():
            return _dated(checker, scope, node, expected)


def literal(node: ast.Literal, expected: ir.Type | None) -> ir.Constant:
    """A number, quantity, date or text."""
    span = node.span
    match node.value:
        case date():
            return ir.Constant(span, ir.Type("date"), node.value)
        case str():
            kind = expected if expected is not None and expected.kind == "code" else ir.Type("text")
            return ir.Constant(span, kind, node.value)
        case number:
            kind = unit_type(node.unit)
            if kind.kind == "duration":  # months and years have no fixed length: the calendar adds them
                return ir.Constant(span, ir.Type("duration", node.unit), number)
            return ir.Constant(span, kind, number * factor(node.unit))


def unit_type(unit: str) -> ir.Type:
    """The type of a number with this unit."""
    if not unit:
        return ir.Type("number")
    if unit in CURRENCIES:
        return ir.Type("money", unit)
    known = UNITS.get(unit)
    if known is None:
        return ir.Type("money", unit)
    kind = {"time": "duration"}.get(known.dimension, known.dimension)
    return ir.Type(kind)


def factor(unit: str) -> Fraction:
    """What a number with this unit is multiplied by; percentages are shares already."""
    known = UNITS.get(unit)
    return known.factor if known is not None and unit != "%" else Fraction(1)


# ---- paths ---------------------------------------------------------------------------------------


def path(checker: Checker, scope: Scope, node: ast.Path, expected: ir.Type | None) -> Operand | None:
    """A name or look-up, and the fields behind it."""
    base = _head(checker, scope, node, expected)
    for each in node.fields:
        if base is None:
            return None
        base = field_of(checker, base, each)
    return base


def field_of(checker: Checker, base: Operand, word: ast.Word) -> ir.Value | None:
    """A field of an element."""
    span = base.span.to(word.span)
    if base.type.kind != "element" or isinstance(
        base, ir.Navigate | ir.Narrow | ir.Join | ir.NamedList | ir.TableKeys | ir.Members
    ):
        checker.report(types.not_an_element(word.text, base.type, word.span))
        return None
    record = base.type.detail
    fields = checker.records[record].fields if record in checker.records else {}
    name = word.text
    found = fields.get(name)
    if found is None and name.replace("-", "_") in fields:
        found = fields[name.replace("-", "_")]
        checker.report(names.dash_for_underscore(name, found.name, word.span))
    if found is not None:
        return ir.FieldOf(span, checker.type_of(found), base, found.name, found.document_name)
    measure = checker.measures(record).get(name)
    if measure is not None:
        return ir.Total(span, measure.type, measure, base)
    checker.report(names.unknown_field(name, record, word.span, fields))
    return None


def _head(checker: Checker, scope: Scope, node: ast.Path, expected: ir.Type | None) -> Operand | None:
    word = node.head
    if node.arguments is not None:
        return lookup(checker, scope, node, at=None)
    variable = element(scope, word)
    if variable is not None:
        return variable
    if word.text == RULE_DATE:
        return ir.Variable(word.span, ir.Type("date"), RULE_DATE)
    if word.text in checker.names.broken:
        return None
    declared = _declared(checker, word)
    if declared is not None:
        return declared if not isinstance(declared, _Nothing) else None
    constant = _constant(checker, word, expected)
    if constant is not None:
        return constant
    if not node.fields and expected is None and word.text in checker.navigations("component"):
        reach = ast.Path(word.span, word, None, ())
        return navigate(checker, scope, word, None, reach.span, deep=True)
    _report_unknown(checker, scope, word, expected)
    return None


class _Nothing:
    """A name that is known and could not be used; already reported."""


def element(scope: Scope, word: ast.Word) -> ir.Variable | None:
    """The element in reach that goes by this word."""
    record = scope.record(word.text)
    if record is None:
        return None
    return ir.Variable(word.span, ir.Type("element", record), word.text)


def _declared(checker: Checker, word: ast.Word) -> Operand | _Nothing | None:
    known = checker.names
    if word.text in known.parameters:
        return ir.ParameterValue(word.span, known.parameters[word.text].type, word.text)
    if word.text in known.tables:
        table = known.tables[word.text]
        if table.type.kind == "set":
            return ir.NamedList(word.span, table.type, word.text, None)
        if not table.keys:
            return ir.TableValue(word.span, table.type, word.text, (), None)
        key = table.keys[0]
        return ir.TableKeys(word.span, ir.Type("set", key.detail or key.kind), word.text)
    if word.text in known.quantities or word.text in known.pending:
        return quantity(checker, word.text, word.span) or _Nothing()
    return None


def quantity(checker: Checker, name: str, span: Span) -> Operand | None:
    """A named quantity or list, lowered at its first use."""
    known = checker.names
    if name in known.quantities:
        return known.quantities[name]
    if name in checker.expanding:
        start = checker.expanding.index(name)
        checker.report(names.definition_cycle([*checker.expanding[start:], name], span))
        known.broken.add(name)
        return None
    body = known.pending[name].quantity
    checker.expanding.append(name)
    found = operand(checker, Scope(), body, None) if body is not None else None
    checker.expanding.pop()
    known.pending.pop(name)
    if found is None:
        known.broken.add(name)
    else:
        known.quantities[name] = found
    return found


def _constant(checker: Checker, word: ast.Word, expected: ir.Type | None) -> ir.Constant | None:
    text, span = word.text, word.span
    if expected is None:
        return None
    match expected.kind:
        case "boolean" if text in {"true", "false"}:
            return ir.Constant(span, expected, text == "true")
        case "country" if countries.is_country(text):
            return ir.Constant(span, expected, text)
        case "code":
            found = checker.vocabularies.get(expected.detail)
            if found is not None and text in found.terms:
                return ir.Constant(span, expected, found.terms[text].id)
            return None
        case "element" if expected.detail == "stage":
            return _constant(checker, word, ir.Type("code", "stage"))
        case "text":
            return ir.Constant(span, expected, text)
        case _:
            return None


def _report_unknown(checker: Checker, scope: Scope, word: ast.Word, expected: ir.Type | None) -> None:
    text, span = word.text, word.span
    reach = [*scope.words(), RULE_DATE, *checker.names.words()]
    if expected is not None and expected.kind == "element" and expected.detail == "stage":
        expected = ir.Type("code", "stage")
    if expected is None or expected.kind not in {"country", "code", "boolean"}:
        checker.report(names.unknown_name(text, span, reach))
    elif expected.kind == "country":
        found = countries.find(text)
        checker.report(names.not_a_country(text, span, found, reach))
    elif expected.kind == "boolean":
        checker.report(names.unknown_name(text, span, ["true", "false", *reach], "`true` or `false`"))
    else:
        vocabulary = checker.vocabularies.get(expected.detail)
        words = vocabulary.words() if vocabulary is not None else []
        checker.report(names.unknown_word(text, expected.detail, span, [*words, *reach]))


def lookup(checker: Checker, scope: Scope, node: ast.Path, at: str | None) -> ir.Value | ir.NamedList | None:
    """A look-up in a table: `milestones(material.substance)`."""
    word = node.head
    if word.text in checker.names.broken:
        return None
    table = checker.names.tables.get(word.text)
    if table is None:
        checker.report(names.unknown_name(word.text, word.span, checker.names.tables, "a list or table"))
        return None
    arguments = node.arguments or ()
    if len(arguments) != len(table.keys):
        checker.report(types.argument_count(word.text, len(table.keys), len(arguments), node.span))
        return None
    keys = []
    for argument, key in zip(arguments, table.keys, strict=True):
        found = value(checker, scope, argument, key)
        if found is None:
            return None
        if not comparable(found.type, key):
            checker.report(types.mismatch(key, found.type, found.span, word.span))
            return None
        keys.append(found)
    if table.type.kind == "set" and not table.keys:
        return ir.NamedList(node.span, table.type, word.text, at)
    return ir.TableValue(node.span, table.type, word.text, tuple(keys), at)


def _dated(checker: Checker, scope: Scope, node: ast.Dated, expected: ir.Type | None) -> Operand | None:
    at = date_basis(checker, node.basis)
    if at is None:
        return None
    if node.path.arguments is None and node.path.head.text in checker.names.tables:
        plain = ast.Path(node.path.span, node.path.head, (), ())
        return lookup(checker, scope, plain, at)
    if node.path.arguments is None:
        return path(checker, scope, node.path, expected)
    return lookup(checker, scope, node.path, at)


def date_basis(checker: Checker, word: ast.Word) -> str | None:
    """The key of a date of the contract."""
    known = checker.dates()
    if word.text in known:
        return known[word.text]
    checker.report(names.unknown_date(word.text, word.span, known))
    return None


# ---- phrases -------------------------------------------------------------------------------------


def phrase(checker: Checker, scope: Scope, node: ast.Phrase, *, deep: bool) -> Operand | None:
    """`word of X`: a list, a total, a count, or the content of a material."""
    word = node.head.text
    if word in CONTENTS and isinstance(node.of, ast.Path):
        return _content(checker, scope, node.span, node.head, (node.of.head,))
    base = _base(checker, scope, node.of, deep=deep)
    if base is None:
        return None
    if word in COUNTS:
        if isinstance(base, ir.Navigate | ir.Narrow | ir.Join):
            return ir.Count(node.span, ir.Type("number"), COUNTS[word], base)
        checker.report(types.not_a_list(node.of.span, base.type))
        return None
    record = base.type.detail
    if ALIASES.get(word, word) in checker.navigations(record) or word in checker.navigations(record):
        return navigate(checker, scope, node.head, base, node.span, deep=deep)
    return total(checker, node.head, base, node.span)


def total(checker: Checker, head: ast.Word, base: ir.Value | ir.ListNode, span: Span) -> ir.Value | None:
    """A measure of an element, or of a list added up."""
    record = base.type.detail
    measures = checker.measures(record)
    measure = measures.get(head.text) or measures.get(head.text.replace("-", "_"))
    if measure is not None:
        return ir.Total(span, measure.type, measure, base)
    fields = checker.records[record].fields if record in checker.records else {}
    if base.type.kind == "element" and head.text in fields:
        assert not isinstance(base, ir.Navigate | ir.Narrow | ir.Join)
        found = fields[head.text]
        return ir.FieldOf(span, checker.type_of(found), base, found.name, found.document_name)
    known = [*measures, *checker.navigations(record), *COUNTS, *CONTENTS]
    checker.report(names.unknown_measure(head.text, record, head.span, known))
    return None


def _base(checker: Checker, scope: Scope, node: ast.Reach, *, deep: bool) -> ir.Value | ir.ListNode | None:
    """What a phrase is said of: an element or a list. `deep` belongs to the innermost list."""
    if isinstance(node, ast.Phrase):
        found: Operand | None = phrase(checker, scope, node, deep=deep)
    else:
        found = operand(checker, scope, node, None)
    if found is None:
        return None
    if isinstance(found, ir.Navigate | ir.Narrow | ir.Join):
        return found
    if isinstance(found, ir.FieldOf) and found.type.kind == "list":
        return ir.Navigate(found.span, found.type, found.key, found.base, deep=False)
    if found.type.kind != "element" or isinstance(found, ir.NamedList | ir.TableKeys | ir.Members):
        checker.report(types.not_a_list(node.span, found.type))
        return None
    return found


def navigate(
    checker: Checker,
    scope: Scope,  # noqa: ARG001 - one signature for all that read operands
    head: ast.Word,
    base: ir.Value | ir.ListNode | None,
    span: Span,
    *,
    deep: bool,
) -> ir.Navigate | None:
    """Going to a list: `stages of material`, `materials at any tier`."""
    record = base.type.detail if base is not None else "component"
    known = checker.navigations(record)
    word = head.text if head.text in known else ALIASES.get(head.text, head.text)
    if word not in known:
        checker.report(names.wrong_navigation(head.text, record, head.span, known))
        return None
    canonical, target = known[word]
    through = base.word if isinstance(base, ir.Navigate) and deep and base.deep else None
    if through is not None:
        deep = False
    return ir.Navigate(span, ir.Type("list", target), canonical, base, deep)


def _deep(checker: Checker, scope: Scope, node: ast.Deep) -> Operand | None:
    match node.reach:
        case ast.Phrase():
            return phrase(checker, scope, node.reach, deep=True)
        case ast.Path(arguments=None, fields=()):
            return navigate(checker, scope, node.reach.head, None, node.span, deep=True)
        case other:
            return operand(checker, scope, other, None)


def _filtered(checker: Checker, scope: Scope, node: ast.Filtered) -> Operand | None:
    from microdep_rules.lang.conditions import where_of

    if isinstance(node.reach, ast.Phrase | ast.Deep):
        inner = node.reach.reach if isinstance(node.reach, ast.Deep) else node.reach
        if isinstance(inner, ast.Phrase) and _adds_up(checker, scope, inner):
            deep = isinstance(node.reach, ast.Deep)
            narrowed = _narrow(checker, scope, inner.of, node.where, deep=deep)
            if narrowed is None:
                return None
            if inner.head.text in COUNTS:
                return ir.Count(node.span, ir.Type("number"), COUNTS[inner.head.text], narrowed)
            return total(checker, inner.head, narrowed, node.span)
    found = a_list(checker, scope, node.reach)
    if found is None:
        return None
    variable = variable_of(node.reach, found.type.detail)
    where = where_of(checker, scope.having(variable, found.type.detail), node.where, variable)
    return ir.Narrow(node.span, found.type, found, variable, where) if where is not None else None


def _adds_up(checker: Checker, scope: Scope, node: ast.Phrase) -> bool:
    """Whether the phrase is a total or count, so that its `where` narrows the list inside."""
    if node.head.text in COUNTS:
        return True
    mark = len(checker.diagnostics)
    base = _base(checker, scope, node.of, deep=False)
    del checker.diagnostics[mark:]
    if base is None:
        return False
    return node.head.text in checker.measures(base.type.detail)


def _narrow(
    checker: Checker, scope: Scope, node: ast.Reach, where: ast.Condition, *, deep: bool
) -> ir.Narrow | None:
    from microdep_rules.lang.conditions import where_of

    base = a_list(checker, scope, ast.Deep(node.span, node) if deep else node)
    if base is None:
        return None
    variable = variable_of(node, base.type.detail)
    found = where_of(checker, scope.having(variable, base.type.detail), where, variable)
    return ir.Narrow(node.span.to(where.span), base.type, base, variable, found) if found else None


def variable_of(node: ast.Reach, record: str) -> str:
    """The word by which an element of a list goes: its kind, or the word behind the quantifier."""
    while isinstance(node, ast.Deep):
        node = node.reach
    head = node.head.text if isinstance(node, ast.Path | ast.Phrase) else record
    return head if head in {"item", "part"} else record


# ---- shares, content, arithmetic -----------------------------------------------------------------


def _share(checker: Checker, scope: Scope, node: ast.Share) -> ir.Value | None:
    from microdep_rules.lang.conditions import where_of

    base = a_list(checker, scope, node.reach)
    if base is None:
        return None
    record = base.type.detail
    variable = variable_of(node.reach, record)
    inner = scope.having(variable, record)
    where = where_of(checker, inner, node.where, variable) if node.where is not None else None
    if node.where is not None and where is None:
        return None
    if node.largest:
        of = ir.Variable(node.reach.span, ir.Type("element", record), variable)
        by = field_of(checker, of, node.by)
        if not isinstance(by, ir.FieldOf):
            return None
        return ir.LargestShare(node.span, ir.Type("percent"), by, base, variable, where)
    measures = checker.measures(record)
    measure = measures.get(node.by.text) or measures.get(node.by.text.replace("-", "_"))
    if measure is None:
        checker.report(names.unknown_measure(node.by.text, record, node.by.span, measures))
        return None
    out_of = None
    if node.out_of is not None:
        found = operand(checker, scope, node.out_of, None)
        if not isinstance(found, ir.Total):
            if found is not None:
                checker.report(types.not_a_value(node.out_of.span, found.type))
            return None
        if found.type.kind != measure.type.kind:
            checker.report(types.mismatch(measure.type, found.type, found.span, node.by.span))
            return None
        out_of = found
    return ir.ShareOf(node.span, ir.Type("percent"), measure, base, variable, where, out_of)


def _content(
    checker: Checker, scope: Scope, span: Span, head: ast.Word, elements: tuple[ast.Word, ...]
) -> ir.Content | None:
    """`content of Mn`, `specified-maximum of any of Mn Si`: of the material in reach."""
    if head.text not in CONTENTS:
        known = list(CONTENTS)
        checker.report(names.unknown_measure(head.text, "material", head.span, known))
        return None
    material = element(scope, ast.Word(head.span, "material"))
    if material is None:
        checker.report(names.unknown_name("material", head.span, scope.words()))
        return None
    vocabulary = checker.vocabularies.get("substance")
    found = []
    for word in elements:
        if vocabulary is None or word.text not in vocabulary.terms:
            words = vocabulary.words() if vocabulary else []
            checker.report(names.unknown_word(word.text, "substance", word.span, words))
        else:
            found.append(vocabulary.terms[word.text].id)
    if len(found) < len(elements):
        return None
    return ir.Content(span, ir.Type("percent"), material, tuple(found), CONTENTS[head.text])


def _calculation(
    checker: Checker, scope: Scope, node: ast.Arithmetic, expected: ir.Type | None
) -> ir.Value | None:
    left = value(checker, scope, node.left, expected)
    right = value(checker, scope, node.right, left.type if left else expected)
    if left is None or right is None:
        return None
    found = _result(node.operator, left.type, right.type)
    if found is None:
        checker.report(types.mismatch(left.type, right.type, right.span, left.span))
        return None
    return ir.Calculation(node.span, found, node.operator, left, right)


QUANTITIES = frozenset({"number", "percent", "mass", "money", "density"})


def _result(operator: str, left: ir.Type, right: ir.Type) -> ir.Type | None:
    if left.kind == "date" and right.kind == "duration" and operator in {"+", "-"}:
        return left
    if left.kind not in QUANTITIES or right.kind not in QUANTITIES:
        return None
    plain = {"number", "percent"}
    match operator:
        case "+" | "-":
            return left if left.kind == right.kind else None
        case "*":
            return left if right.kind in plain else right if left.kind in plain else None
        case _:
            if left.kind == right.kind and left.kind not in plain:
                return ir.Type("number")
            return left if right.kind in plain else None


def comparable(left: ir.Type, right: ir.Type) -> bool:
    """Whether two values can be compared: the same kind of thing."""
    if left.kind != right.kind:
        return _stage(left) and _stage(right)
    if left.kind in {"code", "element"}:
        return left.detail == right.detail
    return True


def _stage(found: ir.Type) -> bool:
    return found.kind in {"code", "element"} and found.detail == "stage"
