"""Outcomes: one for each rule and subject, passes included."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from microdep_rules.engine.standing import of_outcome

if TYPE_CHECKING:
    from datetime import date

    from microdep_rules.bom.model import Element
    from microdep_rules.engine.proof import Proof
    from microdep_rules.engine.readings import Fact
    from microdep_rules.engine.values import MissingFact, Truth
    from microdep_rules.engine.verdict import Verdict
    from microdep_rules.lang import ir

ANSWERED, DISCLOSE = frozenset({"fail", "unknown"}), "disclose"
"""Verdicts that need an answer; a duty to disclose needs one if facts are missing."""
DECIDING = frozenset({"prohibit", "ineligible"})
"""Severities that decide a product; the others are printed and counted."""


class ElementReference(Struct, frozen=True):
    """Element that an outcome is about: its kind, id, name and position."""

    kind: str
    id: str
    name: str
    pointer: str
    file: str


class ExceptionResult(Struct, frozen=True):
    """Exception, judged for a subject: applies, disqualified, claimed or not demonstrated."""

    name: str
    state: str
    cites: tuple[str, ...]
    because: str = ""
    needs: tuple[MissingFact, ...] = ()
    fix: str = ""
    share: str = ""
    """The share that the exception measured; that of the requirement is in the outcome."""
    unsettled: str = ""
    """Disputed interpretation of the exception, where its state may depend on it."""
    unsettled_dates: tuple[str, ...] = ()
    """The same of the days between which it is in force."""
    proof: Proof | None = None


class RequirementElement(Struct, frozen=True):
    """A lettered element of the requirement and its value."""

    letter: str
    value: Truth
    cites: str
    decides: bool = False
    """The value of the requirement is due to it."""


class VerdictChange(Struct, frozen=True):
    """Later day on which the verdict changes, with the new verdict."""

    day: date
    verdict: Verdict


class Timing(Struct, frozen=True):
    """Period in which the rule is in force, and the date that decided."""

    start: date | None
    end: date | None
    basis: str
    day: date | None
    assumed: bool
    status: str = ""


NeededFor = Literal["in force", "applies", "requirement", "exception", "disclosure"]
"""Purpose of a missing fact; the first open one is settled first."""


class FactQuestion(Struct, frozen=True):
    """A missing fact with its question, and its purpose for the rule."""

    missing: MissingFact
    ask: str
    needed_for: NeededFor = "requirement"


class Contradiction(Struct, frozen=True):
    """A material whose list of stages is marked complete but lacks milestones of a rule."""

    material: ElementReference
    lacking: tuple[str, ...]


NOT_YET = "not a subject of the rule on "
"""Start of the reason why a rule does not yet apply to a subject."""
BEYOND_BOUNDS = "exceeds the limits of evaluation"
"""End of the reason of an outcome whose rule exceeds the limits of evaluation."""


class Outcome(Struct, frozen=True):
    """Outcome of one rule for one subject on one day.

    `parts` lists the candidates of a grouped outcome, which lack the same fact. `relies_on` lists reliances
    besides facts, as (kind, text).
    """

    rule: ir.Rule
    subject: ElementReference
    verdict: Verdict
    timing: Timing
    reason: str = ""
    open: str = ""
    violated: bool = False
    base: Verdict | None = None
    presumed: bool = False
    escalated: bool = False
    message: str = ""
    fix: str = ""
    facts: tuple[Fact, ...] = ()
    missing: tuple[FactQuestion, ...] = ()
    elements: tuple[RequirementElement, ...] = ()
    exceptions: tuple[ExceptionResult, ...] = ()
    relies_on: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    places: tuple[tuple[str, Verdict], ...] = ()
    parts: tuple[ElementReference, ...] = ()
    changes: tuple[VerdictChange, ...] = ()
    candidate: bool = False
    alternate: bool = False
    """The subject is an approved alternate, or in one: missing facts about it leave the document unknown."""
    share: str = ""
    contradictions: tuple[Contradiction, ...] = ()
    proof: Proof | None = None
    applies_proof: Proof | None = None
    many: int = 0
    """Number of subjects that are counted but not listed; 0 for a single outcome.

    Only passes, and subjects to which the rule does not apply, are counted.
    """
    stands_for: tuple[tuple[str, int], ...] = ()
    """Components of a large document that represent several equal ones: the id of each, and their number,
    itself included."""
    members: tuple[Outcome, ...] = ()
    """Outcome of each member of a group, with its proof."""
    waiver: str = ""
    """Id of the waiver of the finding; the verdict does not change."""
    against_law: bool = False
    """The waiver is a company decision against a rule of law, without a provision of law."""
    baseline: str = ""
    """State in a baseline: `known`, `new` or `changed`; empty without a baseline."""

    @property
    def decides(self) -> bool:
        """Return whether the rule's severity decides a product."""
        return self.rule.severity in DECIDING

    @property
    def standing(self) -> str:
        """Its verdict, or that with the fact that it is waived."""
        return of_outcome(self.verdict.value, waived=bool(self.waiver))

    @property
    def is_beyond_bounds(self) -> bool:
        """Return whether it is unknown because the rule takes too long for its subject."""
        return self.reason.endswith(BEYOND_BOUNDS)

    @property
    def is_not_yet(self) -> bool:
        """Return whether the subject is one only on later days."""
        return self.reason.startswith(NOT_YET)

    @property
    def reliance_kinds(self) -> tuple[str, ...]:
        """Return the kinds of its reliances, each once."""
        return tuple(sorted({kind for kind, _ in self.relies_on}))

    @property
    def missing_names(self) -> tuple[str, ...]:
        """The names of the missing facts, each once."""
        return tuple(sorted({q.missing.name for q in self.missing}))

    @property
    def is_finding(self) -> bool:
        """Return whether it needs an answer: it fails, is unknown, or is to be disclosed and lacks facts."""
        verdict = self.verdict.value
        return not self.many and (verdict in ANSWERED or (verdict == DISCLOSE and bool(self.missing)))

    def fingerprint(self, document: str) -> str:
        """Return the identity of a finding, from rule, document and subject.

        No line numbers and no wording.
        """
        return self.fingerprints(document)[0]

    def fingerprints(self, document: str) -> tuple[str, ...]:
        """Return the fingerprint, followed by those under former names of the rule."""
        about = " ".join(self.missing_names) if self.parts else self.subject.id
        rest = (document, about, *(("parts",) if self.parts else ()))
        texts = ("\n".join((rule, *rest)) for rule in (self.rule.id, *self.rule.formerly))
        return tuple(hashlib.sha256(text.encode()).hexdigest()[:16] for text in texts)


def part_of(element: Element) -> ElementReference:
    """Return an element as an outcome names it."""
    return ElementReference(element.kind, element.id, element.name, element.pointer, element.file.path)
