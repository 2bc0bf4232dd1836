"""Entries for components of companies on a company list, although no rule fails the components."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from microdep_rules.engine.verdict import Verdict
from microdep_rules.output import on_list
from microdep_rules.output.formats.entries import FormatEntry, place_in_file
from microdep_rules.output.places import place_of
from microdep_rules.output.unknowns import name_of
from microdep_rules.output.visible import whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.output.checked import CheckedDocument
    from microdep_rules.output.on_list import OnList

KIND = "listed_company"
RULE = "listed-company"
TITLE = "component of a company on a company list"


def of_document(document: CheckedDocument) -> Iterator[FormatEntry]:
    """Yield a warning for each open component of a listed company, and a note for each that passes.

    An open component has at least one open check.
    """
    for listed in on_list.of_documents([document]):
        yield _entry(listed, document)


def _entry(listed: OnList, document: CheckedDocument) -> FormatEntry:
    passes = listed.verdict is Verdict.PASS
    at = place_of(listed.source_place)
    company = listed.company
    identity = (RULE, document.id, listed.component, company.name, company.entry, listed.verdict.value)
    return FormatEntry(
        kind=KIND,
        rule=RULE,
        title=TITLE,
        severity="info" if passes else "warning",
        weight="note" if passes else "warning",
        decides=False,
        message=whole(listed.text),
        at=place_in_file(at) if at is not None else None,
        fingerprint=hashlib.sha256("\n".join(identity).encode("utf-8", "surrogatepass")).hexdigest()[:16],
        subject=whole(name_of(listed.component, document)),
        subject_id=whole(listed.component),
        subject_kind="component",
        lines=(f"next step: {listed.next_step}",) if listed.next_step else (),
        cause=listed.text,
        pressing=True,
    )
