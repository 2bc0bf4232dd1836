"""Words in company names that do not distinguish companies: legal forms, trades and places."""

from __future__ import annotations

from typing import Any

from microdep_rules.vocabulary.resources import company_names_data


def _words(name: str) -> Any:  # noqa: ANN401 - a list of words, or a table of them
    return company_names_data()[name]["words"]


SHORT_FORMS: dict[str, str] = _words("short_forms")
"""Long spelling of each legal form that also has a short spelling, by the short one."""
UNSAID = frozenset(_words("left_out"))
"""Words that people include or omit."""
LEGAL_FORMS = frozenset(_words("legal_forms"))
"""Legal forms, which lists and invoices shorten or omit."""
EAST_ASIAN_FORMS: tuple[str, ...] = tuple(_words("east_asian_forms"))
"""Legal forms in Chinese, Japanese and Korean, which have no space before them; longer ones come first."""
EAST_ASIAN_TRADES = frozenset(_words("east_asian_trades"))
"""Trades and places in Chinese, Japanese and Korean."""
EAST_ASIAN_COMMON_NAMES = frozenset(_words("east_asian_common_names"))
"""Names that many companies use. Two companies with such a name are not members of one group for that reason.
"""
GENERIC = frozenset([*_words("trades"), *_words("sizes_and_places")])
"""Words in many company names. Two names with such a word are not similar for that reason."""
COMMON_FIRST = frozenset(_words("common_first_words"))
"""First words that many companies use. Two companies with such a word are not members of one group for that
reason.
"""
FOR_ANOTHER, LIKE_ANOTHER = frozenset(_words("for_another")), frozenset(_words("like_another"))
"""Words before and after a company name that mark the component as made by another company."""
MADE_BY = frozenset(_words("made_by"))
"""Words before a company name in notes that mark the company as the manufacturer."""
PLAIN_WORDS = frozenset(_words("plain_words"))
"""Ordinary words. Alone in the name of a component, they name no company."""
