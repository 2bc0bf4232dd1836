"""Whatever the bytes are, reading them gives a value or diagnostics inside the text, and never raises."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microdep_rules.bom.build import build
from microdep_rules.bom.load import load_document
from tests.bom.corpus_files import CORPUS, on_route

if TYPE_CHECKING:
    from microdep_rules.bom.schemas import Kind

CONTEXT = b"""schema: microdep-context/1
agency: DoD
value: {amount: "4000000", currency: USD}
company: {staff: 120, annual_imports: [{year: 2026, mass_g: 12}]}
determinations: [{id: d1, kind: nonavailability, item: motor, from: 2026-01-01}]
"""
DOCUMENTS = [path.read_bytes() for path in sorted(CORPUS.rglob("*.*"))]
ODD: st.SearchStrategy[Any] = st.sampled_from(
    [
        None,
        True,
        0,
        -1,
        10**39,
        "",
        "x",
        "CN",
        "2026-01-01",
        "1..2",
        [],
        {},
        [[]],
        {"value": {}},
        {"unknown": 1},
    ]
)


def check(data: bytes, kind: Kind = "bom") -> None:
    loaded = load_document("bom", data, kind=kind)
    found = list(loaded.diagnostics)
    if kind == "bom":
        found += build(loaded, on_route=on_route)[1]
    assert (loaded.value is None) == any(diagnostic.severity == "error" for diagnostic in loaded.diagnostics)
    for each in found:
        for label in (each.primary, *each.labels):
            assert 0 <= label.span.start <= label.span.end <= len(loaded.source.text)
        assert each.help
        assert "\n" not in each.message


@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    check(data)


@given(st.text(alphabet="{}[]:,-\"'#&*!|> \n\tab1.e+~<%@\\u", max_size=80))
def test_any_signs(text: str) -> None:
    check(text.encode())
    check(b"schema: microdep-bom/1\ncomponents:\n  - name: a\n    ext: " + text.encode())
    check(('{"schema": "microdep-bom/1", "components": ' + text).encode())


@given(st.sampled_from(DOCUMENTS), st.integers(0), st.integers(0, 40), st.binary(max_size=6))
def test_any_damage_to_a_document(data: bytes, at: int, length: int, put: bytes) -> None:
    at %= len(data) + 1
    check(data[:at] + put + data[at + length :])


def places(value: Any) -> list[tuple[Any, Any]]:
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for step, each in steps for found in ((value, step), *places(each))]


def plain(name: str) -> Any:
    loaded = load_document(name, (CORPUS / "valid" / name).read_bytes(), kind="bom")
    return json.loads(json.dumps(loaded.value, default=float))


@given(st.data())
def test_any_value_in_any_place_of_a_document(data: st.DataObject) -> None:
    value = plain(data.draw(st.sampled_from(["everything.yaml", "partly-known.yaml", "nested.yaml"])))
    for _ in range(data.draw(st.integers(1, 3))):
        holder, step = data.draw(st.sampled_from(places(value)))
        holder[step] = copy.deepcopy(data.draw(ODD))
    check(json.dumps(value).encode())


@given(st.data())
def test_any_misspelt_key_is_one_error_that_names_it(data: st.DataObject) -> None:
    value = plain("everything.yaml")
    holders = [
        (holder, step)
        for holder, step in places(value)
        if isinstance(holder, dict) and not {"row", "lei", "a"} & set(holder)
    ]
    holder, step = data.draw(st.sampled_from(holders))
    holder[step + "qqqq"] = holder[step]
    found = load_document("bom.json", json.dumps(value).encode(), kind="bom").diagnostics
    assert ["bom/unknown-field"] == [each.code for each in found]
    assert f"`{step}qqqq`" in found[0].message


@pytest.mark.parametrize("length", range(0, len(CONTEXT), 3))
def test_any_part_of_a_context(length: int) -> None:
    check(CONTEXT[:length], "context")
