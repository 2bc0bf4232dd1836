"""Waivers: findings of a rule that a company accepts for a limited time."""

from __future__ import annotations

import datetime as dt
import unicodedata
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.bom.errors import facts
from microdep_rules.bom.errors import waivers as say
from microdep_rules.bom.load import load_document
from microdep_rules.bom.spans import join
from microdep_rules.diagnostics import has_errors
from microdep_rules.messages import diagnose
from microdep_rules.vocabulary.placeholder_names import is_reason

if TYPE_CHECKING:
    from collections.abc import Iterable

    from microdep_rules.bom.load import LoadedDocument
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span

PEOPLE = ("requested_by", "approved_by")
NAMING = ("components", "part_numbers", "fingerprints", "all_components")
"""Fields of a scope that select components. All other fields of a scope limit this selection."""
FAIL = "fail"
"""Verdict that a waiver covers if the waiver states no verdict."""


class PartNumber(Struct, frozen=True):
    """Manufacturer and part number."""

    manufacturer: str
    mpn: str


class WaiverScope(Struct, frozen=True):
    """Findings of a rule that a waiver covers."""

    components: tuple[str, ...] = ()
    part_numbers: tuple[PartNumber, ...] = ()
    fingerprints: frozenset[str] = frozenset()
    all_components: bool = False
    quantity: int | None = None
    contract: str = ""
    document: str = ""


class WaiverFile(Struct, frozen=True):
    """Document that a waiver relies on."""

    path: str
    digest: str
    """Stated SHA-256 in lower case; empty if none is stated."""
    index: int
    """Position of the file in `evidence`."""


class Waiver(Struct, frozen=True, eq=False):
    """Waiver in a waiver file."""

    id: str
    rule: str
    scope: WaiverScope
    verdicts: frozenset[str]
    reason: str
    legal_basis: str
    requested_by: str
    approved_by: str
    start: dt.date
    until: dt.date
    """Last day of the waiver. The waiver is still valid on this day."""
    evidence: tuple[str, ...]
    """Numbers and addresses of documents. These documents are not opened."""
    files: tuple[WaiverFile, ...]
    file: LoadedDocument
    pointer: str

    @property
    def days(self) -> int:
        """Number of days from the first to the last day of the waiver, both included."""
        return (self.until - self.start).days + 1

    def span(self, *fields: str | int) -> Span:
        """Return the place of a field; without a field, the place of the id."""
        return self.file.spans.value(join(self.pointer, *(fields or ("id",))))


def load_waivers(path: str, data: bytes) -> tuple[LoadedDocument, tuple[Waiver, ...], list[Diagnostic]]:
    """Return a file of waivers, its waivers, and diagnostics.

    If the file has an error, the result has no waivers.
    """
    loaded = load_document(path, data, kind="waivers")
    problems = [say.of_waivers(diagnostic) for diagnostic in loaded.diagnostics]
    entries = _entries(loaded)
    for index, entry in enumerate(entries):
        if isinstance(entry, dict):
            problems += _check_waiver(loaded, join("/waivers", index), entry)
    if loaded.value is None or has_errors(problems):
        return loaded, (), problems
    waivers = tuple(_build_waiver(loaded, join("/waivers", n), entry) for n, entry in enumerate(entries))
    return loaded, waivers, problems


def report_repeated(files: Iterable[LoadedDocument]) -> list[Diagnostic]:
    """Return diagnostics for ids that two waivers have, in any file. Outputs name waivers by their ids."""
    first: dict[str, Span] = {}
    problems = []
    for loaded in files:
        for index, entry in enumerate(_entries(loaded)):
            name = entry.get("id") if isinstance(entry, dict) else None
            if name is not None:
                at = loaded.spans.value(join("/waivers", index, "id"))
                known = first.setdefault(name, at)
                problems += (
                    [diagnose("bom/duplicate-id", at, also=[known], records="waivers", id=name)]
                    if known is not at
                    else []
                )
    return problems


def normalize(text: str) -> str:
    """Return a name or number in lowercase and with single blanks, for comparison.

    >>> normalize("  Example  Motors"), normalize("EM-2806")
    ('example motors', 'em-2806')
    """
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _entries(loaded: LoadedDocument) -> list[Any]:
    """Return the waivers in a file, without wrong fields."""
    readable = loaded.fields
    written = readable.value.get("waivers") if readable is not None and readable.value is not None else None
    return written if isinstance(written, list) else []


def _check_waiver(loaded: LoadedDocument, pointer: str, entry: dict[str, Any]) -> list[Diagnostic]:
    """Return diagnostics for mistakes in a waiver that the schema cannot detect.

    `entry` is the waiver without its wrong fields.
    """
    spans = loaded.spans
    problems: list[Diagnostic] = []
    days: dict[str, dt.date] = {}
    for field in ("from", "until"):
        if field in entry:
            at = spans.value(join(pointer, field))
            try:
                days[field] = dt.date.fromisoformat(entry[field])
            except ValueError:
                problems.append(
                    diagnose("bom/not-a-date", at, "no-such-day", field=field, value=entry[field])
                )
    ends = spans.value(join(pointer, "until"))
    if len(days) == len(("from", "until")) and days["until"] < days["from"]:
        begins = spans.value(join(pointer, "from"))
        problems.append(
            say.ends_before_it_begins(entry.get("id", ""), (days["from"], days["until"]), ends, begins)
        )
    reason = entry.get("reason")
    if isinstance(reason, str) and not (is_reason(reason) and len(reason.strip()) > 1):
        problems.append(facts.says_nothing("reason", reason, spans.value(join(pointer, "reason"))))
    basis = entry.get("legal_basis")
    if isinstance(basis, str) and not is_reason(basis) and not any(map(str.isdigit, basis)):
        at = spans.value(join(pointer, "legal_basis"))
        problems.append(diagnose("bom/empty-value", at, "no-legal-basis", field="legal_basis", value=basis))
    return problems + _check_people(loaded, pointer, entry) + _check_scope(loaded, pointer, entry)


def _check_people(loaded: LoadedDocument, pointer: str, entry: dict[str, Any]) -> list[Diagnostic]:
    from microdep_rules.bom.people import (
        are_comparable,
        doubt_about,
        is_named_in,
        likeness,
    )  # imported here, because most checks have no waivers
    from microdep_rules.vocabulary.placeholder_names import names_somebody

    places = {person: loaded.spans.value(join(pointer, person)) for person in PEOPLE if entry.get(person)}
    nobody = [place for place in places if not names_somebody(entry[place])]
    if nobody:
        return [
            diagnose("waiver/approver", places[field], "names-nobody", field=field, name=entry[field])
            for field in nobody
        ]
    requested, approved = PEOPLE
    reason = doubt_about(entry[approved]) if approved in places else ""
    doubts = (
        [diagnose("waiver/approver", places[approved], "in-doubt", approver=entry[approved], reason=reason)]
        if reason
        else []
    )
    if len(places) < len(PEOPLE):
        return doubts
    how = likeness(entry[requested], entry[approved])
    if not how and is_named_in(entry[requested], entry[approved]):
        how = "part"
    if not how and not doubts and not are_comparable(entry[requested], entry[approved]):
        return [
            diagnose(
                "waiver/approver",
                places[approved],
                "other-script",
                approver=entry[approved],
                requester=entry[requested],
            )
        ]
    if not how:
        return doubts
    return [
        diagnose(
            "waiver/approver",
            places[approved],
            "requester"
            if how == "name"
            else "same-mail"
            if how == "mail"
            else "look-alike"
            if how == "look"
            else "contained-name",
            also=[places[requested]],
            approver=entry[approved],
        )
    ]


def _check_scope(loaded: LoadedDocument, pointer: str, entry: dict[str, Any]) -> list[Diagnostic]:
    scope, at = entry.get("scope"), join(pointer, "scope")
    if not isinstance(scope, dict):
        return []
    named = [name for name in NAMING if scope.get(name)]
    if not named:
        whole = loaded.spans.value(at)
        if any(whole.start <= diagnostic.span.start < whole.end for diagnostic in loaded.diagnostics):
            return []  # a field in `NAMING` has an error that is already reported
        return [diagnose("waiver/scope", loaded.spans.head(at))]
    if scope.get("all_components") and len(named) > 1:
        others = [name for name in named if name != "all_components"]
        return [
            diagnose(
                "waiver/scope", loaded.spans.key(join(at, "all_components")), "all-and-some", others=others
            )
        ]
    return []


def _build_waiver(loaded: LoadedDocument, pointer: str, entry: dict[str, Any]) -> Waiver:
    scope = entry["scope"]
    numbers = scope.get("part_numbers", ())
    return Waiver(
        entry["id"],
        entry["rule"],
        WaiverScope(
            tuple(scope.get("components", ())),
            tuple(PartNumber(number["manufacturer"], number["mpn"]) for number in numbers),
            frozenset(scope.get("fingerprints", ())),
            scope.get("all_components", False),
            int(scope["quantity"]) if "quantity" in scope else None,
            scope.get("contract", ""),
            scope.get("document", ""),
        ),
        frozenset(entry.get("verdicts", (FAIL,))),
        entry["reason"].strip(),
        entry.get("legal_basis", "").strip(),
        entry["requested_by"],
        entry["approved_by"],
        dt.date.fromisoformat(entry["from"]),
        dt.date.fromisoformat(entry["until"]),
        tuple(id_ for id_ in entry.get("evidence", ()) if isinstance(id_, str)),
        tuple(
            WaiverFile(file["path"], file.get("sha256", "").lower(), index)
            for index, file in enumerate(entry.get("evidence", ()))
            if isinstance(file, dict)
        ),
        loaded,
        pointer,
    )
