"""What a transcript cannot show: streams, signals, files, and what is not imported."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import tomllib
from typing import TYPE_CHECKING

import pytest

from microdep_rules.cli import exit_codes
from microdep_rules.cli.main import call
from microdep_rules.vocabulary.resources import rules_folder
from microdep_rules.workspace import shipped_packs
from microdep_rules.workspace.changes import select_documents
from microdep_rules.workspace.files import Workspace
from microdep_rules.workspace.pack_files import read_pack_files
from tests.cli.replay import PACKAGE, run
from tests.conftest import CHECKOUT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BOM = """\
schema: microdep-bom/1
components:
  - {name: Carbon Fiber Shell, origin: US, restriction_index: 0.1}
  - {name: NdFeB Magnets, origin: CN, restriction_index: 0.95}
"""
HALT = "SYSTEM HALT: NdFeB Magnets (Micro-Dependency) is blocked."
CHECK = "microdep check bom.yaml --as-of 2026-11-24 --pack micro-dependency"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "bom.yaml").write_text(BOM, encoding="utf-8")
    return tmp_path


def test_the_first_code_of_the_precedence_prevails() -> None:
    order = [70, 2, 3, 4, 7, 1, 5, 6, 0]
    assert order == [exit_codes.first(order[number:]) for number in range(len(order))]


def test_every_code_of_the_precedence_has_a_meaning() -> None:
    assert set(exit_codes.PRECEDENCE) <= set(exit_codes.MEANINGS)


def test_the_founding_line_stands_alone(folder: Path) -> None:
    out, err, code = run(CHECK, folder)
    assert (1, "", True) == (code, err, HALT in out.splitlines())


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize(
    ("origin", "expected"), [("origin: CN, ", 1), ("", 5), ("origin: JP, ", 0), ("origin: China, ", 4)]
)
def test_the_format_does_not_change_the_code(folder: Path, form: str, origin: str, expected: int) -> None:
    (folder / "bom.yaml").write_text(BOM.replace("origin: CN, ", origin), encoding="utf-8")
    assert expected == run(f"{CHECK} --format {form}", folder)[2]


def test_the_closing_line_names_the_packs_that_were_not_run(folder: Path) -> None:
    others = [rule for rule in shipped_packs.list_packs_with_rules() if rule != "micro-dependency"]
    short, long = (run(f"{CHECK}{options}", folder)[0].splitlines() for options in ("", " --verbose"))
    (line,) = [line for line in short if "not run" in line]
    assert line == f"  not run    {len(others)} packs; --pack all runs them"
    assert short.index(line) < len(short) // 2
    assert f"packs not run: {', '.join(others)} (--pack all runs every one)" in long


def test_all_packs_can_be_run(folder: Path) -> None:
    out = run("microdep check bom.yaml --as-of 2026-11-24 --pack all --format json", folder)[0]
    found = json.loads(out)
    assert shipped_packs.list_packs_with_rules() == [each["name"] for each in found["packs"]]
    assert [] == found["packs_not_run"]


def test_the_long_form_prints_the_digest_of_the_packs(folder: Path) -> None:
    record = json.loads(run(f"{CHECK} --format json", folder)[0])
    digest = record["packs"][0]["digest"]
    assert digest[: len("sha256:") + 12] in run(f"{CHECK} --verbose", folder)[0]


def test_two_checkouts_give_the_same_bytes(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other")
    (other / "bom.yaml").write_text(BOM, encoding="utf-8")
    command = f"{CHECK} --format json"
    assert run(command, folder) == run(command, other) == run(command, folder)


def test_paths_are_relative_to_the_configuration_wherever_one_stands(folder: Path) -> None:
    (folder / "microdep.toml").write_text('packs = ["micro-dependency"]\n', encoding="utf-8")
    (folder / "deep").mkdir()
    above = json.loads(run("microdep check --as-of 2026-11-24 --format json", folder)[0])
    below = json.loads(run("microdep check --as-of 2026-11-24 --format json", folder / "deep")[0])
    assert above == below
    assert "bom.yaml" == below["documents"][0]["path"]


def test_the_digest_of_a_pack_does_not_depend_on_line_ends(tmp_path: Path) -> None:
    digests = []
    for ends in (b"\n", b"\r\n"):
        text = b'pack own version 1\n  title "Own"\n'.replace(b"\n", ends)
        (tmp_path / "pack.rule").write_bytes(text)
        digests.append(read_pack_files(Workspace(tmp_path), tmp_path).digest)
    assert digests[0] == digests[1]


def test_a_file_is_written_whole_and_nothing_is_left_beside_it(folder: Path) -> None:
    out, err, code = run(f"{CHECK} --output result.txt", folder)
    assert ("", "", 1) == (out, err, code)
    assert HALT in (folder / "result.txt").read_text(encoding="utf-8")
    assert ["bom.yaml", "result.txt"] == sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize(
    "line",
    [
        f"{CHECK} --output bom.yaml",
        "microdep check --output link.txt",
        "microdep report bom.yaml --format md --output deal.yaml --context deal.yaml",
        "microdep check bom.yaml --pack own.rule --output own.rule --format text",
        "microdep check --output microdep.toml",
        "microdep explain blocked-component a bom.yaml --output bom.yaml",
        "microdep explain blocked-component --output microdep.toml",
        "microdep explain own/r --pack own.rule --output own.rule",
    ],
)
def test_what_a_command_reads_it_does_not_write_over(line: str, folder: Path) -> None:
    (folder / "link.txt").symlink_to("bom.yaml")
    (folder / "deal.yaml").write_text("schema: microdep-context/1\n", encoding="utf-8")
    (folder / "microdep.toml").write_text("", encoding="utf-8")
    (folder / "own.rule").write_text(
        'pack own version 1\n  title "Own"\n  authority "nobody"\n  reviewed 2026-11-24\n', encoding="utf-8"
    )
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    out, err, code = run(line, folder)
    named = "is an input, and is not overwritten" in err or "ends in ." in err
    assert ("", True, 2) == (out, named, code)
    assert before == {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_files_of_a_shipped_pack_are_not_written_over_from_another_folder(folder: Path) -> None:
    for path in (
        rules_folder() / "micro-dependency" / "pack.rule",
        folder / "rules" / "micro-dependency" / "pack.rule",
    ):
        assert path == Workspace(folder).real(Workspace(folder).shown(path)) or not path.exists()
    before = (rules_folder() / "micro-dependency" / "pack.rule").read_bytes()
    _, err, code = run(f"{CHECK} --format text --output {rules_folder()}/micro-dependency/pack.rule", folder)
    assert (True, 2) == ("is an input, and is not overwritten" in err, code)
    assert before == (rules_folder() / "micro-dependency" / "pack.rule").read_bytes()


def test_a_file_has_no_colours_and_a_pipe_has_them_on_request(folder: Path) -> None:
    assert "\x1b[" not in run(CHECK, folder)[0]
    assert "\x1b[" in run(f"{CHECK} --color always", folder)[0]
    assert "\x1b[" not in run(f"{CHECK} --color never", folder)[0]


def test_colours_change_nothing_but_colour(folder: Path) -> None:
    colored = run(f"{CHECK} --color always", folder)[0]
    assert run(CHECK, folder)[0] == re.sub(r"\x1b\[[0-9;]*m", "", colored)


def test_a_closed_pipe_ends_quietly(folder: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "microdep_rules", *CHECK.split()[1:]],
        cwd=folder,
        env={"PYTHONPATH": str(PACKAGE.parent), "MICRODEP_PROGRESS": "off"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        reported = process.stderr.read()
        assert (141, b"") == (process.wait(), reported)


class _Stdin(io.TextIOWrapper):
    """A standard input that ends as the test requires."""

    def __init__(self, ends: Callable[[], bytes]) -> None:
        super().__init__(io.BytesIO())
        self.ends = ends

    @property
    def buffer(self) -> io.BytesIO:
        self.ends()
        return io.BytesIO()


def test_an_interrupt_ends_with_130_and_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted() -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr(sys, "stdin", _Stdin(interrupted))
    assert 130 == call(["check", "-", "--as-of", "2026-11-24"])
    assert ("", "interrupted\n") == capsys.readouterr()


INTERRUPTED_WHILE = {
    "a module is imported": "raise KeyboardInterrupt",
    "a class is made": "raise RuntimeError('error while it is named') from KeyboardInterrupt()",
    "nothing can be raised": """
class Kept:
    def __del__(self):
        raise KeyboardInterrupt
Kept()
""",
}


@pytest.mark.parametrize("module", ["click", "microdep_rules.pipeline"])
@pytest.mark.parametrize("while_", INTERRUPTED_WHILE)
def test_an_interrupt_among_the_imports_shows_no_traceback(while_: str, module: str, folder: Path) -> None:
    code = f"""
import sys
class Interrupted:
    def find_spec(self, name, path, target=None):
        if name == {module!r}:
            exec({INTERRUPTED_WHILE[while_]!r})
sys.meta_path.insert(0, Interrupted())
from microdep_rules.__main__ import run
run()
"""
    done = subprocess.run(
        [sys.executable, "-c", code, *CHECK.split()[1:]],
        cwd=folder,
        env={"PYTHONPATH": str(PACKAGE.parent), "MICRODEP_PROGRESS": "off"},
        capture_output=True,
        check=False,
    )
    assert (130, b"", b"interrupted\n") == (done.returncode, done.stdout, done.stderr)


def test_the_command_is_what_python_runs_by_the_name_of_the_package() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "microdep_rules.__main__:run" == project["scripts"]["microdep"]


def test_a_bug_ends_with_70_and_shows_no_traceback_and_no_data(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> bytes:
        raise RuntimeError("Acme's secret price")

    monkeypatch.setattr(sys, "stdin", _Stdin(broken))
    assert 70 == call(["check", "-", "--as-of", "2026-11-24"])
    shown = capsys.readouterr()
    assert "" == shown.out
    assert "internal error at workspace/reading.py:" in shown.err
    assert "Traceback" not in shown.err
    assert "secret" not in shown.err


@pytest.mark.parametrize(
    "library", ["jinja2", "jsonschema", "lark", "rich", "yaml", "microdep_rules.engine.evaluate"]
)
def test_what_costs_start_up_is_not_imported_before_it_is_used(library: str) -> None:
    code = f"import sys, microdep_rules, microdep_rules.cli.main; print({library!r} in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(PACKAGE.parent), "MICRODEP_PROGRESS": "off"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "False" == done.stdout.strip()


TYPED = [
    ("che", ["plain,check"]),
    ("check --for", ["plain,--format"]),
    ("check bo", ["file,bo"]),
    ("check --context ", ["file,"]),
    ("check --output = bo", ["file,bo"]),
    ("check --pack dod", ["plain,dod-magnets"]),
    ("check --pack = dod", ["plain,dod-magnets"]),
    ("check --pack ch", ["plain,china-export-controls", "plain,chokepoints", "plain,chairs/"]),
    ("check --pack ow", ["file,ow"]),
    ("check --pack ./own", ["file,./own"]),
    ("check --variant d", ["plain,dod-magnets=clause", "plain,dod-magnets=statute"]),
    ("check --variant dod-magnets = c", ["plain,clause"]),
    ("check --variant = dod-magnets =", ["plain,clause", "plain,statute"]),
    ("test ref", ["plain,reference-data"]),
    ("test ow", ["file,ow"]),
    ("explain micro", ["plain,micro-dependency/blocked-component"]),
    ("explain syntax/date-f", ["plain,syntax/date-form"]),
    ("explain blocked-component Shell bo", ["file,bo"]),
    ("packs show chok", ["plain,chokepoints"]),
]
"""What is typed, as bash takes it apart."""


@pytest.mark.parametrize(("typed", "expected"), TYPED)
def test_the_completion_of_a_shell_completes_a_word(
    typed: str,
    expected: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in ("chairs", "own", ".checks"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("_MICRODEP_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", f"microdep {typed}")
    monkeypatch.setenv("COMP_CWORD", str(len(typed.split(" "))))
    call([])
    assert expected == capsys.readouterr().out.split()


@pytest.mark.parametrize("said", [{}, {"COMP_WORDS": "microdep"}, {"COMP_CWORD": "1"}])
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_completion_that_no_shell_asks_for_is_wrong_usage(
    shell: str, said: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("_MICRODEP_COMPLETE", f"{shell}_complete")
    for name in ("COMP_WORDS", "COMP_CWORD"):
        monkeypatch.delenv(name, raising=False)
    for name, value in said.items():
        monkeypatch.setenv(name, value)
    assert exit_codes.USAGE == call([])
    assert "_MICRODEP_COMPLETE needs" in capsys.readouterr().err


@pytest.mark.parametrize("typed", ["check --pack d", "check --variant d", "explain m"])
def test_a_shell_is_answered_without_what_costs_time(typed: str, folder: Path) -> None:
    code = (
        "import sys; from microdep_rules.cli.main import call; call([]); "
        "print({'jsonschema', 'lark', 'rich', 'yaml', 'microdep_rules.engine.evaluate'} & sys.modules.keys())"
    )
    environment = {
        "PYTHONPATH": str(PACKAGE.parent),
        "_MICRODEP_COMPLETE": "bash_complete",
        "COMP_WORDS": f"microdep {typed}",
        "COMP_CWORD": str(len(typed.split(" "))),
    }
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=environment, capture_output=True, text=True, check=True
    )
    assert "set()" == done.stdout.splitlines()[-1]


def test_without_a_command_the_help_is_printed_once(folder: Path) -> None:
    assert ("", run("microdep --help", folder)[0], 2) == run("microdep", folder)


def test_the_help_states_that_validate_runs_no_pack(folder: Path) -> None:
    out = " ".join(run("microdep bom validate --help", folder)[0].split())
    assert "The command runs no rule. The command accepts words that the packs add to the vocabulary." in out


def test_the_help_prints_every_exit_code(folder: Path) -> None:
    out = run("microdep --help", folder)[0]
    assert [] == [code for code in exit_codes.MEANINGS if f"  {code:>3}  " not in out]


def test_a_pack_of_the_configuration_is_found_from_every_folder_of_the_repository(folder: Path) -> None:
    (folder / "own").mkdir()
    (folder / "own" / "pack.rule").write_text(
        'pack own version 1\n  title "Own"\n  authority "us"\n  reviewed 2026-11-24\n', encoding="utf-8"
    )
    (folder / "microdep.toml").write_text('packs = ["own"]\n', encoding="utf-8")
    (folder / "deep").mkdir()
    command = "microdep check --as-of 2026-11-24 --format json"
    above, below = run(command, folder), run(command, folder / "deep")
    assert ["own"] == [each["name"] for each in json.loads(below[0])["packs"]]
    assert above == below


HOOK_NAMES = (
    "bom.yaml",
    "bom.yml",
    "boms/a/bom.json",
    "motor.bom.json",
    "BOM.yml",
    "drone.BOM.yaml",
    "bom.rev2.yaml",
    "a.bom.rev2.json",
    "notes.yaml",
    "bom.md",
    "bom.toml",
    "abom.yaml",
    "bombs.yaml",
    "bom",
)


@pytest.mark.parametrize("name", HOOK_NAMES)
def test_the_hook_takes_the_documents_that_a_check_finds_in_a_folder(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("", encoding="utf-8")
    workspace = Workspace(tmp_path)
    found = workspace.find([str(tmp_path)]).files
    assert bool(found) is bool(select_documents(workspace, [str(path)], (), ()))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32"])
@pytest.mark.parametrize("command", [["test"], ["fmt", "--check"]])
def test_a_rule_file_in_a_wide_encoding_is_reported_once(
    folder: Path, capsys: pytest.CaptureFixture[str], command: list[str], encoding: str
) -> None:
    text = 'pack wide version 1\n  title "t"\n  authority "a"\n  reviewed 2026-11-24\n'
    (folder / "wide.rule").write_bytes(text.encode(encoding))
    assert 3 == call([*command, str(folder / "wide.rule")])
    printed = "".join(capsys.readouterr())
    assert 1 == printed.count("error[")
    assert f"expected UTF-8, found {encoding[:6].upper()}" in printed


BOARD = (
    "Reference,Qty,Value,Manufacturer,MPN,Country of Origin\n"
    "U3,1,Camera SoC,HiSilicon,Hi3518ERNCV300,CN\n"
    "R1 R2,2,10k,Yageo,RC0402FR-0710KL,TW\n"
    "R3,1,22k,Yageo,RC0402FR-0722KL,TW\n"
)


@pytest.mark.parametrize("subject", ["U3", "u3", "Hi3518ERNCV300", "hi3518", "R2", "RC0402FR-0722KL"])
def test_explain_accepts_a_designator_and_a_part_number(subject: str, tmp_path: Path) -> None:
    (tmp_path / "board.csv").write_text(BOARD, encoding="utf-8")
    out, err, code = run(
        f"microdep explain micro-dependency/blocked-component {subject} board.csv --as-of 2026-11-24",
        tmp_path,
    )
    assert (0, True) == (code, "micro-dependency/blocked-component" in out), err


def test_explain_names_the_components_that_a_text_may_mean(tmp_path: Path) -> None:
    (tmp_path / "board.csv").write_text(BOARD, encoding="utf-8")
    _, err, code = run(
        "microdep explain micro-dependency/blocked-component RC0402 board.csv --as-of 2026-11-24", tmp_path
    )
    assert 2 == code
    assert "did you mean `yageo-rc0402fr-0710kl` (R1, R2) or `yageo-rc0402fr-0722kl` (R3)?" in " ".join(
        err.split()
    )
