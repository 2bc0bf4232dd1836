"""Bundles without a result that somebody could approve: whatever made them so, they can only be rejected."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from microdep_rules.signing.statement import RESERVED
from tests.cli.replay import run
from tests.signing.attacked import ANN, BOM, NOTHING, _key_files, close, sign, trusted, zipped
from tests.signing.rewritten import other_record

GOOD = BOM.replace("CN", "DE")
FILES = {
    "good.yaml": GOOD,
    "bad.yaml": BOM.replace("origin: CN", "origin: XX"),
    "cut.yaml": "components: [\n",
    "empty.yaml": NOTHING,
    "contract.yaml": "schema: microdep-context/1\naward: soon\n",
    "overlay.yaml": "schema: microdep-overlay/1\nparts: 3\n",
    "waivers.yaml": "schema: microdep-waivers/1\nwaivers: [{id: W-1}]\n",
    "baseline.json": "{}",
    "folder/one.bom.yaml": GOOD,
    "folder/two.bom.yaml": "components: [\n",
    "policy.toml": '[[require]]\nrole = "lead-auditor"\n',
}
REPORTS = {
    "one that is not valid": ("bad.yaml", "INVALID"),
    "one that cannot be read": ("cut.yaml", "INVALID"),
    "one that is missing": ("nowhere.yaml", "INVALID"),
    "one that is not valid beside one that passes": ("good.yaml bad.yaml", "INVALID"),
    "a folder in which one cannot be read": ("folder", "INVALID"),
    "one that passes, one that is not valid, one without components": (
        "good.yaml bad.yaml empty.yaml",
        "INVALID",
    ),
    "one that passes beside one without components": ("good.yaml empty.yaml", "NOTHING CHECKED"),
    "a context that is not valid": ("good.yaml --context contract.yaml", "INVALID"),
    "an overlay that is not valid": ("good.yaml --overlay overlay.yaml", "INVALID"),
    "waivers that are not valid": (
        "good.yaml --waivers waivers.yaml",
        "PASS without files that it should have used",
    ),
    "a baseline that is not valid": (
        "good.yaml --baseline baseline.json",
        "PASS without files that it should have used",
    ),
    "a rule that cannot be evaluated": ("good.yaml", "ERROR"),
}


def _error(record: dict[str, Any]) -> None:
    """A record of a defect of the product: no input makes one."""
    (document,) = record["documents"]
    for each in document["outcomes"]:
        each["verdict"] = each["standing"] = "error"
    many = document["counts"]["pass"]
    document["counts"] |= {"pass": 0, "error": many}
    record["summary"]["counts"] |= {"pass": 0, "error": many}
    document["verdict"] = record["summary"]["verdict"] = "error"


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("without")
    for name, text in FILES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    _key_files(folder, "ann")
    trusted(folder, ANN)
    for number, (asked, _) in enumerate(REPORTS.values()):
        _, err, _ = run(f"microdep report {asked} --as-of 2026-11-20 --output out{number}", folder)
        assert (folder / f"out{number}" / "record.json").is_file(), err
    other_record(folder / f"out{len(REPORTS) - 1}", _error, pages=True)
    return folder


AT = "--key ann --yes --signed-at 2026-11-24T10:00:00Z"


def copied(name: str, reports: Path, folder: Path) -> Path:
    """The report as `out` in a folder with the people; without sign-offs, whatever was there before."""
    shutil.rmtree(folder / "out", ignore_errors=True)
    for each in ("trust.toml", "policy.toml", "ann"):
        shutil.copy(reports / each, folder)
    return Path(shutil.copytree(reports / f"out{list(REPORTS).index(name)}", folder / "out"))


@pytest.mark.parametrize("name", REPORTS)
def test_a_bundle_without_a_result_is_approved_by_nobody(name: str, reports: Path, tmp_path: Path) -> None:
    bundle = copied(name, reports, tmp_path)
    _, err, code = run(f"microdep signoff out --role lead-auditor {AT}", tmp_path)
    assert (2, True) == (code, f"a bundle with the verdict {REPORTS[name][1]}" in err), err
    assert "can only be rejected" in err
    sign(bundle, ANN)  # by a program that refuses nothing
    close(bundle)
    zipped(bundle)
    _refused(tmp_path, "out.zip")


def test_no_way_leads_around_that(reports: Path, tmp_path: Path) -> None:
    name = "one that is not valid beside one that passes"
    others: tuple[dict[str, Any], ...] = ({}, {"decision": RESERVED, "reservations": ("x",)})
    for changes in others:
        bundle = copied(name, reports, tmp_path)
        sign(bundle, ANN, **changes)
        _refused(tmp_path, "out")
        _, err, code = run(f"microdep signoff out --role lead-auditor --close {AT}", tmp_path)
        assert (7, True) == (code, "the bundle was changed or is incomplete" in err)
    copied(name, reports, tmp_path)
    reserved = f"{AT} --decision approved-with-reservations --reservation x"
    assert 2 == run(f"microdep signoff out --role lead-auditor {reserved}", tmp_path)[2]
    rejected = f"{AT} --decision rejected --reservation unusable"
    assert 0 == run(f"microdep signoff out --role lead-auditor {rejected}", tmp_path)[2]
    closing = AT.replace("10:00", "11:00")
    assert 0 == run(f"microdep signoff out --role lead-auditor --close {closing}", tmp_path)[2]
    out, err, code = run("microdep verify out --policy policy.toml", tmp_path)
    assert (7, True) == (code, "error[bundle/rejected]" in err)
    assert out.endswith("NOT VERIFIED: the bundle is as it was signed, but it was rejected\n")


def _refused(folder: Path, name: str) -> None:
    out, err, code = run(f"microdep verify {name} --policy policy.toml", folder)
    assert (7, True) == (code, "error[bundle/no-result]" in err), err
    assert "NOT VERIFIED" in out.splitlines()[-1]


def test_what_could_not_be_used_stands_on_the_screens_of_a_signer(reports: Path) -> None:
    number = list(REPORTS).index("waivers that are not valid")
    out, _, _ = run(f"microdep verify out{number}", reports)
    assert "          not used by the check: waivers.yaml\n" in out
