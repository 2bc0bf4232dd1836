"""`check --resume`: where finished documents are kept, and what is said of those that were taken over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from microdep_rules.cli import screen

if TYPE_CHECKING:
    from microdep_rules.pipeline.resume import Resume


def opened() -> Resume:
    """A check that can be resumed; it needs the folder for caches."""
    from microdep_rules.pipeline.cache import user_folder
    from microdep_rules.pipeline.resume import Resume

    folder = user_folder()
    if folder is None:
        raise click.UsageError(
            "--resume keeps finished documents in the cache; name a folder for it in MICRODEP_CACHE"
        )
    return Resume(folder)


def say_what_was_taken_over(resume: Resume, documents: int, color: str) -> None:
    """Say on the error stream how many documents the interrupted check had finished, and what was lost."""
    screen.say(resume.problems.values(), {}, color)
    if resume.taken_over:
        screen.echo(
            f"resumed: {resume.taken_over} of {documents} documents come from the interrupted check", err=True
        )
