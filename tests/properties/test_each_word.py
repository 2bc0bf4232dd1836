"""A condition of each word of a list, against the same in plain Python over all that the unknown may turn out to be."""

from __future__ import annotations

from datetime import date
from itertools import product
from random import Random
from typing import TYPE_CHECKING, Any

from microdep_rules.engine.evaluate import evaluate
from microdep_rules.engine.query import Query
from microdep_rules.lang.pack import check_pack
from microdep_rules.source import SourceFile
from tests.properties.evaluating import load

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.lang import ir

BEFORE, AFTER = date(2026, 6, 30), date(2027, 6, 30)
LIMITS = {"Pb": 2, "Cd": 1, "Hg": 3}
"""The thresholds in percent; mercury has one from 2027 on."""
PACK = """pack words version 1
  title "t" authority "a" reviewed 2026-06-01

table limits by substance
  Pb 2 % cites "c"
  Cd 1 % cites "c"
  Hg from 2027-01-01 3 % cites "c"

rule required
  title "r" severity prohibit cites "c"
  applies to every listed material
  require for each substance in limits: content of substance is at most limits(substance)

rule forbidden
  title "r" severity prohibit cites "c"
  applies to every listed material
  forbid not for each substance in limits: content of substance is not more than limits(substance)

rule some
  title "r" severity prohibit cites "c"
  applies to every listed material
  require for each substance in (Pb, Cd): content of substance is at most limits(substance)

rule elements
  title "r" severity prohibit cites "c"
  applies to every listed material
  require all of
    (a) content of Pb is at most 2 %
    (b) content of Cd is at most 1 %
"""
Contents = dict[str, "int | tuple[int, int] | None"]
"""By element: what there is of it in percent, a range of it, or nothing where no line states it."""


def _pack() -> ir.Pack:
    pack, problems = check_pack([SourceFile("words.rule", PACK)])
    assert pack is not None, problems
    return pack


def _verdicts(pack: ir.Pack, contents: Contents, *, whole: bool, day: date) -> dict[str, str]:
    lines: list[dict[str, Any]] = []
    for element, share in contents.items():
        stated = f"{share[0]}..{share[1]}" if isinstance(share, tuple) else share
        if stated is not None:
            lines.append({"element": element, "share": stated})
    tin: dict[str, Any] = {"id": "m", "name": "alloy", "substance": "Sn", "composition": lines}
    if whole:
        tin["complete"] = ["composition"]
    part = {"id": "a", "name": "A", "materials": [tin], "complete": ["materials", "children"]}
    found = evaluate(pack, load({"schema": "microdep-bom/1", "components": [part]}), Query(day))
    return {each.rule.name: each.verdict.value for each in found}


def _worlds(contents: Contents, *, whole: bool) -> Iterator[dict[str, int]]:
    """Every way in which the contents may turn out."""
    ways: list[tuple[int, ...]] = []
    for share in contents.values():
        if isinstance(share, tuple):
            ways.append((share[0], share[1]))
        else:
            ways.append((0,) if share is None and whole else (0, 9) if share is None else (share,))
    for chosen in product(*ways):
        yield dict(zip(contents, chosen, strict=True))


def _holds(world: dict[str, int], words: tuple[str, ...]) -> bool:
    return all(world[word] <= LIMITS[word] for word in words)


def test_a_condition_of_each_word_is_decided_as_every_world_is() -> None:
    random, pack, seen = Random(1), _pack(), set()  # noqa: S311 - nothing secret
    for _ in range(150):
        shares = (0, 1, 2, 3, 4, (0, 2), (1, 4), None)
        contents: Contents = {limit: random.choice(shares) for limit in LIMITS}
        whole, day = random.random() < 0.7, random.choice((BEFORE, AFTER))
        asked = {"required": ("Pb", "Cd", "Hg") if day is AFTER else ("Pb", "Cd"), "some": ("Pb", "Cd")}
        asked |= {"forbidden": asked["required"], "elements": asked["some"]}
        verdicts = _verdicts(pack, contents, whole=whole, day=day)
        for rule, words in asked.items():
            worlds = {_holds(world, words) for world in _worlds(contents, whole=whole)}
            expected = "unknown" if len(worlds) > 1 else "pass" if worlds == {True} else "fail"
            seen.add((rule, expected))
            assert expected == verdicts[rule], (rule, contents, whole, day)
    rules = ("required", "forbidden", "some", "elements")
    assert {(rule, each) for rule in rules for each in ("pass", "fail", "unknown")} == seen
