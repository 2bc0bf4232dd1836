"""What is a bill of materials by its content, and what only speaks of one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from microdep_rules.workspace.changes import select_documents
from microdep_rules.workspace.content import is_bom
from microdep_rules.workspace.files import Workspace

if TYPE_CHECKING:
    from pathlib import Path

OURS = "schema: microdep-bom/1\ncomponents: []\n"
BOM = {"schema": "microdep-bom/1", "components": []}
CYCLONEDX = {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": []}
LONG = "# a comment of the head\n" * 1000

BOMS: dict[str, str | bytes] = {
    "first.yaml": OURS,
    "byte-order-mark.yaml": f"\ufeff{OURS}",
    "next-line.yaml": "schema:\n  microdep-bom/1\ncomponents: []\n",
    "long-head.yaml": f"{LONG}{OURS}",
    "last.yml": f"components: []\ndocument: {{id: x}}\n{OURS.splitlines()[0]}\n",
    "start.yaml": f"%YAML 1.2\n---\n{OURS}",
    "flow.yaml": "{schema: microdep-bom/1, components: []}",
    "flow-last.yaml": "{components: [],\n   schema: microdep-bom/1}",
    "folded.yaml": "schema: >-\n  microdep-bom/1\ncomponents: []\n",
    "quoted.yaml": f"'schema': \"microdep-bom/1\"\n{LONG}",
    "tagged.yaml": "schema: !!str microdep-bom/1\ncomponents: []\n",
    "question.yaml": "? schema\n: microdep-bom/1\n",
    "second-document.yaml": f"a: 1\n---\n{OURS}",
    "windows.yaml": OURS.replace("\n", "\r\n"),
    "latin.yaml": f"{OURS}# gr\xfc\xdfe\n".encode("latin-1"),
    "broken.yaml": f"{OURS}b: [\n",
    "broken-first.yaml": f"b: ]\n{OURS}",
    "utf-16.yaml": OURS.encode("utf-16"),
    "utf-16-le.yaml": OURS.encode("utf-16-le"),
    "utf-32.yaml": OURS.encode("utf-32"),
    "json.yaml": json.dumps(BOM),
    "LOUD.YAML": OURS,
    "one.json": json.dumps(BOM),
    "last.json": json.dumps(dict(reversed(BOM.items()))),
    "far.json": json.dumps({"notes": ["x" * 9000], **BOM}),
    "escaped.json": json.dumps(BOM).replace("/", "\\/"),
    "byte-order-mark.json": f"\ufeff{json.dumps(BOM)}",
    "wide.json": json.dumps(BOM).encode("utf-16"),
    "broken.json": json.dumps(BOM)[:-1],
    "comment.json": f"// by hand\n{json.dumps(BOM)}",
    "sbom.json": json.dumps(CYCLONEDX),
    "cyclonedx-last.json": json.dumps(dict(reversed(CYCLONEDX.items())), indent=2),
    "cyclonedx-broken.json": json.dumps(CYCLONEDX)[:-2],
    "cyclonedx.yaml": json.dumps(CYCLONEDX),
}
OTHERS: dict[str, str | bytes] = {
    "nothing.yaml": "",
    "notes.yaml": "schema: 3\n",
    "other-kind.yaml": "schema: microdep-waivers/1\nwaivers: []\n# for microdep-bom/1\n",
    "of-a-test.yaml": f"cases:\n  - |\n    {OURS.replace(chr(10), chr(10) + '    ')}",
    "below.yaml": "example:\n  schema: microdep-bom/1\n",
    "in-a-list.yaml": "- schema: microdep-bom/1\n",
    "a-value.yaml": "name: schema\nschema: other\nwhich: microdep-bom/1\n",
    "template.yaml": "{{- if .Values.bom }}\n  schema: microdep-bom/1\n{{- end }}\n",
    "binary.yaml": bytes(range(256)),
    "nothing.json": "",
    "settings.json": '{\n  // comment\n  "yaml.schemas": {"microdep-bom/1": "bom.*"},\n}',
    "below.json": json.dumps({"example": BOM, "foreign": [CYCLONEDX]}),
    "broken-below.json": json.dumps({"example": BOM, "foreign": [CYCLONEDX]})[:-1],
    "a-schema.json": json.dumps({"properties": {"bomFormat": {"enum": ["CycloneDX"]}}}),
    "list.json": json.dumps([BOM]),
    "deep.json": '{"microdep-bom/":' + "[" * 100_000,
    "odd.json": json.dumps({"schema": 1, "bomFormat": ["CycloneDX"], "to": "microdep-bom/1"}),
    "text.txt": OURS,
}


def written(folder: Path, name: str, text: str | bytes) -> str:
    data = text.encode("utf-8") if isinstance(text, str) else text
    (folder / name).write_bytes(data)
    return str(folder / name)


@pytest.mark.parametrize("name", BOMS)
def test_a_bill_of_materials_is_known_by_its_content(name: str, tmp_path: Path) -> None:
    path = written(tmp_path, name, BOMS[name])
    assert (path,) == select_documents(Workspace(tmp_path), [path], [], [])


@pytest.mark.parametrize("name", OTHERS)
def test_what_only_speaks_of_one_is_passed_over(name: str, tmp_path: Path) -> None:
    path = written(tmp_path, name, OTHERS[name])
    assert () == select_documents(Workspace(tmp_path), [path], [], [])


REPEATED = ["/*", '"\\"', "{", '"a', "\\", "/", '{"schema":', "- ", "[", "? ", "a: &a\n", "schema\n", "'"]


@pytest.mark.parametrize("again", REPEATED)
@pytest.mark.parametrize("is_json", [True, False])
@pytest.mark.parametrize("head", [b'{"to": "microdep-bom/1" ', b"# microdep-bom/1\n"])
def test_what_is_made_to_take_long_is_soon_known(again: str, is_json: bool, head: bytes) -> None:
    data = head + again.encode() * (100_000 // len(again))
    assert not is_bom(data, is_json=is_json)


@pytest.mark.parametrize("key", ["shema", "Schema", "$schema", "shcema"])
def test_a_misspelt_key_of_the_schema_does_not_hide_a_bill_of_materials(key: str) -> None:
    text = f"{key}: microdep-bom/1\ncomponents: []\n"
    assert is_bom(text.encode(), is_json=False)
