"""The engine primer: its example gives the outcomes of the page, and the files that it names exist."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from tests.cli.replay import run
from tests.docs.pages import PACKAGE, ROOT

if TYPE_CHECKING:
    from pathlib import Path

PAGE = (ROOT / "docs" / "explanation" / "engine-primer.md").read_text(encoding="utf-8")
MODULE = re.compile(r"`((?:lang|bom|engine|output|report)/[\w./]*)`")


def block(kind: str) -> str:
    """Return the only block of a kind."""
    (text,) = re.findall(rf"^```{kind}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    return str(text)


def test_the_example_of_the_primer_has_the_outcomes_that_it_shows(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "primer.rule").write_text(block("rule"), encoding="utf-8")
    (tmp_path / "bom.yaml").write_text(block("yaml"), encoding="utf-8")
    out, errors, code = run("microdep check bom.yaml --pack rules --as-of 2026-11-24 --format json", tmp_path)
    assert (1, "") == (code, errors)
    (document,) = json.loads(out)["documents"]
    rows = []
    for outcome in document["outcomes"]:
        (fact,) = outcome.get("facts") or outcome["missing"]
        value = fact.get("value", "missing")
        at = fact["at"]
        place = f"{at['file']}:{at['line']}:{at['column']}"
        rows.append((outcome["subject"]["id"], outcome["verdict"], f"{fact['name']} is {value}", place))
    assert rows == [tuple(re.split(r"\s{2,}", line)) for line in block("text").splitlines()]


def test_every_module_that_the_primer_names_exists() -> None:
    names = MODULE.findall(PAGE)
    assert len(names) > 20
    assert [] == [name for name in names if not (PACKAGE / name).exists()]


def test_every_module_that_the_page_about_the_architecture_names_exists() -> None:
    page = (ROOT / "docs" / "explanation" / "architecture.md").read_text(encoding="utf-8")
    names = set(re.findall(r"`(?:\w+/)*(\w+\.py)`", page))
    assert len(names) > 50
    assert set() == names - {path.name for path in PACKAGE.rglob("*.py")}
