"""Sizes of the files of a bundle: no reader takes more, and no writer writes what its reader refuses.

One table for both. They are far above what the documentation promises, 50,000 files of evidence and 10,000
components with their stages, and bound the memory of whoever reads an untrusted bundle.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

KB, MB = 1024, 1024**2
MOST_FILES = 100_000
"""Files of a bundle without its sign-offs."""
MOST_SIGNOFFS = 1_000
"""Sign-offs of a bundle, each of at most three files, which a closing seal lists."""
INDEX = 128 * MB
"""A file of canonical JSON, as `bundle.json`. Reading it takes about ten times as much memory."""
MANIFEST = 64 * MB
RECORD = 2048 * MB
PDF = 64 * MB
"""A PDF that is laid out, signed or checked."""
OTHER = 1024 * MB
"""An input, a page, a file of evidence."""
SIGNOFF = 16 * MB
"""A sign-off or a closing seal, with all that its signer saw."""
REPLY = 256 * KB
"""A timestamp."""
LARGEST: Mapping[str, int] = {
    "bundle.json": INDEX,
    "supply.json": INDEX,
    "evidence.json": INDEX,
    "manifest.json": MANIFEST,
    "SHA256SUMS": MANIFEST,
    "record.json": RECORD,
    "report.pdf": PDF,
}


def largest(name: str) -> int:
    """The size that a file of a bundle has at most, by its path in it."""
    return LARGEST.get(name, OTHER)


def too_large(sizes: Mapping[str, int]) -> tuple[str, str] | None:
    """The file for which nobody could read a bundle with files of these sizes, and the reason.

    >>> too_large({"supply.json": 200 * MB})
    ('supply.json', 'it would have 200 MB, and at most 128 MB are read')
    >>> too_large({"report.md": 200 * MB})
    """
    if len(sizes) > MOST_FILES:
        return "manifest.json", f"it would list {len(sizes):,} files, and at most {MOST_FILES:,} are read"
    for name, size in sizes.items():
        if size > (most := largest(name)):
            return name, f"it would have {-(-size // MB):,} MB, and at most {most // MB:,} MB are read"
    return None
