"""Answers about many components at once: which of them contain, are or have something.

Of the others it is declared that they do not; of those that are named, nothing is declared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.bom.errors import overlays as say
from microdep_rules.bom.imports.written import PlacedRecord
from microdep_rules.bom.overlays import answers
from microdep_rules.bom.overlays.asked import FREE_OF, NO_FUNCTION, NO_PARTS
from microdep_rules.patterns import pattern
from microdep_rules.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.bom.overlays.declared import Declared, Said

BASIC_ELEMENT = "basic-element"
"""The function of a component that is none of the devices that were asked about."""
_SEPARATORS = pattern(r"[;,|]")
_IN_BRACKETS = pattern(r"\(([^()]*)\)\s*$")


def is_screening(fact: str) -> bool:
    """Whether the fact of a row is one that is declared of many components, but for some."""
    return fact.startswith(FREE_OF) or fact in {NO_PARTS, NO_FUNCTION}


def declare(found: Declared, said: Said, rows: Sequence[tuple[Said, PlacedRecord | None]]) -> None:
    """Declare of each component of a row what the answer says; each comes with what it is matched by."""
    answer = said.get("answer")
    if answer is None or any(match is None for _, match in rows):
        return  # which is reported where the match is made
    fact = said["fact"].text
    if answers.is_not_known(answer.text):
        found.problems.append(say.stays_unknown(fact, answer.span))
        return
    names = _names([row for row, _ in rows])
    named = [] if answer.text.casefold() in answers.NONE else _tokens(answer.text)
    strange = [name for name in named if name.casefold() not in names]
    if strange:
        hint = did_you_mean(strange[0], [*names]) or "write `none`, or ids or designators of the components"
        because = f"`{strange[0]}` is none of the components of this row"
        found.problems.append(say.answer_not_read(fact, because, hint, answer.span))
        return
    excepted = {names[name.casefold()] for name in named}
    papers = found.papers(said)
    for number, (_, match) in enumerate(rows):
        if number not in excepted and match is not None:
            found.parts.append(_declared(match, fact, said, papers))


def _tokens(text: str) -> list[str]:
    return [token.strip() for token in _SEPARATORS.split(text) if token.strip()]


def _names(rows: Sequence[Said]) -> dict[str, int]:
    """The place of each component by its id, its number, its name and its designators, in small letters."""
    names: dict[str, int] = {}
    for number, row in enumerate(rows):
        label = row["components"].text if "components" in row else ""
        inside = _IN_BRACKETS.search(label)
        known = (*(row[name].text for name in ("id", "mpn") if name in row), label)
        for name in (*known, *(_tokens(inside[1]) if inside is not None else ())):
            if name:
                names.setdefault(name.casefold(), number)
    return names


def _declared(match: PlacedRecord, fact: str, said: Said, papers: list[str]) -> PlacedRecord:
    answer = said["answer"]
    part = PlacedRecord(answer.span)
    part.put("match", match, match.span)
    if fact.startswith(FREE_OF):
        part.put("free_of", _tokens(fact.removeprefix(FREE_OF)), answer.span)
    elif fact == NO_FUNCTION:
        part.put("function", BASIC_ELEMENT, answer.span)
    else:
        part.put("children", [], answer.span)
        part.put("complete", ["children"], answer.span)
    if papers:
        part.put("evidence", list[object](papers), answer.span)
    if "notes" in said:
        part.put("notes", " ".join(said["notes"].text.split()), said["notes"].span)
    return part
