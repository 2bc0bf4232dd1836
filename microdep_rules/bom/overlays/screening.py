"""Answers about many components at once: which of them contain, are or have something.

Of the others it is declared that they do not; of those that are named, nothing is declared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.bom.errors import overlays as say
from microdep_rules.bom.imports.written import PlacedRecord
from microdep_rules.bom.overlays import answers
from microdep_rules.bom.overlays.asked import FREE_OF, NO_FUNCTION, NO_PARTS, SEPARATOR
from microdep_rules.patterns import pattern
from microdep_rules.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.bom.overlays.declared import Declared, Said
    from microdep_rules.source import Span

BASIC_ELEMENT = "basic-element"
"""The function of a component that is none of the devices that were asked about."""
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


def declare(found: Declared, said: Said, whole: Span) -> None:
    """Declare of each component of a row what its answer says."""
    answer = said.get("answer")
    if answer is None or "id" not in said:
        found.problems.append(say.row_means_no_part(whole))
        return
    fact = said["fact"].text
    if answers.is_not_known(answer.text):
        found.problems.append(say.stays_unknown(fact, answer.span))
        return
    ids = several(said["id"].text)
    labels = several(said["components"].text) if "components" in said else []
    names = _names(ids, labels)
    named = [] if answer.text.casefold() in answers.NONE else _tokens(answer.text)
    strange = [name for name in named if name.casefold() not in names]
    if strange:
        hint = did_you_mean(strange[0], [*names]) or "write `none`, or ids or designators of the components"
        because = f"`{strange[0]}` is none of the components of this row"
        found.problems.append(say.answer_not_read(fact, because, hint, answer.span))
        return
    excepted = {names[name.casefold()] for name in named}
    papers = found.papers(said)
    for id_ in ids:
        if id_ not in excepted:
            found.parts.append(_declared(id_, fact, said, papers, whole))


def _tokens(text: str) -> list[str]:
    return [token.strip() for token in _SEPARATORS.split(text) if token.strip()]


def _names(ids: Sequence[str], labels: Sequence[str]) -> dict[str, str]:
    """The id of each component by its id, its name and its designators, in small letters."""
    names = {id_.casefold(): id_ for id_ in ids}
    for id_, label in zip(ids, labels, strict=False):
        names.setdefault(label.casefold(), id_)
        inside = _IN_BRACKETS.search(label)
        for designator in _tokens(inside[1]) if inside is not None else ():
            names.setdefault(designator.casefold(), id_)
    return names


def _declared(id_: str, fact: str, said: Said, papers: list[str], whole: Span) -> PlacedRecord:
    answer = said["answer"]
    part, match = PlacedRecord(whole), PlacedRecord(said["id"].span)
    match.put("id", id_, said["id"].span)
    if "document" in said:
        match.put("document", said["document"].text.strip(), said["document"].span)
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
