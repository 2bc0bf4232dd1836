"""Results by class: two elements with equal facts (a class) are evaluated, and others reuse the result."""

from __future__ import annotations

from abc import ABC, abstractmethod
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from microdep_rules.engine.equivalence.outlines import ENOUGH
from microdep_rules.engine.equivalence.template import ResultTemplate, UnlikeError

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from microdep_rules.bom.model import Element
    from microdep_rules.engine.equivalence.classes import Class
    from microdep_rules.engine.equivalence.keys import Keys
    from microdep_rules.engine.items import Ghost

    OfComponent = Callable[[Element, frozenset[str]], Class | None]
    """Function that returns the class of a component.

    The second argument contains further fields that must be equal within the class.
    """

MATERIALS, NOTHING_MORE = frozenset({"materials"}), frozenset[str]()
MOST_JUDGED, MOST_TEMPLATES = 32, 32
"""Limits for one class: at most 32 elements are evaluated, and at most 32 templates are made.

A template turns a stored result into the result of another element, by replacing the names.
"""


class NoResult:
    """Stored instead of a result for an element that the rule does not judge."""


NOTHING = NoResult()


class ClassRequest(Struct, frozen=True):
    """Request for the stored result of an element: the key of its class, and the names in the element."""

    key: Hashable
    names: tuple[str, ...]


class ClassResults(Struct):
    """Stored results of one class: results of evaluated elements, and templates for further results."""

    judged: list[tuple[tuple[str, ...], Any]] = field(default_factory=list)
    compared: int = 1
    """Number of results that were already compared with earlier results of the class."""
    templates: list[ResultTemplate] = field(default_factory=list)
    alone: bool = False
    """True if each element must be evaluated separately, because two results of the class differed."""
    in_short: Any = None
    """Result that is valid for all elements of the class, for the method `in_short`; `False` if there is
    none.
    """

    def next_template(self) -> bool:
        """Make one more template from the stored results; return whether this succeeded."""
        while self.compared < len(self.judged) and len(self.templates) < MOST_TEMPLATES:
            names, result = self.judged[self.compared]
            before = self.judged[: self.compared]
            self.compared += 1
            for others, other in before:
                with suppress(UnlikeError):
                    self.templates.append(ResultTemplate(other, result, others, names))
                    return True
        return False


class ResultsByClass(ABC):
    """Results of the elements of each class.

    If two elements of one class have different results, every further element is evaluated separately.
    """

    def __init__(self, keys: Keys) -> None:
        self.keys = keys
        self.by_class: dict[Hashable, ClassResults] = {}

    def get(self, about: ClassRequest) -> Any:
        """Return the result of an element, made from a template of its class; None if there is none.

        If the result is None, the caller must evaluate the element.
        """
        class_results = self.by_class.get(about.key)
        if class_results is None or class_results.alone or len(class_results.judged) < ENOUGH:
            return None
        if class_results.judged[0][1] is None:
            return NOTHING
        for template in class_results.templates:
            if (result := template.of(about.names)) is not None:
                return result
        while class_results.next_template():
            if (result := class_results.templates[-1].of(about.names)) is not None:
                return result
        if len(class_results.judged) >= MOST_JUDGED and not class_results.templates:
            class_results.alone = True
        return None

    def in_short(self, about: ClassRequest) -> Any:
        """Return the stored result of the class, for callers that need only the verdict or truth value.

        The result is None if the element must be evaluated, for example because the reliances of the stored
        result name another element.
        """
        class_results = self.by_class.get(about.key)
        if class_results is None or class_results.alone or len(class_results.judged) < ENOUGH:
            return None
        if class_results.in_short is None:
            class_results.in_short = self._in_short(*class_results.judged[:ENOUGH])
        return class_results.in_short or None

    def _in_short(self, one: tuple[tuple[str, ...], Any], other: tuple[tuple[str, ...], Any]) -> Any:
        """Return the result of `one` if it is valid for the whole class, otherwise False.

        A result is valid for the class if both results rely on the same facts, and no text about these facts
        contains the name of an element.
        """
        (names, result), (_, other_result) = one, other
        if result is None:
            return NOTHING
        reliances, texts = self.reliances(result)
        same = (reliances, texts) == self.reliances(other_result)
        return result if same and not any(name in text for name in names for text in texts) else False

    def _agree(self, one: Any, other: Any) -> bool:
        """Return whether two results have the same verdict or truth value.

        None stands for an element that the rule does not judge.
        """
        if one is None or other is None:
            return one is other
        return self.decided(one) is self.decided(other)

    @abstractmethod
    def decided(self, result: Any) -> object:
        """Return the verdict or truth value of a result; it must be the same in the whole class."""

    @abstractmethod
    def reliances(self, result: Any) -> tuple[object, list[str]]:
        """Return the reliances of a result: a value for comparison, and the texts."""

    def learn(self, about: ClassRequest, result: Any) -> None:
        """Store the result of an evaluated element; None for an element that the rule does not judge."""
        class_results = self.by_class.setdefault(about.key, ClassResults())
        if class_results.alone:
            return
        if class_results.judged and not self._agree(class_results.judged[0][1], result):
            class_results.alone = True
            self.keys.disputed.append(about.key)
        elif len(class_results.judged) < MOST_JUDGED:
            class_results.judged.append((about.names, result))


def class_of(keys: Keys, element: Element, of: OfComponent) -> tuple[int, Class] | None:
    """Return the class of the component that contains an element, and the element's position in it.

    The position is 0 for the component itself, and 1, 2 and so on for its materials.
    """
    component = element if element.kind == "component" else element.owner
    if component is None or keys.bom.components.get(component.id) is not component:
        return None
    if element is component:
        class_ = of(component, NOTHING_MORE)
        return None if class_ is None else (0, class_)
    if element.kind != "material":
        return None
    # A material is identified by its number alone, so the class must cover every statement on materials.
    class_ = of(component, MATERIALS)
    numbered = enumerate(keys.bom.materials(component), 1)
    return (
        None
        if class_ is None
        else next(((n, class_) for n, material in numbered if material is element), None)
    )


def is_plain(ghost: Ghost) -> bool:
    """Return whether the component and one of its lists describe a ghost completely.

    A ghost is an element that an incomplete list of the component may have left out.
    """
    known = (ghost.accounted, ghost.within is not None, ghost.material, ghost.origin_of)
    return not any(known)


def of_ghost(ghost: Ghost | None) -> Hashable:
    """Return the features of a ghost by which classes compare it; None if `ghost` is None.

    A ghost is an element that an incomplete list of a component may have left out. The component is not among
    the features.
    """
    if ghost is None:
        return None
    missing = tuple((lack.name, lack.record, lack.stated, lack.of, lack.defect) for lack in ghost.missing)
    return (ghost.record, missing, ghost.free_of, ghost.in_a_part)
