"""Index of the declarations in overlays, with their files, ages and conflicts."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.bom.facts import exact
from microdep_rules.bom.overlays.entries import ANY
from microdep_rules.bom.overlays.fact_names import MAY_BE_A_DEVICE, MAY_CONTAIN, MAY_HAVE_COMPONENTS
from microdep_rules.bom.overlays.manufacturers import manufacturers_of
from microdep_rules.bom.overlays.matching import normalize_number
from microdep_rules.output.asking.lists import many, table_as_csv
from microdep_rules.output.declared import names_in, text_of
from microdep_rules.output.markdown import escape
from microdep_rules.output.visible import visible
from microdep_rules.vocabulary.indicators import BASIC_ELEMENT
from microdep_rules.vocabulary.terms import load_vocabularies
from microdep_rules.vocabulary.written_days import day_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from microdep_rules.bom.overlays.draft import PlacedValue
    from microdep_rules.bom.overlays.entries import Overlay, OverlayEntry
    from microdep_rules.bom.overlays.manufacturers import ManufacturerNames

ASIDE = frozenset({"match", "evidence", "notes", "correct", "id", "name", "aliases"})
"""Fields of an entry that state no fact."""
COLUMNS = ("Manufacturer", "Part number", "Component", "Fact", "Value", "File", "Issued on", "Age in days")
EVERY = "every part number"
THE_COMPANY = "the company"
NOBODY = "No manufacturer named"


class DeclaredFact(Struct, frozen=True):
    """Fact that an overlay declares about a part number, a series, a manufacturer or a component."""

    maker: str
    number: str
    component: str
    fact: str
    value: str
    raw: object
    file: str
    place: str
    issued: date | None = None
    """Latest date of issue among the documents that support the fact."""

    def age(self, as_of: date) -> int | None:
        """Return the number of days since the date in `issued`; `None` without a date."""
        return (as_of - self.issued).days if self.issued is not None else None

    @property
    def about(self) -> str:
        """Subject of the declaration in a few words: a component, part number, series or manufacturer."""
        return self.number or self.component or EVERY

    @property
    def text(self) -> str:
        """Name of the fact, with its value."""
        return f"{self.fact} {self.value}".strip()

    def shown(self, as_of: date) -> str:
        """Return the position of the declaration in its file, and its age."""
        age = self.age(as_of)
        if age is None:
            return f"{self.place}, no day of issue"
        old = many(age, "day") if age >= 0 else "after the day of the check"
        return f"{self.place}, issued {self.issued}, {old}"


class Conflict(Struct, frozen=True):
    """Two declarations from different files that contradict each other."""

    one: DeclaredFact
    other: DeclaredFact

    def text(self, as_of: date) -> str:
        """Return the conflict on one line: the two values, the two files, and which declaration is newer."""
        first, second = sorted((self.one, self.other), key=lambda s: s.issued or date.min, reverse=True)
        if first.issued is None or second.issued is None or first.issued == second.issued:
            newer = "it is not known which declaration is newer"
        else:
            newer = "the first declaration is newer"
        whose = f"{first.maker or second.maker} {self.about}".strip()
        texts = [f"{statement.text} ({statement.shown(as_of)})" for statement in (first, second)]
        return f"{whose}: {texts[0]}, and {texts[1]}; {newer}"

    @property
    def about(self) -> str:
        """Common subject of both declarations: a part number, series or manufacturer."""
        return self.other.about if self.one.about.endswith(ANY) else self.one.about


class Library(Struct, frozen=True):
    """Declarations in overlays, sorted by manufacturer and part number."""

    statements: tuple[DeclaredFact, ...]
    conflicts: tuple[Conflict, ...]
    files: int
    as_of: date


def library_of(overlays: Sequence[Overlay], as_of: date, only: Sequence[str] = ()) -> Library:
    """Return the index of the declarations in some overlays.

    If `only` names manufacturers, other declarations are left out.
    """
    makers = manufacturers_of((), tuple(overlays))
    statements = [statement for overlay in overlays for statement in _statements(overlay)]
    if only:
        statements = [s for s in statements if any(makers.is_same(s.maker, name) for name in only)]
    shown: dict[str, str] = {}
    for statement in statements:
        shown.setdefault(makers.of(statement.maker), statement.maker)
    statements = [replace(s, maker=shown[makers.of(s.maker)]) for s in statements]
    statements.sort(key=lambda s: (not s.maker, s.maker.casefold(), s.about, s.fact))
    conflicts = tuple(_conflicts(statements, makers))
    return Library(tuple(statements), conflicts, len(overlays), as_of)


# ---- statements ----------------------------------------------------------------------------------------


def _statements(overlay: Overlay) -> Iterator[DeclaredFact]:
    for entry in overlay.entries:
        maker = entry.names[0] if entry.names else entry.manufacturers[0] if entry.manufacturers else ""
        component = "" if entry.mpn else f"{entry.document}/{entry.id}".strip("/")
        yield from _facts_of_entry(overlay, entry.content, maker, entry.mpn, component, _own_documents(entry))
    for id_, party in overlay.parties.items():
        yield from _facts_of_entry(overlay, party, str(party.value.get("name", id_)), "", THE_COMPANY, [])


def _own_documents(entry: OverlayEntry) -> list[str]:
    return [str(id_) for id_ in entry.content.value.get("evidence", ())]


def _facts_of_entry(
    overlay: Overlay, held: PlacedValue, maker: str, number: str, component: str, documents: list[str]
) -> Iterator[DeclaredFact]:
    """Yield one declaration for each fact of an overlay entry; each field in `ext` is a separate fact."""
    names = names_in(overlay)
    for name, raw in held.value.items():
        if name in ASIDE or name == "party":
            continue
        at = held.inside(name).span
        place = held.home.source.place(at.start)
        issued = _issued(overlay, [*documents, *_documents(raw)])
        facts = raw.items() if name == "ext" and isinstance(raw, dict) else [(name, raw)]
        for fact, value in facts:
            text = "" if value is True and name == "ext" else text_of(value, names)
            yield DeclaredFact(maker, number, component, fact, text, value, overlay.path, place, issued)


def _documents(raw: object) -> list[str]:
    """Return the ids of the documents that support a fact, or an entry of a list in the fact."""
    if isinstance(raw, list):
        return [document for entry in raw for document in _documents(entry)]
    return [str(id_) for id_ in raw.get("evidence", ())] if isinstance(raw, dict) else []


def _issued(overlay: Overlay, documents: Iterable[str]) -> date | None:
    known = (overlay.evidence[id_].value for id_ in documents if id_ in overlay.evidence)
    days = (day_in(exact(document.get("issued")) or "") for document in known)
    return max(filter(None, days), default=None)


# ---- conflicts -----------------------------------------------------------------------------------------


def _conflicts(statements: Sequence[DeclaredFact], makers: ManufacturerNames) -> Iterator[Conflict]:
    """Yield each pair of contradicting declarations about the same subject in different files."""
    groups: dict[tuple[str, str], list[DeclaredFact]] = {}
    series: dict[str, list[tuple[str, DeclaredFact]]] = {}
    for statement in statements:
        maker, mpn = makers.of(statement.maker), statement.number
        if mpn.endswith(ANY):
            series.setdefault(maker, []).append((normalize_number(mpn.removesuffix(ANY)), statement))
        groups.setdefault((maker, normalize_number(mpn) or statement.component), []).append(statement)
    for (maker, number), own in groups.items():
        wider = [
            statement
            for start, statement in series.get(maker, ())
            if number.startswith(start) and number != normalize_number(statement.number)
        ]
        for at, one in enumerate(own):
            for other in (*own[at + 1 :], *wider):
                if one.file != other.file and _contradict(one, other):
                    yield Conflict(one, other)


def _contradict(one: DeclaredFact, other: DeclaredFact) -> bool:
    if one.fact == other.fact:
        return _differ(one.raw, other.raw)
    return any(_excludes(a, b) for a, b in ((one, other), (other, one)))


def _differ(one: object, other: object) -> bool:
    """Return whether two values contradict each other.

    Two lists do not contradict each other, and an unknown value contradicts no other value.
    """
    if isinstance(one, list) and isinstance(other, list):
        return bool(one) != bool(other)
    first, second = exact(one), exact(other)
    return first is not None and second is not None and first != second


def _excludes(one: DeclaredFact, other: DeclaredFact) -> bool:
    """Return whether one declaration excludes a substance that the other declaration states or allows."""
    match one.fact:
        case "free_of":
            return any(_is_a(contained, word) for contained in _contained(other) for word in _words(one.raw))
        case "children":
            return one.raw == [] and other.fact == MAY_HAVE_COMPONENTS
        case "function":
            return exact(one.raw) == BASIC_ELEMENT and other.fact == MAY_BE_A_DEVICE
        case _:
            return False


def _contained(statement: DeclaredFact) -> list[str]:
    """Return the substances that a component contains or may contain, according to a declaration."""
    if statement.fact.startswith(MAY_CONTAIN):
        return [statement.fact.removeprefix(MAY_CONTAIN)]
    if statement.fact == "materials" and isinstance(statement.raw, list):
        return [word for material in statement.raw if (word := exact(material.get("substance")))]
    return []


def _words(raw: object) -> list[str]:
    listed = raw if isinstance(raw, list) else [raw]
    return [word for entry in listed if (word := exact(entry))]


def _is_a(word: str, wider: str) -> bool:
    known = load_vocabularies().get("substance")
    if known is None:
        return word == wider
    word, wider = known.resolve(word) or word, known.resolve(wider) or wider
    return known.is_a(word, wider)


# ---- outputs -------------------------------------------------------------------------------------------


def as_text(library: Library) -> str:
    """Return the index as Markdown: first the conflicts, then a section for each manufacturer."""
    numbers = {(statement.maker, statement.number) for statement in library.statements if statement.number}
    makers = {statement.maker for statement in library.statements if statement.maker}
    counts = (
        f"{many(library.files, 'file')}: {many(len(library.statements), 'statement')} about"
        f" {many(len(numbers), 'part number')}, of {many(len(makers), 'company', 'companies')},"
        f" as of {library.as_of}. {many(len(library.conflicts), 'conflict')}."
    )
    lines = ["# Library", "", counts, ""]
    if library.conflicts:
        lines += ["## Conflicts", ""]
        lines += [f"- {escape(visible(conflict.text(library.as_of)))}" for conflict in library.conflicts]
        lines += [
            "",
            "No file takes precedence. Until one file is corrected, verdicts that depend on it are unknown.",
            "",
        ]
    section = ""
    for statement in library.statements:
        title = statement.maker or NOBODY
        if title != section:
            lines += [*([""] if section else []), f"## {escape(visible(title))}", ""]
            section = title
        lines.append(
            f"- {escape(visible(f'{statement.about}: {statement.text} ({statement.shown(library.as_of)})'))}"
        )
    return "\n".join([*lines, ""])


def rows(library: Library) -> list[list[str]]:
    """Return the header row, and one row for each declaration; the last column names contradicting ones."""
    against: dict[int, list[str]] = {}
    for conflict in library.conflicts:
        for one, other in ((conflict.one, conflict.other), (conflict.other, conflict.one)):
            against.setdefault(id(one), []).append(f"{other.text} ({other.shown(library.as_of)})")
    cells = [
        [
            *(
                statement.maker,
                statement.number,
                statement.component,
                statement.fact,
                statement.value,
                statement.place,
            ),
            statement.issued.isoformat() if statement.issued is not None else "",
            str(age) if (age := statement.age(library.as_of)) is not None else "",
            "\n".join(against.get(id(statement), ())),
        ]
        for statement in library.statements
    ]
    return [[*COLUMNS, "Contradicted by"], *([visible(cell) for cell in row] for row in cells)]


def as_csv(library: Library) -> str:
    """Return the index as CSV; a spreadsheet program reads no cell as a formula."""
    return table_as_csv(rows(library))


def as_workbook(library: Library) -> bytes:
    """Return the index as a workbook."""
    from microdep_rules.output.workbook import SheetTable, workbook

    return workbook([SheetTable("Library", rows(library))])
