"""A shipped pack and its oracle, side by side: what the engine says of a document, in the oracle's words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from microdep_rules.bom.build import build
from microdep_rules.bom.load import load_document
from microdep_rules.engine.evaluate import evaluate
from microdep_rules.engine.query import Query
from microdep_rules.vocabulary.stages import load_stages
from tests.oracles.documents import json_text
from tests.packs.loading import pack_with_lists

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from microdep_rules.bom.model import Bom
    from microdep_rules.engine.outcome import Outcome

AS_OF = date(2026, 11, 24)


@dataclass(frozen=True)
class Said:
    """What one side says of one rule and subject."""

    verdict: str
    held: frozenset[str] = frozenset()
    """Of `exempt`: the exceptions that hold, all of them."""


class NotADocumentError(Exception):
    """A drawn document that contradicts itself: the loader refuses it."""


def load(document: dict[str, Any], context: dict[str, Any]) -> Bom:
    """A document and its context, through the real path."""
    bom = load_document("bom.json", json_text(document).encode(), kind="bom")
    beside = load_document("context.json", json_text(context).encode(), kind="context")
    assert not [d for d in (*bom.diagnostics, *beside.diagnostics) if d.severity == "error"]
    found, problems = build(bom, beside, on_route=load_stages().on_route)
    refused = {problem.code for problem in problems if problem.severity == "error"}
    if refused & {"bom/impossible-amount", "bom/contradiction"}:
        raise NotADocumentError
    assert found is not None, problems
    return found


def engine_says(
    pack: str,
    document: dict[str, Any],
    context: dict[str, Any],
    *,
    rules: Collection[str] = (),
    variant: str = "",
    as_of: date = AS_OF,
    parameters: Mapping[str, date] | None = None,
    lists_as_of: date | None = None,
) -> dict[tuple[str, str], Said]:
    """The engine's outcomes for some rules (or all), by rule and subject, looking everywhere.

    With a day of the lists, the excerpts of the pack are taken for the lists that were published then.
    """
    given: dict[str, object] = {f"{pack}/{name}": value for name, value in (parameters or {}).items()}
    query = Query(as_of, no_exclusions=True, horizon=timedelta(0), parameters=given)
    asked = pack_with_lists(pack, variant, lists_as_of)
    found = said_of(evaluate(asked, load(document, context), query))
    return {key: each for key, each in found.items() if not rules or key[0] in rules}


def said_of(outcomes: Iterable[Outcome]) -> dict[tuple[str, str], Said]:
    """Outcomes in the words used for both sides, by rule and subject."""
    return {
        (outcome.rule.name, subject): _said(outcome) for outcome in outcomes for subject in _subjects(outcome)
    }


def differences(
    engine: Mapping[tuple[str, str], Said], oracle: Mapping[tuple[str, str], Said]
) -> dict[tuple[str, str], tuple[Said, Said]]:
    """Where the two sides differ, engine first; what one does not list is not applicable."""
    nothing = Said("not_applicable")
    pairs = {key: (engine.get(key, nothing), oracle.get(key, nothing)) for key in sorted({*engine, *oracle})}
    return {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}


def _subjects(outcome: Outcome) -> list[str]:
    """The ids an outcome is about: its own, or those of a group."""
    return [part.id for part in outcome.parts] or [outcome.subject.id]


def _said(outcome: Outcome) -> Said:
    held = {e.name for e in outcome.exceptions if e.state == "applies"}
    return Said(str(outcome.verdict), frozenset(held) if outcome.verdict == "exempt" else frozenset())
