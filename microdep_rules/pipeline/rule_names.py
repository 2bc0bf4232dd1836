"""Names of all rules, including rules of packs that a configuration or a waiver names but no check uses."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from microdep_rules.config import errors as say
from microdep_rules.messages import diagnose
from microdep_rules.workspace import shipped_packs
from microdep_rules.workspace.pack_files import read_pack_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.output.checked import PackUsed
    from microdep_rules.pipeline.project import Project


def run_rules(packs: Iterable[PackUsed]) -> dict[str, tuple[str, ...]]:
    """Return the rules of the packs of a check, each with its former names."""
    return {rule.id: rule.formerly for used in packs if used.pack is not None for rule in used.pack.rules}


def other_rules(project: Project, packs: Sequence[PackUsed]) -> set[str]:
    """Return the rules of shipped packs, of configured packs and of the files of `packs`, in all variants.

    Rules that the check does not evaluate are included.
    """
    known = {*shipped_packs.list_rules(), *_configured(project)}
    for used in packs:
        texts = (source.text for source in used.sources.values())
        known |= {f"{used.name}/{rule}" for text in texts for rule in shipped_packs.rules_in(text)}
    return known


def _configured(project: Project) -> Iterator[str]:
    """Yield the rules of all packs in the configuration, even if the check does not use the pack."""
    for name in project.config.packs:
        folder = project.workspace.configured_pack(name)
        if folder is not None:
            pack = project.workspace.pack_name(folder)
            for source in read_pack_files(project.workspace, folder).sources:
                yield from (f"{pack}/{rule}" for rule in shipped_packs.rules_in(source.text))


def unknown_rules(project: Project, packs: Sequence[PackUsed]) -> list[Diagnostic]:
    """Return errors about unknown rules in the configuration, because such entries have no effect."""
    config = project.config
    named = [("leave_out", omission.rule, omission.span) for omission in config.leave_out]
    for key, patterns in (("rules", config.impact.rules), ("not_rules", config.impact.not_rules)):
        named += [(key, pattern, config.span(pattern)) for pattern in patterns]
    run = run_rules(packs)
    strange = [entry for entry in named if not _matches(entry[1], run)]
    if not strange:
        return []
    known = {*run, *other_rules(project, packs)}
    present_names = {former: rule for rule, names in run.items() for former in names}
    return [
        say.unknown_rule(key, rule, known, present_names.get(rule, ""), at)
        for key, rule, at in strange
        if not _matches(rule, known)
    ]


def rules_not_run(project: Project, packs: Sequence[PackUsed]) -> list[Diagnostic]:
    """Return warnings about rules in `[impact] rules` that block nothing, as their packs are not used."""
    run = run_rules(packs)
    config = project.config
    return [
        diagnose(
            "config/no-effect",
            config.span(rule),
            "rule-not-run",
            rule=rule,
            pack=rule.partition("/")[0],
        )
        for rule in config.impact.rules
        if not _matches(rule, run)
    ]


def _matches(pattern: str, rules: Iterable[str]) -> bool:
    return any(fnmatchcase(rule, pattern) for rule in rules)
