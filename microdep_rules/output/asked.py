"""Selection of the outcomes that `explain` shows: the outcomes of one component, by its id or name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.bom.designators import shortened
from microdep_rules.output.layout import Page
from microdep_rules.suggest import did_you_mean
from microdep_rules.vocabulary.slugs import slug

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.engine.outcome import ElementReference, Outcome

SHORTEST = 4
"""Shortest text, in characters, that `components_named` also searches for in the names of components."""


def about(outcomes: Sequence[Outcome], subject: str) -> list[Outcome]:
    """Return the outcomes about a component: for itself, its materials, and groups that contain it."""
    return [
        o for o in outcomes if is_called(o.subject, subject) or any(is_called(p, subject) for p in o.parts)
    ]


def members(outcome: Outcome, subject: str) -> list[Outcome]:
    """Return the members of the outcome's group that are called `subject`, each with its own proof.

    If `subject` is empty, return only the first member. If no member is called `subject`, return the outcome
    of the whole group.
    """
    own = [m for m in outcome.members if m.applies_proof is not None]
    named = [m for m in own if is_called(m.subject, subject)] if subject else own[:1]
    return named or [outcome]


def subjects(outcomes: Sequence[Outcome]) -> list[str]:
    """Return the ids of all subjects of the outcomes, each once."""
    return list(dict.fromkeys(p.id for o in outcomes for p in (o.parts or (o.subject,))))


def is_called(part: ElementReference, name: str) -> bool:
    """Return whether an element has this name or id, or belongs to a component with this name or id."""
    as_id = slug(name)
    names = {part.id, part.name, part.id.rsplit("/", 1)[-1]}
    return name in names or as_id in names or part.id.startswith((f"{name}/", f"{as_id}/"))


def nothing_about(outcomes: Sequence[Outcome], subject: str, width: int) -> str:
    """Return the message that a rule has no outcome for the component `subject`."""
    page, known = Page(width), subjects(outcomes)
    page.say(f"the rule has no outcome for `{subject}`")
    hint = did_you_mean(subject, known)
    if hint:
        page.say(hint)
    page.say(
        f"the rule has outcomes for {', '.join(known[:20])}"
        if known
        else "the rule has no outcome in this document"
    )
    return page.text()


def components_named(bom: Bom, text: str) -> list[Element]:
    """Return the components with this designator, such as `R1`.

    If no component has this designator, search the part numbers, then the names.
    """
    word = text.casefold()
    components = list(bom.components.values())
    placed = components_placed(bom, text)
    if placed or len(word) < SHORTEST:
        return placed
    numbered = [component for component in components if word == _number(component)]
    return numbered or [
        component
        for component in components
        if word in component.name.casefold()
        or word in component.stated_name.casefold()
        or word in _number(component)
    ]


def components_placed(bom: Bom, designator: str) -> list[Element]:
    """Return the components with this designator, such as `R1`."""
    word = designator.casefold()
    return [part for part in bom.components.values() if word in map(str.casefold, part.designators)]


def choice_of(component: Element) -> str:
    """Return the text for a component in a list of suggestions: its id and its designators."""
    designators = component.designators
    return f"`{component.id}`" + (f" ({shortened(designators)})" if designators else "")


def _number(component: Element) -> str:
    return str(component.data.get("mpn", "")).casefold()
