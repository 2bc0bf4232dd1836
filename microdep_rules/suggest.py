"""Suggestions for misspelled names: the known names with the most similar spelling."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SHORT = 4
"""From this length on, a similar name may differ by two edits; a shorter name may differ by one edit."""

LONGEST = 100
"""Maximum length of a compared word.

Comparing longer words would take long, and a longer text is no misspelled name.
"""

MOST_COMPARED = 10_000
"""Maximum number of known words that are compared with a word."""

MOST_MEANT = 3
"""Maximum number of names in a suggestion."""

TELLING = 3
"""Minimum length of a word that makes two names similar if both contain it.

Shorter words, such as `of`, `US` or `A2`, occur in too many names.
"""


def distance(left: str, right: str, most: int | None = None) -> int:
    """Return the smallest number of edits that turn one word into another.

    An edit inserts, deletes or replaces a letter, or swaps two neighbouring letters (restricted
    Damerau-Levenshtein distance). If the distance is greater than `most`, the result may be any number
    greater than `most`.

    >>> distance("contry", "country"), distance("form", "from")
    (1, 1)
    """
    if most is not None and _fewest_edits(left, right) > most:
        return most + 1
    before: list[int] = []
    above = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        row = [i]
        for j, b in enumerate(right, 1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, above = above, row
        # A swap uses the row before the last one. If both rows exceed `most`, so does the distance.
        if most is not None and before and min(row) > most and min(before) > most:
            return most + 1
    return above[-1]


def _fewest_edits(left: str, right: str) -> int:
    """Return a quick lower bound of the distance between two words.

    Each letter that only one of the words has needs at least one edit.
    """
    some, others = {*left}, {*right}
    return max(len(some - others), len(others - some))


def nearest(word: str, known: Iterable[str], limit: int = 3) -> list[str]:
    """Return the known words near `word`, nearest first.

    A short word may differ by one edit, and a longer word by two. Case, dashes and underscores do not count
    as edits. A known word that has no letter in common with `word` is not near.

    >>> nearest("contry", ["country", "county", "company"])
    ['country', 'county']
    >>> nearest("xyz", ["country"]), nearest("\u9285", ["B", "C"])
    ([], [])
    """
    if len(word) > LONGEST:
        return []
    folded = _fold(word)
    reach = 1 if len(folded) < SHORT else 2
    candidates = []
    alike = ((name, _fold(name)) for name in known if abs(len(name) - len(word)) <= reach + 1)
    near = ((name, other) for name, other in alike if abs(len(other) - len(folded)) <= reach)
    for name, candidate in islice(near, MOST_COMPARED):
        edits = distance(folded, candidate, reach)
        if edits <= reach and not {*folded}.isdisjoint(candidate):
            candidates.append((edits, name))
    return [name for _, name in sorted(set(candidates))[:limit]]


def sharing(name: str, known: Iterable[str], limit: int = 3) -> list[str]:
    """Return the known names that share the most words with a name, and have few other words.

    >>> sharing("Stainless Steel A2", ["steel", "stainless-steel", "tool-steel"])
    ['stainless-steel']
    >>> sharing("steel", ["stainless-steel"]), sharing("gallium", ["sintering of magnets"])
    (['stainless-steel'], [])
    """
    own = _words(name)
    by_common: dict[int, list[tuple[int, str]]] = {}
    for candidate in known:
        words = _words(candidate)
        common = [word for word in words if any(_begin_alike(word, other) for other in own)]
        telling = any(len(word) >= TELLING for word in common)
        if telling and 2 * len(common) >= len(words):
            by_common.setdefault(len(common), []).append((len(words), candidate))
    best = by_common[max(by_common)] if by_common else []
    return [candidate for _, candidate in sorted(best)[:limit]]


def abbreviated(word: str, known: Iterable[str]) -> list[str]:
    """Return the known names that `word` abbreviates, such as `commercial-off-the-shelf` for `COTS`.

    The letters of `word` are the first letters of the words in such a name.

    >>> abbreviated("COTS", ["commercial-off-the-shelf", "national-security"])
    ['commercial-off-the-shelf']
    """
    return [name for name in known if "".join(part[0] for part in _words(name)) == word.lower()]


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """Return a help line with the nearest names; None if no name is near.

    >>> did_you_mean("contry", ["country"])
    'did you mean `country`?'
    """
    return meant(nearest(word, known)) or None


def meant(names: Sequence[str]) -> str:
    """Return the question `did you mean …?` with at most three names; empty without names.

    >>> meant(["country", "county"])
    'did you mean `country` or `county`?'
    """
    return "did you mean " + " or ".join(f"`{name}`" for name in names[:MOST_MEANT]) + "?" if names else ""


def _words(name: str) -> list[str]:
    return re.findall(r"[^\W_]+", name[:LONGEST].lower())


def _begin_alike(left: str, right: str) -> bool:
    """Return whether two words begin alike, such as `sintered` and `sintering`."""
    longer = max(len(left), len(right))
    pairs = enumerate(zip(left, right, strict=False))
    alike = next((at for at, (a, b) in pairs if a != b), min(len(left), len(right)))
    return alike == longer or (alike >= SHORT and 3 * alike >= 2 * longer)


def _fold(word: str) -> str:
    return word.lower().replace("_", "-")
