"""Recognition of rows of totals, by a label in many languages, or by numbers without a name."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from microdep_rules.bom.imports.cell_values import is_blank, is_broken
from microdep_rules.bom.imports.names import SIGNS
from microdep_rules.bom.imports.units import unit_measure
from microdep_rules.patterns import pattern
from microdep_rules.vocabulary.resources import columns_data
from microdep_rules.vocabulary.units import CURRENCIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LONGEST_LABEL = 200
"""Maximum length of a label in letters. Longer texts are not searched, because the search would be slow."""
_WORD = pattern(r"[^\W\d_]+|[\u2211]")
_NUMBER = pattern(r"[-+(]?[0-9][0-9.,'\u2019\s\u00a0\u202f]*%?\)?")
_AMOUNT = pattern(r"[A-Z]{3}|[^\W\d_]+\.?|[$\u20ac\u00a3\u00a5\uffe5]|US\$")


def is_total_label(text: str) -> bool:
    """Return whether a text is the label of a total and nothing else.

    >>> [is_total_label(text) for text in ("Total:", "Grand Total (USD)", "Gesamt netto", "\u5408\u8ba1")]
    [True, True, True, True]
    >>> [is_total_label(text) for text in ("Total Phase adapter", "Sum amplifier", "Totalizer", "")]
    [False, False, False, False]
    """
    if len(text) > LONGEST_LABEL:
        return False
    folded = " ".join(text.casefold().split())
    label = _label_pattern().search(folded)
    if label is None:
        return False
    rest = folded[: label.start()] + " " + folded[label.end() :]
    rest = _label_pattern().sub(" ", rest)
    return all(
        word in _words_beside_labels() or word.upper() in CURRENCIES or unit_measure(word)
        for word in _WORD.findall(rest)
    )


@cache
def _label_pattern() -> re.Pattern[str]:
    labels = sorted(columns_data()["totals"]["labels"], key=len, reverse=True)
    return re.compile("|".join(rf"(?<!\w){label.replace(' ', '[ -]+')}(?!\w)" for label in labels))


@cache
def _words_beside_labels() -> frozenset[str]:
    return frozenset(columns_data()["totals"]["beside"])


def is_amount(text: str) -> bool:
    """Return whether a cell is a number, a unit, a currency, or a number with a unit or currency.

    >>> [is_amount(text) for text in ("345.00", "1.234,50 \u20ac", "USD 12", "12 pcs", "EA", "BC847")]
    [True, True, True, True, True, False]
    """
    rest = _NUMBER.sub(" ", text, count=1).strip() if _NUMBER.search(text) else text.strip()
    return (
        not rest
        or rest in SIGNS
        or rest.upper() in CURRENCIES
        or (_AMOUNT.fullmatch(rest) is not None and (unit_measure(rest) is not None or len(rest) == 1))
    )


def has_only_amounts(texts: Iterable[str]) -> bool:
    """Return whether all cells are amounts or empty."""
    return all(is_amount(text) or is_blank(text) or is_broken(text) for text in texts)


def is_total(row: Sequence[str]) -> bool:
    """Return whether a row has the label of a total, and only amounts in its other cells."""
    filled = [text for text in row if text]
    labels = [text for text in filled if is_total_label(text)]
    return bool(labels) and has_only_amounts(text for text in filled if text not in labels)
