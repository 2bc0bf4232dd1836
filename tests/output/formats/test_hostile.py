"""Names that are meant to break a format: each reads back, says what the record says, and hides nothing."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from microdep_rules.output import record
from microdep_rules.output.formats import entries, summary
from microdep_rules.pipeline.check import run_check
from microdep_rules.pipeline.documents import CheckRequest
from microdep_rules.pipeline.packs import load_packs
from microdep_rules.pipeline.project import open_project
from microdep_rules.vocabulary.blanks import INVISIBLE
from tests.each import tries
from tests.output.formats.readers import EVERY_OUTCOME, READERS, SAID, WITH_EXEMPTIONS
from tests.output.formats.running import RENDER, copied

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from microdep_rules.output.checked import Checked

BREAKING = (
    "]]>",
    "<!--",
    "</failure>",
    "&lt;",
    "&#0;",
    '"',
    "%0A",
    "%",
    "\n::error file=x::",
    "::stop-commands::x",
    "##[error]",
    "\r\n",
    ",line=9",
    ":",
    "\x1b[31m",
    "\x1b]8;;http://a\x07",
    "\u202e",
    "\u2066",
    "\u200b",
    "\u2028",
    "\ufeff",
    "\ufffe",
    "\x00",
    "\x85",
    "](http://example.org)",
    "{0}",
    "{{",
    "|",
    "`",
    "<img src=x>",
    "\\",
    "é",
    "\U0001d518",
)
NAMES = st.lists(st.one_of(st.sampled_from(BREAKING), st.text(max_size=6)), min_size=1, max_size=6).map(
    "".join
)


@pytest.fixture(scope="module")
def check(tmp_path_factory: pytest.TempPathFactory) -> Callable[[dict[str, Any]], Checked]:
    """Checks a document against the pack of the workspace."""
    folder: Path = copied(tmp_path_factory.mktemp("hostile"))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        project, _, _ = open_project(start=folder)
        assert project is not None
        packs = load_packs(project, ("./own",), {}, with_examples=False)

    def run(document: dict[str, Any]) -> Checked:
        path = folder / "hostile.json"
        path.write_text(json.dumps(document), encoding="utf-8")
        return run_check(project, CheckRequest(date(2026, 12, 1), paths=(str(path),)), packs)

    return run


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """Parts with hostile names, some of them without an origin."""
    parts = []
    for number in range(draw(st.integers(1, 4))):
        part = {
            "id": f"part-{number}",
            "name": draw(NAMES),
            "restriction_index": 0.9,
            "mass_g": draw(st.sampled_from([1, 60, 120])),
        }
        origin = draw(st.sampled_from(["CN", "JP", ""]))
        if origin:
            part["origin"] = origin
        if draw(st.booleans()):
            part["cots"] = draw(st.booleans())
        parts.append(part)
    return {"schema": "microdep-bom/1", "document": {"id": draw(NAMES)}, "components": parts}


def expected(checked: Checked, form: str) -> Counter[str]:
    """The checks that a format has to tell, by the record."""
    reported = record.record(checked, listing="all")
    every = [
        each for document in reported["documents"] for each in document["outcomes"] if each["verdict"] in SAID
    ]
    if form not in EVERY_OUTCOME:
        every = [
            each
            for each in every
            if each["verdict"] in {"fail", "unknown", "error"}
            or (each["verdict"] == "exempt" and form in WITH_EXEMPTIONS)
            or (each["verdict"] == "disclose" and each["missing"])
        ]
    return Counter(each["verdict"] for each in every for _ in each["components"] or [each["subject"]])


@settings(max_examples=tries(100), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(document=documents())
def test_every_format_reads_back_and_counts_as_the_record_does(
    check: Callable[[dict[str, Any]], Checked], document: dict[str, Any]
) -> None:
    checked = check(document)
    for form, render in RENDER.items():
        _reads_back(form, render(checked), checked)


def _reads_back(form: str, text: str, checked: Checked) -> None:
    found = READERS[form](text)
    assert expected(checked, form) == found.counts
    wanted = [diagnostic.code for document in checked.documents for diagnostic in document.diagnostics]
    assert sorted(wanted) == sorted(code for code in found.codes if "/" in code)
    assert checked.verdict != "invalid" or found.codes
    for each in found.texts:
        assert not re.search(INVISIBLE, each.replace("\n", ""))


@settings(max_examples=tries(100), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(document=documents())
def test_a_name_stays_in_its_cell_of_the_summary(
    check: Callable[[dict[str, Any]], Checked], document: dict[str, Any]
) -> None:
    page = summary.render(entries.run(check(document), listing="findings"))
    assert not re.search(INVISIBLE, page.replace("\n", ""))
    rows = [line for line in page.split("\n") if line.startswith("|")]
    assert {3, 5} >= {len(re.findall(r"(?<!\\)(?:\\\\)*\|", line)) - 1 for line in rows}
    assert not re.search(r"(?<!\\)(?:\\\\)*[<`]", page)
    assert all(
        line == "" or line[0] in "|#" or line.startswith(("fail", "unknown", "pass", "inv"))
        for line in page.split("\n")
    )


@pytest.mark.parametrize("name", BREAKING)
def test_a_part_with_such_a_name_is_still_named(
    name: str, check: Callable[[dict[str, Any]], Checked]
) -> None:
    part = {"id": "a", "name": f"first{name}last", "origin": "CN", "restriction_index": 0.9}
    checked = check({"schema": "microdep-bom/1", "components": [part]})
    for form, render in RENDER.items():
        found = READERS[form](render(checked))
        if checked.verdict == "invalid":  # characters that no document may hold
            assert found.codes
        else:
            assert any("first" in text and "last" in text for text in found.texts)
            assert found.counts["fail"]
