"""A PDF that can show something else than was signed is not signed, and never verified."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from microdep_rules.signing import pades, pdf_content
from tests.cli.replay import run
from tests.each import sample_of
from tests.signing.authority import pem
from tests.signing.test_pades import SIGN, VERIFY, a_pdf, archive, by_bob, certificate, root_key

pytest.importorskip("pyhanko", reason="pyHanko is not here; install microdep-rules[pades]")
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields

ROOT = Path(__file__).parents[2]
FIELD = b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (v) /V () /Rect [60 700 400 760] /P 3 0 R >>"
FORM: dict[str, Any] = {
    "root": b"/AcroForm << /Fields [7 0 R] >>",
    "page": b"/Annots [7 0 R]",
    "more": (FIELD,),
}
SCRIPT = b"<< /S /JavaScript /JS (app.alert\\('PASS'\\)) >>"
FILE = b"<< /Type /Filespec /F (x.txt) /EF << /F 8 0 R >> >>"
STREAM = b"<< /Type /EmbeddedFile /Length 4 >>\nstream\nPASS\nendstream"
COVER = b"<< /Subtype /Form /BBox [0 0 400 60] /Length 16 >>\nstream\nBT (PASS) Tj ET \nendstream"
SEAL = b"<< /Subtype /Widget /FT /Sig /T (s) /Rect [60 700 400 760] /F %d /P 3 0 R /AP << /N 8 0 R >> >>"


def drawing(entries: bytes) -> dict[str, Any]:
    """A page that could draw something of these entries."""
    drawn = b"<< %s /Length 4 >>\nstream\nPASS\nendstream" % entries
    return {"page": b"/X << /XObject << /X 7 0 R >> >>", "more": (drawn,)}


FOREIGN: dict[str, tuple[dict[str, Any], str]] = {
    "a form field over the verdict": (FORM, "the form field `v`"),
    "a form field of no form": ({**FORM, "root": b""}, "the form field `v`"),
    "a form of another kind": ({"root": b"/AcroForm << /Fields [] /XFA (x) >>"}, "a form (`XFA`)"),
    "a script when it is opened": (
        {"root": b"/OpenAction 7 0 R", "more": (SCRIPT,)},
        "an action when it is opened",
    ),
    "a script by its name": (
        {"root": b"/Names << /JavaScript << /Names [(x) 7 0 R] >> >>", "more": (SCRIPT,)},
        "a script",
    ),
    "a script on a link": (
        {"page": b"/Annots [<< /Subtype /Link /Rect [0 0 9 9] /A 7 0 R >>]", "more": (SCRIPT,)},
        "a script",
    ),
    "a program behind a link": (
        {"page": b"/Annots [<< /Subtype /Link /Rect [0 0 9 9] /A << /S /Launch /F (x) >> >>]"},
        "the action `Launch`",
    ),
    "an action behind another one": (
        {"page": b"/Annots [<< /Subtype /Link /A << /S /URI /URI (x) /Next << /S /SubmitForm >> >> >>]"},
        "the action `SubmitForm`",
    ),
    "an action of a page": ({"page": b"/AA << /O << /S /GoTo >> >>"}, "actions at events"),
    "an attachment": (
        {"root": b"/Names << /EmbeddedFiles << /Names [(x) 7 0 R] >> >>", "more": (FILE, STREAM)},
        "an attachment",
    ),
    "an attachment beside a page": ({"page": b"/AF [7 0 R]", "more": (FILE, STREAM)}, "an attachment"),
    "an attachment in the order of reading": (
        {"root": b"/StructTreeRoot << /K << /S /Document /AF [7 0 R] >> >>", "more": (FILE, STREAM)},
        "an attachment",
    ),
    "layers": ({"root": b"/OCProperties << /OCGs [] >>"}, "layers"),
    "a text over a page": (
        {"page": b"/Annots [<< /Subtype /FreeText /Rect [0 0 9 9] /Contents (PASS) >>]"},
        "the annotation `FreeText`",
    ),
    **{
        f"a link with a picture, {where}": (
            {
                "page": b"/Annots [<< /Subtype /Link /Rect [60 700 400 760] /F %d /AP << /N 7 0 R >>"
                b" /BS << /W 0 >> >>]" % flags,
                "more": (COVER,),
            },
            "the entry `AP` of a link",
        )
        for where, flags in (("on paper", 36), ("on the screen", 0), ("anywhere", 4))
    },
    "a link with a frame as wide as the verdict": (
        {"page": b"/Annots [<< /Subtype /Link /Rect [60 700 400 760] /BS << /W 60 >> >>]"},
        "a frame around a link",
    ),
    "a link with the frame that it has where none is stated": (
        {"page": b"/Annots [<< /Subtype /Link /Rect [60 700 400 760] >>]"},
        "a frame around a link",
    ),
    **{
        f"a field of a signature with the flags {flags}": (
            {
                "root": b"/AcroForm << /Fields [7 0 R] >>",
                "page": b"/Annots [7 0 R]",
                "more": (SEAL % flags, COVER),
            },
            "the signature field `s`, which covers a part of a page",
        )
        for flags in (0, 2, 4, 6, 32, 36, 256, 292)
    },
    "a field of a signature without room, with a picture": (
        {"page": b"/Annots [<< /Subtype /Widget /FT /Sig /Rect [0 0 0 0] /AP << >> >>]"},
        "the entry `AP` of a signature field",
    ),
    "an annotation without a place": (
        {"page": b"/Annots [<< /Subtype /FreeText /Contents (PASS) >>]"},
        "the annotation `FreeText`",
    ),
    "an annotation without a kind": (
        {"page": b"/Annots [<< /Rect [0 0 9 9] >>]"},
        "an annotation without a kind",
    ),
    "a program for printers": (drawing(b"/Subtype /PS"), "the XObject `PS`"),
    "a program for printers in a drawing": (
        drawing(b"/Subtype /Form /Subtype2 /PS /PS 7 0 R"),
        "the entry `PS` of a drawing",
    ),
    "a picture with another one on paper": (
        drawing(b"/Subtype /Image /Alternates []"),
        "a picture that differs in print",
    ),
    "a drawing in a layer": (drawing(b"/Subtype /Form /OC << >>"), "the entry `OC` of a drawing"),
    "colours that are others on paper": (
        {"page": b"/X << /ExtGState << /G << /TR 7 0 R >> >> >>", "more": (STREAM,)},
        "the entry `TR` of a graphics state",
    ),
    "a page that is shown for a moment": ({"page": b"/Dur 1"}, "the entry `Dur` of a page"),
    "another part of a page on paper": (
        {"root": b"/ViewerPreferences << /PrintArea /MediaBox >>"},
        "the entry `PrintArea` of its preferences",
    ),
    "threads of articles": ({"root": b"/Threads []"}, "the entry `Threads` of its catalog"),
    "pictures by their names": ({"root": b"/Names << /AP << >> >>"}, "the entry `AP` of its names"),
    "rights of a reader": ({"root": b"/Perms << /UR3 << >> >>"}, "the entry `UR3` of its permissions"),
    "a page of another file": (
        {"page": b"/XO 7 0 R", "more": (b"<< /Length 0 /F (other.pdf) >>\nstream\n\nendstream",)},
        "content from another file",
    ),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "report.pdf").write_bytes(a_pdf())
    (tmp_path / "ann.p12").write_bytes(archive("Ann Adams", "P-256"))
    root = certificate("Example Root", root_key(), root=True)
    (tmp_path / "root.pem").write_text(pem(root), encoding="utf-8")
    return tmp_path


def carelessly(command: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Signs by a program that refuses nothing."""
    with monkeypatch.context() as careless:
        careless.setattr(pades, "_require_signable", lambda *_: None)
        out, err, code = run(command, folder)
    assert 0 == code, out + err


@pytest.mark.parametrize("what", FOREIGN)
def test_what_can_show_something_else_is_not_signed_and_never_verified(
    what: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    how, reported = FOREIGN[what]
    (folder / "report.pdf").write_bytes(a_pdf(**how))
    _, err, code = run(SIGN, folder)
    assert (2, True) == (code, f"it has {reported}" in err), err
    carelessly(SIGN, folder, monkeypatch)
    out, err, code = run(VERIFY, folder)
    assert (7, "", True) == (code, err, f"NOT VERIFIED: the PDF has {reported}" in out), out


def test_links_are_no_actions_of_others(folder: Path) -> None:
    links = b"/Annots [<< /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (https://example.com) >>"
    links += b" /BS << /W 0 >> >> << /Subtype /Link /Rect [0 0 9 9] /Dest [3 0 R /Fit] /Border [0 0 0] >>]"
    (folder / "report.pdf").write_bytes(a_pdf(page=links, root=b"/OpenAction [3 0 R /Fit]"))
    assert 0 == run(SIGN, folder)[2]
    assert 0 == run(VERIFY, folder)[2]


def changed(folder: Path, change: Any) -> None:
    """The signed PDF with something behind the signature."""
    writer = IncrementalPdfFileWriter(io.BytesIO((folder / "signed.pdf").read_bytes()))
    change(writer)
    written = io.BytesIO()
    writer.write(written)  # type: ignore[no-untyped-call] # it has no types
    (folder / "signed.pdf").write_bytes(written.getvalue())


def filled_in(writer: IncrementalPdfFileWriter) -> None:
    field = writer.root["/AcroForm"]["/Fields"].raw_get(0)
    drawn = generic.StreamObject(stream_data=b"BT (PASS) Tj ET")
    field.get_object()["/V"] = generic.TextStringObject("PASS")
    field.get_object()["/AP"] = generic.DictionaryObject({generic.NameObject("/N"): writer.add_object(drawn)})  # type: ignore[no-untyped-call] # it has no types
    writer.mark_update(field.reference)


def test_a_field_that_was_filled_in_between_two_signatures_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "report.pdf").write_bytes(a_pdf(**FORM))
    carelessly(SIGN, folder, monkeypatch)
    changed(folder, filled_in)
    monkeypatch.setattr(pdf_content, "find_foreign_content", lambda _: "")
    _, err, code = run(by_bob(folder), folder)
    assert (2, True) == (
        code,
        "CN=Ann Adams signed something else: the form field `v` changed since" in err,
    ), err
    carelessly(by_bob(folder), folder, monkeypatch)
    out, _, code = run(VERIFY.replace("signed.pdf", "both.pdf"), folder)
    assert (7, True) == (code, "the form field `v` changed since CN=Ann Adams signed" in out), out


def drawn_over(writer: IncrementalPdfFileWriter, flags: int = 4) -> None:
    """An empty field of a signature, in front of the verdict."""
    spec = fields.SigFieldSpec("Seal", on_page=0, box=(60, 700, 400, 760))
    fields.append_signature_field(writer, spec)
    drawn = writer.root["/AcroForm"]["/Fields"].raw_get(-1)
    drawn.get_object()["/F"] = generic.NumberObject(flags)  # type: ignore[no-untyped-call] # it has no types
    writer.mark_update(drawn)


@pytest.mark.parametrize("flags", sample_of([0, 2, 4, 6, 36, 256, 292], 3))
def test_a_signature_that_is_drawn_over_a_page_behind_another_one_is_refused_whatever_its_flags(
    flags: int, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported = "the signature field `Seal`, which covers a part of a page"
    assert 0 == run(SIGN, folder)[2]
    changed(folder, lambda writer: drawn_over(writer, flags))
    _, err, code = run(by_bob(folder), folder)
    assert (2, True) == (code, f"it has {reported}" in err), err
    carelessly(by_bob(folder), folder, monkeypatch)
    out, _, code = run(VERIFY.replace("signed.pdf", "both.pdf"), folder)
    assert (7, True) == (code, f"the PDF has {reported}" in out), out


@pytest.mark.parametrize("flags", [0, 2, 36])
def test_a_picture_that_comes_behind_a_signature_is_a_change_whatever_its_flags(
    flags: int, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf_content, "find_foreign_content", lambda _: "")
    assert 0 == run(SIGN, folder)[2]
    changed(folder, lambda writer: drawn_over(writer, flags))
    _, err, code = run(by_bob(folder), folder)
    assert (2, True) == (code, "the picture of the signature `Seal` changed since" in err), err


def titled(writer: IncrementalPdfFileWriter) -> None:
    writer.set_info(generic.DictionaryObject({generic.pdf_name("/Title"): generic.TextStringObject("PASS")}))  # type: ignore[no-untyped-call] # it has no types


def test_another_title_behind_a_signature_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert 0 == run(SIGN, folder)[2]
    changed(folder, titled)
    carelessly(by_bob(folder), folder, monkeypatch)
    out, _, code = run(VERIFY.replace("signed.pdf", "both.pdf"), folder)
    assert (0, 1) == (code, out.count("intact, trusted; changed since: metadata\n")), out


@pytest.mark.parametrize("made", ["D:20261350", "yesterday", "D:2026111024999999"])
def test_a_date_that_is_none_is_refused_before_anybody_signs(made: str, folder: Path) -> None:
    (folder / "report.pdf").write_bytes(a_pdf(made))
    _, err, code = run(SIGN, folder)
    assert (2, True) == (code, f"its date (`CreationDate`) is `{made}`, which is not a time" in err), err


def test_what_is_no_structure_of_a_pdf_is_refused_in_words_of_its_own(folder: Path) -> None:
    (folder / "report.pdf").write_bytes(a_pdf(root=b"/AcroForm << /Fields 7 >>"))
    _, err, code = run(SIGN, folder)
    assert (2, True) == (code, "it does not have the structure of a PDF" in err), err


def test_a_pdf_of_a_report_is_within_the_list(tmp_path: Path) -> None:
    pytest.importorskip("weasyprint", reason="WeasyPrint is not here; install microdep-rules[pdf]")
    from pyhanko.pdf_utils.reader import PdfFileReader

    made = "report examples/founding-example/bom.yaml --as-of 2026-11-24 --pdf --impact"
    code = run(f"microdep {made} --output {tmp_path / 'out'}", ROOT)[2]
    data = (tmp_path / "out" / "report.pdf").read_bytes()
    assert (1, "") == (code, pdf_content.find_foreign_content(PdfFileReader(io.BytesIO(data))))
