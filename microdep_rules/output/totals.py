"""Outcomes that the text only counts: passes, disclosure duties, and rules that do not apply."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

from microdep_rules.engine.verdict import Verdict
from microdep_rules.output.findings import counted
from microdep_rules.output.later import listed
from microdep_rules.output.reliances import reliance_lines, reliance_words
from microdep_rules.output.visible import visible
from microdep_rules.vocabulary.plurals import counted_noun

if TYPE_CHECKING:
    from collections.abc import Iterable

    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.output.checked import CheckedDocument
    from microdep_rules.output.style import Style

MOST_RULES = 8
"""Largest number of passing rules with one line each; if more rules pass, all of them share one line."""
MOST_REASONS = 6
FEW_REASONS = 2
"""Largest number of lines about rules that do not apply, if many missing facts leave little space."""
MOST_NAMES = 8


def lines(document: CheckedDocument, style: Style, *, short: bool, everything: bool) -> list[str]:
    """Return one line for each passing rule, and one for each reason why a rule does not apply."""
    reasons = FEW_REASONS if short else MOST_REASONS
    texts = [
        *_passes(document, style, everything=everything),
        *_not_applicable(document, style, reasons, everything=everything),
    ]
    return [*texts, ""] if texts else []


def duties(outcomes: Iterable[Outcome], style: Style) -> list[str]:
    """Return one line for each disclosure duty: its components, and its missing facts."""
    lines = []
    for rule, group in groupby(sorted(outcomes, key=lambda o: o.rule.id), key=lambda o: o.rule.id):
        due = list(group)
        lacking = [outcome.subject.name for outcome in due if outcome.missing]
        severity = "" if due[0].decides else f"  ({due[0].rule.severity}: advisory)"
        missing = f"; a fact is missing on {listed(lacking, MOST_NAMES)}" if lacking else ""
        relies = _reliances(due)
        subjects = counted_noun(len(due), due[0].subject.kind)
        text = f"due for {subjects}{missing}{f'; {relies}' if relies else ''}"
        lines.append(f"{style.kind('disclose', 'DISCLOSE')}  {rule}  {visible(text)}{severity}")
    return [*lines, ""] if lines else []


def only_counted(document: CheckedDocument, style: Style) -> list[str]:
    """Return one line for each group of outcomes that a very large document only counts."""
    lines = [
        f"{style.kind(outcome.verdict.value, outcome.verdict.value.upper())}  {outcome.rule.id}  "
        f"{counted_noun(outcome.many, outcome.subject.kind)} more, {visible(outcome.message)}"
        for outcome in document.outcomes
        if outcome.many and outcome.message
    ]
    return [*lines, ""] if lines else []


# ---- passes --------------------------------------------------------------------------------------------


def _passes(document: CheckedDocument, style: Style, *, everything: bool) -> list[str]:
    passed: dict[str, list[Outcome]] = {}
    for outcome in document.outcomes:
        if outcome.verdict is Verdict.PASS:
            passed.setdefault(outcome.rule.id, []).append(outcome)
    if len(passed) > MOST_RULES and not everything:
        return [_all_passes([outcome for group in passed.values() for outcome in group], len(passed), style)]
    lines = []
    for rule, group in sorted(passed.items()):
        more = sum(outcome.many for outcome in group)
        ids = [outcome.subject.id for outcome in group if not outcome.many]
        number = counted(group[0].subject.kind, ids, document.bom, more)
        relies = _reliances(group)
        rest = f"  ({visible(relies)})" if relies else ""
        lines.append(f"{style.kind('pass', 'PASS')}  {rule}  {number}{rest}")
        if everything:
            lines += _names(group, document)
    return lines


def _all_passes(outcomes: list[Outcome], rules: int, style: Style) -> str:
    """Return one line about the passes of many rules."""
    number = sum(outcome.many or 1 for outcome in outcomes)
    relies = _reliances(outcomes)
    rest = f"; {visible(relies)}" if relies else ""
    return f"{style.kind('pass', 'PASS')}  {number:,} checks of {rules} rules{rest} (--verbose lists them)"


def _reliances(outcomes: Iterable[Outcome]) -> str:
    """Return a phrase such as `2 rely on derived facts`; empty if no outcome has a reliance."""
    relying = [outcome for outcome in outcomes if outcome.reliance_kinds]
    number = sum(outcome.many or 1 for outcome in relying)
    kinds = {kind for outcome in relying for kind in outcome.reliance_kinds}
    verb = "relies" if number == 1 else "rely"
    return f"{number:,} {verb} on {reliance_words(kinds)}" if relying else ""


def _names(group: Iterable[Outcome], document: CheckedDocument) -> list[str]:
    """Return the names of passing subjects, grouped by reliances; a group ends with its reliances."""
    by_reliance: dict[tuple[str, ...], list[str]] = {}
    for outcome in group:
        names = by_reliance.setdefault(tuple(reliance_lines(outcome.relies_on)), [])
        names.append(document.shown_path(outcome.subject) if not outcome.many else f"{outcome.many} more")
    lines = []
    for texts, names in sorted(by_reliance.items(), key=lambda entry: bool(entry[0])):
        lines += [f"      {visible(name)}" for name in names]
        lines += [f"        relies on  {visible(text)}" for text in texts]
    return lines


# ---- not applicable ------------------------------------------------------------------------------------


def _not_applicable(document: CheckedDocument, style: Style, most: int, *, everything: bool) -> list[str]:
    named: dict[tuple[str, str, str], dict[str, str]] = {}
    unnamed: Counter[tuple[str, str, str]] = Counter()
    for outcome in document.outcomes:
        if outcome.verdict is Verdict.NOT_APPLICABLE:
            key = (outcome.rule.id, outcome.reason, outcome.subject.kind)
            names = named.setdefault(key, {})  # counts a component once, alone or in a group
            unnamed[key] += outcome.many
            if outcome.parts and not outcome.many:
                names.update({component.id: component.name for component in outcome.parts})
            elif not outcome.many:
                names[outcome.subject.id] = document.shown_path(outcome.subject)
    numbers = {key: len(names) + unnamed[key] for key, names in named.items()}
    ranked = sorted(named.items(), key=lambda entry: (-numbers[entry[0]], entry[0]))
    shown = ranked if everything else ranked[:most]
    lines = []
    for (rule, reason, kind), names in shown:
        of = counted(kind, names, document.bom, unnamed[rule, reason, kind])
        lines.append(f"{style.faint('N/A ')}  {rule}  {of}, {visible(reason)}")
        if everything:
            lines += [f"      {visible(name)}" for name in names.values()]
    rest = ranked[len(shown) :]
    if rest:
        number = sum(numbers[key] for key, _ in rest)
        lines.append(
            f"{style.faint('N/A ')}  {number} more for {len(rest)} other reasons (--verbose lists them)"
        )
    return lines
