"""What fails about a product and blocks nothing, as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.engine.standing import FAIL_WAIVED
from microdep_rules.output.layout import Page

if TYPE_CHECKING:
    from microdep_rules.output.style import Style
    from microdep_rules.production.tolerated_failures import ToleratedFailures

MOST = 10


def no_pass_lines(no_pass: ToleratedFailures, style: Style, *, everything: bool, width: int) -> list[str]:
    """What fails and blocks nothing, by a waiver or by configuration: it is no pass."""
    lines: list[str] = []
    for found, head, why in (
        (no_pass.waived, style.kind(FAIL_WAIVED, "WAIVED"), "because a person answers for it"),
        (no_pass.left_out, style.kind("fail", "LEFT OUT"), "by configuration"),
    ):
        page = Page(width)
        for each in found if everything else found[:MOST]:
            page.say(f"  {each}", hang=4)
        if not everything and len(found) > MOST:
            page.say(f"  and {len(found) - MOST} more (--verbose lists them)")
        lines += [f"{head}  blocks nothing {why}, and is no pass", *page.lines, ""] if found else []
    return lines
