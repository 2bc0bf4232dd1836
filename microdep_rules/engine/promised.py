"""Outcomes of which the verdict is known, and of which the rest is made when somebody asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from msgspec.structs import replace

from microdep_rules.engine.outcome import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable

    from microdep_rules.engine.outcome import Part

ALIKE = frozenset({"base", "escalated", "presumed", "timing"})
"""Fields in which all subjects of a class are alike; a field that is empty is so for all of them."""


class Promised:
    """One of a class of subjects: what is said of another one of it is known to be said of this one, too.

    It reads like the outcome that it stands for.
    """

    __slots__ = (
        *("_like", "_made", "_make", "alternate", "candidate", "changes", "open", "rests_on", "rule"),
        *("subject", "verdict", "violated"),
    )

    is_beyond_bounds = False
    waiver = baseline = ""
    many, parts = 0, ()
    decides, standing, is_finding = Outcome.decides, Outcome.standing, Outcome.is_finding

    def __init__(self, like: Outcome, subject: Part, make: Callable[[], Outcome], *, rests: bool) -> None:
        """`rests` says whether what it rests on has no name of the other one in it."""
        self._like, self._make, self._made = like, make, cast("Outcome | None", None)
        self.rule, self.subject, self.verdict = like.rule, subject, like.verdict
        self.open, self.violated, self.changes = like.open, like.violated, like.changes
        self.candidate, self.alternate = like.candidate, like.alternate
        if rests:
            self.rests_on = like.rests_on

    def made(self) -> Outcome:
        """The outcome itself."""
        if self._made is None:
            self._made = self._make()
        return self._made

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - a field of any type
        if self._made is None and (name in ALIKE or not getattr(self._like, name)):
            return getattr(self._like, name)
        return getattr(self.made(), name)

    def __eq__(self, other: object) -> bool:
        return self.made() == (other.made() if isinstance(other, Promised) else other)

    def __hash__(self) -> int:
        return hash(self.made())

    def __reduce__(self) -> tuple[Any, ...]:
        return _itself, (self.made(),)


def _itself(outcome: Outcome) -> Outcome:
    return outcome


def promised(like: Outcome, subject: Part, make: Callable[[], Outcome], *, rests: bool) -> Outcome:
    """An outcome of the same class as another one, made when more than its verdict is asked for."""
    return cast("Outcome", Promised(like, subject, make, rests=rests))


def made(outcome: Outcome) -> Outcome:
    """An outcome with all that is said of its subject."""
    return outcome.made() if isinstance(outcome, Promised) else outcome


def changed(outcome: Outcome, **fields: object) -> Outcome:
    """An outcome with other values of some fields."""
    return replace(made(outcome), **fields)


def rests_on_no_name(outcome: Outcome, names: tuple[str, ...]) -> bool:
    """Whether no name is in what an outcome rests on, so that all of its class rest on the same."""
    texts = [text for rests in outcome.rests_on for text in rests]
    return not texts or not any(name in text for name in names for text in texts)


def without_proofs(outcome: Outcome) -> Outcome:
    """The same without what only explanations need, which takes most of the memory."""
    exceptions = tuple(replace(each, proof=None) for each in outcome.exceptions)
    return changed(outcome, proof=None, applies_proof=None, exceptions=exceptions)
