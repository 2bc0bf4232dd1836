"""A second `microdep lists ban --force` names the lines of pack.rule that it deletes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path

COMMENT = '# allow lint/boundary-not-tested because "the dates come from our spreadsheet"'
LACKS = "replaced banned-companies/pack.rule: the new file lacks"


def write_ban(folder: Path, companies: str, options: str = "") -> str:
    (folder / "banned.csv").write_text(f"Company,From\n{companies}", encoding="utf-8")
    out, reported, code = run(f"microdep lists ban banned.csv{options}", folder)
    assert 0 == code, out + reported
    return out


def test_the_changes_of_the_user_are_named(tmp_path: Path) -> None:
    write_ban(tmp_path, "Acme Works,2026-01-01\n")
    rules = tmp_path / "banned-companies" / "pack.rule"
    text = rules.read_text("utf-8").replace("list banned", f"{COMMENT}\nlist banned")
    rules.write_text(text.replace("severity    prohibit", "severity    warn"), "utf-8")
    out = write_ban(tmp_path, "Bolt Works,2026-02-02\n", " --force")
    assert (
        f"{LACKS} 2 lines of the earlier file; add your changes again:\n  {COMMENT}\n  severity warn" in out
    )


def test_the_form_of_contract_facts_proposes_the_value_of_the_only_exception(tmp_path: Path) -> None:
    write_ban(tmp_path, "Acme Works,2026-01-01\n")
    rule = "microdep new exception orion --rule banned-manufacturer --fact customer"
    out, reported, code = run(f"{rule} --is 'Orion Aerospace'", tmp_path)
    assert 0 == code, out + reported
    run("microdep new context contract --pack ./banned-companies", tmp_path)
    assert '#  customer: "Orion Aerospace",' in (tmp_path / "contract.yaml").read_text("utf-8")
    rule = rule.replace("orion", "vega")
    out, reported, code = run(f"{rule} --is 'Vega Works'", tmp_path)
    assert 0 == code, out + reported
    run("microdep new context both --pack ./banned-companies", tmp_path)
    assert "#  customer: TEXT," in (tmp_path / "both.yaml").read_text("utf-8")


def test_a_file_without_changes_has_no_message(tmp_path: Path) -> None:
    write_ban(tmp_path, "Acme Works,2026-01-01\nBolt Works,2026-03-03\n")
    assert LACKS not in write_ban(tmp_path, "Bolt Works,2026-02-02\n", " --force")
