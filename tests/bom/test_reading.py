"""What happens to bytes that are not one exact document."""

from __future__ import annotations

import pytest

from microdep_rules.bom import yaml_reader
from microdep_rules.bom.load import LIMITS, load_document
from microdep_rules.diagnostics import MOST, Severity
from tests.bom.corpus_files import load_text

HEAD = b"schema: microdep-bom/1\ncomponents:\n  - name: a\n    "
JSON = '{"schema": "microdep-bom/1", "components": [{"name": "a", '
DEEP = 100_000

BYTES = {
    "an empty file": (b"", "file/empty", 1, 1),
    "only blanks and a comment": (b"\n  # nothing\n", "file/empty", 1, 1),
    "UTF-16 with a mark": ("schema: x".encode("utf-16"), "file/encoding", 1, 1),
    "UTF-16 without a mark": ("schema: microdep".encode("utf-16-le"), "file/encoding", 1, 1),
    "UTF-32": ("schema: x".encode("utf-32"), "file/encoding", 1, 1),
    "Latin-1": (HEAD + "mpn: café".encode("latin-1"), "file/encoding", 4, 13),
    "a spreadsheet": (b"PK\x03\x04 sheet", "file/wrong-format", 1, 1),
    "a zero byte": (HEAD + b"mpn: a\x00b", "file/character", 4, 11),
    "a list of documents": (b"- schema: microdep-bom/1\n", "file/empty", 1, 1),
    "a text": (b"hello", "file/empty", 1, 1),
    "no schema": (b"components: []\n", "file/wrong-schema", 1, 1),
    "an empty schema": (b"schema:\ncomponents: []\n", "file/wrong-schema", 1, 1),
    "a context": (b"schema: microdep-context/1\n", "file/wrong-schema", 1, 9),
    "a later version": (b"schema: microdep-bom/9\n", "file/wrong-schema", 1, 9),
    "a JSON Schema": (
        b'{"$id": "a", "$schema": "https://json-schema.org/draft/2020-12/schema", "properties": {}}',
        "file/wrong-format",
        1,
        14,
    ),
    "a JSON Schema that names none": (b'{"type": "object", "properties": {}}', "file/wrong-format", 1, 20),
    "CycloneDX": (b'{"bomFormat": "CycloneDX", "components": []}', "file/wrong-format", 1, 2),
    "two documents": (HEAD + b"mpn: x\n---\nschema: y\n", "file/yaml-feature", 5, 1),
    "a tab": (HEAD + b"\n\tmpn: x", "file/syntax", 5, 1),
    "two colons": (HEAD + b"mpn: x: y", "file/syntax", 4, 11),
    "an open bracket": (HEAD + b"claims: [a, b\n", "file/syntax", 5, 1),
    "an open quote": (HEAD + b"mpn: 'a\n", "file/syntax", 5, 1),
}


@pytest.mark.parametrize(("data", "code", "line", "column"), BYTES.values(), ids=BYTES)
def test_what_is_no_document_is_one_error_with_its_place(
    data: bytes, code: str, line: int, column: int
) -> None:
    loaded = load_document("bom", data, kind="bom")
    (found,) = loaded.diagnostics
    position = loaded.source.position(found.span.start)
    assert (code, line, column) == (found.code, position.line, position.column)
    assert loaded.value is None
    assert found.help


JSON_TEXTS = {
    "truncated in a record": (JSON + '"origin": "CN"', "file/truncated", '"'),
    "truncated before the end": (JSON + '"origin": "CN"}', "file/truncated", "}"),
    "truncated in a text": (JSON + '"origin": "CN', "file/truncated", '"'),
    "truncated in a word": (JSON + '"cots": tr', "file/truncated", "tr"),
    "not a number": (JSON + '"mass_g": NaN}]}', "bom/out-of-range", "NaN"),
    "infinite": (JSON + '"mass_g": -Infinity}]}', "bom/out-of-range", "-Infinity"),
    "four hundred digits": (JSON + f'"mass_g": {"9" * 400}}}]}}', "bom/out-of-range", "9" * 400),
    "five thousand digits": (JSON + f'"mass_g": {"9" * 5000}}}]}}', "bom/out-of-range", "9" * 5000),
    "a wild exponent": (JSON + '"mass_g": 1e999999999}]}', "bom/out-of-range", "1e999999999"),
    "a wild negative exponent": (JSON + '"mass_g": 1E-99}]}', "bom/out-of-range", "1E-99"),
    "two equal keys": (JSON + '"mpn": "x", "name": "b"}]}', "file/duplicate-key", '"name"'),
    "equal keys, spelt apart": (JSON + '"n\\u0061me": "b"}]}', "file/duplicate-key", '"n\\u0061me"'),
    "seventy levels": (JSON + f'"ext": {"[" * 70}{"]" * 70}}}]}}', "file/too-deep", "["),
    "very many levels": (JSON + f'"ext": {"[" * DEEP}', "file/too-deep", "["),
    "half a character": (JSON + '"mpn": "\\ud800"}]}', "file/encoding", '"\\ud800"'),
    "a comma too many": (JSON + '"mpn": "x",}]}', "file/syntax", ","),
    "single quotes": (JSON + "'mpn': 1}]}", "file/syntax", "'"),
    "a word of Python": (JSON + '"cots": True}]}', "file/syntax", "True"),
    "a line end in a text": (JSON + '"mpn": "x\ny"}]}', "file/syntax", "\n"),
    "a wrong escape": (JSON + '"mpn": "\\q"}]}', "file/syntax", "\\"),
    "a number with a zero before it": (JSON + '"mass_g": 01}]}', "file/syntax", "01"),
    "a comment": (JSON + "// note\n", "file/syntax", "/"),
    "no colon": (JSON + '"mpn" "x"}]}', "file/syntax", '"'),
    "no comma": (JSON + '"mpn": "x" "eccn": "y"}]}', "file/syntax", '"'),
    "no value": (JSON + '"mpn": }]}', "file/syntax", "}"),
    "text behind the end": (JSON + '"mpn": "x"}]} more', "file/truncated", "m"),
}


@pytest.mark.parametrize(("text", "code", "at"), JSON_TEXTS.values(), ids=JSON_TEXTS)
def test_what_is_no_exact_json_is_one_error_with_its_place(text: str, code: str, at: str) -> None:
    loaded = load_text(text, "bom.json")
    (found,) = loaded.diagnostics
    assert (code, at) == (found.code, loaded.source.slice(found.span))
    assert loaded.value is None
    assert found.help


def test_a_duplicate_key_is_reported_with_both_positions() -> None:
    for text, path in (
        ("schema: microdep-bom/1\ncomponents: []\ncomponents: []\n", "bom.yaml"),
        ('{"schema": "microdep-bom/1", "components": [],\n "components": []}', "bom.json"),
    ):
        loaded = load_text(text, path)
        (found,) = loaded.diagnostics
        spans = [found.span, found.labels[0].span]
        assert ["components", "components"] == [loaded.source.slice(span).strip('"') for span in spans]
        assert spans[0].start > spans[1].start


@pytest.mark.parametrize("text", ["[" * DEEP, "{" * DEEP, "{a: " * DEEP, "- " * DEEP, "? " * DEEP])
def test_deep_nesting_in_yaml_is_one_error(text: str) -> None:
    (found,) = load_text(text).diagnostics
    assert "file/too-deep" == found.code


def test_every_duplicate_key_and_every_bad_number_of_a_json_file_is_reported() -> None:
    loaded = load_text(JSON + '"mass_g": NaN, "mass_g": 1, "restriction_index": Infinity}]}', "bom.json")
    codes = [diagnostic.code for diagnostic in loaded.diagnostics]
    assert ["bom/out-of-range", "file/duplicate-key", "bom/out-of-range"] == codes


def test_a_byte_order_mark_and_windows_line_ends_change_nothing() -> None:
    data = b"\xef\xbb\xbfschema: microdep-bom/1\r\ncomponents:\r\n  - {name: a, origin: NO}\r\n"
    loaded = load_document("bom.yaml", data, kind="bom")
    assert [] == loaded.diagnostics
    assert "NO" == loaded.source.slice(loaded.spans.value("/components/0/origin"))


def test_json_is_recognised_without_an_extension() -> None:
    loaded = load_text(' {"schema": "microdep-bom/1", "components": [],}', "-")
    assert ["file/syntax"] == [diagnostic.code for diagnostic in loaded.diagnostics]


def test_a_character_that_cannot_be_seen_is_a_warning_and_is_shown() -> None:
    loaded = load_text('schema: microdep-bom/1\ncomponents: [{name: "a\u202eb"}, {name: "x\\u200Bx"}]\n')
    shown = [
        (diagnostic.code, diagnostic.severity, diagnostic.message[-6:]) for diagnostic in loaded.diagnostics
    ]
    assert [
        ("file/character", Severity.WARNING, "U+202E"),
        ("file/character", Severity.WARNING, "U+200B"),
    ] == shown
    assert loaded.value is not None


@pytest.mark.parametrize(
    ("hidden", "escape"),
    [
        ("\u034f", "\\u034f"),
        ("\u180b", "\\u180B"),
        ("\u3164", "\\u3164"),
        ("\ufe0f", "\\ufe0f"),
        ("\u00ad", "\\xad"),
        ("\U0001d173", "\\U0001D173"),
        ("\U000e0041", "\\U000e0041"),
        ("\U000e0100", "\\udb40\\udd00"),
    ],
)
def test_characters_without_width_are_reported_in_every_spelling(hidden: str, escape: str) -> None:
    form = "json" if "\\ud" in escape else "yaml"
    for written in (hidden, escape):
        text = '{"schema": "microdep-bom/1", "components": [{"name": "a' + written + 'b"}]}'
        found = load_text(text, f"bom.{form}").diagnostics
        assert [(each.code, each.message[-len(f"{ord(hidden):04X}") :]) for each in found] == [
            ("file/character", f"{ord(hidden):04X}")
        ]


def test_an_escape_behind_a_backslash_is_none() -> None:
    text = '{"schema": "microdep-bom/1", "components": [{"name": "a\\\\u200b"}]}'
    assert [] == load_text(text, "bom.json").diagnostics


def test_hidden_characters_of_the_input_are_visible_in_messages() -> None:
    loaded = load_text("schema: microdep-bom/1\ncomponents: [{name: a, or\u200bigin: CN}]\n")
    messages = [
        diagnostic.message for diagnostic in loaded.diagnostics if diagnostic.code == "bom/unknown-field"
    ]
    assert ["a component has no field `or<U+200B>igin`"] == messages


def test_a_file_that_is_too_large_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LIMITS, "YAML", 10)
    loaded = load_text("schema: microdep-bom/1\n")
    assert ["file/too-large"] == [diagnostic.code for diagnostic in loaded.diagnostics]


def test_a_yaml_file_with_too_many_values_is_read_no_further(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "schema: microdep-bom/1\ncomponents: [{name: a}, {name: b}]\n"  # seven values
    monkeypatch.setattr(yaml_reader, "MOST_VALUES", 7)
    assert [] == load_text(text).diagnostics
    monkeypatch.setattr(yaml_reader, "MOST_VALUES", 6)
    loaded = load_text(text)
    assert ["file/too-large"] == [diagnostic.code for diagnostic in loaded.diagnostics]
    assert ("b", None) == (text[loaded.diagnostics[0].span.start], loaded.value)


def test_a_file_full_of_mistakes_says_so_and_stops() -> None:
    lines = "".join(f"  - {{name: c, colour{number}: red}}\n" for number in range(MOST + 50))
    found = load_text("schema: microdep-bom/1\ncomponents:\n" + lines).diagnostics
    assert (MOST + 1, "file/too-many-problems") == (len(found), found[-1].code)


def test_a_value_of_another_kind_is_named_by_its_own_field_or_as_an_entry() -> None:
    text = (
        "schema: microdep-bom/1\ncontext: {value: 5}\nparties: [{id: x, identifiers: {lei: 5}}]\n"
        "components: [5, {name: a, technology: [b], claims: [5], origin: {value: 5}, mpn: {one_of: [5]}}]\n"
    )
    found = load_document("bom.yaml", text.encode(), kind="bom").diagnostics
    assert {
        "expected a record as `value`, found a number",
        "expected text as `lei`, found a number",
        "expected a record as a component, found a number",
        "expected a record as a technology, found text",
        "expected text as an entry of `claims`, found a number",
        "expected a country code as `origin`, found a number",
        "expected text as `mpn`, found a number",
    } == {each.message for each in found}


def test_the_context_file_names_the_field_value_too() -> None:
    text = b"schema: microdep-context/1\nvalue: 5\n"
    (found,) = load_document("contract.yaml", text, kind="context").diagnostics
    assert "expected a record as `value`, found a number" == found.message
