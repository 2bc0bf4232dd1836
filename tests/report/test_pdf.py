"""The report as PDF: for everybody, for archives, the same each time, and with nothing of elsewhere in it."""

from __future__ import annotations

import base64
import io
import os
import re
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from microdep_rules.report import pdf as made
from microdep_rules.report.errors import rendering_problem
from tests.cli.replay import run
from tests.conftest import CHECKOUT
from tests.each import sample_of
from tests.report.pages_of import report
from tests.report.papers import DOTS, PRINTED, needs_renderer, pages, pdf, shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PIL.Image import Image

PICTURES = CHECKOUT / "docs" / "pictures"
MARGIN = int(8 * 72 / 25.4 * DOTS)
"""Eight millimetres, in which nothing stands: the margins of our pages are wider."""
BOM = 'schema: microdep-bom/1\ncomponents: [{name: "%s", origin: CN, restriction_index: 0.95}]\n'
AT = "2026-11-24T00:00:00Z"


@pytest.fixture(autouse=True)
def _renderer() -> None:
    needs_renderer()


@contextmanager
def opened(data: bytes) -> Iterator[Any]:
    """Objects of a PDF."""
    pikepdf = pytest.importorskip("pikepdf", reason="pikepdf is not here; install it")
    with pikepdf.open(io.BytesIO(data)) as document:
        yield document


def texts_of(data: bytes) -> list[str]:
    """The text of each page."""
    drawn = pytest.importorskip("pypdfium2", reason="pypdfium2 is not here; install it")
    found = []
    with drawn.PdfDocument(data) as document:
        for page in document:
            text = page.get_textpage()
            found.append(text.get_text_range())
            text.close()
            page.close()
    return found


def structure(top: Any) -> list[Any]:
    """Every element of the structure of a tagged document."""
    pikepdf = pytest.importorskip("pikepdf", reason="pikepdf is not here; install it")
    found, waiting = [], [top]
    while waiting:
        each = waiting.pop()
        if isinstance(each, pikepdf.Array):
            waiting += list(each)
        elif isinstance(each, pikepdf.Dictionary):
            found.append(each)
            waiting += [each["/K"]] if "/K" in each else []
    return found


def test_it_is_tagged_and_says_its_language_its_title_and_its_profile() -> None:
    with opened(pdf("founding")) as document:
        root, about = document.Root, document.open_metadata()
        assert ("3", "A") == (about["pdfaid:part"], about["pdfaid:conformance"])
        assert (True, "en") == (bool(root.MarkInfo.Marked), str(root.Lang))
        assert "product" == str(document.docinfo["/Title"])
        assert str(document.docinfo["/CreationDate"]).startswith("D:2026")
        tags = {str(each.get("/S")) for each in structure(root.StructTreeRoot)}
    assert tags >= {"/H1", "/H2", "/Table", "/TH", "/TD", "/P", "/L"}


def test_every_picture_has_words_for_those_who_do_not_see_it() -> None:
    with opened(pdf(PRINTED)) as document:
        all_of_it = structure(document.Root.StructTreeRoot)
        reported = [str(each.get("/Alt", "")) for each in all_of_it if str(each.get("/S")) == "/Figure"]
    assert (report(PRINTED).count("<figure"), True) == (len(reported), all(reported))
    assert len(reported) > 1


def test_its_fonts_are_inside_and_nothing_is_compressed_attached_or_run() -> None:
    data = pdf(PRINTED)
    with opened(data) as document:
        fonts = [each for each in document.objects if hasattr(each, "keys") and "/FontDescriptor" in each]
        assert fonts
        assert all({"/FontFile2", "/FontFile3"} & set(font.FontDescriptor.keys()) for font in fonts)
        assert {"DejaVu"} == {re.sub(r"^/\w+\+", "", str(font.BaseFont))[:6] for font in fonts}
        root = document.Root
        assert not {"/AF", "/OpenAction", "/AA", "/AcroForm"} & set(root.keys())
        assert "/EmbeddedFiles" not in root.get("/Names", {})
    assert b"FlateDecode" not in data
    assert b"/JavaScript" not in data
    assert b"/Launch" not in data


def test_the_contents_name_the_page_of_each_part() -> None:
    reported = texts_of(pdf(PRINTED))
    contents = dict(re.findall(r"^([A-Z][A-Za-z ,-]+?) ?\.{5,} *(\d+)", reported[0], re.MULTILINE))
    assert {"Findings", "Chain of custody", "Limits", "Sign-off"} <= set(contents)
    for name in ("Findings", "Waivers", "All outcomes", "Sign-off"):
        assert name in reported[int(contents[name]) - 1]
    assert all(f"page {n} of {len(reported)}" in text for n, text in enumerate(reported, 1))
    with opened(pdf(PRINTED)) as document, document.open_outline() as outline:
        assert 1 == len(outline.root)
        assert len(outline.root[0].children) > 10


def test_it_is_the_same_in_another_folder_time_zone_and_language(tmp_path: Path) -> None:
    (tmp_path / "bom.yaml").write_text(BOM % "Motor", encoding="utf-8")
    (tmp_path / "fonts.conf").write_text("<fontconfig><dir>/usr/share/fonts</dir></fontconfig>", "utf-8")
    fonts = f"{tmp_path}/fonts.conf"
    own = {"TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONHASHSEED": "2", "FONTCONFIG_FILE": fonts}
    command = "microdep report bom.yaml --as-of 2026-11-24 --pdf --output"
    done = subprocess.run(
        [*command.split(), "elsewhere"],
        cwd=tmp_path,
        env={**os.environ, **own},
        capture_output=True,
        check=False,
    )
    assert 1 == done.returncode, done.stderr
    assert 1 == run(f"{command} here", tmp_path)[2]
    elsewhere, here = ((tmp_path / name / "report.pdf").read_bytes() for name in ("elsewhere", "here"))
    assert here == elsewhere


def test_letters_without_a_glyph_are_spelled_and_announced(tmp_path: Path) -> None:
    (tmp_path / "bom.yaml").write_text(BOM % "磁 Magnet", encoding="utf-8")
    _, err, code = run("microdep report bom.yaml --as-of 2026-11-24 --pdf --output out", tmp_path)
    assert 1 == code
    assert "warning[report/incomplete]: no font of the PDF has a glyph for 1 letter" in err
    assert "U+78C1 磁" in err
    reported = texts_of((tmp_path / "out" / "report.pdf").read_bytes())
    assert "<U+78C1>" in "".join(reported)
    assert "磁" in (tmp_path / "out" / "report.html").read_text("utf-8")


def test_a_further_font_has_them(tmp_path: Path) -> None:
    (tmp_path / "more.ttf").write_bytes(font_with("磁"))
    (tmp_path / "bom.yaml").write_text(BOM % "磁 Magnet", encoding="utf-8")
    ask = "microdep report bom.yaml --as-of 2026-11-24 --pdf --font more.ttf --output out"
    _, err, code = run(ask, tmp_path)
    assert (1, False) == (code, "no-glyph" in err)
    data = (tmp_path / "out" / "report.pdf").read_bytes()
    assert "磁" in "".join(texts_of(data))
    index = (tmp_path / "out" / "bundle.json").read_text("utf-8")
    assert 1 == len(re.findall(r'"fonts": \[\s*"sha256:[0-9a-f]{64}"', index))


def font_with(letter: str) -> bytes:
    """A font with one letter, a square."""
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    pen = TTGlyphPen(None)
    pen.moveTo((100, 0))
    for point in ((100, 700), (800, 700), (800, 0)):
        pen.lineTo(point)
    pen.closePath()
    builder = FontBuilder(1000, isTTF=True)
    names = [".notdef", "letter"]
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(letter): "letter"})
    builder.setupGlyf(dict.fromkeys(names, pen.glyph()))
    builder.setupHorizontalMetrics(dict.fromkeys(names, (900, 100)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Letter", "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=800, usWinAscent=800, usWinDescent=200)
    builder.setupPost()
    written = io.BytesIO()
    builder.save(written)
    return written.getvalue()


def test_no_file_and_no_server_is_asked(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("the secret", encoding="utf-8")
    secret = (tmp_path / "secret.txt").as_uri()
    page = (
        f'<html lang="en"><head><title>t</title><link rel="attachment" href="{secret}">'
        f'<link rel="stylesheet" href="{secret}"><style>@import "http://example.com/x.css";'
        f'p{{background:url({secret})}}</style></head><body><p>x<img src="{secret}">'
        f'<a rel="attachment" href="{secret}">y</a><svg><image href="{secret}" width="9" height="9"/></svg>'
        '<img src="http://example.com/x.png"></p></body></html>'
    )
    found = made.render(page, AT)
    assert {secret, "http://example.com/x.css", "http://example.com/x.png"} == set(found.refused)
    assert b"the secret" not in found.data
    with opened(found.data) as document:
        assert "/EmbeddedFiles" not in document.Root.get("/Names", {})


def test_nothing_is_attached_that_would_have_the_time_of_the_clock() -> None:
    page = '<link rel="attachment" href="data:,one"><p><a rel="attachment" href="data:,two">x</a></p>'
    found = made.render(page, AT)
    assert ("data:,two",) == found.refused
    assert b"EmbeddedFile" not in found.data
    assert found == made.render(page, AT)


# ---- templates of other people -------------------------------------------------------------------------

FEW = replace(made.BOUNDS, seconds=2)
FLEX = "<style>div{display:flex}</style>" + "<div>" * 25 + "x"
USES = "".join(f'<g id="a{n}">' + f'<use href="#a{n - 1}"/>' * 10 + "</g>" for n in range(1, 9))
BEYOND = {
    "boxes in boxes that are laid out again and again": FLEX,
    "pictures in pictures": f'<svg><rect id="a0" width="1" height="1"/>{USES}</svg>',
    "many pages": "<style>@page{size:20px 20px;margin:0}</style>" + "<p>abc def ghi</p>" * 9000,
    "elements in elements": "<div>" * 600,
    "many fonts": "<style>"
    + "".join(f"@font-face{{font-family:f{n};src:url(data:,{n})}}" for n in range(30))
    + "</style>",
}
FAILS = {
    "a letter of any size": '<p style="font-size:1e30px">x</p>',
    "a number that is none": '<svg viewBox="a b c d" width="x"><text x="a">t</text></svg>',
}


WITHOUT_AN_END = tuple(BEYOND)[:3]
"""Pages that are all ended by the clock: a sample has the first of them."""


@pytest.mark.parametrize("name", [*sample_of(WITHOUT_AN_END, 3), *[*BEYOND][3:], *FAILS])
def test_a_page_without_an_end_is_ended(name: str) -> None:
    with pytest.raises(made.NotLaidOutError) as reported:
        made.render_apart({**BEYOND, **FAILS}[name], AT, bounds=FEW)
    assert ("limits" if name in BEYOND else "failed") == reported.value.kind
    assert "\n" not in str(reported.value)


def test_a_picture_has_its_memory_and_no_more() -> None:
    image = pytest.importorskip("PIL.Image", reason="Pillow is not here; install it")
    drawn = io.BytesIO()
    image.new("1", (13000, 13000)).save(drawn, "PNG")
    address = "data:image/png;base64," + base64.b64encode(drawn.getvalue()).decode()
    small = replace(FEW, memory=1024**3)
    with pytest.raises(made.NotLaidOutError, match="more than 2 s, or more than 1 GiB of memory"):
        made.render_apart(f'<img src="{address}">', AT, bounds=small)


def test_another_process_gives_the_same_bytes_and_says_the_same() -> None:
    page = '<html lang="en"><title>t</title><p>\u78c1 \u5b81 <img src="http://example.com/x.png"></p></html>'
    fonts = [font_with("\u78c1")]
    found = made.render_apart(page, AT, fonts)
    assert made.render(page, AT, fonts) == found
    assert (("\u5b81",), ("http://example.com/x.png",)) == (found.without_glyph, found.refused)


@pytest.mark.parametrize(
    ("page", "message"),
    [
        (
            FAILS["a letter of any size"],
            "error[template/failed]: no PDF can be made from the page of the template",
        ),
        (
            BEYOND["many fonts"],
            "error[template/forbidden]: the page of the template exceeds the limits of a PDF",
        ),
    ],
)
def test_a_template_that_cannot_be_rendered_is_reported_and_nothing_is_written(
    page: str, message: str, tmp_path: Path
) -> None:
    (tmp_path / "bom.yaml").write_text(BOM % "y", encoding="utf-8")
    (tmp_path / "letter").mkdir()
    whole = f"<!DOCTYPE html><html><head></head><body>{page}</body></html>"
    (tmp_path / "letter" / "report.html.j2").write_text(whole, encoding="utf-8")
    ask = "microdep report bom.yaml --as-of 2026-11-24 --template letter --pdf --output out"
    _, err, exit_code = run(ask, tmp_path)
    assert (2, True) == (exit_code, message in err), err
    assert not (tmp_path / "out").exists()


def test_what_our_own_page_fails_on_is_a_sentence() -> None:
    with pytest.raises(
        made.NotLaidOutError, match=r"^ZeroDivisionError: float division by zero$"
    ) as reported:
        made.render(FAILS["a letter of any size"], AT)
    assert (
        "report/not-laid-out" == rendering_problem(reported.value.kind, str(reported.value), ours=True).code
    )


@pytest.mark.parametrize(
    ("arguments", "reported"),
    [
        ("--font nothing.ttf --pdf", "the font `nothing.ttf` cannot be read"),
        ("--font bom.yaml --pdf", "`bom.yaml` is not a font"),
        ("--font bom.yaml", "--font is for the PDF; add --pdf"),
        ("--pdf --format md", "a PDF, a template and attached evidence need a bundle"),
    ],
)
def test_wrong_options_are_reported(arguments: str, reported: str, tmp_path: Path) -> None:
    (tmp_path / "bom.yaml").write_text(BOM % "y", encoding="utf-8")
    output = "" if "--format" in arguments else "--output out"
    _, err, code = run(f"microdep report bom.yaml {arguments} {output}", tmp_path)
    assert (2, True) == (code, reported in err), err


@pytest.mark.parametrize(
    ("absent", "wanted"),
    [
        ("sys.modules['weasyprint'] = None", "pip install 'microdep-rules[pdf]'"),
        ("import weasyprint.text.ffi as used; used.harfbuzz_subset = None", "libharfbuzz-subset0"),
    ],
)
def test_without_a_library_it_is_said_what_to_install(absent: str, wanted: str, tmp_path: Path) -> None:
    (tmp_path / "bom.yaml").write_text(BOM % "y", encoding="utf-8")
    code = (
        f"import sys; {absent}\n"
        "from microdep_rules.cli.main import run\n"
        "run(['report', 'bom.yaml', '--pdf', '--output', 'out'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert 2 == done.returncode
    assert wanted in done.stderr
    assert not (tmp_path / "out").exists()


# ---- looked at --------------------------------------------------------------------------------------


def test_no_page_is_empty_and_nothing_stands_at_the_edge() -> None:
    found = pages(pdf(PRINTED))
    assert 15 < len(found) < 40
    for each in found:
        assert len(colours(each)) > 10
        assert not edge(each)


def edge(page: Image) -> list[tuple[int, int, int, int]]:
    """The strips at the margin of a page in which something stands."""
    wide, high = page.size
    strips = [
        (0, 0, wide, MARGIN),
        (0, 0, MARGIN, high),
        (wide - MARGIN, 0, wide, high),
        (0, high - MARGIN, wide, high),
    ]
    return [strip for strip in strips if page.crop(strip).getextrema() != ((255, 255),) * 3]


def colours(picture: Image) -> dict[Any, int]:
    """The colours of a picture, with how many dots have each."""
    found = picture.getcolors(picture.width * picture.height)
    return {colour: many for many, colour in found or []}


def test_the_pages_of_the_documentation_are_made_and_show_something() -> None:
    image = pytest.importorskip("PIL.Image", reason="Pillow is not here; install it")
    new = shown(pages(pdf(PRINTED)))
    assert {f"{name}.png" for name in new} == {path.name for path in PICTURES.glob("pdf-*.png")}
    for name, each in new.items():
        kept = image.open(PICTURES / f"{name}.png").convert("RGB")
        assert each.size == kept.size
        for picture in (each, kept):
            found = colours(picture)
            assert len(found) > 50
            assert max(found.values()) < 0.985 * picture.width * picture.height
