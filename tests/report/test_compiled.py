"""Compiled templates: made once, taken only where they are whole and of this template, never of a user's."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest
from jinja2 import Environment, FunctionLoader

from microdep_rules.report import environment, sandbox
from microdep_rules.report.compiled import CompiledTemplates
from microdep_rules.source import SourceFile

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TEMPLATE = "{{ who }} halts"


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[Path]]:
    """The files of a folder in which compiled templates are kept."""
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "kept"))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return lambda: sorted(path for path in (tmp_path / "kept").rglob("*.j2*") if path.is_file())


class Counting(Environment):
    """An environment that counts what it compiles."""

    compiled = 0

    def compile(self, *args: Any, **kwargs: Any) -> Any:
        """Count, and compile."""
        self.compiled += 1
        return super().compile(*args, **kwargs)


def filled(text: str = TEMPLATE) -> tuple[str, int]:
    """Output of a template in a new environment, and the number of compilations."""
    loader = FunctionLoader(lambda name: (text, name, lambda: True))
    made = Counting(loader=loader, bytecode_cache=CompiledTemplates("test"))
    return made.get_template("one.j2").render(who="It"), made.compiled


def test_a_template_is_compiled_once(kept: Callable[[], list[Path]]) -> None:
    assert [("It halts", 1), ("It halts", 0)] == [filled(), filled()]
    assert 1 == len(kept())


def test_a_changed_template_is_compiled_again(kept: Callable[[], list[Path]]) -> None:
    assert [("It halts", 1), ("It stops", 1)] == [filled(), filled("{{ who }} stops")]
    assert 1 == len(kept())


def test_changed_code_compiles_again(kept: Callable[[], list[Path]], monkeypatch: pytest.MonkeyPatch) -> None:
    filled()
    monkeypatch.setattr("microdep_rules.report.compiled.report_code", lambda: ("environment.py 1 2",))
    assert ("It halts", 1) == filled()
    assert 1 == len(kept())


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "cut off": lambda data: data[:-1],
    "changed by a bit": lambda data: data[:70] + bytes([data[70] ^ 1]) + data[71:],
    "noise": lambda data: b"\xff" * len(data),
    "without its checksum": lambda data: data.partition(b"\n")[2],
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_file_is_none(damage: Callable[[bytes], bytes], kept: Callable[[], list[Path]]) -> None:
    filled()
    [path] = kept()
    path.write_bytes(damage(path.read_bytes()))
    assert [("It halts", 1), ("It halts", 0)] == [filled(), filled()]


def test_a_file_of_another_template_is_none(kept: Callable[[], list[Path]]) -> None:
    filled()
    [path] = kept()
    other = CompiledTemplates("test")
    loader = FunctionLoader(lambda name: (TEMPLATE, name, lambda: True))
    Environment(loader=loader, bytecode_cache=other).get_template("two.j2")  # noqa: S701 - plain text
    [of_two] = (each for each in kept() if each != path)
    path.write_bytes(of_two.read_bytes())
    assert ("It halts", 1) == filled()


@pytest.mark.parametrize("stands", ["a file", "a folder"])
def test_where_nothing_can_be_kept_a_template_is_compiled_each_time(
    stands: str, kept: Callable[[], list[Path]], tmp_path: Path
) -> None:
    filled()
    [path] = kept()
    path.unlink()
    if stands == "a folder":
        path.mkdir()
    else:
        path.parent.rmdir()
        path.parent.write_text("")
    assert [("It halts", 1), ("It halts", 1)] == [filled(), filled()]
    assert not list(tmp_path.rglob("*.pyc.*"))


def test_nothing_is_kept_where_python_keeps_nothing(
    kept: Callable[[], list[Path]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert [("It halts", 1), ("It halts", 1)] == [filled(), filled()]
    assert [] == kept()


def test_a_template_of_a_user_is_never_kept(kept: Callable[[], list[Path]]) -> None:
    assert environment.environment_of({"report.html.j2": TEMPLATE}).bytecode_cache is None
    sources = {"report.html.j2": SourceFile("report.html.j2", "<html>{{ nothing }}</html>")}
    sandbox.render({}, sources, "", paper=False)
    assert [] == kept()
