"""The pack `dod-magnets` and its oracle, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from microdep_rules.bom.build import build
from microdep_rules.bom.load import load_document
from microdep_rules.engine.evaluate import Query, evaluate
from microdep_rules.vocabulary.stages import load_stages
from tests.oracles.dod_magnets_documents import json_text
from tests.packs.loading import shipped_pack

if TYPE_CHECKING:
    from microdep_rules.bom.model import Bom
    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.lang import ir

RULES = ("covered-country-stage", "covered-country-end-item")
AS_OF = date(2026, 11, 24)


@dataclass(frozen=True)
class Said:
    """What one side says of one rule and subject."""

    verdict: str
    held: frozenset[str] = frozenset()


@cache
def magnets(variant: str) -> ir.Pack:
    """The shipped pack in one variant."""
    return shipped_pack("dod-magnets", variant)


class NotADocumentError(Exception):
    """A drawn document that contradicts itself: the loader refuses it."""


def load(document: dict[str, Any], context: dict[str, Any]) -> Bom:
    """A document and its context, through the real path."""
    bom = load_document("bom.json", json_text(document).encode(), kind="bom")
    beside = load_document("context.json", json_text(context).encode(), kind="context")
    assert not [d for d in (*bom.diagnostics, *beside.diagnostics) if d.severity == "error"]
    found, problems = build(bom, beside, on_route=load_stages().on_route)
    if {p.code for p in problems} & {"bom/shares-over-100", "bom/conflicting-facts"}:
        raise NotADocumentError
    assert found is not None, problems
    return found


def engine_says(
    document: dict[str, Any], context: dict[str, Any], variant: str
) -> dict[tuple[str, str], Said]:
    """The engine's outcomes for the two prohibitions, one by one, looking everywhere."""
    bom = load(document, context)
    query = Query(AS_OF, look_everywhere=True, horizon=timedelta(0))
    found: dict[tuple[str, str], Said] = {}
    for outcome in evaluate(magnets(variant), bom, query):
        if outcome.rule.name in RULES:
            for subject in subjects(outcome):
                found[(outcome.rule.name, subject)] = said(outcome)
    return found


def subjects(outcome: Outcome) -> list[str]:
    """The ids an outcome is about: its own, or those of a group."""
    return [part.id for part in outcome.parts] or [outcome.subject.id]


def said(outcome: Outcome) -> Said:
    """An outcome in the oracle's words."""
    held = {e.name for e in outcome.exceptions if e.state == "held"}
    return Said(str(outcome.verdict), frozenset(held) if outcome.verdict == "exempt" else frozenset())
