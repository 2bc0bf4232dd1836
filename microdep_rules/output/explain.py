"""Explanation of the outcomes of a rule: proofs, and facts that would change the outcomes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from microdep_rules.engine.deciding_facts import find_deciding_facts
from microdep_rules.engine.proof import facts_of
from microdep_rules.engine.standing import in_words, of_outcome
from microdep_rules.engine.verdict import Verdict
from microdep_rules.lang import ir
from microdep_rules.output.asked import about, is_called, members, nothing_about
from microdep_rules.output.entries import overlay_lines, to_write
from microdep_rules.output.exceptions import ExceptionsText
from microdep_rules.output.findings import counted, evidence_text, stated_date
from microdep_rules.output.layout import WIDTH, Page
from microdep_rules.output.places import Places
from microdep_rules.output.proof import ProofText
from microdep_rules.output.quote import Quotes
from microdep_rules.output.reliances import reliance_lines
from microdep_rules.output.rule_files import place_in_pack
from microdep_rules.output.turns import BECOMES, TurnsText
from microdep_rules.output.waivers import about as answered
from microdep_rules.output.waivers import is_waived
from microdep_rules.vocabulary.shortening import first_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from microdep_rules.bom.model import Bom
    from microdep_rules.engine.outcome import ElementReference, Outcome
    from microdep_rules.engine.waivers import AppliedWaiver
    from microdep_rules.source import SourceFile

VERDICT_SENTENCES = {
    Verdict.PASS: "passes {} on declared data",
    Verdict.FAIL: "fails {} on declared data",
    Verdict.UNKNOWN: "cannot be decided under {} on declared data",
    Verdict.EXEMPT: "is exempt from {} on declared data",
    Verdict.NOT_APPLICABLE: "is not subject to {}",
    Verdict.DISCLOSE: "must be disclosed under {}",
    Verdict.ERROR: "could not be evaluated under {}",
}
FAILS_BY_MISSING_FACTS = "fails {}, because facts are missing and the rule counts a missing fact as a fail"
OPEN = {
    "requirement": "it is not decided whether the requirement is met",
    "applies": "it is not decided whether the rule applies",
    "in force": "it is not decided whether the rule is in force",
    "alternate": "it depends on which approved alternate is built",
    "exception": "it is not decided whether a claimed exception applies",
}
MOST_ASKED = 8
"""Largest number of questions that are shown."""


BETWEEN = "\n" + "─" * 40 + "\n\n"
"""Line between two explanations."""


def why(
    outcomes: Sequence[Outcome],
    pack: ir.Pack,
    sources: Mapping[str, SourceFile],
    bom: Bom,
    subject: str = "",
    width: int = WIDTH,
    waivers: Sequence[AppliedWaiver] = (),
) -> str:
    """Return the explanation of the outcomes of one rule for a component, for a terminal.

    `subject` is the id or the name of the component. The outcomes of the materials in the component are also
    explained. Without `subject`, every outcome is explained.
    """
    chosen = about(outcomes, subject) if subject else list(outcomes)
    if not chosen:
        return nothing_about(outcomes, subject, width)
    texts = []
    for outcome in chosen:
        group = tuple(p.id for p in outcome.parts)
        for member in members(outcome, subject):
            explanation = Explanation(member, pack, sources, bom, subject, group, width)
            explanation.answered, explanation.waived = answered(member, waivers), is_waived(member, waivers)
            texts.append(explanation.text())
    return BETWEEN.join(texts)


@dataclass(slots=True)
class Explanation:
    """Explanation of one outcome."""

    outcome: Outcome
    pack: ir.Pack
    sources: Mapping[str, SourceFile]
    bom: Bom
    subject: str
    group: tuple[str, ...]
    """Components in the group that the outcome is about."""
    waived: bool
    """True if a waiver for the outcome is in effect."""
    answered: Sequence[str]
    """Sentences about the waivers for the outcome."""
    page: Page
    quotes: Quotes
    places: Places
    proofs: ProofText

    def __init__(
        self,
        outcome: Outcome,
        pack: ir.Pack,
        sources: Mapping[str, SourceFile],
        bom: Bom,
        subject: str,
        group: tuple[str, ...] = (),
        width: int = WIDTH,
    ) -> None:
        self.answered, self.waived = (), False
        self.outcome, self.pack, self.sources, self.bom = outcome, pack, sources, bom
        self.subject, self.group = subject, group
        self.page, self.quotes, self.places = Page(width), Quotes(sources), Places(bom)
        self.proofs = ProofText(self.page, self.quotes, self.places, pack.definitions)

    def text(self) -> str:
        """Return all sections of the explanation that are not empty."""
        self._verdict()
        self._law()
        self._applies()
        self._requirement()
        if (
            self.outcome.rule.exceptions
            and self.outcome.proof is not None
            and self.outcome.verdict is not Verdict.PASS
        ):
            ExceptionsText(self.page, self.quotes, self.places, self.proofs).section(self.outcome)
        self._basis()
        self._decides()
        self._changes()
        return self.page.text()

    # ---- the verdict -----------------------------------------------------------------------------

    def _verdict(self) -> None:
        outcome, rule, page = self.outcome, self.outcome.rule, self.page
        parts = self._parts()
        page.say(f"{rule.id}: {rule.title}")
        page.blank()
        verdict = in_words(of_outcome(outcome.verdict.value, waived=self.waived)).upper()
        sentence = FAILS_BY_MISSING_FACTS if outcome.presumed else VERDICT_SENTENCES[outcome.verdict]
        page.tagged(verdict, f"the {_named(parts[0])} {sentence.format(rule.id)}", 16)
        message = outcome.message if outcome.message != rule.title else ""
        for text in (message, "" if message.endswith(outcome.reason) else outcome.reason):
            if text:
                page.say(text, 16)
        if outcome.open:
            page.say(OPEN[outcome.open], 16)
        if outcome.violated:
            page.say("the stated facts violate the requirement", 16)
        page.blank()
        for part in parts[:3]:
            label = part.kind
            page.field(label, f"`{part.id}` at {self.places.at(part.file, part.pointer) or part.file}")
        if len(self.group) > 1:
            page.field(
                "group",
                f"{counted('component', self.group, self.bom)} lack the same fact and are one outcome",
            )
        for path, found in outcome.places:
            page.field("place", f"{path}: {BECOMES[found]}")
        for text in self.answered:
            page.field("waiver", text)

    def _parts(self) -> list[ElementReference]:
        """Return the group members that the user named; if there are none, the subject of the outcome."""
        found = [p for p in self.outcome.parts if not self.subject or is_called(p, self.subject)]
        return found or [self.outcome.subject]

    def _law(self) -> None:
        outcome, page = self.outcome, self.page
        timing = outcome.timing
        page.field("law", "; ".join(outcome.rule.cites))
        page.field("rule file", place_in_pack(outcome.rule.span, self.sources))
        if self.pack.variant:
            page.field("variant", self.pack.variant)
        word = timing.basis.replace("_", "-")
        basis = "the as-of date" if word == "as of" else f"the date of {word}"
        if timing.assumed:
            page.field("evaluated for", f"{timing.day} (as of), because {basis} is missing")
        elif timing.day is None:
            page.field("evaluated for", f"{basis}, which is not exactly known")
        else:
            page.field("evaluated for", f"{basis}, {timing.day}")
        page.field("in force", stretch_text(timing.start, timing.end))
        reviewed = outcome.rule.reviewed or self.pack.reviewed
        if reviewed is not None and timing.day is not None and timing.day > reviewed:
            page.field("reviewed", f"pack last reviewed on {reviewed}, before the date of the evaluation")

    # ---- the conditions --------------------------------------------------------------------------

    def _applies(self) -> None:
        rule, proof = self.outcome.rule, self.outcome.applies_proof
        if self.outcome.parts:
            self._candidate()
            return
        if proof is None:
            return
        self.page.head("Scope")
        self.page.tagged("", f"applies to {self._subject_words()}", 9, hang=4)
        if rule.subject.where is not None:
            self.proofs.tree(rule.subject.where, proof.children[0], 1)
        if rule.when is not None:
            self.page.tagged("", "when", 9)
            self.proofs.tree(rule.when, proof.children[1], 1)

    def _subject_words(self) -> str:
        subject = self.outcome.rule.subject
        head = self.quotes.head(subject.span, subject.where.span if subject.where is not None else None)
        return head.removeprefix("applies to ")

    def _candidate(self) -> None:
        """Write the facts that decide whether the rule applies to the component.

        If the list of materials is incomplete, for example, the component may contain a material to which the
        rule applies.
        """
        outcome = self.outcome
        chosen = {p.id for p in self._parts()}
        self.page.head("Scope")
        self.page.tagged("", f"applies to {self._subject_words()}", 9, hang=4)
        questions = [q for q in outcome.missing if q.missing.subject in chosen] or list(outcome.missing)
        self.proofs.lacking([q.missing for q in questions], 1)
        if outcome.candidate and questions:
            free = ", or state `free_of` on the component or on its assembly"
            of_materials = outcome.rule.subject.record == "material"
            self.page.say(
                "To settle this, state a complete list (`complete:`, or an empty list for none)"
                f"{free if of_materials else ''}.",
                9,
            )

    def _requirement(self) -> None:
        rule, proof = self.outcome.rule, self.outcome.proof
        if self.outcome.verdict is Verdict.DISCLOSE:
            self.page.head("Facts to disclose")
            for span in dict.fromkeys(item.span for item in rule.disclose):
                self.page.say(self.quotes.words(span), 9, hang=4)
            self.proofs.facts(self.outcome.facts, 1)
            self.proofs.lacking([q.missing for q in self.outcome.missing], 1)
        if rule.requirement is None or proof is None:
            return
        if rule.forbids and isinstance(rule.requirement, ir.Not):
            head = f"Obligation to {rule.approval.text}" if rule.approval else "Forbidden"
            self.page.head(f"{head} (the rule fails if this is true)")
            self.proofs.tree(rule.requirement.cond, proof.children[0])
        else:
            self.page.head("Required (the rule fails if this is false)")
            self.proofs.tree(rule.requirement, proof)
        # A comparison and a condition on a list show their reason themselves.
        if proof.reason and isinstance(rule.requirement, ir.All | ir.Any | ir.Not | ir.DefinitionTest):
            self.page.say(proof.reason, 9)
        if self.outcome.share:
            self.page.say(f"measured share: {self.outcome.share}", 9)

    # ---- basis -----------------------------------------------------------------------------------

    def _basis(self) -> None:
        outcome = self.outcome
        lines = reliance_lines(outcome.relies_on)
        if outcome.base is not None:
            word = "treating it as a fail" if outcome.presumed else "the exception"
            lines.append(f"without {word} it {BECOMES[outcome.base]}")
        lines += outcome.notes
        proofs = [p for p in (outcome.proof, outcome.applies_proof) if p is not None]
        facts = list(dict.fromkeys(f for p in proofs for f in facts_of(p) if f.file))
        bare = sum(not f.evidence for f in facts)
        if facts:
            lines.append(evidence_text(len(facts), bare))
        if lines:
            self.page.head("Basis")
        for line in lines:
            self.page.tagged("  -", line, 4)

    # ---- facts that would decide or change the outcome -------------------------------------------

    def _decides(self) -> None:
        outcome, page = self.outcome, self.page
        if not outcome.parts:
            found = find_deciding_facts(outcome, self.pack.definitions)
            TurnsText(page, self.quotes, self.places).section(outcome, found)
        chosen = {p.id for p in self._parts()}
        asked = [q for q in outcome.missing if not outcome.parts or q.missing.subject in chosen]
        forms: dict[str, dict[str, None]] = {}
        for question in asked:
            form = to_write(question.missing, self.bom) or overlay_lines(question.missing, self.bom)
            forms.setdefault(question.ask, {})[form] = None
        asks = list(forms)
        if asks:
            page.head("Questions")
        shown, more = first_of(asks, MOST_ASKED)
        for ask in shown:
            page.tagged("  -", ask, 4)
            for form in filter(None, forms[ask]):
                page.say(f"as {form}", 6, hang=2)
        if more:
            page.say(f"and {more} more", 2)
        if outcome.fix and outcome.verdict is Verdict.FAIL:
            page.head("Fix")
            page.say(outcome.fix, 2)

    def _changes(self) -> None:
        if not self.outcome.changes:
            return
        date = stated_date(self.outcome)
        moved = f" if the {date} date were later," if date else ""
        self.page.head(f"Later changes{moved} with the same facts")
        for change in self.outcome.changes:
            self.page.say(f"from {change.day} it {BECOMES[change.verdict]}", 2)


def _named(part: ElementReference) -> str:
    return f"{part.kind} {part.name}"


def stretch_text(start: object, end: object) -> str:
    """Return a period in words: `from 2018-12-31 before 2027-01-01`; `always` for a period without dates.

    >>> stretch_text(None, None)
    'always'
    """
    bounds = [f"from {start}"] if start is not None else []
    bounds += [f"before {end}"] if end is not None else []
    return " ".join(bounds) or "always"
