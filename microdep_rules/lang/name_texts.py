"""Recognition of texts that contain more than one company name, such as `Foo or "lei:5299"`.

The second text may be an identifier, another name or another company. No company has the whole text as its
name, so an entry with the text would match no company. A text in quotation marks counts as one name: `'Now or
Never Ltd'`.
"""

from __future__ import annotations

import re
from functools import lru_cache

from microdep_rules.patterns import pattern
from microdep_rules.vocabulary.company_cells import separate_names
from microdep_rules.vocabulary.names import SCHEMES, identifier_in

LONGEST = 1000
"""Largest length of a text that the program examines."""
MOST_KEPT = 200_000
"""Maximum number of texts in the cache.

`microdep lists ban` examines each name twice: in the spreadsheet and in the new pack.
"""
_SCHEME = "|".join(
    sorted({scheme.replace("_", "[ _-]") for scheme in SCHEMES} | {"d-u-n-s"}, key=len, reverse=True)
)
_IDENTIFIER = pattern(
    rf"(?<![^\W_])(?:(?P<scheme>{_SCHEME})\s*[:=#]\s*[^\W_]"
    rf"|(?:{_SCHEME})(?:\s+(?:code|number|no\.?|nr\.?|id))?\s+(?=[A-Z-]*\d)[A-Z0-9-]{{5,}}(?![^\W_])"
    r"|[A-Z0-9]{18}\d\d(?![^\W_]))",
    re.IGNORECASE,
)
"""Identifier with its scheme, such as `lei:5299`; a Legal Entity Identifier may have no scheme."""
_AFTER_IDENTIFIER = pattern(rf"[,;|\s](?:{_SCHEME})\s*[:=#]", re.IGNORECASE)
_OR = pattern(r"\S\s+(?:or|oder)\s+\S", re.IGNORECASE)
_QUOTED_NAMES = pattern(r"[\"\u201d]\s*(?:[,;/|]|(?:and|und|et|y)\s)\s*[\"\u201c\u201e]", re.IGNORECASE)
_OTHER_NAME = pattern(
    r"(?<![^\W_])(?:(?:also|formerly|now|previously) known as|doing business as|trading as|formerly"
    r"|[afn]\.?k\.?a\.?|[afn]/k/a|d/b/a|d\.b\.a\.?)(?![^\W_])[:\s]*\S",
    re.IGNORECASE,
)
_INSIDE = (
    ('"', '"'),
    ("'", "'"),
    ("\u201c", "\u201d"),
    ("\u2018", "\u2019"),
    ("\u00ab", "\u00bb"),
    ("\u201e", "\u201c"),
)


@lru_cache(maxsize=MOST_KEPT)
def find_second_text(text: str) -> str | None:
    """Return the kind of a second text beside a name; `None` if the text is one name or one identifier.

    The kind is `identifier`, `other-name`, `two-names` (a second name or company) or `separated` (names with
    a sign such as `/` between them).

    >>> [find_second_text(text) for text in ('Foo or "lei:5299"', "Foo (LEI 529900T8BM49AURSDO55)")]
    ['identifier', 'identifier']
    >>> [find_second_text(text) for text in ("Foo Works or Foo", "Foo Works d/b/a Foo", '"Foo", "Bar"')]
    ['two-names', 'other-name', 'two-names']
    >>> [find_second_text(text) for text in ("lei:5299", "Oregon Works", "'Now or Never Ltd'", "Cage Ltd")]
    [None, None, None, None]
    >>> [find_second_text(text) for text in ("Foo Ltd / Bar GmbH", "Foo A/S", "'Foo / Bar'")]
    ['separated', None, None]
    """
    text = text.strip()
    if len(text) > LONGEST or any(is_quoted(text, *marks) for marks in _INSIDE):
        return None
    kinds = [
        (_IDENTIFIER, "identifier"),
        (_OR, "two-names"),
        (_QUOTED_NAMES, "two-names"),
        (_OTHER_NAME, "other-name"),
    ]
    if identifier_in(text) is not None:
        kinds = [(_OR, "identifier"), (_QUOTED_NAMES, "identifier"), (_AFTER_IDENTIFIER, "identifier")]
    kind = next((kind for search, kind in kinds if search.search(text)), None)
    if kind is None and identifier_in(text) is None and separate_names(text):
        return "separated"
    return kind


def is_quoted(text: str, left: str, right: str) -> bool:
    """Return whether one pair of quotation marks encloses a whole text."""
    inside = text[1:-1]
    return (
        len(text) > 1 and text[0] == left and text[-1] == right and left not in inside and right not in inside
    )
