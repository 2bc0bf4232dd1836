"""Messages and questions: templates filled with what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.bom.model import Element
from microdep_rules.engine.proof import bindings
from microdep_rules.engine.values import Codes, Interval, Missing, Texts, shown

if TYPE_CHECKING:
    from microdep_rules.engine.interpret import Interpreter
    from microdep_rules.engine.proof import Proof
    from microdep_rules.lang import ir

Scope = dict[str, Element]
MOST = 5
"""So many violating elements are named in one message; the facts list them all."""


def fill(engine: Interpreter, template: ir.Template, scope: Scope) -> str:
    """A template with its values."""
    return "".join(
        piece if isinstance(piece, str) else _shown(engine, piece, scope) for piece in template.pieces
    )


def _shown(engine: Interpreter, node: ir.Value, scope: Scope) -> str:
    reading = engine.value(node, scope)
    return value_text(engine, reading.value, node.type.kind)


def value_text(engine: Interpreter, value: Any, kind: str) -> str:
    """A value as people write it."""
    match value:
        case Codes():
            known = engine.reader.vocabularies.get(value.vocabulary)
            words = sorted(value.terms)
            return " or ".join(known.label(w) if known is not None else w for w in words)
        case Texts():
            return " or ".join(sorted(value.texts))
        case bool():
            return "true" if value else "false"
        case Interval():
            return interval_text(value, kind)
        case Element():
            return value.name
        case _:
            return "unknown"


def interval_text(value: Interval, kind: str) -> str:
    """A number or a range with its unit."""
    if value.unit == "day":
        from datetime import date

        return str(date.fromordinal(int(value.low))) if value.low is not None else "unknown"
    factor = 100 if kind == "percent" else 1
    unit = " %" if kind == "percent" else f" {value.unit}" if value.unit else ""
    if value.low is not None and value.low == value.high:
        return f"{shown(value.low * factor)}{unit}"
    if value.low is None or value.high is None:
        if value.low is not None:
            return f"at least {shown(value.low * factor)}{unit}"
        return f"at most {shown(value.high * factor)}{unit}" if value.high is not None else "unknown"
    return f"{shown(value.low * factor)} to {shown(value.high * factor)}{unit}"


def share_text(engine: Interpreter) -> str:
    """The share measured last, as people write it; nothing where none was."""
    share = engine.measured.get("share")
    return interval_text(share.value, "percent") if share and isinstance(share.value, Interval) else ""


def messages(engine: Interpreter, template: ir.Template | None, proof: Proof | None, scope: Scope) -> str:
    """The message for every element that decides; once where none does."""
    if template is None:
        return ""
    found = [{**scope, **each} for each in bindings(proof)] if proof is not None else []
    lines = dict.fromkeys(fill(engine, template, each) for each in found or [scope])
    shown_lines = list(lines)[:MOST]
    more = len(lines) - len(shown_lines)
    return "; ".join(shown_lines) + (f"; and {more} more" if more else "")


def question(engine: Interpreter, rule: ir.Rule, missing: Missing, scope: Scope) -> str:
    """The rule's question, about one missing fact; a plain one where the rule's is about something else."""
    subject = scope.get(rule.subject.variable)
    if rule.ask is not None and _asks_about(rule, missing, subject):
        return fill(engine, rule.ask, {**scope, **_asked(engine, missing, scope)})
    what = missing.name.rsplit(".", 1)[-1].replace("_", " ")
    if missing.record == "contract":
        return f"what is the {what} of the contract?"
    known = {e.id: e.name for e in scope.values()}
    part = engine.reader.bom.components.get(missing.subject)
    name = part.name if part is not None else known.get(missing.subject, missing.subject)
    return f"what is the {what} of {name}?"


def _asks_about(rule: ir.Rule, missing: Missing, subject: Element | None) -> bool:
    """Whether the rule's question fits: rules for materials ask about stages, others about the subject."""
    if rule.subject.record == "material":
        return missing.name.startswith("stage ") or missing.record == "stage"
    return subject is not None and missing.subject == subject.id


def _asked(engine: Interpreter, missing: Missing, scope: Scope) -> Scope:
    """The stage that a question is about: the recorded one, or one named after the milestone."""
    if missing.record == "component":
        return {}
    for each in engine.reader.bom.elements():
        if each.kind == "stage" and each.id == missing.subject and each.pointer in missing.pointer:
            return {"stage": each}
    holder = next(iter(scope.values()), engine.reader.bom.product)
    name = missing.name.removeprefix("stage ")
    words = [_stage_words(engine, word) for word in name.split(" or ")]
    stage = engine.virtual("stage", missing.subject, {}, missing.pointer, holder, " or ".join(words))
    return {"stage": stage}


def _stage_words(engine: Interpreter, name: str) -> str:
    """A milestone as people say it: `reduced_to_metal of Nd` is `reduced to metal (neodymium)`."""
    stages = engine.lists.stages
    stage, _, of = name.partition(" of ")
    label = stages.vocabulary.label(stage).replace("_", " ")
    return f"{label} ({stages.substances.label(of)})" if of else label
