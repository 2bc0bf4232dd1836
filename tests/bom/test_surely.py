"""What is plainly right is right by the library too, and what people write mostly is plainly right."""

from __future__ import annotations

import re
from copy import deepcopy
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.startup import document
from microdep_rules.bom.remains import UNREADABLE
from microdep_rules.bom.schemas import Kind, schema
from microdep_rules.bom.surely import surely
from microdep_rules.bom.validate import is_valid
from microdep_rules.bom.yaml_reader import read_yaml
from microdep_rules.source import SourceFile
from tests.bom.corpus_files import CORPUS

if TYPE_CHECKING:
    from collections.abc import Iterator

OTHERS: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 10**50, Decimal("1.5"), Decimal(-1)),
    *("", "x", "CN", "CN\n", "at least 5", "é", "x" * 400, "2026-01-01"),
    *([], ["x"], [None], {}, {"unknown": True}, {"value": "x", "evidence": ["ev-1"]}),
    *({"one_of": ["CN", "US"]}, {"at_least": 1}, {"value": 1, "one_of": [1]}, {"amount": 1}),
)
"""What stands somewhere else, or nowhere."""


def value_of(text: str) -> Any:
    return read_yaml(SourceFile("x.yaml", text))[0]


QUADCOPTER = (CORPUS.parents[2] / "examples" / "quadcopter" / "bom.yaml").read_text(encoding="utf-8")
PLAIN = ("partly-known", "nested", "small", "wide-stages")
TEXTS = {
    path.relative_to(CORPUS).as_posix(): path.read_text(encoding="utf-8")
    for path in sorted(CORPUS.rglob("*.yaml"))
}


def holders(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every record and list of a document, with each of its keys."""
    if isinstance(value, dict | list):
        for key in [*value] if isinstance(value, dict) else range(len(value)):
            yield value, key
            yield from holders(value[key])


def agree(value: Any, kind: Kind) -> None:
    assert not surely(value, schema(kind)) or is_valid(value, kind)


@pytest.mark.parametrize("name", [each for each in TEXTS if each.startswith("valid/")])
@pytest.mark.parametrize("kind", ["bom", "context"])
def test_what_is_plainly_right_is_right(name: str, kind: Kind) -> None:
    value = value_of(TEXTS[name])
    agree(value, kind)
    for holder, key in list(holders(value)):
        kept = holder[key]
        for other in OTHERS:
            holder[key] = deepcopy(other)
            agree(value, kind)
        holder[key] = kept
        if isinstance(holder, dict):
            del holder[key]
            agree(value, kind)
            holder["strange"] = kept
            agree(value, kind)
            del holder["strange"]
            holder[key] = kept


@pytest.mark.parametrize("name", [each for each in TEXTS if not each.startswith("valid/")])
def test_what_is_wrong_is_not_plainly_right(name: str) -> None:
    value = value_of(TEXTS[name])
    if isinstance(value, dict) and not any(holder[key] is UNREADABLE for holder, key in holders(value)):
        agree(value, "bom")


@pytest.mark.parametrize("text", [document(), QUADCOPTER, *(TEXTS[f"valid/{each}.yaml"] for each in PLAIN)])
def test_what_people_write_is_plainly_right(text: str) -> None:
    value = value_of(text)
    assert surely(value, schema("bom"))
    assert is_valid(value, "bom")


@pytest.mark.parametrize("kind", ["bom", "context"])
def test_patterns_mean_the_same_in_every_library(kind: Kind) -> None:
    found = [holder[key] for holder, key in holders(schema(kind).data) if key == "pattern"]
    patterns = {each for each in found if isinstance(each, str)}
    assert patterns
    assert set() == {each for each in patterns if re.search(r"\\[a-wyzA-Z]|\[\[|&&|\(\?[^:!]", each)}
