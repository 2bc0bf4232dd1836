"""Help pages: values of options, examples that can be copied, and the exit codes of a command."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import click

from microdep_rules.cli.arguments import is_file_name, is_text

if TYPE_CHECKING:
    from collections.abc import Mapping

CONTINUED = " \\"
"""The end of a line after which a shell reads on."""
ONCE = {"--context": "put all contract facts into one file"}
"""The fix where an option is given several times, if it is another one than to leave one out."""


class HelpPage(click.Command):
    """A command whose help ends with the values of its options, examples, and its exit codes."""

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - the signature of click
        values: Mapping[str, Mapping[str, str]] | None = None,
        examples: Mapping[str, str] | None = None,
        exits: Mapping[int, str] | None = None,
        **attributes: Any,  # noqa: ANN401 - the signature of click
    ) -> None:
        super().__init__(*args, **attributes)
        self.values = values or {}
        """The meaning of each value, by option."""
        self.examples = examples or {}
        """The purpose of each example, and its command line."""
        self.exits = exits or {}
        """The meaning of each exit code that the command can end with."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the command line, of which each text is UTF-8, and an option with one value is given once."""
        if not ctx.resilient_parsing:
            found, _, given = self.make_parser(ctx).parse_args(args=[*args])
            self._only_texts(ctx, found)
            for param, times in Counter(given).items():
                if times > 1 and takes_one_value(param):
                    message = f"the option `{param.opts[0]}` takes one value, and is given {times} times"
                    ctx.fail(f"{message}; {ONCE.get(param.opts[0], 'leave out all but one')}")
        return super().parse_args(ctx, args)

    def _only_texts(self, ctx: click.Context, found: Mapping[str, Any]) -> None:
        """Refuse what is no text, once for all: no file that a command writes could hold it."""
        for param in self.get_params(ctx):
            value = found.get(param.name or "")
            for each in value if isinstance(value, list | tuple) else [value]:
                if isinstance(each, str) and not is_text(each) and not is_file_name(param):
                    what = (
                        f"the option `{param.opts[0]}`" if isinstance(param, click.Option) else "an argument"
                    )
                    ctx.fail(
                        f"{what} is `{each}`, which is not UTF-8; write it in a terminal that uses UTF-8"
                    )

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - the signature of click
        """Write the sections that follow the options."""
        for option, meanings in self.values.items():
            write_terms(formatter, f"Values of {option}", meanings)
        write_examples(formatter, self.examples)
        if self.exits:
            write_terms(formatter, "Exit codes", {str(code): means for code, means in self.exits.items()})


def takes_one_value(param: click.Parameter) -> bool:
    """Return whether a parameter is an option with a value, of which a command takes one."""
    return isinstance(param, click.Option) and not (param.is_flag or param.multiple or param.count)


class HelpPages(click.Group):
    """A group of commands that have such help pages."""

    command_class = HelpPage


def write_terms(formatter: click.HelpFormatter, heading: str, terms: Mapping[str, str]) -> None:
    """Write a section of terms, each beside its meaning."""
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
                formatter.write(f"{_over_lines(line, formatter)}\n")


def _over_lines(line: str, formatter: click.HelpFormatter) -> str:
    """Return a command line that a shell reads from several lines, each as wide as the help at most."""
    start = " " * formatter.current_indent
    lines = [""]
    for words in re.split(r" (?=--)", line):
        longer = f"{lines[-1]} {words}".strip()
        if lines[-1] and len(start) + len(longer) + len(CONTINUED) > formatter.width:
            lines.append(f"  {words}")
        else:
            lines[-1] = f"  {longer}" if len(lines) > 1 else longer
    return f"{CONTINUED}\n".join(f"{start}{each}" for each in lines)
