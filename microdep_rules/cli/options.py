"""Options that several commands take, and what they share in answering."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from microdep_rules.cli import arguments

if TYPE_CHECKING:
    from collections.abc import Callable


Command = Any


def _packs(text: str) -> Callable[[Command], Command]:
    return click.option(
        "--pack", "packs", type=arguments.PackName(), multiple=True, metavar="NAME|PATH|all", help=text
    )


pack = _packs("A pack to run, or several. Default: those of the configuration, else micro-dependency.")
pack_of_rule = _packs(
    "The pack of the rule. Default: the one named with it, else every shipped or configured one."
)
pack_of_words = _packs(
    "A pack whose words are known, or several. Default: those of the configuration, else micro-dependency."
)
as_of = click.option(
    "--as-of",
    type=arguments.Day(),
    default=None,
    metavar="DATE",
    help="The day to judge by (2027-01-01). Default: today.",
)
context = click.option(
    "--context",
    type=arguments.FileName(),
    default="",
    metavar="FILE",
    help="The facts of the deal: agency, value, dates, claims.",
)
overlay = click.option(
    "--overlay",
    "overlays",
    type=arguments.FileName(),
    multiple=True,
    metavar="FILE",
    help="What suppliers declare of parts, laid on every document; may be repeated. Default: those of the"
    " configuration.",
)
config = click.option(
    "--config",
    "config_path",
    type=arguments.FileName(),
    default="",
    envvar="MICRODEP_CONFIG",
    metavar="FILE",
    help="The configuration. Default: MICRODEP_CONFIG, else the nearest microdep.toml or [tool.microdep], "
    "upwards.",
)
variant = click.option(
    "--variant",
    "variants",
    type=arguments.Choice(),
    multiple=True,
    metavar="PACK=NAME",
    help="The variant of a pack to run; `packs show` lists them.",
)
look_everywhere = click.option(
    "--look-everywhere", is_flag=True, help="Look also into parts that a rule looks past."
)
color = click.option(
    "--color",
    type=arguments.OneOf(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Colours: auto means on a terminal, unless NO_COLOR is set, or wherever FORCE_COLOR is.",
)
waivers = click.option(
    "--waivers",
    "waiver_files",
    type=arguments.FileName(),
    multiple=True,
    metavar="FILE",
    help="A file of waivers, or several. Default: those of the configuration.",
)
no_waivers = click.option(
    "--no-waivers", is_flag=True, help="Leave all waivers aside: what is found, as if nobody answered for it."
)
output = click.option(
    "--output",
    type=arguments.FileName(),
    default="",
    metavar="FILE",
    help="Write to a file, not to the terminal.",
)


into_a_file = click.option(
    "--output",
    type=arguments.FileName(),
    default="",
    metavar="FILE",
    help="Write the document in our own form to a file, as YAML or JSON by its name.",
)
force = click.option("--force", is_flag=True, help="Write over a file that is there.")


def together(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Several options as one decorator, in this order in the help."""

    def decorate(function: Command) -> Command:
        for each in reversed(options):
            function = each(function)
        return function

    return decorate


def today() -> date:
    """The one place where the clock is read."""
    return date.today()  # noqa: DTZ011 - the user's own calendar day is meant


# ---- what check and report share -----------------------------------------------------------------

fail_on = click.option(
    "--fail-on",
    type=arguments.OneOf(["warn", "fail", "unknown"]),
    default=None,
    help="What decides the exit code. unknown: fails (1) and unknowns (5). fail: fails alone. "
    "warn: as unknown, and rules that only warn or report decide too. Default: that of the configuration, "
    "else unknown.",
)
horizon = click.option(
    "--horizon",
    type=arguments.Number("days", 36525, "365"),
    default=None,
    metavar="DAYS",
    help="How many days to look ahead for changes of the law, 0 to 36525. Default: that of the "
    "configuration, else 731.",
)
strict_waivers = click.option(
    "--strict-waivers", is_flag=True, help="Fail (1) where a waiver is expired or covers no finding."
)
baseline = click.option(
    "--baseline",
    type=arguments.FileName(),
    default="",
    metavar="FILE",
    help="Findings that are known: only what is new or changed decides the exit code. Default: that of the "
    "configuration.",
)
paths = click.argument("paths", nargs=-1, type=arguments.Named(), metavar="[PATH]...")
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
    look_everywhere,
    variant,
    horizon,
    output,
    color,
    config,
)
"""Everything that says what is checked, and against what."""
