"""Tests for the substances in a material or component, and for the substances that a stage processes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.bom.facts import alternatives, exact
from microdep_rules.bom.model import WITHOUT_MATERIALS
from microdep_rules.bom.zero_amounts import is_zero
from microdep_rules.engine.values import Truth, agreed
from microdep_rules.vocabulary.makeup import MAGNETS, substances
from microdep_rules.vocabulary.stages import load_stages

if TYPE_CHECKING:
    from microdep_rules.bom.model import Element
    from microdep_rules.engine.lists import Lists
    from microdep_rules.production.scenarios.model import Target


class ContentReader:
    """Reader of the substances in one document; `lists` states which of its lists are complete."""

    def __init__(self, lists: Lists) -> None:
        self.lists = lists
        self.bom = lists.bom

    def holds(self, material: Element, word: str) -> Truth:
        """Return whether a material is, or contains, the substance `word`."""
        if self.lists.absences.covering(material, word) is not None:
            return False
        lines = {line: self._line(line, word) for line in self.bom.records(material, "composition")}
        if True in lines.values():
            return True
        stated = [
            self._is_of(str(alternative), word)
            for alternative in alternatives(material.data.get("substance"))
        ]
        value = agreed(stated) if stated else None
        if value is True or self.bom.is_stated_complete(material, "composition"):
            return value
        return None if value is None or None in lines.values() or self._is_graded(material, word) else False

    @staticmethod
    def _line(line: Element, word: str) -> Truth:
        if is_zero(line.data.get("share")):
            return False
        stated = alternatives(line.data.get("element"))
        return agreed([_relation(str(name), word) for name in stated]) if stated else None

    @staticmethod
    def _is_of(stated: str, word: str) -> Truth:
        """Return whether the substance `stated` is, or contains, the substance `word`.

        The result is unknown if `stated` is a broader word: a "magnet" may contain neodymium.
        """
        known = substances()
        own = known.resolve(stated) or stated
        if own not in known.terms:
            return None
        wider = (own, *known.ancestors(own))
        if any(known.is_a(part, word) for word_ in wider for part in (word_, *known.terms[word_].parts)):
            return True
        narrower = known.descendants(own)
        may = any(known.is_a(part, word) for word_ in narrower for part in (word_, *known.terms[word_].parts))
        return (
            None if may or any(known.is_a(word, part) for part in (own, *known.terms[own].parts)) else False
        )

    @staticmethod
    def _is_graded(material: Element, word: str) -> bool:
        """Return whether the material is a magnet and `word` is a rare earth, which a magnet may contain."""
        known = substances()
        own = exact(material.data.get("substance"))
        magnet = known.resolve(own) if isinstance(own, str) else None
        return magnet is not None and known.is_a(magnet, MAGNETS) and known.is_a(word, "rare-earth")

    def may_hide(self, component: Element, word: str) -> Truth:
        """Return `None` if a component may contain `word` without listing it; otherwise false."""
        if exact(component.data.get("kind")) in WITHOUT_MATERIALS or self.lists.has_closed_materials(
            component
        ):
            return False
        return False if self.lists.absences.covering(component, word) is not None else None

    def worked_on(self, entry: Element, word: str) -> Truth:
        """Return whether a stage entry processes the substance `word`, or a material that contains it."""
        stated = alternatives(entry.data.get("substance"))
        if stated:
            return agreed([self._is_of(str(name), word) for name in stated])
        holder = entry.owner
        if holder is None or holder.kind != "material":
            return self._in_component(holder, word)
        return self.holds(holder, word)

    def _in_component(self, component: Element | None, word: str) -> Truth:
        """Return whether the materials of a component contain a substance; `None` if only some do."""
        if component is None:
            return None
        held = [self.holds(material, word) for material in self.bom.materials(component)]
        hidden = self.may_hide(component, word)
        values = [*held, *([hidden] if hidden is None else [])]
        return agreed(values) if values else False

    def may_go_through(self, material: Element, target: Target) -> Truth:
        """Return `None` if a material may have the stage of `target` without an entry; otherwise false."""
        if self.bom.is_stated_complete(material, "stages"):
            return False
        stages = load_stages()
        own = exact(material.data.get("substance"))
        substance = stages.substances.resolve(own) if isinstance(own, str) else None
        if substance is None or stages.route(substance) is None:
            return None
        return None if stages.on_route(target.stage, substance) else False


def _relation(own: str, word: str) -> Truth:
    known = substances()
    substance = known.resolve(own) or own
    if substance not in known.terms:
        return None
    if known.is_a(substance, word):
        return True
    return None if known.is_a(word, substance) else False
