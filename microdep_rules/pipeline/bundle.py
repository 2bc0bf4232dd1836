"""Bundle of a check: the result with all inputs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import Struct, structs

from microdep_rules.diagnostics import has_errors
from microdep_rules.messages import diagnose
from microdep_rules.output.grouped import opened
from microdep_rules.output.record import record
from microdep_rules.output.record import text_of as record_text
from microdep_rules.pipeline import attachments
from microdep_rules.pipeline.packs import with_dependencies
from microdep_rules.pipeline.tables import folder_name_of, is_table
from microdep_rules.report import bundle, html, pdf, sandbox, verdict_block
from microdep_rules.report import errors as say_of_report
from microdep_rules.report.context import PAPER, SCREEN, Views, context
from microdep_rules.report.supply import supply
from microdep_rules.source import Span
from microdep_rules.vocabulary.slugs import slug
from microdep_rules.workspace.reading import LARGEST, digest_of, read_regular
from microdep_rules.workspace.templates import custom_files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.output.checked import Checked, Input, PackUsed
    from microdep_rules.pipeline.project import Project
    from microdep_rules.source import SourceFile
    from microdep_rules.workspace.files import Workspace


class ReportLook(Struct, frozen=True):
    """Appearance of a report: its template, whether there is a PDF, and additional fonts."""

    template: Mapping[str, SourceFile] = {}
    """Files of a custom template by name; empty for the standard template."""
    pdf: bool = False
    fonts: tuple[bytes, ...] = ()


def build_bundle(
    project: Project,
    request: bundle.BundleRequest,
    checked: Checked,
    look: ReportLook,
    generated_at: str = "",
    *,
    attach_evidence: bool = False,
) -> tuple[dict[str, bytes], list[Diagnostic]]:
    """Return the files of the bundle of a check, by path, and the diagnostics of the report pages.

    If an input has changed since the check, or a template cannot be filled, no files are returned.
    `generated_at` is the date of the bundle; if empty, the as-of date of the check. With `attach_evidence`,
    the bundle contains the opened evidence files.
    """
    read, problems = _read_inputs(project, checked)
    named = {text for text in _texts(structs.asdict(request)) if not _is_text(text)}
    problems += [_not_utf8(path) for path in sorted(named - {problem.span.path for problem in problems})]
    entries, files = attachments.list_entries(checked), dict[str, bytes]()
    if attach_evidence and not problems:
        entries, files, problems = attachments.attach_files(project.workspace, checked, entries)
    if problems:
        return {}, problems
    data = record(checked, listing="all")
    packs = [_pack(used) for used in with_dependencies(checked.packs).values()]
    at = generated_at or f"{checked.as_of.isoformat()}T00:00:00Z"
    of_supply, evidence = supply(checked), attachments.build_register(checked, entries, data)
    data = bundle.with_views(data, {bundle.SUPPLY: of_supply, bundle.EVIDENCE: evidence}, packs)
    views = Views(opened(data), of_supply, evidence)
    pages, page_problems = render_pages(views, look, at)
    if has_errors(page_problems):
        return {}, page_problems
    if attach_evidence and not files:
        unread = [(entry.path, entry.because) for entry in entries if not entry.digest]
        page_problems = [*page_problems, say_of_report.no_attachment(unread)]
    inputs = bundle.Inputs(read, packs, [structs.asdict(entry) for entry in entries], files)
    return bundle.files_of(views, record_text(data), inputs, request, pages, at), page_problems


def render_pages(views: Views, look: ReportLook, at: str) -> tuple[bundle.Pages, list[Diagnostic]]:
    """Return the report as a web page and, if requested, as a PDF."""
    page, problems = _page(views, look, at, paper=False)
    own = custom_files(look.template)
    if has_errors(problems) or not look.pdf:
        return bundle.Pages(page, template=own), problems
    on_paper, problems = _page(views, look, at, paper=True)
    if has_errors(problems):
        return bundle.Pages(page), problems
    try:
        rendered = _render_pdf(on_paper, views, look, at)
    except pdf.NotLaidOutError as problem:
        failed = say_of_report.rendering_problem(problem.kind, str(problem), ours=not look.template)
        return bundle.Pages(page, template=own), [failed]
    warnings = [say_of_report.missing_glyphs(rendered.without_glyph)] if rendered.without_glyph else []
    warnings += [say_of_report.missing_resources(rendered.refused)] if rendered.refused else []
    engine = {**pdf.engine(), "fonts": [digest_of(font) for font in look.fonts]}
    return bundle.Pages(page, rendered.data, engine, own), warnings


def _render_pdf(page: str, views: Views, look: ReportLook, at: str) -> pdf.RenderedPdf:
    """Return a page as PDF.

    A separate process makes the PDF of a custom template. This PDF begins with a standard page that states
    the verdict.
    """
    if not look.template:
        return pdf.render(page, at, look.fonts)
    digest = _digest(look)
    front = verdict_block.front_page(context(views, at, PAPER), digest) if digest else ""
    return pdf.render_apart(page, at, look.fonts, front)


def _digest(look: ReportLook) -> str:
    """Return the digest of a custom template; empty for the standard template."""
    return bundle.Pages("", template=custom_files(look.template)).template_digest


def _page(views: Views, look: ReportLook, at: str, *, paper: bool) -> tuple[str, list[Diagnostic]]:
    values = context(views, at, PAPER if paper else SCREEN)
    if look.template:
        return sandbox.render(values, look.template, _digest(look), paper=paper)
    return html.render(values, paper=paper), []


def _read_inputs(project: Project, checked: Checked) -> tuple[list[bundle.InputFile], list[Diagnostic]]:
    """Read every input again; report an input that has changed since the check."""
    inputs: list[bundle.InputFile] = []
    problems = []
    for input_ in dict.fromkeys(checked.inputs):
        try:
            data = read_regular(project.workspace.real(input_.path), LARGEST)
        except (OSError, ValueError):
            data = b""
        if not _is_text(input_.path):
            problems.append(_not_utf8(input_.path))
        elif digest_of(data) == input_.digest:
            folder = _folder_of_table(project.workspace, checked, input_, data)
            inputs.append(bundle.InputFile(input_.path, input_.kind, input_.digest, data, folder))
        else:
            problems.append(diagnose("bundle/input-changed", Span(input_.path, 0, 0), path=input_.path))
    rules = (path for pack_ in with_dependencies(checked.packs).values() for path in pack_.sources)
    problems += [_not_utf8(path) for path in rules if not _is_text(path)]
    return inputs, problems


def _folder_of_table(workspace: Workspace, checked: Checked, read: Input, data: bytes) -> str:
    """Return the folder name if a table takes the name of its product from its folder; otherwise empty."""
    path = str(workspace.real(read.path))
    if read.kind != "bom" or not is_table(path, data) or not (folder := folder_name_of(workspace, path)):
        return ""
    named = [d.bom.product.name for d in checked.documents if d.path == read.path and d.bom is not None]
    return folder if not named or slug(folder) in map(slug, named) else ""


def _not_utf8(path: str) -> Diagnostic:
    return diagnose("bundle/file-name", Span(path, 0, 0), "not-utf-8", path=path)


def _texts(options: object) -> Iterator[str]:
    """Yield every text in the options of a check."""
    if isinstance(options, str):
        yield options
    elif isinstance(options, Mapping | list | tuple):
        for member in options.values() if isinstance(options, Mapping) else options:
            yield from _texts(member)


def _is_text(name: str) -> bool:
    """Return whether a file name is valid UTF-8 text; Python puts surrogates into all other names."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _pack(used: PackUsed) -> bundle.BundledPack:
    files = tuple((path, source.text.encode()) for path, source in sorted(used.sources.items()))
    return bundle.BundledPack(used.name, used.version, used.digest, files)
