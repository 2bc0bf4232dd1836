"""What is taken to be valid without the library is valid by it, whatever is changed in a document."""

from __future__ import annotations

import json
import subprocess
import sys
from decimal import Decimal
from typing import TYPE_CHECKING, Any, get_args

import jsonschema_rs
import pytest

from microdep_rules.bom.columns import ColumnSchema
from microdep_rules.bom.schemas import Kind, schema
from tests.bom.corpus_files import CORPUS
from tests.conftest import CHECKOUT

if TYPE_CHECKING:
    from collections.abc import Iterator

STRANGE: tuple[Any, ...] = (
    "",
    " ",
    "CN",
    "CN\n",
    "cn",
    "a\tb",
    "\x7f",
    "\u00e9\u540d",
    "\udcff",
    "x" * 5000,
    "2026-13-41",
    "2026-01-01",
    "2026-01-01\n",
    "at least 5",
    "2..3",
    "\u0661",
    "f" * 64,
    None,
    True,
    False,
    0,
    1,
    -1,
    2**63,
    10**30,
    Decimal(1),
    Decimal("0.5"),
    Decimal("-0.5"),
    Decimal("1E+400"),
    [],
    [None],
    ["CN"],
    ["CN", "CN"],
    {},
    {"unknown": True},
    {"unknown": True, "reason": "asked"},
    {"value": 1},
    {"one_of": ["CN", "MY"]},
    {"one_of": []},
    {"value": "CN", "one_of": ["CN"]},
    {"amount": Decimal("0.5"), "currency": "USD"},
    {"ref": "a"},
    {"no such key": 1},
)
"""Values that may stand anywhere, and are right in few places."""

WRITTEN = {
    "mapping": "schema: microdep-mapping/1\nencoding: cp1252\ndelimiter: ';'\nheader_row: 4\n"
    "product: {id: motor-board, name: Motor board}\ncolumns: {Menge: quantity, Wert: name, Bemerkung: '-'}\n"
    "currency: EUR\ndrop_rows: [57]\n",
    "overlay": "schema: microdep-overlay/1\nparties: [{id: acme, name: Acme, country: JP}]\n"
    "components:\n  - {match: {id: magnet}, origin: JP, stages: [{stage: sintered, country: JP}]}\n",
    "waivers": "schema: microdep-waivers/1\nwaivers:\n  - id: W-1\n    rule: a/b\n"
    "    scope: {components: [magnet]}\n    reason: until then\n    legal_basis: policy 1\n"
    "    requested_by: A\n    approved_by: B\n"
    "    from: 2026-11-01\n    until: 2027-02-01\n",
}


def surely_valid(value: Any, node: Any) -> bool:
    return ColumnSchema(node).columns(value) is not None


def surely_of(value: Any, kind: Kind) -> bool:
    return COLUMNS[kind].columns(value) is not None


def documents(kind: Kind) -> list[Any]:
    """Documents of a kind that say much."""
    from microdep_rules.bom.yaml_reader import read_yaml
    from microdep_rules.source import SourceFile

    if kind in WRITTEN:
        return [read_yaml(SourceFile(f"{kind}.yaml", WRITTEN[kind]))[0]]
    texts = {
        "bom": [(CORPUS / "valid" / "everything.yaml"), (CORPUS / "valid" / "partly-known.yaml")],
        "context": [CHECKOUT / "examples" / "quadcopter" / "contract.yaml"],
    }.get(kind, [])
    found = [read_yaml(SourceFile(text.name, text.read_text(encoding="utf-8")))[0] for text in texts]
    assert all(found)
    return found


def places(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield way
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inside:
        yield from places(each, (*way, key))


def variants(document: Any, way: tuple[Any, ...], turn: int) -> Iterator[tuple[Any, Any]]:
    """The document with each third strange value in one place, one after the other, and that value."""
    holder = at(document, way[:-1])
    missing = object()
    was = holder.get(way[-1], missing) if isinstance(holder, dict) else holder[way[-1]]
    for value in STRANGE[turn % 3 :: 3]:
        holder[way[-1]] = value
        yield document, value
    if was is missing:
        del holder[way[-1]]
    else:
        holder[way[-1]] = was


def at(value: Any, way: tuple[Any, ...]) -> Any:
    for step in way:
        value = value[step]
    return value


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from nodes(each)


def schemas_in(node: Any) -> Iterator[dict[str, Any]]:
    """A schema with all that are in it."""
    if not isinstance(node, dict):
        return
    yield node
    for word in ("$defs", "properties"):
        for each in node.get(word, {}).values():
            yield from schemas_in(each)
    for word in ("anyOf", "oneOf"):
        for each in node.get(word, ()):
            yield from schemas_in(each)
    for word in ("items", "if", "then", "else", "not", "additionalProperties", "propertyNames"):
        yield from schemas_in(node.get(word))


def library(value: Any, kind: Kind) -> bool:
    """What the library says; it does not take every text."""
    try:
        return bool(VALIDATORS[kind].is_valid(value))
    except ValueError:
        return False


KINDS: tuple[Kind, ...] = ("bom", "context", "mapping", "overlay", "waivers")
VALIDATORS = {kind: jsonschema_rs.Draft202012Validator(schema(kind).data) for kind in KINDS}
COLUMNS = {kind: ColumnSchema(schema(kind).data) for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS)
def test_a_valid_document_is_recognised_without_the_library(kind: Kind) -> None:
    assert [] == [document for document in documents(kind) if not surely_of(document, kind)]


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_is_changed_in_a_document_the_library_takes_what_is_taken(kind: Kind) -> None:
    reported = 0
    for document in documents(kind):
        ways = [place for place in places(document) if place]
        step = max(1, len(ways) // 120)
        for turn, way in enumerate(ways[::step]):
            for other, value in variants(document, way, turn):
                ours, theirs = surely_of(other, kind), library(other, kind)
                assert theirs or not ours, (way, value)
                reported += ours == theirs
    assert reported > 100


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_is_added_to_a_record_the_library_takes_what_is_taken(kind: Kind) -> None:
    known = [node for node in nodes(schema(kind).data) if isinstance(node.get("properties"), dict)]
    names = sorted({name for each in known for name in each["properties"]})
    for document in documents(kind)[:1]:
        records = [place for place in places(document) if isinstance(at(document, place), dict)]
        for number, name in enumerate(names):
            way = (*records[number % len(records)], name)
            for other, value in variants(document, way, number):
                assert library(other, kind) or not surely_of(other, kind), (way, value)


@pytest.mark.parametrize("kind", get_args(Kind))
def test_every_schema_of_what_is_read_is_made_of_keywords_that_are_known_here(kind: str) -> None:
    from microdep_rules.bom.columns import ANNOTATIONS, KEYWORD_TESTS
    from microdep_rules.vocabulary.resources import schema_data

    data = schema_data(f"microdep-{kind}-1")
    words = {word for node in schemas_in(data) for word in node}
    assert set() == {
        each for each in words - ANNOTATIONS - {*KEYWORD_TESTS, "$ref"} if not each.startswith("x-")
    }


@pytest.mark.parametrize(
    ("value", "node", "expected"),
    [
        ({"a": 1}, {"patternProperties": {"a": {}}}, False),
        (Decimal("1.0"), {"type": "integer"}, False),
        (1, {"const": 1}, False),
        ("a", {"pattern": "a"}, False),
        ("\u0661", {"pattern": r"^\d$"}, False),
        (1.5, {"type": "number"}, False),
        (Decimal("NaN"), {"minimum": 0}, False),
        ("a", {"pattern": "^a$"}, True),
        (" a", {"pattern": r"\S"}, True),
        ("\u3000", {"pattern": r"\S"}, False),
        ("\u3000", {"not": {"pattern": r"\S"}}, False),
        ("a\n", {"pattern": "^a$"}, False),
        (True, {"type": "integer"}, False),
        (True, {"const": True}, True),
        ("1", {"enum": [1, "1"]}, True),
        ({"a": "b"}, {"if": {"required": ["a"]}, "then": {"required": ["b"]}}, False),
        ({"a": "b"}, {"if": {"required": ["b"]}, "then": False}, True),
    ],
)
def test_what_is_in_doubt_is_not_taken(value: Any, node: dict[str, Any], expected: bool) -> None:
    assert expected == (surely_valid(value, node))


def test_a_small_check_does_without_the_library(tmp_path: Any) -> None:
    (tmp_path / "bom.json").write_text(
        json.dumps({"schema": "microdep-bom/1", "components": [{"name": "a", "origin": "CN"}]}),
        encoding="utf-8",
    )
    code = (
        "import sys; from microdep_rules.cli.main import call; call(['check', 'bom.json', '--quiet']);"
        "sys.exit('jsonschema_rs' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True, capture_output=True)
