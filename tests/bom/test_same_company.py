"""Records of one company are found by name and identifier, however many there are."""

from __future__ import annotations

from microdep_rules.bom import same_company
from microdep_rules.bom.build import build
from tests.bom.corpus_files import load_text, on_route


def others_among(parties: str) -> dict[str, list[str]]:
    bom, _ = build(
        load_text(f"schema: microdep-bom/1\nparties:\n{parties}components: [{{name: Box}}]\n"),
        on_route=on_route,
    )
    assert bom is not None
    return {
        id_: [each.id for each in same]
        for id_, same in same_company.duplicates_among(bom.parties.values()).items()
    }


def test_each_record_of_a_company_that_is_recorded_often_has_others() -> None:
    many = 3 * same_company.MOST_COMPARED
    found = others_among("".join(f"  - {{id: p{number}, name: Bolt Radio}}\n" for number in range(many)))
    assert [f"p{number}" for number in range(many)] == sorted(found, key=lambda id_: int(id_[1:]))
    assert many - 1 == len(found["p0"])
    assert same_company.MOST_COMPARED == len(found[f"p{many - 1}"])


def test_records_with_different_identifiers_of_one_scheme_are_of_two_companies() -> None:
    found = others_among(
        "  - {id: a, name: Bolt Radio, identifiers: {duns: 12-345-6789}}\n"
        "  - {id: b, name: Bolt Radio, identifiers: {duns: 98-765-4321}}\n"
        "  - {id: c, name: BOLT RADIO}\n"
    )
    assert {"a": ["c"], "b": ["c"], "c": ["a", "b"]} == found
