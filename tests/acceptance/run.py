"""Runs the commands of the acceptance pages and compares what they end with and print.

Each block marked `console` holds a command behind `$`, then `exit N`, and any number of `prints TEXT` and
`lacks TEXT`. The commands run at the top of the checkout, with `microdep` and `pytest` from the path,
as many at once as there are processors. With `--after-suite`, behind a run of all tests, the tests that a
page names are only looked up: they have just been run, and a page must not name one that there is not.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

HERE = Path(__file__).parent
TOP = HERE.parent.parent
AFTER_SUITE = "--after-suite"
LOOK_UP = "--collect-only"
BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)


def problems(block: str, *, after_suite: bool = False) -> list[str]:
    """What does not hold of one block."""
    first, *wanted = block.strip().splitlines()
    command = first.removeprefix("$ ")
    words = shlex.split(command)
    if after_suite and words[0] == "pytest" and LOOK_UP not in words:
        words.append(LOOK_UP)
        wanted = [line for line in wanted if not line.startswith("prints")]
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
    told = [f"{'ok  ' if not found else 'BAD '} {command}", *(f"      {each}" for each in found)]
    if found:
        told += [done.stdout[-2000:], done.stderr[-2000:]]
    print("\n".join(told), flush=True)
    return found


def looked_up_at_once(blocks: list[str]) -> list[str]:
    """The same, with one block for all that name tests by nothing but paths: each has to have some."""
    paths: list[str] = []
    others = []
    for block in blocks:
        first, *_ = block.splitlines()
        words = shlex.split(first.removeprefix("$ "))
        if words[:2] == ["pytest", "-q"] and not any(each.startswith("-") for each in words[2:]):
            paths += words[2:]
        else:
            others.append(block)
    named = [f"$ pytest -q {LOOK_UP} {shlex.join(paths)}", "exit 0", *(f"prints {each}" for each in paths)]
    return ["\n".join(named), *others]


def main() -> int:
    """Every block of every page; 1 when something does not hold."""
    blocks = [b for page in sorted(HERE.glob("*.md")) for b in BLOCK.findall(page.read_text())]
    after_suite = AFTER_SUITE in sys.argv
    try_one = partial(problems, after_suite=after_suite)
    if after_suite:
        blocks = looked_up_at_once(blocks)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        wrong = sum(bool(found) for found in pool.map(try_one, blocks))
    print(f"{len(blocks) - wrong} passed, {wrong} failed")
    return 1 if wrong or not blocks else 0


if __name__ == "__main__":
    sys.exit(main())
