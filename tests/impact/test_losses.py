"""Whether the loss of each component alone halts the product: tried with each one taken away."""

from __future__ import annotations

import json
import time
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

import microdep_rules
from microdep_rules.config import ImpactSettings
from microdep_rules.pipeline.exposure import find_state
from microdep_rules.production.losses import halting_components

LONG = 190
parts = st.fixed_dictionaries(
    {
        "children": st.lists(st.integers(1, 4), max_size=3),
        "alternates": st.lists(st.integers(0, 2), max_size=2),
    }
)


def halts_of(components: list[dict[str, Any]]) -> dict[str, bool | None]:
    head = {"schema": "microdep-bom/1", "document": {"product": "p0", "completeness": "complete"}}
    text = json.dumps({**head, "components": components}).encode()
    viability = find_state(microdep_rules.load_bom(text), ImpactSettings()).viability
    assert viability is not None
    return halting_components(viability)


def components_of(product: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Components that need later ones, and leaves that stand in for them and need nothing."""
    size = len(product)
    found = []
    for number, part in enumerate(product):
        below = dict.fromkeys(number + each for each in part["children"] if number + each < size)
        found.append(
            {
                "id": f"p{number}",
                "name": f"part {number}",
                "complete": ["children"],
                "children": [{"ref": f"p{each}", "quantity": 1} for each in below],
                "alternates": [f"a{each}" for each in dict.fromkeys(part["alternates"])] if number else [],
            }
        )
    stand_ins = [
        {"id": f"a{each}", "name": f"alternate {each}", "complete": ["children"]} for each in range(3)
    ]
    return found + stand_ins


def can_be_made(id_: str, known: dict[str, dict[str, Any]], lost: str) -> bool:
    """Whether a component can be made without one: by itself, and each child by itself or an alternate."""
    return id_ != lost and all(
        any(
            can_be_made(way, known, lost)
            for way in (child["ref"], *known[child["ref"]].get("alternates", ()))
        )
        for child in known[id_].get("children", ())
    )


@settings(deadline=None)
@given(st.lists(parts, min_size=1, max_size=6))
def test_a_component_halts_what_cannot_be_made_without_it(product: list[dict[str, Any]]) -> None:
    components = components_of(product)
    known = {component["id"]: component for component in components}
    expected = {id_ for id_ in known if not can_be_made("p0", known, id_)}
    found = halts_of(components)
    assert expected == {id_ for id_, halts in found.items() if halts}
    assert None not in found.values()


def test_a_long_chain_with_an_alternate_at_each_link_is_no_burden() -> None:
    chain = [
        {
            "id": f"p{n}",
            "name": f"p{n}",
            "children": [{"ref": f"p{n + 1}", "quantity": 1}],
            "alternates": [f"a{n}"],
        }
        for n in range(LONG)
    ]
    chain[0].pop("alternates")
    ends = [{"id": f"p{LONG}", "name": "end"}, *({"id": f"a{n}", "name": f"a{n}"} for n in range(1, LONG))]
    begin = time.process_time()
    found = halts_of([*chain, *ends])
    assert ["p0"] == [id_ for id_, halts in found.items() if halts]
    assert time.process_time() - begin < 30
