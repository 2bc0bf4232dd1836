"""Examples of diagnostics, run as a user would run them."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import microdep_rules
from microdep_rules.bom.build import build
from microdep_rules.bom.imports.documents import load_bom
from microdep_rules.bom.imports.mapping import parse_mapping
from microdep_rules.bom.imports.tables import read_table
from microdep_rules.bom.load import load_document
from microdep_rules.bom.overlays.application import apply_overlays
from microdep_rules.bom.overlays.entries import parse_overlay
from microdep_rules.bom.overlays.unmatched import find_unmatched
from microdep_rules.bom.words import check_words
from microdep_rules.config import Config, parse_config
from microdep_rules.diagnostics import Diagnostic, in_order
from microdep_rules.lang.pack import check_pack
from microdep_rules.output.diagnostics import render
from microdep_rules.output.remedy.run import RemedyAim
from microdep_rules.pipeline.check import run_check
from microdep_rules.pipeline.documents import CheckRequest, build_document
from microdep_rules.pipeline.lint import lint_pack
from microdep_rules.pipeline.packs import PackLoader, load_packs
from microdep_rules.pipeline.project import Project
from microdep_rules.pipeline.remedy import RemedyDay, make_ask, remedy_of
from microdep_rules.pipeline.scenario import find_scenario_problems
from microdep_rules.pipeline.shared_inputs import load_overlay
from microdep_rules.production.dossier import load_dossier
from microdep_rules.production.figures import load_figures
from microdep_rules.production.scenarios.read import load_scenario
from microdep_rules.production.structure import structure_of
from microdep_rules.source import SourceFile
from microdep_rules.vocabulary.stages import load_stages
from microdep_rules.vocabulary.terms import load_vocabularies
from microdep_rules.workspace.files import Workspace
from microdep_rules.workspace.pack_files import CLAUSES, TERMS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from microdep_rules.bom.load import LoadedDocument

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "microdep_rules"
NO_REMEDY = "impact/no-remedy"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PACK_HEAD = re.compile(r"^pack\s+(\S+)", re.MULTILINE)
HEAD = 'pack tin-act version 1 title "an example" authority "Example Act" reviewed 2026-11-24\n'
NO_PACK, NO_EXAMPLE = "name/no-pack", "type/clause-missing"
SHEET = "threshold.csv"
"""The file that stands beside the rule file of a page."""
CONTEXT = "schema: microdep-context/"
OVERLAY = "schema: microdep-overlay/"
SCENARIO = "schema: microdep-scenario/"
BESIDE = {"schema: microdep-waivers/": "waivers", '{"schema": "microdep-baseline/': "baseline"}
"""How files begin that are given beside a document, with what they are."""
CITED: dict[str, Callable[[str, bytes], tuple[object, LoadedDocument, list[Diagnostic]]]] = {
    "schema: microdep-figures/": load_figures,
    "schema: microdep-dossier/": load_dossier,
}
"""How documents of cited facts begin, with what reads them."""
ON_DECLARED = """\
rule made-elsewhere
  title       "made elsewhere"
  severity    prohibit
  cites       "Example Act 9"
  in force    by check date
  applies to  every listed component
  forbid      component.origin is CN
  message     "{component.name} is made in China"

example fail of made-elsewhere "a part of China"
  bom         component motor origin CN
  expect      fail at motor
"""
"""The rule by which documents are judged that pages about waivers and baselines have."""
ONE_MOTOR = """\
schema: microdep-bom/1
document: {id: board}
components:
  - {name: Motor, origin: CN}
"""
"""The document of a page about waivers and baselines that has none of its own."""

Printed = tuple[list[Diagnostic], dict[str, SourceFile]]
"""What is wrong, and the texts in which it is."""


def run(blocks: tuple[tuple[str, str], ...], folder: Path, code: str = "") -> Printed:
    """The real way of what stands in the blocks of a page."""
    kind = blocks[0][0]
    match kind:
        case "rule":
            return _rule(blocks, folder, code)
        case "toml":
            return _config(blocks, folder)
        case "yaml" | "json" if any(blocks[0][1].startswith(each) for each in CITED):
            return _cited(blocks)
        case "yaml" if blocks[0][1].startswith(SCENARIO):
            return _scenario(blocks, folder)
        case "yaml" | "json" if any(blocks[0][1].startswith(each) for each in BESIDE):
            return _beside(blocks, folder)
        case "yaml" | "json":
            found = _document(blocks)
            if code == NO_REMEDY:
                return _remedy(found, blocks)
            return _structure(found, blocks) if code.startswith(("impact/", "bom/cycle")) else found
        case "csv" if code.startswith("overlay/"):
            return _declarations(blocks[0][1], folder)
        case "csv":
            return _table(blocks)
        case _:
            raise AssertionError(f"no way to run a block of {kind}")


def _cited(blocks: tuple[tuple[str, str], ...]) -> Printed:
    """A document of cited facts: figures or a dossier."""
    (kind, text), *_ = blocks
    load = next(each for begins, each in CITED.items() if text.startswith(begins))
    _, loaded, problems = load(f"example.{kind}", text.encode())
    return in_order(problems), {loaded.path: loaded.source}


def _scenario(blocks: tuple[tuple[str, str], ...], folder: Path) -> Printed:
    """A scenario, with the document and the rules beside it."""
    scenario, loaded, problems = load_scenario("example.yaml", blocks[0][1].encode())
    if scenario is None:
        return in_order(problems), {loaded.path: loaded.source}
    texts = [text.encode() for kind, text in blocks[1:] if kind == "yaml"]
    documents = [
        build_document(f"bom{number if number > 1 else ''}.yaml", text)
        for number, text in enumerate(texts, 1)
    ]
    rules = folder / "tin-act.rule"
    rules.write_text(HEAD + dict(blocks).get("rule", ON_DECLARED), encoding="utf-8")
    packs = [PackLoader(Workspace(folder)).load(rules)]
    return [*problems, *find_scenario_problems([scenario], documents, packs, date(2026, 11, 24))], {
        loaded.path: loaded.source
    }


def printed(found: Printed) -> str:
    return render(found[0], found[1])


def _rule(blocks: tuple[tuple[str, str], ...], folder: Path, code: str) -> Printed:
    """A rule file, with the file of a table beside it."""
    text = blocks[0][1]
    if code.startswith("lint/"):
        return _linted(text, folder)
    own_head = PACK_HEAD.search(text)
    if own_head is not None and " uses " in text:  # what a pack uses is looked for in files
        path = folder / f"{own_head[1]}.rule"
        path.write_text(text, encoding="utf-8")
        loader = PackLoader(Workspace(folder))
        return list(loader.load(path).diagnostics), loader.sources
    source = SourceFile("example.rule", text)
    head = [] if own_head is not None or code == NO_PACK else [SourceFile("pack.rule", HEAD)]
    tables = [SourceFile(_name_of(each), each) for kind, each in blocks if kind == "csv"]
    files = {table.path: table for table in tables}
    problems = check_pack([*head, source], files=files, with_examples=code == NO_EXAMPLE)[1]
    return problems, {each.path: each for each in (*head, source, *tables)}


def _linted(text: str, folder: Path) -> Printed:
    """A pack, linted."""
    pack = folder / "tin-act"
    pack.mkdir(exist_ok=True)
    head = "" if PACK_HEAD.search(text) else HEAD
    (pack / "pack.rule").write_text(head + text, encoding="utf-8")
    found = lint_pack(Workspace(folder), pack, date(2026, 11, 24))
    assert found.result is not None, found.diagnostics
    return list(found.result.findings), dict(found.sources)


def _name_of(sheet: str) -> str:
    """The file that stands beside the rule file of a page: terms, a clause map, or a table."""
    return {"vocabulary": TERMS, "clause": CLAUSES}.get(sheet.split(",", maxsplit=1)[0], SHEET)


def _document(blocks: tuple[tuple[str, str], ...]) -> Printed:
    """A document, a context or an overlay, or a document with one of these beside it."""
    loaded = {}
    for kind, text in blocks:
        wanted = "context" if text.startswith(CONTEXT) else "overlay" if text.startswith(OVERLAY) else "bom"
        name = wanted if wanted != "bom" and len(blocks) > 1 else "example"
        path = f"{name}.{kind}"
        data = text.encode()
        loaded[wanted] = load_bom(path, data) if wanted == "bom" else load_document(path, data, kind=wanted)  # type: ignore[arg-type] # a word of the page
    problems = [diagnostic for one in loaded.values() for diagnostic in one.diagnostics]
    sources = {each.path: each.source for each in loaded.values()}
    if "overlay" in loaded:
        return in_order([*problems, *_laid(loaded)]), sources
    if "bom" in loaded:
        _, found = build(loaded["bom"], loaded.get("context"), on_route=load_stages().on_route)
        problems += found + check_words(loaded.values(), load_vocabularies())
    return in_order(problems), sources


def _structure(found: Printed, blocks: tuple[tuple[str, str], ...]) -> Printed:
    """What is wrong with the structure of a product, besides what is wrong with its document."""
    (kind, text), *_ = blocks
    bom, _ = build(load_bom(f"example.{kind}", text.encode()), on_route=load_stages().on_route)
    return [*found[0], *(structure_of(bom)[1] if bom is not None else [])], found[1]


def _remedy(found: Printed, blocks: tuple[tuple[str, str], ...]) -> Printed:
    """What is said of a product by its remedies, under the founding check."""
    day, pack = date(2026, 11, 24), microdep_rules.load_pack("micro-dependency")
    document = build_document("example.yaml", blocks[0][1].encode())
    listed = microdep_rules.check(document, [pack], as_of=day)
    judged_product = remedy_of(
        [RemedyDay(listed, Config(), [pack], make_ask(listed, [pack], day, Config(), ()))], RemedyAim()
    )
    return [*found[0], *judged_product.problems], found[1]


def _laid(loaded: Mapping[str, LoadedDocument]) -> list[Diagnostic]:
    """What is wrong with an overlay, or with what it says of the document beside it."""
    overlay, problems = parse_overlay(loaded["overlay"])
    own = [problem for problem in problems if problem not in loaded["overlay"].diagnostics]
    if overlay is None or "bom" not in loaded:
        return own
    laid = apply_overlays(loaded["bom"], (overlay,))
    found = [
        diagnostic for diagnostic in laid.loaded.diagnostics if diagnostic not in loaded["bom"].diagnostics
    ]
    assert loaded["bom"].value is not None
    missed = [entry for entry in overlay.entries if (entry.file, entry.pointer) not in laid.matched]
    return [*own, *found, *find_unmatched(missed, [loaded["bom"].value], [overlay])]


def _declarations(text: str, folder: Path) -> Printed:
    """A table of declarations."""
    path = folder / "example.csv"
    path.write_text(text, encoding="utf-8")
    _, _, reported = load_overlay(Project(Workspace(folder), Config()), str(path))
    return in_order(reported.diagnostics), dict(reported.sources)


def _beside(blocks: tuple[tuple[str, str], ...], folder: Path) -> Printed:
    """A file of waivers or a baseline, and a document to which it is put."""
    given = next(what for begins, what in BESIDE.items() if blocks[0][1].startswith(begins))
    path, rules = folder / f"example.{blocks[0][0]}", folder / "tin-act.rule"
    path.write_text(blocks[0][1], encoding="utf-8")
    own = {kind: text for kind, text in blocks[1:] if kind in {"toml", "rule"}}
    rules.write_text(HEAD + own.get("rule", ON_DECLARED), encoding="utf-8")
    given_documents = [block[1] for block in blocks[1:] if block[0] not in own]
    documents = [
        folder / (f"bom-{n}.yaml" if n > 1 else "bom.yaml")
        for n in range(1, max(len(given_documents) + 1, 2))
    ]
    for document, text in zip(documents, given_documents or [ONE_MOTOR], strict=True):
        document.write_text(text, encoding="utf-8")
    config, problems = parse_config(SourceFile("microdep.toml", own.get("toml", "")))
    assert config is not None, problems
    project = Project(Workspace(folder), config)
    packs = load_packs(project, (str(rules),), {})
    waivers = (str(path),) if given == "waivers" else ()
    baseline = str(path) if given == "baseline" else ""
    paths = tuple(map(str, documents))
    request = CheckRequest(date(2026, 11, 24), paths, waivers=waivers, baseline=baseline)
    checked = run_check(project, request, packs)
    return in_order(checked.diagnostics), dict(checked.sources)


def _table(blocks: tuple[tuple[str, str], ...]) -> Printed:
    """A table of somebody else, with the mapping file beside it."""
    mapping, sources = None, {}
    problems: list[Diagnostic] = []
    for _, text in blocks[1:]:
        loaded = load_document("example.csv.mapping.yaml", text.encode(), kind="mapping")
        mapping, problems = parse_mapping(loaded)
        sources = {loaded.path: loaded.source}
    found = read_table("example.csv", blocks[0][1].encode(), "example", mapping).loaded
    reported = [*problems, *(found.diagnostics if mapping is not None or not sources else ())]
    return in_order(reported), {**sources, found.path: found.source}


def _config(blocks: tuple[tuple[str, str], ...], folder: Path) -> Printed:
    """A configuration, and the pack that stands beside it."""
    source = SourceFile("example.toml", blocks[0][1])
    config, problems = parse_config(source)
    if config is None:
        return problems, {source.path: source}
    path = folder / "tin-act.rule"
    for _, text in blocks[1:]:
        path.write_text(HEAD + text, encoding="utf-8")
    project = Project(Workspace(folder), config)
    found = load_packs(project, (), {}, with_examples=False)
    assert isinstance(config, Config)
    return [*found.diagnostics, *found.usage], {**found.sources, source.path: source}
