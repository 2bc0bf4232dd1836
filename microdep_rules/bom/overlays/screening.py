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
    SEPARATOR,
)
from microdep_rules.patterns import pattern
from microdep_rules.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from microdep_rules.bom.overlays.declared import Declared, Said
    from microdep_rules.cells import Cell
    from microdep_rules.source import Span

BASIC_ELEMENT = "basic-element"
"""The function of a component that is none of the devices that were asked about."""
COLUMNS = {"mpn": "Part number", "components": "Components", "id": "Component id"}
"""Columns that name the components of a row."""
KEEP_THE_SAME = "keep the same components in each of these columns"
_SEPARATORS = pattern(r"[;,|]")
_IN_BRACKETS = pattern(r"\(([^()]*)\)\s*$")


def is_screening(fact: str) -> bool:
    """Whether the fact of a row is one that is declared of many components, but for some."""
    return fact.startswith(FREE_OF) or fact in {NO_PARTS, NO_FUNCTION}


def several(text: str) -> list[str]:
    """Return what a cell says of each of several components.

    >>> several("c1 | c2"), several("c1")
    (['c1', 'c2'], ['c1'])
    """
    return [each.strip() for each in text.split(SEPARATOR) if each.strip()]


def shortened(found: Declared, said: Said) -> bool:
    """Whether the columns that name the components of a row name differently many, which is an error."""
    counts = {name: len(several(said[name].text)) for name in ("id", "mpn", "components") if name in said}
    if max(counts.values(), default=0) <= 1 or len(set(counts.values())) == 1:
        return False
    told = ", ".join(f"{counts[name]} in `{column}`" for name, column in COLUMNS.items() if name in counts)
    fact = said["fact"].text if "fact" in said else "components"
    at = said[next(name for name in COLUMNS if name in counts)].span
    found.problems.append(say.answer_not_read(fact, f"the row names {told}", KEEP_THE_SAME, at))
    return True


def declare(found: Declared, said: Said, whole: Span) -> None:
    """Declare of each component of a row what its answer says."""
    answer = said.get("answer")
    if answer is None or "id" not in said:
        found.problems.append(say.row_means_no_part(whole))
        return
    fact = said["fact"].text
    ids = several(said["id"].text)
    labels = several(said["components"].text) if "components" in said else []
    if shortened(found, said):
        return
    names = _names(ids, labels)
    if answers.is_not_known(answer.text):  # each of them may
        named = ids
    else:
        named = [] if answer.text.casefold() in answers.NONE else _named(answer.text, names)
    strange = [name for name in named if name.casefold() not in names]
    if strange:
        hint = did_you_mean(strange[0], [*names]) or "write `none`, or ids or designators of the components"
        because = f"`{strange[0]}` is none of the components of this row"
        found.problems.append(say.answer_not_read(fact, because, hint, answer.span))
        return
    excepted = {id_ for name in named for id_ in names[name.casefold()]}
    papers = found.papers(said)
    if _contradicts(found, said, ids, excepted):
        return
    for id_ in ids:
        part = PlacedRecord(whole)
        part.put("match", _match(id_, said), said["id"].span)
        if id_ in excepted:
            part.put("ext", dict.fromkeys(_may(fact), True), answer.span)
        else:
            _declare_of(part, fact, answer, papers)
        if "notes" in said:
            part.put("notes", " ".join(said["notes"].text.split()), said["notes"].span)
        found.parts.append(part)


def _contradicts(found: Declared, said: Said, ids: Sequence[str], excepted: set[str]) -> bool:
    """Whether another row says of a component that it may, and this one that it does not, or the reverse."""
    answer, document = said["answer"], said["document"].text.strip() if "document" in said else ""
    for id_ in ids:
        for what in _may(said["fact"].text):
            key, may = (document, id_, what), id_ in excepted
            before, at = found.screened.setdefault(key, (may, answer.span))
            if before != may:
                values = ("stated", "excluded") if may else ("excluded", "stated")
                one_row = "keep one of the rows, or keep each component in one of them"
                found.problems.append(say.contradiction(what, id_, values, answer.span, at, one_row))
                return True
    return False


def _may(fact: str) -> list[str]:
    """What an answer says of the components that it names, as `ext` keeps it."""
    if fact.startswith(FREE_OF):
        return [f"{MAY_CONTAIN}{word}" for word in _tokens(fact.removeprefix(FREE_OF))]
    return [MAY_HAVE_PARTS if fact == NO_PARTS else MAY_BE_A_DEVICE]


def _tokens(text: str) -> list[str]:
    return [token.strip() for token in _SEPARATORS.split(text) if token.strip()]


def _named(text: str, names: Mapping[str, set[str]]) -> list[str]:
    """What an answer names: a name as it is, although a separator is in it, or names between separators."""
    whole = " ".join(text.split())
    return [whole] if whole.casefold() in names else _tokens(text)


def _names(ids: Sequence[str], labels: Sequence[str]) -> dict[str, set[str]]:
    """The ids of components by what they are called, in small letters: id, name and designators.

    A name of several components means all of them, so that nothing is declared of one that may be meant.
    """
    names: dict[str, set[str]] = defaultdict(set)
    for id_ in ids:
        names[id_.casefold()].add(id_)
    for id_, label in zip(ids, labels, strict=False):
        names[label.casefold()].add(id_)
        inside = _IN_BRACKETS.search(label)
        if inside is not None:
            names[label[: inside.start()].strip().casefold()].add(id_)
        for designator in _tokens(inside[1]) if inside is not None else ():
            names[designator.casefold()].add(id_)
    return names


def _match(id_: str, said: Said) -> PlacedRecord:
    match = PlacedRecord(said["id"].span)
    match.put("id", id_, said["id"].span)
    if "document" in said:
        match.put("document", said["document"].text.strip(), said["document"].span)
    return match


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
