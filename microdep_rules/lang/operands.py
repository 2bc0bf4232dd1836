"""Operands of conditions: names, paths and look-ups, converted to typed values and lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.lang import ast, contents, grades, ir, phrases, quantities, shares
from microdep_rules.lang.constants import is_comparable, literal, result_type
from microdep_rules.lang.errors import names, own_fields, types
from microdep_rules.lang.operators import ArithmeticOperator
from microdep_rules.lang.scope import ALIASES, ELEMENTS, GLOBALS, Scope
from microdep_rules.lang.words import TARIFF_CODE, tariff_constant, word_of
from microdep_rules.messages import diagnose
from microdep_rules.vocabulary import countries
from microdep_rules.vocabulary.own_fields import HOLDER, PREFIX, is_own

if TYPE_CHECKING:
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.lang.scope import Checker
    from microdep_rules.source import Span

Operand = ir.Value | ir.ListNode | ir.SetNode
RULE_DATE = "rule-date"
"""Name in rules for the date that decides whether a rule is in force, such as the award date."""
LISTS = {"child": "component", "children": "component"} | {
    f"{word}s": ALIASES.get(word, word) for word in ELEMENTS
}
"""Words for lists, and the kind of record of the elements of each list.

Authors write `children.origin` for the origin of each child component.
"""


def value(
    checker: Checker,
    scope: Scope,
    node: ast.Operand,
    expected: ir.Type | None = None,
    *,
    compared: bool = False,
) -> ir.Value | None:
    """Return the typed value of an operand; `None` after an error.

    `highest of` is allowed only in a comparison (`compared`).
    """
    lowered = operand(checker, scope, node, expected)
    if lowered is None:
        return None
    if isinstance(lowered, ir.Highest) and not compared:
        checker.report(diagnose("type/not-a-value", node.span, "only-compared"))
        return None
    if isinstance(lowered, ir.Navigate | ir.Narrow | ir.Join | ir.NamedList | ir.TableKeys | ir.Members):
        checker.report(_not_a_value(lowered, node.span))
        return None
    return lowered


def _not_a_value(lowered: ir.ListNode | ir.SetNode, span: Span) -> Diagnostic:
    match lowered:
        case ir.NamedList():
            return diagnose(
                "type/not-a-value",
                span,
                "list-of-pack",
                another_kind_of_value=lowered.type,
                name=lowered.name,
            )
        case ir.TableKeys():
            key = lowered.type.detail
            return diagnose(
                "type/not-a-value",
                span,
                "table-of-pack",
                another_kind_of_value=lowered.type,
                name=lowered.table,
                key=key,
            )
        case _:
            return diagnose("type/not-a-value", span, another_kind_of_value=lowered.type)


def a_list(checker: Checker, scope: Scope, node: ast.Operand) -> ir.ListNode | None:
    """Return the typed form of a list in a rule, such as `stages of material`; `None` after an error."""
    lowered = operand(checker, scope, node, None)
    if lowered is None or isinstance(lowered, ir.Navigate | ir.Narrow | ir.Join):
        return lowered
    if isinstance(lowered, ir.FieldOf) and lowered.type.kind == "list":
        return ir.Navigate(lowered.span, lowered.type, lowered.key, lowered.base, deep=False)
    checker.report(diagnose("type/not-a-list", node.span, another_kind_of_value=lowered.type))
    return None


def operand(checker: Checker, scope: Scope, node: ast.Operand, expected: ir.Type | None) -> Operand | None:
    """Return the typed form of any operand: a value, a list or a set."""
    match node:
        case ast.Literal(value=str() as text) if expected == ir.Type(TARIFF_CODE):
            return word_of(checker, ast.Word(node.span, text), TARIFF_CODE)
        case ast.Literal(value=str() as text) if expected is not None and _is_of_words(expected):
            return _word(checker, scope, ast.Word(node.span, text), expected)
        case ast.Literal():
            return literal(node)
        case ast.Path():
            return path(checker, scope, node, expected)
        case ast.Phrase():
            return phrases.phrase(checker, scope, node, deep=False)
        case ast.Deep():
            return phrases.deep_reach(checker, scope, node)
        case ast.AnyOf():
            return contents.content(checker, scope, node.span, node.head, node.names)
        case ast.FilteredList():
            return phrases.filtered(checker, scope, node)
        case ast.Share():
            return shares.share(checker, scope, node)
        case ast.LargestShareTerm():
            return shares.largest_share(checker, scope, node)
        case ast.LargestSumTerm():
            return shares.largest_sum(checker, scope, node)
        case ast.DifferentCount():
            return shares.different(checker, scope, node)
        case ast.RecoveredTerm():
            return contents.one_recovered(checker, scope, node)
        case ast.Arithmetic():
            return _calculation(checker, scope, node, expected)
        case ast.DatedLookup():
            return _dated(checker, scope, node, expected)
        case ast.HighestOf():
            return grades.highest(checker, scope, node)
        case ast.OtherwiseTerm():
            checker.report(diagnose("type/not-a-value", node.span, "only-compared"))
            return None


def path(checker: Checker, scope: Scope, node: ast.Path, expected: ir.Type | None) -> Operand | None:
    """Return the typed form of a path, such as `material.substance`, or of a look-up with fields."""
    base = _head(checker, scope, node, expected)
    for word in joined(node.fields):
        if base is None:
            return None
        base = field_of(checker, base, word)
    return base


def joined(fields: tuple[ast.Word, ...]) -> list[ast.Word]:
    """Return the fields after a name, such as `origin` in `component.origin`.

    The two words `ext` and `torque` of a field that a pack adds become one field.
    """
    words: list[ast.Word] = []
    for word in fields:
        if words and words[-1].text == HOLDER:
            words[-1] = ast.Word(words[-1].span.to(word.span), f"{PREFIX}{word.text}")
        else:
            words.append(word)
    return words


def field_of(checker: Checker, base: Operand, word: ast.Word) -> ir.Value | None:
    """Return the value for the field `word` of the element `base`; report an unknown field."""
    span = base.span.to(word.span)
    if base.type.kind != "element" or isinstance(
        base, ir.Navigate | ir.Narrow | ir.Join | ir.NamedList | ir.TableKeys | ir.Members
    ):
        checker.report(
            diagnose("name/unknown-field", word.span, "no-fields", name=word.text, a_kind_of_value=base.type)
        )
        return None
    record = base.type.detail
    fields = checker.records[record].fields if record in checker.records else {}
    name = word.text
    field_ = fields.get(name)
    if field_ is None and not is_own(name) and name.replace("-", "_") in fields:
        field_ = fields[name.replace("-", "_")]
        checker.report(diagnose("name/dash-for-underscore", word.span, name=name, meant=field_.name))
    if field_ is not None:
        return ir.FieldOf(span, checker.type_of(field_), base, field_.name, field_.document_name)
    if is_own(name) or name == HOLDER:
        if checker.names.broken.isdisjoint({HOLDER, f"{record}.{name}"}):
            declared = [name for name in fields if is_own(name)]
            checker.report(own_fields.not_declared(name, record, word.span, declared, checker.compared_kind))
        return None
    measure = checker.measures(record).get(name)
    if measure is not None:
        return ir.Total(span, measure.type, measure, base)
    substances = checker.vocabularies.get("substance")
    element = substances.resolve(name) if substances is not None and record == "material" else None
    checker.report(names.unknown_field(name, record, word.span, fields, element, checker.compared_kind))
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
    declared = _declared(checker, scope, word)
    if declared is not None:
        return declared if not isinstance(declared, _Nothing) else None
    known = constant(checker, word, expected)
    if known is not None:
        return known
    if not node.fields and expected is None and word.text in checker.navigations("component"):
        checker.report(
            names.list_of_what(word.text, word.span, _elements_with_list(checker, scope, word.text))
        )
        return None
    _report_unknown(checker, scope, word, expected)
    return None


def _is_of_words(kind: ir.Type) -> bool:
    """Return whether the values of a kind are known words; a rule may also write these words in quotes."""
    return kind.kind in {"code", "country"} or kind == ir.Type("element", "stage")


def _word(checker: Checker, scope: Scope, word: ast.Word, expected: ir.Type) -> ir.Constant | None:
    known = constant(checker, word, expected)
    if known is None:
        _report_unknown(checker, scope, word, expected)
    return known


class _Nothing:
    """Result for a known name that a rule cannot use at this place, after the error has been reported."""


def element(scope: Scope, word: ast.Word) -> ir.Variable | None:
    """Return the variable of the element that a word names in this scope; `None` for other words."""
    record = scope.record(word.text)
    if record is None:
        return None
    return ir.Variable(word.span, ir.Type("element", record), scope.nearest_component(word.text) or word.text)


def _elements_with_list(checker: Checker, scope: Scope, word: str) -> list[str]:
    """Return the elements in scope that have a list with this name, the innermost element first."""
    near = [*reversed(scope.variables), *scope.implied()]
    return [name for name in near if word in checker.navigations(scope.record(name) or "")]


def _declared(checker: Checker, scope: Scope, word: ast.Word) -> Operand | _Nothing | None:
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
    if quantities.is_quantity(checker, word.text):
        return quantities.said_here(checker, scope, word) or _Nothing()
    return None


def constant(checker: Checker, word: ast.Word, expected: ir.Type | None) -> ir.Constant | None:
    """Return the constant for a word: a country, a word of a vocabulary, true or false, or a text."""
    text, span = word.text, word.span
    if expected is None:
        return None
    match expected.kind:
        case "boolean" if text in {"true", "false"}:
            return ir.Constant(span, expected, text == "true")
        case "country" if countries.is_country(text):
            return ir.Constant(span, expected, text)
        case "code":
            vocabulary = checker.vocabularies.get(expected.detail)
            if vocabulary is not None and text in vocabulary.terms:
                return ir.Constant(span, expected, vocabulary.terms[text].id)
            return None
        case "element" if expected.detail == "stage":
            return constant(checker, word, ir.Type("code", "stage"))
        case "text":
            return ir.Constant(span, expected, text)
        case kind if kind == TARIFF_CODE:
            return tariff_constant(word)
        case _:
            return None


def _report_unknown(checker: Checker, scope: Scope, word: ast.Word, expected: ir.Type | None) -> None:
    text, span = word.text, word.span
    reach = [*scope.words(), RULE_DATE, *checker.names.words()]
    if expected is not None and expected.kind == "element" and expected.detail == "stage":
        expected = ir.Type("code", "stage")
    if expected == ir.Type(TARIFF_CODE) and any(sign.isdigit() for sign in text):
        checker.report(diagnose("table/cell-not-read", span, "not-a-tariff-code", text=text))
    elif expected is None or expected.kind not in {"country", "code", "boolean"}:
        if not _report_out_of_reach(checker, scope, word):
            checker.report(names.unknown_name(text, span, reach, expected=expected))
    elif expected.kind == "country":
        checker.report(names.not_a_country(text, span, countries.meant(text), reach))
    elif expected.kind == "boolean":
        checker.report(names.unknown_name(text, span, ["true", "false", *reach], "`true` or `false`"))
    else:
        vocabulary = checker.vocabularies.get(expected.detail)
        words = vocabulary.words() if vocabulary is not None else []
        checker.report(names.unknown_word(text, expected.detail, span, words, reach))


def _report_out_of_reach(checker: Checker, scope: Scope, word: ast.Word) -> bool:
    """Report a word that names an element or field outside the scope; suggest the probable element.

    Return whether the function reported the word.
    """
    if word.text in ELEMENTS or word.text in LISTS:
        record = LISTS.get(word.text, ALIASES.get(word.text, word.text))
        near = [name for name, own in scope.variables.items() if own == record]
        checker.report(names.element_not_in_reach(word.text, record, near, word.span))
        return True
    near = [*reversed(scope.variables), *GLOBALS]
    owners = [e for e in near if word.text.replace("-", "_") in checker.records[scope.record(e) or ""].fields]
    if owners:
        checker.report(
            diagnose(
                "name/unknown-name", word.span, "field-without-element", name=word.text, element=owners[0]
            )
        )
    return bool(owners)


def lookup(checker: Checker, scope: Scope, node: ast.Path, at: str | None) -> ir.Value | ir.NamedList | None:
    """Return the typed look-up in a table, such as `milestones(material.substance)`."""
    word = node.head
    if word.text in checker.names.broken:
        return None
    table = checker.names.tables.get(word.text)
    if table is None:
        checker.report(names.unknown_name(word.text, word.span, checker.names.tables, "a list or table"))
        return None
    arguments = node.arguments or ()
    if len(arguments) != len(table.keys):
        checker.report(
            diagnose(
                "type/number-of-keys",
                node.span,
                name=word.text,
                number=len(table.keys),
                another_number=len(arguments),
            )
        )
        return None
    keys = []
    for argument, key in zip(arguments, table.keys, strict=True):
        given = value(checker, scope, argument, key)
        if given is None:
            return None
        if not is_comparable(given.type, key):
            checker.report(types.mismatch(key, given.type, given.span, word.span))
            return None
        keys.append(given)
    if table.type.kind == "set" and not table.keys:
        return ir.NamedList(node.span, table.type, word.text, at)
    return ir.TableValue(node.span, table.type, word.text, tuple(keys), at)


def _dated(checker: Checker, scope: Scope, node: ast.DatedLookup, expected: ir.Type | None) -> Operand | None:
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
    """Return the key of a contract date, such as `award`, in the contract facts; report an unknown date."""
    known = checker.dates()
    if word.text in known:
        return known[word.text]
    checker.report(names.unknown_date(word.text, word.span, known))
    return None


def _calculation(
    checker: Checker, scope: Scope, node: ast.Arithmetic, expected: ir.Type | None
) -> ir.Value | None:
    left = value(checker, scope, node.left, expected)
    right = value(checker, scope, node.right, left.type if left else expected)
    if left is None or right is None:
        return None
    result = result_type(node.operator, left.type, right.type)
    if result is None:
        checker.report(
            diagnose(
                "type/mismatch",
                right.span,
                "added"
                if node.operator == "+"
                else "subtracted"
                if node.operator == "-"
                else "multiplied"
                if node.operator == "*"
                else "divided",
                also=[left.span],
                one_kind_of_value=left.type,
                another_kind_of_value=right.type,
            )
        )
        return None
    if node.operator is ArithmeticOperator.OVER and isinstance(right, ir.Constant) and right.value == 0:
        checker.report(diagnose("type/mismatch", right.span, "divided-by-zero"))
        return None
    return ir.Calculation(node.span, result, node.operator, left, right)
