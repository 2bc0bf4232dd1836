"""Text about several documents: a table, then each finding once, then each missing fact once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Severity
from microdep_rules.engine.grouping import KNOWN
from microdep_rules.engine.verdict import Verdict
from microdep_rules.output import by_rule, known, later, next_commands, overview, summary, unknowns
from microdep_rules.output import diagnostics as rendered
from microdep_rules.output import waivers as waived
from microdep_rules.output.findings import rows
from microdep_rules.output.from_here import from_here, with_quoted_paths_from_here
from microdep_rules.output.visible import visible
from microdep_rules.vocabulary.plurals import counted_noun

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.output.checked import Checked, CheckedDocument
    from microdep_rules.output.style import Style
    from microdep_rules.output.unknowns import Gap
    from microdep_rules.source import SourceFile

MOST_GAPS = 12
"""Largest number of missing facts for which the text shows questions."""
FEW_GAPS = 6
"""Number of missing facts that the text shows, without questions, if there are more than `MOST_GAPS`."""
FEW_ASKED = 3


def render(checked: Checked, style: Style, *, brief: bool) -> tuple[list[str], list[str]]:
    """Return the lines about several documents, and the next commands.

    `brief` is true if unknown outcomes do not affect the exit code; they then share one line.
    """
    judged = [
        document for document in checked.documents if document.bom is not None and not document.unchecked
    ]
    new = [[o for o in document.outcomes if not o.waiver and o.baseline != KNOWN] for document in judged]
    findings = [(o, document) for document, own in zip(judged, new, strict=True) for o in own]
    gaps = unknowns.gaps_of_all([_listed(own) for own in new])
    asked = summary.questions_of(checked) if len(gaps) > MOST_GAPS and not brief else None
    in_full = [finding for finding in findings if finding[0].verdict in by_rule.IN_FULL]
    in_lines = [finding for finding in findings if finding[0].verdict in {Verdict.EXEMPT, Verdict.DISCLOSE}]
    changing = [finding for finding in findings if finding[0].verdict not in by_rule.IN_FULL]
    every = [(o, document) for document in judged for o in document.outcomes]
    in_baseline = [o for o, _ in every if o.baseline == KNOWN and not o.waiver]
    lines = [
        *overview.lines(checked, style, everything=False),
        "",
        *_block(summary.lines(findings, judged, asked, style, brief=brief, not_run=checked.not_run)),
        *_unchecked(checked, style),
        *_problems(checked, style),
        *by_rule.in_full(in_full, style),
        *([] if brief else _unknown(gaps, judged, style)),
        *by_rule.counted(in_lines, style),
        *later.lines(changing, style, everything=False),
        *waived.folded(every, checked.waivers, style),
        *(known.findings(in_baseline, judged[0], style, everything=False) if in_baseline else []),
    ]
    return lines, next_commands.lines(
        findings, judged, checked, style, contract_first=False, unknown=bool(gaps) and not brief
    )


def _block(lines: list[str]) -> list[str]:
    return [*lines, ""] if lines else []


def _listed(outcomes: Iterable[Outcome]) -> list[Outcome]:
    return [outcome for outcome in outcomes if not outcome.many]


# ---- problems ------------------------------------------------------------------------------------------


def _unchecked(checked: Checked, style: Style) -> list[str]:
    """Return the reasons why readable documents were not checked, each once."""
    reasons: dict[str, list[CheckedDocument]] = {}
    for document in checked.documents:
        if document.unchecked:
            reasons.setdefault(with_quoted_paths_from_here(document.unchecked), []).append(document)
    lines = [
        style.kind("invalid", visible(f"{by_rule.paths(of)}: {reason}")) for reason, of in reasons.items()
    ]
    return [*lines, ""] if lines else []


def _problems(checked: Checked, style: Style) -> list[str]:
    """Return each diagnostic once, with all its positions; errors come first."""
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
            lines += [*rows("also in", [by_rule.first_texts(places)] if others else [], style), ""]
    left = [diagnostic for of in ranked if id(of[0][0]) not in shown for diagnostic, _ in of]
    return [*lines, f"and {rendered.summary(left)} more (--verbose shows them)", ""] if left else lines


def _sources(document: CheckedDocument) -> dict[str, SourceFile]:
    return {path: loaded.source for path, loaded in document.files.items()}


# ---- missing facts -------------------------------------------------------------------------------------


def _unknown(gaps: list[Gap], judged: Sequence[CheckedDocument], style: Style) -> list[str]:
    """Return each missing fact once, with the documents in which it is missing.

    The most urgent facts come first.
    """
    word = style.kind("unknown", "UNKNOWN")
    # Contract facts first, which may settle whole laws; then facts that leave most rules open.
    ranked = sorted(gaps, key=lambda gap: (*gap.key()[:3], not _of_contract(gap), -len(gap.rules), gap.key()))
    lines = []
    named: set[int] = set()
    with_questions = len(gaps) <= MOST_GAPS
    shown = ranked if with_questions else ranked[:FEW_GAPS]
    for gap in shown:
        documents = [judged[number] for number in sorted(gap.documents)]
        head = unknowns.headline(
            gap, _subjects_in_words(gap, documents) + _documents_in_words(documents, judged)
        )
        lines.append(f"{word}  {style.strong(visible(head))}")
        if with_questions:
            is_named = gap.documents == named or len(documents) in {1, len(judged)}
            lines += [] if is_named else rows("in", [by_rule.paths(documents)], style)
            lines += _questions_of_gap(gap, documents[0], style)
        named = gap.documents
    left = len(gaps) - len(shown)
    if left > 0:
        lines.append(f"{word}  {left} more groups of missing facts (--verbose lists them)")
    return _block(lines)


def _documents_in_words(documents: Sequence[CheckedDocument], judged: Sequence[CheckedDocument]) -> str:
    """Return the number of documents in which a fact is missing, or the path of the only document."""
    if len(documents) == 1:
        return f" in {from_here(documents[0].path)}"
    return f" in {'all ' if len(documents) == len(judged) else ''}{_documents(len(documents))}"


def _questions_of_gap(gap: Gap, first: CheckedDocument, style: Style) -> list[str]:
    """Return the questions about the first component without the fact.

    If other components lack the fact, a note states that the questions are about them, too.
    """
    asked = next(iter(gap.subjects.values()), [])
    if len(gap.subjects) == 1:
        return rows("ask", unknowns.asked_at(asked, first)[: unknowns.MOST_ASKED], style)
    asks = " ".join(dict.fromkeys(question.ask for question in asked[:FEW_ASKED]))
    return rows("ask", [f"{asks} (and so on for the others)"] if asks else [], style)


def _kinds(gap: Gap) -> set[str]:
    return {question.missing.record or "component" for asked in gap.subjects.values() for question in asked}


def _of_contract(gap: Gap) -> bool:
    return _kinds(gap) <= {"contract"}


def _subjects_in_words(gap: Gap, documents: Sequence[CheckedDocument]) -> str:
    """Return the number and kind of the subjects without the fact; empty for a contract fact."""
    if len(documents) == 1:
        return unknowns.on_what(unknowns.in_one(gap), documents[0])
    if _of_contract(gap):
        return ""
    kinds = _kinds(gap)
    return (
        f" on {counted_noun(len(gap.subjects) + gap.more, kinds.pop() if len(kinds) == 1 else 'component')}"
    )


# ---- words ---------------------------------------------------------------------------------------------


def _documents(number: int) -> str:
    return f"{number:,} document{'s' if number != 1 else ''}"
