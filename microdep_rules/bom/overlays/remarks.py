"""Remarks beside answers, and the limits that a remark sets to an answer.

An answer counts without its remark only if every word of the remark is known to limit nothing, such as the
number of a certificate. A remark that names other countries makes these countries possible. With any other
remark, the program does not use the answer.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.bom.overlays.answers import parse_stage
from microdep_rules.bom.overlays.places import countries_in, places_in_east_asian_letters
from microdep_rules.bom.overlays.substance_answers import parse_substance
from microdep_rules.patterns import pattern
from microdep_rules.vocabulary import countries
from microdep_rules.vocabulary.stages import load_stages
from microdep_rules.vocabulary.workbook_texts import cue_pattern, cue_words, half_width, known_cities

if TYPE_CHECKING:
    from collections.abc import Iterable

    from microdep_rules.cells import Cell

LETTERS_OF_A_NAME = 4
"""Smallest number of letters of a country's name in small letters, such as `china` in `before that china`."""
OF_DOCUMENTS = frozenset({"SN", "PN", "UZ"})
"""Abbreviations before the number of a document or product that are also country codes."""
_EAST_ASIAN = pattern(r"[\u2e80-\u9fff\uac00-\ud7af]")
_WORD = pattern(r"[^\W_]+(?:['\u2019./-][^\W_]+)*")
_PERSON = pattern(r"\b(?:Mr|Mrs|Ms|Dr|Herrn?|Frau)\b\.?\s+[^\W\d_]+|\S+@\S+")
"""Name of a person, or an e-mail address."""
_CODE = pattern(r"\b(?!(?:KW|CW|Q|H|A)\b)[A-Z]{1,5}[ .:]{1,2}(?=[A-Z]*[0-9])")
"""Letters before the number of a document: `LE 2026-17`."""
_NUMBER_WORD = pattern(r"\b(?:no|nr|art|pos|p)\b\.?\s*(?=[0-9])", re.IGNORECASE)
"""Abbreviation before a number: `no. 17`."""
_DATE = pattern(
    r"(?:19|20)[0-9]{2}(?:[-/.\u5e74][0-9]{1,2}(?:[-/.\u6708][0-9]{1,2}\u65e5?)?)?[\u5e74\u6708]?"
    r"|[0-9]{1,2}[./][0-9]{1,2}[./](?:[0-9]{2}|[0-9]{4})|[QH][1-4]|(?:KW|CW)[0-9]{1,2}",
    re.IGNORECASE,
)
"""Year or date. A date alone can limit an answer."""


class RemarkReading(Struct, frozen=True):
    """Effect of a remark on the country of an answer."""

    countries: tuple[str, ...] = ()
    """Countries that the remark names in addition to those of the answer."""
    is_limit: bool = False
    """True if the remark may limit the answer by something other than a country, such as `until lot 42`."""


NO_LIMIT = RemarkReading()
_DENIAL = r"(?:{free-of}\s*(?P<absent>.+?)|(?P<before>.+?)[\s-]*{free-of})\.?"
"""Text that denies substances: `no tungsten`, `lead-free`."""
_SIGN_OF_RANGE = pattern(r"[\u00b1<>~\u2248\u2264\u2265]|\+\s*/\s*-")
"""Sign of a tolerance or of a limit: `\u00b1 3`, `< 2`."""
GENERAL_STAGES = frozenset({"manufactured", "processed"})
"""General stages, which may mean any stage, so that a remark with one limits nothing."""
_CLAUSES = pattern(r"[;,\n\u3001]|\.\s+")


def read_remark(remark: str, answered: list[str]) -> RemarkReading:
    """Return the effect of a remark on an answer with these countries.

    >>> read_remark("see COO-2026-118, Nagoya", ["JP"])
    RemarkReading(countries=(), is_limit=False)
    >>> read_remark("from January 2027; before that China", ["VN"]).countries
    ('CN',)
    >>> read_remark("until lot 42", ["JP"]).is_limit, read_remark("probably China", ["JP"]).is_limit
    (True, True)
    """
    named, left = _without_places(half_width(remark))
    others = tuple(code for code in named if not any(countries.may_both_be(code, own) for own in answered))
    is_open = len(answered) > 1 or bool(others)
    words = _words_of(left)
    harmless, limiting = cue_words("harmless-remark"), cue_words("limiting-remark")
    has_document = not cue_words("dated-document").isdisjoint(words)
    for word in words:
        if word in harmless or parse_stage(word) is not None:
            continue
        if _DATE.fullmatch(word) or word in cue_words("month"):
            if not is_open and not has_document:
                return RemarkReading(others, is_limit=True)
        elif not _is_number(word) and not (is_open and word in limiting):
            return RemarkReading(others, is_limit=True)
    has_doubt = any(sign in remark for sign in ("?", "\uff1f")) or (not is_open and "%" in half_width(remark))
    return RemarkReading(others, is_limit=has_doubt)


def limits_nothing(remark: str) -> bool:
    """Return whether a remark adds nothing to a list: it names only a document, a lot or absent substances.

    >>> limits_nothing("see COO-118"), limits_nothing("no tungsten"), limits_nothing("ohne Blei, Los 4")
    (True, True, True)
    >>> limits_nothing("also tin"), limits_nothing("no tungsten, some gold"), limits_nothing("made in China")
    (False, False, False)
    """
    clauses = [clause.strip() for clause in _CLAUSES.split(half_width(remark)) if clause.strip(" .")]
    return all(read_remark(clause, []) == NO_LIMIT or _is_denial(clause) for clause in clauses)


def _is_denial(clause: str) -> bool:
    """Return whether a text only denies substances, as in `no tungsten` and `lead-free`."""
    match = cue_pattern(_DENIAL).fullmatch(clause)
    if match is None:
        return False
    names = cue_pattern(r"\s*(?:[/&+]|{and}|{or})\s*").split(match["absent"] or match["before"])
    return all(parse_substance(name) is not None for name in names)


def leaves_answer(remark: str) -> bool:
    """Return whether a remark cannot limit a single answer, such as `yes`, `2 %`, `12 g` or a date.

    Every word of the remark must be known to limit nothing. A country, a number alone and a stage may limit
    the answer: `Japan`, `+/- 3` and `sintered`.

    >>> leaves_answer("see COO-118"), leaves_answer("Lot 4711"), leaves_answer("certificate dated 2026-10-05")
    (True, True, True)
    >>> [leaves_answer(text) for text in ("only core", "not measured", "+/- 3", "\u4ec5\u6838\u5fc3", "TBC")]
    [False, False, False, False, False]
    """
    text = half_width(remark)
    if _SIGN_OF_RANGE.search(text) or not names_stages(text) <= GENERAL_STAGES:
        return False
    numbers = [word for word in _words_of(text) if word[0].isdigit() and not _DATE.fullmatch(word)]
    is_only_number = bool(numbers) and len(numbers) == len(_words_of(text))
    return not is_only_number and read_remark(remark, []) == NO_LIMIT


def components_excepted(remark: str, names: Iterable[str]) -> frozenset[str] | None:
    """Return the names of components that a remark excepts from an answer such as `none`.

    The result is `None` if the remark may limit the answer in another way. `names` are the names in the row.

    >>> sorted(components_excepted("except S1 and s2", ["S1", "S2", "A1"]) or ())
    ['S1', 's2']
    >>> components_excepted("only S1 checked", ["S1"]), components_excepted("to be confirmed", ["S1"])
    (None, None)
    >>> components_excepted("see COO-118", ["S1"])
    frozenset()
    """
    listed = "|".join(map(re.escape, sorted(filter(None, names), key=lambda name: (-len(name), name))))
    named = rf"(?<![a-z0-9])(?:{listed or '(?!)'})(?![a-z0-9])"
    several = rf"{named}(?:\s*(?:[,;/&+\u3001]|{cue_pattern('{and}').pattern})\s*{named})*"
    before, after = cue_pattern("{except-components}").pattern, cue_pattern("{not-so}").pattern
    form = rf"(?:{before}\s*{several}|{several}\s*:?\s*{after})(?:\s*{after})?\s*[.!]?"
    in_remark = frozenset(re.findall(named, half_width(remark), re.IGNORECASE))
    is_exception = re.fullmatch(form, half_width(remark).strip(), re.IGNORECASE) is not None
    return in_remark if is_exception or (not in_remark and limits_nothing(remark)) else None


def is_condition(remark: str) -> bool:
    """Return whether a remark has a word for a condition, a limit or a doubt.

    >>> is_condition("only until lot 42"), is_condition("wenn bestellt"), is_condition("COO-118")
    (True, True, False)
    """
    return "?" in half_width(remark) or cue_pattern("{condition}").search(remark) is not None


def names_only_origin(remark: str) -> bool:
    """Return whether a remark only states that a country is the country of origin.

    >>> names_only_origin("customs origin"), names_only_origin("certificate of origin 17")
    (True, False)
    """
    return cue_pattern(r"(?:the\s+)?{origin-only}\.?").fullmatch(half_width(remark).strip()) is not None


def names_stages(remark: str) -> frozenset[str]:
    """Return the stages that a remark names, in the words of the vocabulary."""
    words = _words_of(half_width(remark))
    return frozenset(stage for word in words if (stage := parse_stage(word)) is not None)


def _without_places(remark: str) -> tuple[list[str], str]:
    """Return the codes of all countries in a remark, and the remark without places, persons and e-mails."""
    left = cue_pattern("{for-all}").sub(" ", _NUMBER_WORD.sub("", _PERSON.sub(" ", remark)))
    left = _CODE.sub(lambda code: "n" if _is_abbreviation(code[0].strip(" .:")) else code[0], left)
    named: dict[str, None] = {}
    for name, code in places_in_east_asian_letters():
        if name in left:
            left = left.replace(name, " ")
            named[code] = None
    for name, code in known_cities().items():
        form = re.compile(rf"(?<![^\W_]){re.escape(name)}(?![^\W_])", re.IGNORECASE)
        if form.search(left):
            left = form.sub(" ", left)
            named[code] = None
    harmless = cue_words("harmless-remark")
    words = [match.group() for match in re.finditer(r"[^\W_]+(?:['\u2019.-][^\W_]+)*\.?", left)]
    place = 0
    while place < len(words):
        for length in range(min(4, len(words) - place), 0, -1):
            name = " ".join(words[place : place + length])
            is_word = not name.isupper() or (remark.isupper() and " " in remark.strip())
            if is_word and name.casefold().strip(".") in harmless:
                continue
            if codes := _codes_of(name):
                named.update(dict.fromkeys(codes))
                for word in words[place : place + length]:
                    left = re.sub(rf"(?<![^\W_]){re.escape(word)}(?![^\W_])", " ", left, count=1)
                place += length - 1
                break
        place += 1
    return [*named], left


def _is_abbreviation(letters: str) -> bool:
    """Return whether letters before a number are an abbreviation, as in `LE 2026-17`, and not a country."""
    return letters in OF_DOCUMENTS or not _codes_of(letters)


def _codes_of(name: str) -> tuple[str, ...]:
    codes = countries_in(name) if len(name.split()) == 1 or countries.find(name) else ()
    if not codes and len(name) >= LETTERS_OF_A_NAME and (code := countries.find(name)) is not None:
        return (code,)
    return codes


def _words_of(text: str) -> list[str]:
    """Return the words of a text in small letters; known words split a text without spaces."""
    words = []
    for match in _WORD.finditer(text):
        word = match.group().casefold()
        words += _split_known_words(word) if _EAST_ASIAN.search(word) else [word]
    return words


def _split_known_words(text: str) -> list[str]:
    """Return the known words of a text without spaces; unknown letters between known words are one word."""
    form = _known_words()
    words, place = [], 0
    for match in form.finditer(text):
        if text[place : match.start()]:
            words.append(text[place : match.start()])
        words.append(match.group())
        place = match.end()
    return [*words, text[place:]] if text[place:] else words


@cache
def _known_words() -> re.Pattern[str]:
    known = {
        word
        for name in ("harmless-remark", "limiting-remark")
        for word in cue_words(name)
        if _EAST_ASIAN.search(word)
    }
    listed = "|".join(map(re.escape, sorted(known, key=lambda word: (-len(word), word))))
    return re.compile(rf"{listed}|[a-z0-9][a-z0-9./-]*")


def _is_number(word: str) -> bool:
    """Return whether a word is a number or an identifier, such as `coo-2026-118`, and no date."""
    return any(sign.isdigit() for sign in word) and _DATE.fullmatch(word) is None


def is_about_stage(remark: Cell | None, stage: str) -> bool:
    """Return whether the remark of a row may limit the country of a stage.

    A remark that names only other stages is about these stages.
    """
    text = remark.text if remark is not None else ""
    named = names_stages(text) - GENERAL_STAGES
    stages = load_stages().vocabulary
    is_same = any(stages.is_kind_either_way(stage, other) for other in named)
    return is_same or not named or cue_pattern("{further}").search(text) is not None
