"""Shipped packs for tests, checked without errors."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from microdep_rules.lang.pack import check_pack
from microdep_rules.lang.parse import parse
from microdep_rules.source import SourceFile
from microdep_rules.testing import ExampleResult, run_example
from microdep_rules.vocabulary.resources import rules_folder

if TYPE_CHECKING:
    from collections.abc import Collection

    from microdep_rules.lang import ir


def sources_of(name: str) -> list[SourceFile]:
    """The rule files of a shipped pack."""
    return list(_files(name, "rule").values())


def _files(name: str, ending: str) -> dict[str, SourceFile]:
    paths = sorted((rules_folder() / name).glob(f"*.{ending}"))
    return {p.name: SourceFile(f"rules/{name}/{p.name}", p.read_text(encoding="utf-8")) for p in paths}


@cache
def shipped_pack(name: str, variant: str = "") -> ir.Pack:
    """A shipped pack in one variant, with the packs it uses."""
    used = {each: shipped_pack(each) for each in _uses(name)}
    pack, problems = check_pack(sources_of(name), used, variant, _files(name, "csv"))
    assert pack is not None, [(p.code, p.message, p.span) for p in problems]
    return pack


def example_results(name: str, variant: str, naming: Collection[str]) -> list[ExampleResult]:
    """Results of the examples of a shipped pack that name one of these variants; "" is none."""
    examples = shipped_pack(name, variant).examples
    return [_result(name, variant, at) for at, each in enumerate(examples) if each.variant in naming]


@cache
def _result(name: str, variant: str, at: int) -> ExampleResult:
    """Result of one example, which is run once for all tests that ask for it."""

    def read(path: str) -> tuple[bytes, None]:
        return (rules_folder() / name / path).read_bytes(), None

    pack = shipped_pack(name, variant)
    return run_example(pack, pack.examples[at], _by_path(name), read)


@cache
def _by_path(name: str) -> dict[str, SourceFile]:
    return {each.path: each for each in sources_of(name)}


def _uses(name: str) -> list[str]:
    """The packs that the head of a shipped pack names, which stands in a file of its own."""
    (file,) = (each for each in sources_of(name) if each.path.endswith("/pack.rule"))
    heads = [each for each in parse(file)[0] if each.kind == "pack"]
    clauses = [head.clause("uses") for head in heads]
    return [word.text for clause in clauses if clause is not None for word in clause.values]
