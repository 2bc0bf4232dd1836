"""Streams of a format, and its imports."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.cli.replay import PACKAGE
from tests.output.formats.readers import READERS
from tests.output.formats.running import CHECK, answer

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("workspace")


@pytest.mark.parametrize("form", READERS)
def test_a_pipe_is_given_utf_8_whatever_the_terminal_takes(form: str, workspace: Path) -> None:
    text = (workspace / "board.bom.yaml").read_text(encoding="utf-8")
    (workspace / "board.bom.yaml").write_text(
        text.replace("name: Fails", "name: \u540d\u00e9"), encoding="utf-8"
    )
    done = subprocess.run(
        [sys.executable, "-m", "microdep_rules", "check", *CHECK, "--as-of", "2026-12-01", "--format", form],
        env={
            "PYTHONPATH": str(PACKAGE.parent),
            "MICRODEP_PROGRESS": "off",
            "MICRODEP_CACHE": os.environ["MICRODEP_CACHE"],
            "PYTHONIOENCODING": "latin-1",
        },
        capture_output=True,
        check=False,
    )
    assert any("\u540d\u00e9" in each for each in READERS[form](done.stdout.decode("utf-8")).texts)


NO_CONFIGURATION = 'pcks = ["./own"]\n'
NO_PACK = 'packs = ["none", "./own"]\n'


@pytest.mark.parametrize(
    ("config", "output"),
    [
        *((NO_CONFIGURATION, name) for name in ("bom.yaml", "microdep.toml", "deal.yaml")),
        *((NO_PACK, name) for name in ("bom.yaml", "microdep.toml", "deal.yaml", "own/pack.rule")),
    ],
)
def test_what_would_have_been_read_is_not_written_over(
    config: str, output: str, workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (workspace / "bom.yaml").write_text("schema: microdep-bom/1\ncomponents: []\n", encoding="utf-8")
    (workspace / "deal.yaml").write_text("schema: microdep-context/1\n", encoding="utf-8")
    (workspace / "microdep.toml").write_text(config, encoding="utf-8")
    read = (workspace / output).read_bytes()
    found = answer(capsys, "--context", "deal.yaml", "--format", "junit", "--output", output)
    assert (2, read) == (found.code, (workspace / output).read_bytes())
    assert "is an input, and is not overwritten" in found.err


@pytest.mark.parametrize(
    ("form", "unwanted"),
    [
        ("text", "microdep_rules.output.formats"),
        ("json", "microdep_rules.output.formats"),
        ("gitlab", "xml.etree.ElementTree"),
        ("gitlab", "microdep_rules.output.formats.sarif"),
        ("github", "xml.etree.ElementTree"),
        ("junit", "microdep_rules.output.formats.sarif"),
    ],
)
def test_what_a_format_needs_is_imported_for_it_alone(form: str, unwanted: str) -> None:
    code = (
        "import sys; from microdep_rules.cli.main import call; "
        f"call({['check', *CHECK, '--as-of', '2026-12-01', '--format', form]!r}); "
        f"print({unwanted!r} in sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={
            "PYTHONPATH": str(PACKAGE.parent),
            "MICRODEP_PROGRESS": "off",
            "MICRODEP_CACHE": os.environ["MICRODEP_CACHE"],
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert "False" == done.stderr.strip().splitlines()[-1]
