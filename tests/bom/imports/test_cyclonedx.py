"""CycloneDX documents become documents of ours, with every place in their own text."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

import pytest

from microdep_rules.bom.build import build
from microdep_rules.bom.imports.cyclonedx.validation import is_valid
from microdep_rules.bom.imports.cyclonedx.write import export_cyclonedx, format_export
from microdep_rules.bom.imports.documents import load_bom
from microdep_rules.vocabulary.stages import load_stages
from tests.bom.imports.test_real_files import READ

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from microdep_rules.bom.load import LoadedDocument
    from microdep_rules.bom.model import Bom

Record = dict[str, Any]


def document(*components: Record, version: str = "1.6", **fields: Any) -> Record:
    return {"bomFormat": "CycloneDX", "specVersion": version, "components": list(components), **fields}


def device(name: str, **fields: Any) -> Record:
    properties = [{"name": key, "value": value} for key, value in fields.pop("properties", {}).items()]
    own = {"properties": properties} if properties else {}
    return {"type": "device", "bom-ref": name.lower(), "name": name, **own, **fields}


def load(value: Record) -> LoadedDocument:
    return load_bom("board.cdx.json", json.dumps(value, indent=1).encode())


def built(loaded: LoadedDocument) -> Bom:
    bom, problems = build(loaded, on_route=load_stages().on_route)
    assert bom is not None, [each.message for each in [*loaded.diagnostics, *problems]]
    return bom


def parts(value: Record) -> dict[str, Record]:
    """The parts of a document by their ids; it is sound."""
    loaded = load(value)
    assert loaded.value is not None, [diagnostic.message for diagnostic in loaded.diagnostics]
    built(loaded)
    return {each["id"]: each for each in loaded.value["components"]}


def codes(value: Record) -> list[str]:
    return [diagnostic.code for diagnostic in load(value).diagnostics]


PRODUCT = {"component": device("Drone")}

# ---- what holds what -----------------------------------------------------------------------------


def test_nested_components_are_parts_with_the_quantity_on_the_use() -> None:
    motor = device("Motor", properties={"cdx:device:quantity": "4"}, components=[device("Magnet")])
    found = parts(document(motor, metadata=PRODUCT))
    assert [{"ref": "motor", "quantity": 4}] == found["drone"]["children"]
    assert [{"ref": "magnet"}] == found["motor"]["children"]
    assert ["end_item", "assembly", "component"] == [found[each]["kind"] for each in found]


def test_parts_of_the_product_may_be_nested_in_it() -> None:
    found = parts(document(metadata={"component": device("Drone", components=[device("Motor")])}))
    assert [{"ref": "motor"}] == found["drone"]["children"]


def test_what_a_device_depends_on_is_a_part_of_it_where_nothing_is_nested() -> None:
    edges = [{"ref": "drone", "dependsOn": ["motor"]}, {"ref": "motor", "dependsOn": ["magnet", "code"]}]
    magnet = device("Magnet", properties={"cdx:device:quantity": "14"})
    code = {"type": "firmware", "bom-ref": "code", "name": "Code"}
    found = parts(document(device("Motor"), magnet, code, metadata=PRODUCT, dependencies=edges))
    assert [{"ref": "motor"}] == found["drone"]["children"]
    assert [{"ref": "magnet", "quantity": 14}, {"ref": "code"}] == found["motor"]["children"]


def test_how_many_of_a_part_that_two_hold_are_in_each_is_not_invented() -> None:
    edges = [{"ref": "drone", "dependsOn": ["arm", "leg"]}]
    edges += [{"ref": each, "dependsOn": ["screw"]} for each in ("arm", "leg")]
    screw = device("Screw", properties={"cdx:device:quantity": "8"})
    found = parts(document(device("Arm"), device("Leg"), screw, metadata=PRODUCT, dependencies=edges))
    assert [[{"ref": "screw"}]] * 2 == [found[each]["children"] for each in ("arm", "leg")]
    assert 8 == found["screw"]["ext"]["quantity"]


def test_what_a_program_depends_on_is_no_part_of_it() -> None:
    first, second = ({"type": "library", "bom-ref": each, "name": each} for each in "ab")
    found = parts(document(first, second, dependencies=[{"ref": "a", "dependsOn": ["b"]}]))
    assert "children" not in found["a"]
    assert ["b"] == found["a"]["ext"]["depends_on"]


def test_a_list_without_a_product_has_its_quantities_at_its_parts() -> None:
    found = parts(document(device("Motor", properties={"cdx:device:quantity": "4"}), device("Wing")))
    assert 4 == found["motor"]["quantity"]


def test_only_what_is_said_to_be_complete_is_and_not_what_is_in_it() -> None:
    motor = device("Motor", components=[device("Magnet")])
    compositions = [
        {"aggregate": "complete", "assemblies": ["motor", "wing"]},
        {"aggregate": "incomplete_third_party_only", "assemblies": ["wing"]},
        {"aggregate": "unknown", "assemblies": ["drone"]},
    ]
    loaded = load(document(motor, device("Wing"), metadata=PRODUCT, compositions=compositions))
    assert loaded.value is not None
    said = {each["id"]: each.get("complete") for each in loaded.value["components"]}
    assert {"drone": None, "motor": ["children"], "magnet": None, "wing": None} == said
    assert "incomplete" == loaded.value["document"]["completeness"]


CLOSED = {"microdep:complete": '["children", "materials"]'}


@pytest.mark.parametrize("parts_of", [{}, {"components": [device("Magnet")]}])
def test_complete_dependencies_close_no_list_of_parts(parts_of: Record) -> None:
    edges = [{"ref": "drone", "dependsOn": ["motor"]}]
    compositions = [{"aggregate": "complete", "dependencies": ["drone", "motor"]}]
    found = document(
        device("Motor", **parts_of), metadata=PRODUCT, dependencies=edges, compositions=compositions
    )
    assert not any("complete" in part for part in parts(found).values())


@pytest.mark.parametrize(
    "aggregate", ["incomplete", "incomplete_first_party_only", "unknown", "not_specified"]
)
@pytest.mark.parametrize("field", ["assemblies", "dependencies"])
@pytest.mark.parametrize("before", [False, True])
def test_what_is_said_to_lack_something_anywhere_is_open(aggregate: str, field: str, before: bool) -> None:
    said = [{"aggregate": aggregate, field: ["drone"]}, {"aggregate": "complete", "assemblies": ["drone"]}]
    drone = device("Drone", properties=CLOSED)
    found = document(
        device("Motor"), metadata={"component": drone}, compositions=said if before else said[::-1]
    )
    assert ["materials"] == parts(found)["drone"]["complete"]


def test_a_link_to_the_document_itself_leads_to_what_it_names() -> None:
    number = "f08a6ccd-4dce-4759-bd84-c626675d60a7"
    own = f"urn:cdx:{number}/2#"
    edges = [{"ref": f"{own}drone", "dependsOn": [f"{own}motor"]}]
    said = [{"aggregate": "complete", "assemblies": ["drone"]}]
    said += [{"aggregate": "incomplete", "assemblies": [f"{own}drone"]}]
    found = document(
        device("Motor"),
        metadata=PRODUCT,
        dependencies=edges,
        compositions=said,
        serialNumber=f"urn:uuid:{number}",
    )
    found["version"] = 2
    drone = parts(found)["drone"]
    assert [{"ref": "motor"}] == drone["children"]
    assert "complete" not in drone


# ---- facts ---------------------------------------------------------------------------------------


def test_makers_and_suppliers_are_parties_with_their_seat_and_never_an_origin() -> None:
    maker = {
        "name": "Example Motors",
        "address": {"country": "Republic of Korea"},
        "url": ["https://e.example"],
    }
    loaded = load(document(device("M-2207", manufacturer=maker, supplier={"name": "Trader"})))
    assert loaded.value is not None
    (part,) = loaded.value["components"]
    assert ("example-motors", "trader", "M-2207") == (part["manufacturer"], part["supplier"], part["mpn"])
    assert "origin" not in part
    parties = {each["id"]: each for each in loaded.value["parties"]}
    assert "KR" == parties["example-motors"]["country"]
    assert "country" not in parties["trader"]


def test_the_name_of_what_somebody_sells_is_its_number_also_where_it_has_parts() -> None:
    maker = {"manufacturer": {"name": "Example Motors"}}
    motor = device("M-2207", components=[device("N52", supplier={"name": "Trader"}), device("Wire")], **maker)
    found = parts(document(motor, metadata={"component": device("Drone", **maker)}))
    assert [None, "M-2207", "N52", None] == [each.get("mpn") for each in found.values()]


def test_a_seat_that_is_not_one_country_is_left_out_and_reported() -> None:
    maker = {"name": "Example", "address": {"country": "Taiwan / China"}}
    loaded = load(document(device("A", manufacturer=maker), device("B", manufacturer=maker)))
    assert loaded.value is not None
    assert [{"import/cell-not-read"}, 2] == [{e.code for e in loaded.diagnostics}, len(loaded.diagnostics)]
    assert "country" not in loaded.value["parties"][0]


def test_two_companies_of_one_name_in_two_countries_are_two() -> None:
    makers = [{"name": "Example", "address": {"country": each}} for each in ("DE", "China")]
    found = parts(document(*(device(f"P{n}", manufacturer=each) for n, each in enumerate(makers))))
    assert ["example-de", "example-cn"] == [each["manufacturer"] for each in found.values()]


def test_who_made_the_product_stands_beside_it_in_old_documents() -> None:
    metadata = {**PRODUCT, "manufacture": {"name": "Maker"}, "supplier": {"name": "Seller"}}
    found = parts(document(device("Wing"), version="1.4", metadata=metadata))
    assert ("maker", "seller") == (found["drone"]["manufacturer"], found["drone"]["supplier"])


def test_who_wrote_the_document_made_no_product() -> None:
    metadata = {**PRODUCT, "manufacturer": {"name": "Acme"}, "timestamp": "2026-10-01T12:00:00Z"}
    loaded = load(document(metadata=metadata))
    assert loaded.value is not None
    assert {"party": "acme"} == loaded.value["document"]["author"]
    assert "2026-10-01" == loaded.value["document"]["date"]
    assert "manufacturer" not in loaded.value["components"][0]


def test_properties_of_devices_become_facts_and_the_rest_is_kept() -> None:
    said = {
        "cdx:device:quantity": "2 pcs",
        "cdx:device:function": "bldc-motor",
        "cdx:device:location": "M1, M2",
        "cdx:device:countryOfOrigin": "Thailand",
        "cdx:device:lotNumber": "77",
        "cdx:device:gs1:gtin-12": "822348522712",
        "cdx:device:certifications:US:FCC:id": "ABC",
        "acme:colour": "red",
    }
    part = parts(document(device("Motor", properties=said), metadata=PRODUCT))["motor"]
    assert ("bldc-motor", "TH") == (part["function"], part["origin"])
    assert "77" == part["ext"]["lot_number"]
    assert {"acme:colour", "cdx:device:gs1:gtin-12", "cdx:device:certifications:US:FCC:id"} == set(
        part["ext"]["properties"]
    )
    use = parts(document(device("Motor", properties=said), metadata=PRODUCT))["drone"]["children"][0]
    assert {"ref": "motor", "quantity": 2, "designators": ["M1", "M2"]} == use


def test_properties_of_ours_are_fields_with_their_values_exactly() -> None:
    said = {
        "microdep:origin": '{"country": {"one_of": ["CN", "MY"]}, "basis": "declared"}',
        "microdep:mass_g": "34.10",
        "microdep:mpn": "0815",
        "microdep:materials": '[{"substance": "NdFeB", "mass_g": 5.20}]',
    }
    part = parts(document(device("Motor", properties=said)))["motor"]
    assert {"country": {"one_of": ["CN", "MY"]}, "basis": "declared"} == part["origin"]
    assert ("34.10", "0815") == (str(part["mass_g"]), part["mpn"])
    assert [{"substance": "NdFeB", "mass_g": Decimal("5.20")}] == part["materials"]


def test_a_word_that_names_a_sort_of_part_is_its_class() -> None:
    assert (
        "connector"
        == parts(document(device("J", properties={"cdx:device:function": "connector"})))["j"]["class"]
    )


@pytest.mark.parametrize(
    "sort", ["library", "application", "framework", "container", "operating-system", "file"]
)
def test_a_program_is_no_thing_and_has_no_materials(sort: str) -> None:
    (part,) = parts(document({"type": sort, "name": "code"})).values()
    assert ("software", "software", []) == (part["kind"], part["class"], part["materials"])


def test_papers_are_evidence_that_no_fact_refers_to() -> None:
    report = {
        "type": "certification-report",
        "url": "https://e.example/report.pdf",
        "hashes": [{"alg": "SHA-256", "content": "A" * 64}],
    }
    declared = {"bom-ref": "ev-1", "description": "Test", "created": "2026-05-04T00:00:00Z"}
    claim = {"bom-ref": "claim-1", "target": "motor", "predicate": "is tested", "evidence": ["ev-1"]}
    loaded = load(
        document(
            device("Motor", externalReferences=[report]),
            declarations={"claims": [claim], "evidence": [declared]},
        )
    )
    assert loaded.value is not None
    built(loaded)
    first, second = loaded.value["evidence"]
    assert ("ev-1", "2026-05-04", {"components": ["motor"]}) == (
        first["id"],
        first["issued"],
        first["covers"],
    )
    assert {"url": "https://e.example/report.pdf", "sha256": "a" * 64} == second["document"]
    assert "evidence" not in loaded.value["components"][0]


@pytest.mark.parametrize("version", ["1.4", "1.5", "1.6", "1.7"])
def test_every_released_version_that_is_read_is_validated_by_its_own_schema(version: str) -> None:
    sound = {"type": "device", "bom-ref": "a", "name": "A", "supplier": {"name": "B"}}
    assert [] == codes(document(sound, version=version))
    assert ["import/cyclonedx-not-valid"] == codes(document({**sound, "type": 7}, version=version))
    driver = codes(document({**sound, "type": "device-driver"}, version=version))
    assert (["import/cyclonedx-not-valid"] if version == "1.4" else []) == driver


def test_a_link_and_a_time_are_looked_at_too() -> None:
    link = device("A", externalReferences=[{"type": "website", "url": "https://e.example/${name}"}])
    (problem,) = load(document(link)).diagnostics
    assert "`url` is `https://e.example/${name}`, which is not a valid link" in problem.message
    assert ["import/cyclonedx-not-valid"] == codes(document(metadata={"timestamp": "yesterday"}))


def test_the_schemas_refer_to_nothing_that_does_not_lie_beside_them() -> None:
    licensed = device("A", licenses=[{"license": {"id": "MIT"}}])
    assert [] == codes(document(licensed))
    licensed["licenses"][0]["license"]["id"] = "MITT"
    assert ["import/cyclonedx-not-valid"] == codes(document(licensed))


# ---- ids and places ------------------------------------------------------------------------------


def test_an_id_is_the_reference_unless_a_program_makes_it_anew() -> None:
    made_up = "3e671687-395b-41f5-a30f-a58921a69b79"
    first = {"type": "device", "bom-ref": made_up, "name": "M-2207", "manufacturer": {"name": "Acme"}}
    second = {"type": "library", "bom-ref": "pkg:npm/a@1?x=y", "group": "g", "name": "a"}
    found = parts(document(first, second, {"type": "library", "name": "a"}, device("Wing")))
    assert {"acme-m-2207", "g-a", "a", "wing"} == set(found)


def test_parts_of_one_name_have_an_id_each() -> None:
    screws = [{"type": "device", "name": "Screw", "description": str(each)} for each in range(3)]
    assert ["screw", "screw-2", "screw-3"] == list(parts(document(*screws)))


def test_every_fact_has_its_line_and_column_in_the_document() -> None:
    maker = {"name": "Acme", "address": {"country": "Japan"}}
    motor = device("Motor", manufacturer=maker, properties={"cdx:device:countryOfOrigin": "Thailand"})
    loaded = load(document(motor))
    reported = {
        pointer: loaded.source.slice(loaded.spans.value(pointer))
        for pointer in (
            "/components/0/id",
            "/components/0/name",
            "/components/0/origin",
            "/parties/0/country",
        )
    }
    assert ['"motor"', '"Motor"', '"Thailand"', '"Japan"'] == list(reported.values())


# ---- what is wrong -------------------------------------------------------------------------------

WRONG: dict[str, tuple[Record, list[str]]] = {
    "an old version": (document(version="1.3"), ["import/unsupported-version"]),
    "a version that does not exist yet": (document(version="1.8"), ["import/unsupported-version"]),
    "version 2.0 under the old mark": (document(version="2.0"), ["import/unsupported-version"]),
    "no version": ({"bomFormat": "CycloneDX"}, ["import/unsupported-version"]),
    "the draft of 2.0": ({"specFormat": "CycloneDX", "specVersion": "2.0"}, ["import/unsupported-version"]),
    "another mark": ({**document(), "bomFormat": "cyclonedx"}, ["import/cyclonedx-not-valid"]),
    "a type that there is not": (document({"type": "motor", "name": "x"}), ["import/cyclonedx-not-valid"]),
    "a reference twice": (
        document(device("A"), device("B", components=[{**device("A"), "version": "2"}])),
        ["import/duplicate-row"],
    ),
    "the product again among its parts": (
        document(device("Drone"), metadata=PRODUCT),
        ["import/duplicate-row"],
    ),
    "a dependency that leads nowhere": (
        document(device("A"), dependencies=[{"ref": "a", "dependsOn": ["b"]}]),
        ["bom/unknown-reference"],
    ),
    "a composition that leads nowhere": (
        document(device("A"), compositions=[{"aggregate": "complete", "assemblies": ["b"]}]),
        ["bom/unknown-reference"],
    ),
    "things inside themselves": (
        document(
            device("A"),
            device("B"),
            dependencies=[{"ref": "a", "dependsOn": ["b"]}, {"ref": "b", "dependsOn": ["a"]}],
        ),
        ["bom/cycle"],
    ),
    "a thing inside itself": (
        document(device("A"), dependencies=[{"ref": "a", "dependsOn": ["a"]}]),
        ["bom/cycle"],
    ),
    "a quantity that may be two": (
        document(device("A", properties={"cdx:device:quantity": "1,5"}), metadata=PRODUCT),
        ["import/cell-not-read"],
    ),
    "an origin that is no country": (
        document(device("A", properties={"cdx:device:countryOfOrigin": "Atlantis"})),
        ["import/cell-not-read"],
    ),
    "two origins": (
        document(device("A", properties={"cdx:device:countryOfOrigin": "TH", "microdep:origin": "CN"})),
        ["import/duplicate-row"],
    ),
    "a field that there is not": (
        document(device("A", properties={"microdep:orign": "TH"})),
        ["import/external-component"],
    ),
    "a field that is no JSON": (
        document(device("A", properties={"microdep:materials": "[{"})),
        ["import/cell-not-read"],
    ),
    "a field with a wrong value": (
        document(device("A", properties={"microdep:origin": "China"})),
        ["bom/unknown-country"],
    ),
    "no component": (document(), ["import/no-components"]),
    "a service": (document(device("A"), services=[{"name": "s"}]), ["import/not-a-component"]),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_has_a_code_a_place_and_a_way_out(case: str) -> None:
    value, expected = WRONG[case]
    loaded = load(value)
    assert expected == [diagnostic.code for diagnostic in loaded.diagnostics]
    (problem,) = loaded.diagnostics
    assert loaded.source.slice(problem.span)
    assert problem.help


@pytest.mark.parametrize(("name", "value"), [("quantity", "many"), ("countryOfOrigin", "Congo")])
def test_a_way_out_speaks_of_properties_and_not_of_cells(name: str, value: str) -> None:
    (problem,) = load(document(device("A", properties={f"cdx:device:{name}": value}))).diagnostics
    assert problem.help is not None
    assert problem.help.endswith(", or remove the property")
    assert "cell" not in problem.help


def test_programs_may_depend_on_each_other() -> None:
    libraries = [{"type": "library", "bom-ref": each, "name": each} for each in "abc"]
    edges = [{"ref": one, "dependsOn": [two]} for one, two in ("ab", "bc", "ca")]
    loaded = load(document(*libraries, dependencies=edges))
    (problem,) = loaded.diagnostics
    assert ("bom/cycle", "warning") == (problem.code, problem.severity)
    assert "`a` -> `b` -> `c` -> `a`" in problem.message
    assert loaded.value is not None


ELSEWHERE = "urn:cdx:f08a6ccd-4dce-4759-bd84-c626675d60a7/1#magnet"


@pytest.mark.parametrize("nested", [[], [device("Magnet")]])
def test_external_dependencies_are_reported_and_the_list_of_components_is_open(
    nested: list[Record],
) -> None:
    said = [{"aggregate": "complete", "assemblies": ["motor"]}]
    edges = [{"ref": "motor", "dependsOn": [ELSEWHERE]}]
    motor = device("Motor", properties=CLOSED, **({"components": nested} if nested else {}))
    loaded = load(document(motor, dependencies=edges, compositions=said))
    (problem,) = loaded.diagnostics
    assert ("import/external-component", "warning") == (problem.code, problem.severity)
    assert f'"{ELSEWHERE}"' == loaded.source.slice(problem.span)
    assert loaded.value is not None
    assert ["materials"] == loaded.value["components"][0]["complete"]


def test_what_a_program_depends_on_elsewhere_is_no_part() -> None:
    program = {"type": "library", "bom-ref": "a", "name": "A"}
    assert [] == codes(document(program, dependencies=[{"ref": "a", "dependsOn": [ELSEWHERE]}]))


def test_two_equal_keys_are_refused_as_everywhere() -> None:
    loaded = load_bom("a.json", b'{"bomFormat": "CycloneDX", "specVersion": "1.6", "specVersion": "1.5"}')
    assert ["file/duplicate-key"] == [diagnostic.code for diagnostic in loaded.diagnostics]


def test_a_document_of_ours_that_speaks_of_it_is_ours() -> None:
    data = b'{"ext": {"bomFormat": "CycloneDX"}, "schema": "microdep-bom/1", "components": [{"name": "A"}]}'
    loaded = load_bom("bom.json", data)
    assert loaded.value is not None
    assert [] == loaded.diagnostics


# ---- real documents ------------------------------------------------------------------------------


def test_a_real_circuit_board_has_its_quantities_and_suppliers(real_data: Path) -> None:
    loaded = load_bom("b", (real_data / "cyclonedx" / "hbom-pcie-sata-adapter-board.cdx.json").read_bytes())
    bom = built(loaded)
    assert [1, 8, 1, 1, 2, 2] == [usage.quantity for usage in bom.usages(bom.product)]
    assert {"samtec", "molex", "3m", "multicomp", "te-connectivity"} == set(bom.parties)
    assert not any(
        {"origin", "manufacturer"} & component.data.keys() for component in bom.components.values()
    )


# ---- written and read back -----------------------------------------------------------------------


def exported(value: Record) -> Record:
    """A document of ours as CycloneDX."""
    bom = built(load_bom("bom.json", json.dumps(value).encode()))
    return cast("Record", json.loads(format_export(export_cyclonedx(bom))))


OURS: Record = {
    "schema": "microdep-bom/1",
    "document": {"id": "d", "product": "drone", "date": "2026-10-01"},
    "parties": [{"id": "acme", "name": "Acme", "country": "JP"}],
    "components": [
        {"id": "drone", "name": "Drone", "kind": "end_item", "children": [{"ref": "motor", "quantity": 4}]},
        {
            "id": "motor",
            "name": "M-2207",
            "manufacturer": "acme",
            "origin": {"value": "TH", "evidence": ["ev-1"]},
            "children": [{"name": "Magnet", "quantity": 14, "materials": [{"substance": "NdFeB"}]}],
            "complete": ["children"],
        },
    ],
    "evidence": [
        {
            "id": "ev-1",
            "type": "supplier_declaration",
            "issuer": "acme",
            "issued": "2026-05-04",
            "document": {"url": "https://e.example"},
        }
    ],
}


def test_what_cyclonedx_has_fields_for_is_in_them() -> None:
    found = exported(OURS)
    (motor,) = found["components"]
    assert "Drone" == found["metadata"]["component"]["name"]
    assert {"name": "Acme", "address": {"country": "JP"}} == motor["manufacturer"]
    said = {each["name"]: each["value"] for each in motor["properties"] if each["name"].startswith("cdx:")}
    assert {"cdx:device:quantity": "4", "cdx:device:countryOfOrigin": "TH"} == said
    assert ["Magnet"] == [each["name"] for each in motor["components"]]
    assert [{"aggregate": "complete", "assemblies": ["motor"]}] == found["compositions"][:1]
    assert {"ref": "drone", "dependsOn": ["motor"]} in found["dependencies"]
    (paper,), (claim,) = found["declarations"]["evidence"], found["declarations"]["claims"]
    assert ("motor", [paper["bom-ref"]]) == (claim["target"], claim["evidence"])
    assert {"name": "Acme"} == paper["author"]


def test_a_fact_that_was_read_back_stands_where_its_property_does() -> None:
    loaded = load(exported(OURS))
    assert OURS == loaded.value
    assert "value" in loaded.source.slice(loaded.spans.value("/components/1/origin"))


def _renamed(value: Record) -> None:
    value["components"][0]["manufacturer"]["name"] = "Other"


def _added(value: Record) -> None:
    value["components"].append(device("Wing"))


def _taken_away(value: Record) -> None:
    del value["components"][0]["components"]


def _counted_anew(value: Record) -> None:
    said = next(e for e in value["components"][0]["properties"] if e["name"] == "cdx:device:quantity")
    said["value"] = "5"


def _in_itself(value: Record) -> None:
    for each in value["components"][0]["properties"]:
        if each["name"] == "microdep:children":
            each["value"] = '[{"written":"motor"}]'


def _maker_added(value: Record) -> None:
    value["components"][0]["components"][0]["manufacturer"] = {"name": "Other"}


def _origin_added(value: Record) -> None:
    said = {"name": "cdx:device:countryOfOrigin", "value": "CN"}
    value["components"][0]["components"][0]["properties"].append(said)


def _origin_added_in_capitals(value: Record) -> None:
    said = {"name": "Microdep:origin", "value": "CN"}
    value["components"][0]["components"][0]["properties"].append(said)


def _origin_said_twice(value: Record) -> None:
    said = {"name": "cdx:device:countryOfOrigin", "value": "CN"}
    value["components"][0]["properties"].append(said)


def _version_added(value: Record) -> None:
    value["components"][0]["version"] = "2"


def _nested(value: Record) -> None:
    value["components"][0]["components"][0]["components"] = [device("Chip")]


def _hung_elsewhere(value: Record) -> None:
    value["dependencies"][1] = {"ref": "motor", "dependsOn": ["drone"]}


def _depends_on_more(value: Record) -> None:
    value["dependencies"].append({"ref": "magnet", "dependsOn": ["motor"]})


def _opened(value: Record) -> None:
    value["compositions"].append({"aggregate": "incomplete", "assemblies": ["motor"]})


def _maker_taken_away(value: Record) -> None:
    del value["components"][0]["manufacturer"]


def _proof_taken_away(value: Record) -> None:
    del value["declarations"]


def _proof_added(value: Record) -> None:
    paper = {"type": "attestation", "url": "https://e.example/a.pdf"}
    value["components"][0]["externalReferences"] = [paper]


def _proof_of_another_day(value: Record) -> None:
    value["declarations"]["evidence"][0]["created"] = "2026-01-01T00:00:00Z"


def _claimed_otherwise(value: Record) -> None:
    value["declarations"]["claims"][0]["predicate"] = "made in Japan"


CHANGES = [
    _renamed,
    _added,
    _taken_away,
    _counted_anew,
    _in_itself,
    _maker_added,
    _origin_added,
    _origin_added_in_capitals,
    _origin_said_twice,
    _version_added,
    _nested,
    _hung_elsewhere,
    _depends_on_more,
    _opened,
    _maker_taken_away,
    _proof_taken_away,
    _proof_added,
    _proof_of_another_day,
    _claimed_otherwise,
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_in_what_we_wrote_is_not_lost_without_a_word(change: Callable[[Record], None]) -> None:
    value = exported(OURS)
    change(value)
    loaded = load(value)
    assert loaded.value is None
    assert {"import/external-component"} == {
        diagnostic.code for diagnostic in loaded.diagnostics if diagnostic.severity == "error"
    }


def test_additions_are_reported_with_their_places() -> None:
    value = exported(OURS)
    _origin_added(value)
    _version_added(value)
    loaded = load(value)
    reported = [loaded.source.slice(diagnostic.span) for diagnostic in loaded.diagnostics]
    assert ['"CN"', '"version"'] == sorted(reported)


def test_input_of_no_document_is_reported_and_is_no_change() -> None:
    value = exported(OURS)
    motor = value["components"][0]
    motor["licenses"] = [{"license": {"id": "MIT"}}]
    motor["manufacturer"]["url"] = ["https://e.example"]
    motor["externalReferences"] = [{"type": "website", "url": "https://e.example"}]
    motor["properties"].append({"name": "acme:checked", "value": "yes"})
    value["annotations"] = []
    loaded = load(value)
    assert OURS == loaded.value
    (reported,) = loaded.diagnostics
    assert ("import/external-component", "info") == (reported.code, reported.severity)
    names = ("licenses", "url", "externalReferences", "acme:checked")
    assert all(f"`{name}`" in reported.message for name in names)


def _sorted_anew(value: Any) -> Any:
    """Every record and every list in another order."""
    if isinstance(value, dict):
        return {name: _sorted_anew(value[name]) for name in sorted(value, reverse=True)}
    return [_sorted_anew(each) for each in reversed(value)] if isinstance(value, list) else value


def test_what_programs_write_otherwise_is_no_change() -> None:
    value = _sorted_anew(exported(OURS))
    del value["$schema"]
    value |= {"version": 7, "specVersion": "1.7", "serialNumber": f"urn:uuid:{ELSEWHERE[8:44]}"}
    value["metadata"] |= {"timestamp": "2026-11-01T10:00:00Z", "lifecycles": [{"phase": "build"}]}
    value["metadata"]["tools"] = {"components": [{"type": "application", "name": "rewriter"}]}
    value["dependencies"].append({"ref": "magnet", "dependsOn": []})
    value["components"][0]["components"][0]["externalReferences"] = []
    loaded = load_bom("a.json", json.dumps(value).encode())
    assert (OURS, []) == (loaded.value, loaded.diagnostics)


@pytest.mark.parametrize("name", [name for name in READ if name.startswith("cyclonedx")])
def test_a_real_document_says_the_same_when_it_was_written_anew(name: str, real_data: Path) -> None:
    loaded = load_bom(name, (real_data / name).read_bytes())
    document = export_cyclonedx(built(loaded))
    assert is_valid(document, "1.6")
    assert loaded.value == load_bom("again.cdx.json", format_export(document).encode()).value


@pytest.mark.parametrize(
    ("description", "function", "found"),
    [
        ("10k", None, "resistor"),
        ("NdFeB rotor magnet", None, None),
        ("10k", "thermistor", "thermistor"),
    ],
)
def test_a_location_says_the_class_where_nothing_else_does(
    description: str, function: str | None, found: str | None
) -> None:
    said = {"cdx:device:location": "R1"} | ({"cdx:device:function": function} if function else {})
    value = document(device("A", description=description, properties=said))
    turned = dict(reversed(said.items()))
    assert (found, []) == (parts(value)["a"].get("class"), codes(value))
    other = document(device("A", description=description, properties=turned))
    assert found == parts(other)["a"].get("class")


@pytest.mark.parametrize(
    ("fields", "facts", "reported"),
    [
        ({"type": "application", "authors": [{"name": "Kaspersky"}]}, {"manufacturer": "kaspersky"}, []),
        (
            {"type": "application", "authors": [{"name": "Kaspersky"}, {"name": "ZTE"}]},
            {},
            ["import/cell-not-read"] * 2,
        ),
        (
            {"publisher": "Murata", "supplier": {"name": "Digi-Key"}},
            {"supplier": "digi-key"},
            ["import/cell-not-read"],
        ),
        ({"publisher": "Digi-Key", "supplier": {"name": "Digi-Key"}}, {"supplier": "digi-key"}, []),
        ({"publisher": "Murata"}, {"supplier": "murata"}, []),
    ],
)
def test_no_company_is_lost(fields: Record, facts: Record, reported: list[str]) -> None:
    value = document(device("A", **fields))
    loaded = load(value)
    assert loaded.value is not None
    (part,) = loaded.value["components"]
    assert facts == {name: part[name] for name in ("manufacturer", "supplier") if name in part}
    assert reported == [diagnostic.code for diagnostic in loaded.diagnostics]
    assert "zte" in str(loaded.value["parties"]) or "ZTE" not in str(fields)


@pytest.mark.parametrize("name", ["Murata / TDK", "Murata; TDK", "Murata or TDK"])
@pytest.mark.parametrize("field", ["manufacturer", "supplier"])
def test_several_companies_in_a_name_are_alternates(name: str, field: str) -> None:
    value = document(device("A", **{field: {"name": name}}))
    assert {"one_of": ["murata", "tdk"]} == parts(value)["a"][field]


@pytest.mark.parametrize("name", ["AT&T", "Foo Co., Ltd.", "Rohde & Schwarz", "Brand A/S"])
def test_a_name_that_holds_a_sign_is_one_company(name: str) -> None:
    value = document(device("A", manufacturer={"name": name}))
    assert isinstance(parts(value)["a"]["manufacturer"], str)


@pytest.mark.parametrize(
    ("said", "known"), [("4", True), ("10 pcs", True), ("2.5 m", False), ("1 reel", False)]
)
def test_a_quantity_in_another_unit_than_pieces_is_unknown(said: str, known: bool) -> None:
    part = device("A", properties={"cdx:device:quantity": said})
    loaded = load(document(part, metadata={"component": device("top")}))
    assert loaded.value is not None
    (use,) = loaded.value["components"][0]["children"]
    assert known == (not isinstance(use["quantity"], dict))
    assert known == ("import/cell-not-read" not in {diagnostic.code for diagnostic in loaded.diagnostics})
