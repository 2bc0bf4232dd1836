"""Options that several commands share, each with one name, meaning and help."""

from __future__ import annotations

import shlex
from datetime import date
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from microdep_rules.cli import arguments
from microdep_rules.output.visible import visible

if TYPE_CHECKING:
    from collections.abc import Callable


Command = Any


def _packs(default: str) -> Callable[[Command], Command]:
    return click.option(
        "--pack",
        "packs",
        type=arguments.PackName(),
        multiple=True,
        metavar="NAME|PATH|all",
        help=f"Rule pack; repeatable. Default: {default}.",
    )


pack = _packs("micro-dependency")
pack_of_rule = _packs("the pack of RULE")
as_of = click.option(
    "--as-of",
    type=arguments.Day(),
    default=None,
    metavar="DATE",
    help="Date to check against. Default: today.",
)
context = click.option(
    "--context",
    type=arguments.FileName(),
    default="",
    metavar="FILE",
    help="File with contract facts, such as the agency.",
)
overlay = click.option(
    "--overlay",
    "overlays",
    type=arguments.FileName(),
    multiple=True,
    metavar="FILE",
    help="File with declarations of suppliers; repeatable.",
)
config = click.option(
    "--config",
    "config_path",
    type=arguments.FileName(),
    default="",
    envvar="MICRODEP_CONFIG",
    metavar="FILE",
    help="Configuration. Default: nearest microdep.toml.",
)


def _require_distinct_packs(
    ctx: click.Context, param: click.Parameter, variants: tuple[tuple[str, str], ...]
) -> tuple[tuple[str, str], ...]:
    """End the command if it names two variants of one pack, because a check runs a pack once."""
    first: dict[str, str] = {}
    for pack, name in variants:
        if first.setdefault(pack, name) != name:
            message = f"`{pack}` is given the variants `{first[pack]}` and `{name}`; name one of them"
            raise click.BadParameter(message, ctx, param)
    return variants


variant = click.option(
    "--variant",
    "variants",
    type=arguments.Variant(),
    multiple=True,
    callback=_require_distinct_packs,
    metavar="PACK=NAME",
    help="Variant of a pack, see `packs show`; repeatable.",
)


def repeated_words(*names: str) -> list[str]:
    """Return the options of the user's command that the suggested next command must repeat, as words.

    `names` contains the options that the next command accepts, such as `--pack`. Each value is returned once.
    """
    ctx = click.get_current_context(silent=True)
    words: list[str] = []
    for parameter in ctx.command.params if ctx is not None else ():
        assert ctx is not None
        option, key = parameter.opts[0], parameter.name or ""
        if option not in names or ctx.get_parameter_source(key) is not ParameterSource.COMMANDLINE:
            continue
        value = ctx.params[key]
        for entry in dict.fromkeys(value) if isinstance(value, tuple) else (value,):
            words += [option, "=".join(entry) if isinstance(entry, tuple) else str(entry)]
    return words


def repeated(*names: str) -> str:
    """Return the options that the suggested next command must repeat, as text with a space before it."""
    words = repeated_words(*names)
    return f" {visible(shlex.join(words))}" if words else ""


no_exclusions = click.option(
    "--no-exclusions", is_flag=True, help="Also check components that a rule excludes."
)
color = click.option(
    "--color",
    type=arguments.OneOf(["auto", "always", "never"]),
    default="auto",
    metavar="WHEN",
    help="Colours: auto, always or never. Default: auto.",
)
waivers = click.option(
    "--waivers",
    "waiver_files",
    type=arguments.FileName(),
    multiple=True,
    metavar="FILE",
    help="Waiver file; repeatable.",
)
no_waivers = click.option("--no-waivers", is_flag=True, help="Ignore all waivers.")
output = click.option(
    "--output",
    type=arguments.FileName(),
    default="",
    metavar="FILE",
    help="Write to this file. Default: the terminal.",
)
optional_output = click.option(
    "--output", type=arguments.FileName(), default="", metavar="FILE", help="Write to this file."
)
file_or_folder = click.option(
    "--output",
    type=arguments.FileName(),
    default="",
    metavar="FILE|DIR",
    help="Write to this file or folder. Default: the terminal.",
)
new_output = click.option(
    "--output",
    type=arguments.FileName(),
    required=True,
    metavar="FILE",
    help="Write to this file.",
)
output_folder = click.option(
    "--output", type=arguments.NonEmptyText(), required=True, metavar="DIR", help="Write to this folder."
)
force = click.option("--force", is_flag=True, help="Overwrite existing files.")
verbose = click.option("--verbose", is_flag=True, help="Show all details and complete lists.")
quiet = click.option("--quiet", "-q", is_flag=True, help="Show only one line for each result.")


def together(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Combine several options into one decorator; the help lists the options in the given order."""

    def decorate(function: Command) -> Command:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


def today() -> date:
    """Return today's date; only this function reads the date from the clock."""
    return date.today()  # noqa: DTZ011 - the user's own calendar day is meant


# ---- remedy and report ---------------------------------------------------------------------------

aim = together(
    click.option(
        "--goal",
        type=arguments.OneOf(["viable", "pass"]),
        default="viable",
        metavar="GOAL",
        help="Result to reach: viable or pass. Default: viable.",
    ),
    click.option(
        "--minimize",
        type=arguments.OneOf(["number", "cost", "time"]),
        default="number",
        metavar="MEASURE",
        help="Minimize number, cost or time. Default: number.",
    ),
    click.option(
        "--limit",
        type=arguments.Number("number of sets", 1000, "10", least=1),
        default=10,
        metavar="N",
        help="Largest number of sets to list. Default: 10.",
    ),
)
"""Options of a remedy: its goal, the measure to minimize, and the number of sets to list."""
AIM = {
    "--goal": {
        "viable": "the product can be made",
        "pass": "the document passes its rules of severity prohibit and ineligible",
    },
    "--minimize": {
        "number": "the fewest substitutions",
        "cost": "the smallest increase of the cost of one product",
        "time": "the shortest time until the product is complete",
    },
}
"""Meaning of each value of --goal and --minimize."""

# ---- check and report ----------------------------------------------------------------------------

fail_on = click.option(
    "--fail-on",
    type=arguments.OneOf(["warn", "fail", "unknown"]),
    default=None,
    metavar="LEVEL",
    help="Findings that set the exit code. Default: unknown.",
)
horizon = click.option(
    "--horizon",
    type=arguments.Number("number of days", 36525, "365"),
    default=None,
    metavar="DAYS",
    help="Days to look ahead for changes. Default: 731.",
)
FAIL_ON = {
    "fail": "a fail sets exit code 1; an unknown does not count",
    "unknown": "a fail sets exit code 1; an unknown sets exit code 5",
    "warn": "like unknown; findings of advisory rules count too",
}
"""Meaning of each value of --fail-on."""
strict_waivers = click.option(
    "--strict-waivers", is_flag=True, help="Exit 1 if a waiver is expired, refused or unused."
)
baseline = click.option(
    "--baseline",
    type=arguments.FileName(),
    default="",
    metavar="FILE",
    help="File of known findings, which do not count.",
)
paths = click.argument("paths", nargs=-1, type=arguments.NonEmptyText(), metavar="[PATH]...")
judging = together(paths, pack, as_of, context, overlay, waivers, no_waivers, variant)
"""Options that every command needs to evaluate rules."""
checking = together(
    paths,
    pack,
    as_of,
    context,
    overlay,
    fail_on,
    waivers,
    no_waivers,
    strict_waivers,
    baseline,
    no_exclusions,
    variant,
    horizon,
    color,
    config,
)
"""Options that the commands with a complete check share."""
asking = together(paths, pack, as_of, context, overlay, no_exclusions, variant, color, config)
"""Options of a check that affect the open questions; waivers and a baseline do not affect them."""
