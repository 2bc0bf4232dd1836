"""Wordings that authors use, and the wording that microdep recommends."""

from __future__ import annotations

import pytest

from microdep_rules.bom.load import load_document
from tests.bom.corpus_files import load_text

HEAD = "schema: microdep-bom/1\ncomponents:\n  - name: Motor\n    "

ZERO = "only a number below 1 begins with `0`, as in `0.5`"

HELP = {
    "restriction_index: 012": f"write `0.12` if you mean this number: {ZERO}",
    "mass_g: 0012.50": f"write `12.50` if you mean this number: {ZERO}",
    "mass_g: 00": f"write `0` if you mean this number: {ZERO}",
    'restriction_index: "0.5"': "write `0.5` without quotes",
    "origin: \u0421N": "write `CN` in Latin letters",
    "material: NdFeB": "write `materials: [{substance: NdFeB}]`",
    "materials: NdFeB": "write `[{substance: NdFeB}]`",
    "children: rotor": "write `[{ref: rotor}]`",
    "unit_cost: 0,90": "write `{amount: 0.90, currency: USD}`, with a decimal point and the currency "
    "of the amount",
    "unit_cost: 12,5 EUR": "write `{amount: 12.5, currency: EUR}`, with a decimal point",
    "unit_cost: 1,250 EUR": "write `{amount: 1250, currency: EUR}`",
    "unit_cost: 5": "write `{amount: 5, currency: USD}`, with the currency of the amount",
    "origin: one of CN TW": "write `{one_of: [CN, TW]}` if one of these countries is right",
    "origin: CN/TW": "write `{one_of: [CN, TW]}` if one of these countries is right",
    "origin: CN or CN-XJ": "write `{one_of: [CN, CN-XJ]}` if one of these countries is right",
    "origin: ZQ/ZZ": "write a code such as `CN`, a region such as `CN-XJ`, or `{unknown: true, reason: …}`",
    "origin: ZZ": "it stands for no country; write a code such as `CN`, a region such as `CN-XJ`, or "
    "`{unknown: true, reason: …}`",
}


@pytest.mark.parametrize("line", HELP)
def test_the_help_says_what_to_write(line: str) -> None:
    assert [HELP[line]] == [diagnostic.help for diagnostic in load_text(HEAD + line + "\n").diagnostics]


def test_another_word_for_an_existing_field_is_reported_with_the_field() -> None:
    [found] = load_text(HEAD + "origin: CN\n    country_of_origin: VN\n").diagnostics
    way_out = "delete `country_of_origin` or `origin`: both names mean the same field"
    assert way_out == found.help


def test_a_letter_that_is_not_latin_is_named() -> None:
    [found] = load_text(HEAD + "origin: \u0421N\n").diagnostics
    assert found.message.endswith("not Latin: U+0421, cyrillic capital letter es")


def test_a_file_with_carriage_returns_alone_has_lines() -> None:
    loaded = load_text((HEAD + "origin: ZZ\n").replace("\n", "\r"))
    [found] = loaded.diagnostics
    at = loaded.source.position(found.span.start)
    assert (4, 13) == (at.line, at.column)
    assert "    origin: ZZ" == loaded.source.line(4)


@pytest.mark.parametrize("data", [b"", b"# nothing\n", b"hello"])
def test_a_context_begins_as_a_context(data: bytes) -> None:
    [found] = load_document("contract.yaml", data, kind="context").diagnostics
    assert "begin with `schema: microdep-context/1`, and the contract facts below it" == found.help
