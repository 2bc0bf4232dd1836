"""Answers to questions about many components, such as "which of these components contain tantalum?".

The answer names components. For the components that the answer does not name, the overlay declares that the
substance is absent. For the named components, the overlay declares no fact. The overlay records the
possibility in `ext`, and no rule reads `ext`. The next questionnaire then asks a more precise question about
these components.

A component whose name contradicts the answer counts as a named component. For example, the answer does not
name `Magnet disc N42`, but this component is more than a basic element.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from microdep_rules.bom.imports.placed_records import PlacedRecord
from microdep_rules.bom.overlays import answers
from microdep_rules.bom.overlays.fact_names import (
    FREE_OF,
    MAY_BE_A_DEVICE,
    MAY_CONTAIN,
    MAY_HAVE_COMPONENTS,
    NO_COMPONENTS,
    NO_FUNCTION,
)
from microdep_rules.bom.overlays.remarks import components_excepted
from microdep_rules.messages import diagnose, phrase_of
from microdep_rules.patterns import pattern
from microdep_rules.suggest import did_you_mean
from microdep_rules.vocabulary.indicators import BASIC_ELEMENT, SURE, family_of, indicated, shows
from microdep_rules.vocabulary.makeup import substances
from microdep_rules.vocabulary.shortening import and_more
from microdep_rules.vocabulary.workbook_texts import cue_pattern

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from microdep_rules.bom.overlays.declarations import Row, TableDeclarations
    from microdep_rules.cells import Cell
    from microdep_rules.vocabulary.indicators import Quality

    Match = tuple[tuple[str, str], ...]

SHOWN_SUBSTANCES: dict[str, Quality] = {"Cu": "copper", "Si": "semiconductors"}
"""Common substances that the name of a component may show, such as copper in a circuit board."""
MOST_NAMES = 5
"""Largest number of components that a message names."""
_SEPARATORS = pattern(r"[;,|\u3001]")
_JOINED = r"\s+{and}\s+|\s*[&+]\s*"
"""Word or character between two components: `M1 and L1`."""
_IN_BRACKETS = pattern(r"\(([^()]*)\)\s*$")


def is_screening(fact: str) -> bool:
    """Return whether one question asks about a fact, such as `free of Ta`, for many components at once."""
    return fact.startswith(FREE_OF) or fact in {NO_COMPONENTS, NO_FUNCTION}


def declare_screening(
    declared: TableDeclarations, row_: Row, rows: Sequence[tuple[Row, PlacedRecord | None]]
) -> None:
    """Declare the answer for each component of a row.

    `rows` has, for each component, a row of its own and the match that selects the component.
    """
    answer = row_.get("answer")
    matches = [match for _, match in rows if match is not None]
    if answer is None or len(matches) < len(rows):
        return  # a missing match is already reported
    fact = row_["fact"].text
    excepted = _find_named_components(declared, answer, [row for row, _ in rows])
    if excepted is None:
        return
    if "notes" in row_ and len(excepted) < len(rows):
        in_remark = _find_excepted(declared, row_, [row for row, _ in rows])
        if in_remark is None:
            return
        excepted |= in_remark
    contradicted = {
        place for place, (row, _) in enumerate(rows) if place not in excepted and _is_contradicted(fact, row)
    }
    # An answer about a part number is about all components with that number.
    may = {_match_key(matches[place]) for place in excepted | contradicted}
    if _contradicts(declared, row_, matches, may):
        return
    if contradicted:
        _report_contradicted(declared, answer, [rows[place][0] for place in sorted(contradicted)])
    evidence = declared.evidence_ids(row_)
    for match in matches:
        part = PlacedRecord(answer.span)
        part.put("match", match, match.span)
        if _match_key(match) in may:
            part.put("ext", dict.fromkeys(_possibilities(fact), True), answer.span)
        else:
            _declare_absence(part, fact, answer, evidence)
        if "notes" in row_:
            part.put("notes", " ".join(row_["notes"].text.split()), row_["notes"].span)
        declared.components.append(part)


def _find_named_components(declared: TableDeclarations, answer: Cell, rows: Sequence[Row]) -> set[int] | None:
    """Return the positions of the components that an answer names; `None` if a name is unknown."""
    if answers.is_not_known(answer.text):  # each component may contain the substance
        return set(range(len(rows)))
    if _denies(answer.text):
        return set()
    if answers.is_all(answer.text) or (len(rows) == 1 and answers.yes_or_no(answer.text)):
        return set(range(len(rows)))
    names = positions_by_name(rows)
    named = _names_in(answer.text, names)
    unknown = [name for name in named if name.casefold() not in names]
    if unknown:
        hint = did_you_mean(unknown[0], [*names]) or phrase_of("overlay/answer-not-read", "write-components")
        because = phrase_of("overlay/answer-not-read", "other-component", name=unknown[0])
        declared.problems.append(diagnose("overlay/answer-not-read", answer.span, reason=because, fix=hint))
        return None
    return {place for name in named for place in names[name.casefold()]}


def _find_excepted(declared: TableDeclarations, row_: Row, rows: Sequence[Row]) -> set[int] | None:
    """Return and report the positions of the components that the remark excepts, as in `except S1`.

    The result is `None` if the remark may limit the answer in another way. The remark is then reported.
    """
    answer, remark = row_["answer"], row_["notes"]
    names = positions_by_name(rows)
    excepted = components_excepted(remark.text, names)
    if excepted is None:
        fix = phrase_of("overlay/answer-not-read", "write-exceptions")
        declared.report_remark(remark, answer.text, fix)
        return None
    if excepted:
        named = and_more([f"`{name}`" for name in sorted(excepted)], MOST_NAMES, ", ")
        declared.problems.append(diagnose("overlay/still-open", remark.span, "excepted", names=named))
    return {place for name in excepted for place in names[name.casefold()]}


def _denies(text: str) -> bool:
    """Return whether an answer such as `none` or `No, none of them` denies the fact for all components."""
    return all(answers.denies_all(part) for part in text.split(","))


def _is_contradicted(fact: str, row: Row) -> bool:
    """Return whether the name of a component contradicts an answer such as "contains no copper"."""
    label = row["components"].text if "components" in row else ""
    if fact == NO_FUNCTION:
        return shows("more than a basic element", label)
    if fact == NO_COMPONENTS:
        return shows("components inside", label)
    known, absent = substances(), _tokens(fact.removeprefix(FREE_OF))
    if any(word in absent and shows(quality, label) for word, quality in SHOWN_SUBSTANCES.items()):
        return True
    families = {family_of(word).id for word in absent}
    text = " ".join((label, row["mpn"].text if "mpn" in row else ""))
    return any(
        indicator.confidence in SURE
        and indicator.family in families
        and (
            not indicator.substances
            or any(known.is_kind_either_way(word, other) for word in absent for other in indicator.substances)
        )
        for indicator in indicated(text)
    )


def _report_contradicted(declared: TableDeclarations, answer: Cell, rows: Sequence[Row]) -> None:
    """Report the components for which an answer declares nothing, because of their names."""
    names = list(dict.fromkeys(f"`{row['components'].text}`" for row in rows))
    declared.problems.append(
        diagnose(
            "overlay/still-open",
            answer.span,
            "not-declared",
            count=len(names),
            names=and_more(names, MOST_NAMES, ", "),
        )
    )


def _match_key(match: PlacedRecord) -> Match:
    return tuple(sorted((name, str(value).casefold()) for name, value in match.value.items()))


def _contradicts(
    declared: TableDeclarations, row: Row, matches: Sequence[PlacedRecord], may: set[Match]
) -> bool:
    """Return whether another row states the opposite about a component, and report the contradiction."""
    answer = row["answer"]
    for match in matches:
        for possibility in _possibilities(row["fact"].text):
            key = _match_key(match)
            before, at = declared.screened.setdefault((key, possibility), (key in may, answer.span))
            if before != (key in may):
                values = ("stated", "excluded") if key in may else ("excluded", "stated")
                declared.problems.append(
                    diagnose(
                        "overlay/conflict",
                        answer.span,
                        "rows",
                        also=(at,),
                        field=possibility,
                        component=match.value.get("mpn") or match.value.get("id", ""),
                        here=values[0],
                        there=values[1],
                    )
                )
                return True
    return False


def _possibilities(fact: str) -> list[str]:
    """Return the keys that `ext` gets for a component that an answer names, such as `may contain Ta`."""
    if fact.startswith(FREE_OF):
        return [f"{MAY_CONTAIN}{word}" for word in _tokens(fact.removeprefix(FREE_OF))]
    return [MAY_HAVE_COMPONENTS if fact == NO_COMPONENTS else MAY_BE_A_DEVICE]


def _tokens(text: str) -> list[str]:
    return [token.strip() for token in _SEPARATORS.split(text) if token.strip()]


def _names_in(text: str, names: Mapping[str, set[int]]) -> list[str]:
    """Return the names in an answer: the whole text if it is a name, otherwise the separated texts."""
    whole = " ".join(text.split())
    if whole.casefold() in names:
        return [whole]
    joined = [part for token in _tokens(text) for part in cue_pattern(_JOINED).split(token)]
    return joined if all(part.casefold() in names for part in joined) else _tokens(text)


def label_of(row: Row) -> str:
    """Return the shortest usual name of a component: its designators, its name or its number."""
    label = row["components"].text if "components" in row else ""
    inside = _IN_BRACKETS.search(label)
    if inside is not None:
        return inside[1]
    return label or next((row[name].text for name in ("mpn", "id") if name in row), "")


def positions_by_name(rows: Sequence[Row]) -> dict[str, set[int]]:
    """Return the positions of components by id, number, name and designators. All names are in small letters.

    If several components have the same name, the name means all of them. So the overlay declares no absence
    for these components.
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


def _declare_absence(part: PlacedRecord, fact: str, answer: Cell, evidence: list[str]) -> None:
    if fact.startswith(FREE_OF):
        part.put("free_of", _tokens(fact.removeprefix(FREE_OF)), answer.span)
    elif fact == NO_FUNCTION:
        part.put("function", BASIC_ELEMENT, answer.span)
    else:
        part.put("children", [], answer.span)
        part.put("complete", ["children"], answer.span)
    if evidence:
        part.put("evidence", list[object](evidence), answer.span)
