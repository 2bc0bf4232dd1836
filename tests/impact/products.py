"""Small products, drawn at random, and what decides them by trying everything.

Written from docs/how-to/impact.md; it shares nothing with the product but the form of documents.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING, Any

import microdep_rules
from tests import drawing as st

if TYPE_CHECKING:
    from collections.abc import Mapping

    from microdep_rules.bom.model import Bom

COUNTRIES = ("US", "JP", "CN", "KR")
SHARES: tuple[Any, ...] = (None, 100, 60, 40)


@dataclass(frozen=True)
class Part:
    """One component: what it needs, where it is made, and what may stand in for it."""

    children: tuple[int, ...] = ()
    origin: str = "US"
    alternates: tuple[int, ...] = ()
    stages: tuple[tuple[str, Any], ...] = ()
    """Entries for one stage, each with a country and a share."""
    blocked: bool | None = False
    lead: tuple[int, int | None] | None = (1, 1)
    """The least and the greatest lead time in days; nothing where none is stated."""


@dataclass(frozen=True)
class Drawn:
    """A product: its components, of which the first is the product."""

    parts: tuple[Part, ...]
    tree: bool = field(default=False)

    @property
    def document(self) -> bytes:
        """The product as a document."""
        components = [self._component(number, part) for number, part in enumerate(self.parts)]
        return json.dumps(
            {"schema": "microdep-bom/1", "document": {"product": "c0"}, "components": components}
        ).encode()

    def _component(self, number: int, part: Part) -> dict[str, Any]:
        index = {True: 0.9, False: 0.1, None: None}[part.blocked]
        found: dict[str, Any] = {
            "id": f"c{number}",
            "name": f"C{number}",
            "origin": part.origin,
            "children": [{"ref": f"c{child}", "quantity": 1} for child in part.children],
            "alternates": [f"c{alternate}" for alternate in part.alternates],
        }
        if index is not None:
            found["restriction_index"] = index
        if part.lead is not None:
            low, high = part.lead
            value: Any = (
                low if low == high else {"at_least": low} | ({"at_most": high} if high is not None else {})
            )
            found["lead_time"] = {"value": value, "unit": "days"}
        if part.stages:
            found["materials"] = [{"id": "m", "substance": "NdFeB"}]
            found["stages"] = [
                {"stage": "sintered", "of": "m", "country": country} | ({"share": share} if share else {})
                for country, share in part.stages
            ]
        return found

    @property
    def bom(self) -> Bom:
        """The same, read and built."""
        built = microdep_rules.load_bom(self.document).bom
        assert built is not None
        return built


@st.composite
def products(draw: st.DrawFn, most: int = 8, *, stages: bool = True, trees: bool = False) -> Drawn:
    """A product without circles: a component needs, and is replaced by, later ones only."""
    number = draw(st.integers(1, most))
    parts = []
    parents = {each: draw(st.integers(0, each - 1)) for each in range(1, number)}
    stand_ins = set() if trees else set(draw(_some(tuple(range(1, number)), 4)))
    for each in range(number):
        later = tuple(range(each + 1, number))
        children = [child for child in later if parents[child] == each and child not in stand_ins]
        alternates = [child for child in later if parents[child] == each and child in stand_ins]
        if not trees:
            children = sorted({*children, *draw(_some(later))} - {*alternates})
            alternates += [a for a in draw(_some(later, 2)) if a not in {*children, *alternates}]
        low = draw(st.integers(0, 6))
        high = draw(st.sampled_from((low, low, low + 3, None)))
        parts.append(
            Part(
                tuple(children),
                draw(st.sampled_from(COUNTRIES)),
                tuple(alternates),
                draw(_entries()) if stages else (),
                draw(st.sampled_from((False, False, False, True, None))),
                draw(st.sampled_from(((low, high), (low, high), None))),
            )
        )
    return Drawn(tuple(parts), trees)


@cache
def _some(numbers: tuple[int, ...], most: int = 3) -> st.SearchStrategy[list[int]]:
    if not numbers:
        return st.just([])
    return st.lists(st.sampled_from(numbers), max_size=most, unique=True)


@cache
def _entries() -> st.SearchStrategy[tuple[tuple[str, Any], ...]]:
    entry = st.tuples(st.sampled_from(COUNTRIES), st.sampled_from(SHARES))
    whole = st.sampled_from(((), ((("CN"), 60), ("JP", 40)), (("CN", 60),), (("CN", None), ("JP", None))))
    return st.one_of(whole, st.lists(entry, max_size=2).map(tuple).filter(_fits))


def _fits(entries: tuple[tuple[str, Any], ...]) -> bool:
    """Shares of one stage are not more than the whole."""
    return sum(share or 0 for _, share in entries) <= 100


# ---- what is true, by trying everything ----------------------------------------------------------


def reached(drawn: Drawn) -> set[int]:
    """The components that the product, or an alternate in it, needs."""
    seen, waiting = {0}, [0]
    while waiting:
        part = drawn.parts[waiting.pop()]
        for each in (*part.children, *part.alternates):
            if each not in seen:
                seen.add(each)
                waiting.append(each)
    return seen


def is_made(
    drawn: Drawn, number: int, gone: Mapping[int, bool], lost: frozenset[str], *, worst: bool
) -> bool:
    """Whether a component is made: nothing is lost that it needs; `worst` takes what is open for lost."""
    part = drawn.parts[number]
    if gone[number] or part.origin in lost or not _has_stage(part, lost, worst=worst):
        return False
    return all(is_there(drawn, child, gone, lost, worst=worst) for child in part.children)


def is_there(
    drawn: Drawn, number: int, gone: Mapping[int, bool], lost: frozenset[str], *, worst: bool
) -> bool:
    """Whether a use of a component is satisfied, by itself or by an alternate."""
    ways = [number]
    for way in ways:
        ways += [alternate for alternate in drawn.parts[way].alternates if alternate not in ways]
    return any(is_made(drawn, each, gone, lost, worst=worst) for each in ways)


def _has_stage(part: Part, lost: frozenset[str], *, worst: bool) -> bool:
    """Whether a stage is still to be had after a loss."""
    entries = part.stages
    if not entries:
        return True
    if len(entries) == 1 and entries[0][1] in {None, 100}:
        return entries[0][0] not in lost
    whole = [c for c, share in entries if share == 100]
    shared = [(c, share) for c, share in entries if share not in {None, 100}]
    unsaid = [c for c, share in entries if share is None]
    if any(c in lost for c in whole):
        return False
    if shared and all(c in lost for c, _ in shared) and (worst or sum(s for _, s in shared) >= 100):
        return False
    if unsaid:
        return not any(c in lost for c in unsaid) if worst else not all(c in lost for c in unsaid)
    return True


def state(drawn: Drawn) -> str:
    """The state of the product, by trying both answers to everything that is not known."""
    open_ = [number for number in reached(drawn) if drawn.parts[number].blocked is None]
    results = set()
    for size in range(len(open_) + 1):
        for chosen in combinations(open_, size):
            gone = {n: part.blocked is True or n in chosen for n, part in enumerate(drawn.parts)}
            results.add(is_there(drawn, 0, gone, frozenset(), worst=False))
    return "undetermined" if len(results) > 1 else "viable" if True in results else "halted"


def halting_sets(drawn: Drawn) -> set[frozenset[str]]:
    """The minimal sets of blocked components that halt the product."""
    blocked = [n for n, part in enumerate(drawn.parts) if part.blocked is True]
    found: list[frozenset[int]] = []
    for size in range(len(blocked) + 1):
        for chosen in map(frozenset, combinations(blocked, size)):
            gone = {n: n in chosen for n in range(len(drawn.parts))}
            if any(other <= chosen for other in found):
                continue
            if not is_there(drawn, 0, gone, frozenset(), worst=False):
                found.append(chosen)
    return {frozenset(f"c{n}" for n in each) for each in found}


def cut_sets(drawn: Drawn, *, worst: bool = False) -> set[frozenset[str]]:
    """The minimal sets of at most three countries whose loss halts the product."""
    found: list[frozenset[str]] = []
    gone = dict.fromkeys(range(len(drawn.parts)), False)
    for size in range(1, 4):
        for chosen in map(frozenset, combinations(COUNTRIES, size)):
            if any(other <= chosen for other in found):
                continue
            if not is_there(drawn, 0, gone, chosen, worst=worst):
                found.append(chosen)
    return set(found)
