"""A folder with a bill of materials, a rule that asks for evidence, and files of evidence."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path

RULE = """\
pack own version 2026.11
  title      "shown by a certificate"
  authority  "an example"
  reviewed   2026-01-01

rule shown
  title       "made elsewhere, shown by a certificate"
  severity    prohibit
  cites       "an example"
  in force    by check date
  applies to  every listed component
  passes only on evidence of certificate_of_origin
  forbid      component.origin is CN

example fail of shown "made in China"
  bom     component a, origin CN
  expect  fail at a
"""
CERTIFICATE = b"made in Japan\n"
SHA_256 = hashlib.sha256(CERTIFICATE).hexdigest()
RECORD = {"type": "certificate_of_origin", "issuer": "Chamber", "issued": "2026-01-02"}
ELSEWHERE = {"number": "CO 2026/7"}
"""A document that is kept elsewhere, so that it is not opened."""
CHECK = "microdep check {} --pack ./own --as-of 2026-06-30 --format json"


def folder_in(place: Path) -> Path:
    """The folder with the rule and one certificate."""
    (place / "own").mkdir(parents=True)
    (place / "own" / "pack.rule").write_text(RULE, encoding="utf-8")
    (place / "papers").mkdir()
    (place / "papers" / "origin.pdf").write_bytes(CERTIFICATE)
    (place / "papers" / "empty.pdf").write_bytes(b"")
    return place


def record(id_: str = "paper", document: dict[str, str] | None = ELSEWHERE, **changes: str) -> dict[str, Any]:
    """A record of evidence that counts but for its document and changes; an empty text deletes a field."""
    found: dict[str, Any] = {"id": id_, **RECORD, **changes}
    if document is not None:
        found["document"] = document
    return {name: value for name, value in found.items() if value != ""}


def bom_of(*records: dict[str, Any]) -> str:
    """A bill of materials with one component for each record of evidence, shown by it."""
    components = [
        {"name": each["id"], "origin": {"value": "JP", "evidence": [each["id"]]}} for each in records
    ]
    found = {"schema": "microdep-bom/1", "evidence": list(records), "components": components}
    return json.dumps(found, ensure_ascii=False)


def checked(folder: Path, *records: dict[str, Any], options: str = "") -> dict[str, Any]:
    """The one document of the record of a check."""
    (folder / "bom.json").write_text(bom_of(*records), encoding="utf-8")
    out, err, _ = run(CHECK.format(f"bom.json {options}"), folder)
    assert out, err
    found: dict[str, Any] = json.loads(out)["documents"][0]
    return found


def said_of(document: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """The state of each record of evidence, and the verdict of the component that it shows."""
    verdicts = {each["subject"]["name"]: each["verdict"] for each in document["outcomes"]}
    return {each["id"]: (each["state"], verdicts[each["id"]]) for each in document["evidence"]}


def codes_of(document: dict[str, Any]) -> list[str]:
    """The codes of what is wrong with evidence, in order."""
    return [each["code"] for each in document["diagnostics"] if each["code"].startswith("evidence/")]


def codes_of_own_files(document: dict[str, Any]) -> list[str]:
    """The codes of problems with files that the check itself reads or writes."""
    problems = [each for each in document["diagnostics"] if each["code"].startswith("evidence/")]
    return [each["code"] for each in problems if "proves nothing" in each["message"]]
