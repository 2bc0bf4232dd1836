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
_EN = (
    r"formerly called|previously called|formerly|previously|old names?|former names?|previous names?"
    r"|doing business as|trading as|[afn]\.?k\.?a\.?|[afn]/k/a|d/b/a|d\.b\.a\.?"
)
_DE = r"früher|ehemals|vormals|alter name|früherer name|ehemaliger name"
_FR = r"anciennement|autrefois|auparavant|ancien nom|ancienne raison sociale"
_WORDS = rf"(?:(?:also|formerly|now|previously) known as|{_EN}|{_DE}|{_FR})"
_EAST_ASIAN_WORDS = (
    r"(?:曾用名称?|原名称?|前称|前稱|旧称|舊稱|旧名称?|旧社名|旧商号|又名|别名|別名|改名前|以前は|以前|前身)"
)
_LOWER_WORDS = r"(?:ex|former|old|prev\.|now|alias|brand|alt|jetzt|ancien|ancienne|désormais)"
"""Words that a name may begin with in capitals, such as `Ex Libris`."""
_OPEN, _CLOSE = r"[(\[（【]\s*", r"\s*[)\]）】]"  # noqa: RUF001 - full-width brackets
_YEARS = (
    r"(?:(?:until|till|up to|since|before|bis|seit|vor|avant|depuis|jusqu['’](?:en|au|à))"  # noqa: RUF001
    r"\s+(?:[^\W\d_]+\.?\s+|\d{1,2}[./]\s*){0,2}(?:19|20)\d\d(?:-\d\d){0,2}"
    r"|(?:直到|截至|至|自)\s*(?:19|20)\d\d\s*年?|(?:19|20)\d\d\s*年?\s*(?:まで|から|以前|之前|为止|起|前))"
)
_REMARKS_BEFORE = (
    pattern(r"[^\W\d_]+(?:[ ._/-]*[^\W\d_]+){0,3}\.?\s*[:：]\s*(?=\S)"),  # noqa: RUF001
    pattern(rf"(?:{_WORDS}(?![\w-])|{_EAST_ASIAN_WORDS})[\s:：,-]*(?=\S)", re.IGNORECASE),  # noqa: RUF001
    pattern(rf"{_LOWER_WORDS}[\s:]+(?=\S)|ex-(?=[A-Z])|旧\s+(?=\S)"),
    pattern(rf"{_YEARS}[\s:：,、-]*(?=\S)", re.IGNORECASE),  # noqa: RUF001
)
"""Remarks before a name: `brand:`, `formerly`, `ex`, `until 2024`."""
_REMARKS_AFTER = (
    pattern(
        rf"\s*(?:{_OPEN}(?:{_WORDS}|{_LOWER_WORDS}|{_EAST_ASIAN_WORDS}|旧){_CLOSE}"
        rf"|[,;–-]\s*(?:{_WORDS}|{_LOWER_WORDS}|{_EAST_ASIAN_WORDS}))$",  # noqa: RUF001
        re.IGNORECASE,
    ),
    pattern(rf"(?:\s*{_OPEN}|[\s,]+|(?<=[^\x00-\u2fff])){_YEARS}(?:{_CLOSE})?$", re.IGNORECASE),
)
"""Remarks after a name: `(old name)`, `[former]`, `until 2024`."""
_CAPITAL_WORD = pattern(r"(?:Ex|EX|Former|FORMER)\s")
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
    identifier = identifier_in(text)
    if identifier is not None and identifier[0] in SCHEMES:
        kinds = [(_OR, "identifier"), (_QUOTED_NAMES, "identifier"), (_AFTER_IDENTIFIER, "identifier")]
    kind = next((kind for search, kind in kinds if search.search(text)), None)
    if kind is None and identifier is not None and identifier[0] not in SCHEMES:
        return "other-name" if any(remark.match(text) for remark in _REMARKS_BEFORE[1:3]) else None
    if kind is None and identifier is None and separate_names(text):
        return "separated"
    return kind


def is_quoted(text: str, left: str, right: str) -> bool:
    """Return whether one pair of quotation marks encloses a whole text."""
    inside = text[1:-1]
    return (
        len(text) > 1 and text[0] == left and text[-1] == right and left not in inside and right not in inside
    )


def name_without_remark(text: str, *, is_other_name: bool = False) -> str | None:
    """Return the name in a text with a remark, such as `formerly Foo`; `None` if the text has no remark.

    A name may begin with a capital `Ex` or `Former`. In a cell of other names, such a word is a remark too.

    >>> [name_without_remark(text) for text in ("brand: Foo", "früher Foo", "Foo [former]", "Foo until 2024")]
    ['Foo', 'Foo', 'Foo', 'Foo']
    >>> [name_without_remark(text) for text in ("Exxon", "Ex-Cell-O", "Former Steel Ltd", "lei:5299")]
    [None, None, None, None]
    >>> name_without_remark("Former Steel Ltd", is_other_name=True)
    'Steel Ltd'
    """
    text = text.strip()
    if len(text) > LONGEST or any(is_quoted(text, *marks) for marks in _INSIDE):
        return None
    identifier = identifier_in(text)
    if (identifier is not None and identifier[0] in SCHEMES) or _IDENTIFIER.search(text):
        return None
    if is_other_name and _CAPITAL_WORD.match(text):
        word, _, name = text.partition(" ")
        text = f"{word.lower()} {name}"
    matches = (
        *(remark.match(text) for remark in _REMARKS_BEFORE),
        *(remark.search(text) for remark in _REMARKS_AFTER),
    )
    for match in matches:
        if match is not None and (name := (text[: match.start()] + text[match.end() :]).strip(" ,;:")):
            return name
    return None
