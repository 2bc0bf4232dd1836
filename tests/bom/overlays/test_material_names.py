"""Names of materials that companies write: each is read with all its substances, or it is refused."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from microdep_rules.bom.overlays.substance_answers import substances_in
from microdep_rules.vocabulary import resources
from microdep_rules.vocabulary.makeup import substances
from microdep_rules.vocabulary.workbook_texts import LANGUAGES
from tests.bom.overlays.test_substance_answers import materials
from tests.each import of_each

DATA = resources.workbook_texts_data()
NAMES: dict[str, tuple[str, ...]] = {
    # grades and standards
    "316L stainless": ("stainless-steel",),
    "SS316": ("stainless-steel",),
    "SUS420": ("stainless-steel",),
    "JIS SUS303": ("stainless-steel",),
    "UNS S31600": ("stainless-steel",),
    "W.Nr. 1.4404": ("stainless-steel",),
    "Werkstoff-Nr. 1.4301": ("stainless-steel",),
    "X6CrNiMoTi17-12-2": ("stainless-steel",),
    "2.4856": ("nickel-alloy",),
    "Ti Grade 5": ("titanium-alloy",),
    "Titan Gr. 23": ("titanium-alloy",),
    "3.7165": ("titanium-alloy",),
    "C17200": ("beryllium-copper",),
    "GCr15": ("alloy-steel",),
    "S355": ("steel",),
    "phos bronze": ("bronze",),
    "sintered bronze": ("bronze",),
    "nickel alloy 718": ("nickel-alloy",),
    "Sr-ferrite Y30BH": ("ferrite",),
    "bonded NdFeB (MQP-B)": ("NdFeB-bonded",),
    "NdFeB in the VCM": ("NdFeB",),
    "enamelled copper wire": ("Cu",),
    # compositions
    "Sn63Pb37": ("Sn", "Pb"),
    "Ag-Pd": ("Ag", "Pd"),
    "CuZn39Pb3": ("brass", "Pb"),
    "TiAl6V4": ("titanium-alloy", "Al", "V"),
    "CuW80": ("tungsten-alloy", "Cu"),
    "Tungsten alloy 93W-Ni-Fe": ("tungsten-heavy-alloy", "Ni", "Fe"),
    "SAC305 solder": ("solder", "Ag", "Cu"),
    "60/40 solder": ("solder", "Pb"),
    "NdDyFeB": ("NdFeB", "Dy"),
    "InGaN": ("gallium-nitride", "In"),
    "TiN": ("Ti",),
    # compounds
    "zinc selenide": ("Zn", "Se"),
    "Zinkselenid": ("Zn", "Se"),
    "硒化锌": ("Zn", "Se"),
    "セレン化亜鉛": ("Zn", "Se"),
    "vanadium oxide": ("V",),
    "tantalum pentoxide": ("Ta",),
    "五氧化二钽": ("Ta",),
    "五酸化タンタル": ("Ta",),
    "lithium niobate": ("Li", "Nb"),
    "indium tin oxide": ("In", "Sn"),
    # coats and layers
    "gold over nickel": ("Au", "Ni"),
    "silver plated": ("Ag",),
    "tinned copper wire": ("Cu", "Sn"),
    "verzinnter Kupferdraht": ("Cu", "Sn"),
    "galvanized steel": ("steel", "Zn"),
    "镀锡铜": ("Cu", "Sn"),
    "錫めっき銅": ("Cu", "Sn"),
    "ENIG": ("Ni", "Au"),
    # alloys with further metals
    "Kovar": ("iron-nickel-cobalt-alloy",),
    "Inconel 718": ("nickel-alloy", "Cr", "Nb", "Mo"),
    "Hastelloy C-276": ("nickel-alloy", "Cr", "Mo", "W"),
    "Stellite 6": ("cobalt-alloy", "Cr", "W"),
    "MP35N": ("cobalt-alloy", "Ni", "Cr", "Mo"),
    "Nitinol": ("nickel-alloy", "Ti"),
    "Monel": ("nickel-alloy", "Cu"),
    "maraging steel": ("maraging-steel",),
    # plastics and auxiliary materials
    **dict.fromkeys(
        (
            *("ETFE", "polyolefin", "solder mask", "adhesive", "glue", "flux", "paint", "ink", "separator"),
            *("Klebstoff", "Lötstopplack", "Flussmittel", "胶水", "阻焊", "助焊剂", "接着剤", "フラックス"),
            *("UV adhesive", "conformal coating", "heat shrink tubing"),
        ),
        ("polymer",),
    ),
    "epoxy w/ silica": ("epoxy", "silica"),
    "silver ink": ("Ag", "polymer"),
    "adhesive: epoxy": ("epoxy",),
    "plastic (ABS)": ("ABS",),
    "PVC jacket": ("PVC",),
    "PBT+30%GF": ("polymer", "glass-fibre"),
    "LCP (UL94 V-0)": ("polymer",),
    "Ceramic (BaTiO3)": ("barium-titanate",),
    "NdFeB 38SH (Dy 1.5 %)": ("NdFeB", "Dy"),
    "NdFeB, epoxy coated": ("NdFeB", "epoxy"),
    "glass (N-BK7)": ("glass",),
    "LiPF6 electrolyte": ("electrolyte-salt",),
}
REFUSED = (
    *(
        "electrolyte",
        "anode",
        "conductive adhesive",
        "magnet adhesive",
        "thermal paste",
        "In7180",
        "steel 18Ni",
    ),
    *("copper W80", "NdFeB in the Netherlands", "NdFeB in the EU", "NdFeB (DY-2)", "steel (ABS)", "Fe-Ni-W"),
    *("steel 5tin", "NdFeB-SmCo", "gold over something", "no gold over nickel", "gold maybe over nickel"),
    *(
        "untinned copper",
        "copper (not tinned)",
        "nicht verzinnter Kupferdraht",
        "未镀锡铜",
        "金めっきなし",
        "Co-free",
    ),
    *(
        "copper w/o tin",
        "Inconel or steel",
        "Kovar substitute",
        "imitation gold",
        "gold coloured",
        "nickel-free steel",
    ),
)


@of_each(NAMES.items())
def test_a_name_is_read_with_all_its_substances(case: tuple[str, tuple[str, ...]]) -> None:
    text, expected = case
    assert expected == substances_in(text)


@of_each(REFUSED)
def test_a_name_with_several_meanings_is_refused(text: str) -> None:
    assert () == substances_in(text)


def test_each_name_of_the_data_file_is_read_as_its_substances() -> None:
    for mixture in DATA["mixtures"]:
        assert [] == [
            (name, substances_in(name))
            for name in mixture["names"]
            if substances_in(name) != tuple(mixture["substances"])
        ]
    wrong = [
        (name, id_, substances_in(name))
        for id_, names in DATA["substances"].items()
        for name in names
        if substances_in(name) != (id_,)
    ]
    assert [] == wrong


KNOWN = sorted(
    {name[language] for name in DATA["substance-names"] for language in LANGUAGES}
    | {text for text in NAMES if NAMES[text] != ("polymer",) and text.isascii()}
)
HARMLESS = (
    *("{} wire", "{} foil", "hardened {}", "sintered {}", "{} (RoHS compliant)", "{}, black anodised"),
    *("polished {}", "{} sheet", "high-purity {}", "{}, uncoated"),
)
WITH_ANOTHER = (
    *(
        "{a} {b}",
        "{a} ({b})",
        "{a} with {b}",
        "{a}-{b}",
        "{a} over {b}",
        "{b} plated {a}",
        "{a}/{b}",
        "{a}, {b}",
    ),
    *("{b}-doped {a}", "{a} in the {b}", "{b} bearing {a}", "{a} ({b} coated)", "{a} 5{b}", "{a} {b}10"),
    *(
        "{b} adhesive on {a}",
        "{b} powder {a}",
        "{a} foil ({b})",
        "{a} of the {b}",
        "hard {b} {a}",
        "{b}: {a}",
    ),
)
REGULATED = (
    *("tin", "tantalum", "tungsten", "gold", "cobalt", "neodymium", "dysprosium", "gallium", "germanium"),
    *(
        "antimony",
        "titanium",
        "nickel",
        "zirconium",
        "Sn",
        "Ta",
        "Au",
        "Co",
        "Dy",
        "Ga",
        "Ge",
        "Sb",
        "Ti",
        "Ni",
    ),
)


def is_covered(substance: str, by: tuple[str, ...]) -> bool:
    """Return whether a list names a substance, a narrower substance, or an alloy with the substance."""
    known = substances()
    return any(known.is_a(word, substance) or substance in known.terms[word].parts for word in by)


@given(st.sampled_from(KNOWN), st.sampled_from(HARMLESS))
def test_a_harmless_word_beside_a_name_loses_no_substance(name: str, form: str) -> None:
    read = substances_in(form.format(name))
    if name == "lead":  # a lead wire may be a wire that leads
        assert () == read
        return
    assert all(is_covered(word, read) for word in substances_in(name))


@given(st.sampled_from(KNOWN), st.sampled_from(REGULATED), st.sampled_from(WITH_ANOTHER))
def test_another_substance_in_the_text_is_read_or_the_text_is_refused(a: str, b: str, form: str) -> None:
    read = substances_in(form.format(a=a, b=b))
    (other,) = substances_in(b)
    assert not read or is_covered(other, read)


def test_a_coat_alone_is_no_complete_list() -> None:
    substances_, _, texts = materials("silver plated")
    assert ([], True) == (substances_, "names only a coat" in texts)
    assert (["Cu", "Ag"], True) == materials("copper; silver plated")[:2]
    assert (["Ag"], False) == materials("silver plated; others")[:2]
    assert (["NdFeB", "epoxy"], True) == materials("NdFeB, epoxy coated")[:2]


def test_unknown_names_beside_others_are_reported() -> None:
    substances_, closed, texts = materials("copper; mystery fluid; odd stuff; others")
    assert (["Cu"], False) == (substances_, closed)
    assert "not read: `mystery fluid`, `odd stuff`" in texts
    assert texts.endswith("no action is needed")


def test_a_fix_names_the_entry_and_uses_the_words_of_the_sheet() -> None:
    texts = materials("copper; maybe stainless steel; brass")[2]
    assert ("`stainless steel`" in texts, "stainless-steel" in texts) == (True, False)
    texts = materials("copper; unobtainium; steel")[2]
    assert "in place of `unobtainium`" in texts
    assert "copper" not in texts


@of_each(
    [
        ("samarium; cobalt", "SmCo"),
        ("neodymium; iron; boron; complete", "NdFeB"),
        ("Al; Ni; Co", "AlNiCo"),
        ("copper; steel", ""),
        ("cobalt; iron", ""),
    ]
)
def test_the_elements_of_a_magnet_alloy_are_not_the_alloy(case: tuple[str, str]) -> None:
    answer, alloy = case
    _, closed, texts = materials(answer, "Ring magnet (M1)")
    assert not closed
    assert bool(alloy) is ("alloy of these elements" in texts)
    assert f"write `{alloy}`" in texts or not alloy
