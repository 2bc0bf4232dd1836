"""The file of contract facts has one name, and a check that does not read it names it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.cli.replay import run
from tests.conftest import CHECKOUT

if TYPE_CHECKING:
    from pathlib import Path

FACTS = "schema: microdep-context/1\ndestination: US\n"
BOM = "schema: microdep-bom/1\ncomponents:\n  - {name: Motor, id: motor}\n"
DAY = "--pack all --as-of 2026-11-24"
NOTE = "note: the check does not read {0}; to use its contract facts, add `--context {0}`\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "boards").mkdir()
    (tmp_path / "boards/bom.yaml").write_text(BOM, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("place", ["contract.yaml", "boards/contract.yaml"])
def test_contract_facts_that_a_check_does_not_read_are_named(place: str, folder: Path) -> None:
    (folder / place).write_text(FACTS, encoding="utf-8")
    check = "microdep check boards/bom.yaml --as-of 2026-11-24 --quiet"
    assert NOTE.format(place) == run(check, folder)[1]
    assert not run(f"{check} --context {place}", folder)[1]
    (folder / "microdep.toml").write_text(f'context = "{place}"\n', encoding="utf-8")
    assert not run(check, folder)[1]


@pytest.mark.parametrize("text", ["", "a: 1\n", BOM])
def test_another_file_of_this_name_is_not_named(text: str, folder: Path) -> None:
    (folder / "contract.yaml").write_text(text, encoding="utf-8")
    assert not run("microdep check boards/bom.yaml --as-of 2026-11-24 --quiet", folder)[1]


def test_a_form_for_missing_contract_facts_does_not_have_the_name_of_the_file(folder: Path) -> None:
    (folder / "contract.yaml").write_text(FACTS, encoding="utf-8")
    (folder / "microdep.toml").write_text('context = "contract.yaml"\n', encoding="utf-8")
    _, err, _ = run(f"microdep questions boards/bom.yaml {DAY} --output questions.xlsx", folder)
    assert "to write a form for them, use --output contract-2.yaml\n" in err
    _, err, code = run(f"microdep questions boards/bom.yaml {DAY} --output contract-2.yaml", folder)
    assert code in {0, 6}, err
    form = (folder / "contract-2.yaml").read_text("utf-8")
    assert form.startswith(FACTS)
    assert "#agency:" in form


def test_the_documentation_knows_one_name() -> None:
    pages = [*CHECKOUT.glob("docs/**/*.md"), *CHECKOUT.glob("examples/**/*.md"), CHECKOUT / "README.md"]
    others = [page for page in pages if re.search(r"(?<![\w-])context\.ya?ml", page.read_text("utf-8"))]
    assert not others
