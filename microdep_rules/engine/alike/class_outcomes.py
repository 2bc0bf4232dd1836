"""What is said of elements class by class: two are judged, and the others told the same in their names."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from microdep_rules.engine.alike.outlines import ENOUGH
from microdep_rules.engine.alike.template import Template, UnlikeError
from microdep_rules.engine.proof import Proof, facts_of, missing_of, reasons_of
from microdep_rules.engine.values import Missing

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from microdep_rules.bom.model import Element
    from microdep_rules.engine.alike.keys import Class, Keys
    from microdep_rules.engine.items import Ghost
    from microdep_rules.engine.values import Truth
    from microdep_rules.lang import ir
    from microdep_rules.source import Span

MATERIALS = frozenset({"materials"})
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
        """Whether another two of those that were judged make a template."""
        while self.compared < len(self.judged) and len(self.templates) < MOST_TEMPLATES:
            names, told = self.judged[self.compared]
            before = self.judged[: self.compared]
            self.compared += 1
            for others, other in before:
                with suppress(UnlikeError):
                    self.templates.append(Template(other, told, others, names))
                    return True
        return False


class Sayings:
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
            said.in_short = _in_short(*said.judged[:ENOUGH])
        return said.in_short or None

    def learn(self, about: About, told: Any) -> None:
        """Keeps what was said of one that was judged; of what is no subject, that nothing was."""
        said = self.said.setdefault(about.key, Said())
        if said.alone:
            return
        if said.judged and not _agree(said.judged[0][1], told):
            said.alone = True
            self.keys.disputed.append(about.key)
        elif len(said.judged) < MOST_JUDGED:
            said.judged.append((about.names, told))


def _agree(one: Any, other: Any) -> bool:
    """Whether two say the same, in whichever words: no subject, one verdict, or one truth value."""
    if one is None or other is None:
        return one is other
    return one.value is other.value if isinstance(one, Answer) else one.verdict is other.verdict


def _in_short(one: tuple[tuple[str, ...], Any], other: tuple[tuple[str, ...], Any]) -> Any:
    """What is said of the first of two, if it rests on the same as the second and on nothing with a name."""
    (names, told), (_, also_told) = one, other
    if told is None:
        return NOTHING
    texts = [text for rests in told.rests_on for text in rests]
    same = told.rests_on == also_told.rests_on
    if isinstance(told, Answer):
        texts += told.notes
        same = same and (told.notes, told.turns) == (also_told.notes, also_told.turns)
    return told if same and not any(name in text for name in names for text in texts) else False


class ClassOutcomes(Sayings):
    """What one rule says of the subjects and candidates of each class."""

    def __init__(self, keys: Keys, rule: ir.Rule) -> None:
        super().__init__(keys)
        self.rule = rule

    def about(
        self, day: Hashable, element: Element, belongs: Truth, ghost: Ghost | None = None
    ) -> About | None:
        """The class of a subject, or of what an open list of it may hold; nothing for one of its own."""
        if ghost is not None and not _is_plain(ghost):
            return None
        found = _class_of(self.keys, element, lambda: self.keys.reads.of(self.rule))
        if found is None:
            return None
        number, own = found
        return About((day, own.number, number, belongs, _of_ghost(ghost)), own.names)

    def keep(self, about: About, outcome: Any) -> None:
        """Keeps the outcome of one that was judged; what took too long says nothing of others."""
        if outcome is not None and outcome.is_beyond_bounds:
            self.said.setdefault(about.key, Said()).alone = True
        else:
            self.learn(about, outcome)


class Answer(Struct, frozen=True):
    """What a condition comes to of one element, without the way there."""

    value: Truth
    facts: tuple[Any, ...]
    missing: tuple[Any, ...]
    reasons: tuple[str, ...]
    rests_on: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    turns: frozenset[Any]

    def proof(self, span: Span) -> Proof:
        """A proof in one step, that rests on the same facts and lacks the same."""
        why = [Proof(span, None, reason=each) for each in self.reasons]
        return Proof(span, self.value, why, self.facts, self.missing)


class Asked(Struct, frozen=True):
    """The same, of an element that was asked itself."""

    whole: Proof

    @property
    def value(self) -> Truth:
        """Whether the condition holds."""
        return self.whole.value

    @property
    def facts(self) -> tuple[Any, ...]:
        """What that rests on."""
        return tuple(facts_of(self.whole))

    @property
    def missing(self) -> tuple[Any, ...]:
        """The facts that would decide it, in order."""
        return tuple(sorted(missing_of(self.whole), key=Missing.key))

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it is not known, besides missing facts."""
        return tuple(sorted(reasons_of(self.whole)))

    def proof(self, _: Span) -> Proof:
        """The way there."""
        return self.whole


class Answers(Sayings):
    """What the conditions of lists come to of the elements of each class."""

    def about(self, node: ir.Cond, element: Element, ghost: Ghost | None, beside: Hashable) -> About | None:
        """The class of an element of a list, or of what the list hides; `beside` is what else decides."""
        if self.keys.reads.is_light_condition(node):
            return None
        holder = element if ghost is None else ghost.holder
        if holder is None or (ghost is not None and not _is_plain(ghost)):
            return None
        found = _class_of(self.keys, holder, lambda: self.keys.reads.of_condition(node))
        if found is None:
            return None
        number, own = found
        return About((id(node), own.number, number, _of_ghost(ghost), beside), own.names)


def _class_of(keys: Keys, element: Element, read: Callable[[], frozenset[str]]) -> tuple[int, Class] | None:
    """The number of a material in its component, 0 for that itself, and the class of the component."""
    component = element if element.kind == "component" else element.owner
    if component is None or component.id not in keys.repeated:
        return None
    if keys.bom.components.get(component.id) is not component:
        return None
    if element is component:
        found = keys.of(component, read())
        return None if found is None else (0, found)
    if element.kind != "material":
        return None
    # Which of the materials it is says its number alone, so that all that is stated of them counts.
    found = keys.of(component, read() | MATERIALS)
    numbered = enumerate(keys.bom.materials(component), 1)
    return None if found is None else next(((n, found) for n, each in numbered if each is element), None)


def _is_plain(ghost: Ghost) -> bool:
    """Whether nothing but who holds it, and what would close the list, is known of what a list hides."""
    known = (ghost.accounted, ghost.within is not None, ghost.material, ghost.origin_of)
    return not any(known)


def _of_ghost(ghost: Ghost | None) -> Hashable:
    if ghost is None:
        return None
    missing = tuple((each.name, each.record, each.stated, each.of, each.held) for each in ghost.missing)
    return (ghost.record, missing, ghost.free_of, ghost.in_a_part)
