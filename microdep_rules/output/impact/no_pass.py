"""Text about fails that do not halt production, because a waiver or the configuration excludes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.engine.standing import FAIL_WAIVED
from microdep_rules.output.layout import Page

if TYPE_CHECKING:
    from microdep_rules.output.style import Style
    from microdep_rules.production.tolerated_failures import ToleratedFailures

MOST = 10


def no_pass_lines(no_pass: ToleratedFailures, style: Style, *, everything: bool, width: int) -> list[str]:
    """Return the fails that block no product, each with the reason.

    A waived or excluded fail is not a pass.
    """
    lines: list[str] = []
    for fails, head, reason in (
        (no_pass.waived, style.kind(FAIL_WAIVED, "WAIVED"), "by a waiver"),
        (no_pass.left_out, style.kind("fail", "EXCLUDED"), "by configuration"),
    ):
        page = Page(width)
        for fail in fails if everything else fails[:MOST]:
            page.say(f"  {fail}", hang=4)
        if not everything and len(fails) > MOST:
            page.say(f"  and {len(fails) - MOST} more (--verbose lists them)")
        lines += [f"{head}  {reason}: not blocking, but not a pass", *page.lines, ""] if fails else []
    return lines
