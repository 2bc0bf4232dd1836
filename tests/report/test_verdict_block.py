"""The verdict on a page of a custom template is ours, whatever the template does to hide or falsify it."""

from __future__ import annotations

import io
import re
from base64 import b64encode
from typing import TYPE_CHECKING, Any

import pytest

from microdep_rules.report import pdf
from microdep_rules.report.context import SCREEN, context
from microdep_rules.report.verdict_block import ID, front_page, with_verdict
from microdep_rules.vocabulary.resources import report_fonts
from tests.cli.replay import run
from tests.conftest import CHECKOUT
from tests.each import SAMPLED, sample_of
from tests.report.browser import PAPER, browser
from tests.report.hiding import HIDING
from tests.report.pages_of import Elements, bundle, framed, views, views_of
from tests.report.papers import needs_renderer, pages

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page, Route

BOM = """\
schema: microdep-bom/1
document: {id: board}
components: [{name: NdFeB Magnets, id: magnets, origin: CN, restriction_index: 0.95}]
"""
AT = "2026-11-24T00:00:00Z"
DIGEST = "0" * 64
LETTER = CHECKOUT / "examples" / "letter-template"
SCREENS: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1280, "height": 800}},
    "phone": {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True},
    "print": {"viewport": PAPER},
}
PHONE = {
    *sample_of(HIDING, 5),
    "settings for another screen",
    "links and forms that target the surrounding page",
}
PRINT = {*sample_of(reversed(HIDING), 5), "changes that appear only in print", "cover the page"}
OF_SCREEN: dict[str, set[str]] = {
    "desktop": {*HIDING} - (PHONE | PRINT if SAMPLED else set()),
    "phone": PHONE,
    "print": PRINT,
}
"""Templates that are tried on each screen: in a sample each of them on one or two, otherwise all on all."""


@pytest.fixture(scope="module")
def values(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("values")
    (folder / "bom.yaml").write_text(BOM, encoding="utf-8")
    return context(views(folder, "bom.yaml", folder), AT, SCREEN)


@pytest.fixture(scope="module")
def opened() -> Iterator[Browser]:
    with browser() as found:
        yield found


# ---- in a browser --------------------------------------------------------------------------------------


def test_the_page_of_attacks_lists_every_template_that_is_tried() -> None:
    text = (CHECKOUT / "docs" / "explanation" / "attacks.md").read_text("utf-8")
    section = text.partition("## Custom templates\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (?!attack|---)(.+?) \|", section, re.MULTILINE)
    assert rows == list(HIDING)


@pytest.mark.parametrize("screen", SCREENS)
def test_no_template_changes_a_pixel_outside_of_its_frame(
    screen: str, values: dict[str, Any], opened: Browser, tmp_path: Path
) -> None:
    made = opened.new_context(**SCREENS[screen])
    asked: list[str] = []
    # What the policy refuses is shown as asked now and then, and is never sent: what is sent comes here.
    made.route("http*://**/*", lambda route: _answer(route, asked))
    made.on("request", lambda request: asked.extend(_opened_here(request.url)))
    page = made.new_page()
    made.on("page", lambda other: asked.append(f"window {other.url}"))
    page.on("dialog", lambda dialog: asked.append(dialog.message))
    page.emulate_media(media="print" if screen == "print" else "screen")
    looks = {}
    tried = {how: custom for how, custom in HIDING.items() if how in OF_SCREEN[screen]}
    for how, custom in {"plain": "", **tried}.items():
        (tmp_path / "page.html").write_text(with_verdict(custom, values, DIGEST), encoding="utf-8")
        asked.clear()
        page.goto((tmp_path / "page.html").as_uri())
        looks[how] = _looked_at(page, asked, click=screen != "print")
    made.close()
    assert set() == {how for how, look in looks.items() if look != looks["plain"]}


def _answer(route: Route, asked: list[str]) -> None:
    asked.append(route.request.url)
    route.fulfill(body="")


def _opened_here(url: str) -> list[str]:
    return [] if url.startswith("http") else [url]


def _looked_at(shown: Page, asked: list[str], *, click: bool) -> tuple[bytes, list[str]]:
    """Everything outside of the frame as a picture, after a click into the frame, and what was opened."""
    frame = shown.locator("body > iframe")
    if click:
        box = frame.bounding_box()
        assert box is not None
        shown.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        shown.wait_for_timeout(100)
    picture = shown.screenshot(mask=[frame], animations="allow")
    inside = {"about:srcdoc", "about:blank"}  # frames, which may be in the frame, and what does not run
    outside = [each for each in asked if each.partition("#")[0] not in inside]
    reported = [shown.url, shown.title(), shown.inner_text(f"#{ID} h1"), *outside]
    return picture, reported


def test_the_verdict_is_on_every_screen_with_the_page_below_it(
    values: dict[str, Any], opened: Browser, tmp_path: Path
) -> None:
    (tmp_path / "page.html").write_text(with_verdict("<p>ours", values, DIGEST), encoding="utf-8")
    for name, screen in SCREENS.items():
        made = opened.new_context(**screen)
        page = made.new_page()
        page.emulate_media(media="print" if name == "print" else "screen")
        page.goto((tmp_path / "page.html").as_uri())
        assert page.inner_text(f"#{ID}").startswith("✗ FAIL\n"), name
        assert (name == "print") == page.locator(".printed").is_visible()
        assert (name != "print") == page.locator("body > iframe").is_visible()
        if name != "print":
            assert _inside(page, f"#{ID}"), name
            assert _inside(page, "body > iframe"), name
        made.close()


def _inside(page: Page, selector: str) -> bool:
    """Return whether a whole element is on the screen, without scrolling."""
    box, size = page.locator(selector).bounding_box(), page.viewport_size
    assert box is not None
    assert size is not None
    ends = (box["x"] + box["width"], box["y"] + box["height"])
    return min(box["x"], box["y"]) >= 0 and ends[0] <= size["width"] and ends[1] <= size["height"]


def test_a_template_that_means_well_is_shown_with_its_styles_and_its_places(
    values: dict[str, Any], opened: Browser, tmp_path: Path
) -> None:
    well = '<html lang="de"><style>p{height:3000px;color:#f00}</style><a href="#far">far</a><p></p><i id=far>'
    (tmp_path / "page.html").write_text(with_verdict(well, values, DIGEST), encoding="utf-8")
    page = opened.new_page(viewport={"width": 1280, "height": 800})
    page.goto((tmp_path / "page.html").as_uri())
    frame = page.frames[1]
    look = "[getComputedStyle(document.querySelector('p')).color, document.documentElement.lang]"
    assert ["rgb(255, 0, 0)", "de"] == frame.evaluate(look)
    frame.click("text=far")
    assert frame.evaluate("scrollY") > 1000
    assert (0, 2) == (page.evaluate("scrollY"), len(page.frames))
    page.close()


def test_our_page_has_no_markup_of_the_template(values: dict[str, Any]) -> None:
    tags = [tag for tag, _ in Elements(with_verdict("", values, DIGEST)).elements]
    for how, page in HIDING.items():
        whole = with_verdict(page, values, DIGEST)
        assert tags == [tag for tag, _ in Elements(whole).elements], how
        assert framed(whole).endswith(page), how


# ---- in a PDF ------------------------------------------------------------------------------------------


def deceiving_font(weight: str) -> str:
    """A font by our name in which F looks like P, I and L like S, and every letter is wide."""
    from fontTools.ttLib import TTFont

    name = "DejaVuSans-Bold.ttf" if weight == "bold" else "DejaVuSans.ttf"
    (path,) = [each for each in report_fonts() if each.name == name]
    font = TTFont(path)
    for table in font["cmap"].tables:
        for letter, other in ("FP", "IS", "LS", "fp", "is", "ls", "01"):
            table.cmap[ord(letter)] = table.cmap.get(ord(other), ".notdef")
    for glyph, (_, left) in font["hmtx"].metrics.items():
        font["hmtx"].metrics[glyph] = (4000, left)
    written = io.BytesIO()
    font.save(written)
    address = f"data:font/ttf;base64,{b64encode(written.getvalue()).decode()}"
    return f'@font-face{{font-family:"DejaVu Sans";font-weight:{weight};src:url({address})}}'


def test_a_font_of_a_template_changes_nothing_of_the_first_page_of_a_pdf(values: dict[str, Any]) -> None:
    needs_renderer()
    drawn = pytest.importorskip("pypdfium2", reason="pypdfium2 is not here; install it")
    front = front_page(values, DIGEST)
    style = f"{deceiving_font('normal')}{deceiving_font('bold')}@page{{margin:0}}*{{font-family:DejaVu Sans}}"
    page = f"<style>{style}</style><h1>✗ FAIL PASS 0123</h1><p>At least one rule fails: 01 sP</p>"
    alone, both = (pdf.render(each, AT, front=first).data for each, first in ((front, ""), (page, front)))
    (ours,), (first, *others) = pages(alone), pages(both)
    assert ours.tobytes() == first.tobytes()
    assert others
    texts = [drawn.PdfDocument(each)[0].get_textpage().get_text_bounded() for each in (alone, both)]
    assert texts[0] == texts[1]


def test_in_a_pdf_it_is_the_first_page_by_itself_and_the_first_bookmark(tmp_path: Path) -> None:
    pikepdf = pytest.importorskip("pikepdf", reason="pikepdf is not here; install it")
    needs_renderer()
    (tmp_path / "bom.yaml").write_text(BOM, encoding="utf-8")
    command = f"microdep report bom.yaml --as-of 2026-11-24 --template {LETTER} --output out --pdf"
    _, err, code = run(command, tmp_path)
    assert 1 == code, err
    with pikepdf.open(tmp_path / "out" / "report.pdf") as found, found.open_outline() as outline:
        assert "fail: board" == str(found.docinfo["/Title"])
        assert len(found.pages) >= 2
        assert "✗ FAIL" == outline.root[0].title
    out, err, code = run("microdep verify out", tmp_path)
    assert (1, True) == (code, "pages     agree with the record" in out), err


# ---- what it says --------------------------------------------------------------------------------------


def test_any_page_of_a_template_is_taken(tmp_path: Path) -> None:
    (tmp_path / "bom.yaml").write_text(BOM, encoding="utf-8")
    (tmp_path / "letter").mkdir()
    (tmp_path / "letter" / "report.html.j2").write_text("<p>PASS</p>", encoding="utf-8")
    _, err, code = run("microdep report bom.yaml --as-of 2026-11-24 --template letter --output out", tmp_path)
    assert 1 == code, err
    page = (tmp_path / "out" / "report.html").read_text("utf-8")
    assert framed(page).endswith("<p>PASS</p>")
    assert "<h1>✗ FAIL</h1>" in page


def test_a_company_decision_against_a_rule_of_law_is_in_it() -> None:
    given = context(views_of(bundle("magnets")), AT, SCREEN)
    for page in (with_verdict("", given, DIGEST), front_page(given, DIGEST)):
        assert "<h1>✗ FAIL, WAIVED</h1>" in page
        assert "Company decision against a rule of law" in page
