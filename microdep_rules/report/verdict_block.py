"""Verdict of this program beside the page of a custom template.

A template could omit a fail, or hide it with a style. Therefore the browser opens a page of this program with
the verdict from the record, the totals and the digest of the template. The custom page is inside it, in a
frame with few rights (a sandbox), and cannot change the page around it. In a PDF, the verdict has a separate
page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.engine.standing import in_words
from microdep_rules.vocabulary.resources import report_template

if TYPE_CHECKING:
    from collections.abc import Mapping

ID = "microdep-verdict"
DECIDES = "pages made by a custom template; if a page differs from the record, the record counts"
_NOTHING = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; form-action 'none'"
"""Content security policy of the verdict page and the custom page.

The policy allows only styles, images and fonts inside the page. A frame inherits the policy of the page
around it, so that the policy allows the styles of all templates. It has no `base-uri`, which would forbid the
`base` element of `_BEFORE`.
"""
_BEFORE = (
    f'<!DOCTYPE html><meta http-equiv="Content-Security-Policy" content="{_NOTHING}">'
    '<base href="about:srcdoc" target="_self">'
)
"""Start of the custom page in the frame.

Its `base` element keeps links to positions in the page inside the frame. If a page has several `base`
elements, browsers use the first one.
"""


def with_verdict(page: str, values: Mapping[str, Any], digest: str) -> str:
    """Return a page that shows the verdict, and below it the custom page in a frame."""
    return _filled(values, digest, custom=_BEFORE + page, policy=_NOTHING)


def front_page(values: Mapping[str, Any], digest: str) -> str:
    """Return the first page of a PDF, which shows the verdict."""
    return _filled(values, digest, custom="")


def _filled(values: Mapping[str, Any], digest: str, **more: str) -> str:
    """Fill the template of the page with the verdict, and return the page.

    Every value is escaped, and also the text of the custom page.
    """
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
