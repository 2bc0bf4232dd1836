"""Packs of a check, and the packs that these packs use."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from microdep_rules.config import errors as say
from microdep_rules.diagnostics import MOST, first_of, has_errors, in_order
from microdep_rules.lang.errors import names as name_errors
from microdep_rules.lang.errors.syntax import too_many_problems
from microdep_rules.messages import diagnose
from microdep_rules.output.checked import PackUsed
from microdep_rules.pipeline.cache import PackCache, digest, product, user_folder
from microdep_rules.pipeline.lists import RunLists, insert_lists, most_days, read_lists
from microdep_rules.pipeline.memory import MEMORY, RememberedPack
from microdep_rules.pipeline.rule_names import unknown_rules
from microdep_rules.pipeline.settings import check_choices, check_parameters, with_parameters
from microdep_rules.pipeline.trees import TreeReader
from microdep_rules.source import Span
from microdep_rules.vocabulary.resources import DEFAULT_PACK
from microdep_rules.workspace import shipped_packs
from microdep_rules.workspace.files import ALL_PACKS
from microdep_rules.workspace.folders import is_file, is_folder, real_path
from microdep_rules.workspace.pack_files import read_pack_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.lang import ir
    from microdep_rules.pipeline.project import Project
    from microdep_rules.source import SourceFile
    from microdep_rules.workspace.files import Workspace
    from microdep_rules.workspace.pack_files import PackFiles


class PackSet(Struct, frozen=True):
    """Packs of a check, with all problems of the packs."""

    packs: tuple[PackUsed, ...]
    loaded: bool
    diagnostics: tuple[Diagnostic, ...] = ()
    sources: Mapping[str, SourceFile] = field(default_factory=dict)
    usage: tuple[Diagnostic, ...] = ()
    """Problems with the choice of packs, variants and parameters."""
    lists: RunLists = field(default_factory=RunLists)
    """Imported lists of companies that replace excerpts in packs."""


class PackLoader:
    """Loader of packs and of the packs that they use, each once; checked packs come from the cache.

    Examples are loaded only with `with_examples`, because verdicts do not need them, and they are the largest
    part of a pack.
    """

    def __init__(
        self,
        workspace: Workspace,
        variants: Mapping[str, str] | None = None,
        cache: PackCache | None = None,
        *,
        with_examples: bool = True,
    ) -> None:
        self.workspace = workspace
        self.variants = variants or {}
        self.cache = cache or PackCache(None)
        self.with_examples = with_examples
        self.trees = TreeReader(self.cache)
        self.sources: dict[str, SourceFile] = {}
        self.done: dict[Path, PackUsed] = {}
        self.named: dict[str, Span] = {}
        """Position where each used pack is first named."""

    def load(self, folder: Path, path: tuple[str, ...] = ()) -> PackUsed:
        """Load the pack in a folder; the result has no pack if this pack, or a used pack, is invalid."""
        key = real_path(folder)
        if key in self.done:
            return self.done[key]
        files = read_pack_files(self.workspace, folder)
        self.sources |= files.by_path
        loaded = self._from_cache(folder, files, path) or self._read_and_check(folder, files, path)
        self.done[key] = loaded
        return loaded

    def _read_and_check(self, folder: Path, files: PackFiles, path: tuple[str, ...]) -> PackUsed:
        problems = list(files.diagnostics)
        used, use_problems = self._load_used(folder, files.sources, (*path, files.name))
        problems += use_problems
        usable = _trees(used)
        pack = None
        if len(usable) == len(used) and not has_errors(problems):
            from microdep_rules.lang.pack import check_pack

            variant = self.variants.get(files.name, "")
            pack, pack_problems = check_pack(
                files.sources, usable, variant, files.tables, self.trees.read, with_examples=True
            )
            problems += pack_problems
        paths = [*files.by_path, self.workspace.shown(folder)]
        diagnostics = first_of(in_order(problems), lambda: too_many_problems(MOST, paths[0]))
        loaded = self._loaded(folder, files, pack, diagnostics, used)
        if pack is not None and not files.diagnostics:
            self._keep(files, pack, diagnostics, used)
        return loaded

    def _loaded(
        self,
        folder: Path,
        files: PackFiles,
        pack: ir.Pack | None,
        problems: Iterable[Diagnostic],
        used: Mapping[str, PackUsed],
    ) -> PackUsed:
        name = pack.name if pack is not None else files.name
        if pack is not None and not self.with_examples:
            pack = _without_examples(pack)
        digest, diagnostics, uses = "sha256:" + files.digest, tuple(problems), tuple(used.values())
        return PackUsed(
            name,
            pack,
            digest,
            files.by_path,
            diagnostics,
            uses=uses,
            not_shipped=self._not_shipped(folder, name, files, uses),
        )

    def _not_shipped(self, folder: Path, name: str, files: PackFiles, uses: tuple[PackUsed, ...]) -> str:
        """Return the path of a changed copy of a shipped pack; empty for any other pack.

        If a used pack has changed, the pack counts as changed, too.
        """
        shipped = self.workspace.shipped_pack(name)
        if shipped is None:
            return ""
        same = (
            real_path(folder) == real_path(shipped)
            or read_pack_files(self.workspace, shipped).digest == files.digest
        )
        return "" if same and not any(use.not_shipped for use in uses) else self.workspace.shown(folder)

    # ---- cache between runs --------------------------------------------------------------------------

    def _key(self, files: PackFiles) -> str:
        return digest([product(), files.name, files.digest, self.variants.get(files.name, "")])

    def _from_cache(self, folder: Path, files: PackFiles, path: tuple[str, ...]) -> PackUsed | None:
        """Return the pack from the cache; `None` if the pack, or a pack that it uses, has changed.

        A pack with an unreadable file is never stored, because the digest does not cover this file.
        """
        if files.diagnostics:
            return None
        key = self._key(files)
        examples = self.cache.read(_examples_key(key)) if self.with_examples else []
        known = None if self.with_examples else MEMORY.get(key)
        uses, data = (known.uses, None) if known is not None else self._cache_entry(key)
        if uses is None or examples is None:
            return None
        used = {}
        for name, identity in uses.items():
            at = self.workspace.pack_folder(name, beside=real_path(folder).parent)
            if at is None or name in (*path, files.name):
                return None
            used[name] = self.load(at, (*path, files.name))
            if used[name].pack is None or identity_of(used[name]) != identity:
                return None
        paths, trees = _paths(files.by_path, used.values()), _trees(used)
        if known is not None and known.is_of(paths, trees):
            return self._loaded(folder, files, *known.restored, used)
        from microdep_rules.lang.stored import NotStoredError, Store

        try:
            store = Store(paths, uses=trees)
            pack, problems = store.pack(self._cache_entry(key)[1] if data is None else data)
            if examples:
                pack = replace(pack, **store.made(examples))
        except (NotStoredError, TypeError):
            return None
        if not self.with_examples:
            MEMORY.keep(key, RememberedPack(uses, paths, trees, (pack, problems)))
        return self._loaded(folder, files, pack, problems, used)

    def _cache_entry(self, key: str) -> tuple[dict[str, str] | None, object]:
        """Return the data of a cached pack, and the names of the packs that it uses.

        Both values are `None` if the cache has no entry.
        """
        match self.cache.read(key):
            case {"uses": dict() as uses, "pack": list() as data}:
                return uses, data
            case _:
                return None, None

    def _keep(
        self,
        files: PackFiles,
        pack: ir.Pack,
        problems: Iterable[Diagnostic],
        used: Mapping[str, PackUsed],
    ) -> None:
        from microdep_rules.lang.stored import Store

        store = Store(_paths(files.by_path, used.values()), uses=_trees(used))
        key, uses = self._key(files), {name: identity_of(use) for name, use in used.items()}
        examples = {name: getattr(pack, name) for name in EXAMPLES}
        self.cache.write(_examples_key(key), store.plain(examples))
        self.cache.write(key, {"uses": uses, "pack": store.plain((_without_examples(pack), tuple(problems)))})

    # ---- inputs of a pack ----------------------------------------------------------------------------

    def _load_used(
        self, folder: Path, sources: Sequence[SourceFile], path: tuple[str, ...]
    ) -> tuple[dict[str, PackUsed], list[Diagnostic]]:
        """Load the packs that a pack lists after `uses`; the checker of the pack reports missing packs."""
        loaded: dict[str, PackUsed] = {}
        problems = []
        for name, span in _names_of_used_packs(sources, self.trees):
            if name in path:
                cycle = [*path[path.index(name) :], name]
                first = self.named.get(cycle[1])
                problems.append(
                    diagnose(
                        "name/cycle",
                        span,
                        "pack-cycle",
                        also=[first] if first is not None else [],
                        names=name_errors.circle(cycle),
                        first=cycle[0],
                        second=cycle[1],
                    )
                )
                continue
            self.named[name] = span
            at = self.workspace.pack_folder(name, beside=real_path(folder).parent)
            if at is not None:
                loaded[name] = self.load(at, path)
        return loaded, problems


EXAMPLES = ("examples", "background", "background_context")
"""Fields of a pack that only its examples need."""


def _without_examples(pack: ir.Pack) -> ir.Pack:
    if not any(getattr(pack, example) for example in EXAMPLES):
        return pack  # the same object; packs in memory are compared by identity
    return replace(pack, **dict.fromkeys(EXAMPLES, ()))


def _examples_key(key: str) -> str:
    """Return the cache key under which the examples of a pack are stored."""
    return digest([key, "examples"])


def _trees(used: Mapping[str, PackUsed]) -> dict[str, ir.Pack]:
    return {name: use.pack for name, use in used.items() if use.pack is not None}


def identity_of(used: PackUsed) -> str:
    """Return a digest of the inputs of a pack and of all packs that it uses."""
    variant = used.pack.variant if used.pack is not None else ""
    return digest([used.name, used.digest, variant, *(identity_of(use) for use in used.uses)])


def _paths(pack_paths: Iterable[str], used: Iterable[PackUsed]) -> list[str]:
    """Return the files in which diagnostics of a pack can be: its own, and those of all used packs."""
    paths = dict.fromkeys(pack_paths)
    for use in used:
        paths |= dict.fromkeys(_paths(use.sources, use.uses))
    return list(paths)


def _names_of_used_packs(sources: Sequence[SourceFile], trees: TreeReader) -> list[tuple[str, Span]]:
    """Return the names of the packs after `uses` in the head of a pack, with their positions."""
    names = []
    for source in sources:
        for node in trees.read(source)[0] if "uses" in source.text else ():
            clause = node.clause("uses") if node.kind == "pack" else None
            names += [(word.text, word.span) for word in clause.values] if clause is not None else []
    return names


def loader_with_cache(workspace: Workspace, variants: Mapping[str, str] | None = None) -> PackLoader:
    """Return a loader that reads packs from the cache folder of the user, and stores packs there."""
    return PackLoader(workspace, variants, PackCache(user_folder()))


def load_packs(
    project: Project,
    names: Sequence[str],
    variants: Mapping[str, str],
    named_by: str = "--pack",
    *,
    with_examples: bool = True,
) -> PackSet:
    """Load the packs of a check with their configuration and options.

    `named_by` is the option or argument that names the packs.
    """
    workspace, config = project.workspace, project.config
    chosen = {**config.variants, **variants}
    loader = PackLoader(workspace, chosen, PackCache(user_folder()), with_examples=with_examples)
    usage: list[Diagnostic] = []
    folders: dict[Path, None] = {}
    own = cache(lambda: _own_packs(project))
    known = cache(lambda: [*shipped_packs.list_packs(), *own()])
    for name, from_config in _names_to_run(project, names):
        folder = workspace.configured_pack(name) if from_config else workspace.pack_folder(name)
        if folder is None and not from_config:
            folder = own().get(name) or _find_beside_configuration(workspace, name)
        if folder is None:
            source = f"{'option' if named_by.startswith('-') else 'argument'} {named_by}"
            at = config.span(name) if from_config else Span(source, 0, 0)
            path = workspace.base / name if from_config else Path(name)
            usage.append(_report_missing_pack(workspace, name, path, known, at))
        else:
            folders[folder] = None
    MEMORY.note(workspace.base, folders, chosen, loader.cache.folder)
    packs = tuple(with_parameters(loader.load(folder_), config) for folder_ in folders)
    lists = read_lists(project, packs)
    packs = tuple(insert_lists(pack, lists.by_name, most_days(project)) for pack in packs)
    inside = with_dependencies(packs)
    check_parameters(inside, config, usage)
    check_choices(inside, config, variants, usage)
    unknown = [n for n in {**config.parameters, **config.variants} if n not in inside and n not in known()]
    usage += [say.unknown_pack(name, known(), [], config.span(name)) for name in unknown]
    usage += unknown_rules(project, packs)
    problems = [d for pack_ in loader.done.values() for d in pack_.diagnostics]
    problems += lists.diagnostics
    sources = {**loader.sources, **lists.sources}
    if config.source is not None:
        sources[config.source.path] = config.source
    loaded = all(pack.pack is not None for pack in packs)
    place = config.source.path if config.source is not None else named_by
    first_problems = first_of(in_order(usage), lambda: say.too_many_problems(place))
    return PackSet(packs, loaded, tuple(in_order(problems)), sources, tuple(first_problems), lists)


def find_pack(project: Project, name: str) -> Path | None:
    """Return a pack by name or path.

    The pack is a shipped pack, a pack at the path, a pack of the configuration, or a pack beside the
    configuration.
    """
    workspace = project.workspace
    return (
        workspace.pack_folder(name)
        or _own_packs(project).get(name)
        or _find_beside_configuration(workspace, name)
    )


def _find_beside_configuration(workspace: Workspace, name: str) -> Path | None:
    """Return the folder of a pack beside the configuration; `None` for a file or without such a pack."""
    folder = workspace.configured_pack(name)
    return folder if folder is not None and is_folder(folder) else None


def _own_packs(project: Project) -> dict[str, Path]:
    """Return the packs of the configuration by name."""
    folders = [project.workspace.configured_pack(pack) for pack in project.config.packs]
    return {project.workspace.pack_name(folder): folder for folder in folders if folder is not None}


def _report_missing_pack(
    workspace: Workspace, name: str, path: Path, known: Callable[[], list[str]], at: Span
) -> Diagnostic:
    """Return a diagnostic for the name of a missing pack; it may be the name of another file or folder."""
    if is_file(path) and path.suffix != ".rule":
        return diagnose("name/unknown-pack", at, "not-a-rule-file", name=name)
    inside = workspace.pack_folders([str(path)]) if is_folder(path) else []
    if is_folder(path) and not inside:
        return diagnose("name/unknown-pack", at, "empty-folder", name=name)
    return say.unknown_pack(name, known(), [workspace.shown(folder) for folder in inside], at)


def _names_to_run(project: Project, names: Sequence[str]) -> list[tuple[str, bool]]:
    """Return the names of the packs to evaluate, each with true if the name comes from the configuration."""
    if ALL_PACKS in names:
        own = [(pack, True) for pack in project.config.packs if pack != ALL_PACKS]
        others = [(n, False) for n in names if n != ALL_PACKS]
        return [*((n, False) for n in shipped_packs.list_packs_with_rules()), *own, *others]
    if names:
        return [(name, False) for name in names]
    if ALL_PACKS in project.config.packs:
        shipped = [(name, False) for name in shipped_packs.list_packs_with_rules()]
        return [*shipped, *((pack, True) for pack in project.config.packs if pack != ALL_PACKS)]
    if project.config.packs:
        return [(pack, True) for pack in project.config.packs]
    return [(DEFAULT_PACK, False)]


def with_dependencies(packs: Iterable[PackUsed]) -> dict[str, PackUsed]:
    """Return some packs and all packs that they use, by name."""
    by_name: dict[str, PackUsed] = {}
    for pack in packs:
        by_name |= {**with_dependencies(pack.uses), pack.name: pack}
    return by_name
