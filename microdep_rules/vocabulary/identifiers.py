"""Forms of the identifiers of companies, such as the check digits of an LEI."""

from __future__ import annotations

from microdep_rules.patterns import pattern

_LEI = pattern(r"[0-9A-Z]{18}[0-9]{2}")
_FORMS = {
    "duns": (pattern(r"[0-9]{9}"), "9 digits"),
    "uei": (pattern(r"[0-9A-Z]{12}"), "12 letters and digits"),
    "cage": (pattern(r"[0-9A-Z]{5}"), "5 letters and digits"),
    "ncage": (pattern(r"[0-9A-Z]{5}"), "5 letters and digits"),
}
"""For each scheme, the pattern of an identifier, and the pattern in words."""


def expected_form(scheme: str, value: str) -> str:
    """Return the form that an identifier does not have; empty if the form is right or unknown.

    The last two digits of an LEI are check digits (ISO 17442). An LEI is valid if the number that its letters
    and digits stand for leaves the remainder 1 after a division by 97 (ISO 7064).

    >>> expected_form("lei", "529900T8BM49AURSDO55"), expected_form("lei", "529900T8BM49AURSDO56")
    ('', 'an LEI with valid check digits')
    >>> expected_form("lei", "BADLEI"), expected_form("duns", "15-048-3782"), expected_form("vat", "x")
    ('an LEI of 18 letters and digits and 2 check digits', '', '')
    """
    plain = "".join(filter(str.isalnum, value)).upper()
    if scheme == "lei":
        if _LEI.fullmatch(plain) is None:
            return "an LEI of 18 letters and digits and 2 check digits"
        number = int("".join(str(int(letter, 36)) for letter in plain))
        return "" if number % 97 == 1 else "an LEI with valid check digits"
    if scheme in _FORMS:
        form, words = _FORMS[scheme]
        return "" if form.fullmatch(plain) else f"a {scheme.upper()} of {words}"
    return ""
