"""What is said when values do not fit together, or a clause is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Diagnostic, Label, error
from microdep_rules.lang.errors.names import article

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.lang.ir import Type
    from microdep_rules.lang.operators import ComparisonOperator
    from microdep_rules.source import Span


def only_compared(span: Span) -> Diagnostic:
    """The highest of some grades, or what stands in for a fact, where it is not compared."""
    return error(
        "type/only-compared",
        "this can only be compared",
        Label(span),
        help="let it stand to the left of a comparison: `… is more than 0.8`",
    )


def stands_in_for_a_fact(span: Span) -> Diagnostic:
    """Something is to stand in for what is no fact of a document."""
    return error(
        "type/stands-in-for-a-fact",
        "something may only stand in for a fact that a document states",
        Label(span),
        help="write the field of an element in front of `else`: `component.restriction_index else …`",
    )


def mismatch(left: Type, right: Type, span: Span, left_span: Span) -> Diagnostic:
    """A comparison of two kinds of value."""
    return error(
        "type/mismatch",
        f"{left} cannot be compared with {right}",
        Label(span, f"this is {right}"),
        help=_by_name(left, right) or f"write {left} here{_example(left)}",
        labels=(Label(left_span, f"this is {left}"),),
    )


NOT_DONE = {
    "+": "{right} is not added to {left}",
    "-": "{right} is not taken from {left}",
    "*": "{left} is not multiplied with {right}",
    "/": "{left} is not divided by {right}",
}


def no_result(sign: str, left: Type, right: Type, span: Span, left_span: Span) -> Diagnostic:
    """`mass * mass`: a calculation of which nobody knows what comes out."""
    ways = {
        "*": "multiply with a number or a percentage, and write it without a unit",
        "/": "divide by a number or a percentage, or by another value of the same kind",
    }
    return error(
        "type/mismatch",
        NOT_DONE[sign].format(left=left, right=right) + ": what would come out is of no kind",
        Label(span, f"this is {right}"),
        help=ways.get(sign) or f"write {left} here{_example(left)}",
        labels=(Label(left_span, f"this is {left}"),),
    )


def divided_by_nothing(span: Span) -> Diagnostic:
    """`… / 0`."""
    return error(
        "type/divided-by-zero",
        "a division by 0 has no result",
        Label(span),
        help="divide by what the value is measured against, or leave the division out",
    )


def more_than_the_whole(span: Span) -> Diagnostic:
    """`holds at least 1000 % of …`."""
    return error(
        "type/more-than-the-whole",
        "nobody holds more than 100 % of a party, so that this is never true",
        Label(span),
        help="write a share of 100 % at most, for example `25 %`",
    )


def wanted_here(wanted: Type, word: str) -> str:
    """What can be compared with a field, for a word that is the name of nothing."""
    if wanted.kind in {"set", "list"}:
        text = f'"{word}"' if wanted.detail == "text" else word
        return f"the field is {wanted}: ask with `is in ({text})`, or with a list of the pack"
    return (
        f"the field is {wanted}: write {wanted} here{_example(wanted)}, or the name of a parameter or table"
    )


def _by_name(left: Type, right: Type) -> str:
    """A party is known by its name or by a list, never by a text; what holds several, by a list."""
    if left.kind == "set" and right.kind == left.detail:
        return "the field may hold several: ask with `is in (…)`, or with a list of the pack"
    if left.detail != "party" or right.kind != "text":
        return ""
    return "ask with `is in` a list of parties, or compare its field `.name`"


def _example(wanted: Type) -> str:
    shown = {
        "percent": "`50 %`",
        "mass": "`20 kg`",
        "money": "`250000 USD`",
        "date": "`2027-01-01`",
        "country": "`CN`",
        "boolean": "`true`",
        "density": "`16.5 g/cm3`",
        "number": "`0.8`",
    }.get(wanted.kind)
    return f", for example {shown}" if shown else ""


def list_in_brackets(name: str, span: Span) -> Diagnostic:
    """`is in (covered)`: a list among the members that stand in brackets."""
    return error(
        "type/not-a-value",
        f"`{name}` is a list, and brackets hold single members",
        Label(span),
        help=f"write `in {name}` without brackets; ask of several lists with `or`",
    )


def no_affiliates(found: Type, span: Span) -> Diagnostic:
    """`with affiliates` behind something that is no party."""
    return error(
        "type/mismatch",
        f"only a party has affiliates, and this is {found}",
        Label(span),
        help="leave out `with affiliates …`, or ask it of a party such as `component.manufacturer`",
    )


def no_order(found: Type, span: Span) -> Diagnostic:
    """`is more than` of something that has no order."""
    return error(
        "type/no-order",
        f"{found} is neither more nor less than another",
        Label(span),
        help="use `is`, `is not` or `is in`",
    )


def words_of_days(
    operator: ComparisonOperator, found: Type, span: Span, right: Span, *, of_days: bool, negated: bool
) -> Diagnostic:
    """`is less than` of a date, `is before` of anything else."""
    negation = "not " if negated else ""
    used, meant = (operator.of_days, operator.words) if of_days else (operator.words, operator.of_days)
    message = (
        f"`is {negation}{used}` compares dates, and this is {found}"
        if of_days
        else f"a date is compared with `before` and `after`, and not with `{used}`"
    )
    return error(
        "type/words-of-days",
        message,
        Label(span, f"this is {found}"),
        help=f"write `is {negation}{meant} …`",
        labels=(Label(right, "compared with this"),),
    )


def same_operand(span: Span) -> Diagnostic:
    """`x is x`."""
    return error(
        "type/same-operand",
        "both sides of this comparison are the same, so that it decides nothing",
        Label(span),
        help="compare it with another value, or remove the comparison",
    )


def condition_twice(word: str, span: Span, first: Span) -> Diagnostic:
    """`a and a`."""
    return error(
        "type/same-operand",
        f"`{word}` joins a condition with itself",
        Label(span, "the same condition again"),
        help="remove one of them, or write the condition that was meant",
        labels=(Label(first, "the first one"),),
    )


def accounts_for_nothing(word: str, name: str, span: Span) -> Diagnostic:
    """`accounts for` where nothing asks about stages."""
    return error(
        "type/accounts-for-nothing",
        f"{word} `{name}` asks nothing of stages, so that it matters nowhere which of them are accounted for",
        Label(span),
        help="ask something of the stages, as `every stage of material where … has …`, or leave the line out",
    )


def not_a_value(span: Span, found: Type, way_out: str = "") -> Diagnostic:
    """A list where one value is wanted."""
    return error(
        "type/not-a-value",
        f"one value is wanted here, and this is {found}",
        Label(span),
        help=way_out or "ask with `any`, `every` or `count of`, or add up with `mass of`",
    )


def not_added_up(word: str, record: str, measures: Sequence[str], span: Span) -> Diagnostic:
    """`share of materials of X where …`: by what? Percentages and densities of several are no sum."""
    usual = [each for each in ("mass", "cost", "landed-cost") if each in measures]
    by = [f"`share by {each} of … where …`" for each in usual]
    ways = {
        "owner": "write `any one of LIST holds at least … % of …`, or `LIST together hold …`",
        "stage": "write `largest share by country of …`, or `any stage of … where stage.share is …`",
    }
    each = f"ask of each with `any {record} of … where {record}.{word} is …`"
    if word == "share":
        message = "this share does not say by what"
        way_out = f"write {' or '.join(by)}" if by else ways.get(record, each)
    else:
        message, way_out = f"`{word}` of several {record}s cannot be added up", each
    return error("type/not-added-up", message, Label(span), help=way_out)


def not_one_value_each(word: str, found: Type, span: Span) -> Diagnostic:
    """`largest mass by stages of …`: a field that does not hold one value."""
    return error(
        "type/not-one-value-each",
        f"`by` and `for each` take a field that holds one value, and `{word}` is {found}",
        Label(span),
        help="name a field such as `year`, `country` or `substance`",
    )


def not_by_stages(record: str, span: Span) -> Diagnostic:
    """`of each owner of …`: only stages are a whole each."""
    return error(
        "type/not-by-stages",
        f"`each` is said of stages, and this is a list of {record}s",
        Label(span),
        help="leave `each` out: the list is one whole",
    )


def content_of_what(written: str, element: str, span: Span, *, in_reach: bool) -> Diagnostic:
    """`content of Pb of material`, or without a material in reach."""
    own = f"{written} of {element}"
    return error(
        "type/content-of-what",
        f"`{own}` is said of the material in reach"
        + (", and of nothing else" if in_reach else ", and there is none here"),
        Label(span),
        help=f"write `{own}` alone" if in_reach else f"write `any material of … where {own} …`",
    )


def not_a_list(span: Span, found: Type) -> Diagnostic:
    """A value where a list is wanted."""
    return error(
        "type/not-a-list",
        f"a list is wanted here, and this is {found}",
        Label(span),
        help="name a list, such as `stages of material`",
    )


def word_twice(word: str, before: str, span: Span, first: Span) -> Diagnostic:
    """A word that one entry or list holds twice, perhaps by another name of it."""
    return error(
        "type/word-twice",
        f"`{word}` stands twice here" if word == before else f"`{word}` says again what `{before}` says",
        Label(span),
        help="keep one of them, or write the word that was meant",
        labels=(Label(first, "the first one"),),
    )


def not_a_set(name: str, span: Span) -> Diagnostic:
    """`is in` something that has no members."""
    return error(
        "type/not-a-set",
        f"`{name}` has no members",
        Label(span),
        help="name a list or a table of the pack, or write members in brackets: `(a, b)`",
    )


def for_each_in_what(kind: str, many: int, span: Span) -> Diagnostic:
    """`for each substance in` something without words of its own, or with too many."""
    found = f"{many} words" if many else "no list of words"
    return error(
        "type/for-each-in",
        f"expected a list of at most 200 words behind `for each {kind} in`, found {found}",
        Label(span),
        help=f"name a list or a table of the pack, or write words: `for each {kind} in (A, B): …`",
    )


def not_an_element(name: str, found: Type, span: Span) -> Diagnostic:
    """A field of something that has no fields."""
    return error(
        "type/no-fields",
        f"{found} has no field `{name}`",
        Label(span),
        help="read the field of a component, material, stage, party or of the contract",
    )


def definition_of_another_kind(name: str, wanted: str, found: Type, span: Span) -> Diagnostic:
    """A definition tested on another kind of element."""
    return error(
        "type/definition-of-another-kind",
        f"`{name}` is defined for {article(wanted)}, and this is {found}",
        Label(span),
        help=f"test it on {article(wanted)}",
    )


def says_nothing_of(variable: str, span: Span) -> Diagnostic:
    """A part in the reach of a quantifier that does not speak of its element."""
    return error(
        "type/says-nothing-of-the-element",
        f"this part is in the reach of the quantifier and says nothing of the {variable}",
        Label(span, f"does not mention `{variable}`"),
        help="say it first, or write the parts as elements",
    )


def quantifier_in_where(span: Span) -> Diagnostic:
    """A quantifier or share inside the `where` of a list, without brackets."""
    return error(
        "type/quantifier-in-where",
        "a quantifier or share inside this `where` needs brackets",
        Label(span),
        help="put it in brackets, so that its reach can be seen",
    )


def not_materials(found: Type, span: Span) -> Diagnostic:
    """What something contains is asked of materials."""
    return error(
        "type/not-materials",
        f"a share of elements is of materials, and this is {found}",
        Label(span),
        help="name the materials: `in materials at any tier where material.substance is NdFeB`",
    )


def several_elements(span: Span) -> Diagnostic:
    """A condition on the shares of several elements at once."""
    return error(
        "type/several-elements",
        "each of these elements has a share of its own, and a condition compares one",
        Label(span),
        help="write a condition for each element; `disclose` takes several",
    )


def any_of_negated(span: Span) -> Diagnostic:
    """`content of any of …` with a comparison that reads both ways."""
    return error(
        "type/any-of-both-ways",
        "`any of` with `not`, `less than` or `at most` can be read in two ways",
        Label(span),
        help="write one element for each element",
    )


def knowledge_out_of_place(span: Span) -> Diagnostic:
    """`is known` in a condition that decides."""
    return error(
        "type/knowledge-decides",
        "`is known` and `is unknown` steer words and may not decide a verdict",
        Label(span),
        help="leave it out: an absent fact makes the outcome unknown, and `treat as fail when … is missing` "
        "counts it against the party",
    )


def no_statement(span: Span) -> Diagnostic:
    """`is stated` of what no document states."""
    return error(
        "type/no-statement",
        "`is stated` asks for a fact or a list of one record, and this is neither",
        Label(span),
        help="name a field, such as `component.origin`, or a list, such as `stages of component`",
    )


def stated_clears(span: Span) -> Diagnostic:
    """`is stated` where the absence of a fact could clear somebody."""
    return error(
        "type/stated-clears",
        "a missing fact could clear a component by this `is stated`",
        Label(span),
        help="write it in the requirement alone: `require component.origin is stated`, or "
        "`forbid component.origin is not stated`",
    )


def clause_missing(kind: str, name: str, clause: str, span: Span, way_out: str) -> Diagnostic:
    """A declaration that lacks a clause it needs."""
    return error(
        "type/clause-missing",
        f"{kind} `{name}` has no `{clause}`",
        Label(span),
        help=way_out,
    )


def severity(word: str, span: Span) -> Diagnostic:
    """A severity that is not one of the four."""
    return error(
        "type/unknown-severity",
        f"`{word}` is not a severity",
        Label(span),
        help="write `prohibit`, `ineligible`, `warn` or `report`",
    )


def obligation(word: str, span: Span) -> Diagnostic:
    """An obligation that is not one of the three."""
    return error(
        "type/unknown-obligation",
        f"`{word}` is not an obligation",
        Label(span),
        help="write `statutory`, `company-policy` or `advice`",
    )


def advice_decides(rule: str, severity: str, span: Span) -> Diagnostic:
    """A rule is advice, and decides a product all the same."""
    return error(
        "type/advice-decides",
        f"rule `{rule}` is advice, and its severity `{severity}` decides a product",
        Label(span),
        help="write `warn` or `report`, or `obligation company-policy`",
    )


def verdict(word: str, span: Span) -> Diagnostic:
    """An expected verdict that does not exist."""
    return error(
        "type/unknown-verdict",
        f"`{word}` is not a verdict",
        Label(span),
        help="write `pass`, `fail`, `unknown`, `exempt`, `not_applicable` or `disclose`",
    )


def argument_count(name: str, wanted: int, found: int, span: Span) -> Diagnostic:
    """A look-up with too many or too few keys."""
    keys = "no key" if wanted == 0 else "1 key" if wanted == 1 else f"{wanted} keys"
    return error(
        "type/number-of-keys",
        f"`{name}` is looked up by {keys}, and {found} {'is' if found == 1 else 'are'} given",
        Label(span),
        help=f"give it {keys}",
    )


def upward_from(word: str, span: Span) -> Diagnostic:
    """A value that is read as an element, and is none."""
    return error(
        "type/not-a-subject",
        f"a rule cannot be applied to `{word}`",
        Label(span),
        help="apply it to `end-item`, or to `every material`, `every component` … `at any tier`",
    )


def only_stages(word: str, span: Span) -> Diagnostic:
    """`onward` in a row whose words are not stages, or in front of any."""
    if word == "onward":
        return error(
            "type/onward-of-no-stage",
            "no stage stands before `onward`",
            Label(span),
            help="write a stage of the taxonomy in front of `onward`",
        )
    return error(
        "type/onward-of-no-stage",
        f"`onward` follows a stage, and `{word}` is none",
        Label(span),
        help="write a stage of the taxonomy in front of `onward`",
    )
