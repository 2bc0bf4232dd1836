"""Limits of a determination: which item, material and quantity an authority decided about."""

from __future__ import annotations

from collections.abc import Callable

from tests.oracles.facts import Record, Tree, component_id, number, plain
from tests.oracles.logic import Truth, all_of

Same = Callable[[object, str], Truth]


def alike(substance: object, word: str) -> Truth:
    """Whether a substance goes by this word; one that is not stated may."""
    return None if substance is None else substance == word


def covers_component(tree: Tree, given: Record, part: str, same: Same = alike) -> Truth:
    """Whether a determination covers a component: all that it is made of, in every place."""
    return all_of(
        (_in_the_item(tree, given, part), _few_enough(tree, given, part), _all(tree, given, part, same))
    )


def covers_material(tree: Tree, given: Record, part: str, substance: object, same: Same = alike) -> Truth:
    """Whether a determination covers a material of a component."""
    word = plain(given, "material")
    stated = "material" in given
    of_it = True if not stated else None if word is None else same(substance, word)
    return all_of((_in_the_item(tree, given, part), _few_enough(tree, given, part), of_it))


def _in_the_item(tree: Tree, given: Record, part: str) -> Truth:
    if "item" not in given:
        return True
    item = plain(given, "item")
    if item is None or item == component_id(tree.product):
        return None if item is None else True
    paths = tree.paths.get(part, [])
    return bool(paths) and all(item in path for path in paths)


def _few_enough(tree: Tree, given: Record, part: str) -> Truth:
    if "quantity" not in given:
        return True
    allowed, used = number(given, "quantity"), tree.numbers.get(plain(given, "item") or part)
    return None if allowed is None or used is None else used <= allowed


def _all(tree: Tree, given: Record, part: str, same: Same) -> Truth:
    if "material" not in given:
        return True
    word = plain(given, "material")
    inside = {
        each
        for paths in tree.paths.values()
        for path in paths
        if part in path
        for each in path[path.index(part) :]
    }
    held = [plain(material.record, "substance") for name in inside for material in tree.materials_of(name)]
    closed = all(tree.closed(name, kind) for name in inside for kind in ("materials", "children"))
    named = [None if word is None else same(each, word) for each in held]
    return all_of([*named, *([] if closed and held else [None])])
