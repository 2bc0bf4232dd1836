"""Benchmark of the pre-commit hook in a repository of 500 bills of materials, of which one has changed."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.measure import Goal, commands, table
from benchmarks.startup import document

BOMS = 500
COMMAND = str(Path(sys.executable).with_name("microdep"))
"""Path of the installed script `microdep`, which pre-commit runs in its own environment."""
CHANGED = ("check", "--changed", "hardware/7/bom.yaml")
INIT = "as-init.toml"
GOALS = (
    Goal(f"hook with one of {BOMS} bills of materials changed, against python -c pass", "one", "bare", 12),
    Goal(
        "hook of `init` with an overlay and one changed bill of materials, against python -c pass",
        "init",
        "bare",
        12,
    ),
    Goal("hook without a relevant change, against python -c pass", "nothing", "bare", 12),
    Goal("hook with one changed by the resident checker, against python -c pass", "resident", "bare", 3),
)


def prepare(folder: Path) -> None:
    """Write the files of a repository: configurations, contract facts, an overlay, and bills of materials."""
    (folder / "microdep.toml").write_text(
        'packs = ["dod-magnets"]\ncontext = "deal.yaml"\n', encoding="utf-8"
    )
    (folder / "deal.yaml").write_text("schema: microdep-context/1\nagency: DoD\n", encoding="utf-8")
    (folder / INIT).write_text(
        'packs = ["micro-dependency"]\ncontext = "deal.yaml"\noverlays = ["*.overlay.yaml"]\n'
        'waivers = "waivers.yaml"\nfail_on = "fail"\n',
        encoding="utf-8",
    )
    (folder / "a.overlay.yaml").write_text(
        "schema: microdep-overlay/1\ncomponents:\n  - {match: {mpn: XM-1}, origin: JP}\n", encoding="utf-8"
    )
    (folder / "waivers.yaml").write_text("schema: microdep-waivers/1\nwaivers: []\n", encoding="utf-8")
    (folder / "notes.yaml").write_text("a: 1\n", encoding="utf-8")
    for number in range(BOMS):
        path = folder / "hardware" / str(number) / "bom.yaml"
        path.parent.mkdir(parents=True)
        path.write_text(document(), encoding="utf-8")


def run() -> list[str]:
    """Return the rows of the result table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder)
        # As pre-commit runs the hook: in a repository, with the variable that starts a search for deletions.
        git = ["git", "-c", "user.name=Somebody", "-c", "user.email=somebody@example.org"]
        for words in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", "all of it"]):
            subprocess.run([*git, *words], cwd=folder, check=True, capture_output=True)
        os.environ["PRE_COMMIT"] = "1"
        sides = {
            "bare": [sys.executable, "-c", "pass"],
            "one": [COMMAND, *CHANGED],
            "init": [COMMAND, *CHANGED, "--config", INIT],
            "nothing": [COMMAND, "check", "--changed", "notes.yaml"],
            "resident": ["env", "MICRODEP_SERVE=on", COMMAND, *CHANGED],
        }
        os.environ["XDG_RUNTIME_DIR"] = name  # a separate resident checker
        try:
            return table(commands(sides, folder, folder / "cache"), GOALS)
        finally:
            subprocess.run([COMMAND, "serve", "--stop"], capture_output=True, check=False)
            del os.environ["PRE_COMMIT"], os.environ["XDG_RUNTIME_DIR"]
