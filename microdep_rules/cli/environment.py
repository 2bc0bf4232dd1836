"""The variables of the environment that are read, and what each does; none decides a verdict by itself."""

from __future__ import annotations

VARIABLES = {
    "MICRODEP_CONFIG": "configuration file, if --config is not given",
    "MICRODEP_CACHE": "folder for checked packs and for what --resume keeps; empty: no cache",
    "MICRODEP_SERVE": "on: checks use the resident checker; off: never",
    "NO_COLOR": "no colours, unless --color is always",
    "FORCE_COLOR": "colours in pipes too; --color and NO_COLOR take precedence",
    "MICRODEP_PROGRESS": "off: no progress on the error stream",
    "CI": "progress as lines, without a bar",
    "GITHUB_ACTIONS": "if true, no output line can act as a GitHub workflow command",
    "PRE_COMMIT": "set by pre-commit: --changed includes the files that the commit deletes",
    "SOURCE_DATE_EPOCH": "date of a bundle, if --generated-at is not given",
    "GITHUB_STEP_SUMMARY": "file to which --format github appends the job summary",
}
"""What people set, or a service sets for them, in the order of the help."""
