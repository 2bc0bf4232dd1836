"""What a document must not list any more, so that it passes with a choice of alternates built in.

An approved alternate that fails leaves a document unknown: nobody states that it is not built. And what is in
a document is judged, whether the product needs it or not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.production.options import Substitution

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from microdep_rules.engine.values import Truth
    from microdep_rules.production.judging import Judge, Throughout
    from microdep_rules.production.options import Choice, Options


MOST_TRIED = 80
"""So often alternates are approved again, to see whether the document still passes."""


class Removal(Struct, frozen=True):
    """Alternates that are to be approved no more, and components that nothing needs then."""

    alternates: tuple[Substitution, ...] = ()
    """Each with the component that lists it."""
    unused: tuple[str, ...] = ()


def removal_of(judge: Judge | Throughout, options: Options, choice: Choice, *, reaches: Truth) -> Removal:
    """What to remove from a document, beside what a choice replaces in it, so that it passes.

    Where missing facts decide whether it does, that is no more than what is known of the alternates.
    """
    if judge.goal != "pass" or (not choice and judge.passes):
        return Removal()
    edit = _Edit(options, choice, _clear_with(options, dict(choice)))
    if reaches and not judge.passes_with(choice, *edit.without(edit.doubtful)):
        edit.doubtful = _against_the_whole(judge, edit)
    removed, unused = edit.without(edit.doubtful)
    return Removal(removed, unused)


class _Edit:
    """A document that builds a choice, and approves those of its alternates that nothing is against."""

    def __init__(self, options: Options, choice: Choice, clear: Collection[str]) -> None:
        self.options, self.choice, self.clear = options, choice, clear
        self.doubtful: frozenset[Substitution] = frozenset()
        """Alternates that nothing is against themselves, and that leave the document unknown."""

    def without(self, doubtful: Collection[Substitution]) -> tuple[tuple[Substitution, ...], tuple[str, ...]]:
        """The alternates that are removed, and the components that nothing needs then."""
        structure = self.options.structure
        removed, kept = _walk(self.options, self.choice, self.clear, doubtful)
        place = {id_: number for number, id_ in enumerate(structure.bom.components)}
        unused = (id_ for id_ in structure.made if id_ not in kept and id_ in place)
        return tuple(removed), tuple(sorted(unused, key=place.__getitem__))


def _against_the_whole(judge: Judge | Throughout, edit: _Edit) -> frozenset[Substitution]:
    """Alternates that leave a document unknown although nothing is against them: as few as are found.

    Rules about the whole product may pass with each, and not with two of them. So they are approved again one
    after the other, many at once where the document passes with all of these.
    """
    every = tuple(each for each in _listed(edit.options) if each.alternate in edit.clear)
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


def _clear_with(options: Options, chosen: Mapping[str, str]) -> frozenset[str]:
    """The components that are surely clear with all in them, with what is chosen."""
    found: set[str] = set()
    for id_ in options.structure.made:
        needs = options.structure.needs[id_]
        if options.clear[id_] is True and all(chosen.get(need, need) in found for need in needs):
            found.add(id_)
    return frozenset(found)


def _listed(options: Options) -> list[Substitution]:
    """Every alternate with the component that lists it, in the order of the document."""
    structure = options.structure
    return [
        Substitution(holder.id, each)
        for holder in structure.bom.components.values()
        if holder.id in structure.made
        for each in holder.data.get("alternates", ())
    ]


def _walk(
    options: Options, choice: Choice, clear: Collection[str], doubtful: Collection[Substitution]
) -> tuple[dict[Substitution, None], dict[str, None]]:
    """The alternates to remove, and the components that are left: what is built, and other alternates."""
    structure, chosen = options.structure, dict(choice)
    kept = options.built(choice)
    removed: dict[Substitution, None] = {}
    waiting = [*kept]
    for holder in waiting:
        found = [chosen.get(each, each) for each in structure.needs[holder]]
        for each in structure.component(holder).data.get("alternates", ()):
            if each in clear and Substitution(holder, each) not in doubtful:
                found.append(each)
            else:
                removed[Substitution(holder, each)] = None
        for each in found:
            if each not in kept:
                kept[each] = None
                waiting.append(each)
    return removed, kept
