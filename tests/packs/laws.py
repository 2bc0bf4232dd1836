"""The packs that encode law, each with the oracle that it is held against."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING, Any

from tests.packs.side_by_side import AS_OF, Said

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hypothesis.strategies import SearchStrategy

    from tests.oracles.cases import Scenario

Documents = tuple[dict[str, Any], dict[str, Any]]
"""A document and its context."""


@dataclass(frozen=True)
class Law:
    """A pack and its oracle."""

    pack: str
    variants: tuple[str, ...] = ("",)
    basis: str = "delivery"
    """The dates of the contract for which the day as of stands in; the oracle is asked about that day."""
    rules: tuple[str, ...] = ()
    """The rules that the oracle speaks of, where the pack has others besides."""
    readings: Mapping[str, Mapping[str, str | None]] = field(default_factory=dict)
    """Parameters of a variant for the oracle, if the variant has more than a name."""
    parameters: Mapping[str, Mapping[str, date]] = field(default_factory=dict)
    """What a user of a variant has set, by the name of the variant."""
    lists_as_of: date | None = None
    """The day of the published lists that a user has imported, which hold what the excerpts have."""

    def _oracle(self, module: str) -> Any:
        return import_module(f"tests.oracles.{self.pack.replace('-', '_')}.{module}")

    @property
    def scenarios(self) -> Sequence[Scenario]:
        """The scenarios of the reference, and those at the boundaries."""
        found: Sequence[Scenario] = self._oracle("scenarios").SCENARIOS
        return found

    def of(self, scenario: Scenario) -> tuple[str, ...]:
        """The variants in which a scenario is asked about: its own, or all."""
        return (scenario.variant,) if scenario.variant in self.variants else self.variants

    def documents(self) -> SearchStrategy[Documents]:
        """Random documents with their contexts."""
        found: SearchStrategy[Documents] = self._oracle("strategies").documents()
        return found

    def says(
        self, document: dict[str, Any], context: dict[str, Any], variant: str
    ) -> dict[tuple[str, str], Said]:
        """The verdicts of the oracle, in the words used for both sides."""
        context = dict.fromkeys(self.basis.split(), str(AS_OF)) | context
        reported = self.readings.get(variant, {"variant": variant})
        found = self._oracle("judge").judge(document, context, **reported)
        return {key: Said(each.verdict, each.held) for key, each in found.items()}


LAWS = (
    Law("dod-magnets", ("clause", "statute"), rules=("covered-country-stage", "covered-country-end-item")),
    Law("magnet-disclosure"),
    Law("uas", basis="award operation"),
    Law("china-export-controls"),
    Law("specialty-metals", ("clause", "statute")),
    Law("buy-american"),
    Law("trade-agreements", basis=""),
    Law(
        "uflpa",
        ("list-in-part", "list-in-full"),
        basis="award",
        parameters={"list-in-full": {"list-read-through": date(2026, 8, 3)}},
    ),
    Law("telecom-and-chips", basis="award"),
    Law(
        "boards-and-batteries",
        ("law", "as-if-final"),
        basis="award",
        readings={"law": {"final_rule": None}, "as-if-final": {"final_rule": "2027-01-01"}},
    ),
    Law(
        "energy-foreign-entity",
        ("control-by-one", "control-together"),
        basis="",
        lists_as_of=date(2025, 1, 1),
    ),
    Law("conflict-minerals", basis="import"),
)
"""Those that are held against their oracles in one way; the law of the Union has a test of its own."""
