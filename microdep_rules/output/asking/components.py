"""Components in questions, and substances that the components probably contain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.bom.designators import name_with_all_designators, name_with_designators
from microdep_rules.bom.model import words
from microdep_rules.bom.overlays.fact_names import SEPARATOR, STATED
from microdep_rules.output.asking.wording import stated_text
from microdep_rules.patterns import pattern
from microdep_rules.vocabulary.company_words import COMMON_FIRST, GENERIC, LEGAL_FORMS, SHORT_FORMS
from microdep_rules.vocabulary.indicators import indicated
from microdep_rules.vocabulary.terms import load_vocabularies
from microdep_rules.vocabulary.unnamed_owners import unnamed_owner
from microdep_rules.vocabulary.workbook_texts import cue_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.vocabulary.indicators import Indicator


class QuestionComponent(Struct, frozen=True):
    """Component that a question is about."""

    document: str
    id: str
    name: str
    manufacturer: str = ""
    mpn: str = ""
    designators: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Name of the component with its designators, such as `R1`; a long list is shortened."""
        return name_with_designators(self.name, self.designators)

    @property
    def full_label(self) -> str:
        """Name of the component with all its designators."""
        return name_with_all_designators(self.name, self.designators)

    @property
    def number(self) -> str:
        """Part number, if manufacturer and part number identify the component."""
        known = bool(self.manufacturer and self.mpn) and SEPARATOR not in f"{self.manufacturer}{self.mpn}"
        return self.mpn if known else ""

    @property
    def identity(self) -> str:
        """Identity of the component in all documents; without a part number, only in this document."""
        return f"{self.manufacturer}|{self.mpn}" if self.number else f"{self.document}/{self.id}"


def component_of(bom: Bom, id_: str) -> QuestionComponent:
    """Return the component with an id.

    An element that is no component, such as a company, has its id as name.
    """
    element = bom.components.get(id_)
    return QuestionComponent(
        (bom.file.value or {}).get("document", {}).get("id", ""),
        id_,
        element.stated_name if element is not None else id_,
        maker_of(bom, element),
        stated_text(element, "mpn"),
        element.designators if element is not None else (),
    )


def find_shared_id(boms: Iterable[tuple[str, Bom]]) -> tuple[str, str, str] | None:
    """Return an id that two different components have, and the paths of the two documents.

    If every component has its own id, the result is `None`. A shared id is a problem, because an answer names
    a component by the ids of the document and of the component. An answer without the id of a document
    applies to every component with the component id.
    """
    seen: dict[tuple[str, str], tuple[str, QuestionComponent]] = {}
    anywhere: dict[str, tuple[str, QuestionComponent]] = {}
    for path, bom in boms:
        for id_ in bom.components:
            component = component_of(bom, id_)
            others = [seen.get(("", id_)), seen.get((component.document, id_))]
            others += [] if component.document else [anywhere.get(id_)]
            for other in filter(None, others):
                if _identifying(other[1]) != _identifying(component):
                    return id_, other[0], path
            seen.setdefault((component.document, id_), (path, component))
            anywhere.setdefault(id_, (path, component))
    return None


def _identifying(component: QuestionComponent) -> tuple[str, str, str]:
    return component.name, component.manufacturer, component.mpn


def maker_of(bom: Bom, component: Element | None) -> str:
    """Return the name of a component's manufacturer. The name is empty if no manufacturer is stated."""
    return party_name(bom, component, "manufacturer")


def party_name(bom: Bom, element: Element | None, field: str) -> str:
    """Return the name of the party that a field states. The name is empty if the field states no party."""
    id_ = stated_text(element, field)
    party = bom.party(id_) if id_ else None
    return party.name if party is not None else id_


_NAME_OF_A_PERSON = pattern(r"(?:[^\W\d_]+\.?[ ]){1,2}[^\W\d_]+(?:-[^\W\d_]+)?")
"""Two or three words of letters, such as `Petra Kessler`."""


def is_people(name: str) -> bool:
    """Return whether an owner is probably a person or a group of persons, and not a company.

    >>> is_people("employees of Example Works"), is_people("Petra Kessler"), is_people("Familie Kessler")
    (True, True, True)
    >>> is_people("Example Holding"), is_people("Yageo"), is_people("Kessler Employees Ltd")
    (False, False, False)
    """
    if unnamed_owner(name) == "group" or cue_pattern(r"{people}\s+(?:of|von|der|des)\s").match(name):
        return True
    words_ = [word.strip(".,").casefold() for word in name.split()]
    if any(word in LEGAL_FORMS or word in SHORT_FORMS for word in words_):
        return False
    if cue_pattern("{people}").search(name):
        return True
    is_name = _NAME_OF_A_PERSON.fullmatch(name) is not None and all(
        word[0].isupper() and not word.isupper() for word in name.split()
    )
    return is_name and not any(word in GENERIC | COMMON_FIRST for word in words_)


def company_to_ask(bom: Bom, party: Element) -> str:
    """Return the company that answers a question about a party.

    The company that people own answers the questions about its owners, because people get no workbook.
    """
    if not is_people(party.name):
        return party.name
    owned = (
        other.name
        for other in bom.parties.values()
        if any(bom.party(stated_text(owner, "party")) is party for owner in bom.owners(other))
    )
    return next(owned, party.name)


def designators_of(bom: Bom, component: Element | None) -> tuple[str, ...]:
    """Return all designators of a component, in every place where the product contains it."""
    if component is None:
        return ()
    return tuple(
        dict.fromkeys(designator for use in bom.parents(component) for designator in use.designators)
    )


def may(bom: Bom, id_: str, what: str) -> bool:
    """Return whether an answer states only a possibility, such as "may contain lead"."""
    component = bom.components.get(id_)
    return component is not None and bool(component.data.get("ext", {}).get(what))


def is_stated_in_words(component: Element, list_: str) -> bool:
    """Return whether a company has stated the entries of a list in words, such as `shaft; bearing`."""
    return bool(component.data.get("ext", {}).get(f"{STATED}{list_}"))


def excluded(bom: Bom, id_: str, substances: Iterable[str]) -> frozenset[str]:
    """Return the substances that a component is free of, according to the document."""
    component, known = bom.components.get(id_), load_vocabularies().get("substance")
    stated = words(component.data.get("free_of", ())) if component is not None else ()
    if known is None or not stated:
        return frozenset()
    free = [known.resolve(word) or word for word in stated]
    return frozenset(
        substance for substance in substances if any(known.is_a(substance, word) for word in free)
    )


def indicators_of(bom: Bom, id_: str) -> tuple[Indicator, ...]:
    """Return the indicators of substances: words in the texts of a component, its class and its function.

    The most reliable indicators come first.
    """
    component = bom.components.get(id_)
    if component is None:
        return ()
    texts = [component.stated_name, *(stated_text(component, field) for field in ("mpn", "notes"))]
    class_, function = (stated_text(component, field) for field in ("class", "function"))
    return indicated(" ".join(filter(None, texts)), class_, function)
