"""Sheets of a workbook that are one list together.

Two sheets with companies may be one list on two pages, or a list and its opposite: `Banned` and `Approved`.
They are read together where no name of a sheet says anything else of its companies.
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
"""How programs name a sheet that nobody named."""
_LISTED = pattern(
    r"(?:banned|blocked|denied|prohibited|restricted|sanctioned|debarred|excluded|listed|black|block|deny"
    r"|gesperrt|verboten|do not buy|companies|company|entities|entity|firms|firmen|suppliers|makers"
    r"|manufacturers|vendors|list|from|in|of|part|page|teil|seite|\d|[ivx]\b|\W|_)+",
    re.IGNORECASE,
)
"""Names that say of their companies that they are on the list, and nothing else."""
_SAYS_SO = pattern(
    r"ban|block|den[iy]|prohib|restrict|sanction|debar|exclu|listed|black|gesperrt|verboten|do not buy",
    re.IGNORECASE,
)


def are_one_list(names: Iterable[str]) -> bool:
    """Return whether sheets of these names hold one list together.

    >>> are_one_list(["Sheet1", "Sheet2"]), are_one_list(["Banned 2024", "Banned 2025"])
    (True, True)
    >>> are_one_list(["Banned", "Approved"]), are_one_list(["Sheet1", "Suppliers"])
    (False, False)
    """
    return all(
        _UNNAMED.fullmatch(name) or (_SAYS_SO.search(name) and _LISTED.fullmatch(name)) for name in names
    )
