"""Benchmark of a check of one small document, with cached packs and with a changed pack.

It also measures `--help`, completion, and larger documents.
"""

from __future__ import annotations

import json
import os
import pstats
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.measure import Goal, busiest, commands, table
from benchmarks.peers.documents import document as sourced
from benchmarks.products import flat
from microdep_rules.vocabulary.resources import rules_folder

PARTS = 20
ROWS, MAKERS, COMPONENTS = 200, 40, 1_000
PEERS = Path(__file__).parent / "peers"
GOALS = (
    Goal("check of one small YAML file with a cached pack, against python -c pass", "kept", "bare", 8),
    Goal("the same check with a changed pack, against a cached pack", "changed", "kept", 2.5),
    Goal("--help against python -c pass", "help", "bare", 8),
    Goal("completion of an option against python -c pass", "completion", "bare", 8),
    Goal(
        "check of the quadcopter with every pack, all cached, against python -c pass", "every law", "bare", 80
    ),
    Goal("200 rows of hardware with every pack, all cached, against python -c pass", "hardware", "bare", 60),
    Goal("1,000 components, eight sourcing rules, against python -c pass", "sourcing", "bare", 40),
)
QUADCOPTER = Path(__file__).parent.parent / "examples" / "quadcopter"


def document() -> str:
    """Return a bill of materials of 20 components, similar to the table of a supplier."""
    rows = [
        f"  - {{id: p{n}, name: Part {n}, origin: JP, mass_g: {n + 1}, materials: [{{substance: steel}}]}}"
        for n in range(PARTS)
    ]
    return "\n".join(["schema: microdep-bom/1", "components:", *rows, ""])


MICRODEP = (sys.executable, "-m", "microdep_rules")
CHECK = ("check", "bom.yaml", "--pack", "./dod-magnets")
"""Arguments of the check; a path selects the copy of the pack that the benchmark changes.

The name alone would select the shipped pack.
"""


def prepare(folder: Path) -> None:
    """Write the documents and copies of the packs into a folder."""
    (folder / "bom.yaml").write_text(document(), encoding="utf-8")
    (folder / "hardware.json").write_text(json.dumps(flat(ROWS, MAKERS)), encoding="utf-8")
    (folder / "sourcing.json").write_bytes(sourced(COMPONENTS))
    for pack in ("dod-magnets", "reference-data"):
        shutil.copytree(rules_folder() / pack, folder / pack)


def run() -> list[str]:
    """Return the rows of the result table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder)
        check = [*MICRODEP, *CHECK]
        # One file gets an additional line. The other files, the used pack and the parser stay the same.
        changed = ["sh", "-c", 'echo "# changed" >> dod-magnets/pack.rule && exec "$@"', "sh", *check]
        context = ("--context", str(QUADCOPTER / "contract.yaml"))
        every_law = ("check", str(QUADCOPTER / "bom.yaml"), *context, "--pack", "all")
        rules = [f"--pack={PEERS / name}.rule" for name in ("sourcing", "shares")]
        asked = ["COMP_WORDS=microdep check --pack d", "COMP_CWORD=3", "_MICRODEP_COMPLETE=bash_complete"]
        sides = {
            "bare": [sys.executable, "-c", "pass"],
            "kept": check,
            "changed": changed,
            "help": [*MICRODEP, "--help"],
            "completion": ["env", *asked, *MICRODEP],
            "every law": [*MICRODEP, *every_law],
            "hardware": [*MICRODEP, "check", "hardware.json", "--pack", "all"],
            "sourcing": [*MICRODEP, "check", "sourcing.json", *rules],
        }
        return table(commands(sides, folder, folder / "cache"), GOALS)


def profile() -> list[str]:
    """Return a profile of a check with a cached pack; in the profile, `exec` is the time of imports."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder)
        environment = {**os.environ, "MICRODEP_CACHE": str(folder / "cache")}
        kept = folder / "profile"
        for options in ((), ("-m", "cProfile", "-o", str(kept))):
            command = [sys.executable, *options, *MICRODEP[1:], *CHECK]
            subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)
        return busiest(pstats.Stats(str(kept)))
