"""Declarations about minerals (CMRT, EMRT, AMRT) of the Responsible Minerals Initiative as an overlay.

Such a workbook says which smelters the suppliers of a company use, mostly of the whole company. It is
evidence with low confidence: of no part it says that its metal was smelted there, and nothing here says so
either. What comes out are the smelters as parties, where they are, and the declaration as evidence.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from microdep_rules.bom.errors import imports
from microdep_rules.bom.errors import rows as of_rows
from microdep_rules.bom.errors import smelters as say
from microdep_rules.bom.imports import readings
from microdep_rules.bom.imports.readings import Unread
from microdep_rules.bom.imports.sheets import rows_of
from microdep_rules.diagnostics import has_errors
from microdep_rules.messages.quoting import quoted
from microdep_rules.patterns import pattern
from microdep_rules.source import SourceFile, Span
from microdep_rules.vocabulary.nobody import names_somebody
from microdep_rules.vocabulary.slugs import slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from microdep_rules.bom.imports.sheets import Sheet
    from microdep_rules.cells import Cell
    from microdep_rules.diagnostics import Diagnostic

DECLARATION, SMELTERS = "declaration", "smelter list"
KINDS = {
    "conflict minerals": "CMRT",
    "extended minerals": "EMRT",
    "additional minerals": "AMRT",
    "pilot": "AMRT",
}
"""Templates by their titles; the one about additional minerals was the pilot template before."""
TITLE = pattern(
    r"\b(conflict minerals|extended minerals|additional minerals|pilot) reporting template", re.IGNORECASE
)
ABBREVIATION = pattern(r"\b(cmrt|emrt|amrt)\b", re.IGNORECASE)
REVISION = pattern(r"(?:revision|version|cmrt|emrt|amrt)\D{0,12}?([0-9]+(?:\.[0-9]+)+)", re.IGNORECASE)
MINES, SCOPE = "mine list", "minerals scope"
IN_SCOPE = pattern(r"(?:select|enter|please|minerals?/metals? in scope).*\b(?:minerals?|metals?)\b")
"""The question on the first sheet by which the minerals of a declaration are chosen."""
OF_MINE = pattern(r"name of mine|mine .*name")
OF_TEMPLATE = pattern(r"other \[|^(?:select|enter|please|reasons?)\b|\(\*\)", re.IGNORECASE)
"""What the template writes beside the minerals that are chosen."""
KNOWN = {"CMRT": ("5", "6"), "EMRT": ("1", "2"), "AMRT": ("1",)}
MOST_MINERALS, ROWS_OF_MINERALS, LONGEST_QUESTION = 20, 4, 200
HEAD_ROWS = 60
"""So far down it is looked for titles and headings."""
COLUMNS = {
    "metal": r"metal|mineral",
    "look_up": r"smelter look-?up|smelter reference list|processor look-?up",
    "name": r"(?:standard )?(?:smelter|processor)(?: or processor)? name",
    "country": r"(?:smelter|processor)(?: facility)?(?: location:)? country",
    "id": r"(?:smelter|processor) identification(?!.*(?:input|source))",
    "source": r"source of (?:smelter|processor) identification",
    "mines": r"name of mine",
    "mine_countries": r"location \(country\) of mine",
    "recycled": r"does 100 ?%.*recycled",
}
"""The columns of the list, by how their headings begin; signs for notes and duties are taken away first."""
NEEDED = {
    "metal": "Metal",
    "name": "Smelter Name",
    "country": "Smelter Country",
    "id": "Smelter Identification",
}
NOT_IDENTIFIED = pattern(r"smelter not (?:yet )?identified|processor not (?:yet )?identified", re.IGNORECASE)
NOT_LISTED = pattern(r"(?:smelter|processor) not listed", re.IGNORECASE)
CID = pattern(r"\bCID[\s-]?([0-9]{6})\b", re.IGNORECASE)
ASKED_DAY = pattern(r"([0-9]{1,2})[-. /]([A-Za-z]{3})[a-z]*[-. /]([0-9]{4})")
"""A day with the name of its month, as the templates ask for it."""
STATED_DAY = pattern(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ].*)?")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
CAUTION = (
    "low confidence: it lists smelters that suppliers of the company may use, and says of no part that its"
    " metal was smelted there"
)


class Declaration(Struct):
    """A declaration that was read: the overlay, what it is, and what is wrong with it."""

    source: SourceFile
    kind: str
    version: str = ""
    value: dict[str, Any] | None = None
    diagnostics: list[Diagnostic] = field(default_factory=list)
    metals: dict[str, int] = field(default_factory=dict)
    """How many smelters are named for each metal."""
    countries: dict[str, str] = field(default_factory=dict)
    """The country of each smelter by the first row that states one."""


def is_declaration(sheets: Sequence[Sheet]) -> bool:
    """Return whether the sheets of a workbook are those of such a declaration."""
    names = {sheet.name.strip().casefold() for sheet in sheets}
    return SMELTERS in names or (DECLARATION in names and bool(_kind(sheets)))


def kind_of(sheets: Sequence[Sheet]) -> str:
    """What a declaration calls itself: `CMRT`, `EMRT`."""
    return _kind(sheets) or "CMRT, EMRT or AMRT"


def read_declaration(path: str, sheets: Sequence[Sheet]) -> Declaration:
    """The smelters that a declaration names, as parties of an overlay."""
    named = {sheet.name.strip().casefold(): sheet for sheet in sheets}
    front = named.get(DECLARATION, sheets[0])
    source, rows = rows_of(path, front)
    kind = _kind(sheets)
    version, at = _version(sheets, path)
    found = Declaration(source, kind or "CMRT", version)
    if SMELTERS not in named:
        found.diagnostics.append(say.no_smelter_list(_start(source), [sheet.name for sheet in sheets]))
        return found
    if version.partition(".")[0] not in KNOWN.get(kind, ()):
        found.diagnostics.append(say.unknown_version(kind or "the template", version, at))
        return found
    said = {**_said(rows), "minerals": ", ".join(_minerals(rows, named.get(SCOPE)))}
    mines = _mines(named.get(MINES))
    if mines:
        found.diagnostics.append(say.mines_not_read(mines, _start(source)))
    found.source, listed = rows_of(path, named[SMELTERS])
    _smelters(found, named[SMELTERS], listed, said)
    return found


def _kind(sheets: Sequence[Sheet]) -> str:
    """Which template it is: the first sheet of answers says so; others name other templates as well."""
    front = [each for each in sheets if each.name.strip().casefold() == DECLARATION]
    for sign in (TITLE, ABBREVIATION):
        for sheet in (*front, *sheets):
            texts = (text for row in sheet.rows[:HEAD_ROWS] for text in row)
            title = next(filter(None, map(sign.search, texts)), None)
            if title is not None:
                return KINDS.get(title[1].casefold(), title[1].upper())
    return ""


def _version(sheets: Sequence[Sheet], path: str) -> tuple[str, Span]:
    """The revision of the template, and where it is said."""
    front = next((sheet for sheet in sheets if sheet.name.strip().casefold() == DECLARATION), sheets[0])
    source, rows = rows_of(path, front)
    for row in rows[:HEAD_ROWS]:
        for cell in row:
            found = REVISION.search(cell.text)
            if found is not None:
                return found[1], cell.span
    return "", _start(source)


def _start(source: SourceFile) -> Span:
    return Span(source.path, 0, 0)


def _said(rows: list[list[Cell]]) -> dict[str, str]:
    """What the first sheet says of the declaration: each answer stands to the right of its question."""
    found: dict[str, str] = {}
    for row in rows[:HEAD_ROWS]:
        for index, cell in enumerate(row):
            label = _heading(cell.text)
            for name in ("company name", "effective date", "declaration scope"):
                if label.startswith(name) and name not in found:
                    found[name] = next((each.text for each in row[index + 1 :] if each.text), "")
    return found


def _minerals(rows: list[list[Cell]], scope: Sheet | None) -> list[str]:
    """The minerals that a declaration covers: those chosen on its first sheet, and on that of reasons."""
    asked = [
        (at, column)
        for at, row in enumerate(rows[:HEAD_ROWS])
        for column, cell in enumerate(row)
        if len(cell.text) < LONGEST_QUESTION and IN_SCOPE.search(_heading(cell.text))
    ]
    chosen = next(filter(None, (_named(_answers(rows, *each)) for each in asked)), [])
    texts = [row[0] for row in scope.rows if row] if scope is not None else []
    heads = [at for at, text in enumerate(texts) if IN_SCOPE.search(_heading(text))]
    names: dict[str, str] = {}
    for each in (*chosen, *_named(texts[heads[-1] + 1 :] if heads else [])):
        names.setdefault(each.casefold(), each)
    return list(names.values())[:MOST_MINERALS]


def _answers(rows: list[list[Cell]], first: int, column: int) -> list[str]:
    """The answers to a question: beside it, and below as long as no other question begins."""
    found: list[str] = []
    for row in rows[first : first + ROWS_OF_MINERALS]:
        if row is not rows[first] and any(cell.text for cell in row[: column + 1]):
            break
        found += [cell.text for cell in row[column + 1 :]]
    return found


def _named(texts: Iterable[str]) -> list[str]:
    """Minerals among some answers, without what the template writes itself."""
    return [" ".join(text.split()) for text in texts if text.strip() and not OF_TEMPLATE.search(text)]


def _mines(sheet: Sheet | None) -> int:
    """How many rows of the list of mines name a mine."""
    rows = [[_heading(text) for text in row] for row in sheet.rows] if sheet is not None else []
    head = next((at for at, row in enumerate(rows) if any(t.startswith("metal") for t in row)), len(rows))
    names = [at for row in rows[head : head + 1] for at, text in enumerate(row) if OF_MINE.match(text)]
    return sum(any(row[at] for at in names) for row in rows[head + 1 :])


def _heading(text: str) -> str:
    """A heading without the signs for duties and notes.

    >>> _heading("Smelter Name (1)"), _heading("Metal (*)"), _heading("Effective Date (*):")
    ('smelter name', 'metal', 'effective date')
    """
    return " ".join(re.sub(r"\((?:\*|[0-9]+)\)|[*:]\s*$", " ", text).split()).casefold().rstrip(" :")


def _columns(rows: list[list[Cell]]) -> tuple[int, dict[str, int]]:
    """The row that names the columns, and where each of them is: the row with most of the names."""
    best: tuple[int, dict[str, int]] = (0, {})
    for number, row in enumerate(rows[:HEAD_ROWS]):
        found: dict[str, int] = {}
        for index, cell in enumerate(row):
            heading = _heading(cell.text)
            for name, words in COLUMNS.items():
                if name not in found and heading and re.match(words, heading):
                    found[name] = index
                    break
        if len(found) > len(best[1]):
            best = (number, found)
    return best


def _smelters(found: Declaration, sheet: Sheet, rows: list[list[Cell]], said: dict[str, str]) -> None:
    header, columns = _columns(rows)
    lacking = [called for name, called in NEEDED.items() if name not in columns]
    if lacking or not rows:
        at = rows[header][0].span.to(rows[header][-1].span) if rows else _start(found.source)
        found.diagnostics.append(say.columns_missing(lacking or list(NEEDED.values()), at))
        return
    paper = _evidence(found, said)
    parties: dict[str, dict[str, Any]] = {}
    strange: list[Span] = []
    for row in rows[header + 1 :]:
        told = {name: row[index] for name, index in columns.items() if index < len(row)}
        _smelter(found, sheet, told, parties, strange, paper["id"])
    if strange:
        found.diagnostics.append(say.not_identified(len(strange), strange[0]))
    if has_errors(found.diagnostics):
        return
    if not parties:
        found.diagnostics.append(say.no_smelters(rows[header][0].span))
        return
    issuer = _text(said, "company name")
    everybody = [{"id": slug(issuer), "name": issuer}] if issuer and slug(issuer) not in parties else []
    found.value = {
        "schema": "microdep-overlay/1",
        "parties": [*everybody, *parties.values()],
        "evidence": [paper],
    }


def _smelter(
    found: Declaration,
    sheet: Sheet,
    told: dict[str, Cell],
    parties: dict[str, dict[str, Any]],
    strange: list[Span],
    paper: str,
) -> None:
    """One row: a smelter of one metal, put to the parties."""
    broken = {name: cell for name, cell in told.items() if readings.is_broken(cell.text)}
    texts = {name: " ".join(cell.text.split()) for name, cell in told.items() if name not in broken}
    metal, look_up = texts.get("metal", ""), texts.get("look_up", "")
    name = texts.get("name", "")
    if not metal and "metal" not in broken:
        return
    found.diagnostics += [
        of_rows.broken_cell(f"smelter {name}", cell.text, cell.span, stops=False)
        for name, cell in broken.items()
    ]
    if not metal:
        return
    if NOT_IDENTIFIED.search(look_up) or NOT_IDENTIFIED.search(name):
        strange.append(told["metal"].span)
        return
    place = found.source.cell(told["name"].span.start)
    if not name and place is not None and place[1] in sheet.without_result:
        found.diagnostics.append(imports.without_result([place[1]], told["name"].span))
        return
    name = next((each for each in (name, look_up) if names_somebody(each)), "")
    if not name or NOT_LISTED.search(name):
        strange.append(told["metal"].span)
        return
    number = texts.get("id", "")
    cid = CID.search(number)
    country = _country(found, told.get("country")) if "country" not in broken else ""
    id_ = slug(f"CID{cid[1]}") if cid is not None else slug(f"{name} {country}")
    party = parties.setdefault(id_, {"id": id_, "name": name})
    _name_too(party, (name, look_up))
    if country:
        _place(found, party, country, told["country"].span)
    if cid is not None:
        party.setdefault("identifiers", {"rmi_cid": f"CID{cid[1]}"})
    party.setdefault("evidence", [paper])
    beside = party.setdefault("ext", {"metals": []})
    if cid is None and number and not readings.says_nothing(number):
        beside.setdefault("identification", number)
    if metal not in beside["metals"]:
        beside["metals"].append(metal)
        found.metals[metal] = found.metals.get(metal, 0) + 1
    for each in ("recycled", "mines", "mine_countries"):
        if texts.get(each) and not readings.says_nothing(texts[each]):
            beside.setdefault(each, texts[each])


def _name_too(party: dict[str, Any], names: Iterable[str]) -> None:
    """Give a party the other names that its rows have for it."""
    for name in names:
        known = {other.casefold() for other in (party["name"], *party.get("aliases", ()))}
        if names_somebody(name) and not NOT_LISTED.search(name) and name.casefold() not in known:
            party.setdefault("aliases", []).append(name)


def _place(found: Declaration, party: dict[str, Any], country: str, at: Span) -> None:
    """Put a smelter into a country; one that is in two by its rows is in neither."""
    if party["id"] not in found.countries:
        found.countries[party["id"]] = party["country"] = country
    elif found.countries[party["id"]] != country:
        before = found.countries[party["id"]]
        because = f"{quoted(party['name'])} is in {before} by a row before, and here in {country}"
        way_out = "ask which of them is right, and write it into the overlay"
        found.diagnostics.append(of_rows.left_out("smelter country", because, way_out, at))
        party.pop("country", None)


def _country(found: Declaration, cell: Cell | None) -> str:
    if cell is None or readings.says_nothing(cell.text):
        return ""
    code = readings.country(" ".join(cell.text.split()))
    if isinstance(code, Unread):
        found.diagnostics.append(of_rows.left_out("smelter country", code.because, code.way_out, cell.span))
        return ""
    return code


def _evidence(found: Declaration, said: dict[str, str]) -> dict[str, Any]:
    """The declaration itself: by whom, of which day, and how far it reaches."""
    company, day = _text(said, "company name"), _day(_text(said, "effective date"))
    dated = bool(day)
    if not dated and _text(said, "effective date"):
        because = f"{quoted(_text(said, 'effective date'))} on the first sheet is no day such as 04-May-2026"
        way_out = "write `issued:` of the evidence by hand"
        at = _start(found.source)
        found.diagnostics.append(of_rows.left_out("day of the declaration", because, way_out, at))
    paper: dict[str, Any] = {
        "id": slug(" ".join(filter(None, (found.kind, company, day if dated else "")))),
        "type": found.kind.lower(),
    }
    if company:
        paper["issuer"] = company
    if dated:
        paper["issued"] = day
    paper["tier"] = "supplier"
    scope = _text(said, "declaration scope")
    paper["document"] = {"number": f"{found.kind} {found.version}".strip()}
    minerals = said.get("minerals", "")
    told = f"{found.kind} {found.version}{f', scope: {scope}' if scope else ''}"
    told += f", minerals: {minerals}" if minerals else ""
    paper["notes"] = f"{told}; {CAUTION}"
    return paper


def _day(text: str) -> str:
    """The day in an answer, as a cell with a day shows it or as the template asks for it; else nothing.

    >>> _day("2026-05-04 00:00:00"), _day("04-May-2026"), _day("05/04/2026"), _day("31-Feb-2026")
    ('2026-05-04', '2026-05-04', '', '')
    """
    found = ASKED_DAY.fullmatch(text)
    if found is not None:
        month = MONTHS.index(found[2].casefold()) + 1 if found[2].casefold() in MONTHS else 0
        text = f"{found[3]}-{month:02}-{int(found[1]):02}"
    try:
        return date.fromisoformat(text[:10]).isoformat() if STATED_DAY.fullmatch(text) else ""
    except ValueError:
        return ""


def _text(said: dict[str, str], name: str) -> str:
    return " ".join(said.get(name, "").split())
