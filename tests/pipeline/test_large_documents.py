"""Large documents: read once, with the same results as documents that are read as a whole."""

from __future__ import annotations

import json
import time
from collections import Counter
from datetime import date
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

import microdep_rules
from microdep_rules.bom.json_decoder import ComplexJsonError
from microdep_rules.cli.main import call
from microdep_rules.engine.evaluate import evaluate
from microdep_rules.engine.query import Query
from microdep_rules.engine.streaming import stream
from microdep_rules.engine.streaming.product import NeedsTheWholeError
from microdep_rules.output import checked
from microdep_rules.pipeline import documents, large_documents
from tests.properties.alike import QUIET, counts, findings
from tests.shown import shown

if TYPE_CHECKING:
    from pathlib import Path

    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.engine.streaming.stream import ShortFinding
    from microdep_rules.lang import ir

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
  in force    by check date
  applies to  every listed component where component.class is passive
  forbid      component.origin is in covered

rule hard-to-get
  title       "hard to get"
  severity    prohibit
  cites       "law 4"
  in force    by check date
  applies to  every listed component
  forbid all of
    (a)       component.restriction_index is more than 0.5
    (b)       component.cots is false

rule assembled-elsewhere
  title       "assembled elsewhere"
  severity    warn
  cites       "law 5"
  in force    by check date
  applies to  every listed component
  forbid      any stage of component where stage is assembled and stage.country is in covered

rule maker
  title       "made by a listed maker"
  severity    prohibit
  cites       "law 6"
  in force    by check date
  applies to  every listed component
  forbid      component.manufacturer is in makers
"""
AS_OF = date(2026, 11, 25)
TOGETHER = 50
"""So many parts are looked at together in these tests."""
PARTS = 60
"""More than that, so that there are two pieces."""


@pytest.fixture(autouse=True)
def pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("microdep_rules.bom.pieces.SIZE", TOGETHER)


def component(chance: Random, number: int) -> dict[str, Any]:
    """A part of which some facts are missing, and a few are written out in full."""
    reported: dict[str, Any] = {
        "origin": chance.choice(["CN", "US", "VN", {"one_of": ["CN", "US"]}, {"value": "RU"}]),
        "class": chance.choice(["capacitor", "resistor", "connector"]),
        "restriction_index": chance.choice([0.5, 0.51, 1, {"at_least": 0.6}]),
        "cots": chance.choice([True, False]),
        "manufacturer": chance.choice(["red", "blue"]),
        "stages": [{"stage": "assembled", "country": chance.choice(["CN", "US"])}] * chance.randrange(3),
        "complete": ["stages"],
        "unit_cost": {"amount": chance.randrange(100), "currency": "USD"},
    }
    kept = {name: value for name, value in reported.items() if chance.random() > 0.2}
    return {"id": f"part-{number}", "name": f"Part {number}", **kept}


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> ir.Pack:
    path = tmp_path_factory.mktemp("pack") / "pack.rule"
    path.write_text(shown(RULES), encoding="utf-8")
    found = microdep_rules.load_pack(path).pack
    assert found is not None
    return found


def written(components: list[dict[str, Any]]) -> bytes:
    parties = [{"id": "red", "name": "Red Works"}, {"id": "blue", "name": "Blue Mill"}]
    return json.dumps({"schema": "microdep-bom/1", "parties": parties, "components": components}).encode()


@pytest.fixture(scope="module")
def document() -> bytes:
    chance = Random(1)  # noqa: S311 - not a secret
    return written([component(chance, number) for number in range(PARTS)])


def as_a_whole(pack: ir.Pack, document: bytes) -> list[Outcome]:
    bom = microdep_rules.load_bom(document).bom
    assert bom is not None
    return evaluate(pack, bom, Query(AS_OF))


@pytest.mark.parametrize("verify", [False, True])
def test_in_pieces_a_document_says_what_it_says_as_a_whole(
    pack: ir.Pack, document: bytes, verify: bool
) -> None:
    found = large_documents.check_in_pieces(
        "bom.json", document, None, [pack], Query(AS_OF, verify=verify), most=100
    )
    assert found is not None
    whole = as_a_whole(pack, document)
    assert counts(whole) == counts(found.outcomes)
    assert findings(whole) == findings(found.outcomes)
    assert {"pass", "fail", "unknown"} == {outcome.verdict for outcome in found.outcomes}


@pytest.mark.parametrize(
    "asked", ["any stage", "no stage", "at least 2 stages", "at most 0 stages", "at most 1 stages"]
)
@pytest.mark.parametrize("closed", [True, False])
def test_stages_are_counted_in_pieces_as_in_the_whole(asked: str, closed: bool, tmp_path: Path) -> None:
    old = "any stage of component where stage is assembled and stage.country is in covered"
    path = tmp_path / "pack.rule"
    path.write_text(
        shown(RULES.replace(old, f"{asked} of component where stage.country is CN")), encoding="utf-8"
    )
    pack = microdep_rules.load_pack(path).pack
    assert pack is not None
    stages = [{"stage": "assembled", "country": each} for each in ("CN", "US", "CN", "CN")]
    parts = [
        {"name": f"P {many}", "stages": stages[:many], "complete": ["stages"] if closed else []}
        for many in range(1, 5)
    ]
    found = large_documents.check_in_pieces("bom.json", written(parts), None, [pack], Query(AS_OF), most=-1)
    assert found is not None
    assert counts(as_a_whole(pack, written(parts))) == counts(found.outcomes)


def test_what_does_not_apply_is_counted_with_its_reason(tmp_path: Path, document: bytes) -> None:
    path = tmp_path / "pack.rule"
    rules = RULES.replace("in force    by check date", "in force    from 2030-01-01 by check date", 1)
    path.write_text(shown(rules), encoding="utf-8")
    pack = microdep_rules.load_pack(path).pack
    assert pack is not None
    found = large_documents.check_in_pieces("bom.json", document, None, [pack], Query(AS_OF), most=100)
    assert found is not None
    reasons = {(outcome.verdict.value, outcome.reason) for outcome in found.outcomes if outcome.many}
    assert {("pass", ""), ("not_applicable", "not in force before 2030-01-01")} == reasons


def test_the_list_of_verdicts_is_that_of_the_whole(pack: ir.Pack, document: bytes) -> None:
    reported: list[ShortFinding] = []
    large_documents.stream_findings("bom.json", document, [pack], Query(AS_OF), reported.append)
    single = [one for each in as_a_whole(pack, document) for one in (each.members or (each,))]
    expected = sorted((o.rule.id, o.subject.id, o.verdict) for o in single if o.verdict not in QUIET)
    assert expected == sorted(reported)


def test_what_there_is_no_room_to_explain_is_counted(
    pack: ir.Pack, document: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "MOST_WITH_DETAILS", 10)
    found = large_documents.check_in_pieces("bom.json", document, None, [pack], Query(AS_OF), most=100)
    assert found is not None
    reported = [outcome for outcome in found.outcomes if not outcome.many]
    assert 10 >= len(reported)
    one, many = Counter[object](), Counter[object]()
    for each in as_a_whole(pack, document):
        one[each.rule.id, each.verdict] += len(each.members) or 1
    for outcome in found.outcomes:
        many[outcome.rule.id, outcome.verdict] += outcome.many or len(outcome.members) or 1
    assert one == many


PLAIN = {"id": "a", "name": "A", "origin": "US", "class": "capacitor"}
FOREIGN = [{"stage": "assembled", "country": "CN"}]
"""A stage elsewhere than `PLAIN` is from, of which there is a warning."""
STRANGE: dict[str, bytes] = {
    "a key that stands twice": written([PLAIN]).replace(b'"origin"', b'"origin": "CN", "origin"'),
    "a list that stands twice": written([PLAIN])[:-1] + b', "components": []}',
    "a blank before a colon": written([PLAIN]).replace(b'"origin":', b'"origin" :'),
    "a number with too many digits": written([{**PLAIN, "mass_g": 1}]).replace(
        b": 1}", b": 1" + b"0" * 50 + b"}"
    ),
    "a price with too many digits": written(
        [{**PLAIN, "unit_cost": {"currency": "USD", "amount": 1}}]
    ).replace(b"1}", b"1" + b"0" * 50 + b"}"),
    "a wild exponent": written([{**PLAIN, "mass_g": 1}]).replace(b": 1}", b": 1e999999999}"),
    "half a character": written([{**PLAIN, "name": "\ud800"}]),
    "an invisible character": written([{**PLAIN, "name": "a\u202eb"}]),
    "no JSON": b'{"schema": "microdep-bom/1", "components": [',
    "no list": b'{"schema": "microdep-bom/1", "components": {}}',
    "deep nesting": b'{"schema": "microdep-bom/1", "components": ' + b"[" * 5000 + b"]" * 5000 + b"}",
    "a deep context": written([PLAIN])[:-1] + b', "context": {"ext": ' + b"[" * 900 + b"]" * 900 + b"}}",
    "a deep part": written([{**PLAIN, "ext": {"a": 1}}]).replace(
        b'"a": 1}', b'"a": ' + b"[" * 900 + b"]" * 900 + b"}"
    ),
    "a country that is none": written([{**PLAIN, "origin": "XX"}]),
    "a field that is none": written([{**PLAIN, "orign": "US"}]),
    "a party that is not there": written([{**PLAIN, "manufacturer": "green"}]),
    "two of one id": written([PLAIN, PLAIN]),
    "two of one number": written(
        [{"name": name, "manufacturer": "red", "mpn": "1", "origin": where} for name, where in ("aU", "bC")]
    ),
    "a list of software": written([{"name": name, "kind": "software"} for name in ("a program", "another")]),
    "a tree": written([{**PLAIN, "children": [{"name": "B"}]}]),
    "a claim": written([{**PLAIN, "claims": ["commercial-off-the-shelf"]}]),
    "a head that is none": written([PLAIN])[:-1] + b', "document": 5}',
    "evidence that is none": written([PLAIN])[:-1] + b', "evidence": [5]}',
    "another schema": written([PLAIN]).replace(b"microdep-bom/1", b"microdep-bom/2"),
}


@pytest.mark.parametrize("name", STRANGE)
def test_what_is_out_of_the_ordinary_is_read_as_a_whole(name: str, pack: ir.Pack) -> None:
    with pytest.raises(ComplexJsonError):
        large_documents.stream_findings("bom.json", STRANGE[name], [pack], Query(AS_OF), lambda _: None)


NO_MATERIALS = ["materials", "children"]
WARNED: dict[str, dict[int, dict[str, Any]]] = {
    "one word of no vocabulary": {7: {"class": "thingummy"}},
    "one part that says how often it is used": {7: {"class": "thingummy", "quantity": 2}},
    "one word in three places": {number: {"class": "capacitr"} for number in (0, 8, PARTS - 5)},
    "one word in many places": {number: {"class": "capacitr"} for number in range(4, PARTS, 5)},
    "two things in one part": {5: {"class": "capacitr", "complete": NO_MATERIALS}},
    "materials that are said to be all": {
        5: {"complete": NO_MATERIALS},
        PARTS - 1: {"complete": NO_MATERIALS},
    },
    "names against classes": {
        number: {"name": f"Tantalum capacitor {number}", "class": "ceramic-capacitor"}
        for number in (3, PARTS - 8)
    },
    "a name against a function": {8: {"name": "Camera module", "function": "payload"}},
    "a stage against a class": {
        9: {"class": "fastener", "stages": [{"stage": "pcb_fabricated", "country": "CN"}]}
    },
    "a transformation against a place": {
        10: {"place_of_manufacture": "MX", "substantial_transformation": {"country": "CN"}}
    },
    "words that differ": {number: {"class": f"capacit{number}"} for number in range(9, 200)},
}


@pytest.mark.parametrize("name", WARNED)
def test_what_is_warned_of_is_said_as_of_the_whole(name: str, pack: ir.Pack) -> None:
    chance = Random(2)  # noqa: S311 - not a secret
    parts = [component(chance, number) for number in range(max(PARTS, max(WARNED[name]) + 1))]
    data = written([{**part, **WARNED[name].get(number, {})} for number, part in enumerate(parts)])
    found = large_documents.check_in_pieces("bom.json", data, None, [pack], Query(AS_OF), most=0)
    whole = documents.build_document("bom.json", data)
    assert found is not None
    assert whole.bom is not None
    assert whole.diagnostics == found.diagnostics
    assert found.diagnostics
    assert counts(evaluate(pack, whole.bom, Query(AS_OF))) == counts(found.outcomes)


@pytest.mark.parametrize(
    "mpn", [{"value": "1"}, {"one_of": ["1", "2"]}, {"unknown": True, "reason": "asked on 2026-11-02"}]
)
def test_a_number_of_the_maker_that_is_written_in_full_is_read_in_pieces(mpn: object, pack: ir.Pack) -> None:
    parts = [{**PLAIN, "id": f"p{number}", "manufacturer": "red"} for number in range(3)]
    data = written([{**parts[0], "mpn": mpn}, {**parts[1], "mpn": "3"}, parts[2]])
    large_documents.stream_findings("bom.json", data, [pack], Query(AS_OF), lambda _: None)


def test_a_number_is_that_of_another_part_in_whatever_form_it_is_written(pack: ir.Pack) -> None:
    reported: list[dict[str, Any]] = [{"mpn": "1", "origin": "US"}, {"mpn": {"value": "1"}, "origin": "CN"}]
    parts = [{"name": f"P {at}", "manufacturer": "red", **each} for at, each in enumerate(reported)]
    with pytest.raises(ComplexJsonError):
        large_documents.stream_findings("bom.json", written(parts), [pack], Query(AS_OF), lambda _: None)


def test_a_document_of_plain_parts_is_read_in_pieces(pack: ir.Pack) -> None:
    large_documents.stream_findings("bom.json", written([PLAIN]), [pack], Query(AS_OF), lambda _: None)


LATER = """
rule covered-later
  title       "a passive part from a covered country"
  severity    prohibit
  cites       "law 1"
  in force    by check date
  applies to  every listed component where component.origin is in covered
  forbid      component.class is passive
"""


def test_parts_that_become_subjects_later_are_counted_where_there_is_no_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "MOST_WITH_DETAILS", 0)
    path = tmp_path / "pack.rule"
    path.write_text(shown(RULES + LATER), encoding="utf-8")
    pack = microdep_rules.load_pack(path).pack
    assert pack is not None
    data = written([{**PLAIN, "id": f"p{number}", "origin": "VN"} for number in range(3)])
    found = large_documents.check_in_pieces("bom.json", data, None, [pack], Query(AS_OF), most=0)
    assert found is not None
    later = [outcome for outcome in found.outcomes if outcome.rule.name == "covered-later"]
    assert [("not_applicable", 3)] == [(each.verdict, each.many) for each in later]


@pytest.mark.parametrize(
    "words",
    [
        "escalate when count of components of end-item at any tier is more than 3",
        'fix         "see {end-item.name}"',
    ],
)
def test_words_that_look_around_need_the_whole(words: str, tmp_path: Path) -> None:
    path = tmp_path / "pack.rule"
    path.write_text(shown(f"{RULES}  {words}\n"), encoding="utf-8")
    pack = microdep_rules.load_pack(path).pack
    assert pack is not None
    with pytest.raises(NeedsTheWholeError):
        large_documents.stream_findings("bom.json", written([PLAIN]), [pack], Query(AS_OF), lambda _: None)


def test_a_rule_that_looks_around_needs_the_whole(tmp_path: Path) -> None:
    path = tmp_path / "pack.rule"
    rule = "require count of components of end-item at any tier is at most 3"
    path.write_text(
        shown(RULES.replace("forbid      component.manufacturer is in makers", rule)), encoding="utf-8"
    )
    pack = microdep_rules.load_pack(path).pack
    assert pack is not None
    with pytest.raises(NeedsTheWholeError):
        large_documents.stream_findings("bom.json", written([PLAIN]), [pack], Query(AS_OF), lambda _: None)


@pytest.mark.parametrize("form", ["text", "json"])
def test_in_pieces_the_command_prints_what_it_prints_of_the_whole(
    form: str,
    pack: ir.Pack,
    document: bytes,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert pack.name == "large"
    (tmp_path / "bom.json").write_bytes(document)
    (tmp_path / "pack.rule").write_text(shown(RULES), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(checked, "MOST_OUTCOMES", 100)
    monkeypatch.setattr(documents, "MOST_IN_TEXT", 100)
    assert (
        large_documents.check_in_pieces("bom.json", document, None, [pack], Query(AS_OF), most=100)
        is not None
    )
    said = []
    for most in (0, 10**9):
        monkeypatch.setattr(documents, "LARGE", most)
        code = call(["check", "bom.json", "--pack", "pack.rule", "--as-of", "2026-11-25", "--format", form])
        said.append((code, capsys.readouterr()))
    assert said[0] == said[1]
    assert 1 == said[0][0]


def test_warnings_of_many_parts_beside_many_parties_take_time_that_grows_with_them(pack: ir.Pack) -> None:
    def document(size: int) -> bytes:
        parties = [{"id": f"p{n}", "name": f"Works {n} of Ito"} for n in range(size)]
        parts = [
            {
                **PLAIN,
                "id": f"c{n}",
                "name": f"motor {n}",
                "manufacturer": f"p{n}",
                "mpn": f"{n}",
                "stages": FOREIGN,
            }
            for n in range(size)
        ]
        return json.dumps({"schema": "microdep-bom/1", "parties": parties, "components": parts}).encode()

    took = []
    for size in (100, 600):
        began = time.process_time()
        found = large_documents.check_in_pieces(
            "bom.json", document(size), None, [pack], Query(AS_OF), most=100
        )
        took.append(time.process_time() - began)
        assert found is not None
        assert "bom/contradiction" in {diagnostic.code for diagnostic in found.diagnostics}
    assert took[1] < 6 * 3 * took[0], took
