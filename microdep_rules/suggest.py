"""Did you mean …? The nearest known names, and none where nothing is near."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SHORT = 4
"""Below this length one edit already makes another word, so only one is forgiven."""

LONGEST = 100
"""Nobody misspells a longer word, and comparing two of them would take long."""

MOST_COMPARED = 10_000
"""With so many words of about its length a word is compared."""

MOST_MEANT = 3
"""Maximum number of names in a suggestion."""

TELLING = 3
"""Words below this length (`of`, `US`, `A2`) do not make two names alike by themselves."""


def distance(left: str, right: str, most: int | None = None) -> int:
    """Edits between two words: insert, delete, replace, or swap two neighbours.

    The restricted Damerau-Levenshtein distance; where it is more than `most`, something that is more.

    >>> distance("contry", "country"), distance("form", "from")
    (1, 1)
    """
    if most is not None and _letters_apart(left, right) > most:
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
        # A swap reaches back over one row: two rows without a way are the end of every way.
        if most is not None and before and min(row) > most and min(before) > most:
            return most + 1
    return above[-1]


def _letters_apart(left: str, right: str) -> int:
    """So many edits it takes at least: each letter that only one of the words has is one of its own."""
    some, others = {*left}, {*right}
    return max(len(some - others), len(others - some))


def nearest(word: str, known: Iterable[str], limit: int = 3) -> list[str]:
    """The known words near `word`, nearest first: within one edit for short words, else two.

    Case, dashes and underscores do not count as edits. A word without a common letter is not near.

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
    """The known names that have most words in common with a name, and hardly any others.

    >>> sharing("Stainless Steel A2", ["steel", "stainless-steel", "tool-steel"])
    ['stainless-steel']
    >>> sharing("steel", ["stainless-steel"]), sharing("gallium", ["sintering of magnets"])
    (['stainless-steel'], [])
    """
    own = _words(name)
    by_common: dict[int, list[tuple[int, str]]] = {}
    for candidate in known:
        words = _words(candidate)
        common = [word for word in words if any(_akin(word, other) for other in own)]
        telling = any(len(word) >= TELLING for word in common)
        if telling and 2 * len(common) >= len(words):
            by_common.setdefault(len(common), []).append((len(words), candidate))
    best = by_common[max(by_common)] if by_common else []
    return [candidate for _, candidate in sorted(best)[:limit]]


def abbreviated(word: str, known: Iterable[str]) -> list[str]:
    """The known names whose first letters make up a word.

    >>> abbreviated("COTS", ["commercial-off-the-shelf", "national-security"])
    ['commercial-off-the-shelf']
    """
    return [name for name in known if "".join(part[0] for part in _words(name)) == word.lower()]


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """A help line with the nearest names, or nothing.

    >>> did_you_mean("contry", ["country"])
    'did you mean `country`?'
    """
    return meant(nearest(word, known)) or None


def meant(names: Sequence[str]) -> str:
    """Return a question for at most three names; empty without names.

    >>> meant(["country", "county"])
    'did you mean `country` or `county`?'
    """
    return "did you mean " + " or ".join(f"`{name}`" for name in names[:MOST_MEANT]) + "?" if names else ""


def _words(name: str) -> list[str]:
    return re.findall(r"[^\W_]+", name[:LONGEST].lower())


def _akin(left: str, right: str) -> bool:
    """Return whether two words are equal, or begin alike for most of their length: sintered, sintering."""
    longer = max(len(left), len(right))
    pairs = enumerate(zip(left, right, strict=False))
    alike = next((at for at, (a, b) in pairs if a != b), min(len(left), len(right)))
    return alike == longer or (alike >= SHORT and 3 * alike >= 2 * longer)


def _fold(word: str) -> str:
    return word.lower().replace("_", "-")
