"""Verdict on a page of a custom template: ours, from the record, whatever the template shows.

A template decides the look of its page, and could leave out a fail, or hide it by a style. So a page by a
custom template is never the document that a browser opens: that one is ours, with the verdict, the counts and
the digest of the template, and the custom page is a text in it, which the browser shows in a sandboxed frame.
Nothing in a frame reaches the document around it. In a PDF the verdict is a separate page.
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
"""Content security policy of both documents: styles and pictures in the page itself, and nothing else.

A frame inherits the policy of the document around it, so that this policy allows styles of templates,
whatever their digests. Without `base-uri`, which would refuse `_BEFORE`.
"""
_BEFORE = (
    f'<!DOCTYPE html><meta http-equiv="Content-Security-Policy" content="{_NOTHING}">'
    '<base href="about:srcdoc" target="_self">'
)
"""Beginning of the document in the frame. The base keeps links to places in the page within the frame;
of several bases a browser takes the first one."""


def with_verdict(page: str, values: Mapping[str, Any], digest: str) -> str:
    """Return our page with the verdict, and the page of a custom template in a frame below it."""
    return _filled(values, digest, custom=_BEFORE + page, policy=_NOTHING)


def front_page(values: Mapping[str, Any], digest: str) -> str:
    """Return the verdict as a page of its own, for a PDF."""
    return _filled(values, digest, custom="")


def _filled(values: Mapping[str, Any], digest: str, **more: str) -> str:
    """Our template, filled by our environment, which escapes every value and the custom page."""
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
