"""Typed conditions, made from the syntax tree."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, cast

from microdep_rules.lang import ast, each_word, grades, ir, operands, own_kinds, phrases, shares, stated
from microdep_rules.lang.constants import is_comparable
from microdep_rules.lang.errors import names, types
from microdep_rules.lang.errors.names import article
from microdep_rules.lang.operators import ComparisonOperator
from microdep_rules.lang.words import is_repeated, meaning
from microdep_rules.messages import diagnose
from microdep_rules.vocabulary import countries

if TYPE_CHECKING:
    from microdep_rules.lang.scope import Checker, Scope
from microdep_rules.lang.walk import is_same, walk

PERCENT, NUMBER = ir.Type("percent"), ir.Type("number")
ORDERED = frozenset({"number", "percent", "mass", "money", "density", "date", "duration"})


def condition(checker: Checker, scope: Scope, node: ast.Condition) -> ir.Cond | None:
    """Return a typed condition; `None` after an error, which has then been reported."""
    match node:
        case ast.Junction():
            return _junction(checker, scope, node)
        case ast.LabelledElements():
            return _elements(checker, scope, node)
        case ast.Negation():
            _forbid_any_of(checker, node.item)
            inner = condition(checker, scope, node.item)
            return ir.Not(node.span, inner) if inner is not None else None
        case ast.Bracket():
            return condition(checker, scope, node.item)
        case ast.Comparison():
            return _comparison(checker, scope, node)
        case ast.DefinitionCondition():
            return _definition_after_has(checker, scope, node)
        case ast.Membership():
            return _membership(checker, scope, node)
        case ast.Knowledge():
            return _knowledge(checker, scope, node)
        case ast.StatedCondition():
            return stated.is_stated(checker, scope, node)
        case ast.QuantifiedCondition():
            return _quantified(checker, scope, node)
        case ast.Every():
            return _every(checker, scope, node)
        case ast.GroupCondition():
            return _each_group(checker, scope, node)
        case ast.EachWord():
            members = node.members
            return each_word.written_out(
                checker, scope, node, lambda left: _set(checker, scope, members, left), condition
            )
        case ast.Ownership():
            return _ownership(checker, scope, node)


def _junction(checker: Checker, scope: Scope, node: ast.Junction) -> ir.Cond | None:
    lowered = [condition(checker, scope, item) for item in node.items]
    if any(cond is None for cond in lowered) or _is_written_twice(checker, node):
        return None
    parts = tuple(ir.Part("", None, cond) for cond in lowered if cond is not None)
    kind = ir.All if node.operators[0].text == "and" else ir.Any
    return kind(node.span, parts)


def _is_written_twice(checker: Checker, node: ast.Junction) -> bool:
    """Return whether `and` or `or` joins two equal conditions, and report this as an error."""
    for (at, first), (other, second) in combinations(enumerate(node.items), 2):
        if is_same(first, second):
            word = node.operators[other - 1].text if at < other else ""
            checker.report(
                diagnose("type/repeated", second.span, "same-condition", also=[first.span], word=word)
            )
            return True
    return False


def _elements(checker: Checker, scope: Scope, node: ast.LabelledElements) -> ir.Cond | None:
    parts = []
    for element in node.elements:
        lowered = condition(checker, scope, element.condition)
        if lowered is not None:
            cites = element.cites.text if element.cites else None
            parts.append(ir.Part(element.label.text, cites, lowered))
    if len(parts) < len(node.elements):
        return None
    return (ir.All if node.kind == "all" else ir.Any)(node.span, tuple(parts))


# ---- comparisons ---------------------------------------------------------------------------------


def _comparison(checker: Checker, scope: Scope, node: ast.Comparison) -> ir.Cond | None:
    if isinstance(node.left, ast.AnyOf) and (node.negated or node.operator.orders.below):
        checker.report(diagnose("type/ambiguous", node.left.span))
        return None
    if isinstance(node.left, ast.OtherwiseTerm):
        lowered = grades.otherwise(checker, scope, node, node.left)
        return _negated(node, lowered) if lowered is not None else None
    with own_kinds.compared(checker, own_kinds.kind_of_operand(checker, node.right)):
        left = operands.value(checker, scope, node.left, compared=True)
    if left is None:
        return None
    defined = _definition_test(checker, scope, node, left)
    if defined is not None:
        return _negated(node, defined) if isinstance(defined, ir.DefinitionTest) else None
    with own_kinds.compared(checker, own_kinds.kind_of_type(left.type)):
        right = operands.value(checker, scope, node.right, left.type)
    if right is None:
        return None
    if not is_comparable(left.type, right.type):
        checker.report(types.mismatch(left.type, right.type, right.span, left.span))
        return None
    if not _operator_suits_values(checker, node, left):
        return None
    return _negated(node, grades.compared(node.span, node.operator, left, right))


def _operator_suits_values(checker: Checker, node: ast.Comparison, left: ir.Value) -> bool:
    """Return whether the operator suits the two values that it compares; otherwise report an error."""
    if node.operator.ranks and left.type.kind not in ORDERED:
        checker.report(diagnose("type/mismatch", left.span, "no-order", a_kind_of_value=left.type))
    elif not suits_days(checker, node, left):
        pass
    elif is_same(node.left, node.right):
        checker.report(diagnose("type/repeated", node.span, "same-operand"))
    else:
        return True
    return False


def suits_days(checker: Checker, node: ast.Comparison, left: ir.Value) -> bool:
    """Return whether the words suit the value: `is before` for a date, `is less than` for a number."""
    if not node.operator.ranks or (left.type.kind == "date") is node.of_days:
        return True
    words = (node.operator, left.type, left.span, node.right.span)
    checker.report(types.words_of_days(*words, of_days=node.of_days, negated=node.negated))
    return False


def _negated(node: ast.Comparison, cond: ir.Cond) -> ir.Cond:
    return ir.Not(node.span, cond) if node.negated else cond


def _definition_test(
    checker: Checker, scope: Scope, node: ast.Comparison, left: ir.Value
) -> ir.DefinitionTest | bool | None:
    """Return the test of a definition in a condition such as `material is specialty-metal`.

    The result is `False` after an error. The result is `None` if the right side is not the name of a
    definition.
    """
    right = node.right
    if (
        node.operator is not ComparisonOperator.IS
        or not isinstance(right, ast.Path)
        or right.fields
        or right.arguments
    ):
        return None
    name = right.head.text
    if scope.record(name) is not None:  # a comparison of two elements, not a definition
        return None
    wanted = checker.names.definitions.get(name)
    if wanted is None:
        if left.type.kind == "element" and left.type.detail != "stage":
            if name in checker.names.broken:
                return False
            known = [n for n, r in checker.names.definitions.items() if r == left.type.detail]
            checker.report(names.unknown_name(name, right.head.span, known, f"a definition for {left.type}"))
            return False
        return None
    if left.type != ir.Type("element", wanted):
        if (
            operands.constant(checker, right.head, left.type) is not None
        ):  # the name is also a word of a vocabulary
            return None
        checker.report(
            diagnose(
                "type/mismatch",
                node.left.span,
                "definition-of-another-kind",
                name=name,
                one_kind_of_value=article(wanted),
                another_kind_of_value=left.type,
            )
        )
        return False
    return ir.DefinitionTest(node.span, name, left)


def _definition_after_has(checker: Checker, scope: Scope, node: ast.DefinitionCondition) -> ir.Cond | None:
    """Return the test of the definition after `has`, as in `item has enough-domestic-content`."""
    name = node.definition
    if name.text in checker.names.broken:
        return None
    if name.text not in checker.names.definitions:
        known = list(checker.names.definitions)
        checker.report(names.unknown_name(name.text, name.span, known, "a definition"))
        return None
    right = ast.Path(name.span, name, None, ())
    return _comparison(
        checker, scope, ast.Comparison(node.span, node.left, ComparisonOperator.IS, right, node.negated)
    )


def _membership(checker: Checker, scope: Scope, node: ast.Membership) -> ir.Cond | None:
    members = node.right if isinstance(node.right, tuple) else ()
    kinds = {own_kinds.kind_of_operand(checker, ast.Path(word.span, word, None, ())) for word in members}
    with own_kinds.compared(checker, kinds.pop() if len(kinds) == 1 else ""):
        left = operands.value(checker, scope, node.left)
    if left is None:
        return None
    right = _set(checker, scope, node.right, left)
    if right is None:
        return None
    wanted = _member_type(right)
    kind = member(left.type.detail) if left.type.kind == "set" else left.type
    if wanted is not None and not is_comparable(kind, wanted):
        checker.report(types.mismatch(left.type, right.type, right.span, left.span))
        return None
    if node.affiliates is not None and kind != ir.Type("element", "party"):
        checker.report(diagnose("type/mismatch", left.span, "affiliates", a_kind_of_value=left.type))
        return None
    is_in: ir.Cond = ir.IsIn(node.span, left, right, node.affiliates)
    return ir.Not(node.span, is_in) if node.negated else is_in


def _member_type(members: ir.SetNode) -> ir.Type | None:
    """Return the type of the members of a list."""
    if members.type.kind == "stages":
        return ir.Type("code", "stage")
    return member(members.type.detail)


def member(detail: str) -> ir.Type:
    """Return the type of the members of a list, from the word `detail` in the list's declaration."""
    if detail in {"country", "text", "tariff-code", "number", "date"}:
        return ir.Type(detail)
    return ir.Type("element", "party") if detail == "party" else ir.Type("code", detail)


def _set(
    checker: Checker,
    scope: Scope,
    node: ast.Path | ast.DatedLookup | tuple[ast.Word, ...],
    left: ir.Value,
) -> ir.SetNode | None:
    if isinstance(node, tuple):
        of_one = member(left.type.detail) if left.type.kind == "set" else left.type
        members = _members(checker, scope, node, of_one)
        if members is None:
            return None
        span = node[0].span.to(node[-1].span)
        return ir.Members(span, ir.Type("set", left.type.detail or left.type.kind), members)
    plain = node.path if isinstance(node, ast.DatedLookup) else node
    if _is_neither_list_nor_value(checker, scope, plain, left.type):
        known = [*checker.names.tables, *_members_known(checker, left.type)]
        wanted = f"a list, a table or {left.type}"
        checker.report(names.unknown_name(plain.head.text, plain.head.span, known, wanted))
        return None
    operand = operands.operand(checker, scope, node, left.type)
    if operand is None:
        return None
    if isinstance(operand, ir.NamedList | ir.TableKeys | ir.Members):
        return operand
    if isinstance(operand, ir.TableValue) and operand.type.kind in {"set", "stages"}:
        return operand
    if isinstance(operand, ir.Constant) and operand.type.kind in {"country", "code"}:
        return ir.Members(operand.span, ir.Type("set", operand.type.detail or "country"), (operand,))
    checker.report(diagnose("type/not-a-list", node.span, "not-a-set", name=plain.head.text))
    return None


def _is_neither_list_nor_value(checker: Checker, scope: Scope, node: ast.Path, wanted: ir.Type) -> bool:
    """Return whether the name after `in` is neither a list nor a possible value of the type `wanted`."""
    name = node.head.text
    if node.arguments is not None or node.fields or name in checker.names.words():
        return False
    if scope.record(name) is not None:
        return False
    if wanted.kind == "country" and (countries.is_country(name) or countries.find(name)):
        return False
    return name not in _members_known(checker, wanted)


def _members_known(checker: Checker, wanted: ir.Type) -> list[str]:
    if wanted.kind == "country":
        return list(countries.all_codes())
    detail = "stage" if wanted == ir.Type("element", "stage") else wanted.detail
    vocabulary = checker.vocabularies.get(detail)
    return vocabulary.words() if vocabulary is not None else []


def _members(
    checker: Checker, scope: Scope, words: tuple[ast.Word, ...], wanted: ir.Type
) -> tuple[ir.Constant, ...] | None:
    members = []
    seen: dict[object, ast.Word] = {}
    mark = len(checker.diagnostics)
    for word in words:
        member = operands.path(checker, scope, ast.Path(word.span, word, None, ()), wanted)
        if isinstance(member, ir.Constant):
            if is_repeated(checker, seen, meaning(member), word):
                break
            members.append(member)
        elif isinstance(member, ir.NamedList | ir.TableKeys):
            checker.report(diagnose("type/not-a-value", word.span, "list-in-brackets", name=word.text))
        elif member is not None:
            checker.report(types.mismatch(wanted, member.type, word.span, word.span))
    later = [d for d in checker.diagnostics[mark + 1 :] if names.suggests_word(d)]
    checker.diagnostics[mark + 1 :] = later
    return tuple(members) if len(members) == len(words) else None


def _knowledge(checker: Checker, scope: Scope, node: ast.Knowledge) -> ir.Cond | None:
    if not scope.steering:
        checker.report(diagnose("type/knowledge-decides", node.span))
        return None
    value = operands.value(checker, scope, node.left)
    return ir.KnownTest(node.span, value, node.known) if value is not None else None


# ---- quantifiers ---------------------------------------------------------------------------------


def _quantified(checker: Checker, scope: Scope, node: ast.QuantifiedCondition) -> ir.Cond | None:
    listed = _joined_lists(checker, scope, node)
    if listed is None:
        return None
    record = listed.type.detail
    variable = phrases.variable_of(node.reaches[0], record)
    where = None
    if node.where is not None:
        where = reach_of(checker, scope.having(variable, record), node.where, variable)
        if where is None:
            return None
    return ir.Some(node.span, node.kind, node.number, listed, variable, where)


def _joined_lists(checker: Checker, scope: Scope, node: ast.QuantifiedCondition) -> ir.ListNode | None:
    """Return one list for the lists after `any`, as in `item of component, enclosing-items of component`."""
    head, *more = node.reaches
    if not more:
        return operands.a_list(checker, scope, head)
    lists: list[ir.ListNode | ir.Value] = []
    if isinstance(head, ast.Phrase) and isinstance(head.of, ast.Path) and head.head.text == "item":
        first = operands.path(checker, scope, head.of, None)
        if first is not None and first.type.kind == "element":
            lists.append(cast("ir.Value", first))
    else:
        listed = operands.a_list(checker, scope, head)
        if listed is not None:
            lists.append(listed)
    lists += [
        listed for listed in (operands.a_list(checker, scope, reach) for reach in more) if listed is not None
    ]
    if len(lists) < len(node.reaches):
        return None
    record = lists[0].type.detail
    for other in lists[1:]:
        if other.type.detail != record:
            checker.report(types.mismatch(lists[0].type, other.type, other.span, lists[0].span))
            return None
    return ir.Join(head.span.to(node.reaches[-1].span), ir.Type("list", record), tuple(lists))


def _every(checker: Checker, scope: Scope, node: ast.Every) -> ir.Cond | None:
    listed = operands.a_list(checker, scope, node.reach)
    if listed is None:
        return None
    record = listed.type.detail
    variable = phrases.variable_of(node.reach, record)
    inner = scope.having(variable, record)
    where = where_of(checker, inner, node.where, variable) if node.where is not None else None
    has = reach_of(checker, inner, node.has, variable)
    if has is None or (node.where is not None and where is None):
        return None
    return ir.EveryOf(node.span, listed, variable, where, has)


def _each_group(checker: Checker, scope: Scope, node: ast.GroupCondition) -> ir.Cond | None:
    """Return a condition on groups, as in `for each function of L: largest share by purchase-price …`."""
    shared = shares.shared_out(checker, scope, node)
    if shared is None:
        return None
    base, variable, where = shared
    of = base if where is None else ir.Narrow(node.reach.span, base.type, base, variable, where)
    group = shares.group_of_each(checker, base, variable, node.group)
    measured = shares.in_group(checker, scope, node, of, variable)
    wanted = PERCENT if isinstance(node.measured, ast.GroupShareTerm) else NUMBER
    bound = operands.value(checker, scope, node.bound, wanted)
    if group is None or measured is None or bound is None:
        return None
    if bound.type != wanted:
        checker.report(types.mismatch(wanted, bound.type, bound.span, node.measured.span))
        return None
    if node.of_days:
        checker.report(
            types.words_of_days(
                node.operator, wanted, node.measured.span, bound.span, of_days=True, negated=node.negated
            )
        )
        return None
    return ir.EachGroup(node.span, group, of, variable, measured, node.operator, bound, negated=node.negated)


def where_of(checker: Checker, scope: Scope, node: ast.Condition, variable: str) -> ir.Cond | None:
    """Return the typed condition after `where`; report a quantifier such as `any` without brackets."""
    for item in node.items if isinstance(node, ast.Junction) else (node,):
        if isinstance(item, ast.QuantifiedCondition | ast.Every | ast.GroupCondition | ast.EachWord) or (
            isinstance(item, ast.Comparison)
            and isinstance(item.left, ast.Share | ast.LargestShareTerm | ast.LargestSumTerm)
        ):
            checker.report(diagnose("type/ambiguous", item.span, "quantifier-in-where"))
            return None
    return reach_of(checker, scope, node, variable)


def reach_of(checker: Checker, scope: Scope, node: ast.Condition, variable: str) -> ir.Cond | None:
    """Return a condition on an element; report a part of the condition that does not mention the element.

    The parts are the conditions that `and` or `or` joins.
    """
    cond = condition(checker, scope, node)
    if cond is None:
        return None
    parts = cond.parts if isinstance(cond, ir.All | ir.Any) else (ir.Part("", None, cond),)
    labelled = any(part.label for part in parts)
    silent = [p.cond for p in parts if not labelled and variable not in variables(p.cond)]
    for silent_cond in silent:
        checker.report(diagnose("type/not-of-the-element", silent_cond.span, variable=variable))
    return None if silent else cond


def variables(node: object) -> set[str]:
    """Return the names of all elements in a condition, such as `material` and `stage`."""
    return {inner.name for inner in walk(node) if isinstance(inner, ir.Variable)} | {
        "material" for inner in walk(node) if isinstance(inner, ir.Content)
    }


def _forbid_any_of(checker: Checker, node: ast.Condition) -> None:
    if isinstance(node, ast.Comparison) and isinstance(node.left, ast.AnyOf):
        checker.report(diagnose("type/ambiguous", node.left.span))


# ---- ownership -----------------------------------------------------------------------------------


A_HOLDER = "a holder"
"""Internal name of a party for which a definition is true; authors cannot write this name in a rule."""


def _ownership(checker: Checker, scope: Scope, node: ast.Ownership) -> ir.Cond | None:
    holders = _possible_owners(checker, scope, node.holders)
    debt = isinstance(node.of, ast.Phrase) and node.of.head.text == "debt"
    of = node.of.of if isinstance(node.of, ast.Phrase) and debt else node.of
    party = operands.value(checker, scope, of)
    if holders is None or party is None:
        return None
    wanted = ir.Type("element", "party")
    if party.type != wanted:
        checker.report(types.mismatch(wanted, party.type, party.span, party.span))
        return None
    return ir.Owns(
        node.span, node.kind, holders, party, node.share, debt, node.how, node.control, node.beyond
    )


def _possible_owners(checker: Checker, scope: Scope, node: ast.Path) -> ir.NamedList | ir.Those | None:
    """Return the possible owners: the parties in a list, or the parties for which a definition is true."""
    name = node.head.text
    defined = checker.names.definitions.get(name)
    if defined is not None and not node.fields and node.arguments is None and scope.record(name) is None:
        party = ir.Type("element", "party")
        if defined != "party":
            checker.report(
                diagnose(
                    "type/mismatch",
                    node.span,
                    "definition-of-another-kind",
                    name=name,
                    one_kind_of_value=article(defined),
                    another_kind_of_value=party,
                )
            )
            return None
        one = ir.Variable(node.span, party, A_HOLDER)
        return ir.Those(node.span, A_HOLDER, ir.DefinitionTest(node.span, name, one))
    named = operands.path(checker, scope, node, None)
    if named is None or (isinstance(named, ir.NamedList) and named.type.detail == "party"):
        return named
    checker.report(types.mismatch(ir.Type("set", "party"), named.type, named.span, named.span))
    return None
