"""Approvals and components to remove from a document, so that it passes with chosen alternates.

Rules check all components and approved alternates of a document, even those that the product does not need.
If an approved alternate fails, the document is unknown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.production.options import Substitution

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from microdep_rules.engine.values import Truth
    from microdep_rules.production.judging import Judge, Throughout
    from microdep_rules.production.options import Choice, RemedyOptions


MOST_TRIED = 80
"""Largest number of attempts to keep the approvals of doubtful alternates."""


class Removal(Struct, frozen=True):
    """Alternates to remove from the approvals, and components that the product no longer needs."""

    alternates: tuple[Substitution, ...] = ()
    """Alternates to remove, each with the component that lists the alternate."""
    unused: tuple[str, ...] = ()


def removal_of(
    judge: Judge | Throughout, options: RemedyOptions, choice: Choice, *, reaches: Truth
) -> Removal:
    """Return the approvals and components to remove, so that the document passes with a choice.

    If it is only possible that the choice reaches the goal, only entries with certain objections are
    returned.
    """
    if judge.goal != "pass" or (not choice and judge.passes):
        return Removal()
    edit = _Edit(options, choice, _clear_with(options, dict(choice)))
    if reaches and not judge.passes_with(choice, *edit.without(edit.doubtful)):
        edit.doubtful = _doubtful_alternates(judge, edit)
    removed, unused = edit.without(edit.doubtful)
    return Removal(removed, unused)


class _Edit:
    """Edit of a document for a choice: it keeps the approvals of alternates to which no rule objects."""

    def __init__(self, options: RemedyOptions, choice: Choice, clear: Collection[str]) -> None:
        self.options, self.choice, self.clear = options, choice, clear
        self.doubtful: frozenset[Substitution] = frozenset()
        """Alternates without objections that still make the document unknown, because they are approved."""

    def without(self, doubtful: Collection[Substitution]) -> tuple[tuple[Substitution, ...], tuple[str, ...]]:
        """Return the alternates to remove, and the components that the product no longer needs.

        Alternates in `doubtful` are removed, too.
        """
        structure = self.options.structure
        removed, kept = _removed_and_remaining(self.options, self.choice, self.clear, doubtful)
        place = {id_: number for number, id_ in enumerate(structure.bom.components)}
        unused = (id_ for id_ in structure.made if id_ not in kept and id_ in place)
        return tuple(removed), tuple(sorted(unused, key=place.__getitem__))


def _doubtful_alternates(judge: Judge | Throughout, edit: _Edit) -> frozenset[Substitution]:
    """Return alternates without objections that still make the document unknown if they are approved.

    For example, a rule about the whole product may pass with each of two alternates, but fail with both. The
    function approves the alternates again, one by one or in groups, while the document passes.
    """
    every = tuple(
        substitution for substitution in _listed(edit.options) if substitution.alternate in edit.clear
    )
    doubtful = frozenset(every)
    waiting, asked = [every], 0
    while waiting and asked < MOST_TRIED:
        some = waiting.pop(0)
        asked += 1
        if judge.passes_with(edit.choice, *edit.without(doubtful.difference(some))):
            doubtful = doubtful.difference(some)
        elif len(some) > 1:
            middle = len(some) // 2
            waiting[:0] = [some[:middle], some[middle:]]
    return doubtful


def _clear_with(options: RemedyOptions, chosen: Mapping[str, str]) -> frozenset[str]:
    """Return the components that the rules certainly allow together with their chosen contents."""
    clear: set[str] = set()
    for id_ in options.structure.made:
        needs = options.structure.needs[id_]
        if options.clear[id_] is True and all(chosen.get(need, need) in clear for need in needs):
            clear.add(id_)
    return frozenset(clear)


def _listed(options: RemedyOptions) -> list[Substitution]:
    """Return all alternates, each with the component that lists it, in the order of the document."""
    structure = options.structure
    return [
        Substitution(holder.id, alternate)
        for holder in structure.bom.components.values()
        if holder.id in structure.made
        for alternate in holder.data.get("alternates", ())
    ]


def _removed_and_remaining(
    options: RemedyOptions, choice: Choice, clear: Collection[str], doubtful: Collection[Substitution]
) -> tuple[dict[Substitution, None], dict[str, None]]:
    """Return the alternates to remove from the approvals, and the components that remain in use."""
    structure, chosen = options.structure, dict(choice)
    kept = options.built(choice)
    removed: dict[Substitution, None] = {}
    waiting = [*kept]
    for holder in waiting:
        needed = [chosen.get(need, need) for need in structure.needs[holder]]
        for alternate in structure.component(holder).data.get("alternates", ()):
            if alternate in clear and Substitution(holder, alternate) not in doubtful:
                needed.append(alternate)
            else:
                removed[Substitution(holder, alternate)] = None
        for id_ in needed:
            if id_ not in kept:
                kept[id_] = None
                waiting.append(id_)
    return removed, kept
