"""Attacks by what no page shows: cells that are computed, fields that nobody reads, names, comments."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

from microdep_rules.signing.canonical import encode
from tests.signing.rewritten import anew, other_record

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SHEET, STYLES, TYPES = "xl/worksheets/sheet1.xml", "xl/styles.xml", "[Content_Types].xml"


def _book(part: str, old: str, new: str, **more: bytes) -> Callable[[Path], object]:
    """Another text in a part of findings.xlsx, and further parts; every stored cell is as it was."""

    def attack(bundle: Path) -> None:
        with zipfile.ZipFile(bundle / "findings.xlsx") as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        assert old.encode() in parts[part], part
        parts[part] = parts[part].replace(old.encode(), new.encode(), 1)
        written = io.BytesIO()
        with zipfile.ZipFile(written, "w") as archive:
            for name, data in {**parts, **{f"xl/{name}.bin": data for name, data in more.items()}}.items():
                archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data)
        anew(bundle, findings_xlsx=written.getvalue())

    return attack


def _formula(bundle: Path) -> None:
    """The cell of a verdict as a formula that gives `pass`, with `fail` as its stored result."""
    with zipfile.ZipFile(bundle / "findings.xlsx") as archive:
        sheet, texts = archive.read(SHEET).decode(), archive.read("xl/sharedStrings.xml").decode()
    number = texts.split("<si>").index('<t xml:space="preserve">fail</t></si>') - 1
    cell = f' t="s"><v>{number}</v></c>'
    at = sheet.index(cell)
    formula = f'{sheet[:at]} t="str"><f>"p"&amp;"ass"</f><v>fail</v></c>{sheet[at + len(cell) :]}'
    _book(SHEET, sheet, formula)(bundle)


def _other(name: str, change: Callable[[Any], object]) -> Callable[[Path], object]:
    """Other data in a file of canonical JSON."""

    def attack(bundle: Path) -> None:
        data = json.loads((bundle / name).read_bytes())
        change(data)
        (bundle / name).write_bytes(encode(data))
        anew(bundle)

    return attack


def _views(bundle: Path) -> None:
    """A verdict in supply.json, whose digest the record states: no page shows it."""
    data = {**json.loads((bundle / "supply.json").read_bytes()), "verdict": "PASS"}
    (bundle / "supply.json").write_bytes(encode(data))
    digest = hashlib.sha256(encode(data)).hexdigest()
    other_record(bundle, lambda r: r["views"].update({"supply.json": f"sha256:{digest}"}), pages=True)


def _renamed(bundle: Path) -> None:
    """The first sign-off by a number that Python takes for one, and the script of VERIFY.md does not."""
    first = next((bundle / "signoffs").glob("1-*"))
    first.rename(first.with_name(first.name.replace("1-", "\N{ARABIC-INDIC DIGIT ONE}-", 1)))


def _comment(bundle: Path) -> None:
    with zipfile.ZipFile(bundle.with_name("out.zip"), "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(each for each in bundle.rglob("*") if each.is_file()):
            entry = zipfile.ZipInfo(f"out/{path.relative_to(bundle).as_posix()}")
            entry.comment = b"verdict PASS"
            archive.writestr(entry, path.read_bytes())


UNSIGNED: dict[str, Callable[[Path], object]] = {
    "replace a verdict in findings.xlsx by a formula, then write a new manifest": _formula,
    "let a number format in findings.xlsx show additional words, then write a new manifest": _book(
        STYLES,
        '<fonts count="2">',
        '<numFmts count="1"><numFmt numFmtId="49" formatCode="@&quot; (waived)&quot;"/></numFmts>'
        '<fonts count="2">',
    ),
    "set the height of a row in findings.xlsx to zero, then write a new manifest": _book(
        SHEET, '<row r="2">', '<row r="2" ht="0" customHeight="1">'
    ),
    "add a heading that only prints show to findings.xlsx, then write a new manifest": _book(
        SHEET, "</worksheet>", "<headerFooter><oddHeader>VERDICT: PASS</oddHeader></headerFooter></worksheet>"
    ),
    "add a macro to findings.xlsx, then write a new manifest": _book(
        TYPES,
        "</Types>",
        '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>',
        vbaProject=b"macro",
    ),
    "add an unknown field with a verdict to bundle.json, then write a new manifest": _other(
        "bundle.json", lambda d: d.update(verdict="PASS")
    ),
    "add a verdict to the options in bundle.json, then write a new manifest": _other(
        "bundle.json", lambda d: d["asked"].update(verdict="PASS")
    ),
    "raise the longest duration of waivers in bundle.json, then write a new manifest": _other(
        "bundle.json", lambda d: d["options"].update(waiver_longest_days=36525)
    ),
    "add a verdict to supply.json, then write the new digest of this file and a new manifest": _views,
}
SIGNED: dict[str, Callable[[Path], object]] = {
    "use a digit of another script, such as Arabic, in the name of a sign-off": _renamed,
    "a comment of an entry in a zip file": _comment,
}
ATTACKS = {
    **{name: ("unsigned", each) for name, each in UNSIGNED.items()},
    **{name: ("out", each) for name, each in SIGNED.items()},
}
