"""Rules as generated Python: one function that goes through many records and says each verdict of each rule.

Line by line it is the verdict table: what is no subject, what a rule does not apply to, what passes, and
what the table is asked about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.engine.batch.leaves import TELLING
from microdep_rules.engine.batch.rails import NEVER, TRUE, Lowering, Rails, both
from microdep_rules.engine.batch.reads import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from microdep_rules.engine.batch.reads import Scope
    from microdep_rules.lang import ir


class Lowered(Struct, frozen=True):
    """A rule as rails."""

    rule: ir.Rule
    chosen: Rails
    """Whether a record is a subject."""
    when: Rails
    applies: Rails
    """Whether it is one, and the rule applies to it."""
    requirement: Rails | None
    """Nothing of a duty to disclose."""
    exceptions: tuple[Rails, ...]
    asks: str
    """Of which records the interpreter has to be asked from the first, as an expression."""

    @property
    def open(self) -> bool:
        """Whether anything of it is left to the interpreter."""
        parts = (self.applies, self.requirement or TRUE, *self.exceptions)
        return any(each.open for each in parts)


class Program(Struct, frozen=True):
    """Some rules that apply to the same list, with the text of the function made of them."""

    rules: tuple[Lowered, ...]
    lowering: Lowering
    source: str


def program(pack: ir.Pack, rules: Iterable[ir.Rule], *, whole: bool = False) -> Program:
    """The rails of some rules for their subjects, and the source of the function that judges them.

    `whole` says that the whole document is at hand, and not parts of it one by one.
    """
    lowering = Lowering(pack, whole)
    lowered = tuple(_lowered(lowering, number, rule) for number, rule in enumerate(rules))
    return Program(lowered, lowering, _source(lowered, lowering))


def _lowered(lowering: Lowering, number: int, rule: ir.Rule) -> Lowered:
    scope: Scope = {rule.subject.variable: Record("record", rule.subject.record)}
    lowering.begin(number, rule)
    chosen, when = (_asked(lowering, each, scope) for each in (rule.subject.where, rule.when))
    requirement = None if rule.requirement is None else lowering.condition(rule.requirement, scope)
    exceptions = tuple(_exception(lowering, each, scope) for each in rule.exceptions)
    applies, asks = both([chosen, when]), _asks(lowering, chosen)
    return Lowered(rule, chosen, when, applies, requirement, exceptions, asks)


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


def _asks(lowering: Lowering, chosen: Rails) -> str:
    """Of which records more matters than can be told here."""
    stages = "told is None" if lowering.stages else NEVER
    if not chosen.open:
        return stages
    unsure = f"not ({chosen.yes} or {chosen.no})"
    return unsure if stages == NEVER else f"{stages} or {unsure}"


# ---- the text ------------------------------------------------------------------------------------


def _source(rules: Sequence[Lowered], lowering: Lowering) -> str:
    """The text of the functions `quantify(told)` and `judge(records, stages, bits, verdicts)`.

    Every name in it is one of ours. What is told of the stages of a part is often the same, so that what is
    asked of them is answered once for each that is different.
    """
    sides: list[str] = []
    for number, rails in enumerate(lowering.quantified.values()):
        asked = f"asked{number}[told]"
        sides += (rails.yes, rails.no) if rails is not None else (f"{asked} is True", f"{asked} is False")
    lines = ["def quantify(told):", "    steps, closed, shares = told"]
    lines += [f"    return ({', '.join([*sides, ''])})", "", "def judge(records, stages, bits, verdicts):"]
    lines += [f"    said{number} = verdicts[{number}]" for number in range(len(rules))]
    lines.append("    for number, ((record, holder), told, below) in enumerate(zip(records, stages, bits)):")
    if sides:
        lines += ["        if told is not None:", "            quantified = answered[told]"]
    for (local, key), name in lowering.facts.items():
        lines += [
            f"        {name} = {f'fact_of({local}, ' if key in TELLING else f'{local}.get('}{name}_key)",
            f"        if {name}.__class__ in COMPOUND:",
            f"            {name} = freeze({name})",
        ]
    for number, each in enumerate(rules):
        lines += _of_rule(number, each)
    return "\n".join([*lines, "        continue", ""])  # where there are no rules, that is all


def _of_rule(number: int, found: Lowered) -> list[str]:
    """The lines of the verdict table for one rule; what passes is left as every verdict is at first."""
    out = "OUT_OF_FORCE"
    branches = [
        (found.asks, "ASK"),
        (found.chosen.no, "NO_SUBJECT"),
        (
            f"{out}{number}" if found.when.no == NEVER else f"{out}{number} or {found.when.no}",
            "NOT_APPLICABLE",
        ),
    ]
    if found.requirement is not None and found.rule.evidence is None:
        # It passes also where it is unknown whether the rule applies, but not where that is left open.
        sure = f"{found.applies.yes} and " if found.applies.open else ""
        branches.append((f"{sure}{found.requirement.yes}", ""))
    lines: list[str] = []
    for condition, verdict in branches:
        if condition != NEVER:
            said = f"said{number}[number] = {verdict}" if verdict else "pass"
            lines += [f"        {'elif' if lines else 'if'} {condition}:", f"            {said}"]
    return [*lines, "        else:", f"            said{number}[number] = table{number}[{_row(found)}]"]


def _row(found: Lowered) -> str:
    """What the verdict table is asked: both rails of everything that the lines before have not decided."""
    requirement = found.requirement or TRUE
    passed = found.requirement is not None and found.rule.evidence is None and not found.applies.open
    sides = [found.applies.yes, NEVER, NEVER if passed else requirement.yes, requirement.no]
    sides += [side for each in found.exceptions for side in (each.yes, each.no)]
    return f"({', '.join(sides)},)"
