"""The manifest of a bundle: every file with its digest and size. It is what people sign.

`SHA256SUMS` says the same for `sha256sum --check`; it is made of the manifest and not listed in it.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.patterns import pattern
from microdep_rules.signing import limits
from microdep_rules.signing.canonical import NotCanonicalError, decoded, encoded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

NAME = "manifest.json"
SUMS = "SHA256SUMS"
SIGNOFFS = "signoffs"
"""The folder with what people signed: it comes after the manifest, and is no part of it."""
TEMPLATE = "template"
"""The folder with a custom template: the manifest names its digest, since it decides how pages look."""
SCHEMA = "microdep-manifest/1"
_DIGEST = pattern(r"[0-9a-f]{64}")
_PART = pattern(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,119}")
"""A name that every system has as it is: no blanks, no dot before it, no letter in two forms."""
_DEVICES = pattern(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)
MOST_PARTS = 8


class NotAManifestError(ValueError):
    """Bytes that are no manifest; the text says why."""


class File(Struct, frozen=True, order=True):
    """A file of a bundle: its path from the top, with `/`, the SHA-256 of its bytes, and their number."""

    path: str
    sha256: str
    size: int


class Manifest(Struct, frozen=True):
    """All files of a bundle, by their paths in order, and when the bundle was made by its own account."""

    files: tuple[File, ...]
    generated_at: str

    @property
    def data(self) -> bytes:
        """The bytes of `manifest.json`."""
        return encoded(
            {
                "schema": SCHEMA,
                "generated_at": self.generated_at,
                "template": f"sha256:{self.template}" if self.template else None,
                "files": [{"path": e.path, "sha256": e.sha256, "size": e.size} for e in self.files],
            }
        )

    @property
    def sums(self) -> bytes:
        """The bytes of `SHA256SUMS`."""
        return _sums(self.files)

    @property
    def template(self) -> str:
        """The digest of the custom template that pages are made by; nothing where it is ours."""
        return template_digest(self.files)


def _sums(files: Iterable[File]) -> bytes:
    return "".join(f"{file.sha256}  {file.path}\n" for file in files).encode()


def template_digest(files: Iterable[File]) -> str:
    """The SHA-256 of the files of a custom template; nothing where there are none."""
    return folder_digest(TEMPLATE, files)


def folder_digest(folder: str, files: Iterable[File]) -> str:
    """The SHA-256 over digests and paths of the files of a folder; nothing where there are none.

    `grep ' FOLDER/' SHA256SUMS | sha256sum` gives the same.
    """
    own = sorted(file for file in files if file.path.startswith(f"{folder}/"))
    return hashlib.sha256(_sums(own)).hexdigest() if own else ""


def file_of(path: str, data: bytes) -> File:
    """A file as a manifest lists it."""
    return File(path, hashlib.sha256(data).hexdigest(), len(data))


def manifest(files: Iterable[File], generated_at: str) -> Manifest:
    """The manifest of some files."""
    return Manifest(tuple(sorted(files)), generated_at)


def read(data: bytes) -> Manifest:
    """The manifest in a file; `NotAManifestError` where it is not exactly what we write."""
    try:
        value: Any = decoded(data, limits.MANIFEST)
    except NotCanonicalError as problem:
        raise NotAManifestError(str(problem)) from problem
    match value:
        case {"schema": str() as schema, "generated_at": str() as at, "files": list() as listed}:
            pass
        case _:
            raise NotAManifestError("it has not the fields of a manifest")
    if schema != SCHEMA:
        raise NotAManifestError(f"its form is `{schema[:60]}`, and not `{SCHEMA}`")
    files = tuple(_file(each) for each in listed)
    paths = [file.path for file in files]
    if paths != sorted(set(paths)):
        raise NotAManifestError("its files are not in order, or one stands twice")
    if colliding := collision(paths):
        raise NotAManifestError(f"`{colliding[0]}` and `{colliding[1]}` are one file on some systems")
    found = Manifest(files, at)
    if found.data != data:
        raise NotAManifestError("it has not the fields of a manifest, or more of them")
    return found


def _file(value: Any) -> File:  # noqa: ANN401 - what stands in a file of JSON
    match value:
        case {"path": str() as path, "sha256": str() as digest, "size": int() as size}:
            pass
        case _:
            raise NotAManifestError("an entry has not the fields of a file")
    if not is_portable(path) or path in {NAME, SUMS} or path.partition("/")[0] == SIGNOFFS:
        raise NotAManifestError(f"no bundle has a file `{path[:120]}`")
    if not _DIGEST.fullmatch(digest) or size < 0 or isinstance(size, bool):
        raise NotAManifestError(f"what it says of `{path}` is no digest or no size")
    return File(path, digest, size)


def is_portable(path: str) -> bool:
    """Return whether a path stays inside of its folder, and is the same file on every system.

    >>> [is_portable(each) for each in ("inputs/1-bom.yaml", "../bom.yaml", "/etc/passwd", "nul", "a//b")]
    [True, False, False, False, False]
    """
    parts = path.split("/")
    return len(parts) <= MOST_PARTS and all(
        _PART.fullmatch(part) and not part.endswith(".") and not _DEVICES.fullmatch(part) for part in parts
    )


def collision(paths: Sequence[str]) -> tuple[str, str] | None:
    """Two paths that some systems take for one: they differ in case, or in how a letter is put together."""
    seen: dict[str, str] = {}
    for path in paths:
        first = seen.setdefault(unicodedata.normalize("NFC", path).casefold(), path)
        if first != path:
            return first, path
    return None
