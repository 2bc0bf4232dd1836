"""Files of a bundle, in a folder or an archive, and the names of sign-off files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from microdep_rules.patterns import pattern
from microdep_rules.signing.manifest import SIGNOFFS

if TYPE_CHECKING:
    from collections.abc import Iterable

RECORD = "record.json"
ENVELOPE, STATEMENT, SIGNATURE, REPLY = ".dsse.json", ".statement.json", ".statement.json.sig", ".tsr"
"""Endings of sign-off files: an envelope; a statement and its OpenSSH signature; an authority's reply.

The ending of a reply follows the whole file name of the envelope or the signature.
"""
CLOSING = f"{SIGNOFFS}/closing"
"""Name of the file of the closing seal, without its ending."""
_NAME = pattern(
    r"(?:[0-9]{1,9}-[A-Za-z0-9._%+@=~-]*|closing)"
    r"(?:\.dsse\.json|\.dsse\.json\.tsr|\.statement\.json|\.statement\.json\.sig|\.statement\.json\.sig\.tsr)"
)
"""Pattern of the names of sign-off files: a number or `closing` comes first.

The script in `VERIFY.md` uses the same names.
"""


class Files(Protocol):
    """Files of a bundle by path; a path starts at the top of the bundle and uses `/`."""

    def names(self) -> list[str]:
        """Return the path of every file, in order."""
        ...

    def odd(self) -> list[tuple[str, str]]:
        """Return every entry that is not a regular file, such as a link, with its kind."""
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
    """Return whether a file is an envelope or an OpenSSH signature, which a timestamp can cover."""
    return name.endswith((ENVELOPE, SIGNATURE)) and name in names


def is_of_seal(name: str) -> bool:
    """Return whether the name of a file shows that the file belongs to the closing seal."""
    return name.startswith(f"{CLOSING}.")


def is_of_signoffs(name: str) -> bool:
    """Return whether a path is in the folder of sign-offs and has a valid name."""
    folder, _, rest = name.partition("/")
    return folder == SIGNOFFS and _NAME.fullmatch(rest) is not None
