"""The verdict on a page of a custom template is ours, whatever the template does to hide it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from microdep_rules.report.environment import ForbiddenError
from microdep_rules.report.verdict_block import ID, with_verdict
from tests.cli.replay import run
from tests.report.browser import browser
from tests.report.papers import needs_renderer

if TYPE_CHECKING:
    from pathlib import Path

BOM = """\
schema: microdep-bom/1
document: {id: board}
components: [{name: NdFeB Magnets, id: magnets, origin: CN, restriction_index: 0.95}]
"""
PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-{{ style_hash }}'">
<title>PASS</title>
<style>{{ style }}</style>
</head>
<body><main><h1>PASS</h1></main></body>
</html>
"""
HIDING = {
    "not shown": "#microdep-verdict#microdep-verdict:not(#a):not(#b),body>*{display:none!important}",
    "a layer of its own": "@layer a{#microdep-verdict{display:none!important}}",
    "not visible": "body>:first-child{visibility:hidden!important;opacity:0!important;color:#fff!important}",
    "out of the page": "body>:first-child{position:absolute!important;left:-9999px!important}",
    "the body out of the page": "html,body{margin-top:-900px!important;translate:0 -900px!important}",
    "cut off": "html,body{clip-path:inset(900px 0 0 0)!important;overflow:hidden!important;height:0}",
    "too small": "body>:first-child{font-size:0!important;transform:scale(0)!important;zoom:.01!important}",
    "behind something": "main{position:fixed;inset:0;background:#fff;z-index:2147483647!important}",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "bom.yaml").write_text(BOM, encoding="utf-8")
    (tmp_path / "letter").mkdir()
    (tmp_path / "letter" / "report.html.j2").write_text(PAGE, encoding="utf-8")
    return tmp_path


def made(folder: Path, style: str, more: str = "") -> None:
    (folder / "letter" / "report.css").write_text(style, encoding="utf-8")
    (folder / "letter" / "paper.css").write_text(style, encoding="utf-8")
    command = f"microdep report bom.yaml --as-of 2026-11-24 --template letter --output out {more}"
    _, err, code = run(command, folder)
    assert 1 == code, err


def test_no_style_of_a_template_hides_it_in_a_browser(folder: Path) -> None:
    hits = f"""() => {{
        const block = document.getElementById("{ID}"), box = block.getBoundingClientRect();
        const at = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
        const look = getComputedStyle(block);
        return [block.contains(at), look.color, look.backgroundColor, look.opacity, box.height > 60];
    }}"""
    with browser() as opened:
        for how, style in HIDING.items():
            made(folder, style, "--force" if (folder / "out").exists() else "")
            page = opened.new_page()
            page.goto(f"file://{folder}/out/report.html")
            shown = [True, "rgb(17, 17, 17)", "rgb(255, 255, 255)", "1", True]
            assert shown == page.evaluate(hits), how
            assert page.inner_text(f"#{ID}").startswith("✗ FAIL"), how
            page.close()


def test_in_a_pdf_it_is_the_first_page_by_itself(folder: Path) -> None:
    import pikepdf

    needs_renderer()
    made(folder, HIDING["behind something"], "--pdf")
    with pikepdf.open(folder / "out" / "report.pdf") as pdf:
        assert "fail: board" == str(pdf.docinfo["/Title"])
        assert len(pdf.pages) >= 2
    out, err, code = run("microdep verify out", folder)
    assert (1, True) == (code, "pages     are those of the record" in out), err


SHAPES = {
    "no head": "<body>x</body>",
    "no body": "<head></head>x",
    "a body in a title": "<head><title><body></title></head><body></body>",
    "a comment around it": "<head><!-- --></head><body>x</body>",
    "a comment before it": "<!-- <head></head><body> --><p>x</p>",
    "a title without an end": "<head><title></head><body></body>",
    "a script": "<head><script></script></head><body></body>",
    "a link to a style": '<head><link rel="stylesheet" href="x"></head><body></body>',
    "a second body": "<head></head><body></body><body></body>",
    "another page": '<head><meta http-equiv="refresh" content="0;url=x"></head><body></body>',
    "another page from the body": "<head></head><body><META HTTP-EQUIV=refresh></body>",
}


@pytest.mark.parametrize("how", SHAPES)
def test_a_page_that_has_no_place_for_it_is_refused(how: str) -> None:
    with pytest.raises(ForbiddenError):
        with_verdict(f"<!DOCTYPE html><html>{SHAPES[how]}</html>", {}, "0" * 64)


def test_it_is_told_where_a_template_has_no_place_for_it(folder: Path) -> None:
    (folder / "letter" / "report.html.j2").write_text("<p>PASS</p>", encoding="utf-8")
    _, err, code = run("microdep report bom.yaml --as-of 2026-11-24 --template letter --output out", folder)
    assert (2, True, False) == (code, "error[template/forbidden]" in err, (folder / "out").exists())
