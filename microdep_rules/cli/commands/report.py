"""`microdep report`: a page about a check, or a bundle to sign."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from msgspec.structs import replace

from microdep_rules.cli import arguments, exit_codes, options, production, running, screen, signing
from microdep_rules.cli.forms import not_a_file, only
from microdep_rules.cli.help import HelpPage

if TYPE_CHECKING:
    from datetime import date

    from microdep_rules.output.checked import Checked
    from microdep_rules.pipeline.bundle import ReportLook
    from microdep_rules.pipeline.production import Analyses
    from microdep_rules.report.bundle import BundleRequest
    from microdep_rules.workspace.files import Workspace

PAGE = ".md"


def _new_template(ctx: click.Context, _: click.Parameter, folder: str | None) -> None:
    """Write the standard template into a new or empty folder, and end the command."""
    if not folder or ctx.resilient_parsing:
        return
    from microdep_rules.report.html import our_files
    from microdep_rules.workspace.writing import write_folder

    path = Path(folder)
    try:
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            raise click.UsageError(f"`{folder}` exists; name a new or empty folder")
        write_folder(path, {name: text.encode() for name, text in our_files().items()})
    except OSError as problem:
        screen.unwritten(folder, problem)
    screen.echo(f"wrote {folder}: {', '.join(our_files())}")
    screen.echo(f"next: microdep report BOM --template {folder} --output DIR")
    ctx.exit(exit_codes.OK)


class WithCover(HelpPage):
    """Command with two uses: a report about documents, or the cover of a bundle (`report cover`)."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,  # noqa: ANN401 - the signature of click
    ) -> click.Context:
        """Return the context of `report cover` or the context of `report`, depending on the first word.

        A document with the name `cover` must be typed as `./cover`.
        """
        if args[:1] == ["cover"]:
            from microdep_rules.cli.commands.cover import command as cover

            return cover.make_context(f"{info_name} cover", args[1:], parent, **extra)
        return super().make_context(info_name, args, parent, **extra)


@click.command(
    "report",
    cls=WithCover,
    values={
        "--format": {
            "bundle": "a folder to sign: record, reports, inputs and packs",
            "md": "one page in Markdown",
        },
        "--fail-on": options.FAIL_ON,
        **options.AIM,
    },
    examples={
        "Show one page": "microdep report bom.yaml",
        "Write a bundle with a PDF": "microdep report bom.yaml --output report --pdf",
        "Include the effects of a scenario": "microdep report bom.yaml --impact --scenario cut.scenario.yaml",
        "Sign the bundle": "microdep signoff report --role reviewer --key alice.key",
        "Write a cover that shows who signed": "microdep report cover report --output cover.html",
    },
    exits=exit_codes.OF_CHECK,
)
@options.checking
@options.file_or_folder
@production.including
@click.option(
    "--format",
    "form",
    type=arguments.OneOf(["bundle", "md"]),
    default=None,
    metavar="FORMAT",
    help="Format. Default: by the --output name, else md.",
)
@click.option(
    "--generated-at",
    type=arguments.Moment(day=True),
    default="",
    metavar="TIME",
    help="Time of the bundle. Default: the as-of date.",
)
@click.option(
    "--pdf",
    is_flag=True,
    help="Also write the report as PDF/A.",
)
@signing.fonts
@click.option(
    "--template",
    type=arguments.FileName(),
    default="",
    metavar="DIR",
    help="Use the Jinja2 template in DIR.",
)
@click.option(
    "--new-template",
    type=arguments.FileName(),
    is_eager=True,
    expose_value=False,
    callback=_new_template,
    metavar="DIR",
    help="Copy the standard template to DIR, and exit.",
)
@click.option(
    "--attach-evidence",
    "attach",
    is_flag=True,
    help="Put the files of evidence into the bundle.",
)
@click.option(
    "--as-stated",
    type=arguments.FileName(),
    default="",
    hidden=True,
    help="For `verify --reproduce`: facts that a bundle states about its missing files.",
)
@options.force
@click.pass_context
def command(
    ctx: click.Context,
    /,
    form: str | None,
    generated_at: str,
    template: str,
    *,
    pdf: bool,
    fonts: tuple[str, ...],
    force: bool,
    **settings: Any,  # noqa: ANN401 - as in check
) -> None:
    """Check bills of materials, and write a report.

    PATH is a file, a folder, or - for standard input, as in `microdep check`.

    With --output DIR, the report is a bundle: one folder with all files of the check. The same inputs give
    the same bundle, byte for byte. Sign the bundle with `microdep signoff`, and verify the bundle with
    `microdep verify`. Without --output, or if the name of the output ends in .md, the report is one page in
    Markdown. --force overwrites a bundle that nobody has signed. The bundle states one time: --generated-at,
    else SOURCE_DATE_EPOCH, else the earlier of the check date and today.

    To use --pdf, install microdep-rules[pdf]. To use --remedy, install microdep-rules[remedy].

    --impact, --scenario, --remedy and --exposure include analyses of production. These analyses change
    neither a verdict nor the exit code.

    `microdep report cover BUNDLE` writes a page that shows who signed a bundle.
    """
    from microdep_rules.output.checked import MOST_OUTCOMES

    output, attach = settings["output"], settings.pop("attach")
    analyses = production.analyses_in(ctx, settings)
    form = form or ("bundle" if output and not output.endswith(PAGE) else "md")
    _require_output(form, output, has_bundle_options=bool(pdf or template or fonts or attach))
    ignored = None
    if as_stated := settings.pop("as_stated"):  # passed by `verify --reproduce`
        from microdep_rules.pipeline.attachments import read_stated

        stated = read_stated(Path(as_stated))
        settings["evidence"], ignored = stated.opened(), stated.files_ignored
        settings["folder_names"] = stated.folder_names
    look = None
    if form == "bundle":
        try:
            _require_room(Path(output), force=force)
        except OSError as problem:
            screen.unwritten(output, problem)
        settings["output"] = ""
        look = _appearance(template, pdf=pdf, fonts=fonts, color=settings["color"])
    else:
        screen.protect_inputs(output, analyses.scenarios)
    listed = None if form == "bundle" or analyses else MOST_OUTCOMES
    try:
        code, checked = running.check_documents(settings, loud=True, listed=listed)
    except running.Refused as refused:
        code, checked = refused.exit_code, refused.as_run(settings)
    if ignored is not None:
        checked = replace(checked, ignored=ignored)
    checked = production.with_analyses(checked, analyses, settings)
    _report_problems(checked, settings["color"])
    if look is not None:
        at = generated_at or _epoch() or _day_of_check(checked.as_of)
        ctx.exit(_write_bundle(output, checked, (settings, analyses), look, at, code, attach=attach))
    _write_page(checked, output)
    ctx.exit(code)


def _require_output(form: str, output: str, *, has_bundle_options: bool) -> None:
    """End the command if the name of the output or the options do not fit the format."""
    if form == "bundle" and not output:
        raise click.UsageError(
            "a bundle is a folder; name it with --output: microdep report bom.yaml --output report"
        )
    if form == "bundle":
        not_a_file(output, f"a bundle is a folder; name it without an ending, or a page in {PAGE}")
    else:
        only(output, (PAGE,), "Markdown")
    if form == "md" and has_bundle_options:
        raise click.UsageError(
            "a PDF, a template and attached evidence need a bundle; name its folder with --output"
        )


def _report_problems(checked: Checked, color: str) -> None:
    """Report the diagnostics of the documents; the output of `check` shows them among its findings."""
    for document in checked.documents:
        screen.report(
            document.diagnostics, {path: loaded.source for path, loaded in document.files.items()}, color
        )


def _write_page(checked: Checked, output: str) -> None:
    if checked.packs_loaded:
        from microdep_rules.output.record import record
        from microdep_rules.report.markdown import render

        screen.write(render(record(checked)), output)
    elif output:  # overwrite the results of an earlier run
        from microdep_rules.output.refused import render_markdown

        screen.write(render_markdown(checked), output)


def _require_room(folder: Path, *, force: bool) -> None:
    """End the command if the folder is neither empty nor an unsigned bundle that may be overwritten."""
    from microdep_rules.signing.manifest import NAME, SIGNOFFS

    if folder.is_file():
        raise click.UsageError(f"`{folder}` is a file; a bundle is a folder, and a page ends in {PAGE}")
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    if not (folder / NAME).is_file():
        raise click.UsageError(f"`{folder}` exists and is not a bundle; name a new or empty folder")
    if (folder / SIGNOFFS).exists():
        raise click.UsageError(f"`{folder}` is a signed bundle; name another folder")
    if not force:
        raise click.UsageError(f"`{folder}` is a bundle; overwrite it with --force, or name another folder")
    if more := _foreign_file(folder):
        raise click.UsageError(
            f"`{folder}` has a file that is not of the bundle, `{more}`; name another folder"
        )


def _foreign_file(folder: Path) -> str:
    """Return the name of a file that is not in the bundle's manifest; empty if all files are."""
    from microdep_rules.signing.manifest import NAME, SUMS, NotAManifestError, parse
    from microdep_rules.workspace.bundles import read_folder

    bundle = read_folder(folder)
    try:
        listed = {file.path for file in parse(bundle.read(NAME)).files}
    except NotAManifestError:
        return NAME
    others = [name for name in bundle.names() if name not in listed | {NAME, SUMS}]
    return next(iter([*others, *(name for name, _ in bundle.odd())]), "")


def _appearance(template: str, *, pdf: bool, fonts: tuple[str, ...], color: str) -> ReportLook:
    """Return the template and fonts of the report; end the command if one cannot be used."""
    from microdep_rules.pipeline.bundle import ReportLook
    from microdep_rules.workspace.templates import read_template

    sources, problems = read_template(Path(template), template) if template else ({}, [])
    if problems:
        screen.report(problems, {}, color)
        screen.stop(exit_codes.USAGE)
    if fonts and not pdf:
        raise click.UsageError("--font is for the PDF; add --pdf")
    return ReportLook(sources, pdf, signing.fonts_in(fonts) if pdf else ())


def _write_bundle(
    output: str,
    checked: Checked,
    request: tuple[dict[str, Any], Analyses],
    look: ReportLook,
    generated_at: str,
    code: int,
    *,
    attach: bool,
) -> int:
    """Write the bundle if all inputs can be read, and return the exit code."""
    from microdep_rules.cli.progress import stage
    from microdep_rules.engine.standing import in_words
    from microdep_rules.output.closing import counted
    from microdep_rules.output.visible import visible
    from microdep_rules.pipeline.bundle import build_bundle
    from microdep_rules.signing import errors as say
    from microdep_rules.signing.limits import find_too_large
    from microdep_rules.signing.manifest import NAME, SUMS
    from microdep_rules.workspace.writing import write_folder

    if not checked.packs_loaded or not checked.documents:
        screen.echo("no bundle was written: nothing was checked", err=True)
        return code
    settings, analyses = request
    project = running.project_of(settings)
    how = _settings_in_record(project.workspace, settings, analyses)
    if look.pdf:
        screen.echo("laying the report out on pages ...", err=True)
    stage("writing the report and its PDF" if look.pdf else "writing the report")
    files, problems = build_bundle(project, how, checked, look, generated_at, attach_evidence=attach)
    screen.report(problems, {problem.path: problem for problem in look.template.values()}, settings["color"])
    if why := find_too_large({name: len(data) for name, data in files.items()}):
        problems = [say.too_large(*why)]
        screen.report(problems, {}, settings["color"])
        files = {}
    if not files:
        screen.echo("no bundle was written", err=True)
        of_template = any(
            problem.code.startswith(("template/", "file/cannot-be-read")) for problem in problems
        )
        return exit_codes.first([code, exit_codes.USAGE if of_template else exit_codes.INPUT])
    try:
        write_folder(Path(output), files)
    except OSError as problem:
        screen.unwritten(output, problem)
    shown = visible(output)
    listed = len(files.keys() - {NAME, SUMS})
    verdict = in_words(checked.verdict).upper()
    screen.echo(f"wrote {shown}: {listed} files and their manifest; verdict {verdict}: {counted(checked)}")
    screen.echo(f"next: microdep signoff {shown} --role ROLE --key FILE")
    return code


def _settings_in_record(workspace: Workspace, settings: dict[str, Any], analyses: Analyses) -> BundleRequest:
    """Return the arguments and options of the check, with paths as all outputs show them."""
    from microdep_rules.report.bundle import BundleRequest

    def shown(path: str) -> str:
        return workspace.shown(path) if path else ""

    waivers = running.waivers_of(settings)
    return BundleRequest(
        tuple(map(shown, settings["paths"])),
        tuple(map(workspace.shown_pack, settings["packs"])),
        dict(settings["variants"]),
        shown(settings["context"]),
        tuple(map(shown, settings["overlays"])),
        None if waivers is None else tuple(map(shown, waivers)),
        shown(settings["baseline"]),
        analyses.as_data(shown),
    )


def _day_of_check(as_of: date) -> str:
    """Return the as-of date as a time; for an as-of date in the future, the current day in UTC.

    East of Greenwich, the local date is ahead of UTC for some hours, and nobody can sign a bundle with a
    future date.
    """
    return f"{min(as_of, signing.now().date())}T00:00:00Z"


def _epoch() -> str:
    """Return the time that the variable `SOURCE_DATE_EPOCH` states; empty if it is not set."""
    from datetime import UTC, datetime

    text = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not text.isdecimal() or len(text) > len(str(2**33)):
        return ""
    return datetime.fromtimestamp(int(text), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
