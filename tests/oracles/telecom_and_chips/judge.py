"""An independent reading of FY2019 NDAA s.889 and FY2023 NDAA s.5949.

Choices where the law leaves one (days and names: `law`):

- Every part of the product is a subject, the product too, and the lists of parts are whole.
- Part A of s.889 asks who made a part (its manufacturer, and whoever did a stage of making it; of a service
  also who sells it; of a program or service also who did a stage of it or whose technology is in it), and
  whether it is a substantial or essential component or critical technology. It does
  not ask what the part does, and for Hytera, Hikvision and Dahua not for which purpose it is bought: the
  strict reading, as no fact tells these purposes.
- Part B asks what the contractor uses. A list of equipment names everything only when it is empty.
- That a part or a piece of equipment cannot route user traffic or permit visibility into it is shown by it.
  So is backhaul: by what a service was designed for, or by what equipment connects to. Of equipment in use,
  all that the named makers made has to be of the one sort or of the other.
- Both acts are in force by the date day of award, for every agency of the United States.
- Part A of s.5949 asks of each part who designed, produced or provided it: its maker, its seller, whoever is
  stated to have sold what it was made from, and who did its design or wafer fabrication. These are known when
  the list of the part is whole, or names both. What is stated of a material of it counts as well: the silicon
  of a chip is fabricated where the chip is. Who is stated to put a product together has produced it, too; who
  packages a chip has not.
- Part B of s.5949 asks, for critical systems, who made the equipment in use; no fact tells what is inside.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.oracles.deciding import claims_on, decide, from_day, is_federal
from tests.oracles.facts import Tree, component_id, plain
from tests.oracles.logic import all_of, any_of, negated
from tests.oracles.makers import Parties, among, every, known_whole
from tests.oracles.statements import makers
from tests.oracles.suppliers import sellers, upstream
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
                "no-user-traffic": _sees_no_traffic(facts),
                "backhaul": _is_backhaul(facts),
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
            exceptions=self._equipment_excepted(),
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
        theirs = [self._listed(party, law.TELECOM_MAKERS) for party in makers(facts)]
        kind = _kind(facts)
        service = None if kind is None else kind == "service"
        sold = any_of(self._listed(party, law.TELECOM_MAKERS) for party in sellers(self._tree, facts))
        theirs.append(all_of((service, sold)))
        immaterial = None if kind is None else kind in law.IMMATERIAL
        theirs.append(all_of((immaterial, self._worked_on(facts))))
        return all_of((any_of(theirs), plain(facts, "substantial_or_essential")))

    def _worked_on(self, facts: Record) -> Truth:
        """Whether a named maker did a stage of a program or service, or its technology is in it."""
        stages = [*facts.get("stages", [])]
        stages += [stage for fact in facts.get("materials", []) for stage in fact.get("stages", [])]
        did = (self._listed(plain(stage, "party"), law.TELECOM_MAKERS) for stage in stages)
        given = facts.get("technology", [])
        with_theirs = (self._listed(plain(each, "party"), law.TELECOM_MAKERS) for each in given)
        return any_of(
            (
                among(did, whole=known_whole(facts, "stages")),
                among(with_theirs, whole=known_whole(facts, "technology")),
            )
        )

    def _equipment_excepted(self) -> dict[str, Truth]:
        """Whether all that the named makers made is of the one or the other excepted sort."""
        traffic, backhaul = [], []
        for each in self._context.get("equipment", []):
            other = negated(self._listed(plain(each, "maker"), law.TELECOM_MAKERS))
            connects = plain(each, "connects_to")
            traffic.append(any_of((other, _sees_no_traffic(each))))
            backhaul.append(
                any_of((other, None if connects is None else connects in law.THIRD_PARTY_CONNECTIONS))
            )
        whole = known_whole(self._context, "equipment")
        return {"no-user-traffic": every(traffic, whole=whole), "backhaul": every(backhaul, whole=whole)}

    def _chip(self, facts: Record) -> Truth:
        """Designed, produced or provided by one of the named makers."""
        own = facts.get("stages", [])
        stages = [*own, *(stage for fact in facts.get("materials", []) for stage in fact.get("stages", []))]
        did = [
            all_of((_is_counted(plain(stage, "stage")), self._listed(plain(stage, "party"), law.CHIP_MAKERS)))
            for stage in stages
        ]
        words = {plain(stage, "stage") for stage in own}
        whole = known_whole(facts, "stages") or words >= set(law.CHIP_STAGES)
        before = (party for party, _ in upstream(self._tree, facts))
        who = (plain(facts, "manufacturer"), *sellers(self._tree, facts), *before)
        theirs = [self._listed(party, law.CHIP_MAKERS) for party in who]
        together = [
            all_of(
                (
                    _is_put_together(plain(stage, "stage")),
                    self._listed(plain(stage, "party"), law.CHIP_MAKERS),
                )
            )
            for stage in own
        ]
        return any_of((*theirs, among(did, whole=whole), *together))

    def _uses(self, names: tuple[str, ...]) -> Truth:
        equipment = self._context.get("equipment", [])
        found = [self._listed(plain(each, "maker"), names) for each in equipment]
        return among(found, whole=known_whole(self._context, "equipment"))

    def _listed(self, party: str | None, names: tuple[str, ...]) -> Truth:
        return self._parties.listed(party, names, law.AFFILIATES_AT)


def _is_put_together(word: str | None) -> Truth:
    """A stage that makes the product of chips; the word for any assembly may mean packaging."""
    return None if word in (None, "assembled") else word in law.PRODUCT_STAGES


def _sees_no_traffic(facts: Record) -> Truth:
    """As it is stated, unless it is a router, which sees traffic."""
    found: Truth = negated(plain(facts, "routes_user_traffic"))
    return None if found and plain(facts, "function") in ("router", "network-connectivity") else found


def _kind(facts: Record) -> str | None:
    """The kind; a program or service that has materials contradicts itself."""
    kind: str | None = plain(facts, "kind")
    return None if kind in law.IMMATERIAL and facts.get("materials") else kind


def _is_backhaul(facts: Record) -> Truth:
    """A service that was designed for one of the arrangements that connect to the facilities of others."""
    kind = _kind(facts)
    said = [word in law.THIRD_PARTY_CONNECTIONS for word in facts.get("designed_for", [])]
    return all_of(
        (None if kind is None else kind == "service", among(said, whole=known_whole(facts, "designed_for")))
    )


def _is_counted(word: str | None) -> Truth:
    """Design and wafer fabrication; a stage that is stated in a broader word may be the latter."""
    if word in (*law.CHIP_STAGES, "chip_design"):
        return True
    return None if word in (None, "manufactured") else False
