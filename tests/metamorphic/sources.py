"""Documents under guard: examples of packs, scenarios of oracles, examples of the product, random ones."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from hypothesis import Phase, given, settings

from microdep_rules.bom.load import load_document
from microdep_rules.lang.inline import bom_of, context_of
from microdep_rules.testing.examples import as_of_example, lists_as_of
from microdep_rules.vocabulary.resources import rules_folder
from microdep_rules.vocabulary.terms import extended_by
from microdep_rules.workspace import shipped_packs
from tests.metamorphic.cases import Case, Documents, Record
from tests.oracles.cases import QUIETLY
from tests.packs.laws import LAWS, Law
from tests.packs.loading import shipped_pack
from tests.packs.side_by_side import AS_OF
from tests.properties.chance import Chance
from tests.properties.documents import flat_document, full_document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.lang import ir

EXAMPLES = rules_folder().parent / "examples"
ORACLES = (*LAWS, Law("eu-critical-raw-materials", basis="placing_on_market"))
DRAWN = 40
"""Documents that are drawn for each oracle."""
RANDOM = 12
"""Random documents that every pack judges."""


def variants_of(pack: str) -> tuple[str, ...]:
    """Variants of a pack, that which runs when none is chosen first."""
    usual = shipped_pack(pack)
    return (usual.variant, *(variant for variant in usual.variants if variant != usual.variant))


def every_case() -> Iterator[Case]:
    """All documents under guard."""
    yield from examples()
    yield from scenarios()
    yield from product_examples()
    yield from drawn()
    yield from random_documents()


# ---- examples of packs ---------------------------------------------------------------------------


@cache
def examples() -> tuple[Case, ...]:
    """The examples of all packs; one of no variant in that which runs when none is chosen."""
    return tuple(_examples())


def _examples() -> Iterator[Case]:
    for name in shipped_packs.list_packs_with_rules():
        for number, variant in enumerate(variants_of(name)):
            pack = shipped_pack(name, variant)
            meant = {variant, ""} if number == 0 else {variant}
            for at, each in enumerate(pack.examples):
                if each.variant in meant:
                    yield _example(pack, each, f"{name}:{at} {each.text}")


def _example(pack: ir.Pack, example: ir.Example, name: str) -> Case:
    words = extended_by(pack.terms)
    if example.bom is not None and example.bom.file:
        path = rules_folder() / pack.name / example.bom.file
        bom = content(path.name, path.read_bytes())
    else:
        bom = bom_of([*pack.background, *([example.bom] if example.bom is not None else [])], words).content
    contexts = [*pack.background_context, *([example.context] if example.context is not None else [])]
    context = dict(context_of(contexts, words).content) if contexts else {}
    context.pop("as_of", None)
    context.pop("lists_as_of", None)
    documents, days = Documents(bom, context), (as_of_example(pack, example), lists_as_of(pack, example))
    return Case(name, "example", pack.name, pack.variant, documents, *days)


def content(name: str, data: bytes, kind: Any = "bom") -> Record:
    """What is written in a file."""
    found = load_document(name, data, kind=kind).value
    assert found is not None, name
    return dict(found)


# ---- scenarios of oracles, and what their strategies draw ----------------------------------------


def _given(law: Law, context: Record) -> Record:
    """A context with the day that decides, which oracles take from the day that is asked about."""
    return dict.fromkeys(law.basis.split(), str(AS_OF)) | context


def scenarios() -> Iterator[Case]:
    """The documents of the oracles, with verdicts worked out by hand."""
    for law in ORACLES:
        for scenario in law.scenarios:
            for variant in law.of(scenario):
                documents = Documents(scenario.document, _given(law, scenario.context))
                name = f"{law.pack} scenario {scenario.id}"
                yield Case(name, "scenario", law.pack, variant, documents, AS_OF, law.lists_as_of)


def drawn() -> Iterator[Case]:
    """Documents from the strategies of the oracles, the same in every run."""
    for law in ORACLES:
        for number, (document, context) in enumerate(_drawn(law.pack)):
            documents = Documents(document, _given(law, context))
            variant = law.variants[number % len(law.variants)]
            name = f"{law.pack} drawn {number}"
            yield Case(name, "drawn", law.pack, variant, documents, AS_OF, law.lists_as_of)


@cache
def _drawn(pack: str) -> tuple[tuple[Record, Record], ...]:
    found: list[tuple[Record, Record]] = []
    oracle = import_module(f"tests.oracles.{pack.replace('-', '_')}.strategies")

    @settings(QUIETLY, max_examples=DRAWN, derandomize=True, database=None, phases=[Phase.generate])
    @given(oracle.documents())
    def draw(pair: tuple[Record, Record]) -> None:
        found.append(pair)

    draw()
    return tuple(found)


# ---- examples of the product, and random documents -----------------------------------------------


def product_examples() -> Iterator[Case]:
    """The documents in `examples/`, judged by every pack."""
    for folder, context in (("founding-example", ""), ("quadcopter", "contract.yaml")):
        beside = EXAMPLES / folder / context if context else None
        deal = content(beside.name, beside.read_bytes(), "context") if beside is not None else {}
        for path in sorted((EXAMPLES / folder).glob("*.yaml")):
            if path.name.startswith(("context", "waivers")):
                continue
            documents = Documents(content(path.name, path.read_bytes()), deal)
            yield from _by_every_pack(f"{folder}/{path.name}", "product", documents)


def random_documents() -> Iterator[Case]:
    """Random documents, judged by every pack."""
    for seed in range(RANDOM):
        make = full_document if seed % 4 else flat_document
        yield from _by_every_pack(f"random {seed}", "random", Documents(make(Chance(seed))))


def _by_every_pack(name: str, source: str, documents: Documents) -> Iterator[Case]:
    for pack in shipped_packs.list_packs_with_rules():
        for variant in variants_of(pack):
            yield Case(f"{pack} on {name}", source, pack, variant, documents, AS_OF)
