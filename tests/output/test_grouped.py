from __future__ import annotations

import copy
import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microdep_rules.output import grouped, record
from microdep_rules.output.folding import Folder
from microdep_rules.output.grouped import NotGroupedError, opened
from microdep_rules.output.json_text import laid_out
from microdep_rules.pipeline.check import run_check
from microdep_rules.pipeline.documents import CheckRequest
from microdep_rules.pipeline.packs import load_packs
from microdep_rules.pipeline.project import open_project
from microdep_rules.report import markdown, sheets
from microdep_rules.report.exports.contents import wrong_form
from tests.each import SAMPLED

if TYPE_CHECKING:
    from collections.abc import Callable

    from microdep_rules.output.checked import Checked

EXAMPLES = Path(__file__).parents[2] / "examples"
SEVERAL = 12
SOME = (
    ("all",)
    if not SAMPLED
    else ("dod-magnets", "eu-critical-raw-materials", "magnet-disclosure", "uas", "uflpa")
)
"""Packs by which an example has many outcomes: in a sample five of all."""
AT = {"file": "bom.yaml", "line": 3, "column": 5}


def checked_of(folder: Path, *packs: str) -> Checked:
    project, _, _ = open_project(start=folder)
    assert project is not None
    return run_check(
        project, CheckRequest(date(2026, 12, 1)), load_packs(project, packs, {}, with_examples=False)
    )


MAKER = {"kind": "party", "id": "m1", "name": "Acme", "path": "Acme", "pointer": "/parties/1"}


def places(pointer: str) -> dict[str, Any] | None:
    return {**AT, "line": len(pointer)} if pointer else None


def folded(outcomes: list[dict[str, Any]]) -> dict[str, Any]:
    folder = Folder(places, lambda id_: MAKER if id_ == "m1" else None)
    for each in outcomes:
        folder.add(each)
    document: dict[str, Any] = json.loads(json.dumps(folder.document()))
    return document


def expanded(outcomes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    (document,) = opened({"documents": [folded(outcomes)]})["documents"]
    return list(document["outcomes"])


# ---- nothing is lost -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "packs"), [("founding-example", ("all",)), ("quadcopter", SOME)])
def test_the_grouped_record_of_an_example_expands_to_the_full_one(
    name: str, packs: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    checked = checked_of(EXAMPLES / name, *packs)
    full = record.record(checked, listing="full")
    monkeypatch.setattr(record, "MOST_IN_FULL", 0)
    written = json.loads(record.render(checked, listing="all"))
    shown = opened(written)
    assert "" == wrong_form(written)
    assert full["listing"] == written["listing"]
    for whole, other in zip(full["documents"], shown["documents"], strict=True):
        assert whole == {**other, "outcomes": list(other["outcomes"])}
    assert sheets.csv_of(full) == sheets.csv_of(shown)
    assert markdown.render(full) == markdown.render(shown)


WORDS = st.sampled_from(
    [
        "m1",
        "Acme",
        "c1",
        "c1/steel",
        "C",
        "{id}",
        "{name}",
        "{at}",
        "a {name} b",
        "/components/1",
        "{pointer}/x",
        "",
        "Motor",
        "x",
    ]
)
SUBJECTS = st.builds(
    lambda id_, name, pointer: {
        "kind": "component",
        "id": id_,
        "name": name,
        "path": f"Drone / {name}",
        "pointer": pointer,
    },
    WORDS,
    WORDS | st.text(max_size=4),
    WORDS | st.sampled_from(["/components/2", "/components/12"]),
)
PLACES = st.none() | st.integers(1, 20).map(lambda line: {**AT, "line": line})


def fact(of: str, value: str, at: Any, pointer: str) -> dict[str, Any]:
    reported = {"name": "component.origin", "of": of, "value": value, "at": at}
    return {**reported, "pointer": pointer, "evidence": [], "cites": ""}


def question(subject: str, ask: str, at: Any, pointer: str) -> dict[str, Any]:
    reported = {"name": "component.origin", "subject": subject, "ask": ask, "in": "bom", "at": at}
    return {**reported, "pointer": pointer, "stated": ""}


def exception(because: str, subjects: list[str]) -> dict[str, Any]:
    return {
        "name": "e",
        "because": because,
        "needs": [{"name": "f", "subject": subject} for subject in subjects],
    }


@st.composite
def outcomes(draw: Callable[..., Any]) -> dict[str, Any]:
    subject = draw(SUBJECTS)
    near = WORDS | st.sampled_from([subject["id"], subject["name"], f"{subject['name']} fails"])
    pointers = WORDS | st.just(f"{subject['pointer']}/origin")
    where = PLACES | st.just(places(subject["pointer"]))
    return outcome(
        subject,
        rule=draw(st.sampled_from(["a/b", "a/c"])),
        message=draw(near),
        notes=draw(st.lists(near, max_size=2)),
        exceptions=draw(st.lists(st.builds(exception, near, st.lists(near, max_size=2)), max_size=2)),
        facts=draw(st.lists(st.builds(fact, near, near, where, pointers), max_size=3)),
        missing=draw(st.lists(st.builds(question, near, near, where, pointers), max_size=3)),
        parts=draw(st.lists(SUBJECTS, max_size=2)),
        relies_on=draw(st.lists(st.just({"kind": "list", "text": "t"}), max_size=2)),
        waiver=draw(st.none() | st.just("w1")),
        fingerprint=draw(st.sampled_from(["0" * 16, "1" * 16])),
    )


def outcome(subject: dict[str, Any], **own: Any) -> dict[str, Any]:
    reported = {
        "rule": "a/b",
        "subject": subject,
        "verdict": "unknown",
        "message": "",
        "reason": "",
        "fix": "",
    }
    lists: dict[str, list[Any]] = {
        name: [] for name in ("notes", "exceptions", "facts", "missing", "components", "relies_on", "changes")
    }
    return {**reported, **lists, "baseline": None, "waiver": None, "fingerprint": "0" * 16, **own}


@given(st.lists(outcomes(), max_size=4))
def test_random_outcomes_expand_to_what_they_were(found: list[dict[str, Any]]) -> None:
    assert found == expanded(found)


TEXTS = st.recursive(
    st.none() | st.booleans() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(min_size=9), inner),
    max_leaves=20,
)
JSON = TEXTS | st.lists(st.integers()) | st.dictionaries(st.just("subjects"), st.lists(st.integers() | TEXTS))


@given(JSON)
def test_the_text_of_any_data_reads_back_as_it(data: Any) -> None:
    assert data == json.loads(laid_out(data))


@given(TEXTS)
def test_data_without_rows_and_numbers_is_indented_as_usual(data: Any) -> None:
    assert json.dumps(data, ensure_ascii=False, indent=2) == laid_out(data)


# ---- equal outcomes are one entry ----------------------------------------------------------------------


def component(number: int) -> dict[str, Any]:
    name = f"Motor {number}"
    path = f"Drone / {name}"
    return {
        "kind": "component",
        "id": f"c{number}",
        "name": name,
        "path": path,
        "pointer": f"/components/{number}",
    }


def alike(number: int) -> dict[str, Any]:
    about = component(number)
    missing = question(
        about["id"],
        f"where was {about['name']} made?",
        places(about["pointer"]),
        f"{about['pointer']}/origin",
    )
    return outcome(about, message=f"{about['name']} fails", missing=[missing], fingerprint=f"{number:016x}")


def test_outcomes_that_differ_only_in_their_subject_are_one_entry() -> None:
    document = folded([alike(each) for each in range(SEVERAL)])
    (entry,) = document["outcomes"]
    assert "{name} fails" == entry["message"]
    assert SEVERAL == len(entry["subjects"])
    (asked,) = document["questions"]
    assert ("where was {name} made?", "{pointer}/origin", "{at}", "{id}", list(range(SEVERAL))) == (
        asked["ask"],
        asked["pointer"],
        asked["at"],
        asked["subject"],
        asked["subjects"],
    )


def test_an_outcome_that_no_other_is_like_states_its_subject_and_its_message() -> None:
    (entry,) = folded([alike(1)])["outcomes"]
    assert (component(1), "Motor 1 fails") == (entry["subject"], entry["message"])
    assert "subjects" not in entry


def test_outcomes_keep_their_order_and_are_read_at_any_place() -> None:
    reported = [alike(1), outcome(component(5), rule="a/other"), alike(2), alike(3)]
    (document,) = opened({"documents": [folded(reported)]})["documents"]
    found = document["outcomes"]
    assert (4, reported[1], reported[1:3], reported[-1]) == (len(found), found[1], found[1:3], found[-1])


def test_a_small_record_has_each_outcome_in_full_and_a_large_one_on_request() -> None:
    small = record.record(checked_of(EXAMPLES / "quadcopter", "micro-dependency"))
    large = checked_of(EXAMPLES / "quadcopter", *SOME)
    by_default, in_full = record.record(large), record.record(large, listing="full")
    assert [False, True, False] == [
        grouped.is_grouped(each["documents"][0]) for each in (small, by_default, in_full)
    ]
    assert 3 * len(record.text_of(by_default)) < len(record.text_of(in_full))
    assert by_default["summary"] == in_full["summary"]


def test_a_record_of_many_equal_components_grows_by_little_for_each(tmp_path: Path) -> None:
    sizes = []
    for many in (20, 40):
        rows = "".join(f"  - {{id: c{n}, name: Bracket {n}, mpn: X-{n}}}\n" for n in range(many))
        text = f"schema: microdep-bom/1\ndocument: {{id: flat}}\ncomponents:\n{rows}"
        (tmp_path / "bom.yaml").write_text(text)
        sizes.append(len(record.render(checked_of(tmp_path, "uas", "uflpa"))))
    assert (sizes[1] - sizes[0]) / 20 < 3_000


# ---- a record of somebody else -------------------------------------------------------------------------


def _broken(change: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    document = copy.deepcopy(folded([*(alike(each) for each in range(3)), outcome(component(7))]))
    change(document)
    return {"documents": [document]}


BREAKS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "a number twice": lambda d: d["outcomes"][0]["subjects"][0].update(nr=1),
    "a number beyond the last": lambda d: d["outcomes"][0]["subjects"][0].update(nr=99),
    "a component beyond the last": lambda d: d["outcomes"][0]["subjects"][0].update(component=99),
    "a component before the first": lambda d: d["outcomes"][0]["subjects"][0].update(component=-1),
    "a question beyond the last": lambda d: d["outcomes"][0]["subjects"][0].update(missing=[3]),
    "a question before the first": lambda d: d["outcomes"][0]["subjects"][0].update(missing=[-1]),
    "a field nowhere": lambda d: d["outcomes"][0]["subjects"][0].pop("missing"),
    "a fact of no table": lambda d: d["outcomes"][1].update(facts=[0]),
    "a need of no table": lambda d: d["outcomes"][1].update(needs=[[0]]),
    "a reliance of no table": lambda d: d["outcomes"][1].update(relies_on=9),
    "a question of no subject": lambda d: d["questions"][0]["subjects"].append(99),
    "a fact without a value": lambda d: d["facts"].append({"of": "{id}", "at": None, "subjects": [0, 1]}),
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_grouped_record_that_contradicts_itself_is_refused(name: str) -> None:
    with pytest.raises(NotGroupedError):
        opened(_broken(BREAKS[name]))


def test_a_grouped_record_that_grows_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grouped, "MOST_REFERENCES", 100)
    reported = _broken(lambda d: d["outcomes"][0].update(facts=[0] * 50))
    with pytest.raises(NotGroupedError, match="more than 100"):
        opened(reported)
