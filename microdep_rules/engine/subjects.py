"""Selection of the elements that a rule judges: subjects, candidates and excluded components."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.engine.equivalence.class_results import NoResult
from microdep_rules.engine.items import Items
from microdep_rules.engine.proof import Proof
from microdep_rules.engine.values import conjunction
from microdep_rules.source import Span

if TYPE_CHECKING:
    from collections.abc import Container, Hashable, Iterable, Iterator

    from microdep_rules.bom.model import Element
    from microdep_rules.engine.equivalence.class_outcomes import ClassOutcomes
    from microdep_rules.engine.equivalence.class_results import ClassRequest
    from microdep_rules.engine.interpret import Interpreter
    from microdep_rules.engine.items import Ghost
    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.engine.state import Trail
    from microdep_rules.engine.values import Truth
    from microdep_rules.lang import ir


class SubjectChoice(Struct, frozen=True):
    """Element to which a rule may apply, with the results of the selection.

    A candidate is a component that may contain an unlisted subject. For an excluded component, `excluded` is
    the reason for the exclusion.
    """

    element: Element
    applies: Truth
    proof: Proof
    candidate: bool = False
    excluded: str = ""
    stand_in: Element | None = None
    """Element in place of the unlisted subject that a candidate may contain; None for other elements."""
    alternate: bool = False
    """True for an approved alternate and for everything inside it.

    The product as listed does not contain such an element, but the rule judges it, too.
    """
    belongs: Truth = True
    """True if the list of the rule's subjects contains the element; None if this is uncertain."""
    trail: Trail | None = None
    """Reliances of the selection of the element."""
    about: ClassRequest | None = None
    """Request to store the outcome of the element for its class; None if it is not stored."""
    outcome: Outcome | None = None
    """Outcome of the element's class, if it is valid for the element; otherwise None."""


ListedElement = tuple["Element", "Truth", bool]
"""An element, whether the list of subjects contains the element, and whether it is an alternate."""
NOTHING_ASKED = Proof(Span("", 0, 0), value=True)

MOST_PLACES = 500
"""Maximum number of places of use in which one component is judged.

If an assembly is used several times, each of its components has several places.
"""


class TooManyPlacesError(Exception):
    """Error for a component that is used in too many places to judge all."""


def choose(
    engine: Interpreter,
    rule: ir.Rule,
    *,
    no_exclusions: bool,
    by_place: bool = False,
    classes: ClassOutcomes | None = None,
    among: Container[int] | None = None,
) -> Iterator[SubjectChoice]:
    """Yield the possible subjects of a rule, then the candidates, in the order of the document.

    With `by_place`, elements that are subjects only in some place of use are included. If `classes` contains
    the outcome of an element's class, the yielded choice contains this outcome. If `among` is given, listed
    elements are included only if `among` contains their Python identity.
    """
    subject = rule.subject
    if subject.single is not None:
        element = engine.value(subject.single, {}).value
        proof, trail = where(engine, rule, element)
        if proof.value is not False or by_place:
            yield SubjectChoice(element, proof.value, proof, trail=trail)
        return
    listed, ghosts = elements(engine, subject)
    day = on(engine)
    for element, belongs, alternate in listed:
        if among is not None and id(element) not in among:
            continue
        judging = engine.with_alternates if alternate else engine
        about = classes.about(day, element, belongs) if classes is not None else None
        outcome = classes.get(about) if classes is not None and about is not None else None
        if isinstance(outcome, NoResult):
            continue
        bare = SubjectChoice(
            element,
            belongs,
            NOTHING_ASKED,
            belongs=belongs,
            alternate=alternate,
            about=about,
            outcome=outcome,
        )
        chosen = chosen_again(judging, rule, bare) if outcome is None else bare
        if chosen.applies is not False or by_place:
            yield chosen
        elif classes is not None and about is not None:
            classes.keep(about, None)
    yield from hidden(engine, rule, ghosts, no_exclusions=no_exclusions, classes=classes)
    yield from hidden_in_alternates(engine, rule, no_exclusions=no_exclusions)


def elements(engine: Interpreter, subject: ir.Subject) -> tuple[list[ListedElement], list[Ghost]]:
    """Return the elements from which a rule selects its subjects, and ghosts.

    A ghost stands for all elements that an incomplete list may leave out.
    """
    items = _listed_elements(engine, subject) if subject.listed else _items_of_rule(engine, subject)
    others = alternates(engine)
    engine.worked_on = dict(items.worked_on)
    if not others:
        return [(element, belongs, False) for element, belongs in items.elements], items.ghosts
    listed = [(element, belongs, _component_id(element) in others) for element, belongs in items.elements]
    if not subject.listed:
        more = _items_of_rule(engine.with_alternates, subject)
        engine.with_alternates.worked_on = dict(more.worked_on)
        own = {id(element) for element, _ in items.elements}
        added = [
            (element, more.belongs(element, belongs))
            for element, belongs in more.elements
            if id(element) not in own
        ]
        listed += [(element, belongs, True) for element, belongs in added if _component_id(element) in others]
    return listed, items.ghosts


def hidden_in_alternates(
    engine: Interpreter, rule: ir.Rule, *, no_exclusions: bool
) -> Iterator[SubjectChoice]:
    """Yield the approved alternates that may contain an unlisted subject."""
    others = alternates(engine)
    if not others or rule.subject.listed or rule.subject.of is None:
        return
    ghosts = _items_of_rule(engine.with_alternates, rule.subject).ghosts
    alternate_ghosts = (
        ghost for ghost in ghosts if ghost.holder is not None and _component_id(ghost.holder) in others
    )
    for choice in hidden(engine.with_alternates, rule, alternate_ghosts, no_exclusions=no_exclusions):
        yield replace(choice, alternate=True)


def hidden(
    engine: Interpreter,
    rule: ir.Rule,
    ghosts: Iterable[Ghost],
    *,
    no_exclusions: bool,
    classes: ClassOutcomes | None = None,
) -> Iterator[SubjectChoice]:
    """Yield the candidates: components that may contain an unlisted subject."""
    for ghost in ghosts:
        holder = ghost.holder
        if holder is None:
            continue
        about = classes.about(on(engine), holder, None, ghost) if classes is not None else None
        outcome = classes.get(about) if classes is not None and about is not None else None
        if isinstance(outcome, NoResult):
            continue
        open_list = Proof(rule.subject.span, None, [], (), ghost.missing)
        if outcome is not None:
            yield SubjectChoice(holder, None, open_list, candidate=True, about=about, outcome=outcome)
            continue
        stand_in = engine.element_of_ghost(ghost)
        proof, _ = where(engine, rule, stand_in)
        if proof.value is False:
            if classes is not None and about is not None:
                classes.keep(about, None)
            continue
        reason = "" if no_exclusions else _excluded(engine, rule, holder)
        yield SubjectChoice(holder, None, open_list, True, reason, stand_in, about=about)  # noqa: FBT003 - a candidate


def on(engine: Interpreter) -> Hashable:
    """Return the day and the mode of the evaluation, on which an outcome stored by class depends."""
    return (engine.day, engine.verdicts_only)


def _items_of_rule(engine: Interpreter, subject: ir.Subject) -> Items:
    assert subject.of is not None
    return engine.items(subject.of, {})


def _listed_elements(engine: Interpreter, subject: ir.Subject) -> Items:
    """Return the listed elements from which a rule selects its subjects, without ghosts."""
    bom = engine.reader.bom
    if subject.record == "material":
        return Items([(m, True) for c in bom.components.values() for m in bom.materials(c)])
    return Items([(c, True) for c in bom.components.values()])


def alternates(engine: Interpreter) -> frozenset[str]:
    """Return the ids of components that an alternate may add to the product."""
    return (
        engine.with_alternates.lists.only_alternates() if engine.with_alternates is not None else frozenset()
    )


def _component_id(element: Element) -> str:
    holder: Element | None = element
    while holder is not None and holder.kind != "component":
        holder = holder.owner
    return holder.id if holder is not None else ""


def where(engine: Interpreter, rule: ir.Rule, element: Element) -> tuple[Proof, Trail | None]:
    """Return whether an element satisfies the condition for subjects, with the reliances of this result."""
    subject = rule.subject
    if subject.where is None:
        return Proof(subject.span, value=True), None
    engine.begin(rule, element)
    where, scope = subject.where, {subject.variable: element}
    proof, trail = (
        engine.evaluate_once((id(where), element), where, lambda: engine.cond(where, scope)),
        engine.trail,
    )
    trail.measured, trail.notes = {}, {}  # these are for words about the requirement
    return proof, trail


def chosen_again(engine: Interpreter, rule: ir.Rule, chosen: SubjectChoice) -> SubjectChoice:
    """Return the choice after a new test of the condition for subjects, at the current place of use."""
    proof, trail = where(engine, rule, chosen.element)
    applies = conjunction([chosen.belongs, proof.value])
    return replace(chosen, applies=applies, proof=proof, trail=trail)


def _excluded(engine: Interpreter, rule: ir.Rule, holder: Element) -> str:
    for exclusion in rule.exclusions:
        if exclusion.where is None:
            return exclusion.because
        scope = dict.fromkeys(("component", "item", "part"), holder)
        if engine.cond(exclusion.where, scope).value is True:
            return exclusion.because
    return ""


def some_places(engine: Interpreter, element: Element, most: int) -> Iterator[tuple[Element, ...]]:
    """Yield the first `most` places of use of a component that has too many places.

    A place is the path from the product down to the component, without the component itself.
    """
    part = element
    while part.kind != "component" and part.owner is not None:
        part = part.owner
    waiting: list[tuple[Element, tuple[Element, ...]]] = [(part, ())]
    while waiting and most:
        component, below = waiting.pop()
        above = engine.reader.bom.parents(component)
        if not above:
            most -= 1
            yield below
        parents = {id(u.parent): u.parent for u in above}.values()
        waiting += [(parent, (parent, *below)) for parent in parents]


def places(engine: Interpreter, element: Element) -> list[tuple[Element, ...]]:
    """Return the places of use of an element's component: every path from the product to the component.

    The component itself is not part of the path.
    """
    part: Element | None = element
    while part is not None and part.kind != "component":
        part = part.owner
    if part is None:
        return [()]
    paths: list[tuple[Element, ...]] = []
    waiting: list[tuple[Element, tuple[Element, ...]]] = [(part, ())]
    for number, (component, below) in enumerate(waiting):  # the loop appends to this list
        # Each path that has begun leads to at least one place.
        if len(waiting) - number + len(paths) > MOST_PLACES:
            raise TooManyPlacesError
        above = engine.reader.bom.parents(component)
        if not above:
            paths.append(below)
        parents = {id(u.parent): u.parent for u in above}.values()
        waiting += [(parent, (parent, *below)) for parent in parents]
    return paths
