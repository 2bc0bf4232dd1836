"""Manifest of a bundle: the digest and the size of every file; each sign-off signs the manifest.

`SHA256SUMS` repeats the digests of the manifest for `sha256sum --check`. The manifest does not list
`SHA256SUMS`.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.messages import phrase_of
from microdep_rules.patterns import pattern
from microdep_rules.signing import limits
from microdep_rules.signing.canonical import NotCanonicalError, decode, encode

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

NAME = "manifest.json"
SUMS = "SHA256SUMS"
SIGNOFFS = "signoffs"
"""Folder of the sign-offs; the manifest does not list them, because people sign after the manifest exists."""
TEMPLATE = "template"
"""Folder of a custom page template; the manifest has its files, because the template can change all pages."""
SCHEMA = "microdep-manifest/1"
_DIGEST = pattern(r"[0-9a-f]{64}")
_PART = pattern(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,119}")
"""File or folder name that every operating system accepts, for example without spaces or accented letters."""
_DEVICES = pattern(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)
MOST_PARTS = 8


class NotAManifestError(ValueError):
    """Error for bytes that are not a manifest; the message gives the reason."""


class BundleFile(Struct, frozen=True, order=True):
    """File of a bundle: its path from the top of the bundle, its SHA-256, and its size in bytes."""

    path: str
    sha256: str
    size: int


class BundleManifest(Struct, frozen=True):
    """All files of a bundle in the order of their paths, and the stated date of the bundle."""

    files: tuple[BundleFile, ...]
    generated_at: str

    @property
    def data(self) -> bytes:
        """Bytes of `manifest.json`."""
        return encode(
            {
                "schema": SCHEMA,
                "generated_at": self.generated_at,
                "template": f"sha256:{self.template}" if self.template else None,
                "files": [{"path": e.path, "sha256": e.sha256, "size": e.size} for e in self.files],
            }
        )

    @property
    def sums(self) -> bytes:
        """Bytes of `SHA256SUMS`."""
        return _sums(self.files)

    @property
    def template(self) -> str:
        """SHA-256 of the custom page template, or an empty text if the pages use the standard template."""
        return template_digest(self.files)


def _sums(files: Iterable[BundleFile]) -> bytes:
    return "".join(f"{file.sha256}  {file.path}\n" for file in files).encode()


def template_digest(files: Iterable[BundleFile]) -> str:
    """Return one SHA-256 for all files of a custom page template; empty if there is no such template."""
    return folder_digest(TEMPLATE, files)


def folder_digest(folder: str, files: Iterable[BundleFile]) -> str:
    """Return one SHA-256 for the files in a folder, made from their paths and digests; empty without files.

    `grep ' FOLDER/' SHA256SUMS | sha256sum` prints this value.
    """
    folder_files = sorted(file for file in files if file.path.startswith(f"{folder}/"))
    return hashlib.sha256(_sums(folder_files)).hexdigest() if folder_files else ""


def describe_file(path: str, data: bytes) -> BundleFile:
    """Return the line of the manifest for a file: its path, its SHA-256 and its size."""
    return BundleFile(path, hashlib.sha256(data).hexdigest(), len(data))


def build_manifest(files: Iterable[BundleFile], generated_at: str) -> BundleManifest:
    """Return a manifest that lists `files` by path and states `generated_at` as the date of the bundle."""
    return BundleManifest(tuple(sorted(files)), generated_at)


def parse(data: bytes) -> BundleManifest:
    """Return the manifest in a file; raise `NotAManifestError` if the content is not valid.

    The content must be canonical JSON, list the files by path, and have no unknown fields.
    """
    try:
        value: Any = decode(data, limits.MANIFEST)
    except NotCanonicalError as problem:
        raise NotAManifestError(str(problem)) from problem
    match value:
        case {"schema": str() as schema, "generated_at": str() as at, "files": list() as listed}:
            pass
        case _:
            raise NotAManifestError(phrase_of("bundle/manifest", "not-a-manifest"))
    if schema != SCHEMA:
        raise NotAManifestError(
            phrase_of("bundle/manifest", "other-schema", schema=schema[:60], expected=SCHEMA)
        )
    files = tuple(_file(entry) for entry in listed)
    paths = [file.path for file in files]
    if paths != sorted(set(paths)):
        raise NotAManifestError(phrase_of("bundle/manifest", "not-in-order"))
    if colliding := find_collision(paths):
        raise NotAManifestError(
            phrase_of("bundle/manifest", "one-file", file=colliding[0], other=colliding[1])
        )
    parsed = BundleManifest(files, at)
    if parsed.data != data:
        raise NotAManifestError(phrase_of("bundle/manifest", "more-fields"))
    return parsed


def _file(value: Any) -> BundleFile:  # noqa: ANN401 - any value of JSON
    match value:
        case {"path": str() as path, "sha256": str() as digest, "size": int() as size}:
            pass
        case _:
            raise NotAManifestError(phrase_of("bundle/manifest", "not-a-file"))
    if not is_portable(path) or path in {NAME, SUMS} or path.partition("/")[0] == SIGNOFFS:
        raise NotAManifestError(phrase_of("bundle/manifest", "odd-file", file=path[:120]))
    if not _DIGEST.fullmatch(digest) or size < 0 or isinstance(size, bool):
        raise NotAManifestError(phrase_of("bundle/manifest", "odd-digest", file=path))
    return BundleFile(path, digest, size)


def is_portable(path: str) -> bool:
    """Return whether a path stays inside its folder, and names one file on every operating system.

    >>> [is_portable(path) for path in ("inputs/1-bom.yaml", "../bom.yaml", "/etc/passwd", "nul", "a//b")]
    [True, False, False, False, False]
    """
    names = path.split("/")
    return len(names) <= MOST_PARTS and all(
        _PART.fullmatch(name) and not name.endswith(".") and not _DEVICES.fullmatch(name) for name in names
    )


def find_collision(paths: Sequence[str]) -> tuple[str, str] | None:
    """Return the first two paths that differ only in case or Unicode form; `None` if there are none.

    Some systems treat such paths as one file.
    """
    seen: dict[str, str] = {}
    for path in paths:
        first = seen.setdefault(unicodedata.normalize("NFC", path).casefold(), path)
        if first != path:
            return first, path
    return None
