"""Digests: what names a file, a pack or a finding by all that it says.

`hashlib` brings OpenSSL, which takes longer to load than all that a small check has to digest. The
interpreter has SHA-256 of its own too, under names that are not promised: where none of them is there,
`hashlib` it is.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Callable
    from hashlib import _Hash

PLACES = ("_sha2", "_sha256", "hashlib")
"""Where SHA-256 is: in Python 3.12 and later, in 3.11, and anywhere."""
MUCH = 1024 * 1024
"""Of more bytes the digest is made by OpenSSL, which is several times faster."""


def _own() -> Callable[[bytes], _Hash]:
    for place in PLACES:
        try:
            return cast("Callable[[bytes], _Hash]", import_module(place).sha256)
        except ImportError:
            continue
    raise ImportError(PLACES)


_SHA256 = _own()


def sha256(data: bytes) -> str:
    """The digest of some bytes, in hexadecimal digits.

    >>> sha256(b"")[:12]
    'e3b0c44298fc'
    """
    if len(data) > MUCH:
        import hashlib

        return hashlib.sha256(data).hexdigest()
    return _SHA256(data).hexdigest()
