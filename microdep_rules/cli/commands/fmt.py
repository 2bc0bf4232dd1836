"""`microdep fmt`: the canonical format of rule files."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from microdep_rules.cli import exit_codes, options, screen
from microdep_rules.cli.help import HelpPage
from microdep_rules.output.from_here import from_here

if TYPE_CHECKING:
    from microdep_rules.source import SourceFile
    from microdep_rules.workspace.files import Workspace


@click.command(
    "fmt",
    cls=HelpPage,
    examples={
        "Format the rule files of a folder": "microdep fmt rules",
        "Also correct wrong lines": "microdep fmt --fix rules",
        "Only report unformatted files, as in CI": "microdep fmt --check rules",
    },
    exits={
        0: "every file is formatted",
        1: "a file would change (with --check)",
        2: "a file cannot be read or written",
        3: "a rule file has an error",
    },
)
@options.paths
@click.option("--check", is_flag=True, help="Change no file; exit 1 if a file would change.")
@click.option("--fix", is_flag=True, help="Also correct wrong lines with only one possible meaning.")
@options.color
@click.pass_context
def command(ctx: click.Context, paths: tuple[str, ...], color: str, *, check: bool, fix: bool) -> None:
    """Format rule files.

    PATH is a rule file, a folder, or - to read standard input and write standard output. Default: the
    current folder. The command keeps comments. A file that has an error is not changed.

    With --fix, the command also corrects a wrong line that has only one possible meaning, such as
    `component.mass >= 5kg`. The command shows the line before and after the correction. A line with several
    possible meanings, such as `1/3/2027`, is not changed.
    """
    from microdep_rules.diagnostics import MOST, first_of, in_order
    from microdep_rules.lang.errors.syntax import too_many_problems
    from microdep_rules.lang.format import format_source
    from microdep_rules.workspace.files import Workspace
    from microdep_rules.workspace.pack_files import decode_rule
    from microdep_rules.workspace.reading import STDIN

    workspace = Workspace()
    names = [STDIN] if STDIN in paths else [str(p) for p in workspace.rule_files(paths or (".",))]
    given = {STDIN, *(str(Path(path)) for path in paths)}
    codes = [exit_codes.OK]
    read = changed = 0
    for name in names:
        data, problem = workspace.read(name, "pack", None if name in given else Path(name).parent)
        if data is None:
            screen.report([problem] if problem else [], {}, color)
            codes.append(exit_codes.USAGE)
            continue
        read += 1
        source, problem = decode_rule(workspace.shown(name), data)
        if source is None:
            screen.report([problem] if problem else [], {}, color)
            codes.append(exit_codes.PACK)
            continue
        corrected = _fix_lines(source, workspace, name, check=check) if fix else source
        formatted, problems = format_source(corrected)
        diagnostics = first_of(in_order(problems), partial(too_many_problems, MOST, source.path))
        screen.report(diagnostics, {source.path: corrected}, color)
        if formatted is None:
            codes.append(exit_codes.PACK)
            if not fix or name == STDIN:
                continue
            formatted = corrected.text
        if name == STDIN and not check:
            screen.write_raw(formatted, "")
        elif formatted != source.text:
            changed += 1
            if check:
                codes.append(exit_codes.FAIL)
            else:
                screen.write_raw(formatted, str(Path(name)))
            screen.echo(
                f"{'would change' if check else 'changed'}: {from_here(source.path)}", err=name == STDIN
            )
    if name_of_nothing := not names:
        screen.echo("no rule file found", err=name_of_nothing)
    elif STDIN not in names:
        syntax_only = "; only the syntax is checked: run `microdep test PACK` for the meaning" if fix else ""
        screen.echo(_summary(read, changed, check=check) + syntax_only, err=True)
    ctx.exit(exit_codes.first(codes))


def _fix_lines(source: SourceFile, workspace: Workspace, name: str, *, check: bool) -> SourceFile:
    """Correct each line that has only one possible meaning, such as `>= 5kg`; show it before and after."""
    from microdep_rules.lang.corrections import changed_lines, declared_names, fixed
    from microdep_rules.pipeline.packs import PackLoader
    from microdep_rules.workspace.reading import STDIN

    sources = {source.path: source}
    if name != STDIN:  # a name that the pack or a used pack declares is no mistake
        loader = PackLoader(workspace)
        loader.load(Path(name).parent)
        sources |= loader.sources
    corrected = fixed(source, declared_names(sources.values()))
    word = "would fix" if check else "fixed"
    for line, before, after in changed_lines(source, corrected):
        screen.echo(f"{word}: {from_here(source.path)}:{line}\n  - {before}\n  + {after}", err=name == STDIN)
    return corrected


def _summary(files: int, changed: int, *, check: bool) -> str:
    word = "file" if files == 1 else "files"
    return f"{files} {word}, {changed} {'to change' if check else 'changed'}"
