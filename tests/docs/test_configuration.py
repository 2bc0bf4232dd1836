"""The page about configuration says what the schema, the help and the code say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from microdep_rules.cli import environment
from microdep_rules.config import KEYS, parse_config
from microdep_rules.source import SourceFile
from microdep_rules.vocabulary.resources import schema_data
from tests.docs.pages import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

PAGE = ROOT / "docs" / "reference" / "configuration.md"
OF_THE_SYSTEM = {
    *("LC_CTYPE", "LOCALAPPDATA", "TERM", "TMPDIR", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"),
    *("PRE_COMMIT_FROM_REF", "PRE_COMMIT_TO_REF"),
}
"""Variables that say where folders lie and what a terminal can do, as any program reads them, and those with
which pre-commit goes into detail."""


def with_table(text: str, head: str, rows: Iterable[str]) -> str:
    """The page with these rows below the head of a table, in the place of those that are there."""
    before, found, behind = text.partition(f"{head}\n|---|---|\n")
    assert found, head
    rest = re.sub(r"\A(?:\|.*\n)*", "", behind)
    return before + found + "".join(f"{row}\n" for row in rows) + rest


def test_the_page_has_the_keys_of_the_schema_and_the_variables_of_the_help(
    golden: Callable[[Path, str], None],
) -> None:
    properties = schema_data("microdep-config-1")["properties"]
    keys = [f"| `{key}` | {properties[key]['description']} |" for key in KEYS]
    variables = [f"| `{name}` | {effect} |" for name, effect in environment.VARIABLES.items()]
    text = with_table(PAGE.read_text(encoding="utf-8"), "| variable | effect |", variables)
    golden(PAGE, with_table(text, "| key | meaning |", keys))


def test_the_example_is_sound() -> None:
    (text,) = re.findall(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert [] == parse_config(SourceFile("microdep.toml", text))[1]


def test_every_variable_that_is_read_is_reported() -> None:
    read = set()
    for path in (ROOT / "microdep_rules").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        read |= set(re.findall(r"""environ(?:ment)?(?:\.get\(|\[)"(\w+)""", text))
        read |= set(re.findall(r"""(?:envvar="|"(?=CI" in os))(\w+)""", text))
        read |= {"GITHUB_STEP_SUMMARY"} if "GITHUB_STEP_SUMMARY" in text else set()
    assert set(environment.VARIABLES) == read - OF_THE_SYSTEM


def test_the_table_of_precedence_has_every_key() -> None:
    table = PAGE.read_text(encoding="utf-8").partition("## Precedence")[2].partition("\n## ")[0]
    assert set(KEYS) - {"leave_out"} == {key for key in KEYS if f"`{key}`" in table}
