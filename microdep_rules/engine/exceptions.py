"""Exceptions of a rule, judged for a subject."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.bom.model import words as plain_words
from microdep_rules.engine import words
from microdep_rules.engine.calendar import rule_date
from microdep_rules.engine.outcome import ExceptionResult
from microdep_rules.engine.proof import Proof, decisive, elements_of, facts_of, missing_of
from microdep_rules.engine.timing import in_force_of, unsettled_dates
from microdep_rules.engine.values import MissingFact, Truth, conjunction, negated
from microdep_rules.lang import ir
from microdep_rules.lang.names import free_names

if TYPE_CHECKING:
    from microdep_rules.bom.model import Element
    from microdep_rules.engine.interpret import Interpreter
    from microdep_rules.engine.readings import Fact
    from microdep_rules.engine.state import Scope


def judge_exception(engine: Interpreter, node: ir.ExceptionRule, scope: Scope) -> ExceptionResult:
    """Return the result of one exception for a subject.

    If the rule and the exception both measure a share, the message shows the share of the rule.
    """
    measured, engine.trail.measured = engine.trail.measured, {}
    result = _exception_result(engine, node, scope)
    engine.trail.measured = {**engine.trail.measured, **measured}
    return result


def may_hold(engine: Interpreter, node: ir.ExceptionRule, scope: Scope) -> bool:
    """Return whether an exception may apply to a subject that an incomplete list may leave out.

    The test is quick but inexact. For such a subject, reports show only exceptions that apply.
    """
    rule_milestones = engine.milestones
    if node.milestones is not None:
        engine.milestones = node.milestones
    applies = _applies(engine, node.cond, scope)
    engine.milestones = rule_milestones
    return applies


def _applies(engine: Interpreter, node: ir.Cond, scope: Scope) -> bool:
    match node:
        case ir.All():
            return all(_applies(engine, part.cond, scope) for part in node.parts)
        case ir.Any():
            return any(_applies(engine, part.cond, scope) for part in node.parts)
        case _:
            return engine.cond(node, scope).value is True


def _exception_result(engine: Interpreter, node: ir.ExceptionRule, scope: Scope) -> ExceptionResult:
    in_force, timing = in_force_of(engine, node.in_force)
    rule_milestones = engine.milestones
    if node.milestones is not None:
        engine.milestones = node.milestones
    proof = engine.cond(node.cond, scope)
    engine.milestones = rule_milestones
    losses = [(loss, engine.cond(loss.cond, scope)) for loss in node.losses]
    value = conjunction([in_force, proof.value, *(negated(p.value) for _, p in losses)])
    undated = _date_missing(engine, node, in_force)
    whole = Proof(node.span, value, [proof, *(p for _, p in losses)], missing=undated)
    if value is True and timing.assumed and timing.basis != engine.day.basis:
        assumed = f"the check date {timing.day} is used, because no date is stated for {timing.basis}"
        engine.trail.relies_on["assumed_date", assumed] = None
    needs = _missing_facts(engine, node, whole) if value is None else ()
    fix = words.fill(engine, node.fix, scope) if node.fix is not None else ""
    lost = next(((n, p) for n, p in losses if p.value is True), None)
    facts: dict[Fact, None] = {}
    if value is True:
        state, because, facts = "applies", fact_words(proof), stated_facts(proof)
    elif lost is not None and conjunction([in_force, proof.value]) is not False:
        node_lost, lost_proof = lost
        elements = [p.label for p in elements_of(lost_proof) if p.value is True and p.label]
        facts = stated_facts(lost_proof)
        where = " ".join(dict.fromkeys((*elements, node_lost.cites))).strip()
        state, because = (
            "disqualified",
            f"{where}: {fact_words(lost_proof)}" if where else fact_words(lost_proof),
        )
    elif value is None:
        state = "claimed" if node.name in claims_of(engine, scope) else "not_demonstrated"
        because = ""
    elif in_force is not False and _fails_by_share_alone(proof):
        state, because, facts = "disqualified", f"measured: {fact_words(proof)}", stated_facts(proof)
    else:
        state, because = "does_not_apply", ""
        if proof.value is False and in_force is not False:
            because, facts = fact_words(proof), stated_facts(proof)
    besides = conjunction([proof.value, *(negated(p.value) for _, p in losses)])
    return ExceptionResult(
        node.name,
        state,
        node.cites,
        because,
        tuple(facts),
        needs,
        fix,
        words.share_text(engine),
        node.contested
        if state != "does_not_apply" or _depends_on_the_end_item_alone(engine, in_force, proof)
        else "",
        unsettled_dates(engine, node.in_force) if besides is not False else (),
        whole,
    )


def _depends_on_the_end_item_alone(engine: Interpreter, in_force: Truth, proof: Proof) -> bool:
    """Return whether an exception is false for a component only because of facts of the end item.

    Such an exception is reported, because the author may have meant facts of the component. Other false
    exceptions are not.
    """
    product = engine.reader.bom.product
    facts = [fact for fact in facts_of(proof) if fact.file]
    within = engine.subject is not None and engine.subject.id != product.id
    false = in_force is not False and proof.value is False
    return false and within and bool(facts) and all(fact.element == product.id for fact in facts)


def _missing_facts(engine: Interpreter, node: ir.ExceptionRule, whole: Proof) -> tuple[MissingFact, ...]:
    """Return the missing facts of an exception, sorted.

    If the exception depends only on the end item and the contract, the result is computed once for all
    subjects.
    """
    if free_names(node.cond) or any(free_names(loss.cond) for loss in node.losses):
        return tuple(sorted(missing_of(whole), key=MissingFact.key))
    key = (id(node), *map(id, whole.children))  # all subjects share the cached proofs of a day
    if key not in engine.needs:
        engine.needs[key] = (whole, tuple(sorted(missing_of(whole), key=MissingFact.key)))
    return engine.needs[key][1]


def _fails_by_share_alone(proof: Proof) -> bool:
    """Return whether the condition of an exception is false only because of shares."""
    if proof.kind == "share":
        return proof.value is False
    deciding = [child for child in decisive(proof) if child.value is not None]
    return proof.value is False and bool(deciding) and all(map(_fails_by_share_alone, deciding))


def _date_missing(engine: Interpreter, node: ir.ExceptionRule, in_force: Truth) -> tuple[MissingFact, ...]:
    if in_force is not None or node.in_force is None:
        return ()
    return rule_date(node.in_force, engine.reader, engine.as_of, None).missing


def fact_words(proof: Proof) -> str:
    """Return the facts that decide a condition, as one line of text.

    A computed share appears as one number, without the facts from which it was computed.
    """
    texts: dict[str, None] = {}
    waiting = [proof]
    while waiting:
        current = waiting.pop()
        if current.measured is not None:
            texts[current.measured.text] = None
            continue
        texts.update({f"{fact.name} is {fact.text}": None for fact in current.facts if fact.file})
        if current.element is not None and current.element.kind == "determination":
            texts.update({text: None for text in [determination_words(current.element)] if text})
        if current.children:
            waiting += reversed(current.children if current.value is None else decisive(current))
    return ", ".join(texts)


def stated_facts(proof: Proof) -> dict[Fact, None]:
    """Return the stated facts that `fact_words` names, in the same order."""
    facts: dict[Fact, None] = {}
    waiting = [proof]
    while waiting:
        current = waiting.pop()
        if current.measured is None:
            facts |= {fact: None for fact in current.facts if fact.file}
            waiting += reversed(current.children if current.value is None else decisive(current))
    return facts


def determination_words(determination: Element) -> str:
    """Return a text with the id and the document of a determination; empty if neither is stated."""
    id_, document = determination.data.get("id"), determination.data.get("document")
    stated = document if isinstance(document, dict) else {}
    named = [stated[name] for name in ("path", "url") if isinstance(stated.get(name), str)]
    words_ = [f"determination `{id_}`"] if isinstance(id_, str) else []
    words_ += [f"document {', '.join(named)}"] if named else []
    return " with ".join(words_)


def claims_of(engine: Interpreter, scope: Scope) -> set[str]:
    """Return the names of the exceptions that the document claims for a subject.

    A claim can be stated for the subject, for a component that contains it, for the contract, or for the
    document.
    """
    bom = engine.reader.bom
    claims: set[str] = set()
    holders: list[Element | None] = [*scope.values(), bom.product, bom.document, bom.context]
    for element in holders:
        holder = element
        while holder is not None:
            claims |= set(plain_words(holder.data.get("claims", ())))
            if holder.kind == "component":
                for above in engine.lists.ancestors(holder):
                    claims |= set(plain_words(above.data.get("claims", ())))
            holder = holder.owner
    return claims
