from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from microdep_rules.output.markdown import escape
from microdep_rules.report.markdown import render
from microdep_rules.vocabulary.resources import report_template, schema_data

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

GOLDEN = Path(__file__).parent / "golden"
RECORDS = ("several", "passing", "nothing")
HOSTILE = (
    "x|y`z`\n# head\n<img src=x> [link](http://example.org) **bold** _it_ $1$ &amp; ~~no~~ \\ "
    "{{ 7 * 7 }}\u202e"
)


def record(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    return found


def schema() -> dict[str, Any]:
    found: dict[str, Any] = schema_data("microdep-record-1")
    return found


@pytest.mark.parametrize("name", RECORDS)
def test_a_report_reads_as_it_should(name: str, golden: Callable[[Path, str], None]) -> None:
    golden(GOLDEN / f"{name}.md", render(record(name)))


@pytest.mark.parametrize("name", RECORDS)
def test_the_records_of_these_tests_are_records(name: str) -> None:
    jsonschema.validate(record(name), schema())


def test_no_golden_file_is_left_that_no_test_reads() -> None:
    assert set(RECORDS) == {path.stem for path in GOLDEN.iterdir()}


@pytest.mark.parametrize("name", RECORDS)
def test_no_report_calls_anything_illegal_or_compliant(name: str) -> None:
    text = render(record(name)).lower()
    assert "illegal" not in text
    assert "complian" not in text


def test_parts_that_several_rules_look_past_for_one_reason_are_counted_once() -> None:
    found = record("passing")
    past = {"reason": "excluded: bare", "subjects": []}
    document = found["documents"][0]
    document["not_applicable"] = [
        {**past, "rule": "p/a", "count": 4},
        {**past, "rule": "p/b", "count": 1},
    ]
    assert "- 4 components were excluded: bare.\n" in render(found)


@pytest.mark.parametrize("name", RECORDS)
def test_every_row_of_a_table_has_the_cells_of_its_head(name: str) -> None:
    assert [] == [row for head, row in rows(render(record(name))) if cells(head) != cells(row)]


def test_a_hostile_value_is_text_and_nothing_else() -> None:
    text = render(hostile(record("several")))
    assert [] == [row for head, row in rows(text) if cells(head) != cells(row)]
    headings = [line for line in text.splitlines() if line.startswith("#")]
    assert len(headings) == len([x for x in render(record("several")).splitlines() if x.startswith("#")])
    assert "<img" not in text.replace("\\<img", "")
    assert "http://" not in text
    assert "\u202e" not in text
    assert "49" not in text


def hostile(value: Any, key: str = "") -> Any:
    """A record in which every text that a person wrote is hostile."""
    ours = {
        "schema",
        "as_of",
        "verdict",
        "severity",
        "state",
        "kind",
        "date",
        "from",
        "until",
        "base",
        "digest",
    }
    if isinstance(value, dict):
        return {k: hostile(v, k) for k, v in value.items()}
    if isinstance(value, list):
        return [hostile(each, key) for each in value]
    if isinstance(value, str) and value and key not in ours | {"reviewed", "basis", "fail_on", "outcomes"}:
        return HOSTILE
    return value


def rows(text: str) -> Iterator[tuple[str, str]]:
    """Every row of every table, with the head of its table."""
    head = ""
    for line in text.splitlines():
        if not line.startswith("|"):
            head = ""
            continue
        head = head or line
        yield head, line


def cells(row: str) -> int:
    return len(re.findall(r"(?<!\\)(?:\\\\)*\|", row))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("plain text, 3.5 % of part_no", "plain text, 3.5 % of part_no"),
        ("- item", "\\- item"),
        ("12) item", "12\\) item"),
        ("2026-11-25", "2026-11-25"),
        ("`code`", "\\`code\\`"),
        ("__init__", "\\_\\_init\\_\\_"),
        ("www.example.org", "www\\.example.org"),
        ("a\nb", "a\\<U+000A\\>b"),
        (7, "7"),
    ],
)
def test_a_value_is_escaped_only_where_it_would_be_markup(value: object, expected: str) -> None:
    assert expected == escape(value)


def test_every_value_of_the_template_goes_through_the_filter() -> None:
    text = re.sub(r"\{#.*?#\}", "", report_template("report.md.j2"), flags=re.DOTALL)
    bare = [e for e in re.findall(r"\{\{(.*?)\}\}", text) if not e.rstrip().endswith("| md") and '"' not in e]
    assert [] == bare


def test_the_same_record_gives_the_same_bytes() -> None:
    assert render(record("several")) == render(record("several"))


def test_a_report_without_a_value_that_the_template_wants_fails_loudly() -> None:
    broken = record("several")
    del broken["tool"]["version"]
    with pytest.raises(Exception, match="version"):
        render(broken)
