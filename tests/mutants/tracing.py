"""Which tests run which statements of the engine: traced once for each state of the engine, and kept.

`sys.settrace` would take a quarter of an hour, because the laws go through the engine very often. Instead
each statement of a copy of the engine is given one in front of it that notes its number, in two minutes.
"""

from __future__ import annotations

import ast
import builtins
import hashlib
import json
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.mutants.running import ENGINE, OPTIONS, OUTPUT, PROJECT, copy_project, in_a_process_of_its_own

if TYPE_CHECKING:
    from collections.abc import Generator

KEPT = Path(tempfile.gettempdir()) / "microdep-mutants"
TRACED = (
    "tests/conformance",
    "tests/examples",
    "tests/oracles",
    "tests/output",
    "tests/packs",
    "tests/pipeline",
    "tests/properties",
    "tests/report",
    "microdep_rules/engine",
)
"""Tests of what stands below the engine never run it."""
COMMANDS = ("tests/cli", "tests/examples/test_founding_example.py", "tests/examples/test_readmes.py")
"""Tests that start the command: what they run is not traced, only that they pass in a copy."""
NOTES = "_ran"
SHARED = f'{NOTES} = __import__("builtins").__dict__.setdefault("{NOTES}", set())'
"""One set of numbers for all modules of a process. A command has its own, which nobody reads."""
FUTURE = "from __future__"
"""What begins like this has to stand first."""

Place = tuple[str, int]
"""A module, by its path in the engine, and the first line of a statement in it."""


@dataclass(frozen=True)
class Trace:
    """How long each test takes, and which tests run each statement; the empty name is that of collecting."""

    seconds: dict[str, float]
    runs: dict[Place, set[str]]

    def running(self, path: str, source: str, line: int) -> list[str]:
        """The tests that run the statement around a line of a module, the quickest first.

        What runs when a module is imported is met by every test that runs something of the module.
        """
        first = statement(source, line)
        found = self.runs.get((path, first), set()) if first else {""}
        if "" in found:
            found = set[str]().union(*(tests for at, tests in self.runs.items() if at[0] == path))
            found = found - {""} or set(self.seconds)
        return sorted(found, key=lambda test: self.seconds[test])


def statement(source: str, line: int) -> int:
    """Where the innermost statement around a line begins; 0 where that is run by an import."""
    found = 0
    for node in _nested(ast.parse(source)):
        if node.lineno <= line <= (node.end_lineno or node.lineno):
            found = max(found, node.lineno)
    return found


def noting(source: str, first: int) -> tuple[str, list[int]]:
    """The code of a module that notes the numbers of the statements that it runs, and the lines of these.

    The first statement has the number `first`.
    """
    tree = ast.parse(source)
    numbered = _nested(tree)
    numbers = {id(node): number for number, node in enumerate(numbered, first)}
    for node in list(ast.walk(tree)):
        for name, value in ast.iter_fields(node):
            if isinstance(value, list) and any(id(each) in numbers for each in value):
                noted: list[ast.stmt] = []
                for each in value:
                    if id(each) in numbers:
                        noted += ast.parse(f"{NOTES}.add({numbers[id(each)]})").body
                    noted.append(each)
                setattr(node, name, noted)
    futures = [at for at, node in enumerate(tree.body, 1) if ast.unparse(node).startswith(FUTURE)]
    tree.body.insert(max(futures, default=0), ast.parse(SHARED).body[0])
    return ast.unparse(tree), [node.lineno for node in numbered]


def _nested(node: ast.AST, *, inside: bool = False) -> list[ast.stmt]:
    """The statements in functions, without docstrings."""
    found = []
    for each in ast.iter_child_nodes(node):
        says = isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant)
        if inside and isinstance(each, ast.stmt) and not says:
            found.append(each)
        found += _nested(each, inside=inside or isinstance(each, ast.FunctionDef))
    return found


class Noting:
    """A plugin of pytest that keeps what each test notes."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.numbers: dict[str, set[int]] = {}
        self._notes: set[int] = vars(builtins).setdefault(NOTES, set())

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, Any, Any]:
        self.numbers.setdefault("", set(self._notes))
        self._notes.clear()
        begin = time.perf_counter()
        result = yield
        self.seconds[item.nodeid] = time.perf_counter() - begin
        self.numbers[item.nodeid] = set(self._notes)
        return result


def traced() -> Trace:
    """What the tests run, as kept from another time where the engine is the same.

    A test that is newer than what was kept is not in it.
    """
    digest = hashlib.sha256()
    for path in sorted((PROJECT / ENGINE).rglob("*.py")):
        digest.update(path.read_bytes())
    kept = KEPT / f"{digest.hexdigest()[:16]}.json"
    if not kept.is_file():
        print("tracing which tests run which statements (once for each state of the engine)", flush=True)
        KEPT.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory() as name:
            copy_project(Path(name))
            _trace(Path(name), kept)
    content = json.loads(kept.read_text(encoding="utf-8"))
    tests = ["", *content["seconds"]]
    runs = {(path, line): {tests[each] for each in found} for path, line, found in content["runs"]}
    return Trace(content["seconds"], runs)


def _trace(folder: Path, kept: Path) -> None:
    places: list[Place] = []
    for path in sorted((folder / ENGINE).rglob("*.py")):
        code, lines = noting(path.read_text(encoding="utf-8"), len(places))
        path.write_text(code, encoding="utf-8")
        places += [(path.relative_to(folder / ENGINE).as_posix(), line) for line in lines]

    def work() -> int:
        plugin = Noting()
        status = pytest.main([*OPTIONS, *TRACED, *COMMANDS], [plugin])
        if status != pytest.ExitCode.OK:
            return int(status)
        tests = ["", *plugin.seconds]
        runs = [
            (*place, [at for at, test in enumerate(tests) if number in plugin.numbers[test]])
            for number, place in enumerate(places)
        ]
        kept.with_suffix(".part").write_text(json.dumps({"seconds": plugin.seconds, "runs": runs}))
        kept.with_suffix(".part").replace(kept)
        return 0

    assert pytest.ExitCode.OK == in_a_process_of_its_own(folder, work), (folder / OUTPUT).read_text()
