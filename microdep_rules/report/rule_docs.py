"""Documentation of rules in Markdown: a page for each rule, an index by law, and the gaps in packs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.output.manual import variant_text
from microdep_rules.output.quote import Quotes
from microdep_rules.output.shipped import NOT_SHIPPED
from microdep_rules.report.markdown import fill
from microdep_rules.report.rule_page import RulePage, clause_row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from microdep_rules.lang import ir
    from microdep_rules.output.checked import PackUsed
    from microdep_rules.report.rule_page import Data
    from microdep_rules.source import SourceFile

INDEX, NOT_COVERED = "index.md", "not-covered.md"


def rule_docs(packs: Sequence[PackUsed], sources: Mapping[str, SourceFile]) -> dict[str, str]:
    """Return the content of every page, by its path in the documentation folder.

    Equal packs give equal bytes.
    """
    quotes = Quotes(sources)
    pages = {
        INDEX: fill(
            "rules_index.md.j2",
            {"packs": [_pack(used.pack, used.not_shipped) for used in packs if used.pack is not None]},
        ),
        NOT_COVERED: fill("not_covered.md.j2", {"packs": list(_gaps(packs))}),
    }
    for pack in _trees(packs):
        for rule in pack.rules:
            pages[page_of(rule)] = fill("rule_page.md.j2", RulePage(pack, rule, quotes).data())
    return pages


def page_of(rule: ir.Rule) -> str:
    """Return the path of the page of a rule."""
    return f"{rule.id}.md"


def _trees(packs: Iterable[PackUsed]) -> list[ir.Pack]:
    return [pack.pack for pack in packs if pack.pack is not None]


# ---- the index -----------------------------------------------------------------------------------


def _pack(pack: ir.Pack, not_shipped: str) -> Data:
    pages = dict(_pages_by_name(pack))
    clauses = [clause_row(clause) for clause in pack.clauses]
    for clause in clauses:
        clause["by"] = [(name, pages.get(name, "")) for name in clause["by"]]
    return {
        "title": pack.title,
        "head": [row for row in (*_head(pack), (NOT_SHIPPED, not_shipped)) if row[1]],
        "rules": [
            {
                "name": rule.name,
                "page": page_of(rule),
                "title": rule.title,
                "severity": rule.severity,
                "cites": "; ".join(rule.cites),
            }
            for rule in pack.rules
        ],
        "clauses": clauses,
    }


def _head(pack: ir.Pack) -> Iterator[tuple[str, str]]:
    yield "pack", f"{pack.name} {pack.version}"
    yield "authority", pack.authority
    yield "jurisdiction", pack.jurisdiction
    yield "obligation", pack.obligation
    yield "variant", variant_text(pack)
    yield "pack last reviewed on", str(pack.reviewed or "")


def _pages_by_name(pack: ir.Pack) -> Iterator[tuple[str, str]]:
    """Yield (name, page) for each rule and exception of a pack; the clause map uses these names.

    The page of an exception is the page of the first rule with the exception.
    """
    for rule in reversed(pack.rules):
        yield from ((exception.name, page_of(rule)) for exception in rule.exceptions)
    yield from ((rule.name, page_of(rule)) for rule in pack.rules)


# ---- limits of coverage --------------------------------------------------------------------------


def _gaps(packs: Sequence[PackUsed]) -> Iterator[Data]:
    """Yield the gaps of each pack and of the packs that it uses.

    A gap is a paragraph of a law that the pack does not encode, or an incomplete list.
    """
    seen: set[str] = set()
    for used in [*packs, *(below for one in packs for below in _below(one))]:
        if used.pack is None or used.name in seen:
            continue
        seen.add(used.name)
        pack = used.pack
        yield {
            "title": pack.title,
            "name": pack.name,
            "has_rules": bool(pack.rules),
            "has_map": bool(pack.clauses),
            "partly": [clause_row(clause) for clause in pack.clauses if clause.encoded == "partly"],
            "not_at_all": [clause_row(clause) for clause in pack.clauses if clause.encoded == "no"],
            "lists": list(_open_lists(used, pack)),
        }


def _below(used: PackUsed) -> Iterator[PackUsed]:
    for use in used.uses:
        yield use
        yield from _below(use)


def _open_lists(used: PackUsed, pack: ir.Pack) -> Iterator[tuple[str, str]]:
    """Yield (name, notes) for each incomplete or disputed list of a pack."""
    for table in pack.tables.values():
        if table.span.path not in used.sources:
            continue
        notes = [table.contested] if table.contested else []
        if table.excerpt:
            notes.append(f"is an excerpt of the published list {table.excerpt}")
        if table.covers is not None:
            notes.append(f"the list was read through {table.covers}; later entries are not known")
        if not table.entries:
            notes.append("has no entry")
        notes += [entry.contested for entry in table.entries if entry.contested]
        yield from ((table.name, note) for note in dict.fromkeys(notes))
