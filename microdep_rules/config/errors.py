"""All sentences about the configuration, and about what it says of packs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from microdep_rules.diagnostics import MOST, Label, error, warning
from microdep_rules.source import Span
from microdep_rules.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import SourceFile


def too_large(path: str, most: int) -> Diagnostic:
    """A configuration longer than any is."""
    return error(
        "config/file-too-large",
        f"the configuration has more than {most // 1024} kB",
        Label(Span(path, 0, 0)),
        help="keep only what `microdep` reads, in `microdep.toml`",
    )


def too_many_problems(path: str) -> Diagnostic:
    """More mistakes in a configuration than anybody reads."""
    return warning(
        "config/too-many-problems",
        f"only the first {MOST} problems of the configuration are shown",
        Label(Span(path, 0, 0)),
        help="mend these and run again",
    )


def syntax(source: SourceFile, problem: str, at: int | None = None) -> Diagnostic:
    """A text that is no TOML; its reader says where, or we do."""
    match = re.search(r"line (\d+), column (\d+)", problem)
    at = len(source.text) if at is None else at
    if match:
        lines = source.text.splitlines(keepends=True)
        at = min(sum(len(line) for line in lines[: int(match[1]) - 1]) + int(match[2]) - 1, at)
    told = re.sub(r"\s*\(at .*\)$", "", problem)
    return error(
        "config/syntax",
        f"this is not valid TOML: {told[:1].lower()}{told[1:]}",
        Label(Span(source.path, at, min(at + 1, len(source.text))), "here"),
        help="mend the line; texts stand in quotes, lists in brackets",
    )


def unknown_pack(name: str, known: Iterable[str], inside: Sequence[str], at: Span) -> Diagnostic:
    """A pack that does not exist; `inside` are the packs in a folder of that name."""
    within = f"the folder holds packs; name one: {', '.join(f'`{each}`' for each in inside)}"
    near = did_you_mean(name, known) or "`microdep packs list` shows those that there are"
    return _no_pack(f"there is no pack `{name}`", within if inside else near, at)


def folder_without_rules(name: str, at: Span) -> Diagnostic:
    """A folder is named as a pack, and nothing in it is a rule file."""
    way_out = "name a folder with files `*.rule`, or a pack that `microdep packs list` shows"
    return _no_pack(f"the folder `{name}` has no rule file", way_out, at)


def no_rule_file(name: str, at: Span) -> Diagnostic:
    """A file is named as a pack that is none by its name."""
    return _no_pack(
        f"`{name}` is no rule file", "name a file that ends with `.rule`, or a folder of them", at
    )


def _no_pack(message: str, way_out: str, at: Span) -> Diagnostic:
    return error("config/unknown-pack", message, Label(at), help=way_out)


def pack_not_run(name: str, variant: str, run: Iterable[str], at: Span) -> Diagnostic:
    """A variant is chosen of a pack that is not run."""
    return error(
        "config/unknown-pack",
        f"the pack `{name}` is not run, so that no variant of it can be",
        Label(at),
        help=did_you_mean(f"{name}", run)
        or f"add `--pack {name}`, or leave out `--variant {name}={variant}`",
    )


def unknown_rule(key: str, rule: str, known: Iterable[str], now: str, at: Span) -> Diagnostic:
    """A rule, or a pattern of rules, that no pack has; `now` is the name of one that was named so."""
    pack, _, name = rule.partition("/")
    names = sorted(known)
    packs = sorted({f"{each.partition('/')[0]}/*" for each in names})
    renamed = f"it is named `{now}` now" if now else None
    near = did_you_mean(rule, packs if name.startswith("*") else names)
    shown = pack if f"{pack}/*" in packs else "PACK"
    return error(
        "config/unknown-rule",
        f"no pack has a rule `{rule}`, which `{key}` names",
        Label(at, "not the rule of a pack that is run, configured or shipped"),
        help=renamed or near or f"write the rule as its pack names it: `microdep packs show {shown}`",
    )


def unknown_variant(pack: str, name: str, known: Iterable[str], at: Span) -> Diagnostic:
    """A variant is chosen that the pack does not have."""
    names = list(known)
    listed = ", ".join(f"`{each}`" for each in names)
    return error(
        "config/unknown-variant",
        f"the pack `{pack}` has no variant `{name}`",
        Label(at),
        help=did_you_mean(name, names) or (f"choose one of {listed}" if names else "it has no variants"),
    )


def unknown_parameter(pack: str, name: str, known: Iterable[str], at: Span) -> Diagnostic:
    """A parameter is set that the pack does not have."""
    names = list(known)
    return error(
        "config/unknown-parameter",
        f"the pack `{pack}` has no parameter `{name}`",
        Label(at),
        help=did_you_mean(name, names) or "`microdep packs show` lists the parameters of a pack",
    )


def overlapping_parameter(
    pack: str, name: str, table: str, at: Span, entries: tuple[Span, Span]
) -> Diagnostic:
    """With a day as it is configured two entries of a table hold at once."""
    earlier, later = entries
    return error(
        "config/overlapping-parameter",
        f"by this day of `{name}` two entries of `{pack}/{table}` hold at once",
        Label(at),
        labels=(Label(earlier, "this one"), Label(later, "and this one")),
        help="choose a day that lies between those of the entries beside it",
    )
