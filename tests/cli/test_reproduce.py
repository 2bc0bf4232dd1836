"""A bundle whose check is made again: by what it holds alone, and whatever its maker wrote into it."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from microdep_rules.output.record import text_of
from microdep_rules.report.bundle import sealed
from microdep_rules.signing.canonical import encode
from microdep_rules.signing.manifest import NAME, SUMS
from tests.cli.replay import run
from tests.each import sample_of
from tests.hostile.open_documents import document, row, table
from tests.hostile.open_documents import text as cell
from tests.report.papers import needs_renderer
from tests.shown import NOT_FROM_CHINA
from tests.signing.bundles import held

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BOM = """\
schema: microdep-bom/1
document: {id: board}
components:
  - {name: Magnet, id: magnet, origin: CN}
  - {name: Other, id: other}
"""
OVERLAY = "schema: microdep-overlay/1\ncomponents: [{match: {id: other}, origin: JP}]\n"
CONTEXT = "schema: microdep-context/1\ncontract: {date: 2026-11-20}\n"
REPORT = "microdep report bom.yaml --as-of 2026-11-24 --output out"
OWN = REPORT.replace("bom.yaml", "bom.yaml --pack ./rules-of-ours/own")
"""The same with the smallest pack: to lay out a shipped one takes most of the time."""
VERIFY = "microdep verify out --reproduce"
AGAIN = "files are the same, byte for byte"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "work"
    (place / "rules-of-ours" / "own").mkdir(parents=True)
    (place / "rules-of-ours" / "own" / "pack.rule").write_text(NOT_FROM_CHINA, encoding="utf-8")
    for name, text in (("bom.yaml", BOM), ("more.yaml", OVERLAY), ("deal.yaml", CONTEXT), ("trust.toml", "")):
        (place / name).write_text(text, encoding="utf-8")
    (tmp_path / "beside.yaml").write_text(BOM, encoding="utf-8")
    return place


_MADE: dict[tuple[str, bytes], dict[str, bytes]] = {}


def reported(folder: Path, command: str = OWN) -> None:
    """The bundle of a command, which is made once of the same files: every run of it gives the same bytes."""
    key = (command, b"".join(encode({name: data.hex()}) for name, data in sorted(held(folder).items())))
    if key not in _MADE:
        run(command, folder)
        _MADE[key] = held(folder / "out")
    for name, data in _MADE[key].items():
        (folder / "out" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "out" / name).write_bytes(data)


@pytest.mark.parametrize(
    "asked",
    [
        "bom.yaml",
        "bom.yaml ../beside.yaml --fail-on fail",
        "bom.yaml --pack ./rules-of-ours/own --overlay more.yaml --context deal.yaml --horizon 30",
        "bom.yaml --pack dod-magnets --pack chokepoints --no-exclusions --no-waivers",
    ],
)
def test_a_check_gives_the_same_bytes_again(asked: str, folder: Path) -> None:
    run(REPORT.replace("bom.yaml", asked), folder)
    shutil.move(folder / "out", folder.parent / "out")
    shutil.rmtree(folder)
    (folder.parent / "trust.toml").write_text("", encoding="utf-8")
    out, err, code = run(VERIFY, folder.parent)
    assert (1, True) == (code, AGAIN in out), out + err


@pytest.mark.usefixtures("repeated_here")
def test_of_a_folder_the_files_that_were_passed_over_are_stated_and_not_counted_again(folder: Path) -> None:
    (folder / "notes.txt").write_text("", encoding="utf-8")
    run(REPORT.replace("bom.yaml", ". --pack ./rules-of-ours/own"), folder)
    ignored = json.loads((folder / "out" / "record.json").read_bytes())["files_ignored"]
    assert ignored > 1
    out, _, code = run(VERIFY, folder)
    printed = f"{AGAIN}; {ignored} ignored files are not in the bundle, and not counted again"
    assert (1, True) == (code, printed in out), out


@pytest.mark.usefixtures("repeated_here")
@pytest.mark.parametrize("pack", ["own", "one.rule", "."])
def test_a_pack_that_is_asked_for_by_a_bare_name_is_found_from_elsewhere(pack: str, folder: Path) -> None:
    (folder / "microdep.toml").write_text("", encoding="utf-8")
    place = folder / "rules-of-ours"
    for each in ("one.rule", "own/one.rule"):
        (place / each).write_text(NOT_FROM_CHINA, encoding="utf-8")
    (place / "own" / "pack.rule").unlink()
    out, err, code = run(
        f"microdep report ../bom.yaml --pack {pack} --as-of 2026-11-24 --output ../out", place
    )
    assert 1 == code, err
    out, err, code = run(VERIFY, folder)
    assert (1, True) == (code, AGAIN in out), out + err


@pytest.mark.usefixtures("repeated_here")
def test_a_pack_of_ours_in_a_folder_called_rules_is_laid_out(folder: Path) -> None:
    (folder / "rules-of-ours").rename(folder / "rules")
    (folder / "microdep.toml").write_text('packs = ["rules/own"]\n', encoding="utf-8")
    reported(folder, REPORT)
    out, err, code = run(VERIFY, folder)
    assert (1, True) == (code, AGAIN in out), out + err


@pytest.mark.usefixtures("repeated_here")
def test_a_check_by_a_configuration_gives_the_same_bytes_from_a_folder_below(folder: Path) -> None:
    (folder / "microdep.toml").write_text('packs = ["rules-of-ours/own"]\n', encoding="utf-8")
    (folder / "below").mkdir()
    run(
        "microdep report ../bom.yaml --overlay ../more.yaml --as-of 2026-11-24 --output ../out",
        folder / "below",
    )
    out, err, code = run(VERIFY, folder)
    assert (1, True) == (code, AGAIN in out), out + err


TABLE = "Designator,Name,Manufacturer,Qty,Country of origin\nU1,Magnet,Example Works,1,CN\n"
CYCLONEDX = json.dumps(
    {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "components": [{"type": "device", "name": "Magnet", "bom-ref": "magnet"}],
    }
)


def _sheets(form: str) -> bytes:
    if form == "ods":
        return document(table(*(row(*map(cell, line.split(","))) for line in TABLE.splitlines())))
    book, written = openpyxl.Workbook(), io.BytesIO()
    sheet = book.create_sheet("BOM", 0)
    for line in TABLE.splitlines():
        sheet.append(line.split(","))
    book.save(written)
    return written.getvalue()


FORMS: dict[str, Callable[[], bytes]] = {
    "bom.csv": TABLE.encode,
    "BOM.CSV": TABLE.encode,
    "bom.bom.csv": TABLE.encode,
    "bom.tsv": lambda: TABLE.replace(",", "\t").encode(),
    "bom.xlsx": lambda: _sheets("xlsx"),
    "bom.ods": lambda: _sheets("ods"),
    "bom.yaml": lambda: BOM.replace("document: {id: board}\n", "").encode(),
    "bom.json": lambda: b'{"schema": "microdep-bom/1", "components": [{"name": "Magnet", "id": "magnet"}]}',
    "bom.cdx.json": CYCLONEDX.encode,
}
"""Documents that do not name their product, by file name."""


@pytest.mark.usefixtures("repeated_here")
@pytest.mark.parametrize("name", FORMS)
def test_the_name_of_the_product_does_not_depend_on_the_folder_of_the_bundle(name: str, folder: Path) -> None:
    (folder / name).write_bytes(FORMS[name]())
    run(OWN.replace("bom.yaml", name), folder)
    out, err, code = run(VERIFY, folder)
    assert (1, True) == (code, AGAIN in out), out + err


@pytest.mark.usefixtures("repeated_here")
@pytest.mark.parametrize("where", ["above", "link", "mapping", "configuration", "below"])
def test_a_table_that_is_named_after_its_folder_gives_the_same_bytes_from_elsewhere(
    where: str, folder: Path
) -> None:
    """The table is in the folder above, is a link, has a mapping file without a product, and so on."""
    pack, place, path = "./rules-of-ours/own", folder, "bom.csv"
    if where == "above":
        path = "../bom.csv"
    elif where == "below":
        path = "sub/bom.csv"
    elif where == "configuration":
        (folder / "microdep.toml").write_text("", encoding="utf-8")
        (folder / "rev 3").mkdir()
        pack, place = "../rules-of-ours/own", folder / "rev 3"
    elif where == "mapping":
        (folder / "bom.csv.mapping.yaml").write_text(
            "schema: microdep-mapping/1\ncolumns: {Name: name, Manufacturer: manufacturer, Qty: quantity}\n",
            encoding="utf-8",
        )
    target = place / path
    target.parent.mkdir(exist_ok=True)
    if where == "link":
        (folder / "store").mkdir()
        (folder / "store" / "bom.csv").write_text(TABLE, encoding="utf-8")
        target.symlink_to(folder / "store" / "bom.csv")
    else:
        target.write_text(TABLE, encoding="utf-8")
    run(f"microdep report {path} --pack {pack} --as-of 2026-11-24 --output {folder}/out", place)
    out, err, code = run(VERIFY, folder)
    assert (1, True) == (code, AGAIN in out), out + err


def changed(folder: Path, change: Callable[[dict[str, Any], dict[str, Any]], object]) -> None:
    """The bundle with another index or record, and a manifest that lists it as it is now."""
    files = held(folder / "out")
    index, record = (json.loads(files[name]) for name in ("bundle.json", "record.json"))
    change(index, record)
    anew(folder, {"bundle.json": encode(index), "record.json": text_of(record).encode()})


def anew(folder: Path, other: dict[str, bytes]) -> None:
    """The bundle with other files, and a manifest that lists it as it is now."""
    files = {name: data for name, data in held(folder / "out").items() if name not in {NAME, SUMS}} | other
    for name, data in sealed(files, "2026-11-24T00:00:00Z").items():
        (folder / "out" / name).write_bytes(data)


def _pass(_: dict[str, Any], record: dict[str, Any]) -> None:
    record["summary"]["verdict"] = "pass"


def _fewer(_: dict[str, Any], record: dict[str, Any]) -> None:
    record["documents"][0]["outcomes"].pop()


def _made_by_another_version(index: dict[str, Any], record: dict[str, Any]) -> None:
    for each in (index, record):
        each["tool"].update(version="0.0.7")


NOT_BELOW = "is not a path below"
NOT_WRITTEN = "its inputs cannot be written"
TOLD: dict[str, tuple[Callable[[dict[str, Any], dict[str, Any]], object], str]] = {
    "another verdict": (_pass, "the bundle has the verdict pass, but the new check has "),
    "an outcome less": (_fewer, "outcomes differ from the bundle"),
    "an input far away": (
        lambda index, _: index["inputs"][0].update(path="../" * 20 + "etc/x"),
        "leads too far out of the project",
    ),
    "an input at the root": (
        lambda index, _: index["inputs"][0].update(path="/etc/x"),
        NOT_BELOW,
    ),
    "an input of another system": (
        lambda index, _: index["inputs"][0].update(path="C:\\x"),
        NOT_BELOW,
    ),
    "an input that is elsewhere": (
        lambda index, _: index["inputs"][0].update(file="../bom.yaml"),
        "`../bom.yaml` is missing",
    ),
    "a name of nothing": (
        lambda index, _: index["inputs"][0].update(path="a\0b"),
        NOT_WRITTEN,
    ),
    "a word of nothing": (
        lambda index, _: index["asked"].update(context="a\0b"),
        NOT_WRITTEN,
    ),
    "a long name": (
        lambda index, _: index["inputs"][0].update(path="x" * 5000),
        NOT_WRITTEN,
    ),
    "a context far away": (
        lambda index, _: index["asked"].update(context="../" * 20 + "etc/passwd"),
        "leads too far out of the project",
    ),
    "a pack at the root": (lambda index, _: index["asked"].update(packs=["/etc"]), NOT_BELOW),
    "a template far away": (lambda index, _: index.update(template=["../report.md"]), "is missing"),
    "no template": (lambda index, _: index.update(template={}), "its index cannot be read"),
    "a PDF that is a word": (lambda index, _: index.update(pdf="yes"), "its index cannot be read"),
    "no inputs": (lambda index, _: index.pop("inputs"), "its index cannot be read"),
    "an option as a path": (lambda index, _: index["asked"].update(paths=["--help"]), "the verdict"),
    "a pack that is nowhere": (lambda index, _: index["asked"].update(packs=["none"]), "none"),
}


PAGES = ("report.html", "report.md", "findings.csv", "findings.xlsx", "VERIFY.md")
DATA = ("supply.json", "evidence.json")


@pytest.mark.usefixtures("repeated_here")
@pytest.mark.parametrize(
    ("name", "path"), [*((each, ".") for each in (*PAGES, *DATA)), ("report.html", "bom.yaml")]
)
def test_a_page_that_says_something_else_than_the_record_is_reported(
    name: str, path: str, folder: Path
) -> None:
    (folder / "notes.txt").write_text("", encoding="utf-8")
    reported(folder, REPORT.replace("bom.yaml", f"{path} --pack ./rules-of-ours/own"))
    data = (folder / "out" / name).read_bytes()
    if name == "findings.xlsx":
        book = openpyxl.load_workbook(io.BytesIO(data))
        book["About"]["A1"] = "Verdict: pass."
        written = io.BytesIO()
        book.save(written)
        data = written.getvalue()
    else:
        data = data.replace(b"Magnet", b"Copper") if b"Magnet" in data else data.replace(b"\n", b"\n ", 1)
    anew(folder, {name: data})
    _, err, code = run(VERIFY, folder)
    assert (7, True) == (code, f"{name} differs from" in err), err


@pytest.mark.usefixtures("repeated_here")
def test_a_workbook_with_the_same_cells_that_a_library_has_written_is_reported(folder: Path) -> None:
    reported(folder)
    written = io.BytesIO()
    openpyxl.load_workbook(folder / "out" / "findings.xlsx").save(written)
    anew(folder, {"findings.xlsx": written.getvalue()})
    _, err, code = run(VERIFY, folder)
    expected = "its cells agree with the record, but it has the unknown file `docProps"
    assert (7, True) == (code, expected in err), err


@pytest.mark.usefixtures("repeated_here")
@pytest.mark.parametrize(
    "key", sample_of(["waivers", "packs", "inputs", "options", "as_of", "tool", "more"], 3)
)
def test_whatever_else_the_record_says_has_to_come_out_again(key: str, folder: Path) -> None:
    reported(folder)
    changed(folder, lambda _, record: record.update({key: ["other"]}))
    _, err, code = run(VERIFY, folder)
    assert (7, True) == (code, f"`{key}` differs" in err), err


def test_the_pdf_is_laid_out_again_and_another_one_is_reported(folder: Path) -> None:
    needs_renderer()
    reported(folder, f"{OWN} --pdf")
    other = (folder / "out" / "report.pdf").read_bytes().replace(b"/Creator", b"/Creatoz", 1)
    anew(folder, {"report.pdf": other})
    _, err, code = run(VERIFY, folder)
    assert (7, True) == (code, "report.pdf differs from the record" in err), err


def test_a_pdf_that_was_compared_with_its_record_is_laid_out_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    needs_renderer()
    reported(folder, f"{OWN} --pdf")
    asked: list[list[str]] = []
    start = subprocess.run

    def listed(command: list[str], **more: Any) -> Any:
        asked.append(command)
        return start(command, **more)

    monkeypatch.setattr(subprocess, "run", listed)
    out, err, code = run(VERIFY, folder)
    many = len(json.loads((folder / "out" / "manifest.json").read_bytes())["files"])
    assert (1, True) == (code, f"all {many} {AGAIN}" in out), err
    (command,) = asked
    assert "--pdf" not in command
    changed(folder, lambda index, _: index["pdf"].update(pango="0.0.0"))
    out, err, code = run(VERIFY, folder)
    assert (1, True) == (code, "different bytes in bundle.json" in out), out + err
    assert "--pdf" in asked[1]


def test_a_pdf_with_further_fonts_is_skipped_and_reported(folder: Path) -> None:
    needs_renderer()
    reported(folder, f"{OWN} --pdf")
    changed(folder, lambda index, _: index["pdf"].update(fonts=["sha256:" + "0" * 64]))
    out, err, code = run(VERIFY, folder)
    assert (1, True) == (code, "report.pdf was not made again: it has fonts" in out), err


@pytest.mark.usefixtures("repeated_here")
@pytest.mark.parametrize("how", TOLD)
def test_what_a_bundle_says_that_no_check_gives_is_reported(how: str, folder: Path) -> None:
    reported(folder)
    change, printed = TOLD[how]
    changed(folder, change)
    out, err, code = run(VERIFY, folder)
    assert (7, True) == (code, "bundle/not-reproduced" in err), out + err
    assert printed in err


@pytest.mark.usefixtures("repeated_here")
def test_of_another_version_everything_but_words_is_compared(folder: Path) -> None:
    reported(folder)
    changed(folder, _made_by_another_version)
    out, err, code = run(VERIFY, folder)
    assert (1, True) == (code, "version 0.0.7 made the bundle\n" in out), err
    assert ("the words in" in out, "do not rely on the pages" in err) == (False, True)


@pytest.mark.usefixtures("repeated_here")
def test_other_words_of_another_version_are_named(folder: Path) -> None:
    reported(folder)

    def worded(index: dict[str, Any], record: dict[str, Any]) -> None:
        _made_by_another_version(index, record)
        record["documents"][0]["outcomes"][0].update(message="All is well.")

    changed(folder, worded)
    out, err, code = run(VERIFY, folder)
    assert (1, True) == (code, "the words in message differ, and were not compared" in out), err


FULL = f"{OWN} --context facts.yaml --waivers waivers.yaml"
WAIVERS = """\
schema: microdep-waivers/1
waivers:
  - id: W-1
    rule: own/r
    scope: {components: [magnet]}
    reason: Bought for prototypes.
    legal_basis: Purchasing policy 7.3
    requested_by: Dana Ito <dana.ito@example.com>
    approved_by: Kim Berg <kim.berg@example.com>
    from: 2026-11-01
    until: 2027-01-31
"""
FORGED: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "a contract fact": (
        lambda r: r["documents"][0]["contract"][0].update(value="2020-01-01"),
        "`contract`",
    ),
    "a contract fact less": (lambda r: r["documents"][0]["contract"].pop(), "`contract`"),
    "the law of a waiver": (lambda r: r["waivers"][0].update(against_law=["x"]), "`against_law`"),
    "the basis of a waiver": (lambda r: r["waivers"][0].update(legal_basis="10 U.S.C."), "`legal_basis`"),
    "who approved a waiver": (lambda r: r["waivers"][0].update(approved_by="Eve"), "`approved_by`"),
    "the reason of a waiver": (lambda r: r["waivers"][0].update(reason="Lawful."), "`reason`"),
    "a waiver less": (lambda r: r["waivers"].clear(), "`waivers`"),
    "a pack as not shipped": (lambda r: r["packs"][0].update(not_shipped="x"), "`not_shipped`"),
    "the variant of a pack": (lambda r: r["packs"][0].update(variant="other"), "`variant`"),
    "a pack that was not run": (lambda r: r["packs_not_run"].pop(), "`packs_not_run`"),
    "an option": (lambda r: r["options"].update(waiver_longest_days=1), "`waiver_longest_days`"),
    "a fact": (
        lambda r: next(e for e in r["documents"][0]["outcomes"] if e["facts"])["facts"][0].update(value="JP"),
        "`facts`",
    ),
    "the evidence of a fact": (
        lambda r: next(e for e in r["documents"][0]["outcomes"] if e["facts"])["facts"][0].update(
            evidence=["e"]
        ),
        "`evidence`",
    ),
    "the law of a fail": (
        lambda r: r["documents"][0]["outcomes"][0].update(against_law=True),
        "`against_law`",
    ),
    "the name of a component": (
        lambda r: r["documents"][0]["outcomes"][0]["subject"].update(name="Other"),
        "`subject`",
    ),
    "what is waived": (lambda r: r["documents"][0]["outcomes"][0].update(waiver="W-9"), "`waiver`"),
    "an outcome without a field": (lambda r: r["documents"][0]["outcomes"][0].pop("facts"), "`facts`"),
    "an outcome without its rule": (lambda r: r["documents"][0]["outcomes"][0].pop("rule"), "no record"),
    "outcomes that are none": (lambda r: r["documents"][0].update(outcomes=["x"]), "no record"),
    "a list of exceptions that is none": (
        lambda r: r["documents"][0]["outcomes"][0].update(exceptions=3),
        "no record",
    ),
    "one more field": (lambda r: r.update(more=1), "`more`"),
}


@pytest.mark.usefixtures("repeated_here")
@pytest.mark.parametrize("how", sample_of(FORGED, 4))
def test_a_record_is_not_reproduced_because_it_names_another_version(how: str, folder: Path) -> None:
    change, printed = FORGED[how]
    (folder / "waivers.yaml").write_text(WAIVERS, encoding="utf-8")
    facts = "schema: microdep-context/1\nagency: DoD\naward: 2026-03-02\n"
    (folder / "facts.yaml").write_text(facts, encoding="utf-8")
    reported(folder, FULL)

    def forge(index: dict[str, Any], record: dict[str, Any]) -> None:
        _made_by_another_version(index, record)
        change(record)

    changed(folder, forge)
    out, err, code = run(VERIFY, folder)
    assert (7, True, True) == (code, "NOT REPRODUCED" in out, printed in err), out + err


@pytest.mark.usefixtures("repeated_here")
def test_no_code_is_taken_from_a_bundle(folder: Path) -> None:
    (folder / "bom.yaml").rename(folder / "click.py")
    (folder / "click.py").write_text("raise SystemExit(0)\n", encoding="utf-8")
    (folder / "bom.yaml").write_text(BOM, encoding="utf-8")
    reported(folder)
    files = held(folder / "out")
    (folder / "out" / "inputs" / "9999-click.py").write_text("raise SystemExit(0)\n", encoding="utf-8")
    new = {"path": "click.py", "kind": "overlay", "file": "inputs/9999-click.py", "digest": ""}
    assert "bundle.json" in files
    changed(folder, lambda index, _: index["inputs"].append(new))
    _, err, code = run(VERIFY, folder)
    assert (7, True) == (code, "inputs/9999-click.py differs from the file that the check used" in err), err


@pytest.mark.usefixtures("repeated_here")
@pytest.mark.parametrize("more", ["PASS-CERTIFICATE.html", "template/report.css", "packs/other/a.rule"])
def test_a_file_that_no_check_makes_is_reported(more: str, folder: Path) -> None:
    reported(folder)
    (folder / "out" / more).parent.mkdir(parents=True, exist_ok=True)
    anew(folder, {more: b"PASS"})
    _, err, code = run(VERIFY, folder)
    assert (7, True) == (code, f"{more} differs from the file that the check used" in err), err


@pytest.mark.usefixtures("repeated_here")
def test_a_rule_that_was_not_run_is_reported(folder: Path) -> None:
    reported(folder, REPORT)
    name = next(each for each in held(folder / "out") if each.startswith("packs/micro-dependency"))
    anew(folder, {name: b"rule other"})
    _, err, code = run(VERIFY, folder)
    assert (7, True) == (code, f"{name} differs from the file that the check used" in err), err


@pytest.mark.usefixtures("repeated_here")
def test_outcomes_are_compared_also_where_another_version_made_them(folder: Path) -> None:
    reported(folder)

    def forge(index: dict[str, Any], record: dict[str, Any]) -> None:
        index["tool"]["version"] = "0.0.7"
        one, other = record["documents"][0]["outcomes"][:2]
        one["subject"], other["subject"] = other["subject"], {**one["subject"], "id": "third"}

    changed(folder, forge)
    _, err, code = run(VERIFY, folder)
    assert (7, True) == (code, "outcomes differ from the bundle" in err), err


@pytest.mark.usefixtures("repeated_here")
def test_files_of_a_pack_whose_names_become_one_are_both_kept(folder: Path) -> None:
    place = folder / "rules-of-ours" / "own"
    for name, rule in (("a b.rule", "first"), ("a-b.rule", "second")):
        text = NOT_FROM_CHINA[NOT_FROM_CHINA.index("rule ") :]
        named = text.replace("rule r\n", f"rule {rule}\n").replace(" of r ", f" of {rule} ")
        (place / name).write_text(named, encoding="utf-8")
    run(REPORT.replace("bom.yaml", "bom.yaml --pack ./rules-of-ours/own"), folder)
    out, err, code = run(VERIFY, folder)
    assert (1, True) == (code, AGAIN in out), out + err
    index = json.loads((folder / "out" / "bundle.json").read_text("utf-8"))
    kept = [each["file"] for each in index["packs"][0]["files"]]
    assert 3 == len(set(kept)) == len(kept)


@pytest.mark.usefixtures("repeated_here")
def test_a_configuration_above_the_folder_is_not_taken(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported(folder)
    above = tmp_path_factory.mktemp("above")
    (above / "microdep.toml").write_text("", encoding="utf-8")
    monkeypatch.setattr("tempfile.tempdir", str(above))
    _, err, code = run(VERIFY, folder)
    assert (7, True) == (code, "would be used as its configuration" in err), err


@pytest.mark.usefixtures("repeated_here")
def test_nothing_is_run_for_a_bundle_that_is_not_intact(folder: Path) -> None:
    reported(folder)
    (folder / "out" / "record.json").write_text("{}", encoding="utf-8")
    out, err, code = run(VERIFY, folder)
    assert (7, False) == (code, "repeating the check" in err), out
