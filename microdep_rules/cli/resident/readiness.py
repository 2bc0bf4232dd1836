"""What the resident checker has ready for a check: all modules, the vocabularies, and packs of earlier ones.

Nothing of it decides an answer: packs are found by a digest of their texts, and all else is data of the
program.
"""

from __future__ import annotations

import importlib
import marshal
import pkgutil
from contextlib import suppress
from datetime import date
from pathlib import Path

import microdep_rules
from microdep_rules.pipeline.memory import MEMORY, LoadRequest

PARTS = ("bom", "engine", "output", "pipeline", "config", "workspace", "lists", "vocabulary", "lang")
MODULES = ("cli.main", "cli.commands.check", "cli.formats", "cli.changed", "lang.stored")
SAMPLE = b"""\
schema: microdep-bom/1
parties:
  - {id: acme, name: Acme Works GmbH, country: DE}
components:
  - {id: a, name: Brushless motor, mpn: XM-1, origin: JP, restriction_index: 0.5, manufacturer: acme}
  - id: b
    name: Disc N52
    materials: [{substance: NdFeB, stages: [{stage: magnetized, country: CN}]}]
  - {id: c, name: Frame, supplier: acme, materials: [{substance: steel}]}
"""
"""A document with the usual kinds of facts: judging it makes the patterns and the tables of rules."""
DAY = date(2026, 1, 1)


def import_all() -> None:
    """Import what a check uses, and read a document."""
    package = microdep_rules.__name__
    for part in PARTS:
        folder = importlib.import_module(f"{package}.{part}")
        for each in pkgutil.walk_packages(folder.__path__, f"{folder.__name__}."):
            importlib.import_module(each.name)
    for name in MODULES:
        importlib.import_module(f"{package}.{name}")
    microdep_rules.load_bom(SAMPLE)


def loaded() -> bytes:
    """What this process has loaded that was not remembered, for the process that it is a copy of."""
    if MEMORY.asked is None or not MEMORY.missed:
        return b""
    asked = MEMORY.asked
    return marshal.dumps((asked.base, asked.folders, asked.variants, asked.cache))


def remember(told: bytes) -> None:
    """Load and use the packs that a copy of this process has loaded, so that the next one finds them.

    What cannot be loaded is not remembered: whoever asks for it says why.
    """
    with suppress(Exception):
        base, folders, variants, cache = marshal.loads(told)  # noqa: S302 - a copy of this process wrote it
        _load(LoadRequest(base, folders, variants, cache))
    MEMORY.missed, MEMORY.asked = False, None


def _load(asked: LoadRequest) -> None:
    from microdep_rules.pipeline.cache import PackCache
    from microdep_rules.pipeline.packs import PackLoader
    from microdep_rules.workspace.files import Workspace

    loader = PackLoader(
        Workspace(Path(asked.base)), asked.variants, PackCache(Path(asked.cache)), with_examples=False
    )
    packs = [each for path in asked.folders if (each := loader.load(Path(path))).pack is not None]
    document = microdep_rules.load_bom(SAMPLE, packs=packs)
    microdep_rules.check(document, packs, as_of=DAY)
