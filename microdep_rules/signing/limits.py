"""Size limits of the files of a bundle, the same for readers and writers.

They are far above the documented sizes, 50,000 files of evidence and 10,000
components with their stages, and limit the memory for an untrusted bundle.
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
"""File of canonical JSON, such as `bundle.json`. Reading it takes about ten times as much memory."""
MANIFEST = 64 * MB
RECORD = 2048 * MB
PDF = 64 * MB
"""PDF that is rendered, signed or checked."""
OTHER = 1024 * MB
"""Input, page or file of evidence."""
SIGNOFF = 16 * MB
"""Sign-off or closing seal, with all that its signer saw."""
REPLY = 256 * KB
"""Timestamp."""
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
    """Return the largest size of a file of a bundle, by its path in it."""
    return LARGEST.get(name, OTHER)


def find_too_large(sizes: Mapping[str, int]) -> tuple[str, str] | None:
    """Return the file that makes a bundle with these sizes unreadable, and the reason.

    >>> find_too_large({"supply.json": 200 * MB})
    ('supply.json', 'it would have 200 MB; the limit is 128 MB')
    >>> find_too_large({"report.md": 200 * MB})
    """
    if len(sizes) > MOST_FILES:
        return "manifest.json", f"it would list {len(sizes):,} files; the limit is {MOST_FILES:,}"
    for name, size in sizes.items():
        if size > (most := largest(name)):
            return name, f"it would have {-(-size // MB):,} MB; the limit is {most // MB:,} MB"
    return None
