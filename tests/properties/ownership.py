"""Random companies that own, control and belong to one another, also in circles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from benchmarks.products import chain

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

    from tests.properties.documents import Record

LISTED = "Hikvision"
NAMES = ("Acme Works", "Bolt LP", "Crane Trust", LISTED, "Hikvison")
"""A listed company, one whose name is nearly that, partnerships, and others."""
SHARES = (10, 25, 40, 50, 51, {"at_least": 10}, {"one_of": [5, 20]}, None)
BASES = (None, None, "equity", "votes", "debt", "partnership-interest", "board")
KINDS = ("subsidiary", "affiliate", "successor", "joint-venture")
LISTS = ("owners", "relations", "rights")


@st.composite
def companies(draw: DrawFn) -> Record:
    """A document of some companies, each of which makes a component."""
    ids = [f"p{number}" for number in range(draw(st.integers(2, 7)))]
    parties = [_company(draw, id_, [each for each in ids if each != id_]) for id_ in ids]
    parts = [{"id": f"c-{id_}", "name": f"Camera {id_}", "manufacturer": id_} for id_ in ids]
    return {"schema": "microdep-bom/1", "parties": parties, "components": parts}


def _company(draw: DrawFn, id_: str, others: list[str]) -> Record:
    name = draw(st.sampled_from(NAMES))
    found: Record = {"id": id_, "name": name if draw(st.booleans()) else f"{name} {id_}"}
    owners, left = [], 100
    for other in draw(st.lists(st.sampled_from(others), max_size=3)):
        share, basis = draw(st.sampled_from(SHARES)), draw(st.sampled_from(BASES))
        if isinstance(share, int) and share > left:
            continue
        left -= share if isinstance(share, int) else 20
        stated: dict[str, Any] = {"share": share, "basis": basis}
        owners.append({"party": other, **{key: held for key, held in stated.items() if held is not None}})
    kinds, reported = st.sampled_from(KINDS), st.lists(st.sampled_from(others), max_size=2)
    relations = [{"party": other, "kind": draw(kinds)} for other in draw(reported)]
    rights = [{"party": other, "effective_control": draw(st.booleans())} for other in draw(reported)]
    lists = {"owners": owners, "relations": relations, "rights": rights}
    found |= {key: held for key, held in lists.items() if held}
    closed = [key for key in LISTS if key in found and draw(st.booleans())]
    return {**found, "complete": closed} if closed else found


def owners_of_owners(rows: int) -> Record:
    """Two companies in each row, each held to a half by both of the next row; one component is made."""

    def company(side: str, row: int) -> Record:
        found = {"id": f"{side}{row}", "name": f"{side.title()}arty{row} X", "country": "DE"}
        above = [{"party": f"{each}{row + 1}", "share": 50} for each in "pq"]
        return {**found, "owners": above} if row + 1 < rows else found

    parties = [company(side, row) for row in range(rows) for side in "pq"]
    made = {"id": "m", "name": "m", "manufacturer": "p0", "origin": "JP"}
    return {"schema": "microdep-bom/1", "parties": parties, "components": [made]}


def row_of_owners(parties: int) -> Record:
    """As many components as companies that own one another in a row."""
    return chain(parties, parties)
