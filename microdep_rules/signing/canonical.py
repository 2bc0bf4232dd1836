"""Canonical JSON: the one way to write a value, so that each byte of a signed file is accounted for.

Keys are sorted, every entry has its line, what nobody would see is written as its code, and a file ends with
a line end. What is read has to be written in exactly that way: of a file with another blank in it nobody
could say that it is the one that was signed.
"""

from __future__ import annotations

import json
from typing import Any, NoReturn

import msgspec

from microdep_rules.signing import limits
from microdep_rules.vocabulary.blanks import escaped

Json = Any
"""A value of JSON without fractions: objects, lists, texts, whole numbers, yes and no, and nothing."""

LARGEST_NUMBER = 2**53 - 1
"""Above it programs that count in fractions read another number (RFC 8259, section 6)."""


class NotCanonicalError(ValueError):
    """Bytes that are no canonical JSON; the text says why."""


def encoded(value: Json) -> bytes:
    r"""The bytes of a value.

    >>> print(encoded({"b": [], "a": "é\u202e"}).decode(), end="")
    {
      "a": "é\u202e",
      "b": []
    }
    """
    data = msgspec.json.format(msgspec.json.encode(value, order="sorted"), indent=2)
    return (data if data.isascii() and b"\x7f" not in data else escaped(data.decode()).encode()) + b"\n"


def decoded(data: bytes, most: int = limits.INDEX) -> Json:
    """The value of some bytes, which have to be those that `encoded` gives of it; of so many at most.

    Refuses what JSON readers take in different ways: a key that stands twice, fractions, numbers that do not
    fit, a byte-order mark, anything behind the value.
    """
    if len(data) > most:
        raise NotCanonicalError(f"it has more than {most // limits.MB} MB")
    try:
        value = json.loads(
            data.decode(),
            object_pairs_hook=_without_repeats,
            parse_float=_no_fraction,
            parse_constant=_no_fraction,
            parse_int=_whole,
        )
        same = encoded(value) == data
    except UnicodeError as problem:  # also of half a pair of surrogates, which no UTF-8 has
        raise NotCanonicalError("it is not UTF-8") from problem
    except RecursionError as problem:
        raise NotCanonicalError("it is nested too deep") from problem
    except json.JSONDecodeError as problem:
        raise NotCanonicalError(
            f"it is no JSON at line {problem.lineno}, column {problem.colno}"
        ) from problem
    if not same:
        raise NotCanonicalError("it is not written in the one way in which it was signed")
    return value


def _without_repeats(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for key, value in pairs:
        if key in found:
            raise NotCanonicalError(f"the key `{key}` stands twice")
        found[key] = value
    return found


def _whole(text: str) -> int:
    if len(text) > len(str(-LARGEST_NUMBER)) or abs(int(text)) > LARGEST_NUMBER:
        raise NotCanonicalError("a number in it is too large")
    return int(text)


def _no_fraction(text: str) -> NoReturn:
    raise NotCanonicalError(f"the number {text[:40]} is no whole one")
