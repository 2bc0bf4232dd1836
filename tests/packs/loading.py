"""Shipped packs for tests, checked without errors."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from microdep_rules.pipeline.cache import PackCache
from microdep_rules.pipeline.packs import PackLoader
from microdep_rules.source import SourceFile
from microdep_rules.testing import ExampleResult, run_example
from microdep_rules.testing.examples import with_lists_of
from microdep_rules.vocabulary.resources import rules_folder
from microdep_rules.workspace.files import Workspace
from tests.each import sample_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date

    from microdep_rules.lang import ir


def sources_of(name: str) -> list[SourceFile]:
    """The rule files of a shipped pack."""
    return list(_files(name, "rule").values())


def _files(name: str, ending: str) -> dict[str, SourceFile]:
    paths = sorted((rules_folder() / name).glob(f"*.{ending}"))
    return {p.name: SourceFile(f"rules/{name}/{p.name}", p.read_text(encoding="utf-8")) for p in paths}


@cache
def shipped_pack(name: str, variant: str = "") -> ir.Pack:
    """A shipped pack in one variant, as a run loads it: what one worker has checked no other checks again."""
    workspace = Workspace(rules_folder().parent)
    loaded = PackLoader(workspace, {name: variant} if variant else {}, _kept()).load(rules_folder() / name)
    assert loaded.pack is not None, [(p.code, p.message, p.primary) for p in loaded.diagnostics]
    return loaded.pack


@cache
def pack_with_lists(name: str, variant: str, day: date | None) -> ir.Pack:
    """A shipped pack whose excerpts stand for the lists published on a day: one, as much is kept of each."""
    return with_lists_of(shipped_pack(name, variant), day)


def _kept() -> PackCache:
    """What the workers of this run keep; before the run has a folder for it, nothing."""
    named = os.environ.get("MICRODEP_CACHE")
    return PackCache(Path(named) if named else None)


def example_results(
    name: str, variant: str, naming: Collection[str], every: int = 1
) -> Iterator[ExampleResult]:
    """Results of the examples of a shipped pack that name one of these variants; "" is none.

    With `every` a sample has one in so many of them. Each is run when it is asked for.
    """
    examples = shipped_pack(name, variant).examples
    fitting = [at for at, each in enumerate(examples) if each.variant in naming]
    return (example_result(name, variant, at) for at in sample_of(fitting, every))


@cache
def example_result(name: str, variant: str, at: int) -> ExampleResult:
    """Result of one example, which is run once for all tests that ask for it."""

    def read(path: str) -> tuple[bytes, None]:
        return (rules_folder() / name / path).read_bytes(), None

    pack = shipped_pack(name, variant)
    return run_example(pack, pack.examples[at], _by_path(name), read)


@cache
def _by_path(name: str) -> dict[str, SourceFile]:
    return {source.path: source for source in sources_of(name)}
