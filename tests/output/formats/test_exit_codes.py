"""A format never changes the exit code, and none looks clean where the code is not 0."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from microdep_rules.cli import exit_codes
from microdep_rules.cli.formats import FOR_PROGRAMS
from tests.output.formats.readers import READERS
from tests.output.formats.running import answer, copied

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "schema: microdep-bom/1\ndocument: {completeness: complete}\ncomponents:\n"
FAILS = HEAD + "  - {name: A, origin: CN, restriction_index: 0.9, mass_g: 1}\n"
UNKNOWN = HEAD + "  - {name: A, restriction_index: 0.9, mass_g: 1}\n"
PASSES = HEAD + "  - {name: A, origin: JP, restriction_index: 0.9, mass_g: 1}\n"
HEAVY = HEAD + "  - {name: A, origin: JP, restriction_index: 0.9, mass_g: 120}\n"
BROKEN = HEAD + "  - {name: A, origin: China}\n"
EMPTY = HEAD.replace("components:", "components: []")
CHECK = ("bom.yaml", "--pack", "./simple")
CONFIGURATION = 'pcks = ["./simple"]\n'
CONTEXT = "schema: microdep-context/1\nagency: 3\n"


class Case(NamedTuple):
    """Files, command, and result: the exit code, verdicts and codes."""

    document: str
    arguments: tuple[str, ...]
    code: int
    counts: dict[str, int]
    codes: tuple[str, ...] = ()
    config: str = ""
    context: str = ""


CASES = {
    "passes": Case(PASSES, CHECK, exit_codes.OK, {}),
    "fails": Case(FAILS, CHECK, exit_codes.FAIL, {"fail": 1}),
    "unknown": Case(UNKNOWN, CHECK, exit_codes.UNKNOWN, {"unknown": 1}),
    "unknown, and only fails decide": Case(
        UNKNOWN, (*CHECK, "--fail-on", "fail"), exit_codes.OK, {"unknown": 1}
    ),
    "warns": Case(HEAVY, CHECK, exit_codes.OK, {"fail": 1}),
    "warns, and that decides": Case(HEAVY, (*CHECK, "--fail-on", "warn"), exit_codes.FAIL, {"fail": 1}),
    "a document that is not valid": Case(BROKEN, CHECK, exit_codes.INPUT, {}, ("bom/unknown-country",)),
    "no such document": Case(
        PASSES, ("none.yaml", "--pack", "./simple"), exit_codes.INPUT, {}, ("file/cannot-be-read",)
    ),
    "a context that is not valid": Case(
        PASSES,
        (*CHECK, "--context", "deal.yaml"),
        exit_codes.INPUT,
        {},
        ("bom/", "not-checked"),
        context=CONTEXT,
    ),
    "a pack that does not load": Case(
        PASSES, ("bom.yaml", "--pack", "./broken"), exit_codes.PACK, {}, ("syntax/", "not-checked")
    ),
    "no such pack": Case(
        PASSES, ("bom.yaml", "--pack", "none"), exit_codes.USAGE, {}, ("name/", "not-checked")
    ),
    "a configuration that is not valid": Case(
        PASSES, ("bom.yaml",), exit_codes.USAGE, {}, ("config/", "not-checked"), config=CONFIGURATION
    ),
    "no document": Case(PASSES, ("deep", "--pack", "./simple"), exit_codes.NOTHING, {}, ("nothing-checked",)),
    "no rule applies": Case(EMPTY, CHECK, exit_codes.NOTHING, {}, ("nothing-checked",)),
}
SIMPLE = """\
pack simple version 1
  title      "Our own rules"
  authority  "purchasing policy"
  reviewed   2026-11-24

rule blocked
  title       "a part that is made in China"
  severity    prohibit
  cites       "policy 3"
  in force    from 2026-01-01 by check date
  applies to  every listed component
  forbid      component.origin is CN
  message     "{component.name} is made in China"

rule labelled
  title       "a part without a label"
  severity    warn
  cites       "policy 5"
  in force    by check date
  applies to  every listed component
  require     component.mass is at most 100 g

example not_applicable of blocked "nothing"
  expect not_applicable

example not_applicable of labelled "nothing"
  expect not_applicable
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    copied(tmp_path)
    for name, text in (("simple", SIMPLE), ("broken", "pack broken version 1\nrule\n")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "pack.rule").write_text(text, encoding="utf-8")
    (tmp_path / "deep").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("form", FOR_PROGRAMS)
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_format_says_what_the_exit_code_says(
    case: Case, form: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "bom.yaml").write_text(case.document, encoding="utf-8")
    if case.config:
        (folder / "microdep.toml").write_text(case.config, encoding="utf-8")
    (folder / "deal.yaml").write_text(case.context, encoding="utf-8")
    text = answer(capsys, *case.arguments)
    found = answer(capsys, *case.arguments, "--format", form)
    assert (case.code, case.code) == (text.code, found.code)
    read = READERS[form](found.out)
    assert case.counts == {name: n for name, n in read.counts.items() if name in {"fail", "unknown", "error"}}
    placeless = form == "sarif-github"  # code scanning takes nothing that has no place in a file
    for wanted in case.codes:
        assert any(code.startswith(wanted) for code in read.codes) or (placeless and "/" not in wanted)
