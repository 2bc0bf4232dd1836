"""Why a rule said this of a part: the proof in the rule's words, and what would decide or change it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from microdep_rules.engine.deciding import what_decides
from microdep_rules.engine.proof import facts_of
from microdep_rules.engine.standing import in_words, of_outcome
from microdep_rules.engine.verdict import Verdict
from microdep_rules.lang import ir
from microdep_rules.output.asked import about, is_called, members, nothing_about
from microdep_rules.output.exceptions import ExceptionsText
from microdep_rules.output.findings import counted, evidence_text, stated_date
from microdep_rules.output.layout import WIDTH, Page
from microdep_rules.output.places import Places
from microdep_rules.output.proof import ProofText
from microdep_rules.output.quote import Quotes
from microdep_rules.output.rests import rest_lines
from microdep_rules.output.steps import to_write
from microdep_rules.output.turns import BECOMES, TurnsText
from microdep_rules.output.waivers import about as answered
from microdep_rules.output.waivers import is_waived

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from microdep_rules.bom.model import Bom
    from microdep_rules.engine.outcome import Outcome, Part
    from microdep_rules.engine.waivers import Waived
    from microdep_rules.source import SourceFile

SAID = {
    Verdict.PASS: "passes {} on declared data",
    Verdict.FAIL: "fails {} on declared data",
    Verdict.UNKNOWN: "cannot be decided under {} on declared data",
    Verdict.EXEMPT: "is exempt from {} on declared data",
    Verdict.NOT_APPLICABLE: "does not come under {}",
    Verdict.DISCLOSE: "comes under the duty of {} to disclose",
    Verdict.ERROR: "could not be judged under {}",
}
OPEN = {
    "requirement": "what the rule requires is not decided",
    "applies": "whether the rule applies is not decided",
    "in force": "whether the rule is in force is not decided",
    "alternate": "it depends on which approved alternate is built",
    "exception": "an exception that is claimed is not decided",
}
MOST_ASKED = 8
"""So many questions are asked."""


def why(
    outcomes: Sequence[Outcome],
    pack: ir.Pack,
    sources: Mapping[str, SourceFile],
    bom: Bom,
    subject: str = "",
    width: int = WIDTH,
    waivers: Sequence[Waived] = (),
) -> str:
    """The proofs of what a rule says of a part, for a terminal.

    `outcomes` are those of one rule. `subject` is an id or a name; of a part, its materials are
    explained too. Without it every outcome is.
    """
    chosen = about(outcomes, subject) if subject else list(outcomes)
    if not chosen:
        return nothing_about(outcomes, subject, width)
    texts = []
    for outcome in chosen:
        group = tuple(p.id for p in outcome.parts)
        for member in members(outcome, subject):
            told = Explanation(member, pack, sources, bom, subject, group, width)
            told.answered, told.waived = answered(member, waivers), is_waived(member, waivers)
            texts.append(told.text())
    return ("\n" + "─" * 40 + "\n\n").join(texts)


@dataclass(slots=True)
class Explanation:
    """One outcome, explained."""

    outcome: Outcome
    pack: ir.Pack
    sources: Mapping[str, SourceFile]
    bom: Bom
    subject: str
    group: tuple[str, ...]
    """The parts of the group that it belongs to."""
    waived: bool
    """Whether one of them has effect on it."""
    answered: Sequence[str]
    """What waivers there are for it."""
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
        """All sections, those that have something to say."""
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
        self._rests()
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
        page.tagged(verdict, f"the {_named(parts[0])} {SAID[outcome.verdict].format(rule.id)}", 16)
        message = outcome.message if outcome.message != rule.title else ""
        for text in (message, "" if message.endswith(outcome.reason) else outcome.reason):
            if text:
                page.say(text, 16)
        if outcome.open:
            page.say(OPEN[outcome.open], 16)
        if outcome.violated:
            page.say("what the rule requires is already false", 16)
        page.blank()
        for part in parts[:3]:
            label = "part" if part.kind == "component" else part.kind
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

    def _parts(self) -> list[Part]:
        """What is asked about: the subject, or of a group those parts that were named."""
        found = [p for p in self.outcome.parts if not self.subject or is_called(p, self.subject)]
        return found or [self.outcome.subject]

    def _law(self) -> None:
        outcome, page = self.outcome, self.page
        timing = outcome.timing
        page.field("law", "; ".join(outcome.rule.cites))
        if self.pack.variant:
            page.field("variant", self.pack.variant)
        word = timing.basis.replace("_", "-")
        basis = "the as-of date" if word == "as of" else f"the date of {word}"
        if timing.assumed:
            page.field("judged by", f"{timing.day} (as of), for {basis} is not stated")
        elif timing.day is None:
            page.field("judged by", f"{basis}, which is not exactly known")
        else:
            page.field("judged by", f"{basis}, {timing.day}")
        page.field("in force", stretch_text(timing.start, timing.end))
        reviewed = outcome.rule.reviewed or self.pack.reviewed
        if reviewed is not None and timing.day is not None and timing.day > reviewed:
            page.field("reviewed", f"law as known on {reviewed}, before the day that decides")

    # ---- the conditions --------------------------------------------------------------------------

    def _applies(self) -> None:
        rule, proof = self.outcome.rule, self.outcome.applies_proof
        if self.outcome.parts:
            self._candidate()
            return
        if proof is None:
            return
        self.page.head("Does the rule apply?")
        self.page.tagged("", f"applies to {self._subject_words()}", 9, hang=4)
        if rule.subject.where is not None:
            self.proofs.tree(rule.subject.where, proof.children[0], 1)
        if rule.when is not None:
            self.page.tagged("", "when", 9)
            self.proofs.tree(rule.when, proof.children[1], 1)

    def _subject_words(self) -> str:
        subject = self.outcome.rule.subject
        told = self.quotes.head(subject.span, subject.where.span if subject.where is not None else None)
        return told.removeprefix("applies to ")

    def _candidate(self) -> None:
        """A part in which an open list may hide what the rule is about."""
        outcome = self.outcome
        chosen = {p.id for p in self._parts()}
        self.page.head("Does the rule apply?")
        self.page.tagged("", f"applies to {self._subject_words()}", 9, hang=4)
        found = [q for q in outcome.missing if q.missing.subject in chosen] or list(outcome.missing)
        self.proofs.lacking([q.missing for q in found], 1)
        if outcome.candidate and found:
            free = ", and so does a statement `free_of` on the part or on what it is in"
            of_materials = outcome.rule.subject.record == "material"
            self.page.say(
                "A complete list settles it (`complete:` on the part, or an empty list for none)"
                f"{free if of_materials else ''}.",
                9,
            )

    def _requirement(self) -> None:
        rule, proof = self.outcome.rule, self.outcome.proof
        if self.outcome.verdict is Verdict.DISCLOSE:
            self.page.head("What is to be disclosed")
            for span in dict.fromkeys(item.span for item in rule.disclose):
                self.page.say(self.quotes.words(span), 9, hang=4)
            self.proofs.facts(self.outcome.facts, 1)
            self.proofs.lacking([q.missing for q in self.outcome.missing], 1)
        if rule.requirement is None or proof is None:
            return
        if rule.forbids and isinstance(rule.requirement, ir.Not):
            self.page.head("What it forbids (the rule fails where this is true)")
            self.proofs.tree(rule.requirement.cond, proof.children[0])
        else:
            self.page.head("What it requires (the rule fails where this is false)")
            self.proofs.tree(rule.requirement, proof)
        # That of a comparison or of a list stands under its own words.
        if proof.reason and isinstance(rule.requirement, ir.All | ir.Any | ir.Not | ir.Defined):
            self.page.say(proof.reason, 9)
        if self.outcome.share:
            self.page.say(f"the share measured: {self.outcome.share}", 9)

    # ---- what it rests on ------------------------------------------------------------------------

    def _rests(self) -> None:
        outcome = self.outcome
        told = rest_lines(outcome.relies_on)
        if outcome.base is not None:
            word = "the presumption" if outcome.presumed else "the exception"
            told.append(f"without {word} it {BECOMES[outcome.base]}")
        told += outcome.notes
        proofs = [p for p in (outcome.proof, outcome.applies_proof) if p is not None]
        facts = list(dict.fromkeys(f for p in proofs for f in facts_of(p) if f.file))
        bare = sum(not f.evidence for f in facts)
        if facts:
            told.append(evidence_text(len(facts), bare))
        if told:
            self.page.head("What it rests on")
        for each in told:
            self.page.tagged("  -", each, 4)

    # ---- what would decide or change it ----------------------------------------------------------

    def _decides(self) -> None:
        outcome, page = self.outcome, self.page
        if not outcome.parts:
            found = what_decides(outcome, self.pack.definitions)
            TurnsText(page, self.quotes, self.places).section(outcome, found)
        chosen = {p.id for p in self._parts()}
        asked = [q for q in outcome.missing if not outcome.parts or q.missing.subject in chosen]
        forms: dict[str, dict[str, None]] = {}
        for each in asked:
            forms.setdefault(each.ask, {})[to_write(each.missing, self.bom)] = None
        asks = list(forms)
        if asks:
            page.head("Questions")
        for ask in asks[:MOST_ASKED]:
            page.tagged("  -", ask, 4)
            for form in filter(None, forms[ask]):
                page.say(f"as {form}", 6, hang=2)
        if len(asks) > MOST_ASKED:
            page.say(f"and {len(asks) - MOST_ASKED} more", 2)
        if outcome.fix and outcome.verdict is Verdict.FAIL:
            page.head("Way out")
            page.say(outcome.fix, 2)

    def _changes(self) -> None:
        if not self.outcome.changes:
            return
        date = stated_date(self.outcome)
        moved = f", were the date of {date} later" if date else ""
        self.page.head(f"What changes later{moved}, with the same facts")
        for change in self.outcome.changes:
            self.page.say(f"from {change.day} it {BECOMES[change.verdict]}", 2)


def _named(part: Part) -> str:
    return f"{'part' if part.kind == 'component' else part.kind} {part.name}"


def stretch_text(start: object, end: object) -> str:
    """`from 2018-12-31 before 2027-01-01`; `always` without bounds.

    >>> stretch_text(None, None)
    'always'
    """
    told = [f"from {start}"] if start is not None else []
    told += [f"before {end}"] if end is not None else []
    return " ".join(told) or "always"
