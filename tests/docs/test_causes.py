"""The table of causes in the acceptance page of wrong clears counts what holds each of them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from tests.metamorphic import channels, contrary
from tests.metamorphic.listed import WAYS
from tests.packs.laws import LAWS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "tests" / "acceptance" / "no-wrong-clear.md"
ROW = re.compile(r"^\| (?P<cause>[^|]+) \| (?P<held>[^|]+) \|(?:[^|]*\|)?$", re.MULTILINE)
HEAD = "| cause | held by | how many |\n|---|---|---|\n"
PARAGRAPHS = re.compile(r"(?<![\d.])(\d+)\.(\d+)(?: to \d+\.(\d+))?(?![\d.])")
TESTS = re.compile(r"`(tests/[\w/]+(?:\.py)?)`")
GUARD = {
    "channels of `tests/metamorphic`": sum(map(len, channels.CHANGES.values())) + len(WAYS),
    "contradictions of `tests/metamorphic`": sum(map(len, contrary.CHANGES.values())),
}
"""Changes of documents, by what the page calls them."""


@cache
def _conformance() -> tuple[dict[str, Any], ...]:
    files = sorted((ROOT / "tests" / "conformance").glob("*.yaml"))
    return tuple(case for file in files for case in yaml.safe_load(file.read_text(encoding="utf-8")))


def verdicts(held: str) -> int:
    """Verdicts of the conformance cases about the paragraphs of the specification that a cell names."""
    named = {
        f"{section}.{number}"
        for section, first, last in PARAGRAPHS.findall(held)
        for number in range(int(first), int(last or first) + 1)
    }
    about = [each for each in _conformance() if named & {*map(str, each["paragraph"])}]
    return sum(len(each.get("want", ())) or 1 for each in about)


def count_tests(held: str) -> int:
    """Tests in the files and folders that a cell names."""
    paths = {path for name in TESTS.findall(held) for path in _files(ROOT / name)}
    return sum(
        len(re.findall(r"^def test_", path.read_text(encoding="utf-8"), re.MULTILINE)) for path in paths
    )


def _files(path: Path) -> Iterator[Path]:
    yield from [path] if path.is_file() else path.rglob("test_*.py")


def how_many(held: str) -> str:
    """What holds a cause, counted."""
    counts = {
        "verdicts": verdicts(held),
        "changes": sum(many for name, many in GUARD.items() if name in held),
        "scenarios": sum(len(law.scenarios) for law in LAWS) if "`tests/oracles`" in held else 0,
        "tests": count_tests(re.sub(r"`tests/metamorphic`", "", held)),
    }
    return ", ".join(f"{many:,} {name if many > 1 else name[:-1]}" for name, many in counts.items() if many)


def counted(page: str) -> str:
    """The page with its table counted."""
    start = page.index("| cause |")
    end = page.index("\n\n", start) + 1
    rows = [row for row in ROW.finditer(page[start:end]) if row["cause"] not in {"cause", "---"}]
    lines = [f"| {row['cause']} | {row['held']} | {how_many(row['held'])} |\n" for row in rows]
    return page[:start] + HEAD + "".join(lines) + page[end:]


def test_the_table_of_causes_counts_what_holds_each(golden: Callable[[Path, str], None]) -> None:
    golden(PAGE, counted(PAGE.read_text(encoding="utf-8")))


def test_every_cause_is_held_by_something() -> None:
    page = counted(PAGE.read_text(encoding="utf-8"))
    table = page[page.index("| cause |") : page.index("\n\n", page.index("| cause |"))]
    rows = table.splitlines()[2:]
    assert rows
    assert [] == [row for row in rows if row.endswith("|  |")]
