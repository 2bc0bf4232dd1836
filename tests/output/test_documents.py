"""A document of ours is the same when it is read of the file to which it was written."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microdep_rules.bom.imports.cyclonedx.values import to_json
from microdep_rules.bom.load import load_document
from microdep_rules.output.documents import as_text
from microdep_rules.output.visible import safe
from tests.each import tries
from tests.properties.chance import Chance
from tests.properties.documents import full_document
from tests.properties.schema_valid import change_anything

NAMES = pytest.mark.parametrize("name", ["bom.yaml", "bom.json"])
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp", "Cn", "Co"]), max_size=200)
STRANGE = (
    *("1e3", "NO", "012", "2027-01-01", "~", "null", "- a", "a: b", "#", "0x1F", "1_0"),
    *("\u00e9", "\U0001f600", "", " a ", "a\u202eb", "\u200b", "\U000e0041x: y", "line\nline"),
)


def read(name: str, text: str) -> Any:
    return load_document(name, text.encode(), kind="bom").value


@NAMES
@settings(max_examples=tries(80), deadline=None)
@given(st.integers(0, 2**32))
def test_every_fact_is_the_same_when_read(name: str, seed: int) -> None:
    chance = Chance(seed)
    document = full_document(chance)
    change_anything(chance, document)
    value = read("bom.json", to_json(document))
    if value is not None:
        assert value == read(name, as_text(name, value, ["a comment"]))


@NAMES
@given(st.lists(TEXTS, max_size=3))
def test_every_text_is_the_same_when_read(name: str, texts: list[str]) -> None:
    ext = {"texts": [*texts, *STRANGE], **dict.fromkeys(STRANGE, 1)}
    document = {"schema": "microdep-bom/1", "components": [{"name": "A"}], "ext": ext}
    text = as_text(name, document)
    assert document == read(name, text)
    assert text == safe(text)
