"""What is written can be read: each limit of a reader of bundles is checked by whoever writes the file."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import microdep_rules
from microdep_rules.pipeline.attachments import MOST_FILES
from microdep_rules.signing import limits
from microdep_rules.signing.canonical import NotCanonicalError, decode, encode
from microdep_rules.signing.statement import LONGEST
from microdep_rules.vocabulary.blanks import INVISIBLE
from tests.cli.replay import run
from tests.signing import bundles
from tests.signing.attacked import ANN, BOM, _key_files, trusted

REPORT = "microdep report bom.yaml --as-of 2026-11-20 --output out"
HIDDEN = "a\u202eb\u200bc\u2066\u0085"
TEXT = HIDDEN + '\x7f\t"\\/é\u3000\U0001f600\U000e0001'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "bom.yaml").write_text(BOM, encoding="utf-8")
    return tmp_path


def test_a_report_that_nobody_could_read_is_not_written(folder: Path) -> None:
    for name in ("bundle.json", "supply.json", "record.json"):
        with pytest.MonkeyPatch.context() as patch:
            patch.setitem(limits.LARGEST, name, 2)
            out, err, code = run(REPORT, folder)
        assert (4, True, False) == (code, "file/too-large" in err, (folder / "out").exists()), out + err
        assert f"┌─ {name}" in err


def test_a_report_of_more_files_than_are_read_is_not_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_FILES", 10)
    _, err, _ = run(REPORT, folder)
    assert "the limit is 10" in err
    assert not (folder / "out").exists()


def test_a_sign_off_that_nobody_could_read_is_not_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "SIGNOFF", 1_000)
    run(REPORT, folder)
    _key_files(folder, "ann")
    trusted(folder, ANN)
    sign = "microdep signoff out --role lead-auditor --key ann --yes"
    _, err, code = run(sign, folder)
    assert (2, True) == (code, "`verify` reads at most 1,000" in err), err
    assert not list((folder / "out").glob("signoffs/*"))


def test_what_the_documentation_promises_is_within_the_limits() -> None:
    row = dict.fromkeys(("document", "id", "issuer", "found", "path", "file", "because", "type"), "x" * 100)
    evidence = {"evidence.json": MOST_FILES * len(encode(row)), "files": MOST_FILES}
    assert limits.find_too_large(evidence) is None
    step = dict.fromkeys(("stage", "substance", "country", "by", "share", "evidence", "at"), "x" * 30)
    component = {"id": "x" * 60, "steps": [step] * 20}
    assert limits.find_too_large({"supply.json": 10_000 * len(encode(component))}) is None
    assert MOST_FILES * 2 <= limits.MOST_FILES
    assert LONGEST * 500 * 2 < limits.SIGNOFF


def test_a_file_of_many_megabytes_is_read_and_a_larger_one_is_refused_before_it_is() -> None:
    data = encode(["x" * 9 * limits.MB])
    assert ["x" * 9 * limits.MB] == decode(data)
    with pytest.raises(NotCanonicalError, match="more than 8 MB"):
        decode(data, 8 * limits.MB)


def test_no_other_module_has_a_limit_of_its_own_for_a_file_of_a_bundle() -> None:
    package = Path(microdep_rules.__file__).parent
    own = [
        path.relative_to(package).as_posix()
        for folder in ("signing", "report")
        for path in sorted((package / folder).rglob("*.py"))
        if re.search(r"(?m)^(LARGEST\w*|MOST_FILES)\b[^\n]* = [^l\n]*\d", path.read_text("utf-8"))
    ]
    # Keys, certificates and trust stores are no files of a bundle.
    assert ["signing/certificates.py", "signing/keys.py", "signing/limits.py", "signing/trust.py"] == [
        each for each in own if each != "signing/canonical.py"
    ]


# ---- the one way to write a value ------------------------------------------------------------------------


def test_canonical_json_is_that_of_python_with_what_is_hidden_as_codes() -> None:
    value = {
        TEXT: [TEXT, 1, -(2**53) + 1, None, True, [], {}, [[]], {"b": {"a": 1}}],
        "\uffee": 2,
        "": "",
        "Z": 0,
    }
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, indent=2)
    plain = re.sub(INVISIBLE, lambda found: json.dumps(found[0])[1:-1], text.replace("\n", "\0"))
    assert f"{plain}\n".replace("\\u0000", "\n").replace("\x00", "\n") == encode(value).decode()
    assert value == decode(encode(value))


def test_a_hidden_sign_that_is_not_written_as_its_code_is_refused() -> None:
    with pytest.raises(NotCanonicalError):
        decode('{\n  "a": "x\u202ey"\n}\n'.encode())


def test_no_file_that_a_report_makes_hides_anything(folder: Path) -> None:
    name = json.dumps(HIDDEN)
    (folder / f"{HIDDEN}.yaml").write_text(
        "schema: microdep-bom/1\n"
        "document: {id: d}\n"
        f"parties: [{{id: p, name: {name}, country: CN}}]\n"
        f"evidence: [{{id: e, type: certificate, issuer: {name}, document: {{path: {name}}}}}]\n"
        f"components: [{{name: {name}, manufacturer: p, origin: {{value: CN, evidence: [e]}}}}]\n",
        encoding="utf-8",
    )
    assert 5 == run(REPORT.replace("bom.yaml", f"'{HIDDEN}.yaml'"), folder)[2]
    seen = {
        name: re.findall(
            INVISIBLE, data.decode().removeprefix("\ufeff").replace("\r\n", "\n").replace("\n", "")
        )
        for name, data in bundles.held(folder / "out").items()
        if not name.startswith(("inputs/", "packs/")) and name != "findings.xlsx"
    }
    assert [] == [name for name, hidden in seen.items() if hidden]
    out, err, _ = run("microdep verify out --reproduce", folder)
    assert "byte for byte" in out, out + err
