"""Company in a cell of an answer: a name, or a word such as `we` for the company that answers."""

from __future__ import annotations

from microdep_rules.bom.imports.cell_values import Unreadable
from microdep_rules.messages import phrase_of
from microdep_rules.vocabulary.company_cells import (
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
    """
    name = " ".join(text.split())
    if cue_pattern("{in-a-document}").match(name):
        return _no_company(name)
    if means_own_company(name):
        return asked or _no_company(name)
    is_quoted = is_in_quotation_marks(name)
    name = one_name(name) if is_quoted else name
    if not names_somebody(name) or begins_like_a_sentence(name):
        return _no_company(name)
    because = phrase_of("overlay/answer-not-read", "two-companies", text=name)
    if _has_others(name):
        return Unreadable(because, phrase_of("overlay/answer-not-read", "write-companies-in-remark"))
    if not is_quoted and (cue_pattern(_ALTERNATIVES).search(text) or may_be_companies(text.strip())):
        fix = phrase_of("overlay/answer-not-read", "write-one-company", name=as_one_name(name))
        return Unreadable(because, fix)
    return name


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
