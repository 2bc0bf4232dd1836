"""Sheets of a workbook that form one list.

Two sheets with companies may be one list on two pages. Two sheets may also have opposite meanings, such as
`Banned` and `Approved`. The sheets are read together only if no sheet name gives the companies another
meaning.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from microdep_rules.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable

_UNNAMED = pattern(
    r"(?:sheet|tabelle|table|feuille?|feuil|hoja|foglio|blad|ark|arkusz|plan(?:ilha)?|list|лист|工作表|シート|시트)"
    r"\s*\(?\d*\)?(?: \(\d+\))?",
    re.IGNORECASE,
)
"""Default names of sheets."""
_LISTED = pattern(
    r"(?:banned|blocked|denied|prohibited|restricted|sanctioned|debarred|excluded|listed|black|block|deny"
    r"|gesperrt|verboten|do not buy|companies|company|entities|entity|firms|firmen|suppliers|makers"
    r"|manufacturers|vendors|list|from|in|of|part|page|teil|seite|\d|[ivx]\b|\W|_)+",
    re.IGNORECASE,
)
"""Sheet names that only mean that the companies are in the list."""
_SAYS_SO = pattern(
    r"ban|block|den[iy]|prohib|restrict|sanction|debar|exclu|listed|black|gesperrt|verboten|do not buy",
    re.IGNORECASE,
)


def is_one_list(names: Iterable[str]) -> bool:
    """Return whether sheets with these names form one list.

    >>> is_one_list(["Sheet1", "Sheet2"]), is_one_list(["Banned 2024", "Banned 2025"])
    (True, True)
    >>> is_one_list(["Banned", "Approved"]), is_one_list(["Sheet1", "Suppliers"])
    (False, False)
    """
    return all(
        _UNNAMED.fullmatch(name) or (_SAYS_SO.search(name) and _LISTED.fullmatch(name)) for name in names
    )
