"""Verdict on the page of a custom template. It comes from the record, whatever the template shows.

A template could omit a fail, or hide it by a style. So the browser opens our page, which shows the verdict,
the counts and the digest of the template. The custom page is a text inside our page, shown in a sandboxed
frame. Nothing in the frame can change our page. In a PDF, the verdict has its own page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.engine.standing import in_words
from microdep_rules.vocabulary.resources import report_template

if TYPE_CHECKING:
    from collections.abc import Mapping

ID = "microdep-verdict"
DECIDES = "pages made by a custom template; the record decides"
_NOTHING = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; form-action 'none'"
"""Content security policy of both pages: only styles and pictures inside the page.

A frame inherits the policy of the page around it, so this policy allows the styles of all templates. It has
no `base-uri`, because that would refuse `_BEFORE`.
"""
_BEFORE = (
    f'<!DOCTYPE html><meta http-equiv="Content-Security-Policy" content="{_NOTHING}">'
    '<base href="about:srcdoc" target="_self">'
)
"""Beginning of the page in the frame.

Its `base` element keeps links to places of the page within the frame. If there are several `base` elements,
browsers use the first one.
"""


def with_verdict(page: str, values: Mapping[str, Any], digest: str) -> str:
    """Return our page with the verdict, and the page of a custom template in a frame below it."""
    return _filled(values, digest, custom=_BEFORE + page, policy=_NOTHING)


def front_page(values: Mapping[str, Any], digest: str) -> str:
    """Return the page with the verdict for a PDF."""
    return _filled(values, digest, custom="")


def _filled(values: Mapping[str, Any], digest: str, **more: str) -> str:
    """Return our page. Our environment escapes every value and the custom page."""
    from microdep_rules.report.html import as_it_is, our_environment

    page = values["page"]
    verdict = in_words(page["verdict"])
    return (
        our_environment()
        .get_template("verdict_page.html.j2")
        .render(
            values=values,
            page=page,
            id=ID,
            verdict=verdict,
            heading=f"{verdict}: {values['title']}",
            digest=digest,
            decides=DECIDES,
            style=as_it_is(report_template("verdict.css")),
            **more,
        )
    )
