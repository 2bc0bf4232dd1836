"""Commands that start in a subfolder of the configuration print paths and next commands that work there."""

from __future__ import annotations

import re
import shlex
import shutil
from typing import TYPE_CHECKING

import pytest

from microdep_rules.vocabulary.resources import rules_folder
from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path

TABLE = (
    "Level,Name,Manufacturer,Qty\n"
    "0,Drone,Quill Optics,1\n1,Cap,Murata,1\n1,Radio,Bar Works,2\n1,Ant,Bar Work,1\n"
)
BOM = """\
schema: microdep-bom/1
document: {id: board}
components:
  - {id: a, name: Ant, manufacturer: bar, origin: CN, restriction_index: 0.9}
  - {id: b, name: Cap}
parties: [{id: bar, name: Bar Works}]
"""
CONTEXT = "schema: microdep-context/1\nagency: DoD\n"
OVERLAY = "schema: microdep-overlay/1\ncomponents: [{match: {id: b}, origin: JP}]\n"
SCENARIO = "schema: microdep-scenario/1\nname: stop\ncut: [{country: CN}]\n"
WAIVERS = """\
schema: microdep-waivers/1
waivers: [{id: W-1, rules: [micro-dependency/blocked-component], until: 2020-01-01}]
"""
EVIDENCE = (
    "evidence: [{id: e, type: contract, issuer: Example, issued: 2026-01-01, document: {path: gone.pdf}}]\n"
)
PATH = re.compile(
    r"(?<![\w./-])((?:\.\.?/|[\w-]+/)*[\w.-]+\.(?:yaml|csv|rule|toml|json)|(?:\.\./)+[\w-]+(?=[\s`',:]|$))(?![\w*-])"
)
COMMAND = re.compile(r"^(?:next:|then:|next: run|     ) *(microdep .*?)(?:  #.*)?$", re.MULTILINE)
NO_FILES = frozenset({"contract.yaml", "bom.yaml", "companies.csv", "pack.rule"})
"""Names of files to write, of a suggestion, and of a list that a citation names."""
FILES = "--context facts.yaml --overlay more.yaml"
EXCEPTION = "new exception own --rule banned-manufacturer --fact customer --is X"
CALLS = {
    "ban": "lists ban listed.csv --force",
    "check a table": "check table.csv --pack banned-companies",
    "check a document": "check board.yaml",
    "check with files": f"check board.yaml {FILES} --pack ../../banned-companies",
    "check all": "check . --pack banned-companies",
    "check the folder above": "check .. --pack banned-companies",
    "check quietly": "check --quiet board.yaml table.csv",
    "check in detail": "check --verbose board.yaml",
    "explain": "explain blocked-component a board.yaml",
    "explain an unknown component": "explain blocked-component zzz board.yaml",
    "questions": "questions board.yaml",
    "status": "status board.yaml table.csv",
    "impact": "impact board.yaml",
    "remedy": "remedy board.yaml",
    "exposure": "exposure board.yaml",
    "scenario": "scenario stop.yaml board.yaml",
    "compare": "compare board.yaml table.csv",
    "report": "report board.yaml --output out",
    "baseline": "check board.yaml --write-baseline known.json",
    "two documents": "check board.yaml ../../above.bom.yaml --verbose",
    "exception without a pack": EXCEPTION,
    "waivers": "check board.yaml --waivers waivers.yaml",
    "evidence": "check proven.yaml",
    "unread overlay": "check board.yaml --overlay broken.yaml",
    "list of companies": "lists import listed.csv --as uflpa-entity-list --published 2026-01-01",
    "changed pack": "check board.yaml --pack ../../micro-dependency",
    "pack page": "packs show ../../micro-dependency",
    "configuration": "check board.yaml --pack nowhere",
    "show": "bom show board.yaml",
    "import": "bom import table.csv",
    "broken": "check broken.yaml",
    "broken pack": "test ../../broken",
    "exception": f"{EXCEPTION} --into banned-companies",
    "context": "new context facts2 --pack banned-companies",
    "format": "fmt --check ../../badly",
    "lint": "lint ../../badly",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a configuration, and a subfolder with documents."""
    top = tmp_path / "top"
    sub = top / "boards" / "rev3"
    sub.mkdir(parents=True)
    (top / "microdep.toml").write_text("packs = []\n", "utf-8")
    (top / "above.bom.yaml").write_text(BOM, "utf-8")
    shutil.copytree(rules_folder() / "micro-dependency", top / "micro-dependency")
    with (top / "micro-dependency" / "pack.rule").open("a", encoding="utf-8") as pack:
        pack.write("# changed\n")
    for name, text in (("broken", "rule x\n"), ("badly", "")):
        (top / name).mkdir()
        (top / name / "pack.rule").write_text(text or 'pack badly  version 1\n  title "b"\n', "utf-8")
    for name, text in {
        "listed.csv": "Company\nBar Works\n",
        "table.csv": TABLE,
        "board.yaml": BOM,
        "facts.yaml": CONTEXT,
        "more.yaml": OVERLAY,
        "stop.yaml": SCENARIO,
        "waivers.yaml": WAIVERS,
        "proven.yaml": BOM + EVIDENCE,
        "broken.yaml": BOM.replace("origin", "orign"),
    }.items():
        (sub / name).write_text(text, "utf-8")
    run("microdep lists ban listed.csv", sub)
    return sub


@pytest.mark.parametrize("name", CALLS)
def test_every_printed_path_is_valid_in_the_current_folder(name: str, folder: Path) -> None:
    out, err, _ = run(f"microdep {CALLS[name]}", folder)
    text = out + err
    wrong = {path for path in PATH.findall(text) if not (folder / path).exists()} - NO_FILES
    assert set() == wrong, text


@pytest.mark.parametrize("name", CALLS)
def test_every_next_command_works_in_the_current_folder(name: str, folder: Path) -> None:
    out, err, _ = run(f"microdep {CALLS[name]}", folder)
    for command in COMMAND.findall(out + err):
        if any(word.isupper() and len(word) > 2 for word in shlex.split(command)):
            continue  # a placeholder such as BOM
        again, problems, code = run(command, folder)
        assert 2 != code, command + again + problems
