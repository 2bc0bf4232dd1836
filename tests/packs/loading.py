"""Shipped packs for tests, checked without errors."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from microdep_rules.lang.pack import check_pack
from microdep_rules.source import SourceFile
from microdep_rules.vocabulary.resources import rules_folder

if TYPE_CHECKING:
    from microdep_rules.lang import ir


def sources_of(name: str) -> list[SourceFile]:
    """The rule files of a shipped pack."""
    paths = sorted((rules_folder() / name).glob("*.rule"))
    return [SourceFile(f"rules/{name}/{p.name}", p.read_text(encoding="utf-8")) for p in paths]


@cache
def shipped_pack(name: str, variant: str = "") -> ir.Pack:
    """A shipped pack in one variant, with the reference data it uses."""
    used = {} if name == "reference-data" else {"reference-data": shipped_pack("reference-data")}
    pack, problems = check_pack(sources_of(name), used, variant)
    assert pack is not None, [(p.code, p.message, p.span) for p in problems]
    return pack
