"""Companies that a table names: one party for each, with the identifiers that its rows state.

Rows that state two identifiers of one scheme under one name are of two companies, or of two seats of one:
each identifier is a party of its own, and a row without any may be of either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.bom.errors import rows as say
from microdep_rules.bom.imports.alternates import Unclear, makers_in, parts_in
from microdep_rules.bom.imports.written import PlacedRecord
from microdep_rules.vocabulary.names import as_identifier, identifier_in
from microdep_rules.vocabulary.slugs import slug

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from microdep_rules.bom.imports.rows import Rows
    from microdep_rules.bom.imports.texts import Texts
    from microdep_rules.cells import Cell

IDENTIFIERS = ("lei", "duns", "uei", "cage")
"""Columns with an identifier of the manufacturer, each by its scheme."""
FIX = "write one manufacturer into the row, or state the identifier under `parties`"
_WITH_SCHEME = "write it as `lei: …` or `duns: …`"


class Companies:
    """The parties of a table, as its rows name them."""

    def __init__(self, found: Rows, texts: Texts, columns: frozenset[str]) -> None:
        self.found = found
        self.texts = texts
        self.columns = columns
        """The fields that columns of the table hold."""
        self.of_name: dict[str, list[str]] = {}
        """The ids of the parties that have one name."""
        self.bare: list[tuple[PlacedRecord, str, str]] = []
        """Components with a field that names one company without an identifier, by its name."""

    def put(self, part: PlacedRecord, row: Mapping[str, Cell], others: Mapping[str, list[Cell]]) -> None:
        """Put who makes and who supplies a component; `others` are its alternates."""
        for field in ("manufacturer", "supplier"):
            cells = [*([row[field]] if field in row else []), *others.get(f"other_{field}", ())]
            lists = others.get("other_parts", ()) if field == "manufacturer" else ()
            every = [*cells, *lists]
            if every and (field in row or field not in self.columns):
                named = self._named(part, field, cells, lists, row)
                if named is not None:
                    part.put(field, named, every[0].span)
            elif every:
                self.found.diagnostics.append(say.no_first(field, every[0].text, every[0].span))
        if "manufacturer" not in row:
            self._identifiers(row, [])

    def settle(self) -> None:
        """Leave open which company is meant where a name alone stands for several."""
        for part, field, name in self.bare:
            ids = self.of_name[name]
            if len(ids) > 1:
                part.put(field, {"one_of": list(ids)}, part.span_of(field))

    def _named(
        self,
        part: PlacedRecord,
        field: str,
        cells: Sequence[Cell],
        lists: Sequence[Cell],
        row: Mapping[str, Cell],
    ) -> object:
        """The company that some cells name, one of several, or that it is unknown which is meant.

        `lists` are cells of makers with part numbers.
        """
        names: list[tuple[str, Cell]] = []
        for cell in (*cells, *lists):
            found = (
                self._makers(cell) if cell in lists else makers_in(self.texts.lines(cell), self.texts.whole)
            )
            if isinstance(found, Unclear):
                self.found.diagnostics.append(say.maker_unclear(field, found.because, cell.span))
                self._identifiers(row, []) if field == "manufacturer" else None
                return {"unknown": True, "reason": found.because}
            names += [(each, cell) for each in found]
        stated = self._identifiers(row, names) if field == "manufacturer" else {}
        ids = list(dict.fromkeys(self._party(name, cell, stated) for name, cell in names))
        if len(ids) == 1 and not stated:
            self.bare.append((part, field, slug(names[0][0])))
        if not ids:
            return None
        return ids[0] if len(ids) == 1 else {"one_of": ids}

    def _makers(self, cell: Cell) -> list[str] | Unclear:
        """The companies in a list of makers with part numbers; a number alone names none."""
        pairs = parts_in(self.texts.lines(cell))
        if isinstance(pairs, Unclear):
            return pairs
        found: list[str] = []
        for maker, _ in pairs:
            named = makers_in(maker, self.texts.whole) if maker else []
            if isinstance(named, Unclear):
                return named
            found += named
        return found

    def _identifiers(self, row: Mapping[str, Cell], names: Sequence[tuple[str, Cell]]) -> dict[str, str]:
        """The identifiers of a row, which are those of its one manufacturer."""
        stated = {scheme: " ".join(row[scheme].text.split()) for scheme in IDENTIFIERS if scheme in row}
        for text in row["identifiers"].text.split(";") if "identifiers" in row else ():
            read = identifier_in(text.strip())
            if read is not None:
                stated[read[0]] = read[1]
            elif text.strip():
                because = f"`{text.strip()}` does not say of which scheme it is"
                at = row["identifiers"].span
                self.found.diagnostics.append(say.left_out("identifiers", because, _WITH_SCHEME, at))
        if stated and len({slug(name) for name, _ in names}) != 1:
            column = next(each for each in (*IDENTIFIERS, "identifiers") if each in row)
            because = "the row does not name one manufacturer"
            self.found.diagnostics.append(say.left_out(column, because, FIX, row[column].span))
            return {}
        return stated

    def _party(self, name: str, cell: Cell, stated: Mapping[str, str]) -> str:
        """The id of the company of a name with nothing that contradicts these identifiers."""
        same = self.of_name.setdefault(slug(name), [])
        for id_ in same:
            party = self.found.parties[id_]
            held = party.value.get("identifiers", {})
            if all(
                as_identifier(key, held.get(key, value)) == as_identifier(key, value)
                for key, value in stated.items()
            ):
                if stated:
                    party.put("identifiers", {**stated, **held}, cell.span)
                return id_
        behind = " ".join(f"{key} {value}" for key, value in stated.items()) if same else ""
        id_ = slug(f"{name} {behind}".strip())
        party = PlacedRecord(cell.span)
        party.put("id", id_)
        party.put("name", name)
        if stated:
            party.put("identifiers", dict(stated), cell.span)
        self.found.parties[id_] = party
        same.append(id_)
        return id_
