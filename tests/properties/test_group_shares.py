"""The largest share of each group, against all that the unknown may turn out to be."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations_with_replacement, product
from random import Random
from typing import TYPE_CHECKING, Any

from microdep_rules.engine.evaluate import evaluate
from microdep_rules.engine.group_shares import GroupPiece, bounds
from microdep_rules.engine.query import Query
from microdep_rules.engine.values import Interval
from microdep_rules.lang.pack import check_pack
from microdep_rules.source import SourceFile
from tests.properties.evaluating import AS_OF, load

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from microdep_rules.engine.values import Truth

UNASKED = "US"
FRESH = ("JP", "RU", "FR")
"""Values that no piece is stated to have, one for each piece."""


def _amount(low: int, high: int) -> tuple[Fraction, Fraction]:
    return Fraction(low), Fraction(high)


VALUES: tuple[dict[object, Truth] | None, ...] = (
    {"CN": True},
    {"TW": True},
    {UNASKED: False},
    {"CN": True, "TW": True},
    {"CN": True, UNASKED: False},
    None,
)
KINDS = [
    GroupPiece(*_amount(low, high), values)
    for (low, high), values in product([(2, 2), (3, 3), (0, 3)], VALUES)
]
"""Pieces of a known amount, and one that may not belong to the group."""


def _worlds(pieces: Sequence[GroupPiece], asked_of_any: Truth) -> Iterator[Fraction]:
    """The largest share in each way in which pieces may turn out; none where there is nothing."""
    amounts = product(*[{piece.low, piece.high} for piece in pieces])
    any_value = ("CN", "TW", *FRESH) if asked_of_any else ("CN", "TW", UNASKED, *FRESH)
    values = [*product(*[piece.values or any_value for piece in pieces])]
    for weights in amounts:
        total = sum(weight for weight in weights if weight is not None)
        for chosen in values if total else ():
            sums: dict[object, Fraction] = {}
            for value, weight in zip(chosen, weights, strict=True):
                if asked_of_any or value != UNASKED:
                    sums[value] = sums.get(value, Fraction(0)) + (weight or 0)
            yield max(sums.values(), default=Fraction(0)) / total


def _cases() -> Iterator[tuple[tuple[GroupPiece, ...], Truth]]:
    pieces = [each for size in (1, 2, 3) for each in combinations_with_replacement(KINDS, size)]
    for each in Random(1).sample(pieces, 250):  # noqa: S311 - nothing secret
        without_us = tuple(p for p in each if p.values is None or UNASKED not in p.values)
        yield each, None
        if without_us:
            yield without_us, True


def test_every_way_in_which_a_group_may_turn_out_is_within_its_bounds_and_reaches_the_greatest() -> None:
    for pieces, asked_of_any in _cases():
        shares = set(_worlds(pieces, asked_of_any))
        found = bounds(pieces, asked_of_any=asked_of_any)
        assert isinstance(found, Interval), pieces
        assert found.low is not None
        assert found.low <= min(shares), pieces
        assert max(shares) == found.high, pieces


def test_the_least_share_is_reached_where_the_pieces_and_their_values_are_known_or_may_be_any() -> None:
    for pieces, asked_of_any in _cases():
        plain = all(p.low == p.high and (p.values is None or len(p.values) == 1) for p in pieces)
        found = bounds(pieces, asked_of_any=asked_of_any)
        if plain:
            assert isinstance(found, Interval)
            assert min(_worlds(pieces, asked_of_any)) == found.low, pieces


def test_the_least_share_is_reached_by_amounts_between_their_bounds() -> None:
    pieces = [GroupPiece(*_amount(1, 3), {"CN": True}), GroupPiece(*_amount(1, 3), {"TW": True})]
    assert Interval(Fraction(1, 2), Fraction(3, 4)) == bounds(pieces, asked_of_any=True)
    unbounded = [
        GroupPiece(Fraction(1), Fraction(1), {"CN": True}),
        GroupPiece(Fraction(0), None, {"TW": True}),
    ]
    assert Interval(Fraction(1, 2), Fraction(1)) == bounds(unbounded, asked_of_any=True)


def test_what_is_all_of_one_value_is_all_of_it_whatever_the_amounts() -> None:
    one = [GroupPiece(Fraction(0), None, {"CN": True})]
    assert Interval(Fraction(1), Fraction(1)) == bounds([*one, *one], asked_of_any=True)
    two = [*one, GroupPiece(Fraction(0), Fraction(4), {"TW": True})]
    assert Interval(Fraction(1, 2), Fraction(1)) == bounds(two, asked_of_any=True)


# ---- the rule on documents -----------------------------------------------------------------------

PACK = """pack grouped version 1
  title "t" authority "a" reviewed 2026-06-01

rule most-of-a-function
  title "r" severity prohibit cites "c"
  applies to end-item
  require for each function of children of end-item:
    largest share by purchase-price by origin not in (US) is at most 50 %

rule most-of-a-function-forbidden
  title "r" severity prohibit cites "c"
  applies to end-item
  forbid not for each function of children of end-item:
    largest share by purchase-price by origin not in (US) is not more than 50 %
"""
COUNTRIES = ("CN", "TW", "US", "JP", "RU", "FR")
FUNCTIONS = ("motor", "camera", "sensor")
Part = tuple[str | None, str | tuple[str, str] | None, int | None, int]
"""Function, origin, price and quantity; nothing for what is not known."""


def _document(parts: Sequence[Part]) -> dict[str, Any]:
    components: list[dict[str, Any]] = [
        {
            "id": "box",
            "name": "Box",
            "kind": "end_item",
            "complete": ["children"],
            "children": [{"ref": f"p{n}", "quantity": part[3]} for n, part in enumerate(parts)],
        }
    ]
    for number, (function, origin, price, _) in enumerate(parts):
        stated: dict[str, Any] = {
            "function": function,
            "origin": {"one_of": list(origin)} if isinstance(origin, tuple) else origin,
            "unit_cost": None if price is None else {"amount": price, "currency": "USD"},
        }
        reported = {key: held for key, held in stated.items() if held is not None}
        components.append({"id": f"p{number}", "name": f"P{number}", **reported})
    return {"schema": "microdep-bom/1", "components": components}


def _worlds_of(parts: Sequence[Part]) -> Iterator[list[Part]]:
    ways = []
    for function, origin, price, quantity in parts:
        origins = COUNTRIES if origin is None else origin if isinstance(origin, tuple) else (origin,)
        of = (function,) if function is not None else FUNCTIONS
        prices = (price,) if price is not None else (1, 100)
        ways.append([(f, o, p, quantity) for f, o, p in product(of, origins, prices)])
    for chosen in product(*ways):
        yield [*chosen]


def _passes(parts: Sequence[Part]) -> bool:
    """The rule in plain Python, of a document in which everything is known."""
    by_function: dict[object, int] = {}
    by_country: dict[tuple[object, object], int] = {}
    for function, origin, price, quantity in parts:
        assert price is not None
        by_function[function] = by_function.get(function, 0) + price * quantity
        key = function, origin
        by_country[key] = by_country.get(key, 0) + price * quantity
    return all(
        2 * cost <= by_function[function] for (function, origin), cost in by_country.items() if origin != "US"
    )


def _drawn(random: Random, *, unknown: str) -> list[Part]:
    functions = [*FUNCTIONS[:2], *[None] * ("function" in unknown)]
    origins = [*COUNTRIES[:3], *[None] * ("origin" in unknown), *[("CN", "TW")] * ("one of" in unknown)]
    prices = [1, 2, 3, *[None] * ("price" in unknown)]
    return [
        (random.choice(functions), random.choice(origins), random.choice(prices), random.choice((1, 2)))
        for _ in range(random.choice((1, 2, 3)))
    ]


def _verdicts(parts: Sequence[Part]) -> set[str]:
    pack, problems = check_pack([SourceFile("grouped.rule", PACK)])
    assert pack is not None, problems
    return {each.verdict.value for each in evaluate(pack, load(_document(parts)), Query(AS_OF))}


def test_a_rule_on_groups_is_decided_only_as_every_completed_document_is() -> None:
    random = Random(2)  # noqa: S311 - nothing secret
    seen = set()
    for _ in range(150):
        parts = _drawn(random, unknown="function, origin, one of, price")
        worlds = {_passes(world) for world in _worlds_of(parts)}
        verdicts = _verdicts(parts)
        assert len(verdicts) == 1, parts
        verdict = verdicts.pop()
        seen.add(verdict)
        assert verdict == "unknown" or worlds == {verdict == "pass"}, (parts, verdict, worlds)
    assert {"pass", "fail", "unknown"} == seen


def test_where_only_origins_are_missing_a_rule_on_groups_is_unknown_only_where_they_decide() -> None:
    random = Random(3)  # noqa: S311 - nothing secret
    for _ in range(150):
        parts = _drawn(random, unknown="origin")
        worlds = {_passes(world) for world in _worlds_of(parts)}
        expected = {frozenset({True}): "pass", frozenset({False}): "fail"}.get(frozenset(worlds), "unknown")
        assert {expected} == _verdicts(parts), parts
