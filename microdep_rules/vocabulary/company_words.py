"""Words in company names that do not distinguish companies: legal forms, trades and places."""

from __future__ import annotations

from typing import Any

from microdep_rules.vocabulary.resources import company_names_data


def _words(name: str) -> Any:  # noqa: ANN401 - a list of words, or a table of them
    return company_names_data()[name]["words"]


SHORT_FORMS: dict[str, str] = _words("short_forms")
"""For each short spelling of a legal form, its long spelling."""
LONG_FORMS: dict[tuple[str, ...], str] = {
    tuple(SHORT_FORMS.get(word, word) for word in words.split()): short
    for words, short in sorted(_words("long_forms").items(), key=lambda form: -len(form[0].split()))
}
"""For each legal form of several words, its abbreviation: `llc` for `ltd liability co`.

The words of a legal form are in their short spelling. Longer forms come first, because a longer form may
contain a shorter one.
"""
ONLY_IN_LONG_FORMS = frozenset(word for words in LONG_FORMS for word in words) - set(SHORT_FORMS.values())
"""Words of these legal forms; a name without such a word contains no legal form of several words."""
UNSAID = frozenset(_words("left_out"))
"""Words that people sometimes omit from a company name."""
LEGAL_FORMS = frozenset(_words("legal_forms"))
"""Legal forms, which lists and invoices often shorten or leave out."""
EAST_ASIAN_FORMS: tuple[str, ...] = tuple(_words("east_asian_forms"))
"""Legal forms in Chinese, Japanese and Korean, which have no space before them.

Longer forms come first, because a longer form may contain a shorter one.
"""
EAST_ASIAN_TRADES = frozenset(_words("east_asian_trades"))
"""Words for trades and places in Chinese, Japanese and Korean company names."""
EAST_ASIAN_COMMON_NAMES = frozenset(_words("east_asian_common_names"))
"""Main parts of Chinese, Japanese and Korean names that unrelated companies share.

Two companies with such a part do not necessarily belong to one group.
"""
PLACES = frozenset(_words("sizes_and_places"))
"""Words for the size or the place of a company."""
GENERIC = frozenset(_words("trades")) | PLACES
"""Words that many company names contain.

Two names that share such a word are not necessarily similar.
"""
COMMON_FIRST = frozenset(_words("common_first_words"))
"""First words that unrelated companies share in their names.

Two companies with such a first word do not necessarily belong to one group.
"""
FOR_ANOTHER, LIKE_ANOTHER = frozenset(_words("for_another")), frozenset(_words("like_another"))
"""Words before or after a company name that show that this company is not the maker, such as `compatible`."""
MADE_BY = frozenset(_words("made_by"))
"""Words in notes before a company name that show that this company is the manufacturer."""
PLAIN_WORDS = frozenset(_words("plain_words"))
"""Ordinary words, which do not name a company if they stand alone in the name of a component."""
