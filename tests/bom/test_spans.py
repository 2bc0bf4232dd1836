"""The span of a pointer covers the text of the value there, in both formats."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from microdep_rules.bom.json_reader import read_json
from microdep_rules.bom.spans import Spans, join
from microdep_rules.bom.yaml_reader import read_yaml
from microdep_rules.source import SourceFile
from tests.bom.corpus_files import CORPUS, load

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), max_size=8)
NUMBERS = st.integers(-(10**30), 10**30) | st.decimals(
    allow_nan=False, allow_infinity=False, min_value=-1000, max_value=1000, places=6
)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)


def pointers(value: Any, pointer: str = "") -> Iterator[tuple[str, Any]]:
    yield pointer, value
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, each in steps:
        yield from pointers(each, join(pointer, step))


def written(value: Any, indent: int | None) -> str:
    """JSON text that keeps decimals exactly."""
    marks: list[Decimal] = []

    def mark(number: object) -> str:
        assert isinstance(number, Decimal)
        marks.append(number)
        return f"\0{len(marks) - 1}\0"

    text = json.dumps(value, indent=indent, default=mark, ensure_ascii=False)
    for number, decimal in enumerate(marks):
        text = text.replace(f'"\\u0000{number}\\u0000"', f"{decimal:f}")
    return text


def check_json(text: str, value: Any, spans: Spans) -> None:
    for pointer, each in pointers(value):
        covered = text[spans.value(pointer).start : spans.value(pointer).end]
        decoded = json.loads(covered, parse_float=Decimal)
        assert each == decoded, pointer
        last = pointer.rpartition("/")[2].replace("~1", "/").replace("~0", "~")
        key = text[spans.key(pointer).start : spans.key(pointer).end]
        assert key == covered or last == json.loads(key)


@given(VALUES, st.sampled_from([None, 1]))
def test_the_span_of_a_json_pointer_decodes_to_the_value_there(value: Any, indent: int | None) -> None:
    text = written(value, indent)
    read, spans, problems = read_json(SourceFile("a.json", text))
    assert [] == problems
    assert value == read
    check_json(text, value, spans)


@given(VALUES, st.booleans())
def test_the_span_of_a_yaml_pointer_decodes_to_the_value_there(value: Any, flow: bool) -> None:
    plain = json.loads(written(value, None), parse_float=str)
    text = yaml.dump(plain, allow_unicode=True, default_flow_style=flow, width=30)
    read, spans, problems = read_yaml(SourceFile("a.yaml", text))
    if problems:  # a key that is read as a merge key
        return
    for pointer, each in pointers(read):
        if not isinstance(each, dict | list):
            span = spans.value(pointer)
            again, _, _ = read_yaml(SourceFile("b.yaml", "- " + text[span.start : span.end]))
            expected = [each]
            assert expected == again, pointer


@pytest.mark.parametrize("path", sorted((CORPUS / "valid").iterdir()), ids=lambda path: path.name)
def test_every_place_of_a_document_is_found(path: Path) -> None:
    loaded = load(path)
    for pointer, each in pointers(loaded.value):
        covered = loaded.source.slice(loaded.spans.value(pointer))
        assert loaded.spans.has(pointer)
        if isinstance(each, str) and "\n" not in each and "\\" not in covered:
            assert each == covered.strip("\"'"), pointer


def test_an_absent_field_has_the_place_of_the_record_that_would_hold_it() -> None:
    _, spans, _ = read_yaml(SourceFile("a.yaml", "a:\n  b: 1\n  c: 2\nd: 3\n"))
    assert spans.value("/a") == spans.value("/a/missing/deeper")
    assert "b: 1\n  c: 2" == spans.source.slice(spans.value("/a"))
    assert "b: 1" == spans.source.slice(spans.head("/a"))
    assert "c" == spans.source.slice(spans.key("/a/c"))


def test_numbers_keep_every_digit_of_the_file() -> None:
    for text, reader in (("[0.10, 1e2, 12345678901234567890]", read_json), ("[0.10, 1e2, +3]", read_yaml)):
        value, _, _ = reader(SourceFile("a", text))
        assert [Decimal("0.10"), Decimal("1e2")] == value[:2]
        assert "0.10" == str(value[0])
