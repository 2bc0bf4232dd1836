"""Waivers in a check: the findings that they cover, and their status."""

from __future__ import annotations

from collections import Counter
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from microdep_rules.bom.evidence_files import UNPROVEN, OpenedFile
from microdep_rules.bom.legal_basis import has_permission
from microdep_rules.bom.people import is_allowed
from microdep_rules.engine.grouping import merged
from microdep_rules.engine.lazy_outcomes import update_outcome
from microdep_rules.engine.scopes import DocumentIndex, Place, ScopeMatches, matches_in
from microdep_rules.engine.waiver_problems import SimilarComponents, overlap, problems_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from microdep_rules.bom.model import Bom
    from microdep_rules.bom.waivers import Waiver
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.engine.outcome import Outcome

Status = Literal["pending", "active", "expiring", "expired", "unused", "elsewhere", "refused", "unproven"]
SOON = 90
"""Number of days before the end of a waiver from which the check announces the end."""
SOON_PART = 4
"""Last part of a waiver's duration in which the check announces the end: one quarter.

For example, the end of a waiver of 30 days is announced from 7 days before it.
"""
IN_EFFECT: frozenset[Status] = frozenset({"active", "expiring"})
STRICT: frozenset[Status] = frozenset({"expired", "unused", "refused", "unproven"})
"""Statuses of waivers that make a check with `--strict-waivers` fail."""


LONGEST = 366
"""Default maximum duration of a waiver: one year, in days."""


class WaiverLimits(Struct, frozen=True):
    """Limits that a company sets for waivers: the maximum duration and the approvers."""

    longest: int = LONGEST
    """Maximum number of days from the first to the last day of a waiver."""
    approvers: tuple[str, ...] = ()
    """Names or mail addresses of the persons who may approve waivers; empty if anybody may approve them."""

    def refuses(self, waiver: Waiver) -> bool:
        """Return whether a waiver exceeds the limits of the company, and therefore has no effect."""
        return self.is_too_long(waiver) or self.is_by_another(waiver)

    def is_too_long(self, waiver: Waiver) -> bool:
        """Return whether a waiver lasts longer than the limit."""
        return waiver.days > self.longest

    def is_by_another(self, waiver: Waiver) -> bool:
        """Return whether a waiver was approved by a person who is not an allowed approver."""
        return bool(self.approvers) and not is_allowed(waiver.approved_by, self.approvers)


USUAL = WaiverLimits()
NO_FILES: Mapping[str, tuple[OpenedFile, ...]] = MappingProxyType({})


class WaiverState(Struct, frozen=True):
    """Status of a waiver on a day, such as `expired`, and a number of days.

    For a `pending` waiver, `days` counts the days until the waiver begins. For an `expired` waiver, `days`
    counts the days since the last day. For any other waiver, `days` counts the days until the last day.
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
) -> WaiverState:
    """Return the status of a waiver on a day; the waiver also applies on its first and its last day.

    `covered` is the number of findings that the waiver names in this check. `elsewhere` is true if the check
    is about another document or contract, or does not evaluate the waiver's rule. `refused` is true if the
    waiver exceeds the limits of the company. `unproven` is true if a file of the waiver is missing or has
    another digest.
    """
    if refused:
        return WaiverState("refused", max(0, (waiver.until - as_of).days))
    if as_of < waiver.start:
        return WaiverState("pending", (waiver.start - as_of).days)
    left = (waiver.until - as_of).days
    if left < 0:
        return WaiverState("expired", -left)
    if not covered:
        return WaiverState("elsewhere" if elsewhere else "unused", left)
    if unproven:
        return WaiverState("unproven", left)
    days = (waiver.until - waiver.start).days + 1
    return WaiverState("expiring" if left <= min(SOON, days // SOON_PART) else "active", left)


class DocumentOutcomes(Struct, frozen=True):
    """The outcomes of one document, with the id, the path and the content of the document."""

    id: str
    path: str
    bom: Bom
    outcomes: tuple[Outcome, ...]


class CoveredFinding(Struct, frozen=True):
    """Finding that a waiver names; the status of the waiver decides whether it has an effect."""

    path: str
    outcome: Outcome
    fingerprint: str


class AppliedWaiver(Struct, frozen=True):
    """A waiver with its status and the findings that it names in a check."""

    waiver: Waiver
    state: WaiverState
    covers: tuple[CoveredFinding, ...]
    because: str = ""
    """Reason why the waiver has nothing to do with this check, such as another contract; otherwise empty."""
    against_law: bool = False
    """True if the waiver covers a finding of a rule of law and cites no provision that permits this."""
    files: tuple[OpenedFile, ...] = ()
    """Files of evidence for the waiver, with the results of opening them."""


class WaiverEffect(Struct, frozen=True):
    """Result of applying waivers: outcomes, waivers with their status, and diagnostics.

    `outcomes` contains the outcomes of each document; each outcome names the waiver that covers it.
    """

    outcomes: tuple[tuple[Outcome, ...], ...]
    waivers: tuple[AppliedWaiver, ...]
    diagnostics: tuple[Diagnostic, ...]


def apply(
    waivers: Sequence[Waiver],
    documents: Sequence[DocumentOutcomes],
    as_of: date,
    judged: Collection[str],
    *,
    complete: bool = True,
    limits: WaiverLimits = USUAL,
    files: Mapping[str, tuple[OpenedFile, ...]] = NO_FILES,
) -> WaiverEffect:
    """Apply waivers to the outcomes of documents.

    `limits` contains the limits that the company sets for waivers, and `files` the files of each waiver.
    `judged` contains the rules that the check evaluated, with their former names. `complete` is true if every
    document could be judged; otherwise no waiver is reported as unused.
    """
    indexed = [DocumentIndex(document) for document in documents]
    scopes = [matches_in(waiver, indexed) for waiver in waivers]
    states = []
    for waiver, scope_matches in zip(waivers, scopes, strict=True):
        because = _reason_elsewhere(waiver, scope_matches, documents, judged, complete=complete)
        number = sum(len(match) for match in scope_matches.matches)
        lacks = any(file.state in UNPROVEN for file in files.get(waiver.id, ()))
        refused = limits.refuses(waiver)
        state = state_of(waiver, as_of, number, elsewhere=bool(because), refused=refused, unproven=lacks)
        states.append((waiver, state, because))
    in_effect = [n for n, (_, state, _) in enumerate(states) if state.status in IN_EFFECT]
    in_effect.sort(
        key=lambda n: (
            _lacks_law(waivers[n], scopes[n], documents),
            -waivers[n].until.toordinal(),
            waivers[n].id,
        )
    )
    outcomes = []
    shared: dict[tuple[int, int], int] = {}
    for at, document in enumerate(documents):
        outcomes.append(_waived(document, at, waivers, scopes, in_effect, shared))
    covers = _covers(documents, scopes)
    against = {outcome.waiver for document in outcomes for outcome in document if outcome.against_law}
    result = tuple(
        AppliedWaiver(waiver, state, findings, because, waiver.id in against, files.get(waiver.id, ()))
        for (waiver, state, because), findings in zip(states, covers, strict=True)
    )
    near = SimilarComponents(documents)
    about = zip(result, scopes, strict=True)
    diagnostics = [
        problem
        for waived, scope_matches in about
        for problem in problems_of(waived, scope_matches, near, limits)
    ]
    diagnostics += [overlap(waivers[other], waivers[first], many) for (first, other), many in shared.items()]
    return WaiverEffect(tuple(outcomes), result, tuple(diagnostics))


def _waived(
    document: DocumentOutcomes,
    at: int,
    waivers: Sequence[Waiver],
    scopes: Sequence[ScopeMatches],
    in_effect: Sequence[int],
    shared: dict[tuple[int, int], int],
) -> tuple[Outcome, ...]:
    """Return the outcomes of a document; an outcome that a waiver covers contains the id of the waiver.

    If a waiver covers only some members of a grouped outcome, the outcome is split.
    """
    outcomes: list[Outcome] = []
    waiver_by_finding = _waiver_by_finding(scopes, at, in_effect, shared)
    known = {waiver.id: waiver for waiver in reversed(waivers)}
    for number, outcome in enumerate(document.outcomes):
        by_waiver: dict[str, list[Outcome]] = {}
        for place, member in enumerate(outcome.members or (outcome,)):
            first = waiver_by_finding.get((number, place))
            by_waiver.setdefault("" if first is None else waivers[first].id, []).append(member)
        if set(by_waiver) == {""}:
            outcomes.append(outcome)
        elif not outcome.members or len(by_waiver) == 1:
            outcomes.append(_with_waiver(outcome, next(iter(by_waiver)), known))
        else:
            outcomes += (
                _with_waiver(merged(outcomes_of_waiver, document.bom), id_, known)
                for id_, outcomes_of_waiver in sorted(by_waiver.items())
            )
    return tuple(outcomes)


def _waiver_by_finding(
    scopes: Sequence[ScopeMatches], at: int, in_effect: Sequence[int], shared: dict[tuple[int, int], int]
) -> dict[Place, int]:
    """Return, for each covered finding, the index of the waiver that takes precedence.

    For two waivers with common findings, the number of these findings is added to `shared`.
    """
    by_scope: dict[int, list[int]] = {}
    for index in in_effect:
        by_scope.setdefault(id(scopes[index].matches[at]), []).append(index)
    waiver_by_finding: dict[Place, int] = {}
    for members in by_scope.values():
        for place in scopes[members[0]].matches[at]:
            waiver_by_finding.setdefault(place, members[0])
    for members in by_scope.values():
        for first, many in Counter(
            waiver_by_finding[place] for place in scopes[members[0]].matches[at]
        ).items():
            for other in members:
                if other != first:
                    shared[first, other] = shared.get((first, other), 0) + many
    return waiver_by_finding


def _with_waiver(outcome: Outcome, id_: str, known: Mapping[str, Waiver]) -> Outcome:
    """Return an outcome with the id of a waiver; an empty id means that no waiver covers it."""
    waiver = known.get(id_)
    return update_outcome(
        outcome, waiver=id_, against_law=waiver is not None and is_against_law(waiver, outcome)
    )


def is_against_law(waiver: Waiver, outcome: Outcome) -> bool:
    """Return whether a waiver deviates from a rule of law, and cites no provision that permits this.

    A provision can permit the waiver if it belongs to a law that the rule or its exceptions cite. The
    provision with the prohibition itself does not permit a waiver.
    """
    rule = outcome.rule
    excepting = [cite for exception in rule.exceptions for cite in exception.cites]
    return rule.obligation == "statutory" and not has_permission(waiver.legal_basis, rule.cites, excepting)


def _lacks_law(waiver: Waiver, on: ScopeMatches, documents: Sequence[DocumentOutcomes]) -> bool:
    """Return whether a waiver that covers a finding deviates from a rule of law without permission.

    One finding is enough for the test, because a waiver covers only one rule.
    """
    for document, matches in zip(documents, on.matches, strict=True):
        for number, _ in matches:
            return is_against_law(waiver, document.outcomes[number])
    return False


def _covers(
    documents: Sequence[DocumentOutcomes], scopes: Sequence[ScopeMatches]
) -> list[tuple[CoveredFinding, ...]]:
    """Return the findings that each waiver names; waivers with equal scopes share one tuple."""
    by_scope: dict[tuple[int, ...], tuple[CoveredFinding, ...]] = {}
    every = []
    for on in scopes:
        key = tuple(map(id, on.matches))
        if key not in by_scope:
            pairs = zip(documents, on.matches, strict=True)
            by_scope[key] = tuple(
                covered for document, matches in pairs for covered in _covered_findings(document, matches)
            )
        every.append(by_scope[key])
    return every


def _covered_findings(document: DocumentOutcomes, matches: frozenset[Place]) -> Iterable[CoveredFinding]:
    for number, place in sorted(matches):
        outcome = document.outcomes[number]
        member = outcome.members[place] if outcome.members else outcome
        yield CoveredFinding(document.path, member, outcome.fingerprint(document.id))


def _reason_elsewhere(
    waiver: Waiver,
    on: ScopeMatches,
    documents: Sequence[DocumentOutcomes],
    judged: Collection[str],
    *,
    complete: bool,
) -> str:
    """Return why the scope of a waiver is outside this check; empty if it is inside."""
    if waiver.rule not in judged:
        return "its rule was not run"
    if waiver.scope.document and all(document.id != waiver.scope.document for document in documents):
        return "its document was not checked"
    if on.other_contract and not on.obstacles:
        return "it is for another contract"
    return "" if complete else "not every document could be judged"
