"""Outcomes of which the verdict is known, and of which the rest is made when somebody asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from msgspec.structs import replace

from microdep_rules.engine.outcome import Outcome, part_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from microdep_rules.bom.model import Element
    from microdep_rules.engine.alike.tables import Like
    from microdep_rules.engine.outcome import Contradiction, Part
    from microdep_rules.engine.values import Truth

    Again = Callable[[Element, Truth, Like], Outcome]
    """Makes the outcome of a component like another one, without keeping what an evaluation keeps."""

ALIKE = frozenset({"base", "escalated", "presumed", "timing"})
"""Fields in which all subjects of a class are alike; a field that is empty is so for all of them."""


class Later:
    """An outcome that is made when somebody asks for more of it than is known before.

    It reads like the outcome that it stands for.
    """

    __slots__ = ("_made",)

    is_beyond_bounds = False
    waiver = baseline = ""
    many, parts = 0, ()
    decides, standing, is_finding = Outcome.decides, Outcome.standing, Outcome.is_finding

    def __init__(self) -> None:
        self._made: Outcome | None = None

    def _whole(self) -> Outcome:
        """Makes the outcome itself."""
        raise NotImplementedError

    def made(self) -> Outcome:
        """The outcome itself."""
        if self._made is None:
            self._made = self._whole()
        return self._made

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - a field of any type
        return getattr(self.made(), name)

    def __eq__(self, other: object) -> bool:
        return self.made() == (other.made() if isinstance(other, Later) else other)

    def __hash__(self) -> int:
        return hash(self.made())

    def __reduce__(self) -> tuple[Any, ...]:
        return _itself, (self.made(),)


class Promised(Later):
    """One of a row of subjects: what is said of another one of it is known to be said of this one, too."""

    __slots__ = ("_again", "_belongs", "_element", "_subject", "like")

    def __init__(self, like: Like, element: Element, belongs: Truth, again: Again) -> None:
        self.like, self._element, self._belongs, self._again = like, element, belongs, again
        self._made: Outcome | None = None
        self._subject: Part | None = None

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
        """What of its lists contradicts what the rule wants."""
        return self.made().contradictions if self._outcome.contradictions else ()

    @property
    def subject(self) -> Part:
        """What it is about."""
        if self._subject is None:
            self._subject = part_of(self._element)
        return self._subject

    @property
    def rests_on(self) -> tuple[tuple[str, str], ...]:
        """What it rests on besides facts."""
        return self._outcome.rests_on if self.like.rests else self.made().rests_on

    @property
    def rest_kinds(self) -> tuple[str, ...]:
        """The kinds of that, which are the same for all of a row."""
        return self._outcome.rest_kinds

    @property
    def _outcome(self) -> Outcome:
        assert self.like.outcome is not None
        return self.like.outcome

    def _whole(self) -> Outcome:
        return self._again(self._element, self._belongs, self.like)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - a field of any type
        if self._made is None and (name in ALIKE or not getattr(self._outcome, name)):
            return getattr(self._outcome, name)
        return getattr(self.made(), name)


class Deferred(Later):
    """One subject of which the verdict was judged, and the rest is when somebody asks for it."""

    __slots__ = ("_again", "_short")

    is_not_yet = candidate = False
    changes = contradictions = ()

    def __init__(self, short: Outcome, again: Callable[[], Outcome]) -> None:
        """`short` is the outcome without what takes long to say."""
        super().__init__()
        self._short, self._again = short, again

    rule = property(lambda self: self._short.rule)
    verdict = property(lambda self: self._short.verdict)
    subject = property(lambda self: self._short.subject)
    timing = property(lambda self: self._short.timing)
    open = property(lambda self: self._short.open)
    violated = property(lambda self: self._short.violated)
    alternate = property(lambda self: self._short.alternate)

    def _whole(self) -> Outcome:
        return self._again()


def _itself(outcome: Outcome) -> Outcome:
    return outcome


promised = cast("Callable[[Like, Element, Truth, Again], Outcome]", Promised)
"""An outcome of the same row as another one, made when more than its verdict is asked for."""


deferred = cast("Callable[[Outcome, Callable[[], Outcome]], Outcome]", Deferred)
"""An outcome of which the verdict was judged, and which is judged again when more is asked for."""


def made(outcome: Outcome) -> Outcome:
    """An outcome with all that is said of its subject."""
    return outcome.made() if isinstance(outcome, Later) else outcome


def changed(outcome: Outcome, **fields: object) -> Outcome:
    """An outcome with other values of some fields."""
    return replace(made(outcome), **fields)


def rests_on_no_name(outcome: Outcome, names: tuple[str, ...]) -> bool:
    """Return whether no name is in what an outcome rests on, so that all of its class rest on the same."""
    texts = [text for rests in outcome.rests_on for text in rests]
    return not texts or not any(name in text for name in names for text in texts)


def without_proofs(outcome: Outcome) -> Outcome:
    """The same without what only explanations need, which takes most of the memory."""
    exceptions = tuple(replace(exception, proof=None) for exception in outcome.exceptions)
    return changed(outcome, proof=None, applies_proof=None, exceptions=exceptions)
