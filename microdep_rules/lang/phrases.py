"""Phrases of the form `word of X`: `stages of material`, `share by cost of …`, `content of Nd`.

Operands contain phrases, and phrases contain operands and conditions. Therefore the modules for operands,
phrases and conditions call each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.lang import ast, conditions, ir, operands, quantities
from microdep_rules.lang.errors import counts, names, types
from microdep_rules.lang.scope import ALIASES, Checker, Scope
from microdep_rules.lang.words import is_repeated
from microdep_rules.messages import diagnose
from microdep_rules.vocabulary.notions import MAKERS, SUPPLIERS

if TYPE_CHECKING:
    from microdep_rules.source import Span

COUNTS = {"count": "count", "number": "number"}
CONTENTS = {"content": "share", "specified-maximum": "specified_maximum"}
STATUS = "status"
COMPARED_AS_ONE = frozenset({"number", "date", "code", "country", "text", "tariff-code"})
"""Kinds of values that a rule can compare for equality, to put equal elements in one group."""
COMPANY = ir.Type("element", "party")
OF_COMPANIES = frozenset({MAKERS, SUPPLIERS})
"""Lists of the companies of a component, such as its suppliers."""
NEVER_ADDED = frozenset({"percent", "density"})
"""Kinds of quantities that the program never adds up over a list, because their sum has no meaning."""


def phrase(checker: Checker, scope: Scope, node: ast.Phrase, *, deep: bool) -> operands.Operand | None:
    """Return the typed form of a phrase such as `stages of material` (a list) or `mass of item` (a total)."""
    word = node.head.text
    if word in CONTENTS and isinstance(node.of, ast.Path):
        return content(checker, scope, node.span, node.head, (node.of.head,))
    if word in CONTENTS and isinstance(node.of, ast.Phrase):
        in_reach = scope.record("material") is not None
        checker.report(
            diagnose(
                "name/not-in-reach",
                node.span,
                "content-of-another" if in_reach else "content-of-what",
                content=f"{word} of {node.of.head.text}",
            )
        )
        return None
    if word == STATUS and isinstance(node.of, ast.Path) and not node.of.fields:
        return _status(checker, node, node.of.head)
    if word == "none" and isinstance(node.of, ast.Path):
        checker.report(counts.none_of_a_value(node.of.head.text, node.head.span))
        return None
    base = _element_or_list(checker, scope, node.of, deep=deep)
    if base is None:
        return None
    if word in COUNTS:
        if isinstance(base, ir.Navigate | ir.Narrow | ir.Join):
            return ir.Count(node.span, ir.Type("number"), COUNTS[word], base)
        checker.report(diagnose("type/not-a-list", node.of.span, another_kind_of_value=base.type))
        return None
    record = base.type.detail
    if ALIASES.get(word, word) in checker.navigations(record) or word in checker.navigations(record):
        return navigate(checker, scope, node.head, base, node.span, deep=deep)
    if word in checker.names.broken:
        return None
    if quantities.is_quantity(checker, word) and word not in checker.measures(record):
        if deep:
            checker.report(diagnose("name/tier", node.head.span, "tier-of-definition", name=word))
            return None
        return quantities.quantity_of(checker, scope, node.head, base)
    return total(checker, node.head, base, node.span)


def _status(checker: Checker, node: ast.Phrase, measure: ast.Word) -> ir.StatusOf | None:
    """Return the node for the status of a legal measure, such as `expired`."""
    known = checker.names.measures
    if measure.text not in known:
        if measure.text not in checker.names.broken:
            checker.report(names.unknown_name(measure.text, measure.span, known, "a measure"))
        return None
    return ir.StatusOf(node.span, ir.Type("code", "measure-status"), measure.text)


def total(checker: Checker, head: ast.Word, base: ir.Value | ir.ListNode, span: Span) -> ir.Value | None:
    """Return a quantity of one element, such as a mass, or the sum of this quantity over a list."""
    record = base.type.detail
    measures = checker.measures(record)
    measure = measures.get(head.text) or measures.get(head.text.replace("-", "_"))
    one = base.type.kind == "element"
    if (head.text == "share" and not (one and measure)) or (
        measure is not None and measure.type.kind in NEVER_ADDED and not one
    ):
        by = [n for n, other in measures.items() if other.type.kind in {"mass", "money"}]
        checker.report(types.not_added_up(head.text, record, by, head.span))
        return None
    if measure is not None:
        return ir.Total(span, measure.type, measure, base)
    fields = checker.records[record].fields if record in checker.records else {}
    if base.type.kind == "element" and head.text in fields:
        assert not isinstance(base, ir.Navigate | ir.Narrow | ir.Join)
        field_ = fields[head.text]
        return ir.FieldOf(span, checker.type_of(field_), base, field_.name, field_.document_name)
    declared = [*checker.names.quantities, *checker.names.pending]
    known = [*measures, *checker.navigations(record), *COUNTS, *CONTENTS, *declared]
    checker.report(names.unknown_measure(head.text, record, head.span, known))
    return None


def _element_or_list(
    checker: Checker, scope: Scope, node: ast.Reach, *, deep: bool
) -> ir.Value | ir.ListNode | None:
    """Return the element or list after `of` in a phrase, such as `component` in `stages of component`.

    If `deep` is true, the words `at any tier` apply to the innermost list.
    """
    if isinstance(node, ast.Phrase):
        base: operands.Operand | None = phrase(checker, scope, node, deep=deep)
    elif deep and _is_bare_list(checker, scope, node):
        return whole_list(checker, node)
    else:
        base = operands.operand(checker, scope, node, None)
    if base is None:
        return None
    if isinstance(base, ir.Navigate | ir.Narrow | ir.Join):
        return base
    if isinstance(base, ir.FieldOf) and base.type.kind == "list":
        return ir.Navigate(base.span, base.type, base.key, base.base, deep=False)
    if base.type.kind != "element" or isinstance(base, ir.NamedList | ir.TableKeys | ir.Members):
        checker.report(diagnose("type/not-a-list", node.span, another_kind_of_value=base.type))
        return None
    return base


def navigate(
    checker: Checker,
    scope: Scope,  # noqa: ARG001 - one signature for all that read operands
    head: ast.Word,
    base: ir.Value | ir.ListNode | None,
    span: Span,
    *,
    deep: bool,
) -> ir.Navigate | None:
    """Return a list of an element: `stages of material`, or `materials at any tier`."""
    record = base.type.detail if base is not None else "component"
    known = checker.navigations(record)
    word = head.text if head.text in known else ALIASES.get(head.text, head.text)
    if word not in known:
        checker.report(names.wrong_navigation(head.text, record, head.span, known))
        return None
    canonical, target = known[word]
    if canonical == "components" and base is not None and not deep:
        checker.report(diagnose("name/tier", head.span, name=head.text))
        return None
    through = base.word if isinstance(base, ir.Navigate) and deep and base.deep else None
    if through is not None:
        deep = False
    return ir.Navigate(span, ir.Type("list", target), canonical, base, deep)


def _is_bare_list(checker: Checker, scope: Scope, node: ast.Reach) -> bool:
    """Return whether a node is only the name of a list, such as `materials` in `mass of materials`."""
    if not isinstance(node, ast.Path) or node.arguments is not None or node.fields:
        return False
    word = node.head.text
    return (
        scope.record(word) is None
        and word not in checker.names.words()
        and word in checker.navigations("component")
    )


def whole_list(checker: Checker, node: ast.Reach) -> ir.ListNode | None:
    """Return the list after `applies to` or `excludes`.

    The name of a list alone, such as `components`, means all components of the product.
    """
    if isinstance(node, ast.Path) and node.arguments is None and not node.fields:
        return navigate(checker, Scope(), node.head, None, node.span, deep=True)
    return operands.a_list(checker, Scope(), node)


def deep_reach(checker: Checker, scope: Scope, node: ast.Deep) -> operands.Operand | None:
    """Return a list with `at any tier`, such as `materials at any tier`."""
    match node.reach:
        case ast.Phrase():
            return phrase(checker, scope, node.reach, deep=True)
        case ast.Path(arguments=None, fields=()) as bare:
            word = bare.head.text
            if quantities.is_quantity(checker, word) and word not in checker.navigations("component"):
                checker.report(diagnose("name/tier", bare.head.span, "tier-of-definition", name=word))
                return None
            return navigate(checker, scope, node.reach.head, None, node.span, deep=True)
        case other:
            return operands.operand(checker, scope, other, None)


def filtered(checker: Checker, scope: Scope, node: ast.FilteredList) -> operands.Operand | None:
    """Return a list with a `where`, or the total of a list with a `where`."""
    if isinstance(node.reach, ast.Phrase | ast.Deep):
        inner = node.reach.reach if isinstance(node.reach, ast.Deep) else node.reach
        deep = isinstance(node.reach, ast.Deep)
        if isinstance(inner, ast.Phrase) and _adds_up(checker, scope, inner, deep=deep):
            narrowed = _narrow(checker, scope, inner.of, node.where, deep=deep)
            if narrowed is None:
                return None
            if inner.head.text in COUNTS:
                return ir.Count(node.span, ir.Type("number"), COUNTS[inner.head.text], narrowed)
            return total(checker, inner.head, narrowed, node.span)
    listed = operands.a_list(checker, scope, node.reach)
    if listed is None:
        return None
    variable = variable_of(node.reach, listed.type.detail)
    where = conditions.where_of(checker, scope.having(variable, listed.type.detail), node.where, variable)
    return ir.Narrow(node.span, listed.type, listed, variable, where) if where is not None else None


def _adds_up(checker: Checker, scope: Scope, node: ast.Phrase, *, deep: bool) -> bool:
    """Return whether a phrase is a total or a count; a `where` after such a phrase restricts its list."""
    if node.head.text in COUNTS:
        return True
    mark = len(checker.diagnostics)
    base = _element_or_list(checker, scope, node.of, deep=deep)
    del checker.diagnostics[mark:]
    if base is None:
        return False
    return node.head.text in checker.measures(base.type.detail)


def _narrow(
    checker: Checker, scope: Scope, node: ast.Reach, where: ast.Condition, *, deep: bool
) -> ir.Narrow | None:
    base = operands.a_list(checker, scope, ast.Deep(node.span, node) if deep else node)
    if base is None:
        return None
    variable = variable_of(node, base.type.detail)
    cond = conditions.where_of(checker, scope.having(variable, base.type.detail), where, variable)
    return ir.Narrow(node.span.to(where.span), base.type, base, variable, cond) if cond else None


def variable_of(node: ast.Reach, record: str) -> str:
    """Return the word for one element in the condition after `where`, such as `material` or `item`."""
    while isinstance(node, ast.Deep):
        node = node.reach
    head = node.head.text if isinstance(node, ast.Path | ast.Phrase) else record
    return head if head == "item" else record


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
        n: measure for n, measure in checker.measures(record).items() if measure.type.kind not in NEVER_ADDED
    }
    measure = measures.get(word.text) or measures.get(word.text.replace("-", "_"))
    if measure is None:
        checker.report(names.unknown_measure(word.text, record, word.span, measures))
    return measure


def value_of_each(checker: Checker, of: ir.ListNode, variable: str, word: ast.Word) -> ir.FieldOf | None:
    """Return the field that `word` names for each element of a list; report a field with several values."""
    field_ = group_of_each(checker, of, variable, word)
    if field_ is not None and field_.type == COMPANY:
        checker.report(
            diagnose(
                "type/not-a-value",
                word.span,
                "not-one-value-each",
                word=word.text,
                another_kind_of_value=field_.type,
            )
        )
        return None
    return field_


def group_of_each(checker: Checker, of: ir.ListNode, variable: str, word: ast.Word) -> ir.FieldOf | None:
    """Return the field by which a rule groups the elements of a list; its value may be a company."""
    element = ir.Variable(of.span, ir.Type("element", of.type.detail), variable)
    field_ = operands.field_of(checker, element, word)
    if isinstance(field_, ir.FieldOf) and (field_.type.kind in COMPARED_AS_ONE or field_.type == COMPANY):
        return field_
    if field_ is not None:
        checker.report(
            diagnose(
                "type/not-a-value",
                word.span,
                "not-one-value-each",
                word=word.text,
                another_kind_of_value=field_.type,
            )
        )
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
    variable = variable_of(node.reach, base.type.detail)
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
    summed = total(checker, node.measure, of, node.span)
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
        through = navigate(checker, scope, word, element, word.span, deep=False)
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
            if kind.text not in COUNTS or word.text not in _words_for(checker, record):
                checker.report(counts.in_a_group(kind.text, word.text, record, span))
                return None
            return ir.Count(span, ir.Type("number"), COUNTS[kind.text], of)
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


def content(
    checker: Checker, scope: Scope, span: Span, head: ast.Word, elements: tuple[ast.Word, ...]
) -> ir.Content | None:
    """Return the content of chemical elements in the current material, as in `content of any of Mn Si`."""
    if head.text not in CONTENTS:
        known = list(CONTENTS)
        checker.report(names.unknown_measure(head.text, "material", head.span, known))
        return None
    material = operands.element(scope, ast.Word(head.span, "material"))
    if material is None:
        checker.report(
            diagnose(
                "name/not-in-reach",
                head.span,
                "content-of-what",
                content=f"{head.text} of {elements[0].text}",
            )
        )
        return None
    ids = _elements(checker, elements)
    if len(ids) < len(elements):
        return None
    return ir.Content(span, ir.Type("percent"), material, tuple(ids), CONTENTS[head.text])


def _elements(checker: Checker, words: tuple[ast.Word, ...]) -> list[str]:
    """Return the ids of chemical elements, without repetitions; report each word that is no known element."""
    ids = []
    seen: dict[object, ast.Word] = {}
    for word in words:
        term = _term(checker, "substance", word)
        if term is not None and not is_repeated(checker, seen, term, word):
            ids.append(term)
    return ids


def _term(checker: Checker, name: str, word: ast.Word) -> str | None:
    """Return the id that a vocabulary gives to a word; report an unknown word and return `None`."""
    vocabulary = checker.vocabularies.get(name)
    if vocabulary is not None and word.text in vocabulary.terms:
        return vocabulary.terms[word.text].id
    checker.report(names.unknown_word(word.text, name, word.span, vocabulary.words() if vocabulary else []))
    return None


def recovered(checker: Checker, scope: Scope, node: ast.RecoveredTerm) -> tuple[ir.RecoveredShare, ...]:
    """Return the shares in `share by mass of Nd Dy recovered from W in L`, one for each chemical element.

    Without `in L`, the list has all materials of the subject, including materials of its components.
    """
    mass = checker.measures("material")["mass"]
    if node.by.text != mass.name:
        checker.report(names.unknown_measure(node.by.text, "material", node.by.span, [mass.name]))
    everywhere = ast.Deep(node.span, ast.Path(node.span, ast.Word(node.span, "materials"), None, ()))
    of = operands.a_list(checker, scope, everywhere if node.of is None else node.of)
    if of is not None and of.type.detail != "material":
        checker.report(diagnose("type/not-a-list", of.span, "not-materials", another_kind_of_value=of.type))
        of = None
    waste = _term(checker, "waste", node.waste)
    elements = _elements(checker, node.elements)
    if of is None or waste is None or node.by.text != mass.name:
        return ()
    percent = ir.Type("percent")
    return tuple(ir.RecoveredShare(node.span, percent, mass, of, element, waste) for element in elements)


def one_recovered(checker: Checker, scope: Scope, node: ast.RecoveredTerm) -> ir.RecoveredShare | None:
    """Return the recovered share of one chemical element; report an error if the term has several.

    A condition can compare only one share.
    """
    if len(node.elements) > 1:
        first, *_, last = node.elements
        checker.report(diagnose("type/not-a-value", first.span.to(last.span), "several-elements"))
        return None
    shares = recovered(checker, scope, node)
    return shares[0] if shares else None
