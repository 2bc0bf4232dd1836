"""Check whether the cells of a column fit a field, for column names with several meanings.

The column `Part` may contain designators, names or part numbers. The column `Item` may contain row numbers or
names of components.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.bom.imports.cell_values import APART, RANGE, is_blank
from microdep_rules.bom.imports.totals import is_total
from microdep_rules.bom.imports.trees import is_path_numbering
from microdep_rules.bom.imports.units import unit_measure
from microdep_rules.bom.imports.values import footprint_class
from microdep_rules.patterns import pattern
from microdep_rules.vocabulary.terms import load_vocabularies

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

PART_NUMBER = pattern(r"(?=.*[0-9])(?=.*[A-Za-z])[A-Za-z0-9][A-Za-z0-9._/#+-]{4,39}|[0-9][0-9. -]{4,20}[0-9]")
"""Part numbers of manufacturers: letters and digits without blanks, or many digits."""
MEASURED = pattern(r"[0-9]+(?:[.,][0-9]+)?[^\W\d_]{1,4}")
"""Number with its unit, such as `100nF`."""
FEWEST_DIGITS = 6
DESIGNATOR = pattern(r"[A-Za-z]{1,5}_?[0-9]{1,5}[A-Za-z]?")
"""Designator on a board: R1, TP_3, U2A."""
NAMING = ("number", "mpn", "name")
"""Columns with the name or number of a component. The column `parent` refers to one of these columns."""


class ColumnTexts:
    """Texts in the columns of a table, without empty cells."""

    def __init__(self, width: int, rows: Iterable[Sequence[str]]) -> None:
        self.texts: list[list[str]] = [[] for _ in range(width)]
        for row in component_rows(rows):
            for at, text in enumerate(row[:width]):
                if not is_blank(text):
                    self.texts[at].append(text)

    def fit(self, field: str, at: int, columns: Mapping[str, int]) -> bool:
        """Return whether the cells of the column at index `at` fit a field.

        `columns` has the indexes of the columns with known fields, by field.
        """
        texts = self.texts[at]
        if not texts:
            return False
        match field:
            case "designators":
                return 2 * sum(map(is_designator_list, texts)) > len(texts)
            case "other_mpn":
                return all(PART_NUMBER.fullmatch(text) and not MEASURED.fullmatch(text) for text in texts)
            case "unit":
                return all(map(unit_measure, texts))
            case "function":
                functions = load_vocabularies().get("function")
                return functions is not None and all(functions.resolve(text) is not None for text in texts)
            case "number":
                parents = self.texts[columns["parent"]] if "parent" in columns else []
                return (bool(parents) and 2 * len(set(parents) & set(texts)) > len(set(parents))) or (
                    "level" not in columns and is_path_numbering(texts)
                )
            case "parent":
                others = [set(self.texts[columns[name]]) for name in NAMING if name in columns]
                return any(set(texts) <= other for other in others)
            case _:
                return not any(map(is_designator_list, texts)) and all(map(_has_a_word, texts))


def component_rows(rows: Iterable[Sequence[str]]) -> list[Sequence[str]]:
    """Return all rows except totals and rows of a single cell; if no row remains, return all rows."""
    all_rows = list(rows)
    kept = [row for row in all_rows if sum(map(bool, row)) > 1 and not is_total(row)]
    return kept or all_rows


def is_designator_list(text: str) -> bool:
    """Return whether a text is a list of designators of a board.

    >>> is_designator_list("R1, R3-R5"), is_designator_list("Motor")
    (True, False)
    """
    places = [piece for piece in APART.split(text) if piece]
    return bool(places) and all(DESIGNATOR.fullmatch(place) or RANGE.fullmatch(place) for place in places)


def has_part_numbers(texts: Sequence[str]) -> bool:
    """Return whether most texts of a column look like part numbers and are different from each other.

    >>> has_part_numbers(["BC847B", "RC0402FR-0710KL"]), has_part_numbers(["10k", "100nF"])
    (True, False)
    """
    numbers = [text for text in texts if _is_part_number(text)]
    if all(map(is_designator_list, texts)):
        return False
    return len(numbers) * 5 >= len(texts) * 3 and len(set(numbers)) * 2 > len(numbers) > 0


def _is_part_number(text: str) -> bool:
    if PART_NUMBER.fullmatch(text) is None or MEASURED.fullmatch(text) or footprint_class(text) is not None:
        return False
    has_letters = any(letter.isalpha() for letter in text)
    return has_letters or ("." not in text and sum(letter.isdecimal() for letter in text) >= FEWEST_DIGITS)


def _has_a_word(text: str) -> bool:
    return any(letter.isalpha() for letter in text)
