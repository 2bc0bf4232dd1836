"""`microdep new`: what it writes is formatted, loads, passes its examples, and applies in a check."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
import yaml

from microdep_rules.bom.load import load_document
from microdep_rules.cli.commands import new
from microdep_rules.config import Config
from microdep_rules.output.contract_form import find_contract_facts
from microdep_rules.pipeline.packs import load_packs
from microdep_rules.pipeline.project import Project
from microdep_rules.vocabulary.resources import rules_folder, schema_data, starter_text
from microdep_rules.workspace import shipped_packs
from microdep_rules.workspace.files import Workspace
from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path

    from microdep_rules.lang import ir

PACK = "microdep new pack company-rules"
BOM = """\
schema: microdep-bom/1
document: {id: drone, completeness: complete}
parties: [{id: foundry, name: Example Foundry}]
components:
  - id: motor
    name: Motor
    manufacturer: foundry
    origin: SY
    unit_cost: {amount: 900, currency: USD}
    materials: [{substance: SmCo, composition: [{element: Pb, share: 1}]}]
    complete: [materials]
"""
CREATED = {
    "new rule unit-price": "unit-price",
    "new list banned-companies": "check-banned-companies",
    "new list allied-countries --of country": "check-allied-countries",
    "new list banned-substances --of substance": "check-banned-substances",
    "new table content-thresholds": "check-content-thresholds",
}
"""The rule of each new file of a pack, which the bill of materials above fails."""
NO_FACTS = {"schema", "$schema", "evidence", "ext"}
"""Keys of a context that are no contract facts."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a new pack and a bill of materials."""
    assert 0 == run(PACK, tmp_path)[2]
    (tmp_path / "bom.yaml").write_text(BOM, encoding="utf-8")
    return tmp_path


def require_sound(folder: Path, pack: str = "company-rules") -> None:
    """Require that a pack is formatted, that its examples pass, and that nothing is reported."""
    assert 0 == run(f"microdep fmt --check {pack}", folder)[2]
    assert ("company-rules 1: no findings\n", "", 0) == run(f"microdep lint {pack}", folder)
    out, err, code = run(f"microdep test {pack}", folder)
    assert (0, "") == (code, err), out


def test_a_new_pack_is_sound_and_its_rule_applies(folder: Path) -> None:
    require_sound(folder)
    out, _, code = run("microdep check bom.yaml --pack ./company-rules", folder)
    assert (1, True) == (code, "company-rules/restricted-origin" in out)


@pytest.mark.parametrize("line", CREATED)
def test_a_new_file_is_sound_and_its_rule_applies(line: str, folder: Path) -> None:
    out, err, code = run(f"microdep {line}", folder)
    assert (0, "") == (code, err)
    assert out.endswith("next: microdep test company-rules\n")
    require_sound(folder)
    out, _, _ = run("microdep check bom.yaml --pack ./company-rules --format json --outcomes all", folder)
    outcomes = yaml.safe_load(out)["documents"][0]["outcomes"]
    verdicts = {outcome["rule"]: outcome["verdict"] for outcome in outcomes}
    assert "fail" == verdicts[f"company-rules/{CREATED[line]}"]


def test_all_new_files_together_are_sound(folder: Path) -> None:
    assert [0] * len(CREATED) == [run(f"microdep {line}", folder)[2] for line in CREATED]
    require_sound(folder)


@pytest.mark.parametrize("line", CREATED)
def test_the_examples_of_a_new_file_pass_and_fail_at_the_boundary_and_without_a_fact(
    line: str, folder: Path
) -> None:
    run(f"microdep {line}", folder)
    text = (folder / "company-rules" / f"{line.split()[2]}.rule").read_text(encoding="utf-8")
    assert {"pass", "fail", "unknown"} <= set(re.findall(r"^example (\w+)", text, re.MULTILINE))
    assert 1 == text.count("# The boundary: ")
    assert 1 == text.count("# A missing fact never leads to a pass: the verdict is unknown.")


def test_the_kinds_of_lists_have_templates() -> None:
    assert all(starter_text(f"list-{kind}.{ending}") for kind in new.KINDS for ending in ("rule", "csv"))


# ---- where files are written ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        *(PACK, *(f"microdep {line}" for line in CREATED), "microdep new context contract"),
        "microdep new waiver laboratory --rule covered-uas-part --component motor",
    ],
)
def test_a_file_is_never_overwritten(line: str, folder: Path) -> None:
    run(line, folder)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    _, err, code = run(line, folder)
    assert (2, True) == (code, "error[file/exists]" in err)
    name = line.split()[3]
    assert f"  next: {line.replace(name, f'{name}-2')}\n" in err
    assert before == {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_link_to_no_file_is_not_followed(folder: Path) -> None:
    (folder / "company-rules" / "unit-price.rule").symlink_to(folder / "elsewhere.rule")
    _, err, code = run("microdep new rule unit-price", folder)
    assert (2, True) == (code, "file/exists" in err)
    assert not (folder / "elsewhere.rule").exists()


def test_a_pack_is_added_to_the_configuration(tmp_path: Path) -> None:
    (tmp_path / "microdep.toml").write_text('packs = ["uas"]\n', encoding="utf-8")
    out, _, _ = run(f"{PACK} --into policies", tmp_path)
    assert "added policies/company-rules to `packs` in microdep.toml" in out
    assert 'packs = ["uas", "policies/company-rules"]\n' == (tmp_path / "microdep.toml").read_text("utf-8")
    assert 0 == run("microdep new rule unit-price", tmp_path)[2]
    assert (tmp_path / "policies" / "company-rules" / "unit-price.rule").is_file()
    assert "company-rules 1: 9 of 9 examples pass" in run("microdep test", tmp_path)[0]


def test_a_pack_outside_the_folder_of_the_configuration_is_not_added(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "microdep.toml").write_text('packs = ["uas"]\n', encoding="utf-8")
    out, _, code = run(f"{PACK} --into ..", inside)
    assert (0, False) == (code, "added" in out)
    assert 'packs = ["uas"]\n' == (inside / "microdep.toml").read_text("utf-8")
    assert out.endswith("next: microdep test ../company-rules\n")
    assert 0 == run("microdep new rule unit-price --into ../company-rules", inside)[2]


def test_a_file_goes_into_the_pack_of_the_current_folder(folder: Path) -> None:
    assert 0 == run("microdep new rule unit-price", folder / "company-rules")[2]
    assert (folder / "company-rules" / "unit-price.rule").is_file()


def test_one_of_several_packs_is_named(folder: Path) -> None:
    run("microdep new pack other-rules", folder)
    _, err, code = run("microdep new rule unit-price", folder)
    assert (2, True) == (code, "microdep new rule unit-price --into company-rules\n" in err)
    assert 0 == run("microdep new rule unit-price --into other-rules", folder)[2]
    assert (folder / "other-rules" / "unit-price.rule").is_file()


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("rule unit-price", "there is no pack here"),
        ("rule unit-price --into nowhere", "`nowhere` is not a pack"),
    ],
)
def test_without_a_pack_the_next_command_writes_one(line: str, problem: str, tmp_path: Path) -> None:
    _, err, code = run(f"microdep new {line}", tmp_path)
    assert (2, True) == (code, problem in err)
    assert "  next: microdep new pack " in err


def test_a_shipped_pack_gets_no_file(tmp_path: Path) -> None:
    _, err, code = run(f"microdep new rule unit-price --into {rules_folder() / 'uas'}", tmp_path)
    assert (2, True) == (code, "is a pack of microdep" in err)


def test_a_broken_pack_gets_no_file(folder: Path) -> None:
    (folder / "company-rules" / "broken.rule").write_text("rule broken\n", encoding="utf-8")
    _, err, code = run("microdep new rule unit-price", folder)
    assert (3, True) == (code, "nothing was written" in err)
    assert not (folder / "company-rules" / "unit-price.rule").exists()


def test_in_a_pack_with_a_clause_map_the_author_completes_the_map(folder: Path) -> None:
    clauses = folder / "company-rules" / "clauses.csv"
    head = "clause,content,encoded,by,read,version,on,note\n"
    line = "company policy,the policy,whole,{},in full,1,2026-11-01,\n"
    clauses.write_text(head + line.format("restricted-origin"), encoding="utf-8")
    require_sound(folder)
    out, err, code = run("microdep new rule unit-price", folder)
    assert (0, True) == (code, "type/clause-missing" in err)
    assert out.endswith(
        "next: complete the clause map, company-rules/clauses.csv\nthen: microdep test company-rules\n"
    )
    clauses.write_text(head + line.format("restricted-origin | unit-price"), encoding="utf-8")
    require_sound(folder)


@pytest.mark.parametrize("line", ["rule restricted-origin", "list material", "table contract"])
def test_a_name_that_is_taken_in_the_pack_is_refused(line: str, folder: Path) -> None:
    before = sorted((folder / "company-rules").iterdir())
    _, err, code = run(f"microdep new {line}", folder)
    assert (3, True) == (code, "error[name/taken]" in err)
    assert before == sorted((folder / "company-rules").iterdir())


# ---- names ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "following"),
    [
        ("rule 'Unit Price'", "microdep new rule unit-price"),
        ("rule Unit_Price.rule", "microdep new rule unit-price"),
        ("rule a/b/unit-price", "microdep new rule unit-price --into a/b"),
        ("rule ../unit-price", "microdep new rule unit-price --into .."),
        ("rule rule", "microdep new rule company-rule"),
        ("rule 3tg", "microdep new rule rule-3tg"),
        ("list in-china", "microdep new list company-in-china"),
        ("pack Größe", "microdep new pack grosse"),
        ("pack uas", "microdep new pack company-uas"),
        ("pack file", "microdep new pack company-file"),
        ("context Contract.yaml", "microdep new context contract"),
        ("rule 规则", "microdep new rule --help"),
        ("rule ''", "microdep new rule --help"),
        ("rule ---", "microdep new rule --help"),
    ],
)
def test_an_odd_name_is_refused_with_a_possible_one(line: str, following: str, folder: Path) -> None:
    before = sorted(folder.rglob("*"))
    _, err, code = run(f"microdep new {line}", folder)
    assert (2, before) == (code, sorted(folder.rglob("*")))
    assert err.endswith(f"  next: {following}\n")


# ---- exceptions ----------------------------------------------------------------------------------


FACTS = {
    "": "ext: {prototype: true}",
    "--fact customer --is 'Orion Aerospace'": 'ext: {customer: "Orion Aerospace"}',
    "--fact contract.ext.customer --is 'another customer'": 'ext: {customer: "another customer"}',
    "--fact signed --before 2027-01-01": "ext: {signed: 2026-12-31}",
    "--fact signed --from 2027-01-01": "ext: {signed: 2027-01-01}",
    "--fact signed --before 9999-12-31": "ext: {signed: 9999-12-30}",
    "--fact signed --from 9999-12-31": "ext: {signed: 9999-12-31}",
    "--fact order --is 20270101": "ext: {order: 20270101}",
    "--fact security-level --is 1": "ext: {security_level: 1}",
    "--fact resale --is No": "resale: false",
    "--fact agency --is DoD": "agency: DoD",
    "--fact contract.place_of_use --is Japan": "place_of_use: JP",
    "--fact delivery --from 2027-01-01": "delivery: 2027-01-01",
    "--fact contract.award --before 2027-01-01": "award: 2026-12-31",
    "--fact number --is FA-1": 'number: "FA-1"',
}
"""Options about the fact of an exception, with the line of a context file that states the fact."""
EXCEPTION = "microdep new exception prototype --rule restricted-origin"


@pytest.mark.parametrize("options", FACTS)
def test_a_new_exception_is_sound_and_applies_if_the_contract_states_its_fact(
    options: str, folder: Path
) -> None:
    out, err, code = run(f"{EXCEPTION} {options}", folder)
    assert (0, "") == (code, err)
    assert (
        "next: microdep test company-rules\nthen: microdep new context contract --pack company-rules" in out
    )
    assert out.endswith(f"state the fact there: `{FACTS[options]}`\n")
    require_sound(folder)
    check = "microdep check bom.yaml --pack ./company-rules --quiet"
    assert "FAIL  bom.yaml: 1 fail" in run(check, folder)[0]
    (folder / "contract.yaml").write_text(f"schema: microdep-context/1\n{FACTS[options]}\n", encoding="utf-8")
    out, err, _ = run(f"{check} --context contract.yaml", folder)
    assert ("", True) == (err, "0 fail, 0 open, 1 exempt" in out)


def test_a_new_exception_states_its_fact_with_evidence_for_the_context(folder: Path) -> None:
    run(EXCEPTION, folder)
    text = (folder / "company-rules" / "prototype.rule").read_text(encoding="utf-8")
    lines = re.findall(r"^#   (.+)$", text, re.MULTILINE)
    (folder / "contract.yaml").write_text("\n".join(["schema: microdep-context/1", *lines]), encoding="utf-8")
    out, err, _ = run("microdep check bom.yaml --pack ./company-rules --context contract.yaml", folder)
    assert ("", True) == (err, "warning" not in out and "EXEMPT" in out)


def test_the_examples_of_an_exception_have_the_fact_another_value_no_value_and_a_claim(folder: Path) -> None:
    run(EXCEPTION, folder)
    text = (folder / "company-rules" / "prototype.rule").read_text(encoding="utf-8")
    assert ["exempt", "fail", "fail", "unknown"] == re.findall(r"^example (\w+)", text, re.MULTILINE)


@pytest.mark.parametrize(
    ("option", "condition", "verdicts"),
    [
        (
            "--before",
            "is before 2026-10-01",
            {"2026-09-30": "exempt", "2026-10-01": "fail", "2026-10-02": "fail"},
        ),
        (
            "--from",
            "is on or after 2026-10-01",
            {"2026-09-30": "fail", "2026-10-01": "exempt", "2026-10-02": "exempt"},
        ),
    ],
)
@pytest.mark.parametrize("rules", ["", " --rule banned-supplier"])
def test_an_exception_with_a_date_has_examples_on_the_day_and_on_the_days_beside_it(
    option: str, condition: str, verdicts: dict[str, str], rules: str, folder: Path
) -> None:
    (folder / "banned.csv").write_text("company\nExample Works\n", encoding="utf-8")
    run("microdep lists ban banned.csv", folder)
    line = f"microdep new exception early --rule banned-manufacturer{rules} --fact signed {option} 2026-10-01"
    assert 0 == run(line, folder)[2]
    text = (folder / "banned-companies" / "early.rule").read_text(encoding="utf-8")
    assert f"  when   contract.ext.signed {condition}\n" in text
    examples = re.findall(r'^example (\w+) of banned-manufacturer "signed is ([\d-]+)"', text, re.MULTILINE)
    assert verdicts == {day: verdict for verdict, day in examples}
    for command in ("test", "lint", "fmt --check"):
        out, err, code = run(f"microdep {command} banned-companies", folder)
        assert 0 == code, out + err
    assert "no findings" in run("microdep lint banned-companies", folder)[0]


@pytest.mark.parametrize(
    ("options", "following"),
    [
        ("--fact signed --is 2026-10-01", "--fact signed --before 2026-10-01"),
        ("--before 2026-10-01", "--fact signed --before 2026-10-01"),
        ("--from 2026-10-01", "--fact signed --from 2026-10-01"),
    ],
)
def test_the_next_command_for_an_exception_with_a_date_keeps_all_rules(
    options: str, following: str, folder: Path
) -> None:
    (folder / "banned.csv").write_text("company\nExample Works\n", encoding="utf-8")
    run("microdep lists ban banned.csv", folder)
    rules = "--rule banned-manufacturer --rule banned-supplier"
    _, err, code = run(f"microdep new exception early {rules} {options}", folder)
    command = err.partition("  next: ")[2].strip()
    assert (2, f"microdep new exception early {rules} {following}") == (code, command)
    assert 0 == run(command, folder)[2]


def test_an_exception_names_the_rules_to_which_it_is_an_exception(folder: Path) -> None:
    (folder / "banned.csv").write_text("company\nExample Works\n", encoding="utf-8")
    run("microdep lists ban banned.csv", folder)
    out, _, _ = run("microdep new exception early --rule banned-manufacturer", folder)
    assert "early.rule: an exception to banned-manufacturer, its contract fact" in out
    out, _, _ = run("microdep new exception b --rule banned-manufacturer --rule banned-supplier", folder)
    assert "b.rule: an exception to banned-manufacturer and banned-supplier, its contract fact" in out


def test_a_missing_rule_of_a_ban_leads_to_both_rules(folder: Path) -> None:
    (folder / "banned.csv").write_text("company\nExample Works\n", encoding="utf-8")
    run("microdep lists ban banned.csv", folder)
    _, err, code = run("microdep new exception early --into banned-companies", folder)
    command = "microdep new exception early --rule banned-manufacturer --rule banned-supplier"
    assert (2, True) == (code, command in err), err


def test_an_exception_to_several_rules_has_examples_of_each(folder: Path) -> None:
    run("microdep new list banned-companies", folder)
    assert 0 == run(f"{EXCEPTION} --rule check-banned-companies", folder)[2]
    require_sound(folder)
    text = (folder / "company-rules" / "prototype.rule").read_text(encoding="utf-8")
    assert 4 == text.count(" of check-banned-companies ") == text.count(" of restricted-origin ")


def test_the_rule_of_an_exception_may_have_the_name_of_its_pack(folder: Path) -> None:
    assert 0 == run(EXCEPTION.replace("--rule ", "--rule company-rules/"), folder)[2]
    require_sound(folder)


@pytest.mark.parametrize(
    ("options", "fact", "use"),
    [
        ("--fact award_date --before 2026-07-01", "date `award`", "--fact award"),
        ("--fact contract-award --from 2026-07-01", "date `award`", "--fact award"),
        ("--fact awarded_before_july", "date `award`", "--fact award --before DATE"),
        ("--fact delivered_on --before 2026-07-01", "date `delivery`", "--fact delivery"),
        ("--fact buying_agency --is DoD", "word `agency`", "--fact agency"),
        ("--fact for_resale", "yes-or-no fact `resale`", "--fact resale"),
    ],
)
def test_an_own_fact_that_resembles_a_fact_of_the_context_has_a_hint(
    options: str, fact: str, use: str, folder: Path
) -> None:
    out, err, code = run(f"{EXCEPTION} {options}", folder)
    assert (0, "") == (code, err)
    assert out.endswith(f"hint: a context file already has the {fact}; to use it: {use}\n")


@pytest.mark.parametrize("options", ["", "--fact customer --is Orion", "--fact award --before 2026-07-01"])
def test_another_fact_has_no_hint(options: str, folder: Path) -> None:
    assert "hint: " not in run(f"{EXCEPTION} {options}", folder)[0]


def test_of_several_packs_the_message_names_one_with_the_rule(folder: Path) -> None:
    (folder / "banned.csv").write_text("company\nExample Works\n", encoding="utf-8")
    for name in ("x-banned", "y-banned"):
        run(f"microdep lists ban banned.csv --as {name}", folder)
    line = "microdep new exception prototype --rule banned-supplier"
    _, err, code = run(line, folder)
    assert (2, True) == (code, "there are several packs, `x-banned`, `y-banned`; name one" in err)
    assert err.endswith(f"  next: {line} --into x-banned\n")
    assert 0 == run(line.replace("banned-s", "y-banned/banned-s"), folder)[2]
    assert (folder / "y-banned" / "prototype.rule").is_file()


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ("--rule y-banned/banned-supplier --into x-banned", "names a rule of the pack `y-banned`"),
        ("--rule z-banned/banned-supplier --into x-banned", "there is no pack `z-banned` here"),
        ("--rule z-banned/banned-supplier", "there is no pack `z-banned` here"),
        ("--rule x-banned/banned-supplier --rule y-banned/banned-manufacturer", "in different packs"),
        (
            "--rule x-banned/banned-supplier --rule y-banned/banned-manufacturer --into x-banned",
            "in different packs",
        ),
    ],
)
def test_an_exception_to_a_rule_of_another_pack_is_refused(options: str, problem: str, folder: Path) -> None:
    (folder / "banned.csv").write_text("company\nExample Works\n", encoding="utf-8")
    for name in ("x-banned", "y-banned"):
        run(f"microdep lists ban banned.csv --as {name}", folder)
    _, err, code = run(f"microdep new exception prototype {options}", folder)
    assert (2, True) == (code, problem in err)
    assert [] == list(folder.glob("*/prototype.rule"))
    if "y-banned`" in problem:
        (line,) = (line.removeprefix("  next: ") for line in err.splitlines() if "next: " in line)
        assert 0 == run(line, folder)[2]
        assert (folder / "y-banned" / "prototype.rule").is_file()


def test_examples_that_fail_with_a_new_exception_are_reported(folder: Path) -> None:
    line = "microdep new exception {} --rule restricted-origin --fact signed {} 2026-10-01"
    assert "" == run(line.format("old", "--before"), folder)[1]
    _, err, code = run(line.format("new", "--from"), folder)
    assert (0, True) == (code, "examples fail in company-rules with the new exception, such as " in err)
    assert "that read the same contract fact are `old`" in err
    assert 0 != run("microdep test company-rules", folder)[2]
    _, err, code = run(
        "microdep new exception other --rule restricted-origin --fact customer --is Orion", folder
    )
    assert (0, "") == (code, err), "examples that failed before are no news"
    _, err, code = run(
        "microdep new exception same --rule restricted-origin --fact customer --is Orion", folder
    )
    assert (0, True) == (code, "that read the same contract fact are `other`" in err)


def test_a_value_of_another_kind_than_the_declared_fact_is_refused(folder: Path) -> None:
    assert 0 == run(f"{EXCEPTION} --fact approved --is true", folder)[2]
    line = f"{EXCEPTION} --fact approved --is 5".replace("prototype", "other")
    _, err, code = run(line, folder)
    assert (2, True) == (
        code,
        "`5` is no value of `contract.ext.approved`, which the pack declares as" in err,
    )


def test_a_negative_number_is_refused_before_a_file_is_written(folder: Path) -> None:
    _, err, code = run(f"{EXCEPTION} --fact level --is -5", folder)
    assert (2, True) == (code, "a rule file cannot contain the negative number `-5`" in err)


def test_a_backslash_is_written_twice_in_a_context_file(folder: Path) -> None:
    out, _, code = run(f"{EXCEPTION} --fact drive --is 'C:\\x'", folder)
    assert (0, True) == (code, 'ext: {drive: "C:\\\\x"}' in out)
    require_sound(folder)


def test_a_fact_is_declared_once(folder: Path) -> None:
    for name in ("orion", "vega"):
        line = f"microdep new exception {name} --rule restricted-origin --fact customer --is {name}"
        assert 0 == run(line, folder)[2]
    require_sound(folder)


def test_an_exception_goes_into_the_pack_with_its_rule(folder: Path) -> None:
    run("microdep new pack other-rules", folder)
    (folder / "banned.csv").write_text("company\nExample Works\n", encoding="utf-8")
    run("microdep lists ban banned.csv", folder)
    assert 0 == run("microdep new exception prototype --rule banned-supplier", folder)[2]
    assert (folder / "banned-companies" / "prototype.rule").is_file()
    assert (2, True) == (run(EXCEPTION, folder)[2], "there are several packs" in run(EXCEPTION, folder)[1])


@pytest.mark.parametrize(
    ("rules", "problem", "following"),
    [
        (
            "--rule unit-prize",
            "no pack here has the rule `unit-prize`",
            "microdep new exception x --rule unit-price",
        ),
        ("--rule zulu", "the rules are `restricted-origin`, `unit-price`", ""),
        ("--rule unit-price --rule restricted-origin", "in different packs", ""),
    ],
)
def test_with_several_packs_a_wrong_rule_is_named(
    rules: str, problem: str, following: str, tmp_path: Path
) -> None:
    run(PACK, tmp_path)
    run("microdep new pack other-rules", tmp_path)
    for file in (tmp_path / "other-rules").iterdir():
        file.unlink()
    (tmp_path / "other-rules" / "pack.rule").write_text(
        'pack other-rules version 1\n  title "other"\n  authority "company policy"\n  reviewed 2026-11-01\n',
        encoding="utf-8",
    )
    assert 0 == run("microdep new rule unit-price --into other-rules", tmp_path)[2]
    _, err, code = run(f"microdep new exception x {rules}", tmp_path)
    assert (2, True) == (code, problem in err), err
    assert following in err.partition("  next: ")[2]


def test_an_example_with_contract_facts_keeps_them(folder: Path) -> None:
    (folder / "banned.csv").write_text("company\nExample Works\n", encoding="utf-8")
    run("microdep lists ban banned.csv --from 2027-01-01", folder)
    assert 0 == run("microdep new exception prototype --rule banned-supplier", folder)[2]
    assert 0 == run("microdep test banned-companies", folder)[2]
    assert 0 == run("microdep fmt --check banned-companies", folder)[2]


def test_a_configured_context_is_named(folder: Path) -> None:
    (folder / "microdep.toml").write_text('packs = ["company-rules"]\ncontext = "c.yaml"\n', encoding="utf-8")
    (folder / "c.yaml").write_text("schema: microdep-context/1\n", encoding="utf-8")
    out = run(EXCEPTION, folder)[0]
    assert out.endswith("then: state the fact in c.yaml: `ext: {prototype: true}`\n")


@pytest.mark.parametrize(
    ("line", "problem", "following"),
    [
        ("", "the option `--rule` is missing", "microdep new exception x --rule restricted-origin"),
        (
            "--rule restricted",
            "has no rule `restricted`",
            "microdep new exception x --rule restricted-origin",
        ),
        ("--rule zulu", "its rules are `restricted-origin`", "microdep new exception x --rule"),
        (
            "--fact 'Customer Name' --rule restricted-origin",
            "",
            "--fact customer_name --rule restricted-origin",
        ),
        ("--fact from --rule restricted-origin", "is a word of the rule language", "--fact own_from"),
        ("--fact component.mpn --rule restricted-origin", "is not a contract fact", ""),
        (
            "--fact 'customer is Z' --rule restricted-origin",
            "as --fact customer --is Z",
            "--fact customer --is",
        ),
        ("--fact value --rule restricted-origin", "use a fact of your own", ""),
        ("--fact agency --is Dod2 --rule restricted-origin", "is no value of `contract.agency`", ""),
        ("--fact resale --is maybe --rule restricted-origin", "expected `true` or `false`", ""),
        ("--fact customer --is 'a\"b' --rule restricted-origin", "such as a quotation mark", ""),
        (
            "--fact signed --is 2026-10-01 --rule restricted-origin",
            "for dates before this day, write --before",
            "",
        ),
        ("--before 2026-10-01 --rule restricted-origin", "add --fact FACT, such as --fact signed", ""),
        ("--fact s --is x --from 2026-10-01 --rule restricted-origin", "only one of the options", ""),
        ("--fact s --from 0001-01-01 --rule restricted-origin", "no date is before 0001-01-01", ""),
        ("--fact agency --from 2026-10-01 --rule restricted-origin", "`contract.agency` is not a date", ""),
        ("--fact number --from 2026-10-01 --rule restricted-origin", "`contract.number` is not a date", ""),
        ("--fact resale --before 2026-10-01 --rule restricted-origin", "`contract.resale` is not a date", ""),
        ("--fact from --before 2026-10-01 --rule restricted-origin", "is a word of the rule language", ""),
    ],
)
def test_a_wrong_exception_is_refused_and_the_message_leads_on(
    line: str, problem: str, following: str, folder: Path
) -> None:
    before = sorted(folder.rglob("*"))
    _, err, code = run(f"microdep new exception x {line}", folder)
    assert (2, before) == (code, sorted(folder.rglob("*")))
    assert problem in err
    assert following in err.partition("  next: ")[2]


def test_a_rule_without_a_failing_example_gets_no_exception(folder: Path) -> None:
    rule = folder / "company-rules" / "pack.rule"
    text = rule.read_text(encoding="utf-8")
    rule.write_text(
        text.replace("example fail", "example pass").replace("expect  fail", "expect  pass"), "utf-8"
    )
    _, err, code = run(EXCEPTION, folder)
    assert (2, True) == (code, "has no failing example of `restricted-origin`" in err)


# ---- contract facts ------------------------------------------------------------------------------


def shipped() -> list[ir.Pack]:
    """The shipped packs with rules."""
    names = shipped_packs.list_packs_with_rules()
    loaded = load_packs(Project(Workspace(), Config()), names, {}, with_examples=False)
    return [pack.pack for pack in loaded.packs if pack.pack is not None]


def test_a_context_names_each_fact_that_the_rules_read(tmp_path: Path) -> None:
    out, _, code = run("microdep new context contract --pack all", tmp_path)
    assert (0, True) == (
        code,
        out.endswith("next: microdep check BOM.csv --pack all --context contract.yaml\n"),
    )
    text = (tmp_path / "contract.yaml").read_text(encoding="utf-8")
    facts = re.findall(r"^#(\w+): ", text, re.MULTILINE)
    assert {*find_contract_facts(shipped()), "evidence"} == set(facts)
    assert len(facts) == len(set(facts)) > 40
    assert [] == load_document("contract.yaml", text.encode(), kind="context").diagnostics


def test_a_context_is_valid_when_all_of_it_is_completed(tmp_path: Path) -> None:
    run("microdep new context contract --pack all", tmp_path)
    text = (tmp_path / "contract.yaml").read_text(encoding="utf-8")
    completed = re.sub(r"(?m)^#(?=\w+: )", "", text)
    (tmp_path / "contract.yaml").write_text(completed, encoding="utf-8")
    (tmp_path / "bom.yaml").write_text(BOM, encoding="utf-8")
    _, err, _ = run("microdep check bom.yaml --pack all --context contract.yaml", tmp_path)
    assert "error" not in err
    assert "warning" not in err


def test_every_contract_fact_has_an_example() -> None:
    keys = {line.split(": ", 1)[0] for line in starter_text("context.yaml").splitlines()}
    assert set(schema_data("microdep-context-1")["properties"]) - NO_FACTS == keys


def test_a_context_states_the_rules_that_a_fact_affects(tmp_path: Path) -> None:
    run("microdep new context contract --pack uas", tmp_path)
    text = (tmp_path / "contract.yaml").read_text(encoding="utf-8")
    assert re.search(r"It affects \d+ rules of uas\.\n#agency: DoD\n", text)
    assert "It affects uas/" in text


def test_a_context_of_packs_without_contract_facts_has_none(folder: Path) -> None:
    run("microdep new context contract --pack ./company-rules", folder)
    assert "No rule of the packs reads a contract fact" in (folder / "contract.yaml").read_text("utf-8")


OWN_FACT = """
field contract.ext.{name} is {kind}
  title  "a fact of the company?"
  cites  "purchasing handbook, 4"

exception {name}-exception to restricted-origin
  title  "{name}"
  cites  "purchasing handbook, 4"
  when   contract.ext.{name} is {value}
"""
OWN_KINDS = {
    "number": "2",
    'number in "N·m"': "2",
    "percent": "5 %",
    "mass": "5 kg",
    "density": "5 g/cm3",
    "money": "5 USD",
    "date": "2027-01-01",
    "true-or-false": "true",
    "country": "US",
    "text": '"a"',
    "function": "motor",
}


def test_a_context_has_the_contract_facts_that_a_pack_declares(folder: Path) -> None:
    declared = {f"fact_{place}": kind for place, kind in enumerate(OWN_KINDS)}
    texts = [OWN_FACT.format(name=name, kind=kind, value=OWN_KINDS[kind]) for name, kind in declared.items()]
    texts.append('\nfield contract.ext.unread is text\n  title  "unread"\n  cites  "handbook"\n')
    rules = folder / "company-rules" / "facts.rule"
    rules.write_text("".join(texts).lstrip(), encoding="utf-8")
    out, err, code = run("microdep new context contract --pack ./company-rules", folder)
    assert (0, "") == (code, err), out
    text = (folder / "contract.yaml").read_text(encoding="utf-8")
    about = "# a fact of the company (purchasing handbook, 4). It affects company-rules/restricted-origin.\n"
    assert text.count(about) == len(OWN_KINDS)
    assert "unread" not in text
    completed = re.sub(r"(?m)^#(?=  \w+: )", "", text)
    assert yaml.safe_load(completed)["ext"].keys() == declared.keys()
    (folder / "contract.yaml").write_text(completed, encoding="utf-8")
    _, err, _ = run("microdep check bom.yaml --pack ./company-rules --context contract.yaml", folder)
    assert "error" not in err


@pytest.mark.parametrize("packs", ["all", "./company-rules"])
def test_each_line_of_a_context_is_valid_without_its_comment_sign(packs: str, folder: Path) -> None:
    texts = [
        OWN_FACT.format(name=f"fact_{place}", kind=kind, value=value)
        for place, (kind, value) in enumerate(OWN_KINDS.items())
    ]
    (folder / "company-rules" / "facts.rule").write_text("".join(texts).lstrip(), encoding="utf-8")
    run(f"microdep new context contract --pack {packs}", folder)
    lines = (folder / "contract.yaml").read_text(encoding="utf-8").splitlines()
    commented = [place for place, line in enumerate(lines) if re.match(r"#(?! )|#  (?=\w+: )", line)]
    assert len(commented) > len(OWN_KINDS)
    for completed in (set(), *({place} for place in commented), set(commented)):
        text = "\n".join(line[1:] if place in completed else line for place, line in enumerate(lines)) + "\n"
        assert [] == load_document("contract.yaml", text.encode(), kind="context").diagnostics, text


@pytest.mark.parametrize(
    ("first", "second"), [("--is Orion", "--before 2026-10-01"), ("--is 5", "--is true")]
)
def test_a_fact_that_two_packs_declare_with_different_kinds_is_refused_for_one_context(
    first: str, second: str, tmp_path: Path
) -> None:
    (tmp_path / "banned.csv").write_text("company\nZed Works\n", encoding="utf-8")
    for pack, option in (("aa", first), ("bb", second), ("cc", second)):
        assert 0 == run(f"microdep lists ban banned.csv --as {pack}", tmp_path)[2]
        line = f"microdep new exception ours --rule banned-manufacturer --fact signed {option} --into {pack}"
        assert 0 == run(line, tmp_path)[2]
    _, err, code = run("microdep new context contract --pack ./aa --pack ./bb", tmp_path)
    assert (2, True) == (code, "the packs declare the contract fact `signed` differently: `aa` as" in err), (
        err
    )
    assert not (tmp_path / "contract.yaml").exists()
    assert 0 == run("microdep new context contract --pack ./bb --pack ./cc", tmp_path)[2]


def test_the_next_command_names_the_only_table_of_components(folder: Path) -> None:
    (folder / "bom.yaml").unlink()
    (folder / "board.csv").write_text(
        "Name,MPN,Manufacturer,Qty\nMotor,M-1,Example Works,4\n", encoding="utf-8"
    )
    out = run("microdep new context contract --pack ./company-rules", folder)[0]
    command = "microdep check board.csv --pack ./company-rules --context contract.yaml"
    assert out.endswith(f"next: {command}\n")


def test_a_configured_context_needs_no_option(tmp_path: Path) -> None:
    (tmp_path / "microdep.toml").write_text('context = "contract.yaml"\n', encoding="utf-8")
    assert run("microdep new context contract", tmp_path)[0].endswith("next: microdep check\n")


# ---- waivers -------------------------------------------------------------------------------------


WAIVER = "microdep new waiver prototype --rule restricted-origin --component motor"
CHECK = "microdep check bom.yaml --pack ./company-rules --waivers prototype.yaml"
COMPLETE = {
    "reason: TBD": "reason: five prototypes that stay in the laboratory",
    "requested_by: TBD": "requested_by: Dana Ito <dana.ito@example.com>",
    "approved_by: TBD": "approved_by: Kim Berg <kim.berg@example.com>",
    "until: TBD": "until: 2027-05-31",
}
"""Each line of a new waiver with a placeholder, with a complete line."""


def completed(folder: Path, *, without: str = "") -> None:
    """Complete the new waiver, except for the line `without`."""
    path = folder / "prototype.yaml"
    text = path.read_text(encoding="utf-8")
    assert all(1 == text.count(line) for line in COMPLETE)
    for line, complete in COMPLETE.items():
        text = text if line == without else text.replace(line, complete)
    path.write_text(text, encoding="utf-8")


def test_a_new_waiver_has_an_effect_when_it_is_completed(folder: Path) -> None:
    out, err, code = run(f"{WAIVER} --pack ./company-rules", folder)
    assert (0, "") == (code, err)
    assert out == (
        "wrote prototype.yaml: a waiver, to be completed\n"
        "next: replace each TBD in prototype.yaml\n"
        "then: microdep check --pack ./company-rules --waivers prototype.yaml\n"
    )
    completed(folder)
    out, _, code = run(CHECK, folder)
    assert (0, True) == (code, "1 fail (1 waived)" in out), out


@pytest.mark.parametrize("line", COMPLETE)
def test_a_new_waiver_with_a_placeholder_waives_nothing(line: str, folder: Path) -> None:
    run(f"{WAIVER} --pack ./company-rules", folder)
    completed(folder, without=line)
    out, err, code = run(CHECK, folder)
    assert (4, True, False) == (code, "found `TBD`" in err, "WAIVED" in out)


def test_each_line_of_a_new_waiver_is_valid_without_its_comment_sign(folder: Path) -> None:
    run(f"{WAIVER} --pack ./company-rules", folder)
    completed(folder)
    path = folder / "prototype.yaml"
    fields = re.sub(r"^( +)# (?=[a-z_]+: )", r"\1", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    path.write_text(fields, encoding="utf-8")
    _, err, code = run(CHECK, folder)
    assert (4, 1) == (code, err.count("error[")), err
    assert "expected a provision of law or a company policy in `legal_basis`, found `TBD`" in err
    path.write_text(fields.replace("legal_basis: TBD", "legal_basis: policy 7.3"), encoding="utf-8")
    assert "error[" not in run(CHECK, folder)[1]


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ("--rule restricted-orgin --component motor", "did you mean `restricted-origin`?"),
        ("--rule uas/restricted-origin --component motor", "there is no rule `uas/restricted-origin`"),
        ("--rule simplified-acquisition --component motor", "a check shows the rule of each finding"),
        ("--rule restricted-origin --component 'Motor 2'", "`Motor 2` is not an id"),
        ("--rule restricted-origin", "--component"),
        ("--component motor", "--rule"),
    ],
)
def test_a_wrong_waiver_is_refused(options: str, problem: str, folder: Path) -> None:
    before = sorted(folder.iterdir())
    _, err, code = run(f"microdep new waiver prototype {options} --pack ./company-rules", folder)
    assert (2, True) == (code, problem in err), err
    assert before == sorted(folder.iterdir())


def test_a_rule_name_of_two_packs_needs_its_pack(folder: Path) -> None:
    run("microdep new pack other-rules", folder)
    packs = "--pack ./company-rules --pack ./other-rules"
    _, err, code = run(f"{WAIVER} {packs}", folder)
    assert (2, True) == (code, "several packs have a rule `restricted-origin`" in err)
    assert "name one of them: --rule company-rules/restricted-origin\n" in err
    full = WAIVER.replace("restricted-origin", "other-rules/restricted-origin")
    assert 0 == run(f"{full} {packs}", folder)[2]


@pytest.mark.parametrize("component", ["12", "true", "a:b", "x#1"])
def test_the_id_of_a_component_keeps_its_characters(component: str, folder: Path) -> None:
    run(f"{WAIVER} --pack ./company-rules --component {component}", folder)
    loaded = load_document("prototype.yaml", (folder / "prototype.yaml").read_bytes(), kind="waivers")
    assert loaded.fields is not None
    assert loaded.fields.value is not None
    assert ["motor", component] == loaded.fields.value["waivers"][0]["scope"]["components"]
