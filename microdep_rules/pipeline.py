"""The one path that every shell calls: files and packs in, everything that was established out."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from microdep_rules import config as say
from microdep_rules.config import Config, parameter_value, parse_config
from microdep_rules.diagnostics import has_errors, in_order
from microdep_rules.lang.errors import names as name_errors
from microdep_rules.output.checked import Checked, CheckedDocument, Input, PackUsed
from microdep_rules.source import SourceFile, Span
from microdep_rules.workspace import (
    ALL_PACKS,
    DEFAULT_PACK,
    Workspace,
    digest_of,
    find_config,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date
    from fractions import Fraction

    from microdep_rules.bom.load import Loaded
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.lang import ir

HORIZON_DAYS = 731
"""How far the look-ahead goes when nothing else is asked for: two years."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a check is asked to do."""

    as_of: date
    paths: tuple[str, ...] = ()
    packs: tuple[str, ...] = ()
    context: str = ""
    variants: Mapping[str, str] = field(default_factory=dict)
    look_everywhere: bool = False
    horizon_days: int = HORIZON_DAYS
    fail_on: str = "unknown"


@dataclass(frozen=True, slots=True)
class Project:
    """A workspace with its configuration."""

    workspace: Workspace
    config: Config
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class PackSet:
    """The packs of a run: what was loaded, and everything that is wrong."""

    packs: tuple[PackUsed, ...]
    loaded: bool
    diagnostics: tuple[Diagnostic, ...] = ()
    sources: Mapping[str, SourceFile] = field(default_factory=dict)
    usage: tuple[Diagnostic, ...] = ()
    """What is wrong with the choice of packs, variants and parameters."""


# ---- the project ---------------------------------------------------------------------------------


def open_project(config_path: str = "", start: Path | None = None) -> tuple[Project | None, list[Diagnostic]]:
    """The configuration that is named, or that of the nearest folder upwards, or none."""
    here = start or Path.cwd()
    path = Path(config_path).absolute() if config_path else find_config(here)
    if path is None:
        return Project(Workspace(here), Config()), []
    workspace = Workspace(path.parent)
    data, problem = workspace.read(str(path), "config")
    if data is None:
        return None, [problem] if problem else []
    source = SourceFile(workspace.shown(path), data.decode("utf-8", "replace"))
    config, problems = parse_config(source)
    return (Project(workspace, config, path) if config is not None else None), problems


# ---- packs ---------------------------------------------------------------------------------------


class PackLoader:
    """Loads packs with what they use, each once."""

    def __init__(self, workspace: Workspace, variants: Mapping[str, str] | None = None) -> None:
        self.workspace = workspace
        self.variants = variants or {}
        self.sources: dict[str, SourceFile] = {}
        self.done: dict[Path, PackUsed] = {}

    def load(self, folder: Path, path: tuple[str, ...] = ()) -> PackUsed:
        """The pack in a folder; without a tree where it, or one that it uses, is not sound."""
        key = folder.resolve()
        if key in self.done:
            return self.done[key]
        files = self.workspace.pack_files(folder)
        sources = {each.path: each for each in files.sources}
        self.sources |= sources
        problems = list(files.diagnostics)
        used, said = self._used(folder, files.sources, (*path, files.name))
        problems += said
        usable = {name: each.pack for name, each in used.items() if each.pack is not None}
        pack = None
        if len(usable) == len(used) and not has_errors(problems):
            from microdep_rules.lang.pack import check_pack

            pack, found = check_pack(files.sources, usable, self.variants.get(files.name, ""))
            problems += found
        loaded = PackUsed(
            pack.name if pack is not None else files.name,
            pack,
            "sha256:" + files.digest,
            sources,
            tuple(in_order(problems)),
            uses=tuple(used.values()),
        )
        self.done[key] = loaded
        return loaded

    def _used(
        self, folder: Path, sources: Sequence[SourceFile], path: tuple[str, ...]
    ) -> tuple[dict[str, PackUsed], list[Diagnostic]]:
        """The packs that a pack names, loaded; one that cannot be found is left to the checker to report."""
        found: dict[str, PackUsed] = {}
        problems = []
        for name, span in _uses(sources):
            if name in path:
                cycle = [*path[path.index(name) :], name]
                problems.append(name_errors.pack_cycle(cycle, span))
                continue
            at = self.workspace.pack_folder(name, beside=folder.resolve().parent)
            if at is not None:
                found[name] = self.load(at, path)
        return found, problems


def _uses(sources: Sequence[SourceFile]) -> list[tuple[str, Span]]:
    """The names behind `uses` in the head of a pack."""
    likely = [each for each in sources if "uses" in each.text]
    if not likely:
        return []
    from microdep_rules.lang.parse import parse

    found = []
    for source in likely:
        for node in parse(source)[0]:
            clause = node.clause("uses") if node.kind == "pack" else None
            found += [(word.text, word.span) for word in clause.values] if clause is not None else []
    return found


def load_packs(project: Project, names: Sequence[str], variants: Mapping[str, str]) -> PackSet:
    """The packs of a run with what configuration and command line say of them."""
    workspace, config = project.workspace, project.config
    chosen = {**config.variants, **variants}
    loader = PackLoader(workspace, chosen)
    usage: list[Diagnostic] = []
    folders: dict[Path, None] = {}
    for name, from_config in _names(project, names):
        folder = workspace.pack_folder(str(workspace.base / name) if from_config and "/" in name else name)
        if folder is None:
            at = config.span(name) if from_config else Span("--pack", 0, 0)
            usage.append(say.unknown_pack(name, workspace.shipped_packs(), at))
        else:
            folders[folder] = None
    packs = tuple(_settled(loader.load(each), config, usage) for each in folders)
    _check_choices(packs, config, variants, usage)
    problems = [d for each in loader.done.values() for d in each.diagnostics]
    sources = dict(loader.sources)
    if config.source is not None:
        sources[config.source.path] = config.source
    loaded = all(each.pack is not None for each in packs)
    return PackSet(packs, loaded, tuple(in_order(problems)), sources, tuple(in_order(usage)))


def _names(project: Project, names: Sequence[str]) -> list[tuple[str, bool]]:
    """The packs to run, and whether the configuration names them."""
    if ALL_PACKS in names:
        own = [(each, True) for each in project.config.packs]
        others = [(n, False) for n in names if n != ALL_PACKS]
        return [*((n, False) for n in project.workspace.shipped_packs()), *own, *others]
    if names:
        return [(each, False) for each in names]
    if project.config.packs:
        return [(each, True) for each in project.config.packs]
    return [(DEFAULT_PACK, False)]


def _settled(used: PackUsed, config: Config, usage: list[Diagnostic]) -> PackUsed:
    """A pack with the parameters that configuration overrides."""
    if used.pack is None or used.name not in config.parameters:
        return used
    overridden = []
    for name, raw in config.parameters[used.name].items():
        parameter = used.pack.parameters.get(name)
        if parameter is None:
            known = used.pack.parameters
            usage.append(say.unknown_parameter(used.name, name, known, config.span(name)))
        elif parameter_value(parameter, raw) is None:
            usage.append(say.wrong_parameter(used.name, name, str(parameter.type), config.span(name)))
        else:
            overridden.append((name, str(raw), _stated(parameter)))
    return replace(used, parameters=tuple(sorted(overridden)))


def _stated(parameter: ir.Parameter) -> str:
    from fractions import Fraction

    from microdep_rules.engine.values import shown

    value = parameter.value
    if isinstance(value, Fraction):
        return f"{shown(value * 100)} %" if parameter.type.kind == "percent" else shown(value)
    return "not yet" if value is None else str(value)


def _check_choices(
    packs: Sequence[PackUsed], config: Config, variants: Mapping[str, str], usage: list[Diagnostic]
) -> None:
    """Variants that do not exist, and rules left out that their pack does not have."""
    by_name = {each.name: each for each in packs}
    for name, variant in {**config.variants, **variants}.items():
        at = Span("--variant", 0, 0) if name in variants else config.span(variant)
        used = by_name.get(name)
        if used is None and name in variants:
            usage.append(say.unknown_pack(name, by_name, at))
        elif used is not None and used.pack is not None and variant not in used.pack.variants:
            usage.append(say.unknown_variant(name, variant, used.pack.variants, at))
    for left in config.leave_out:
        used = by_name.get(left.rule.split("/")[0])
        known = [each.id for each in used.pack.rules] if used is not None and used.pack is not None else []
        if known and left.rule not in known:
            usage.append(say.unknown_rule(left.rule, known, left.span))


# ---- documents -----------------------------------------------------------------------------------


def load_context(project: Project, path: str) -> tuple[Loaded | None, Input | None, list[Diagnostic]]:
    """The context that is given beside the documents."""
    from microdep_rules.bom.load import load_document

    data, problem = project.workspace.read(path, "context")
    if data is None:
        return None, None, [problem] if problem else []
    shown = project.workspace.shown(path)
    loaded = load_document(shown, data, kind="context")
    return loaded, Input(shown, digest_of(data), "context"), loaded.diagnostics


def load_bom(
    project: Project, path: str, context: Loaded | None = None
) -> tuple[CheckedDocument, Input | None]:
    """One document, read and built but not yet checked against anything."""
    shown = project.workspace.shown(path)
    data, problem = project.workspace.read(path)
    if data is None:
        return CheckedDocument(shown, None, (), (problem,) if problem else ()), None
    return bom_of(shown, data, context), Input(shown, digest_of(data), "bom")


def bom_of(shown: str, data: bytes, context: Loaded | None = None) -> CheckedDocument:
    """The document in some bytes."""
    from microdep_rules.bom.build import build
    from microdep_rules.bom.load import load_document
    from microdep_rules.bom.words import check_words
    from microdep_rules.vocabulary.stages import load_stages
    from microdep_rules.vocabulary.terms import load_vocabularies

    loaded = load_document(shown, data, kind="bom")
    problems = list(loaded.diagnostics)
    bom, found = build(loaded, context, on_route=load_stages().on_route)
    problems += found
    if bom is not None:
        problems += check_words(bom, load_vocabularies())
    files = {shown: loaded} | ({context.path: context} if context is not None else {})
    return CheckedDocument(shown, bom, (), tuple(in_order(problems)), files)


def outcomes_of(
    document: CheckedDocument, packs: Sequence[PackUsed], request: Request, config: Config
) -> tuple[Outcome, ...]:
    """What every rule of the packs says of a document, without the rules that are left out."""
    if document.bom is None:
        return ()
    from microdep_rules.engine.evaluate import Question, evaluate

    skipped = {each.rule for each in config.leave_out}
    question = Question(
        request.as_of, request.look_everywhere, timedelta(days=request.horizon_days), _parameters(packs, config)
    )
    found: list[Outcome] = []
    for used in packs:
        if used.pack is not None:
            kept = tuple(each for each in used.pack.rules if each.id not in skipped)
            found += evaluate(replace(used.pack, rules=kept), document.bom, question)
    return tuple(found)


def _parameters(packs: Sequence[PackUsed], config: Config) -> dict[str, object]:
    """The values that configuration gives, in the types of the parameters."""
    found: dict[str, object] = {}
    for used in packs:
        for name, raw in config.parameters.get(used.name, {}).items():
            parameter = used.pack.parameters.get(name) if used.pack is not None else None
            value: Fraction | date | str | bool | None = parameter_value(parameter, raw) if parameter else None
            if value is not None:
                found[f"{used.name}/{name}"] = value
    return found


# ---- the check -----------------------------------------------------------------------------------


def run_check(
    project: Project,
    request: Request,
    packs: PackSet,
    progress: Callable[[int, int], None] | None = None,
) -> Checked:
    """Everything that a check establishes. Packs that do not load keep every document from being judged."""
    config, workspace = project.config, project.workspace
    found = workspace.find(request.paths, config.boms)
    problems = list(packs.diagnostics)
    sources = dict(packs.sources)
    inputs = [_config_input(project)] if project.path is not None else []
    context, sound = None, True
    named = request.context or (str(workspace.base / config.context) if config.context else "")
    if named:
        context, read, said = load_context(project, named)
        problems += said
        inputs += [read] if read is not None else []
        sound = context is not None and context.value is not None
        if context is not None:
            sources[context.path] = context.source
    documents = []
    for number, path in enumerate(found.files if packs.loaded else ()):
        if progress is not None:
            progress(number, len(found.files))
        document, own = load_bom(project, path, context)
        inputs += [own] if own is not None else []
        if sound:
            outcomes = outcomes_of(document, packs.packs, request, config)
            document = replace(document, outcomes=outcomes, warn=request.fail_on == "warn")
        else:
            document = replace(document, bom=None)
        documents.append(document)
    shipped = workspace.shipped_packs()
    run = {each.name for each in packs.packs}
    return Checked(
        request.as_of,
        packs.packs,
        tuple(documents),
        tuple(inputs),
        tuple(problems),
        sources,
        tuple(each for each in shipped if each not in run),
        tuple(sorted((each.rule, each.reason) for each in config.leave_out)),
        found.ignored,
        request.look_everywhere,
        request.horizon_days,
        request.fail_on,
        packs.loaded,
        found.empty,
    )


def _config_input(project: Project) -> Input:
    assert project.path is not None
    data, _ = project.workspace.read(str(project.path), "config")
    return Input(project.workspace.shown(project.path), digest_of(data or b""), "configuration")


