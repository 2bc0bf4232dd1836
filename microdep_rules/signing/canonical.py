"""Canonical JSON: each value has exactly one text, so the bytes of a signed file are always the same.

Keys are sorted, each entry is on its own line, invisible characters are escaped, and a file ends with a
newline. The parser rejects any other text: one additional space would change the signed bytes.
"""

from __future__ import annotations

import json
from typing import Any, NoReturn

import msgspec

from microdep_rules.messages import phrase_of
from microdep_rules.signing import limits
from microdep_rules.vocabulary.blanks import escaped

Json = Any
"""JSON value without fractions: objects, lists, texts, whole numbers, booleans, and null."""

LARGEST_NUMBER = 2**53 - 1
"""Largest whole number that programs with floating point read exactly (RFC 8259, section 6)."""


class NotCanonicalError(ValueError):
    """Error for bytes that are not canonical JSON; the message gives the reason."""


def encode(value: Json) -> bytes:
    r"""Return the canonical JSON of a value as bytes.

    >>> print(encode({"b": [], "a": "é\u202e"}).decode(), end="")
    {
      "a": "é\u202e",
      "b": []
    }
    """
    data = msgspec.json.format(msgspec.json.encode(value, order="sorted"), indent=2)
    return (data if data.isascii() and b"\x7f" not in data else escaped(data.decode()).encode()) + b"\n"


def decode(data: bytes, most: int = limits.INDEX) -> Json:
    """Return the value of canonical JSON bytes; raise an error for more than `most` bytes.

    Input that JSON parsers understand differently is an error too: a duplicate key, a fraction, too large a
    number, a byte-order mark, or text after the value.
    """
    if len(data) > most:
        raise NotCanonicalError(phrase_of("bundle/manifest", "large", size=most // limits.MB))
    try:
        value = json.loads(
            data.decode(),
            object_pairs_hook=_require_unique_keys,
            parse_float=_no_fraction,
            parse_constant=_no_fraction,
            parse_int=_parse_integer,
        )
        same = encode(value) == data
    except UnicodeError as problem:  # also a single surrogate, which UTF-8 cannot contain
        raise NotCanonicalError(phrase_of("bundle/manifest", "not-utf-8")) from problem
    except RecursionError as problem:
        raise NotCanonicalError(phrase_of("bundle/manifest", "deep")) from problem
    except json.JSONDecodeError as problem:
        raise NotCanonicalError(
            phrase_of("bundle/manifest", "not-json", line=problem.lineno, column=problem.colno)
        ) from problem
    if not same:
        raise NotCanonicalError(phrase_of("bundle/manifest", "not-canonical"))
    return value


def _require_unique_keys(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    value_by_key: dict[str, Json] = {}
    for key, value in pairs:
        if key in value_by_key:
            raise NotCanonicalError(phrase_of("bundle/manifest", "key-twice", key=key))
        value_by_key[key] = value
    return value_by_key


def _parse_integer(text: str) -> int:
    if len(text) > len(str(-LARGEST_NUMBER)) or abs(int(text)) > LARGEST_NUMBER:
        raise NotCanonicalError(phrase_of("bundle/manifest", "large-number"))
    return int(text)


def _no_fraction(text: str) -> NoReturn:
    raise NotCanonicalError(phrase_of("bundle/manifest", "not-whole", number=text[:40]))
