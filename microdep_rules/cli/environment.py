"""The variables of the environment that are read, and what each does; none decides a verdict by itself."""

from __future__ import annotations

VARIABLES = {
    "MICRODEP_CONFIG": "the configuration, where --config names none; that is said on the error stream",
    "MICRODEP_CACHE": "the folder in which checked packs are kept; empty: none is kept",
    "NO_COLOR": "no colours, unless --color says so",
    "FORCE_COLOR": "colours also where no terminal is, unless --color or NO_COLOR says otherwise",
    "CI": "no progress is shown",
    "GITHUB_ACTIONS": "true: no line of a text begins as a command to the workflow",
    "PRE_COMMIT": "set by pre-commit: --changed asks git for what a commit takes away",
    "SOURCE_DATE_EPOCH": "when a bundle is made by its own account, unless --generated-at says so",
    "GITHUB_STEP_SUMMARY": "the file behind which --format github writes the summary of the job",
}
"""What people set, or a service sets for them, in the order of the help."""


def table() -> str:
    """The variables as the help prints them."""
    return "\n".join(f"  {name:<20} {does}" for name, does in VARIABLES.items())
