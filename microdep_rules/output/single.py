"""Text about one document: summary, findings, missing facts, later changes and totals."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from microdep_rules.bom.designators import MOST_LISTED
from microdep_rules.diagnostics import has_errors
from microdep_rules.engine.grouping import KNOWN
from microdep_rules.engine.standing import FAIL_WAIVED
from microdep_rules.engine.verdict import WORST_FIRST, Verdict
from microdep_rules.output import by_rule, known, later, next_commands, summary, totals, unknowns
from microdep_rules.output import diagnostics as rendered
from microdep_rules.output import waivers as waived
from microdep_rules.output.asking.needs import CONTRACT
from microdep_rules.output.closing import INVALID, UNJUDGED, UNREAD
from microdep_rules.output.findings import finding
from microdep_rules.output.from_here import from_here, with_quoted_paths_from_here
from microdep_rules.output.visible import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.output.by_rule import Finding
    from microdep_rules.output.checked import Checked, CheckedDocument
    from microdep_rules.output.style import Style
    from microdep_rules.output.unknowns import Gap

SENTENCES = {
    "error": "a rule could not be evaluated",
    "unread": f"{UNREAD}, and {UNJUDGED}",
    "invalid": f"{INVALID}, and {UNJUDGED}",
    "fail": "fails on declared data",
    "fail_waived": "fail, waived: the deciding fails are waived; a waived fail is not a pass",
    "unknown": "unknown: insufficient data",
    "incomplete": "incomplete: the unknown outcomes are waived and stay unknown",
    "pass": "passes on declared data",
    "nothing_checked": "nothing was checked: no rule that decides the verdict applies",
    "only_advisory": "only advisory rules applied",
}


def render(
    document: CheckedDocument, checked: Checked, style: Style, *, everything: bool, brief: bool
) -> tuple[list[str], list[str]]:
    """Return the lines about a document, and the next commands.

    `everything` shows each finding and each missing fact completely. `brief` is true if unknown outcomes do
    not affect the exit code; the lines then show only their number.
    """
    verdict = style.kind(document.verdict, sentence(document))
    head = f"{style.strong(visible(from_here(document.path)))}: {verdict}"
    beside, own = _by_file(document)
    problems = _problems(document, own, style, everything=everything)
    of_context = _problems(document, beside, style, everything=everything)
    if document.bom is None or document.unchecked:
        return [head, "", *of_context, *problems], []
    page = _Page(document, checked, style, everything=everything, brief=brief)
    summary_ = [head, *page.summary()]
    findings = page.findings()
    if has_errors(document.diagnostics):
        findings, problems = [*problems, *findings], []
    return [
        *summary_,
        *of_context,
        *findings,
        *problems,
        *page.unknowns(),
        *page.counts(),
    ], page.next_commands()


class _Page:
    """Blocks of text about one document; every block ends with an empty line."""

    def __init__(
        self, document: CheckedDocument, checked: Checked, style: Style, *, everything: bool, brief: bool
    ) -> None:
        self.document, self.checked, self.style = document, checked, style
        self.everything, self.brief = everything, brief
        self.listed = [outcome for outcome in _ordered(document) if not outcome.many and not outcome.waiver]
        self.new = [outcome for outcome in self.listed if outcome.baseline != KNOWN]
        self.gaps: list[Gap] = unknowns.gaps(self.new)
        self.short = unknowns.many(self.gaps) and not everything
        """True if too many facts are missing for separate blocks of text."""
        with_questions = len(self.gaps) > unknowns.FEW_GAPS and not everything and not brief
        self.asked = summary.questions_of(checked) if with_questions else None
        self.in_full = self._in_full()
        """Outcomes that are shown completely, with their later changes."""

    def _in_full(self) -> list[Outcome]:
        fails = [o for o in self.new if o.verdict in by_rule.IN_FULL or (o.violated and o.decides)]
        exempt = [o for o in self.new if o.verdict is Verdict.EXEMPT]
        duties = [o for o in self.new if o.verdict is Verdict.DISCLOSE]
        if self.everything:
            return [*fails, *exempt, *duties]
        return fails if len(exempt) > by_rule.FEW_ALIKE else [*fails, *exempt]

    def summary(self) -> list[str]:
        counted = [o for o in self.document.outcomes if o.many and not o.waiver]
        found = self._pairs([*self.new, *counted])
        lines = summary.lines(
            found,
            [self.document],
            self.asked,
            self.style,
            brief=self.brief,
            everything=self.everything,
            not_run=self.checked.not_run,
        )
        return [*lines, ""]

    def findings(self) -> list[str]:
        if self.everything:
            return [line for o in self._by_rule(self.in_full) for line in self._finding(o)]
        shown = set(map(id, self.in_full))
        exempt = [o for o in self.new if o.verdict is Verdict.EXEMPT]
        exempt.sort(key=by_rule.is_uncertain_exemption)
        fails = [o for o in self.in_full if o.verdict is not Verdict.EXEMPT]
        in_lines = [o for o in exempt if id(o) not in shown]
        return [
            *by_rule.in_full(self._pairs(fails), self.style, several=False),
            *(line for o in exempt if id(o) in shown for line in self._finding(o)),
            *by_rule.counted(self._pairs(in_lines), self.style, several=False),
        ]

    def unknowns(self) -> list[str]:
        if self.brief:
            return []
        if not self.short:
            return unknowns.render(self.gaps, self.document, self.style, everything=self.everything)
        from microdep_rules.output import likely  # not needed by most checks, and slow to import

        pressing = unknowns.pressing(self.gaps, self.document, self.style)
        lines = [*pressing, *([""] if pressing else [])]
        return [*lines, *likely.lines(self.document, self.checked, self.style)]

    def counts(self) -> list[str]:
        """Return the lines after the findings: duties, waivers, known findings, later changes and totals."""
        document, style, everything = self.document, self.style, self.everything
        duties = [o for o in self.new if o.verdict is Verdict.DISCLOSE]
        in_baseline = [o for o in self.listed if o.baseline == KNOWN]
        shown = set(map(id, self.in_full))
        changing = self._pairs(o for o in document.outcomes if id(o) not in shown)
        return [
            *self._advisory_violations(),
            *([] if everything else totals.duties(duties, style)),
            *totals.only_counted(document, style),
            *waived.findings(document, self.checked, style, everything=everything),
            *known.findings(in_baseline, document, style, everything=everything),
            *later.lines(changing, style, everything=everything),
            *totals.lines(document, style, short=self.short, everything=everything),
            *(self._designators() if everything else []),
        ]

    def _designators(self) -> list[str]:
        """Return all designators of components with more designators than their names show."""
        parts = {p.id: p for o in self.document.outcomes for p in (o.parts or (o.subject,))}
        listed = {part.id: (part.name, self.document.designators(part)) for part in parts.values()}
        lines = [
            f"      {visible(name)}: {visible(', '.join(designators))}"
            for name, designators in listed.values()
            if len(designators) > MOST_LISTED
        ]
        return [self.style.faint("DESIGNATORS"), *lines, ""] if lines else []

    def _advisory_violations(self) -> list[str]:
        """Return the unknown outcomes of advisory rules with a requirement that is already violated."""
        outcomes = [o for o in self.new if o.verdict is Verdict.UNKNOWN and o.violated and not o.decides]
        if not self.short:
            return [line for outcome in outcomes for line in self._finding(outcome)]
        return by_rule.counted(self._pairs(outcomes), self.style, several=False)

    def next_commands(self) -> list[str]:
        if self.everything:
            return []
        contract_first = bool(
            self.asked and self.asked.questions and self.asked.questions[0].level == CONTRACT
        )
        return next_commands.lines(
            self._pairs(self.new),
            [self.document],
            self.checked,
            self.style,
            contract_first=contract_first,
            unknown=bool(self.gaps) and not self.brief,
        )

    def _pairs(self, outcomes: Iterable[Outcome]) -> list[Finding]:
        return [(outcome, self.document) for outcome in outcomes]

    def _by_rule(self, outcomes: Iterable[Outcome]) -> list[Outcome]:
        return [outcome for group in by_rule.by_rule(self._pairs(outcomes)) for outcome, _ in group]

    def _finding(self, outcome: Outcome) -> list[str]:
        sources = self.checked.sources if self.everything else None
        lines = finding(outcome, self.document, self.style, everything=self.everything, sources=sources)
        return [*lines, ""]


def sentence(document: CheckedDocument) -> str:
    """Return a sentence about the verdict of a document."""
    verdict = document.verdict
    said = "only_advisory" if verdict == "nothing_checked" and document.has_advice else verdict
    sentence = SENTENCES["unread" if document.is_unread else said]
    if document.unchecked:
        sentence = with_quoted_paths_from_here(document.unchecked)
    if verdict == FAIL_WAIVED and document.unanswered == "unknown":
        sentence = f"{sentence}; the unknown outcomes are not waived"
    return f"{sentence}; {known.NOTHING_NEW}" if document.news != verdict else sentence


def _ordered(document: CheckedDocument) -> list[Outcome]:
    """Return the outcomes in the order of the text.

    Outcomes that affect the exit code come first. After that, the order is by the worst verdict of the
    component, then by the document.
    """
    rank = {verdict: number for number, verdict in enumerate(WORST_FIRST)}
    number_of = _places(document)
    worst: dict[str, int] = {}
    for outcome in document.outcomes:
        key = outcome.subject.id
        worst[key] = min(worst.get(key, len(rank)), rank[outcome.verdict])

    def place(other: Outcome) -> tuple[bool, int, int, tuple[int, ...], str, int, str]:
        key = other.subject.id
        # The order is that of the document, because a record may omit the outcomes of passes.
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
    """Return the position of each component in the document, by id.

    A material has the position of its component.
    """
    parts = document.bom.components if document.bom is not None else {}
    numbers = {id_: number for number, id_ in enumerate(parts)}
    return lambda id_: numbers.get(id_.partition("/")[0], -1)


def _by_file(document: CheckedDocument) -> tuple[list[Diagnostic], list[Diagnostic]]:
    """Return the diagnostics of the context, which may affect every outcome, and the other diagnostics."""
    bom = document.bom
    contexts = {side.file.path for side in bom.contexts} - {bom.file.path} if bom is not None else set()
    beside = [diagnostic for diagnostic in document.diagnostics if diagnostic.span.path in contexts]
    own = [diagnostic for diagnostic in document.diagnostics if diagnostic.span.path not in contexts]
    return beside, own


def _problems(
    document: CheckedDocument, diagnostics: Sequence[Diagnostic], style: Style, *, everything: bool
) -> list[str]:
    sources = {path: loaded.source for path, loaded in document.files.items()}
    return rendered.of_document(diagnostics, sources, style, everything=everything)
