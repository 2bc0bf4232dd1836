"""Same meaning: documents written otherwise, and other ways to judge them; every verdict must be the same."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from microdep_rules.bom.build import build
from microdep_rules.bom.imports.cyclonedx.values import to_json
from microdep_rules.bom.imports.cyclonedx.write import export_cyclonedx, format_export
from microdep_rules.bom.imports.documents import load_bom
from microdep_rules.bom.imports.tables import read_table
from microdep_rules.bom.load import load_document
from microdep_rules.engine.evaluate import evaluate
from microdep_rules.engine.query import Query
from microdep_rules.engine.reach import is_about_one_part
from microdep_rules.engine.streaming.product import find_product_reads
from microdep_rules.pipeline import large_documents
from microdep_rules.testing.examples import with_lists_of
from microdep_rules.vocabulary.stages import load_stages
from tests.cli.replay import run
from tests.metamorphic.cases import Case, Documents, Record, copied
from tests.metamorphic.judging import Judged, built, judge, judged, loaded
from tests.packs.loading import shipped_pack
from tests.properties.alike import counts, findings
from tests.properties.alone import not_as_announced
from tests.properties.chance import Chance

if TYPE_CHECKING:
    from collections.abc import Callable

    from microdep_rules.bom.load import LoadedDocument
    from microdep_rules.bom.model import Bom
    from microdep_rules.lang import ir

SAME = "same meaning"
IN_A_TABLE = {
    "name": "Description",
    "mpn": "Part number",
    "manufacturer": "Manufacturer",
    "origin": "Country of origin",
    "eccn": "ECCN",
}
"""Fields that a table of parts can state, and the column of each."""
MANY = 3000
"""Plain components beside those of a document, so that it is gone through in pieces."""
PLAIN: Record = {
    "origin": "US",
    "place_of_manufacture": "US",
    "materials": [],
    "children": [],
    "complete": ["materials", "children", "stages", "inputs"],
}

Differences = list[str]
"""What differs between two ways to judge the same documents."""


def unlike(case: Case, before: Judged, after: Judged | None) -> Differences:
    """Verdicts of one judgement that another does not have."""
    if after is None:
        return [f"{case.name}: the documents are refused"]
    keys = {*before.subjects, *after.subjects}
    said = [(key, before.subjects.get(key), after.subjects.get(key)) for key in sorted(keys)]
    found = [f"{case.name}: {key}: {one} -> {other}" for key, one, other in said if one is not other]
    if before.whole != after.whole:
        found.append(f"{case.name}: the whole: {before.whole} -> {after.whole}")
    return found


# ---- order and form ------------------------------------------------------------------------------


def in_another_order(case: Case, before: Judged) -> Differences | None:
    """Fields and entries of lists in another order."""
    chance = Chance(len(case.name))
    documents = case.documents
    mixed = Documents(_shuffled(chance, documents.bom), _shuffled(chance, documents.context))
    return unlike(case, before, judge(case, mixed))


def _shuffled(chance: Chance, value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _shuffled(chance, value[key]) for key in chance.shuffled(list(value))}
    if isinstance(value, list) and len(value) > 1:
        return [_shuffled(chance, each) for each in chance.shuffled(value)]
    return value


def as_yaml(case: Case, before: Judged) -> Differences | None:
    """The document as YAML."""
    text = to_json(case.documents.bom, 2)
    return unlike(case, before, _read(case, load_document("bom.yaml", text.encode(), kind="bom")))


def through_cyclonedx(case: Case, before: Judged) -> Differences | None:
    """The document written as CycloneDX and read again."""
    bom = _bom(case)
    if bom is None:
        return None
    text = format_export(export_cyclonedx(bom))
    return unlike(case, before, _read(case, load_bom("bom.cdx.json", text.encode())))


def through_a_table(case: Case, _: Judged) -> Differences | None:
    """The components as a table of parts, reduced to what a table can state.

    A table gives components ids of its own, so that a context which names some is not compared.
    """
    if "determinations" in case.documents.context:
        return None
    flat = _flat(case)
    names = {each.get("id"): each.get("name") for each in flat.bom.get("parties", ())}
    rows = [_row(each, names) for each in flat.bom["components"]]
    if len(rows) < 2 or len({row["name"] for row in rows}) < len(rows):
        return None
    named = [{"id": f"part-{number}", **row} for number, row in enumerate(rows)]
    uses = [{"ref": each["id"]} for each in named]
    product = {"id": "parts", "name": "parts", "kind": "end_item", "children": uses}
    whole = {"id": "parts", "product": "parts"}
    plain = {"schema": "microdep-bom/1", "document": whole, "components": [product, *named]}
    before = _judged_by_name(case, loaded(plain, "bom"))
    table = _judged_by_name(case, read_table("parts.csv", _as_csv(rows).encode(), "parts").loaded)
    return None if before is None else unlike(case, before, table)


def _judged_by_name(case: Case, document: LoadedDocument) -> Judged | None:
    return _read(case, document, by_name=True)


def _flat(case: Case) -> Documents:
    """The components of a document as a flat list, without the product that holds them."""
    bom = copied(case.documents.bom)
    product = bom.get("document", {}).pop("product", None)
    bom["components"] = [each for each in bom["components"] if each.get("id") != product]
    for each in bom["components"]:
        each.pop("children", None)
    return Documents(bom, case.documents.context)


def _row(component: Record, names: dict[Any, Any]) -> Record:
    facts = {name: component[name] for name in IN_A_TABLE if isinstance(component.get(name), str)}
    if "manufacturer" in facts:
        facts["manufacturer"] = names.get(facts["manufacturer"]) or facts["manufacturer"]
    return facts


def _as_csv(rows: list[Record]) -> str:
    text = io.StringIO()
    table = csv.DictWriter(text, IN_A_TABLE)
    table.writerow(IN_A_TABLE)
    table.writerows(rows)
    return text.getvalue()


# ---- other ways to judge -------------------------------------------------------------------------


def by_both_evaluators(case: Case, _: Judged) -> Differences | None:
    """The compiled evaluator beside the reference evaluator."""
    bom, pack = _bom(case), _pack(case)
    if bom is None:
        return None
    slow, fast = evaluate(pack, bom, Query(case.as_of)), evaluate(pack, bom, Query(case.as_of, count=True))
    same = counts(slow) == counts(fast) and findings(slow) == findings(fast)
    return [] if same else [f"{case.name}: the evaluators differ"]


def in_pieces(case: Case, _: Judged) -> Differences | None:
    """The components as a flat list without links, which is gone through in pieces, and as a whole."""
    plain, pack = _plain(case), _pack(case)
    fit = tuple(
        rule
        for rule in pack.rules
        if is_about_one_part(pack, rule) or find_product_reads(pack, rule) is not None
    )
    pack = replace(pack, rules=fit)
    context = loaded(plain.context, "context") if plain.context else None
    text, query = to_json(plain.bom).encode(), Query(case.as_of)
    bom = built(pack, plain)
    if bom is None or not fit:
        return None
    found = large_documents.check_in_pieces("bom.json", text, context, [pack], query, most=-1)
    if found is None:
        return None
    whole = evaluate(pack, bom, query)
    same = counts(whole) == counts(found.outcomes) and findings(whole) == findings(found.outcomes)
    return [] if same else [f"{case.name}: in pieces it is judged otherwise"]


def _plain(case: Case) -> Documents:
    """The components of a document without what links them to others, beside two plain ones."""
    flat = _flat(case)
    for each in flat.bom["components"]:
        for holder in (each, *each.get("materials", ())):
            for name in ("inputs", "alternates", "claims"):
                holder.pop(name, None)
    return _among(flat, 2)


def _among(flat: Documents, many: int) -> Documents:
    """The components of a flat list with so many plain ones behind them."""
    plain = [{"id": f"plain-{n}", "name": f"Plain {n}", **PLAIN} for n in range(many)]
    return Documents(flat.bom | {"components": [*flat.bom["components"], *plain]}, flat.context)


def among_many(case: Case, _: Judged) -> Differences | None:
    """The components of a flat list among thousands of plain ones: each has the verdict that it had."""
    flat = _flat(case)
    own = {each.get("id") for each in flat.bom["components"]} - {None}
    before = judge(case, _among(flat, 1))  # a component that stands alone is what is delivered
    bom = built(_pack(case), _among(flat, MANY))
    if before is None or bom is None or not own:
        return None
    query = Query(case.as_of, horizon=timedelta(0), explained=False, count=True)
    after = judged(bom, evaluate(_pack(case), bom, query))
    return [
        f"{case.name}: {key}: {verdict} -> {after.subjects.get(key)} among many"
        for key, verdict in before.subjects.items()
        if key[1].removesuffix("?").partition("/")[0] in own
        if verdict in {"fail", "unknown"} and after.subjects.get(key) is not verdict
    ]


def by_several_processes(case: Case, _: Judged) -> Differences | None:
    """The document and its components alone as several files, checked by two processes and by one."""
    flat, context = _flat(case), case.documents.context
    boms = [case.documents.bom, *(flat.bom | {"components": [each]} for each in flat.bom["components"][:3])]
    with TemporaryDirectory() as folder:
        for number, bom in enumerate(boms):
            (Path(folder) / f"bom-{number}.json").write_text(to_json(bom), encoding="utf-8")
        (Path(folder) / "context.json").write_text(to_json(context), encoding="utf-8")
        beside = " --context context.json" if context else ""
        command = f"microdep check . --pack {case.pack} --as-of {case.as_of} --format json{beside} --jobs"
        one, several = (run(f"{command} {jobs}", Path(folder)) for jobs in (1, 2))
    return [] if one == several else [f"{case.name}: several processes say otherwise"]


def as_announced(case: Case, _: Judged) -> Differences | None:
    """What the look-ahead announces, and what comes on that day."""
    bom, pack = _bom(case), _pack(case)
    if bom is None:
        return None
    query = Query(case.as_of, explained=False)
    return [each for rule in pack.rules for each in not_as_announced(pack, bom, rule, query)]


def _pack(case: Case) -> ir.Pack:
    return with_lists_of(shipped_pack(case.pack, case.variant), case.lists_as_of)


def _bom(case: Case) -> Bom | None:
    return built(_pack(case), case.documents)


def _read(case: Case, document: LoadedDocument, *, by_name: bool = False) -> Judged | None:
    """Verdicts on a document that was read in another form."""
    pack = _pack(case)
    context = loaded(case.documents.context, "context") if case.documents.context else None
    bom, _ = build(document, context, on_route=load_stages(pack.terms).on_route)
    if bom is None:
        return None
    outcomes = evaluate(pack, bom, Query(case.as_of, horizon=timedelta(0), explained=False))
    return judged(bom, outcomes, by_name=by_name)


WAYS: dict[str, Callable[[Case, Judged], Differences | None]] = {
    "order": in_another_order,
    "YAML": as_yaml,
    "CycloneDX": through_cyclonedx,
    "table": through_a_table,
    "both evaluators": by_both_evaluators,
    "in pieces": in_pieces,
    "among 3,000": among_many,
    "jobs": by_several_processes,
    "look-ahead": as_announced,
}
"""Other ways to write and to judge the same; nothing where a way does not fit a document."""
