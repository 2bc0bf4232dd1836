"""Answers about many components at once: which of them contain, are or have something.

Of the others it is declared that they do not. Of those that are named no fact is declared; that they may is
kept beside the facts, where no rule reads it, so that the next question is another one.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from microdep_rules.bom.errors import overlays as say
from microdep_rules.bom.imports.written import PlacedRecord
from microdep_rules.bom.overlays import answers
from microdep_rules.bom.overlays.asked import (
    FREE_OF,
    MAY_BE_A_DEVICE,
    MAY_CONTAIN,
    MAY_HAVE_PARTS,
    NO_FUNCTION,
    NO_PARTS,
)
from microdep_rules.patterns import pattern
from microdep_rules.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from microdep_rules.bom.overlays.declared import Declared, Said
    from microdep_rules.cells import Cell

    Match = tuple[tuple[str, str], ...]

BASIC_ELEMENT = "basic-element"
"""The function of a component that is none of the devices that were asked about."""
_SEPARATORS = pattern(r"[;,|\u3001]")
_IN_BRACKETS = pattern(r"\(([^()]*)\)\s*$")


def is_screening(fact: str) -> bool:
    """Return whether the fact of a row is one that is declared of many components, but for some."""
    return fact.startswith(FREE_OF) or fact in {NO_PARTS, NO_FUNCTION}


def declare(found: Declared, said: Said, rows: Sequence[tuple[Said, PlacedRecord | None]]) -> None:
    """Declare of each component of a row what the answer says; each comes with what it is matched by."""
    answer = said.get("answer")
    matches = [match for _, match in rows if match is not None]
    if answer is None or len(matches) < len(rows):
        return  # which is reported where the match is made
    fact = said["fact"].text
    excepted = _excepted(found, fact, answer, [row for row, _ in rows])
    if excepted is None:
        return
    # What has the number of one that may, may: an answer by number is about both.
    may = {_key(matches[place]) for place in excepted}
    if _contradicts(found, said, matches, may):
        return
    papers = found.papers(said)
    for match in matches:
        part = PlacedRecord(answer.span)
        part.put("match", match, match.span)
        if _key(match) in may:
            part.put("ext", dict.fromkeys(_may(fact), True), answer.span)
        else:
            _declare_of(part, fact, answer, papers)
        if "notes" in said:
            part.put("notes", " ".join(said["notes"].text.split()), said["notes"].span)
        found.parts.append(part)


def _excepted(found: Declared, fact: str, answer: Cell, rows: Sequence[Said]) -> set[int] | None:
    """The places of the components that an answer names; nothing where it names none of the row."""
    if answers.is_not_known(answer.text):  # each of them may
        return set(range(len(rows)))
    if answers.is_none(answer.text):
        return set()
    names = _names(rows)
    named = _named(answer.text, names)
    strange = [name for name in named if name.casefold() not in names]
    if strange:
        hint = did_you_mean(strange[0], [*names]) or "write `none`, or ids or designators of the components"
        because = f"`{strange[0]}` is none of the components of this row"
        found.problems.append(say.answer_not_read(fact, because, hint, answer.span))
        return None
    return {place for name in named for place in names[name.casefold()]}


def _key(match: PlacedRecord) -> Match:
    return tuple(sorted((name, str(value).casefold()) for name, value in match.value.items()))


def _contradicts(found: Declared, said: Said, matches: Sequence[PlacedRecord], may: set[Match]) -> bool:
    """Whether another row says of a component that it may, and this one that it does not, or the reverse."""
    answer = said["answer"]
    for match in matches:
        for what in _may(said["fact"].text):
            key = _key(match)
            before, at = found.screened.setdefault((key, what), (key in may, answer.span))
            if before != (key in may):
                values = ("stated", "excluded") if key in may else ("excluded", "stated")
                whose = match.value.get("mpn") or match.value.get("id", "")
                one_row = "keep one of the rows, or keep each component in one of them"
                found.problems.append(say.contradiction(what, whose, values, answer.span, at, one_row))
                return True
    return False


def _may(fact: str) -> list[str]:
    """What an answer says of the components that it names, as `ext` keeps it."""
    if fact.startswith(FREE_OF):
        return [f"{MAY_CONTAIN}{word}" for word in _tokens(fact.removeprefix(FREE_OF))]
    return [MAY_HAVE_PARTS if fact == NO_PARTS else MAY_BE_A_DEVICE]


def _tokens(text: str) -> list[str]:
    return [token.strip() for token in _SEPARATORS.split(text) if token.strip()]


def _named(text: str, names: Mapping[str, set[int]]) -> list[str]:
    """What an answer names: a name as it is, although a separator is in it, or names between separators."""
    whole = " ".join(text.split())
    return [whole] if whole.casefold() in names else _tokens(text)


def _names(rows: Sequence[Said]) -> dict[str, set[int]]:
    """The places of components by what they are called, in small letters: id, number, name and designators.

    A name of several components means all of them, so that nothing is declared of one that may be meant.
    """
    names: dict[str, set[int]] = defaultdict(set)
    for place, row in enumerate(rows):
        label = row["components"].text if "components" in row else ""
        inside = _IN_BRACKETS.search(label)
        called = [row[name].text for name in ("id", "mpn") if name in row]
        called += [label, label[: inside.start()].strip()] if inside is not None else [label]
        called += _tokens(inside[1]) if inside is not None else []
        for name in filter(None, called):
            names[name.casefold()].add(place)
    return names


def _declare_of(part: PlacedRecord, fact: str, answer: Cell, papers: list[str]) -> None:
    if fact.startswith(FREE_OF):
        part.put("free_of", _tokens(fact.removeprefix(FREE_OF)), answer.span)
    elif fact == NO_FUNCTION:
        part.put("function", BASIC_ELEMENT, answer.span)
    else:
        part.put("children", [], answer.span)
        part.put("complete", ["children"], answer.span)
    if papers:
        part.put("evidence", list[object](papers), answer.span)
