"""The packs of a run, with what they use."""

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
from microdep_rules.output.checked import PackUsed
from microdep_rules.pipeline.cache import PackCache, digest, product, user_folder
from microdep_rules.pipeline.lists import Lists, most_days, read_lists, with_lists
from microdep_rules.pipeline.remembered import MEMORY, Known
from microdep_rules.pipeline.rule_names import unknown_rules
from microdep_rules.pipeline.settings import check_choices, check_parameters, settled
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
    """The packs of a run: what was loaded, and everything that is wrong."""

    packs: tuple[PackUsed, ...]
    loaded: bool
    diagnostics: tuple[Diagnostic, ...] = ()
    sources: Mapping[str, SourceFile] = field(default_factory=dict)
    usage: tuple[Diagnostic, ...] = ()
    """What is wrong with the choice of packs, variants and parameters."""
    lists: Lists = field(default_factory=Lists)
    """The imported lists of companies that stand in place of excerpts."""


class PackLoader:
    """Loads packs with what they use, each once; those that were checked before come from the cache.

    They come `with_examples`, or without: no verdict needs them, and they are the greater part of a pack.
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
        """Where each pack was named that another one uses."""

    def load(self, folder: Path, path: tuple[str, ...] = ()) -> PackUsed:
        """The pack in a folder; without a tree where it, or one that it uses, is not sound."""
        key = real_path(folder)
        if key in self.done:
            return self.done[key]
        files = read_pack_files(self.workspace, folder)
        self.sources |= files.by_path
        loaded = self._kept(folder, files, path) or self._checked(folder, files, path)
        self.done[key] = loaded
        return loaded

    def _checked(self, folder: Path, files: PackFiles, path: tuple[str, ...]) -> PackUsed:
        """The pack as its text says, read and checked."""
        problems = list(files.diagnostics)
        used, said = self._used(folder, files.sources, (*path, files.name))
        problems += said
        usable = _trees(used)
        pack = None
        if len(usable) == len(used) and not has_errors(problems):
            from microdep_rules.lang.pack import check_pack

            variant = self.variants.get(files.name, "")
            pack, found = check_pack(
                files.sources, usable, variant, files.tables, self.trees.read, with_examples=True
            )
            problems += found
        paths = [*files.by_path, self.workspace.shown(folder)]
        told = first_of(in_order(problems), lambda: too_many_problems(MOST, paths[0]))
        loaded = self._loaded(folder, files, pack, told, used)
        if pack is not None and not files.diagnostics:
            self._keep(files, pack, told, used)
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
            pack = _bare(pack)
        digest, told, uses = "sha256:" + files.digest, tuple(problems), tuple(used.values())
        return PackUsed(
            name,
            pack,
            digest,
            files.by_path,
            told,
            uses=uses,
            not_shipped=self._not_shipped(folder, name, files, uses),
        )

    def _not_shipped(self, folder: Path, name: str, files: PackFiles, uses: tuple[PackUsed, ...]) -> str:
        """The path of a pack that has the name of a shipped one, and differs from it or in what it uses."""
        ours = self.workspace.shipped_pack(name)
        if ours is None:
            return ""
        same = (
            real_path(folder) == real_path(ours)
            or read_pack_files(self.workspace, ours).digest == files.digest
        )
        return "" if same and not any(use.not_shipped for use in uses) else self.workspace.shown(folder)

    # ---- kept between runs ---------------------------------------------------------------------------

    def _key(self, files: PackFiles) -> str:
        return digest([product(), files.name, files.digest, self.variants.get(files.name, "")])

    def _kept(self, folder: Path, files: PackFiles, path: tuple[str, ...]) -> PackUsed | None:
        """The pack as it was checked in another run; nothing where it, or one that it uses, has changed.

        Of a file that cannot be read nothing is known, so that it is in no digest: the pack is not sound.
        """
        if files.diagnostics:
            return None
        key = self._key(files)
        examples = self.cache.read(_of_examples(key)) if self.with_examples else []
        known = None if self.with_examples else MEMORY.get(key)
        uses, data = (known.uses, None) if known is not None else self._entry(key)
        if uses is None or examples is None:
            return None
        used = {}
        for name, wanted in uses.items():
            at = self.workspace.pack_folder(name, beside=real_path(folder).parent)
            if at is None or name in (*path, files.name):
                return None
            used[name] = self.load(at, (*path, files.name))
            if used[name].pack is None or identity_of(used[name]) != wanted:
                return None
        paths, trees = _paths(files.by_path, used.values()), _trees(used)
        if known is not None and known.is_of(paths, trees):
            return self._loaded(folder, files, *known.restored, used)
        from microdep_rules.lang.stored import NotStoredError, Store

        try:
            store = Store(paths, uses=trees)
            pack, problems = store.pack(self._entry(key)[1] if data is None else data)
            if examples:
                pack = replace(pack, **store.made(examples))
        except (NotStoredError, TypeError):
            return None
        if not self.with_examples:
            MEMORY.keep(key, Known(uses, paths, trees, (pack, problems)))
        return self._loaded(folder, files, pack, problems, used)

    def _entry(self, key: str) -> tuple[dict[str, str] | None, object]:
        """The packs that a kept pack uses, and what stands for it; nothing where there is no sound entry."""
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
        key, uses = self._key(files), {name: identity_of(each) for name, each in used.items()}
        examples = {name: getattr(pack, name) for name in EXAMPLES}
        self.cache.write(_of_examples(key), store.plain(examples))
        self.cache.write(key, {"uses": uses, "pack": store.plain((_bare(pack), tuple(problems)))})

    # ---- what a pack uses ----------------------------------------------------------------------------

    def _used(
        self, folder: Path, sources: Sequence[SourceFile], path: tuple[str, ...]
    ) -> tuple[dict[str, PackUsed], list[Diagnostic]]:
        """The packs that a pack names, loaded; one that cannot be found is left to the checker to report."""
        found: dict[str, PackUsed] = {}
        problems = []
        for name, span in _uses(sources, self.trees):
            if name in path:
                cycle = [*path[path.index(name) :], name]
                problems.append(name_errors.pack_cycle(cycle, span, self.named.get(cycle[1])))
                continue
            self.named[name] = span
            at = self.workspace.pack_folder(name, beside=real_path(folder).parent)
            if at is not None:
                found[name] = self.load(at, path)
        return found, problems


EXAMPLES = ("examples", "background", "background_context")
"""What of a pack nothing but its examples needs."""


def _bare(pack: ir.Pack) -> ir.Pack:
    if not any(getattr(pack, example) for example in EXAMPLES):
        return pack  # the same one: who remembers packs knows by that what they use
    return replace(pack, **dict.fromkeys(EXAMPLES, ()))


def _of_examples(key: str) -> str:
    """The key under which the examples of a pack are kept."""
    return digest([key, "examples"])


def _trees(used: Mapping[str, PackUsed]) -> dict[str, ir.Pack]:
    return {name: each.pack for name, each in used.items() if each.pack is not None}


def identity_of(used: PackUsed) -> str:
    """What a pack, with all that it uses, was made from."""
    variant = used.pack.variant if used.pack is not None else ""
    return digest([used.name, used.digest, variant, *(identity_of(use) for use in used.uses)])


def _paths(own: Iterable[str], used: Iterable[PackUsed]) -> list[str]:
    """The files that a pack can speak of: its own, and those of all that it uses."""
    found = dict.fromkeys(own)
    for each in used:
        found |= dict.fromkeys(_paths(each.sources, each.uses))
    return list(found)


def _uses(sources: Sequence[SourceFile], trees: TreeReader) -> list[tuple[str, Span]]:
    """The names behind `uses` in the head of a pack."""
    found = []
    for source in sources:
        for node in trees.read(source)[0] if "uses" in source.text else ():
            clause = node.clause("uses") if node.kind == "pack" else None
            found += [(word.text, word.span) for word in clause.values] if clause is not None else []
    return found


def load_packs(
    project: Project,
    names: Sequence[str],
    variants: Mapping[str, str],
    named_by: str = "--pack",
    *,
    with_examples: bool = True,
) -> PackSet:
    """The packs of a run with what configuration and command line say of them.

    `named_by` is what the command line names them by.
    """
    workspace, config = project.workspace, project.config
    chosen = {**config.variants, **variants}
    loader = PackLoader(workspace, chosen, PackCache(user_folder()), with_examples=with_examples)
    usage: list[Diagnostic] = []
    folders: dict[Path, None] = {}
    own = cache(lambda: _own_packs(project))
    known = cache(lambda: [*shipped_packs.list_packs(), *own()])
    for name, from_config in _names(project, names):
        folder = workspace.configured_pack(name) if from_config else workspace.pack_folder(name)
        if folder is None and not from_config:
            folder = own().get(name)
        if folder is None:
            given = f"{'option' if named_by.startswith('-') else 'argument'} {named_by}"
            at = config.span(name) if from_config else Span(given, 0, 0)
            path = workspace.base / name if from_config else Path(name)
            usage.append(_no_pack(workspace, name, path, known, at))
        else:
            folders[folder] = None
    MEMORY.note(workspace.base, folders, chosen, loader.cache.folder)
    packs = tuple(settled(loader.load(each), config) for each in folders)
    lists = read_lists(project, packs)
    packs = tuple(with_lists(pack, lists.by_name, most_days(project)) for pack in packs)
    inside = with_used(packs)
    check_parameters(inside, config, usage)
    check_choices(inside, config, variants, usage)
    strange = [n for n in {**config.parameters, **config.variants} if n not in inside and n not in known()]
    usage += [say.unknown_pack(name, known(), [], config.span(name)) for name in strange]
    usage += unknown_rules(project, packs)
    problems = [d for each in loader.done.values() for d in each.diagnostics]
    problems += lists.diagnostics
    sources = {**loader.sources, **lists.sources}
    if config.source is not None:
        sources[config.source.path] = config.source
    loaded = all(pack.pack is not None for pack in packs)
    place = config.source.path if config.source is not None else named_by
    wrong = first_of(in_order(usage), lambda: say.too_many_problems(place))
    return PackSet(packs, loaded, tuple(in_order(problems)), sources, tuple(wrong), lists)


def named_pack(project: Project, name: str) -> Path | None:
    """A pack of the product, one at a path, or one of the configuration by the name that it has."""
    return project.workspace.pack_folder(name) or _own_packs(project).get(name)


def _own_packs(project: Project) -> dict[str, Path]:
    """The packs of the configuration, by their names."""
    found = [project.workspace.configured_pack(pack) for pack in project.config.packs]
    return {project.workspace.pack_name(each): each for each in found if each is not None}


def _no_pack(
    workspace: Workspace, name: str, path: Path, known: Callable[[], list[str]], at: Span
) -> Diagnostic:
    """Why what is named is no pack: it is a file or a folder of something else, or not there at all."""
    if is_file(path) and path.suffix != ".rule":
        return say.no_rule_file(name, at)
    inside = workspace.pack_folders([str(path)]) if is_folder(path) else []
    if is_folder(path) and not inside:
        return say.folder_without_rules(name, at)
    return say.unknown_pack(name, known(), [workspace.shown(each) for each in inside], at)


def _names(project: Project, names: Sequence[str]) -> list[tuple[str, bool]]:
    """The packs to run, and whether the configuration names them."""
    if ALL_PACKS in names:
        own = [(pack, True) for pack in project.config.packs]
        others = [(n, False) for n in names if n != ALL_PACKS]
        return [*((n, False) for n in shipped_packs.list_packs_with_rules()), *own, *others]
    if names:
        return [(name, False) for name in names]
    if project.config.packs:
        return [(pack, True) for pack in project.config.packs]
    return [(DEFAULT_PACK, False)]


def with_used(packs: Iterable[PackUsed]) -> dict[str, PackUsed]:
    """Some packs and all that they use, by their names."""
    found: dict[str, PackUsed] = {}
    for pack in packs:
        found |= {**with_used(pack.uses), pack.name: pack}
    return found
