"""Lines that a signer signs about settings that can change a verdict, such as `--no-exclusions`.

A setting with its default value has no line. Lines about packs are in `packs`, and lines about contract facts
in `contract`. A test requires that every configuration key, and every option of `check` and `report`, appears
in one of these lines. The test lists the exceptions with their reasons.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.vocabulary.blanks import as_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

LONGEST, MOST_NAMED = 200, 20
"""Largest number of letters in a value, and largest number of values or files in one line.

A line states the number of omitted values or files.
"""


class CheckOptions(Struct, frozen=True):
    """Options in the record of a check, each with its default value."""

    fail_on: str = "unknown"
    horizon_days: int = 731
    no_exclusions: bool = False
    strict_waivers: bool = False
    waivers_ignored: bool = False
    waiver_longest_days: int = 366
    waiver_approvers: tuple[str, ...] = ()
    lists_stale_after: int = 90


class RecordedFile(Struct, frozen=True):
    """Input file in the record of a check; its kind is, for example, `overlay` or `mapping`."""

    path: str = ""
    kind: str = ""


class OverlayUse(Struct, frozen=True):
    """Overlay in a record, with the number of all its entries and of its entries without evidence."""

    path: str
    entries: int = 0
    without_evidence: int = 0


class BaselineUse(Struct, frozen=True):
    """Baseline in a record, with the number of known findings in it."""

    path: str = ""
    known: int = 0


class BlockingConditions(Struct, frozen=True):
    """Configured conditions that block a component in production, such as a failing rule of a severity."""

    severities: tuple[str, ...] = ("prohibit",)
    rules: tuple[str, ...] = ()
    not_rules: tuple[str, ...] = ()
    restriction_index_above: str | None = None


class ProductionAnalysis(Struct, frozen=True):
    """Production analysis in a record, with the conditions that block a component."""

    blocking: BlockingConditions = BlockingConditions()


class ProductionAnalyses(Struct, frozen=True):
    """Production analyses in a record: the impact, the scenarios and the remedies."""

    impact: ProductionAnalysis = ProductionAnalysis()
    scenarios: ProductionAnalysis = ProductionAnalysis()
    remedies: tuple[ProductionAnalysis, ...] = ()


class VerdictSettings(Struct, frozen=True):
    """Settings in a record that can change a verdict; packs and documents are not included."""

    options: CheckOptions = CheckOptions()
    inputs: tuple[RecordedFile, ...] = ()
    overlays: tuple[OverlayUse, ...] = ()
    baseline: BaselineUse | None = None
    production: ProductionAnalyses = ProductionAnalyses()


def setting_lines(record: VerdictSettings) -> tuple[str, ...]:
    """Return lines about settings that are not the default, the baseline, overlays and column mappings."""
    return (
        *(f"SETTING: {line}" for line in (*_settings(record.options), *_blocking(record.production))),
        *_baseline(record.baseline),
        *_overlays(record),
        *_files(file.path for file in record.inputs if file.kind == "mapping"),
    )


def _settings(options: CheckOptions) -> Iterator[str]:
    """Return a line for each option of a check that has another value than the default."""
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
    """Return the lines about blocking conditions that are not the default; equal conditions have one line."""
    analyses = (production.impact, production.scenarios, *production.remedies)
    usual = BlockingConditions()
    for line in dict.fromkeys(_blocking_line(a.blocking) for a in analyses if a.blocking != usual):
        yield f"in production, {line}"


def _blocking_line(blocking: BlockingConditions) -> str:
    """Return a line about the conditions that block a component; rules that never block come first.

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
    """Return a line for each overlay; overlays with the most entries without evidence come first."""
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
    """Return a line with the names of the mapping files, if there are any.

    A mapping file states which fact each column of a table contains.
    """
    if paths := tuple(mappings):
        yield f"columns of tables are mapped by {_join(paths, name_of)}"


def _join(values: tuple[str, ...], named: Callable[[str], str] | None = None) -> str:
    """Return the first `MOST_NAMED` values on one line, and the number of omitted values."""
    name = named or (lambda value: value if _is_pattern(value) else as_value(value, LONGEST))
    left = len(values[MOST_NAMED:])
    return ", ".join(map(name, values[:MOST_NAMED])) + (f" (and {left} more)" if left else "")


def _is_pattern(text: str) -> bool:
    """Return whether a text is short and has only letters, digits and `/*_-.`, so that it needs no quotes."""
    return len(text) <= LONGEST and all(
        letter.isascii() and (letter.isalnum() or letter in "/*_-.") for letter in text
    )


def name_of(path: str) -> str:
    """Return the path of a file; quote a path that has spaces or other signs, or that is long.

    >>> name_of("bom.yaml"), name_of("f and 44 more.bom.yaml")
    ('bom.yaml', '"f and 44 more.bom.yaml"')
    """
    plain = len(path) <= 60 and path and all(letter.isalnum() or letter in "/_.-" for letter in path)  # noqa: PLR2004 - one line
    if plain:
        return path
    shown = as_value(path, 60)
    return shown if shown.startswith('"') else f'"{shown}"'
