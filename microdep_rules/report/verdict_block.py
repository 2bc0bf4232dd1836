"""The verdict on a page of a custom template: ours, from the record, whatever the template shows.

A template decides how a page looks, and could leave out what fails. So a block with the verdict, the counts
and the digest of the template is put into the page after the template was filled, in front of everything,
with a style over which no style sheet of it takes precedence. In a PDF the block has a page of its own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from microdep_rules.engine.standing import in_words
from microdep_rules.report.environment import ForbiddenError

if TYPE_CHECKING:
    from collections.abc import Mapping

ID = "microdep-verdict"
DECIDES = "pages made by a custom template; the record decides"
_ROOT = {
    "display": "block",
    "position": "static",
    "visibility": "visible",
    "float": "none",
    "margin-top": "0",
    "height": "auto",
    "max-height": "none",
    "overflow": "visible",
    "opacity": "1",
    "transform": "none",
    "translate": "none",
    "scale": "none",
    "rotate": "none",
    "zoom": "1",
    "filter": "none",
    "clip-path": "none",
    "mask": "none",
    "content-visibility": "visible",
}
"""How everything that holds the block stays in its place, so that nobody moves it out of sight with that."""
_TEXT = {
    "all": "initial",
    "display": "block",
    "visibility": "visible",
    "opacity": "1",
    "color": "#111",
    "background": "#fff",
    "font": "16px/1.4 'DejaVu Sans',sans-serif",
    "overflow-wrap": "anywhere",
}
_FRAME = {
    **_TEXT,
    "position": "relative",
    "z-index": "2147483647",
    "border": "3px solid #111",
    "padding": ".75rem 1rem",
    "margin": "0 0 1rem",
}
_LINE = {**_TEXT, "margin": ".2rem 0"}
_WORD = {**_TEXT, "display": "inline", "font": "bold 22px/1.4 'DejaVu Sans',sans-serif"}


def _important(selector: str, look: Mapping[str, str]) -> str:
    return f"{selector}{{{';'.join(f'{name}:{value}!important' for name, value in look.items())}}}"


_RULES = (
    _important("html,body", _ROOT),
    _important("body *", {"z-index": "auto"}),
    _important(f"#{ID}", _FRAME),
    _important(f"#{ID} p", _LINE),
    _important(f"#{ID} b", _WORD),
)
STYLE = f"@layer {ID}{{{''.join(_RULES)}}}"
"""For browsers: of several layers, the first one wins with what is important, and no other is before it. No
policy of the page keeps it out either, since a policy is about what comes after it."""
ON_PAPER = "@page{size:A4;margin:20mm}" + "".join(_RULES[2:])
_TAG = r"<meta\b[^<>]*>|<title\b[^<>]*>[^<]*</title>|<style\b[^<>]*>(?:(?!</style).)*</style>|\s"
_BEGIN = re.compile(
    rf"\s*<!doctype html>\s*<html\b[^<>]*>\s*(<head\b[^<>]*>)(?:{_TAG})*</head>\s*<body\b[^<>]*>",
    re.IGNORECASE | re.DOTALL,
)
_META = re.compile(r"<meta\b[^>]*http-equiv[^>]*>", re.IGNORECASE)
_POLICY = re.compile(r'<meta http-equiv="content-security-policy" content="[^"<>]*">', re.IGNORECASE)
SHAPE = (
    "a page begins with `<!DOCTYPE html>`, `<html>`, a `<head>` with nothing but meta, title and style, and "
    "`<body>`: the verdict of the record is put behind it"
)


def with_verdict(page: str, values: Mapping[str, Any], digest: str) -> str:
    """A page of a custom template with our block in front; `ForbiddenError` where it has no place for it."""
    begin = _BEGIN.match(page)
    if begin is None or len(re.findall(r"<body\b", page, re.IGNORECASE)) != 1:
        raise ForbiddenError(SHAPE)
    if not all(_POLICY.fullmatch(each) for each in _META.findall(page)):
        raise ForbiddenError("`http-equiv` is for the content security policy, written as in our template")
    head, body = begin.end(1), begin.end()
    style = f'<meta charset="utf-8"><style>{STYLE}</style>'
    return f"{page[:head]}{style}{page[head:body]}\n{_block(values, digest)}\n{page[body:]}"


def front_page(values: Mapping[str, Any], digest: str) -> str:
    """The block as a page of its own, for a PDF."""
    title = f"{in_words(values['page']['verdict'])}: {values['title']}"
    return _filled("verdict_page.html.j2", values, digest, title=title, style=ON_PAPER)


def _block(values: Mapping[str, Any], digest: str) -> str:
    return _filled("verdict.html.j2", values, digest)


def _filled(template: str, values: Mapping[str, Any], digest: str, **more: str) -> str:
    """One of our templates, filled by our environment, which escapes every value."""
    from microdep_rules.report.html import as_it_is, our_environment

    page = values["page"]
    verdict = in_words(page["verdict"])
    more = {name: as_it_is(each) if name == "style" else each for name, each in more.items()}
    named = {"id": ID, "verdict": verdict, "digest": digest, "decides": DECIDES, **more}
    return our_environment().get_template(template).render(values=values, page=page, **named)
