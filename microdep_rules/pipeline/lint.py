"""Lint of packs: each pack is examined in every variant, with its examples and with the user's BOMs."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.engine.evaluate import evaluate
from microdep_rules.engine.query import Query
from microdep_rules.pipeline.packs import loader_with_cache
from microdep_rules.testing import run_example
from microdep_rules.testing.lint import lint
from microdep_rules.testing.lint.subject import LintedPack

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from microdep_rules.bom.model import Bom
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.output.checked import PackUsed
    from microdep_rules.source import SourceFile
    from microdep_rules.testing.lint.accepted import LintResult
    from microdep_rules.workspace.files import Workspace


class PackLint(Struct, frozen=True):
    """Result of the lint of one pack."""

    name: str
    version: str
    result: LintResult | None
    """Result of the lint; `None` if the pack cannot be loaded."""
    diagnostics: tuple[Diagnostic, ...]
    """Problems of the pack and of the packs that it uses."""
    sources: Mapping[str, SourceFile]


def lint_pack(workspace: Workspace, folder: Path, as_of: date, documents: Sequence[Bom] = ()) -> PackLint:
    """Return the findings about the pack in a folder.

    The pack is also evaluated on `documents`, the BOMs of the user, as of `as_of`.
    """
    loader = loader_with_cache(workspace)
    used = loader.load(folder)
    diagnostics = tuple(d for result in loader.done.values() for d in result.diagnostics)
    if used.pack is None:
        return PackLint(used.name, "", None, diagnostics, loader.sources)
    others = [variant for variant in used.pack.variants if variant != used.pack.variant]
    variants = [loader_with_cache(workspace, {used.name: variant}).load(folder).pack for variant in others]
    linted = LintedPack(
        [used.pack, *(pack for pack in variants if pack is not None)],
        used.sources,
        {use.name: use.pack for use in used.uses if use.pack is not None},
        day=as_of,
        read_tree=loader.trees.read,
    )
    _run_examples(linted, workspace, folder, loader.sources)
    for bom in documents:
        query = Query(as_of, horizon=timedelta(0), recorder=linted.of_documents)
        linted.outcomes += evaluate(used.pack, bom, query)
    result = lint(linted, _texts_of_users(workspace, used, folder))
    return PackLint(used.name, used.pack.version, result, diagnostics, loader.sources)


def _run_examples(
    linted: LintedPack, workspace: Workspace, folder: Path, sources: Mapping[str, SourceFile]
) -> None:
    """Evaluate each example once, in the pack variant that the example states, and store the outcomes."""
    beside = folder if folder.is_dir() else folder.parent

    def read(name: str) -> tuple[bytes | None, Diagnostic | None]:
        return workspace.read(str(beside / name), "bom", beside)

    for pack in linted.packs:
        for example in pack.examples:
            if (example.variant or linted.pack.variant) == pack.variant:
                result = run_example(pack, example, sources, read, linted.recorder)
                linted.outcomes += result.outcomes


def _texts_of_users(workspace: Workspace, used: PackUsed, folder: Path) -> list[str]:
    """Return the texts of other packs in the same parent folder that use this pack."""
    beside = folder.parent if folder.is_dir() else folder.parent.parent
    texts: list[str] = []
    for other in workspace.pack_folders([str(beside)]):
        files = [] if other == folder else _rule_texts(workspace, other)
        if any(_names_pack(text, used.name) for text in files):
            texts += files
    return texts


def _rule_texts(workspace: Workspace, folder: Path) -> list[str]:
    from microdep_rules.workspace.pack_files import read_pack_files

    return [source.text for source in read_pack_files(workspace, folder).sources]


def _names_pack(text: str, name: str) -> bool:
    """Return whether a line `uses …` in the text of a pack contains `name`."""
    lines: Iterable[str] = text.splitlines()
    return any(line.split()[:1] == ["uses"] and name in line.split() for line in lines)
