"""Templates: a stored result with blanks, from which the results of equal elements are made.

A template is made from the results of two elements of one class. Equal text applies to every element of the
class, and each name of an element becomes a blank. If the two results differ in other text, no template is
made, and each element is judged.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.engine.outcome import FactQuestion
from microdep_rules.engine.values import MissingFact

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Sequence

    Fill = Callable[[list[str]], Any] | int
    """Function that builds a part of a result from the names of an element.

    A number instead of a function means the name at this position in the list of names.
    """
    Written = Callable[[str], str]
    Pair = tuple[str, str]


class UnlikeError(Exception):
    """Error for two results that differ in more than the names of their elements."""


class _UnsortedError(Exception):
    """Error for a list of texts that the names of another element would bring into another order."""


class ResultTemplate:
    """Template for the results of all elements of a class."""

    def __init__(self, one: Any, other: Any, names: tuple[str, ...], others: tuple[str, ...]) -> None:
        """Make the template from the results of two elements and the names of both elements.

        Raises `UnlikeError` if the results differ in more than names.
        """
        if len(names) != len(others):
            raise UnlikeError
        self.same = tuple((n, a) for n, (a, b) in enumerate(zip(names, others, strict=True)) if a == b)
        """The names that both elements have in common, each with its position.

        The template is valid only for elements with the same names at these positions.
        """
        self.slots: dict[tuple[str, str], int] = {}
        for number, pair in enumerate(zip(names, others, strict=True)):
            if pair[0] != pair[1]:
                self.slots.setdefault(pair, number)
        self.texts: dict[tuple[str, str], int] = {}
        self.pieces: list[tuple[str | int, ...]] = []
        self.by_first: dict[str, list[tuple[str, str]]] = {}
        for pair in sorted(self.slots, key=lambda slot: -len(slot[0])):
            if not pair[0] or not pair[1]:
                raise UnlikeError
            self.by_first.setdefault(pair[0][0], []).append(pair)
        self.one = one
        self.fill = self._merge(one, other)
        used = {piece for pieces in self.pieces for piece in pieces}
        parts = [pair for pair, number in self.slots.items() if number in used]
        made = (*_names_in_names(parts, [*self.slots]), *_names_in_names([*self.slots], parts))
        self.made_of = [*dict.fromkeys((self.slots[a], b, self.slots[c], d, e) for a, b, c, d, e in made)]
        self.in_order = [
            *dict.fromkeys(ordered for pieces in self.pieces for ordered in self._order_in(pieces))
        ]
        """Pairs of adjacent names in a text (by position), with their alphabetical order.

        The template is valid only for elements with names in the same order.
        """

    def of(self, names: tuple[str, ...]) -> Any:
        """Return the result for an element with these names; None if the template is not valid for them."""
        if any(names[number] != text for number, text in self.same):
            return None
        for whole, before, part, after, written in self.made_of:
            made = f"{before}{written(names[part])}{after}"
            if written(names[whole]) != made:
                return None
        if any((names[one] <= names[other]) is not order for one, other, order in self.in_order):
            return None
        if self.fill is None:
            return self.one
        texts = [
            "".join([piece if piece.__class__ is str else names[piece] for piece in pieces])  # type: ignore[index]
            for pieces in self.pieces
        ]
        try:
            return texts[self.fill] if isinstance(self.fill, int) else self.fill(texts)
        except _UnsortedError:
            return None

    # ---- comparison of the two results --------------------------------------------------------------

    def _order_in(self, pieces: tuple[str | int, ...]) -> Iterator[tuple[int, int, bool]]:
        """Yield pairs of adjacent names in a text, with their order, if both elements have this order."""
        pairs = {number: pair for pair, number in self.slots.items()}
        for one, other in pairwise(piece for piece in pieces if isinstance(piece, int)):
            order = pairs[one][0] <= pairs[other][0]
            if one != other and order is (pairs[one][1] <= pairs[other][1]):
                yield one, other, order

    def _merge(self, one: Any, other: Any) -> Fill | None:
        """Return a function that builds a part of the result from names; None if the part is constant.

        Raises `UnlikeError` if the two results differ in more than names.
        """
        if one is other:
            return None
        if type(one) is not type(other):
            raise UnlikeError
        if isinstance(one, str):
            return None if one == other else self._text(one, other)
        if isinstance(one, Struct):
            return self._merge_structs(one, other)
        if isinstance(one, tuple):
            return self._merge_tuples(one, other)
        if one != other:
            raise UnlikeError
        return None

    def _merge_structs(self, one: Struct, other: Struct) -> Fill | None:
        values_of_one = [getattr(one, name) for name in one.__struct_fields__]
        fills = [
            (number, fill)
            for number, (value, name) in enumerate(zip(values_of_one, one.__struct_fields__, strict=True))
            if (fill := self._merge(value, getattr(other, name))) is not None
        ]
        kind = type(one)
        if not fills:
            return None
        plain, others = _texts_and_others(fills)

        def filled(texts: list[str]) -> Struct:
            values = values_of_one.copy()
            for number, text in plain:
                values[number] = texts[text]
            for number, fill in others:
                values[number] = fill(texts)
            return kind(*values)

        return filled

    def _merge_tuples(self, one: tuple[Any, ...], other: tuple[Any, ...]) -> Fill | None:
        if len(one) != len(other):
            raise UnlikeError
        fills = [
            (number, fill)
            for number, (value, beside) in enumerate(zip(one, other, strict=True))
            if (fill := self._merge(value, beside)) is not None
        ]
        if not fills:
            return None
        in_order = len(one) > 1 and _is_sorted(one) and _is_sorted(other)
        plain, others = _texts_and_others(fills)

        def filled(texts: list[str]) -> tuple[Any, ...]:
            values = [*one]
            for number, text in plain:
                values[number] = texts[text]
            for number, fill in others:
                values[number] = fill(texts)
            if in_order and not _is_sorted(values):
                raise _UnsortedError
            return tuple(values)

        return filled

    def _text(self, one: str, other: str) -> int:
        number = self.texts.get((one, other))
        if number is None:
            pieces = self._pieces(one, other)
            number = self.texts[one, other] = len(self.pieces)
            self.pieces.append(pieces)
        return number

    def _pieces(self, one: str, other: str) -> tuple[str | int, ...]:
        """Return two texts as one sequence: their common text, and the positions of the names that differ."""
        pieces: list[str | int] = []
        plain: list[str] = []
        i = j = 0
        while i < len(one):
            for a, b in self.by_first.get(one[i], ()):
                if one.startswith(a, i) and other.startswith(b, j):
                    pieces += ("".join(plain), self.slots[a, b])
                    plain = []
                    i, j = i + len(a), j + len(b)
                    break
            else:
                if j >= len(other) or one[i] != other[j]:
                    raise UnlikeError
                plain.append(one[i])
                i, j = i + 1, j + 1
        if j != len(other):
            raise UnlikeError
        return tuple(piece for piece in (*pieces, "".join(plain)) if piece != "")


def _texts_and_others(
    fills: Sequence[tuple[int, Fill]],
) -> tuple[list[tuple[int, int]], list[tuple[int, Callable[[list[str]], Any]]]]:
    """Divide the blanks of a result into single names, and values that a function builds."""
    plain = [(number, fill) for number, fill in fills if isinstance(fill, int)]
    return plain, [(number, fill) for number, fill in fills if not isinstance(fill, int)]


def _names_in_names(
    wholes: Sequence[Pair], parts: Sequence[Pair]
) -> Iterator[tuple[Pair, str, Pair, str, Written]]:
    """Yield the names that contain another name in both elements, such as `part c1`, which contains `c1`.

    The template is valid only for elements whose names contain each other in the same way. Upper and lower
    case are equal, because some texts are shown in lower case.
    """
    inside = [(part, _without_case(part[0]), _without_case(part[1])) for part in parts]
    for whole in wholes:
        one, other = _without_case(whole[0]), _without_case(whole[1])
        for part, in_one, in_other in inside:
            if part == whole or not in_one or in_one not in one:
                continue
            if (around := _text_around(part, whole)) is not None:
                yield whole, around[0], part, around[1], str
            elif (around := _text_around((in_one, in_other), (one, other))) is not None:
                yield whole, around[0], part, around[1], _without_case


def _text_around(part: Pair, whole: Pair) -> tuple[str, str] | None:
    """Return the text before and after the name `part` inside the name `whole`.

    The result is None if the two elements differ in this text.
    """
    before, name, after = whole[0].partition(part[0])
    return (before, after) if name and f"{before}{part[1]}{after}" == whole[1] else None


def _without_case(text: str) -> str:
    return " ".join(text.casefold().split())


def _is_sorted(values: Sequence[Any]) -> bool:
    """Return whether values are in the order in which reports list them; False for other types."""
    keys = [_sort_key(value) for value in values]
    return None not in keys and all(a <= b for a, b in pairwise(keys))  # type: ignore[operator]


def _sort_key(value: Any) -> Hashable:
    if isinstance(value, FactQuestion):
        return value.missing.key()
    if isinstance(value, MissingFact):
        return value.key()
    if isinstance(value, str):
        return (value,)
    if isinstance(value, tuple) and all(isinstance(text, str) for text in value):
        return value
    return None
