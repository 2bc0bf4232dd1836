"""Provisions of law in a text. All spellings of a provision are read as the same provision.

`Title 10, United States Code, section 4872(a)(1)` and `10 USC § 4872 (a)(1)` are the same provision. Also
`48 CFR 252.225-7052(b)` and `DFARS 252.225-7052(b)` are the same provision.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import NamedTuple

from microdep_rules.patterns import pattern
from microdep_rules.vocabulary.lookalikes import HIDDEN_SIGNS

MOST_KEPT = 4_096
"""Size of the cache of texts. The cache saves time, because a check reads the same texts for each finding."""
_PUBLIC_LAWS = {
    "115-232": "2019",
    "116-92": "2020",
    "116-283": "2021",
    "117-81": "2022",
    "117-263": "2023",
    "118-31": "2024",
    "118-159": "2025",
    "119-60": "2026",
}
"""Fiscal year of defense authorization acts by public law: `Pub. L. 115-232` is the act for 2019."""
_FORMER = {"2533b": "4863", "2533c": "4872"}
"""Numbers before 2022 of sections of title 10 of the United States Code, with their present numbers."""
_DEFENSE_PARTS, _LAST_PART = range(200, 300), 99
"""Numbers of the parts of the DFARS, and of the last part of the FAR."""
_TITLES = {"usc": 54, "cfr": 50}
_CLAUSES, _DIGITS = {"dfars": "252", "far": "52"}, {"dfars": 3, "far": 2}
"""Number of the part that contains all clauses of a regulation, and number of digits of another part.

In `252.225-7052`, the digits `225` name the part that prescribes the clause. In `52.204-25`, the digit `4`
names this part.
"""
_YEARS = range(1945, 2100)

_PLACE = (
    r"(?:§+|ss?\.|sec(?:tions?|s?\.)?|art(?:icles?|s?\.)?|ch(?:apter|\.)?|clauses?|(?:sub)?parts?|"
    r"(?:sub-?)?(?:section|paragraph|para|par|clause)\.?|titles?|no\.?)"
)
_PARENS = r"(?:\s*[(\[]\w{1,5}[)\]])"
_NUMBER = rf"[0-9][\w./-]*{_PARENS}*"
_CODES = r"U\.S\.C\.|C\.F\.R\."
_OTHERS = r"FY[0-9]{4} NDAA|P\.L\. [0-9]+-[0-9]+|(?:D|A|AF|NM)?FARS?|PGI"
_COLLECTION = rf"(?:[0-9]+ )?(?:{_CODES})|{_OTHERS}"
_REVERSED = (
    rf"(?<!\w){_PLACE}\s*({_NUMBER}),? (?:of |in |under )?(?:the )?({_COLLECTION})"
    rf"(?!\w)(?! ?(?:{_PLACE})? ?[0-9])"
)
"""Text such as `section 848(c) of the FY2020 NDAA`."""
_PARAGRAPH_BEFORE = (
    rf"(?<!\w){_PLACE}\s*({_PARENS}+),? (?:of|in|under) (?:the )?(?:clause )?"
    rf"((?:{_COLLECTION}),? {_PLACE}?\s*[0-9][\w./-]*)"
)
"""Text such as `paragraph (b)(1) of DFARS 252.225-7052`."""


@cache
def _spellings() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile(pattern, re.IGNORECASE), instead)
        for pattern, instead in (
            (
                r"\bUnited States Code(?:,? (?:Annotated|Service))?|\bU\.? ?S\.? Code(?: Ann(?:otated|\.))?",
                "U.S.C.",
            ),
            (r"(?<!\w)U\.?\s?S\.?\s?C\.?\s?(?:[AS]\b\.?)?(?!\w)", "U.S.C."),
            (r"\bCode of Federal Regulations?|(?<!\w)C\.?\s?F\.?\s?R\.?(?!\w)", "C.F.R."),
            (
                (
                    r"\b(?:Defen[sc]e|DoD) (?:Federal Acquisition Regulations?|FAR) Supp?l?(?:ement|\.)?"
                    r"|\bDFAR\b"
                ),
                "DFARS",
            ),
            (r"\bFederal Acquisition Regulations?(?: System)?", "FAR"),
            (r"\bNational Defen[sc]e Authori[sz]ation Act", "NDAA"),
            (r"\bNDAA,? (?:for |of )?(?:the )?(?:fiscal year |FY ?)?([0-9]{4})\b", r"FY\1 NDAA"),
            (r"(?<![\w-])(?:FY|fiscal year)? ?'?(?:20)?([0-9]{2}) NDAA\b", r"FY20\1 NDAA"),
            (r"(?<!\w)(?:Pub(?:lic|\.)? ?L(?:aw|\.)?|P\. ?L\.?|PL) ?(?:No\.? ?)?([0-9]+-[0-9]+)", r"P.L. \1"),
            (r"\(((?:[DA]|AF|NM)?FARS?|U\.S\.C\.|C\.F\.R\.)\)", ""),
            (rf"\btitle ([0-9]+),? (?:of )?(?:the )?({_CODES})", r"\1 \2"),
            (rf"(?<!\w)({_PLACE}\s*{_NUMBER},? (?:of )?|)title ([0-9]+)(?!\w)(?! ?C\.F\.R)", r"\1\2 U.S.C."),
            (_REVERSED, r"\2 \1"),
            (_PARAGRAPH_BEFORE, r"\2\1"),
        )
    )


@cache
def provision_pattern() -> re.Pattern[str]:
    """Return the pattern of a provision in a text that `spelt` has normalized."""
    return re.compile(
        rf"(?<!\w)(?P<title>[0-9]*)\s*(?P<collection>{_CODES}|{_OTHERS}|"
        rf"(?:Delegated |Implementing )?(?:Regulation|Directive|Decision)? ?\((?:EU|EC|EEC)\))"
        rf"[\s,]*(?:{_PLACE}\s*)?(?P<section>[0-9][\w./-]*)?"
        rf"(?P<paragraphs>(?:[\s,.]*(?:{_PLACE}\s*[0-9]+\w*|(?:{_PLACE}\s*)?{_PARENS}))*)",
        re.IGNORECASE,
    )


@cache
def _announcement_pattern() -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?P<who>OFAC|BIS|FCC|IRS|SEC|MOFCOM|GAC|USTR|DCMA)(?!\w)(?P<what>[^;,]*)")


@cache
def _date_pattern() -> re.Pattern[str]:
    return re.compile(r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b")


@cache
def _order_pattern() -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:E\. ?O\.|EO|Executive Order)(?: No\.?)? ?(?P<number>[0-9]+)", re.IGNORECASE)


_DASHES = pattern("[\u2010-\u2015\u2212]")


class Provision(NamedTuple):
    """Provision of law: the collection or act with its title or year, the section, and the paragraphs."""

    instrument: str
    section: str
    paragraphs: tuple[str, ...]

    def covers(self, other: Provision) -> bool:
        """Return whether another provision is equal to this provision or is inside it."""
        if self.instrument != other.instrument:
            return False
        paragraphs, others = (
            ((provision.section, *provision.paragraphs) if provision.section else ())
            for provision in (self, other)
        )
        return others[: len(paragraphs)] == paragraphs

    @property
    def law(self) -> tuple[str, str]:
        """Law or regulation of the provision: the section of a code or an act, or the part of a regulation.

        Clauses of the DFARS and the FAR belong to the part that prescribes the clause.

        >>> (one,) = provisions("DFARS 252.225-7052(b)(1)")
        >>> (other,) = provisions("DFARS 225.7018-4(b)")
        >>> one.law, other.law
        (('dfars', '225'), ('dfars', '225'))
        """
        part, _, number = self.section.partition(".")
        if part == _CLAUSES.get(self.instrument):
            prescribing = number.partition("-")[0][-_DIGITS[self.instrument] :]
            return self.instrument, prescribing.lstrip("0") or part
        by_part = self.instrument in _CLAUSES or self.instrument.endswith(" cfr")
        return self.instrument, part if by_part else self.section

    @property
    def exists(self) -> bool:
        """True if the number of the provision is possible: no law has the number zero or a title 77."""
        name, _, of = self.instrument.partition(" ")
        numbers = [int(digits) for digits in re.findall(r"[0-9]+", self.section)[:2]]
        if not numbers or not numbers[0] or (of == "eu" and not _is_numbered_by_year(numbers)):
            return False
        return of not in _TITLES or 0 < int(name or 0) <= _TITLES[of]


def _is_numbered_by_year(numbers: list[int]) -> bool:
    return (
        len(numbers) > 1
        and all(numbers)
        and any(number in _YEARS or number in range(52, 100) for number in numbers)
    )


def normalize_text(text: str) -> str:
    """Return a text without invisible characters, with `-` for all dashes and single blanks."""
    return " ".join(_DASHES.sub("-", unicodedata.normalize("NFKC", HIDDEN_SIGNS.sub("", text))).split())


def spelt(text: str) -> str:
    """Return a text in which each law has one spelling before its number, such as `FY2020 NDAA 848(c)`."""
    text = normalize_text(text)
    for spelling, instead in _spellings():
        text = spelling.sub(instead, text)
    return text


@lru_cache(maxsize=MOST_KEPT)
def provisions(text: str) -> frozenset[Provision]:
    """Return the provisions that a text names by a collection and a number.

    >>> provisions("Title 10, United States Code, section 4872(a)(1)")
    frozenset({Provision(instrument='10 usc', section='4872', paragraphs=('a', '1'))})
    >>> provisions("48 CFR 252.225-7052(b)(1)") == provisions("paragraph (b)(1) of DFARS 252.225-7052")
    True
    """
    text = spelt(text)
    named = {_collection_provision(match) for match in provision_pattern().finditer(text)}
    named |= {Provision("executive order", match["number"], ()) for match in _order_pattern().finditer(text)}
    for notice in _announcement_pattern().finditer(text):
        text_before = re.split(r"\b(?:[Pp]ara|[Aa]nnex|[Aa]rt)", _date_pattern().sub("", notice["what"]))[0]
        if numbers := sorted(set(re.findall(r"[0-9]+\w*(?:-[0-9]+)?", text_before))):
            who = (
                notice["who"].casefold().replace("gac", "mofcom")
            )  # both authorities issue these announcements together
            named.add(Provision(who, " ".join(numbers), ()))
    return frozenset(provision for provision in named if provision.section)


def _collection_provision(match: re.Match[str]) -> Provision:
    name = "".join(filter(str.isalnum, match["collection"].casefold()))
    section = (match["section"] or "").rstrip("./-").casefold()
    paragraphs = re.findall(
        r"[0-9a-z]+", re.sub(rf"(?i){_PLACE}(?=[\s(\[0-9])", " ", match["paragraphs"].casefold())
    )
    if name.endswith("ndaa"):
        return Provision(name, section, tuple(paragraphs))
    if name.startswith("pl"):
        return _public_law_provision(
            match["collection"][5:], [section, *paragraphs] if section else paragraphs
        )
    if name.endswith(("eu", "ec", "eec")):
        return Provision("regulation eu", section, tuple(paragraphs))
    if name == "cfr" and match["title"] == "48" and (leading := re.match(r"[0-9]+", section)):
        name = (
            "dfars" if int(leading[0]) in _DEFENSE_PARTS else "far" if int(leading[0]) <= _LAST_PART else name
        )
    if name.startswith("far"):
        name = "far"
    number, inner = _split_section(section, name)
    if name in _TITLES:
        name = f"{match['title']} {name}"
    if name == "10 usc":
        number = _FORMER.get(number, number)
    return Provision(name, number, (*inner, *paragraphs))


def _public_law_provision(number: str, places: list[str]) -> Provision:
    if year := _PUBLIC_LAWS.get(number):
        return Provision(f"fy{year}ndaa", places[0] if places else "", tuple(places[1:]))
    return Provision("public law", number, tuple(places))


def _split_section(section: str, collection: str) -> tuple[str, list[str]]:
    """Return a section and its paragraphs: `4872` with `a` and `1` for `4872.a.1`."""
    pattern = r"[0-9]+\w*(?:-[0-9]\w*)?" if collection == "usc" else r"[0-9]+(?:\.[0-9]+(?:-[0-9]+)*)?"
    head = re.match(pattern, section)
    if head is None:
        return section, []
    return head[0], re.findall(r"[0-9a-z]+", section[head.end() :])
