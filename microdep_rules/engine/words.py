"""Messages and their templates, whose placeholders are replaced by results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.bom.facts import exact
from microdep_rules.bom.model import Element
from microdep_rules.engine.proof import bindings
from microdep_rules.engine.values import Codes, Interval, TariffCodes, Texts, format_number
from microdep_rules.lang import ir

if TYPE_CHECKING:
    from microdep_rules.engine.interpret import Interpreter
    from microdep_rules.engine.proof import Proof
    from microdep_rules.vocabulary.stages import Stages
    from microdep_rules.vocabulary.terms import Vocabulary

Scope = dict[str, Element]
NOT_KNOWN = "(not known)"
"""Text in a message in place of an unknown value."""
MOST = 5
"""Maximum number of violating elements that one message names.

The facts of the outcome list all violating elements.
"""


def fill(engine: Interpreter, template: ir.Template, scope: Scope) -> str:
    """Return a template in which the placeholders are replaced by their values."""
    return "".join(
        piece if isinstance(piece, str) else _text_of(engine, piece, scope) for piece in template.pieces
    )


def _text_of(engine: Interpreter, node: ir.Value, scope: Scope) -> str:
    reading = engine.value(node, scope)
    if isinstance(node, ir.FieldOf) and node.name == "name":
        holder = engine.value(node.base, scope).value
        if isinstance(holder, Element) and holder.kind == "stage":
            return stage_label(engine.lists.stages.vocabulary, holder)
        if isinstance(holder, Element) and holder.designators:
            return holder.name
    text = value_text(engine, reading.value, node.type.kind)
    has_unit = node.type.kind == "number" and node.type.detail and text != NOT_KNOWN
    return f"{text} {node.type.detail}" if has_unit else text


def stage_label(vocabulary: Vocabulary, stage: Element) -> str:
    """Return the display name of a stage, or the stated word if the vocabulary does not contain it."""
    raw = exact(stage.data.get("stage"))
    word = vocabulary.resolve(raw) if isinstance(raw, str) else None
    return vocabulary.label(word).replace("_", " ") if word is not None else stage.name


def milestone_words(stages: Stages, name: str) -> str:
    """Return the display name of a required stage, such as `reduced to metal (neodymium)`."""
    labels = []
    for word in name.split(" or "):
        stage, _, of = word.partition(" of ")
        label = stages.vocabulary.label(stage).replace("_", " ")
        labels.append(f"{label} ({stages.substances.label(of)})" if of else label)
    return " or ".join(labels)


def value_text(engine: Interpreter, value: Any, kind: str) -> str:
    """Return a value as messages show it, such as `25 %` or `CN or TW`."""
    match value:
        case Codes():
            known = engine.reader.vocabularies.get(value.vocabulary)
            words = sorted(value.terms)
            return " or ".join(known.label(w) if known is not None else w for w in words)
        case Texts():
            return " or ".join(sorted(value.texts))
        case TariffCodes():
            return " or ".join(sorted(code.digits for code in value.codes))
        case bool():
            return "true" if value else "false"
        case Interval():
            return interval_text(value, kind)
        case Element():
            return value.name
        case _:
            return NOT_KNOWN


def interval_text(value: Interval, kind: str) -> str:
    """Return a number or a range with its unit, as messages show it."""
    if value.unit == "day":
        from datetime import date

        return str(date.fromordinal(int(value.low))) if value.low is not None else NOT_KNOWN
    factor = 100 if kind == "percent" else 1
    unit = " %" if kind == "percent" else f" {value.unit}" if value.unit else ""
    if value.low is not None and value.low == value.high:
        return f"{format_number(value.low * factor)}{unit}"
    if value.low is None or value.high is None:
        if value.low is not None:
            return f"at least {format_number(value.low * factor)}{unit}"
        return f"at most {format_number(value.high * factor)}{unit}" if value.high is not None else NOT_KNOWN
    return f"{format_number(value.low * factor)} to {format_number(value.high * factor)}{unit}"


def share_text(engine: Interpreter) -> str:
    """Return the share that was measured last, as text; empty if no share was measured."""
    share = engine.trail.measured.get("share")
    return interval_text(share.value, "percent") if share and isinstance(share.value, Interval) else ""


def share_name(node: ir.Value) -> str:
    """Return the name of a share in messages, such as `share by mass`; empty if the value is not a share."""
    match node:
        case ir.RecoveredShare():
            return f"share of {node.element} recovered from {node.waste}"
        case ir.ShareOf():
            return f"share by {node.measure.name}"
        case ir.LargestShare():
            return f"largest share by {node.by.name}"
        case _:
            return ""


def group_name(node: ir.EachGroup) -> str:
    """Return the name of the value that is measured for each group, for a message."""
    match node.measured:
        case ir.GroupShare(measure=measure, by=by):
            return f"largest share by {measure.name} by {by.name}"
        case ir.Different(through=ir.Navigate(word=word)):
            return f"count of different {word}"
        case ir.Different(what=what):
            return f"count of different values of {what.name}"
        case counted:
            return f"{counted.kind} of {counted.of.type.detail}s"


def messages(engine: Interpreter, template: ir.Template | None, proof: Proof | None, scope: Scope) -> str:
    """Return one text with a message for each element that decides the result, or a single message."""
    if template is None:
        return ""
    scopes = [{**scope, **binding} for binding in bindings(proof)] if proof is not None else []
    lines = dict.fromkeys(fill(engine, template, inner) for inner in scopes or [scope])
    shown_lines = list(lines)[:MOST]
    more = len(lines) - len(shown_lines)
    return "; ".join(shown_lines) + (f"; and {more} more" if more else "")
