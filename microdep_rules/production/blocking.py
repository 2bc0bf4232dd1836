"""Components that are blocked, because of rule outcomes or a stated restriction index."""

from __future__ import annotations

from fnmatch import fnmatchcase
from fractions import Fraction
from typing import TYPE_CHECKING

from msgspec import Struct, field

from microdep_rules.bom.amounts import bounds, written
from microdep_rules.bom.spans import join, split
from microdep_rules.engine.alternate_verdicts import ALTERNATE
from microdep_rules.engine.verdict import Verdict
from microdep_rules.production.structure import needed_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.config import ImpactSettings
    from microdep_rules.engine.outcome import ElementReference, Outcome
    from microdep_rules.engine.values import Truth
    from microdep_rules.production.structure import ProductStructure

OPEN_VERDICTS = frozenset({Verdict.UNKNOWN, Verdict.ERROR})
INDEX = "restriction index"
HELD = frozenset({"material", "stage", "input"})
"""Kinds of elements inside a component; outputs show a name with the component, as in `steel in Bolt`."""


class Reason(Struct, frozen=True):
    """Reason why a component is blocked or may be blocked."""

    rule: str
    """Rule as `pack/rule-name`, or `restriction index`."""
    blocked: bool
    """True if the component is blocked; false if the component may be blocked, because facts are missing."""
    message: str
    fix: str = ""
    missing: tuple[tuple[str, str], ...] = ()
    """Facts that are missing to decide the block, each as (fact, question to the user)."""
    pointer: str = ""
    file: str = ""
    depends_on: tuple[str, ...] = ()
    """Ids of components inside the blocked component that cause the fail and that have alternates."""
    by_alternates: bool = False
    """True if the component passes as listed, but may fail with an alternate of a component inside it."""


class Recheck(Struct, frozen=True):
    """Verdict of the rules on the product with viable alternates instead of blocked components."""

    passes: bool
    """True if the product with these alternates is viable."""
    components: frozenset[str]
    """Components of the product with these alternates."""
    blocked: frozenset[str]
    """Components that are blocked even with these alternates, if no other choice of alternates exists."""
    chosen: Mapping[str, str] = field(default_factory=dict)
    """Id of the chosen alternate by id of the replaced component; empty unless `passes` is true."""


class Blocks(Struct, frozen=True):
    """Blocked components of one product, with the reasons."""

    reasons: dict[str, tuple[Reason, ...]] = field(default_factory=dict)
    """Reasons by component id."""
    parties: dict[str, tuple[Reason, ...]] = field(default_factory=dict)
    """Reasons by the key of a blocked party; a point of failure of kind party has the same key."""
    judged: bool = False
    """True if a blocking rule applied to at least one component."""
    rechecked: Recheck | None = None
    """Verdict on the product with alternates, if the rules were evaluated again."""

    def of(self, id_: str) -> Truth:
        """Return whether a component is blocked."""
        return _value(self.reasons.get(id_, ()))

    def of_party(self, key: str) -> Truth:
        """Return whether a party is blocked."""
        return _value(self.parties.get(key, ()))


def _value(reasons: Iterable[Reason]) -> Truth:
    every = tuple(reasons)
    if any(reason.blocked and not reason.depends_on for reason in every):
        return True
    return None if every else False


def blocks_of(
    structure: ProductStructure,
    outcomes: Iterable[Outcome],
    settings: ImpactSettings,
) -> Blocks:
    """Return the blocked components of a product; `settings` states which outcomes block a component."""
    bom, key_of = structure.bom, structure.known.parties.key_of
    reasons: dict[str, list[Reason]] = {}
    parties: dict[str, list[Reason]] = {}
    components = Components(bom)
    judged = settings.restriction_index_above is not None
    for outcome in outcomes:
        if not settings_block(settings, outcome):
            continue
        judged = judged or outcome.verdict is not Verdict.NOT_APPLICABLE
        if outcome.waiver or (outcome.verdict is not Verdict.FAIL and outcome.verdict not in OPEN_VERDICTS):
            continue
        for part, own in parts_of(outcome):
            if part.kind == "party":
                parties.setdefault(key_of(part.id), []).append(_reason(own, part, ()))
            else:
                component = components.of(part)
                reason = _reason(own, part, components.replaceable(own, component))
                reasons.setdefault(component.id, []).append(reason)
    for component in bom.components.values() if settings.restriction_index_above is not None else ():
        by_index = _index_reason(component, settings)
        if by_index is not None:
            reasons.setdefault(component.id, []).append(by_index)
    return Blocks(_frozen(reasons), _frozen(parties), judged)


def parts_of(outcome: Outcome) -> Iterator[tuple[ElementReference, Outcome]]:
    """Yield each subject of an outcome with its outcome.

    A group has several subjects. A member without an outcome of its own gets the outcome of the group.
    """
    own = {member.subject.id: member for member in outcome.members}
    for part in outcome.parts or (outcome.subject,):
        yield part, own.get(part.id, outcome)


def _frozen(by_key: dict[str, list[Reason]]) -> dict[str, tuple[Reason, ...]]:
    return {key: tuple(reasons) for key, reasons in by_key.items()}


def settings_block(settings: ImpactSettings, outcome: Outcome) -> bool:
    """Return whether a component that fails the rule of this outcome is blocked, by the settings."""
    rule = outcome.rule.id
    if any(fnmatchcase(rule, pattern) for pattern in settings.not_rules):
        return False
    return outcome.rule.severity in settings.severities or any(fnmatchcase(rule, p) for p in settings.rules)


def _reason(outcome: Outcome, part: ElementReference, depends_on: tuple[str, ...]) -> Reason:
    blocked = outcome.verdict is Verdict.FAIL
    asks = {question.missing.name: question.ask for question in outcome.missing}
    return Reason(
        outcome.rule.id,
        blocked,
        outcome.message or outcome.rule.title,
        outcome.fix,
        tuple(asks.items()),
        part.pointer,
        part.file,
        depends_on if blocked else (),
        by_alternates=outcome.open == ALTERNATE,
    )


def _index_reason(component: Element, settings: ImpactSettings) -> Reason | None:
    """Return the reason why the restriction index blocks or may block a component; `None` if it does not."""
    assert settings.restriction_index_above is not None
    threshold = Fraction(settings.restriction_index_above)
    stated = bounds(component.data.get("restriction_index"))
    if stated.high is not None and stated.high <= threshold:
        return None
    pointer, limit = join(component.pointer, "restriction_index"), written(threshold)
    if stated.low is not None and stated.low > threshold:
        said = f"restriction index {written(stated.low)}; more than {limit} blocks"
        return Reason(INDEX, True, said, pointer=pointer, file=component.file.path)  # noqa: FBT003
    ask = f"what is the restriction index (from 0 to 1) of {component.name}?"
    missing = (("component.restriction_index", ask),)
    said = f"restriction index not known; more than {limit} blocks"
    return Reason(INDEX, False, said, "", missing, pointer, component.file.path)  # noqa: FBT003


class Components:
    """Index of the components of a document by position (JSON pointer)."""

    def __init__(self, bom: Bom) -> None:
        self.bom = bom
        self._by_pointer = {component.pointer: component for component in bom.components.values()}
        self.with_alternates = {
            id_ for id_, component in bom.components.items() if component.data.get("alternates")
        }

    def of(self, part: ElementReference) -> Element:
        """Return the component that contains the element `part`; the product if no component contains it."""
        id_ = part.id.rpartition("/")[0] if part.kind == "material" else part.id
        if part.kind in {"component", "material"} and id_ in self.bom.components:
            return self.bom.components[id_]
        return self.at(part.pointer) or self.bom.product

    def at(self, pointer: str) -> Element | None:
        """Return the innermost component that contains the element at this JSON pointer."""
        steps = split(pointer)
        while steps:
            component = self._by_pointer.get(join("", *steps))
            if component is not None:
                return component
            steps = steps[:-1]
        return None

    def subject_name(self, part: ElementReference, name_of: Callable[[str], str]) -> str:
        """Return the name of an element, as in `steel in Bolt` for a material, stage or input."""
        if part.kind == "component" and part.id in self.bom.components:
            return name_of(part.id)
        if part.kind not in HELD:
            return part.name
        component = self.of(part)
        return part.name if component.name in part.name else f"{part.name} in {name_of(component.id)}"

    def replaceable(self, outcome: Outcome, component: Element) -> tuple[str, ...]:
        """Return the ids of components inside `component` that cause its fail and that have alternates."""
        if outcome.verdict is not Verdict.FAIL or not self.with_alternates:
            return ()
        ids: dict[str, None] = {}
        for fact in outcome.facts:
            holder = self.at(fact.pointer) if fact.file == component.file.path or not fact.file else None
            if holder is not None and holder is not component:
                ids |= dict.fromkeys(self._replaceable_between(holder, component))
        return tuple(ids)

    def _replaceable_between(self, holder: Element, component: Element) -> Iterator[str]:
        """Yield the components with alternates on the paths from `component` down to `holder`."""
        above, waiting = {holder.id: holder}, [holder]
        while waiting:
            for user in self._users(waiting.pop()):
                if user.id not in above:
                    above[user.id] = user
                    waiting += [] if user.id == component.id else [user]
        if component.id not in above:
            return
        seen, waiting = {component.id}, [component]
        while waiting:
            for id_ in needed_of(self.bom, waiting.pop()):
                if id_ in above and id_ not in seen:
                    seen.add(id_)
                    waiting.append(above[id_])
                    if id_ in self.with_alternates:
                        yield id_

    def _users(self, component: Element) -> Iterator[Element]:
        for usage in self.bom.parents(component):
            yield usage.parent
        for entry in self.bom.entries_for(component):
            owner = entry.owner
            while owner is not None and owner.kind != "component":
                owner = owner.owner
            if owner is not None:
                yield owner
