"""Verdicts on forced labour: the presumption and the ban of the Department, on materials and on components.

Choices where the law or the reference leaves one:

- What is not known stays unknown: the presumption is held against goods with a nexus, not against a gap.
- China without its region may be the region. The seat of a party says nothing of where it did its work.
- A listed party is one by its whole name or an alias, on any list, for all rules. A maker that is
  not named may be listed. After the last day of which the copy of the list speaks, nobody is known to be off
  it.
- The whole chain has to be stated: the stages and the inputs of a material are stated to be complete, and
  so on upstream.
- A pass of the presumption needs evidence of chain of custody, valid on the day, on the material or part
  and on every stage that is read. Who issued it has to be known, and to be somebody else than who did the
  stage or made the component: nobody clears themselves. The ban of the Department of Defense asks none
  (good-faith effort).
- The exception needs a finding for the component, or for something that it is in, that holds on the day of
  import, and the answered inquiries.
- The ban of the Department goes by the day of award. It asks for labour: a stage is
  forbidden where it was done with forced labour of Xinjiang, in whatever country. Before the standing ban it
  binds the funds of 2022 alone. Listed entities are taken to use such labour.
- A buy with the card is free below the threshold, and at the threshold no more.
- The rule on parts reads the place of manufacture, the declared origin, the maker, the supplier, the
  suppliers of what it was made from, the stages listed at the part and those of its materials: who buys the
  part buys them. Its own lists alone have to be whole, because of a material the rules on materials ask that.
  Nothing is made by no stage: a list without any is not whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.oracles.facts import Record, Tree, material_id, number, plain
from tests.oracles.limits import covers_component, covers_material
from tests.oracles.logic import Truth, agreed, all_of, any_of
from tests.oracles.suppliers import sellers, upstream
from tests.oracles.uflpa import law

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PASS, FAIL, UNKNOWN, EXEMPT = "pass", "fail", "unknown", "exempt"
NOT_APPLICABLE, DISCLOSE = "not_applicable", "disclose"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the law says of one subject, as far as the facts go."""

    verdict: str
    held: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Chain:
    """All that is stated of how something was made, however far upstream."""

    records: tuple[Record, ...]
    stages: tuple[Record, ...]
    inputs: tuple[Record, ...]
    closed: bool


def judge(
    document: Record, context: Record, *, variant: str = "list-in-full"
) -> dict[tuple[str, str], Verdict]:
    """The verdicts of the three rules, by rule and subject. The variants are two copies of the list."""
    return dict(_Case(document, context, law.COPIES[variant]).verdicts())


def in_region(country: str | None) -> Truth:
    """Whether a place is in Xinjiang; China alone may be."""
    if country is None or country == law.COUNTRY_OF_REGION:
        return None
    return country == law.REGION


def _says_all(material: Record, component: Record, name: str) -> bool:
    """Whether a list of a material is said to be all; what is said of a part is said of its materials."""
    return any(name in record.get("complete", []) for record in (material, component))


class _Case:
    """One product under one import and contract."""

    def __init__(self, document: Record, context: Record, lists: law.Lists) -> None:
        self.tree, self.context, self.lists = Tree(document), context, lists
        self.parties = {str(each.get("id")): each for each in document.get("parties", [])}
        self.evidence = {str(each["id"]): each for each in document.get("evidence", [])}

    def verdicts(self) -> Iterator[tuple[tuple[str, str], Verdict]]:
        date = plain(self.context, "import")
        importer = plain(self.context, "importer_role")
        presumed = (
            None if date is None else date >= law.IN_FORCE_FROM,
            None if importer is None else importer == law.US_IMPORTER,
        )
        agency = plain(self.context, "agency")
        dod = True if agency in law.DOD_AGENCIES else False if agency in law.OTHER_AGENCIES else None
        award, bound = plain(self.context, "award"), (dod, *self._banned())
        for part in self.tree.paths:
            component = self.tree.components[part]
            stages = self._stages_in(component)
            made = self._part_violated(component, stages, date)
            shown = self._evidenced((component, *stages), date)
            yield self._verdict(law.PART_RULE, part, part, presumed, made, shown=shown)
            used = self._part_of_labour(component, stages, award)
            yield self._verdict(law.DOD_PART_RULE, part, part, bound, used)
            for material in component.get("materials", []):
                name = f"{part}/{material_id(material)}"
                chain = self._chain(component, material)
                shown = self._evidenced((*chain.records, *chain.stages), date)
                violated = self._violated(chain, date)
                yield self._verdict(
                    law.MATERIAL_RULE, name, part, presumed, violated, shown=shown, of=material
                )
                yield self._verdict(
                    law.DOD_RULE, name, part, bound, self._of_labour(chain, award), of=material
                )
            if not (self.tree.closed(part, "materials") and self.tree.closed(part, "children")):
                yield self._verdict(law.MATERIAL_RULE, part, part, presumed, None, of={})
                yield self._verdict(law.DOD_RULE, part, part, bound, None)

    def _banned(self) -> Iterator[Truth]:
        """Whether the ban of the Department is in force on the day of award, and for these funds."""
        award, year = plain(self.context, "award"), number(self.context, "funds_year")
        yield None if award is None else award >= law.BOUGHT_FROM
        standing = None if award is None else award >= law.STANDING_FROM
        yield any_of((standing, None if year is None else year == law.ITS_FUNDS))

    def _verdict(
        self,
        rule: str,
        subject: str,
        part: str,
        applies: Iterable[Truth],
        violated: Truth,
        *,
        shown: bool = True,
        of: Record | None = None,
    ) -> tuple[tuple[str, str], Verdict]:
        where = list(applies)
        holds = {name: self._exception(name, part, of) for name in law.EXCEPTIONS[rule]}
        held = frozenset(name for name, state in holds.items() if state)
        claims = set(self.context.get("claims", []))
        undecided = any(state is None and name in claims for name, state in holds.items())
        found = Verdict(FAIL)
        if False in where:
            found = Verdict(NOT_APPLICABLE)
        elif violated is False and shown:
            found = Verdict(PASS)
        elif held:
            found = Verdict(EXEMPT, held)
        elif violated is not True or None in where or undecided:
            found = Verdict(UNKNOWN)
        return (rule, subject), found

    # ── what is forbidden ────────────────────────────────────────────────────────────────────────────

    def _stages_in(self, component: Record) -> list[Record]:
        """The stages of a part: its own, and those of what it consists of."""
        chains = [self._chain(component, material) for material in component.get("materials", [])]
        return [*component.get("stages", []), *(stage for chain in chains for stage in chain.stages)]

    def _part_violated(self, component: Record, stages: list[Record], date: str | None) -> Truth:
        places = (plain(component, "place_of_manufacture"), plain(component, "origin"))
        found = [in_region(place) for place in places]
        return any_of([*found, *self._of_whom(component, stages, date), *self._of_stages(stages, date)])

    def _of_whom(self, component: Record, stages: list[Record], date: str | None) -> Iterator[Truth]:
        """Whether anybody who made or supplied a part is listed; and whether all of that is stated."""
        inputs, closed = self._inputs_of(component)
        closed &= "stages" in component.get("complete", []) and bool(stages or inputs)
        yield self._listed(plain(component, "manufacturer"), date)
        before = (party for party, _ in upstream(self.tree, component))
        yield from (self._listed(party, date) for party in (*sellers(self.tree, component), *before))
        yield from (self._listed(plain(given, "supplier"), date) for given in inputs)
        yield False if closed else None

    def _inputs_of(self, component: Record) -> tuple[list[Record], bool]:
        """What a part was made from, however far upstream, and whether that is all."""
        inputs = list(component.get("inputs", []))
        closed = component.get("inputs") == [] or "inputs" in component.get("complete", [])
        for given in component.get("inputs", []):
            source = self.tree.components[given["ref"]]
            for each in (source, *source.get("materials", [])):
                above, whole = self._inputs_of(each)
                inputs += above
                closed &= whole
        return inputs, closed

    def _part_of_labour(self, component: Record, stages: list[Record], date: str | None) -> Truth:
        labour = self._labour_of(stages, date)
        return any_of(
            [*self._of_whom(component, stages, date), *labour, self._unaccounted(component, stages)]
        )

    def _unaccounted(self, component: Record, stages: list[Record]) -> Truth:
        """Whether it comes from Xinjiang by what it states, and by no stage whose labour is known."""
        places = [plain(component, name) for name in ("place_of_manufacture", "origin")]
        final = ("assembled", "final_assembly", "manufactured")
        own = component.get("stages", [])
        places += [plain(stage, "country") for stage in own if stage["stage"] in final and "of" not in stage]
        stated = [place for place in places if place is not None]
        comes = agreed(in_region(place) for place in stated) if stated else None
        if comes is False:
            return False
        inside = [stage for stage in stages if in_region(plain(stage, "country")) is True]
        labour = [plain(stage, "forced_labour") for stage in inside]
        if True in labour:
            return comes
        return None if not inside or None in labour else self._others_unaccounted(component, stages)

    def _others_unaccounted(self, component: Record, stages: list[Record]) -> Truth:
        """Whether a stage that may have been in Xinjiang, or is not recorded, leaves the labour open."""
        open_places = [stage for stage in stages if in_region(plain(stage, "country")) is None]
        free = all(plain(stage, "forced_labour") is False for stage in open_places)
        _, closed = self._inputs_of(component)
        closed &= "stages" in component.get("complete", [])
        return False if free and closed else None

    def _of_labour(self, chain: Chain, date: str | None) -> Truth:
        suppliers = [self._listed(plain(given, "supplier"), date) for given in chain.inputs]
        return any_of([*self._labour_of(chain.stages, date), *suppliers, False if chain.closed else None])

    def _labour_of(self, stages: Iterable[Record], date: str | None) -> list[Truth]:
        done = [stage for stage in stages if number(stage, "share") != 0]
        forced = [plain(stage, "forced_labour") for stage in done]
        return [*forced, *(self._listed(plain(stage, "party"), date) for stage in done)]

    def _violated(self, chain: Chain, date: str | None) -> Truth:
        suppliers = [self._listed(plain(given, "supplier"), date) for given in chain.inputs]
        return any_of([*self._of_stages(chain.stages, date), *suppliers, False if chain.closed else None])

    def _of_stages(self, stages: Iterable[Record], date: str | None) -> list[Truth]:
        done = [stage for stage in stages if number(stage, "share") != 0]
        places = [in_region(plain(stage, "country")) for stage in done]
        return [*places, *(self._listed(plain(stage, "party"), date) for stage in done)]

    def _listed(self, party: str | None, date: str | None) -> Truth:
        """Whether a party is on the Entity List on a day, as far as the copy of it speaks of that day."""
        if party is None:
            return None
        record = self.parties.get(party, {"name": party})
        names = {record.get("name", party), *record.get("aliases", [])}
        if names & (self.lists.entities | self.lists.sourcing):
            return True
        return None if date is None or date > self.lists.covers_through else False

    def _chain(self, component: Record, material: Record) -> Chain:
        name = material_id(material)
        stages, inputs = (
            [*material.get(kind, []), *(each for each in component.get(kind, []) if each.get("of") == name)]
            for kind in ("stages", "inputs")
        )
        closed = _says_all(material, component, "stages") and bool(stages or inputs)
        none = [] in (material.get("inputs"), component.get("inputs")) and not inputs
        closed &= none or _says_all(material, component, "inputs")
        records = [material]
        for given in inputs:
            source = self.tree.components[given["ref"]]
            closed &= self.tree.closed(given["ref"], "materials") and bool(source.get("materials"))
            for made_of in source.get("materials", []):
                above = self._chain(source, made_of)
                records += above.records
                stages += above.stages
                inputs += above.inputs
                closed &= above.closed
        return Chain(tuple(records), tuple(stages), tuple(inputs), closed)

    def _evidenced(self, records: Iterable[Record], date: str | None) -> bool:
        return all(
            any(self._counts(each, found, date) for each in found.get("evidence", [])) for found in records
        )

    def _counts(self, reference: str, of: Record, date: str | None) -> bool:
        paper: Record = self.evidence.get(reference, {})
        expires: Any = plain(paper, "expires")
        issued: Any = plain(paper, "issued")
        if date is None or issued is None or date < issued or plain(paper, "tier") == "self":
            return False  # without its day nobody knows whether it counts; one's own statement never does
        issuer = plain(paper, "issuer")
        if issuer in law.NOBODY or issuer in (plain(of, "party"), plain(of, "manufacturer")):
            return False
        if issuer in self.lists.entities | self.lists.sourcing:
            return False
        done = plain(of, "date") if "stage" in of else None
        if done is not None and issued < done:
            return False
        current: bool = expires is None or date <= expires
        return current and bool(plain(paper, "type") == law.CHAIN_OF_CUSTODY)

    # ── exceptions ───────────────────────────────────────────────────────────────────────────────────

    def _exception(self, name: str, part: str, material: Record | None) -> Truth:
        if name == "government-card":
            return all_of((self._is_micro_purchase(), plain(self.context, "government_card")))
        given = self.context.get("determinations")
        goods = {name for path in self.tree.paths[part] for name in path}
        found = [
            all_of((self._found_for(goods, each), self._covers(each, part, material))) for each in given or []
        ]
        closed = given == [] or "determinations" in self.context.get("complete", [])
        listed = any_of([*found, False if closed else None])
        return all_of((listed, plain(self.context, "cbp_inquiries_answered")))

    def _covers(self, finding: Record, part: str, material: Record | None) -> Truth:
        if material is None:
            return covers_component(self.tree, finding, part)
        return covers_material(self.tree, finding, part, plain(material, "substance"))

    def _found_for(self, goods: set[str], finding: Record) -> Truth:
        """Whether a determination is the exception for one of the goods, on the day of import."""
        kind, item, first, last = (plain(finding, name) for name in ("kind", "item", "from", "through"))
        day = plain(self.context, "import")
        return all_of(
            (
                None if kind is None else kind == law.EXCEPTION_GRANTED,
                None if item is None else item in goods,
                None if first is None or day is None else first <= day,
                None if last is None or day is None else day <= last,
            )
        )

    def _is_micro_purchase(self) -> Truth:
        value: Record = self.context.get("value") or {}
        amount, award = number(value, "amount"), plain(self.context, "award")
        if amount is None or value.get("currency") != "USD":
            return None
        rows = [limit for start, limit in law.MICRO_PURCHASE_THRESHOLD if award is None or start <= award]
        return agreed(0 < amount < limit for limit in (rows if award is None else rows[-1:]))
