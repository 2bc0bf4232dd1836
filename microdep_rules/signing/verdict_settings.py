"""Lines about the settings that affect a verdict, besides packs and documents; signers sign these lines.

A setting with its default value has no line. Each key of the configuration and each option of `check` and
`report` appears in these lines or in the lines about packs or the scope. A test lists the exceptions to this,
with their reasons.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.vocabulary.blanks import as_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

LONGEST, MOST_NAMED = 200, 20
"""Largest number of letters of a value, and of values or files in one line.

The line counts the omitted values or files.
"""


class CheckOptions(Struct, frozen=True):
    """Options of a record, each with its default value."""

    fail_on: str = "unknown"
    horizon_days: int = 731
    no_exclusions: bool = False
    strict_waivers: bool = False
    waivers_ignored: bool = False
    waiver_longest_days: int = 366
    waiver_approvers: tuple[str, ...] = ()
    lists_stale_after: int = 90


class RecordedFile(Struct, frozen=True):
    """Input file of a check, with its kind."""

    path: str = ""
    kind: str = ""


class OverlayUse(Struct, frozen=True):
    """Overlay, with the number of its entries without evidence."""

    path: str
    entries: int = 0
    without_evidence: int = 0


class BaselineUse(Struct, frozen=True):
    """Baseline, with the number of its findings."""

    path: str = ""
    known: int = 0


class BlockingConditions(Struct, frozen=True):
    """Configured conditions under which a component is blocked."""

    severities: tuple[str, ...] = ("prohibit",)
    rules: tuple[str, ...] = ()
    not_rules: tuple[str, ...] = ()
    restriction_index_above: str | None = None


class ProductionAnalysis(Struct, frozen=True):
    """Analysis of production, with its conditions for blocked components."""

    blocking: BlockingConditions = BlockingConditions()


class ProductionAnalyses(Struct, frozen=True):
    """Production analyses of a record."""

    impact: ProductionAnalysis = ProductionAnalysis()
    scenarios: ProductionAnalysis = ProductionAnalysis()
    remedies: tuple[ProductionAnalysis, ...] = ()


class VerdictSettings(Struct, frozen=True):
    """Settings of a record that affect its verdicts, besides packs and documents."""

    options: CheckOptions = CheckOptions()
    inputs: tuple[RecordedFile, ...] = ()
    overlays: tuple[OverlayUse, ...] = ()
    baseline: BaselineUse | None = None
    production: ProductionAnalyses = ProductionAnalyses()


def setting_lines(record: VerdictSettings) -> tuple[str, ...]:
    """Return a line for every setting that is not the default, and for every file that changes documents."""
    return (
        *(f"SETTING: {line}" for line in (*_settings(record.options), *_blocking(record.production))),
        *_baseline(record.baseline),
        *_overlays(record),
        *_files(file.path for file in record.inputs if file.kind == "mapping"),
    )


def _settings(options: CheckOptions) -> Iterator[str]:
    """Return the options of a check that are not the defaults."""
    usual = CheckOptions()
    if (days := options.lists_stale_after) != usual.lists_stale_after:
        yield f"an imported list counts as complete for {days} days, and not {usual.lists_stale_after}"
    if options.fail_on == "warn":
        yield "fail_on is warn: warnings affect the verdict, too"
    elif options.fail_on != usual.fail_on:
        fail_on = as_value(options.fail_on, LONGEST)
        yield f"fail_on is {fail_on}: unknown outcomes do not affect the exit code"
    if (days := options.horizon_days) != usual.horizon_days:
        yield f"changes are reported {days} days ahead, and not {usual.horizon_days}"
    if options.no_exclusions:
        yield "no component is excluded, although rules exclude some (--no-exclusions)"
    if options.strict_waivers:
        yield "a waiver that has no effect fails the run (strict_waivers)"
    if options.waivers_ignored:
        yield "waivers were ignored (--no-waivers)"
    if (days := options.waiver_longest_days) != usual.waiver_longest_days:
        yield f"a waiver may last {days} days, and not {usual.waiver_longest_days}"
    if options.waiver_approvers:
        yield f"only {_join(options.waiver_approvers)} may approve waivers"


def _blocking(production: ProductionAnalyses) -> Iterator[str]:
    """Return the configured conditions under which a component is blocked, once for all analyses."""
    analyses = (production.impact, production.scenarios, *production.remedies)
    usual = BlockingConditions()
    for line in dict.fromkeys(_blocking_line(a.blocking) for a in analyses if a.blocking != usual):
        yield f"in production, {line}"


def _blocking_line(blocking: BlockingConditions) -> str:
    """Return the blocking conditions as a line; conditions that never block come first.

    >>> _blocking_line(BlockingConditions(not_rules=("dod-magnets/*",)))
    'a fail of dod-magnets/* NEVER BLOCKS; a fail of severity prohibit blocks'
    """
    conditions = [f"a fail of {_join(blocking.not_rules)} NEVER BLOCKS"] if blocking.not_rules else []
    severities = f"of severity {_join(blocking.severities)} blocks" if blocking.severities else ""
    conditions.append(f"a fail {severities}" if severities else "NO SEVERITY OF A FAIL BLOCKS")
    conditions += [f"a fail of {_join(blocking.rules)} blocks"] if blocking.rules else []
    if (index := blocking.restriction_index_above) is not None:
        conditions.append(f"a restriction index above {as_value(index, LONGEST)} blocks")
    return "; ".join(conditions)


def _baseline(baseline: BaselineUse | None) -> Iterator[str]:
    if baseline is not None:
        knows = f"{baseline.known} finding{'' if baseline.known == 1 else 's'}"
        yield f"baseline {name_of(baseline.path)} has {knows}: KNOWN FINDINGS DO NOT AFFECT THE EXIT CODE"


def _overlays(record: VerdictSettings) -> Iterator[str]:
    """Return each overlay, with the number of its entries without evidence."""
    counted = {overlay.path: overlay for overlay in record.overlays}
    files = dict.fromkeys(file.path for file in record.inputs if file.kind == "overlay") | counted
    paths = sorted(files, key=lambda path: -counted[path].without_evidence if path in counted else 0)
    for path in paths[:MOST_NAMED]:
        line = f"overlay {name_of(path)} overrides facts of documents"
        if (overlay := counted.get(path)) is not None:
            line += f": {overlay.entries} {'entry' if overlay.entries == 1 else 'entries'}"
            line += f", {overlay.without_evidence} WITHOUT EVIDENCE" if overlay.without_evidence else ""
        yield line
    if left := len(paths[MOST_NAMED:]):
        yield f"{left} further overlays override facts of documents, in record.json"


def _files(mappings: Iterable[str]) -> Iterator[str]:
    """Return the names of the mapping files, which define the meaning of table columns."""
    if paths := tuple(mappings):
        yield f"columns of tables are mapped by {_join(paths, name_of)}"


def _join(values: tuple[str, ...], named: Callable[[str], str] | None = None) -> str:
    """Return the values on one line; of many values, only the first few."""
    name = named or (lambda value: value if _is_pattern(value) else as_value(value, LONGEST))
    left = len(values[MOST_NAMED:])
    return ", ".join(map(name, values[:MOST_NAMED])) + (f" (and {left} more)" if left else "")


def _is_pattern(text: str) -> bool:
    """Return whether a text is a word or a rule pattern, which is written without quotation marks."""
    return len(text) <= LONGEST and all(
        letter.isascii() and (letter.isalnum() or letter in "/*_-.") for letter in text
    )


def name_of(path: str) -> str:
    """Return the path of a file, in quotation marks if it contains more than a plain name.

    >>> name_of("bom.yaml"), name_of("f and 44 more.bom.yaml")
    ('bom.yaml', '"f and 44 more.bom.yaml"')
    """
    plain = len(path) <= 60 and path and all(letter.isalnum() or letter in "/_.-" for letter in path)  # noqa: PLR2004 - one line
    if plain:
        return path
    shown = as_value(path, 60)
    return shown if shown.startswith('"') else f'"{shown}"'
