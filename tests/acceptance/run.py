"""Runs the commands of the acceptance pages and compares what they end with and print.

Each block marked `console` holds a command behind `$`, then `exit N`, and any number of `prints TEXT` and
`lacks TEXT`. The commands run at the top of the checkout, with `microdep` and `pytest` from the path,
as many at once as there are processors. With `--after-suite`, behind a run of all tests, the tests that a
page names are only looked up: they have just been run, and a page must not name one that there is not.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shlex
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).parent
TOP = HERE.parent.parent
AFTER_SUITE = "--after-suite"
LOOK_UP = "--collect-only"
BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)


def problems(block: str) -> list[str]:
    """What does not hold of one block."""
    first, *wanted = block.strip().splitlines()
    command = first.removeprefix("$ ")
    words = shlex.split(command)
    done = subprocess.run(words, cwd=TOP, capture_output=True, text=True, check=False)
    printed = " ".join((done.stdout + done.stderr).split())
    found = []
    for line in wanted:
        word, _, text = line.partition(" ")
        holds = {
            "exit": str(done.returncode) == text,
            "prints": " ".join(text.split()) in printed,
            "lacks": " ".join(text.split()) not in printed,
        }.get(word, False)
        if not holds:
            found.append(f"{line}  (it ended with {done.returncode})")
    shown = textwrap.shorten(command, 200)
    reported = [f"{'ok  ' if not found else 'BAD '} {shown}", *(f"      {each}" for each in found)]
    if found:
        reported += [done.stdout[-2000:], done.stderr[-2000:]]
    print("\n".join(reported), flush=True)
    return found


def looked_up(lists: list[list[str]]) -> int:
    """Looks up the tests of each list of words, in one process, which imports them once; 1 if it has none."""
    import pytest

    wrong = 0
    for words in lists:
        reported = io.StringIO()
        with contextlib.redirect_stdout(reported):
            code = pytest.main([*words, LOOK_UP, "-p", "no:cacheprovider"])
        printed = reported.getvalue()
        missing = [word for word in words if word.startswith("tests/") and word not in printed]
        holds = code == 0 and (not missing or "-k" in words)
        wrong += not holds
        print(f"{'ok  ' if holds else 'BAD '} pytest {shlex.join(words)}" + ("" if holds else f"\n{printed}"))
    return 1 if wrong else 0


def looked_up_at_once(blocks: list[str]) -> list[str]:
    """The blocks, one for all that name tests; last the commands of `microdep`, short but for its tests."""
    named: list[tuple[list[str], str]] = []
    others: list[tuple[list[str], str]] = []
    for block in blocks:
        program, *words = shlex.split(block.splitlines()[0].removeprefix("$ "))
        (named if program == "pytest" and LOOK_UP not in words else others).append((words, block))
    plain = {word for words, _ in named if "-k" not in words for word in words if word.startswith("tests/")}
    lists = [["-q", *sorted(plain)], *(words for words, _ in named if "-k" in words)]
    line = shlex.join([sys.executable, "-P", str(Path(__file__)), "--look-up", json.dumps(lists)])
    short = re.compile(r"\$ microdep (?!test )")
    rest = sorted((block for _, block in others), key=lambda block: bool(short.match(block)))
    return [f"$ {line}\nexit 0", *rest]


def main() -> int:
    """Every block of every page; 1 when something does not hold."""
    if "--look-up" in sys.argv:
        return looked_up(json.loads(sys.argv[-1]))
    blocks = [b for page in sorted(HERE.glob("*.md")) for b in BLOCK.findall(page.read_text())]
    if AFTER_SUITE in sys.argv:
        blocks = looked_up_at_once(blocks)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        failed = [block for block, found in zip(blocks, pool.map(problems, blocks), strict=True) if found]
    # The end of a long log is what a reader sees first, so it names what failed.
    for block in failed:
        print(f"failed: {textwrap.shorten(block.splitlines()[0], 200)}")
    print(f"{len(blocks) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed or not blocks else 0


if __name__ == "__main__":
    sys.exit(main())
