"""Baselines: files with the findings of an earlier check."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from microdep_rules.cli import exit_codes, screen

if TYPE_CHECKING:
    from microdep_rules.output.checked import Checked
    from microdep_rules.pipeline.project import Project


def with_baseline(project: Project, checked: Checked, path: str) -> Checked:
    """Write the findings of a check as a baseline, and return the check with the comparison to this baseline.

    No baseline is written if a document could not be judged. A comparison with another baseline stays in the
    result.
    """
    code = exit_codes.of_run(checked)
    if code in {exit_codes.BUG, exit_codes.PACK, exit_codes.INPUT, exit_codes.NOTHING}:
        screen.echo(f"no baseline was written: {exit_codes.MEANINGS[code]}", err=True)
        return checked
    from microdep_rules.output.baseline import render
    from microdep_rules.pipeline.baselines import build_baseline, compare_with_baseline

    own = project.workspace.base / project.config.baseline
    if project.config.baseline and os.path.relpath(path, own) == ".":  # compare names; links may differ
        screen.refuse_links(own, project.workspace.base)  # the repository chose the path
    baseline = build_baseline(checked)
    screen.write_raw(render(baseline), path)
    if checked.baseline is not None:
        return checked
    return compare_with_baseline(checked, baseline, project.workspace.shown(path), written=True)
