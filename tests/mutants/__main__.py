"""Tries mutants of the engine: `python -m tests.mutants [how many] [seed] [seconds]`, or those at places.

The seconds limit the tests that each mutant meets; whoever survives these is to be tried by its place. That
is the text before a mutant in the output: `python -m tests.mutants batch/run.py:17:4`.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from math import inf
from pathlib import Path
from random import Random

from tests.mutants.mutations import mutations
from tests.mutants.running import ENGINE, PROJECT, warm
from tests.mutants.tracing import traced
from tests.mutants.trying import KILLED, LATE, SURVIVED, UNMET, Mutant, Trial

ENOUGH = 3
"""So many mutants are tried of each module, however small it is."""
FATES = (KILLED, LATE, SURVIVED, UNMET)


def every_mutant(modules: frozenset[str] = frozenset()) -> dict[str, list[Mutant]]:
    """The mutants of each module of the engine, or of some: to make them all takes long."""
    engine = PROJECT / ENGINE
    found = {}
    for file in sorted(engine.rglob("*.py")):
        path = file.relative_to(engine).as_posix()
        if modules and path not in modules:
            continue
        found[path] = [Mutant(path, mutation) for mutation in mutations(file.read_text(encoding="utf-8"))]
    return {path: mutants for path, mutants in found.items() if mutants}


def sample(every: dict[str, list[Mutant]], many: int, seed: int) -> list[Mutant]:
    """About so many mutants by chance, the same share of every module; the same for the same seed."""
    chance = Random(seed)  # noqa: S311 - not a secret
    total = sum(map(len, every.values()))
    found = []
    for mutants in every.values():
        share = max(ENOUGH, round(many * len(mutants) / total))
        found += chance.sample(mutants, min(len(mutants), share))
    chance.shuffle(found)
    return found


def at_places(every: dict[str, list[Mutant]], places: list[str]) -> list[Mutant]:
    """The mutants at some places; ends at once where there is none at one, since tracing takes minutes."""
    found = [mutant for mutants in every.values() for mutant in mutants if mutant.place in places]
    for place in places:
        if place not in {each.place for each in found}:
            sys.exit(f"there is no mutant at `{place}`; give the place that the output shows before a mutant")
    return found


def run(mutants: list[Mutant], within: float = inf) -> None:
    """Tries mutants and prints what became of each, and of each module; survivors once more at the end."""
    survivors = []
    counts: dict[str, Counter[str]] = {}
    with tempfile.TemporaryDirectory() as name:
        trial = Trial(Path(name), traced(), within)
        for mutant in mutants:
            begin = time.perf_counter()
            fate, test = trial.fate(mutant)
            took = time.perf_counter() - begin
            counts.setdefault(mutant.path, Counter())[fate] += 1
            survivors += [str(mutant)] if fate in {SURVIVED, UNMET} else []
            print(f"{fate}  {mutant}  {test}  {took:.0f} s", flush=True)
    print("", f"| module | tried | {' | '.join(FATES)} |", f"|---|{'---|' * (1 + len(FATES))}", sep="\n")
    for path, of in [*sorted(counts.items()), ("all", sum(counts.values(), Counter[str]()))]:
        print(f"| `{path}` | {of.total()} | {' | '.join(str(of[fate]) for fate in FATES)} |")
    print("", *survivors, sep="\n")


def main(asked: list[str]) -> None:
    """Tries a sample, or the mutants at some places."""
    if any(":" in each for each in asked):
        by_place = at_places(every_mutant(frozenset(each.split(":")[0] for each in asked)), asked)
        warm()
        run(by_place)
        return
    every = every_mutant()
    warm()
    many, seed, within = [*asked, *("100", "1", "inf")[len(asked) :]]
    chosen = sample(every, int(many), int(seed))
    print(f"{sum(map(len, every.values()))} mutants, of which {len(chosen)} are tried")
    run(chosen, float(within))


if __name__ == "__main__":
    main(sys.argv[1:])
