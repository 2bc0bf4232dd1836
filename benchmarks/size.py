"""Benchmark of the size of the installed package, with all packages that it needs."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.measure import line

MOST = 65
PROJECT = Path(__file__).parent.parent


def run() -> list[str]:
    """Return the row for the size of a new installation, with byte code and without pip."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "installed"
        install = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*install, "--target", str(folder), str(PROJECT)], check=True, capture_output=True)
        subprocess.run([sys.executable, "-m", "compileall", "-q", str(folder)], check=False)
        megabytes = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
    what = "installed core with byte code, without pip"
    return [line(what, f"{megabytes:.0f} MB", f"<= {MOST} MB", "", megabytes <= MOST)]
