"""Everything besides rule packs and documents that shapes a verdict, as signers read and sign it.

A setting that is as the product has it says nothing. Every key of the configuration and every option of
`check` and `report` is shown here, in the lines of the packs or in those of the scope, or a test has the
reason why it shapes no verdict: a new one cannot be forgotten.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.vocabulary.blanks import as_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

LONGEST, MOST_NAMED = 200, 20
"""So many letters of a value, and so many values or files of one kind, are named; the others are counted."""


class Options(Struct, frozen=True):
    """The options of a record, each with the value that it has where nobody asks for another one."""

    fail_on: str = "unknown"
    horizon_days: int = 731
    no_exclusions: bool = False
    strict_waivers: bool = False
    waivers_ignored: bool = False
    waiver_longest_days: int = 366
    waiver_approvers: tuple[str, ...] = ()
    lists_stale_after: int = 90


class Read(Struct, frozen=True):
    """A file that was read, and as what."""

    path: str = ""
    kind: str = ""


class Overlay(Struct, frozen=True):
    """An overlay, and how many of its entries name no evidence."""

    path: str
    entries: int = 0
    without_evidence: int = 0


class Baseline(Struct, frozen=True):
    """A baseline, and how many findings it knows."""

    path: str = ""
    known: int = 0


class Blocking(Struct, frozen=True):
    """What blocks a component in an analysis of production."""

    severities: tuple[str, ...] = ("prohibit",)
    rules: tuple[str, ...] = ()
    not_rules: tuple[str, ...] = ()
    restriction_index_above: str | None = None


class Analysis(Struct, frozen=True):
    """An analysis of production, as far as it says what blocks."""

    blocking: Blocking = Blocking()


class Production(Struct, frozen=True):
    """The analyses of production of a record."""

    impact: Analysis = Analysis()
    scenarios: Analysis = Analysis()
    remedies: tuple[Analysis, ...] = ()


class Shaped(Struct, frozen=True):
    """What of a record shapes its verdicts, besides packs and documents."""

    options: Options = Options()
    inputs: tuple[Read, ...] = ()
    overlays: tuple[Overlay, ...] = ()
    baseline: Baseline | None = None
    production: Production = Production()


def shape_lines(record: Shaped) -> tuple[str, ...]:
    """Lines about every setting that is not as the product has it, and every file that changes documents."""
    return (
        *(f"SETTING: {line}" for line in (*_settings(record.options), *_blocking(record.production))),
        *_baseline(record.baseline),
        *_overlays(record),
        *_files(each.path for each in record.inputs if each.kind == "mapping"),
    )


def _settings(options: Options) -> Iterator[str]:
    """The options of a check that are not those of the product."""
    usual = Options()
    if (days := options.lists_stale_after) != usual.lists_stale_after:
        yield f"an imported list counts as whole for {days} days, and not {usual.lists_stale_after}"
    if options.fail_on == "warn":
        yield "fail_on is warn: what only warns decides the verdict too"
    elif options.fail_on != usual.fail_on:
        given = as_value(options.fail_on, LONGEST)
        yield f"fail_on is {given}: what is unknown does not decide the exit code"
    if (days := options.horizon_days) != usual.horizon_days:
        yield f"changes are looked for {days} days ahead, and not {usual.horizon_days}"
    if options.no_exclusions:
        yield "no component is excluded, although rules exclude some (--no-exclusions)"
    if options.strict_waivers:
        yield "a waiver that has no effect fails the run (strict_waivers)"
    if options.waivers_ignored:
        yield "waivers were ignored (--no-waivers)"
    if (days := options.waiver_longest_days) != usual.waiver_longest_days:
        yield f"a waiver may last {days} days, and not {usual.waiver_longest_days}"
    if options.waiver_approvers:
        yield f"waivers are approved by {_named(options.waiver_approvers)} alone"


def _blocking(production: Production) -> Iterator[str]:
    """What blocks in production, where the configuration changes it; once for all analyses."""
    analyses = (production.impact, production.scenarios, *production.remedies)
    usual = Blocking()
    for each in dict.fromkeys(_blocking_line(a.blocking) for a in analyses if a.blocking != usual):
        yield f"in production, {each}"


def _blocking_line(blocking: Blocking) -> str:
    """A setting of what blocks: what never does comes first.

    >>> _blocking_line(Blocking(not_rules=("dod-magnets/*",)))
    'a fail of dod-magnets/* NEVER BLOCKS; a fail of severity prohibit blocks'
    """
    found = [f"a fail of {_named(blocking.not_rules)} NEVER BLOCKS"] if blocking.not_rules else []
    severities = f"of severity {_named(blocking.severities)} blocks" if blocking.severities else ""
    found.append(f"a fail {severities}" if severities else "NO SEVERITY OF A FAIL BLOCKS")
    found += [f"a fail of {_named(blocking.rules)} blocks"] if blocking.rules else []
    if (index := blocking.restriction_index_above) is not None:
        found.append(f"a restriction index above {as_value(index, LONGEST)} blocks")
    return "; ".join(found)


def _baseline(baseline: Baseline | None) -> Iterator[str]:
    if baseline is not None:
        knows = f"{baseline.known} finding{'' if baseline.known == 1 else 's'}"
        yield f"baseline {name_of(baseline.path)} knows {knows}: NO SUCH FINDING DECIDES THE EXIT CODE"


def _overlays(record: Shaped) -> Iterator[str]:
    """Each overlay, with the number of its entries that name no evidence."""
    counted = {overlay.path: overlay for overlay in record.overlays}
    files = dict.fromkeys(each.path for each in record.inputs if each.kind == "overlay") | counted
    found = sorted(files, key=lambda path: -counted[path].without_evidence if path in counted else 0)
    for path in found[:MOST_NAMED]:
        line = f"overlay {name_of(path)} states facts over documents"
        if (each := counted.get(path)) is not None:
            line += f": {each.entries} {'entry' if each.entries == 1 else 'entries'}"
            line += f", {each.without_evidence} WITHOUT EVIDENCE" if each.without_evidence else ""
        yield line
    if left := len(found[MOST_NAMED:]):
        yield f"{left} further overlays state facts over documents, in record.json"


def _files(mappings: Iterable[str]) -> Iterator[str]:
    """The files that say which column of a table means what."""
    if paths := tuple(mappings):
        yield f"columns of tables are read by {_named(paths, name_of)}"


def _named(values: tuple[str, ...], named: Callable[[str], str] | None = None) -> str:
    """Values in one line, the first few by name."""
    name = named or (lambda each: each if _is_pattern(each) else as_value(each, LONGEST))
    left = len(values[MOST_NAMED:])
    return ", ".join(map(name, values[:MOST_NAMED])) + (f" (and {left} more)" if left else "")


def _is_pattern(text: str) -> bool:
    """Return whether a text is a word or a pattern of rules, which needs no quotes."""
    return len(text) <= LONGEST and all(
        each.isascii() and (each.isalnum() or each in "/*_-.") for each in text
    )


def name_of(path: str) -> str:
    """A file by its path, which cannot be read as words of ours: one with a blank stands in quotes.

    >>> name_of("bom.yaml"), name_of("f and 44 more.bom.yaml")
    ('bom.yaml', '"f and 44 more.bom.yaml"')
    """
    plain = len(path) <= 60 and path and all(each.isalnum() or each in "/_.-" for each in path)  # noqa: PLR2004 - one line
    if plain:
        return path
    shown = as_value(path, 60)
    return shown if shown.startswith('"') else f'"{shown}"'
