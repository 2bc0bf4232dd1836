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

    from microdep_rules.production.judging import Judge, Throughout
    from microdep_rules.production.options import Choice, Options


class Removal(Struct, frozen=True):
    """Alternates that are to be approved no more, and components that nothing needs then."""

    alternates: tuple[Substitution, ...] = ()
    """Each with the component that lists it."""
    unused: tuple[str, ...] = ()


def removal_of(judge: Judge | Throughout, options: Options, choice: Choice) -> Removal:
    """What to remove from a document, beside what a choice replaces in it, so that it passes."""
    if judge.goal != "pass" or (not choice and judge.passes):
        return Removal()
    clear = frozenset[str]() if judge.open_rules else _clear_with(options, dict(choice))
    removed, kept = _walk(options, choice, clear)
    if not removed and not choice:  # nobody knows which alternate leaves it unknown
        removed, kept = _walk(options, choice, ())
    place = {id_: number for number, id_ in enumerate(options.structure.bom.components)}
    unused = (id_ for id_ in options.structure.made if id_ not in kept and id_ in place)
    return Removal(tuple(removed), tuple(sorted(unused, key=place.__getitem__)))


def _clear_with(options: Options, chosen: Mapping[str, str]) -> frozenset[str]:
    """The components that are surely clear with all in them, with what is chosen."""
    found: set[str] = set()
    for id_ in options.structure.made:
        needs = options.structure.needs[id_]
        if options.clear[id_] is True and all(chosen.get(each, each) in found for each in needs):
            found.add(id_)
    return frozenset(found)


def _walk(
    options: Options, choice: Choice, clear: Collection[str]
) -> tuple[dict[Substitution, None], dict[str, None]]:
    """The alternates to remove, and the components that are left: what is built, and clear alternates."""
    structure, chosen = options.structure, dict(choice)
    kept = options.built(choice)
    removed: dict[Substitution, None] = {}
    waiting = [*kept]
    for holder in waiting:
        found = [chosen.get(each, each) for each in structure.needs[holder]]
        for each in structure.component(holder).data.get("alternates", ()):
            if each in clear:
                found.append(each)
            else:
                removed[Substitution(holder, each)] = None
        for each in found:
            if each not in kept:
                kept[each] = None
                waiting.append(each)
    return removed, kept
