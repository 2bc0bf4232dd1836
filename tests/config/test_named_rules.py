"""Rules that the configuration names: one that no pack has is an error with a way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.replay import run
from tests.impact.runs import write

if TYPE_CHECKING:
    from pathlib import Path

BOM = "components: [{name: Magnet, origin: US}]\n"
KEYS = ("leave_out", "rules", "not_rules")


def configured(key: str, rule: str) -> str:
    if key == "leave_out":
        return f'[[leave_out]]\nrule = "{rule}"\nreason = "agreed with purchasing"\n'
    return f'[impact]\n{key} = ["{rule}"]\n'


@pytest.mark.parametrize(
    ("rule", "way_out"),
    [
        ("micro-dependency/blocked-componnt", "did you mean `micro-dependency/blocked-component`?"),
        ("micro-dependncy/blocked-component", "did you mean `micro-dependency/blocked-component`?"),
        ("chokepoints/no-such-rule-at-all", "`microdep packs show chokepoints`"),
        ("nobodys/rule-of-theirs", "`microdep packs show PACK`"),
    ],
)
@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("command", ["check", "impact"])
def test_a_rule_that_no_pack_has_is_an_error(
    rule: str, way_out: str, key: str, command: str, tmp_path: Path
) -> None:
    write(tmp_path, BOM)
    (tmp_path / "microdep.toml").write_text(configured(key, rule))
    _, err, code = run(f"microdep {command} bom.yaml", tmp_path)
    assert (2, True) == (code, f"`{key}` names the rule `{rule}`, but no pack has this rule" in err)
    assert "microdep.toml:2:" in err
    assert way_out in " ".join(err.split())


@pytest.mark.parametrize("key", KEYS[1:])
def test_a_pattern_of_no_pack_suggests_a_pattern(key: str, tmp_path: Path) -> None:
    write(tmp_path, BOM)
    (tmp_path / "microdep.toml").write_text(configured(key, "chokepoint/*"))
    _, err, code = run("microdep impact bom.yaml", tmp_path)
    assert (2, True) == (code, "did you mean `chokepoints/*`?" in err)


@pytest.mark.parametrize("command", ["impact bom.yaml", "report bom.yaml --impact --output out"])
@pytest.mark.parametrize(("key", "warned"), [("rules", True), ("not_rules", False), ("leave_out", False)])
def test_a_rule_of_a_pack_that_is_not_run_is_named_where_it_would_block(
    command: str, key: str, *, warned: bool, tmp_path: Path
) -> None:
    write(tmp_path, BOM)
    (tmp_path / "microdep.toml").write_text(configured(key, "dod-magnets/covered-country-stage"))
    _, err, code = run(f"microdep {command}", tmp_path)
    assert code in {0, 5}
    assert warned == ("config/no-effect" in err)
    (tmp_path / "microdep.toml").write_text(
        'packs = ["dod-magnets"]\n' + configured("rules", "dod-magnets/*")
    )
    _, err, _ = run(f"microdep {command}".replace("out", "other"), tmp_path)
    assert "config/no-effect" not in err


@pytest.mark.parametrize("word", ["ALL", "*", "every", "everything", "any"])
def test_a_word_for_every_pack_leads_to_all(word: str, tmp_path: Path) -> None:
    (tmp_path / "microdep.toml").write_text(f'packs = ["{word}"]\n', encoding="utf-8")
    (tmp_path / "bom.yaml").write_text(
        "schema: microdep-bom/1\ncomponents: [{name: Motor}]\n", encoding="utf-8"
    )
    assert "help: for every shipped pack, write `all`\n" in run("microdep check bom.yaml", tmp_path)[1]
