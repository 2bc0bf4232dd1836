"""Companies in a table: one party for each company, with the identifiers from its rows.

If two rows have the same name and different identifiers, such as two DUNS numbers, the rows name two parties.
The two parties may be two companies, or two offices of one company. A row with the name and without an
identifier may mean either party.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.bom.errors import rows as say
from microdep_rules.bom.imports.alternates import UnclearName, parse_alternates, parse_manufacturers
from microdep_rules.bom.imports.placed_records import PlacedRecord
from microdep_rules.messages import diagnose, phrase_of
from microdep_rules.vocabulary.names import as_identifier, identifier_in
from microdep_rules.vocabulary.slugs import slug

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from microdep_rules.bom.imports.rows import TableContents
    from microdep_rules.bom.imports.texts import Notation
    from microdep_rules.cells import Cell

IDENTIFIERS = ("lei", "duns", "uei", "cage")
"""Columns with an identifier of the manufacturer; each column is named like its identifier scheme."""

NO_FURTHER = frozenset(("-", "--", "n/a", "na", "n.a.", "no", "none"))
"""Texts, in lower case, of a cell that names no further supplier."""


class TableParties:
    """Parties of a table."""

    def __init__(self, rows: TableContents, texts: Notation, columns: frozenset[str]) -> None:
        self.rows = rows
        self.texts = texts
        self.columns = columns
        """Fields of the table's columns."""
        self.of_name: dict[str, list[str]] = {}
        """For each company name, the ids of the parties with this name."""
        self.names_only: list[tuple[PlacedRecord, str, str]] = []
        """Fields with a company name but no identifier: the component, the field, and the key of the name."""

    def put(self, part: PlacedRecord, row: Mapping[str, Cell], others: Mapping[str, list[Cell]]) -> None:
        """Record manufacturer and supplier of a component; `others` has the cells of its alternates."""
        for field in ("manufacturer", "supplier"):
            further = others.get(f"other_{field}", ())
            if field == "supplier":
                further = [cell for cell in further if cell.text.strip().casefold() not in NO_FURTHER]
            cells = [*([row[field]] if field in row else []), *further]
            lists = others.get("other_parts", ()) if field == "manufacturer" else ()
            every = [*cells, *lists]
            if every and (field in row or field not in self.columns or field == "supplier"):
                named = self._read_companies(part, field, cells, lists, row)
                if named is not None:
                    part.put(field, named, every[0].span)
            elif every:
                self.rows.diagnostics.append(say.no_first(field, every[0].text, every[0].span))
        if "manufacturer" not in row:
            self._read_identifiers(row, [])

    def record_alternatives(self) -> None:
        """Record several companies as alternatives if a name without an identifier may mean each of them."""
        for part, field, name in self.names_only:
            ids = self.of_name[name]
            if len(ids) > 1:
                part.put(field, {"one_of": list(ids)}, part.span_of(field))

    def _read_companies(
        self,
        part: PlacedRecord,
        field: str,
        cells: Sequence[Cell],
        lists: Sequence[Cell],
        row: Mapping[str, Cell],
    ) -> object:
        """Return the company that the cells name, a record with alternative companies, or "unknown".

        `lists` are cells with pairs of a manufacturer and a part number.
        """
        names: list[tuple[str, Cell]] = []
        for cell in (*cells, *lists):
            names_ = (
                self._manufacturers_in(cell)
                if cell in lists
                else parse_manufacturers(self.texts.lines(cell), self.texts.whole)
            )
            if isinstance(names_, UnclearName):
                self.rows.diagnostics.append(
                    diagnose(
                        "import/cell-not-read",
                        cell.span,
                        "company-not-named" if names_.is_placeholder else "company-unclear",
                        field=field,
                        reason=names_.because,
                    )
                )
                self._read_identifiers(row, []) if field == "manufacturer" else None
                return {"unknown": True, "reason": names_.because}
            names += [(name_, cell) for name_ in names_]
        stated = self._read_identifiers(row, names) if field == "manufacturer" else {}
        ids = list(dict.fromkeys(self._party_id(name, cell, stated) for name, cell in names))
        if len(ids) == 1 and not stated:
            self.names_only.append((part, field, slug(names[0][0])))
        if not ids:
            return None
        return ids[0] if len(ids) == 1 else {"one_of": ids}

    def _manufacturers_in(self, cell: Cell) -> list[str] | UnclearName:
        """Return the manufacturers in a cell with pairs of a manufacturer and a part number."""
        pairs = parse_alternates(self.texts.lines(cell))
        if isinstance(pairs, UnclearName):
            return pairs
        names: list[str] = []
        for maker, _ in pairs:
            named = parse_manufacturers(maker, self.texts.whole) if maker else []
            if isinstance(named, UnclearName):
                return named
            names += named
        return names

    def _read_identifiers(self, row: Mapping[str, Cell], names: Sequence[tuple[str, Cell]]) -> dict[str, str]:
        """Return the identifiers of a row.

        The identifiers belong to the manufacturer, so the row must name exactly one manufacturer.
        """
        stated = {scheme: " ".join(row[scheme].text.split()) for scheme in IDENTIFIERS if scheme in row}
        for text in row["identifiers"].text.split(";") if "identifiers" in row else ():
            read = identifier_in(text.strip())
            if read is not None:
                stated[read[0]] = read[1]
            elif text.strip():
                because = phrase_of("import/cell-not-read", "no-scheme", text=text.strip())
                at = row["identifiers"].span
                self.rows.diagnostics.append(
                    say.left_out(
                        "identifiers", because, phrase_of("import/cell-not-read", "write-scheme"), at
                    )
                )
        if stated and len({slug(name) for name, _ in names}) != 1:
            column = next(name_ for name_ in (*IDENTIFIERS, "identifiers") if name_ in row)
            because = phrase_of("import/cell-not-read", "no-one-manufacturer")
            self.rows.diagnostics.append(
                say.left_out(
                    column, because, phrase_of("import/cell-not-read", "write-manufacturer"), row[column].span
                )
            )
            return {}
        return stated

    def _party_id(self, name: str, cell: Cell, stated: Mapping[str, str]) -> str:
        """Return the id of the party with this name and compatible identifiers; add a missing party."""
        same = self.of_name.setdefault(slug(name), [])
        for id_ in same:
            party = self.rows.parties[id_]
            identifiers = party.value.get("identifiers", {})
            if all(
                as_identifier(key, identifiers.get(key, value)) == as_identifier(key, value)
                for key, value in stated.items()
            ):
                if stated:
                    party.put("identifiers", {**stated, **identifiers}, cell.span)
                return id_
        suffix = " ".join(f"{key} {value}" for key, value in stated.items()) if same else ""
        id_ = slug(f"{name} {suffix}".strip())
        party = PlacedRecord(cell.span)
        party.put("id", id_)
        party.put("name", name)
        if stated:
            party.put("identifiers", dict(stated), cell.span)
        self.rows.parties[id_] = party
        same.append(id_)
        return id_
