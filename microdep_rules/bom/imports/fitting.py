"""Whether what stands in a column fits a field: for names of columns that may mean several.

`Part` holds designators in one table, names in another and numbers in a third, and `Item` counts the rows or
names the parts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.bom.imports.readings import APART, RANGE, says_nothing
from microdep_rules.bom.imports.totals import is_total
from microdep_rules.bom.imports.trees import are_paths
from microdep_rules.bom.imports.units import measure_of
from microdep_rules.bom.imports.values import footprint_of
from microdep_rules.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

PART_NUMBER = pattern(r"(?=.*[0-9])(?=.*[A-Za-z])[A-Za-z0-9][A-Za-z0-9._/#+-]{4,39}|[0-9][0-9. -]{4,20}[0-9]")
"""How numbers of makers look: letters and digits without blanks, or many digits."""
MEASURED = pattern(r"[0-9]+(?:[.,][0-9]+)?[^\W\d_]{1,4}")
"""A number with its unit, such as `100nF`."""
FEWEST_DIGITS = 6
DESIGNATOR = pattern(r"[A-Za-z]{1,5}_?[0-9]{1,5}[A-Za-z]?")
"""A place on a board: R1, TP_3, U2A."""
NAMING = ("number", "mpn", "name")
"""By which columns other rows name what holds them."""


class Columns:
    """What stands in the columns of a table, without the cells that say nothing."""

    def __init__(self, width: int, rows: Iterable[Sequence[str]]) -> None:
        self.texts: list[list[str]] = [[] for _ in range(width)]
        for row in of_parts(rows):
            for at, text in enumerate(row[:width]):
                if not says_nothing(text):
                    self.texts[at].append(text)

    def fit(self, field: str, at: int, held: Mapping[str, int]) -> bool:
        """Return whether the cells of a column fit a field, beside the fields that other columns hold."""
        texts = self.texts[at]
        if not texts:
            return False
        match field:
            case "designators":
                return 2 * sum(map(are_designators, texts)) > len(texts)
            case "other_mpn":
                return all(PART_NUMBER.fullmatch(text) and not MEASURED.fullmatch(text) for text in texts)
            case "unit":
                return all(map(measure_of, texts))
            case "number":
                parents = self.texts[held["parent"]] if "parent" in held else []
                return (bool(parents) and 2 * len(set(parents) & set(texts)) > len(set(parents))) or (
                    "level" not in held and are_paths(texts)
                )
            case "parent":
                others = [set(self.texts[held[each]]) for each in NAMING if each in held]
                return any(set(texts) <= other for other in others)
            case _:
                return not any(map(are_designators, texts)) and all(map(_has_a_word, texts))


def of_parts(rows: Iterable[Sequence[str]]) -> list[Sequence[str]]:
    """Rows without totals and lines of one cell, unless there are no others."""
    found = list(rows)
    kept = [row for row in found if sum(map(bool, row)) > 1 and not is_total(row)]
    return kept or found


def are_designators(text: str) -> bool:
    """Return whether a text lists places on a board.

    >>> are_designators("R1, R3-R5"), are_designators("Motor")
    (True, False)
    """
    places = [each for each in APART.split(text) if each]
    return bool(places) and all(DESIGNATOR.fullmatch(place) or RANGE.fullmatch(place) for place in places)


def are_part_numbers(texts: Sequence[str]) -> bool:
    """Return whether most texts of a column look like numbers of components, and most differ.

    >>> are_part_numbers(["BC847B", "RC0402FR-0710KL"]), are_part_numbers(["10k", "100nF"])
    (True, False)
    """
    found = [text for text in texts if _is_part_number(text)]
    if all(map(are_designators, texts)):
        return False
    return len(found) * 5 >= len(texts) * 3 and len(set(found)) * 2 > len(found) > 0


def _is_part_number(text: str) -> bool:
    if PART_NUMBER.fullmatch(text) is None or MEASURED.fullmatch(text) or footprint_of(text) is not None:
        return False
    has_letters = any(each.isalpha() for each in text)
    return has_letters or ("." not in text and sum(each.isdecimal() for each in text) >= FEWEST_DIGITS)


def _has_a_word(text: str) -> bool:
    return any(each.isalpha() for each in text)
