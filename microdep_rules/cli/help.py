"""Help pages: examples, options with their values, and exit codes."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import click

from microdep_rules.cli.arguments import is_file_name, is_text

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

CONTINUED = " \\"
"""End of a line of a shell command that continues on the next line."""
ONCE = {"--context": "put all contract facts into one file"}
"""Help for the error that an option is repeated; options that are not listed have a general help."""


MANY = 12
"""Largest number of options on a help page without sections."""
SECTIONS = {
    "Input": (
        *("--pack", "--variant", "--context", "--overlay", "--as-of", "--horizon", "--no-exclusions"),
        *("--changed", "--config"),
    ),
    "Findings that count": (
        *("--fail-on", "--waivers", "--no-waivers", "--strict-waivers", "--baseline", "--write-baseline"),
    ),
    "Analyses": (
        *("--impact", "--scenario", "--remedy", "--goal", "--minimize", "--limit", "--exposure", "--on"),
        *("--runs", "--seed"),
    ),
    "Questions": ("--supplier", "--folder", "--read", "--library", "--due", "--language"),
    "Bundle": ("--generated-at", "--pdf", "--font", "--template", "--new-template", "--attach-evidence"),
    "Output": ("--format", "--output", "--force", "--outcomes", "--verbose", "--quiet", "--color"),
}
"""Sections of a help page with many options; options without a section are in the last section."""
OTHERS = "Other options"
CONFIGURED = (
    *("--pack", "--variant", "--context", "--overlay", "--waivers", "--strict-waivers", "--baseline"),
    *("--fail-on", "--horizon"),
)
"""Options that the configuration file can set, too."""


HELP_NAMES = ("-h", "--help")
"""Names of the option that prints the help of a command."""


class HelpPage(click.Command):
    """Command whose help has examples, the values of its options, and its exit codes."""

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - the signature of click
        values: Mapping[str, Mapping[str, str]] | None = None,
        examples: Mapping[str, str] | None = None,
        exits: Mapping[int, str] | None = None,
        **attributes: Any,  # noqa: ANN401 - the signature of click
    ) -> None:
        # Click keeps the first help option that it makes, so each command needs the same names on its own.
        super().__init__(*args, **{"context_settings": {"help_option_names": [*HELP_NAMES]}} | attributes)
        self.values = values or {}
        """Meaning of each value of an option, by option and value."""
        self.examples = examples or {}
        """Command line of each example, by the purpose of the example."""
        self.exits = exits or {}
        """Meaning of each exit code of the command."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the command line; reject text that is not UTF-8, and repeated options."""
        if not ctx.resilient_parsing:
            values, _, given = self.make_parser(ctx).parse_args(args=[*args])
            self._only_texts(ctx, values)
            for param, times in Counter(given).items():
                if times > 1 and takes_one_value(param):
                    message = f"the option `{param.opts[0]}` takes one value, and is given {times} times"
                    ctx.fail(f"{message}; {ONCE.get(param.opts[0], 'leave out all but one')}")
        return super().parse_args(ctx, args)

    def _only_texts(self, ctx: click.Context, values: Mapping[str, Any]) -> None:
        """Reject a value that is not UTF-8, because no output file could contain it."""
        for param in self.get_params(ctx):
            value = values.get(param.name or "")
            for text in value if isinstance(value, list | tuple) else [value]:
                if isinstance(text, str) and not is_text(text) and not is_file_name(param):
                    what = (
                        f"the option `{param.opts[0]}`" if isinstance(param, click.Option) else "an argument"
                    )
                    ctx.fail(
                        f"{what} is `{text}`, which is not UTF-8; write it in a terminal that uses UTF-8"
                    )

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples, the options, and the list of options that the configuration can set."""
        write_examples(formatter, self.examples)
        records = {param.opts[0]: record for param in self.get_params(ctx) if (record := _record(param, ctx))}
        width = max((len(names) for names, _ in records.values()), default=0)
        sections = _in_sections([*records])
        for heading, options in sections.items():
            with formatter.section(heading):
                formatter.write_dl([(f"{records[o][0]:<{width}}", records[o][1]) for o in options])
        _write_configured(formatter, records)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - the signature of click
        """Write the sections of the help page that follow the options."""
        for option, meanings in self.values.items():
            write_terms(formatter, f"Values of {option}", meanings)
        if self.exits:
            write_terms(formatter, "Exit codes", {str(code): means for code, means in self.exits.items()})


def _record(param: click.Parameter, ctx: click.Context) -> tuple[str, str] | None:
    """Return (names, help) for an option; `None` for an argument or a hidden option."""
    return param.get_help_record(ctx) if isinstance(param, click.Option) else None


def _in_sections(options: Sequence[str]) -> dict[str, list[str]]:
    """Return the options by section, in the order of `SECTIONS`; the last section has all other options.

    There is only one section if there are few options, or if most of them have no section.
    """
    by_section = {heading: [o for o in names if o in options] for heading, names in SECTIONS.items()}
    others = [option for option in options if not any(option in names for names in SECTIONS.values())]
    if len(options) <= MANY or 2 * len(others) > len(options):
        return {"Options": [*options]}
    return {heading: names for heading, names in {**by_section, OTHERS: others}.items() if names}


def _write_configured(formatter: click.HelpFormatter, options: Collection[str]) -> None:
    """Write the names of the options that the configuration can set."""
    configured = [option for option in CONFIGURED if option in options]
    if "--config" not in options or not configured:
        return
    text = f"The configuration can set {', '.join(configured)}. The command line takes precedence."
    formatter.write(f"\n{click.wrap_text(text, formatter.width, '  ', '  ')}\n")


def takes_one_value(param: click.Parameter) -> bool:
    """Return whether a parameter is an option that takes exactly one value."""
    return isinstance(param, click.Option) and not (param.is_flag or param.multiple or param.count)


class HelpPages(click.Group):
    """Group of commands; the group and its commands have help pages with examples."""

    command_class = HelpPage

    def __init__(self, *args: Any, **attributes: Any) -> None:  # noqa: ANN401 - the signature of click
        super().__init__(*args, **{"context_settings": {"help_option_names": [*HELP_NAMES]}} | attributes)


def write_terms(formatter: click.HelpFormatter, heading: str, terms: Mapping[str, str]) -> None:
    """Write a section of terms, each with its meaning."""
    with formatter.section(heading):
        formatter.write_dl(list(terms.items()))


def write_examples(formatter: click.HelpFormatter, examples: Mapping[str, str]) -> None:
    """Write a section of examples: the purpose, then the command line."""
    if not examples:
        return
    with formatter.section("Examples"):
        for purpose, line in examples.items():
            formatter.write(f"{'':>{formatter.current_indent}}{purpose}:\n")
            with formatter.indentation():
                formatter.write(f"{_wrap_command(line, formatter)}\n")


def _wrap_command(line: str, formatter: click.HelpFormatter) -> str:
    """Break a command line at the width of the help text, so that it still works when pasted into a shell."""
    start = " " * formatter.current_indent
    lines = [""]
    for words in re.split(r" (?=--)", line):
        longer = f"{lines[-1]} {words}".strip()
        if lines[-1] and len(start) + len(longer) + len(CONTINUED) > formatter.width:
            lines.append(f"  {words}")
        else:
            lines[-1] = f"  {longer}" if len(lines) > 1 else longer
    return f"{CONTINUED}\n".join(f"{start}{line}" for line in lines)
