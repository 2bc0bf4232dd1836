"""Sums, shares and largest shares by classes of elements, against what each element brings by itself."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from random import Random
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from microdep_rules.bom.amounts import sum_of, sum_of_products
from microdep_rules.engine import group_shares
from microdep_rules.engine.equivalence.answers import EvaluatedAnswer
from microdep_rules.engine.evaluate import evaluate
from microdep_rules.engine.evaluation import Evaluation
from microdep_rules.engine.group_shares import GroupPiece
from microdep_rules.engine.own_facts import fields_of
from microdep_rules.engine.query import Query
from microdep_rules.engine.shares import NOTHING, Portion, amount, bounds, by_side
from microdep_rules.engine.values import Interval, exactly
from microdep_rules.lang import ir
from microdep_rules.lang.pack import check_pack
from microdep_rules.source import SourceFile
from tests.properties.by_class import in_full
from tests.properties.chance import Chance
from tests.properties.crowds import crowded
from tests.properties.evaluating import AS_OF, load
from tests.properties.generators import law, sample

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hypothesis.strategies import DrawFn

    from microdep_rules.engine.interpret import Interpreter
    from microdep_rules.engine.values import Truth

AMOUNTS = st.sampled_from([Fraction(number, part) for part in (1, 3, 8) for number in range(12)])
TRUTHS = st.sampled_from((True, False, None))
ZERO = Fraction(0)


# ---- numbers and portions ------------------------------------------------------------------------


@law(60)
@given(st.lists(st.tuples(AMOUNTS, AMOUNTS)))
def test_sums_in_whole_numbers_are_those_of_fractions(pairs: list[tuple[Fraction, Fraction]]) -> None:
    assert sum((one for one, _ in pairs), ZERO) == sum_of(one for one, _ in pairs)
    assert sum((one * other for one, other in pairs), ZERO) == sum_of_products(pairs)


@st.composite
def _portions(draw: DrawFn) -> Portion:
    low = draw(AMOUNTS)
    return Portion(low, draw(st.one_of(st.just(low), AMOUNTS.map(low.__add__), st.none())), draw(TRUTHS))


@law(200)
@given(st.lists(_portions(), max_size=8), st.booleans(), st.one_of(st.none(), AMOUNTS))
def test_the_bounds_of_a_share_are_the_same_of_one_portion_for_each_side(
    portions: list[Portion], rest: bool, most: Fraction | None
) -> None:
    together = by_side(portions)
    whole = None if most is None else exactly(most * 10)
    assert bounds(portions, rest=rest, total=whole) == bounds(together, rest=rest, total=whole)
    assert amount(portions, rest=rest, room=most) == amount(together, rest=rest, room=most)


# ---- the largest share of a group ----------------------------------------------------------------


@st.composite
def _pieces(draw: DrawFn) -> GroupPiece:
    portion = draw(_portions())
    values: st.SearchStrategy[dict[object, Truth]] = st.dictionaries(
        st.sampled_from(("CN", "TW", "RU")), TRUTHS, min_size=1, max_size=2
    )
    return GroupPiece(portion.low, portion.high, draw(st.one_of(st.none(), values)))


def _added(highs: Sequence[Fraction | None]) -> Fraction | None:
    return None if None in highs else sum((high for high in highs if high is not None), ZERO)


def _greatest(pieces: Sequence[GroupPiece], value: object, asked_of_any: Truth) -> Fraction:
    """The share of one value with all that may be of it, piece by piece."""
    may_be = [
        asked_of_any is not False if piece.values is None else piece.values.get(value, False) is not False
        for piece in pieces
    ]
    most = _added([each.high for each, own in zip(pieces, may_be, strict=True) if own])
    others = sum((each.low for each, own in zip(pieces, may_be, strict=True) if not own), ZERO)
    if most is None:
        return Fraction(1)
    return most / (most + others) if most else ZERO


@law(200)
@given(st.lists(_pieces(), min_size=1, max_size=7), TRUTHS)
def test_the_greatest_share_of_a_group_is_that_of_each_value_by_itself(
    pieces: list[GroupPiece], asked_of_any: Truth
) -> None:
    found = group_shares.bounds(pieces, asked_of_any=asked_of_any)
    values = {None, *(value for piece in pieces for value in piece.values or ())}
    if all(piece.high == 0 for piece in pieces):
        assert found == NOTHING
        return
    assert isinstance(found, Interval)
    assert max(_greatest(pieces, each, asked_of_any) for each in values) == found.high


@law(200)
@given(st.lists(_pieces(), min_size=1, max_size=7), TRUTHS)
def test_pieces_that_count_for_one_value_are_as_one_piece(
    pieces: list[GroupPiece], asked_of_any: Truth
) -> None:
    twice = [*pieces, *pieces]
    halves = [
        GroupPiece(each.low / 2, None if each.high is None else each.high / 2, each.values)
        for each in twice
        if each.values is not None and len(each.values) == 1
    ]
    others = [piece for piece in pieces if piece.values is None or len(piece.values) > 1]
    whole = [piece for piece in pieces if piece.values is not None and len(piece.values) == 1]
    one = group_shares.bounds([*whole, *others], asked_of_any=asked_of_any)
    assert one == group_shares.bounds([*halves, *others], asked_of_any=asked_of_any)


# ---- conditions on single facts ------------------------------------------------------------------


CONDITIONS = (
    "component.origin is US",
    "component.origin is not US",
    "component.origin is in (US, CN)",
    "component.origin is not in covered",
    "component.produced_in is in covered",
    "component.function is bldc-motor",
    "component.class is magnet or component.origin is CN",
    "not (component.class is magnet and component.function is in (camera, payload))",
    "component.mass is more than 10 g",
    "component.restriction_index is at least 0.5 and component.origin is in covered",
    "component.cots is true",
)
OF_FACTS = "\n\n".join(
    [
        'pack facts version 1\n  title "t" authority "a" reviewed 2026-06-01',
        'list covered of country\n  CN RU cites "law 1"\n  through 2026-12-31 JP cites "law 2"',
        *(
            f'rule rule-{number}\n  title "r" severity prohibit cites "c"\n  applies to end-item\n'
            f"  forbid any component of end-item at any tier where {each}"
            for number, each in enumerate(CONDITIONS)
        ),
    ]
)


def _engines() -> Iterator[tuple[Interpreter, ir.Cond, str]]:
    """Conditions on single facts of components, with documents to ask them of."""
    pack, problems = check_pack([SourceFile("facts.rule", OF_FACTS)])
    assert pack is not None, problems
    for case in sample(30):
        for document in (case.full, case.less, crowded(case.less, Chance(case.seed))):
            try:
                bom = load(document)
            except AssertionError:  # a change that the loader refuses
                continue
            for rule in pack.rules:
                found = rule.requirement.cond if isinstance(rule.requirement, ir.Not) else rule.requirement
                assert isinstance(found, ir.Some)
                assert found.where is not None
                yield Evaluation(pack, bom, rule, Query(AS_OF)).engine(None), found.where, found.variable


def _parts(found: Any) -> Any:
    return in_full((found.value, found.facts, found.missing, found.reasons))


def test_a_condition_comes_to_the_same_by_the_facts_of_another_element() -> None:
    for engine, where, variable in _engines():
        assert fields_of(where, variable)
        # Each is asked twice, so that the second time all of it is known.
        elements = [*engine.reader.bom.components.values()] * 2
        reported = [_parts(fact) for fact in engine.by_facts(where, {}, variable, elements)]
        alone = [_parts(EvaluatedAnswer(engine.cond(where, {variable: element}))) for element in elements]
        assert reported == alone


# ---- rules on documents --------------------------------------------------------------------------

PACK = """pack sums version 1
  title "t" authority "a" reviewed 2026-06-01

rule share
  title "r" severity prohibit cites "c"
  applies to end-item
  require share by purchase-price of children of end-item where component.origin is US is at least 50 %

rule counted
  title "r" severity prohibit cites "c"
  applies to end-item
  require share by purchase-price of children of end-item where component.origin is US is at least 50 %
  unknown counts as not matching

rule cost
  title "r" severity prohibit cites "c"
  applies to end-item
  require purchase-price of children of end-item is at most 12 USD

rule groups
  title "r" severity prohibit cites "c"
  applies to end-item
  require for each function of children of end-item: largest share by purchase-price by origin is at most 60 %
"""
ORIGINS, FUNCTIONS, PRICES = ("US", "CN", "TW"), ("motor", "camera"), (1, 2, 4)
Part = tuple[str | None, str | tuple[str, ...] | None, int | None, int]
"""Function, origin, price and quantity; nothing for what is not known."""


def _document(parts: Sequence[Part]) -> dict[str, Any]:
    components = []
    for number, (function, origin, price, quantity) in enumerate(parts):
        stated = {
            "function": function,
            "origin": {"one_of": [*origin]} if isinstance(origin, tuple) else origin,
            "unit_cost": None if price is None else {"amount": price, "currency": "USD"},
            "quantity": quantity,
        }
        reported = {key: held for key, held in stated.items() if held is not None}
        components.append({"id": f"p{number}", "name": f"P{number}", **reported})
    return {
        "schema": "microdep-bom/1",
        "document": {"id": "d", "completeness": "complete"},
        "components": components,
    }


def _worlds(parts: Sequence[Part], fresh: Sequence[str]) -> Iterator[list[tuple[str, str, int]]]:
    """Every way in which the unknown may turn out: function, origin and cost of each part."""
    ways = []
    for number, (function, origin, price, quantity) in enumerate(parts):
        origins = (*ORIGINS, fresh[number]) if origin is None else origin
        ways.append(
            product(
                (function,) if function is not None else FUNCTIONS,
                (origins,) if isinstance(origins, str) else origins,
                [each * quantity for each in ((1, 1_000) if price is None else (price,))],
            )
        )
    for chosen in product(*map(tuple, ways)):
        yield [*chosen]


def _passes(rule: str, world: Sequence[tuple[str, str, int]]) -> bool:
    """A rule in plain Python, of a document in which everything is known."""
    total = sum(cost for _, _, cost in world)
    if rule == "cost":
        return total <= 12
    if rule == "share":
        return 2 * sum(cost for _, origin, cost in world if origin == "US") >= total
    for function in {function for function, _, _ in world}:
        own = [(origin, cost) for each, origin, cost in world if each == function]
        for origin in {origin for origin, _ in own}:
            if 10 * sum(c for o, c in own if o == origin) > 6 * sum(c for _, c in own):
                return False
    return True


def _drawn(random: Random, many: int, *, unknown: bool) -> list[Part]:
    nothing = (None,) * unknown
    return [
        (
            random.choice([*FUNCTIONS, *nothing]),
            random.choice([*ORIGINS, *[("US", "CN")] * unknown, *nothing]),
            random.choice([*PRICES, *nothing]),
            random.choice((1, 2)),
        )
        for _ in range(many)
    ]


def _verdicts(parts: Sequence[Part]) -> dict[str, str]:
    pack, problems = check_pack([SourceFile("sums.rule", PACK)])
    assert pack is not None, problems
    found = evaluate(pack, load(_document(parts)), Query(AS_OF))
    return {each.rule.name: each.verdict.value for each in found}


def test_a_rule_on_sums_is_decided_only_as_every_completed_document_is() -> None:
    random = Random(5)  # noqa: S311 - nothing secret
    seen = set()
    for _ in range(60):
        parts = _drawn(random, random.choice((2, 3)), unknown=True)
        worlds = [*_worlds(parts, ("JP", "RU", "FR"))]
        verdicts = _verdicts(parts)
        for rule in ("share", "cost", "groups"):
            verdict, passes = verdicts[rule], {_passes(rule, world) for world in worlds}
            seen.add((rule, verdict))
            assert verdict == "unknown" or passes == {verdict == "pass"}, (rule, parts, verdict, passes)
    assert {
        (rule, each) for rule in ("share", "cost", "groups") for each in ("pass", "fail", "unknown")
    } == seen


def test_a_rule_on_sums_of_many_parts_is_judged_as_by_adding_them_up() -> None:
    random = Random(6)  # noqa: S311 - nothing secret
    for _ in range(40):
        parts = _drawn(random, 40, unknown=False)
        (world,) = _worlds(parts, ())
        expected = {each: "pass" if _passes(each, world) else "fail" for each in ("share", "cost", "groups")}
        assert {**expected, "counted": expected["share"]} == _verdicts(parts)


def test_what_is_not_known_to_match_counts_against_where_a_rule_says_so() -> None:
    random = Random(7)  # noqa: S311 - nothing secret
    for _ in range(40):
        parts = [
            (f, o if isinstance(o, str) else None, p, n) for f, o, p, n in _drawn(random, 6, unknown=True)
        ]
        known = [(f, o, 1 if p is None else p, n) for f, o, p, n in parts]
        counted = [(f, o or "CN", p, n) for f, o, p, n in known]
        (world,) = _worlds([("motor", o, p, n) for _, o, p, n in counted], ())
        assert ("pass" if _passes("share", world) else "fail") == _verdicts(known)["counted"]
