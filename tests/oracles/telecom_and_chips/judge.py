"""An independent reading of FY2019 NDAA s.889 and FY2023 NDAA s.5949.

Choices where the law leaves one (days and names: `law`):

- Every part of the product is a subject, the product too, and the lists of parts are whole.
- Part A of s.889 asks who made a part (of a service also who sells it), and whether it is a substantial or
  essential component or critical technology. It does not ask what the part does, and for Hytera, Hikvision
  and Dahua not for which purpose it is bought: the strict reading, as no fact tells these purposes.
- Part B asks what the contractor uses. A list of equipment names everything only when it is empty.
- That a part cannot route user traffic or permit visibility into it is shown by the part. Nothing tells it of
  equipment in use, and nothing tells backhaul from other services: these stay undecided.
- Both acts are in force by the day of award, for every agency of the United States.
- Part A of s.5949 asks of each part who designed, produced or provided it: its maker, its seller, and who did
  any of its recorded stages. The stages are known when the list is whole, or names design and wafer
  fabrication.
- Part B of s.5949 asks, for critical systems, who made the equipment in use; no fact tells what is inside.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.oracles.deciding import claims_on, decide, from_day, is_federal
from tests.oracles.facts import Tree, component_id, plain
from tests.oracles.logic import all_of, any_of, negated
from tests.oracles.makers import Parties, among, known_whole
from tests.oracles.telecom_and_chips import law

if TYPE_CHECKING:
    from tests.oracles.deciding import Verdict
    from tests.oracles.facts import Record
    from tests.oracles.logic import Truth


def judge(document: Record, context: Record, *, variant: str = "") -> dict[tuple[str, str], Verdict]:
    """The verdicts of the four rules, by rule and subject. There are no variants."""
    if variant:
        raise ValueError(f"no variant {variant}")
    return _Judge(document, context).verdicts()


class _Judge:
    def __init__(self, document: Record, context: Record) -> None:
        self._tree = Tree(document)
        self._parties = Parties(document)
        self._context = context

    def verdicts(self) -> dict[tuple[str, str], Verdict]:
        found: dict[tuple[str, str], Verdict] = {}
        for part in self._tree.paths:
            facts = self._tree.components[part]
            exceptions = {
                "no-user-traffic": negated(plain(facts, "routes_user_traffic")),
                "backhaul": _may_be_a_service(facts),
            }
            found[law.COVERED_TELECOM, part] = self._verdict(
                law.COVERED_TELECOM, part, self._telecom(facts), exceptions=exceptions
            )
            found[law.COVERED_CHIPS, part] = self._verdict(law.COVERED_CHIPS, part, self._chip(facts))
        product = component_id(self._tree.product)
        found[law.USE_OF_COVERED_TELECOM, product] = self._verdict(
            law.USE_OF_COVERED_TELECOM,
            product,
            self._uses(law.TELECOM_MAKERS),
            exceptions=dict.fromkeys(law.EXCEPTIONS[law.USE_OF_COVERED_TELECOM]),
        )
        found[law.USE_OF_COVERED_CHIPS, product] = self._verdict(
            law.USE_OF_COVERED_CHIPS,
            product,
            self._uses(law.CHIP_MAKERS),
            applies=plain(self._context, "critical_system"),
        )
        return found

    def _verdict(
        self,
        rule: str,
        part: str,
        violated: Truth,
        *,
        applies: Truth = True,
        exceptions: dict[str, Truth] | None = None,
    ) -> Verdict:
        return decide(
            in_force=from_day(plain(self._context, "award"), law.IN_FORCE_FROM[rule]),
            applies=all_of((is_federal(self._context), applies)),
            violated=violated,
            exceptions=exceptions,
            claims=claims_on(self._tree, self._context, part),
        )

    def _telecom(self, facts: Record) -> Truth:
        """A substantial or essential part by one of the named makers."""
        makers = [self._listed(plain(facts, "manufacturer"), law.TELECOM_MAKERS)]
        if plain(facts, "kind") == "service":
            makers.append(self._listed(plain(facts, "supplier"), law.TELECOM_MAKERS))
        return all_of((any_of(makers), plain(facts, "substantial_or_essential")))

    def _chip(self, facts: Record) -> Truth:
        """Designed, produced or provided by one of the named makers."""
        stages = facts.get("stages", [])
        did = [self._listed(plain(stage, "party"), law.CHIP_MAKERS) for stage in stages]
        words = {plain(stage, "stage") for stage in stages}
        whole = known_whole(facts, "stages") or all(words & set(names) for names in law.CHIP_MILESTONES)
        makers = [self._listed(plain(facts, name), law.CHIP_MAKERS) for name in ("manufacturer", "supplier")]
        return any_of((*makers, among(did, whole=whole)))

    def _uses(self, names: tuple[str, ...]) -> Truth:
        equipment = self._context.get("equipment", [])
        found = [self._listed(plain(each, "maker"), names) for each in equipment]
        return among(found, whole=known_whole(self._context, "equipment"))

    def _listed(self, party: str | None, names: tuple[str, ...]) -> Truth:
        return self._parties.listed(party, names, law.AFFILIATES_AT)


def _may_be_a_service(facts: Record) -> Truth:
    """Backhaul, roaming and interconnection are services; which service is one of these no fact tells."""
    kind = plain(facts, "kind")
    return None if kind in (None, "service") else False
