"""What is fuzzed: each target takes any bytes, and raises where it finds a promise broken.

Nothing of a fuzzer is imported here: the tests run every target over the seeds and over what was found.
"""

from __future__ import annotations

import json
import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.bom.build import build
from microdep_rules.bom.imports.materials import read_materials
from microdep_rules.bom.load import load_document
from microdep_rules.config import Config, parse_config
from microdep_rules.diagnostics import has_errors
from microdep_rules.engine.evaluate import evaluate
from microdep_rules.engine.query import Query
from microdep_rules.engine.reach import is_about_one_part
from microdep_rules.lang.format import format_source
from microdep_rules.lang.pack import check_pack
from microdep_rules.lang.parse import parse
from microdep_rules.output import diagnostics as rendered
from microdep_rules.output import record, text
from microdep_rules.output.checked import Checked, PackUsed
from microdep_rules.output.documents import as_text
from microdep_rules.pipeline.documents import CheckRequest, build_document, judge_document
from microdep_rules.pipeline.large_documents import check_in_pieces
from microdep_rules.pipeline.packs import PackSet, load_packs
from microdep_rules.pipeline.project import Project
from microdep_rules.report.markdown import render
from microdep_rules.source import SourceFile
from microdep_rules.vocabulary.blanks import INVISIBLE
from microdep_rules.vocabulary.stages import load_stages
from microdep_rules.workspace import shipped_packs
from microdep_rules.workspace.files import Workspace
from microdep_rules.workspace.pack_files import decode_rule
from tests.conftest import CHECKOUT
from tests.properties.alike import counts, findings
from tests.properties.chance import Chance
from tests.properties.packs import LISTED, random_pack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from microdep_rules.bom.schemas import Kind
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.lang import ir

HERE = Path(__file__).parent
FOUND = HERE / "found"
DAY = date(2027, 6, 1)
TABLE = "t.csv"
"""The one file that stands beside a fuzzed rule file: what stands behind `PARTING` is its text."""
PARTING = "\n----\n"


def loader(data: bytes) -> None:
    """Bytes as a document and as a context."""
    kinds: tuple[Kind, ...] = ("bom", "context")
    for kind in kinds:
        loaded = load_document(kind, data, kind=kind)
        assert (loaded.value is None) == has_errors(loaded.diagnostics)
        found = list(loaded.diagnostics)
        if kind == "bom":
            found += build(loaded, on_route=load_stages().on_route)[1]
        _sound(found, [loaded.source])


def parser(data: bytes) -> None:
    """Bytes as a rule file, read."""
    source = _rules(data)
    if source is not None:
        _sound(parse(source)[1], [source])


def formatter(data: bytes) -> None:
    """Bytes as a rule file in canonical form, which has the same form again."""
    source = _rules(data)
    if source is None:
        return
    formatted, problems = format_source(source)
    _sound(problems, [source])
    if formatted is not None:
        again = SourceFile(source.path, formatted)
        assert formatted == format_source(again)[0]
        assert [each.code for each in check_pack([source])[1]] == [
            each.code for each in check_pack([again])[1]
        ]


def checker(data: bytes) -> None:
    """Bytes as a pack: a rule file, and the rows of a table beside it."""
    source = _rules(data)
    if source is None:
        return
    own, _, rows = source.text.partition(PARTING)
    source, table = SourceFile("p/p.rule", own), SourceFile(f"p/{TABLE}", rows)
    pack, problems = check_pack([source], None, "", {TABLE: table})
    assert (pack is None) == has_errors(problems)
    _sound(problems, [source, table])


def engine(data: bytes) -> None:
    """Bytes as a document that every pack judges, shown in every output format."""
    packs = _packs()
    sound = load_document("bom", data, kind="bom").records
    if sound is None:
        return
    # What is left of a document without its mistakes: of one that is not valid nothing would be judged.
    data = json.dumps(sound.value, default=float).encode()
    document = build_document("bom.json", data, packs=packs.packs)
    document = judge_document(document, packs.packs, CheckRequest(DAY), Config())
    assert not [outcome for outcome in document.outcomes if outcome.verdict == "error"]
    checked = Checked(DAY, packs.packs, (document,), (), (), packs.sources)
    outputs = [text.render(checked), record.render(checked), render(record.record(checked))]
    for output in outputs:
        assert not re.search(INVISIBLE, output.replace("\n", "")), "the output shows a hidden character"


def pieces(data: bytes) -> None:
    """Bytes as a large document: what can be said of it in pieces is what is said of it as a whole."""
    packs = _packs_of_one_part()
    found = check_in_pieces("bom.json", data, None, packs, Query(DAY), most=-1)
    if found is None:
        return
    read = build_document("bom.json", data, packs=[PackUsed(each.name, each, "", {}) for each in packs])
    assert read.bom is not None
    assert read.diagnostics == found.diagnostics
    whole = [outcome for pack in packs for outcome in evaluate(pack, read.bom, Query(DAY))]
    assert counts(whole) == counts(found.outcomes)
    assert findings(whole) == findings(found.outcomes)


def config(data: bytes) -> None:
    """Bytes as a configuration."""
    for name in ("microdep.toml", "pyproject.toml"):
        source = SourceFile(name, data.decode("utf-8", "replace"))
        found, problems = parse_config(source)
        assert (found is None) == bool(problems)
        _sound(problems, [source])


def declarations(data: bytes) -> None:
    """Bytes as a declaration of materials, whose overlay is valid."""
    found = read_materials("a.xml", data)
    _sound(found.diagnostics, [found.source])
    assert (found.value is None) == has_errors(found.diagnostics)
    if found.value is not None:
        loaded = load_document("a.yaml", as_text("a.yaml", found.value, []).encode(), kind="overlay")
        assert not has_errors(loaded.diagnostics)


TARGETS: dict[str, Callable[[bytes], None]] = {
    each.__name__: each for each in (loader, parser, formatter, checker, engine, pieces, config, declarations)
}
_DOCUMENTS = ("tests/bom/corpus", "examples", "tests/fuzz/seeds")
_RULES = ("rules", "tests/lang/corpus", "tests/packs", "tests/fuzz/seeds")
_SEEDS = {
    **dict.fromkeys(("loader", "engine"), (_DOCUMENTS, (".yaml", ".json"))),
    **dict.fromkeys(("parser", "formatter", "checker"), (_RULES, (".rule",))),
    "pieces": (("tests/fuzz/seeds",), (".json",)),
    "config": (("tests/fuzz/seeds",), (".toml",)),
    "declarations": (("tests/bom/imports/samples",), (".xml",)),
}


def seeds(target: str) -> list[Path]:
    """What a target begins with: real files of its kind, and what was found in it before."""
    folders, suffixes = _SEEDS[target]
    files = [path for folder in folders for path in sorted((CHECKOUT / folder).rglob("*"))]
    own = FOUND / target
    found = sorted(own.iterdir()) if own.is_dir() else []
    return [*(file for file in files if file.suffix in suffixes), *found]


def _rules(data: bytes) -> SourceFile | None:
    return decode_rule("p/p.rule", data)[0]


def _sound(found: Sequence[Diagnostic], sources: Iterable[SourceFile]) -> None:
    """Every diagnostic stands in its text, is one line, and can be shown with nothing hidden."""
    by_path = {each.path: each for each in sources}
    for each in found:
        for label in (each.primary, *each.labels):
            source = by_path[label.span.path]
            assert 0 <= label.span.start <= label.span.end <= len(source.text)
        assert each.help
        assert "\n" not in each.message
    shown = rendered.render(found[:5], by_path)
    assert not re.search(INVISIBLE, shown.replace("\n", "")), "the output shows a hidden character"


@cache
def _packs() -> PackSet:
    workspace = Workspace(CHECKOUT)
    return load_packs(Project(workspace, Config()), shipped_packs.list_packs_with_rules(), {})


@cache
def _packs_of_one_part() -> list[ir.Pack]:
    """Random packs, the same every time, of which only rules are left that speak of one part at a time."""
    packs = [random_pack(Chance(seed), 8, LISTED).checked() for seed in (19, 28, 37)]
    return [
        replace(pack, rules=tuple(rule for rule in pack.rules if is_about_one_part(pack, rule)))
        for pack in packs
    ]
