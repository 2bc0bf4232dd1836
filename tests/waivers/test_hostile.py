"""What stands in a waiver is text, whatever it looks like: in no output does it do anything."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from microdep_rules.cli.formats import FOR_PROGRAMS
from microdep_rules.cli.main import call
from microdep_rules.engine import waivers
from tests.output.formats.readers import READERS
from tests.waivers.cases import AS_OF, BOM, PACK, WAIVER
from tests.waivers.outputs import SUMMARY

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = "a\u202eb %0A::error::x ]]> <b> | `x` [y](http://example.org) {{ 7 * 7 }} \x1b[31m"
COMMANDS = {
    **{form: ("check", "bom.yaml", "--format", form) for form in ("text", "json", *FOR_PROGRAMS)},
    "report": ("report", "bom.yaml"),
    "explain": ("explain", "own/made-elsewhere", "motor", "bom.yaml"),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_text_of_a_waiver_does_nothing_in_an_output(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / SUMMARY))
    entry = {
        "id": "W-1",
        "rule": "own/made-elsewhere",
        "scope": {"components": ["motor"]},
        "reason": f"{HOSTILE.replace(chr(27), '')}\n::error::y\n\n# head",
        "legal_basis": HOSTILE.replace(chr(27), ""),
        "requested_by": HOSTILE.replace(chr(27), "").replace("{{ 7 * 7 }}", ""),  # a person is no placeholder
        "approved_by": "Kim Berg",
        "from": "2026-11-01",
        "until": "2027-05-31",
        "evidence": [HOSTILE.replace(chr(27), "")],
    }
    (tmp_path / "own.rule").write_text(PACK, "utf-8")
    (tmp_path / "bom.yaml").write_text(BOM, "utf-8")
    data = {"schema": "microdep-waivers/1", "waivers": [entry]}
    (tmp_path / "w.json").write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    asked = ["--pack", "./own.rule", "--as-of", AS_OF, "--waivers", "w.json"]
    assert 0 == call([*COMMANDS[name], *asked])
    out = capsys.readouterr().out
    page = (tmp_path / SUMMARY).read_text("utf-8") if name == "github" else ""
    assert not {"\u202e", "\x1b"} & set(out + page)
    assert "# head" not in [line.strip() for line in (out + page).splitlines() if name != "text"]
    assert [] == [line for line in out.splitlines() if line.startswith("::error")]
    if name in READERS:
        READERS[name](out)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "file/empty"),
        ("[]", "file/empty"),
        ("schema: microdep-bom/1\ncomponents: [{name: Motor}]\n", "file/wrong-schema"),
        ("schema: microdep-waivers/1\nwaivers: []\nwaivers: []\n", "file/duplicate-key"),
        ("schema: microdep-waivers/1\nwaivers: {id: W-1}\n", "bom/wrong-type"),
        ("schema: microdep-waivers/1\nwaivers: [W-1]\n", "bom/wrong-type"),
        ("schema: microdep-waivers/1\nwaivers: [{}]\n", "bom/missing-field"),
        ("schema: microdep-waivers/1\nwaivers: &a [*a]\n", "file/yaml-feature"),
        ("schema: microdep-waivers/1\n", "bom/missing-field"),
        ("schema: microdep-waivers/1\nwaivers:\n  - id: [\n", "file/syntax"),
    ],
    ids=["empty", "a list", "a bom", "twice", "a record", "a word", "nothing", "an anchor", "no list", "cut"],
)
def test_an_invalid_file_is_reported_with_its_place(
    text: str,
    code: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own.rule").write_text(PACK, "utf-8")
    (tmp_path / "bom.yaml").write_text(BOM, "utf-8")
    (tmp_path / "w.yaml").write_text(text, "utf-8")
    asked = ["--pack", "./own.rule", "--as-of", AS_OF, "--waivers", "w.yaml", "--format", "json"]
    assert 4 == call(["check", "bom.yaml", *asked])
    found = json.loads(capsys.readouterr().out)
    assert code in {each["code"] for each in found["diagnostics"]}
    assert {"w.yaml"} == {each["at"]["file"] for each in found["diagnostics"]}
    assert all(each["help"] for each in found["diagnostics"])
    assert 1 == found["summary"]["counts"]["fail"]


def test_a_file_of_waivers_is_no_bill_of_materials(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "w.yaml").write_text("schema: microdep-waivers/1\nwaivers: []\n", "utf-8")
    assert 4 == call(["check", "w.yaml"])
    assert "help: name a bill of materials, and the waivers with `--waivers`" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("old", "new", "code", "help_line"),
    [
        ("until", "expires", "bom/unknown-field", "rename `expires` to `until`"),
        ("requested_by", "requester", "bom/unknown-field", "rename `requester` to `requested_by`"),
        ("{components:", "{parts:", "bom/unknown-field", "rename `parts` to `components`"),
        ("{components:", "{all_parts:", "bom/unknown-field", "rename `all_parts` to `all_components`"),
        (
            "own/made-elsewhere",
            "made-elsewhere",
            "name/unknown-rule",
            "write `own/made-elsewhere`",
        ),
        (
            "until: 2027-05-31",
            "until:",
            "waiver/period",
            "write `until: YYYY-MM-DD`; for a permanent exception",
        ),
        ("2027-05-31", "31.05.2027", "bom/not-a-date", "write `2027-05-31`"),
        ("2027-05-31", "2027-02-30", "bom/not-a-date", "write a day that exists, as in `2026-02-28`"),
    ],
    ids=["expires", "requester", "parts", "all parts", "without a pack", "an empty end", "a date", "a day"],
)
def test_one_mistake_in_a_waiver_is_one_diagnostic_with_the_way_out(
    old: str,
    new: str,
    code: str,
    help_line: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own.rule").write_text(PACK, "utf-8")
    (tmp_path / "bom.yaml").write_text(BOM, "utf-8")
    assert old in WAIVER
    text = f"schema: microdep-waivers/1\nwaivers:\n{WAIVER.replace(old, new)}"
    (tmp_path / "w.yaml").write_text(text, "utf-8")
    asked = ["--pack", "./own.rule", "--as-of", AS_OF, "--waivers", "w.yaml", "--format", "json"]
    assert 4 == call(["check", "bom.yaml", *asked])
    (found,) = json.loads(capsys.readouterr().out)["diagnostics"]
    assert (code, help_line) == (found["code"], found["help"][: len(help_line)])


def test_many_waivers_of_the_same_findings_are_looked_at_as_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    parts = [{"id": f"p{n}", "name": f"Part {n}", "origin": "CN"} for n in range(60)]
    bom = {"schema": "microdep-bom/1", "document": {"id": "many"}, "components": parts}
    terms = {
        "reason": "agreed with the buyer",
        "legal_basis": "policy",
        "requested_by": "Dana Ito",
        "approved_by": "Kim Berg",
    }
    terms |= {"rule": "own/made-elsewhere", "from": "2026-11-01", "until": "2027-01-31"}
    scopes = [{"all_components": True}, {"components": [f"p{n}" for n in range(60)]}]
    entries = [{"id": f"W-{n}", "scope": scopes[n % 50 == 7], **terms} for n in range(100)]
    (tmp_path / "own.rule").write_text(PACK, "utf-8")
    (tmp_path / "bom.json").write_text(json.dumps(bom), "utf-8")
    (tmp_path / "w.json").write_text(
        json.dumps({"schema": "microdep-waivers/1", "waivers": entries}), "utf-8"
    )
    found: list[waivers.WaiverEffect] = []
    real = waivers.apply

    def kept(*given: Any, **named: Any) -> waivers.WaiverEffect:
        found.append(real(*given, **named))
        return found[-1]

    monkeypatch.setattr(waivers, "apply", kept)
    call(  # the product itself is unknown
        ["check", "bom.json", "--pack", "./own.rule", "--as-of", AS_OF, "--waivers", "w.json", "-q"]
    )
    assert "60 fail (60 waived)" in capsys.readouterr().out
    (applied,) = found
    assert {60} == {len(waiver.covers) for waiver in applied.waivers}
    assert 1 == len({id(waiver.covers) for waiver in applied.waivers})
    assert 99 == sum(diagnostic.code == "waiver/overlap" for diagnostic in applied.diagnostics)
    check = ["check", "bom.json", "--pack", "./own.rule", "--as-of", AS_OF, "--waivers", "w.json"]
    call([*check, "--format", "json", "--output", "out.json"])
    stated = json.loads((tmp_path / "out.json").read_bytes())["waivers"]
    assert [(60, None), *[(0, "W-0")] * 99] == [(len(w["covers"]), w["covers_as"]) for w in stated]
    call(["report", *check[1:], "--format", "md", "--output", "out.md"])
    assert 99 == (tmp_path / "out.md").read_text("utf-8").count("covers the same outcomes as W-0")
