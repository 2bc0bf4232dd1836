"""Random packs on random documents, through the real path."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from microdep_rules.bom.build import build
from microdep_rules.bom.load import load_document
from microdep_rules.engine.evaluation import Evaluation
from microdep_rules.engine.query import Query
from microdep_rules.vocabulary.stages import load_stages
from tests.oracles.documents import json_text

if TYPE_CHECKING:
    from microdep_rules.bom.model import Bom
    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.lang import ir
    from tests.properties.documents import Record

AS_OF = date(2026, 6, 30)
TODAY = Query(AS_OF, horizon=timedelta(0))
Key = tuple[str, ...]


def load(document: Record) -> Bom:
    """A document that has no errors, with its links resolved."""
    loaded = load_document("bom.json", json_text(document).encode(), kind="bom")
    errors = [d for d in loaded.diagnostics if d.severity == "error"]
    assert not errors, [(d.code, d.message) for d in errors]
    bom, problems = build(loaded, on_route=load_stages().on_route)
    assert bom is not None, [(d.code, d.message) for d in problems]
    return bom


class OneByOne(Evaluation):
    """Outcomes of one rule before they are grouped, by what each is about."""

    def each(self) -> dict[Key, Outcome]:
        """Subjects and candidates, each with an outcome of its own."""
        found: dict[Key, Outcome] = {}
        for key, outcome in self._outcomes_by_key(self.engine(None), self.choose).items():
            what, *about = key
            found[self.rule.name, what, about[0]] = outcome
        return found


def outcomes(pack: ir.Pack, bom: Bom, query: Query = TODAY) -> dict[Key, Outcome]:
    """Every outcome by rule, whether it is a candidate, and the id of its subject."""
    found: dict[Key, Outcome] = {}
    for rule in pack.rules:
        found.update(OneByOne(pack, bom, rule, query).each())
    return found
