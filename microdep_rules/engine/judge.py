"""Judgement of one rule for one subject: the verdict and all other fields of the outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.engine import evidence, grounds, words
from microdep_rules.engine.duty import judge_duty
from microdep_rules.engine.exceptions import fact_words, judge_exception, may_hold
from microdep_rules.engine.issuers import forbidden_lists
from microdep_rules.engine.lazy_outcomes import drop_proofs
from microdep_rules.engine.listed_parties import find_listed_parties
from microdep_rules.engine.outcome import (
    UNCERTAIN,
    ExceptionResult,
    FactQuestion,
    NeededFor,
    Outcome,
    RequirementElement,
    Timing,
    part_of,
)
from microdep_rules.engine.proof import (
    Proof,
    deciding_elements,
    elements_of,
    facts_of,
    measured_in,
    missing_of,
    reasons_of,
)
from microdep_rules.engine.questions import company_to_compare, listed_company, question, substance_first
from microdep_rules.engine.timing import date_reliance, in_force_of, out_of_force, status_notes
from microdep_rules.engine.values import MissingFact, Truth, conjunction
from microdep_rules.engine.verdict import Decision, Verdict, decide

if TYPE_CHECKING:
    from microdep_rules.engine.interpret import Interpreter
    from microdep_rules.engine.proof import ListedParty
    from microdep_rules.engine.readings import Fact
    from microdep_rules.engine.state import Scope
    from microdep_rules.engine.subjects import SubjectChoice
    from microdep_rules.lang import ir


class Case(Struct):
    """The results of all clauses of a rule for one subject, from which the verdict follows."""

    in_force: Truth
    timing: Timing
    applies: Proof
    requirement: Proof | None
    exceptions: list[ExceptionResult]
    scope: Scope
    share: str = ""
    """Text of the share that the requirement measured, such as `65 %`; empty if there is none."""


def judge(engine: Interpreter, rule: ir.Rule, chosen: SubjectChoice) -> Outcome:
    """Return the outcome of a rule for one subject or candidate."""
    outcome = _outcome_with_proofs(engine, rule, chosen)
    return outcome if engine.explained else drop_proofs(outcome)


def _outcome_with_proofs(engine: Interpreter, rule: ir.Rule, chosen: SubjectChoice) -> Outcome:
    scope: Scope = {rule.subject.variable: chosen.element}
    in_force, timing = in_force_of(engine, rule.in_force)
    subject = part_of(chosen.element)
    base = Outcome(rule, subject, Verdict.UNKNOWN, timing, alternate=chosen.alternate)
    if chosen.excluded:
        reliances = (("excluded", chosen.excluded),)
        reason = f"excluded: {chosen.excluded}"
        return replace(
            base, verdict=Verdict.NOT_APPLICABLE, reason=reason, relies_on=reliances, candidate=True
        )
    if chosen.candidate:
        return _candidate(engine, base, chosen, in_force)
    engine.begin(rule, chosen.element)
    if chosen.trail is not None:
        engine.trail.add(chosen.trail)
    if engine.verdicts_only and in_force is False:
        return replace(base, verdict=Verdict.NOT_APPLICABLE)
    applies = _applies(engine, rule, chosen, scope)
    if conjunction([in_force, applies.value]) is False:
        return _not_applicable(engine, base, in_force, applies, timing)
    requirement = engine.cond(rule.requirement, scope) if rule.requirement is not None else None
    shared = requirement is not None and "share" in engine.trail.measured
    deciding = measured_in(requirement) if requirement is not None and shared else None
    if deciding is not None:  # the share that was measured last may not be the share that decides
        engine.trail.measured["share"] = deciding.reading
    share = words.share_text(engine)
    passes = requirement is not None and requirement.value is True and rule.evidence is None
    tried = () if passes else rule.exceptions
    exceptions = [judge_exception(engine, exception, scope) for exception in tried]
    case = Case(in_force, timing, applies, requirement, exceptions, scope, share)
    if rule.requirement is None:
        return judge_duty(engine, base, case)
    return _outcome(engine, base, case)


def _applies(engine: Interpreter, rule: ir.Rule, chosen: SubjectChoice, scope: Scope) -> Proof:
    parts = [chosen.proof]
    if rule.when is not None:
        parts.append(engine.cond(rule.when, scope))
    value = conjunction([chosen.applies, *(p.value for p in parts[1:])])
    return Proof(rule.subject.span, value, parts, kind="all")


def _not_applicable(
    engine: Interpreter, base: Outcome, in_force: Truth, applies: Proof, timing: Timing
) -> Outcome:
    facts: tuple[Fact, ...] = ()
    if engine.verdicts_only:
        return replace(base, verdict=Verdict.NOT_APPLICABLE)
    if in_force is False:
        reason = out_of_force(timing)
    else:
        facts = tuple(facts_of(applies))
        decisive = ", ".join(f"{f.name} is {f.text}" for f in facts if f.file) or "its condition is false"
        reason = f"does not apply: {decisive}"
    return replace(
        base,
        verdict=Verdict.NOT_APPLICABLE,
        reason=reason,
        facts=facts,
        relies_on=tuple(sorted({*date_reliance(engine), *engine.trail.relies_on})),
        applies_proof=applies,
    )


def _candidate(engine: Interpreter, base: Outcome, chosen: SubjectChoice, in_force: Truth) -> Outcome:
    """Return the outcome for a candidate: a component that may contain an unlisted subject."""
    rule = base.rule
    assert chosen.stand_in is not None
    scope: Scope = {rule.subject.variable: chosen.stand_in}
    engine.begin(rule, chosen.element)
    when = engine.cond(rule.when, scope) if rule.when is not None else None
    base = replace(base, candidate=True, relies_on=date_reliance(engine))
    if in_force is False:
        return replace(base, verdict=Verdict.NOT_APPLICABLE, reason=out_of_force(base.timing))
    if when is not None and when.value is False:
        reason = f"does not apply: {fact_words(when) or 'its condition is false'}"
        return replace(base, verdict=Verdict.NOT_APPLICABLE, reason=reason)
    tried = (judge_exception(engine, e, scope) for e in rule.exceptions if may_hold(engine, e, scope))
    applied = tuple(result for result in tried if result.state == "applies")
    if applied:
        message = f"may contain {_with_article(rule.subject.record)} that the rule covers"
        unsettled = {("contested", text): None for text in grounds.unsettled_exceptions(applied)}
        return replace(
            base,
            verdict=Verdict.EXEMPT,
            base=Verdict.UNKNOWN,
            exceptions=applied,
            message=message,
            relies_on=tuple(dict.fromkeys((*base.relies_on, *unsettled))),
        )
    needed: dict[MissingFact, NeededFor] = {}
    needed |= dict.fromkeys(missing_of(chosen.proof), "applies")
    if when is not None:
        needed |= dict.fromkeys(missing_of(when), "applies")
    if in_force is None:
        needed |= dict.fromkeys(engine.day.missing, "in force")
    return replace(
        base,
        open="applies" if in_force is True else "in force",
        missing=tuple(
            FactQuestion(
                m,
                question(engine, rule, m, {}, excused=True),
                needed[m],
                listed_company(engine, m, {}),
            )
            for m in sorted(needed, key=MissingFact.key)
        ),
        notes=status_notes(engine, rule.in_force, in_force, base.timing),
        message=f"may contain {_with_article(rule.subject.record)} that the rule covers",
    )


def _with_article(record: str) -> str:
    return f"an {record}" if record[0] in "aeiou" else f"a {record}"


def _outcome(engine: Interpreter, base: Outcome, case: Case) -> Outcome:
    rule = base.rule
    assert case.requirement is not None
    requirement = case.requirement
    decision = _decide(case, requirement.value)
    presumed, bare = False, None
    if engine.trail.notes.pop("counted against", "absent") is None and not engine.verdicts_only:
        bare = _decide(case, _value_without_exceptions(engine, rule, case.scope)).verdict
        presumed = bare is not decision.verdict
    if decision.verdict is Verdict.UNKNOWN and decision.open == "requirement" and rule.fail_when_missing:
        names = {f"{m.record}.{_field_of_missing(m.name)}" for m in missing_of(requirement)}
        others = names - set(rule.fail_when_missing) - _list_facts(rule)
        if names and not others and not reasons_of(requirement):
            bare, presumed = decision.verdict, True
            decision = _decide(case, False)  # noqa: FBT003 - a truth value
    if decision.verdict is Verdict.PASS and rule.evidence is not None:
        decision = _evidenced(engine, rule, case, decision)
    if engine.verdicts_only:
        violated = decision.violated and decision.verdict is Verdict.UNKNOWN
        return replace(base, verdict=decision.verdict, open=decision.open, violated=violated)
    return _complete_outcome(engine, base, case, decision, presumed=presumed, bare=bare)


def _field_of_missing(name: str) -> str:
    """Return the name of the field to which a missing fact belongs; for a missing stage, `stages`."""
    return "stages" if name.startswith("stage ") else name.rsplit(".", 1)[-1]


def _list_facts(rule: ir.Rule) -> set[str]:
    return {f for f in rule.fail_when_missing if f.split(".")[-1].endswith("s")}


def _decide(case: Case, requirement: Truth) -> Decision:
    values: list[Truth] = [e.state == "applies" or (None if e.needs else False) for e in case.exceptions]
    claimed = any(e.state == "claimed" for e in case.exceptions)
    return decide(case.in_force, case.applies.value, requirement, values, claimed=claimed)


def _value_without_exceptions(engine: Interpreter, rule: ir.Rule, scope: Scope) -> Truth:
    """Return the value of the requirement, without counting unknown facts against the subject."""
    assert rule.requirement is not None
    counting, engine.counting, engine.apply_counting = engine.counting, False, False
    measured = dict(engine.trail.measured)  # the report shows the share that the rule counts
    value = engine.cond(rule.requirement, scope).value
    engine.trail.measured = measured
    engine.counting, engine.apply_counting = counting, True
    return value


def _evidenced(engine: Interpreter, rule: ir.Rule, case: Case, decision: Decision) -> Decision:
    """Return the decision for the case that only facts with evidence count; an unproven pass is unknown."""
    assert rule.requirement is not None
    engine.evidenced = rule.evidence
    engine.forbidden_lists = forbidden_lists(engine.pack, rule)
    engine.lists.shown = lambda element, field: evidence.is_shown(engine, element, field)
    engine.reader.shown = lambda element, reading: evidence.is_evidenced(engine, element, reading)
    try:
        proof = engine.cond(rule.requirement, case.scope)
    finally:
        engine.evidenced = engine.lists.shown = engine.reader.shown = None
    if proof.value is True:
        case.requirement = proof
        return decision
    case.requirement = replace(proof, value=None, reason="not evidenced")
    if any(exception.state == "applies" for exception in case.exceptions):
        return _decide(case, None)
    return Decision(Verdict.UNKNOWN, "requirement")


def _complete_outcome(
    engine: Interpreter,
    base: Outcome,
    case: Case,
    decision: Decision,
    *,
    presumed: bool,
    bare: Verdict | None,
) -> Outcome:
    rule, requirement = base.rule, case.requirement
    assert requirement is not None
    verdict = decision.verdict
    missing = _missing(engine, rule, case) if verdict is Verdict.UNKNOWN else ()
    chosen, required = facts_of(case.applies), facts_of(requirement)
    facts = required if case.applies.value is True else {**chosen, **required}
    exceptions = _shown_exceptions(engine, case, verdict)
    message = ""
    if verdict in {Verdict.FAIL, Verdict.EXEMPT} or decision.violated:
        message = words.messages(engine, rule.message, requirement, case.scope)
    if verdict is Verdict.EXEMPT and decision.base is Verdict.UNKNOWN:
        # The requirement is unknown, so no element is known to violate it.
        message = f"{UNCERTAIN}insufficient data: {rule.title}"
    fixes = [rule.approval.text] if rule.approval is not None else []
    fixes += [words.fill(engine, rule.fix, case.scope)] if rule.fix is not None else []
    fix = "; ".join(fixes)
    if fix and verdict is Verdict.UNKNOWN and decision.open == "applies":
        lacking = ", ".join(dict.fromkeys(question.missing.name for question in missing))
        fix = f"state {lacking}; if the rule applies: {fix}" if lacking else fix
    return replace(
        base,
        verdict=verdict,
        open=decision.open,
        violated=decision.violated and verdict is Verdict.UNKNOWN,
        base=bare if presumed else decision.base,
        presumed=presumed,
        escalated=_is_escalated(engine, rule, case, verdict),
        message=message or rule.title,
        fix=fix,
        facts=tuple(facts),
        missing=missing,
        elements=_elements(requirement),
        exceptions=exceptions,
        relies_on=grounds.relies_on(engine, rule, case, decision, (*required, *chosen), presumed=presumed),
        notes=grounds.notes(engine, rule, case, verdict, requirement),
        listed_parties=_listed_parties(case, verdict),
        share=case.share,
        contradictions=grounds.contradictions(engine),
        proof=requirement,
        applies_proof=case.applies,
    )


def _listed_parties(case: Case, verdict: Verdict) -> tuple[tuple[str, ListedParty], ...]:
    """Return the listed companies of an unknown outcome or of a pass, each with the id of its component."""
    if case.requirement is None or verdict not in {Verdict.UNKNOWN, Verdict.PASS}:
        return ()
    may_settle = verdict is Verdict.UNKNOWN
    of_requirement = find_listed_parties(case.requirement, leads=False, may_settle=may_settle)
    of_subject = find_listed_parties(case.applies, leads=True, may_settle=True) if may_settle else ()
    return tuple(dict.fromkeys((*of_requirement, *of_subject)))


def _elements(requirement: Proof) -> tuple[RequirementElement, ...]:
    """Return the lettered elements of the requirement, such as `(a)`, each with its result and its effect."""
    deciding = list(deciding_elements(requirement))
    decides = {id(proof) for proof in deciding}
    lettered = list(elements_of(requirement))
    known = {id(proof) for proof in lettered}
    every = [*lettered, *(proof for proof in deciding if id(proof) not in known)]
    elements = (RequirementElement(p.label, p.value, p.cites, id(p) in decides) for p in every)
    return tuple(dict.fromkeys(elements))


def _missing(engine: Interpreter, rule: ir.Rule, case: Case) -> tuple[FactQuestion, ...]:
    needed: dict[MissingFact, NeededFor] = {}
    for exception in case.exceptions:
        if exception.state == "claimed":
            needed |= dict.fromkeys(exception.needs, "exception")
    if case.requirement is not None:
        needed |= dict.fromkeys(missing_of(case.requirement), "requirement")
    if case.applies.value is None:
        needed |= dict.fromkeys(missing_of(case.applies), "applies")
    if case.in_force is None:
        needed |= dict.fromkeys(engine.day.missing, "in force")
    return tuple(
        FactQuestion(
            m,
            question(engine, rule, m, case.scope, excused=needed.get(m) == "exception"),
            needed.get(m, "requirement"),
            listed_company(engine, m, case.scope),
            company_to_compare(engine, m),
        )
        for m in substance_first(engine, needed)
    )


def _shown_exceptions(engine: Interpreter, case: Case, verdict: Verdict) -> tuple[ExceptionResult, ...]:
    """Return the exceptions that a report shows with a verdict; there are none for a pass."""
    if verdict in {Verdict.PASS, Verdict.NOT_APPLICABLE}:
        return ()
    violates = verdict is Verdict.FAIL
    return tuple(
        e
        for e in case.exceptions
        if e.state != "does_not_apply" or engine.in_full or (violates and e.because)
    )


def _is_escalated(engine: Interpreter, rule: ir.Rule, case: Case, verdict: Verdict) -> bool:
    if rule.escalate is None or verdict is not Verdict.UNKNOWN:
        return False
    return engine.cond(rule.escalate, case.scope).value is True
