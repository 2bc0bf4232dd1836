"""One rule on one subject: the verdict, and everything it is made of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from microdep_rules.bom.facts import exact
from microdep_rules.bom.model import words as plain_words
from microdep_rules.engine import evidence, lookups, words
from microdep_rules.engine.calendar import rule_date
from microdep_rules.engine.outcome import Judged, Limb, Outcome, Part, Question, Timing
from microdep_rules.engine.proof import Proof, bindings, facts_of, limbs_of, missing_of, reasons_of
from microdep_rules.engine.values import Interval, Missing, Truth, Unknown, conjunction, negated
from microdep_rules.engine.verdict import Decision, Verdict, decide, due
from microdep_rules.lang import ir

if TYPE_CHECKING:
    from microdep_rules.bom.model import Element
    from microdep_rules.engine.facts import Fact
    from microdep_rules.engine.interpret import Interpreter
    from microdep_rules.engine.subjects import Chosen

Scope = dict[str, "Element"]


@dataclass(slots=True)
class Case:
    """What was found for one subject before the verdict is drawn."""

    in_force: Truth
    timing: Timing
    applies: Proof
    requirement: Proof | None
    exceptions: list[Judged]
    scope: Scope


def judge(engine: Interpreter, rule: ir.Rule, chosen: Chosen) -> Outcome:
    """The outcome of a rule for one subject or candidate."""
    scope: Scope = {rule.subject.variable: chosen.element}
    in_force, timing = in_force_of(engine, rule.in_force)
    subject = part_of(chosen.element)
    base = Outcome(rule, subject, Verdict.UNKNOWN, timing, alternate=chosen.alternate)
    if chosen.looked_past:
        rests = (("looked_past", chosen.looked_past),)
        reason = f"looked past: {chosen.looked_past}"
        return replace(base, verdict=Verdict.NOT_APPLICABLE, reason=reason, rests_on=rests, candidate=True)
    if chosen.candidate:
        return _candidate(engine, base, chosen, in_force)
    _prepare(engine, rule, chosen.element)
    applies = _applies(engine, rule, chosen, scope)
    if conjunction([in_force, applies.value]) is False:
        return _not_applicable(engine, base, in_force, applies, timing)
    requirement = engine.cond(rule.requirement, scope) if rule.requirement is not None else None
    exceptions = [_exception(engine, each, scope) for each in rule.exceptions]
    case = Case(in_force, timing, applies, requirement, exceptions, scope)
    if rule.requirement is None:
        return _duty(engine, base, case)
    return _outcome(engine, base, case)


def _prepare(engine: Interpreter, rule: ir.Rule, element: Element) -> None:
    engine.subject = element
    engine.rests_on.clear()
    engine.notes.clear()
    engine.measured.clear()
    engine.asked_stages.clear()
    engine.milestones = rule.milestones
    engine.apply_counting = True
    engine.counting = rule.unknown_counts_against


# ---- in force and applies ------------------------------------------------------------------------


def in_force_of(engine: Interpreter, node: ir.InForce | None) -> tuple[Truth, Timing]:
    """Whether a rule or exception is in force on the day that decides.

    An exception may go by another date than its rule. Looking ahead moves the rule's date and no other.
    """
    day = engine.day
    if node is not None and node.basis != engine.basis:
        day = rule_date(node, engine.reader, engine.as_of, None)
    if node is None:
        return True, Timing(None, None, day.basis, day.day, day.assumed)
    start, end = engine.calendar.bounds(node.stretch)
    value = engine.calendar.holds(node.stretch, day.day)
    status = ""
    if node.measure:
        stated, status = engine.calendar.status(engine.pack.measures[node.measure], day.day)
        value = conjunction([value, stated])
    return value, Timing(start, end, day.basis, day.day, day.assumed, status)


def _applies(engine: Interpreter, rule: ir.Rule, chosen: Chosen, scope: Scope) -> Proof:
    parts = [chosen.proof]
    if rule.when is not None:
        parts.append(engine.cond(rule.when, scope))
    value = conjunction([chosen.applies, *(p.value for p in parts[1:])])
    return Proof(rule.subject.span, value, parts, kind="all")


def _not_applicable(
    engine: Interpreter, base: Outcome, in_force: Truth, applies: Proof, timing: Timing
) -> Outcome:
    facts: tuple[Fact, ...] = ()
    if in_force is False:
        reason = _out_of_force(timing)
    else:
        facts = tuple(facts_of(applies))
        told = ", ".join(f"{f.name} is {f.text}" for f in facts if f.file) or "its condition is false"
        reason = f"does not apply: {told}"
    return replace(
        base,
        verdict=Verdict.NOT_APPLICABLE,
        reason=reason,
        facts=facts,
        rests_on=_date_rest(engine),
        applies_proof=applies,
    )


def _out_of_force(timing: Timing) -> str:
    if timing.status:
        return f"the measure is {timing.status.replace('_', ' ')} on {timing.day}"
    if timing.start is not None and timing.day is not None and timing.day < timing.start:
        return f"not in force before {timing.start}"
    return f"no longer in force since {timing.end}"


def _candidate(engine: Interpreter, base: Outcome, chosen: Chosen, in_force: Truth) -> Outcome:
    """A part in which an open list may hide a subject: what is said of any subject holds of it too."""
    rule = base.rule
    assert chosen.stand_in is not None
    scope: Scope = {rule.subject.variable: chosen.stand_in}
    _prepare(engine, rule, chosen.element)
    when = engine.cond(rule.when, scope) if rule.when is not None else None
    base = replace(base, candidate=True, rests_on=_date_rest(engine))
    if in_force is False:
        return replace(base, verdict=Verdict.NOT_APPLICABLE, reason=_out_of_force(base.timing))
    if when is not None and when.value is False:
        reason = f"does not apply: {_told(when) or 'its condition is false'}"
        return replace(base, verdict=Verdict.NOT_APPLICABLE, reason=reason)
    exceptions = [_exception(engine, each, scope) for each in rule.exceptions]
    held = tuple(e for e in exceptions if e.state == "held")
    if held:
        message = f"may contain {_a(rule.subject.record)} that the rule covers"
        return replace(base, verdict=Verdict.EXEMPT, base=Verdict.UNKNOWN, exceptions=held, message=message)
    missing = missing_of(chosen.proof) | (missing_of(when) if when is not None else set())
    ordered = sorted(missing, key=Missing.key)
    return replace(
        base,
        open="applies" if in_force is True else "in force",
        missing=tuple(Question(m, _list_question(m)) for m in ordered),
        notes=_status_notes(in_force, base.timing),
        message=f"may contain {_a(rule.subject.record)} that the rule covers",
    )


def _list_question(missing: Missing) -> str:
    if missing.record == "contract":
        what = missing.name.rsplit(".", 1)[-1].replace("_", " ")
        return f"what is the {what} of the contract?"
    return f"which {missing.name} does {missing.subject} have, and are those all?"


def _a(record: str) -> str:
    return f"an {record}" if record[0] in "aeiou" else f"a {record}"


# ---- exceptions ----------------------------------------------------------------------------------


def _exception(engine: Interpreter, node: ir.ExceptionRule, scope: Scope) -> Judged:
    in_force, timing = in_force_of(engine, node.in_force)
    own = engine.milestones
    if node.milestones is not None:
        engine.milestones = node.milestones
    proof = engine.cond(node.cond, scope)
    engine.milestones = own
    losses = [(each, engine.cond(each.cond, scope)) for each in node.losses]
    value = conjunction([in_force, proof.value, *(negated(p.value) for _, p in losses)])
    undated = _date_missing(engine, node, in_force)
    whole = Proof(node.span, value, [proof, *(p for _, p in losses)], missing=undated)
    if value is True and timing.assumed and timing.basis != engine.day.basis:
        engine.rests_on[("assumed_date", f"as of {timing.day} stands in for the date of {timing.basis}")] = (
            None
        )
    needs = tuple(sorted(missing_of(whole), key=Missing.key)) if value is None else ()
    fix = words.fill(engine, node.fix, scope) if node.fix is not None else ""
    lost = next(((n, p) for n, p in losses if p.value is True), None)
    if value is True:
        state, because = "held", _told(proof)
    elif lost is not None and conjunction([in_force, proof.value]) is not False:
        node_lost, found = lost
        limbs = [p.label for p in limbs_of(found) if p.value is True and p.label]
        told = " ".join(dict.fromkeys((*limbs, node_lost.cites))).strip()
        state, because = "lost", f"{told}: {_told(found)}" if told else _told(found)
    elif value is None:
        state = "claimed" if node.name in claims_of(engine, scope) else "not_shown"
        because = ""
    else:
        state, because = "no", ""
    return Judged(node.name, state, node.cites, because, needs, fix, whole)


def _date_missing(engine: Interpreter, node: ir.ExceptionRule, in_force: Truth) -> tuple[Missing, ...]:
    if in_force is not None or node.in_force is None:
        return ()
    return rule_date(node.in_force, engine.reader, engine.as_of, None).missing


def _told(proof: Proof) -> str:
    return ", ".join(f"{f.name} is {f.text}" for f in facts_of(proof) if f.file)


def claims_of(engine: Interpreter, scope: Scope) -> set[str]:
    """The exceptions claimed for a subject: on it, what holds it, the item, the contract, the document."""
    bom = engine.reader.bom
    found: set[str] = set()
    holders: list[Element | None] = [*scope.values(), bom.product, bom.document, bom.context]
    for each in holders:
        holder = each
        while holder is not None:
            found |= set(plain_words(holder.data.get("claims", ())))
            if holder.kind == "component":
                for above in engine.lists.ancestors(holder):
                    found |= set(plain_words(above.data.get("claims", ())))
            holder = holder.owner
    return found


# ---- the outcome ---------------------------------------------------------------------------------


def _outcome(engine: Interpreter, base: Outcome, case: Case) -> Outcome:
    rule = base.rule
    assert case.requirement is not None
    requirement = case.requirement
    decision = _decide(case, requirement.value)
    presumed, naked = False, None
    if engine.notes.pop("counted against", "absent") is None:
        naked = _decide(case, _naked(engine, rule, case.scope)).verdict
        presumed = naked is not decision.verdict
    if decision.verdict is Verdict.UNKNOWN and decision.open == "requirement" and rule.presume_facts:
        names = {f"{m.record}.{m.name.rsplit('.', 1)[-1]}" for m in missing_of(requirement)}
        if names and names <= set(rule.presume_facts) | _list_facts(rule):
            naked, presumed = decision.verdict, True
            decision = _decide(case, False)  # noqa: FBT003 - a truth value
    if decision.verdict is Verdict.PASS and rule.evidence is not None:
        decision = _evidenced(engine, rule, case, decision)
    return _told_outcome(engine, base, case, decision, presumed=presumed, naked=naked)


def _list_facts(rule: ir.Rule) -> set[str]:
    return {f for f in rule.presume_facts if f.split(".")[-1].endswith("s")}


def _decide(case: Case, requirement: Truth) -> Decision:
    values: list[Truth] = [e.state == "held" or (None if e.needs else False) for e in case.exceptions]
    claimed = any(e.state == "claimed" for e in case.exceptions)
    return decide(case.in_force, case.applies.value, requirement, values, claimed=claimed)


def _naked(engine: Interpreter, rule: ir.Rule, scope: Scope) -> Truth:
    """The requirement without the presumption that unknown counts as not matching."""
    assert rule.requirement is not None
    counting, engine.counting, engine.apply_counting = engine.counting, False, False
    measured = dict(engine.measured)  # what is told is the share as the rule counts it
    value = engine.cond(rule.requirement, scope).value
    engine.measured = measured
    engine.counting, engine.apply_counting = counting, True
    return value


def _evidenced(engine: Interpreter, rule: ir.Rule, case: Case, decision: Decision) -> Decision:
    """A pass stands only when the evidenced facts alone give it."""
    assert rule.requirement is not None
    engine.evidenced = rule.evidence
    engine.lists.shown = lambda element, field: evidence.shown(engine, element, field)
    proof = engine.cond(rule.requirement, case.scope)
    engine.evidenced = engine.lists.shown = None
    if proof.value is True:
        case.requirement = proof
        return decision
    case.requirement = replace(proof, value=None, reason="not evidenced")
    return Decision(Verdict.UNKNOWN, "requirement")


def _told_outcome(
    engine: Interpreter,
    base: Outcome,
    case: Case,
    decision: Decision,
    *,
    presumed: bool,
    naked: Verdict | None,
) -> Outcome:
    rule, requirement = base.rule, case.requirement
    assert requirement is not None
    verdict = decision.verdict
    missing = _missing(engine, rule, case, decision) if verdict is Verdict.UNKNOWN else ()
    proofs = [case.applies, requirement] if case.applies.value is not True else [requirement]
    facts = dict.fromkeys(f for p in proofs for f in facts_of(p))
    exceptions = _shown_exceptions(case, verdict)
    share = engine.measured.get("share")
    message = ""
    if verdict in {Verdict.FAIL, Verdict.EXEMPT} or decision.violated:
        message = words.messages(engine, rule.message, requirement, case.scope)
    return replace(
        base,
        verdict=verdict,
        open=decision.open,
        violated=decision.violated and verdict is Verdict.UNKNOWN,
        base=naked if presumed else decision.base,
        presumed=presumed,
        escalated=_escalated(engine, rule, case, verdict),
        message=message or rule.title,
        fix=words.fill(engine, rule.fix, case.scope) if rule.fix is not None else "",
        facts=tuple(facts),
        missing=missing,
        limbs=tuple(Limb(p.label, p.value, p.cites) for p in limbs_of(requirement)),
        exceptions=exceptions,
        rests_on=_rests(engine, case, exceptions, verdict, presumed=presumed),
        notes=_notes(engine, case, verdict, requirement),
        share=words.interval_text(share.value, "percent")
        if share is not None and isinstance(share.value, Interval)
        else "",
        witnesses=_witnesses(requirement),
        proof=requirement,
        applies_proof=case.applies,
    )


def _missing(engine: Interpreter, rule: ir.Rule, case: Case, decision: Decision) -> tuple[Question, ...]:
    found: set[Missing] = set()
    if case.in_force is None:
        found |= set(engine.day.missing)
    if case.applies.value is None:
        found |= missing_of(case.applies)
    if case.requirement is not None:
        found |= missing_of(case.requirement)
    for each in case.exceptions:
        if each.state == "claimed":
            found |= set(each.needs)
    _ = decision
    ordered = sorted(found, key=Missing.key)
    return tuple(Question(m, words.question(engine, rule, m, case.scope)) for m in ordered)


def _shown_exceptions(case: Case, verdict: Verdict) -> tuple[Judged, ...]:
    """All that hold, were lost, are claimed or not shown; for a pass none matters."""
    if verdict in {Verdict.PASS, Verdict.NOT_APPLICABLE}:
        return ()
    return tuple(e for e in case.exceptions if e.state != "no")


def _rests(
    engine: Interpreter,
    case: Case,
    exceptions: tuple[Judged, ...],
    verdict: Verdict,
    *,
    presumed: bool,
) -> tuple[tuple[str, str], ...]:
    found = dict.fromkeys(_date_rest(engine))
    found.update(engine.rests_on)
    assert case.requirement is not None
    for fact in (*facts_of(case.requirement), *facts_of(case.applies)):
        if fact.contested:
            found[("contested", fact.contested)] = None
    for each in exceptions:
        if each.state == "held" and each.proof is not None:
            contested = [f.contested for f in facts_of(each.proof) if f.contested]
            found.update({("contested", text): None for text in contested})
    if engine.rule_contested:
        found[("contested", engine.rule_contested)] = None
    if presumed:
        found[("presumption", "an absent fact is held against the party")] = None
    if "milestones" in engine.notes and verdict in {Verdict.PASS, Verdict.FAIL, Verdict.EXEMPT}:
        found[("milestones", _milestone_text(engine))] = None
    if verdict is Verdict.FAIL:
        for each in exceptions:
            if each.state == "not_shown":
                found[("exception_not_shown", each.name)] = None
    _ = case
    return tuple(sorted(found))


def _milestone_text(engine: Interpreter) -> str:
    """The counted stages that nobody mentioned."""
    assert engine.subject is not None
    entries = engine.lists.stage_entries(engine.subject)
    recorded = {engine.lists.pair(engine.subject, e) for e in entries}
    unsaid = sorted({s if c is None else f"{s} of {c}" for s, c in engine.asked_stages - recorded})
    if not unsaid:
        return "all counted stages are recorded"
    return "all milestones are accounted for; not mentioned: " + ", ".join(unsaid)


def _date_rest(engine: Interpreter) -> tuple[tuple[str, str], ...]:
    if not engine.day.assumed:
        return ()
    basis = engine.day.basis.replace("_", "-")
    return (("assumed_date", f"as of {engine.day.day} stands in for the date of {basis}"),)


def _notes(engine: Interpreter, case: Case, verdict: Verdict, requirement: Proof) -> tuple[str, ...]:
    found = []
    if verdict is Verdict.UNKNOWN:
        claimed = [e.proof for e in case.exceptions if e.state == "claimed" and e.proof is not None]
        found += sorted(set().union(*map(reasons_of, (requirement, case.applies, *claimed))))
        found += _status_notes(case.in_force, case.timing)
    subject = engine.subject
    if subject is not None and subject.kind == "material":
        found += _off_route(engine, subject)
        lacking = engine.lists.contradicts(subject, lookups.milestones_of(engine, subject))
        if lacking:
            found.append(f"the list of stages is said to be complete and lacks {', '.join(lacking)}")
    return tuple(found)


def _status_notes(in_force: Truth, timing: Timing) -> tuple[str, ...]:
    """That nobody knows whether a measure is in force, where that is what leaves it open."""
    if in_force is None and timing.status == "unknown":
        return (f"the status of the measure is not known on {timing.day or 'an unknown day'}",)
    return ()


def _duty_notes(case: Case) -> tuple[str, ...]:
    return (*sorted(reasons_of(case.applies)), *_status_notes(case.in_force, case.timing))


def _off_route(engine: Interpreter, material: Element) -> list[str]:
    """Recorded stages that are not on the route, and so not counted."""
    substance = engine.lists.substance(material)
    if substance is None or engine.lists.stages.route(substance) is None:
        return []
    stated = {exact(e.data.get("stage")) for e in engine.lists.stage_entries(material)}
    known = {w for w in stated if w is not None and engine.lists.stages.vocabulary.resolve(w) is not None}
    off = sorted(w for w in known if not engine.lists.stages.on_route(w, substance))
    return [f"not on the route of {substance}, so not counted: {', '.join(off)}"] if off else []


def _escalated(engine: Interpreter, rule: ir.Rule, case: Case, verdict: Verdict) -> bool:
    if rule.escalate is None or verdict is not Verdict.UNKNOWN:
        return False
    return engine.cond(rule.escalate, case.scope).value is True


def _witnesses(requirement: Proof) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for each in bindings(requirement):
        for element in each.values():
            found[str(element.data.get("stage", element.id))] = None
            found[element.id] = None
    for limb in limbs_of(requirement):
        if limb.value is requirement.value or limb.value is False:
            found[limb.label] = None
        if limb.value is True:
            found[limb.label] = None
    return tuple(found)


def _duty(engine: Interpreter, base: Outcome, case: Case) -> Outcome:
    """A duty to disclose: due or not, with the fields and what is not known of them."""
    decision = due(case.in_force, case.applies.value)
    facts: list[Fact] = []
    missing: list[Missing] = []
    for item in base.rule.disclose:
        told, lacking = _disclosed(engine, item, case.scope)
        facts += told
        missing += lacking
    if decision.verdict is Verdict.UNKNOWN:
        missing = sorted(
            {*missing_of(case.applies), *(engine.day.missing if case.in_force is None else ())},
            key=Missing.key,
        )
    asked = tuple(
        Question(m, words.question(engine, base.rule, m, case.scope)) for m in dict.fromkeys(missing)
    )
    return replace(
        base,
        verdict=decision.verdict,
        open=decision.open,
        message=words.messages(engine, base.rule.message, None, case.scope) or base.rule.title,
        facts=tuple(dict.fromkeys(facts)),
        missing=asked,
        rests_on=_date_rest(engine),
        notes=_duty_notes(case) if decision.verdict is Verdict.UNKNOWN else (),
        applies_proof=case.applies,
    )


def _disclosed(
    engine: Interpreter, item: ir.Value | ir.ListNode, scope: Scope
) -> tuple[list[Fact], list[Missing]]:
    """What is known of one thing to disclose; of a list of stages, where each was done."""
    if not isinstance(item, ir.Navigate | ir.Narrow | ir.Join):
        reading = engine.value(item, scope)
        vague = isinstance(reading.value, Unknown) or (
            isinstance(reading.value, Interval) and not reading.value.exact
        )
        return list(reading.facts), list(reading.missing) if vague else []
    items = engine.items(item, scope)
    facts: list[Fact] = []
    missing = [m for g in items.ghosts for m in g.missing]
    for element, _ in items.elements:
        word = engine.reader.read(element, "stage.stage", "stage", ir.Type("code", "stage"))
        place = engine.reader.read(element, "stage.country", "country", ir.Type("country"))
        facts += [*word.facts, *place.facts]
        missing += place.missing if isinstance(place.value, Unknown) else ()
    return facts, missing


def part_of(element: Element) -> Part:
    """An element as an outcome names it."""
    return Part(element.kind, element.id, element.name, element.pointer, element.file.path)
