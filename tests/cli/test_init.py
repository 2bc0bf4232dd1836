"""`microdep init`: what it writes is sound, leads editors to the schemas, and takes nobody's work away."""

from __future__ import annotations

import json
import re
import subprocess
from typing import TYPE_CHECKING

import pytest
import yaml

from microdep_rules.bom.load import load_document
from microdep_rules.config import Config, parse_config
from microdep_rules.source import SourceFile
from microdep_rules.vocabulary.resources import schema_kinds, schema_text
from microdep_rules.workspace.starter import FOR_EDITORS, hooks_to_add
from tests.cli.replay import run
from tests.conftest import CHECKOUT

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = ["", "--strict"]
SCHEMA_LINE = re.compile(r"^(?:# yaml-language-server: \$schema=|#:schema )(\S+)$")


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


@pytest.mark.parametrize("setting", SETTINGS)
def test_the_configuration_and_the_context_are_sound(setting: str, tmp_path: Path) -> None:
    run(f"microdep init {setting}", tmp_path)
    config, problems = parse_config(
        SourceFile("microdep.toml", (tmp_path / "microdep.toml").read_text("utf-8"))
    )
    assert config is not None
    assert ([], "contract.yaml", ("waivers.yaml",)) == (problems, config.context, config.waivers)
    assert ("unknown" if setting else "fail", bool(setting)) == (config.fail_on, config.strict_waivers)
    context = (tmp_path / config.context).read_bytes()
    assert [] == load_document("contract.yaml", context, kind="context").diagnostics


def test_what_the_context_suggests_is_sound_too(tmp_path: Path) -> None:
    run("microdep init", tmp_path)
    text = (tmp_path / "contract.yaml").read_text(encoding="utf-8")
    said = re.sub(r"(?m)^#(?=\w+: )", "", text)
    assert 5 == len(said.splitlines()) - sum(line.startswith("#") for line in said.splitlines()) - 1
    assert [] == load_document("contract.yaml", said.encode(), kind="context").diagnostics


def test_the_waivers_are_none_yet(tmp_path: Path) -> None:
    run("microdep init", tmp_path)
    found = yaml.safe_load((tmp_path / "waivers.yaml").read_text(encoding="utf-8"))
    assert {"schema": "microdep-waivers/1", "waivers": []} == found


def test_every_file_leads_an_editor_to_its_schema(tmp_path: Path) -> None:
    run("microdep init", tmp_path)
    for name in ("microdep.toml", "contract.yaml", "waivers.yaml", ".pre-commit-config.yaml"):
        first = (tmp_path / name).read_text(encoding="utf-8").splitlines()[0]
        led = SCHEMA_LINE.match(first)
        assert led is not None, name
        kind = led[1].rpartition("/")[2].removeprefix("microdep-").removesuffix("-1.schema.json")
        if not led[1].startswith("https://") and kind in schema_kinds():
            assert (tmp_path / led[1]).is_file(), name


def test_the_schemas_are_those_of_the_product(tmp_path: Path) -> None:
    run("microdep init", tmp_path)
    for kind in set(FOR_EDITORS) & set(schema_kinds()):
        path = tmp_path / ".microdep" / "schemas" / f"microdep-{kind}-1.schema.json"
        assert schema_text(f"microdep-{kind}-1") == path.read_text(encoding="utf-8")
        assert f"microdep-{kind}/1" == json.loads(path.read_text(encoding="utf-8"))["$id"]


def test_the_hooks_are_those_that_are_published(tmp_path: Path) -> None:
    run("microdep init", tmp_path)
    subprocess.run(["pre-commit", "validate-config"], cwd=tmp_path, check=True, capture_output=True)
    text = (tmp_path / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    published = {
        each["id"]: each
        for each in yaml.safe_load((CHECKOUT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    }
    assert text.endswith(hooks_to_add())
    for hook in yaml.safe_load(text)["repos"][0]["hooks"]:
        theirs = published[hook["id"]]
        assert hook == {key: value for key, value in theirs.items() if key != "description"} | {
            "language": "system"
        }


@pytest.mark.parametrize("setting", SETTINGS)
def test_a_new_repository_is_checked_without_a_mistake_in_its_configuration(
    setting: str, tmp_path: Path
) -> None:
    run(f"microdep init {setting}", tmp_path)
    (tmp_path / "bom.yaml").write_text(
        "schema: microdep-bom/1\ncomponents:\n  - {name: Magnet, restriction_index: 0.95}\n", encoding="utf-8"
    )
    _, err, code = run("microdep check", tmp_path)
    assert ("", 5 if setting else 0) == (err, code)
    assert (
        0 == run("microdep check --changed microdep.toml contract.yaml waivers.yaml", tmp_path)[2] or setting
    )


def test_a_dry_run_writes_nothing_and_names_what_would_be_written(tmp_path: Path) -> None:
    said = run("microdep init deep/new --dry-run", tmp_path)[0]
    assert [] == list(tmp_path.iterdir())
    reported = {
        line.split(": ")[0].removeprefix("would write ") for line in said.splitlines() if "would" in line
    }
    run("microdep init deep/new", tmp_path)
    assert reported == set(files(tmp_path))


def test_what_is_there_is_kept_and_force_keeps_what_others_filled_in(tmp_path: Path) -> None:
    theirs = dict.fromkeys(("microdep.toml", "contract.yaml", "waivers.yaml"), b"# theirs\n")
    theirs |= {".pre-commit-config.yaml": b"repos: []\n"}
    for name, data in theirs.items():
        (tmp_path / name).write_bytes(data)
    run("microdep init", tmp_path)
    assert theirs == {name: data for name, data in files(tmp_path).items() if name in theirs}
    out, _, code = run("microdep init --force", tmp_path)
    now = files(tmp_path)
    assert (0, b"repos: []\n") == (code, now[".pre-commit-config.yaml"])
    assert hooks_to_add() in out
    assert ["microdep.toml"] == [name for name in theirs if now[name] != theirs[name]]


def test_a_second_run_changes_nothing_and_adds_nothing(tmp_path: Path) -> None:
    run("microdep init", tmp_path)
    before = files(tmp_path)
    out = run("microdep init", tmp_path)[0]
    assert (before, False) == (files(tmp_path), "wrote" in out or "add under" in out)


def test_it_is_the_top_of_a_repository_that_is_set_up(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    (tmp_path / "hardware").mkdir()
    _, err, code = run("microdep init hardware", tmp_path)
    assert (2, True, []) == (code, "microdep init ." in err, list((tmp_path / "hardware").iterdir()))
    assert 0 == run("microdep init .", tmp_path)[2]


@pytest.mark.parametrize("name", ["microdep.toml", "pyproject.toml"])
def test_a_configuration_that_is_kept_is_not_taken_for_a_strict_one(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("[tool.microdep]\n" if name == "pyproject.toml" else "", encoding="utf-8")
    out, _, code = run("microdep init --strict", tmp_path)
    assert (0, True) == (code, 'write `fail_on = "unknown"` in it' in out)
    with (tmp_path / name).open("a", encoding="utf-8") as file:
        file.write('fail_on = "unknown"\n')
    assert "write `fail_on" not in run("microdep init --strict", tmp_path)[0]


FACTS = "schema: microdep-context/1\nagency: DoD\n"
ANSWER = "schema: microdep-overlay/1\nparts: []\n"
WAIVERS = "schema: microdep-waivers/1\nwaivers: []\n"


def config_of(folder: Path) -> Config:
    config, _ = parse_config(SourceFile("microdep.toml", (folder / "microdep.toml").read_text("utf-8")))
    assert config is not None
    return config


def test_a_new_configuration_reads_the_existing_files(tmp_path: Path) -> None:
    for name, text in (("facts.yaml", FACTS), ("answers.yaml", ANSWER), ("accepted.yml", WAIVERS)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    out = run("microdep init", tmp_path)[0]
    config = config_of(tmp_path)
    assert ("facts.yaml", ("accepted.yml",)) == (config.context, config.waivers)
    assert "answers.yaml" in config.overlays
    assert not {"contract.yaml", "waivers.yaml"} & set(files(tmp_path))
    assert "kept   facts.yaml: microdep.toml names it" in out
    assert "1. complete facts.yaml" in out


def test_a_person_chooses_among_several_files_with_contract_facts(tmp_path: Path) -> None:
    for name in ("first.yaml", "second.yaml"):
        (tmp_path / name).write_text(FACTS, encoding="utf-8")
    out = run("microdep init", tmp_path)[0]
    assert "" == config_of(tmp_path).context
    assert '# context = "second.yaml"' in (tmp_path / "microdep.toml").read_text("utf-8")
    assert "kept   first.yaml: to use it, set `context` in microdep.toml" in out
    assert "1. complete first.yaml or second.yaml" in out


def test_a_configuration_that_is_kept_gets_no_file_beside_its_own_and_lines_for_the_others(
    tmp_path: Path,
) -> None:
    (tmp_path / "microdep.toml").write_text(
        'context = "facts.yaml"\noverlays = ["answers.yaml"]\n', encoding="utf-8"
    )
    (tmp_path / "new.yaml").write_text(ANSWER, encoding="utf-8")
    out = run("microdep init", tmp_path)[0]
    assert {"waivers.yaml"} == {"contract.yaml", "waivers.yaml", "overlays/README.md"} & set(files(tmp_path))
    _, _, lines = out.partition("microdep.toml does not read every file; it needs these lines:\n\n")
    assert ['overlays = ["answers.yaml", "new.yaml"]', 'waivers = "waivers.yaml"'] == lines.splitlines()[:2]


def test_a_link_that_leads_nowhere_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "contract.yaml").symlink_to("elsewhere.yaml")
    run("microdep init", tmp_path)
    assert not (tmp_path / "elsewhere.yaml").exists()


def test_a_folder_in_which_nothing_can_be_written_is_reported(tmp_path: Path) -> None:
    (tmp_path / "overlays").write_text("", encoding="utf-8")
    _, err, code = run("microdep init", tmp_path)
    assert (2, True) == (code, "`overlays/README.md` cannot be written" in err)


def test_a_new_repository_has_a_pack_that_is_tested_and_checked_at_once(tmp_path: Path) -> None:
    run("microdep init", tmp_path)
    out, err, code = run("microdep test", tmp_path)
    assert (0, "", True) == (code, err, "company-rules 1: 4 of 4 examples pass" in out)
    out, _, code = run("microdep check", tmp_path)
    assert (0, True) == (code, "PASS  company-rules/restricted-origin" in out)
    bom = (tmp_path / "bom.yaml").read_text(encoding="utf-8")
    (tmp_path / "bom.yaml").write_text(bom.replace("origin: JP", "origin: SY"), encoding="utf-8")
    out, _, code = run("microdep check", tmp_path)
    assert (1, True) == (code, "company-rules/restricted-origin" in out)


@pytest.mark.parametrize("name", ["hardware.bom.json", "parts.xlsx"])
def test_an_example_of_a_bill_of_materials_is_written_only_where_there_is_none(
    name: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_text("", encoding="utf-8")
    run("microdep init", tmp_path)
    assert (False, True) == ((tmp_path / "bom.yaml").exists(), (tmp_path / "company-rules").is_dir())


def test_a_configuration_that_is_kept_gets_no_pack_that_it_does_not_name(tmp_path: Path) -> None:
    (tmp_path / "microdep.toml").write_text("", encoding="utf-8")
    run("microdep init", tmp_path)
    assert (False, False) == ((tmp_path / "company-rules").exists(), (tmp_path / "bom.yaml").exists())


def test_force_keeps_the_pack_and_the_bill_of_materials_that_the_user_changed(tmp_path: Path) -> None:
    run("microdep init", tmp_path)
    own = [tmp_path / "bom.yaml", *(tmp_path / "company-rules").iterdir()]
    for path in own:
        path.write_bytes(b"# own work\n")
    run("microdep init --force", tmp_path)
    assert {b"# own work\n"} == {path.read_bytes() for path in own}


def test_the_next_command_imports_only_a_table_that_looks_like_a_bill_of_materials(tmp_path: Path) -> None:
    (tmp_path / "banned.csv").write_text("Company\nZed Works\n", encoding="utf-8")
    assert "add a bill of materials" in run("microdep init", tmp_path)[0]
    (tmp_path / "board.csv").write_text("Teil;Hersteller\nMotor;Zed Works\n", encoding="utf-8")
    assert "microdep bom import board.csv, then" in run("microdep init --force", tmp_path)[0]
