"""`microdep report`: one page about a check, for people who file it."""

from __future__ import annotations

from typing import Any

import click

from microdep_rules.cli import arguments, options, running, screen


@click.command("report")
@options.checking
@click.option(
    "--format", "form", type=arguments.OneOf(["md"]), default="md", show_default=True, help="md: Markdown."
)
@click.pass_context
def command(ctx: click.Context, /, form: str, **asked: Any) -> None:  # noqa: ANN401, ARG001 - as in check
    """Check bills of materials and write a report as Markdown.

    Takes what check takes, and ends with the same exit codes.
    """
    from microdep_rules.output.checked import MOST_OUTCOMES

    try:
        code, checked = running.establish(asked, loud=True, listed=MOST_OUTCOMES)
    except running.Refused as refused:
        code, checked = refused.exit_code, refused.as_run(asked)
    if checked.packs_loaded:
        from microdep_rules.output.record import record
        from microdep_rules.report.markdown import render

        screen.write(render(record(checked)), asked["output"])
    elif asked["output"]:  # a file does not keep what an earlier run found
        from microdep_rules.output.refused import render_markdown

        screen.write(render_markdown(checked), asked["output"])
    ctx.exit(code)
