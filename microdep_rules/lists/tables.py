"""Published lists in tables: the Consolidated Screening List, SDN.CSV and the Covered List."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from microdep_rules.diagnostics import MOST
from microdep_rules.lang.company_cells import BETWEEN
from microdep_rules.lang.company_headings import HEAD, head_of
from microdep_rules.lists import errors as say
from microdep_rules.lists.entries import SCHEMES, Entry, day_of, entry
from microdep_rules.patterns import pattern

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
"""What OFAC writes where there is nothing."""
_BY = pattern(
    r"\bby ((?:AO |OOO )?[A-Z].*?)"
    r"(?=,? (?:or any|including|to the extent|and its|and their|subject to|pursuant|as well)\b"
    r"|,(?! (?:Inc|Ltd|LLC|Co|Corp)\b)|;|(?<!Inc)(?<!Corp)(?<!Ltd)(?<!Co)\.(?:\s|$)|$)"
)
"""Whose equipment an entry of the Covered List is."""


class Found(Struct):
    """What a file holds: entries, what is wrong with it, and what of it is no company."""

    form: str = ""
    entries: list[Entry] = field(default_factory=list)
    problems: list[Diagnostic] = field(default_factory=list)
    places: list[Span] = field(default_factory=list)
    """Where each entry stands."""
    passed_over: dict[str, int] = field(default_factory=dict)
    """So many entries of ships, aircraft and the like, by what they are."""

    def put(self, made: Entry | None, cell: Cell) -> None:
        """Keeps an entry, or says why there is none."""
        if made is not None:
            self.entries.append(made)
            self.places.append(cell.span)
        elif len(self.problems) < MOST:
            self.problems.append(say.entry_not_read(cell.text, "it is no name of a company", cell.span))

    def pass_over(self, what: str) -> None:
        """Counts an entry that is of no party."""
        self.passed_over[what] = self.passed_over.get(what, 0) + 1


def form_of_rows(rows: Rows) -> str:
    """Which list some rows are; nothing where no column is known."""
    first = {each.text.casefold() for each in rows[0]} if rows else set()
    if {"source", "name"} <= first and first & {
        "alt_names",
        "entity_number",
        "federal_register_notice",
        "source_list_url",
    }:
        return SCREENING
    if rows and rows[0][0].text.isdecimal() and any(each.text == EMPTY for each in rows[0]):
        return SDN if len(rows[0]) == SDN_WIDTH else SDN_ALIASES if len(rows[0]) == ALIAS_WIDTH else ""
    if any("covered equipment" in cell.text.casefold() for row in rows[:HEAD] for cell in row):
        return COVERED
    return PLAIN if head_of(rows) is not None else ""


def read_rows(rows: Rows, aliases: Rows = ()) -> Found:
    """The entries of a table; nothing but a form where the form is not known."""
    from microdep_rules.lists.plain import read_plain

    form = form_of_rows(rows)
    found = Found(form)
    match form:
        case "Consolidated Screening List (CSV)":
            _screening(found, rows)
        case "OFAC SDN list (CSV)":
            _sdn(found, rows, aliases)
        case "FCC Covered List (table)":
            _covered(found, rows)
        case "table of companies":
            read_plain(found, rows)
        case _:
            pass
    return found


# ---- the Consolidated Screening List ---------------------------------------------------------------


def _screening(found: Found, rows: Rows) -> None:
    header = [each.text.casefold() for each in rows[0]]
    if "alt_names" not in header:
        found.problems.append(say.no_alias_column(rows[0][header.index("name")].span))
    for row in rows[1:]:
        cells = dict(zip(header, row, strict=False))

        def text(name: str, cells: dict[str, Cell] = cells) -> str:
            return cells[name].text if name in cells else ""

        kind = text("type").casefold()
        if kind in {"vessel", "aircraft"}:
            found.pass_over(kind)
            continue
        made = entry(
            text("name"),
            BETWEEN.split(text("alt_names")),
            identifiers=identifiers_in(text("ids")),
            person=kind == "individual",
            start=day_of(text("start_date")),
            through=day_of(text("end_date")),
            cites="; ".join(filter(None, (text("source"), text("federal_register_notice")))),
        )
        found.put(made, cells.get("name", row[0]))


def identifiers_in(text: str) -> dict[str, str]:
    """The identifiers in a text of the form `D-U-N-S Number, 12-345-6789, CN; …`.

    >>> identifiers_in("D-U-N-S Number, 12-345-6789; Tax ID No., 7, RU")
    {'duns': '12-345-6789'}
    """
    found = {}
    for piece in text.split(";"):
        kind, _, rest = piece.strip().partition(",")
        scheme = SCHEMES.get(kind.strip().casefold().rstrip("."))
        if scheme and rest.strip():
            found[scheme] = rest.split(",")[0].strip()
    return found


# ---- the list of specially designated nationals ----------------------------------------------------


def _sdn(found: Found, rows: Rows, aliases: Rows) -> None:
    others: dict[str, list[str]] = {}
    for row in aliases:
        if len(row) >= ALIAS_WIDTH - 1:
            others.setdefault(row[0].text, []).append(row[3].text)
    for row in rows:
        number, name, kind, program = (each.text for each in row[:4])
        if kind.casefold() in {"vessel", "aircraft"}:
            found.pass_over(kind.casefold())
            continue
        cites = f"OFAC SDN, {program}" if program != EMPTY else "OFAC SDN"
        person = kind.casefold() == "individual"
        found.put(entry(name, others.get(number, []), person=person, cites=cites), row[1])


# ---- the Covered List of the FCC -------------------------------------------------------------------


def _covered(found: Found, rows: Rows) -> None:
    at, column = next(
        (number, place)
        for number, row in enumerate(rows)
        for place, cell in enumerate(row)
        if "covered equipment" in cell.text.casefold()
    )
    dated = next((i for i, cell in enumerate(rows[at]) if "date" in cell.text.casefold()), None)
    for row in rows[at + 1 :]:
        cell = row[column] if column < len(row) else row[-1]
        said = row[dated].text.rstrip("*\u2020 ") if dated is not None and dated < len(row) else ""
        start = day_of(said, american=True)
        names = _BY.findall(cell.text)
        for name in names:
            found.put(entry(name, [], start=start, cites="FCC Covered List"), cell)
        if not names and cell.text:
            because = "it names nobody whose equipment is covered"
            found.problems.append(say.entry_not_read(cell.text, because, cell.span))
