"""Transcripts: Markdown files with the files of a folder, commands, and exactly what they print.

A fenced block with a path behind its language is a file. A `console` block holds commands: `$ microdep …`,
then what it writes to the standard output, lines with `2>` in front for the error stream, and `[exit n]`.
A path behind `=` is a file that a command has written: the block is its content. Behind `~`, the lines of the
block replace the most similar lines of a file; behind `+`, they are added at its end.
`< name` behind a command gives a file as standard input. Digests, and the list of packs that were not run,
change with the packs that come with the product, and stand as `…`.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import microdep_rules
from microdep_rules.cli.main import call
from microdep_rules.pipeline.memory import MEMORY

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[[str, Path], tuple[str, str, int]]

FOLDER = Path(__file__).parent / "transcripts"
PACKAGE = Path(microdep_rules.__file__).parent
BUG = 70
_FENCE = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_CHANGING = (
    (re.compile(r"sha256:[0-9a-f]{12,64}"), "sha256:…"),
    (re.compile(r"^((?:2> )?packs not run:) .*$", re.MULTILINE), r"\1 …"),
    (re.compile(r"^(  not run +)\d+ packs?;", re.MULTILINE), r"\1… packs;"),
)


def run(command: str, folder: Path, *, color: str = "", remembers: bool = True) -> tuple[str, str, int]:
    """What a command writes to its two streams, and its exit code, without a process of its own.

    It remembers the packs of commands before it, as the resident checker does: by all their texts. What is
    about the cache does not.
    """
    words, given = _words(command, folder)
    return run_words(words, folder, given, color=color, remembers=remembers)


def run_words(
    words: list[str], folder: Path, given: bytes = b"", *, color: str = "", remembers: bool = True
) -> tuple[str, str, int]:
    """The same, by the words of a command, and what it is given as standard input."""
    streams = {"stdin": given, "stdout": b"", "stderr": b""}
    held = {name: io.TextIOWrapper(io.BytesIO(data), "utf-8", newline="") for name, data in streams.items()}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        if not remembers:
            patch.setattr(MEMORY, "packs", {})
            patch.setattr(MEMORY, "is_on", False)
        for name, stream in held.items():
            patch.setattr(sys, name, stream)
        if color:
            patch.setenv("FORCE_COLOR", color)
        code = call(words)
        out, err = (_written(getattr(sys, name)) for name in ("stdout", "stderr"))
    return out, err, code


def run_process(command: str, folder: Path) -> tuple[str, str, int]:
    """The same by a process of its own, as somebody runs it."""
    words, given = _words(command, folder)
    done = subprocess.run(
        [sys.executable, "-m", "microdep_rules", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(PACKAGE.parent), "PYTHONIOENCODING": "utf-8"},
        input=given,
        capture_output=True,
        check=False,
    )
    return done.stdout.decode(), done.stderr.decode(), done.returncode


def _words(command: str, folder: Path) -> tuple[list[str], bytes]:
    """The arguments of a command, and what it is given as standard input."""
    words = shlex.split(command)
    given = b""
    if "<" in words:
        given = (folder / words.pop(words.index("<") + 1)).read_bytes()
        words.remove("<")
    assert words[0] == "microdep"
    return words[1:], given


def _written(stream: io.TextIOWrapper) -> str:
    stream.flush()
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode()


def replay(text: str, folder: Path, by: Run = run, *, marked: bool = True) -> str:
    """Return the transcript with what its commands print now.

    `marked` is whether it has the exit codes, and marks the lines of the error stream.
    """
    parts = []
    at = 0
    for fence in _FENCE.finditer(text):
        language, path, body = fence.groups()
        if path and path.startswith("="):
            parts += [text[at : fence.start(3)], (folder / path[1:]).read_text(encoding="utf-8")]
            at = fence.end(3)
        elif path and path.startswith("~"):
            _replace_lines(folder / path[1:], body)
        elif path and path.startswith("+"):
            with (folder / path[1:]).open("a", encoding="utf-8") as file:
                file.write(body)
        elif path:
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(body, encoding="utf-8")
        if language == "console":
            parts += [text[at : fence.start(3)], _session(body, folder, by, marked=marked)]
            at = fence.end(3)
    return "".join([*parts, text[at:]])


def _replace_lines(path: Path, block: str) -> None:
    """Replace as many lines as a block has, from the line that is most like its first line."""
    lines, new = path.read_text(encoding="utf-8").splitlines(), block.splitlines()
    alike = [_shared_start(line, new[0]) for line in lines]
    assert 1 == alike.count(max(alike)), f"several lines of {path.name} are like `{new[0]}`"
    at = alike.index(max(alike))
    lines[at : at + len(new)] = new
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")


def _shared_start(first: str, second: str) -> int:
    """Return the number of equal characters at the start of two lines."""
    pairs = enumerate(zip(first, second, strict=False))
    return next((at for at, (one, other) in pairs if one != other), min(len(first), len(second)))


def _session(body: str, folder: Path, by: Run, *, marked: bool) -> str:
    lines = []
    mark = "2> " if marked else ""
    for line in body.splitlines():
        if line.startswith("$ "):
            out, err, code = by(line[2:], folder)
            assert code != BUG, err  # so that no update of the golden files ever keeps a bug
            lines += [line, *out.splitlines(), *(f"{mark}{line}".rstrip() for line in err.splitlines())]
            lines += [f"[exit {code}]"] if marked else []
            lines.append("")
    session = "\n".join(lines[:-1]) + "\n"
    for pattern, stands in _CHANGING:
        session = pattern.sub(stands, session)
    return session
