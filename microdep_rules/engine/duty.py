"""Duties to disclose: whether a duty is due, with the facts to disclose and the missing facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.engine import words
from microdep_rules.engine.contents import ANY_SHARE
from microdep_rules.engine.outcome import FactQuestion, NeededFor, Outcome
from microdep_rules.engine.proof import facts_of, missing_of, reasons_of
from microdep_rules.engine.questions import listed_company, question
from microdep_rules.engine.readings import COMPUTED, Fact
from microdep_rules.engine.timing import date_reliance, status_notes, unsettled_dates
from microdep_rules.engine.values import Codes, Interval, MissingFact, TariffCodes, Texts, Unknown
from microdep_rules.engine.verdict import Verdict, due
from microdep_rules.lang import ir

if TYPE_CHECKING:
    from microdep_rules.engine.interpret import Interpreter
    from microdep_rules.engine.judge import Case
    from microdep_rules.engine.readings import Reading
    from microdep_rules.engine.state import Scope


def judge_duty(engine: Interpreter, base: Outcome, case: Case) -> Outcome:
    """Return the outcome of a duty to disclose: which facts must be disclosed, and which are missing."""
    decision = due(case.in_force, case.applies.value)
    if engine.verdicts_only:
        return replace(base, verdict=decision.verdict)
    facts: list[Fact] = []
    missing: dict[MissingFact, NeededFor] = {}
    for item in base.rule.disclose:
        disclosed, lacking = _disclosed(engine, item, case.scope)
        facts += disclosed
        missing |= dict.fromkeys(lacking, "disclosure")
    if decision.verdict is Verdict.UNKNOWN:
        dates = engine.day.missing if case.in_force is None else ()
        missing = {}
        missing |= dict.fromkeys(missing_of(case.applies), "applies")
        missing |= dict.fromkeys(dates, "in force")
        missing = dict(sorted(missing.items(), key=lambda item: item[0].key()))
    asked = tuple(
        FactQuestion(
            m, question(engine, base.rule, m, case.scope), needed, listed_company(engine, m, case.scope)
        )
        for m, needed in missing.items()
    )
    return replace(
        base,
        verdict=decision.verdict,
        open=decision.open,
        message=words.messages(engine, base.rule.message, None, case.scope) or base.rule.title,
        facts=tuple(dict.fromkeys(facts)),
        missing=asked,
        relies_on=_relies_on(engine, base.rule, case, decision.verdict),
        notes=_duty_notes(engine, base.rule, case) if decision.verdict is Verdict.UNKNOWN else (),
        applies_proof=case.applies,
    )


def _relies_on(
    engine: Interpreter, rule: ir.Rule, case: Case, verdict: Verdict
) -> tuple[tuple[str, str], ...]:
    """Return the facts on which the outcome of a duty relies, such as an assumed or disputed one.

    If the duty is undecided, only an assumed date is returned.
    """
    if verdict is not Verdict.DISCLOSE:
        return date_reliance(engine)
    contested = [
        *(fact.contested for fact in facts_of(case.applies)),
        *unsettled_dates(engine, rule.in_force),
    ]
    texts = filter(None, [rule.contested, *contested])
    reliances = {*date_reliance(engine), *engine.trail.relies_on, *(("contested", text) for text in texts)}
    return tuple(sorted(reliances))


def _duty_notes(engine: Interpreter, rule: ir.Rule, case: Case) -> tuple[str, ...]:
    dates = status_notes(engine, rule.in_force, case.in_force, case.timing)
    return (*sorted(reasons_of(case.applies)), *dates)


def _disclosed(
    engine: Interpreter, item: ir.Value | ir.ListNode, scope: Scope
) -> tuple[list[Fact], list[MissingFact]]:
    """Return the facts and the missing facts of one entry in the list of facts to disclose.

    If the entry is a list of stages, the facts are each stage and the country of the stage.
    """
    if not isinstance(item, ir.Navigate | ir.Narrow | ir.Join):
        reading = engine.value(item, scope)
        return [*_computed_share(item, reading), *reading.facts], list(reading.missing) if _is_vague(
            reading.value
        ) else []
    items = engine.items(item, scope)
    facts: list[Fact] = []
    missing = [m for g in items.ghosts for m in g.missing]
    for element, belongs in engine.iterate(items):
        why = items.why.get(id(element)) if belongs is None else None
        missing += sorted(missing_of(why), key=MissingFact.key) if why is not None else ()
        word = engine.reader.read(element, "stage.stage", "stage", ir.Type("code", "stage"))
        place = engine.reader.read(element, "stage.country", "country", ir.Type("country"))
        facts += [*word.facts, *place.facts]
        missing += word.missing if _is_vague(word.value) else ()
        missing += place.missing if _is_vague(place.value) else ()
    return facts, missing


def _computed_share(item: ir.Value, reading: Reading) -> list[Fact]:
    """Return a computed share as a fact. No document states this share, because the rule computes it."""
    name = words.share_name(item)
    value = reading.value
    if not name or not isinstance(value, Interval) or value == ANY_SHARE:
        return []  # if any share is possible, there is nothing to disclose
    return [Fact(name, words.interval_text(value, "percent"), "", cites=COMPUTED)]


def _is_vague(value: object) -> bool:
    """Return whether a value is not exact: unknown, a range, or one of several."""
    match value:
        case Unknown():
            return True
        case Interval():
            return not value.is_exact
        case Codes():
            return len(value.terms) > 1
        case Texts():
            return len(value.texts) > 1
        case TariffCodes():
            return len(value.codes) > 1
        case _:
            return False
