"""Reads exports back by the schemas that others publish, and follows every reference in them."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

import jsonschema_rs
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from tests.conftest import CHECKOUT

if TYPE_CHECKING:
    from collections.abc import Iterator

OSCAL = CHECKOUT / "tests" / "schemas" / "oscal-assessment-results-1.2.3.schema.json"


def everything(node: Any) -> Iterator[tuple[str, Any]]:
    """Every value with its key, at whatever depth; what stands in a list has the key of the list."""
    if isinstance(node, dict):
        for key, value in node.items():
            for each in value if isinstance(value, list) else [value]:
                yield key, each
                yield from everything(each)


def declarations(text: str) -> dict[str, Any]:
    """CycloneDX: valid as 1.6 and as 1.7, and every reference leads to one thing."""
    for version in (SchemaVersion.V1_6, SchemaVersion.V1_7):
        problem = JsonStrictValidator(version).validate_str(text)
        assert problem is None, str(problem)[:1000]
    document: dict[str, Any] = json.loads(text)
    declared = document["declarations"]
    refs = [value for key, value in everything(document) if key == "bom-ref"]
    assert len(refs) == len(set(refs))
    kinds = {
        "claims": {each["bom-ref"] for each in declared["claims"]},
        "papers": {each["bom-ref"] for each in declared["evidence"]},
        "targets": {each["bom-ref"] for each in declared["targets"]["components"]},
        "requirements": {
            every["bom-ref"]
            for each in document["definitions"]["standards"]
            for every in each["requirements"]
        },
    }
    for claim in declared["claims"]:
        assert claim["target"] in kinds["targets"]
        assert kinds["papers"].issuperset(
            _named(claim, "evidence", "counterEvidence", "mitigationStrategies")
        )
    used: list[str] = []
    for attestation in declared["attestations"]:
        for each in attestation["map"]:
            assert each["requirement"] in kinds["requirements"]
            assert kinds["papers"].issuperset(_named(each["conformance"], "mitigationStrategies"))
            used += _named(each, "claims", "counterClaims")
    assert sorted(used) == sorted(kinds["claims"])
    return document


def _named(node: dict[str, Any], *keys: str) -> list[str]:
    return [ref for key in keys for ref in node.get(key, ())]


def results(text: str) -> dict[str, Any]:
    """OSCAL: valid by the schema of NIST, and every reference leads to one thing."""
    data = json.loads(text)
    assert [] == [(list(e.instance_path), e.message) for e in _oscal().iter_errors(data)][:3]
    document: dict[str, Any] = data["assessment-results"]
    uuids = [value for key, value in everything(document) if key == "uuid"]
    assert len(uuids) == len(set(uuids))
    pointing = (
        "observation-uuid",
        "subject-uuid",
        "component-uuid",
        "party-uuids",
        "member-of-organizations",
    )
    assert set(uuids).issuperset(value for key, value in everything(document) if key in pointing)
    back = {each["uuid"] for each in document["back-matter"]["resources"]}
    inside = [value for key, value in everything(document) if key == "href" and value.startswith("#")]
    assert back.issuperset(each[1:] for each in inside)
    return document


@cache
def _oscal() -> jsonschema_rs.Draft7Validator:
    return jsonschema_rs.Draft7Validator(json.loads(OSCAL.read_text("utf-8")), validate_formats=True)


def scores(document: dict[str, Any]) -> dict[tuple[int, str], float | None]:
    """The score of each rule by the number of the document."""
    return {
        (number, each["requirement"].removeprefix("rule:")): each["conformance"].get("score")
        for number, attestation in enumerate(document["declarations"]["attestations"])
        for each in attestation["map"]
    }


def states(document: dict[str, Any]) -> dict[tuple[int, str], tuple[str, str]]:
    """The state and the reason of each rule by the number of the document."""
    return {
        (number, prop["value"]): (
            each["target"]["status"]["state"],
            each["target"]["status"]["reason"],
        )
        for number, result in enumerate(document["results"])
        for each in result.get("findings", ())
        for prop in each["props"]
        if prop["name"] == "rule"
    }
