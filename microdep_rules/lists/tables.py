"""Published lists in tables: the Consolidated Screening List, SDN.CSV and the Covered List."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from microdep_rules.diagnostics import MOST
from microdep_rules.lang.company_headings import HEAD, head_of
from microdep_rules.lists.entries import SCHEMES, ListedParty, listed_party, parse_day
from microdep_rules.messages import diagnose
from microdep_rules.patterns import pattern
from microdep_rules.vocabulary.company_cells import BETWEEN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.cells import Cell
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span

    Rows = Sequence[list[Cell]]

SCREENING, SDN, SDN_ALIASES, COVERED, PLAIN = (
    "Consolidated Screening List (CSV)",
    "OFAC SDN list (CSV)",
    "OFAC SDN list, aliases (CSV)",
    "FCC Covered List (table)",
    "table of companies",
)
SDN_WIDTH, ALIAS_WIDTH = 12, 5
EMPTY = "-0-"
"""Text of OFAC for an empty cell."""
_BY = pattern(
    r"\bby ((?:AO |OOO )?[A-Z].*?)"
    r"(?=,? (?:or any|including|to the extent|and its|and their|subject to|pursuant|as well)\b"
    r"|,(?! (?:Inc|Ltd|LLC|Co|Corp)\b)|;|(?<!Inc)(?<!Corp)(?<!Ltd)(?<!Co)\.(?:\s|$)|$)"
)
"""Pattern for the company behind the equipment in an entry of the Covered List."""


class ListContents(Struct):
    """Contents of a file: entries, problems, and the number of entries that are not companies."""

    form: str = ""
    entries: list[ListedParty] = field(default_factory=list)
    problems: list[Diagnostic] = field(default_factory=list)
    places: list[Span] = field(default_factory=list)
    """Position of each entry."""
    skipped: dict[str, int] = field(default_factory=dict)
    """For each kind of thing, such as a ship or an aircraft, the number of entries that are not parties."""

    def put(self, party: ListedParty | None, cell: Cell) -> None:
        """Add an entry; if `party` is `None`, report the cell as unreadable."""
        if party is not None:
            self.entries.append(party)
            self.places.append(cell.span)
        elif len(self.problems) < MOST:
            self.problems.append(diagnose("list/entry-not-read", cell.span, text=cell.text))

    def skip(self, kind: str) -> None:
        """Count an entry that is neither a company nor a person, such as a ship."""
        self.skipped[kind] = self.skipped.get(kind, 0) + 1


def find_form(rows: Rows) -> str:
    """Return the form of the list in these rows; empty if no column is known."""
    first = {cell.text.casefold() for cell in rows[0]} if rows else set()
    if {"source", "name"} <= first and first & {
        "alt_names",
        "entity_number",
        "federal_register_notice",
        "source_list_url",
    }:
        return SCREENING
    if rows and rows[0][0].text.isdecimal() and any(cell.text == EMPTY for cell in rows[0]):
        return SDN if len(rows[0]) == SDN_WIDTH else SDN_ALIASES if len(rows[0]) == ALIAS_WIDTH else ""
    if any("covered equipment" in cell.text.casefold() for row in rows[:HEAD] for cell in row):
        return COVERED
    return PLAIN if head_of(rows) is not None else ""


def read_rows(rows: Rows, aliases: Rows = ()) -> ListContents:
    """Return the entries of a table; no entries if the form of the table is unknown."""
    from microdep_rules.lists.plain import read_plain

    form = find_form(rows)
    contents = ListContents(form)
    match form:
        case "Consolidated Screening List (CSV)":
            _read_screening_list(contents, rows)
        case "OFAC SDN list (CSV)":
            _read_sdn(contents, rows, aliases)
        case "FCC Covered List (table)":
            _read_covered_list(contents, rows)
        case "table of companies":
            read_plain(contents, rows)
        case _:
            pass
    return contents


# ---- the Consolidated Screening List ---------------------------------------------------------------


def _read_screening_list(contents: ListContents, rows: Rows) -> None:
    header = [cell.text.casefold() for cell in rows[0]]
    if "alt_names" not in header:
        contents.problems.append(diagnose("list/no-aliases", rows[0][header.index("name")].span, "no-column"))
    for row in rows[1:]:
        cells = dict(zip(header, row, strict=False))

        def text(name: str, cells: dict[str, Cell] = cells) -> str:
            return cells[name].text if name in cells else ""

        kind = text("type").casefold()
        if kind in {"vessel", "aircraft"}:
            contents.skip(kind)
            continue
        party = listed_party(
            text("name"),
            BETWEEN.split(text("alt_names")),
            identifiers=parse_identifiers(text("ids")),
            person=kind == "individual",
            start=parse_day(text("start_date")),
            through=parse_day(text("end_date")),
            cites="; ".join(filter(None, (text("source"), text("federal_register_notice")))),
        )
        contents.put(party, cells.get("name", row[0]))


def parse_identifiers(text: str) -> dict[str, str]:
    """Return the identifiers in a text such as `D-U-N-S Number, 12-345-6789, CN; …`.

    >>> parse_identifiers("D-U-N-S Number, 12-345-6789; Tax ID No., 7, RU")
    {'duns': '12-345-6789'}
    """
    identifiers = {}
    for piece in text.split(";"):
        kind, _, rest = piece.strip().partition(",")
        scheme = SCHEMES.get(kind.strip().casefold().rstrip("."))
        if scheme and rest.strip():
            identifiers[scheme] = rest.split(",")[0].strip()
    return identifiers


# ---- the list of specially designated nationals ----------------------------------------------------


def _read_sdn(contents: ListContents, rows: Rows, aliases: Rows) -> None:
    others: dict[str, list[str]] = {}
    for row in aliases:
        if len(row) >= ALIAS_WIDTH - 1:
            others.setdefault(row[0].text, []).append(row[3].text)
    for row in rows:
        number, name, kind, program = (cell.text for cell in row[:4])
        if kind.casefold() in {"vessel", "aircraft"}:
            contents.skip(kind.casefold())
            continue
        cites = f"OFAC SDN, {program}" if program != EMPTY else "OFAC SDN"
        person = kind.casefold() == "individual"
        contents.put(listed_party(name, others.get(number, []), person=person, cites=cites), row[1])


# ---- the Covered List of the FCC -------------------------------------------------------------------


def _read_covered_list(contents: ListContents, rows: Rows) -> None:
    at, column = next(
        (number, place)
        for number, row in enumerate(rows)
        for place, cell in enumerate(row)
        if "covered equipment" in cell.text.casefold()
    )
    dated = next((i for i, cell in enumerate(rows[at]) if "date" in cell.text.casefold()), None)
    for row in rows[at + 1 :]:
        cell = row[column] if column < len(row) else row[-1]
        listed = row[dated].text.rstrip("*\u2020 ") if dated is not None and dated < len(row) else ""
        start = parse_day(listed, american=True)
        names = _BY.findall(cell.text)
        for name in names:
            contents.put(listed_party(name, [], start=start, cites="FCC Covered List"), cell)
        if not names and cell.text:
            contents.problems.append(diagnose("list/entry-not-read", cell.span, "no-owner", text=cell.text))
