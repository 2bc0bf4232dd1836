"""Files of a bundle, in a folder or an archive, and the names of sign-off files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from microdep_rules.patterns import pattern
from microdep_rules.signing.manifest import SIGNOFFS

if TYPE_CHECKING:
    from collections.abc import Iterable

RECORD = "record.json"
ENVELOPE, STATEMENT, SIGNATURE, REPLY = ".dsse.json", ".statement.json", ".statement.json.sig", ".tsr"
"""Endings of the files of sign-offs: an envelope; or a statement with a signature of OpenSSH; and the reply
of a timestamp authority about the envelope or the signature, after its whole name."""
CLOSING = f"{SIGNOFFS}/closing"
"""Name of the closing seal, without its ending."""
_NAME = pattern(
    r"(?:[0-9]{1,9}-[A-Za-z0-9._%+@=~-]*|closing)"
    r"(?:\.dsse\.json|\.dsse\.json\.tsr|\.statement\.json|\.statement\.json\.sig|\.statement\.json\.sig\.tsr)"
)
"""Names of sign-off files, which the script of `VERIFY.md` uses, too: a number comes first."""


class Files(Protocol):
    """Files of a bundle, by their paths from its top with `/`."""

    def names(self) -> list[str]:
        """Return every file, in order."""
        ...

    def odd(self) -> list[tuple[str, str]]:
        """Return every entry that is not a plain file, such as a link, with its kind."""
        ...

    def size(self, name: str) -> int:
        """Number of bytes of a file."""
        ...

    def digest(self, name: str) -> tuple[str, int]:
        """Return the SHA-256 of a file in hexadecimal, and its number of bytes."""
        ...

    def read(self, name: str) -> bytes:
        """Return the bytes of a small file."""
        ...


def is_signoff(name: str, names: Iterable[str]) -> bool:
    """Return whether a timestamp may be about a file: an envelope, or a signature of OpenSSH."""
    return name.endswith((ENVELOPE, SIGNATURE)) and name in names


def is_of_seal(name: str) -> bool:
    """Return whether a file belongs to the closing seal."""
    return name.startswith(f"{CLOSING}.")


def is_of_signoffs(name: str) -> bool:
    """Return whether a file has a place among the sign-offs."""
    folder, _, rest = name.partition("/")
    return folder == SIGNOFFS and _NAME.fullmatch(rest) is not None
