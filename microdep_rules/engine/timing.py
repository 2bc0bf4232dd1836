"""Test whether a rule or an exception is in force on its date, and texts about the result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.engine.calendar import NEVER, rule_date
from microdep_rules.engine.outcome import Timing
from microdep_rules.engine.values import Truth, conjunction

if TYPE_CHECKING:
    from datetime import date

    from microdep_rules.engine.interpret import Interpreter
    from microdep_rules.lang import ir


def in_force_of(engine: Interpreter, node: ir.InForce | None) -> tuple[Truth, Timing]:
    """Return whether a rule or an exception is in force on its date, with the period and the date.

    An exception may have another kind of date than its rule. In the evaluation of a later day, only the date
    of the rule changes.
    """
    day = engine.day
    if node is not None and node.basis != engine.basis:
        day = rule_date(node, engine.reader, engine.as_of, None)
    if node is None:
        return True, Timing(None, None, day.basis, day.day, day.assumed)
    if engine.recorder is not None and day.day is not None:
        engine.recorder.days_in_force[node].add(day.day)
    start, end = engine.calendar.bounds(node.stretch)
    value = engine.calendar.holds(node.stretch, day.day)
    if day.day is None:  # a missing date is a missing fact, even if the rule was always in force
        value = conjunction([value, None])
    status = ""
    if node.measure:
        stated, status = engine.calendar.status(engine.pack.measures[node.measure], day.day)
        value = conjunction([value, stated])
    return value, Timing(start, end, day.basis, day.day, day.assumed, status)


def unsettled_dates(engine: Interpreter, node: ir.InForce | None) -> tuple[str, ...]:
    """Return the disputed interpretations of the dates of a rule or an exception."""
    if node is None:
        return ()
    names = (node.stretch.start, node.stretch.through, node.stretch.before)
    parameters = [engine.pack.parameters[parameter] for moment in names for parameter in _parameters(moment)]
    contested = [parameter.contested for parameter in parameters]
    if node.measure:
        contested.append(engine.pack.measures[node.measure].contested)
    return tuple(dict.fromkeys(filter(None, contested)))


def _parameters(moment: ir.RuleMoment | None) -> list[str]:
    if moment is None:
        return []
    return [*filter(None, [moment.parameter]), *(name for part in moment.parts for name in _parameters(part))]


def out_of_force(timing: Timing) -> str:
    """Return the reason why a rule or exception is not in force on its date."""
    if timing.status:
        return f"the measure is {timing.status.replace('_', ' ')} on {timing.day}"
    if timing.start is not None and timing.day is not None and timing.day < timing.start:
        if timing.start == NEVER:
            return "not in force: its start date is unknown"
        return f"not in force before {timing.start}"
    return f"no longer in force since {timing.end}"


def status_notes(
    engine: Interpreter, node: ir.InForce | None, in_force: Truth, timing: Timing
) -> tuple[str, ...]:
    """Return a note about the unknown status of a measure of law, if this makes the result unknown."""
    if in_force is None and timing.status == "unknown" and node is not None:
        return (status_not_known(engine.pack, engine.pack.measures[node.measure], timing.day),)
    return ()


def status_not_known(pack: ir.Pack, measure: ir.StatusTimeline, day: date | None) -> str:
    """Return a text about the unknown status of a measure of law, with the setting that can state it."""
    sentence = f"the status of `{measure.name}` ({measure.cites}) is not known on {day or 'an unknown day'}"
    unknown = [row.stretch for row in measure.rows if row.status == "unknown"]
    ends = [
        name for stretch in unknown for end in (stretch.before, stretch.through) for name in _parameters(end)
    ]
    if not ends or day is None:
        return sentence
    forms = " or ".join(f"[parameters.{pack.name}] {name} = …" for name in dict.fromkeys(ends))
    return f"{sentence}; the configuration can state when that ends: {forms}"


def date_reliance(engine: Interpreter) -> tuple[tuple[str, str], ...]:
    """Return an entry of `relies_on` if the check date replaces a missing date; otherwise nothing."""
    if not engine.day.assumed:
        return ()
    basis = engine.day.basis.replace("_", "-")
    text = f"the check date {engine.day.day} is used, because no date is stated for {basis}"
    return (("assumed_date", text),)
