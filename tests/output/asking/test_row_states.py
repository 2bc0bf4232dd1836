"""Each row of a returned list is counted once, and the copy names only rows that the company can correct."""

from __future__ import annotations

import csv
import re
from itertools import combinations
from typing import TYPE_CHECKING

import pytest

from microdep_rules.messages.catalogue import entry_of
from microdep_rules.output.asking.read_back import Listing
from microdep_rules.output.asking.returned import Copy, copy_of
from microdep_rules.output.asking.row_states import NO_CORRECTION, OPEN, STATES, TO_CORRECT, WAITING
from microdep_rules.pipeline.tables import declarations_in
from microdep_rules.vocabulary.workbook_texts import LANGUAGES, translated

if TYPE_CHECKING:
    from pathlib import Path

HEAD = ("Component id", "Components", "About company", "Material", "Fact", "Answer", "Evidence", "Remark")
MOTOR = {"Component id": "m1", "Components": "Motor (M1)"}
BOTH = {"Component id": "m1 | l1", "Components": "Motor (M1) | Disc (L1)"}
DISC = {"Component id": "l1", "Components": "Disc (L1)"}
ROWS: tuple[dict[str, str], ...] = (
    {**MOTOR, "Fact": "component.origin", "Answer": "Japan"},
    {**DISC, "Fact": "component.origin", "Answer": "Japan or China", "Remark": "lot 4"},
    {**MOTOR, "Fact": "component.origin", "Answer": "Vietnam", "Remark": "before that China"},
    {**MOTOR, "Fact": "component.place_of_manufacture", "Answer": "Vietnam", "Remark": "only lot 4"},
    {**MOTOR, "Fact": "component.origin", "Answer": "Korea"},
    {**MOTOR, "Fact": "component.cots", "Answer": "n/a"},
    {**MOTOR, "Fact": "component.cots", "Answer": ""},
    {**MOTOR, "Fact": "component.cots", "Answer": "", "Remark": "later"},
    {**MOTOR, "Fact": "component.mass", "Answer": "unknown"},
    {**MOTOR, "Fact": "materials", "Answer": "unknown"},
    {**DISC, "Fact": "materials", "Answer": "copper; others"},
    {**MOTOR, "Fact": "stages", "Answer": "assembled: Japan; complete"},
    {**DISC, "Fact": "stages", "Answer": "sintered: Japan; others"},
    {**BOTH, "Fact": "component.origin", "Answer": "M1: Japan"},
    {**BOTH, "Fact": "inputs", "Answer": "magnets; shaft"},
    {**DISC, "Fact": "free of NdFeB; SmCo", "Answer": "none"},
    {**MOTOR, "Fact": "materials", "Answer": "", "Evidence": "coo.pdf"},
    {"About company": "Works", "Fact": "party.owners", "Answer": "Fund 51 %"},
)


def returned(rows: tuple[dict[str, str], ...], folder: Path, language: str = "en") -> tuple[Copy, Listing]:
    """Return the copy and the listing of a list with these rows."""
    path = folder / "answers.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([translated(name, language) for name in HEAD])
        writer.writerows([[row.get(name, "") for name in HEAD] for row in rows])
    table, problems = declarations_in(path.name, str(path), path.read_bytes())
    assert table is not None, problems
    return copy_of(table), Listing(table, None)


def check(copy: Copy, listing: Listing, number: int) -> None:
    """Check that the copy and the listing count each row once, and agree."""
    assert len(copy.states) == number
    counted = sum(map(int, re.findall(r"[0-9]+(?= (?:accepted|to correct|waiting|open))", copy.summary)))
    assert number == counted, copy.summary
    assert {*copy.states} <= {*STATES}
    head = listing.text().splitlines()[0].partition(": ")[2]
    assert head in copy.summary
    red = {row for row, _ in copy.wrong}
    for place, (state, line) in enumerate(zip(copy.states, copy.rows[1:], strict=True), 1):
        assert (state == TO_CORRECT) == (place in red), line
        assert bool(line[0]) == (state in (TO_CORRECT, WAITING)), line
        if state == OPEN:
            assert not line[1]
        for row in re.findall(r"rows? ([0-9]+)", line[0]) if state == WAITING else ():
            assert int(row) - 1 in red, line


@pytest.mark.parametrize("size", [1, 2])
def test_each_row_is_counted_once_in_every_combination(size: int, tmp_path: Path) -> None:
    for rows in combinations(ROWS, size):
        check(*returned(rows, tmp_path), size)


def test_all_kinds_of_rows_together_are_counted_once(tmp_path: Path) -> None:
    copy, listing = returned(ROWS, tmp_path)
    check(copy, listing, len(ROWS))
    assert {*copy.states} == {*STATES}


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_every_reason_is_in_the_language_of_the_list(language: str, tmp_path: Path) -> None:
    for row in ROWS:
        copy, _ = returned((row,), tmp_path, language)
        english, _ = returned((row,), tmp_path)
        assert copy.states == english.states
        reason = copy.rows[1][0]
        left = re.findall(r"[A-Za-z]+ [a-z]+ [a-z]+ [a-z]+", reason) if language != "de" else ()
        assert not left, reason
        if reason:
            assert reason != english.rows[1][0]


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_every_text_about_an_incomplete_list_is_in_each_language(language: str) -> None:
    entry = entry_of("overlay/still-open")
    assert entry is not None
    forms = {
        name: form for name, form in entry.forms.items() if name not in NO_CORRECTION | {"held", "unused"}
    }
    texts = [entry.help, *(form.help for form in forms.values() if form.help), *entry.phrases.values()]
    shown = [re.sub(r"\{[a-z]+\}", "7", text) for text in texts if "docs/" not in text]
    left = [text for text in shown if translated(text, language) == text]
    assert [] == [text for text in left if "if a remark limits" not in text]
