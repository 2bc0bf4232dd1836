"""Mutants of the packs: `python -m tests.packs.mutation [--documents N] PACK…` tells what their tests notice.

The tests of a pack are its examples, the scenarios of its oracle, and random documents of which the oracle
says what comes out. Random documents are the same in every run.
"""

from __future__ import annotations

import sys
import time
from argparse import ArgumentParser
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, Phase, given, settings

from microdep_rules.engine.evaluate import Query, evaluate
from microdep_rules.testing.change import OPERATORS
from microdep_rules.testing.mutants import Mutant, Trial, shown
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
class Told:
    """A document of which the oracle says what comes out."""

    law: Law
    bom: Bom
    expected: dict[tuple[str, str], Said]

    def notices(self, pack: ir.Pack, rules: frozenset[str]) -> bool:
        """Whether the rules say something else than the oracle."""
        for rule in sorted(rules & frozenset(self.law.rules or rules)):
            query = Query(AS_OF, look_everywhere=True, horizon=timedelta(0), only=rule)
            expected = {key: each for key, each in self.expected.items() if key[0] == rule}
            if differences(said_of(evaluate(pack, self.bom, query)), expected):
                return True
        return False


def told(law: Law, variant: str, many: int) -> Iterator[Told]:
    """The scenarios of a law and so many random documents, those on which both sides agree."""
    pairs: list[Documents] = [(e.document, e.context) for e in law.scenarios if variant in law.of(e)]
    for document, context in [*pairs, *drawn(law, many)]:
        try:
            bom = load(document, context)
        except NotADocumentError:
            continue
        found = Told(law, bom, law.says(document, context, variant))
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


def mutants(law: Law, many: int) -> Iterator[tuple[str, Mutant]]:
    """Every mutant of a pack in each of its variants, tried; one that two variants have is told once."""
    sources = {source.path: source for source in sources_of(law.pack)}
    found: dict[tuple[Any, ...], tuple[str, Mutant]] = {}
    for variant in law.variants:
        pack = shipped_pack(law.pack, variant)
        witnesses: list[Witness] = [*shown(pack, sources, _reading(law)), *told(law, variant, many)]
        for each in Trial(pack, sources, witnesses).mutants():
            key = (*each.key, each.span)
            if key not in found or each.killed:
                found[key] = (variant, each)
    yield from found.values()


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
            found = list(mutants(law, options.documents))
            lines = [*_figures(law, found, time.monotonic() - begun), *_survivors(law, found)]
            sys.stdout.write("\n".join(lines) + "\n")
            sys.stdout.flush()
    return 0


def _figures(law: Law, found: list[tuple[str, Mutant]], seconds: float) -> Iterator[str]:
    """Made, killed and survived, by operator."""
    made = Counter(each.operator for _, each in found)
    killed = Counter(each.operator for _, each in found if each.killed)
    share = 100 * killed.total() / max(1, made.total())
    yield f"{law.pack}: {killed.total()} of {made.total()} killed, {share:.1f} % ({seconds:.0f} s)"
    for operator in OPERATORS:
        if made[operator]:
            survived = made[operator] - killed[operator]
            yield f"  {operator:<20}{made[operator]:>6}{killed[operator]:>6}{survived:>6}"


def _survivors(law: Law, found: list[tuple[str, Mutant]]) -> Iterator[str]:
    """Whoever survived, with the words that were changed."""
    sources = {source.path: source for source in sources_of(law.pack)}
    for variant, each in found:
        if not each.killed:
            source = sources[each.span.path]
            at = source.position(each.span.start)
            words = " ".join(source.text[each.span.start : each.span.end].split())[:70]
            told = (variant, each.operator, each.of, each.told, words)
            yield f"  survived {each.span.path}:{at.line}:{at.column} {' | '.join(told)}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
