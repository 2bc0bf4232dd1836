"""Rows of a table that are held back, because another row about the same component cannot be read.

For example, the origin `MX and CN` of a capacitor cannot be read. The same table states that the capacitor
was made in Mexico. Without the origin, the program would wrongly conclude that nothing comes from China.

The rows of one table are one statement. Another file is a statement of its own, from another company or day,
and is complete without this table. Therefore an unread row holds back no row of another file.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.bom.imports.names import FACT, STAGE
from microdep_rules.bom.overlays import answers
from microdep_rules.bom.overlays.fact_names import FREE_OF, PARTY_LISTS, STATED, parse_fact_name
from microdep_rules.bom.overlays.places import countries_in
from microdep_rules.bom.overlays.remarks import read_remark
from microdep_rules.bom.overlays.reply_texts import substance_texts, with_text
from microdep_rules.bom.overlays.row_expansion import IDENTIFYING, split_cell
from microdep_rules.bom.overlays.substance_answers import LONGEST_SYMBOL, substances_in
from microdep_rules.vocabulary.fields import record_types
from microdep_rules.vocabulary.makeup import substances
from microdep_rules.vocabulary.mentions import substances_named
from microdep_rules.vocabulary.slugs import slug
from microdep_rules.vocabulary.workbook_texts import cue_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.bom.overlays.declarations import ReadRow, Row, TableDeclarations
    from microdep_rules.bom.overlays.fact_names import RequestedFact
    from microdep_rules.cells import Cell

COUNTRIES, MATERIALS, OWNERS = "countries", "materials", "owners"
"""Subjects of rows: rows about one subject of one component belong together."""
_TOPICS_OF_LISTS = {
    "stages": frozenset({COUNTRIES}),
    "materials": frozenset({MATERIALS}),
    "inputs": frozenset({COUNTRIES, MATERIALS}),
}
_BEFORE_A_PLACE = r"{before-a-place}|:"
"""Words and signs before a place or a company in a text about inputs."""
Key = tuple[str, str]
"""Kind and value of an identifier of a component or company, in small letters."""


class Inputs(Struct, frozen=True):
    """Substances in a text about inputs."""

    named: frozenset[str]
    """All substances that the text names."""
    raw: frozenset[str]
    """Substances that are a whole input, such as copper in `copper wire`.

    A substance that is only a part of an input, such as the NdFeB in `magnets`, is not included.
    """


class UnreadRow(Struct, frozen=True):
    """Row that the program cannot read, although the row may state a fact."""

    row: int
    name: str
    """Name of the component or company of this row, and of each row that waits for this row."""
    is_kept: bool = False
    """True if the row is accepted, but no rule reads its words, such as the input `actuator (China)`."""
    countries: frozenset[str] = frozenset()
    """Countries in the words of such a row."""
    inputs: Inputs | None = None
    """Substances that the row names, if the row is about inputs or child components; otherwise `None`."""

    def affects(self, row: Row, topic: str) -> bool:
        """Return whether this unread row can contradict another row about the subject `topic`.

        For example, the inputs `magnets; copper wire` do not contradict a list of materials with NdFeB and
        copper.
        """
        if topic == COUNTRIES and self.countries:
            cells = (row[name].text for name in ("answer", "country") if name in row)
            return not self.countries <= {code for text in cells for code in countries_in(text)}
        asked = parse_fact_name(row["fact"].text) if "fact" in row else None
        if self.inputs is None or topic != MATERIALS or "answer" not in row:
            return True
        if row["fact"].text.startswith(FREE_OF):
            known = substances()
            absent = _split_words(row["fact"].text.removeprefix(FREE_OF))
            return any(
                known.is_kind_either_way(word, named) for word in absent for named in self.inputs.named
            )
        if asked is None or asked.field != "materials":
            return True
        return bool(self.missing_from(row["answer"]))

    def missing_from(self, materials: Cell) -> tuple[str, ...]:
        """Return the substances of this row that the list `materials` in another row does not name."""
        if self.inputs is None:
            return ()
        texts, closing = answers.split_entries(materials.text)
        if len(texts) == 1 and answers.is_only_components(texts[0]):
            return tuple(sorted(self.inputs.raw))
        known = substances()
        stated = with_text(materials, "; ".join(texts))
        listed = [word for text in substance_texts(stated) for word in substances_in(text)]
        missing = (
            named
            for named in sorted(self.inputs.named)
            if not any(known.is_kind_either_way(named, word) or named in _parts_of(word) for word in listed)
        )
        return tuple(missing) if closing is not False else ()


class UnreadRows(Struct, frozen=True):
    """Unread rows of a table."""

    rows: frozenset[int] = frozenset()
    """Positions of all rows that the program cannot read."""
    about: dict[tuple[Key, str], tuple[UnreadRow, ...]] = {}
    """Unread rows about each component or company and each subject."""

    def find(self, row: Row) -> list[tuple[UnreadRow, str]]:
        """Return the unread rows that prevent the use of the row `row`, each with the subject of the rows."""
        if "answer" in row and answers.is_not_known(row["answer"].text):
            return []
        holding = {
            unread.row: (unread, topic)
            for topic in sorted(_topics(row), reverse=True)
            for key in sorted(keys_of(row), reverse=True)
            for unread in reversed(self.about.get((key, topic), ()))
            if unread.affects(row, topic)
        }
        return [holding[number] for number in sorted(holding)]


NO_ROWS = UnreadRows()
"""Unread rows of a table that is completely read."""


def unread_rows(declared: TableDeclarations) -> UnreadRows:
    """Return the rows of a table that may state a fact, but that the program cannot read."""
    rejected = {row.row for row in declared.rejected}
    rows = {*rejected}
    about: dict[tuple[Key, str], tuple[UnreadRow, ...]] = {}
    for row in declared.rows:
        topics = _unread_topics(row, is_rejected=row.row in rejected)
        rows |= {row.row} if topics and not _has_only_place_in_remark(row) else set()
        names = _names_by_key(row.cells) if topics else {}
        for key, name in names.items():
            for topic in topics:
                kept = _kept_text(row) if row.row not in rejected else ""
                countries = frozenset(countries_in(kept))
                unread = UnreadRow(row.row, name, bool(kept), countries, _inputs_of(row, key))
                about[key, topic] = (*about.get((key, topic), ()), unread)
    return UnreadRows(frozenset(rows), about)


def keys_of(row: Row) -> frozenset[Key]:
    """Return the identifiers of the components or of the company of a row."""
    return frozenset(_names_by_key(row))


def _names_by_key(row: Row) -> dict[Key, str]:
    """For each identifier of a row, return the name of the component or company."""
    labels = split_cell(row["components"].text) if "components" in row else []
    names = {
        (column, entry.casefold()): labels[place] if place < len(labels) else entry
        for column in IDENTIFYING
        if column in row
        for place, entry in enumerate(split_cell(row[column].text))
        if entry.strip("-")
    }
    if not names and "company" in row:
        names = {("company", slug(row["company"].text)): row["company"].text}
    return names


def _unread_topics(row: ReadRow, *, is_rejected: bool) -> frozenset[str]:
    """Return the subjects of a row that is not read; empty if the row is read or states nothing."""
    cells = row.cells
    if is_rejected:
        text = " ; ".join(cells[name].text for name in ("answer", "country", "notes") if name in cells)
        named = _topics_of_text(text)
        return named if _states_no_entry(cells) else _topics(cells) | named
    if _kept_words(row):
        is_of_company = "company" in cells and not cells.keys() & {"id", "mpn"}
        if is_of_company:
            return _topics(cells)
        text = _kept_text(row)
        return _topics_of_text(text) - ({COUNTRIES} if _names_no_place(text) else frozenset[str]())
    if _has_only_place_in_remark(row):
        return frozenset({COUNTRIES})
    if "notes" not in cells or not _asks_for_country(cells):
        return frozenset()
    answer = cells["answer"].text if "answer" in cells else ""
    is_answered = bool(answer) and not answers.is_no_answer(answer) and not answers.is_not_known(answer)
    has_country = bool(countries_in(cells["notes"].text))
    return frozenset({COUNTRIES}) if has_country and not is_answered else frozenset()


def _kept_text(row: ReadRow) -> str:
    """Return the words of a row that no rule reads: a list in words, or a remark."""
    cells = row.cells
    remark = cells["notes"].text if "notes" in cells else ""
    if words := _kept_words(row):
        return f"{words} ; {remark}" if remark else words
    is_unknown = "answer" in cells and answers.is_not_known(cells["answer"].text)
    is_kept = _has_only_place_in_remark(row) or (is_unknown and _asks_for_country(cells))
    return remark if is_kept else ""


def _has_only_place_in_remark(row: ReadRow) -> bool:
    """Return whether a row lists materials, and its remark names a country: `Nd from China`."""
    asked = parse_fact_name(row.cells["fact"].text) if "fact" in row.cells else None
    is_list = asked is not None and asked.form == "list" and asked.field == "materials"
    return is_list and "notes" in row.cells and bool(read_remark(row.cells["notes"].text, []).countries)


def _names_no_place(words: str) -> bool:
    """Return whether words about inputs state no place, as `bought finished magnets`."""
    has_place = countries_in(words) or cue_pattern(_BEFORE_A_PLACE).search(words)
    return words.isascii() and not has_place


def _states_no_entry(row: Row) -> bool:
    """Return whether the answer of a row, such as `none` or `complete`, names no country and no material.

    An answer about inputs states a fact only if it names a country or a substance.
    """
    asked = parse_fact_name(row["fact"].text) if "fact" in row else None
    if asked is not None and asked.field == "inputs":
        return True
    if "answer" not in row:
        return False
    entries, _ = answers.split_entries(row["answer"].text)
    return all(
        answers.is_none(text) or answers.is_complete(text) or answers.yes_or_no(text) is not None
        for text in entries
    )


def _kept_words(row: ReadRow) -> str:
    """Return the words of a list that the program keeps only as a custom field; empty for other rows."""
    kept = (entry.get("ext") or {} for entry in row.entries)
    return "; ".join(text for ext in kept for name, text in ext.items() if name.startswith(STATED))


def _inputs_of(row: ReadRow, key: Key) -> Inputs | None:
    """Return the substances that a row about inputs or child components names; otherwise `None`."""
    asked = parse_fact_name(row.cells["fact"].text) if "fact" in row.cells else None
    if asked is None or asked.field not in ("inputs", "children"):
        return None
    entries = [entry for entry in row.entries if _ids_at(row, key) & _ids_of(entry)]
    kept = _kept_words(replace(row, entries=tuple(entries))) if entries else ""
    texts = [kept] if kept else [row.cells["answer"].text] if "answer" in row.cells else []
    texts += [row.cells["notes"].text] if "notes" in row.cells else []
    return _inputs_in(" ; ".join(texts))


def _inputs_in(text: str) -> Inputs:
    entries = text.replace(",", ";").replace("\n", ";").split(";")
    raw = frozenset(word for entry in entries for word in substances_in(entry.rpartition(":")[2].strip()))
    named = frozenset(substances_named(text)) | raw
    written = set(re.findall(r"[^\W_]+", text))
    # `AR coating` is an anti-reflective coating, and no argon
    others = frozenset(
        word for word in named if len(word) <= LONGEST_SYMBOL and word.upper() in written - {word}
    )
    return Inputs(named - others, raw - others)


def _ids_at(row: ReadRow, key: Key) -> set[Key]:
    """Return all identifiers of the component of a row that has the identifier `key`.

    A row may have several components. Their identifiers have the same order in each cell.
    """
    columns = {name: split_cell(row.cells[name].text.casefold()) for name in IDENTIFYING if name in row.cells}
    places = [place for place, entry in enumerate(columns.get(key[0], ())) if entry == key[1]]
    return {
        (name, entries[place])
        for name, entries in columns.items()
        for place in places
        if place < len(entries)
    }


def _ids_of(entry: dict[str, Any]) -> set[Key]:
    match = entry.get("match") or {}
    return {(name, str(match[name]).casefold()) for name in IDENTIFYING if name in match}


def _parts_of(substance: str) -> tuple[str, ...]:
    """Return the constituents of an alloy, a compound or a mixture."""
    return substances().terms[substance].parts


def _split_words(text: str) -> list[str]:
    """Return the substances in a fact such as `free of Ta; W`."""
    return [word.strip() for word in text.split(";") if word.strip()]


def _topics_of_text(text: str) -> frozenset[str]:
    words = text.replace(":", " ").replace(";", " ").replace(",", " ").split()
    names_country = bool(countries_in(text)) or any(map(answers.parse_stage, words))
    topics = ([COUNTRIES] if names_country else []) + ([MATERIALS] if substances_named(text) else [])
    return frozenset(topics)


def _topics(row: Row) -> frozenset[str]:
    """Return the subjects of the facts that a row states or asks for."""
    topics = set[str]()
    if "fact" in row:
        fact = row["fact"].text
        asked = parse_fact_name(fact)
        topics |= {MATERIALS} if fact.startswith(FREE_OF) else set(_topics_of_fact(asked))
    elif "stage" in row or "country" in row:
        topics.add(COUNTRIES)
    for name in row:
        if name.startswith(STAGE) or (name.startswith(FACT) and _is_country(name.removeprefix(FACT))):
            topics.add(COUNTRIES)
    return frozenset(topics)


def _topics_of_fact(asked: RequestedFact | None) -> Iterator[str]:
    if asked is None:
        return
    if asked.record == "party":
        if asked.field in PARTY_LISTS:
            yield OWNERS
        return
    if asked.form == "list":
        yield from _TOPICS_OF_LISTS.get(asked.field, ())
    elif asked.record in {"stage", "transformation"}:
        yield COUNTRIES
    elif asked.form == "content" or (asked.record == "material" and asked.field == "substance"):
        yield MATERIALS
    elif asked.record == "component" and asked.form == "field" and _is_country(asked.field):
        yield COUNTRIES


def _is_country(field: str) -> bool:
    known = record_types()["component"].fields.get(field)
    return known is not None and known.type.kind == "country"


def _asks_for_country(row: Row) -> bool:
    asked = parse_fact_name(row["fact"].text) if "fact" in row else None
    return asked is not None and asked.record == "component" and _is_country(asked.field)
