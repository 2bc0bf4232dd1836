"""The page about repositories and jobs, and the blocks in it."""

from __future__ import annotations

import re

from tests.conftest import CHECKOUT

CI = CHECKOUT / "docs" / "how-to" / "ci.md"
_BLOCK = re.compile(r"^```(?P<kind>[a-z -]+)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)


def blocks(kind: str) -> list[str]:
    """The texts of all blocks that are fenced as this."""
    found = _BLOCK.finditer(CI.read_text(encoding="utf-8"))
    return [each["text"] for each in found if each["kind"] == kind]
