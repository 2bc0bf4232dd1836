"""Environment variables of microdep and their effects; no environment variable changes a verdict."""

from __future__ import annotations

VARIABLES = {
    "MICRODEP_CONFIG": "path of the configuration file, if --config is not given",
    "MICRODEP_CACHE": "cache folder for packs and --resume; if empty, there is no cache",
    "MICRODEP_SERVE": "on: checks use the resident checker; off: checks do not use it",
    "NO_COLOR": "the output has no colours, unless --color is always",
    "FORCE_COLOR": "the output has colours even in a pipe, unless --color or NO_COLOR is set",
    "MICRODEP_PROGRESS": "off: no progress messages on the error stream",
    "CI": "progress messages are lines, without a progress bar",
    "GITHUB_ACTIONS": "true: no output line can act as a GitHub workflow command",
    "PRE_COMMIT": "set by pre-commit; --changed then includes deleted files",
    "SOURCE_DATE_EPOCH": "time of a bundle, if --generated-at is not given",
    "GITHUB_STEP_SUMMARY": "file to which --format github writes the job summary",
}
"""Environment variables and their effects, in the order of the help."""
