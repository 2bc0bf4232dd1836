"""What is printed for the diagnostics whose cause is no text that a page could hold."""

from __future__ import annotations

from datetime import date
from errno import ENOSPC
from typing import TYPE_CHECKING

from microdep_rules.bom import own_fields, unused_fields
from microdep_rules.bom.build import build
from microdep_rules.bom.claims import check_claims
from microdep_rules.bom.imports.mapping import Mapping
from microdep_rules.bom.imports.materials import read_materials
from microdep_rules.bom.imports.sheets import Sheet
from microdep_rules.bom.imports.smelters import read_declaration
from microdep_rules.bom.imports.tables import read_sheets, read_table
from microdep_rules.bom.levels import MOST_LEVELS
from microdep_rules.bom.load import LIMITS, load_document
from microdep_rules.config import LARGEST, Config, parse_config
from microdep_rules.diagnostics import MOST
from microdep_rules.lang.added_terms import MOST_TERMS, with_terms
from microdep_rules.lists.errors import (
    cannot_be_read,
)
from microdep_rules.lists.read import ImportRequest
from microdep_rules.messages import diagnose
from microdep_rules.messages.catalogue import codes, entry_of
from microdep_rules.pipeline.attachments import too_large_to_attach
from microdep_rules.pipeline.check import run_check
from microdep_rules.pipeline.documents import CheckRequest, load_bom
from microdep_rules.pipeline.imported_lists import import_list
from microdep_rules.pipeline.new import find_existing
from microdep_rules.pipeline.packs import PackLoader, load_packs
from microdep_rules.pipeline.project import Project, open_project
from microdep_rules.pipeline.rule_names import rules_not_run
from microdep_rules.pipeline.shared_inputs import read_shared_inputs as read_beside_documents
from microdep_rules.pipeline.tables import read_declarations
from microdep_rules.report.errors import (
    missing_glyphs,
    missing_resources,
    no_attachment,
    rendering_problem,
)
from microdep_rules.report.html import PAGE, our_files
from microdep_rules.report.sandbox import render
from microdep_rules.signing.errors import too_large as report_too_large
from microdep_rules.source import SourceFile, Span
from microdep_rules.vocabulary.own_fields import OwnFieldKind
from microdep_rules.vocabulary.stages import load_stages
from microdep_rules.vocabulary.terms import load_vocabularies
from microdep_rules.workspace.errors import (
    finished_damaged,
    finished_not_kept,
    process_ended,
    table_encoding,
)
from microdep_rules.workspace.files import Workspace
from microdep_rules.workspace.pack_files import LARGEST_OF_PACK
from microdep_rules.workspace.templates import read_template
from tests.docs.pages import run
from tests.signing.tampering import reported

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from microdep_rules.diagnostics import Diagnostic
    from tests.docs.pages import Printed


def _of_bundles() -> Iterator[str]:
    """Yield the messages about bundles that have an example: the code, and the form if it has one."""
    for code in codes():
        entry = entry_of(code) if code.startswith("bundle/") else None
        yield from (f"{code} {form}".rstrip() for form, m in (entry.messages() if entry else ()) if m.bad)


def _tampered_with(code: str) -> Callable[[Path], Printed]:
    """A signed bundle to which something was done."""
    return lambda folder: (reported(code.removeprefix("bundle/"), folder / "bundle"), {})


LATIN = "Zürich".encode("latin-1")


def _absent(what: str, name: str) -> Callable[[Path], Printed]:
    """A file that is not there."""

    def read(folder: Path) -> Printed:
        _, problem = Workspace(folder).read(str(folder / name), what)
        return _only(problem)

    return read


def _existing(folder: Path) -> Printed:
    """A file that `microdep new` would write."""
    path = folder / "unit-price.rule"
    path.touch()
    command = "microdep new rule unit-price-2"
    return find_existing(Project(Workspace(folder), Config()), [path], command), {}


def _bytes(data: Callable[[], bytes]) -> Callable[[Path], Printed]:
    """A document of some bytes; of what is found, the last."""

    def read(_: Path) -> Printed:
        loaded = load_document("example.yaml", data(), kind="bom")
        return loaded.diagnostics[-1:], {loaded.path: loaded.source}

    return read


def _said(diagnostic: Callable[[], Diagnostic]) -> Callable[[Path], Printed]:
    """A diagnostic that depends on the machine."""

    def made(_: Path) -> Printed:
        return [diagnostic()], {}

    return made


def _declared(*sheets: Sheet) -> Callable[[Path], Printed]:
    """A declaration about minerals; of what is found, the first."""

    def read(_: Path) -> Printed:
        found = read_declaration("example.xlsx", sheets)
        return found.diagnostics[:1], {found.source.path: found.source}

    return read


def _of_materials(text: str) -> Callable[[Path], Printed]:
    """A declaration of materials; of what is found, the first."""

    def read(_: Path) -> Printed:
        found = read_materials("example.xml", text.encode())
        return found.diagnostics[:1], {found.source.path: found.source}

    return read


FRONT = Sheet("Declaration", [["Conflict Minerals Reporting Template (CMRT)"], ["Revision 6.4"]])
OLD = Sheet("Declaration", [["Conflict Minerals Reporting Template (CMRT)"], ["Revision 3.02"]])
SMELTERS = [
    "Metal (*)",
    "Smelter Look-up (*)",
    "Smelter Name (1)",
    "Smelter Country (*)",
    "Smelter Identification",
]


def _no_parts(_: Path) -> Printed:
    return _only(diagnose("file/wrong-format", Span("example.xlsx", 0, 0), "smelters", kind="CMRT"))


def _named(name: str, data: bytes) -> Callable[[Path], Printed]:
    """A file with a name of its own."""

    def read(folder: Path) -> Printed:
        (folder / name).write_bytes(data)
        document, _ = load_bom(Project(Workspace(folder), Config()), str(folder / name))
        return list(document.diagnostics), {}

    return read


def _rows_not_taken(_: Path) -> Printed:
    """A completed list with two rows that are not taken, each of which has a warning of its own."""
    rows = ("component.origin,TH", "component.kind,thing", 'component.mass,"1,500 g"')
    data = "\n".join(["Part id,Fact,Answer", *(f"motor,{row}" for row in rows), ""]).encode()
    found = read_declarations("example.csv", "example.csv", data)
    return [diagnostic for diagnostic in found.diagnostics if "rows cannot be used" in diagnostic.message], {
        found.path: found.source
    }


def _rows_not_used_yet(_: Path) -> Printed:
    """A row that waits for another one about the same component, which has a warning of its own."""
    rows = ("component.cots,yes", "component.origin,MX and CN", "component.place_of_manufacture,Mexico")
    data = "\n".join(["Part id,Fact,Answer", *(f"motor,{row}" for row in rows), ""]).encode()
    found = read_declarations("example.csv", "example.csv", data)
    return [each for each in found.diagnostics if "not used until row" in each.message], {
        found.path: found.source
    }


def _guessed(data: bytes) -> Callable[[Path], Printed]:
    """A table without a mapping file; of what is found, the last."""

    def read(_: Path) -> Printed:
        found = read_table("example.csv", data, "example").loaded
        reported = [
            diagnostic for diagnostic in found.diagnostics if diagnostic.code != "import/column-guessed"
        ]
        return reported, {found.path: found.source}

    return read


def _old_spreadsheet(_: Path) -> Printed:
    found = read_table("example.csv", b"\xd0\xcf\x11\xe0", "example").loaded
    return found.diagnostics, {found.path: found.source}


def _deep_table(_: Path) -> Printed:
    rows = "".join(f"{level},Part {level}\n" for level in range(1, MOST_LEVELS + 2))
    mapping = Mapping(columns={"Level": "level", "Name": "name"})
    found = read_table("example.csv", f"Level,Name\n{rows}".encode(), "example", mapping).loaded
    return found.diagnostics, {found.path: found.source}


def _sheets(*sheets: Sheet, wanted: str = "") -> Callable[[Path], Printed]:
    """A spreadsheet with some sheets, read through a mapping file that names one."""

    def read(_: Path) -> Printed:
        mapping = Mapping(columns={"Qty": "quantity", "Value": "name"}, sheet=wanted)
        found = read_sheets("example.xlsx", list(sheets), "example", mapping).loaded
        return found.diagnostics, {found.path: found.source}

    return read


def _strange_claim(_: Path) -> Printed:
    """What is claimed is looked up in the packs that are run."""
    text = b"schema: microdep-bom/1\ncomponents:\n  - {name: Motor, claims: [cots]}\n"
    loaded = load_document("example.yaml", text, kind="bom")
    bom, _problems = build(loaded, on_route=load_stages().on_route)
    assert bom is not None
    return check_claims(bom, ["commercial-off-the-shelf"]), {loaded.path: loaded.source}


def _with_returns(folder: Path) -> Printed:
    text = 'list covered of country   # s.9\r  CN   cites "Example Act 9(2)"\r'
    return run((("rule", text),), folder)


def _many_mistakes() -> bytes:
    mistakes = "".join(f"  - {{name: Motor, colour{n}: red}}\n" for n in range(MOST + 1))
    return f"schema: microdep-bom/1\ncomponents:\n{mistakes}".encode()


def _many_levels() -> bytes:
    chain = "".join(f"  - {{id: p{n}, name: P{n}, children: [{{ref: p{n + 1}}}]}}\n" for n in range(201))
    return f"schema: microdep-bom/1\ncomponents:\n{chain}  - {{id: p201, name: P201}}\n".encode()


def _built(data: Callable[[], bytes]) -> Callable[[Path], Printed]:
    """A document of some bytes whose links are followed; of what is found, the first."""

    def read(_: Path) -> Printed:
        loaded = load_document("example.yaml", data(), kind="bom")
        _bom, problems = build(loaded, on_route=load_stages().on_route)
        return problems[:1], {loaded.path: loaded.source}

    return read


def _only(problem: Diagnostic | None) -> Printed:
    assert problem is not None
    return [problem], {}


CONTRADICTION = """\
schema: microdep-bom/1
components:
  - name: Motor
    materials:
      - substance: NdFeB
        complete: [stages]
        stages: [{stage: sintered, country: JP}]
"""


def _without_milestone(folder: Path) -> Printed:
    (folder / "example.yaml").write_text(CONTRADICTION, encoding="utf-8")
    project = Project(Workspace(folder), Config())
    request = CheckRequest(date(2026, 11, 24), (str(folder / "example.yaml"),), ("dod-magnets",))
    checked = run_check(project, request, load_packs(project, request.packs, {}))
    document = checked.documents[0]
    return list(document.diagnostics), {file.path: file.source for file in document.files.values()}


def _configured(text: str) -> Callable[[Path], Printed]:
    """A configuration; of what is found, the last."""

    def read(_: Path) -> Printed:
        source = SourceFile("microdep.toml", text)
        return parse_config(source)[1][-1:], {source.path: source}

    return read


def _pack(text: str) -> Callable[[Path], Printed]:
    """A rule file; of what is found, the one that is about the whole of it."""

    def read(folder: Path) -> Printed:
        (folder / "example.rule").write_text(text, encoding="utf-8")
        loader = PackLoader(Workspace(folder))
        found = loader.load(folder / "example.rule").diagnostics
        return [each for each in found if each.code.startswith(("syntax/", "file/"))], loader.sources

    return read


def _rule_not_run(folder: Path) -> Printed:
    source = SourceFile("microdep.toml", '[impact]\nrules = ["dod-magnets/*"]\n')
    config, _ = parse_config(source)
    assert config is not None
    project = Project(Workspace(folder), config)
    packs = load_packs(project, ("micro-dependency",), {}).packs
    return rules_not_run(project, packs), {source.path: source}


def _without_overlays(folder: Path) -> Printed:
    """A folder for overlays in which there is one with another ending."""
    (folder / "overlays").mkdir()
    (folder / "overlays" / "magnets.yml").touch()
    (folder / "microdep.toml").write_text('overlays = ["overlays/*.yaml"]\n', encoding="utf-8")
    project, _, _ = open_project(start=folder)
    assert project is not None
    found = read_beside_documents(project)
    return list(found.diagnostics), dict(found.sources)


def _many_terms(_: Path) -> Printed:
    rows = "".join(f"substance,compound-{n}\n" for n in range(MOST_TERMS + 1))
    source = SourceFile("terms.csv", f"vocabulary,term\n{rows}")
    return with_terms(source, load_vocabularies())[2], {source.path: source}


TEMPLATES = {
    "failed syntax": "<p>{{ title </p>\n",
    "failed undefined": "<p>{{ titel }}</p>\n",
    "forbidden not-found": "{% include '/etc/passwd' %}\n",
    "forbidden": "<p>{{ title.__class__ }}</p>\n",
    "forbidden limits": "{% macro again() %}{{ again() }}{% endmacro %}\n{{ again() }}\n",
    "failed": "<p>{{ 1 // 0 }}</p>\n",
}


def _template(text: str) -> Callable[[Path], Printed]:
    """A template that cannot be filled."""

    def read(_: Path) -> Printed:
        ours = {name: SourceFile(name, each) for name, each in our_files().items()}
        source = SourceFile("letter/report.html.j2", text)
        found = render({"title": "Drone"}, {**ours, PAGE: source}, "", paper=False)[1]
        return found, {source.path: source}

    return read


def _empty(folder: Path) -> Path:
    (folder / "letter").mkdir()
    return folder / "letter"


DAY = date(2026, 11, 1)
CSL = "source,entity_number,name,alt_names,start_date\n"
ACME = "Entity List,1,Acme Works,Acme,2021-06-24\n"


def _list(text: str, name: str = "example.csv", published: date | None = DAY) -> Callable[[Path], Printed]:
    """A published list; of what is found, the last."""

    return _list_of(text.encode(), ImportRequest("example-list", published), name)


def _list_of(data: bytes, asked: ImportRequest, name: str = "example.csv") -> Callable[[Path], Printed]:
    """A published list of some bytes; of what is found, the last."""

    def read(folder: Path) -> Printed:
        (folder / name).write_bytes(data)
        project = Project(Workspace(folder), Config())
        read, sources = import_list(project, str(folder / name), asked)
        return read.diagnostics[-1:], sources

    return read


def _workbook(*sheets: tuple[str, str]) -> bytes:
    """A workbook of sheets with a heading each, and with a company."""
    from io import BytesIO

    from openpyxl import Workbook

    book = Workbook()
    for title, heading in sheets:
        sheet = book.create_sheet(title)
        sheet.append([heading])
        sheet.append(["Acme Works"])
    del book["Sheet"]
    held = BytesIO()
    book.save(held)
    return held.getvalue()


UNREAD = """\
schema: microdep-bom/1
components:
  - {name: Motor, origin: CN, data_rate_kbps: 200}
  - {name: Frame, origin: JP, data_rate_kbps: 50}
"""


def _unread_field(_: Path) -> Printed:
    """A field that no rule of a pack reads."""
    loaded = load_document("example.yaml", UNREAD.encode(), kind="bom")
    found = unused_fields.check([loaded], {("component", "origin")}, ["tin-act"])
    return found, {loaded.path: loaded.source}


OF_ANOTHER_UNIT = """\
schema: microdep-bom/1
components:
  - {name: Motor, ext: {torque: 3 kg}}
"""


def _own_field(_: Path) -> Printed:
    """A field that a company adds, in another unit than a pack declares."""
    loaded = load_document("example.yaml", OF_ANOTHER_UNIT.encode(), kind="bom")
    bom, _problems = build(loaded, on_route=load_stages().on_route)
    assert bom is not None
    torque = {("component", "ext.torque"): OwnFieldKind("number", "N·m")}
    return own_fields.check(bom, torque, load_vocabularies()), {loaded.path: loaded.source}


def _evidence(
    of_file: str = "path: mill-report.pdf", days: str = "issuer: Chamber, issued: 2026-01-02"
) -> Callable[[Path], Printed]:
    """A record of evidence beside a file `mill-report.pdf`, checked as of a day."""

    def read(folder: Path) -> Printed:
        (folder / "mill-report.pdf").write_bytes(b"melted in Japan")
        (folder / "reports").mkdir()
        document = f", document: {{{of_file}}}" if of_file else ""
        record = f"{{id: report, type: mill_test_report, {days}{document}}}"
        bom = f"schema: microdep-bom/1\nevidence:\n  - {record}\ncomponents:\n  - {{name: Motor}}\n"
        return _of_evidence(folder, bom)

    return read


CORRECTION = """\
schema: microdep-overlay/1
evidence:
  - {id: letter, type: supplier_declaration, issuer: Acme Mill, issued: 2026-05-04, document: {number: L-7}}
components:
  - match: {id: motor}
    correct:
      - {fact: origin, stated: CN, replace: JP, reason: it names the office, evidence: [letter]}
"""


def _correction(folder: Path) -> Printed:
    """A correction by a document that nobody opened."""
    (folder / "overlay.yaml").write_text(CORRECTION, encoding="utf-8")
    bom = "schema: microdep-bom/1\ncomponents:\n  - {id: motor, name: Motor, origin: CN}\n"
    return _of_evidence(folder, bom, (str(folder / "overlay.yaml"),))


def _of_evidence(folder: Path, bom: str, overlays: tuple[str, ...] = ()) -> Printed:
    """What is said of evidence in a check of a document."""
    (folder / "example.yaml").write_text(bom, encoding="utf-8")
    project = Project(Workspace(folder), Config())
    path = str(folder / "example.yaml")
    request = CheckRequest(date(2026, 11, 24), (path,), ("micro-dependency",), overlays=overlays)
    document_checked = run_check(project, request, load_packs(project, request.packs, {})).documents[0]
    reported = [
        diagnostic
        for diagnostic in document_checked.diagnostics
        if diagnostic.code.startswith(("evidence/", "overlay/correction-without-evidence"))
    ]
    return reported, {file.path: file.source for file in document_checked.files.values()}


CASES: dict[str, Callable[[Path], Printed]] = {
    "bom/not-used": _unread_field,
    "overlay/answer-not-read rows": _rows_not_taken,
    "overlay/still-open held": _rows_not_used_yet,
    "bom/own-field": _own_field,
    "file/cannot-be-read": _absent("bom", "example.yaml"),
    "file/exists": _existing,
    "bom/impossible-list milestone": _without_milestone,
    "file/empty": _bytes(lambda: b"\n"),
    "file/too-large": _bytes(lambda: b" " * (LIMITS["YAML"] + 1)),
    "file/wrong-format suffix": _named("example.bom.numbers", b"no spreadsheet at all"),
    "file/wrong-format content": _named("example.csv", b"\xd0\xcf\x11\xe0"),
    "file/wrong-format smelters": _no_parts,
    "import/declaration": _of_materials("<MainDeclaration>\n"),
    "import/declaration document-type": _of_materials("<!DOCTYPE a>\n<MainDeclaration/>"),
    "import/declaration no-response": _of_materials(
        '<MainDeclaration xmlns="http://webstds.ipc.org/175x/2.0">\n  <Request/>\n</MainDeclaration>'
    ),
    "import/declaration not-accepted": _of_materials(
        '<MainDeclaration xmlns="http://webstds.ipc.org/175x/2.0">\n'
        '  <Response date="2026-05-04"><SupplyCompany name="Acme"/></Response>\n'
        '  <Declaration supplierAcceptance="false"/>\n'
        '  <Product><ProductID itemNumber="EX-9"/></Product>\n</MainDeclaration>'
    ),
    "import/sheet no-smelter-list": _declared(FRONT),
    "import/unsupported-version template": _declared(OLD, Sheet("Smelter List", [SMELTERS])),
    "import/column-missing smelter-list": _declared(FRONT, Sheet("Smelter List", [SMELTERS[:3]])),
    "import/declaration no-smelters": _declared(FRONT, Sheet("Smelter List", [SMELTERS])),
    "import/not-a-component mines": _declared(
        FRONT,
        Sheet("Smelter List", [SMELTERS, ["Tin", "Example", "Example", "JP", "CID000001"]]),
        Sheet("Mine List", [["Metal", "Name of Mine"], ["Tin", "Example Mine"]]),
    ),
    "import/not-a-component smelters": _declared(
        FRONT, Sheet("Smelter List", [SMELTERS, ["Tungsten", "Smelter not yet identified", "", "", ""]])
    ),
    "file/too-deep row": _deep_table,
    "file/wrong-format no-table": _old_spreadsheet,
    "import/column-not-read part-numbers": _guessed(
        b"Qty,Value,Our code\n4,10k,RC0402FR-0710KL\n2,1u,GRM188R61C225KE15D\n"
    ),
    "import/sheet": _sheets(Sheet("BOM", []), Sheet("Notes", []), wanted="Parts"),
    "import/sheet others-named": _sheets(
        Sheet("BOM", [["Qty", "Value"], ["4", "2.2k"]]),
        Sheet("Frame", [["Qty", "Value"], ["1", "tube"]]),
        wanted="BOM",
    ),
    "import/cell-not-read no-result": _sheets(
        Sheet("BOM", [["Qty", "Value"], ["", "2.2k"]], without_result=("A2",))
    ),
    "file/interrupted not-stored": _said(
        lambda: finished_not_kept("cache/checks/4f0c", OSError(ENOSPC, "full"))
    ),
    "file/interrupted stored-result": _said(lambda: finished_damaged("example.yaml")),
    "file/interrupted": _said(lambda: process_ended("example.yaml")),
    "file/wrong-format binary": _bytes(lambda: b"%PDF-1.7\n"),
    "file/encoding": _bytes(lambda: "schema: microdep-bom/1\n".encode("utf-32")),
    "file/encoding byte": _bytes(lambda: b"schema: microdep-bom/1\ndocument: {id: " + LATIN + b"}\n"),
    "file/too-many-problems": _bytes(_many_mistakes),
    "file/too-deep components": _built(_many_levels),
    "bom/unknown-claim": _strange_claim,
    "file/too-large configuration": _configured(" " * (LARGEST + 1)),
    "config/no-effect": _without_overlays,
    "config/no-effect rule-not-run": _rule_not_run,
    "evidence/file-missing": _evidence("path: mill.pdf"),
    "evidence/file-missing other-spelling": _evidence("path: Mill-Report.pdf"),
    "evidence/file-missing not-a-path": _evidence("path: ../mill-report.pdf"),
    "evidence/file-missing not-read": _evidence("path: reports"),
    "evidence/incomplete no-document": _evidence(""),
    "evidence/file-missing own-file": _evidence("path: example.yaml"),
    "overlay/correction-without-evidence not-opened": _correction,
    "evidence/incomplete no-path": _evidence(f"sha256: {'0' * 64}"),
    "evidence/file-differs": _evidence(f"path: mill-report.pdf, sha256: {'0' * 64}"),
    "evidence/not-valid-on-date": _evidence(days="issuer: Chamber, issued: 2025-01-02, expires: 2026-01-01"),
    "evidence/not-valid-on-date issued-after-check": _evidence(days="issuer: Chamber, issued: 2027-01-02"),
    "evidence/incomplete": _evidence(days="tier: third_party"),
    "evidence/incomplete names-nobody": _evidence(days="issuer: the mill, issued: 2026-01-02"),
    "evidence/not-attached": lambda _: _only(too_large_to_attach("reports/film.mp4")),
    "file/cannot-be-read imported-list": lambda _: _only(
        cannot_be_read("company-lists/example-list.json", "it has no entries")
    ),
    "file/truncated list": _list(f"{CSL}{ACME}Entity List,2,Other W"),
    "list/no-day entry": _list("name,from\nAcme Works,6/5/2022\n"),
    "list/entry-not-read": _list(f"{CSL}{ACME}Entity List,2,n/a,,\n"),
    "list/excerpt": _list_of((CSL + ACME).encode(), ImportRequest("own-list", DAY, only="Entity List")),
    "list/entry-not-read identifier": _list("name,identifiers\nAcme Works,529900T8BM49\n"),
    "list/ambiguous-name": _list(f"{CSL}{ACME}Entity List,2,Other Works,Acme,\n"),
    "list/shrinks": lambda _: _only(
        diagnose(
            "list/shrinks", Span("example.csv", 0, 0), name="uflpa-entity-list", old_number=144, new_number=12
        )
    ),
    "list/no-aliases": _list("36,AERO LINES,-0-,CUBA,-0-,-0-,-0-,-0-,-0-,-0-,-0-,-0-\n", "SDN.CSV"),
    "list/no-day": _list(CSL + ACME, published=None),
    "file/empty no-entries": _list(CSL),
    "list/not-used": lambda _: _only(
        diagnose(
            "list/not-used",
            Span("example.csv", 0, 0),
            name="ufpla",
            near="did you mean `uflpa`?",
            known=["uflpa", "section-1260h"],
        )
    ),
    "list/not-used nothing-chosen": _list_of(
        (CSL + ACME).encode(), ImportRequest("entity-list", DAY, only="Enttiy")
    ),
    "import/sheet several-lists": _list_of(
        _workbook(("Listed", "Company"), ("Removed", "Company")),
        ImportRequest("own-list", DAY),
        "example.xlsx",
    ),
    "import/sheet no-names": lambda _: _only(
        diagnose("import/sheet", Span("example.xlsx", 0, 0), "no-names", names=["Remarks"])
    ),
    "list/stale ended": lambda _: _only(
        diagnose(
            "list/stale",
            Span("example.csv", 0, 0),
            "ended",
            name="example-ban/banned",
            last_day="2026-06-30",
            day="2026-12-01",
        )
    ),
    "list/stale": lambda _: _only(
        diagnose(
            "list/stale",
            Span("company-lists/uflpa.json", 0, 0),
            name="uflpa",
            day=date(2026, 1, 5),
            days=120,
            most=90,
        )
    ),
    "file/wrong-format company-list": _list("part,quantity\nmotor,4\n"),
    "file/wrong-format other-list": _list_of(
        b"Ref,Qty,MPN,Manufacturer\nR1,4,RC0402,Yageo\n", ImportRequest("uflpa-entity-list", DAY)
    ),
    "file/encoding unclear": lambda _: _only(
        diagnose("file/encoding", Span("parts.csv", 0, 0), "unclear", encodings="gb18030, big5")
    ),
    "file/encoding guessed": lambda _: _only(table_encoding("own/banned.csv", "cp1252")),
    "file/too-large terms": _many_terms,
    "file/too-large pack": _pack(" " * (LARGEST_OF_PACK[0] + 1)),
    "file/character carriage-return": _with_returns,
    "report/incomplete": lambda _: _only(missing_glyphs(["宁", "波"])),
    "report/incomplete no-file": lambda _: _only(no_attachment([])),
    "report/incomplete no-readable-file": lambda _: _only(
        no_attachment([("origin.pdf", "there is no such file")])
    ),
    "report/incomplete not-fetched": lambda _: _only(missing_resources(["file:///etc/hostname"])),
    "report/not-laid-out": lambda _: _only(
        rendering_problem("failed", "OverflowError: too large", ours=True)
    ),
    "template/failed pdf": lambda _: _only(rendering_problem("failed", "float division by zero", ours=False)),
    "template/forbidden pdf-limits": lambda _: _only(
        rendering_problem("limits", "it has more than 20 fonts of its own", ours=False)
    ),
    "file/cannot-be-read template": lambda folder: (read_template(_empty(folder), "letter")[1], {}),
    **{f"template/{message}": _template(wrong) for message, wrong in TEMPLATES.items()},
    "file/too-large report": lambda _: _only(
        report_too_large("supply.json", "it has 200 MB, at most 128 MB are read")
    ),
    **{key: _tampered_with(key) for key in _of_bundles()},
}
"""These are made here, from bytes and from files."""
