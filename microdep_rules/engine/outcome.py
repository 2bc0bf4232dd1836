"""Outcomes: the result of one rule for one subject, even if the subject passes."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from microdep_rules.engine.standing import of_outcome

if TYPE_CHECKING:
    from datetime import date

    from microdep_rules.bom.model import Element
    from microdep_rules.engine.proof import ListedParty, Proof
    from microdep_rules.engine.readings import Fact
    from microdep_rules.engine.values import MissingFact, Truth
    from microdep_rules.engine.verdict import Verdict
    from microdep_rules.lang import ir

ANSWERED, DISCLOSE = frozenset({"fail", "unknown"}), "disclose"
"""Verdicts to which a person must respond.

A duty to disclose (*disclose*) needs a response only if facts are missing.
"""
DECIDING = frozenset({"prohibit", "ineligible"})
"""Severities of rules that affect the verdict on a product; other outcomes are only reported."""


class ElementReference(Struct, frozen=True):
    """The element that an outcome is about: its kind, id, name and position in the file."""

    kind: str
    id: str
    name: str
    pointer: str
    file: str


class ExceptionResult(Struct, frozen=True):
    """Result of an exception for one subject.

    The state is `applies`, `disqualified`, `claimed`, `not_demonstrated` or `does_not_apply`.
    """

    name: str
    state: str
    cites: tuple[str, ...]
    because: str = ""
    facts: tuple[Fact, ...] = ()
    """The facts that `because` states."""
    needs: tuple[MissingFact, ...] = ()
    fix: str = ""
    share: str = ""
    """Text of the share that the exception measured.

    The share that the requirement measured is a field of the outcome.
    """
    unsettled: str = ""
    """The disputed interpretation on which the state of the exception may depend; empty if there is none."""
    unsettled_dates: tuple[str, ...] = ()
    """Disputed interpretations about the dates of the exception."""
    proof: Proof | None = None


class RequirementElement(Struct, frozen=True):
    """A lettered element of the requirement, such as (a), with its truth value."""

    letter: str
    value: Truth
    cites: str
    decides: bool = False
    """True if the value of this element decides the value of the requirement."""


class VerdictChange(Struct, frozen=True):
    """Later day on which the verdict changes, with the new verdict."""

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
"""The part of a rule that needs a missing fact. Questions are asked in the order of these parts."""


class FactQuestion(Struct, frozen=True):
    """A question about a missing fact, with the part of the rule that needs the answer."""

    missing: MissingFact
    ask: str
    needed_for: NeededFor = "requirement"
    listed: str = ""
    """Listed company with a similar name, if the question is about this company; otherwise empty."""
    to_compare: str = ""
    """The company in `listed`, if the person who answers must decide whether the party is this company."""


class Contradiction(Struct, frozen=True):
    """A material whose list of stages is marked complete but omits milestones that a rule requires."""

    material: ElementReference
    lacking: tuple[str, ...]


UNCERTAIN = "exempt; without the exception, "
"""Start of the message of an exemption, if the requirement would be unknown without the exception."""
NOT_YET = "not a subject of the rule on "
"""Start of the reason in an outcome for an element that becomes a subject only later."""
BEYOND_BOUNDS = "exceeds the limits of evaluation"
"""End of the reason in an outcome whose evaluation reached its step limit."""


class Outcome(Struct, frozen=True):
    """Outcome of one rule for one subject on one day.

    A grouped outcome stands for several elements that lack the same fact; `parts` lists them. `relies_on`
    lists the reliances of the verdict besides its facts, as pairs of kind and text.
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
    listed_parties: tuple[tuple[str, ListedParty], ...] = ()
    """Companies that are certainly on a list of the rule, although the subject does not fail.

    Each company has the id of its component inside the subject; the id is empty for the subject itself.
    """
    places: tuple[tuple[str, Verdict], ...] = ()
    parts: tuple[ElementReference, ...] = ()
    changes: tuple[VerdictChange, ...] = ()
    candidate: bool = False
    alternate: bool = False
    """True for an approved alternate and for everything inside it.

    If such a subject fails, the verdict on the document is unknown, because the alternate may never be used.
    """
    share: str = ""
    contradictions: tuple[Contradiction, ...] = ()
    proof: Proof | None = None
    applies_proof: Proof | None = None
    many: int = 0
    """Number of subjects that this outcome counts without listing them; 0 for an ordinary outcome.

    Only passes and inapplicable rules are counted in this way.
    """
    stands_for: tuple[tuple[str, int], ...] = ()
    """Ids of components that stand for several equal components, each with their number."""
    members: tuple[Outcome, ...] = ()
    """In a grouped outcome, the outcome of each member, with its proof."""
    waiver: str = ""
    """Id of the waiver that covers the finding; a waiver does not change the verdict."""
    against_law: bool = False
    """True if a waiver of a company covers a finding of a rule of law and cites no provision of law."""
    baseline: str = ""
    """State in comparison with a baseline: `known`, `new` or `changed`; empty without a baseline."""

    @property
    def decides(self) -> bool:
        """Return whether the severity of the rule affects the verdict on a product."""
        return self.rule.severity in DECIDING

    @property
    def standing(self) -> str:
        """Return the verdict in one word, such as `fail`, or `fail_waived` if a waiver covers it."""
        return of_outcome(self.verdict.value, waived=bool(self.waiver))

    @property
    def is_beyond_bounds(self) -> bool:
        """Return whether the outcome is unknown because the evaluation reached its step limit."""
        return self.reason.endswith(BEYOND_BOUNDS)

    @property
    def is_not_yet(self) -> bool:
        """Return whether the element becomes a subject only on a later day."""
        return self.reason.startswith(NOT_YET)

    @property
    def reliance_kinds(self) -> tuple[str, ...]:
        """Return the kinds of reliances in `relies_on`, each once."""
        return tuple(sorted({kind for kind, _ in self.relies_on}))

    @property
    def missing_names(self) -> tuple[str, ...]:
        """Return the names of the missing facts; each name appears once."""
        return tuple(sorted({q.missing.name for q in self.missing}))

    @property
    def is_finding(self) -> bool:
        """Return whether a person must respond to the outcome.

        A person must respond if the outcome fails, is unknown, or lacks facts for a disclosure.
        """
        verdict = self.verdict.value
        return not self.many and (verdict in ANSWERED or (verdict == DISCLOSE and bool(self.missing)))

    @property
    def all_facts(self) -> tuple[Fact, ...]:
        """Return the facts of the requirement, then the facts of the exceptions, each once."""
        own = (fact for exception in self.exceptions for fact in exception.facts)
        return tuple(dict.fromkeys((*self.facts, *own)))

    def fingerprint(self, document: str) -> str:
        """Return a text that identifies a finding by its rule, document and subject.

        The text does not change if a line number or a wording changes.
        """
        return self.fingerprints(document)[0]

    def fingerprints(self, document: str) -> tuple[str, ...]:
        """Return the fingerprint of a finding, and its fingerprints under former names of the rule."""
        about = " ".join(self.missing_names) if self.parts else self.subject.id
        rest = (document, about, *(("parts",) if self.parts else ()))
        texts = ("\n".join((rule, *rest)) for rule in (self.rule.id, *self.rule.formerly))
        return tuple(hashlib.sha256(text.encode()).hexdigest()[:16] for text in texts)


def part_of(element: Element) -> ElementReference:
    """Return the reference to an element that an outcome contains."""
    return ElementReference(element.kind, element.id, element.name, element.pointer, element.file.path)
