"""Reads every format back, knowing nothing of how it is written: from its schema or its documentation."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from jsonschema import Draft4Validator, Draft202012Validator

from tests.conftest import CHECKOUT

if TYPE_CHECKING:
    from collections.abc import Callable

SCHEMAS = CHECKOUT / "tests" / "schemas"
SAID = ("pass", "fail", "unknown", "exempt", "disclose", "error")


class Read(NamedTuple):
    """What a format says: how many outcomes of each verdict, the codes of diagnostics, and all texts."""

    counts: Counter[str]
    codes: list[str]
    texts: list[str]
    fingerprints: list[str]


def _schema(name: str) -> Any:
    return json.loads((SCHEMAS / name).read_text(encoding="utf-8"))


SARIF = Draft4Validator(_schema("sarif-schema-2.1.0.json"))
CODE_SCANNING = Draft202012Validator(_schema("github-code-scanning.schema.json"))


def sarif(text: str) -> Read:
    log = json.loads(text)
    assert [] == [each.message for each in SARIF.iter_errors(log)]
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    counts: Counter[str] = Counter()
    codes = []
    for each in run["results"]:
        assert each["ruleId"] == rules[each["ruleIndex"]]["id"]
        # The standard: a result that is no failure has no level.
        assert each.get("kind", "fail") == "fail" or each["level"] == "none"
        said = each["properties"]["said"]
        if said in SAID:
            counts[said] += each["properties"]["outcomes"]
        else:
            codes.append(each["ruleId"])
    return Read(
        counts,
        codes,
        _strings(log),
        [each["partialFingerprints"]["microdepOutcome/v1"] for each in run["results"]],
    )


def sarif_github(text: str) -> Read:
    assert [] == [each.message for each in CODE_SCANNING.iter_errors(json.loads(text))]
    return sarif(text)


def _strings(node: Any) -> list[str]:
    if isinstance(node, str):
        return [node]
    inside = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return [text for each in inside for text in _strings(each)]


READERS: dict[str, Callable[[str], Read]] = {
    "sarif": sarif,
    "sarif-github": sarif_github,
}
EVERY_OUTCOME = ("sarif",)
"""Formats that name what passes as well."""
