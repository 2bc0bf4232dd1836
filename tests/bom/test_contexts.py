"""The context of a deal: in the document, in a file beside it, or in both."""

from __future__ import annotations

from microdep_rules.bom.build import build
from microdep_rules.bom.load import load_document
from tests.bom.corpus_files import built, load_text, on_route

PARTS = "components: [{name: a}]\n"


def test_a_document_without_a_context_has_none() -> None:
    assert built(PARTS).context is None


def test_a_block_and_a_file_are_merged() -> None:
    bom = built(
        PARTS
        + "context: {agency: DoD, value: {amount: '11.40', currency: USD}, claims: [a], place_of_use: US}\n",
        "value: {amount: 11.4, currency: USD}\nclaims: [b]\n"
        "delivery: 2026-12-31\nplace_of_use: {unknown: true}\n",
    )
    assert bom.context is not None
    assert {"agency", "value", "claims", "delivery", "place_of_use"} == set(bom.context.data)
    assert ["b", "a"] == bom.context.data["claims"]
    assert "US" == bom.context.data["place_of_use"]
    places = [bom.locate(bom.context, each) for each in ("agency", "delivery", "place_of_use")]
    assert [
        ("bom.yaml", "/context/agency"),
        ("contract.yaml", "/delivery"),
        ("bom.yaml", "/context/place_of_use"),
    ] == [(loaded.path, pointer) for loaded, pointer in places]


def test_records_of_both_are_elements_of_the_merged_context() -> None:
    bom = built(
        PARTS + "context: {determinations: [{id: d1}], company: {staff: 3}}\n",
        "determinations: [{id: d2, evidence: [ev]}]\nevidence: [{id: ev}]\n",
    )
    assert bom.context is not None
    found = bom.records(bom.context, "determinations")
    assert [("d2", "contract.yaml"), ("d1", "bom.yaml")] == [(each.id, each.file.path) for each in found]
    assert ["ev"] == [each.id for each in bom.evidence_of(found[0])]
    assert [3] == [record.data["staff"] for record in bom.records(bom.context, "company")]


def test_a_contradiction_is_reported_with_both_positions() -> None:
    document = load_text(
        "schema: microdep-bom/1\n"
        + PARTS
        + "context: {delivery: 2026-12-31, company: {staff: 3}, value: {amount: 1, currency: USD}}\n"
    )
    text = (
        b"schema: microdep-context/1\ndelivery: 2027-01-01\n"
        b"company: {staff: 4}\nvalue: {amount: 1, currency: EUR}\n"
    )
    context = load_document("contract.yaml", text, kind="context")
    bom, problems = build(document, context, on_route=on_route)
    assert bom is None
    assert ["bom/contradiction"] * 3 == [problem.code for problem in problems]
    assert [
        ("2027-01-01", "2026-12-31"),
        ("4", "3"),
        ("{amount: 1, currency: EUR}", "{amount: 1, currency: USD}"),
    ] == [
        (context.source.slice(problem.span), document.source.slice(problem.labels[0].span))
        for problem in problems
    ]


def test_a_context_file_may_name_parts_that_are_in_another_document() -> None:
    bom = built(PARTS, "determinations: [{kind: nonavailability, item: elsewhere}]\n")
    assert bom.context is not None


def test_evidence_that_a_context_file_names_must_be_there() -> None:
    context = load_document(
        "contract.yaml", b"schema: microdep-context/1\ndeterminations: [{evidence: [ev]}]\n", kind="context"
    )
    _, problems = build(load_text("schema: microdep-bom/1\n" + PARTS), context, on_route=on_route)
    assert ["bom/unknown-reference"] == [problem.code for problem in problems]


def test_a_document_given_as_a_context_says_so() -> None:
    (found,) = load_document(
        "a.yaml", b"schema: microdep-bom/1\ncomponents: []\n", kind="context"
    ).diagnostics
    assert "file/wrong-schema" == found.code
    assert "name a bill of materials without an option, and a context with `--context`" == found.help


def test_nested_records_are_merged_field_by_field_and_their_lists_are_added() -> None:
    bom = built(
        PARTS
        + "context: {company: {staff: 3, annual_imports: [{year: 2025, substance: NdFeB, mass_g: 100}]}}\n",
        "company: {turnover: {amount: 5, currency: EUR}, annual_imports: [{year: 2024}]}\n",
    )
    assert bom.context is not None
    (company,) = bom.records(bom.context, "company")
    assert {"staff", "turnover", "annual_imports"} == set(company.data)
    places = [bom.locate(company, each) for each in ("staff", "turnover")]
    assert [("bom.yaml", "/context/company/staff"), ("contract.yaml", "/company/turnover")] == [
        (loaded.path, pointer) for loaded, pointer in places
    ]
    imports = bom.records(company, "annual_imports")
    assert [("contract.yaml", 2024), ("bom.yaml", 2025)] == [
        (each.file.path, each.data["year"]) for each in imports
    ]
    assert 2 == len({each.id for each in imports})


def contradictions(block: str, file: str) -> list[str]:
    document = load_text(f"schema: microdep-bom/1\n{PARTS}context: {{{block}}}\n")
    text = f"schema: microdep-context/1\n{file}\n".encode()
    context = load_document("contract.yaml", text, kind="context")
    bom, problems = build(document, context, on_route=on_route)
    assert (bom is None) is bool(problems)
    assert {"bom/contradiction"} >= {problem.code for problem in problems}
    return [problem.message for problem in problems]


def test_a_list_that_is_empty_in_one_place_and_not_in_the_other_is_a_contradiction() -> None:
    said = "`annual_imports` is empty in the context file, and not empty in the document"
    entry = "company: {annual_imports: [{year: 2025}]}"
    assert [said] == contradictions(entry, "company: {annual_imports: []}")
    assert ["`claims` is not empty in the context file, and empty in the document"] == contradictions(
        "claims: []", "claims: [a]"
    )
    assert [] == contradictions("claims: []", "claims: []")
    assert [] == contradictions("evidence: [{id: a}]", "evidence: []")


def test_partly_known_facts_contradict_only_where_they_cannot_both_be_true() -> None:
    assert [] == contradictions("company: {staff: 20..30}", "company: {staff: 25}")
    assert ["`staff` is `25` in the context file, and `at least 30` in the document"] == contradictions(
        "company: {staff: at least 30}", "company: {staff: 25}"
    )
    assert [] == contradictions("agency: {one_of: [DoD, NASA]}", "agency: Department of Defense")
    assert ["`agency` is `DOE` in the context file, and `DoD` or `NASA` in the document"] == contradictions(
        "agency: {one_of: [DoD, NASA]}", "agency: DOE"
    )
