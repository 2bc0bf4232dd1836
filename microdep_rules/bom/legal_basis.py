"""Provisions of law in the basis of a waiver: a rule of law is waived by law, and not by a policy."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from microdep_rules.vocabulary.lookalikes import HIDDEN_SIGNS

if TYPE_CHECKING:
    from collections.abc import Iterable

_COLLECTIONS = (
    r"U\.?\s?S\.?\s?C\.?|U\.?S\.? Code|C\.?F\.?R\.?|(?:D|A|AF|NM)?FARS?|NDAA|P\.?\s?L\.?|"
    r"Pub(?:lic|\.)\s?L(?:aw|\.)|Fed\. ?Reg\.|E\.?O\.?|Executive Order|ITAR|EAR|HTSUS|"
    r"(?:Regulation |Directive |Decision )?\((?:EU|EC|EEC)\)"
)
"""Collections and instruments whose names belong to law alone."""
_AUTHORITIES = r"OFAC|BIS|FCC|IRS|SEC|MOFCOM|GAC|USTR|DCMA"
_ACTS = r"Notice|Rule|Order|General License|License|Licence|Announcement|DA|No\.|[0-9]{4} No\."
_INSTRUMENTS = (
    r"(?:Act|Law|Statutes?|Ordinance|Regulations?|Directive|Decree|Code|Treaty|\w*[Gg]esetz|\w*[Vv]erordnung)"
)
"""Words for instruments, which companies use of their own rules as well."""
_OWN = (
    r"polic(?:y|ies)|guidelines?|handbook|manual|procedures?|conduct|company|corporate|internal|in-house|"
    r"purchasing|procurement|work instruction"
)
_PLACE = (
    r"(?:§+|ss?\.|[Ss]ec(?:tion|\.)?|[Aa]rt(?:icle|\.)?s?|ch(?:apter|\.)?|(?:[Ss]ub)?[Pp]art|[Tt]itle|No\.?)?"
)
_NAMED = re.compile(
    rf"(?<!\w)(?:[0-9]+\s*(?:{_COLLECTIONS})|FY\s?[0-9]{{4}} NDAA"
    rf"|(?:{_COLLECTIONS})\s*{_PLACE}\s*[0-9]|(?:{_AUTHORITIES})[^.;,]{{0,20}}(?:{_ACTS})\s*[\w-]*[0-9])"
)
_WORDED = re.compile(rf"(?<!\w){_INSTRUMENTS}(?!\w)[^0-9]*[0-9]|[0-9][^0-9]*(?<!\w){_INSTRUMENTS}(?!\w)")


_PROVISION = re.compile(
    rf"(?<!\w)(?P<title>[0-9]*)\s*(?P<collection>FY\s?[0-9]{{4}} NDAA|{_COLLECTIONS})\s*{_PLACE}\s*"
    r"(?P<section>[0-9][\w./-]*)(?P<paragraphs>(?:\s*\([0-9A-Za-z]{1,5}\))*)",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"(?i)\b(?:not|none|never|forb\w+|prohibit\w*|contrary|despite|violat\w+|in breach)\b|^\W*no\W*$"
)
"""Words by which a text speaks of what does not permit."""
Provision = tuple[str, str, str, tuple[str, ...]]
"""A title, a collection, a section and the paragraphs in it."""


def permits(basis: str, forbidding: Iterable[str]) -> bool:
    """Whether a basis names a provision of law besides those that forbid what is waived.

    A paragraph that forbids, what holds it and what is in it permit nothing, however they are written.

    >>> permits("10 U.S.C. 4872(c)", ["10 U.S.C. 4872(a)(1); DFARS 252.225-7052(b)(1)"])
    True
    >>> permits("10 USC \u00a7 4872 (a)", ["10 U.S.C. 4872(a)(1)"])
    False
    """
    shown = _shown(basis)
    if not names_provision(basis) or _DENIED.search(shown):
        return False
    cites = [_shown(part) for text in forbidding for part in text.split(";")]
    if any(_bare(each).startswith(_bare(shown)) for each in cites):
        return False
    named, forbids = _provisions(shown), {one for each in cites for one in _provisions(each)}
    return not named or any(not any(_is_of(one, each) for each in forbids) for one in named)


def _provisions(text: str) -> set[Provision]:
    return {
        (
            each["title"],
            _bare(each["collection"]),
            each["section"].rstrip(".").casefold(),
            tuple(re.findall(r"\((\w+)\)", each["paragraphs"].casefold())),
        )
        for each in _PROVISION.finditer(text)
    }


def _is_of(one: Provision, forbidding: Provision) -> bool:
    """Whether a provision is the one that forbids, holds it, or is in a paragraph that does."""
    *where, paragraphs = one
    *there, forbids = forbidding
    if where != there:
        return False
    within = bool(forbids) and paragraphs[: len(forbids)] == forbids
    return within or forbids[: len(paragraphs)] == paragraphs


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _shown(text: str) -> str:
    return " ".join(HIDDEN_SIGNS.sub("", text).split())


def names_provision(text: str) -> bool:
    """Whether a text names a provision of law, by the collection or the instrument and a number.

    That the provision permits what is waived is for the company to show: outputs state it as its claim.

    >>> names_provision("10 U.S.C. 4872(c)"), names_provision("Foreign Trade Act, section 8")
    (True, True)
    >>> names_provision("Purchasing policy 7.3"), names_provision("section 8"), names_provision("law")
    (False, False, False)
    """
    shown = _shown(text)
    if _NAMED.search(shown):
        return True
    return _WORDED.search(shown) is not None and re.search(rf"(?i)\b(?:{_OWN})\b", shown) is None
