"""A check as a bundle: what it established, with all that it read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import Struct, structs

from microdep_rules.diagnostics import has_errors
from microdep_rules.messages import diagnose
from microdep_rules.output.grouped import opened
from microdep_rules.output.record import record
from microdep_rules.output.record import text_of as record_text
from microdep_rules.patterns import pattern
from microdep_rules.pipeline import attached
from microdep_rules.pipeline.packs import with_used
from microdep_rules.report import bundle, html, pdf, sandbox, verdict_block
from microdep_rules.report import errors as say_of_report
from microdep_rules.report.context import PAPER, SCREEN, Views, context
from microdep_rules.report.supply import supply
from microdep_rules.source import Span
from microdep_rules.workspace.reading import LARGEST, digest_of, read_regular
from microdep_rules.workspace.templates import custom_files

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.output.checked import Checked, PackUsed
    from microdep_rules.pipeline.project import Project
    from microdep_rules.source import SourceFile

_DAY = pattern(rb"(?<![0-9])((?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01]))(?![0-9])")


class Look(Struct, frozen=True):
    """How a report is to look: by whose template, and whether there is a PDF, with which further fonts."""

    template: Mapping[str, SourceFile] = {}
    """The files of a template by their names; ours where there are none."""
    pdf: bool = False
    fonts: tuple[bytes, ...] = ()


def bundle_of(
    project: Project,
    asked: bundle.BundleRequest,
    checked: Checked,
    look: Look,
    generated_at: str = "",
    *,
    attach_evidence: bool = False,
) -> tuple[dict[str, bytes], list[Diagnostic]]:
    """The files of the bundle of a run, by their paths, and what there is to say of its pages.

    There are none where an input is no longer what was read, or a template cannot be filled. `generated_at`
    is when the bundle is made by its own account; without it, the latest day that the inputs name, up to the
    one that the law is taken of. With `attach_evidence` it carries the files of evidence that were read.
    """
    read, problems = _read(project, checked)
    named = {text for text in _texts(structs.asdict(asked)) if not _is_text(text)}
    problems += [_not_utf8(path) for path in sorted(named - {problem.span.path for problem in problems})]
    entries, files = attached.entries_of(checked), dict[str, bytes]()
    if attach_evidence and not problems:
        entries, files, problems = attached.attached(project.workspace, checked, entries)
    if problems:
        return {}, problems
    data = record(checked, listing="all")
    packs = [_pack(each) for each in with_used(checked.packs).values()]
    at = generated_at or f"{_latest(read, checked.as_of)}T00:00:00Z"
    of_supply, evidence = supply(checked), attached.register(checked, entries, data)
    data = bundle.with_views(data, {bundle.SUPPLY: of_supply, bundle.EVIDENCE: evidence}, packs)
    views = Views(opened(data), of_supply, evidence)
    pages, told = pages_of(views, look, at)
    if has_errors(told):
        return {}, told
    if attach_evidence and not files:
        unread = [(entry.path, entry.because) for entry in entries if not entry.digest]
        told = [*told, say_of_report.no_attachment(unread)]
    inputs = bundle.Inputs(read, packs, [structs.asdict(entry) for entry in entries], files)
    return bundle.files_of(views, record_text(data), inputs, asked, pages, at), told


def pages_of(views: Views, look: Look, at: str) -> tuple[bundle.Pages, list[Diagnostic]]:
    """The report for screens, and for paper where that is asked for."""
    page, problems = _page(views, look, at, paper=False)
    own = custom_files(look.template)
    if has_errors(problems) or not look.pdf:
        return bundle.Pages(page, template=own), problems
    on_paper, problems = _page(views, look, at, paper=True)
    if has_errors(problems):
        return bundle.Pages(page), problems
    try:
        found = _laid_out(on_paper, views, look, at)
    except pdf.NotLaidOutError as problem:
        failed = say_of_report.rendering_problem(problem.kind, str(problem), ours=not look.template)
        return bundle.Pages(page, template=own), [failed]
    told = [say_of_report.missing_glyphs(found.without_glyph)] if found.without_glyph else []
    told += [say_of_report.missing_resources(found.refused)] if found.refused else []
    engine = {**pdf.engine(), "fonts": [digest_of(font) for font in look.fonts]}
    return bundle.Pages(page, found.data, engine, own), told


def _laid_out(page: str, views: Views, look: Look, at: str) -> pdf.RenderedPdf:
    """A page as PDF; a custom one by a process of its own, behind a page of ours with the verdict."""
    if not look.template:
        return pdf.render(page, at, look.fonts)
    digest = _digest(look)
    front = verdict_block.front_page(context(views, at, PAPER), digest) if digest else ""
    return pdf.render_apart(page, at, look.fonts, front)


def _digest(look: Look) -> str:
    """The digest of a custom template; nothing where the template is ours."""
    return bundle.Pages("", template=custom_files(look.template)).template_digest


def _page(views: Views, look: Look, at: str, *, paper: bool) -> tuple[str, list[Diagnostic]]:
    values = context(views, at, PAPER if paper else SCREEN)
    if look.template:
        return sandbox.render(values, look.template, _digest(look), paper=paper)
    return html.render(values, paper=paper), []


def _read(project: Project, checked: Checked) -> tuple[list[bundle.InputFile], list[Diagnostic]]:
    """Every input once more, which has to be as it was judged."""
    found: list[bundle.InputFile] = []
    problems = []
    for each in dict.fromkeys(checked.inputs):
        try:
            data = read_regular(project.workspace.real(each.path), LARGEST)
        except (OSError, ValueError):
            data = b""
        if not _is_text(each.path):
            problems.append(_not_utf8(each.path))
        elif digest_of(data) == each.digest:
            found.append(bundle.InputFile(each.path, each.kind, each.digest, data))
        else:
            problems.append(diagnose("bundle/input-changed", Span(each.path, 0, 0), path=each.path))
    rules = (path for each in with_used(checked.packs).values() for path in each.sources)
    problems += [_not_utf8(path) for path in rules if not _is_text(path)]
    return found, problems


def _not_utf8(path: str) -> Diagnostic:
    return diagnose("bundle/file-name", Span(path, 0, 0), "not-utf-8", path=path)


def _texts(asked: object) -> Iterator[str]:
    """Every text in what was asked for."""
    if isinstance(asked, str):
        yield asked
    elif isinstance(asked, Mapping | list | tuple):
        for each in asked.values() if isinstance(asked, Mapping) else asked:
            yield from _texts(each)


def _is_text(name: str) -> bool:
    """Return whether a file name is UTF-8: Python reads other bytes as halves of surrogate pairs."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _pack(used: PackUsed) -> bundle.PackFiles:
    files = tuple((path, source.text.encode()) for path, source in sorted(used.sources.items()))
    return bundle.PackFiles(used.name, used.version, used.digest, files)


def _latest(read: Sequence[bundle.InputFile], as_of: date) -> str:
    """The latest day that is written in the inputs, and not behind the one that the law is taken of."""
    last = as_of.isoformat()
    days = (found[1].decode() for each in read for found in _DAY.finditer(each.data))
    return max((day for day in days if day <= last), default=last)
