"""What the tests of the oracles have in common: scenarios, valid documents, how often each verdict comes."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
from hypothesis import HealthCheck, Phase, given, seed, settings

from tests import drawing as st
from tests.each import SAMPLED, tries

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Container, Mapping

    from hypothesis.strategies import SearchStrategy

    from tests.oracles.deciding import Verdict
    from tests.oracles.facts import Record

    Judged = Mapping[tuple[str, str], Verdict]
    Documents = tuple[Record, Record]

QUIETLY = settings(
    deadline=None,
    max_examples=tries(100),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
DRAWN = 150 if SAMPLED else 400
"""So many documents are looked at to see which verdicts a strategy draws."""
MANY_DRAWN = DRAWN if SAMPLED else 1_500
"""So many, to see that each of many boundaries is among them."""
SEED = 1
"""Always the same documents are drawn."""
SELDOM = 40 if SAMPLED else 20
"""A verdict that is less than one in so many is too rare: of fewer documents the shares vary more."""
SCHEMAS = Path(__file__).parents[2] / "schemas"


@dataclass(frozen=True, slots=True)
class Scenario:
    """A complete case and the verdicts it must give; of subjects that it leaves out nothing is said."""

    id: str
    document: Record
    context: Record
    expected: dict[tuple[str, str], Verdict]
    variant: str = field(default="", kw_only=True)


def _validator(name: str) -> Any:
    return jsonschema.Draft202012Validator(json.loads((SCHEMAS / name).read_text(encoding="utf-8")))


BOM_SCHEMA = _validator("microdep-bom-1.schema.json")
CONTEXT_SCHEMA = _validator("microdep-context-1.schema.json")


def schema_problems(document: Record, context: Record) -> list[str]:
    """What the schemas say against a document and its context."""
    found = [*BOM_SCHEMA.iter_errors(document), *CONTEXT_SCHEMA.iter_errors(context)]
    return [error.message for error in found]


def known(**facts: Any) -> Record:
    """Facts of a record, without those given as `None`."""
    return {name: value for name, value in facts.items() if value is not None}


def mostly(usual: Any, *others: Any) -> SearchStrategy[Any]:
    """One value about two times in three, which is also what examples shrink to."""
    return st.sampled_from((*[usual] * (2 * len(others)), *others))


@cache
def drawn(strategy: SearchStrategy[Documents], number: int = DRAWN) -> tuple[Documents, ...]:
    """So many documents that a strategy draws, always the same: they are drawn once for all tests."""
    found: list[Documents] = []

    @seed(SEED)
    @settings(QUIETLY, max_examples=number, database=None, phases=[Phase.generate])
    @given(strategy)
    def collect(case: Documents) -> None:
        found.append(case)

    collect()
    return tuple(found)


def verdicts_drawn(
    documents: SearchStrategy[Documents], judge: Callable[[Record, Record], Judged], number: int = DRAWN
) -> Counter[tuple[str, str]]:
    """How often each rule came to each verdict over so many generated documents."""
    found: Counter[tuple[str, str]] = Counter()
    for case in drawn(documents, number):
        found.update((rule, each.verdict) for (rule, _), each in judge(*case).items())
    return found


def too_rare(found: Counter[tuple[str, str]], wanted: tuple[str, ...]) -> list[str]:
    """Verdicts that are less than one in twenty of all that were given; in a sample, one in forty."""
    whole: Counter[str] = Counter()
    for (_, verdict), count in found.items():
        whole[verdict] += count
    return [verdict for verdict in wanted if whole[verdict] * SELDOM < whole.total()]


def missed(boundaries: Collection[object], hit: Container[Any]) -> list[object]:
    """Boundaries that no document has: in a sample, which is too small for all, none where most are hit."""
    found = [boundary for boundary in boundaries if boundary not in hit]
    return [] if SAMPLED and 2 * len(found) < len(boundaries) else found
