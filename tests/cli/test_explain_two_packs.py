"""`explain` with the name of a rule that two packs have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path


def test_a_rule_name_of_two_packs_shows_both_rules_and_a_verdict_needs_the_pack(tmp_path: Path) -> None:
    (tmp_path / "banned.csv").write_text("company\nBar Telecom\n", encoding="utf-8")
    for pack in ("first", "second"):
        assert 0 == run(f"microdep lists ban banned.csv --as {pack}", tmp_path)[2]
    (tmp_path / "bom.yaml").write_text(
        "schema: microdep-bom/1\ncomponents: [{name: Radio}]\n", encoding="utf-8"
    )
    packs = "--pack ./first --pack ./second"
    out, err, code = run(f"microdep explain banned-manufacturer {packs}", tmp_path)
    names = ["first/banned-manufacturer", "second/banned-manufacturer"]
    assert 0 == code, err
    assert all(name in out for name in names), out
    _, err, code = run(f"microdep explain banned-manufacturer Radio bom.yaml {packs}", tmp_path)
    assert (2, True) == (code, f"name one of these: {', '.join(names)}" in err), err
