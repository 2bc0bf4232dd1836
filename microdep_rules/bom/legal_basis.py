"""Provisions of law in the basis of a waiver: a rule of law is waived by law, and not by a policy."""

from __future__ import annotations

import re

from microdep_rules.vocabulary.lookalikes import HIDDEN_SIGNS

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


def names_provision(text: str) -> bool:
    """Whether a text names a provision of law, by the collection or the instrument and a number.

    That the provision permits what is waived is for the company to show: outputs state it as its claim.

    >>> names_provision("10 U.S.C. 4872(c)"), names_provision("Foreign Trade Act, section 8")
    (True, True)
    >>> names_provision("Purchasing policy 7.3"), names_provision("section 8"), names_provision("law")
    (False, False, False)
    """
    shown = " ".join(HIDDEN_SIGNS.sub("", text).split())
    if _NAMED.search(shown):
        return True
    return _WORDED.search(shown) is not None and re.search(rf"(?i)\b(?:{_OWN})\b", shown) is None
