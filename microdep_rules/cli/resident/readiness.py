"""Preparation of the resident checker: it loads modules, vocabularies, and the packs of earlier checks.

The preparation changes no result: each pack is identified by a digest of its text, and all other data belong
to the program.
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

PACKAGES = ("bom", "engine", "output", "pipeline", "config", "workspace", "lists", "vocabulary", "lang")
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
"""Document with common facts; reading it compiles the patterns and tables that a check needs."""
DAY = date(2026, 1, 1)


def import_all() -> None:
    """Import the modules that a check uses, and read the sample document, which compiles their patterns."""
    package = microdep_rules.__name__
    for name in PACKAGES:
        folder = importlib.import_module(f"{package}.{name}")
        for module in pkgutil.walk_packages(folder.__path__, f"{folder.__name__}."):
            importlib.import_module(module.name)
    for name in MODULES:
        importlib.import_module(f"{package}.{name}")
    microdep_rules.load_bom(SAMPLE)


def new_packs() -> bytes:
    """Return the packs that this fork has loaded, encoded for the checker that started the fork."""
    if MEMORY.asked is None or not MEMORY.missed:
        return b""
    request = MEMORY.asked
    return marshal.dumps((request.base, request.folders, request.variants, request.cache))


def remember(request: bytes) -> None:
    """Load the packs that a fork has loaded, so that later forks find them in memory.

    A pack that cannot be loaded is skipped; the check that needs it reports the reason.
    """
    with suppress(Exception):
        base, folders, variants, cache = marshal.loads(request)  # noqa: S302 - a copy of this process wrote it
        _load(LoadRequest(base, folders, variants, cache))
    MEMORY.missed, MEMORY.asked = False, None


def _load(request: LoadRequest) -> None:
    from microdep_rules.pipeline.cache import PackCache
    from microdep_rules.pipeline.packs import PackLoader
    from microdep_rules.workspace.files import Workspace

    loader = PackLoader(
        Workspace(Path(request.base)), request.variants, PackCache(Path(request.cache)), with_examples=False
    )
    packs = [pack for path in request.folders if (pack := loader.load(Path(path))).pack is not None]
    document = microdep_rules.load_bom(SAMPLE, packs=packs)
    microdep_rules.check(document, packs, as_of=DAY)
