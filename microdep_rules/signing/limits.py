"""Size limits for the files of a bundle, the same when files are read and written.

The limits bound the memory that an untrusted bundle can use. They are far above the documented sizes: 50,000
evidence files, and 10,000 components with their stages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

KB, MB = 1024, 1024**2
MOST_FILES = 100_000
"""Largest number of files in a bundle, without sign-offs."""
MOST_SIGNOFFS = 1_000
"""Largest number of sign-offs in a bundle; each has at most three files, and a closing seal lists them."""
INDEX = 128 * MB
"""Largest size of a file of canonical JSON, such as `bundle.json`.

Reading such a file takes about ten times its size in memory.
"""
MANIFEST = 64 * MB
RECORD = 2048 * MB
PDF = 64 * MB
"""Largest size of a PDF that the program makes, signs or checks."""
OTHER = 1024 * MB
"""Largest size of an input, a page or an evidence file."""
SIGNOFF = 16 * MB
"""Largest size of a sign-off or closing seal; it repeats everything that its signer saw."""
REPLY = 256 * KB
"""Largest size of a timestamp."""
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
    """Return the largest size, in bytes, that the file at a path of a bundle may have."""
    return LARGEST.get(name, OTHER)


def find_too_large(sizes: Mapping[str, int]) -> tuple[str, str] | None:
    """Return the first file whose size is over its limit, with the reason; `None` if every size is allowed.

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
