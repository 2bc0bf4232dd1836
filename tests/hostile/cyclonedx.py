"""CycloneDX documents that are meant to do harm, each with the code and the place of the answer."""

from __future__ import annotations

import json
from typing import Any

from tests.hostile.documents import LESS, MANY, MEGABYTE, Case

HEAD = '{"bomFormat":"CycloneDX","specVersion":"1.6",'
PARTS = HEAD + '"components":'
OURS = [{"name": "microdep:schema", "value": "microdep-bom/1"}]


def _parts(many: int, **fields: Any) -> list[dict[str, Any]]:
    return [{"type": "device", "bom-ref": f"p{n}", "name": f"a{n}", **fields} for n in range(many)]


def _linked(many: int, *, reach: int, sort: str = "device") -> str:
    """Parts that each depend on the ones behind them, so far."""
    parts = _parts(many, type=sort)
    edges = [
        {"ref": f"p{n}", "dependsOn": [f"p{to}" for to in range(n + 1, min(n + 1 + reach, many))]}
        for n in range(many - 1)
    ]
    return PARTS + json.dumps(parts) + ',"dependencies":' + json.dumps(edges) + "}"


def _round(many: int) -> str:
    """Programs that all depend on each other."""
    refs = [f"p{n}" for n in range(many)]
    edges = [{"ref": ref, "dependsOn": refs} for ref in refs]
    return PARTS + json.dumps(_parts(many, type="library")) + ',"dependencies":' + json.dumps(edges) + "}"


def _property(name: str, value: str) -> str:
    own = {"name": name, "value": value}
    return PARTS + json.dumps(_parts(1, properties=[own])) + "}"


def _restored(order: list[str], children: str) -> str:
    """A document that says it was one of ours."""
    said = [*OURS, {"name": "microdep:components", "value": json.dumps(order)}]
    own = [{"name": "microdep:children", "value": children}]
    metadata = json.dumps({"properties": said})
    return f'{HEAD}"metadata":{metadata},"components":{json.dumps(_parts(1, properties=own))}}}'


def _written_in_itself(many: int) -> str:
    """Parts that say each of the next that it is written inside them, deeper than anything is."""
    parts = [
        {
            **part,
            "properties": [{"name": "microdep:children", "value": f'[{{"written":"p{number + 1}"}}]'}],
        }
        for number, part in enumerate(_parts(many))
    ]
    said = [*OURS, {"name": "microdep:components", "value": '["p0"]'}]
    return f'{HEAD}"metadata":{json.dumps({"properties": said})},"components":{json.dumps(parts)}}}'


CYCLONEDX: dict[str, Case] = {
    "components in components.json": Case(
        lambda: PARTS + '[{"type":"device","name":"a","components":' * MANY, "file/too-deep", "1:1362"
    ),
    "twice the mark.json": Case(
        lambda: HEAD + '"bomFormat":"CycloneDX","components":[]}', "file/duplicate-key", "1:46"
    ),
    "a million digits in the version.json": Case(
        lambda: HEAD + '"version":' + "9" * 10**6 + "}", "bom/out-of-range", "1:56"
    ),
    "numbers for components.json": Case(
        lambda: PARTS + json.dumps([7] * (3 * MANY)) + "}", "import/cyclonedx-not-valid", "1:60"
    ),
    "one reference for all.json": Case(
        lambda: (
            PARTS
            + json.dumps([{"type": "device", "bom-ref": "p", "name": f"a{n}"} for n in range(20_000 // LESS)])
            + "}"
        ),
        "import/duplicate-row",
        "1:140",
    ),
    "one name for all.json": Case(
        lambda: (
            PARTS
            + json.dumps([{"type": "file", "name": "a", "description": str(n)} for n in range(1000)])
            + "}"
        ),
        "",
        "",
    ),
    "links that lead nowhere.json": Case(
        lambda: (
            PARTS + '[],"dependencies":' + json.dumps([{"ref": f"q{n}"} for n in range(25_000 // LESS)]) + "}"
        ),
        "bom/unknown-reference",
        "1:86",
    ),
    "one long chain.json": Case(lambda: _linked(150, reach=1), "", ""),
    "a chain of too many levels.json": Case(lambda: _linked(400, reach=1), "file/too-deep", "1:29668"),
    "programs in a long chain.json": Case(lambda: _linked(1000, reach=1, sort="library"), "", ""),
    "a million ways down.json": Case(lambda: _linked(30, reach=15), "", ""),
    "everything needs everything.json": Case(lambda: _round(300), "bom/cycle", "1:16684"),
    "a huge name of a component.json": Case(
        lambda: PARTS + '[{"type":"device","name":"' + "a" * (10 * MEGABYTE) + '"}]}', "", ""
    ),
    "lists in a property.json": Case(
        lambda: _property("microdep:materials", "[" * MANY), "import/cell-not-read", "1:165"
    ),
    "digits in a property.json": Case(
        lambda: _property("cdx:device:quantity", "9" * 10**6), "import/cell-not-read", "1:166"
    ),
    "one part many times.json": Case(
        lambda: _restored(["p0"] * MANY, "[]"), "import/external-component", "1:170"
    ),
    "a part in itself.json": Case(
        lambda: _restored(["p0"], '[{"written":"p0"}]'), "import/external-component", "1:198"
    ),
    "parts in parts in parts.json": Case(
        lambda: _written_in_itself(3000), "import/external-component", "1:8873"
    ),
}
SOUND = {name for name, case in CYCLONEDX.items() if not case.code} | {"everything needs everything.json"}
"""Documents that are judged all the same."""
