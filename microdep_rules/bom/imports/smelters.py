"""Conversion of mineral declarations of the Responsible Minerals Initiative (CMRT, EMRT, AMRT) into overlays.

The workbook lists the smelters that the suppliers of a company use, mostly for the whole company. The
workbook does not state which smelter made the metal of a component, so the workbook is evidence of low
confidence. The overlay has the smelters as parties with their countries, and the declaration as evidence.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from microdep_rules.bom.errors import rows as of_rows
from microdep_rules.bom.errors.rows import first_of
from microdep_rules.bom.imports import cell_values
from microdep_rules.bom.imports.cell_values import Unreadable
from microdep_rules.bom.imports.sheets import sheet_rows
from microdep_rules.diagnostics import has_errors
from microdep_rules.messages import diagnose, phrase_of
from microdep_rules.patterns import pattern
from microdep_rules.source import SourceFile, Span
from microdep_rules.vocabulary.placeholder_names import names_somebody
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
"""For some words in the title of a declaration, the template of the declaration.

The pilot template is the earlier form of the template for additional minerals.
"""
TITLE = pattern(
    r"\b(conflict minerals|extended minerals|additional minerals|pilot) reporting template", re.IGNORECASE
)
ABBREVIATION = pattern(r"\b(cmrt|emrt|amrt)\b", re.IGNORECASE)
REVISION = pattern(r"(?:revision|version|cmrt|emrt|amrt)\D{0,12}?([0-9]+(?:\.[0-9]+)+)", re.IGNORECASE)
MINES, SCOPE = "mine list", "minerals scope"
IN_SCOPE = pattern(r"(?:select|enter|please|minerals?/metals? in scope).*\b(?:minerals?|metals?)\b")
"""Question on the first sheet about the minerals of a declaration."""
OF_MINE = pattern(r"name of mine|mine .*name")
OF_TEMPLATE = pattern(r"other \[|^(?:select|enter|please|reasons?)\b|\(\*\)", re.IGNORECASE)
"""Texts of the empty template, such as `Please select`. These texts name no mineral."""
KNOWN = {"CMRT": ("5", "6"), "EMRT": ("1", "2"), "AMRT": ("1",)}
MOST_MINERALS, ROWS_OF_MINERALS, LONGEST_QUESTION = 20, 4, 200
HEAD_ROWS = 60
"""Number of rows in which titles and headings are searched."""
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
"""Pattern for the heading of each column in the list of smelters; additions such as `(*)` may follow."""
NEEDED = {
    "metal": "Metal",
    "name": "Smelter Name",
    "country": "Smelter Country",
    "id": "Smelter Identification",
}
NOT_IDENTIFIED = pattern(r"smelter not (?:yet )?identified|processor not (?:yet )?identified", re.IGNORECASE)
NOT_LISTED = pattern(r"(?:smelter|processor) not listed", re.IGNORECASE)
CID = pattern(r"\bCID[\s-]?([0-9]{6})\b", re.IGNORECASE)
TEMPLATE_DAY = pattern(r"([0-9]{1,2})[-. /]([A-Za-z]{3})[a-z]*[-. /]([0-9]{4})")
"""Day with the name of the month, as the templates require."""
ISO_DAY = pattern(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ].*)?")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
CAUTION = (
    "low confidence: it lists smelters that suppliers of the company may use, and does not state that the"
    " metal of a component was smelted there"
)


class MineralDeclaration(Struct):
    """Parsed declaration: the overlay, the template, and the diagnostics."""

    source: SourceFile
    kind: str
    version: str = ""
    value: dict[str, Any] | None = None
    diagnostics: list[Diagnostic] = field(default_factory=list)
    metals: dict[str, int] = field(default_factory=dict)
    """Number of smelters for each metal."""
    countries: dict[str, str] = field(default_factory=dict)
    """Country of each smelter, from the first row that states a country."""


def is_declaration(sheets: Sequence[Sheet]) -> bool:
    """Return whether the sheets of a workbook are a mineral declaration."""
    names = {sheet.name.strip().casefold() for sheet in sheets}
    return SMELTERS in names or (DECLARATION in names and bool(_find_template(sheets)))


def declaration_kind(sheets: Sequence[Sheet]) -> str:
    """Return the template of a declaration, such as `CMRT`."""
    return _find_template(sheets) or "CMRT, EMRT or AMRT"


def read_declaration(path: str, sheets: Sequence[Sheet]) -> MineralDeclaration:
    """Return the overlay for a declaration; its parties are the smelters."""
    named = {sheet.name.strip().casefold(): sheet for sheet in sheets}
    front = named.get(DECLARATION, sheets[0])
    source, rows = sheet_rows(path, front)
    kind = _find_template(sheets)
    version, at = _version(sheets, path)
    declaration = MineralDeclaration(source, kind or "CMRT", version)
    if SMELTERS not in named:
        declaration.diagnostics.append(
            diagnose(
                "import/sheet", _start(source), "no-smelter-list", sheets=[sheet.name for sheet in sheets]
            )
        )
        return declaration
    if version.partition(".")[0] not in KNOWN.get(kind, ()):
        declaration.diagnostics.append(
            diagnose(
                "import/unsupported-version",
                at,
                "template" if version else "no-revision",
                kind=kind or "the template",
                version=version,
            )
        )
        return declaration
    front_answers = {**_front_answers(rows), "minerals": ", ".join(_find_minerals(rows, named.get(SCOPE)))}
    mines = _count_mines(named.get(MINES))
    if mines:
        declaration.diagnostics.append(
            diagnose("import/not-a-component", _start(source), "mines", count=mines)
        )
    declaration.source, listed = sheet_rows(path, named[SMELTERS])
    _read_smelters(declaration, named[SMELTERS], listed, front_answers)
    return declaration


def _find_template(sheets: Sequence[Sheet]) -> str:
    """Return the template that the title of a sheet names; the sheet of answers is searched first."""
    front = [sheet_ for sheet_ in sheets if sheet_.name.strip().casefold() == DECLARATION]
    for sign in (TITLE, ABBREVIATION):
        for sheet in (*front, *sheets):
            texts = (text for row in sheet.rows[:HEAD_ROWS] for text in row)
            title = next(filter(None, map(sign.search, texts)), None)
            if title is not None:
                return KINDS.get(title[1].casefold(), title[1].upper())
    return ""


def _version(sheets: Sequence[Sheet], path: str) -> tuple[str, Span]:
    """Return the revision of the template, and the place of the revision in the first sheet."""
    front = next((sheet for sheet in sheets if sheet.name.strip().casefold() == DECLARATION), sheets[0])
    source, rows = sheet_rows(path, front)
    for row in rows[:HEAD_ROWS]:
        for cell in row:
            match = REVISION.search(cell.text)
            if match is not None:
                return match[1], cell.span
    return "", _start(source)


def _start(source: SourceFile) -> Span:
    return Span(source.path, 0, 0)


def _front_answers(rows: list[list[Cell]]) -> dict[str, str]:
    """Return the answers on the first sheet: each answer is to the right of its question."""
    answers_: dict[str, str] = {}
    for row in rows[:HEAD_ROWS]:
        for index, cell in enumerate(row):
            label = _normalize_heading(cell.text)
            for name in ("company name", "effective date", "declaration scope"):
                if label.startswith(name) and name not in answers_:
                    answers_[name] = next((cell_.text for cell_ in row[index + 1 :] if cell_.text), "")
    return answers_


def _find_minerals(rows: list[list[Cell]], scope: Sheet | None) -> list[str]:
    """Return the minerals of a declaration, from the first sheet and from the sheet `Minerals Scope`."""
    questions = [
        (at, column)
        for at, row in enumerate(rows[:HEAD_ROWS])
        for column, cell in enumerate(row)
        if len(cell.text) < LONGEST_QUESTION and IN_SCOPE.search(_normalize_heading(cell.text))
    ]
    chosen = next(
        filter(None, (_without_template_texts(_answers_to(rows, *place)) for place in questions)), []
    )
    texts = [row[0] for row in scope.rows if row] if scope is not None else []
    heads = [at for at, text in enumerate(texts) if IN_SCOPE.search(_normalize_heading(text))]
    names: dict[str, str] = {}
    for mineral in (*chosen, *_without_template_texts(texts[heads[-1] + 1 :] if heads else [])):
        names.setdefault(mineral.casefold(), mineral)
    return list(names.values())[:MOST_MINERALS]


def _answers_to(rows: list[list[Cell]], first: int, column: int) -> list[str]:
    """Return the answers to a question: the cells to the right, in the rows down to the next question."""
    texts: list[str] = []
    for row in rows[first : first + ROWS_OF_MINERALS]:
        if row is not rows[first] and any(cell.text for cell in row[: column + 1]):
            break
        texts += [cell.text for cell in row[column + 1 :]]
    return texts


def _without_template_texts(texts: Iterable[str]) -> list[str]:
    """Return the minerals in answers, without the texts of the template."""
    return [" ".join(text.split()) for text in texts if text.strip() and not OF_TEMPLATE.search(text)]


def _count_mines(sheet: Sheet | None) -> int:
    """Return the number of rows of the mine list that name a mine."""
    rows = [[_normalize_heading(text) for text in row] for row in sheet.rows] if sheet is not None else []
    head = next((at for at, row in enumerate(rows) if any(t.startswith("metal") for t in row)), len(rows))
    names = [at for row in rows[head : head + 1] for at, text in enumerate(row) if OF_MINE.match(text)]
    return sum(any(row[at] for at in names) for row in rows[head + 1 :])


def _normalize_heading(text: str) -> str:
    """Return a heading in small letters, without additions such as `(*)` and `(1)`.

    >>> texts = ("Smelter Name (1)", "Metal (*)", "Effective Date (*):")
    >>> tuple(map(_normalize_heading, texts))
    ('smelter name', 'metal', 'effective date')
    """
    return " ".join(re.sub(r"\((?:\*|[0-9]+)\)|[*:]\s*$", " ", text).split()).casefold().rstrip(" :")


def _find_columns(rows: list[list[Cell]]) -> tuple[int, dict[str, int]]:
    """Return the index of the row with the most known headings, and the position of each column."""
    best: tuple[int, dict[str, int]] = (0, {})
    for number, row in enumerate(rows[:HEAD_ROWS]):
        places: dict[str, int] = {}
        for index, cell in enumerate(row):
            heading = _normalize_heading(cell.text)
            for name, words in COLUMNS.items():
                if name not in places and heading and re.match(words, heading):
                    places[name] = index
                    break
        if len(places) > len(best[1]):
            best = (number, places)
    return best


def _read_smelters(
    declaration: MineralDeclaration, sheet: Sheet, rows: list[list[Cell]], front: dict[str, str]
) -> None:
    header, columns = _find_columns(rows)
    missing = [heading for name, heading in NEEDED.items() if name not in columns]
    if missing or not rows:
        at = rows[header][0].span.to(rows[header][-1].span) if rows else _start(declaration.source)
        declaration.diagnostics.append(
            diagnose("import/column-missing", at, "smelter-list", columns=missing or list(NEEDED.values()))
        )
        return
    evidence = _build_evidence(declaration, front)
    parties: dict[str, dict[str, Any]] = {}
    unidentified: list[Span] = []
    for row in rows[header + 1 :]:
        cells = {name: row[index] for name, index in columns.items() if index < len(row)}
        _read_smelter(declaration, sheet, cells, parties, unidentified, evidence["id"])
    if unidentified:
        declaration.diagnostics.append(
            diagnose("import/not-a-component", unidentified[0], "smelters", count=len(unidentified))
        )
    if has_errors(declaration.diagnostics):
        return
    if not parties:
        declaration.diagnostics.append(diagnose("import/declaration", rows[header][0].span, "no-smelters"))
        return
    issuer = _front_answer(front, "company name")
    issuers = [{"id": slug(issuer), "name": issuer}] if issuer and slug(issuer) not in parties else []
    declaration.value = {
        "schema": "microdep-overlay/1",
        "parties": [*issuers, *parties.values()],
        "evidence": [evidence],
    }


def _read_smelter(
    declaration: MineralDeclaration,
    sheet: Sheet,
    cells: dict[str, Cell],
    parties: dict[str, dict[str, Any]],
    unidentified: list[Span],
    evidence_id: str,
) -> None:
    """Read a row: add the smelter and its metal to the parties."""
    broken = {name: cell for name, cell in cells.items() if cell_values.is_broken(cell.text)}
    texts = {name: " ".join(cell.text.split()) for name, cell in cells.items() if name not in broken}
    metal, look_up = texts.get("metal", ""), texts.get("look_up", "")
    name = texts.get("name", "")
    if not metal and "metal" not in broken:
        return
    declaration.diagnostics += [
        of_rows.broken_cell(f"smelter {name}", cell.text, cell.span, stops=False)
        for name, cell in broken.items()
    ]
    if not metal:
        return
    if NOT_IDENTIFIED.search(look_up) or NOT_IDENTIFIED.search(name):
        unidentified.append(cells["metal"].span)
        return
    place = declaration.source.cell(cells["name"].span.start)
    if not name and place is not None and place[1] in sheet.without_result:
        declaration.diagnostics.append(
            diagnose(
                "import/cell-not-read",
                cells["name"].span,
                "no-result",
                count=len([place[1]]),
                cells=first_of([place[1]]),
            )
        )
        return
    name = next((name_ for name_ in (name, look_up) if names_somebody(name_)), "")
    if not name or NOT_LISTED.search(name):
        unidentified.append(cells["metal"].span)
        return
    number = texts.get("id", "")
    cid = CID.search(number)
    country = _country(declaration, cells.get("country")) if "country" not in broken else ""
    id_ = slug(f"CID{cid[1]}") if cid is not None else slug(f"{name} {country}")
    party = parties.setdefault(id_, {"id": id_, "name": name})
    _add_aliases(party, (name, look_up))
    if country:
        _set_country(declaration, party, country, cells["country"].span)
    if cid is not None:
        party.setdefault("identifiers", {"rmi_cid": f"CID{cid[1]}"})
    party.setdefault("evidence", [evidence_id])
    beside = party.setdefault("ext", {"metals": []})
    if cid is None and number and not cell_values.is_blank(number):
        beside.setdefault("identification", number)
    if metal not in beside["metals"]:
        beside["metals"].append(metal)
        declaration.metals[metal] = declaration.metals.get(metal, 0) + 1
    for column in ("recycled", "mines", "mine_countries"):
        if texts.get(column) and not cell_values.is_blank(texts[column]):
            beside.setdefault(column, texts[column])


def _add_aliases(party: dict[str, Any], names: Iterable[str]) -> None:
    """Add other names of a smelter as aliases."""
    for name in names:
        known = {other.casefold() for other in (party["name"], *party.get("aliases", ()))}
        if names_somebody(name) and not NOT_LISTED.search(name) and name.casefold() not in known:
            party.setdefault("aliases", []).append(name)


def _set_country(declaration: MineralDeclaration, party: dict[str, Any], country: str, at: Span) -> None:
    """Set the country of a smelter. If rows contradict each other, the smelter has no country."""
    if party["id"] not in declaration.countries:
        declaration.countries[party["id"]] = party["country"] = country
    elif declaration.countries[party["id"]] != country:
        before = declaration.countries[party["id"]]
        because = phrase_of(
            "import/cell-not-read", "two-countries", name=party["name"], before=before, country=country
        )
        fix = phrase_of("import/cell-not-read", "ask-country")
        declaration.diagnostics.append(of_rows.left_out("smelter country", because, fix, at))
        party.pop("country", None)


def _country(declaration: MineralDeclaration, cell: Cell | None) -> str:
    if cell is None or cell_values.is_blank(cell.text):
        return ""
    code = cell_values.parse_country(" ".join(cell.text.split()))
    if isinstance(code, Unreadable):
        declaration.diagnostics.append(of_rows.left_out("smelter country", code.because, code.fix, cell.span))
        return ""
    return code


def _build_evidence(declaration: MineralDeclaration, front: dict[str, str]) -> dict[str, Any]:
    """Return the declaration as evidence, with its issuer, day and scope."""
    company, day = _front_answer(front, "company name"), _parse_day(_front_answer(front, "effective date"))
    has_day = bool(day)
    if not has_day and _front_answer(front, "effective date"):
        because = phrase_of(
            "import/cell-not-read", "no-day-on-sheet", text=_front_answer(front, "effective date")
        )
        fix = phrase_of("import/cell-not-read", "write-issued")
        at = _start(declaration.source)
        declaration.diagnostics.append(of_rows.left_out("day of the declaration", because, fix, at))
    evidence: dict[str, Any] = {
        "id": slug(" ".join(filter(None, (declaration.kind, company, day if has_day else "")))),
        "type": declaration.kind.lower(),
    }
    if company:
        evidence["issuer"] = company
    if has_day:
        evidence["issued"] = day
    evidence["tier"] = "supplier"
    scope = _front_answer(front, "declaration scope")
    evidence["document"] = {"number": f"{declaration.kind} {declaration.version}".strip()}
    minerals = front.get("minerals", "")
    text = f"{declaration.kind} {declaration.version}{f', scope: {scope}' if scope else ''}"
    text += f", minerals: {minerals}" if minerals else ""
    evidence["notes"] = f"{text}; {CAUTION}"
    return evidence


def _parse_day(text: str) -> str:
    """Return the day in an answer; empty if the answer is not a day in one of two forms.

    >>> tuple(map(_parse_day, ("2026-05-04 00:00:00", "04-May-2026", "05/04/2026", "31-Feb-2026")))
    ('2026-05-04', '2026-05-04', '', '')
    """
    match = TEMPLATE_DAY.fullmatch(text)
    if match is not None:
        month = MONTHS.index(match[2].casefold()) + 1 if match[2].casefold() in MONTHS else 0
        text = f"{match[3]}-{month:02}-{int(match[1]):02}"
    try:
        return date.fromisoformat(text[:10]).isoformat() if ISO_DAY.fullmatch(text) else ""
    except ValueError:
        return ""


def _front_answer(front: dict[str, str], name: str) -> str:
    return " ".join(front.get(name, "").split())
