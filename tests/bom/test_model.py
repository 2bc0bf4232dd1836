"""What a document says about its parts, once its links are resolved."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from microdep_rules.bom.build import build
from microdep_rules.bom.levels import MOST_LEVELS
from microdep_rules.bom.load import load_document
from tests.bom.corpus_files import CORPUS, built, load, load_text, on_route

if TYPE_CHECKING:
    from microdep_rules.bom.model import Bom, Element

MOTOR = """
components:
  - name: Motor
    materials: [{substance: NdFeB}, {id: shaft, substance: steel}]
    stages:
      - {stage: mined, of: NdFeB, country: AU}
      - {stage: sintered, country: JP}
      - {stage: assembled, country: TH}
    inputs: [{ref: lot, of: ndfeb}, {ref: wire}]
  - {name: Lot}
  - {name: Wire}
"""


def ids(elements: tuple[Element, ...]) -> list[str]:
    return [element.id for element in elements]


def of_corpus(name: str) -> Bom:
    bom, problems = build(load(CORPUS / "valid" / name), on_route=on_route)
    assert bom is not None, problems
    return bom


def test_a_flat_list_without_a_product_is_one_product() -> None:
    bom = of_corpus("small.yaml")
    assert bom.product.synthesized
    assert "" == bom.product.pointer
    assert "end_item" == bom.product.data["kind"]
    wanted = ["carbon-fiber-shell", "ndfeb-magnets", "gallium-nitride-amp"]
    assert wanted == list(bom.components)
    assert wanted == ids(bom.descendants(bom.product))
    assert wanted == [usage.child.id for usage in bom.usages(bom.product)]
    assert [bom.product] == [parent.parent for parent in bom.parents(bom.components["ndfeb-magnets"])]
    assert "given" == bom.list_state(bom.product, "children")


def test_the_quantity_of_a_flat_list_is_the_quantity_in_its_product() -> None:
    bom = built("components: [{name: a, quantity: 4}, {name: b}, {name: c, quantity: at least 2}]")
    assert [Fraction(4), None, None] == [usage.quantity for usage in bom.usages(bom.product)]
    assert "at least 2" == bom.usages(bom.product)[2].data["quantity"]


def test_a_synthesized_product_takes_no_id_of_a_part() -> None:
    bom = built("components: [{name: product}, {name: b}]")
    assert "product-" == bom.product.id
    assert ["product", "b"] == ids(bom.descendants(bom.product))


def test_the_only_root_is_the_product() -> None:
    bom = built(
        "components: [{name: a, children: [b], inputs: [{ref: c}]},"
        " {name: b, alternates: [d]}, {name: c}, {name: d}]"
    )
    assert "a" == bom.product.id
    assert not bom.product.synthesized


def test_nested_components_are_the_same_as_a_flat_list() -> None:
    bom = of_corpus("nested.yaml")
    assert ["drone", "arm", "motor", "propeller", "battery", "battery-b"] == list(bom.components)
    assert "drone" == bom.product.id
    assert ["arm", "motor", "propeller", "battery"] == ids(bom.descendants(bom.product))
    arm = bom.usages(bom.product)[0]
    assert ("arm", Fraction(4), ("A1", "A2", "A3", "A4")) == (arm.child.id, arm.quantity, arm.designators)
    assert "/components/0/children/0" == arm.pointer == arm.child.pointer
    propeller = bom.usages(arm.child)[1]
    assert (None, "/components/0/children/0/children/1") == (propeller.quantity, propeller.pointer)
    assert "/components/1" == propeller.child.pointer
    assert ["battery-b"] == ids(bom.alternates(bom.components["battery"]))


def test_a_stage_belongs_to_the_material_it_names_or_else_to_the_part() -> None:
    bom = built(MOTOR)
    motor = bom.components["motor"]
    ndfeb, shaft = bom.materials(motor)
    assert ("motor/ndfeb", "NdFeB", motor) == (ndfeb.id, ndfeb.name, ndfeb.owner)
    assert ["motor/ndfeb/mined"] == ids(bom.stages(ndfeb))
    assert [] == ids(bom.stages(shaft))
    assert ["motor/sintered", "motor/assembled"] == ids(bom.stages(motor))
    assert ["motor/sintered"] == ids(bom.unassigned_stages(motor))
    assert ["motor/ndfeb/lot"] == ids(bom.inputs(ndfeb))
    assert ["motor/wire"] == ids(bom.inputs(motor))
    assert bom.components["lot"] is bom.input_component(bom.inputs(ndfeb)[0])


def test_on_a_part_with_one_material_a_stage_of_its_route_is_that_materials() -> None:
    bom = built(MOTOR.replace(", {id: shaft, substance: steel}", ""))
    motor = bom.components["motor"]
    assert ["motor/ndfeb/mined", "motor/ndfeb/sintered"] == ids(bom.stages(bom.materials(motor)[0]))
    assert ["motor/assembled"] == ids(bom.stages(motor))
    assert () == bom.unassigned_stages(motor)


def test_stages_written_inside_a_material_are_its_own_and_have_ids_that_differ() -> None:
    text = (
        "components: [{name: a, materials: [{substance: NdFeB, stages: [{stage: mined}, {stage: mined}]}]}]"
    )
    bom = built(text)
    stages = bom.stages(bom.materials(bom.components["a"])[0])
    assert ["a/ndfeb/mined", "a/ndfeb/mined/2"] == ids(stages)
    assert "/components/0/materials/0/stages/1" == stages[1].pointer


def test_lists_are_absent_empty_or_given() -> None:
    bom = built(
        """
components:
  - {name: a, materials: [{substance: NdFeB}], inputs: [], stages: [], children: []}
  - {name: b, materials: [{substance: NdFeB, stages: []}], stages: [{stage: assembled}]}
"""
    )
    a, b = bom.components.values()
    names = ("children", "materials", "stages", "inputs", "alternates")
    assert ["empty", "given", "absent", "empty", "absent"] == [bom.list_state(a, name) for name in names]
    assert ["absent", "given", "given", "absent", "absent"] == [bom.list_state(b, name) for name in names]
    (of_a,), (of_b,) = bom.materials(a), bom.materials(b)
    assert ["empty", "absent", "absent"] == [
        bom.list_state(of_a, each) for each in ("inputs", "stages", "composition")
    ]
    assert ["absent", "absent"] == [bom.list_state(of_b, each) for each in ("inputs", "stages")]


def test_completeness_of_the_document_speaks_of_children_only() -> None:
    bom = built(
        """
document: {completeness: complete}
components:
  - name: a
    complete: [stages]
    stages: [{stage: sintered}]
    materials:
      - substance: NdFeB
        composition: [{element: Nd, share: 30}]
        complete: [{value: composition, evidence: [ev]}]
evidence: [{id: ev}]
"""
    )
    (a,) = bom.components.values()
    (material,) = bom.materials(a)
    said = {each: bom.is_stated_complete(a, each) for each in ("children", "materials", "stages")}
    assert {"children": True, "materials": False, "stages": True} == said
    said = {each: bom.is_stated_complete(material, each) for each in ("composition", "stages", "inputs")}
    assert {"composition": True, "stages": True, "inputs": False} == said


def test_nested_records_are_elements_with_their_place() -> None:
    bom = of_corpus("everything.yaml")
    magco, motor = bom.party("magco"), bom.components["motor"]
    assert magco is not None
    owners = bom.owners(magco)
    assert [("holdco", "/parties/1/owners/0"), ("holdco", "/parties/1/owners/1")] == [
        (owner.data["party"], owner.pointer) for owner in owners
    ]
    assert owners == bom.owners(magco)
    assert ["transformation"] == [record.kind for record in bom.records(motor, "substantial_transformation")]
    assert ["Nd", "Fe"] == [record.name for record in bom.records(bom.materials(motor)[0], "composition")]
    assert () == bom.records(motor, "mpn")
    assert bom.party("nobody") is None


def test_the_evidence_of_a_fact_is_its_own_and_that_of_its_record() -> None:
    bom = built(
        """
components:
  - name: a
    origin: {value: CN, evidence: [ev-1]}
    complete: [{value: stages, evidence: [ev-3]}]
    evidence: [ev-2]
evidence: [{id: ev-1}, {id: ev-2}, {id: ev-3}]
"""
    )
    a = bom.components["a"]
    assert ["ev-1", "ev-2"] == ids(bom.evidence_of(a, "origin"))
    assert ["ev-3", "ev-2"] == ids(bom.evidence_of(a, "complete"))
    assert ["ev-2"] == ids(bom.evidence_of(a, "mpn"))
    assert ["ev-2"] == ids(bom.evidence_of(a))


def test_a_fact_is_found_in_its_file() -> None:
    bom = of_corpus("small.yaml")
    magnets = bom.components["ndfeb-magnets"]
    span = bom.span(magnets, "origin")
    assert ("CN", 4) == (bom.file.source.slice(span), bom.file.source.position(span.start).line)
    assert bom.span(magnets) == bom.span(magnets, "mass_g")


def test_default_ids_do_not_move_with_the_rows() -> None:
    first = built("components: [{name: A b}, {name: Ümläut}, {name: 国巨}]")
    second = built("components: [{name: 国巨}, {name: Ümläut}, {name: A b}]")
    assert {"a-b", "umlaut", "u56fd-u5de8"} == set(first.components) == set(second.components)


def test_a_document_with_an_error_is_never_built() -> None:
    loaded = load_text("schema: microdep-bom/1\ncomponents: [{name: a, origin: China}]\n")
    assert (None, []) == build(loaded, on_route=on_route)
    broken = load_document("contract.yaml", b"schema: microdep-context/1\nagency: 5\n", kind="context")
    assert (None, []) == build(load(CORPUS / "valid" / "small.yaml"), broken, on_route=on_route)


def test_a_long_chain_of_parts_is_no_problem() -> None:
    count = MOST_LEVELS
    rows = [f"  - {{id: c{n}, name: C, children: [c{n + 1}]}}" for n in range(count)]
    bom = built("components:\n" + "\n".join(rows) + f"\n  - {{id: c{count}, name: C}}\n")
    assert ("c0", count) == (bom.product.id, len(bom.descendants(bom.product)))


def test_building_leaves_the_raw_document_as_it_was() -> None:
    loaded = load(CORPUS / "valid" / "everything.yaml")
    before = repr(loaded.value)
    build(loaded, on_route=on_route)
    assert before == repr(loaded.value)
