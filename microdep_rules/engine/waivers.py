"""Waivers on the outcomes of a run: what each covers, whether it has effect, and what is to be said of it."""

from __future__ import annotations

from collections import Counter
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from microdep_rules.bom.errors import waivers as say
from microdep_rules.bom.evidence_files import UNPROVEN, Opened
from microdep_rules.bom.legal_basis import permits
from microdep_rules.bom.people import is_allowed, same_person
from microdep_rules.engine.grouping import merged
from microdep_rules.engine.promised import changed
from microdep_rules.engine.scopes import Indexed, Obstacle, Place, Tried, try_on

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from microdep_rules.bom.model import Bom
    from microdep_rules.bom.waivers import Waiver
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.engine.outcome import Outcome

Status = Literal["pending", "active", "expiring", "expired", "unused", "elsewhere", "refused", "unproven"]
SOON = 90
"""So many days before its last one a waiver is said to end soon."""
MOST_NEAR = 20
"""For so many parts that are in no document it is looked whether one nearly has their name."""
IN_EFFECT: frozenset[Status] = frozenset({"active", "expiring"})
STRICT: frozenset[Status] = frozenset({"expired", "unused", "refused", "unproven"})
"""What fails where waivers are taken strictly."""


LONGEST = 366
"""So many days a waiver may last where the configuration does not state another number: one year."""


class Limits(Struct, frozen=True):
    """What a company allows of waivers: how long one lasts at most, and who may approve one."""

    longest: int = LONGEST
    """Days from the first to the last."""
    approvers: tuple[str, ...] = ()
    """Names, mail addresses, or both; anybody where none is named."""

    def refuses(self, waiver: Waiver) -> bool:
        """Return whether a waiver is beyond what is allowed, so that it has no effect."""
        return self.is_too_long(waiver) or self.is_by_another(waiver)

    def is_too_long(self, waiver: Waiver) -> bool:
        """Return whether a waiver lasts longer than any may."""
        return waiver.days > self.longest

    def is_by_another(self, waiver: Waiver) -> bool:
        """Return whether somebody approved it who may not."""
        return bool(self.approvers) and not is_allowed(waiver.approved_by, self.approvers)


USUAL = Limits()
NO_FILES: Mapping[str, tuple[Opened, ...]] = MappingProxyType({})


class State(Struct, frozen=True):
    """What a waiver is on a day, and how many days that day is away from the one that matters.

    Of one that is `pending` these are the days until it begins, of one that is `expired` those since its last
    day, of every other one those until its last day.
    """

    status: Status
    days: int


def state_of(
    waiver: Waiver,
    as_of: date,
    covered: int,
    *,
    elsewhere: bool = False,
    refused: bool = False,
    unproven: bool = False,
) -> State:
    """The status of a waiver, of which first and last day both count.

    `covered` is how many findings of a run it names; `elsewhere` says that the run is not about what it
    names: another document, another contract, a rule that was not run; `refused` that it is not allowed;
    `unproven` that a file on which it relies is missing, or another one than it states.
    """
    if refused:
        return State("refused", max(0, (waiver.until - as_of).days))
    if as_of < waiver.start:
        return State("pending", (waiver.start - as_of).days)
    left = (waiver.until - as_of).days
    if left < 0:
        return State("expired", -left)
    if not covered:
        return State("elsewhere" if elsewhere else "unused", left)
    if unproven:
        return State("unproven", left)
    return State("expiring" if left <= SOON else "active", left)


class OnDocument(Struct, frozen=True):
    """What was said of one document."""

    id: str
    path: str
    bom: Bom
    outcomes: tuple[Outcome, ...]


class Covered(Struct, frozen=True):
    """A finding that a waiver names; whether that has effect is a matter of its status."""

    path: str
    outcome: Outcome
    fingerprint: str


class Waived(Struct, frozen=True):
    """A waiver on a run."""

    waiver: Waiver
    state: State
    covers: tuple[Covered, ...]
    because: str = ""
    """Why the run is not about what it names."""
    against_law: bool = False
    """Whether it answers for what a rule of law does not permit, by no provision of law that does."""
    files: tuple[Opened, ...] = ()
    """The files on which it relies, with what opening them has shown."""


class Applied(Struct, frozen=True):
    """The outcomes of each document with the waivers that answer for them, and what is to be said."""

    outcomes: tuple[tuple[Outcome, ...], ...]
    waivers: tuple[Waived, ...]
    diagnostics: tuple[Diagnostic, ...]


def apply(
    waivers: Sequence[Waiver],
    documents: Sequence[OnDocument],
    as_of: date,
    judged: Collection[str],
    *,
    complete: bool = True,
    limits: Limits = USUAL,
    files: Mapping[str, tuple[Opened, ...]] = NO_FILES,
) -> Applied:
    """Every waiver on every document, within `limits`, with the `files` on which it relies by its id.

    `judged` are the rules that were run, also by the names that they had; `complete` says whether every
    document could be judged, without which nobody can say that a waiver is not used.
    """
    indexed = [Indexed(each) for each in documents]
    tried = [try_on(each, indexed) for each in waivers]
    found = []
    for waiver, on in zip(waivers, tried, strict=True):
        because = _elsewhere(waiver, on, documents, judged, complete=complete)
        number = sum(len(match) for match in on.matches)
        lacks = any(file.state in UNPROVEN for file in files.get(waiver.id, ()))
        refused = limits.refuses(waiver)
        state = state_of(waiver, as_of, number, elsewhere=bool(because), refused=refused, unproven=lacks)
        found.append((waiver, state, because))
    in_effect = [n for n, (_, each, _) in enumerate(found) if each.status in IN_EFFECT]
    in_effect.sort(
        key=lambda n: (
            _lacks_law(waivers[n], tried[n], documents),
            -waivers[n].until.toordinal(),
            waivers[n].id,
        )
    )
    outcomes = []
    shared: dict[tuple[int, int], int] = {}
    for at, document in enumerate(documents):
        outcomes.append(_waived(document, at, waivers, tried, in_effect, shared))
    covers = _covers(documents, tried)
    against = {each.waiver for document in outcomes for each in document if each.against_law}
    result = tuple(
        Waived(waiver, each, of, because, waiver.id in against, files.get(waiver.id, ()))
        for (waiver, each, because), of in zip(found, covers, strict=True)
    )
    near = _Near(documents)
    about = zip(result, tried, strict=True)
    told = [problem for each, on in about for problem in _said(each, on, near, limits)]
    told += [_overlapping(waivers[other], waivers[first], many) for (first, other), many in shared.items()]
    return Applied(tuple(outcomes), result, tuple(told))


def _waived(
    document: OnDocument,
    at: int,
    waivers: Sequence[Waiver],
    tried: Sequence[Tried],
    in_effect: Sequence[int],
    shared: dict[tuple[int, int], int],
) -> tuple[Outcome, ...]:
    """The outcomes, each with the waiver that prevails; a group of parts falls apart into those it covers."""
    found: list[Outcome] = []
    prevails = _prevailing(tried, at, in_effect, shared)
    known = {waiver.id: waiver for waiver in reversed(waivers)}
    for number, outcome in enumerate(document.outcomes):
        by: dict[str, list[Outcome]] = {}
        for place, member in enumerate(outcome.members or (outcome,)):
            first = prevails.get((number, place))
            by.setdefault("" if first is None else waivers[first].id, []).append(member)
        if set(by) == {""}:
            found.append(outcome)
        elif not outcome.members or len(by) == 1:
            found.append(_answered(outcome, next(iter(by)), known))
        else:
            found += (_answered(merged(of, document.bom), id_, known) for id_, of in sorted(by.items()))
    return tuple(found)


def _prevailing(
    tried: Sequence[Tried], at: int, in_effect: Sequence[int], shared: dict[tuple[int, int], int]
) -> dict[Place, int]:
    """The waiver that prevails for each finding of a document; waivers that name the same are one to look at.

    `shared` is told how many findings each other one has in common with one that prevails.
    """
    alike: dict[int, list[int]] = {}
    for each in in_effect:
        alike.setdefault(id(tried[each].matches[at]), []).append(each)
    found: dict[Place, int] = {}
    for members in alike.values():
        for place in tried[members[0]].matches[at]:
            found.setdefault(place, members[0])
    for members in alike.values():
        for first, many in Counter(found[each] for each in tried[members[0]].matches[at]).items():
            for other in members:
                if other != first:
                    shared[first, other] = shared.get((first, other), 0) + many
    return found


def _answered(outcome: Outcome, id_: str, known: Mapping[str, Waiver]) -> Outcome:
    """An outcome with the waiver by which somebody answers for it; none, where the id is empty."""
    waiver = known.get(id_)
    return changed(outcome, waiver=id_, against_law=waiver is not None and is_against_law(waiver, outcome))


def is_against_law(waiver: Waiver, outcome: Outcome) -> bool:
    """Return whether a waiver accepts what a rule of law does not, and names no provision that can permit it.

    Such a provision is of a law that the rule or its exceptions cite, and is not the one that forbids.
    """
    rule = outcome.rule
    excepting = [cite for exception in rule.exceptions for cite in exception.cites]
    return rule.obligation == "statutory" and not permits(waiver.legal_basis, rule.cites, excepting)


def _lacks_law(waiver: Waiver, on: Tried, documents: Sequence[OnDocument]) -> bool:
    """Whether a waiver would be a decision against a rule of law for what it names, which is of one rule."""
    for document, matches in zip(documents, on.matches, strict=True):
        for number, _ in matches:
            return is_against_law(waiver, document.outcomes[number])
    return False


def _covers(documents: Sequence[OnDocument], tried: Sequence[Tried]) -> list[tuple[Covered, ...]]:
    """What each waiver names: one object for all that name the same, since each may name thousands."""
    found: dict[tuple[int, ...], tuple[Covered, ...]] = {}
    every = []
    for on in tried:
        key = tuple(map(id, on.matches))
        if key not in found:
            pairs = zip(documents, on.matches, strict=True)
            found[key] = tuple(each for document, matches in pairs for each in _named(document, matches))
        every.append(found[key])
    return every


def _named(document: OnDocument, matches: frozenset[Place]) -> Iterable[Covered]:
    for number, place in sorted(matches):
        outcome = document.outcomes[number]
        member = outcome.members[place] if outcome.members else outcome
        yield Covered(document.path, member, outcome.fingerprint(document.id))


def _elsewhere(
    waiver: Waiver,
    on: Tried,
    documents: Sequence[OnDocument],
    judged: Collection[str],
    *,
    complete: bool,
) -> str:
    """Why it is no wonder that a waiver covers nothing."""
    if waiver.rule not in judged:
        return "its rule was not run"
    if waiver.scope.document and all(document.id != waiver.scope.document for document in documents):
        return "its document was not checked"
    if on.other_contract and not on.obstacles:
        return "it is for another contract"
    return "" if complete else "not every document could be judged"


class _Near:
    """The parts of all documents, among which may be what a waiver means that names none of them."""

    def __init__(self, documents: Sequence[OnDocument]) -> None:
        self.documents = documents
        self._parts: frozenset[str] | None = None
        self._left = MOST_NEAR

    def parts(self) -> frozenset[str]:
        """Their ids; none for the many that come after the first, which have one cause."""
        self._left -= 1
        if self._left < 0:
            return frozenset()
        if self._parts is None:
            self._parts = frozenset(part for document in self.documents for part in document.bom.components)
        return self._parts


def _said(each: Waived, on: Tried, near: _Near, limits: Limits) -> list[Diagnostic]:
    """What is to be said of one waiver."""
    waiver, days, covered = each.waiver, each.state.days, len(each.covers)
    match each.state.status:
        case "expired":
            return [say.expired(waiver.id, days, covered, waiver.span("until"))]
        case "pending":
            return [say.pending(waiver.id, days, covered, waiver.span("from"))]
        case "elsewhere" | "unproven":  # of the latter, what is wrong with its files is said
            return []
        case "refused":
            return list(_refused(waiver, covered, limits))
        case "unused":
            return _without_effect(waiver, on) or [_unused(waiver, on, near)]
        case "active":
            return [*_without_law(each), *_without_effect(waiver, on), *_patterns(waiver, on)]
        case "expiring":
            return [
                *_without_law(each),
                *_without_effect(waiver, on),
                *_patterns(waiver, on),
                say.ends_soon(waiver.id, days, covered, waiver.span("until")),
            ]


def _refused(waiver: Waiver, covered: int, limits: Limits) -> Iterator[Diagnostic]:
    """Why a waiver is not allowed."""
    if limits.is_too_long(waiver):
        yield say.too_long(waiver.id, waiver.days, limits.longest, covered, waiver.span("until"))
    if limits.is_by_another(waiver):
        near = [approver for approver in limits.approvers if same_person(waiver.approved_by, approver)]
        at = waiver.span("approved_by")
        yield say.approver_not_allowed(waiver.id, waiver.approved_by, near, covered, at)


def _without_law(each: Waived) -> list[Diagnostic]:
    """That a waiver accepts what a rule of law does not, by no provision of law."""
    waiver = each.waiver
    if not each.against_law:
        return []
    at = waiver.span("legal_basis" if waiver.legal_basis else "rule")
    return [say.against_law(waiver.id, waiver.rule, waiver.legal_basis, at)]


def _without_effect(waiver: Waiver, on: Tried) -> list[Diagnostic]:
    """Findings that it names, and on which it has no effect all the same.

    That some of them have another verdict is told only of a waiver that covers nothing else.
    """
    told = [obstacle for obstacle in on.obstacles if obstacle.kind != "verdict" or not any(on.matches)]
    return [_obstacle(waiver, each) for each in dict.fromkeys(told)]


def _obstacle(waiver: Waiver, found: Obstacle) -> Diagnostic:
    limit = waiver.scope.quantity or 0
    match found.kind:
        case "verdict":
            at = (
                waiver.span("verdicts")
                if waiver.file.spans.has(f"{waiver.pointer}/verdicts")
                else waiver.span()
            )
            return say.not_its_verdict(waiver.id, found.name, at)
        case "contract":
            return say.contract_unknown(waiver.id, waiver.span("scope", "contract"))
        case "documents":
            at = waiver.span("scope", "fingerprints")
            return say.several_documents(waiver.id, found.name, found.paths, at)
        case "quantity":
            at = waiver.span("scope", "quantity")
            if found.number is None:
                return say.quantity_unknown(waiver.id, found.name, at)
            return say.quantity_exceeded(waiver.id, found.name, found.number, limit, at)


def _patterns(waiver: Waiver, on: Tried) -> Iterator[Diagnostic]:
    """What names several parts, or looks as if it did, in a waiver that covers others."""
    yield from _several(waiver, on)
    for kind, index, name in on.unknown:
        if "*" in name:
            yield say.no_such_part(waiver.id, name, (), waiver.span("scope", kind, index))


def _several(waiver: Waiver, on: Tried) -> Iterator[Diagnostic]:
    """Ids of materials that several components have: which one is meant is not known."""
    for index, name, meant in on.several:
        yield say.several_parts(waiver.id, name, meant, waiver.span("scope", "parts", index))


def _unused(waiver: Waiver, on: Tried, near: _Near) -> Diagnostic:
    for several in _several(waiver, on):
        return several
    for kind, index, name in on.unknown:
        known = near.parts() if kind == "parts" else frozenset[str]()
        return say.no_such_part(waiver.id, name, known, waiver.span("scope", kind, index))
    return say.unused(waiver.id, waiver.span())


def _overlapping(other: Waiver, prevails: Waiver, many: int) -> Diagnostic:
    return say.overlap(other.id, prevails.id, many, other.span(), prevails.span())
