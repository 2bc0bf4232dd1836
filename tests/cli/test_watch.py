"""`check --watch`: a process that checks again when something is saved."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from tests.cli.replay import PACKAGE, run
from tests.shown import NOT_FROM_CHINA

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PATIENCE = 120
"""Seconds after which a process that says nothing is given up."""
BAD = "schema: microdep-bom/1\ncomponents:\n  - {name: NdFeB Magnets, origin: CN, restriction_index: 0.95}\n"
GOOD = BAD.replace("CN", "JP")
TORN = BAD[:60]
READY = "watching; stop with Ctrl-C"


class Watching:
    """A process that watches, and what it says on both streams."""

    def __init__(self, folder: Path, *words: str) -> None:
        self.folder = folder
        self.lines: queue.Queue[str] = queue.Queue()
        # In the background of a shell interrupts are ignored, which a process would inherit.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "microdep_rules", "check", "--watch", "--as-of", "2026-11-24", *words],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(PACKAGE.parent)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.put(line.rstrip("\n"))
        self.lines.put("")

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        self.reader.join()
        assert self.process.stdout is not None
        self.process.stdout.close()

    def reported(self, last: str = READY) -> str:
        """What it says up to a line."""
        said: list[str] = []
        while not said or said[-1] != last:
            said.append(self.lines.get(timeout=PATIENCE))
        return "\n".join(said)

    def save(self, name: str, text: str | None) -> None:
        path = self.folder / name
        if text is None:
            path.unlink()
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


@pytest.fixture
def watching(tmp_path: Path) -> Iterator[Callable[..., Watching]]:
    started: list[Watching] = []

    def start(files: dict[str, str], *words: str) -> Watching:
        for name, text in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf-8")
        started.append(Watching(tmp_path, *words))
        return started[-1]

    yield start
    for each in started:
        each.end()


def test_what_is_saved_is_checked_again_and_an_interrupt_ends_quietly(
    watching: Callable[..., Watching],
) -> None:
    found = watching({"bom.yaml": GOOD})
    assert "PASS  1 document" in found.reported()
    found.save("bom.yaml", BAD)
    said = found.reported()
    assert ("changed: bom.yaml", True) == (said.strip().splitlines()[0], "FAIL  1 document" in said)
    found.process.send_signal(signal.SIGINT)
    assert 130 == found.process.wait(PATIENCE)
    assert "" == found.lines.get(timeout=PATIENCE)


def test_a_half_saved_file_is_reported_and_the_watch_goes_on(watching: Callable[..., Watching]) -> None:
    found = watching({"bom.yaml": GOOD, "microdep.toml": ""})
    found.reported()
    found.save("bom.yaml", TORN)
    assert "error[" in found.reported()
    found.save("bom.yaml", GOOD)
    assert "PASS  1 document" in found.reported()
    found.save("microdep.toml", "packs = [")
    assert "error[file/syntax]" in found.reported()
    found.save("microdep.toml", 'packs = ["none"]')
    assert "error[name/unknown-pack]" in found.reported()
    found.save("microdep.toml", 'packs = ["micro-dependency"]')
    assert "PASS  1 document" in found.reported()
    found.save("bom.yaml", None)
    assert "NOTHING WAS CHECKED" in found.reported()
    found.save("deep/bom.yaml", BAD)
    assert "FAIL  1 document" in found.reported()


def test_whatever_the_check_reads_is_watched(watching: Callable[..., Watching]) -> None:
    mapping = (
        "schema: microdep-mapping/1\nheader_row: 1\n"
        "columns: {Designator: designators, Value: name, Quantity: quantity, Land: origin}\n"
    )
    files = {
        "board.csv": "Designator,Value,Quantity,Land\nM1,Magnet,1,China\n",
        "board.csv.mapping.yaml": mapping,
        "rules/own/pack.rule": NOT_FROM_CHINA,
        "microdep.toml": 'packs = ["rules/own"]\ncontext = "deal.yaml"\nboms = ["*.csv"]\n',
        "deal.yaml": "schema: microdep-context/1\n",
        "README.md": "",
    }
    found = watching(files)
    assert "FAIL  1 document" in found.reported()
    found.save("README.md", "nothing of ours")
    for name, text, expected in (
        ("rules/own/pack.rule", NOT_FROM_CHINA.replace("is CN", "is JP"), "UNKNOWN  1 doc"),
        ("rules/own/pack.rule", NOT_FROM_CHINA[:200], "cannot be loaded"),
        ("rules/own/pack.rule", NOT_FROM_CHINA, "FAIL  1 document"),
        (
            "board.csv.mapping.yaml",
            files["board.csv.mapping.yaml"].replace(": origin", ": '-'"),
            "UNKNOWN  1 doc",
        ),
        ("board.csv", files["board.csv"] + "M2,Coil,1,Japan\n", "UNKNOWN  1 doc"),
        ("deal.yaml", "agency: DoD\n", "error["),
        ("deal.yaml", files["deal.yaml"], "UNKNOWN  1 doc"),
        ("microdep.toml", files["microdep.toml"] + 'fail_on = "fail"\n', "fail-on is fail"),
    ):
        found.save(name, text)
        said = found.reported()
        assert (f"changed: {name}", True) == (said.strip().splitlines()[0], expected in said), said


def test_files_that_are_named_are_watched_wherever_they_are_and_the_output_is_not(
    watching: Callable[..., Watching], tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "deal.yaml").write_text("schema: microdep-context/1\n", encoding="utf-8")
    context = str(elsewhere / "deal.yaml")
    found = watching(
        {"parts.yaml": GOOD}, "parts.yaml", "--context", context, "--output", "bom.json", "--format", "json"
    )
    found.reported()
    (elsewhere / "deal.yaml").write_text("schema: microdep-context/1\nagency: DoD\n", encoding="utf-8")
    found.reported()
    found.save("parts.yaml", BAD)
    assert "changed: parts.yaml" in found.reported()
    assert '"verdict": "fail"' in (found.folder / "bom.json").read_text(encoding="utf-8")
    with pytest.raises(queue.Empty):
        found.lines.get(timeout=1)


def test_an_overlay_that_is_put_beside_the_others_or_taken_away_is_seen(
    watching: Callable[..., Watching],
) -> None:
    overlay = "schema: microdep-overlay/1\ncomponents:\n  - {match: {id: ndfeb-magnets}, origin: JP}\n"
    config = 'overlays = ["overlays/*.yaml"]\n'
    files = {"bom.yaml": BAD.replace("origin: CN, ", ""), "microdep.toml": config, "overlays/README.md": ""}
    found = watching(files)
    assert "UNKNOWN  1 document" in found.reported()
    found.save("overlays/magnets.yaml", overlay)
    assert "PASS  1 document" in found.reported()
    found.save("overlays/magnets.yaml", None)
    assert "UNKNOWN  1 document" in found.reported()


@pytest.mark.parametrize("words", ["-", "--changed bom.yaml"])
def test_what_cannot_be_watched_is_reported(words: str, tmp_path: Path) -> None:
    (tmp_path / "bom.yaml").write_text(GOOD, encoding="utf-8")
    _, err, code = run(f"microdep check --watch {words}", tmp_path)
    assert (2, True) == (code, "--watch is for files" in err)


def test_a_watch_writes_no_baseline_which_it_would_read_again(tmp_path: Path) -> None:
    (tmp_path / "bom.yaml").write_text(BAD, encoding="utf-8")
    _, err, code = run("microdep check --watch --write-baseline base.json", tmp_path)
    assert (2, True) == (code, "--watch writes no baseline" in err)
    assert not (tmp_path / "base.json").exists()
