"""Files of a bundle, in a folder or an archive, and the names of sign-off files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from microdep_rules.patterns import pattern
from microdep_rules.signing.manifest import SIGNOFFS

if TYPE_CHECKING:
    from collections.abc import Iterable

RECORD = "record.json"
ENVELOPE, STATEMENT, SIGNATURE, REPLY = ".dsse.json", ".statement.json", ".statement.json.sig", ".tsr"
"""Endings of the names of sign-off files.

An envelope is one file. A sign-off by OpenSSH has two files, the statement and the signature. The reply is a
timestamp authority's answer: its name is the name of the envelope or signature, followed by `.tsr`.
"""
CLOSING = f"{SIGNOFFS}/closing"
"""Path of the closing seal in a bundle, without the ending of the file name."""
_NAME = pattern(
    r"(?:[0-9]{1,9}-[A-Za-z0-9._%+@=~-]*|closing)"
    r"(?:\.dsse\.json|\.dsse\.json\.tsr|\.statement\.json|\.statement\.json\.sig|\.statement\.json\.sig\.tsr)"
)
"""Pattern of the names of sign-off files, such as `3-name.dsse.json` or `closing.dsse.json.tsr`.

The script in `VERIFY.md` uses the same pattern.
"""


class Files(Protocol):
    """Files of a bundle; the name of a file is its path from the top folder, with `/` as separator."""

    def names(self) -> list[str]:
        """Return the path of every file in a fixed order."""
        ...

    def odd(self) -> list[tuple[str, str]]:
        """Return the path and the kind of every entry that is not a regular file, such as a link."""
        ...

    def size(self, name: str) -> int:
        """Return the size of a file in bytes."""
        ...

    def digest(self, name: str) -> tuple[str, int]:
        """Return the SHA-256 of a file in hexadecimal, and its size in bytes."""
        ...

    def read(self, name: str) -> bytes:
        """Return the bytes of a file."""
        ...


def is_signoff(name: str, names: Iterable[str]) -> bool:
    """Return whether `name` is one of `names` and is an envelope or an OpenSSH signature.

    Only these files can have a timestamp.
    """
    return name.endswith((ENVELOPE, SIGNATURE)) and name in names


def is_of_seal(name: str) -> bool:
    """Return whether the name of a file shows that the file belongs to the closing seal."""
    return name.startswith(f"{CLOSING}.")


def is_of_signoffs(name: str) -> bool:
    """Return whether a path is in the folder of sign-offs and has the file name of a sign-off."""
    folder, _, rest = name.partition("/")
    return folder == SIGNOFFS and _NAME.fullmatch(rest) is not None
