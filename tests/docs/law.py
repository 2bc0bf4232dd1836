"""Tables of the pages about law, made from the clause maps, and the citations that a page names."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from microdep_rules.lang.clause_map import NO, NOT_READ, READ, pieces_of, resolves
from microdep_rules.vocabulary.resources import rules_folder
from microdep_rules.workspace import shipped_packs
from microdep_rules.workspace.pack_files import CLAUSES
from tests.docs.pages import ROOT
from tests.packs.loading import shipped_pack

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from microdep_rules.lang import ir

LAW = ROOT / "docs" / "explanation" / "law"
PACKS_OF = {
    "magnets.md": ("dod-magnets", "magnet-disclosure", "specialty-metals"),
    "buy-american.md": ("buy-american", "trade-agreements", "reference-data"),
    "aircraft.md": ("uas",),
    "electronics.md": ("telecom-and-chips", "boards-and-batteries"),
    "forced-labour.md": ("uflpa",),
    "energy.md": ("energy-foreign-entity",),
    "china.md": ("china-export-controls",),
    "minerals.md": ("conflict-minerals", "eu-critical-raw-materials"),
}
"""The page of each law family, with its packs."""
TEXTS, COUNTS = "\n## Texts read\n", "\n## Paragraphs of each pack\n"
"""Above these headings a page is written by hand, and below them it is made from the clause maps."""
BELOW = re.compile(r"(?<=\w)\((?!\d{4}\))|,(?! \d\d)")
"""What separates the section of a citation from its paragraph, but no year and no second number."""
CITATION = re.compile(
    r"`((?:FAR|DFARS|PGI|\d+ U\.S\.C\.|\d+ FR|P\.L\.|FY\d{4} NDAA|Dodd-Frank|SEC|FCC|IRS|UFLPA|MOFCOM"
    r"|Export Control Law|Executive Order|Harmonized|Delegated|Regulation|COM\(|Blue UAS|Pax|USGS)[^`]*)`"
    r"( \(not encoded\))?"
)
PARAGRAPH = re.compile(
    r"(?:D?FAR|DFARS|PGI) \d+\.\d+|\d+ U\.S\.C\. \d+\w*\(|NDAA s\.\d+\(|P\.L\. \d+-\d+ s\.\d+\("
)
"""A paragraph, wherever it is named."""
SECTION = re.compile(r"^## ", re.MULTILINE)
PACK = re.compile(r"`([a-z-]+)`$")


class Cited(NamedTuple):
    """A citation on a page, with the packs whose clause maps may list it."""

    text: str
    marked: bool
    packs: tuple[str, ...]


def with_clause_map() -> list[str]:
    """Return the shipped packs that encode a law; the others encode company policies.

    The packs are not loaded, because tests are collected for this list before the run has a cache.
    """
    return [name for name in shipped_packs.list_packs() if (rules_folder() / name / CLAUSES).is_file()]


def clauses_of(pack: str) -> tuple[ir.LawClause, ...]:
    """Return the lines of the clause map of a pack."""
    return shipped_pack(pack).clauses


def written(text: str) -> str:
    """Return the part of a page that is written by hand."""
    return text.partition(TEXTS)[0].partition(COUNTS)[0]


def counts_table() -> str:
    """Return the number of paragraphs of each pack, by how they were read."""
    page_of = {pack: page for page, packs in PACKS_OF.items() for pack in packs}
    total: Counter[str] = Counter()
    lines = [
        "| pack | last reviewed on | paragraphs | " + " | ".join(READ) + " |",
        "|---|---|---:|---:|---:|---:|",
    ]
    for name in with_clause_map():
        read = Counter(clause.read for clause in clauses_of(name))
        total += read
        link, day = f"[`{name}`]({page_of[name]})", shipped_pack(name).reviewed
        lines.append(f"| {link} | {day} | {_numbers(read)} |")
    return "\n".join([*lines, f"| all | | {_numbers(total)} |"])


def _numbers(read: Counter[str]) -> str:
    return " | ".join(map(str, [read.total(), *(read[each] for each in READ)]))


def texts_table(packs: Iterable[str]) -> str:
    """Return which texts were read how, in which version, on which day."""
    texts: dict[tuple[str, str, str], dict[str, None]] = {}
    for clause in (each for pack in packs for each in clauses_of(pack)):
        named = texts.setdefault((clause.read, clause.version, clause.on), {})
        pieces = pieces_of(clause.clause)
        short = (piece if clause.read == NOT_READ else BELOW.split(piece)[0] for piece in pieces)
        named |= dict.fromkeys(short)
    rows = sorted(texts, key=lambda key: (READ.index(key[0]), min(texts[key]), key))
    lines = [f"| {key[0]} | {key[1]} | {key[2]} | {'; '.join(sorted(texts[key]))} |" for key in rows]
    return "\n".join(
        ["| how it was read | version or source | read on | texts |", "|---|---|---|---|", *lines]
    )


def citations(page: str) -> Iterator[Cited]:
    """Yield every citation of a page; a section whose heading names a pack cites that pack."""
    for section in SECTION.split(written((LAW / page).read_text("utf-8"))):
        pack = PACK.search(section.partition("\n")[0])
        packs = (pack[1],) if pack is not None else PACKS_OF[page]
        for found in CITATION.finditer(section):
            for piece in pieces_of(found[1]):
                yield Cited(piece, bool(found[2]), packs)


def lines_of(citation: str, clauses: Sequence[ir.LawClause]) -> list[ir.LawClause]:
    """Return the line of a citation, else each line to which it resolves, or which is below it."""
    own = [clause for clause in clauses if citation in pieces_of(clause.clause)]
    return own or [clause for clause in clauses if covers(citation, clause)]


def covers(citation: str, clause: ir.LawClause) -> bool:
    """Return whether a citation names a line of a clause map, what is below it, or what it is below."""
    pieces = pieces_of(clause.clause)
    return any(resolves(citation, [piece]) or resolves(piece, [citation]) for piece in pieces)


def is_encoded(clauses: Iterable[ir.LawClause]) -> bool:
    """Return whether a declaration encodes one of these lines, at least in part."""
    return any(clause.encoded != NO for clause in clauses)
