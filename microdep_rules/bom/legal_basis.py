"""Provisions of law in the basis of a waiver: only law, not company policy, can waive a rule of law."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from microdep_rules.bom.provisions import MOST_KEPT, provision_pattern, provisions, spelt
from microdep_rules.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

    from microdep_rules.bom.provisions import Provision

_COLLECTIONS = (
    r"U\.?\s?S\.?\s?C\.?|U\.?S\.? Code|C\.?F\.?R\.?|(?:D|A|AF|NM)?FARS?|NDAA|P\.?\s?L\.?|"
    r"Pub(?:lic|\.)\s?L(?:aw|\.)|Fed\. ?Reg\.|E\.?O\.?|Executive Order|ITAR|EAR|HTSUS|"
    r"(?:Regulation |Directive |Decision )?\((?:EU|EC|EEC)\)"
)
"""Collections and instruments whose names occur only in law."""
_AUTHORITIES = r"OFAC|BIS|FCC|IRS|SEC|MOFCOM|GAC|USTR|DCMA"
_ACTS = r"Notice|Rule|Order|General License|License|Licence|Announcement|DA|No\.|[0-9]{4} No\."
_INSTRUMENTS = (
    r"(?:Act|Law|Statutes?|Ordinance|Regulations?|Directive|Decree|Code|Treaty|\w*[Gg]esetz|\w*[Vv]erordnung)"
)
"""Words for legal instruments that companies also use for their own rules."""
_OWN = (
    r"polic(?:y|ies)|guidelines?|handbook|manual|procedures?|conduct|company|corporate|internal|in-house|"
    r"purchasing|procurement|work instruction"
)
_PLACE = (
    r"(?:§+|ss?\.|[Ss]ec(?:tion|\.)?|[Aa]rt(?:icle|\.)?s?|ch(?:apter|\.)?|(?:[Ss]ub)?[Pp]art|"
    r"[Tt]itle|[Cc]lause|[Pp]aragraph|No\.?)?"
)


@cache
def _named() -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w)(?:[0-9]+\s*(?:{_COLLECTIONS})|FY\s?[0-9]{{4}} NDAA"
        rf"|(?:{_COLLECTIONS})\s*{_PLACE}\s*[0-9]|(?:{_AUTHORITIES})[^.;,]{{0,20}}(?:{_ACTS})\s*[\w-]*[0-9])"
    )


@cache
def _worded() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){_INSTRUMENTS}(?!\w)[^0-9]*[0-9]|[0-9][^0-9]*(?<!\w){_INSTRUMENTS}(?!\w)")


OF_A_CITATION = """
act annex art article articles acquisition ch chapter cl clause code defence defense delegated directive
executive federal implementing law para paragraph paragraphs part public regulation regulations s sec section
sections ss states subpart supplement title united
and by dated from in of or the under
announcement approval authorisation authorization certificate da decision determination determinations dnad
exception exceptions exemption finding findings individual general letter licence licences license licenses
memo memorandum nonavailability notice order permit rule ruling waiver waivers
agency air army bis cbp commerce customs dcma department deputy dla dod fcc force gac irs mofcom nasa navy
ofac omb secretary treasury usd ustr
january february march april june july august september october november december
jan feb mar apr jun jul aug sep sept oct nov dec
"""
"""Words of a citation and of the document that applied it: the grant, its issuer and its date.

The lines are names of laws, words between them, documents, issuers and months. None of the words negates,
asks, sets a condition or ends anything, and a citation has no other word. So a list of negating words is not
needed: a text with any other word is a sentence, whatever its meaning.
"""
_NUMBER = pattern(
    r"(?<![\w-])(?i:no\. ?)?(?:(?!0+(?!\w))[0-9]+[a-z]?(?:[-./][0-9]+[a-z]?)*"
    r"|(?!NO|IF)[A-Z]{1,2}-[0-9]+(?:-[0-9]+)*|[A-Z][A-Z0-9]{5}-[0-9]{2}-[A-Z]-[0-9]{4})(?![\w-])"
)
"""Number of a provision or document, or a date: `13p-1`, `No. 46`, `2026-05-01`, `N00019-26-C-0042`."""
_MAY = pattern(r"(?i)\bmay(?= [0-9])|(?<=[0-9] )may\b")
"""The month May, which has a number beside it; otherwise `may` is a verb."""
_LABELS = pattern(r"\(\w{1,5}\)|(?:EU|EC|EEC)(?=\))")
_STOPS = pattern(r"[\s,.;:()\[\]\u00a7/&'\u2019-]*")


def _is_citation(basis: str, cites: Iterable[str]) -> bool:
    """Return whether a text is only a citation, possibly with the document that applied it.

    Words of acts that a rule cites by name are also words of a citation.
    """
    acts = {word for cite in cites if not provisions(cite) for word in _words(cite)}
    known = {*OF_A_CITATION.split(), *(acts - _REFUSALS)}
    text = _LABELS.sub(" ", provision_pattern().sub(" ", spelt(basis)))
    text = _NUMBER.sub(" ", _MAY.sub(" ", text))
    return all(word in known for word in _words(text)) and _STOPS.fullmatch(_WORD.sub("", text)) is not None


_WORD = pattern(r"[^\W\d_]+(?:&[^\W\d_]+)?")
_REFUSALS = frozenset({"no", "not", "none", "never", "without", "if", "unless", "except", "would", "could"})
"""Words that a rule text may contain but that make a citation a sentence."""


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


_SMALL_WORDS = frozenset(
    {"of", "the", "s", "sec", "section", "art", "article", "ch", "chapter", "part", "no", "in", "under"}
)
"""Words beside the name and the number of an instrument."""
AS_STATED = "legal basis as the company states it"
"""Prefix of every basis: no output claims that a provision permits something or that the company is right."""
NOT_EXAMINED = "nobody examined whether it permits this"
NONE_STATED = "the company states no legal basis"
LONGEST_BASIS = 2_000
"""Largest number of characters of a citation."""
_LONGEST_LABEL = 3
"""Largest number of letters and digits in the label of a paragraph, such as `iii`."""


def has_permission(basis: str, forbidding: Iterable[str], excepting: Iterable[str] = ()) -> bool:
    """Return whether a basis names a provision of law that can permit what a rule forbids.

    `forbidding` are the citations of the rule, and `excepting` those of its exceptions. The paragraph that
    forbids, its parents and its subparagraphs permit nothing, in any spelling. Only provisions of the cited
    laws and regulations can permit. If the exceptions cite a law, only its cited provisions can.

    >>> has_permission("10 U.S.C. 4872(c)", ["10 U.S.C. 4872(a)(1); DFARS 252.225-7052(b)(1)"])
    True
    >>> has_permission("10 USC \u00a7 4872 (a)", ["10 U.S.C. 4872(a)(1)"])
    False
    >>> has_permission("Regulation (EU) 2016/679, Art. 6", ["10 U.S.C. 4872(a)(1)"], ["10 U.S.C. 4872(c)(1)"])
    False
    """
    if not has_provision(basis):
        return False
    forbidding, excepting = list(forbidding), list(excepting)
    if not _is_citation(basis, [*forbidding, *excepting]):
        return False
    cites = [part for text in forbidding for part in text.split(";")]
    named = provisions(basis)
    if not named:
        of_an_act = any(_is_of_act(basis, cite) for cite in cites)
        return of_an_act and not any(_is_worded_as(basis, cite) for cite in cites)
    forbids = {one for cite in cites for one in provisions(cite)}
    known = {one for text in excepting for one in provisions(text) if not any(map(one.covers, forbids))}
    return any(_can_permit(provision, named, forbids, known) for provision in named if provision.exists)


def _can_permit(
    one: Provision,
    named: AbstractSet[Provision],
    forbids: AbstractSet[Provision],
    known: AbstractSet[Provision],
) -> bool:
    """Return whether a named provision can permit what others forbid, given the known exceptions."""
    if any(map(one.covers, forbids)):
        return False
    if any(exception.covers(one) or one.covers(exception) for exception in known):
        return True
    if any(forbid.paragraphs and forbid.covers(one) for forbid in forbids):
        return False
    if known and any(_forbids(provision, forbids) for provision in named):
        return False  # beside a provision that forbids, only a known exception is meaningful
    cited = one.law in {forbid.law for forbid in forbids}
    return cited and one.instrument not in {exception.instrument for exception in known}


def _forbids(one: Provision, forbids: AbstractSet[Provision]) -> bool:
    return any(one.covers(forbid) or (forbid.paragraphs and forbid.covers(one)) for forbid in forbids)


def _is_of_act(basis: str, cite: str) -> bool:
    """Return whether a basis names an act that a rule cites in words.

    An example is `Export Control Law of China`.
    """
    if provisions(cite) or re.search(rf"(?<!\w){_INSTRUMENTS}(?!\w)", spelt(cite)) is None:
        return False
    mine, its = (
        {word for word in re.findall(r"[^\W\d]{2,}", spelt(text).casefold()) if word not in _SMALL_WORDS}
        for text in (basis, cite)
    )
    return its <= mine


def _is_worded_as(basis: str, cite: str) -> bool:
    """Return whether a basis without numbers has the words of a provision, with or without a paragraph."""
    mine, its = (
        {word for word in re.findall(r"\w+", spelt(text).casefold()) if word not in _SMALL_WORDS}
        for text in (basis, cite)
    )
    return bool(mine) and (
        mine <= its or (bool(its) and its <= mine and all(len(word) <= _LONGEST_LABEL for word in mine - its))
    )


@lru_cache(maxsize=MOST_KEPT)
def has_provision(text: str) -> bool:
    """Return whether a text names a provision of law, by collection or instrument and number.

    The company must show that the provision permits what is waived; outputs state it as the company's claim.

    >>> has_provision("10 U.S.C. 4872(c)"), has_provision("Foreign Trade Act, section 8")
    (True, True)
    >>> has_provision("Purchasing policy 7.3"), has_provision("section 8"), has_provision("law")
    (False, False, False)
    """
    if len(text) > LONGEST_BASIS:
        return False
    read = spelt(text)
    named = provisions(text)
    if named and not any(provision.exists for provision in named):
        return False
    if _named().search(read):
        return True
    return _worded().search(read) is not None and re.search(rf"(?i)\b(?:{_OWN})\b", read) is None


def basis_words(basis: str) -> str:
    """Return a basis on one line in quotation marks, as a claim of the company.

    >>> basis_words("Purchasing policy 7.3"), basis_words("")
    ('legal basis as the company states it: « Purchasing policy 7.3 »', 'the company states no legal basis')
    >>> basis_words("10 U.S.C. 4872(c)").removeprefix("legal basis as the company states it: ")
    '« 10 U.S.C. 4872(c) »; nobody examined whether it permits this'
    """
    line = " ".join(basis.split()).replace("«", "<").replace("»", ">")
    if not line:
        return NONE_STATED
    return f"{AS_STATED}: « {line} »" + (f"; {NOT_EXAMINED}" if has_provision(basis) else "")
