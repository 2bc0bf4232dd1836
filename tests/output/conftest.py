"""Packs are restored once for all tests of a process, as the resident checker remembers them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from microdep_rules.pipeline.memory import MEMORY

if TYPE_CHECKING:
    from microdep_rules.pipeline.memory import RememberedPack

_REMEMBERED: dict[str, RememberedPack] = {}


@pytest.fixture(autouse=True)
def _remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MEMORY, "packs", _REMEMBERED)
    monkeypatch.setattr(MEMORY, "is_on", True)
