"""A rule as generated Python: one function that goes through many records and says each verdict.

Line by line it is the verdict table: what does not apply, what passes, and what the table is asked about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.engine.batch.rails import FALSE, TRUE, Lowering, Rails, both
from microdep_rules.engine.batch.reads import Record

if TYPE_CHECKING:
    from microdep_rules.engine.batch.reads import Scope
    from microdep_rules.lang import ir


NEVER = FALSE.yes


class Lowered(Struct, frozen=True):
    """A rule as rails, with the text of the function made of them."""

    rule: ir.Rule
    chosen: Rails
    """Whether a record is a subject."""
    applies: Rails
    """Whether it is one, and the rule applies to it."""
    requirement: Rails | None
    """Nothing of a duty to disclose."""
    exceptions: tuple[Rails, ...]
    lowering: Lowering
    source: str = ""

    @property
    def open(self) -> bool:
        """Whether anything of it is left to the interpreter."""
        parts = (self.applies, self.requirement or TRUE, *self.exceptions)
        return any(each.open for each in parts)


def lowered(pack: ir.Pack, rule: ir.Rule) -> Lowered:
    """The rails of a rule for its subjects, and the source of the function that judges them."""
    scope: Scope = {rule.subject.variable: Record("record", rule.subject.record)}
    lowering = Lowering(pack, rule.milestones)
    chosen, when = (_asked(lowering, each, scope) for each in (rule.subject.where, rule.when))
    requirement = None if rule.requirement is None else lowering.condition(rule.requirement, scope)
    exceptions = tuple(_exception(lowering, each, scope) for each in rule.exceptions)
    found = Lowered(rule, chosen, both([chosen, when]), requirement, exceptions, lowering)
    return replace(found, source=_source(found, when))


def _asked(lowering: Lowering, node: ir.Cond | None, scope: Scope) -> Rails:
    return TRUE if node is None else lowering.condition(node, scope)


def _exception(lowering: Lowering, node: ir.ExceptionRule, scope: Scope) -> Rails:
    """An exception without its dates: its condition, and nothing by which it is lost."""
    own = lowering.milestones
    if node.milestones is not None:
        lowering.milestones = node.milestones
    held = lowering.condition(node.cond, scope)
    lowering.milestones = own
    lost = [lowering.condition(each.cond, scope) for each in node.losses]
    return both([held, *(Rails(each.no, each.yes, each.open) for each in lost)])


def _source(found: Lowered, when: Rails) -> str:
    """The text of the function `judge(records, stages, verdicts)`; every name in it is one of ours."""
    lines = [
        "def judge(records, stages, verdicts):",
        "    for number, (record, holder) in enumerate(records):",
    ]
    if found.lowering.stages:
        lines.append("        steps, closed = stages[number]")
        # What is recorded may rule out what a rule names: of an open list that is more than can be told here.
        told = "steps is None or (steps and not closed)" if found.lowering.names_stages else "steps is None"
        lines += _line(told, "ASK")
    for (local, _), name in found.lowering.facts.items():
        lines += [
            f"        {name} = {local}.get({name}_key)",
            f"        if {name}.__class__ in COMPOUND:",
            f"            {name} = freeze({name})",
        ]
    lines += _line(found.chosen.no, "NO_SUBJECT")
    if found.chosen.open:
        lines += _line(f"not {found.chosen.yes}", "ASK")
    lines += _line("OUT_OF_FORCE", "NOT_APPLICABLE") + _line(when.no, "NOT_APPLICABLE")
    if found.requirement is not None and found.rule.evidence is None:
        # It passes also where it is unknown whether the rule applies, but not where that is left open.
        sure = f"{found.applies.yes} and " if found.applies.open else ""
        lines += _line(f"{sure}{found.requirement.yes}", "")
    lines += [f"        verdicts[number] = table[{_row(found)}]", ""]
    return "\n".join(lines)


def _line(condition: str, verdict: str) -> list[str]:
    """One line of the verdict table; a verdict that has no name is what every record has at first."""
    if condition == NEVER:
        return []
    said = [f"            verdicts[number] = {verdict}"] if verdict else []
    return [f"        if {condition}:", *said, "            continue"]


def _row(found: Lowered) -> str:
    """What the verdict table is asked: both rails of everything."""
    parts = [found.applies, found.requirement or TRUE, *found.exceptions]
    sides = [side for each in parts for side in (each.yes, each.no)]
    return f"({', '.join(sides)},)"
