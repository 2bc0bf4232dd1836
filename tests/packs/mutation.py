"""Mutants of the packs: `python -m tests.packs.mutation [--documents N] PACK…` tells what their tests notice.

The tests of a pack are its examples, the scenarios of its oracle, and random documents of which the oracle
says what comes out. Random documents are the same in every run.
"""

from __future__ import annotations

import sys
import time
from argparse import ArgumentParser
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, Phase, given, settings

from microdep_rules.engine.evaluate import evaluate
from microdep_rules.engine.query import Query
from microdep_rules.testing.examples import with_lists_of
from microdep_rules.testing.figures import figure_lines as figures
from microdep_rules.testing.mutants import Mutant, example_witnesses, of_variants
from microdep_rules.vocabulary.resources import rules_folder
from tests.packs.laws import LAWS, Documents, Law
from tests.packs.loading import shipped_pack, sources_of
from tests.packs.side_by_side import AS_OF, NotADocumentError, Said, differences, load, said_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.bom.model import Bom
    from microdep_rules.lang import ir
    from microdep_rules.testing.examples import ReadFile
    from microdep_rules.testing.mutants import Witness


@dataclass(frozen=True)
class LawDocument:
    """A document of which the oracle says what comes out."""

    law: Law
    bom: Bom
    expected: dict[tuple[str, str], Said]

    def notices(self, pack: ir.Pack, rules: frozenset[str]) -> bool:
        """Whether the rules say something else than the oracle."""
        for rule in sorted(rules & frozenset(self.law.rules or rules)):
            query = Query(AS_OF, no_exclusions=True, horizon=timedelta(0), only=rule)
            expected = {key: each for key, each in self.expected.items() if key[0] == rule}
            asked = with_lists_of(pack, self.law.lists_as_of)
            if differences(said_of(evaluate(asked, self.bom, query)), expected):
                return True
        return False


def figure_lines(law: Law, variant: str, many: int) -> Iterator[LawDocument]:
    """The scenarios of a law and so many random documents, those on which both sides agree."""
    pairs: list[Documents] = [(e.document, e.context) for e in law.scenarios if variant in law.of(e)]
    for document, context in [*pairs, *drawn(law, many)]:
        try:
            bom = load(document, context)
        except NotADocumentError:
            continue
        found = LawDocument(law, bom, law.says(document, context, variant))
        if not found.notices(shipped_pack(law.pack, variant), _rules(law, variant)):
            yield found


def _rules(law: Law, variant: str) -> frozenset[str]:
    return frozenset(rule.name for rule in shipped_pack(law.pack, variant).rules)


def drawn(law: Law, many: int) -> list[Documents]:
    """So many random documents, the same in every run."""
    found: list[Documents] = []

    @settings(
        max_examples=many,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(law.documents())
    def collect(pair: Documents) -> None:
        found.append(pair)

    collect()
    return found


def mutants(law: Law, many: int) -> list[Mutant]:
    """Every mutant of a pack in each of its variants, tried."""
    sources = {source.path: source for source in sources_of(law.pack)}
    packs = [shipped_pack(law.pack, variant) for variant in law.variants]

    def witnesses(pack: ir.Pack) -> list[Witness]:
        return [*example_witnesses(pack, sources, _reading(law)), *figure_lines(law, pack.variant, many)]

    return of_variants(packs, sources, witnesses)


def _reading(law: Law) -> ReadFile:
    """Reads the documents beside the rules that examples name."""
    return lambda name: ((rules_folder() / law.pack / name).read_bytes(), None)


def main(arguments: list[str]) -> int:
    """Write the figures of some packs, and whoever survived."""
    parser = ArgumentParser(prog="python -m tests.packs.mutation")
    parser.add_argument("--documents", type=int, default=400)
    parser.add_argument("packs", nargs="*", default=[law.pack for law in LAWS])
    options = parser.parse_args(arguments)
    for law in LAWS:
        if law.pack in options.packs:
            begun = time.monotonic()
            found = mutants(law, options.documents)
            sources = {source.path: source for source in sources_of(law.pack)}
            lines = figures(law.pack, found, sources)
            sys.stdout.write("\n".join([*lines, f"  {time.monotonic() - begun:.0f} s"]) + "\n")
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
