"""What is said class by class: two of a class are judged, and the others told the same in their names."""

from __future__ import annotations

from abc import ABC, abstractmethod
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from microdep_rules.engine.alike.outlines import ENOUGH
from microdep_rules.engine.alike.template import Template, UnlikeError

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from microdep_rules.bom.model import Element
    from microdep_rules.engine.alike.classes import Class
    from microdep_rules.engine.alike.keys import Keys
    from microdep_rules.engine.items import Ghost

    OfComponent = Callable[[Element, frozenset[str]], Class | None]
    """The class of a component, for what a rule reads and some fields more."""

MATERIALS, NOTHING_MORE = frozenset({"materials"}), frozenset[str]()
MOST_JUDGED, MOST_TEMPLATES = 32, 32
"""So many of a class are kept to be compared, and so many ways to say what is said of it."""


class Nothing:
    """What is said of what is no subject of a rule."""


NOTHING = Nothing()


class About(Struct, frozen=True):
    """What is asked, and of which class."""

    key: Hashable
    names: tuple[str, ...]


class Said(Struct):
    """What was said of the elements of a class that were judged."""

    judged: list[tuple[tuple[str, ...], Any]] = field(default_factory=list)
    compared: int = 1
    """So many of them were compared with those before."""
    templates: list[Template] = field(default_factory=list)
    alone: bool = False
    """Whether each is judged: not the same was said of two of them, or one took too long."""
    in_short: Any = None
    """What was said of one, where what it rests on is said of all; `False` where it is not."""

    def next_template(self) -> bool:
        """Return whether another two of those that were judged make a template."""
        while self.compared < len(self.judged) and len(self.templates) < MOST_TEMPLATES:
            names, told = self.judged[self.compared]
            before = self.judged[: self.compared]
            self.compared += 1
            for others, other in before:
                with suppress(UnlikeError):
                    self.templates.append(Template(other, told, others, names))
                    return True
        return False


class Sayings(ABC):
    """What is said of classes, and where two of one class were told different things."""

    def __init__(self, keys: Keys) -> None:
        self.keys = keys
        self.said: dict[Hashable, Said] = {}

    def get(self, about: About) -> Any:
        """What is said of one of a class; nothing where it has to be judged."""
        said = self.said.get(about.key)
        if said is None or said.alone or len(said.judged) < ENOUGH:
            return None
        if said.judged[0][1] is None:
            return NOTHING
        for template in said.templates:
            if (found := template.of(about.names)) is not None:
                return found
        while said.next_template():
            if (found := said.templates[-1].of(about.names)) is not None:
                return found
        if len(said.judged) >= MOST_JUDGED and not said.templates:
            said.alone = True
        return None

    def in_short(self, about: About) -> Any:
        """What was said of another one of a class, where no name in it matters.

        Nothing where one has to be judged.
        """
        said = self.said.get(about.key)
        if said is None or said.alone or len(said.judged) < ENOUGH:
            return None
        if said.in_short is None:
            said.in_short = self._in_short(*said.judged[:ENOUGH])
        return said.in_short or None

    def _in_short(self, one: tuple[tuple[str, ...], Any], other: tuple[tuple[str, ...], Any]) -> Any:
        """What is said of the first of two, if it rests on the same as the second, and on no name."""
        (names, told), (_, also_told) = one, other
        if told is None:
            return NOTHING
        resting, texts = self.resting(told)
        same = (resting, texts) == self.resting(also_told)
        return told if same and not any(name in text for name in names for text in texts) else False

    def _agree(self, one: Any, other: Any) -> bool:
        """Return whether two say the same, in whichever words; of what is no subject, nothing is said."""
        if one is None or other is None:
            return one is other
        return self.decided(one) is self.decided(other)

    @abstractmethod
    def decided(self, told: Any) -> object:
        """What in what is said is the same for all of a class, in whichever words: a verdict, or a truth."""

    @abstractmethod
    def resting(self, told: Any) -> tuple[object, list[str]]:
        """What it rests on besides facts, and the texts in that."""

    def learn(self, about: About, told: Any) -> None:
        """Keeps what was said of one that was judged; of what is no subject, that nothing was."""
        said = self.said.setdefault(about.key, Said())
        if said.alone:
            return
        if said.judged and not self._agree(said.judged[0][1], told):
            said.alone = True
            self.keys.disputed.append(about.key)
        elif len(said.judged) < MOST_JUDGED:
            said.judged.append((about.names, told))


def class_of(keys: Keys, element: Element, of: OfComponent) -> tuple[int, Class] | None:
    """The number of a material in its component, 0 for that itself, and the class of the component."""
    component = element if element.kind == "component" else element.owner
    if component is None or keys.bom.components.get(component.id) is not component:
        return None
    if element is component:
        found = of(component, NOTHING_MORE)
        return None if found is None else (0, found)
    if element.kind != "material":
        return None
    # Which of the materials it is says its number alone, so that all that is stated of them counts.
    found = of(component, MATERIALS)
    numbered = enumerate(keys.bom.materials(component), 1)
    return None if found is None else next(((n, found) for n, each in numbered if each is element), None)


def is_plain(ghost: Ghost) -> bool:
    """Whether nothing but who holds it, and what would close the list, is known of what a list hides."""
    known = (ghost.accounted, ghost.within is not None, ghost.material, ghost.origin_of)
    return not any(known)


def of_ghost(ghost: Ghost | None) -> Hashable:
    """What is known of what a list hides, besides who holds it."""
    if ghost is None:
        return None
    missing = tuple((each.name, each.record, each.stated, each.of, each.held) for each in ghost.missing)
    return (ghost.record, missing, ghost.free_of, ghost.in_a_part)
