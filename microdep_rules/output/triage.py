"""First screen of a document with many unknowns: likely components and the most useful questions."""

from __future__ import annotations

import shlex
from collections import Counter
from pathlib import PurePath
from typing import TYPE_CHECKING

from microdep_rules.output.asking.lists import answers_for_all, many
from microdep_rules.output.asking.needs import CONTRACT, open_checks
from microdep_rules.output.asking.questions import questions
from microdep_rules.output.asking.triage import likely
from microdep_rules.output.visible import visible
from microdep_rules.output.widths import wrapped
from microdep_rules.vocabulary.resources import DEFAULT_PACK, rules_folder

if TYPE_CHECKING:
    from microdep_rules.output.asking.question import QuestionList
    from microdep_rules.output.asking.triage import LikelyComponents
    from microdep_rules.output.checked import Checked, CheckedDocument, PackUsed
    from microdep_rules.output.style import Style

MOST_COMPONENTS = 4
"""Number of likely components that are named for a family of substances."""
MOST_QUESTIONS = 6
"""Number of questions on the screen; the list of questions has the others."""
SETTLED = 80
"""Percent of the open checks for which the number of answers is stated."""
WIDTH = 118


def render(document: CheckedDocument, checked: Checked, style: Style) -> list[str]:
    """Return the lines: likely components, then open checks and the most useful questions."""
    packs = {used.pack.name: used.pack for used in checked.packs if used.pack is not None}
    checks = open_checks(0, document, checked.as_of)
    if document.bom is None or not checks:
        return []
    lines = [line for family in likely(document.bom, checks, packs) for line in _likely(family, style)]
    lines += [""] if lines else []
    asked = questions([(document.bom, checks)], list(packs.values()))
    components = len({check.component for check in checks})
    rules = len({check.rule.id for check in checks})
    head = f"{many(asked.open, 'open check')}: {many(rules, 'rule')} on {many(components, 'component')}"
    lines.append(f"{style.kind('unknown', 'UNKNOWN')}  {style.strong(head)}")
    return [*lines, *_questions(asked, document, checked, style), ""]


def _likely(found: LikelyComponents, style: Style) -> list[str]:
    labels = Counter(component.label for component, _ in found.components)
    named = [f"{label} ({number} times)" if number > 1 else label for label, number in labels.items()]
    more = len(named) - MOST_COMPONENTS
    names = ", ".join(named[:MOST_COMPONENTS]) + (f" and {more:,} more" if more > 0 else "")
    reasons = list(dict.fromkeys(indicator.why for _, indicator in found.components))
    head = style.strong(visible(f"{found.family.label}: {names}"))
    return [
        f"{style.kind('unknown', 'LIKELY')}   {head}",
        *_row("because", "; ".join(reasons[:2]), style),
        *_row("matters to", ", ".join(found.packs), style),
    ]


def _row(label: str, text: str, style: Style) -> list[str]:
    first, *rest = wrapped(visible(text), WIDTH - 22, "", "")
    return [f"         {style.faint(f'{label:<12}')} {first}", *(f"{' ' * 22}{line}" for line in rest)]


def _questions(asked: QuestionList, document: CheckedDocument, checked: Checked, style: Style) -> list[str]:
    """First questions, and the command that lists all of them."""
    if not asked.questions:
        return ["         no answer settles them: the missing facts are stated as unknown"]
    number = answers_for_all(asked, SETTLED)
    head = "the first questions are:"
    if number is not None:
        head = f"{many(number, 'answer')} can settle {SETTLED} % of them; the first are:"
    lines = [f"         {head}"]
    for place, question in enumerate(asked.questions[:MOST_QUESTIONS], 1):
        text = visible(question.question[:1].upper() + question.question[1:], WIDTH - 50)
        field = f"  ({question.fact})" if question.level == CONTRACT else ""
        lines.append(f"{place:>11}. {text}{style.faint(field)}")
    return [*lines, f"         {style.faint(f'next: {_command(asked, document, checked)}')}"]


def _command(asked: QuestionList, document: CheckedDocument, checked: Checked) -> str:
    """Command that lists the questions of this run; contract facts, which come first, have a form."""
    options = options_of(checked)
    form = "--context" not in options and asked.questions[0].level == CONTRACT
    words = [document.path, *options, "--output", "contract.yaml" if form else "questions.xlsx"]
    return f"microdep questions {shlex.join(words)}"


def options_of(checked: Checked) -> list[str]:
    """Return the packs, the context and the overlays of a run, as options of another command."""
    contexts = [read.path for read in checked.inputs if read.kind == "context"]
    words = [word for pack in _packs(checked) for word in ("--pack", pack)]
    words += [word for path in contexts for word in ("--context", path)]
    return words + [word for overlay in checked.overlays for word in ("--overlay", overlay.path)]


def _packs(checked: Checked) -> list[str]:
    """Packs of this run as `--pack` names them; none for the default packs."""
    if not checked.not_run:
        return ["all"]
    packs = [_pack(used) for used in checked.packs]
    return [] if packs == [DEFAULT_PACK] else packs


def _pack(used: PackUsed) -> str:
    """A shipped pack by its name, any other by the path of its folder or of its only file."""
    if not used.not_shipped and (rules_folder() / used.name).is_dir():
        return used.name
    first = PurePath(next(iter(used.sources)))
    return f"./{first.parent if first.name == 'pack.rule' else first}"
