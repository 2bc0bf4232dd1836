"""The quadcopter on any day of delivery, and what the packs say of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

from microdep_rules.bom.build import build
from microdep_rules.bom.load import load_document
from microdep_rules.engine.evaluate import evaluate
from microdep_rules.engine.query import Query
from microdep_rules.engine.verdict import Verdict
from microdep_rules.vocabulary.stages import load_stages
from tests.conftest import CHECKOUT
from tests.packs.loading import shipped_pack

if TYPE_CHECKING:
    from microdep_rules.bom.load import LoadedDocument
    from microdep_rules.bom.model import Bom
    from microdep_rules.engine.outcome import Outcome

FOLDER = CHECKOUT / "examples" / "quadcopter"
PACKS = ("dod-magnets", "magnet-disclosure", "chokepoints", "micro-dependency")
AS_OF = date(2026, 11, 24)
LAST_DAY = date(2026, 12, 31)
FIRST_DAY = date(2027, 1, 1)


@dataclass(frozen=True, order=True)
class About:
    """What an outcome is about: a rule, and a subject or a part that may hold one."""

    rule: str
    subject: str


@cache
def document(name: str, kind: str) -> LoadedDocument:
    """A file of the example, read without a word of complaint."""
    path = FOLDER / name
    loaded = load_document(path.name, path.read_bytes(), kind="bom" if kind == "bom" else "context")
    assert [] == loaded.diagnostics
    return loaded


def delivered(day: date) -> Bom:
    """The quadcopter delivered on a day, and everything else of the deal as it stands."""
    text = (FOLDER / "contract.yaml").read_text(encoding="utf-8")
    changed = text.replace(f"delivery: {LAST_DAY}", f"delivery: {day}").encode()
    context = load_document("contract.yaml", changed, kind="context")
    found, problems = build(document("bom.yaml", "bom"), context, on_route=load_stages().on_route)
    assert [] == problems
    assert found is not None
    return found


def outcomes(bom: Bom, as_of: date = AS_OF, *, horizon: int = 0) -> list[Outcome]:
    """Every outcome of the three packs."""
    query = Query(as_of, horizon=timedelta(days=horizon))
    return [each for name in PACKS for each in evaluate(shipped_pack(name), bom, query)]


def verdicts(found: list[Outcome], on: date | None = None) -> dict[About, frozenset[Verdict]]:
    """The verdicts, those that do not apply left out; with a day, as announced for that day.

    A part may be a candidate in two ways, by its materials and by its children: hence several.
    """
    reported: dict[About, frozenset[Verdict]] = {}
    for outcome in found:
        verdict = outcome.verdict
        if on is not None:
            for change in outcome.changes:
                verdict = change.verdict if change.day <= on else verdict
        if verdict is not Verdict.NOT_APPLICABLE:
            for part in outcome.parts or (outcome.subject,):
                about = About(outcome.rule.id, part.id)
                reported[about] = reported.get(about, frozenset()) | {verdict}
    return reported
