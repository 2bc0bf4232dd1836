"""Environment variables of microdep and their effects; no environment variable changes a verdict."""

from __future__ import annotations

VARIABLES = {
    "MICRODEP_CONFIG": "configuration file, if --config is not given",
    "MICRODEP_CACHE": "cache folder for packs and for --resume; empty: no cache",
    "MICRODEP_SERVE": "on: checks use the resident checker; off: never",
    "NO_COLOR": "no colours, unless --color is always",
    "FORCE_COLOR": "colours also in pipes, unless --color or NO_COLOR is set",
    "MICRODEP_PROGRESS": "off: no progress on the error stream",
    "CI": "progress as lines, without a bar",
    "GITHUB_ACTIONS": "true: no output line can act as a GitHub workflow command",
    "PRE_COMMIT": "set by pre-commit; --changed then includes deleted files",
    "SOURCE_DATE_EPOCH": "date of a bundle, if --generated-at is not given",
    "GITHUB_STEP_SUMMARY": "file for the job summary of --format github",
}
"""Environment variables and their effects, in the order of the help."""
