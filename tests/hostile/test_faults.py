"""Whatever breaks while something is written: what stands there is whole, and the next run is right."""

from __future__ import annotations

import ast
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from microdep_rules.pipeline.cache import PackCache
from microdep_rules.workspace.errors import describe_write_failure
from microdep_rules.workspace.files import Workspace
from microdep_rules.workspace.writing import ABANDONED, PART, write_atomically
from tests.cli.replay import run as called
from tests.conftest import CHECKOUT
from tests.each import SAMPLED
from tests.hostile.killing import BOM, PACK
from tests.permissions import unprivileged
from tests.shown import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

REPORT = ("report", "bom.yaml", "--pack", "./own", "--output", "out.md")
CHECK = ("check", "bom.yaml", "--pack", "./own")
OK, FAIL, USAGE = 0, 1, 2
KILLS = 20 if SAMPLED else 200
ROUNDS = 1 if SAMPLED else 4


def filled(folder: Path) -> Path:
    (folder / "own").mkdir()
    (folder / "own" / "pack.rule").write_text(shown(PACK.format(version=1)), encoding="utf-8")
    (folder / "bom.yaml").write_text(BOM, encoding="utf-8")
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return filled(tmp_path)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What runs keep; to make the parser takes longer than all else that they do."""
    made = filled(tmp_path_factory.mktemp("kept"))
    assert FAIL == run(made, *CHECK)[0]
    return made / "kept"


@pytest.fixture(scope="module")
def answered(kept: Path) -> tuple[int, str, str]:
    """What a check answers where nothing is wrong."""
    return run(kept.parent, *CHECK)


@pytest.fixture
def ready(folder: Path, kept: Path) -> Path:
    """The folder behind a first run."""
    shutil.copytree(kept, folder / "kept")
    return folder


def environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(CHECKOUT), "MICRODEP_CACHE": str(folder / "kept")}


def started(folder: Path, *command: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "microdep_rules", *command],
        cwd=folder,
        env=environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def run(folder: Path, *command: str, most: int | None = None) -> tuple[int, str, str]:
    """A run that may write files of so many bytes at most, as on a disk that is full."""

    def limit() -> None:
        if most is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    # Python 3.11 keeps byte code that was cut off by such a limit, and every later run would read it.
    plain = {"PYTHONDONTWRITEBYTECODE": "1"} if most is not None else {}
    ran = subprocess.run(
        [sys.executable, "-m", "microdep_rules", *command],
        cwd=folder,
        env=environment(folder) | plain,
        capture_output=True,
        encoding="utf-8",
        check=False,
        preexec_fn=limit,
    )
    return ran.returncode, ran.stdout, ran.stderr


def parts(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob(f"*{PART}")]


def test_many_killed_runs_leave_no_damaged_file_and_the_next_one_is_right(folder: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "tests.hostile.killing", str(folder), str(KILLS)],
        cwd=CHECKOUT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (0, []) == (ran.returncode, json.loads(ran.stdout)), ran.stderr
    for path in folder.rglob(f"*{PART}"):
        os.utime(path, (0, time.time() - ABANDONED - 1))
    (folder / "own" / "pack.rule").write_text(shown(PACK.format(version="last")), encoding="utf-8")
    assert FAIL == run(folder, *REPORT)[0]
    write_atomically(folder / "large", b"")
    run(folder, *CHECK, "--format", "json", "--output", "out.json")
    assert "| own | last |" in (folder / "out.md").read_text(encoding="utf-8")
    assert [] == parts(folder)


def test_a_part_that_may_still_be_written_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / f".a.txt.0123456789ab{PART}").write_text("half", encoding="utf-8")
    (tmp_path / f".b.txt.0123456789ab{PART}").write_text("of another file", encoding="utf-8")
    os.utime(tmp_path / f".b.txt.0123456789ab{PART}", (0, 0))
    write_atomically(tmp_path / "a.txt", b"whole")
    assert {f".a.txt.0123456789ab{PART}", f".b.txt.0123456789ab{PART}"} == set(parts(tmp_path))


def test_on_a_full_disk_what_was_there_stays(ready: Path) -> None:
    (ready / "out.md").write_text("old", encoding="utf-8")
    code, _, err = run(ready, *REPORT, most=1000)
    assert (USAGE, True) == (code, "`out.md` cannot be written: the disk is full" in err)
    assert "old" == (ready / "out.md").read_text(encoding="utf-8")
    assert [] == parts(ready)


def test_on_a_full_disk_no_rule_file_is_said_to_be_changed(ready: Path) -> None:
    loose = (ready / "own" / "pack.rule").read_text(encoding="utf-8") + "\n" * 3
    (ready / "own" / "pack.rule").write_text(loose, encoding="utf-8")
    code, out, err = run(ready, "fmt", "own", most=10)
    assert (USAGE, "", True) == (code, out, "`own/pack.rule` cannot be written: the disk is full" in err)
    assert loose == (ready / "own" / "pack.rule").read_text(encoding="utf-8")
    assert (OK, "changed: own/pack.rule\n") == run(ready, "fmt", "own")[:2]


def test_on_a_full_disk_nothing_is_kept_and_the_verdict_is_the_same(folder: Path) -> None:
    first = run(folder, *CHECK, most=10)
    assert [] == list((folder / "kept").iterdir())
    assert FAIL == first[0]
    assert first == run(folder, *CHECK)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="only Linux has a device that is always full")  # noqa: PTH110 - at import
def test_an_output_that_cannot_be_written_is_no_verdict(ready: Path) -> None:
    with open("/dev/full", "wb") as full:  # noqa: PTH123 - no file
        ran = subprocess.run(
            [sys.executable, "-m", "microdep_rules", *CHECK],
            cwd=ready,
            env=environment(ready),
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            check=False,
        )
    assert (USAGE, True) == (ran.returncode, ran.stderr.startswith("microdep: the output cannot be written"))


def test_an_output_of_which_a_part_is_written_is_no_verdict_where_nothing_is_buffered(ready: Path) -> None:
    """The interpreter itself leaves the rest out without a word."""
    line = [sys.executable, "-m", "microdep_rules", *CHECK, "--format", "json"]
    variables = {**environment(ready), "PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": "1"}

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))

    with (ready / "out.json").open("wb") as out:
        ran = subprocess.run(
            line,
            cwd=ready,
            env=variables,
            stdout=out,
            stderr=subprocess.PIPE,
            check=False,
            preexec_fn=limit,
        )
    assert (USAGE, True) == (ran.returncode, b"the output cannot be written" in ran.stderr)


CLOSED = {
    "check bom.yaml --pack ./own <&-": FAIL,
    "check bom.yaml --pack ./own 2>&-": FAIL,
    "check bom.yaml --pack ./own --output out.txt >&-": FAIL,
    "check bom.yaml --pack ./own >&-": USAGE,
    "check bom.yaml --pack ./own >&- <&- 2>&-": USAGE,
    "bom validate bom.yaml >&-": USAGE,
    "packs show ./own >&-": USAGE,
    "--help >&-": USAGE,
}


@pytest.mark.parametrize("line", CLOSED)
def test_of_a_closed_stream_only_an_output_that_is_lost_changes_the_code(line: str, ready: Path) -> None:
    ran = subprocess.run(
        ["/bin/sh", "-c", f'"{sys.executable}" -m microdep_rules {line}'],
        cwd=ready,
        env={**environment(ready), "MICRODEP_CACHE": os.environ["MICRODEP_CACHE"]},  # for all packs
        capture_output=True,
        check=False,
    )
    assert (CLOSED[line], False) == (ran.returncode, b"error" in ran.stderr)


def test_a_folder_that_is_gone_is_said(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    line = f'rmdir "{gone}"; exec "{sys.executable}" -m microdep_rules check'
    ran = subprocess.run(
        ["/bin/sh", "-c", line], cwd=gone, env=environment(tmp_path), capture_output=True, check=False
    )
    assert (USAGE, True) == (ran.returncode, b"the current folder does not exist" in ran.stderr)


NOWHERE = {
    "a file/out.md": "`a file` is not a folder",
    "no folder/below/out.md": "there is no folder `no folder/below`",
    "circle": "the links are circular",
    "a folder": "it is a folder",
    ".": "it is a folder",
    "to nowhere": "there is no folder `",
    "x" * 300: "the name is too long",
}


@pytest.mark.parametrize("place", NOWHERE)
def test_where_nothing_can_be_written_it_is_said(place: str, ready: Path) -> None:
    (ready / "a file").write_text("", encoding="utf-8")
    (ready / "a folder").mkdir()
    (ready / "circle").symlink_to(ready / "circle")
    (ready / "to nowhere").symlink_to(ready / "no folder" / "x")
    before = sorted(ready.iterdir())
    out, err, code = called(f"microdep report bom.yaml --pack ./own --output '{place}' --format md", ready)
    said, way_out, following = err.splitlines()
    assert (USAGE, "") == (code, out)
    assert said.startswith(f"error: `{place}` cannot be written: {NOWHERE[place]}")
    assert way_out.startswith("  help: ")
    assert following.startswith("  next: microdep report ")
    assert before == sorted(ready.iterdir())


NO_ROOM_FOR_A_BUNDLE = {
    "a file": "`a file` is a file; a bundle is a folder",
    "a file/below/out": "`a file` is not a folder",
    "circle": "the links are circular",
    "full": "`full` exists and is not a bundle",
    ".": "`.` exists and is not a bundle",
    "x" * 300: "the name is too long",
}


@pytest.mark.parametrize("place", NO_ROOM_FOR_A_BUNDLE)
def test_where_no_bundle_can_be_written_it_is_said(place: str, ready: Path) -> None:
    (ready / "a file").write_text("", encoding="utf-8")
    (ready / "full").mkdir()
    (ready / "full" / "of something").write_text("", encoding="utf-8")
    (ready / "circle").symlink_to(ready / "circle")
    before = sorted(ready.rglob("*"))
    out, err, code = called(f"microdep report bom.yaml --pack ./own --output '{place}'", ready)
    assert (USAGE, "", True) == (code, out, NO_ROOM_FOR_A_BUNDLE[place] in err)
    assert before == sorted(ready.rglob("*"))


def test_on_a_full_disk_a_bundle_that_was_there_stays(ready: Path) -> None:
    line = (*REPORT[:-1], "out")
    assert FAIL == run(ready, *line)[0]
    before = {path: path.read_bytes() for path in (ready / "out").rglob("*") if path.is_file()}
    code, _, err = run(ready, *line, "--force", most=1000)
    assert (USAGE, True) == (code, "`out` cannot be written: the disk is full" in err)
    assert before == {path: path.read_bytes() for path in (ready / "out").rglob("*") if path.is_file()}
    assert FAIL == run(ready, *line, "--force")[0]
    assert [] == parts(ready)


def test_a_folder_that_is_only_read_takes_no_report_and_no_cache() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "out.md").write_text("old", encoding="utf-8")
        folder.chmod(0o555)
        with unprivileged():
            with pytest.raises(PermissionError) as raised:
                write_atomically(folder / "out.md", b"new")
            said, _ = describe_write_failure(folder / "out.md", raised.value)
            assert f"there is no permission to write in `{name}`" == said
            PackCache(folder).write("key", 1)
            PackCache(folder / "kept").write("key", 1)
        folder.chmod(0o755)
        assert ["out.md"] == [path.name for path in folder.iterdir()]
        assert "old" == (folder / "out.md").read_text(encoding="utf-8")


def test_a_folder_that_may_not_be_read_is_said_and_not_passed_over() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "bom.yaml").write_text("", encoding="utf-8")
        (folder / "shut").mkdir()
        (folder / "shut").chmod(0o000)
        workspace = Workspace(folder)
        with unprivileged():
            found = workspace.find([name])
            data, problem = workspace.read(str(folder / "shut"))
        (folder / "shut").chmod(0o755)
    assert (str(folder / "bom.yaml"), str(folder / "shut")) == found.files
    assert problem is not None
    assert (None, "file/cannot-be-read") == (data, problem.code)


@pytest.mark.parametrize("place", ["a file", "a file/below", "circle"])
def test_where_no_cache_can_be_kept_the_verdict_is_the_same(
    place: str, ready: Path, answered: tuple[int, str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (ready / "a file").write_text("", encoding="utf-8")
    (ready / "circle").symlink_to(ready / "circle")
    monkeypatch.setenv("MICRODEP_CACHE", str(ready / place))
    out, err, code = called("microdep check bom.yaml --pack ./own", ready, remembers=False)
    assert answered == (code, out, err)
    assert (FAIL, "") == (code, err)


def test_several_runs_at_once_leave_what_one_leaves(ready: Path) -> None:
    assert FAIL == run(ready, *REPORT)[0]
    alone = (ready / "out.md").read_bytes()
    for _ in range(ROUNDS):
        for path in (ready / "kept").iterdir():
            path.unlink()
        runs = [started(ready, *REPORT) for _ in range(4)]
        assert [(b"", b"")] * 4 == [each.communicate() for each in runs]
        assert [FAIL] * 4 == [each.returncode for each in runs]
        assert alone == (ready / "out.md").read_bytes()
        cache = PackCache(ready / "kept")
        assert all(cache.read(path.stem) is not None for path in (ready / "kept").iterdir())


FORMER: list[object] = [
    {"uses": {}, "pack": ["Rule", 1]},
    {"uses": {"common": 7}, "pack": []},
    {"uses": [], "pack": {}},
    {"pack": ["Pack"]},
    [],
    7,
    json.loads("[" * 500 + "]" * 500),
]


@pytest.mark.parametrize("entry", FORMER, ids=lambda each: str(each)[:30])
def test_an_entry_of_another_version_is_no_entry(
    entry: object, ready: Path, answered: tuple[int, str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in (ready / "kept").iterdir():
        PackCache(ready / "kept").write(path.stem, entry)
    monkeypatch.setenv("MICRODEP_CACHE", str(ready / "kept"))
    out, err, code = called("microdep check bom.yaml --pack ./own", ready, remembers=False)
    assert answered == (code, out, err)


WRITING = {"write_text", "write_bytes", "touch", "mkstemp", "NamedTemporaryFile", "TemporaryFile"}
READING = {"r", "rb"}


def opened_for_writing(path: Path) -> Iterator[tuple[str, str]]:
    """The functions in which a file is opened for something else than reading."""
    text = path.read_text(encoding="utf-8")
    if not any(f"{each}(" in text for each in (*WRITING, "open")):
        return  # to take all of them apart takes seconds
    tree = ast.parse(text)
    for function in (each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)):
        for call in (each for each in ast.walk(function) if isinstance(each, ast.Call)):
            name = getattr(call.func, "attr", getattr(call.func, "id", ""))
            given = [a.value for a in call.args if isinstance(a, ast.Constant)]
            modes = [each for each in given if isinstance(each, str) and set(each) <= set("rwxabt+")]
            if name in WRITING or (name == "open" and [mode for mode in modes if mode not in READING]):
                yield path.name, function.name


def test_one_module_writes_files() -> None:
    found = {
        each for path in (CHECKOUT / "microdep_rules").rglob("*.py") for each in opened_for_writing(path)
    }
    ways = ("write_atomically", "append", "write_folder", "write_new")
    templates = ("compiled.py", "dump_bytecode")  # beside our own modules, as Python keeps theirs
    assert {*(("writing.py", way) for way in ways), templates} == found
