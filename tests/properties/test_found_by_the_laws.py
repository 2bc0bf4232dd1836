"""Cases that the laws found, each as small as possible."""

from __future__ import annotations

from typing import Any

import pytest

from microdep_rules.lang.pack import check_pack
from microdep_rules.source import SourceFile
from tests.properties.evaluating import load, outcomes

HEAD = """pack small version 1
  title "t" authority "a" reviewed 2026-06-01

table deadlines by substance
  NdFeB 2026-01-01 cites "t"

list makers of party
  blue-mill cites "l"

rule r
  title "r" severity prohibit cites "c"
  applies to {subject}
  {requirement}
"""

NDFEB = {"id": "m", "substance": "NdFeB", "stages": [{"stage": "mined", "country": "CN"}]}


def said(
    subject: str, requirement: str, part: dict[str, Any], **more: Any
) -> tuple[str, set[str], tuple[str, ...]]:
    """The verdict on the one subject, the missing facts and the notes."""
    text = HEAD.format(subject=subject, requirement=requirement)
    pack, problems = check_pack([SourceFile("small.rule", text)])
    assert pack is not None, [(p.code, p.message) for p in problems]
    document = {
        "schema": "microdep-bom/1",
        "components": [{"id": "a", "name": "a", "kind": "end_item", **part}],
        **more,
    }
    found = [o for o in outcomes(pack, load(document)).values() if not o.candidate]
    assert len(found) == 1
    return found[0].verdict.value, set(found[0].missing_names), found[0].notes


def test_a_complete_list_without_entries_is_an_empty_one_but_for_stages() -> None:
    forbidden = "forbid any stage of materials of end-item where stage.country is CN"
    closed = {"complete": ["materials", "stages"]}
    assert "pass" == said("end-item", forbidden, closed)[0]
    assert "unknown" == said("end-item", forbidden, {})[0]
    made = {"materials": [{"id": "m", "substance": "NdFeB"}]}
    assert "unknown" == said("end-item", forbidden, closed | made)[0]


def test_an_explicitly_empty_list_is_complete() -> None:
    forbidden = "forbid any material of end-item where material.substance is NdFeB"
    assert "pass" == said("end-item", forbidden, {"materials": []})[0]


def test_a_specified_maximum_that_a_complete_composition_does_not_state_is_not_0() -> None:
    material = {
        "id": "m",
        "substance": "W",
        "composition": [{"element": "W", "share": 90}],
        "complete": ["composition"],
    }
    found = said(
        "every listed material",
        "require specified-maximum of any of W is at least 95 %",
        {"materials": [material]},
    )
    assert ("unknown", {"content of W"}, ()) == found


def test_a_look_up_by_an_unknown_key_may_find_no_row() -> None:
    """Every row there is would say yes, but the key may be one that has none."""
    material = {"id": "m"}
    required = "require deadlines(material.substance) is on or before 2026-06-01"
    assert ("unknown", {"material.substance"}, ()) == said(
        "every listed material", required, {"materials": [material]}
    )
    assert "pass" == said("every listed material", required, {"materials": [NDFEB]})[0]


def test_a_wide_word_as_key_may_find_no_row() -> None:
    material = {"id": "m", "substance": "permanent-magnet-material"}
    required = "require deadlines(material.substance) is on or before 2026-06-01"
    assert ("unknown", {"material.substance"}, ()) == said(
        "every listed material", required, {"materials": [material]}
    )


def test_a_count_over_parts_of_unknown_kind_names_what_is_missing() -> None:
    part = {
        "children": [{"id": "b", "name": "b", "complete": ["children"], "children": []}],
        "complete": ["children"],
    }
    required = "require count of components of end-item at any tier where component.origin is CN is at most 0"
    assert ("unknown", {"component.origin"}, ()) == said("end-item", required, part)


def test_affiliation_is_open_while_owners_and_relations_are() -> None:
    party = {"id": "red-works", "name": "Red Works", "owners": [], "complete": ["owners"]}
    required = "require end-item.manufacturer is not in makers with affiliates at 50 %"
    found = said("end-item", required, {"manufacturer": "red-works"}, parties=[party])
    assert "unknown" == found[0]
    assert "party.relations" in found[1]
    found = said("end-item", required, {"manufacturer": "red-works"}, parties=[{**party, "relations": []}])
    assert "pass" == found[0]


def test_a_stage_word_with_evidence_is_as_good_as_a_plain_one() -> None:
    material = {
        "id": "m",
        "substance": "NdFeB",
        "stages": [{"stage": {"value": "sintered"}, "country": "CN"}],
    }
    forbidden = "forbid any stage of material where stage is sintered and stage.country is CN"
    assert "fail" == said("every listed material", forbidden, {"materials": [material]})[0]


@pytest.mark.parametrize("duration", ["- 9000 years", "+ 9000 years", "- 999999 weeks", "+ 9999999 days"])
def test_a_date_never_leaves_the_calendar(duration: str) -> None:
    required = f"require rule-date {duration} is not 2026-06-01"
    assert "pass" == said("end-item", required, {})[0]


def test_a_stage_that_is_only_partly_known_is_not_called_off_the_route() -> None:
    stages = [{"stage": {"one_of": ["sintered", "bonded"]}}, {"stage": "no-such-stage"}]
    material = {"id": "m", "substance": "NdFeB", "stages": stages}
    required = "require any stage of material where stage is sintered"
    assert ("unknown", ()) == said("every listed material", required, {"materials": [material]})[::2]
