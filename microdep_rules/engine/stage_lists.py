"""Lists of stages: their completeness for a material, and the stages that they may leave out.

If several production routes are possible, a result is known only if it is the same for every route.
"""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

from microdep_rules.bom.facts import exact
from microdep_rules.engine import unnamed_stages
from microdep_rules.engine.facts import number
from microdep_rules.engine.items import Ghost, Items, Pair
from microdep_rules.engine.lists import WHOLE
from microdep_rules.engine.stage_entries import Source, StageEntries, with_component
from microdep_rules.engine.values import Interval, MissingFact

if TYPE_CHECKING:
    from collections.abc import Callable

    from microdep_rules.bom.model import Element
    from microdep_rules.engine.facts import FactReader
    from microdep_rules.vocabulary.stages import Stages

Milestones = tuple[tuple[Pair, ...], ...]


class StageLists(StageEntries):
    """Reader of the lists of a document, with the lists of stages and their completeness."""

    def __init__(self, reader: FactReader, stages: Stages) -> None:
        super().__init__(reader, stages)
        self.milestones: dict[object, Milestones] = {}
        """The stages of milestones such as `melting onward`, by milestones and possible substances of the
        material.
        """

    def stages_of(self, holder: Element, milestones: Milestones | None) -> tuple[Items, bool]:
        """Return the stages of a material, and whether the list is complete only because of milestones."""
        entries = self.stage_entries(holder)
        items = Items([(e, True) for e in entries], unnamed_stages.of(self, holder, entries, milestones))
        unassigned = self._unassigned(holder)
        unmet = self._uncovered_milestones(holder, milestones)
        is_stated_complete = self._is_stated_closed(holder)
        is_complete = (is_stated_complete or milestones) and not unmet
        unnamed = self._unnamed(holder) if is_complete else ()
        if is_complete and not unassigned and not unnamed:
            items.ghosts += self._rest_of_stages(holder, milestones)
            return items, not is_stated_complete
        accounted = self.accounted(holder, None)
        missing = unassigned or unnamed or self._lacking(holder, unmet)
        items.ghosts.append(Ghost(holder, "stage", missing, accounted=accounted, material=holder))
        return items, False

    def _unassigned(self, holder: Element) -> tuple[MissingFact, ...]:
        """Return the missing facts for stages that the record of the component assigns to no material.

        Each of these stages may belong to the material.
        """
        part = holder.owner
        if holder.kind != "material" or part is None:
            return ()
        return tuple(
            MissingFact("stage.of", part.id, f"{e.pointer}/of", "stage", "", "bom")
            for e in self.bom.unassigned_stages(part)
        )

    def _unnamed(self, holder: Element) -> tuple[MissingFact, ...]:
        """Return the missing facts for entries that name no known stage, and that apply only to a part.

        For the rest of the material, both the stage and its place are unknown.
        """
        return tuple(
            self.reader.lack("stage.stage", entry, "stage")
            for entry in self.stage_entries(holder)
            if self.has_required_evidence(entry)
            and self.stages.vocabulary.resolve(str(exact(entry.data.get("stage")))) is None
            and all(total < WHOLE for total in _by_basis([entry]).values())
        )

    def _lacking(self, holder: Element, unmet: list[tuple[Pair, ...]]) -> tuple[MissingFact, ...]:
        if not unmet:
            return tuple(
                MissingFact("stages", element.id, f"{element.pointer}/stages", element.kind, "", "bom")
                for element in self._with_open_list(holder)
            )
        where = f"{holder.pointer}/stages"
        return tuple(
            MissingFact(f"stage {named(group)}", holder.id, where, holder.kind, "", "bom") for group in unmet
        )

    def _with_open_list(self, holder: Element) -> list[Element]:
        """Return the elements with an open list of stages: the holder or, if it has none, its inputs."""
        if not self.is_closed(holder, "stages"):
            return [holder]
        return [component for component in self._made_from(holder) if not self.is_closed(component, "stages")]

    def _made_from(self, holder: Element) -> list[Element]:
        """Return the components among the direct and indirect inputs of a material or component."""
        records = (
            r for element in with_component(holder) for r, _ in self.inputs(element, deep=True).elements
        )
        components = (self.bom.input_component(record) for record in records)
        return [component for component in dict.fromkeys(components) if component is not None]

    def _rest_of_stages(self, holder: Element, milestones: Milestones | None) -> list[Ghost]:
        """Return ghosts for the rest of a material, if a stage is stated only for a part of it.

        In all other respects, the list of stages is complete.
        """
        source = self.source(holder)
        within = {
            substance: self._partly_recorded(holder, source, substance) for substance in self.possible(holder)
        }
        for group in milestones or ():
            for substance, pairs in within.items():
                within[substance] = pairs - self._covered_by_alternatives(
                    holder, source, group, substance, pairs
                )
        left = sorted(frozenset().union(*within.values()), key=lambda pair: (pair[0], pair[1] or ""))
        if not left:
            return []
        missing = self._lacking(holder, [(pair,) for pair in left])
        return [Ghost(holder, "stage", missing, material=holder, within=within)]

    def _covered_by_alternatives(
        self,
        holder: Element,
        source: Source,
        group: tuple[Pair, ...],
        substance: str | None,
        pairs: frozenset[Pair],
    ) -> frozenset[Pair]:
        """Return the stages of a part of the material, if alternative stages cover the rest of the material.

        For example, 60 % of the material is sintered and 40 % is bonded. An alternative stage that covers the
        whole material alone does not count.
        """
        alternatives = frozenset(group)

        def is_another(pair: Pair, entry: Element) -> bool:
            other = self.pair(holder, entry, substance)
            return other is not None and other != pair and self.stages.counts(other, alternatives) is True

        return frozenset(
            pair
            for pair in pairs
            if self.stages.counts(pair, alternatives) is True
            and not self._is_accounted_for(source, substance, {pair[1]}, partial(is_another, pair), {})
        )

    def _partly_recorded(self, holder: Element, source: Source, substance: str | None) -> frozenset[Pair]:
        """Return the stages that are stated for less than 100 % of a material or of one of its inputs."""
        entries: dict[Pair, list[Element]] = {}
        for entry in source.entries:
            pair = self.pair(holder, entry, substance)
            if pair is not None and self.has_required_evidence(entry):
                entries.setdefault(pair, []).append(entry)
        incomplete = {
            pair
            for pair, shares in entries.items()
            if all(total < WHOLE for total in _by_basis(shares).values())
        }
        return frozenset(incomplete).union(
            *(self._partly_recorded(holder, i, substance) for i in source.inputs)
        )

    def _is_stated_closed(self, holder: Element) -> bool:
        if not self.is_closed(holder, "stages"):
            return False
        return all(self.is_closed(component, "stages") for component in self._made_from(holder))

    def contradicts(self, holder: Element, milestones: Milestones | None) -> list[str]:
        """Return the required milestones that are missing from a list of stages that is marked complete."""
        if not milestones or not self._is_stated_closed(holder):
            return []
        return [named(group) for group in self._uncovered_milestones(holder, milestones)]

    # ---- coverage by entries --------------------------------------------------------------------------

    def _uncovered_milestones(self, holder: Element, milestones: Milestones | None) -> list[tuple[Pair, ...]]:
        """Return the milestones that the stated stages do not cover for at least one possible substance."""
        source = self.source(holder)
        return [
            milestone
            for milestone in milestones or ()
            if not all(
                self._is_met(holder, source, milestone, substance) for substance in self.possible(holder)
            )
        ]

    def _is_met(
        self, holder: Element, source: Source, alternatives: tuple[Pair, ...], substance: str | None
    ) -> bool:
        """Return whether the alternative stages of a milestone together cover the whole material."""
        required = frozenset(alternatives)

        def counts(entry: Element) -> bool:
            pair = self.pair(holder, entry, substance)
            return pair is not None and self.stages.counts(pair, required) is True

        return self._is_accounted_for(source, substance, {c for _, c in alternatives}, counts, {})

    def accounted(self, holder: Element, milestones: Milestones | None) -> dict[str | None, frozenset[Pair]]:
        """Return, for each possible substance, the stages for which the document leaves nothing open.

        The result has the stages that are stated for the whole material. If the alternative stages of a
        milestone together cover the material, the result has all of them: a material that was sintered was
        not bonded.
        """
        source = self.source(holder)
        return {
            substance: self._accounted(holder, substance).union(
                *(group for group in milestones or () if self._is_met(holder, source, group, substance))
            )
            for substance in self.possible(holder)
        }

    def _accounted(self, holder: Element, substance: str | None) -> frozenset[Pair]:
        """Return the stages that are stated for the whole material, if `substance` is its substance."""
        source = self.source(holder)
        pairs = {entry: self.pair(holder, entry, substance) for entry in source.all_entries()}

        def is_covered(pair: Pair) -> bool:
            return self._is_accounted_for(
                source, substance, {pair[1]}, lambda entry: pairs[entry] == pair, {}
            )

        return frozenset(pair for pair in {*pairs.values()} if pair is not None and is_covered(pair))

    def _is_accounted_for(
        self,
        source: Source,
        substance: str | None,
        constituents: set[str | None],
        counts: Callable[[Element], bool],
        known: dict[int, bool],
    ) -> bool:
        """Return whether the entries for which `counts` is true together cover the whole material.

        An entry covers the material in whose record it is. Entries of inputs cover the whole material if they
        cover every input to which the stage can apply.
        """
        if id(source) not in known:
            counted = [
                entry for entry in source.entries if self.has_required_evidence(entry) and counts(entry)
            ]
            inputs = [i for i in source.inputs if self._can_apply_to(i.material, substance, constituents)]
            known[id(source)] = any(total >= WHOLE for total in _by_basis(counted).values()) or (
                bool(inputs)
                and all(self._is_accounted_for(i, substance, constituents, counts, known) for i in inputs)
            )
        return known[id(source)]

    def _can_apply_to(self, material: Element, substance: str | None, constituents: set[str | None]) -> bool:
        """Return whether a stage that processes one of the constituents may have acted on an input."""
        own_substance = self.substance(material) if material.kind == "material" else None
        if own_substance is None or substance is None:
            return True
        known = self.stages.substances
        term = known.terms.get(own_substance)
        contained = {
            own_substance,
            *(term.parts if term is not None else ()),
            *self.stages.constituents(own_substance),
        }
        substances = {substance if constituent is None else constituent for constituent in constituents}
        return any(known.is_kind_either_way(h, w) for h in contained for w in substances)

    def has_required_evidence(self, entry: Element) -> bool:
        """Return whether an entry has the evidence that a rule requires; true if no evidence is required."""
        return self.shown is None or self.shown(entry, None)


def _by_basis(entries: list[Element]) -> dict[str, Fraction]:
    """Return the percentage of the whole that the entries cover, for each basis, such as mass.

    Shares with the same basis are added.
    """
    covered: dict[str, Fraction] = {}
    for entry in entries:
        raw = entry.data.get("share")
        if raw is None:
            return {"": Fraction(WHOLE)}  # without a share, the entry covers the whole
        share = number(raw.get("value", raw) if isinstance(raw, dict) else raw)
        basis = str(exact(entry.data.get("basis")) or "")
        if isinstance(share, Interval) and share.low is not None:
            covered[basis] = covered.get(basis, Fraction(0)) + share.low
    return covered


def named(pairs: tuple[Pair, ...]) -> str:
    """Return alternative stages as text, such as `sintered or bonded` or `mined of Nd`."""
    return " or ".join(s if c is None else f"{s} of {c}" for s, c in pairs)
