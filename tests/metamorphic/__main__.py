"""The whole metamorphic guard: `python -m tests.metamorphic [PROCESSES]`, or `make metamorphic`.

Prints the counts, and ends with 1 when a finding is not explained.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from typing import TYPE_CHECKING

from tests.metamorphic.accepted import read_accepted
from tests.metamorphic.runs import Report, whole
from tests.packs.loading import shipped_pack

if TYPE_CHECKING:
    from tests.metamorphic.accepted import Entry


def main(processes: int) -> int:
    """Run everything and print the counts."""
    report = Report()
    for done, (many, each) in enumerate(whole(processes), start=1):
        report.add(each)
        found = len(report.tally.unexplained) + len(report.differences)
        print(f"\r{done} of {many}, {found} unexplained", end="", file=sys.stderr, flush=True)  # noqa: T201
    print(file=sys.stderr)  # noqa: T201
    print(*lines(report), sep="\n")  # noqa: T201
    return 1 if report.tally.unexplained or report.differences or unused(report) else 0


def unused(report: Report) -> list[Entry]:
    """Entries of the accepted list that no finding of a whole run needs."""
    return [entry for entry in read_accepted().entries if not report.tally.accepted[entry]]


def lines(report: Report) -> list[str]:
    """The counts of a run, and what is not explained."""
    tally = report.tally
    packs = {name for name, _ in tally.packs}
    rules = sum(len(shipped_pack(name).rules) for name in packs)
    found, left = Counter(map(str, tally.unexplained)), unused(report)
    return [
        f"documents   {tally.documents.total()}: {_counts_text(tally.documents)}",
        f"packs       {len(packs)} with {rules} rules, in {len(tally.packs)} variants",
        f"changes     {tally.mutations.total()}: {_counts_text(tally.mutations)}",
        f"refused     {tally.refused.total()} with a diagnostic: {_counts_text(tally.refused)}",
        f"compared    {tally.pairs} pairs of verdicts",
        f"other ways  {report.ways.total()}: {_counts_text(report.ways)}",
        f"accepted    {tally.accepted.total()}",
        *(f"  {times:7} {entry}" for entry, times in tally.accepted.most_common()),
        f"not needed  {len(left)} entries of the accepted list",
        *(f"          {each}" for each in left),
        f"unexplained {len(tally.unexplained) + len(report.differences)}",
        *(f"  {times:7} {reason}" for reason, times in found.most_common()),
        *(f"          {difference}" for difference in report.differences),
    ]


def _counts_text(counts: Counter[str]) -> str:
    return ", ".join(f"{times} {name}" for name, times in counts.most_common()) or "none"


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else os.cpu_count() or 1))
