"""Changes of a pack by configuration are in every format that names the packs."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

import pytest

from microdep_rules.cli.formats import FOR_PROGRAMS
from tests.output.formats.running import CHECK, RENDER, check, copied

if TYPE_CHECKING:
    from pathlib import Path

WITHOUT_PACKS = {"gitlab"}
"""Formats that have no place for the packs of a run."""
CONFIGURATION = """\
[[leave_out]]
rule = "own/sourced"
reason = "agreed with purchasing"
"""


@pytest.mark.parametrize("form", [form for form in FOR_PROGRAMS if form not in WITHOUT_PACKS])
def test_a_rule_that_is_left_out_is_named_with_the_reason(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = copied(tmp_path / "copy")
    (folder / "microdep.toml").write_text(CONFIGURATION, encoding="utf-8")
    monkeypatch.chdir(folder)
    written = html.unescape(RENDER[form](check(folder, CHECK[0])))
    assert "rule excluded by configuration: own/sourced, because agreed with purchasing" in written.replace(
        "%3A", ":"
    )
