"""Substances that the name of a component implies, such as a magnet for `loudspeaker`.

Only the main noun of a name counts. Some names mean a type without a magnet, such as `induction motor`, and
imply no substance.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from microdep_rules.vocabulary import resources
from microdep_rules.vocabulary.implied_contents import substances_implied
from microdep_rules.vocabulary.naming import FIRST_FOREIGN, MOST_KEPT, PHRASE, WORD, may_follow, named

if TYPE_CHECKING:
    from microdep_rules.vocabulary.terms import ImpliedSubstances


@lru_cache(maxsize=MOST_KEPT)
def substances_of_head(text: str) -> tuple[ImpliedSubstances, ...]:
    """Return the substances that the main noun of a name implies, because it names a class or function.

    >>> [each.always for text in ("Loudspeaker", "Motor") for each in substances_of_head(text)]
    [True, False]
    >>> substances_of_head("Induction motor"), substances_of_head("Servo, brushless")[0].always
    ((), True)
    """
    said, plain = named(text), _plain(text)
    words = WORD.findall(plain)
    if not words or _has_no_magnet(plain):
        return ()
    if words[0] in resources.component_names_data()["mentions"]["denials"]:
        return ()  # such as `sans aimant`
    if _is_a_brushless_machine(plain):
        return (substances_implied("function", "bldc-motor"),)
    kinds = (("class", said.class_), ("function", said.function))
    implied = (substances_implied(kind, word) for kind, word in kinds if word is not None)
    return tuple(dict.fromkeys(substances for substances in implied if substances.one_of))


def is_brushless(text: str) -> bool:
    """Return whether a text describes a brushless motor, which always has a magnet.

    >>> is_brushless("Digital servo, brushless"), is_brushless("Non-brushless")
    (True, False)
    """
    plain = _plain(text)
    return _brushless()[0].search(plain) is not None and not _has_no_magnet(plain)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _has_no_magnet(plain: str) -> bool:
    return any(word in plain for word in resources.component_names_data()["without_a_magnet"])


def _is_a_brushless_machine(plain: str) -> bool:
    """Return whether a name in small letters means a machine with a brushless motor.

    The machine must be the last noun of the first phrase, or the first word, as in `Servo, brushless`. A
    controller for a brushless motor is no such machine.
    """
    said, machines = _brushless()
    if said.search(plain) is None:
        return False
    words: list[str] = WORD.findall(PHRASE.split(plain)[0])
    first = words[0] if words else ""
    while words and (may_follow(words[-1]) or said.fullmatch(words[-1])):
        words = words[:-1]
    if not words:
        return False
    if words[-1][0] >= FIRST_FOREIGN:
        return words[-1].endswith(machines)
    behind = " ".join(WORD.findall(plain)[1:])
    return words[-1] in machines or (first in machines and said.match(behind) is not None)


@cache
def _brushless() -> tuple[re.Pattern[str], tuple[str, ...]]:
    """Return a pattern for the word `brushless`, and the names of machines that a brushless motor can drive.

    The pattern does not match after a negation, as in `not brushless`.
    """
    data = resources.component_names_data()["brushless"]
    said = sorted((word.casefold() for word in data["words"]), key=len, reverse=True)
    spaced = "|".join(re.escape(word) for word in said if word[0] < FIRST_FOREIGN)
    joined = "|".join(re.escape(word) for word in said if word[0] >= FIRST_FOREIGN)
    denied = r"(?<!\bno )(?<!\bnot )(?<!\bnon )(?<!\bnon-)(?<!\bnicht )"
    pattern = re.compile(rf"{denied}\b(?:{spaced})\b|{joined}")
    return pattern, tuple(machine.casefold() for machine in data["machines"])
