"""Listed companies in the rows that the import of a table leaves out.

Rules do not check such a row, for example a row with the quantity 0. If somebody populates the component
later, its company matters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.engine.named_makers import companies_of
from microdep_rules.engine.register import register
from microdep_rules.messages import phrase_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.lang import ir
    from microdep_rules.output.checked import PackUsed

MOST = 5
"""Largest number of companies that a message names."""


def name_listed(diagnostics: Iterable[Diagnostic], packs: Sequence[PackUsed]) -> list[Diagnostic]:
    """Return the diagnostics; in the message about omitted rows, add the listed companies of these rows."""
    tables = [
        table
        for used in packs
        if used.pack is not None
        for table in used.pack.tables.values()
        if not table.keys and table.type.detail == "party"
    ]
    return [
        _with_listed(diagnostic, tables) if diagnostic.companies else diagnostic for diagnostic in diagnostics
    ]


def _with_listed(diagnostic: Diagnostic, tables: Sequence[ir.Table]) -> Diagnostic:
    texts = [text for line, company in diagnostic.companies if (text := _text(line, company, tables))]
    texts = list(dict.fromkeys(texts))
    more = [phrase_of("import/rows-left-out", "more", count=len(texts) - MOST)] if len(texts) > MOST else []
    return replace(diagnostic, message="".join([diagnostic.message, *texts[:MOST], *more]), companies=())


def _text(line: int, company: str, tables: Sequence[ir.Table]) -> str:
    """Return the words about a company that is or may be on a list; empty for all other companies."""
    similar = ""
    for table in tables:
        match = register(companies_of(table)).match_features(((company,), frozenset(), frozenset()))
        if match.by == "name":
            return phrase_of("import/rows-left-out", "listed", company=company, line=line, list=table.name)
        if match.by == "near" and not similar:
            similar = phrase_of(
                "import/rows-left-out", "similar", company=company, line=line, listed=match.listed
            )
    return similar
