"""Provisions of law in the legal basis of a waiver.

Only law can waive a rule of law; company policy cannot.
"""

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
"""Names of legal collections and instruments that companies do not use for internal rules."""
_AUTHORITIES = r"OFAC|BIS|FCC|IRS|SEC|MOFCOM|GAC|USTR|DCMA"
_ACTS = r"Notice|Rule|Order|General License|License|Licence|Announcement|DA|No\.|[0-9]{4} No\."
_INSTRUMENTS = (
    r"(?:Act|Law|Statutes?|Ordinance|Regulations?|Directive|Decree|Code|Treaty|\w*[Gg]esetz|\w*[Vv]erordnung)"
)
"""Words for legal instruments that companies also use for internal rules."""
_INTERNAL = (
    r"polic(?:y|ies)|guidelines?|handbook|manual|procedures?|conduct|company|corporate|internal|in-house|"
    r"purchasing|procurement|work instruction"
)
_PLACE = (
    r"(?:§+|ss?\.|[Ss]ec(?:tion|\.)?|[Aa]rt(?:icle|\.)?s?|ch(?:apter|\.)?|(?:[Ss]ub)?[Pp]art|"
    r"[Tt]itle|[Cc]lause|[Pp]aragraph|No\.?)?"
)


@cache
def _citation_pattern() -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w)(?:[0-9]+\s*(?:{_COLLECTIONS})|FY\s?[0-9]{{4}} NDAA"
        rf"|(?:{_COLLECTIONS})\s*{_PLACE}\s*[0-9]|(?:{_AUTHORITIES})[^.;,]{{0,20}}(?:{_ACTS})\s*[\w-]*[0-9])"
    )


@cache
def _instrument_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){_INSTRUMENTS}(?!\w)[^0-9]*[0-9]|[0-9][^0-9]*(?<!\w){_INSTRUMENTS}(?!\w)")


CITATION_WORDS = """
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
"""Words that a citation of law, or the name, issuer and date of a document with an exception, may contain.

A citation consists only of these words. A text with any other word, such as "not" or "if", is a sentence and
not a citation.
"""
_NUMBER = pattern(
    r"(?<![\w-])(?i:no\. ?)?(?:(?!0+(?!\w))[0-9]+[a-z]?(?:[-./][0-9]+[a-z]?)*"
    r"|(?!NO|IF)[A-Z]{1,2}-[0-9]+(?:-[0-9]+)*|[A-Z][A-Z0-9]{5}-[0-9]{2}-[A-Z]-[0-9]{4})(?![\w-])"
)
"""Number of a provision or a document, or a date: `13p-1`, `No. 46`, `2026-05-01`, `N00019-26-C-0042`."""
_MAY = pattern(r"(?i)\bmay(?= [0-9])|(?<=[0-9] )may\b")
"""The month May, next to a number. If no number is next to `may`, the word is a verb."""
_LABELS = pattern(r"\(\w{1,5}\)|(?:EU|EC|EEC)(?=\))")
_STOPS = pattern(r"[\s,.;:()\[\]\u00a7/&'\u2019-]*")


def _is_citation(basis: str, cites: Iterable[str]) -> bool:
    """Return whether a text is only a citation of law.

    The text may also name the document that grants an exception. The words of acts that a rule cites by name
    (`cites`) are also words of a citation.
    """
    acts = {word for cite in cites if not provisions(cite) for word in _split_words(cite)}
    known = {*CITATION_WORDS.split(), *(acts - _REFUSALS)}
    text = _LABELS.sub(" ", provision_pattern().sub(" ", spelt(basis)))
    text = _NUMBER.sub(" ", _MAY.sub(" ", text))
    return (
        all(word in known for word in _split_words(text))
        and _STOPS.fullmatch(_WORD.sub("", text)) is not None
    )


_WORD = pattern(r"[^\W\d_]+(?:&[^\W\d_]+)?")
_REFUSALS = frozenset({"no", "not", "none", "never", "without", "if", "unless", "except", "would", "could"})
"""Words such as `if` that make a text a sentence and no citation, even if the name of an act has the word."""


def _split_words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


_SMALL_WORDS = frozenset(
    {"of", "the", "s", "sec", "section", "art", "article", "ch", "chapter", "part", "no", "in", "under"}
)
"""Words that do not distinguish the names of instruments."""
AS_STATED = "legal basis as the company states it"
"""Prefix of each legal basis in outputs: the outputs do not claim that the company is right."""
NOT_EXAMINED = "nobody examined whether it permits this"
NONE_STATED = "the company states no legal basis"
LONGEST_BASIS = 2_000
"""Maximum length of a citation."""
_LONGEST_LABEL = 3
"""Maximum length of the label of a paragraph, such as `iii`."""


def has_permission(basis: str, forbidding: Iterable[str], excepting: Iterable[str] = ()) -> bool:
    """Return whether a legal basis names a provision of law that may permit an exception to a rule.

    `forbidding` has the citations of the rule, and `excepting` the citations of its exceptions. The cited
    paragraph of the rule, its parents and its subparagraphs do not permit anything. Only provisions of cited
    laws and regulations may permit an exception. If the exceptions cite a law, only the cited provisions of
    this law may permit an exception.

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
        of_an_act = any(_names_cited_act(basis, cite) for cite in cites)
        return of_an_act and not any(_repeats_citation(basis, cite) for cite in cites)
    forbids = {provision for cite in cites for provision in provisions(cite)}
    known = {
        provision
        for text in excepting
        for provision in provisions(text)
        if not any(map(provision.covers, forbids))
    }
    return any(_can_permit(provision, named, forbids, known) for provision in named if provision.exists)


def _can_permit(
    provision: Provision,
    named: AbstractSet[Provision],
    forbids: AbstractSet[Provision],
    known: AbstractSet[Provision],
) -> bool:
    """Return whether a provision may permit an exception to a rule.

    `named` has all provisions in the legal basis. `forbids` has the provisions that the rule cites. `known`
    has the provisions that the exceptions of the rule cite.
    """
    if any(map(provision.covers, forbids)):
        return False
    if any(exception.covers(provision) or provision.covers(exception) for exception in known):
        return True
    if any(forbid.paragraphs and forbid.covers(provision) for forbid in forbids):
        return False
    if known and any(_is_provision_of_rule(other, forbids) for other in named):
        return False  # if the basis also cites the rule, only a provision of a known exception counts
    cited = provision.law in {forbid.law for forbid in forbids}
    return cited and provision.instrument not in {exception.instrument for exception in known}


def _is_provision_of_rule(provision: Provision, forbids: AbstractSet[Provision]) -> bool:
    return any(
        provision.covers(forbid) or (forbid.paragraphs and forbid.covers(provision)) for forbid in forbids
    )


def _names_cited_act(basis: str, cite: str) -> bool:
    """Return whether a legal basis names an act that the rule cites by name.

    The basis must have all words of the citation, such as `Export Control Law of China`.
    """
    if provisions(cite) or re.search(rf"(?<!\w){_INSTRUMENTS}(?!\w)", spelt(cite)) is None:
        return False
    basis_terms, cited_terms = (
        {word for word in re.findall(r"[^\W\d]{2,}", spelt(text).casefold()) if word not in _SMALL_WORDS}
        for text in (basis, cite)
    )
    return cited_terms <= basis_terms


def _repeats_citation(basis: str, cite: str) -> bool:
    """Return whether a legal basis only repeats a citation, with or without the label of a paragraph."""
    basis_terms, cited_terms = (
        {word for word in re.findall(r"\w+", spelt(text).casefold()) if word not in _SMALL_WORDS}
        for text in (basis, cite)
    )
    return bool(basis_terms) and (
        basis_terms <= cited_terms
        or (
            bool(cited_terms)
            and cited_terms <= basis_terms
            and all(len(word) <= _LONGEST_LABEL for word in basis_terms - cited_terms)
        )
    )


@lru_cache(maxsize=MOST_KEPT)
def has_provision(text: str) -> bool:
    """Return whether a text names a provision of law, by its collection or instrument and its number.

    The company must show that the provision applies. Outputs state the provision as a claim of the company.

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
    if _citation_pattern().search(read):
        return True
    return (
        _instrument_pattern().search(read) is not None
        and re.search(rf"(?i)\b(?:{_INTERNAL})\b", read) is None
    )


def basis_words(basis: str) -> str:
    """Return a legal basis in one line and in quotation marks, as a claim of the company.

    >>> basis_words("Purchasing policy 7.3"), basis_words("")
    ('legal basis as the company states it: « Purchasing policy 7.3 »', 'the company states no legal basis')
    >>> basis_words("10 U.S.C. 4872(c)").removeprefix("legal basis as the company states it: ")
    '« 10 U.S.C. 4872(c) »; nobody examined whether it permits this'
    """
    line = " ".join(basis.split()).replace("«", "<").replace("»", ">")
    if not line:
        return NONE_STATED
    return f"{AS_STATED}: « {line} »" + (f"; {NOT_EXAMINED}" if has_provision(basis) else "")
