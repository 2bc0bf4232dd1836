"""What the shipped packs declare, for pages that name it: every name, and what is contested of it."""

from __future__ import annotations

import csv
import re
from functools import cache
from typing import TYPE_CHECKING

from microdep_rules.vocabulary.resources import rules_folder
from tests.packs.loading import shipped_pack

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAMED = re.compile(r"`([a-z0-9-]+)/([a-z0-9-]+)`")
"""A name as `pack/name` in a page."""


def rows(page: Path, columns: int) -> list[list[str]]:
    """The lines of the tables of a page that have so many columns, without their heads."""
    lines = [line for line in page.read_text("utf-8").splitlines() if line.startswith("|")]
    cells = [[each.strip() for each in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]
    return [row for row in cells if len(row) == columns][2:]


@cache
def declared(pack: str) -> dict[str, frozenset[str]]:
    """Every name that a pack declares itself, in any of its variants, with what is contested of it."""
    found: dict[str, set[str]] = {}
    for variant in shipped_pack(pack).variants or ("",):
        for name, contested in _declared(pack, variant):
            found.setdefault(name, set()).update({contested} - {""})
    return {name: frozenset(texts) for name, texts in found.items()}


def _declared(name: str, variant: str) -> Iterator[tuple[str, str]]:
    pack = shipped_pack(name, variant)
    own = f"rules/{name}/"
    for rule in pack.rules:
        if rule.pack == name:
            yield rule.name, rule.contested
            yield from ((exception.name, exception.contested) for exception in rule.exceptions)
    for key, definition in pack.definitions.items():
        if definition.span.path.startswith(own):
            yield key, definition.contested
    for key, table in pack.tables.items():
        if table.span.path.startswith(own):
            yield key, table.contested
            yield from ((key, entry.contested) for entry in table.entries)
    for key, parameter in pack.parameters.items():
        if parameter.span.path.startswith(own):
            yield key, parameter.contested
    for key, measure in pack.measures.items():
        if measure.span.path.startswith(own):
            yield key, measure.contested
    for key, quantity in pack.quantities.items():
        if quantity.span.path.startswith(own):
            yield key, ""


@cache
def clauses(pack: str) -> frozenset[str]:
    """The paragraphs in the clause map of a pack."""
    path = rules_folder() / pack / "clauses.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return frozenset(row["clause"] for row in csv.DictReader(file))
