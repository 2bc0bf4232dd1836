"""Content of an output file after a command that checked nothing, in place of an earlier result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.output import diagnostics

if TYPE_CHECKING:
    from microdep_rules.output.checked import Checked

NOTHING = "nothing was checked"


def render(checked: Checked) -> str:
    """Return the errors in the configuration or the packs as text, as on standard error."""
    problems = checked.diagnostics
    return f"{NOTHING}\n\n{diagnostics.render(problems, checked.sources)}{diagnostics.summary(problems)}\n"


def render_markdown(checked: Checked) -> str:
    """Return the errors in the configuration or the packs as Markdown.

    The errors are in a code block, which no line of the text can end.
    """
    lines = (f"    {line}".rstrip() for line in render(checked).splitlines()[2:])
    return "\n".join([f"# {NOTHING.capitalize()}", "", *lines, ""])
