"""How much can be done at once."""

from __future__ import annotations

import os


def processors() -> int:
    """How many processes of this one's kind can run at once: a container may have fewer than the machine."""
    if hasattr(os, "sched_getaffinity"):  # not on every system
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
