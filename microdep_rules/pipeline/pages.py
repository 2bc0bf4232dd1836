"""Comparison of the pages of a bundle with its record; if they differ, the record is right.

The check is not repeated here; `reproduce` does this. The record must agree with itself, with `bundle.json`,
and with its inputs and packs. The bundle may contain only files that the record or `bundle.json` names. Each
page and table must equal the page that this version makes from the record. A page of another version, or of
another PDF engine, cannot be compared, and is reported.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING, Any

import msgspec

from microdep_rules.engine.standing import WORST_FIRST, for_the_document
from microdep_rules.lists.stored import entries_digest, parse_list
from microdep_rules.messages import diagnose, phrase_of
from microdep_rules.output.grouped import NotGroupedError, opened
from microdep_rules.output.record import text_of, tool_version
from microdep_rules.patterns import pattern
from microdep_rules.pipeline import production_agreement
from microdep_rules.pipeline.attachments import find_register_differences
from microdep_rules.pipeline.bundle import ReportLook, render_pages
from microdep_rules.pipeline.differences import find_difference
from microdep_rules.pipeline.index import BundleIndex, BundleOptions, find_pdf_obstacle, fonts_of, index_data
from microdep_rules.report import bundle as names
from microdep_rules.report.context import Views
from microdep_rules.report.exports.contents import wrong_form
from microdep_rules.report.pdf import engine
from microdep_rules.report.supply import wrong_form as wrong_supply
from microdep_rules.signing.canonical import NotCanonicalError, decode, encode
from microdep_rules.signing.manifest import NAME, SIGNOFFS, SUMS, TEMPLATE, BundleFile, folder_digest
from microdep_rules.signing.manifest import parse as read_manifest
from microdep_rules.source import SourceFile, Span
from microdep_rules.workspace.files import Workspace
from microdep_rules.workspace.pack_files import read_pack_files
from microdep_rules.workspace.templates import complete_template

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.lists.entries import PublishedList
    from microdep_rules.signing.files import Files

_VERSION = pattern(r"[0-9][0-9A-Za-z.+-]{0,39}")
STATED = ("form", "day", "source", "digest", "entries", "content", "only", "complete")
"""Fields of an imported list that are both in the record and in the file of the list."""
DATA = (names.RECORD, names.INDEX, names.SUPPLY, names.EVIDENCE)


_OF_RECORD = Span(names.RECORD, 0, 0)


class _NotAReportError(Exception):
    """Error for a bundle whose pages cannot be made again; `file` is the file with the mistake."""

    def __init__(self, file: str, because: str) -> None:
        super().__init__(because)
        self.file = file


def check_pages(bundle: Files, fonts: Sequence[bytes] = ()) -> list[Diagnostic]:
    """Return problems of the pages, the record and the inputs of a bundle with unchanged files.

    `fonts` contains the additional fonts of the PDF, which a bundle does not contain.
    """
    try:
        index = _index(bundle)
        version = index.tool.get("version", "")
        if version != tool_version():
            return _check_other_version(bundle, index, _valid_version(version))
        _require_written_form(bundle, index)
        written = _read_record(bundle)
        _require_record_form(written)
        record = _ungroup(written)
        return [*_find_contradictions(bundle, index, record), *_compare_pages(bundle, index, record, fonts)]
    except _NotAReportError as problem:
        span = Span(problem.file, 0, 0)
        return [diagnose("bundle/record-differs", span, "not-comparable", reason=str(problem))]


def other_version(bundle: Files) -> str:
    """Return the version that made a bundle; empty for a bundle that this version made."""
    try:
        version = _index(bundle).tool.get("version", "")
    except _NotAReportError:
        return ""
    return "" if version == tool_version() else _valid_version(version)


def _valid_version(version: str) -> str:
    """Return a valid version number; for any other text, which is untrusted, return `unknown`."""
    return version if _VERSION.fullmatch(version) else "unknown"


def find_differing_pages(bundle: Files) -> tuple[str, ...]:
    """Return the pages of a bundle of another version that this version would write differently.

    If this version can make no pages from the record, this is every page. The PDF is not compared, because
    another version lays it out differently.
    """
    bundle_files = set(bundle.names())
    pages = tuple(page for page in names.MADE if page in bundle_files)
    try:
        index, written = _index(bundle), _read_record(bundle)
        _require_record_form(written)
        new_pages = _make_pages(bundle, index, _ungroup(written), pdf=False)
    except _NotAReportError:
        return pages
    missing = tuple(page for page in new_pages if page not in bundle_files)
    return missing + tuple(page for page in pages if bundle.read(page) != new_pages.get(page))


def _check_other_version(bundle: Files, index: BundleIndex, version: str) -> list[Diagnostic]:
    """Return problems of a bundle of another version, whose record may have other fields."""
    pages = [page for page in names.MADE if page in bundle.names()]
    own = tool_version()
    try:
        problems = _find_contradictions(bundle, index, _ungroup(_read_record(bundle)))
    except _NotAReportError as problem:
        pages = [*pages, problem.file]
        return [
            diagnose(
                "bundle/page-not-compared",
                Span(pages[0], 0, 0),
                "unreadable",
                pages=pages,
                version=version,
                own=own,
                file=problem.file,
                reason=str(problem),
            )
        ]
    span = Span(pages[0] if pages else names.RECORD, 0, 0)
    return [
        *problems,
        diagnose("bundle/page-not-compared", span, pages=pages, version=version, own=own),
    ]


def _find_contradictions(bundle: Files, index: BundleIndex, record: Mapping[str, Any]) -> list[Diagnostic]:
    """Return the contradictions between the files, the record, the inputs and the data of a bundle."""
    problems = [
        *_extra_files(bundle, index),
        *_check_record(record, index),
        *_check_inputs(bundle, index, record),
    ]
    if read_manifest(bundle.read(NAME)).generated_at != index.generated_at:
        problems.append(diagnose("bundle/record-differs", _OF_RECORD, "manifest-date", index=names.INDEX))
    return [
        *problems,
        *_check_lists(bundle, index, record),
        *_check_data(bundle, record),
        *_check_evidence(bundle, index, record),
    ]


# ---- reading ------------------------------------------------------------------------------------------


def _bytes(bundle: Files, name: str) -> bytes:
    if name not in bundle.names():
        raise _NotAReportError(name, phrase_of("bundle/record-differs", "missing"))
    return bundle.read(name)


def _index(bundle: Files) -> BundleIndex:
    data = _bytes(bundle, names.INDEX)
    try:
        decode(data)  # refuses data that other readers interpret differently
        return msgspec.json.decode(data, type=BundleIndex)
    except (NotCanonicalError, UnicodeDecodeError, RecursionError, msgspec.DecodeError) as problem:
        raise _NotAReportError(
            names.INDEX, phrase_of("bundle/record-differs", "unreadable", problem=problem)
        ) from problem


def _read_record(bundle: Files) -> dict[str, Any]:
    """Return the record; reject a text that this program would write differently, such as a duplicate key."""
    data = _bytes(bundle, names.RECORD)
    try:
        record = msgspec.json.decode(data, type=dict[str, Any])
        same = text_of(record).encode() == data
    except (UnicodeError, RecursionError, msgspec.DecodeError) as problem:
        raise _NotAReportError(
            names.RECORD, phrase_of("bundle/record-differs", "unreadable", problem=problem)
        ) from problem
    if not same:
        raise _NotAReportError(names.RECORD, phrase_of("bundle/record-differs", "other-text"))
    return record


def _require_written_form(bundle: Files, index: BundleIndex) -> None:
    """Raise an error if the index or the data have other fields than this version writes."""
    if encode(index_data(index)) != bundle.read(names.INDEX):
        raise _NotAReportError(names.INDEX, phrase_of("bundle/record-differs", "other-fields"))
    if wrong := wrong_supply(_bytes(bundle, names.SUPPLY)):
        raise _NotAReportError(names.SUPPLY, phrase_of("bundle/record-differs", "other-schema", wrong=wrong))


def _require_record_form(record: Mapping[str, Any]) -> None:
    """Raise an error if the record has other fields than this version writes."""
    if wrong := wrong_form(record):
        raise _NotAReportError(
            names.RECORD, phrase_of("bundle/record-differs", "other-schema-at", wrong=wrong)
        )


def _ungroup(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the record with each outcome as a separate entry."""
    try:
        return opened(record)
    except NotGroupedError as problem:
        raise _NotAReportError(
            names.RECORD, phrase_of("bundle/record-differs", "contradiction", problem=problem)
        ) from problem
    except (KeyError, TypeError, AttributeError) as problem:
        raise _NotAReportError(
            names.RECORD, phrase_of("bundle/record-differs", "not-a-record", problem=type(problem).__name__)
        ) from problem


# ---- agreement of record, inputs and data ----------------------------------------------------------------


def _extra_files(bundle: Files, index: BundleIndex) -> Iterator[Diagnostic]:
    """Report files that neither the record nor the index names."""
    pages = {page for page in names.MADE if page != names.PDF or index.pdf is not None}
    known = {*DATA, *pages, NAME, SUMS, *(f"{TEMPLATE}/{name}" for name in index.template)}
    known |= {entry.file for entry in index.evidence}
    known |= {input_.file for input_ in index.inputs} | {
        file.file for pack in index.packs for file in pack.files
    }
    for name in bundle.names():
        if name not in known and not name.startswith(f"{SIGNOFFS}/"):
            yield diagnose("bundle/record-differs", Span(name, 0, 0), "extra-file")


def _differs_from_index(fields: str) -> Diagnostic:
    return diagnose("bundle/record-differs", _OF_RECORD, "index", index=names.INDEX, fields=fields)


def _differs_from_input(file: str, path: str) -> Diagnostic:
    return diagnose("bundle/record-differs", Span(file, 0, 0), "input", path=path)


def _check_record(record: Mapping[str, Any], index: BundleIndex) -> Iterator[Diagnostic]:
    """Report contradictions within the record, and between the record and `bundle.json`."""
    try:
        documents, summary = record["documents"], record["summary"]
        options = msgspec.convert(record["options"], BundleOptions)
        if (record["as_of"], record["tool"], options) != (index.as_of, index.tool, index.options):
            yield _differs_from_index("the day, tool or options")
        used = {(e["name"], e["version"], e["digest"]) for p in record["packs"] for e in (p, *p["uses"])}
        if not used <= {(pack.name, pack.version, pack.digest) for pack in index.packs}:
            yield _differs_from_index("the packs")
        verdicts = [document["verdict"] for document in documents]
        worst = min(verdicts, key=WORST_FIRST.index) if verdicts else summary["verdict"]
        if summary["verdict"] != worst:
            yield diagnose(
                "bundle/record-differs", _OF_RECORD, "verdict", stated=summary["verdict"], worst=worst
            )
        total: Counter[str] = Counter()
        for document in documents:
            total.update(document["counts"])
            if miscounted := _first_wrong_count(document, whole=record["listing"]["omitted"] == 0):
                verdict, counted, listed = miscounted
                yield diagnose(
                    "bundle/record-differs",
                    _OF_RECORD,
                    "counted",
                    path=document["path"],
                    verdict=verdict,
                    counted=counted,
                    listed=listed,
                )
        if documents and dict(total) != summary["counts"]:
            yield diagnose("bundle/record-differs", _OF_RECORD)
        for pack in _changed_shipped_packs(record):
            yield diagnose("bundle/record-differs", _OF_RECORD, "pack", pack=pack)
        for reason in production_agreement.disagreements(record, index.asked.production):
            yield diagnose("bundle/record-differs", _OF_RECORD, "production", reason=reason)
    except (KeyError, TypeError, ValueError, AttributeError, msgspec.ValidationError) as problem:
        raise _NotAReportError(
            names.RECORD, phrase_of("bundle/record-differs", "not-a-record", problem=type(problem).__name__)
        ) from problem


def _changed_shipped_packs(record: Mapping[str, Any]) -> Iterator[str]:
    """Yield packs that are shipped according to the record, but have another text in this version."""
    workspace = Workspace()
    packs = {
        (used["name"], used["digest"])
        for pack in record["packs"]
        for used in (pack, *pack["uses"])
        if not used["not_shipped"]
    }
    for name, digest in sorted(packs):
        shipped = workspace.shipped_pack(name)
        if shipped is not None and digest != f"sha256:{read_pack_files(workspace, shipped).digest}":
            yield name


def _first_wrong_count(document: Mapping[str, Any], *, whole: bool) -> tuple[str, int, int] | None:
    """Return the first verdict whose stated count differs from the number of listed outcomes."""
    counts = document["counts"]
    outcomes = document["outcomes"]
    listed = Counter(
        for_the_document(outcome["verdict"], alternate=outcome["alternate"]) for outcome in outcomes
    )
    for name in {*counts, *listed} - {"not_applicable"}:
        stated_count = counts.get(name, 0)
        if not name.endswith("_waived") and (
            listed[name] > stated_count or (whole and listed[name] != stated_count)
        ):
            return name, stated_count, listed[name]
    return None


def _check_inputs(bundle: Files, index: BundleIndex, record: Mapping[str, Any]) -> Iterator[Diagnostic]:
    """Report inputs and packs that differ from the record."""
    try:
        inputs = {(input_["path"], input_["kind"], input_["digest"]) for input_ in record["inputs"]}
    except (KeyError, TypeError) as problem:
        raise _NotAReportError(
            names.RECORD, phrase_of("bundle/record-differs", "not-a-record", problem=type(problem).__name__)
        ) from problem
    bundle_files = set(bundle.names())
    present_inputs = {
        (input_.path, input_.kind, f"sha256:{bundle.digest(input_.file)[0]}")
        for input_ in index.inputs
        if input_.file in bundle_files
    }
    for input_ in index.inputs:
        digest = f"sha256:{bundle.digest(input_.file)[0]}" if input_.file in bundle_files else ""
        if (input_.path, input_.kind, digest) not in inputs:
            yield _differs_from_input(input_.file, input_.path)
    for path, _, _ in sorted(inputs - present_inputs):
        if path not in {input_.path for input_ in index.inputs}:
            yield _differs_from_input(path, path)


def _check_lists(bundle: Files, index: BundleIndex, record: Mapping[str, Any]) -> Iterator[Diagnostic]:
    """Report imported lists that differ from the record; signers and policies rely on these lists."""
    bundle_files = set(bundle.names())
    stored = {}
    for input_ in index.inputs:
        if input_.kind == "company list" and input_.file in bundle_files:
            list_ = parse_list(bundle.read(input_.file))
            if isinstance(list_, str):
                span = Span(input_.file, 0, 0)
                yield diagnose("bundle/record-differs", span, "not-a-list", path=input_.path, reason=list_)
            else:
                stored[list_.name] = _list_facts(list_)
    used = record.get("company_lists", [])  # the record of another version may not have this field
    try:
        stated = {entry["name"]: tuple(entry[name] for name in STATED) for entry in used}
    except (KeyError, TypeError) as problem:
        raise _NotAReportError(
            names.RECORD, phrase_of("bundle/record-differs", "not-a-record", problem=type(problem).__name__)
        ) from problem
    for name in sorted(stated.keys() | stored.keys()):
        if stated.get(name) != stored.get(name):
            yield diagnose("bundle/record-differs", _OF_RECORD, "list", list=name)


def _list_facts(list_: PublishedList) -> tuple[Any, ...]:
    """Return the facts about a list that a record states."""
    day, number_of_entries, content = list_.day.isoformat(), len(list_.entries), entries_digest(list_)
    return list_.form, day, list_.source, list_.digest, number_of_entries, content, list_.only, list_.complete


def _check_data(bundle: Files, record: Mapping[str, Any]) -> Iterator[Diagnostic]:
    """Report data and packs behind the pages that differ from the digests in the record."""
    views = record.get("views")
    views = views if isinstance(views, dict) else {}
    for name in (names.SUPPLY, names.EVIDENCE):
        if views.get(name) != f"sha256:{hashlib.sha256(_bytes(bundle, name)).hexdigest()}":
            yield diagnose("bundle/record-differs", Span(name, 0, 0), "digest", page=name)
    pack_files = [name for name in bundle.names() if name.startswith(f"{names.PACKS}/")]
    packs = folder_digest(names.PACKS, (BundleFile(name, *bundle.digest(name)) for name in pack_files))
    if views.get(names.PACKS) != f"sha256:{packs}":
        yield diagnose("bundle/record-differs", Span(names.PACKS, 0, 0), "rules")


def _check_evidence(bundle: Files, index: BundleIndex, record: Mapping[str, Any]) -> Iterator[Diagnostic]:
    """Report evidence files and an evidence register that differ from the record."""
    try:
        differences = list(find_register_differences(bundle, index.evidence, record))
    except (AttributeError, KeyError, NotCanonicalError, TypeError) as problem:
        raise _NotAReportError(
            names.EVIDENCE,
            phrase_of("bundle/record-differs", "not-a-register", problem=type(problem).__name__),
        ) from problem
    for name, because in differences:
        yield diagnose("bundle/record-differs", Span(name, 0, 0), "page", page=name, reason=because)


# ---- pages ---------------------------------------------------------------------------------------------


def _compare_pages(
    bundle: Files, index: BundleIndex, record: Mapping[str, Any], fonts: Sequence[bytes]
) -> Iterator[Diagnostic]:
    """Report pages and tables that differ from the record, and pages that cannot be compared."""
    bundle_files = set(bundle.names())
    has_pdf = index.pdf is not None
    without = _engine_difference(index, fonts) if has_pdf else ""
    new_pages = _make_pages(bundle, index, record, fonts, pdf=has_pdf and not without)
    for name, data in new_pages.items():
        if name not in bundle_files:
            yield diagnose("bundle/record-differs", Span(name, 0, 0), "page-missing", page=name)
        elif differs := find_difference(name, bundle.read(name), data):
            yield diagnose("bundle/record-differs", Span(name, 0, 0), "page", page=name, reason=differs)
    if has_pdf and not without and names.PDF not in new_pages:
        yield diagnose("bundle/page-not-compared", Span(names.PDF, 0, 0), "pdf-too-large", page=names.PDF)
    if without:
        yield diagnose(
            "bundle/page-not-compared", Span(names.PDF, 0, 0), "pdf", page=names.PDF, reason=without
        )


def _make_pages(
    bundle: Files, index: BundleIndex, record: Mapping[str, Any], fonts: Sequence[bytes] = (), *, pdf: bool
) -> dict[str, bytes]:
    """Return the pages that this version makes from the record."""
    try:
        supply, evidence = (decode(_bytes(bundle, name)) for name in (names.SUPPLY, names.EVIDENCE))
        own = {
            name: SourceFile(f"{TEMPLATE}/{name}", _bytes(bundle, f"{TEMPLATE}/{name}").decode())
            for name in index.template
        }
        views = Views(record, supply, evidence)
        look = ReportLook(complete_template(own) if own else {}, pdf, fonts_of(index, fonts))
        pages, problems = render_pages(views, look, index.generated_at)
        new_pages = names.made_of(views, pages, index.generated_at) if pages.html else {}
    except _NotAReportError:
        raise
    except NotCanonicalError as problem:
        because = phrase_of("bundle/record-differs", "unreadable-with", file=names.EVIDENCE, problem=problem)
        raise _NotAReportError(names.SUPPLY, because) from problem
    except Exception as problem:  # the record is untrusted, so any exception is possible
        because = phrase_of("bundle/record-differs", "no-page-from-file", problem=type(problem).__name__)
        raise _NotAReportError(names.RECORD, because) from problem
    if not new_pages:
        raise _NotAReportError(
            names.HTML, problems[0].message if problems else phrase_of("bundle/record-differs", "no-page")
        )
    return new_pages


def _engine_difference(index: BundleIndex, fonts: Sequence[bytes]) -> str:
    """Return the reason why a PDF of this installation may differ; empty if the PDF engine is the same."""
    assert index.pdf is not None
    if because := find_pdf_obstacle(index, fonts):
        return because
    own = engine()
    bundle_engine, own_engine = (
        f"WeasyPrint {e['weasyprint']} with Pango {e['pango']}"
        for e in ({"weasyprint": index.pdf.weasyprint, "pango": index.pdf.pango}, own)
    )
    if bundle_engine == own_engine:
        return ""
    return phrase_of("bundle/page-not-compared", "other-engine", other=bundle_engine, own=own_engine)
