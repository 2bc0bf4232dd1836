"""The pages of a bundle, made again from its record and compared: the record decides, a page only shows it.

Nothing of the check is made again here, that is `reproduce`. But the record has to agree with itself, with
`bundle.json`, and with the inputs and packs that it names; every file has to be one of these; and each page
and table has to be, byte for byte, what this version makes of the record. A page that was made by another
version or laid out by another engine cannot be compared, and is named.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING, Any

import msgspec

from microdep_rules.engine.standing import WORST_FIRST, for_the_document
from microdep_rules.lists.stored import entries_digest, parse_list
from microdep_rules.messages import diagnose
from microdep_rules.output.grouped import NotGroupedError, opened
from microdep_rules.output.record import text_of, tool_version
from microdep_rules.patterns import pattern
from microdep_rules.pipeline import production_agreement
from microdep_rules.pipeline.attached import disagreements
from microdep_rules.pipeline.bundle import Look, pages_of
from microdep_rules.pipeline.differences import difference
from microdep_rules.pipeline.index import Index, Options, as_written, fonts_of, no_pdf
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
"""What a record states of an imported list, and its file, too."""
DATA = (names.RECORD, names.INDEX, names.SUPPLY, names.EVIDENCE)


_OF_RECORD = Span(names.RECORD, 0, 0)


class _NotAReportError(Exception):
    """Why the pages of a bundle cannot be made again; `file` is the one that is wrong."""

    def __init__(self, file: str, because: str) -> None:
        super().__init__(because)
        self.file = file


def page_problems(bundle: Files, fonts: Sequence[bytes] = ()) -> list[Diagnostic]:
    """Problems of the pages, the record and the inputs of a bundle whose files are as they are listed.

    `fonts` are those that the PDF was laid out with besides ours: no bundle carries them.
    """
    try:
        index = _index(bundle)
        version = index.tool.get("version", "")
        if version != tool_version():
            return _of_another_version(bundle, index, _named(version))
        _as_written(bundle, index)
        written = _record(bundle)
        _of_this_form(written)
        record = _opened(written)
        return [*_agreement(bundle, index, record), *_compared(bundle, index, record, fonts)]
    except _NotAReportError as problem:
        span = Span(problem.file, 0, 0)
        return [diagnose("bundle/record-differs", span, "not-comparable", reason=str(problem))]


def other_version(bundle: Files) -> str:
    """The version that made a bundle, where it is another one than this."""
    try:
        version = _index(bundle).tool.get("version", "")
    except _NotAReportError:
        return ""
    return "" if version == tool_version() else _named(version)


def _named(version: str) -> str:
    """A version as we name it. Another text is that of whoever made the bundle, and is not repeated."""
    return version if _VERSION.fullmatch(version) else "unknown"


def differing_pages(bundle: Files) -> tuple[str, ...]:
    """Pages of a bundle of another version that are not what this version makes of its record.

    All of them, where it can make none of that record. A PDF is laid out by the version that made it alone.
    """
    there = set(bundle.names())
    pages = tuple(each for each in names.MADE if each in there)
    try:
        index, written = _index(bundle), _record(bundle)
        _of_this_form(written)
        made = _made(bundle, index, _opened(written), pdf=False)
    except _NotAReportError:
        return pages
    missing = tuple(each for each in made if each not in there)
    return missing + tuple(page for page in pages if bundle.read(page) != made.get(page))


def _of_another_version(bundle: Files, index: Index, version: str) -> list[Diagnostic]:
    """Problems of a bundle whose pages only its own version makes; its record may have another form."""
    pages = [page for page in names.MADE if page in bundle.names()]
    own = tool_version()
    try:
        found = _agreement(bundle, index, _opened(_record(bundle)))
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
        *found,
        diagnose("bundle/page-not-compared", span, pages=pages, version=version, own=own),
    ]


def _agreement(bundle: Files, index: Index, record: Mapping[str, Any]) -> list[Diagnostic]:
    """Problems of files, record, inputs and data with each other."""
    found = [*_others(bundle, index), *_recorded(record, index), *_inputs(bundle, index, record)]
    if read_manifest(bundle.read(NAME)).generated_at != index.generated_at:
        found.append(diagnose("bundle/record-differs", _OF_RECORD, "manifest-date", index=names.INDEX))
    return [*found, *_lists(bundle, index, record), *_data(bundle, record), *_evidence(bundle, index, record)]


# ---- what is read --------------------------------------------------------------------------------------


def _bytes(bundle: Files, name: str) -> bytes:
    if name not in bundle.names():
        raise _NotAReportError(name, "it is missing")
    return bundle.read(name)


def _index(bundle: Files) -> Index:
    data = _bytes(bundle, names.INDEX)
    try:
        decode(data)  # which refuses what other readers take in another way
        return msgspec.json.decode(data, type=Index)
    except (NotCanonicalError, UnicodeDecodeError, RecursionError, msgspec.DecodeError) as problem:
        raise _NotAReportError(names.INDEX, f"it cannot be read: {problem}") from problem


def _record(bundle: Files) -> dict[str, Any]:
    """The record, written as this product writes it: one that states a thing twice is read in two ways."""
    data = _bytes(bundle, names.RECORD)
    try:
        record = msgspec.json.decode(data, type=dict[str, Any])
        same = text_of(record).encode() == data
    except (UnicodeError, RecursionError, msgspec.DecodeError) as problem:
        raise _NotAReportError(names.RECORD, f"it cannot be read: {problem}") from problem
    if not same:
        raise _NotAReportError(names.RECORD, "it is not written in the one way in which a record is written")
    return record


def _as_written(bundle: Files, index: Index) -> None:
    """Refuses an index and data with fields that this version does not write: no page shows them."""
    if encode(as_written(index)) != bundle.read(names.INDEX):
        raise _NotAReportError(names.INDEX, "it has not the fields that this version writes, or more of them")
    if wrong := wrong_supply(_bytes(bundle, names.SUPPLY)):
        raise _NotAReportError(names.SUPPLY, f"it is not in the form of this version: {wrong}")


def _of_this_form(record: Mapping[str, Any]) -> None:
    """Refuses a record that this version does not write."""
    if wrong := wrong_form(record):
        raise _NotAReportError(names.RECORD, f"it is not in the form of this version, {wrong}")


def _opened(record: Mapping[str, Any]) -> dict[str, Any]:
    """The record with its outcomes one by one."""
    try:
        return opened(record)
    except NotGroupedError as problem:
        raise _NotAReportError(names.RECORD, f"it contradicts itself: {problem}") from problem
    except (KeyError, TypeError, AttributeError) as problem:
        raise _NotAReportError(names.RECORD, f"it is no record: {type(problem).__name__}") from problem


# ---- what agrees ---------------------------------------------------------------------------------------


def _others(bundle: Files, index: Index) -> Iterator[Diagnostic]:
    """Files that nothing names: somebody put them into the bundle and into its manifest."""
    pages = {each for each in names.MADE if each != names.PDF or index.pdf is not None}
    known = {*DATA, *pages, NAME, SUMS, *(f"{TEMPLATE}/{each}" for each in index.template)}
    known |= {each.file for each in index.evidence}
    known |= {each.file for each in index.inputs} | {file.file for pack in index.packs for file in pack.files}
    for name in bundle.names():
        if name not in known and not name.startswith(f"{SIGNOFFS}/"):
            yield diagnose("bundle/record-differs", Span(name, 0, 0), "extra-file")


def _differs_from_index(fields: str) -> Diagnostic:
    return diagnose("bundle/record-differs", _OF_RECORD, "index", index=names.INDEX, fields=fields)


def _differs_from_input(file: str, path: str) -> Diagnostic:
    return diagnose("bundle/record-differs", Span(file, 0, 0), "input", path=path)


def _recorded(record: Mapping[str, Any], index: Index) -> Iterator[Diagnostic]:
    """Contradictions within the record, and between it and `bundle.json`."""
    try:
        documents, summary = record["documents"], record["summary"]
        options = msgspec.convert(record["options"], Options)
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
            if miscounted := _miscounted(document, whole=record["listing"]["omitted"] == 0):
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
        for pack in _of_other_packs(record):
            yield diagnose("bundle/record-differs", _OF_RECORD, "pack", pack=pack)
        for reason in production_agreement.disagreements(record, index.asked.production):
            yield diagnose("bundle/record-differs", _OF_RECORD, "production", reason=reason)
    except (KeyError, TypeError, ValueError, AttributeError, msgspec.ValidationError) as problem:
        raise _NotAReportError(names.RECORD, f"it is no record: {type(problem).__name__}") from problem


def _of_other_packs(record: Mapping[str, Any]) -> Iterator[str]:
    """Packs that the record takes for shipped ones, and that this version ships with other text."""
    workspace = Workspace()
    packs = {
        (each["name"], each["digest"])
        for pack in record["packs"]
        for each in (pack, *pack["uses"])
        if not each["not_shipped"]
    }
    for name, digest in sorted(packs):
        ours = workspace.shipped_pack(name)
        if ours is not None and digest != f"sha256:{read_pack_files(workspace, ours).digest}":
            yield name


def _miscounted(document: Mapping[str, Any], *, whole: bool) -> tuple[str, int, int] | None:
    """The first verdict of which another number is counted than listed."""
    counts = document["counts"]
    outcomes = document["outcomes"]
    listed = Counter(
        for_the_document(outcome["verdict"], alternate=outcome["alternate"]) for outcome in outcomes
    )
    for name in {*counts, *listed} - {"not_applicable"}:
        many = counts.get(name, 0)
        if not name.endswith("_waived") and (listed[name] > many or (whole and listed[name] != many)):
            return name, many, listed[name]
    return None


def _inputs(bundle: Files, index: Index, record: Mapping[str, Any]) -> Iterator[Diagnostic]:
    """Inputs and packs that are other ones than those of which the record was made."""
    try:
        inputs = {(each["path"], each["kind"], each["digest"]) for each in record["inputs"]}
    except (KeyError, TypeError) as problem:
        raise _NotAReportError(names.RECORD, f"it is no record: {type(problem).__name__}") from problem
    there = set(bundle.names())
    found = {
        (each.path, each.kind, f"sha256:{bundle.digest(each.file)[0]}")
        for each in index.inputs
        if each.file in there
    }
    for each in index.inputs:
        digest = f"sha256:{bundle.digest(each.file)[0]}" if each.file in there else ""
        if (each.path, each.kind, digest) not in inputs:
            yield _differs_from_input(each.file, each.path)
    for path, _, _ in sorted(inputs - found):
        if path not in {each.path for each in index.inputs}:
            yield _differs_from_input(path, path)


def _lists(bundle: Files, index: Index, record: Mapping[str, Any]) -> Iterator[Diagnostic]:
    """Imported lists that are other ones than the record states, by which signers and policies go."""
    there = set(bundle.names())
    kept = {}
    for each in index.inputs:
        if each.kind == "company list" and each.file in there:
            found = parse_list(bundle.read(each.file))
            if isinstance(found, str):
                span = Span(each.file, 0, 0)
                yield diagnose("bundle/record-differs", span, "not-a-list", path=each.path, reason=found)
            else:
                kept[found.name] = _stated(found)
    used = record.get("company_lists", [])  # the record of another version may have none
    try:
        stated = {each["name"]: tuple(each[name] for name in STATED) for each in used}
    except (KeyError, TypeError) as problem:
        raise _NotAReportError(names.RECORD, f"it is no record: {type(problem).__name__}") from problem
    for name in sorted(stated.keys() | kept.keys()):
        if stated.get(name) != kept.get(name):
            yield diagnose("bundle/record-differs", _OF_RECORD, "list", list=name)


def _stated(found: PublishedList) -> tuple[Any, ...]:
    """What a record states of a list, as the file of the list has it."""
    day, many, content = found.day.isoformat(), len(found.entries), entries_digest(found)
    return found.form, day, found.source, found.digest, many, content, found.only, found.complete


def _data(bundle: Files, record: Mapping[str, Any]) -> Iterator[Diagnostic]:
    """The data that pages are made of besides the record, and the packs: the record names their digests."""
    views = record.get("views")
    views = views if isinstance(views, dict) else {}
    for name in (names.SUPPLY, names.EVIDENCE):
        if views.get(name) != f"sha256:{hashlib.sha256(_bytes(bundle, name)).hexdigest()}":
            yield diagnose("bundle/record-differs", Span(name, 0, 0), "digest", page=name)
    kept = [each for each in bundle.names() if each.startswith(f"{names.PACKS}/")]
    packs = folder_digest(names.PACKS, (BundleFile(each, *bundle.digest(each)) for each in kept))
    if views.get(names.PACKS) != f"sha256:{packs}":
        yield diagnose("bundle/record-differs", Span(names.PACKS, 0, 0), "rules")


def _evidence(bundle: Files, index: Index, record: Mapping[str, Any]) -> Iterator[Diagnostic]:
    """Files of evidence, and their register, that are not what the record states."""
    try:
        found = list(disagreements(bundle, index.evidence, record))
    except (AttributeError, KeyError, NotCanonicalError, TypeError) as problem:
        raise _NotAReportError(names.EVIDENCE, f"it is no register: {type(problem).__name__}") from problem
    for name, because in found:
        yield diagnose("bundle/record-differs", Span(name, 0, 0), "page", page=name, reason=because)


# ---- pages ---------------------------------------------------------------------------------------------


def _compared(
    bundle: Files, index: Index, record: Mapping[str, Any], fonts: Sequence[bytes]
) -> Iterator[Diagnostic]:
    """Pages and tables that are not what the record gives, and those that cannot be compared."""
    there = set(bundle.names())
    has_pdf = index.pdf is not None
    without = _other_engine(index, fonts) if has_pdf else ""
    made = _made(bundle, index, record, fonts, pdf=has_pdf and not without)
    for name, data in made.items():
        if name not in there:
            yield diagnose("bundle/record-differs", Span(name, 0, 0), "page-missing", page=name)
        elif differs := difference(name, bundle.read(name), data):
            yield diagnose("bundle/record-differs", Span(name, 0, 0), "page", page=name, reason=differs)
    if has_pdf and not without and names.PDF not in made:
        without = "it was not laid out again within the limits"
    if without:
        yield diagnose(
            "bundle/page-not-compared", Span(names.PDF, 0, 0), "pdf", page=names.PDF, reason=without
        )


def _made(
    bundle: Files, index: Index, record: Mapping[str, Any], fonts: Sequence[bytes] = (), *, pdf: bool
) -> dict[str, bytes]:
    """The pages as this version makes them of the record."""
    try:
        supply, evidence = (decode(_bytes(bundle, each)) for each in (names.SUPPLY, names.EVIDENCE))
        own = {
            each: SourceFile(f"{TEMPLATE}/{each}", _bytes(bundle, f"{TEMPLATE}/{each}").decode())
            for each in index.template
        }
        views = Views(record, supply, evidence)
        look = Look(complete_template(own) if own else {}, pdf, fonts_of(index, fonts))
        pages, problems = pages_of(views, look, index.generated_at)
        made = names.made_of(views, pages, index.generated_at) if pages.html else {}
    except _NotAReportError:
        raise
    except NotCanonicalError as problem:
        because = f"it, or {names.EVIDENCE}, cannot be read: {problem}"
        raise _NotAReportError(names.SUPPLY, because) from problem
    except Exception as problem:  # of many kinds: the record may state whatever its maker likes
        because = f"no page can be made of it: {type(problem).__name__}"
        raise _NotAReportError(names.RECORD, because) from problem
    if not made:
        raise _NotAReportError(
            names.HTML, problems[0].message if problems else "no page can be made of the record"
        )
    return made


def _other_engine(index: Index, fonts: Sequence[bytes]) -> str:
    """Why a PDF does not have to be the same here; nothing where it has to be."""
    assert index.pdf is not None
    if because := no_pdf(index, fonts):
        return because
    own = engine()
    theirs, ours = (
        f"WeasyPrint {e['weasyprint']} with Pango {e['pango']}"
        for e in ({"weasyprint": index.pdf.weasyprint, "pango": index.pdf.pango}, own)
    )
    return "" if theirs == ours else f"it was laid out by {theirs}, and here is {ours}"
