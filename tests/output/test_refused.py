"""After a run that checks nothing, its output file states this and keeps no earlier results."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import jsonschema
import pytest

from microdep_rules.cli import exit_codes
from microdep_rules.cli.main import call
from tests.conftest import CHECKOUT

if TYPE_CHECKING:
    from pathlib import Path

RECORD = json.loads((CHECKOUT / "schemas" / "microdep-record-1.schema.json").read_text(encoding="utf-8"))
BOM = "schema: microdep-bom/1\ncomponents: [{name: A}]\n"
CASES = {
    "a configuration": ((), 'pcks = ["own"]\n', "config/unknown-key", exit_codes.USAGE),
    "no such pack": (("--pack", "none"), "", "name/unknown-pack", exit_codes.USAGE),
    "a pack": (("--pack", "./broken"), "", "name/no-pack", exit_codes.PACK),
}
EARLIER = {
    "text": "PASS  1 document\nas of 2026-11-24; packs: own 1 (sha256:0123456789ab)\n",
    "json": '{\n  "schema": "microdep-record/1",\n  "summary": {"verdict": "pass"}\n}\n',
    "Markdown": "# Report: PASS\n",
}
"""What earlier runs wrote."""
FORMS = {
    "text": ("check",),
    "json": ("check", "--format", "json"),
    "Markdown": ("report", "--format", "md"),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("case", CASES)
def test_a_file_says_that_nothing_was_checked(
    case: str, form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked, configuration, code, exit_code = CASES[case]
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bom.yaml").write_text(BOM, encoding="utf-8")
    (tmp_path / "microdep.toml").write_text(configuration, encoding="utf-8")
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "own.rule").write_text("rule a\n", encoding="utf-8")
    (tmp_path / "result").write_text(EARLIER[form], encoding="utf-8")
    assert call([*FORMS[form], "bom.yaml", *asked, "--output", "result"]) == exit_code
    assert code in capsys.readouterr().err
    written = (tmp_path / "result").read_text(encoding="utf-8")
    assert code in written
    if form == "json":
        read = json.loads(written)
        jsonschema.validate(read, RECORD)
        assert read["summary"]["verdict"] == "invalid"
    else:
        assert "othing was checked" in written


@pytest.mark.parametrize("form", FORMS)
def test_without_a_file_text_says_it_once(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "microdep.toml").write_text("packs = 3\n", encoding="utf-8")
    assert call([*FORMS[form]]) == exit_codes.USAGE
    out, err = capsys.readouterr()
    assert "config/" in err
    assert bool(out) == (form == "json")


READ = {
    "own/pack.rule": 'pack own version 1\n  title "t"\n  authority "a"\n  reviewed 2026-11-24\n',
    "own/clauses.csv": "clause\n",
    "c.yaml": "schema: microdep-context/1\n",
    "base.json": '{"schema": "microdep-baseline/1"}',
    "parts.json": '{"bomFormat": "CycloneDX", "components": []}',
    "exported.json": '{"bomFormat": "CycloneDX", "components": [], "declarations": {}}',
    "parts.txt": "Ref\\tValue\\n",
}


@pytest.mark.parametrize("name", READ)
@pytest.mark.parametrize("broken", ["x=[\n", "colour = 1\n"])
def test_what_a_broken_configuration_may_name_is_not_written_over(
    name: str, broken: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for each, text in READ.items():
        (tmp_path / each).parent.mkdir(exist_ok=True)
        (tmp_path / each).write_text(text, encoding="utf-8")
    configuration = f'packs = ["own"]\ncontext = "c.yaml"\nbaseline = "base.json"\n{broken}'
    (tmp_path / "microdep.toml").write_text(configuration, encoding="utf-8")
    assert call(["check", "--format", "json", "--output", name]) == exit_codes.USAGE
    assert READ[name] == (tmp_path / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("form", FORMS)
def test_a_mapping_file_is_not_written_over(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "t.csv").write_text("Ref,Value,Qty\nR1,10k,1\n", encoding="utf-8")
    assert call(["bom", "import", "t.csv"]) == exit_codes.OK
    mapping = (tmp_path / "t.csv.mapping.yaml").read_bytes()
    assert call([*FORMS[form], "t.csv", "--output", "t.csv.mapping.yaml"]) == exit_codes.USAGE
    assert mapping == (tmp_path / "t.csv.mapping.yaml").read_bytes()
