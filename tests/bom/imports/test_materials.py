"""Declarations of materials become overlays: what they name is declared, and nothing is declared absent."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from microdep_rules.bom.imports.forms import OF_MATERIALS, recognize_form
from microdep_rules.bom.imports.materials import MaterialDeclaration, read_materials
from microdep_rules.bom.imports.substances import find_word, is_cas
from microdep_rules.bom.load import load_document
from microdep_rules.vocabulary.resources import cas_numbers
from tests.cli.replay import run

SAMPLES = Path(__file__).parent / "samples"
NAMES = ("ipc-1752a-class-a-b", "ipc-1752a-class-c", "ipc-1752a-class-d", "ipc-1752b-class-d", "ipc-1754")
ALIKE = ("ipc-1752a-class-d", "ipc-1752b-class-d", "ipc-1754")
PRODUCT = '<Product unitType="Each"><ProductID itemNumber="X-1"><Amount value="1" UOM="g"/></ProductID>'
COMPANY = '<SupplyCompany name="Acme"/>'
RESPONSE = f'<Response date="2026-05-04">{COMPANY}</Response>'
BOM = """\
schema: microdep-bom/1
document: {id: board, product: board}
parties: [{id: ex, name: Example Components}]
components:
  - {id: board, name: Board, kind: end_item, children: [{ref: motor}]}
  - {id: motor, name: Motor, mpn: EX-2207, manufacturer: ex}
"""


def sample(name: str) -> bytes:
    return (SAMPLES / f"{name}.xml").read_bytes()


def read(data: bytes | str) -> MaterialDeclaration:
    return read_materials("a.xml", data.encode() if isinstance(data, str) else data)


def declaration(inside: str, product: str = PRODUCT, response: str = RESPONSE) -> str:
    """A declaration with something in its product, which begins in line 2."""
    return (
        f'<MainDeclaration xmlns="http://webstds.ipc.org/175x/2.0">{response}\n'
        f"{product}\n{inside}</Product></MainDeclaration>"
    )


def part_of(found: MaterialDeclaration) -> dict[str, Any]:
    assert found.value is not None
    (part,) = found.value["components"]
    assert isinstance(part, dict)
    return part


def reported(found: MaterialDeclaration) -> list[tuple[str, str]]:
    return [(diagnostic.code, found.source.place(diagnostic.span.start)) for diagnostic in found.diagnostics]


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_is_known_by_its_content_and_read_without_a_word(name: str) -> None:
    assert OF_MATERIALS == recognize_form("bom.csv", sample(name)).what
    assert [] == read(sample(name)).diagnostics


@pytest.mark.parametrize("name", ALIKE)
def test_homogeneous_materials_have_their_masses_and_the_shares_of_their_elements(name: str) -> None:
    part = part_of(read(sample(name)))
    assert ({"manufacturer": "Example Components", "mpn": "EX-2207"}, Decimal("31.5")) == (
        part["match"],
        part["mass_g"],
    )
    magnet, steel, lead = part["materials"]
    assert ("Rotor: Magnet", Decimal(4)) == (magnet["name"], magnet["mass_g"])
    assert [("Fe", "66..69"), ("Nd", "30..33"), ("B", "1..4")] == [
        (each["element"], each["share"]) for each in magnet["composition"]
    ]
    assert ("stainless-steel", Decimal(4)) == (steel["substance"], steel["mass_g"])
    assert [{"element": "Cu", "share": Decimal(100)}] == lead["composition"]


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_declared_absent_and_no_list_is_complete(name: str) -> None:
    text = repr(read(sample(name)).value)
    assert ("free_of" in text, "complete" in text) == (False, False)


def test_a_compound_is_kept_beside_the_material_and_leaves_its_composition_open() -> None:
    magnet, *_ = part_of(read(sample("ipc-1752a-class-d")))["materials"]
    compound = {"name": "Dysprosium oxide", "cas": "1308-87-8", "share": Decimal(3)}
    assert [compound] == magnet["ext"]["substances"]
    lows, highs = zip(*(each["share"].split("..") for each in magnet["composition"]), strict=True)
    assert (97, 106) == (sum(map(int, lows)), sum(map(int, highs)))


def test_the_rest_may_be_compounds_of_the_elements_that_are_declared() -> None:
    def composition(*substances: tuple[str, str]) -> Any:
        inside = "".join(
            f'<Substance name="{name}"><Concentration value="{share}"/></Substance>'
            for name, share in substances
        )
        material = f'<HomogeneousMaterial name="Alloy">{inside}</HomogeneousMaterial>'
        return part_of(read(declaration(material)))["materials"][0]["composition"]

    assert [{"element": "Ni", "share": "1..6"}, {"element": "Cu", "share": "94..99"}] == composition(
        ("Nickel", "1"), ("Copper", "94"), ("Nickel oxide", "5")
    )
    assert [{"element": "Ni", "share": Decimal(1)}, {"element": "Cu", "share": Decimal(99)}] == composition(
        ("Nickel", "1"), ("Copper", "99")
    )
    assert [{"element": "Ni"}, {"element": "Cu", "share": "99..100"}] == composition(
        ("Nickel", ""), ("Copper", "99")
    )


def test_a_name_of_a_material_is_the_word_for_an_element_only_where_its_substances_say_so() -> None:
    *_, lead = part_of(read(sample("ipc-1752a-class-d")))["materials"]
    assert "substance" not in lead
    tin = '<HomogeneousMaterial name="Tin"><Substance name="Tin"/></HomogeneousMaterial>'
    assert "Sn" == part_of(read(declaration(tin)))["materials"][0]["substance"]


def test_the_declaration_is_evidence_of_its_supplier() -> None:
    found = read(sample("ipc-1752a-class-d"))
    assert found.value is not None
    (paper,), (party,) = found.value["evidence"], found.value["parties"]
    assert ("supplier_declaration", "Example Components", "2026-05-04", "supplier") == tuple(
        paper[each] for each in ("type", "issuer", "issued", "tier")
    )
    assert {"duns": "123456787"} == party["identifiers"]
    assert [paper["id"]] == part_of(found)["evidence"]


def test_a_category_above_its_threshold_is_in_the_product_and_one_below_says_nothing() -> None:
    part = part_of(read(sample("ipc-1752a-class-c")))
    assert [("Lead", "Pb", Decimal("0.0018")), ("Phthalates", None, None)] == [
        (each["name"], each.get("substance"), each.get("mass_g")) for each in part["materials"]
    ]
    assert "at most 0.4" == part["materials"][-1]["share"]
    assert ["7(c)-I"] == [each["identity"] for each in part["ext"]["declaration"]["exemptions"]]
    assert ["false", "true", "false", "true"] == [
        each["over"] for each in part["ext"]["declaration"]["thresholds"]
    ]


def test_groups_of_materials_are_materials_and_statements_are_no_facts() -> None:
    part = part_of(read(sample("ipc-1752a-class-a-b")))
    steel, rest = part["materials"]
    assert ("stainless-steel", Decimal("1.9")) == (steel["substance"], steel["mass_g"])
    assert ("Other organic materials", Decimal(5)) == (rest["name"], rest["share"])
    assert ["false", "true"] == [each["response"] for each in part["ext"]["declaration"]["statements"]]


@pytest.mark.parametrize("name", NAMES)
def test_the_overlay_is_valid_and_about_the_part(name: str, tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes(sample(name))
    said, problems, code = run("microdep bom import a.xml --output materials.yaml", tmp_path)
    assert (0, "") == (code, problems)
    assert "wrote materials.yaml" in said
    loaded = load_document("m.yaml", (tmp_path / "materials.yaml").read_bytes(), kind="overlay")
    assert [] == loaded.diagnostics


def test_what_is_declared_is_found_by_a_check(tmp_path: Path) -> None:
    (tmp_path / "bom.yaml").write_text(BOM, encoding="utf-8")
    (tmp_path / "a.xml").write_bytes(sample("ipc-1752a-class-d"))
    run("microdep bom import a.xml --output materials.yaml", tmp_path)
    said, _, _ = run(
        "microdep check bom.yaml --pack dod-magnets --overlay materials.yaml --format json", tmp_path
    )
    record = json.loads(said)
    assert [] == [each for each in record["diagnostics"] if each["severity"] == "error"]
    assert "materials.yaml" in said
    assert "Rotor: Magnet" in said


@pytest.mark.parametrize(
    "command",
    ["check {}", "check bom.yaml --overlay {}", "bom show {}", "questions --read {}", "bom export {}"],
)
def test_other_commands_report_how_to_make_an_overlay_of_the_file(command: str, tmp_path: Path) -> None:
    (tmp_path / "bom.yaml").write_text(BOM, encoding="utf-8")
    (tmp_path / "a.xml").write_bytes(sample("ipc-1752a-class-d"))
    said, problems, code = run(f"microdep {command.format('a.xml')}", tmp_path)
    assert code in {2, 4}
    assert (
        "write an overlay from this file: `microdep bom import FILE --output materials.yaml`"
        in said + problems
    )


def test_masses_of_several_pieces_are_not_those_of_one() -> None:
    material = '<HomogeneousMaterial name="Steel"><Amount value="2" UOM="g"/></HomogeneousMaterial>'
    meters = PRODUCT.replace("Each", "Meter")
    found = read(declaration(material, meters))
    assert ("mass_g" in part_of(found), "mass_g" in part_of(found)["materials"][0]) == (False, False)
    assert [("import/cell-not-read", "a.xml:2:1")] == reported(found)
    several = f'<SubProduct numberOfInstances="4">{material}</SubProduct>'
    found = read(declaration(several))
    assert (Decimal(1), False) == (part_of(found)["mass_g"], "mass_g" in part_of(found)["materials"][0])
    assert [("import/cell-not-read", "a.xml:3:1")] == reported(found)


@pytest.mark.parametrize(
    "wrong",
    [
        '<Substance name="Copper"><SubstanceID identity="7440-50-9" authority="CAS"/></Substance>',
        '<Substance name="Copper"><SubstanceID identity="7440-02-0" authority="CAS"/></Substance>',
        '<Substance name="Copper"><Concentration value="much"/></Substance>',
        '<Substance name="Copper"><Concentration value="101"/></Substance>',
        '<Substance name="Copper"><Amount value="1" UOM="furlong"/></Substance>',
        '<Substance name="Copper"><Amount value="1"/></Substance>',
        "<Novelty><Substance name='Copper'/></Novelty>",
        "<HomogeneousMaterial name='Alloy'><Novelty/></HomogeneousMaterial>",
        "<SubstanceCategory name='Lead'><Novelty/></SubstanceCategory>",
    ],
)
def test_unread_input_is_reported_with_its_line(wrong: str) -> None:
    found = read(declaration(f"<MaterialInfo>\n{wrong}</MaterialInfo>"))
    ((code, place),) = reported(found)
    assert ("import/cell-not-read", "4") == (code, place.split(":")[1])


def test_a_substance_in_two_lists_is_one_line_between_both() -> None:
    def listed(share: str) -> str:
        silver = f'<Substance name="Silver"><Concentration value="{share}"/></Substance>'
        return f"<SubstanceCategory>{silver}</SubstanceCategory>"

    def composition(*shares: str) -> Any:
        lists = "".join(map(listed, shares))
        listed_all = f"<SubstanceCategoryList>{lists}</SubstanceCategoryList>"
        material = f'<HomogeneousMaterial name="Paste">{listed_all}</HomogeneousMaterial>'
        return part_of(read(declaration(material)))["materials"][0]["composition"]

    assert [{"element": "Ag", "share": Decimal(100)}] == composition("100", "100")
    assert [{"element": "Ag", "share": "60..100"}] == composition("60", "70")
    assert [{"element": "Ag", "share": "60..100"}] == composition("60", "")


def test_a_category_with_an_amount_is_kept_beside_the_material_and_is_no_element() -> None:
    lead = '<SubstanceCategory name="Lead"><Concentration value="0.2"/></SubstanceCategory>'
    other = "<RemovedSubstances><Substance name='Copper'/></RemovedSubstances>"
    material = f'<HomogeneousMaterial name="Paste">{lead}{other}</HomogeneousMaterial>'
    found = read(declaration(material))
    (paste,) = part_of(found)["materials"]
    assert ([{"name": "Lead", "share": Decimal("0.2")}], False) == (
        paste["ext"]["substances"],
        "composition" in paste,
    )
    assert ["import/cell-not-read"] == [code for code, _ in reported(found)]


def test_a_share_without_an_end_is_between_two_bounds() -> None:
    material = (
        '<HomogeneousMaterial name="Paste"><Amount value="3" UOM="mg"/>'
        '<Substance name="Silver"><Amount value="1" UOM="mg"/></Substance></HomogeneousMaterial>'
    )
    (line,) = part_of(read(declaration(material)))["materials"][0]["composition"]
    assert "33.333333..100" == line["share"]


def test_equal_names_of_materials_are_different_materials() -> None:
    material = '<HomogeneousMaterial name="Steel"/>'
    materials = part_of(read(declaration(material * 3)))["materials"]
    assert ["steel", "steel-2", "steel-3"] == [each["id"] for each in materials]


def test_a_number_that_would_stand_for_others_is_left_out() -> None:
    found = read(declaration("", PRODUCT.replace("X-1", "X-*")))
    assert found.value is not None
    assert ([], [("import/cell-not-read", "a.xml:2:26")]) == (found.value["components"], reported(found))


def test_a_declaration_that_its_supplier_did_not_accept_is_evidence_of_nothing() -> None:
    data = sample("ipc-1752a-class-d").replace(b'supplierAcceptance="true"', b'supplierAcceptance="false"')
    found = read(data)
    assert found.value is not None
    assert ("evidence" in found.value, "evidence" in part_of(found)) == (False, False)
    assert [("import/declaration", "a.xml:9:5")] == reported(found)


ENTITIES = '<!DOCTYPE a [<!ENTITY a "x">]>\n'
REFUSED = {
    "a request": (declaration("", response="<Request/>"), "import/declaration"),
    "no part number": (declaration("", "<Product><ProductID itemName='x'/>"), "import/declaration"),
    "an old version": (declaration("").replace("175x/2.0", "175x/1.1"), "import/unsupported-version"),
    "no namespace": (declaration("").replace(" xmlns=", " x="), "import/unsupported-version"),
    "entities": (ENTITIES + declaration(""), "import/declaration"),
    "a tag left open": (declaration("<MaterialInfo>"), "import/declaration"),
    "elements within elements": (declaration("<a>" * 100), "import/declaration"),
    "half a million elements": (declaration("<a/>" * 500_000), "import/declaration"),
    "another encoding": (
        "<?xml version='1.0' encoding='utf-7'?>" + declaration(""),
        "import/declaration",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_read_is_refused_with_its_place(case: str) -> None:
    text, code = REFUSED[case]
    found = read(text)
    assert found.value is None
    (problem,) = found.diagnostics
    assert (code, True) == (problem.code, bool(problem.help))


def test_a_declaration_in_another_encoding_has_the_same_places() -> None:
    text = declaration('<Novelty name="µ"/>\n<Other/>').replace("X-1", "Größe")
    narrow = f'<?xml version="1.0" encoding="iso-8859-1"?>{text}'.encode("iso-8859-1")
    wide = f'<?xml version="1.0" encoding="utf-16"?>{text}'.encode("utf-16")
    unmarked = f'<?xml version="1.0" encoding="utf-16"?>{text}'
    for data in (narrow, wide, text.encode(), unmarked.encode("utf-16-le"), unmarked.encode("utf-16-be")):
        assert OF_MATERIALS == recognize_form("a.xml", data).what
        found = read(data)
        assert ["a.xml:3:1", "a.xml:4:1"] == [place for _, place in reported(found)]
        assert "Größe" == part_of(found)["match"]["mpn"]


def test_every_element_has_one_number_with_its_check_digit() -> None:
    numbers = cas_numbers()
    assert [] == [number for number in numbers if not is_cas(number)]
    assert len(set(numbers.values())) == len(numbers)
    assert [] == [word for word in numbers.values() if find_word(word) != word]


def test_a_substance_of_the_product_is_not_declared_beside_the_material_that_it_is_in() -> None:
    solder = (
        '<HomogeneousMaterial name="Paste"><Amount value="0.5" UOM="g"/>'
        '<Substance name="Lead"><Concentration value="40"/></Substance></HomogeneousMaterial>'
    )
    listed = (
        '<SubstanceCategory name="Lead"><Substance name="Lead"><Amount value="0.2" UOM="g"/></Substance>'
        '</SubstanceCategory><SubstanceCategory name="Cobalt"><Threshold overThreshold="true"/>'
        '<Amount value="0.9" UOM="g"/></SubstanceCategory>'
    )
    part = part_of(read(declaration(listed + solder)))
    assert [("Paste", Decimal("0.5")), ("Cobalt", None)] == [
        (each["name"], each.get("mass_g")) for each in part["materials"]
    ]
    assert Decimal(1) == part["mass_g"]


def test_a_part_that_weighs_less_than_its_materials_has_no_mass() -> None:
    material = '<HomogeneousMaterial name="Steel"><Amount value="1.01" UOM="g"/></HomogeneousMaterial>'
    found = read(declaration(material))
    assert ("mass_g" in part_of(found), [("import/cell-not-read", "a.xml:2:26")]) == (False, reported(found))


def test_very_small_amounts_are_written_as_numbers(tmp_path: Path) -> None:
    tiny = '<Substance name="Silver"><Concentration value="1e-9"/></Substance>'
    inside = (
        f'<HomogeneousMaterial name="Paste"><Amount value="1e-9" UOM="ug"/>{tiny}</HomogeneousMaterial>'
        '<SubstanceCategory name="Lead"><Amount value="1e-9" UOM="massPercent"/></SubstanceCategory>'
    )
    (tmp_path / "a.xml").write_text(declaration(inside), encoding="utf-8")
    assert 0 == run("microdep bom import a.xml --output materials.yaml", tmp_path)[2]
    loaded = load_document("m.yaml", (tmp_path / "materials.yaml").read_bytes(), kind="overlay")
    assert [] == loaded.diagnostics


def listed(*substances: str, over: str = "true") -> str:
    """A list of substances with one category for each, above its threshold or not."""
    categories = (
        f'<SubstanceCategory name="Category"><Threshold overThreshold="{over}"/>'
        f"{substance}</SubstanceCategory>"
        for substance in substances
    )
    return f"<SubstanceCategoryList>{''.join(categories)}</SubstanceCategoryList>"


def lead(grams: str) -> str:
    amount = f'<Amount value="{grams}" UOM="g"/>' if grams else ""
    return f'<Substance name="Lead">{amount}</Substance>'


def test_a_substance_that_two_lists_name_is_in_the_product_once() -> None:
    def masses(inside: str) -> list[Decimal | None]:
        return [each.get("mass_g") for each in part_of(read(declaration(inside)))["materials"]]

    assert [Decimal("0.7")] == masses(listed(lead("0.7")) + listed(lead("0.7")))
    assert [Decimal("0.7"), Decimal("0.2")] == masses(listed(lead("0.7"), lead("0.2")))
    found = read(declaration(listed(lead("0.7")) + "\n" + listed(lead("0.2"))))
    assert ([None], [("import/cell-not-read", "4")]) == (
        [each.get("mass_g") for each in part_of(found)["materials"]],
        [(code, place.split(":")[1]) for code, place in reported(found)],
    )


NOT_THERE = {
    "a mass of 0": listed('<Substance name="Gallium"><Amount value="0" UOM="mg"/></Substance>'),
    "a share of 0": listed('<Substance name="Gallium"><Concentration value="0.0"/></Substance>'),
    "below": listed('<Substance name="Gallium"/>', over="false"),
    "unknown": listed('<Substance name="Gallium"/>', over="unknown"),
}


@pytest.mark.parametrize("case", NOT_THERE)
def test_a_substance_that_is_not_stated_to_be_there_is_neither_in_it_nor_absent(case: str) -> None:
    inside = NOT_THERE[case]
    assert "materials" not in part_of(read(declaration(inside)))
    iron = '<Substance name="Iron"><Concentration value="100"/></Substance>'
    material = f'<HomogeneousMaterial name="Gallium">{iron}{inside}</HomogeneousMaterial>'
    (only,) = part_of(read(declaration(material)))["materials"]
    assert ([{"element": "Fe", "share": Decimal(100)}], False) == (only["composition"], "substance" in only)
    assert ["Gallium"] == [each["name"] for each in only["ext"]["substances"]]


ELEMENTS = (
    '<HomogeneousMaterial name="A"><Substance name="Iron"><Concentration value="60"/></Substance>'
    '<Substance name="Neodymium"><Concentration value="50"/></Substance></HomogeneousMaterial>'
)
HEAVY = (
    '<HomogeneousMaterial name="A"><Amount value="0.2" UOM="g"/>'
    '<Substance name="Iron"><Amount value="5" UOM="g"/></Substance></HomogeneousMaterial>'
)
MATERIALS = (
    '<HomogeneousMaterial name="A"><Amount value="60" UOM="massPercent"/></HomogeneousMaterial>'
    '<HomogeneousMaterial name="B"><Amount value="41" UOM="%"/></HomogeneousMaterial>'
)
OVER = {
    "elements of a material": ELEMENTS,
    "a substance and its material": HEAVY,
    "materials of a part": MATERIALS,
}


@pytest.mark.parametrize("case", OVER)
def test_a_share_of_more_than_the_whole_is_reported_with_its_line_and_left_out(
    case: str, tmp_path: Path
) -> None:
    text = declaration(OVER[case])
    found = read(text)
    ((code, place),) = reported(found)
    assert ("import/cell-not-read", True) == (code, place.split(":")[1] in {"2", "3"})
    assert "'share': Decimal" not in repr(part_of(found))
    (tmp_path / "a.xml").write_text(text, encoding="utf-8")
    (tmp_path / "bom.yaml").write_text(BOM.replace("EX-2207", "X-1").replace("Example Components", "Acme"))
    run("microdep bom import a.xml --output materials.yaml", tmp_path)
    said, problems, _ = run("microdep check bom.yaml --overlay materials.yaml", tmp_path)
    assert "not valid" not in said + problems


def test_shares_that_exceed_the_whole_by_rounding_are_between_two_bounds() -> None:
    def composition(*shares: str) -> Any:
        names = ("Iron", "Neodymium", "Boron")
        inside = "".join(
            f'<Substance name="{name}"><Concentration value="{share}"/></Substance>'
            for name, share in zip(names, shares, strict=False)
        )
        found = read(declaration(f'<HomogeneousMaterial name="A">{inside}</HomogeneousMaterial>'))
        assert [] == found.diagnostics
        return [each.get("share") for each in part_of(found)["materials"][0]["composition"]]

    assert ["66.66..66.68", "33.33..33.35"] == composition("66.67", "33.34")
    assert [Decimal("66.67"), Decimal("33.33")] == composition("66.67", "33.33")
    assert ["98.9..99.1", "0.9..1.1", None] == composition("99", "1", "0.1")


def test_a_share_that_is_stated_twice_is_between_both() -> None:
    iron = (
        '<HomogeneousMaterial name="A"><Amount value="1" UOM="g"/><Substance name="Iron">'
        '<Amount value="{}" UOM="mg"/><Concentration value="70"/></Substance>'
        '<Substance name="Copper"><Concentration value="30"/></Substance></HomogeneousMaterial>'
    )

    def share(mass: str) -> Any:
        return part_of(read(declaration(iron.format(mass))))["materials"][0]["composition"][0]["share"]

    assert (Decimal(70), "50..90") == (share("700"), share("500"))


def test_a_share_of_a_sub_product_is_kept_beside_and_is_none_of_the_part() -> None:
    half = '<HomogeneousMaterial name="Steel"><Amount value="50" UOM="%"/></HomogeneousMaterial>'
    (steel,) = part_of(read(declaration(f"<SubProduct>{half}</SubProduct>")))["materials"]
    assert (False, Decimal(50)) == ("share" in steel, steel["ext"]["share_of_sub_product"])


def test_a_number_of_two_products_is_of_the_first_and_a_product_without_one_is_reported() -> None:
    def products(*numbers: str) -> str:
        rest = "".join(
            f'</Product>\n<Product><ProductID itemNumber="{number}"/><HomogeneousMaterial name="Steel"/>'
            for number in numbers
        )
        return declaration(rest)

    for number in ("X-1", ""):
        found = read(products(number))
        assert "materials" not in part_of(found)
        assert [("import/cell-not-read", "4")] == [(c, place.split(":")[1]) for c, place in reported(found)]
    twice = PRODUCT + '\n<ProductID itemNumber=" X-1 "><Amount value="2" UOM="g"/></ProductID>'
    found = read(declaration("", twice))
    assert (Decimal(1), [("import/cell-not-read", "a.xml:3:1")]) == (
        part_of(found)["mass_g"],
        reported(found),
    )
    found = read(products("X-2"))
    assert found.value is not None
    assert (["X-1", "X-2"], []) == (
        [each["match"]["mpn"] for each in found.value["components"]],
        reported(found),
    )


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-05-04T10:00:00", "2026-05-04"),
        ("2026-05-04Z", "2026-05-04"),
        ("2026-05-04+02:00", "2026-05-04"),
        ("2026-13-45", None),
        ("05/04/2026", None),
        ("", None),
    ],
)
def test_an_invalid_day_is_reported_and_left_out(text: str, day: str | None) -> None:
    found = read(declaration("", response=f'<Response date="{text}">{COMPANY}</Response>'))
    assert found.value is not None
    assert day == found.value["evidence"][0].get("issued")
    assert ([] if day else ["import/cell-not-read"]) == [code for code, _ in reported(found)]


def test_an_entry_that_would_match_the_number_of_any_maker_is_reported() -> None:
    found = read(declaration("", response='<Response date="2026-05-04"/>'))
    assert ({"mpn": "X-1"}, [("import/cell-not-read", "a.xml:1:58")]) == (
        part_of(found)["match"],
        reported(found),
    )


@pytest.mark.parametrize("encoding", ["gb2312", "GBK", "big5", "Shift_JIS", "windows-1251", "euc-kr"])
def test_encodings_of_suppliers_are_read(encoding: str) -> None:
    name = "\u041c\u0430\u0433\u043d\u0438\u0442" if "1251" in encoding else "\u78c1"
    name = "\uc790\uc11d" if encoding == "euc-kr" else name
    text = f'<?xml version="1.0" encoding="{encoding}"?>' + declaration(
        f'<HomogeneousMaterial name="{name}"/>'
    )
    assert name == part_of(read(text.encode(encoding)))["materials"][0]["name"]
