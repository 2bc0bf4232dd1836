"""Diagnostics about waivers in a check, such as a waiver that ends soon or has no effect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.bom.legal_basis import basis_words, has_permission
from microdep_rules.bom.people import is_same_person
from microdep_rules.messages import diagnose
from microdep_rules.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from microdep_rules.bom.waivers import Waiver
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.engine.scopes import Obstacle, ScopeMatches
    from microdep_rules.engine.waivers import AppliedWaiver, DocumentOutcomes, WaiverLimits
    from microdep_rules.lang.ir import Rule
    from microdep_rules.source import Span

MOST_NAMED = 3
"""Maximum number of similar ids that a message suggests."""
MOST_NEAR = 20
"""Maximum number of unknown component names for which similar names are searched."""


class SimilarComponents:
    """Component ids of all documents, to suggest an id that is similar to an unknown id."""

    def __init__(self, documents: Sequence[DocumentOutcomes]) -> None:
        self.documents = documents
        self._parts: frozenset[str] | None = None
        self._left = MOST_NEAR

    def parts(self) -> frozenset[str]:
        """Return the ids of all components; after `MOST_NEAR` calls, return none, to save time."""
        self._left -= 1
        if self._left < 0:
            return frozenset()
        if self._parts is None:
            self._parts = frozenset(part for document in self.documents for part in document.bom.components)
        return self._parts


def problems_of(
    waived: AppliedWaiver, on: ScopeMatches, near: SimilarComponents, limits: WaiverLimits
) -> list[Diagnostic]:
    """Return all diagnostics about one waiver."""
    waiver, days, covered = waived.waiver, waived.state.days, len(waived.covers)
    match waived.state.status:
        case "expired":
            at = waiver.span("until")
            return [diagnose("waiver/not-in-effect", at, name=waiver.id, days=days, covered=covered)]
        case "pending":
            at = waiver.span("from")
            return [
                diagnose("waiver/not-in-effect", at, "pending", name=waiver.id, days=days, covered=covered)
            ]
        case "elsewhere" | "unproven":  # problems of the files are reported elsewhere
            return []
        case "refused":
            return list(_exceeded_limits(waiver, covered, limits))
        case "unused":
            return _without_effect(waiver, on) or [_unused(waiver, on, near)]
        case "active":
            return [*_without_law(waived), *_without_effect(waiver, on), *_patterns(waiver, on)]
        case "expiring":
            return [
                *_without_law(waived),
                *_without_effect(waiver, on),
                *_patterns(waiver, on),
                _ends_soon(waiver, days, covered),
            ]


def _exceeded_limits(waiver: Waiver, covered: int, limits: WaiverLimits) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each limit of the company that a waiver exceeds, such as its duration."""
    if limits.is_too_long(waiver):
        yield diagnose(
            "waiver/period",
            waiver.span("until"),
            "too-long",
            name=waiver.id,
            days=waiver.days,
            longest=limits.longest,
            covered=covered,
        )
    if limits.is_by_another(waiver):
        near = [approver for approver in limits.approvers if is_same_person(waiver.approved_by, approver)]
        at = waiver.span("approved_by")
        name, approver = waiver.id, waiver.approved_by
        yield (
            diagnose(
                "waiver/approver",
                at,
                "similar-name",
                name=name,
                approver=approver,
                near=near,
                covered=covered,
            )
            if near
            else diagnose("waiver/approver", at, name=name, approver=approver, covered=covered)
        )


def _ends_soon(waiver: Waiver, days: int, covered: int) -> Diagnostic:
    at = waiver.span("until")
    if days == 0:
        return diagnose("waiver/ends-soon", at, "today", name=waiver.id, number=covered)
    return diagnose("waiver/ends-soon", at, name=waiver.id, days=days, number=covered)


def _without_law(waived: AppliedWaiver) -> list[Diagnostic]:
    """Return the diagnostic for a waiver that deviates from a rule of law and cites no provision."""
    waiver = waived.waiver
    if not waived.against_law:
        return []
    at = waiver.span("legal_basis" if waiver.legal_basis else "rule")
    basis = basis_words(waiver.legal_basis)
    provision = permitting_provision(waived.covers[0].outcome.rule) if waived.covers else ""
    example = f", such as `{provision}`" if provision else ""
    return [
        diagnose("waiver/against-law", at, name=waiver.id, rule=waiver.rule, basis=basis, example=example)
    ]


def permitting_provision(rule: Rule) -> str:
    """Return the first provision in the exceptions of a rule that can permit a waiver, such as `FAR 9.1(b)`.

    The text is empty if there is no such provision.
    """
    cites = [cite for exception in rule.exceptions for cite in exception.cites]
    pieces = [piece.strip() for cite in cites for piece in cite.split(";")]
    return next((piece for piece in pieces if has_permission(piece, rule.cites, cites)), "")


def _without_effect(waiver: Waiver, on: ScopeMatches) -> list[Diagnostic]:
    """Return the diagnostics about findings that a waiver names but does not cover.

    A finding with a verdict that the waiver excludes is reported only if the waiver covers no finding at all.
    """
    obstacles = [obstacle for obstacle in on.obstacles if obstacle.kind != "verdict" or not any(on.matches)]
    return [_obstacle(waiver, obstacle) for obstacle in dict.fromkeys(obstacles)]


def _obstacle(waiver: Waiver, obstacle: Obstacle) -> Diagnostic:
    limit = waiver.scope.quantity or 0
    match obstacle.kind:
        case "verdict":
            at = (
                waiver.span("verdicts")
                if waiver.file.spans.has(f"{waiver.pointer}/verdicts")
                else waiver.span()
            )
            return diagnose("waiver/scope", at, "other-verdict", name=waiver.id, verdict=obstacle.name)
        case "contract":
            return diagnose("waiver/quantity", waiver.span("scope", "contract"), "contract", name=waiver.id)
        case "documents":
            at = waiver.span("scope", "fingerprints")
            return diagnose(
                "waiver/scope",
                at,
                "several-documents",
                name=waiver.id,
                fingerprint=obstacle.name,
                paths=obstacle.paths,
            )
        case "quantity":
            at = waiver.span("scope", "quantity")
            if obstacle.number is None:
                return diagnose("waiver/quantity", at, "unknown", name=waiver.id, component=obstacle.name)
            return diagnose(
                "waiver/quantity",
                at,
                name=waiver.id,
                component=obstacle.name,
                limit=limit,
                used=obstacle.number,
            )


def _patterns(waiver: Waiver, on: ScopeMatches) -> Iterator[Diagnostic]:
    """Yield the diagnostics about ids with several matches, and about names with a wildcard (`*`)."""
    yield from _ambiguous_ids(waiver, on)
    for kind, index, name in on.unknown:
        if "*" in name:
            yield _not_found(waiver, name, (), waiver.span("scope", kind, index))


def _ambiguous_ids(waiver: Waiver, on: ScopeMatches) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each id that several materials have; the waiver must name one of them."""
    for index, name, meant in on.several:
        yield diagnose(
            "waiver/scope",
            waiver.span("scope", "components", index),
            "several-materials",
            id=name,
            name=waiver.id,
            count=len(meant),
            ids=meant[:MOST_NAMED],
        )


def _unused(waiver: Waiver, on: ScopeMatches, near: SimilarComponents) -> Diagnostic:
    for several in _ambiguous_ids(waiver, on):
        return several
    for kind, index, name in on.unknown:
        known = near.parts() if kind == "components" else frozenset[str]()
        return _not_found(waiver, name, known, waiver.span("scope", kind, index))
    return diagnose("waiver/scope", waiver.span(), "unused", name=waiver.id)


def _not_found(waiver: Waiver, component: str, known: Collection[str], at: Span) -> Diagnostic:
    if "*" in component:
        return diagnose("waiver/scope", at, "pattern", component=component, name=waiver.id)
    near = did_you_mean(component, known) or ""
    return diagnose("waiver/scope", at, "not-found", component=component, name=waiver.id, near=near)


def overlap(other: Waiver, winner: Waiver, many: int) -> Diagnostic:
    """Return the diagnostic about `many` findings that both `other` and `winner` cover."""
    further_spans = [winner.span()]
    return diagnose(
        "waiver/overlap", other.span(), also=further_spans, name=other.id, winner=winner.id, covered=many
    )
