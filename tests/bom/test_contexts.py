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
        ("context.yaml", "/delivery"),
        ("bom.yaml", "/context/place_of_use"),
    ] == [(loaded.path, pointer) for loaded, pointer in places]


def test_records_of_both_are_elements_of_the_merged_context() -> None:
    bom = built(
        PARTS + "context: {determinations: [{id: d1}], company: {staff: 3}}\n",
        "determinations: [{id: d2, evidence: [ev]}]\nevidence: [{id: ev}]\n",
    )
    assert bom.context is not None
    found = bom.records(bom.context, "determinations")
    assert [("d2", "context.yaml"), ("d1", "bom.yaml")] == [(each.id, each.file.path) for each in found]
    assert ["ev"] == [each.id for each in bom.evidence_of(found[0])]
    assert [3] == [each.data["staff"] for each in bom.records(bom.context, "company")]


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
    context = load_document("context.yaml", text, kind="context")
    bom, problems = build(document, context, on_route=on_route)
    assert bom is None
    assert ["context/contradiction"] * 3 == [each.code for each in problems]
    assert [
        ("2027-01-01", "2026-12-31"),
        ("4", "3"),
        ("{amount: 1, currency: EUR}", "{amount: 1, currency: USD}"),
    ] == [(context.source.slice(each.span), document.source.slice(each.labels[0].span)) for each in problems]


def test_a_context_file_may_name_parts_that_are_in_another_document() -> None:
    bom = built(PARTS, "determinations: [{kind: nonavailability, item: elsewhere}]\n")
    assert bom.context is not None


def test_evidence_that_a_context_file_names_must_be_there() -> None:
    context = load_document(
        "context.yaml", b"schema: microdep-context/1\ndeterminations: [{evidence: [ev]}]\n", kind="context"
    )
    _, problems = build(load_text("schema: microdep-bom/1\n" + PARTS), context, on_route=on_route)
    assert ["bom/dangling-reference"] == [each.code for each in problems]


def test_a_document_given_as_a_context_says_so() -> None:
    (found,) = load_document(
        "a.yaml", b"schema: microdep-bom/1\ncomponents: []\n", kind="context"
    ).diagnostics
    assert "bom/wrong-schema" == found.code
    assert "name a document without `--context`, and a context with it" == found.help
