"""Outcomes with a known verdict; other fields are computed when a caller first reads one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from msgspec.structs import replace

from microdep_rules.engine.outcome import Outcome, part_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from microdep_rules.bom.model import Element
    from microdep_rules.engine.equivalence.tables import RowResult
    from microdep_rules.engine.outcome import Contradiction, ElementReference
    from microdep_rules.engine.values import Truth

    OutcomeBuilder = Callable[[Element, Truth, RowResult], Outcome]
    """Function that computes a component's full outcome, given the result of an equal component."""

ALIKE = frozenset({"base", "escalated", "presumed", "timing"})
"""Fields with one value for all subjects of a row of equal components.

Any other field is empty for all subjects of the row, or filled for all.
"""


class LazyOutcome:
    """Outcome with the fields of `Outcome`; most fields are computed when a caller first reads them."""

    __slots__ = ("_completed",)

    is_beyond_bounds = False
    waiver = baseline = ""
    many, parts = 0, ()
    decides, standing, is_finding = Outcome.decides, Outcome.standing, Outcome.is_finding

    def __init__(self) -> None:
        self._completed: Outcome | None = None

    def _compute(self) -> Outcome:
        """Compute the full outcome."""
        raise NotImplementedError

    def complete(self) -> Outcome:
        """Return the full outcome; it is computed only once."""
        if self._completed is None:
            self._completed = self._compute()
        return self._completed

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - a field of any type
        return getattr(self.complete(), name)

    def __eq__(self, other: object) -> bool:
        return self.complete() == (other.complete() if isinstance(other, LazyOutcome) else other)

    def __hash__(self) -> int:
        return hash(self.complete())

    def __reduce__(self) -> tuple[Any, ...]:
        return _itself, (self.complete(),)


class RowOutcome(LazyOutcome):
    """Outcome of a subject that is taken from an equal subject of its row, which was judged."""

    __slots__ = ("_again", "_belongs", "_element", "_subject", "like")

    def __init__(self, like: RowResult, element: Element, belongs: Truth, again: OutcomeBuilder) -> None:
        self.like, self._element, self._belongs, self._again = like, element, belongs, again
        self._completed: Outcome | None = None
        self._subject: ElementReference | None = None

    rule = property(lambda self: self.like.outcome.rule)
    verdict = property(lambda self: self.like.outcome.verdict)
    open = property(lambda self: self.like.outcome.open)
    violated = property(lambda self: self.like.outcome.violated)
    changes = property(lambda self: self.like.outcome.changes)
    candidate = property(lambda self: self.like.outcome.candidate)
    alternate = property(lambda self: self.like.outcome.alternate)
    is_not_yet = property(lambda self: self.like.later)

    @property
    def contradictions(self) -> tuple[Contradiction, ...]:
        """Return the lists of the subject that claim to be complete, but lack required milestones."""
        return self.complete().contradictions if self._outcome.contradictions else ()

    @property
    def subject(self) -> ElementReference:
        """Return a reference to the subject."""
        if self._subject is None:
            self._subject = part_of(self._element)
        return self._subject

    @property
    def relies_on(self) -> tuple[tuple[str, str], ...]:
        """Return the reliances of the outcome besides its facts, as pairs of kind and text."""
        return self._outcome.relies_on if self.like.reliances_free_of_names else self.complete().relies_on

    @property
    def reliance_kinds(self) -> tuple[str, ...]:
        """Return the kinds of the outcome's reliances, which are equal in the whole row."""
        return self._outcome.reliance_kinds

    @property
    def _outcome(self) -> Outcome:
        assert self.like.outcome is not None
        return self.like.outcome

    def _compute(self) -> Outcome:
        return self._again(self._element, self._belongs, self.like)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - a field of any type
        if self._completed is None and (name in ALIKE or not getattr(self._outcome, name)):
            return getattr(self._outcome, name)
        return getattr(self.complete(), name)


class DeferredOutcome(LazyOutcome):
    """Outcome of a rule with a single subject; at first, only the verdict is known.

    When a caller reads another field, the subject is judged again.
    """

    __slots__ = ("_again", "_short")

    is_not_yet = candidate = False
    changes = contradictions = ()

    def __init__(self, short: Outcome, again: Callable[[], Outcome]) -> None:
        """Store the outcome with the verdict (`short`), and the function that computes the full outcome."""
        super().__init__()
        self._short, self._again = short, again

    rule = property(lambda self: self._short.rule)
    verdict = property(lambda self: self._short.verdict)
    subject = property(lambda self: self._short.subject)
    timing = property(lambda self: self._short.timing)
    open = property(lambda self: self._short.open)
    violated = property(lambda self: self._short.violated)
    alternate = property(lambda self: self._short.alternate)

    def _compute(self) -> Outcome:
        return self._again()


def _itself(outcome: Outcome) -> Outcome:
    return outcome


make_row_outcome = cast("Callable[[RowResult, Element, Truth, OutcomeBuilder], Outcome]", RowOutcome)
"""Make the outcome of a subject from the result of its row; details are computed when they are read."""


defer_outcome = cast("Callable[[Outcome, Callable[[], Outcome]], Outcome]", DeferredOutcome)
"""Make an outcome with a known verdict; its subject is judged again when another field is read."""


def complete(outcome: Outcome) -> Outcome:
    """Return an outcome with all fields computed."""
    return outcome.complete() if isinstance(outcome, LazyOutcome) else outcome


def update_outcome(outcome: Outcome, **fields: object) -> Outcome:
    """Return a copy of an outcome with other values in some fields."""
    return replace(complete(outcome), **fields)


def is_free_of_names(outcome: Outcome, names: tuple[str, ...]) -> bool:
    """Return whether the texts about the reliances of an outcome contain none of the names.

    Such texts are valid for all elements of the class.
    """
    texts = [text for reliance in outcome.relies_on for text in reliance]
    return not texts or not any(name in text for name in names for text in texts)


def drop_proofs(outcome: Outcome) -> Outcome:
    """Return the outcome without proofs, because proofs take most of the memory."""
    exceptions = tuple(replace(exception, proof=None) for exception in outcome.exceptions)
    return update_outcome(outcome, proof=None, applies_proof=None, exceptions=exceptions)
