"""What a file holds where a run could check nothing: never the result of an earlier run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.output import diagnostics

if TYPE_CHECKING:
    from microdep_rules.output.checked import Checked

NOTHING = "nothing was checked"


def render(checked: Checked) -> str:
    """What is wrong with the configuration or the packs, as the error stream has it."""
    found = checked.diagnostics
    return f"{NOTHING}\n\n{diagnostics.render(found, checked.sources)}{diagnostics.summary(found)}\n"


def render_markdown(checked: Checked) -> str:
    """The same as a page; no line of it can end the block that it stands in."""
    lines = (f"    {line}".rstrip() for line in render(checked).splitlines()[2:])
    return "\n".join([f"# {NOTHING.capitalize()}", "", *lines, ""])
