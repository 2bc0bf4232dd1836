"""Statements of absence: the `free_of` statements of a document, and when such a statement counts.

A `free_of` statement is about the component or material that states it, and about everything inside it. The
statement does not count in two cases: a text inside that component or material names the substance, or a
material there contains the substance (language specification, 24.9).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.bom import absence, consumed_inputs
from microdep_rules.bom.facts import exact
from microdep_rules.bom.model import words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.vocabulary.terms import Vocabulary


class AbsenceStatements:
    """Search for substances that the `free_of` statements of a document rule out for a component or material.

    `substances` is the vocabulary of the pack. Without this vocabulary, no broader or narrower words are
    known.
    """

    def __init__(
        self, substances: Vocabulary | None, above: Callable[[Element], Iterable[Element]], bom: Bom
    ) -> None:
        self._substances = substances
        self._bom = bom
        self._above = above
        """Function that returns all components that contain a component, nearest first."""
        self._stated: dict[Element, tuple[str, ...]] = {}
        self._named: dict[tuple[Element, str], bool] = {}

    def of(
        self, element: Element, shown: Callable[[Element, str | None], bool] | None = None
    ) -> Mapping[str, Element]:
        """Return the substances that an element is free of, each with the element that states this.

        The statement can come from the element itself or from a component around it. Of several statements
        about one substance, the nearest counts. If `shown` is given, only statements with evidence count.
        """
        stated_by: dict[str, Element] = {}
        covered: list[Element] = []
        """The element itself and the components around it that were visited so far."""
        for holder in self._chain(element):
            covered.append(holder)
            if not holder.data.get("free_of") or (shown is not None and not shown(holder, "free_of")):
                continue
            stated = frozenset(self._stated_words(holder))
            made_of = [substance for one in covered for substance in self._contained_terms(one)]
            for word in sorted(stated):
                if not any(self._is_named(one, word) for one in covered) and not self._is_any(made_of, word):
                    stated_by.setdefault(word, holder)
        return stated_by

    def _is_named(self, element: Element, word: str) -> bool:
        """Return whether a text or an input of an element names the substance `word`.

        A text such as `contains cobalt` contradicts the statement `free of cobalt`.
        """
        if (element, word) not in self._named:
            contrary = consumed_inputs.find_contradicting_input(self._bom, element, word)
            self._named[element, word] = bool(contrary or absence.find_contradicting_mention(element, word))
        return self._named[element, word]

    def covering(
        self, element: Element, substance: str, shown: Callable[[Element, str | None], bool] | None = None
    ) -> tuple[Element, str] | None:
        """Return the element that states that `element` is free of `substance`, and the stated word.

        The word may be broader: `free of rare earths` includes neodymium, but `free of neodymium` does not
        include other rare earths. The result is None without such a statement.
        """
        excluded = self.of(element, shown)
        return next(((excluded[word], word) for word in excluded if self._includes(word, substance)), None)

    def _contained_terms(self, element: Element) -> Iterable[str]:
        """Return the substance of a material, with its broader terms and its contents.

        For example, stainless steel is a steel and contains carbon.
        """
        known, stated = self._substances, exact(element.data.get("substance"))
        word = known.resolve(stated) if known is not None and isinstance(stated, str) else None
        if known is None or word is None or element.kind != "material":
            return ()
        wider = (word, *known.ancestors(word))
        return (part for term in wider for part in (term, *known.terms[term].parts))

    def _is_any(self, words: Iterable[str], excluded: str) -> bool:
        known = self._substances
        return known is not None and any(known.is_a(word, excluded) for word in words)

    def _includes(self, excluded: str, substance: str) -> bool:
        known = self._substances
        if known is None:
            return excluded == substance
        term = known.terms.get(substance)
        contents = (substance, *(term.parts if term is not None else ()))
        return any(known.is_a(content, excluded) for content in contents)

    def _chain(self, element: Element) -> Iterable[Element]:
        """Yield an element, the component to which it belongs, and all components around this component."""
        component: Element | None = element
        while component is not None and component.kind != "component":
            yield component
            component = component.owner
        if component is not None:
            yield component
            yield from self._above(component)

    def _stated_words(self, element: Element) -> tuple[str, ...]:
        if element not in self._stated:
            stated = words(element.data["free_of"])
            known = self._substances
            terms = (known.resolve(word) if known is not None else word for word in stated)
            self._stated[element] = tuple(word for word in terms if word is not None)
        return self._stated[element]
