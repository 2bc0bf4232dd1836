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


pack = _packs("Rule pack to run; repeatable. Default: as configured, else micro-dependency.")
pack_of_rule = _packs("Pack of the rule. Default: PACK in RULE, else every pack.")
pack_of_words = _packs(
    "Pack whose vocabulary is accepted; repeatable. Default: as configured, else micro-dependency."
)
as_of = click.option(
    "--as-of",
    type=arguments.Day(),
    default=None,
    metavar="DATE",
    help="Date to check against, such as 2027-01-01. Default: today.",
)
context = click.option(
    "--context",
    type=arguments.FileName(),
    default="",
    metavar="FILE",
    help="One file of contract facts: agency, value, dates, claims. Default: as configured.",
)
overlay = click.option(
    "--overlay",
    "overlays",
    type=arguments.FileName(),
    multiple=True,
    metavar="FILE",
    help="Supplier declarations to add to each document; repeatable. Default: as configured.",
)
config = click.option(
    "--config",
    "config_path",
    type=arguments.FileName(),
    default="",
    envvar="MICRODEP_CONFIG",
    metavar="FILE",
    help="Configuration file. Default: nearest microdep.toml or pyproject.toml, searching upwards.",
)


def _one_of_each(
    ctx: click.Context, param: click.Parameter, chosen: tuple[tuple[str, str], ...]
) -> tuple[tuple[str, str], ...]:
    """Refuses two variants of one pack: a check runs it once."""
    first: dict[str, str] = {}
    for pack, name in chosen:
        if first.setdefault(pack, name) != name:
            message = f"`{pack}` is given the variants `{first[pack]}` and `{name}`; name one of them"
            raise click.BadParameter(message, ctx, param)
    return chosen


variant = click.option(
    "--variant",
    "variants",
    type=arguments.Choice(),
    multiple=True,
    callback=_one_of_each,
    metavar="PACK=NAME",
    help="Variant of a pack; repeatable. `microdep packs show` lists them.",
)
no_exclusions = click.option(
    "--no-exclusions", is_flag=True, help="Also check components that a rule excludes."
)
color = click.option(
    "--color",
    type=arguments.OneOf(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Use of colours; auto: only on a terminal.",
)
waivers = click.option(
    "--waivers",
    "waiver_files",
    type=arguments.FileName(),
    multiple=True,
    metavar="FILE",
    help="Waiver file; repeatable. Default: as configured.",
)
no_waivers = click.option("--no-waivers", is_flag=True, help="Ignore all waivers.")
output = click.option(
    "--output",
    type=arguments.FileName(),
    default="",
    metavar="FILE",
    help="Write to a file instead of the terminal.",
)


into_a_file = click.option(
    "--output",
    type=arguments.FileName(),
    default="",
    metavar="FILE",
    help="Write the document to this file: .yaml or .json.",
)
force = click.option("--force", is_flag=True, help="Overwrite an existing file.")


def together(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Several options as one decorator, in this order in the help."""

    def decorate(function: Command) -> Command:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


def today() -> date:
    """The one place where the clock is read."""
    return date.today()  # noqa: DTZ011 - the user's own calendar day is meant


# ---- what remedy and report share ----------------------------------------------------------------

aim = together(
    click.option(
        "--goal",
        type=arguments.OneOf(["viable", "pass"]),
        default="viable",
        show_default=True,
        help="What the substitutions have to reach; listed below.",
    ),
    click.option(
        "--by",
        type=arguments.OneOf(["number", "cost", "time"]),
        default="number",
        show_default=True,
        help="What is smallest; listed below.",
    ),
    click.option(
        "--limit",
        type=click.IntRange(1, 1000),
        default=10,
        show_default=True,
        help="The most sets to list.",
    ),
)
"""What a remedy has to reach, by what it is measured, and how many are listed."""
AIM = {
    "--goal": {
        "viable": "the product can be made",
        "pass": "the document passes all rules that decide it",
    },
    "--by": {
        "number": "the fewest substitutions",
        "cost": "the least that is added to the cost of one product",
        "time": "the shortest time until the product is there",
    },
}
"""The values of --goal and --by."""

# ---- what check and report share -----------------------------------------------------------------

fail_on = click.option(
    "--fail-on",
    type=arguments.OneOf(["warn", "fail", "unknown"]),
    default=None,
    help="Findings that set the exit code. Default: as configured, else unknown.",
)
horizon = click.option(
    "--horizon",
    type=arguments.Number("days", 36525, "365"),
    default=None,
    metavar="DAYS",
    help="Days to look ahead for legal changes. Default: as configured, else 731.",
)
FAIL_ON = {
    "fail": "a fail sets exit code 1; an unknown sets none",
    "unknown": "a fail sets exit code 1, an unknown exit code 5",
    "warn": "as unknown, and rules that only warn or report count too",
}
"""The values of --fail-on."""
strict_waivers = click.option(
    "--strict-waivers", is_flag=True, help="Exit with 1 if a waiver is expired, refused or unused."
)
baseline = click.option(
    "--baseline",
    type=arguments.FileName(),
    default="",
    metavar="FILE",
    help="Known findings; only new or changed findings count. Default: as configured.",
)
paths = click.argument("paths", nargs=-1, type=arguments.Named(), metavar="[PATH]...")
judging = together(paths, pack, as_of, context, overlay, waivers, no_waivers, variant)
"""What is judged, and by what: the options of each command that needs the outcomes of a check."""
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
    output,
    color,
    config,
)
"""Everything that says what is checked, and against what."""
