"""Similarity of company names: misspelt names, shortened or longer names, and names of one group."""

from __future__ import annotations

import itertools
from functools import lru_cache
from typing import TYPE_CHECKING

from microdep_rules.engine.spellings import Spellings, is_near
from microdep_rules.patterns import pattern
from microdep_rules.vocabulary.company_words import (
    COMMON_FIRST,
    EAST_ASIAN_COMMON_NAMES,
    EAST_ASIAN_FORMS,
    EAST_ASIAN_TRADES,
    GENERIC,
    LEGAL_FORMS,
    UNSAID,
)
from microdep_rules.vocabulary.names import east_asian, folded, spelled
from microdep_rules.vocabulary.scripts import has_one_form, may_be_forms, scripts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MOST_KEPT = 200_000
"""Maximum number of names for which results are cached."""
SHORTENED = 4
"""Minimum length of an abbreviation in a name, such as `Cont` for `Contemporary`."""
SHORTENED_TRADE = 3
"""Minimum length of an abbreviation of a common word, such as `tec` for `technology`."""
LEADING = 5
"""Minimum length of the first distinctive word that shows that two names belong to one group."""
IN_BRACKETS = pattern(r"[(\[\uff08]([^()\[\]\uff08\uff09]*)[)\]\uff09]")
"""Pattern for text in brackets in a name, which is a place or another name."""
WITHIN_A_WORD = pattern(r"(?<=[a-z])(?=[A-Z][a-z])|(?<=[A-Z]{2})(?=[A-Z][a-z])")
"""Pattern for the boundary inside a compound word, such as `My|Huawei`."""
MISSPELT = 6
"""Minimum length of a word for which one spelling difference is tolerated."""
INITIALS = 4
"""Minimum number of letters in the initials of a name, for a word to count as these initials."""
EAST_ASIAN_NAME = 2
"""Minimum length of an East Asian name that is recognized inside another name."""


@lru_cache(maxsize=MOST_KEPT)
def core(name: str) -> tuple[str, ...]:
    """Return the words of a name without legal forms such as `Ltd`.

    If no other words remain, return all words.
    """
    words = spelled(name).split()
    bare = [_without_form(word) for word in words if word not in LEGAL_FORMS]
    return tuple([word for word in bare if word] or words)


def _without_form(word: str) -> str:
    if east_asian().match(word):
        for form in EAST_ASIAN_FORMS:
            word = word.replace(form, "")
    return word


@lru_cache(maxsize=MOST_KEPT)
def distinctive_words(name: str) -> tuple[str, ...]:
    """Return the distinctive words of a name: words that few other names have.

    >>> distinctive_words("SZ DJI Technology Co., Ltd."), distinctive_words("Electronic Technology Ltd")
    (('dji',), ())
    """
    return tuple(word for word in core(name) if not _is_generic(word))


def _distinctive_text(name: str) -> str:
    """Return the part of a name in which misspellings are tolerated: its distinctive words."""
    return " ".join(distinctive_words(name) or core(name))


def _is_generic(word: str) -> bool:
    return word in GENERIC or word in EAST_ASIAN_TRADES or word.isdecimal()


def leading(name: str) -> str:
    """Return the first word of a company name, if this word can name a group of companies; otherwise empty.

    >>> leading("Hoshine Silicon Industry (Shanshan) Co., Ltd."), leading("Nan Shan Works")
    ('hoshine', '')
    """
    first = next((word for word in distinctive_words(name) if word not in COMMON_FIRST), "")
    return first if len(first) >= LEADING and first.isascii() else ""


@lru_cache(maxsize=MOST_KEPT)
def stem(word: str) -> str:
    """Return an East Asian name without its place and its trade; empty if the rest is not distinctive.

    >>> stem("合肥长鑫"), stem("长鑫存储科技")
    ('长鑫', '长鑫')
    >>> stem("东方电子")
    ''
    """
    left = word
    while affix := next(
        (trade for trade in _PLACES_AND_TRADES if left.startswith(trade) and left != trade), ""
    ):
        left = left.removeprefix(affix)
    while affix := next(
        (trade for trade in _PLACES_AND_TRADES if left.endswith(trade) and left != trade), ""
    ):
        left = left.removesuffix(affix)
    tells = len(left) >= EAST_ASIAN_NAME and left not in EAST_ASIAN_TRADES | EAST_ASIAN_COMMON_NAMES
    return left if tells else ""


_PLACES_AND_TRADES = sorted(EAST_ASIAN_TRADES, key=len, reverse=True)


SHORTEST_JOINED = 6
"""Minimum number of letters in the joined words of a name, such as `zedworks` for `Zed Works`."""


class PartyNameIndex:
    """Index of the names of a list by their words, because an imported list can have 20,000 names.

    >>> listed = PartyNameIndex(["Other Works", "Evil Polysilicon Co", "Huawei Technologies Co., Ltd."])
    >>> next(listed.near("Evil Polysilicon, Shanghai plant")), next(listed.near("Huawei Marine Networks"))
    ('Evil Polysilicon Co', 'Huawei Technologies Co., Ltd.')
    >>> next(listed.near("Hua-Wei Shanghai")), next(listed.near("Evil Poly-Silicon"))
    ('Huawei Technologies Co., Ltd.', 'Evil Polysilicon Co')
    >>> [*listed.near("Quiet Polysilicon Co"), *listed.near("Technologies Co., Ltd."), *listed.near("...")]
    []
    """

    def __init__(self, names: Iterable[str], of_people: Iterable[str] = ()) -> None:
        """Index company names, and names of persons (`of_people`), which do not form groups of companies."""
        self.words: dict[str, list[str]] = {}
        self.beginnings: dict[str, list[str]] = {}
        self.initials: dict[str, str] = {}
        self.leading: dict[str, list[str]] = {}
        self.east_asian: list[tuple[str, str]] = []
        self.stems: dict[str, list[str]] = {}
        self.joined: dict[str, str] = {}
        """Names with several words, indexed by the joined words: `dajiang` for `Da-Jiang`."""
        self.people: dict[frozenset[str], str] = {}
        self.of_trades: list[tuple[tuple[str, ...], str]] = []
        """Names without any distinctive word, which are recognized only by all their words together."""
        self.wholes, self.parts = Spellings(), Spellings(MISSPELT, 1)
        for name in sorted(set(names)):
            self._add(name)
        for name in sorted(set(of_people)):
            self.people.setdefault(frozenset(core(name)), name)

    def _add(self, name: str) -> None:
        self.wholes.add(_distinctive_text(name), name)
        if not distinctive_words(name) and len(core(name)) > 1:
            self.of_trades.append((core(name), name))
        if len(distinctive_words(name)) > 1:
            self.joined.setdefault("".join(distinctive_words(name)), name)
        if len(core(name)) > 1 and len(whole := "".join(core(name))) >= SHORTEST_JOINED:
            self.joined.setdefault(whole, name)
        for word in distinctive_words(name):
            if word not in self.words:
                self.parts.add(word, word)
                self.beginnings.setdefault(word[:SHORTENED], []).append(word)
            self.words.setdefault(word, []).append(name)
            if east_asian().match(word):
                self.east_asian.append((word, name))
                if root := stem(word):
                    self.stems.setdefault(root, []).append(name)
        if word := leading(name):
            self.leading.setdefault(word, []).append(name)
        for word in _initials(name):
            self.initials.setdefault(word, name)

    def near(self, name: str) -> Iterator[str]:
        """Yield the listed names that may be another spelling of a name, or belong to its group."""
        yield from self._near(name)
        if (split_name := WITHIN_A_WORD.sub(" ", name)) != name:  # `MyHuawei`
            yield from self._near(split_name)

    def _near(self, name: str) -> Iterator[str]:
        if not folded(name):
            return
        yield from self.wholes.near(_distinctive_text(name))
        if (person := self.people.get(frozenset(core(name)))) is not None:
            yield person
        yield from self._by_initials(name)
        yield from (listed for words, listed in self.of_trades if _has_all(words, core(name)))
        whole = "".join(core(name))
        for word in dict.fromkeys((*core(name), "".join(distinctive_words(name)), whole)):
            if word in self.joined:
                yield self.joined[word]
        yield from self._by_joined_words(name)
        if len(core(name)) > 1 and len(whole) >= SHORTEST_JOINED:
            yield from self.words.get(whole, ())
        for word in distinctive_words(name):
            yield from (
                listed
                for other in self._similar_words(word)
                for listed in self.words[other]
                if _contains_distinctive_words(name, listed)
            )
            if east_asian().match(word):
                yield from (listed for other, listed in self.east_asian if _is_one_in_the_other(word, other))
                yield from (listed for other, listed in self.east_asian if _is_in_another_form(word, other))
                yield from self.stems.get(stem(word), ())
        for variant in (IN_BRACKETS.sub(" ", name), *IN_BRACKETS.findall(name)):
            yield from self.leading.get(leading(variant), ())

    def _by_joined_words(self, name: str) -> Iterator[str]:
        """Yield the listed names that join two words of a name, such as `HiSilicon` for `Hi-Silicon`."""
        for joined, whole in _with_joined_words(name):
            for listed in self.words.get(joined, ()):
                if _contains_distinctive_words(whole, listed):
                    yield listed

    def _by_initials(self, name: str) -> Iterator[str]:
        for word in _initials(name):
            yield from self.words.get(word, ())
        if len(only := distinctive_words(name)) == 1 and only[0] in self.initials:
            yield self.initials[only[0]]

    def _similar_words(self, word: str) -> Iterator[str]:
        """Yield the distinctive words of the list that may be another spelling of a word."""
        beside = self.beginnings.get(word[:SHORTENED], ())
        similar = dict.fromkeys([word] if word in self.words else [])
        similar |= dict.fromkeys(other for other in beside if is_same_word(word, other))
        return iter(similar | dict.fromkeys(self.parts.near(word)))


def _with_joined_words(name: str) -> Iterator[tuple[str, str]]:
    """Yield each word that two neighbouring words form, and the name with this word.

    Two words for trades are not joined, because they do not distinguish a company.

    >>> [*_with_joined_words("Hi-Silicon Technologies")]
    [('hisilicon', 'hisilicon technologies')]
    """
    words = core(name)
    for at, pair in enumerate(itertools.pairwise(words)):
        word = "".join(pair)
        if len(word) >= MISSPELT and word.isascii() and not all(map(_is_generic, pair)):
            yield word, " ".join((*words[:at], word, *words[at + 2 :]))


@lru_cache(maxsize=MOST_KEPT)
def scripts_of(name: str) -> frozenset[str]:
    """Return the scripts, such as Latin or Chinese, in which the distinctive words of a name are written.

    For a name without distinctive words, all its words count.
    """
    return frozenset().union(*(scripts(word) for word in distinctive_words(name) or core(name)))


@lru_cache(maxsize=MOST_KEPT)
def _initials(name: str) -> tuple[str, ...]:
    """Return the possible initials of a name, such as those with and without its legal form."""
    words = folded(name).split()
    without_unsaid = [word for word in words if word not in UNSAID]
    candidates = {"".join(word[0] for word in spelling) for spelling in (words, without_unsaid, core(name))}
    return tuple(
        sorted(initials for initials in candidates if len(initials) >= INITIALS and initials.isascii())
    )


def _contains_distinctive_words(name: str, listed: str) -> bool:
    """Return whether one of two names contains all distinctive words of the other."""
    words, listed_words = core(name), core(listed)
    return _has_all(distinctive_words(listed), words) or _has_all(words, listed_words)


def _has_all(words: Iterable[str], others: Iterable[str]) -> bool:
    return all(any(is_same_word(word, other) for other in others) for word in words)


def is_same_word(one: str, other: str) -> bool:
    """Return whether two words may be the same: equal, shortened (`tech` for `technologies`) or misspelt."""
    if one == other:
        return True
    shortest = min(len(one), len(other))
    trade = one in GENERIC or other in GENERIC
    if shortest >= (SHORTENED_TRADE if trade else SHORTENED) and (
        one.startswith(other) or other.startswith(one)
    ):
        return True
    return not trade and shortest >= MISSPELT and is_near(one, other, 1)


def _is_one_in_the_other(one: str, other: str) -> bool:
    """Return whether one of two names, both written without spaces, contains the other name."""
    short, long = sorted((one, other), key=len)
    return len(short) >= EAST_ASIAN_NAME and short in long


def _is_in_another_form(one: str, other: str) -> bool:
    """Return whether one name contains another, if simplified and traditional characters count as equal."""
    short, long = sorted((one, other), key=len)
    if len(short) < EAST_ASIAN_NAME or not has_one_form(short):
        return False
    return any(
        may_be_forms(short, long[start : start + len(short)], is_beginning=start == 0)
        for start in range(len(long) - len(short) + 1)
    )
