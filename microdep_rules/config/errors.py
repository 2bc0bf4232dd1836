"""All sentences about the configuration, and about what it says of packs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from microdep_rules.diagnostics import MOST, Label, error, note, warning
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


def unknown_key(key: str, at: Span, known: Sequence[str], where: str = "the configuration") -> Diagnostic:
    """A key that the configuration, or a table in it, does not have."""
    return error(
        "config/unknown-key",
        f"{where} has no key `{key}`",
        Label(at, "not known"),
        help=did_you_mean(key, known) or "use one of " + ", ".join(f"`{each}`" for each in known),
    )


def wrong_value(key: str, wanted: str, at: Span) -> Diagnostic:
    """A value of another kind than its key takes."""
    return error("config/wrong-value", f"`{key}` has to be {wanted}", Label(at), help=f"write {wanted}")


def names_nobody(key: str, name: str, at: Span) -> Diagnostic:
    """A text such as `the board`, where a person has to be named."""
    return error(
        "config/wrong-value",
        f"`{name}` in `{key}` names nobody in particular",
        Label(at),
        help="write the name of the person, as `Kim Berg` or `Kim Berg <kim.berg@example.com>`",
    )


def folders_in_a_word(key: str, pattern: str, at: Span) -> Diagnostic:
    """`**` stands within a name, where it means nothing."""
    return error(
        "config/wrong-value",
        f"`{pattern}` in `{key}` has `**` within a name: it stands for folders, and by itself",
        Label(at),
        help="write `*` within a name, and `**` by itself between two `/`",
    )


def pattern_matches_nothing(key: str, pattern: str, at: Span) -> Diagnostic:
    """No file has a name that a pattern of the configuration asks for; it may be meant for others."""
    return note(
        "config/matches-nothing",
        f"no file fits `{pattern}` of `{key}`",
        Label(at),
        help="write the pattern as the files in its folder are named, or remove it",
    )


def no_reason(rule: str, at: Span) -> Diagnostic:
    """A rule is left out, and nobody says why."""
    return error(
        "config/no-reason",
        f"the rule `{rule}` is left out without a reason",
        Label(at),
        help='add `reason = "…"`: it is printed with every result',
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


def rule_not_run(rule: str, at: Span) -> Diagnostic:
    """A rule that is to block is of a pack that is not run."""
    pack = rule.partition("/")[0]
    return warning(
        "config/rule-not-run",
        f"`{rule}` blocks nothing in this run, because its pack is not run",
        Label(at, "named in `rules` of `[impact]`"),
        help=f"add `--pack {pack}`, or add the pack to `packs`",
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


def wrong_parameter(pack: str, name: str, kind: str, at: Span) -> Diagnostic:
    """A parameter is set to a value of another type."""
    return error(
        "config/wrong-parameter",
        f"the parameter `{name}` of `{pack}` has to be {kind}",
        Label(at),
        help=f"write {kind}",
    )
