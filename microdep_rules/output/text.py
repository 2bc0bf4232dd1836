"""Text output of a check for a terminal; the summary comes first.

The text about a usual document fits on one screen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.output import overview, several, single
from microdep_rules.output.closing import closing
from microdep_rules.output.style import PLAIN, Style

if TYPE_CHECKING:
    from microdep_rules.output.checked import Checked


def render(
    checked: Checked,
    *,
    style: Style = PLAIN,
    everything: bool = False,
    quiet: bool = False,
    brief: bool = False,
) -> str:
    """Return the text of a check: summary, findings, closing lines and next commands.

    With `brief`, all unknown outcomes share one line. With `quiet`, each document has one line.
    """
    next_: list[str] = []
    if quiet:
        lines = overview.quiet_lines(checked, style)
    elif len(checked.documents) > 1 and not everything:
        lines, next_ = several.render(checked, style, brief=brief)
    else:
        lines = [*overview.lines(checked, style, everything=True), ""] if len(checked.documents) > 1 else []
        for document in checked.documents:
            texts, next_ = single.render(document, checked, style, everything=everything, brief=brief)
            lines += texts
        next_ = next_ if len(checked.documents) == 1 else []
    lines += [*closing(checked, style, quiet=quiet, everything=everything), *next_]
    return "\n".join(lines) + "\n"
