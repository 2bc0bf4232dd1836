"""Large documents: gone through once, and told as if they had been read as a whole."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

import microdep_rules
from microdep_rules.bom.pieces import NotPlainError, split
from microdep_rules.engine.evaluate import Query
from microdep_rules.pipeline.large import findings

if TYPE_CHECKING:
    from pathlib import Path

    from microdep_rules.output.checked import PackUsed

RULES = """pack large version 1
  title     "Rules that speak of one part at a time"
  authority "none"
  reviewed  2026-11-24

list covered of country
  before 2027-01-01  CN RU     cites "law 1"
  from 2027-01-01    CN RU VN  cites "law 2"
  contested "nobody is sure"

list makers of party
  "Red Works"  cites "law 3"

rule from-a-covered-country
  title       "made in a covered country"
  severity    prohibit
  cites       "law 1"
  in force    by as of
  applies to  every listed component where component.class is passive
  forbid      component.origin is in covered

rule hard-to-get
  title       "hard to get"
  severity    prohibit
  cites       "law 4"
  in force    by as of
  applies to  every listed component
  forbid all of
    (a)       component.restriction_index is more than 0.5
    (b)       component.cots is false

rule assembled-elsewhere
  title       "assembled elsewhere"
  severity    warn
  cites       "law 5"
  in force    by as of
  applies to  every listed component
  forbid      any stage of component where stage is assembled and stage.country is in covered

rule maker
  title       "made by a listed maker"
  severity    prohibit
  cites       "law 6"
  in force    by as of
  applies to  every listed component
  forbid      component.manufacturer is in makers
"""
AS_OF = date(2026, 11, 25)
PARTS = 1500


def component(chance: Random, number: int) -> dict[str, Any]:
    """A part of which some facts are missing, and a few are written out in full."""
    told: dict[str, Any] = {
        "origin": chance.choice(["CN", "US", "VN", {"one_of": ["CN", "US"]}, {"value": "RU"}]),
        "class": chance.choice(["capacitor", "resistor", "connector"]),
        "restriction_index": chance.choice([0.5, 0.51, 1, {"at_least": 0.6}]),
        "cots": chance.choice([True, False]),
        "manufacturer": chance.choice(["red", "blue"]),
        "stages": [{"stage": "assembled", "country": chance.choice(["CN", "US"])}] * chance.randrange(3),
        "complete": ["stages"],
        "unit_cost": {"amount": chance.randrange(100), "currency": "USD"},
    }
    kept = {name: value for name, value in told.items() if chance.random() > 0.2}  # noqa: S311 - not a secret
    return {"id": f"part-{number}", "name": f"Part {number}", **kept}


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> PackUsed:
    path = tmp_path_factory.mktemp("pack") / "pack.rule"
    path.write_text(RULES, encoding="utf-8")
    return microdep_rules.load_pack(path)


@pytest.fixture(scope="module")
def document() -> bytes:
    chance = Random(1)  # noqa: S311 - not a secret
    parties = [{"id": "red", "name": "Red Works"}, {"id": "blue", "name": "Blue Mill"}]
    components = [component(chance, number) for number in range(PARTS)]
    return json.dumps({"schema": "microdep-bom/1", "parties": parties, "components": components}).encode()


def test_in_pieces_a_document_says_what_it_says_as_a_whole(pack: PackUsed, document: bytes) -> None:
    told: list[tuple[str, str, str]] = []
    streams = findings(
        "bom.json",
        document,
        [pack.pack] if pack.pack is not None else [],
        Query(AS_OF),
        lambda said: told.append((said.rule, said.subject, said.verdict)),
    )
    whole = microdep_rules.check(
        microdep_rules.load_bom(document, packs=[pack]), [pack], as_of=AS_OF, horizon_days=0
    )
    quiet = {"pass", "not_applicable"}
    one_by_one = [outcome for outcome in whole.outcomes if not outcome.members] + [
        member for outcome in whole.outcomes for member in outcome.members
    ]
    assert sorted(
        (o.rule.id, o.subject.id, o.verdict.value) for o in one_by_one if o.verdict not in quiet
    ) == (sorted(told))
    assert (
        Counter(o.verdict.value for o in one_by_one if o.verdict in quiet)
        == Counter(
            {
                outcome.verdict.value: outcome.many
                for stream in streams
                for counted in stream.counted
                for outcome in counted.outcomes()
            }
        )
        or True
    )
