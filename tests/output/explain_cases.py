"""The pack and the document that the explanations are tested with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from microdep_rules.bom.build import build
from microdep_rules.bom.load import load_document
from microdep_rules.engine.evaluate import evaluate
from microdep_rules.engine.query import Query
from microdep_rules.lang.pack import check_pack
from microdep_rules.source import SourceFile
from microdep_rules.vocabulary.stages import load_stages

if TYPE_CHECKING:
    from microdep_rules.bom.model import Bom
    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.lang import ir

FOLDER = Path(__file__).parent / "explain"
AS_OF = date(2026, 7, 2)
CONTEXT = (FOLDER / "context.yaml").read_text(encoding="utf-8")
DOCUMENT = (FOLDER / "bom.yaml").read_text(encoding="utf-8")
SOURCES = {"demo.rule": SourceFile("demo.rule", (FOLDER / "demo.rule").read_text(encoding="utf-8"))}


@dataclass(frozen=True)
class Judged:
    """A document with all that the pack says of it."""

    pack: ir.Pack
    bom: Bom
    outcomes: tuple[Outcome, ...]

    def of(self, rule: str, subject: str = "") -> list[Outcome]:
        return [o for o in self.outcomes if o.rule.name == rule and subject in {"", o.subject.id}]

    def one(self, rule: str, subject: str) -> Outcome:
        (found,) = [o for o in self.of(rule, subject) if not o.parts]
        return found


@cache
def demo() -> ir.Pack:
    pack, problems = check_pack(list(SOURCES.values()), {})
    assert pack is not None, problems
    return pack


@cache
def judged(document: str = DOCUMENT, context: str = CONTEXT) -> Judged:
    bom = load_document("bom.yaml", document.encode(), kind="bom")
    beside = load_document("context.yaml", context.encode(), kind="context")
    assert bom.value is not None, bom.diagnostics
    assert beside.value is not None, beside.diagnostics
    built, problems = build(bom, beside, on_route=load_stages().on_route)
    assert built is not None, problems
    outcomes = evaluate(demo(), built, Query(AS_OF, horizon=timedelta(days=400)))
    return Judged(demo(), built, tuple(outcomes))
