"""Facts and assumptions on which a verdict relies (its reliances), and notes for the reader of the report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.bom.facts import exact
from microdep_rules.engine import lookups
from microdep_rules.engine.outcome import Contradiction, part_of
from microdep_rules.engine.proof import Proof, bindings, elements_of, facts_of, reasons_of
from microdep_rules.engine.timing import date_reliance, status_notes, unsettled_dates
from microdep_rules.engine.verdict import Verdict
from microdep_rules.engine.words import milestone_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from microdep_rules.bom.model import Element
    from microdep_rules.engine.interpret import Interpreter
    from microdep_rules.engine.judge import Case
    from microdep_rules.engine.outcome import ExceptionResult
    from microdep_rules.engine.readings import Fact
    from microdep_rules.engine.verdict import Decision
    from microdep_rules.lang import ir


def relies_on(
    engine: Interpreter,
    rule: ir.Rule,
    case: Case,
    decision: Decision,
    facts: Iterable[Fact],
    *,
    presumed: bool,
) -> tuple[tuple[str, str], ...]:
    """Return the reliances of an outcome besides its facts, such as a disputed interpretation.

    Each entry is a pair of kind and text. The entries are in the order of the report.
    """
    verdict = decision.verdict
    exceptions = case.exceptions if verdict is not Verdict.PASS else []
    reliances = dict.fromkeys(date_reliance(engine))
    reliances.update(engine.trail.relies_on)
    for fact in facts:
        if fact.contested:
            reliances[("contested", fact.contested)] = None
    for exception in exceptions:
        if exception.state == "applies" and exception.proof is not None:
            contested = [f.contested for f in facts_of(exception.proof) if f.contested]
            reliances.update({("contested", text): None for text in contested})
    reliances.update({("contested", text): None for text in _unsettled(engine, rule, case, decision)})
    if rule.contested:
        reliances[("contested", rule.contested)] = None
    if presumed:
        reliances[("presumption", "facts are missing, and the law counts them against the company")] = None
    if engine.trail.by_milestones and verdict in {Verdict.PASS, Verdict.FAIL, Verdict.EXEMPT}:
        reliances[("milestones", _milestone_text(engine))] = None
    if engine.subject is not None and id(engine.subject) in engine.trail.asked_stages:
        for text in _off_route(engine, engine.subject):
            reliances[("off_route", text)] = None
    if verdict is Verdict.FAIL:
        for exception in exceptions:
            if exception.state == "not_demonstrated":
                reliances[("exception_not_demonstrated", exception.name)] = None
    return tuple(sorted(reliances))


def _unsettled(engine: Interpreter, rule: ir.Rule, case: Case, decision: Decision) -> list[str]:
    """Return the disputed interpretations of dates and exceptions behind an outcome; none for a pass."""
    if decision.verdict is Verdict.EXEMPT:
        relevant = [exception for exception in case.exceptions if exception.state == "applies"]
    elif decision.violated:
        relevant = case.exceptions
    else:
        return []
    return [*unsettled_dates(engine, rule.in_force), *unsettled_exceptions(relevant)]


def unsettled_exceptions(exceptions: Iterable[ExceptionResult]) -> list[str]:
    """Return the disputed interpretations of exceptions, one text for each interpretation.

    The text starts with the names of all exceptions with this interpretation.
    """
    names: dict[str, list[str]] = {}
    dates: list[str] = []
    for exception in exceptions:
        if exception.unsettled:
            names.setdefault(exception.unsettled, []).append(exception.name)
        dates += exception.unsettled_dates
    return [
        *(f"{', '.join(dict.fromkeys(exception_names))}: {text}" for text, exception_names in names.items()),
        *dates,
    ]


def _milestone_text(engine: Interpreter) -> str:
    """Return a text on the milestones of production, with the required stages that no record states."""
    unsaid: set[str] = set()
    asked_for = False
    for holder in engine.trail.by_milestones.values():
        entries, possible = engine.lists.stage_entries(holder), engine.lists.possible(holder)
        recorded = {engine.lists.pair(holder, e, s) for e in entries for s in possible}
        required = engine.trail.asked_stages.get(id(holder), set())
        asked_for = asked_for or bool(required)
        unsaid |= {s if c is None else f"{s} of {c}" for s, c in required - recorded}
    if not asked_for:
        return "all milestones are accounted for"
    if not unsaid:
        return "all counted stages are recorded"
    labels = sorted(milestone_words(engine.lists.stages, stage) for stage in unsaid)
    return f"all milestones are accounted for; stages that are not stated: {', '.join(labels)}"


def notes(
    engine: Interpreter, rule: ir.Rule, case: Case, verdict: Verdict, requirement: Proof
) -> tuple[str, ...]:
    """Return the notes of an outcome, such as reasons for an unknown verdict or an incomplete list."""
    texts = []
    if verdict is Verdict.UNKNOWN:
        claimed = [e.proof for e in case.exceptions if e.state == "claimed" and e.proof is not None]
        texts += sorted(set().union(*map(reasons_of, (requirement, case.applies, *claimed))))
        texts += status_notes(engine, rule.in_force, case.in_force, case.timing)
    subject = engine.subject
    if subject is not None and subject.kind == "material":
        for contradiction in contradictions(engine):
            texts.append(
                f"the list of stages is marked complete but lacks {', '.join(contradiction.lacking)}"
            )
    return tuple(texts)


def _off_route(engine: Interpreter, material: Element) -> list[str]:
    """Return a note on recorded stages that do not count; an empty list if all stages count.

    A stage counts only if it is on the production route of the material's substance.
    """
    substance = engine.lists.substance(material)
    if substance is None or engine.lists.stages.route(substance) is None:
        return []
    stated = {exact(e.data.get("stage")) for e in engine.lists.stage_entries(material)}
    known = {w for w in stated if w is not None and engine.lists.stages.vocabulary.resolve(w) is not None}
    off = sorted(w for w in known if not engine.lists.stages.on_route(w, substance))
    words = engine.lists.stages.vocabulary
    labels = ", ".join(words.label(words.resolve(word) or word).replace("_", " ") for word in off)
    return [f"{labels}: not on the route of {substance}, so not counted"] if off else []


def witnesses(requirement: Proof) -> tuple[str, ...]:
    """Return the names of the elements that decide a requirement's result, such as stages and components."""
    names: dict[str, None] = {}
    for binding in bindings(requirement):
        for element in binding.values():
            names[str(element.data.get("stage", element.id))] = None
            names[element.id] = None
    for proof in elements_of(requirement):
        if proof.value is requirement.value or proof.value is False:
            names[proof.label] = None
        if proof.value is True:
            names[proof.label] = None
    return tuple(names)


def contradictions(engine: Interpreter) -> tuple[Contradiction, ...]:
    """Return the contradiction that a complete list of stages lacks required milestones; or nothing."""
    subject = engine.subject
    if subject is None or subject.kind != "material":
        return ()
    lacking = engine.lists.contradicts(subject, lookups.milestones_of(engine, subject))
    return (Contradiction(part_of(subject), tuple(lacking)),) if lacking else ()
