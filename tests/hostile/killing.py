"""Runs that write a report, a record and the cache again and again, and are killed at some moment.

`python -m tests.hostile.killing FOLDER TIMES` kills so many of them, one after the other, and looks at every
file after each; the program prints each damaged file.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from itertools import count
from pathlib import Path
from typing import NoReturn

from microdep_rules.cli.main import call
from microdep_rules.pipeline.cache import PackCache
from microdep_rules.workspace.writing import write_atomically
from tests.shown import shown

PACK = """\
pack own
  version "{version}"
  title "t"
  authority "a"
  reviewed 2026-01-01

rule blocked
  title "t"
  severity prohibit
  cites "law 1"
  applies to every listed component
  forbid component.origin is CN
"""
BOM = "schema: microdep-bom/1\ncomponents:\n" + "".join(
    f"  - {{name: part {n}, origin: CN}}\n" for n in range(100)
)
LONGEST = 0.06
"""Seconds that a run is left alone at most; one round takes about a third of it."""
LAST_LINE = "- The pack own was last reviewed on 2026-01-01, before the as-of date."
LARGE = 8 * 1024 * 1024
"""Bytes of a file of one sign: so many take a while, and most runs are killed in the middle of them."""


def write(folder: Path, version: object) -> None:
    """One round: a pack that is new, so that the cache is written, both outputs, and a large file."""
    (folder / "own" / "pack.rule").write_text(shown(PACK.format(version=version)), encoding="utf-8")
    asked = (str(folder / "bom.yaml"), "--pack", str(folder / "own"), "--no-exclusions", "--output")
    write_atomically(folder / "large", random.choice(b"abc").to_bytes() * LARGE)  # noqa: S311 - any sign
    call(["report", *asked, str(folder / "out.md")])
    call(["check", "--format", "json", *asked, str(folder / "out.json")])


def damaged(folder: Path) -> list[str]:
    """The files that are neither whole nor absent."""
    found = []
    report, record = folder / "out.md", folder / "out.json"
    if report.exists() and not report.read_text(encoding="utf-8").endswith(f"{LAST_LINE}\n"):
        found.append(report.name)
    signs = (folder / "large").read_bytes()
    if len(signs) != LARGE or signs.count(signs[:1]) != LARGE:
        found.append("large")
    try:
        if record.exists():
            json.loads(record.read_bytes())
    except ValueError:
        found.append(record.name)
    cache = PackCache(folder / "kept")
    found += [path.name for path in (folder / "kept").glob("*.json") if cache.read(path.stem) is None]
    return found


def _forever(folder: Path) -> NoReturn:
    for number in count():
        write(folder, f"{os.getpid()}-{number}")
    raise AssertionError


def main(folder: Path, times: int) -> list[str]:
    """Kill so many runs; the damaged files."""
    chance = random.Random(times)  # noqa: S311 - moments, not secrets
    found = []
    for _ in range(times):
        child = os.fork()
        if child == 0:
            _forever(folder)
        time.sleep(chance.uniform(0, LONGEST))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        found += damaged(folder)
    return found


if __name__ == "__main__":
    if len(sys.argv) != 3 or not sys.argv[2].isdecimal():
        sys.exit("give a folder and a number: python -m tests.hostile.killing FOLDER TIMES")
    here = Path(sys.argv[1])
    (here / "own").mkdir(parents=True, exist_ok=True)
    (here / "bom.yaml").write_text(BOM, encoding="utf-8")
    os.environ["MICRODEP_CACHE"] = str(here / "kept")
    write(here, "first")
    sys.stdout.write(json.dumps(main(here, int(sys.argv[2]))))
