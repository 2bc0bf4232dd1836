"""What the engine says: one outcome for every rule and subject, passes included."""

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
    from microdep_rules.engine.values import Missing, Truth
    from microdep_rules.engine.verdict import Verdict
    from microdep_rules.lang import ir

ANSWERED, DISCLOSE = frozenset({"fail", "unknown"}), "disclose"
"""Verdicts for which somebody can answer; what is to be disclosed, where facts are missing."""
DECIDING = frozenset({"prohibit", "ineligible"})
"""Severities that decide a product; the others are printed and counted."""


class Part(Struct, frozen=True):
    """An element that an outcome is about: its kind, id, name, and where it stands."""

    kind: str
    id: str
    name: str
    pointer: str
    file: str


class Judged(Struct, frozen=True):
    """An exception, tried on a subject: held, lost, claimed or not shown."""

    name: str
    state: str
    cites: tuple[str, ...]
    because: str = ""
    needs: tuple[Missing, ...] = ()
    fix: str = ""
    share: str = ""
    """The share that the exception measured; the requirement's stands in the outcome."""
    unsettled: str = ""
    """What is not settled about it, where its holding or not may rest on that."""
    unsettled_dates: tuple[str, ...] = ()
    """The same of the days between which it is in force."""
    proof: Proof | None = None


class RequirementElement(Struct, frozen=True):
    """A lettered element of the requirement and its value."""

    letter: str
    value: Truth
    cites: str
    decides: bool = False
    """Whether the requirement is what it is because of it."""


class Change(Struct, frozen=True):
    """A later day on which the verdict changes, and to what."""

    day: date
    verdict: Verdict


class Timing(Struct, frozen=True):
    """When the rule is in force, and the day that decided."""

    start: date | None
    end: date | None
    basis: str
    day: date | None
    assumed: bool
    status: str = ""


NeededFor = Literal["in force", "applies", "requirement", "exception", "disclosure"]
"""What a rule needs a fact for; the first of these that is open is to be settled first."""


class Question(Struct, frozen=True):
    """A missing fact with the question that would supply it, and what the rule needs it for."""

    missing: Missing
    ask: str
    needed_for: NeededFor = "requirement"


class Contradiction(Struct, frozen=True):
    """A material whose list of stages is said to be complete and lacks milestones of a rule."""

    material: Part
    lacking: tuple[str, ...]


NOT_YET = "not a subject of the rule on "
"""Why a rule does not apply to what is its subject later."""
BEYOND_BOUNDS = "was not evaluated within bounds"
"""How the reason of an outcome ends where the rule takes too long for its subject."""


class Outcome(Struct, frozen=True):
    """What one rule says of one subject on one day.

    `parts` lists the parts of a grouped outcome: candidates of one rule that lack the same fact.
    `rests_on` names whatever it relies on besides facts, as (kind, text).
    """

    rule: ir.Rule
    subject: Part
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
    missing: tuple[Question, ...] = ()
    elements: tuple[RequirementElement, ...] = ()
    exceptions: tuple[Judged, ...] = ()
    rests_on: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    places: tuple[tuple[str, Verdict], ...] = ()
    parts: tuple[Part, ...] = ()
    changes: tuple[Change, ...] = ()
    candidate: bool = False
    alternate: bool = False
    """Whether the subject is an approved alternate, or in one: what it lacks leaves the document unknown."""
    share: str = ""
    contradictions: tuple[Contradiction, ...] = ()
    proof: Proof | None = None
    applies_proof: Proof | None = None
    many: int = 0
    """So many subjects that are counted and not listed one by one; 0 for an outcome of its own. Only what
    passes, or what a rule does not apply to, is ever counted."""
    stands_for: tuple[tuple[str, int], ...] = ()
    """Parts of a large document that are named for many which say the same: the id of each, and how many
    there are, itself included."""
    members: tuple[Outcome, ...] = ()
    """Of a group: the outcome of each part, with its proof."""
    waiver: str = ""
    """The id of the waiver by which somebody answers for it; the verdict is what it is."""
    against_law: bool = False
    """Whether that waiver is a decision of the company against a rule of law, by no provision of law."""
    baseline: str = ""
    """Whether a baseline has it: `known`, `new` or `changed`; nothing where there is none to compare with."""

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
        """Return whether what it is about is a subject of the rule on later days alone."""
        return self.reason.startswith(NOT_YET)

    @property
    def rest_kinds(self) -> tuple[str, ...]:
        """The kinds of what it rests on besides facts, each once."""
        return tuple(sorted({kind for kind, _ in self.rests_on}))

    @property
    def missing_names(self) -> tuple[str, ...]:
        """The names of the missing facts, each once."""
        return tuple(sorted({q.missing.name for q in self.missing}))

    @property
    def is_finding(self) -> bool:
        """Whether somebody can answer for it: it fails, is unknown, or is to be disclosed and lacks facts."""
        verdict = self.verdict.value
        return not self.many and (verdict in ANSWERED or (verdict == DISCLOSE and bool(self.missing)))

    def fingerprint(self, document: str) -> str:
        """The identity of a finding: rule, document and subject, no line numbers and no words."""
        return self.fingerprints(document)[0]

    def fingerprints(self, document: str) -> tuple[str, ...]:
        """The same, and behind it what it was when the rule had another name."""
        about = " ".join(self.missing_names) if self.parts else self.subject.id
        rest = (document, about, *(("parts",) if self.parts else ()))
        texts = ("\n".join((rule, *rest)) for rule in (self.rule.id, *self.rule.formerly))
        return tuple(hashlib.sha256(text.encode()).hexdigest()[:16] for text in texts)


def part_of(element: Element) -> Part:
    """An element as an outcome names it."""
    return Part(element.kind, element.id, element.name, element.pointer, element.file.path)
