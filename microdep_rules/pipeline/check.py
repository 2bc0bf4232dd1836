"""A whole check: every document against every pack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.output.checked import Checked, Input
from microdep_rules.pipeline.documents import checked, load_bom, load_context
from microdep_rules.workspace.files import digest_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from microdep_rules.pipeline.documents import Request
    from microdep_rules.pipeline.packs import PackSet
    from microdep_rules.pipeline.project import Project


NO_CONTEXT = "not checked, because the context is not valid"


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
        if sound:
            document, own = checked(project, path, context, packs.packs, request, progress)
            document = replace(document, warn=request.fail_on == "warn")
        else:
            document, own = load_bom(project, path, None, packs.packs)
            document = replace(document, unchecked=NO_CONTEXT)
        inputs += [own] if own is not None else []
        documents.append(document)
    shipped = workspace.shipped_packs_with_rules()
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
