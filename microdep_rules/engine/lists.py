"""Lists of a document and what closes them.

A list is open unless something closes it. What an open list does not show is stood for by a ghost: an
element of which nothing is known, but for what the list has already accounted for. A question that is
false of the ghost is decided by what is recorded.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from microdep_rules.bom.facts import exact
from microdep_rules.bom.model import Element, words
from microdep_rules.engine.facts import home, number
from microdep_rules.engine.values import Interval, Missing, Truth

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from microdep_rules.bom.load import Loaded
    from microdep_rules.engine.facts import FactReader
    from microdep_rules.engine.proof import Proof
    from microdep_rules.vocabulary.stages import Stages

Pair = tuple[str, str | None]
"""A stage and the constituent it was done to; nothing for the material itself."""

WHOLE = 100


@dataclass(frozen=True, slots=True)
class Ghost:
    """What a list does not show: what it cannot be, and what would close the list."""

    holder: Element | None
    record: str
    missing: tuple[Missing, ...]
    free_of: frozenset[str] = frozenset()
    accounted: frozenset[Pair] = frozenset()
    material: Element | None = None


@dataclass(slots=True)
class Items:
    """The elements of a list, how surely each belongs to it, and what it may not show."""

    elements: list[tuple[Element, Truth]] = field(default_factory=list)
    ghosts: list[Ghost] = field(default_factory=list)
    why: dict[int, Proof] = field(default_factory=dict)
    """Of an element that may not belong: what leaves it open."""

    def add(self, other: Items) -> None:
        """Another list behind this one; each element once."""
        seen = {id(e) for e, _ in self.elements}
        self.elements += [(e, t) for e, t in other.elements if id(e) not in seen]
        self.ghosts += other.ghosts
        self.why |= other.why


def ghost_element(ghost: Ghost, file: Loaded) -> Element:
    """The element that stands for what a list does not show."""
    return Element(
        file=file,
        kind=ghost.record,
        id=ghost.missing[0].subject if ghost.missing else "",
        data={},
        pointer=ghost.missing[0].pointer if ghost.missing else "",
        owner=ghost.holder,
        name="something not listed",
    )


class Lists:
    """Goes to the lists of one document."""

    def __init__(self, reader: FactReader, stages: Stages) -> None:
        self.reader = reader
        self.bom = reader.bom
        self.stages = stages
        self.shown: Callable[[Element, str | None], bool] | None = None
        """While a pass has to be evidenced: whether a record, or a field of it, is."""
        self._above: dict[str, list[Element]] = {}

    def _closed(self, holder: Element, name: str) -> bool:
        """Whether a list is closed by a statement: said to be complete, or explicitly empty.

        Where only what is evidenced counts, the statement has to be evidenced like any fact.
        """
        said = self.bom.said_complete(holder, name)
        if not said and self.bom.recorded(holder, name) != "empty":
            return False
        if self.shown is None:
            return True
        return self.shown(holder, "complete") if said else self.shown(holder, name)

    # ---- parts and materials -------------------------------------------------------------------

    def children(self, holder: Element) -> Items:
        """Direct children."""
        used = {id(u.child): u.child for u in self.bom.usages(holder)}
        found = Items([(child, True) for child in used.values()])
        if not self.children_closed(holder):
            found.ghosts.append(self._ghost(holder, "children", "component"))
        return found

    def parts(self, holder: Element) -> Items:
        """All parts below, each once."""
        below = self.bom.parts(holder)
        found = Items([(e, True) for e in below])
        for each in (holder, *below):
            if not self.children_closed(each):
                found.ghosts.append(self._ghost(each, "children", "component"))
        return found

    def children_closed(self, holder: Element) -> bool:
        """Whether the list of children says all: stated, or explicitly empty."""
        return self._closed(holder, "children")

    def materials(self, holder: Element) -> Items:
        """Own materials of a part."""
        found = Items([(m, True) for m in self.bom.materials(holder)])
        if not self.materials_closed(holder):
            found.ghosts.append(self._ghost(holder, "materials", "material"))
        return found

    def all_materials(self, holder: Element) -> Items:
        """Materials of a part and of every part below it.

        A part that does not say all of its materials, or of its children, may hold others: one ghost
        for each part, whichever list is open.
        """
        found = Items()
        for each in (holder, *self.bom.parts(holder)):
            found.elements += [(m, True) for m in self.bom.materials(each)]
            own, below = self.materials_closed(each), self.children_closed(each)
            if own and below:
                continue
            ghost = self._ghost(each, "children" if own else "materials", "material")
            if not own and not below:
                ghost = replace(ghost, missing=(*ghost.missing, self._lack(each, "children")))
            found.ghosts.append(ghost)
        return found

    def materials_closed(self, holder: Element) -> bool:
        """Whether the list of materials says all: stated, empty, or adding up to the whole."""
        if self._closed(holder, "materials"):
            return True
        given = self.bom.recorded(holder, "materials") == "given" and self._adds_up(holder)
        return given and (self.shown is None or self.shown(holder, None))

    def _adds_up(self, holder: Element) -> bool:
        materials = self.bom.materials(holder)
        shares = [_exact(m.data.get("share")) for m in materials]
        if all(s is not None for s in shares) and sum(s for s in shares if s is not None) == WHOLE:
            return True
        whole = _exact(holder.data.get("mass_g"))
        masses = [_exact(m.data.get("mass_g")) for m in materials]
        return whole is not None and None not in masses and sum(m for m in masses if m) == whole

    def _ghost(self, holder: Element, name: str, record: str) -> Ghost:
        free = frozenset(self._free_of(holder)) if record == "material" else frozenset()
        return Ghost(holder, record, (self._lack(holder, name),), free)

    @staticmethod
    def _lack(holder: Element, name: str) -> Missing:
        return Missing(name, holder.id, f"{holder.pointer}/{name}", holder.kind, "", home(holder))

    def _free_of(self, holder: Element) -> Iterator[str]:
        """Substances a part, or something it is in, is stated to be free of."""
        vocabulary = self.reader.vocabularies.get("substance")
        for each in (holder, *self.ancestors(holder)):
            for word in words(each.data.get("free_of", ())):
                found = vocabulary.resolve(word) if vocabulary is not None else word
                if found is not None:
                    yield found

    def ancestors(self, holder: Element) -> list[Element]:
        """Everything a part is used in, nearest first, each once."""
        if holder.id not in self._above:
            found: dict[str, Element] = {}
            waiting = [u.parent for u in self.bom.parents(holder)]
            for each in waiting:
                if each.id not in found:
                    found[each.id] = each
                    waiting += [u.parent for u in self.bom.parents(each)]
            self._above[holder.id] = list(found.values())
        return self._above[holder.id]

    def inputs(self, holder: Element, *, deep: bool) -> Items:
        """What something was made from; `deep` goes on upstream."""
        found = Items()
        waiting = [holder]
        seen: set[int] = set()
        while waiting:
            each = waiting.pop(0)
            if id(each) in seen:
                continue
            seen.add(id(each))
            records = self.bom.inputs(each)
            found.elements += [(r, True) for r in records]
            if not self._inputs_closed(each):
                found.ghosts.append(self._ghost(each, "inputs", "input"))
            if deep:
                for record in records:
                    source = self.bom.input_component(record)
                    if source is not None:
                        waiting.append(source)
        return found

    def _inputs_closed(self, holder: Element) -> bool:
        return self._closed(holder, "inputs")

    # ---- stages --------------------------------------------------------------------------------

    def stage_entries(self, holder: Element) -> list[Element]:
        """The stages of a material or part, with those recorded on what it was made from."""
        found = list(self.bom.stages(holder))
        if holder.kind != "material":
            return found
        for record, _ in self.inputs(holder, deep=True).elements:
            source = self.bom.input_component(record)
            if source is None:
                continue
            found += self.bom.stages(source)
            for material in self.bom.materials(source):
                found += self.bom.stages(material)
        return found

    def stages_of(
        self, holder: Element, milestones: tuple[tuple[Pair, ...], ...] | None
    ) -> tuple[Items, bool]:
        """The stages of a material, and whether only the milestones close the list."""
        entries = self.stage_entries(holder)
        found = Items([(e, True) for e in entries])
        accounted = self.accounted(holder, entries)
        unassigned = self._unassigned(holder)
        unmet = [each for each in milestones or () if not self._met(holder, entries, each)]
        if self._said_closed(holder) and not unmet and not unassigned:
            return found, False
        if milestones and not unmet and not unassigned:
            return found, True
        found.ghosts.append(
            Ghost(
                holder,
                "stage",
                unassigned or self._lacking(holder, unmet),
                accounted=accounted,
                material=holder,
            )
        )
        return found, False

    def _unassigned(self, holder: Element) -> tuple[Missing, ...]:
        """Stages of a part with several materials that may be this one's."""
        part = holder.owner
        if holder.kind != "material" or part is None:
            return ()
        return tuple(
            Missing("stage.of", part.id, f"{e.pointer}/of", "stage", "", "bom")
            for e in self.bom.unassigned_stages(part)
        )

    def _lacking(self, holder: Element, unmet: list[tuple[Pair, ...]]) -> tuple[Missing, ...]:
        where = f"{holder.pointer}/stages"
        if not unmet:
            return (Missing("stages", holder.id, where, holder.kind, "", "bom"),)
        return tuple(
            Missing(f"stage {named(each)}", holder.id, where, holder.kind, "", "bom") for each in unmet
        )

    def _said_closed(self, holder: Element) -> bool:
        own = self._closed(holder, "stages")
        if not own or holder.kind != "material":
            return own
        sources = [self.bom.input_component(r) for r, _ in self.inputs(holder, deep=True).elements]
        return all(s is None or self._closed(s, "stages") for s in sources)

    def contradicts(self, holder: Element, milestones: tuple[tuple[Pair, ...], ...] | None) -> list[str]:
        """Milestones that are missing from a list said to be complete."""
        if not milestones or not self._said_closed(holder):
            return []
        entries = self.stage_entries(holder)
        return [named(m) for m in milestones if not self._met(holder, entries, m)]

    def accounted(self, holder: Element, entries: list[Element]) -> frozenset[Pair]:
        """The stage names that the entries speak for as a whole."""
        shares: dict[Pair, Fraction] = {}
        for entry in entries:
            pair = self.pair(holder, entry)
            if pair is None or not self.speaks(entry):
                continue
            found = _share(entry)
            shares[pair] = shares.get(pair, Fraction(0)) + found
        return frozenset(p for p, total in shares.items() if total >= WHOLE)

    def _met(self, holder: Element, entries: list[Element], wanted: tuple[Pair, ...]) -> bool:
        """Whether a milestone is accounted for: its alternatives together speak for the whole."""
        total = Fraction(0)
        for entry in entries:
            pair = self.pair(holder, entry)
            if pair is not None and self.speaks(entry) and self.stages.counts(pair, frozenset(wanted)):
                total += _share(entry)
        return total >= WHOLE

    def speaks(self, entry: Element) -> bool:
        """Whether an entry counts: where a pass has to be evidenced, only one that is."""
        return self.shown is None or self.shown(entry, None)

    def pair(self, holder: Element, entry: Element) -> Pair | None:
        """The stage of an entry and the constituent it was done to, as far as it says."""
        stage = self.stages.vocabulary.resolve(str(exact(entry.data.get("stage"))))
        return (stage, self.constituent(holder, entry)) if stage is not None else None

    def constituent(self, holder: Element, entry: Element) -> str | None:
        """What an entry of a material was done to; nothing for the material itself, or not said."""
        found = self.word(entry.data.get("substance"))
        made_from = entry.owner is not None and entry.owner is not holder
        if found is None and made_from and entry.owner is not None and entry.owner.kind == "material":
            found = self.substance(entry.owner)
        substance = self.substance(holder)
        stage = self.stages.vocabulary.resolve(str(exact(entry.data.get("stage"))))
        if found is None or substance is None or stage is None:
            return found
        return self.stages.worked_on(stage, found, substance)

    def substance(self, material: Element) -> str | None:
        """The substance of a material, where it is one known word; its form may narrow it."""
        found = self.word(material.data.get("substance"))
        return found if found is None else self.reader.in_form(material, found)

    def word(self, raw: object) -> str | None:
        """A substance word, resolved."""
        stated = exact(raw)
        vocabulary = self.reader.vocabularies.get("substance")
        if not isinstance(stated, str) or vocabulary is None:
            return None
        return vocabulary.resolve(stated)


def _share(entry: Element) -> Fraction:
    """What part of the whole an entry speaks for, in percent: all of it where it states no share."""
    raw = entry.data.get("share")
    if raw is None:
        return Fraction(WHOLE)
    found = number(raw.get("value", raw) if isinstance(raw, dict) else raw)
    if isinstance(found, Interval) and found.low is not None:
        return found.low
    return Fraction(0)


def _exact(raw: object) -> Fraction | None:
    if isinstance(raw, dict):
        raw = raw.get("value", raw)
    found = number(raw)
    return found.low if isinstance(found, Interval) and found.exact else None


def named(pairs: tuple[Pair, ...]) -> str:
    """`sintered or bonded`, `mined of Nd`."""
    return " or ".join(s if c is None else f"{s} of {c}" for s, c in pairs)
