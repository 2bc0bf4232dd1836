"""Runs a sample of the mutants of the engine: `python -m tests.mutants [how many] [seed]`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from tests.mutants.mutations import mutations

if TYPE_CHECKING:
    from tests.mutants.mutations import Mutation

PROJECT = Path(__file__).parent.parent.parent
ENGINE = Path("microdep_rules/engine")
COPIED = ("microdep_rules", "rules", "schemas", "tests", "docs", "examples", "pyproject.toml")
TESTS = (
    ("tests/conformance",),
    ("tests/properties/test_two_evaluators.py", "tests/pipeline/test_large_documents.py"),
    ("tests/packs", "tests/examples"),
    ("tests/properties", "tests/output", "tests/cli"),
)
"""Those that fail soonest come first."""
LONGEST = 300
"""A mutant that takes more seconds than these never ends, and is killed by that."""


def sample(many: int, seed: int) -> list[tuple[Path, Mutation]]:
    """So many mutants of the engine, by chance; the same for the same seed."""
    every = [
        (path.relative_to(PROJECT), each)
        for path in sorted((PROJECT / ENGINE).rglob("*.py"))
        for each in mutations(path.read_text(encoding="utf-8"))
    ]
    print(f"{len(every)} mutants, of which {min(many, len(every))} are tried")
    return Random(seed).sample(every, min(many, len(every)))  # noqa: S311 - not a secret


def killed_by(folder: Path) -> str:
    """The first tests that fail for a mutant; nothing where it survives."""
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(folder)}
    for paths in TESTS:
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-x",
            "--no-header",
            "-p",
            "no:cacheprovider",
            *paths,
        ]
        try:
            ended = subprocess.run(
                command, cwd=folder, env=environment, capture_output=True, timeout=LONGEST, check=False
            )
        except subprocess.TimeoutExpired:
            return f"{paths[0]} never ends"
        if ended.returncode:
            return paths[0]
    return ""


def run(many: int, seed: int) -> None:
    """Tries mutants and prints what became of each; the survivors once more at the end."""
    survivors = []
    killed = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for each in COPIED:
            source = PROJECT / each
            if source.is_dir():
                shutil.copytree(source, folder / each, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, folder / each)
        for path, mutation in sample(many, seed):
            begin = time.perf_counter()
            original = (folder / path).read_text(encoding="utf-8")
            (folder / path).write_text(mutation.code, encoding="utf-8")
            by = killed_by(folder)
            (folder / path).write_text(original, encoding="utf-8")
            told = f"{path}:{mutation.line}:{mutation.column} {mutation.what}"
            killed += bool(by)
            survivors += [] if by else [told]
            took = time.perf_counter() - begin
            print(f"{'killed' if by else 'SURVIVED'}  {told}  {by}  {took:.0f} s", flush=True)
    print(f"{killed} killed, {len(survivors)} survived")
    for each in survivors:
        print(f"  {each}")


if __name__ == "__main__":
    asked = [int(each) for each in sys.argv[1:]]
    run(asked[0] if asked else 100, asked[1] if len(asked) > 1 else 1)
