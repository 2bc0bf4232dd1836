"""All sentences about the configuration, and about what it says of packs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from microdep_rules.diagnostics import MOST, Label, error, warning
from microdep_rules.messages import diagnose
from microdep_rules.messages.quoting import listed
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
    """Return the diagnostic of an unknown pack; `inside` are the packs in a folder of that name."""
    if inside:
        return diagnose("name/unknown-pack", at, "folder-of-packs", name=name, packs=inside)
    near = did_you_mean(name, known) or ""
    return diagnose("name/unknown-pack", at, "" if near else "configured", name=name, near=near)


def pack_not_run(name: str, variant: str, run: Iterable[str], at: Span) -> Diagnostic:
    """Return the diagnostic of a variant of a pack that is not run."""
    near = did_you_mean(name, run) or ""
    return diagnose(
        "name/unknown-pack",
        at,
        "not-run-but-near" if near else "not-run",
        name=name,
        variant=variant,
        near=near,
    )


def unknown_rule(key: str, rule: str, known: Iterable[str], now: str, at: Span) -> Diagnostic:
    """Return the diagnostic of a rule, or pattern of rules, that no pack has; `now` is its new name."""
    if now:
        return diagnose("name/unknown-rule", at, "renamed", rule=rule, key=key, now=now)
    pack, _, name = rule.partition("/")
    names = sorted(known)
    packs = sorted({f"{other.partition('/')[0]}/*" for other in names})
    near = did_you_mean(rule, packs if name.startswith("*") else names) or ""
    return diagnose(
        "name/unknown-rule",
        at,
        "in-configuration" if near else "see-pack",
        rule=rule,
        key=key,
        near=near,
        pack=pack if f"{pack}/*" in packs else "PACK",
    )


def unknown_variant(pack: str, name: str, known: Iterable[str], at: Span) -> Diagnostic:
    """Return the diagnostic of a variant that the pack does not have."""
    names = list(known)
    near = did_you_mean(name, names) or f"choose one of {listed(names)}"
    return diagnose(
        "name/unknown-name", at, "pack-variant" if names else "no-variants", pack=pack, name=name, near=near
    )


def unknown_parameter(pack: str, name: str, known: Iterable[str], at: Span) -> Diagnostic:
    """Return the diagnostic of a parameter that the pack does not have."""
    near = did_you_mean(name, known) or ""
    return diagnose(
        "name/unknown-name",
        at,
        "pack-parameter" if near else "pack-parameters",
        pack=pack,
        name=name,
        near=near,
    )
