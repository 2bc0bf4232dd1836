"""Words in company names that do not distinguish companies: legal forms, trades and places."""

from __future__ import annotations

from typing import Any

from microdep_rules.vocabulary.resources import company_names_data


def _words(name: str) -> Any:  # noqa: ANN401 - a list of words, or a table of them
    return company_names_data()[name]["words"]


SHORT_FORMS: dict[str, str] = _words("short_forms")
"""Legal forms that are written out or shortened at will, by the shorter one."""
UNSAID = frozenset(_words("left_out"))
"""Words that are left out at will."""
LEGAL_FORMS = frozenset(_words("legal_forms"))
"""Legal forms: lists and invoices shorten or omit them."""
EAST_ASIAN_FORMS: tuple[str, ...] = tuple(_words("east_asian_forms"))
"""The same in Chinese, Japanese and Korean, where they are written without a blank; the longer ones first."""
EAST_ASIAN_TRADES = frozenset(_words("east_asian_trades"))
"""Trades and places in the same scripts."""
EAST_ASIAN_COMMON_NAMES = frozenset(_words("east_asian_common_names"))
"""Names that many companies choose: two that share one belong to no group for that."""
GENERIC = frozenset([*_words("trades"), *_words("sizes_and_places")])
"""Words in many company names: alone they make no two names similar."""
COMMON_FIRST = frozenset(_words("common_first_words"))
"""Places and words that many companies choose: two names that begin with one are of no group for that."""
FOR_ANOTHER, LIKE_ANOTHER = frozenset(_words("for_another")), frozenset(_words("like_another"))
"""Words before and behind a company in the name of a component that it did not make."""
MADE_BY = frozenset(_words("made_by"))
"""Words before a company in notes, which mark it as the manufacturer."""
PLAIN_WORDS = frozenset(_words("plain_words"))
"""Words of a language that alone name no company in the name of a component."""
