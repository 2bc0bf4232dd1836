"""Short-hand documents of examples: each word is understood, or reported once where it stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microdep_rules.lang.pack import check_pack
from microdep_rules.source import SourceFile
from microdep_rules.testing import run_examples

PACK = """pack p version 1
  title "t"
  authority "a"
  reviewed 2026-01-01

rule r
  title "t"
  severity warn
  cites "c"
  applies to every listed component
  forbid component.origin is CN

example fail of r "x"
  context {context}
  bom {bom}
  expect fail
"""


def seen(bom: str, context: str = "agency DoD") -> list[tuple[str, str, str]]:
    """Code, the text pointed at, and help of everything that is wrong with an example."""
    source = SourceFile("p.rule", PACK.format(bom=bom, context=context))
    return [(d.code, source.slice(d.span), d.help or "") for d in check_pack([source])[1]]


VALUES = {
    "component x, quantity many, origin CN": ("type/example", "many"),
    "component x, mass 5 %": ("type/example", "5 %"),
    "component x, mass 5 USD": ("type/example", "5 USD"),
    "component x, mass 5 days": ("type/example", "5 days"),
    "component x, mass": ("type/example", "mass"),
    "component x, mass one of 5 g 6 USD": ("type/example", "6 USD"),
    "component x, restriction_index 5 kg": ("type/example", "5 kg"),
    "component x, landed-cost 5 g": ("type/example", "5 g"),
    "component x, landed-cost 5 XXQ": ("syntax/number-form", "5 XXQ"),
    "component x, landed-cost 5": ("type/example", "5"),
    "component x, quantity 5 g": ("type/example", "5 g"),
    "component x, cots maybe": ("type/example", "maybe"),
    "component x, name unknown": ("type/example", "unknown"),
    "component x, unit_cost one of 5 EUR 6 EUR": ("type/example", "one"),
    "component x, origin one of": ("type/example", "of"),
    "component x, origin by": ("type/example", "by"),
    "component x; material Nd; melted CN by": ("type/example", "by"),
    "evidence": ("type/example", "evidence"),
    'evidence "a b"': ("type/example", '"a b"'),
    "party": ("type/example", "party"),
    "party x, complete": ("type/example", "complete"),
    "party x; owner y, share 130 %": ("type/example", "130 %"),
    "party x; relation subsidiary": ("type/example", "relation"),
    "component x; content Cr, share 5 %": ("type/example", "content"),
    "component x; transformation CN; transformation MX": ("type/repeated", "transformation"),
    "component x, free_of Pbb": ("name/unknown-field", "Pbb"),
    "component x; material Nd; melted CN of Ndd": ("name/unknown-field", "Ndd"),
    "component x, complete childrn": ("name/unknown-field", "childrn"),
    "component x material tin, mass 5 g": ("name/unknown-field", "material"),
    "component x; origin CN": ("name/unknown-field", "origin"),
    "end-item x, quantity 2": ("name/unknown-field", "quantity"),
    "document, completeness full": ("name/unknown-field", "full"),
    "component x, colour red, size big": ("name/unknown-field", "colour"),
    "component x, origin XX": ("name/unknown-word", "XX"),
    "component x, origin China": ("name/unknown-word", "China"),
    "component x; material Nd; melted Chin": ("name/unknown-word", "Chin"),
    "evidence e, issued 2026-13-01": ("syntax/date-form", "2026-13-01"),
    "component x, materials complete; material tin": ("type/example", "materials"),
    "component x, stages materials; material tin; melted CN": ("type/example", "stages"),
    "component x, costs 10 EUR": ("type/example", "costs"),
    "component x, children y": ("type/example", "children"),
    "party x, owners y 30 %": ("type/example", "owners"),
    "component x, origin CN origin US": ("type/repeated", "origin"),
    "component x; material Nd; melted CN by a by b": ("type/repeated", "by"),
}


@pytest.mark.parametrize("bom", VALUES)
def test_a_mistake_in_a_document_is_reported_once_at_its_word(bom: str) -> None:
    assert [VALUES[bom]] == [(code, at) for code, at, _ in seen(bom)]


CONTEXTS = {
    "value 5 %": ("type/example", "5 %"),
    "delivery tomorrow": ("type/example", "tomorrow"),
    "as-of someday": ("type/example", "someday"),
    "as-of 2026-02-30": ("syntax/date-form", "2026-02-30"),
    "determination x, kind nonavailability": ("name/unknown-field", "x"),
    "determinations x": ("type/example", "determinations"),
    "company x": ("name/unknown-field", "x"),
    "value 5 USD value 6 USD": ("type/repeated", "value"),
}


@pytest.mark.parametrize("context", CONTEXTS)
def test_a_mistake_in_a_context_is_reported_once_at_its_word(context: str) -> None:
    assert [CONTEXTS[context]] == [(code, at) for code, at, _ in seen("component a", context)]


WAYS_OUT = {
    "party x, owners y": "write each value as an entry, such as `; owner NAME, share 30 %`",
    "component x, costs 10 EUR": "write each value as an entry, such as `landed-cost 10 EUR`",
    "component x material tin": "write `; material` to begin a new entry",
    "component x; origin CN": "write `, origin` after the entry that has this field",
    "component x, origin China": "write `CN`",
    "component x; melted Chin": "write the code of ISO 3166-1 with two letters, such as `CN`",
    "component x, complete childrn": "did you mean `children`?",
    "component x, mass 5": "write a mass after `mass`, for example `mass 90 kg`",
}


@pytest.mark.parametrize("bom", WAYS_OUT)
def test_a_mistake_in_a_document_comes_with_the_way_out(bom: str) -> None:
    assert [WAYS_OUT[bom]] == [way_out for _, _, way_out in seen(bom)]


def test_a_party_has_no_costs() -> None:
    assert "cost" not in seen("party x, colour red")[0][2]


def test_two_mistakes_in_two_values_are_two_reports() -> None:
    found = seen("component x, mass 5 %, origin XX")
    assert ["type/example", "name/unknown-word"] == [code for code, *_ in found]


def test_what_an_example_says_takes_the_place_of_what_the_background_says() -> None:
    text = PACK.format(bom="end-item box, origin CN", context="value 6 USD")
    background = "\nbackground\n  context value 5 USD\n  bom end-item box, origin US\n"
    pack, problems = check_pack([SourceFile("p.rule", text + background)])
    assert pack is not None
    assert ([], [True]) == (problems, [each.ok for each in run_examples(pack, {})])


def test_an_example_has_one_verdict() -> None:
    text = PACK.format(bom="component a", context="agency DoD").replace("expect fail", "expect pass")
    found = check_pack([SourceFile("p.rule", text)])[1]
    assert ["type/example"] == [each.code for each in found]


WORDS = [
    *("end-item", "part", "assembly", "material", "party", "owner", "right", "relation", "input", "evidence"),
    *(
        "document",
        "company",
        "determination",
        "melted",
        "separated",
        "tin",
        "CN",
        "by",
        "of",
        "one",
        "unknown",
    ),
    *("mass", "origin", "complete", "children", "materials", "owners", "share", "quantity", "apart", "costs"),
    *("landed-cost", "unit_cost", "free_of", "meets", "feedstock", "substantial_transformation", "as-of"),
    *("delivery", "value", "claims", "id", "name", "kind", "alternates", "completeness", "composition"),
    *("5", "5 %", "5 kg", "5 EUR", "5 XXQ", "2026-06-01", "2026-02-30", '"a b"', '""', '"Ü"', ",", ";"),
]


@given(words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=14), of_context=st.booleans())
def test_no_words_of_a_document_raise(*, words: list[str], of_context: bool) -> None:
    said = " ".join(words)
    text = PACK.format(
        bom="component a" if of_context else said, context=said if of_context else "agency DoD"
    )
    source = SourceFile("p.rule", text)
    pack, problems = check_pack([source])
    if pack is None:
        assert problems
    else:
        run_examples(pack, {source.path: source})
