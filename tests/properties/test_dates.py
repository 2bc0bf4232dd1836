"""Laws about days: every dated entry of the shipped packs holds from its first day to its last, no longer."""

from __future__ import annotations

import os
import time
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from microdep_rules.engine.calendar import Calendar
from microdep_rules.engine.evaluate import evaluate
from microdep_rules.engine.evaluation import Evaluation
from microdep_rules.engine.query import Query
from microdep_rules.testing import example_bom
from tests.each import sample_of
from tests.packs.loading import shipped_pack, sources_of
from tests.properties.evaluating import AS_OF
from tests.properties.generators import sample
from tests.properties.test_looking_ahead import On, announced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.lang import ir

ONE_DAY = timedelta(days=1)
DATES = 3
"""So many dates of a pack, or a few more, are tried on one example: each of them on a dozen of a large pack."""
PACKS = (
    *(("dod-magnets", variant) for variant in ("clause", "statute")),
    *((name, "") for name in ("micro-dependency", "chokepoints", "reference-data")),
)


def boundaries(pack: ir.Pack) -> dict[date, None]:
    """Every first day, and every first day after, of the entries, rules and exceptions of a pack."""
    calendar = Calendar({name: each.value for name, each in pack.parameters.items()})
    for table in pack.tables.values():
        for entry in table.entries:
            calendar.bounds(entry.stretch)
    for rule in pack.rules:
        for in_force in (rule.in_force, *(exception.in_force for exception in rule.exceptions)):
            if in_force is not None:
                calendar.bounds(in_force.stretch)
    return dict.fromkeys(sorted(calendar.boundaries))


def _entries() -> Iterator[tuple[str, ir.Pack, ir.Entry]]:
    for name, variant in PACKS:
        pack = shipped_pack(name, variant)
        for table in pack.tables.values():
            for entry in table.entries:
                yield f"{name}/{table.name}", pack, entry


def test_an_entry_holds_on_its_first_day_and_its_last_and_not_on_the_days_beside() -> None:
    tried = 0
    for name, pack, entry in _entries():
        calendar = Calendar({n: each.value for n, each in pack.parameters.items()})
        start, end = calendar.bounds(entry.stretch)
        if start is not None:
            days = [calendar.holds(entry.stretch, start + shift) for shift in (-ONE_DAY, timedelta(0))]
            assert [False, True] == days, name
            tried += 1
        if end is not None:
            days = [calendar.holds(entry.stretch, end + shift) for shift in (-ONE_DAY, timedelta(0))]
            assert [True, False] == days, name
            tried += 1
    assert tried > 20


@pytest.mark.parametrize(("name", "variant"), PACKS)
def test_verdicts_change_on_the_days_of_the_pack_as_announced(name: str, variant: str) -> None:
    """On some of its own examples: the day before, of and after some of the dates, all in turn."""
    pack = shipped_pack(name, variant)
    sources = {source.path: source for source in sources_of(name)}
    dates = list(boundaries(pack))
    turns = max(1, len(dates) // DATES)
    for number, example in enumerate(sample_of(pack.examples[::4], 13)):
        bom, _ = (
            example_bom(pack, example, sources, None)
            if not example.bom or not example.bom.file
            else (None, [])
        )
        rule = next((r for r in pack.rules if r.name == example.rule), None)
        if bom is None or rule is None:
            continue
        for boundary in dates[number % turns :: turns]:
            before = boundary - ONE_DAY
            reported = On(pack, bom, rule, before)
            reported.query = Query(AS_OF, horizon=timedelta(days=3))
            single = [o for o in Evaluation.outcomes(reported) if not o.candidate and not o.parts]
            for day in (before, boundary, boundary + ONE_DAY):
                actual = On(pack, bom, rule, day).verdicts()
                for outcome in single:
                    expected = announced(outcome, day)
                    assert expected == actual.get(outcome.subject.id, "not_applicable"), (example.text, day)


def test_the_time_zone_of_the_machine_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    said = []
    for zone in ("Pacific/Kiritimati", "Etc/GMT+12"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        assert zone == os.environ["TZ"]
        found = [evaluate(case.pack, case.less_bom, Query(AS_OF)) for case in sample(10)]
        said.append(repr(found).encode())
    monkeypatch.undo()
    time.tzset()
    assert said[0] == said[1]
