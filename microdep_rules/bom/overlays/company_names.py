"""Company in a cell of an answer: a name, or a word such as `we` for the company that answers."""

from __future__ import annotations

import re

from microdep_rules.bom.imports.cell_values import Unreadable
from microdep_rules.bom.overlays.answers import is_word_of_an_answer
from microdep_rules.messages import phrase_of
from microdep_rules.patterns import pattern
from microdep_rules.vocabulary.company_cells import (
    LONGEST,
    is_in_quotation_marks,
    may_be_companies,
    one_name,
)
from microdep_rules.vocabulary.placeholder_names import (
    begins_like_a_sentence,
    means_own_company,
    names_somebody,
)
from microdep_rules.vocabulary.workbook_texts import cue_pattern, words

_ALTERNATIVES = r"\S\s*{or}\s*\S|\S\s*[;|\r\n\uff1b\uff5c\u3001\u2022\uff0f]\s*\S|\S\s+[/\\]\s+\S"
"""Characters and words between the names of two companies."""
_BETWEEN_NAMES = r"\s*[,&]\s*|\s+{and}\s+"
"""Characters and words between a company and `others`, as in `Acme, others`."""
_AND_OTHERS = r"\S\s*{and-others}"
"""End of a text that names only some of the companies: `Example Works etc.`."""
_WITH_COMMENT = pattern(
    r"(?P<name>.*\S)\s*"
    r"(?:[(\uff08\[](?P<inside>[^()\uff08\uff09\[\]]+)[)\uff09\]]|[,\uff0c]\s*(?P<after>[^,\uff0c()\uff08\uff09]+))"
)
"""Name with a text in brackets, or after a comma, at its end: `Gebr. Hartwig KG (bis 1988)`."""
_YEARS = (
    r"(?:(?:{since}|{until})\s*)?(?:19|20)[0-9]{2}(?:\s*[-\u2013]\s*(?:(?:19|20)[0-9]{2})?)?"
    r"\s*\u5e74?\s*(?:{since}|{until})?"
)
_RELATIVE = r"(?:(?:{our}|[0-9]+\s*%(?:ige)?)\s*)*(?:{part-of-a-group}|{parent-company})"
_FORMER = r"{former}(?:\s*(?:{owner-word}|{parent-company}|{part-of-a-group}))?"
_COMMENT = (
    rf"(?:{_YEARS}|{_RELATIVE}|(?:{{our}}\s*)?{{owner-word}}|(?:.*\b)?{{stock-exchange}}.*|{{exchange}}(?:\s*[:.\s]\s*[0-9A-Z.]+)?|[0-9.,]+\s*%"
    rf"|{_FORMER}|(?:{{until}}|{{since}})\s+[0-9./ -]+)"
)
"""Text that cannot be a part of a name: years, a share, a stock exchange, or a relation."""
_PAST = rf"{{until}}.*|.*{{until}}|(?:19|20)[0-9]{{2}}\s*[-\u2013]\s*(?:19|20)[0-9]{{2}}|{_FORMER}"
"""Comment about a time that has ended: `until 1988`."""
_FORMER_NAME = r"{formerly}[\s:]*(?P<name>\S.*)"
"""Comment with the former name of a company: `formerly Amperex`."""


def parse_company(text: str, asked: str = "") -> str | Unreadable:
    """Return the name of a company. `asked` is the company that answers; `we` means this company.

    A text that may be the names of several companies is not read. Quotation marks state that the text is one
    name.

    >>> parse_company("Example  Works"), parse_company("we", "Example Works")
    ('Example Works', 'Example Works')
    >>> parse_company("Foo A, Foo B").because, parse_company('"Foo A, Foo B"')
    ('`Foo A, Foo B` may be the names of several companies', 'Foo A, Foo B')
    >>> parse_company("same company").because
    '`same company` is not the name of a company'
    >>> parse_company("Example Works (NYSE)"), parse_company("Example Works (Asia Pacific)")
    ('Example Works', 'Example Works (Asia Pacific)')
    """
    if len(text) > LONGEST:
        return _no_company(" ".join(text.split()))
    text = without_comment(text)[0]
    name = " ".join(text.split())
    if cue_pattern("{in-a-document}").match(name):
        return _no_company(name)
    if means_own_company(name):
        return asked or _no_company(name)
    is_quoted = is_in_quotation_marks(name)
    name = one_name(name) if is_quoted else name
    if not names_somebody(name) or begins_like_a_sentence(name):
        return _no_company(name)
    if not is_quoted and is_word_of_an_answer(name):
        return _no_company(name)
    if not is_quoted and (present := split_former_name(name)[0]) != name:
        because = phrase_of("overlay/answer-not-read", "former-name", text=name)
        return Unreadable(because, phrase_of("overlay/answer-not-read", "write-present-name", name=present))
    if not is_quoted and (short := _before_unclear_comment(name)):
        because = phrase_of("overlay/answer-not-read", "name-with-comment", text=name)
        fix = phrase_of("overlay/answer-not-read", "write-only-name", name=short, whole=as_one_name(name))
        return Unreadable(because, fix)
    because = phrase_of("overlay/answer-not-read", "two-companies", text=name)
    if _has_others(name):
        return Unreadable(because, phrase_of("overlay/answer-not-read", "write-companies-in-remark"))
    if not is_quoted and (cue_pattern(_ALTERNATIVES).search(text) or may_be_companies(text.strip())):
        fix = phrase_of("overlay/answer-not-read", "write-one-company", name=as_one_name(name))
        return Unreadable(because, fix)
    return name


def without_comment(text: str) -> tuple[str, str]:
    """Return a name without a comment at its end, and the comment.

    Only a text that cannot be a part of a name is a comment.

    >>> without_comment("Gebr. Hartwig KG (bis 1988)"), without_comment("Yageo (our subsidiary, 100%)")
    (('Gebr. Hartwig KG', 'bis 1988'), ('Yageo', 'our subsidiary, 100%'))
    >>> without_comment("Huawei Technologies (Hong Kong) Co., Ltd.")
    ('Huawei Technologies (Hong Kong) Co., Ltd.', '')
    """
    match = None if is_in_quotation_marks(text.strip()) else _WITH_COMMENT.fullmatch(text.strip())
    if match is None:
        return text, ""
    comment = (match["inside"] or match["after"]).strip()
    parts = [part.strip() for part in re.split("[,;\uff0c\uff1b]", comment) if part.strip()]
    is_comment = bool(parts) and all(cue_pattern(_COMMENT).fullmatch(part) for part in parts)
    return (match["name"].rstrip(" ,"), comment) if is_comment else (text, "")


def is_past(comment: str) -> bool:
    """Return whether the comment beside a name is about a time that has ended, as `until 1988`."""
    return cue_pattern(_PAST).fullmatch(comment) is not None


def names_subsidiary(comment: str) -> bool:
    """Return whether the comment beside a name means a subsidiary, as `our subsidiary`."""
    return cue_pattern("{part-of-a-group}").search(comment) is not None


def split_former_name(text: str) -> tuple[str, str]:
    """Return the present name and the former name of a company; the former name is empty without one.

    >>> split_former_name("CATL (formerly Amperex)"), split_former_name("CATL")
    (('CATL', 'Amperex'), ('CATL', ''))
    """
    match = None if is_in_quotation_marks(text.strip()) else _WITH_COMMENT.fullmatch(text.strip())
    former = match and cue_pattern(_FORMER_NAME).fullmatch((match["inside"] or match["after"]).strip())
    if match is None or not former or not names_somebody(former["name"]):
        return text, ""
    return match["name"].rstrip(" ,"), former["name"].strip()


def _before_unclear_comment(name: str) -> str:
    """Return the name before brackets that may have a comment, such as `(new owner)`; otherwise empty.

    A comment begins with a small letter; a place in a name begins with a capital letter.
    """
    match = _WITH_COMMENT.fullmatch(name)
    inside = (match["inside"] or "").strip() if match is not None else ""
    return match["name"] if match is not None and inside[:1].islower() else ""


def as_one_name(name: str) -> str:
    """Return a name in quotation marks, which state that the text is one name.

    A spreadsheet program removes an apostrophe at the start of a cell, so apostrophes do not work.
    """
    return f"\u201c{name}\u201d" if '"' in name else f'"{name}"'


def _has_others(name: str) -> bool:
    """Return whether a text names a company and adds a word for further companies, such as `others`.

    >>> _has_others("Lynas, others"), _has_others("Lynas et al."), _has_others("Example Works, Inc.")
    (True, True, False)
    """
    *first, last = cue_pattern(_BETWEEN_NAMES).split(name)
    if first and last.casefold() in words("others"):
        return True
    return any(match.end() == len(name) for match in cue_pattern(_AND_OTHERS).finditer(name))


def _no_company(name: str) -> Unreadable:
    return Unreadable(
        phrase_of("overlay/answer-not-read", "no-company", text=name),
        phrase_of("overlay/answer-not-read", "write-company"),
    )
