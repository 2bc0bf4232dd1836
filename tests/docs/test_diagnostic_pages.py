from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

import pytest

from microdep_rules.output.pages import code_page
from microdep_rules.vocabulary.blanks import INVISIBLE
from microdep_rules.vocabulary.resources import codes_with_a_page, page_text
from tests.docs.pages import PAGES, ROOT, codes_in_source, page, printed, run, with_printed
from tests.docs.unshowable import CASES
from tests.each import of_each

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CODES = codes_with_a_page()
WITH_EXAMPLE = [code for code in CODES if code not in CASES]
WITHOUT_EXAMPLE = [code for code in CODES if code in CASES]
NO_EXAMPLE = "no example: "


def test_every_code_has_a_page() -> None:
    assert set() == codes_in_source() - set(CODES)


def test_every_page_is_about_a_code() -> None:
    assert set() == set(CODES) - codes_in_source()


@of_each(CODES)
def test_a_page_says_what_the_code_means_and_how_to_mend_it(code: str) -> None:
    title, _, means, *_ = page(code).text.split("\n")
    headings = [line for line in page(code).text.splitlines() if line.startswith("## ")]
    assert f"# {code}" == title
    assert means
    assert ["## Example", "## What is printed", "## How to fix it"] == headings


@pytest.mark.parametrize("code", WITH_EXAMPLE)
def test_the_example_of_a_page_prints_what_the_page_says(
    code: str, tmp_path: Path, golden: Callable[[Path, str], None]
) -> None:
    found = run(page(code).examples, tmp_path, code)
    assert [code] == [each.code for each in found[0]]
    golden(PAGES / f"{code}.md", with_printed(page(code).text, printed(found)))


@pytest.mark.parametrize("code", [code for code in WITH_EXAMPLE if page(code).fixed])
def test_the_mended_example_of_a_page_is_sound(code: str, tmp_path: Path) -> None:
    of_tables = code if code.startswith("overlay/") else ""
    assert "" == printed(run(page(code).fixed, tmp_path, of_tables))


@pytest.mark.parametrize("code", WITHOUT_EXAMPLE)
def test_what_no_text_can_show_prints_what_the_page_says(
    code: str, tmp_path: Path, golden: Callable[[Path, str], None]
) -> None:
    found = CASES[code](tmp_path)
    assert [code] == [each.code for each in found[0]]
    golden(PAGES / f"{code}.md", with_printed(page(code).text, printed(found)))


def test_only_a_few_pages_have_no_example() -> None:
    without = {code for code in CODES if not page(code).examples}
    reasoned = {code for code in CODES if f"\n{NO_EXAMPLE}" in page(code).text}
    assert set(WITHOUT_EXAMPLE) == without
    assert without == reasoned


@of_each(CODES)
def test_a_page_has_a_form_for_the_terminal(code: str) -> None:
    shown = code_page(code)
    assert shown is not None
    assert shown.startswith(f"{code}\n")
    assert "```" not in shown
    assert not re.search(INVISIBLE, shown.replace("\n", ""))


@pytest.mark.parametrize("code", ["bom/no-such-code", "bom", "../language", "bom/../bom/no-such-day", ""])
def test_what_is_no_code_has_no_page(code: str) -> None:
    assert page_text(code) is None


def test_the_pages_travel_in_the_wheel() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    included = settings["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert "microdep_rules/pages" == included["docs/diagnostics"]
