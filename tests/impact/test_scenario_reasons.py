"""A reason of a scenario says *needs* only of what is certain, and names no cut that changes nothing."""

from __future__ import annotations

import json
from datetime import date
from itertools import combinations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

import microdep_rules
from tests.each import of_each, tries

AS_OF = date(2026, 11, 24)
COUNTRIES, PARTIES = ("CN", "JP"), ("Acme Motors", "Other Works")
CUTS: dict[str, dict[str, Any]] = {
    "China": {"country": "CN"},
    "Japan": {"country": "JP"},
    "South Korea": {"country": "KR"},
    "`Acme Motors`": {"party": "Acme Motors"},
    "`Other Works`": {"party": "Other Works"},
}
"""What is cut, by its name in a reason."""
NEEDS, MAY = "needs a supply that is cut: ", "may need a supply that is cut: "


def blocked(component: dict[str, Any], cuts: list[str]) -> tuple[str, list[str]] | None:
    """The state of a component under cuts, and the reasons of the scenario; nothing if it is viable."""
    parties = [{"id": f"P{number}", "name": name} for number, name in enumerate(PARTIES)]
    document = {
        "schema": "microdep-bom/1",
        "document": {"product": "gauge"},
        "parties": parties,
        "components": [{"id": "gauge", "name": "Gauge"} | component],
    }
    events = [{"from": "2027-03-01", "cut": CUTS[cut]} for cut in cuts]
    text = json.dumps({"schema": "microdep-scenario/1", "name": "S", "events": events}).encode()
    bom = microdep_rules.load_bom(json.dumps(document).encode())
    found = microdep_rules.scenario(text, [bom], as_of=AS_OF, runs=20)
    (day,) = found["scenarios"][0]["products"][0]["days"]
    for each in day["with"]["blocked"]:
        messages = [r["message"] for r in each["reasons"] if r["rule"] == "scenario"]
        return each["state"], messages
    return None


def field(words: tuple[str, ...]) -> st.SearchStrategy[Any]:
    """Nothing, one of several words, or one of two of them."""
    return st.sampled_from((None, *words, {"one_of": list(words)}))


ENTRIES = st.lists(
    st.fixed_dictionaries(
        {"stage": st.just("assembled"), "country": st.sampled_from((*COUNTRIES, "US"))},
        optional={"share": st.sampled_from((40, 50))},
    ),
    max_size=2,
)
COMPONENTS = st.fixed_dictionaries(
    {"origin": field(COUNTRIES), "manufacturer": field(("P0", "P1")), "stages": ENTRIES}
).map(lambda drawn: {key: value for key, value in drawn.items() if value})


@settings(max_examples=tries(150), deadline=None)
@given(COMPONENTS, st.lists(st.sampled_from(sorted(CUTS)), min_size=1, max_size=4, unique=True))
def test_a_reason_names_each_smallest_set_of_cuts_that_is_enough(
    component: dict[str, Any], cuts: list[str]
) -> None:
    found = blocked(component, cuts)
    if found is None:
        return
    state, (message,) = found
    start = NEEDS if state == "blocked" else MAY
    assert start == message[: len(start)]
    smallest = [set(each) for each in enough(component, cuts, state)]
    named = message.removeprefix(start)
    if state == "blocked":
        reported = [set(each.strip("()").split(" or ")) for each in named.split(" and ")]
        assert all(each in reported for each in smallest)
        assert all(each in smallest for each in reported)
    else:
        assert set().union(*smallest) == set(named.split(" or "))


def enough(component: dict[str, Any], cuts: list[str], state: str) -> list[tuple[str, ...]]:
    """The sets of cuts that are enough for a state, and no part of which is."""
    found: list[tuple[str, ...]] = []
    for size in range(1, len(cuts) + 1):
        for combination in combinations(cuts, size):
            if any(set(one) <= set(combination) for one in found):
                continue
            result = blocked(component, [*combination])
            if result is not None and result[0] == state:
                found.append(combination)
    return found


REASONS: dict[str, tuple[dict[str, Any], list[str], str]] = {
    "a component that states no company needs no company": (
        {"origin": "JP"},
        ["Japan", "`Acme Motors`"],
        "needs a supply that is cut: Japan",
    ),
    "one of two companies may be the other one": (
        {"origin": "JP", "manufacturer": {"one_of": ["P0", "P1"]}},
        ["Japan", "`Acme Motors`"],
        "needs a supply that is cut: Japan",
    ),
    "both are needed where both are stated": (
        {"origin": "JP", "manufacturer": "P0"},
        ["Japan", "`Acme Motors`"],
        "needs a supply that is cut: Japan and `Acme Motors`",
    ),
    "one of two that are both cut is needed": (
        {"origin": {"one_of": ["CN", "JP"]}, "manufacturer": "P1"},
        ["China", "Japan", "`Acme Motors`"],
        "needs a supply that is cut: China or Japan",
    ),
    "what is enough by itself hides no others that are enough together": (
        {
            "origin": "CN",
            "materials": [
                {
                    "substance": "Nd",
                    "stages": [
                        {"stage": "refined", "country": "JP", "share": 60},
                        {"stage": "refined", "country": "KR", "share": 40},
                    ],
                }
            ],
        },
        ["Japan", "South Korea", "China"],
        "needs a supply that is cut: China and (Japan or South Korea)",
    ),
    "what may be of a place may need it": (
        {"origin": {"one_of": ["CN", "JP"]}, "manufacturer": "P1"},
        ["Japan", "`Acme Motors`"],
        "may need a supply that is cut: Japan",
    ),
}


@of_each(REASONS)
def test_a_reason_names_what_decides(case: str) -> None:
    component, cuts, expected = REASONS[case]
    found = blocked(component, cuts)
    assert found is not None
    assert [expected] == found[1]
