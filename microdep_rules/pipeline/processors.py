"""Number of usable processors."""

from __future__ import annotations

import os


def processors() -> int:
    """Return the number of usable processors; a container may have fewer than its machine."""
    if hasattr(os, "sched_getaffinity"):  # not on every system
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
