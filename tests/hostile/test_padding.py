"""Blanks in a text of a document move nothing into the next line of a screen or a page."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from tests.cli.replay import run
from tests.shown import shown

if TYPE_CHECKING:
    from pathlib import Path

FALSE_LINE = "ZZPASS  3 pass"
PACK = shown("""\
pack own version 1 title "t" authority "a" obligation statutory reviewed 2026-01-01

rule blocked
  title       "t"
  severity    prohibit
  cites       "Example Act 9"
  in force    by check date
  applies to  every listed component
  forbid      component.origin is CN
  message     "{component.name} from {component.origin}"
""")
COMMANDS = (
    "check bom.json --verbose",
    "check bom.json --waivers waivers.json --verbose",
    "check bom.json --format github",
    "check bom.json --format junit",
    "check bad.json",
    "report bom.json --context context.json --waivers waivers.json",
    "explain blocked a bom.json",
    "explain blocked a bom.json --waivers waivers.json",
    "questions bom.json",
    "impact bom.json --waivers waivers.json --verbose",
    "bom validate bad.json",
    "bom show bom.json",
)
BLANKS = {"spaces": " ", "no-break": "\u00a0", "wide": "\u3000", "figure": "\u2007", "braille": "\u2800"}


def padded(blank: str) -> str:
    return f"a{blank * 105}{FALSE_LINE}{blank * 60}b"


def workspace(folder: Path, text: str) -> None:
    evidence = {"id": "e", "type": "certificate", "issuer": text, "issued": "2026-05-04", "notes": text}
    parts = [
        {"id": "a", "name": text, "mpn": text, "manufacturer": "p", "notes": text, "origin": "CN"},
        {"id": "b", "name": f"{text}2", "origin": {"unknown": True, "reason": text}},
        {"id": "c", "name": f"{text}3", "origin": {"value": "US", "evidence": ["e"]}},
    ]
    bom = {
        "schema": "microdep-bom/1",
        "document": {"id": text},
        "parties": [{"id": "p", "name": text, "country": "CN"}],
        "evidence": [evidence],
        "components": parts,
    }
    bad = {**bom, "components": [{"id": "a", "name": "x", "origin": text, "class": text}]}
    waiver = {
        "id": "W-1",
        "rule": "own/blocked",
        "scope": {"all_components": True},
        "reason": text,
        "legal_basis": text,
        "requested_by": f"Dana {text}",
        "approved_by": f"Kim {text}c",
        "from": "2026-11-01",
        "until": "2027-05-31",
        "evidence": [text],
    }
    files = {
        "bom": bom,
        "bad": bad,
        "context": {"schema": "microdep-context/1", "number": text},
        "waivers": {"schema": "microdep-waivers/1", "waivers": [waiver]},
    }
    for name, value in files.items():
        (folder / f"{name}.json").write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    (folder / "own.rule").write_text(PACK, encoding="utf-8")


@pytest.mark.parametrize("blank", BLANKS)
def test_no_value_puts_a_false_line_onto_a_screen_or_a_page(blank: str, tmp_path: Path) -> None:
    workspace(tmp_path, padded(BLANKS[blank]))
    seen = 0
    for command in COMMANDS:
        more = "" if command.startswith("bom ") else " --pack ./own.rule"
        as_of = "" if command.startswith("bom ") else " --as-of 2026-11-24"
        out, err, code = run(f"microdep {command}{more}{as_of}", tmp_path)
        assert code in range(8), err
        assert "there is no command" not in err, err
        reported = out + err
        assert not re.search(r"\S(?:[^\S\n]|\u2800){2,}ZZPASS", reported), command
        # Where lines are wrapped, the rest of a value stands under it.
        assert not re.search(r"^(?:[^\S\n]|\u2800){0,3}ZZPASS", reported, re.MULTILINE), command
        seen += "ZZPASS" in reported
    assert seen >= len(COMMANDS) - 3
