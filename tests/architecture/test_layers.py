"""The layers hold: what imports cannot show is looked for in the code itself."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

if TYPE_CHECKING:
    from collections.abc import Iterator

CHECKOUT = Path(__file__).resolve().parents[2]
PACKAGE = CHECKOUT / "microdep_rules"

PURE = ("bom", "engine", "lang", "vocabulary", "diagnostics.py", "source.py", "suggest.py")
PACKAGE_DATA = PACKAGE / "vocabulary" / "resources.py"

IMPURE_MODULES = frozenset({"io", "os", "pathlib", "shutil", "socket", "subprocess", "tempfile", "time"})
IMPURE_NAMES = frozenset({"breakpoint", "eval", "exec", "input", "open", "print"})
IMPURE_ATTRIBUTES = frozenset(
    {"now", "today", "utcnow", "environ", "getenv", "read_bytes", "read_text", "write_bytes", "write_text"}
)
IMPURE = IMPURE_MODULES | IMPURE_NAMES | IMPURE_ATTRIBUTES

FORBIDDEN_NAMES = frozenset({"common", "helper", "helpers", "manager", "misc", "util", "utils"})


def modules(*parts: str) -> Iterator[Path]:
    for part in parts:
        path = PACKAGE / part
        yield from [path] if path.is_file() else sorted(path.rglob("*.py"))


def impurities(code: str) -> set[str]:
    """What in the code could reach a file, the terminal, the clock or the environment."""
    if IMPURE.isdisjoint(re.findall(r"\w+", code)):
        return set()
    found = set()
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.Import(names=names):
                found |= {each.name.partition(".")[0] for each in names} & IMPURE_MODULES
            case ast.ImportFrom(module=str(module)):
                found |= {module.partition(".")[0]} & IMPURE_MODULES
            case ast.Call(func=ast.Name(id=name)) if name in IMPURE_NAMES:
                found.add(name)
            case ast.Attribute(attr=name) if name in IMPURE_ATTRIBUTES:
                found.add(name)
    return found


def test_a_part_imports_only_from_the_parts_below_it() -> None:
    status = lint_imports(config_filename=str(CHECKOUT / "pyproject.toml"), no_cache=True)
    assert status == EXIT_STATUS_SUCCESS


def test_a_part_in_parentheses_is_not_built_yet() -> None:
    settings = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    planned = set(re.findall(r"\((\w+)\)", " ".join(layers)))
    built = {path.stem for path in PACKAGE.glob("*.py")} | {
        path.parent.name for path in PACKAGE.glob("*/*.py")
    }
    assert planned & built == set()


def test_the_core_reads_no_file_no_clock_and_no_environment_and_prints_nothing() -> None:
    found = {
        path.relative_to(CHECKOUT).as_posix(): sorted(names)
        for path in modules(*PURE)
        if path != PACKAGE_DATA and (names := impurities(path.read_text(encoding="utf-8")))
    }
    assert found == {}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("import os.path", {"os"}),
        ("from pathlib import Path", {"pathlib"}),
        ("def f():\n    import time", {"time"}),
        ("with open('a'): pass", {"open"}),
        ("print('a')", {"print"}),
        ("from datetime import date\nd = date.today()", {"today"}),
        ("import datetime\nd = datetime.datetime.now()", {"now"}),
        ("from datetime import date\nd = date(2027, 1, 1)", set()),
        ("def open_lists(bom): return bom.lists", set()),
    ],
)
def test_what_reaches_the_world_is_recognised(code: str, expected: set[str]) -> None:
    assert expected == impurities(code)


def test_only_one_module_knows_where_the_data_of_the_package_lies() -> None:
    found = {
        path
        for path in modules(".")
        if "__file__" in (code := path.read_text(encoding="utf-8")) or "importlib.resources" in code
    }
    assert found <= {PACKAGE_DATA}


def test_links_are_followed_in_one_module() -> None:
    """`Path.resolve` treats a circle of links in another way in each Python."""
    found = [
        path.relative_to(CHECKOUT).as_posix()
        for path in modules(".")
        if path != PACKAGE_DATA and ".resolve()" in path.read_text(encoding="utf-8")
    ]
    assert found == []


def test_one_module_writes_csv() -> None:
    """The writer of `csv` quotes a carriage return only with some versions of Python."""
    writers = [path.name for path in modules(".") if "csv.writer" in path.read_text(encoding="utf-8")]
    assert ["cell_texts.py"] == writers


def test_no_module_is_named_after_nothing() -> None:
    found = [
        path.relative_to(CHECKOUT).as_posix()
        for path in modules(".")
        if FORBIDDEN_NAMES & set(path.stem.strip("_").split("_"))
    ]
    assert found == []


def test_every_folder_of_the_package_is_a_package() -> None:
    folders = {path.parent for path in modules(".")}
    assert [] == sorted(str(folder) for folder in folders if not (folder / "__init__.py").is_file())


def test_every_file_and_folder_that_the_contributors_are_sent_to_is_there() -> None:
    guide = (CHECKOUT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([\w./-]*/[\w./-]*)`", guide)) | set(re.findall(r"\]\(([^)]+)\)", guide))
    assert [] == sorted(name for name in named if not (CHECKOUT / name).exists())


def test_every_target_of_make_that_the_contributors_are_sent_to_is_there() -> None:
    guide = (CHECKOUT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    targets = set(re.findall(r"^(\w+):", (CHECKOUT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"`make (\w+)`", guide)) <= targets


MAKES_PATTERNS_LATE = (
    *("vocabulary", "workspace", "output", "lists", "pipeline", "cli", "config"),
    *("bom", "engine", "lang", "production", "report", "signing"),
)


def made_at_import(code: str) -> list[int]:
    """The lines of patterns that are made when a module is imported, whether they are used or not."""
    if "compile" not in code:
        return []
    top = [each for each in ast.parse(code).body if isinstance(each, ast.Assign | ast.AnnAssign)]
    calls = [each for node in top for each in ast.walk(node) if isinstance(each, ast.Call)]
    return [call.lineno for call in calls if ast.unparse(call.func) in {"re.compile", "compile"}]


def test_a_pattern_is_made_when_it_is_used() -> None:
    assert [1] == made_at_import("A = re.compile('a')")
    assert [] == made_at_import("def f():\n    return re.compile('a')")
    found = {path: made_at_import(path.read_text(encoding="utf-8")) for path in modules(*MAKES_PATTERNS_LATE)}
    assert {} == {path: lines for path, lines in found.items() if lines}
