"""A ban whose companies all end too early has no effect, and every command says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microdep_rules.lang.ended_lists import find_ended_lists
from microdep_rules.lang.pack import check_pack
from microdep_rules.source import SourceFile
from microdep_rules.workspace.ban_pack import RULES, TABLE, BanExamples, BanScope, BanStart, build_ban_pack
from tests.cli.replay import run
from tests.each import tries

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

BOM = """\
schema: microdep-bom/1
components: [{name: Motor, manufacturer: q, supplier: q}]
parties: [{id: q, name: Zed Works}]
"""
ENDED = "Company,Through\nZed Works,2020-12-31\nFoo Mill,2021-06-30\n"
COMMANDS = ("lists ban banned.csv --as ban --force", "check x.bom.yaml --pack ban", "lint ban")


def reported(table: str, folder: Path, more: str = "") -> list[bool]:
    """Whether each command says that the ban has no effect."""
    (folder / "banned.csv").write_text(table, encoding="utf-8")
    (folder / "x.bom.yaml").write_text(BOM, encoding="utf-8")
    runs = [run(f"microdep {command}{more if not at else ''}", folder) for at, command in enumerate(COMMANDS)]
    return ["or later: its last entry ended on" in out + err for out, err, _ in runs]


@pytest.mark.parametrize("more", ["", " --from 2022-01-01", " --from 2022-01-01 --basis check"])
def test_every_command_says_that_all_companies_of_a_ban_have_ended(more: str, tmp_path: Path) -> None:
    assert [True] * 3 == reported(ENDED, tmp_path, more)


@pytest.mark.parametrize(
    ("table", "more"),
    [
        (ENDED + "Quux,\n", ""),
        (ENDED + "Quux,2099-12-31\n", ""),
        (ENDED, " --from 2021-01-01"),
        ("Company\nZed Works\n", ""),
        ("Company,From\nZed Works,2099-01-01\n", ""),
    ],
    ids=["no end", "later end", "delivered earlier", "no days", "not begun"],
)
def test_no_command_says_so_of_a_ban_that_can_have_an_effect(table: str, more: str, tmp_path: Path) -> None:
    assert [False] * 3 == reported(table, tmp_path, more)


@settings(max_examples=tries(40))
@given(
    st.lists(st.dates().map(str) | st.just(""), min_size=1, max_size=4),
    st.none() | st.dates(),
    st.sampled_from(["check", "delivery"]),
    st.dates(),
)
def test_a_ban_has_ended_if_no_company_is_on_the_list_on_its_first_day_or_later(
    ends: list[str], start: date | None, basis: str, day: date
) -> None:
    scope = BanScope(start=BanStart(start, basis) if start is not None else None)
    table = "name,through\n" + "".join(f"Company {at} Works,{end}\n" for at, end in enumerate(ends))
    text = build_ban_pack("ban", day, BanExamples("Company 0 Works", "Plover", banned_on=day), scope)
    pack, problems = check_pack([SourceFile(RULES, text)], files={TABLE: SourceFile(TABLE, table)})
    assert pack is not None, problems
    by_check_date = start is None or basis == "check"
    first = max(filter(None, [start, day if by_check_date else None]))
    ended = all(end and end < str(first) for end in ends)
    assert ended == bool([*find_ended_lists(pack, day)])


@pytest.mark.parametrize("text", ["never", "n/a", "01/02/2027", "2027-02-30"])
def test_a_text_that_is_no_day_is_refused_as_such(text: str, tmp_path: Path) -> None:
    (tmp_path / "banned.csv").write_text(f"Company,Through\nZed Works,{text}\n", encoding="utf-8")
    _, err, code = run("microdep lists ban banned.csv", tmp_path)
    assert (4, True) == (code, f"found `{text}`" in err), err
    assert "expected a da" in err
