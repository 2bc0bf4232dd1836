"""Counts of different values and of the elements of groups, against all that the unknown may turn out to be."""

from __future__ import annotations

from functools import cache
from itertools import combinations, product
from random import Random
from typing import TYPE_CHECKING, Any

from microdep_rules.engine.distinct_values import Tally, bounds
from microdep_rules.engine.evaluate import evaluate
from microdep_rules.engine.query import Query
from microdep_rules.engine.values import Interval
from microdep_rules.lang.pack import check_pack
from microdep_rules.source import SourceFile
from tests.properties.evaluating import AS_OF, load

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from microdep_rules.engine.values import Truth
    from microdep_rules.lang import ir

# ---- values by themselves ------------------------------------------------------------------------

VALUES: tuple[dict[object, Truth] | None, ...] = (
    {"a": True},
    {"b": True},
    {"c": True},
    {"x": False},
    {"a": None},
    {"a": True, "b": True},
    {"b": True, "c": True},
    {"a": True, "x": False},
    None,
)
Drawn = tuple["dict[object, Truth] | None", bool]
"""The values of an element, and whether it surely counts."""


def _ways(element: Drawn) -> set[str | None]:
    """What one element may count for; nothing where it does not count."""
    values, sure = element
    if values is None:
        return {None, "a", "b", "c", "new"}
    found: set[str | None] = set() if sure else {None}
    for value, asked in values.items():
        found |= {str(value)} if asked is True else {None} if asked is False else {str(value), None}
    return found


def _counts(elements: Sequence[Drawn], one: frozenset[str]) -> Iterator[int]:
    """How many different values there are in each world; the values of `one` may be one value."""
    fresh = (frozenset(f"{way}{number}" if way == "new" else way for number, way in enumerate(world) if way)
             for world in product(*map(_ways, elements)))  # fmt: skip
    for world in fresh:
        yield len(world)
        if one <= world:
            yield len(world) - len(one) + 1


def _tally(elements: Sequence[Drawn]) -> Tally:
    found = Tally()
    for values, sure in elements:
        found.add(values, sure=sure)
    return found


def _drawn_values(random: Random) -> list[Drawn]:
    return [(random.choice(VALUES), random.random() < 0.7) for _ in range(random.choice((1, 2, 3, 4)))]


def test_every_way_in_which_values_may_turn_out_is_within_the_bounds_and_the_most_is_reached() -> None:
    random = Random(1)  # noqa: S311 - nothing secret
    for _ in range(400):
        elements = _drawn_values(random)
        one = random.choice([frozenset[str](), frozenset({"a", "b"})])
        near: dict[object, frozenset[object]] = {each: frozenset(one - {each}) for each in one}
        worlds = {*_counts(elements, one)} if one else {*_counts(elements, frozenset({"nothing"}))}
        found = bounds(_tally(elements), near)
        assert found.low is not None
        assert found.low <= min(worlds), (elements, one)
        assert max(worlds) == found.high, (elements, one)


def test_the_fewest_is_reached_where_each_value_is_known_or_may_be_any() -> None:
    random = Random(2)  # noqa: S311 - nothing secret
    for _ in range(300):
        elements = [value for value in _drawn_values(random) if value[0] is None or len(value[0]) == 1]
        worlds = {*_counts(elements, frozenset({"nothing"}))}
        assert Interval(min(worlds), max(worlds)) == bounds(_tally(elements), {}), elements  # type: ignore[arg-type] # an int is a number


def test_many_elements_that_may_each_be_one_of_several_have_no_more_values_than_there_are() -> None:
    pairs = [frozenset(combination) for combination in combinations(range(40), 2)]
    tally = Tally()
    for pair in pairs:
        tally.add(dict.fromkeys(pair, True), sure=True)
    assert 40 == bounds(tally, {}).high


# ---- rules on documents --------------------------------------------------------------------------

RULES = {
    "suppliers": "require count of different suppliers of children of end-item is at least 2",
    "origins": "require count of different origins not in (US) of children of end-item where"
    " component.function is motor is at most 1",
    "each": "require for each function of children of end-item: count of different supplier is at least 2",
    "each-origin": "require for each function of children of end-item:"
    " count of different origins not in (US) is at most 1",
    "makers": "forbid not for each supplier of children of end-item: count of components is at most 2",
    "number": "require for each supplier of children of end-item: number of components is less than 4",
    "share": "require for each function of children of end-item: largest share by purchase-price by supplier"
    " is at most 60 %",
}
SUPPLIERS = {"a": "Kestrel Works", "b": "Osprey Works", "c": "Osprey Works GmbH", "d": "n/a"}
"""The second and the third may be one company; the fourth names nobody."""
COUNTRIES, FUNCTIONS = ("CN", "TW", "US", "JP", "RU"), ("motor", "camera", "sensor")
Part = tuple["str | None", "str | tuple[str, str] | None", "str | None", int]
"""Function, origin, supplier and quantity; nothing for what is not known."""
World = "list[tuple[str, str, str, int]]"


@cache
def _pack() -> ir.Pack:
    head = 'pack counted version 1\n  title "t" authority "a" reviewed 2026-06-01\n'
    text = head + "".join(
        f'rule {name}\n  title "r" severity prohibit cites "c"\n  applies to end-item\n  {clause}\n'
        for name, clause in RULES.items()
    )
    pack, problems = check_pack([SourceFile("counted.rule", text)])
    assert pack is not None, problems
    return pack


def _component(id_: str, part: Part) -> dict[str, Any]:
    function, origin, supplier, _ = part
    stated = {
        "function": function,
        "origin": {"one_of": list(origin)} if isinstance(origin, tuple) else origin,
        "supplier": supplier,
        "unit_cost": {"amount": 1, "currency": "USD"},
    }
    return {"id": id_, "name": id_.upper(), **{key: held for key, held in stated.items() if held is not None}}


def _document(parts: Sequence[Part], instead: Sequence[Part | None] = ()) -> dict[str, Any]:
    """Parts of a product; `instead` of each an alternate may be built."""
    components: list[dict[str, Any]] = [
        {
            "id": "box",
            "name": "Box",
            "kind": "end_item",
            "complete": ["children"],
            "children": [{"ref": f"p{n}", "quantity": part[3]} for n, part in enumerate(parts)],
        }
    ]
    for number, part in enumerate(parts):
        components.append(_component(f"p{number}", part))
        other = instead[number] if number < len(instead) else None
        if other is not None:
            components[-1]["alternates"] = [f"q{number}"]
            components.append(_component(f"q{number}", other))
    parties = [{"id": id_, "name": name} for id_, name in SUPPLIERS.items()]
    return {"schema": "microdep-bom/1", "parties": parties, "components": components}


def _worlds(parts: Sequence[Part]) -> Iterator[list[tuple[str, str, str, int]]]:
    for same in (True, False):  # whether the two companies of nearly one name are one
        ways = []
        for function, origin, supplier, quantity in parts:
            of = FUNCTIONS if function is None else (function,)
            origins = COUNTRIES if origin is None else origin if isinstance(origin, tuple) else (origin,)
            whose = (
                ("a", "b", "e")
                if supplier in {None, "d"}
                else ("b" if same and supplier == "c" else supplier,)
            )
            ways.append([(f, o, str(s), quantity) for f, o, s in product(of, origins, whose)])
        for chosen in product(*ways):
            # A company that nothing else names is one for each that is not known.
            yield [(f, o, f"{s}{n}" if s == "e" else s, q) for n, (f, o, s, q) in enumerate(chosen)]


def _holds(rule: str, world: Sequence[tuple[str, str, str, int]]) -> bool:
    """Each rule in plain Python, of a document in which everything is known."""
    by_function = {f: [each for each in world if each[0] == f] for f, *_ in world}
    by_supplier = {s: [each for each in world if each[2] == s] for _, _, s, _ in world}
    match rule:
        case "suppliers":
            return len({s for _, _, s, _ in world}) >= 2
        case "origins":
            return len({o for f, o, _, _ in world if f == "motor" and o != "US"}) <= 1
        case "each":
            return all(len({s for _, _, s, _ in own}) >= 2 for own in by_function.values())
        case "each-origin":
            return all(len({o for _, o, _, _ in own if o != "US"}) <= 1 for own in by_function.values())
        case "makers":
            return all(len(own) <= 2 for own in by_supplier.values())
        case "number":
            return all(sum(each[3] for each in own) < 4 for own in by_supplier.values())
        case _:
            return all(
                5 * sum(q for _, _, s, q in own if s == one) <= 3 * sum(each[3] for each in own)
                for own in by_function.values()
                for one in {s for _, _, s, _ in own}
            )


def _drawn(random: Random) -> Part:
    return (
        random.choice((*FUNCTIONS[:2], FUNCTIONS[0], None)),
        random.choice((*COUNTRIES[:3], None, ("CN", "TW"))),
        random.choice(("a", "a", "b", "b", "c", "d", None)),
        random.choice((1, 2)),
    )


def _verdicts(document: dict[str, Any]) -> dict[str, str]:
    return {each.rule.name: each.verdict.value for each in evaluate(_pack(), load(document), Query(AS_OF))}


def _must_agree(rule: str, verdict: str, worlds: set[bool], about: object) -> None:
    assert verdict == "unknown" or worlds == {verdict == "pass"}, (rule, about, verdict, worlds)


def test_counts_of_groups_are_decided_only_as_every_completed_document_is() -> None:
    random = Random(3)  # noqa: S311 - nothing secret
    seen = set()
    for _ in range(120):
        parts = [_drawn(random) for _ in range(random.choice((1, 2, 3)))]
        every = list(_worlds(parts))
        for rule, verdict in _verdicts(_document(parts)).items():
            seen.add((rule, verdict))
            _must_agree(rule, verdict, {_holds(rule, each) for each in every}, parts)
    assert {(rule, verdict) for rule in RULES for verdict in ("pass", "fail", "unknown")} == seen


def test_where_all_is_known_counts_of_groups_are_decided() -> None:
    random = Random(4)  # noqa: S311 - nothing secret
    for _ in range(80):
        parts: list[Part] = [
            (random.choice(FUNCTIONS), random.choice(COUNTRIES), random.choice("ab"), random.choice((1, 2)))
            for _ in range(random.choice((1, 2, 3, 4)))
        ]
        world = next(_worlds(parts))
        expected = {rule: "pass" if _holds(rule, world) else "fail" for rule in RULES}
        assert expected == _verdicts(_document(parts)), parts


def test_whichever_alternates_are_built_a_rule_that_passes_or_fails_comes_out_so() -> None:
    random = Random(5)  # noqa: S311 - nothing secret
    seen = set()
    for _ in range(120):
        parts = [_drawn(random) for _ in range(random.choice((1, 2)))]
        instead = [_drawn(random) if random.random() < 0.6 else None for _ in parts]
        built = [
            [(*way[:3], part[3]) for way in (part, other) if way is not None]
            for part, other in zip(parts, instead, strict=True)
        ]
        every = [world for chosen in product(*built) for world in _worlds(chosen)]
        for rule, verdict in _verdicts(_document(parts, instead)).items():
            seen.add((rule, verdict))
            if verdict == "pass":
                assert {True} == {_holds(rule, each) for each in every}, (rule, parts, instead)
    assert {(rule, "pass") for rule in RULES.keys() - {"each", "share"}} <= seen


def test_two_sources_are_two_whichever_of_their_alternates_are_built() -> None:
    parts: list[Part] = [("motor", "US", "a", 1), ("motor", "US", "b", 1)]
    found = _verdicts(_document(parts, [("motor", "JP", "a", 1), None]))
    assert "pass" == found["suppliers"]
    assert "pass" == found["each"]
    assert "unknown" == _verdicts(_document(parts, [("motor", "JP", "b", 1), None]))["suppliers"]
