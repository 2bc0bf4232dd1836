"""Outcomes: one for each rule and each subject of the rule, even if the subject passes."""

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
"""Verdicts to which a person must respond.

A person must also respond to a duty to disclose if facts are missing.
"""
DECIDING = frozenset({"prohibit", "ineligible"})
"""Severities of rules that affect the verdict on a product.

Outcomes of rules with other severities are only reported and counted.
"""


class ElementReference(Struct, frozen=True):
    """Element that an outcome is about: its kind, id, name and position."""

    kind: str
    id: str
    name: str
    pointer: str
    file: str


class ExceptionResult(Struct, frozen=True):
    """An exception, judged for a subject: applies, disqualified, claimed or not demonstrated."""

    name: str
    state: str
    cites: tuple[str, ...]
    because: str = ""
    needs: tuple[MissingFact, ...] = ()
    fix: str = ""
    share: str = ""
    """The share that the exception measured.

    The share that the requirement measured is a field of the outcome.
    """
    unsettled: str = ""
    """Disputed interpretation of the exception, if the state of the exception may depend on it."""
    unsettled_dates: tuple[str, ...] = ()
    """Disputed interpretations of the dates between which the exception is in force."""
    proof: Proof | None = None


class RequirementElement(Struct, frozen=True):
    """A lettered element of the requirement, such as (a), with its truth value."""

    letter: str
    value: Truth
    cites: str
    decides: bool = False
    """True if the element determines the value of the requirement."""


class VerdictChange(Struct, frozen=True):
    """A later day on which the verdict changes, with the new verdict."""

    day: date
    verdict: Verdict


class Timing(Struct, frozen=True):
    """The period in which the rule is in force, and the date that was compared with this period."""

    start: date | None
    end: date | None
    basis: str
    day: date | None
    assumed: bool
    status: str = ""


NeededFor = Literal["in force", "applies", "requirement", "exception", "disclosure"]
"""Reason why a missing fact is needed. Questions are asked in this order of reasons."""


class FactQuestion(Struct, frozen=True):
    """A missing fact with its question, and the reason why the rule needs the fact."""

    missing: MissingFact
    ask: str
    needed_for: NeededFor = "requirement"
    listed: str = ""
    """Listed company with a similar name, if a person must decide whether the party is this company."""


class Contradiction(Struct, frozen=True):
    """A material with a list of stages that is marked complete, but lacks milestones of a rule."""

    material: ElementReference
    lacking: tuple[str, ...]


NOT_YET = "not a subject of the rule on "
"""Beginning of the reason why a rule does not yet apply to a subject."""
BEYOND_BOUNDS = "exceeds the limits of evaluation"
"""Last words of the reason in an outcome for which the evaluation reached its step limit."""


class Outcome(Struct, frozen=True):
    """Outcome of one rule for one subject on one day.

    In a grouped outcome, `parts` lists the candidates, which lack the same fact. `relies_on` lists what the
    verdict relies on besides facts, as pairs of kind and text.
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
    """True for an approved alternate and for everything inside an alternate.

    Missing facts about an alternate make the verdict on the document unknown.
    """
    share: str = ""
    contradictions: tuple[Contradiction, ...] = ()
    proof: Proof | None = None
    applies_proof: Proof | None = None
    many: int = 0
    """Number of subjects that are counted but not listed; 0 for a single outcome.

    Only passes and subjects to which the rule does not apply can be counted.
    """
    stands_for: tuple[tuple[str, int], ...] = ()
    """Components that represent several equal components. Each id is paired with the number of components."""
    members: tuple[Outcome, ...] = ()
    """Outcome of each member of a group, with its proof."""
    waiver: str = ""
    """Id of the waiver that covers the finding. A waiver does not change the verdict."""
    against_law: bool = False
    """True if the waiver is a company decision against a rule of law, and names no provision of law."""
    baseline: str = ""
    """State in comparison with a baseline: `known`, `new` or `changed`; empty without a baseline."""

    @property
    def decides(self) -> bool:
        """Return whether the severity of the rule affects the verdict on a product."""
        return self.rule.severity in DECIDING

    @property
    def standing(self) -> str:
        """Return one word for the verdict and for whether a waiver covers the finding."""
        return of_outcome(self.verdict.value, waived=bool(self.waiver))

    @property
    def is_beyond_bounds(self) -> bool:
        """Return whether the outcome is unknown because judging the subject exceeds the step limit."""
        return self.reason.endswith(BEYOND_BOUNDS)

    @property
    def is_not_yet(self) -> bool:
        """Return whether the element becomes a subject only on a later day."""
        return self.reason.startswith(NOT_YET)

    @property
    def reliance_kinds(self) -> tuple[str, ...]:
        """Return the kinds of the reliances, each once."""
        return tuple(sorted({kind for kind, _ in self.relies_on}))

    @property
    def missing_names(self) -> tuple[str, ...]:
        """Return the names of the missing facts, each once."""
        return tuple(sorted({q.missing.name for q in self.missing}))

    @property
    def is_finding(self) -> bool:
        """Return whether a person must respond to the outcome.

        This is so if the outcome fails, is unknown, or lacks facts for a disclosure.
        """
        verdict = self.verdict.value
        return not self.many and (verdict in ANSWERED or (verdict == DISCLOSE and bool(self.missing)))

    def fingerprint(self, document: str) -> str:
        """Return the identity of a finding: a text made from the rule, the document and the subject.

        A changed line number or a changed wording does not change the identity.
        """
        return self.fingerprints(document)[0]

    def fingerprints(self, document: str) -> tuple[str, ...]:
        """Return the fingerprint, then the fingerprints with the former names of the rule."""
        about = " ".join(self.missing_names) if self.parts else self.subject.id
        rest = (document, about, *(("parts",) if self.parts else ()))
        texts = ("\n".join((rule, *rest)) for rule in (self.rule.id, *self.rule.formerly))
        return tuple(hashlib.sha256(text.encode()).hexdigest()[:16] for text in texts)


def part_of(element: Element) -> ElementReference:
    """Return a reference to an element, for use in an outcome."""
    return ElementReference(element.kind, element.id, element.name, element.pointer, element.file.path)
