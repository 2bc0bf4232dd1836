"""Diagnostics about the configuration, and about the packs that the configuration names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from microdep_rules.diagnostics import MOST
from microdep_rules.messages import diagnose
from microdep_rules.messages.quoting import listed
from microdep_rules.source import Span
from microdep_rules.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import SourceFile

EVERY_PACK = frozenset({"all", "*", "any", "every", "everything", "all packs", "every pack"})
"""Words that people write for all shipped packs; the configuration and `--pack` only know `all`."""


def too_large(path: str, most: int) -> Diagnostic:
    """Return the error for a configuration that is too long."""
    return diagnose("file/too-large", Span(path, 0, 0), "configuration", limit=most // 1024)


def too_many_problems(path: str) -> Diagnostic:
    """Return the warning that the configuration has more mistakes than are shown."""
    return diagnose("file/too-many-problems", Span(path, 0, 0), count=MOST, kind="the configuration")


def syntax(source: SourceFile, problem: str, at: int | None = None) -> Diagnostic:
    """Return the error for a text that is not TOML, at the position that the TOML parser reports."""
    match = re.search(r"line (\d+), column (\d+)", problem)
    at = len(source.text) if at is None else at
    if match:
        lines = source.text.splitlines(keepends=True)
        at = min(sum(len(line) for line in lines[: int(match[1]) - 1]) + int(match[2]) - 1, at)
    reason = re.sub(r"\s*\(at .*\)$", "", problem)
    span = Span(source.path, at, min(at + 1, len(source.text)))
    return diagnose("file/syntax", span, "toml", problem=reason[:1].lower() + reason[1:])


def unknown_pack(name: str, known: Iterable[str], inside: Sequence[str], at: Span) -> Diagnostic:
    """Return the diagnostic for an unknown pack; `inside` are the packs in a folder with this name."""
    if inside:
        return diagnose("name/unknown-pack", at, "folder-of-packs", name=name, packs=inside)
    if name.strip().casefold() in EVERY_PACK:
        return diagnose("name/unknown-pack", at, "every-pack", name=name)
    near = did_you_mean(name, known) or ""
    return diagnose("name/unknown-pack", at, "" if near else "configured", name=name, near=near)


def pack_not_run(name: str, variant: str, run: Iterable[str], at: Span) -> Diagnostic:
    """Return the diagnostic for a pack that is not checked although the configuration selects its variant."""
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
    """Return the diagnostic for a rule name or pattern that matches no rule.

    `now` is the new name of a renamed rule.
    """
    if now:
        return diagnose("name/unknown-rule", at, "renamed", rule=rule, key=key, new_name=now)
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
    """Return the diagnostic for a variant that the pack does not have."""
    names = list(known)
    near = did_you_mean(name, names) or f"choose one of {listed(names)}"
    return diagnose(
        "name/unknown-name", at, "pack-variant" if names else "no-variants", pack=pack, name=name, near=near
    )


def unknown_parameter(pack: str, name: str, known: Iterable[str], at: Span) -> Diagnostic:
    """Return the diagnostic for a parameter that the pack does not have."""
    near = did_you_mean(name, known) or ""
    return diagnose(
        "name/unknown-name",
        at,
        "pack-parameter" if near else "pack-parameters",
        pack=pack,
        name=name,
        near=near,
    )
