"""The documentation and the help list every field that a column of a table can have."""

from __future__ import annotations

import re

from microdep_rules.bom.imports.names import fields
from tests.cli.replay import run
from tests.docs.pages import ROOT


def test_the_documentation_has_every_field_of_a_table() -> None:
    text = (ROOT / "docs" / "reference" / "tables.md").read_text(encoding="utf-8")
    table = text.partition("Each column has one of these fields")[2].partition("\n## ")[0]
    assert fields() == dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", table, re.MULTILINE))


def test_the_help_of_import_has_every_field_of_a_table() -> None:
    said = " ".join(run("microdep bom import --help", ROOT)[0].split())
    listed = said.partition("The fields are ")[2].partition(". ")[0]
    assert list(fields()) == re.split(r", | and ", listed)
