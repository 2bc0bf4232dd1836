"""Text output of a run for a terminal: worst first, a usual run on one screen."""

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

    from microdep_rules.engine.outcome import ElementReference, Outcome
    from microdep_rules.output.checked import Checked, CheckedDocument

MOST_REASONS = 6
FEW_REASONS = 2
"""Number of reasons where the missing facts had to be grouped as well."""
MANY_FINDINGS = 24
"""With more findings than this, those of one rule are shown together."""
MOST_NAMES = 8
MOST_LATER = 5
"""Number of components that are named in a line about a later change."""
SENTENCES = {
    "error": "a rule could not be evaluated",
    "unread": f"{UNREAD}, and {UNJUDGED}",
    "invalid": f"{INVALID}, and {UNJUDGED}",
    "fail": "fails on declared data",
    "fail_waived": "fail, waived: the fails on declared data are waived, which is no pass",
    "unknown": "unknown: insufficient data",
    "incomplete": "incomplete: the unknown outcomes are waived and stay undecided",
    "pass": "passes on declared data",
    "nothing_checked": "nothing was checked: no rule that decides the verdict applies",
    "only_advisory": "only advisory rules applied",
}
BLOCKS = frozenset({Verdict.ERROR, Verdict.FAIL, Verdict.EXEMPT, Verdict.DISCLOSE})
"""Verdicts that are shown finding by finding; the others are counted or grouped."""


def render(
    checked: Checked,
    *,
    style: Style = PLAIN,
    everything: bool = False,
    quiet: bool = False,
    brief: bool = False,
) -> str:
    """Return the whole run; `brief` has the unknown facts in a line, `quiet` each document in a line."""
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
    every = [outcome for outcome in _ordered(document) if not outcome.many and not outcome.waiver]
    new = [outcome for outcome in every if outcome.baseline != KNOWN]
    shown = [outcome for outcome in new if outcome.verdict in BLOCKS or outcome.violated]
    answered = waived.findings(document, checked.waivers, style, everything=everything)
    lines = [head, ""]
    lines += _problems(document, style, everything=everything)
    if document.bom is None or document.unchecked:
        return lines
    duties = [] if everything else [outcome for outcome in shown if outcome.verdict is Verdict.DISCLOSE]
    gaps = unknowns.gaps(new)
    behind = [outcome for outcome in shown if outcome.verdict is Verdict.UNKNOWN and not outcome.decides]
    later = {id(outcome) for outcome in (*duties, *behind)}
    lines += _findings(
        [outcome for outcome in shown if id(outcome) not in later], document, style, everything=everything
    )
    if brief:
        lines += unknowns.in_one_line(gaps, document, style)
    elif unknowns.many(gaps) and not everything:
        from microdep_rules.output import triage  # not needed by most checks, and slow to import

        lines += [*unknowns.pressing(gaps, document, style), *triage.render(document, checked, style)]
    else:
        lines += unknowns.render(gaps, document, style, everything=everything)
    short = unknowns.many(gaps) and not everything
    lines_behind = _behind(behind, document, style, short=short, everything=everything)
    if short and lines_behind:
        lines.pop()  # a line each, right behind what is missing
    lines += lines_behind
    lines += _duties(duties, style)
    lines += _counted_only(document, style)
    lines += answered
    lines += known.findings(
        [outcome for outcome in every if outcome.baseline == KNOWN], document, style, everything=everything
    )
    lines += _changes(document, style)
    return [*lines, *_counted(document, style, FEW_REASONS if short else MOST_REASONS, everything=everything)]


def _findings(
    outcomes: list[Outcome], document: CheckedDocument, style: Style, *, everything: bool
) -> list[str]:
    """Each finding in full; of very many, those of one rule together."""
    if len(outcomes) > MANY_FINDINGS and not everything:
        return several.folded([(outcome, document) for outcome in outcomes], style)
    return [
        line
        for outcome in outcomes
        for line in (*finding(outcome, document, style, everything=everything), "")
    ]


def _sentence(document: CheckedDocument) -> str:
    """Sentence about a document as a whole."""
    verdict = document.verdict
    said = "only_advisory" if verdict == "nothing_checked" and document.has_advice else verdict
    sentence = document.unchecked or SENTENCES["unread" if document.is_unread else said]
    if verdict == FAIL_WAIVED and document.unanswered == "unknown":
        sentence = f"{sentence}; the unknown outcomes are not waived"
    return f"{sentence}; {known.NOTHING_NEW}" if document.news != verdict else sentence


def _ordered(document: CheckedDocument) -> list[Outcome]:
    """Deciding outcomes first; by component, that with the worst verdict first; then as in the document."""
    rank = {verdict: number for number, verdict in enumerate(WORST_FIRST)}
    number_of = _places(document)
    worst: dict[str, int] = {}
    for outcome in document.outcomes:
        key = outcome.subject.id
        worst[key] = min(worst.get(key, len(rank)), rank[outcome.verdict])

    def place(other: Outcome) -> tuple[bool, int, int, tuple[int, ...], str, int, str]:
        key = other.subject.id
        # By the place in the document and not by outcomes: the outcomes of a pass may be left out.
        within = tuple(map(int, re.findall(r"[0-9]+", other.subject.pointer)))
        return (
            not other.decides,
            worst[key],
            number_of(key),
            within,
            key,
            rank[other.verdict],
            other.rule.id,
        )

    return sorted(document.outcomes, key=place)


def _places(document: CheckedDocument) -> Callable[[str], int]:
    """Place in the document of a component, or of the component of a material, by its id."""
    parts = document.bom.components if document.bom is not None else {}
    numbers = {id_: number for number, id_ in enumerate(parts)}
    return lambda id_: numbers.get(id_.partition("/")[0], -1)


def _problems(document: CheckedDocument, style: Style, *, everything: bool) -> list[str]:
    """Problems of the document itself."""
    sources = {path: loaded.source for path, loaded in document.files.items()}
    return rendered.of_document(document.diagnostics, sources, style, everything=everything)


def _behind(
    found: list[Outcome], document: CheckedDocument, style: Style, *, short: bool, everything: bool
) -> list[str]:
    """Open outcomes that are violated already and are advisory: after all that decides."""
    if not short:
        return [
            line
            for outcome in found
            for line in (*finding(outcome, document, style, everything=everything), "")
        ]
    lines = heads(found, document, style)
    return [*lines, ""] if lines else []


def _duties(duties: list[Outcome], style: Style) -> list[str]:
    """One line for each duty to disclose: for how many it is due, and where a fact is missing."""
    lines = []
    for rule, group in groupby(sorted(duties, key=lambda o: o.rule.id), key=lambda o: o.rule.id):
        due = list(group)
        lacking = [outcome.subject.name for outcome in due if outcome.missing]
        severity = "" if due[0].decides else f"  ({due[0].rule.severity}: advisory)"
        missing = f"; a fact is missing on {_list(lacking)}" if lacking else "; no fact is missing"
        relies = f"; relies on {_reliances(due)}" if any(outcome.relies_on for outcome in due) else ""
        text = f"due for {part_word(due[0].subject.kind, len(due))}{missing}{relies}"
        lines.append(f"{style.kind('disclose', 'DISCLOSE')}  {rule}  {visible(text)}{severity}")
    return [*lines, ""] if lines else []


def _counted_only(document: CheckedDocument, style: Style) -> list[str]:
    """Findings and changes of a very large document that are only counted: they are too many to explain."""
    counted_only = [outcome for outcome in document.outcomes if outcome.many and outcome.message]
    lines = [
        f"{style.kind(outcome.verdict.value, outcome.verdict.value.upper())}  {outcome.rule.id}  "
        f"{part_word(outcome.subject.kind, outcome.many)} more, {visible(outcome.message)}"
        for outcome in counted_only
    ]
    return [*lines, ""] if lines else []


def _changes(document: CheckedDocument, style: Style) -> list[str]:
    """Later changes of all outcomes that are no findings."""
    later_: dict[tuple[str, str, str, str], dict[str, ElementReference]] = {}
    for outcome in document.outcomes:
        if outcome.changes and outcome.verdict not in BLOCKS and not outcome.violated:
            now = f"on {outcome.timing.day}" if stated_date(outcome) else "today"
            key = (outcome.rule.id, outcome.verdict.verb, later(outcome), now)
            once = later_.setdefault(key, {})  # a component may be a subject and in a group: named once
            once.update({part.id: part for part in outcome.parts or (outcome.subject,)})
    lines = []
    number_of = _places(document)
    for (rule, verdict, then, now), of in sorted(later_.items()):
        parts = sorted(of.values(), key=lambda part: number_of(part.id))
        names = Counter(part.name for part in parts)  # where several have one, their ways tell them apart
        texts = [part.name if names[part.name] == 1 else document.shown_path(part) for part in parts]
        text = f"{then} ({verdict} {now}): {_list(texts, MOST_LATER)}"
        lines.append(f"{style.kind('unknown', 'LATER')}  {rule}  {visible(text)}")
    return [*lines, ""] if lines else []


def _counted(document: CheckedDocument, style: Style, reasons: int, *, everything: bool) -> list[str]:
    """Passes, one line for each rule; not applicable, one line for each rule and reason."""
    lines = []
    passed: dict[str, list[Outcome]] = {}
    for outcome in document.outcomes:
        if outcome.verdict is Verdict.PASS:
            passed.setdefault(outcome.rule.id, []).append(outcome)
    for rule, group in sorted(passed.items()):
        relying = sum(outcome.many or 1 for outcome in group if outcome.reliance_kinds)
        relies = (
            f"  ({relying} rel{'ies' if relying == 1 else 'y'} on {_reliances(group)})" if relying else ""
        )
        more = sum(outcome.many for outcome in group)
        ids = [outcome.subject.id for outcome in group if not outcome.many]
        number = counted(group[0].subject.kind, ids, document.bom, more)
        lines.append(f"{style.kind('pass', 'PASS')}  {rule}  {number}{visible(relies)}")
        if everything:
            lines += _passed(group, document)
    lines += _not_applicable(document, style, reasons, everything=everything)
    return [*lines, ""] if lines else []


def _passed(group: Iterable[Outcome], document: CheckedDocument) -> list[str]:
    """Names of passing subjects, and below those with the same reliances these reliances."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for outcome in group:
        names = alike.setdefault(tuple(rest_lines(outcome.relies_on)), [])
        names.append(document.shown_path(outcome.subject) if not outcome.many else f"{outcome.many} more")
    lines = []
    for texts, names in sorted(alike.items(), key=lambda entry: bool(entry[0])):
        lines += [f"      {visible(name)}" for name in names]
        lines += [f"        relies on  {visible(text)}" for text in texts]
    return lines


def _reliances(group: Iterable[Outcome]) -> str:
    kinds = sorted({rest_words(kind) for outcome in group for kind in outcome.reliance_kinds})
    return ", ".join(kinds)


def _not_applicable(document: CheckedDocument, style: Style, reasons: int, *, everything: bool) -> list[str]:
    found: dict[tuple[str, str, str], dict[str, str]] = {}
    unnamed: Counter[tuple[str, str, str]] = Counter()
    for outcome in document.outcomes:
        if outcome.verdict is Verdict.NOT_APPLICABLE:
            key = (outcome.rule.id, outcome.reason, outcome.subject.kind)
            names = found.setdefault(key, {})  # a component may be a subject and in a group: counted once
            unnamed[key] += outcome.many
            if outcome.parts and not outcome.many:
                names.update({part.id: part.name for part in outcome.parts})
            elif not outcome.many:
                names[outcome.subject.id] = document.shown_path(outcome.subject)
    many = {key: len(names) + unnamed[key] for key, names in found.items()}
    ranked = sorted(found.items(), key=lambda entry: (-many[entry[0]], entry[0]))
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
        lines.append(
            f"{style.faint('N/A ')}  {number} more for {len(rest)} other reasons (--verbose lists them)"
        )
    return lines


def _list(names: list[str], most: int = MOST_NAMES) -> str:
    """First names, as many as fill a line or two, and the number of the others."""
    shown = names[:1]
    for name in names[1:most]:
        if len(", ".join([*shown, name])) > WIDEST_LIST:
            break
        shown.append(name)
    more = len(names) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")
