"""Each diagnostic about a document of ours names a fix that the schema of this document takes."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from jsonschema import Draft202012Validator

from microdep_rules.bom.load import load_document
from microdep_rules.bom.schemas import Kind, schema
from microdep_rules.production.scenarios.read import load_scenario

KINDS = get_args(Kind)
RECORDS = [(kind, record) for kind in KINDS for record in schema(kind).records]
EVENT = "{from: 2027-03-01, cut: {country: CN}}"
SCENARIO = "schema: microdep-scenario/1\nname: S\n"
EVENTS = f"{SCENARIO}events: [{EVENT}]\n"
DOSSIER = """\
schema: microdep-dossier/1
title: A plant
reviewed: 2026-11-29
substance: NdFeB-sintered
route: [{stage: sintered}]
sources: [{id: s, title: A page, publisher: A newspaper, kind: press, read: 2026-11-29}]
parties: [{id: p, name: P}]
"""
FIGURES = """\
schema: microdep-figures/1
sources: [{id: s, title: A page, publisher: A newspaper, kind: press, read: 2026-11-29}]
"""
WAIVERS = "schema: microdep-waivers/1\n"
BOM = "schema: microdep-bom/1\ncomponents:\n"

FIXES: list[tuple[Kind, str, str, str]] = [
    (
        "scenario",
        f"{EVENTS}simulation: {{runs: 0}}\n",
        "expected a whole number from 1 to 100000 as `runs`, found `0`",
        "write a whole number from 1 to 100000",
    ),
    (
        "scenario",
        f"{EVENTS}simulation: {{runs: 10000000000}}\n",
        "expected a whole number from 1 to 100000 as `runs`, found `10000000000`",
        "write a whole number from 1 to 100000",
    ),
    (
        "scenario",
        f"{EVENTS}simulation: {{seed: 1.5}}\n",
        "expected a whole number as `seed`, found a number",
        "write a whole number",
    ),
    (
        "scenario",
        f"{SCENARIO}events: [{{from: 2027-03-01, raise_index: {{component: b, to: 2}}}}]\n",
        "expected a number from 0 to 1 as `to`, found `2`",
        "write `0.02` if you mean 2 %; else write a number from 0 to 1",
    ),
    (
        "scenario",
        f"{SCENARIO}events: [{{from: 2027-03-01, raise_index: {{component: b, to: -1}}}}]\n",
        "expected a number from 0 to 1 as `to`, found `-1`",
        "write a number from 0 to 1",
    ),
    (
        "scenario",
        f"{SCENARIO}events: []\n",
        "expected an entry in the list `events`, found none",
        "write an entry",
    ),
    (
        "scenario",
        f"{SCENARIO}events: none\n",
        "expected a list as `events`, found text",
        "write a list: each entry on a line that begins with `-`",
    ),
    ("scenario", f"{SCENARIO}events:\n", "`events` has no value", "write the value"),
    (
        "scenario",
        f"{SCENARIO}events: [{{from: 2027-03-01, cut: {{country: QQ}}}}]\n",
        "expected a country code as `country`, found `QQ`",
        "write a code such as `CN`, or a region such as `CN-XJ`",
    ),
    (
        "scenario",
        f"{SCENARIO}events: [{{from: 2027-03-01, cut: {{country: [CN, TW]}}}}]\n",
        "expected a country code as `country`, found a list",
        "write one value",
    ),
    (
        "dossier",
        f"{DOSSIER}facilities: [{{id: f, name: F, party: p, country: {{unknown: false}}}}]\n",
        "expected `true` as `unknown`, found another value",
        "write `unknown: true`, or remove `unknown` and state the fact",
    ),
    (
        "dossier",
        f"{DOSSIER}facilities: []\nchains: [{{id: c, name: C, facilities: []}}]\n",
        "expected an entry in the list `facilities`, found none",
        "write an entry",
    ),
    (
        "figures",
        f"{FIGURES}quantities: [{{id: q, title: Q, value: -1, unit: t, source: s, confidence: low}}]\n",
        "expected a number of at least 0 as `value`, found `-1`",
        "write the number without its sign",
    ),
    (
        "figures",
        f"{FIGURES}quantities: [{{id: q, title: Q, year: 20}}]\n",
        "expected a whole number from 1900 to 2200 as `year`, found `20`",
        "write a whole number from 1900 to 2200",
    ),
    (
        "figures",
        f"{FIGURES}quantities: [{{id: q, title: Q, value: .nan}}]\n",
        "expected a number, found `.nan`",
        "write the number",
    ),
    ("waivers", f"{WAIVERS}waivers:\n", "`waivers` has no value", "write the value"),
    (
        "bom",
        f"{BOM}  - {{name: a, quantity: -1}}\n",
        "expected a number of at least 0 as `quantity`, found `-1`",
        "write the number without its sign, or remove the field",
    ),
    (
        "bom",
        f"{BOM}  - {{name: a, origin: {{one_of: []}}}}\n",
        "expected a possible value of `origin`, found an empty list",
        "name the possible values, or write `{unknown: true, reason: …}`",
    ),
    (
        "bom",
        "schema: microdep-dossier/1\ntitle: A plant\n",
        "expected the schema `microdep-bom/1`, found `microdep-dossier/1`",
        "name a dossier in `microdep compare`",
    ),
    (
        "context",
        "schema: microdep-context/1\ndelivery:\n",
        "`delivery` has no value",
        "write the value, remove the line, or write `{unknown: true, reason: …}`",
    ),
]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("data", [b"", b"# nothing\n", b"hello", b"[]"])
def test_a_file_without_a_document_begins_with_the_schema_of_its_kind(kind: Kind, data: bytes) -> None:
    [found] = load_document("file.yaml", data, kind=kind).diagnostics
    assert found.help is not None
    assert found.help.startswith(f"begin with `schema: microdep-{kind}/1`")


@pytest.mark.parametrize(("kind", "text", "message", "fix"), FIXES)
def test_the_fix_is_one_that_the_schema_takes(kind: Kind, text: str, message: str, fix: str) -> None:
    found = load_document("file.yaml", text.encode(), kind=kind).diagnostics
    assert (message, fix) in [(each.message, each.help) for each in found]


@pytest.mark.parametrize(("kind", "record"), RECORDS)
def test_a_help_names_a_way_to_state_the_unknown_where_the_schema_takes_it(kind: Kind, record: str) -> None:
    own = schema(kind)
    above = own.records[record]
    for field, node in above["properties"].items():
        allowed = own.allowed(above, field)
        stated: dict[str, Any] = {"unknown": True}
        if "reason" in allowed.unknown:
            stated["reason"] = "nobody answered"
        takes = Draft202012Validator({**node, "$defs": own.data["$defs"]}).is_valid(stated)
        assert takes or not allowed.unknown, (record, field)


def test_an_empty_scenario_is_refused_with_the_way_in_which_one_begins() -> None:
    [found] = load_scenario("s.yaml", b"")[2]
    assert found.help == "begin with `schema: microdep-scenario/1`, a `name` and a list of `events`"
