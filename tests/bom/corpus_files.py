"""Reads documents of the corpus and the diagnostics that their comments expect."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from microdep_rules.bom.build import build
from microdep_rules.bom.load import LoadedDocument, load_document
from microdep_rules.diagnostics import Diagnostic, in_order

if TYPE_CHECKING:
    from microdep_rules.bom.model import Bom

CORPUS = Path(__file__).parent / "corpus"

_EXPECTED = re.compile(r"# (error|warning): (\S+)(?: ((?:(?! # ).)+))?")

MATERIAL_STAGES = frozenset({"mined", "sintered", "magnetized"})


def on_route(stage: str, substance: str | None) -> bool:
    """A small stand-in for the taxonomy: these stages are on the routes of the two magnets."""
    return stage in MATERIAL_STAGES and substance in {"NdFeB", "SmCo"}


def load(path: Path) -> LoadedDocument:
    return load_document(path.name, path.read_bytes(), kind="bom")


def load_text(text: str, path: str = "bom.yaml") -> LoadedDocument:
    return load_document(path, text.encode(), kind="bom")


def problems(loaded: LoadedDocument) -> list[Diagnostic]:
    return in_order([*loaded.diagnostics, *build(loaded, on_route=on_route)[1]])


def built(text: str, context: str | None = None) -> Bom:
    loaded = load_text("schema: microdep-bom/1\n" + text)
    beside = None
    if context is not None:
        data = f"schema: microdep-context/1\n{context}".encode()
        beside = load_document("contract.yaml", data, kind="context")
        assert [] == beside.diagnostics
    bom, found = build(loaded, beside, on_route=on_route)
    assert bom is not None, [*loaded.diagnostics, *found]
    return bom


def expected(path: Path) -> list[tuple[int, str, str, str]]:
    """Line, severity, code and help of each diagnostic that a comment announces."""
    lines = enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
    comments = ((number, found) for number, line in lines for found in _EXPECTED.finditer(line))
    return [(number, found[1], found[2], found[3] or "") for number, found in comments]


def seen(loaded: LoadedDocument, found: list[Diagnostic]) -> list[tuple[int, str, str, str]]:
    return [
        (loaded.source.position(each.span.start).line, str(each.severity), each.code, each.help or "")
        for each in found
    ]
