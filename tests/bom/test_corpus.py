from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.bom.corpus_files import CORPUS, expected, load, problems, seen

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("path", sorted((CORPUS / "valid").iterdir()), ids=lambda path: path.name)
def test_a_valid_document_has_no_diagnostics(path: Path) -> None:
    assert [] == problems(load(path))


@pytest.mark.parametrize("path", sorted((CORPUS / "invalid").iterdir()), ids=lambda path: path.name)
def test_an_invalid_document_has_one_diagnostic_for_each_mistake(path: Path) -> None:
    loaded = load(path)
    wanted = expected(path)
    found = seen(loaded, problems(loaded))
    # A comment may leave the help out where it is not ours to word.
    found = [
        (line, severity, code, help_line if (line, severity, code, help_line) in wanted else "")
        if (line, severity, code, "") in wanted
        else (line, severity, code, help_line)
        for line, severity, code, help_line in found
    ]
    assert wanted == found


def test_every_sentence_about_a_document_has_a_case() -> None:
    sentences = "".join(path.read_text() for path in (ROOT / "microdep_rules/bom/errors").glob("*.py"))
    cases = "".join(path.read_text() for path in Path(__file__).parent.rglob("*.*") if path.suffix != ".pyc")
    codes = set(re.findall(r'"((?:bom|context)/[a-z0-9-]+)"', sentences))
    assert set() == {code for code in codes if code not in cases}
