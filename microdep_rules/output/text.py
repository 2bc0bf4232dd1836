"""A run as people read it in a terminal: worst first, one screen for what is usual."""

from __future__ import annotations

import re
from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

from microdep_rules.engine.grouping import KNOWN
from microdep_rules.engine.standing import FAIL_WAIVED
from microdep_rules.engine.verdict import WORST_FIRST, Verdict
from microdep_rules.output import diagnostics as rendered
from microdep_rules.output import known, overview, several, unknowns
from microdep_rules.output import waivers as waived
from microdep_rules.output.closing import INVALID, UNJUDGED, UNREAD, WIDEST_LIST, closing
from microdep_rules.output.findings import counted, finding, heads, later, part_word, stated_date
from microdep_rules.output.rests import rest_lines, rest_words
from microdep_rules.output.style import PLAIN, Style
from microdep_rules.output.visible import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from microdep_rules.engine.outcome import Outcome, Part
    from microdep_rules.output.checked import Checked, CheckedDocument

MOST_REASONS = 6
FEW_REASONS = 2
"""So many where what is missing had to be gathered as well."""
MANY_FINDINGS = 24
"""Of more findings than these, those of one rule are shown together."""
MOST_NAMES = 8
MOST_LATER = 5
"""So many parts are named in a line about what changes later."""
SENTENCES = {
    "error": "a rule could not be evaluated",
    "unread": f"{UNREAD}, and {UNJUDGED}",
    "invalid": f"{INVALID}, and {UNJUDGED}",
    "fail": "fails on declared data",
    "fail_waived": "fail, waived: what fails on declared data is waived, which makes it no pass",
    "unknown": "unknown: what is declared does not decide",
    "incomplete": "incomplete: what is unknown is waived, and stays undecided",
    "pass": "passes on declared data",
    "nothing_checked": "nothing was checked: no rule that decides applies",
    "nothing_decides": "no rule that decides applies: rules that warn or report do",
}
BLOCKS = frozenset({Verdict.ERROR, Verdict.FAIL, Verdict.EXEMPT, Verdict.DISCLOSE})
"""What is told finding by finding; the rest is counted or grouped."""


def render(
    checked: Checked,
    *,
    style: Style = PLAIN,
    everything: bool = False,
    quiet: bool = False,
    brief: bool = False,
) -> str:
    """The whole run; a `brief` one has what is unknown in a line, a `quiet` one each document in a line."""
    if quiet:
        lines = overview.quiet_lines(checked, style)
    elif len(checked.documents) > 1 and not everything:
        lines = several.render(checked, style, brief=brief)
    else:
        lines = [*overview.lines(checked, style, everything=True), ""] if len(checked.documents) > 1 else []
        for document in checked.documents:
            lines += _document(document, checked, style, everything=everything, brief=brief)
    lines += closing(checked, style, quiet=quiet)
    return "\n".join(lines) + "\n"


# ---- one document --------------------------------------------------------------------------------


def _document(
    document: CheckedDocument,
    checked: Checked,
    style: Style,
    *,
    everything: bool,
    brief: bool,
) -> list[str]:
    verdict = document.verdict
    head = f"{style.strong(visible(document.path))}: {style.kind(verdict, _sentence(document))}"
    every = [each for each in _ordered(document) if not each.many and not each.waiver]
    found = [each for each in every if each.baseline != KNOWN]
    told = [each for each in found if each.verdict in BLOCKS or each.violated]
    answered = waived.findings(document, checked.waivers, style, everything=everything)
    lines = [head, ""]
    lines += _problems(document, style, everything=everything)
    if document.bom is None or document.unchecked:
        return lines
    duties = [] if everything else [each for each in told if each.verdict is Verdict.DISCLOSE]
    gaps = unknowns.gaps(found)
    behind = [each for each in told if each.verdict is Verdict.UNKNOWN and not each.decides]
    later = {id(each) for each in (*duties, *behind)}
    lines += _findings(
        [each for each in told if id(each) not in later], document, style, everything=everything
    )
    if brief:
        lines += unknowns.in_one_line(gaps, document, style)
    elif unknowns.many(gaps) and not everything:
        from microdep_rules.output import triage  # not needed by most checks, and slow to import

        lines += [*unknowns.pressing(gaps, document, style), *triage.render(document, checked, style)]
    else:
        lines += unknowns.render(gaps, document, style, everything=everything)
    short = unknowns.many(gaps) and not everything
    told_behind = _behind(behind, document, style, short=short, everything=everything)
    if short and told_behind:
        lines.pop()  # a line each, right behind what is missing
    lines += told_behind
    lines += _duties(duties, style)
    lines += _untold(document, style)
    lines += answered
    lines += known.findings(
        [each for each in every if each.baseline == KNOWN], document, style, everything=everything
    )
    lines += _changes(document, style)
    return [*lines, *_counted(document, style, FEW_REASONS if short else MOST_REASONS, everything=everything)]


def _findings(
    found: list[Outcome], document: CheckedDocument, style: Style, *, everything: bool
) -> list[str]:
    """Each finding in full; of more than fit on some screens, those of one rule together."""
    if len(found) > MANY_FINDINGS and not everything:
        return several.folded([(each, document) for each in found], style)
    return [line for each in found for line in (*finding(each, document, style, everything=everything), "")]


def _sentence(document: CheckedDocument) -> str:
    """What is said of a document as a whole."""
    verdict = document.verdict
    said = "nothing_decides" if verdict == "nothing_checked" and document.is_told_of else verdict
    sentence = document.unchecked or SENTENCES["unread" if document.unread else said]
    if verdict == FAIL_WAIVED and document.unanswered == "unknown":
        sentence = f"{sentence}; what is unknown is not waived"
    return f"{sentence}; {known.NOTHING_NEW}" if document.news != verdict else sentence


def _ordered(document: CheckedDocument) -> list[Outcome]:
    """What decides first; by part, the part with the worst verdict first; then as in the document."""
    rank = {verdict: number for number, verdict in enumerate(WORST_FIRST)}
    number_of = _places(document)
    worst: dict[str, int] = {}
    for outcome in document.outcomes:
        key = outcome.subject.id
        worst[key] = min(worst.get(key, len(rank)), rank[outcome.verdict])

    def place(each: Outcome) -> tuple[bool, int, int, tuple[int, ...], str, int, str]:
        key = each.subject.id
        # By where things stand and not by outcomes: of what passes there may be none.
        within = tuple(map(int, re.findall(r"[0-9]+", each.subject.pointer)))
        return (not each.decides, worst[key], number_of(key), within, key, rank[each.verdict], each.rule.id)

    return sorted(document.outcomes, key=place)


def _places(document: CheckedDocument) -> Callable[[str], int]:
    """The place of a part in the document, or of the part of a material, by its id."""
    parts = document.bom.components if document.bom is not None else {}
    numbers = {id_: number for number, id_ in enumerate(parts)}
    return lambda id_: numbers.get(id_.partition("/")[0], -1)


def _problems(document: CheckedDocument, style: Style, *, everything: bool) -> list[str]:
    """What is wrong with the document."""
    sources = {path: loaded.source for path, loaded in document.files.items()}
    return rendered.of_document(document.diagnostics, sources, style, everything=everything)


def _behind(
    found: list[Outcome], document: CheckedDocument, style: Style, *, short: bool, everything: bool
) -> list[str]:
    """What is violated already, still open, and does not decide the product: behind all that decides."""
    if not short:
        return [
            line for each in found for line in (*finding(each, document, style, everything=everything), "")
        ]
    lines = heads(found, document, style)
    return [*lines, ""] if lines else []


def _duties(duties: list[Outcome], style: Style) -> list[str]:
    """One line for each duty to disclose: for how many it is due, and where a fact is missing."""
    lines = []
    for rule, group in groupby(sorted(duties, key=lambda o: o.rule.id), key=lambda o: o.rule.id):
        due = list(group)
        lacking = [each.subject.name for each in due if each.missing]
        severity = "" if due[0].decides else f"  ({due[0].rule.severity}: counted, does not decide)"
        told = f"; a fact is missing on {_list(lacking)}" if lacking else "; nothing is missing"
        rests = f"; rests on {_rests(due)}" if any(each.relies_on for each in due) else ""
        text = f"due for {part_word(due[0].subject.kind, len(due))}{told}{rests}"
        lines.append(f"{style.kind('disclose', 'DISCLOSE')}  {rule}  {visible(text)}{severity}")
    return [*lines, ""] if lines else []


def _untold(document: CheckedDocument, style: Style) -> list[str]:
    """Findings and changes of a very large document that are counted: there are too many to explain."""
    found = [outcome for outcome in document.outcomes if outcome.many and outcome.message]
    lines = [
        f"{style.kind(each.verdict.value, each.verdict.value.upper())}  {each.rule.id}  "
        f"{part_word(each.subject.kind, each.many)} more, {visible(each.message)}"
        for each in found
    ]
    return [*lines, ""] if lines else []


def _changes(document: CheckedDocument, style: Style) -> list[str]:
    """What changes later, of all that was not told as a finding of its own."""
    found: dict[tuple[str, str, str, str], dict[str, Part]] = {}
    for outcome in document.outcomes:
        if outcome.changes and outcome.verdict not in BLOCKS and not outcome.violated:
            now = f"on {outcome.timing.day}" if stated_date(outcome) else "today"
            key = (outcome.rule.id, outcome.verdict.verb, later(outcome), now)
            once = found.setdefault(key, {})  # a part may be a subject and stand for one: named once
            once.update({part.id: part for part in outcome.parts or (outcome.subject,)})
    lines = []
    number_of = _places(document)
    for (rule, verdict, then, now), of in sorted(found.items()):
        parts = sorted(of.values(), key=lambda each: number_of(each.id))
        names = Counter(each.name for each in parts)  # where several have one, their ways tell them apart
        told = [each.name if names[each.name] == 1 else document.shown_path(each) for each in parts]
        text = f"{then} ({verdict} {now}): {_list(told, MOST_LATER)}"
        lines.append(f"{style.kind('unknown', 'LATER')}  {rule}  {visible(text)}")
    return [*lines, ""] if lines else []


def _counted(document: CheckedDocument, style: Style, reasons: int, *, everything: bool) -> list[str]:
    """Passes, one line for each rule; what does not apply, one for each rule and reason."""
    lines = []
    passed: dict[str, list[Outcome]] = {}
    for outcome in document.outcomes:
        if outcome.verdict is Verdict.PASS:
            passed.setdefault(outcome.rule.id, []).append(outcome)
    for rule, group in sorted(passed.items()):
        rests = sum(each.many or 1 for each in group if each.reliance_kinds)
        told = f"  ({rests} rest{'s' if rests == 1 else ''} on {_rests(group)})" if rests else ""
        more = sum(each.many for each in group)
        ids = [each.subject.id for each in group if not each.many]
        number = counted(group[0].subject.kind, ids, document.bom, more)
        lines.append(f"{style.kind('pass', 'PASS')}  {rule}  {number}{visible(told)}")
        if everything:
            lines += _passed(group, document)
    lines += _not_applicable(document, style, reasons, everything=everything)
    return [*lines, ""] if lines else []


def _passed(group: Iterable[Outcome], document: CheckedDocument) -> list[str]:
    """What passes by its name, and below those that rest on the same things what these are."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for each in group:
        names = alike.setdefault(tuple(rest_lines(each.relies_on)), [])
        names.append(document.shown_path(each.subject) if not each.many else f"{each.many} more")
    lines = []
    for told, names in sorted(alike.items(), key=lambda each: bool(each[0])):
        lines += [f"      {visible(name)}" for name in names]
        lines += [f"        rests on  {visible(text)}" for text in told]
    return lines


def _rests(group: Iterable[Outcome]) -> str:
    kinds = sorted({rest_words(kind) for each in group for kind in each.reliance_kinds})
    return ", ".join(kinds)


def _not_applicable(document: CheckedDocument, style: Style, reasons: int, *, everything: bool) -> list[str]:
    found: dict[tuple[str, str, str], dict[str, str]] = {}
    unnamed: Counter[tuple[str, str, str]] = Counter()
    for outcome in document.outcomes:
        if outcome.verdict is Verdict.NOT_APPLICABLE:
            key = (outcome.rule.id, outcome.reason, outcome.subject.kind)
            names = found.setdefault(key, {})  # a part may be a subject and stand for one: counted once
            unnamed[key] += outcome.many
            if outcome.parts and not outcome.many:
                names.update({part.id: part.name for part in outcome.parts})
            elif not outcome.many:
                names[outcome.subject.id] = document.shown_path(outcome.subject)
    many = {key: len(names) + unnamed[key] for key, names in found.items()}
    ranked = sorted(found.items(), key=lambda each: (-many[each[0]], each[0]))
    shown = ranked if everything else ranked[:reasons]
    lines = []
    for (rule, reason, kind), names in shown:
        of = counted(kind, names, document.bom, unnamed[rule, reason, kind])
        lines.append(f"{style.faint('N/A ')}  {rule}  {of}, {visible(reason)}")
        if everything:
            lines += [f"      {visible(name)}" for name in names.values()]
    rest = ranked[len(shown) :]
    if rest:
        number = sum(many[key] for key, _ in rest)
        lines.append(f"{style.faint('N/A ')}  {number} more for {len(rest)} other reasons (--all lists them)")
    return lines


def _list(names: list[str], most: int = MOST_NAMES) -> str:
    """The first names, as many as make a line or two, and how many there are besides."""
    told = names[:1]
    for name in names[1:most]:
        if len(", ".join([*told, name])) > WIDEST_LIST:
            break
        told.append(name)
    more = len(names) - len(told)
    return ", ".join(told) + (f" and {more} more" if more > 0 else "")
