"""Text of several documents: a table, and then each finding and each missing fact once."""

from __future__ import annotations

import posixpath
import shlex
from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Severity
from microdep_rules.engine.grouping import KNOWN
from microdep_rules.engine.standing import in_words
from microdep_rules.engine.verdict import WORST_FIRST, Verdict
from microdep_rules.output import diagnostics as rendered
from microdep_rules.output import known, overview, unknowns
from microdep_rules.output import waivers as waived
from microdep_rules.output.findings import finding, later, part_word, rows, stated_date
from microdep_rules.output.triage import options_of
from microdep_rules.output.visible import visible
from microdep_rules.output.widths import width

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.output.checked import Checked, CheckedDocument
    from microdep_rules.output.style import Style
    from microdep_rules.output.unknowns import Gap
    from microdep_rules.source import SourceFile

    Found = tuple[Outcome, CheckedDocument]

FEW_ALIKE = 3
"""Number of findings of one rule that are shown in full; of more, only the first is."""
MOST_IN_FULL = 6
"""Number of failing rules that are shown in full; each other rule is a line."""
MOST_ALSO = 6
"""Number of further findings of a rule, and of documents in a line, that are named."""
WIDEST = 84
"""Widest list of paths behind a label, in columns."""
MOST_GAPS = 12
"""Number of missing facts that are shown; with more, they are shown without questions."""
MOST_LINES = 12
"""Number of lines about exemptions, disclosures or later changes."""
FEW_PATHS = 3
IN_FULL = frozenset({Verdict.ERROR, Verdict.FAIL})
COUNTED = frozenset({Verdict.EXEMPT, Verdict.DISCLOSE})


def render(checked: Checked, style: Style, *, brief: bool) -> list[str]:
    """Return the lines about several documents; with `brief`, the unknown outcomes are one line."""
    judged = [
        document for document in checked.documents if document.bom is not None and not document.unchecked
    ]
    new = [[o for o in document.outcomes if not o.waiver and o.baseline != KNOWN] for document in judged]
    findings = [(o, document) for document, own in zip(judged, new, strict=True) for o in own]
    lines = [*overview.lines(checked, style, everything=False), ""]
    lines += [*_unchecked(checked, style), *_problems(checked, style)]
    lines += _in_full([pair for pair in findings if pair[0].verdict in IN_FULL], style)
    lines += _unknown(
        unknowns.gaps_of_all([_listed(own) for own in new]),
        judged,
        _status(judged, checked),
        style,
        brief=brief,
    )
    lines += _counted([pair for pair in findings if pair[0].verdict in COUNTED], style)
    lines += _later(findings, style)
    lines += waived.folded(
        [(o, document) for document in judged for o in document.outcomes], checked.waivers, style
    )
    in_baseline = [
        o for document in judged for o in document.outcomes if o.baseline == KNOWN and not o.waiver
    ]
    return (
        [*lines, *known.findings(in_baseline, judged[0], style, everything=False)] if in_baseline else lines
    )


def _listed(outcomes: Iterable[Outcome]) -> list[Outcome]:
    return [outcome for outcome in outcomes if not outcome.many]


# ---- what keeps documents from being judged ------------------------------------------------------------


def _unchecked(checked: Checked, style: Style) -> list[str]:
    """Reasons that readable documents were not judged: each reason once."""
    reasons: dict[str, list[CheckedDocument]] = {}
    for document in checked.documents:
        if document.unchecked:
            reasons.setdefault(document.unchecked, []).append(document)
    lines = [style.kind("invalid", visible(f"{_paths(of)}: {reason}")) for reason, of in reasons.items()]
    return [*lines, ""] if lines else []


def _problems(checked: Checked, style: Style) -> list[str]:
    """Each diagnostic once, with its other places; errors first."""
    once: dict[tuple[str, str], list[tuple[Diagnostic, CheckedDocument]]] = {}
    for document in checked.documents:
        for diagnostic in document.diagnostics:
            once.setdefault((diagnostic.code, diagnostic.message), []).append((diagnostic, document))
    severities = list(Severity)
    ranked = sorted(once.values(), key=lambda of: severities.index(of[0][0].severity))
    shown = set(map(id, rendered.shortened(of[0][0] for of in ranked)))
    lines: list[str] = []
    for (first, document), *others in ranked:
        if id(first) in shown:
            lines += rendered.render([first], _sources(document), style).rstrip("\n").split("\n")
            places = [rendered.place_of(other, _sources(of)) for other, of in others]
            lines += [*rows("also in", [_first(places)] if others else [], style), ""]
    left = [diagnostic for of in ranked if id(of[0][0]) not in shown for diagnostic, _ in of]
    return [*lines, f"and {rendered.summary(left)} more (--verbose shows them)", ""] if left else lines


def _sources(document: CheckedDocument) -> dict[str, SourceFile]:
    return {path: loaded.source for path, loaded in document.files.items()}


# ---- findings ------------------------------------------------------------------------------------------


def by_rule(found: Iterable[Found]) -> list[list[Found]]:
    """Return the findings of each rule with one weight together: deciding, worst and most frequent first."""
    alike: dict[tuple[object, ...], list[Found]] = {}
    for outcome, document in found:
        changed = outcome.baseline == "changed"
        key = (outcome.rule.id, outcome.verdict, outcome.alternate, changed)
        alike.setdefault(key, []).append((outcome, document))
    rank = {verdict: number for number, verdict in enumerate(WORST_FIRST)}
    return sorted(
        alike.values(),
        key=lambda of: (not of[0][0].decides, rank[of[0][0].verdict], -_number(of), of[0][0].rule.id),
    )


def _number(found: Iterable[Found]) -> int:
    """Number of components: a component that is a subject and in a group is counted once."""
    every = list(found)
    named = {
        (document.path, part.id)
        for outcome, document in every
        if not outcome.many
        for part in outcome.parts or (outcome.subject,)
    }
    return len(named) + sum(outcome.many for outcome, _ in every)


def folded(found: Sequence[Found], style: Style) -> list[str]:
    """Return findings by rule: fails and open violations first; then exemptions."""
    exempt = [pair for pair in found if pair[0].verdict in COUNTED]
    others = [pair for pair in found if pair[0].verdict not in COUNTED]
    return [*_in_full(others, style), *_counted(exempt, style)]


def _in_full(found: Iterable[Found], style: Style) -> list[str]:
    """Fails: the first finding of each rule in full, with the others behind it."""
    lines: list[str] = []
    heads: list[str] = []
    for number, of in enumerate(by_rule(found)):
        alike = list(_alike(of).values())
        listed = [group for group in alike if not group[0][0].many]
        if number >= MOST_IN_FULL or not listed:
            heads.append(_line(of, style))
            continue
        shown = listed if len(alike) <= FEW_ALIKE else listed[:1]
        for (outcome, document), *others in shown:
            lines += finding(outcome, document, style, everything=False)
            lines += rows("also in", [_paths(document for _, document in others)] if others else [], style)
            lines.append("")
        own = set(map(id, shown))
        left = [group for group in alike if id(group) not in own]
        if left:
            lines[-1:] = [*rows("also", _also(left), style), ""]
    return [*lines, *heads, *([""] if heads else [])]


def _alike(found: Iterable[Found]) -> dict[tuple[str, str], list[Found]]:
    """Equal findings, as of one component that is in many documents."""
    alike: dict[tuple[str, str], list[Found]] = {}
    for outcome, document in found:
        alike.setdefault((outcome.subject.name, outcome.message), []).append((outcome, document))
    return alike


def _also(left: Sequence[list[Found]]) -> list[str]:
    """First of the other findings of a rule, each with its place, and the number of the remaining ones."""
    lines = []
    for (outcome, document), *others in left[:MOST_ALSO]:
        if outcome.many:
            lines.append(f"{part_word(outcome.subject.kind, outcome.many)} more  ({document.path})")
            continue
        place = document.locate(outcome.subject.file, outcome.subject.pointer)
        more = f", and in {len(others):,} more document{'s' if len(others) > 1 else ''}" if others else ""
        lines.append(f"{document.shown_path(outcome.subject)}  ({place or document.path}{more})")
    rest = [pair for of in left[MOST_ALSO:] for pair in of]
    return [*lines, *([f"and {_number(rest):,} more in {_in(rest)} (--verbose lists them)"] if rest else [])]


def _line(found: Sequence[Found], style: Style) -> str:
    """All findings of a rule in a line."""
    first = found[0][0]
    names = list(dict.fromkeys(visible(o.subject.name) for o, _ in found if not o.many and not o.parts))
    more = len(names) - FEW_PATHS
    names_in_words = ", ".join(names[:FEW_PATHS]) + (f" and {more:,} more" if more > 0 else "")
    weight = "" if first.decides else f"  ({first.rule.severity}: advisory)"
    word = style.kind(first.verdict.value, in_words(first.verdict).upper())
    about = f"{part_word(first.subject.kind, _number(found))} in {_in(found)}"
    return f"{word}  {first.rule.id}  {about}{f': {names_in_words}' if names_in_words else ''}{weight}"


def _counted(found: Iterable[Found], style: Style) -> list[str]:
    """Exemptions and disclosures: a line for each rule."""
    return _few([_line(of, style) for of in by_rule(found)])


def _few(lines: list[str]) -> list[str]:
    more = len(lines) - MOST_LINES
    rest = [f"and {more} more lines of this kind (--verbose lists them)"] if more > 0 else []
    return [*lines[:MOST_LINES], *rest, ""] if lines else []


def _later(found: Iterable[Found], style: Style) -> list[str]:
    """Later changes of all outcomes that are no findings."""
    alike: dict[tuple[str, str], list[Found]] = {}
    for outcome, document in found:
        if outcome.changes and outcome.verdict not in IN_FULL | COUNTED and not outcome.violated:
            now = f"on {outcome.timing.day}" if stated_date(outcome) else "today"
            text = f"{later(outcome)} ({outcome.verdict.verb} {now})"
            alike.setdefault((outcome.rule.id, text), []).append((outcome, document))
    word = style.kind("unknown", "LATER")
    return _few(
        [
            f"{word}  {rule}  {text}: {part_word(of[0][0].subject.kind, _number(of))} in {_in(of)}"
            for (rule, text), of in sorted(alike.items())
        ]
    )


# ---- what is missing -----------------------------------------------------------------------------------


def _unknown(
    found: list[Gap], judged: Sequence[CheckedDocument], command: str, style: Style, *, brief: bool
) -> list[str]:
    """Each missing fact once, with its documents; most pressing first, and the next `command`."""
    if not found:
        return []
    word = style.kind("unknown", "UNKNOWN")
    numbers = sorted({number for gap in found for number in gap.documents})
    if brief:
        facts = len({name for gap in found for name in gap.names})
        rules = len({name for gap in found for name in gap.rules})
        lacking = f"{facts} fact{'s' if facts != 1 else ''} missing in {_documents(len(numbers))}"
        return [
            f"{word}  {lacking}, {rules} rule{'s' if rules != 1 else ''} open; unknowns stop nothing here",
            "",
        ]
    # Contract facts first, which may settle whole laws; then facts that leave most rules open.
    ranked = sorted(
        found, key=lambda gap: (*gap.key()[:3], not _of_contract(gap), -len(gap.rules), gap.key())
    )
    lines = []
    named: set[int] = set()
    for gap in ranked[:MOST_GAPS]:
        documents = [judged[number] for number in sorted(gap.documents)]
        head = unknowns.headline(gap, _on(gap, documents) + _where(documents, judged))
        lines.append(f"{word}  {style.strong(visible(head))}")
        if len(found) <= MOST_GAPS:
            is_named = gap.documents == named or len(documents) in {1, len(judged)}
            lines += [] if is_named else rows("in", [_paths(documents)], style)
            lines += _asked(gap, documents[0], style)
        named = gap.documents
    left = len(found) - MOST_GAPS
    if left > 0:
        lines.append(f"{word}  {left} more groups of missing facts (--verbose lists them)")
    return [*lines, style.faint(visible(f"next: {command}")), ""]


def _status(judged: Sequence[CheckedDocument], checked: Checked) -> str:
    """Command that shows who can answer the open questions, for the same documents."""
    paths = [document.path for document in judged]
    if len(paths) > FEW_PATHS:  # the folder that has all of them
        paths = [posixpath.commonpath([posixpath.dirname(path) for path in paths]) or "."]
    return f"microdep status {shlex.join([*paths, *options_of(checked)])}"


def _where(documents: Sequence[CheckedDocument], judged: Sequence[CheckedDocument]) -> str:
    """Number of documents in which a fact is missing, or the only one."""
    if len(documents) == 1:
        return f" in {documents[0].path}"
    return f" in {'all ' if len(documents) == len(judged) else ''}{_documents(len(documents))}"


def _asked(gap: Gap, first: CheckedDocument, style: Style) -> list[str]:
    """Questions about the only component that lacks a fact, or the first questions about the first."""
    asked = next(iter(gap.subjects.values()), [])
    if len(gap.subjects) == 1:
        return rows("ask", unknowns.asked_at(asked, first)[: unknowns.MOST_ASKED], style)
    asks = " ".join(dict.fromkeys(question.ask for question in asked[:FEW_ALIKE]))
    return rows("ask", [f"{asks} (and so on for the others)"] if asks else [], style)


def _kinds(gap: Gap) -> set[str]:
    return {question.missing.record or "component" for asked in gap.subjects.values() for question in asked}


def _of_contract(gap: Gap) -> bool:
    """Return whether a gap is about no component."""
    return _kinds(gap) <= {"contract"}


def _on(gap: Gap, documents: Sequence[CheckedDocument]) -> str:
    """Number and kind of the subjects; empty for a contract fact, of which each document has one."""
    if len(documents) == 1:
        return unknowns.on_what(unknowns.in_one(gap), documents[0])
    if _of_contract(gap):
        return ""
    kinds = _kinds(gap)
    return f" on {part_word(kinds.pop() if len(kinds) == 1 else 'component', len(gap.subjects) + gap.more)}"


# ---- words ---------------------------------------------------------------------------------------------


def _documents(number: int) -> str:
    return f"{number:,} document{'s' if number != 1 else ''}"


def _in(found: Iterable[Found]) -> str:
    """Number of documents, or the path of the only one."""
    paths = {document.path for _, document in found}
    return visible(paths.pop()) if len(paths) == 1 else _documents(len(paths))


def _paths(documents: Iterable[CheckedDocument]) -> str:
    """First paths, and the number of the others."""
    return _first(dict.fromkeys(document.path for document in documents))


def _first(texts: Iterable[str]) -> str:
    """Texts that fit on a line."""
    every = list(texts)
    shown = every[:1]
    for text in every[1:]:
        if width(", ".join([*shown, visible(text)])) > WIDEST:
            break
        shown.append(text)
    more = len(every) - len(shown)
    return ", ".join(shown) + (f" and {more:,} more" if more else "")
