"""A large JSON document, gone through once: read, validated and judged some components at a time.

Only a flat list of parts in which nothing is wrong or out of the ordinary is read this way, but for what
there is to warn of, and only by rules that speak of one part at a time, or of sums over all. Everything else
is read as a whole, which says the same more slowly.
"""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from microdep_rules.bom import own_fields
from microdep_rules.bom.build import build
from microdep_rules.bom.claims import check_claims
from microdep_rules.bom.evidence_files import unproven
from microdep_rules.bom.excerpts import with_components
from microdep_rules.bom.facts import exact
from microdep_rules.bom.json_decoder import ComplexJsonError, count_keys
from microdep_rules.bom.json_reader import spans_of
from microdep_rules.bom.load import LoadedDocument, check_document
from microdep_rules.bom.overruns import contradicting_prices, flat_cost, has_comparable_costs, prices
from microdep_rules.bom.pieces import split
from microdep_rules.bom.spans import Place, nowhere
from microdep_rules.bom.walk import texts_in
from microdep_rules.bom.words import check_words
from microdep_rules.bom.zero_amounts import bounds_of
from microdep_rules.diagnostics import has_errors, in_order
from microdep_rules.engine.once.once import Once, sorted_out
from microdep_rules.engine.once.product import NeedsTheWholeError
from microdep_rules.engine.programs import is_program
from microdep_rules.engine.state import BudgetExceededError
from microdep_rules.lang.pack_fields import kinds_of
from microdep_rules.output.checked import MOST_OUTCOMES, CheckedDocument
from microdep_rules.pipeline.documents import without_collector
from microdep_rules.source import SourceFile
from microdep_rules.vocabulary.slugs import slug
from microdep_rules.vocabulary.stages import load_stages
from microdep_rules.vocabulary.terms import extended_by

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from microdep_rules.bom.model import Bom
    from microdep_rules.bom.pieces import Pieces
    from microdep_rules.bom.spans import Spans
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.engine.once.stream import Parts, Said
    from microdep_rules.engine.query import Query
    from microdep_rules.lang import ir

MOST_WARNED = 10_000
"""So many parts that are warned of are noted: of far fewer anything is shown."""
GROUPS = 8
"""Components of which there is something to warn are looked for among so many groups, and again in each."""
SEVERAL = 2
ELSEWHERE = frozenset({"children", "inputs", "alternates", "claims"})
"""Fields of a part by which it is more than a row of a flat list."""


COSTS = frozenset({"costs", "unit_cost"})
OF_THE_LIST = 1
"""Level of the list of components: it stands in the document."""


class Large:
    """One large document, with the rules of some packs."""

    def __init__(
        self, path: str, data: bytes, context: LoadedDocument | None, packs: Sequence[ir.Pack]
    ) -> None:
        for each in packs:
            sorted_out(each)
        self.pieces: Pieces = split(data)
        terms = tuple(dict.fromkeys(term for each in packs for term in each.terms))
        self.words, self.on_route = extended_by(terms), load_stages(terms).on_route
        self.packs = packs
        self.context = context
        self.path = path
        self.ids: set[str] = set()
        self.costs: dict[str, Fraction] = {}
        """What the components cost together, by kinds of cost in the currency of the contract."""
        self.numbers: set[tuple[str, str]] = set()
        self.warns = True
        """Whether somebody asks which components there is something to warn of."""
        self.warned: list[tuple[int, dict[str, Any]]] = []
        """The parts of which there is something to warn, by their places in the file."""
        self.evidence: dict[str, int] = {}
        """Every paper by its id, as its number in the list."""
        self.always: list[int] = []
        """What is named by anything but parts."""
        self.parties: dict[str, int] = {}
        """Every party by its id and by its name, as its number in the list."""
        self.bom, problems = self._built([])
        head = self.pieces.head
        if problems or head.get("document", {}).get("product") is not None:
            raise ComplexJsonError
        self.evidence = {each["id"]: number for number, each in enumerate(head.get("evidence", ()))}
        for number, each in enumerate(head.get("parties", ())):
            self.parties |= dict.fromkeys(
                {each.get("id"), each.get("name"), slug(each.get("name", ""))}, number
            )
        beside = _evidence_in({key: each for key, each in head.items() if key != "evidence"})
        self.always = [self.evidence[id_] for id_ in beside if id_ in self.evidence]
        exceptions = {
            exception.name for pack in packs for rule in pack.rules for exception in rule.exceptions
        }
        self.own = kinds_of(packs)
        if check_claims(self.bom, exceptions) or own_fields.check(self.bom, self.own, self.words):
            raise ComplexJsonError

    def judges(self, query: Query) -> list[Once]:
        """The rules of every pack, ready for the parts."""
        return [Once(pack, self.bom, query, self.on_route) for pack in self.packs]

    def __iter__(self) -> Iterator[Parts]:
        """The components in chunks, each valid and sound; at the end it is shown that no key was lost."""
        keys, programs_only = self.pieces.keys, True
        for first, components in self.pieces:
            keys += count_keys(components, OF_THE_LIST)
            if any(
                component.__class__ is not dict or not ELSEWHERE.isdisjoint(component)
                for component in components
            ):
                raise ComplexJsonError
            parts = list(enumerate(components, first))
            self._look_at(parts)
            if any(map(_claims, components)):
                raise ComplexJsonError
            if self.own and not all(
                own_fields.is_sound(component, self.own, self.words) for component in components
            ):
                raise ComplexJsonError
            self._name(components)
            self._add_costs(components)
            programs_only = programs_only and all(map(is_program, components))
            yield parts
        if programs_only:  # rules about hardware are set aside where the whole is known
            raise ComplexJsonError
        self.pieces.keys = keys
        self.pieces.prove()

    def _look_at(self, parts: Parts) -> None:
        """Notes the components of which there is something to warn; `NotPlainError` where one is wrong."""
        found = self._built([each for _, each in parts])[1]
        if not found or not self.warns or len(self.warned) >= MOST_WARNED:
            return
        if len(parts) == 1:
            self.warned += parts
            return
        size = -(-len(parts) // GROUPS)
        for start in range(0, len(parts), size):
            self._look_at(parts[start : start + size])

    def _add_costs(self, components: list[dict[str, Any]]) -> None:
        """Notes what components cost; where that is more than the contract is worth, the whole is read."""
        if any(COSTS & each.keys() and has_comparable_costs(each) for each in components):
            self._compare_costs(components)
        contract = self.bom.context
        value = contract.data.get("value") if contract is not None else None
        most = bounds_of(value).high
        if not isinstance(value, dict) or most is None:
            return
        for component in components:
            for (kind, currency), cost in flat_cost(component).items() if COSTS & component.keys() else ():
                if currency == value.get("currency"):
                    self.costs[kind] = self.costs.get(kind, Fraction(0)) + cost
        if any(cost > most for cost in self.costs.values()):
            raise ComplexJsonError

    def _compare_costs(self, components: list[dict[str, Any]]) -> None:
        """Raises `NotPlainError` where costs of one component cannot all be true."""
        bom = self._built([component for component in components if has_comparable_costs(component)])[0]
        if any(any(contradicting_prices(prices(bom, component))) for component in bom.components.values()):
            raise ComplexJsonError

    def warnings(self, source: SourceFile) -> list[Diagnostic]:
        """What there is to warn of in the parts of a document that was gone through."""
        if not self.warned:
            return []
        spans = spans_of(source)
        spans.open(spans.root)
        assert spans.root.fields is not None
        listed = spans.root.fields["components"].place
        places = self.pieces.places(listed.start, [number for number, _ in self.warned])
        listed.items, listed.opened = [Place(*place, opened=False) for place in places], True
        return in_order(self._built([each for _, each in self.warned], spans)[1])

    def _built(
        self, components: list[dict[str, Any]], spans: Spans | None = None
    ) -> tuple[Bom, list[Diagnostic]]:
        """A document of these components alone, and what there is to warn of; no error is in it."""
        spans = spans or nowhere(SourceFile(self.path, ""))
        # One part alone would be the product, of which nothing says how often it is used.
        besides = [{"name": "something else"}] if len(components) < SEVERAL else []
        value = {**self._head(components), "components": [*components, *besides]}
        loaded = check_document(LoadedDocument(spans.source, value, [], spans))
        if not components and loaded.value is not None:
            loaded = replace(loaded, value={**value, "components": []})
        bom, problems = build(loaded, self.context, on_route=self.on_route)
        problems += [*loaded.diagnostics, *check_words([loaded, self.context], self.words)]
        if bom is None or has_errors(problems):
            raise ComplexJsonError
        return bom, problems

    def _head(self, components: list[dict[str, Any]]) -> dict[str, Any]:
        """What stands beside the components, of the parties and the evidence only what they name.

        There may be as many as there are parts, and each was looked at before.
        """
        head = self.pieces.head
        if components and self.evidence:
            found = {self.evidence[id_] for id_ in _evidence_in(components) if id_ in self.evidence}
            kept = sorted({*found, *self.always})
            head = {**head, "evidence": [head["evidence"][number] for number in kept]}
        if components and self.parties:
            head = {**head, "parties": self._parties_of(components)}
        return head

    def _parties_of(self, components: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The parties that components name, and those that these name."""
        listed = self.pieces.head["parties"]
        kept: set[int] = set()
        waiting = {self.parties[text] for text in texts_in(components) if text in self.parties}
        while waiting:
            kept |= waiting
            named = texts_in([listed[number] for number in waiting])
            waiting = {self.parties[text] for text in named if text in self.parties} - kept
        return [listed[number] for number in sorted(kept)]

    def _name(self, components: list[dict[str, Any]]) -> None:
        """No two components are one: neither by their ids nor by the numbers of their makers."""
        ids = [component.get("id") or slug(component["name"]) for component in components]
        before = len(self.ids)
        self.ids.update(ids)
        if len(self.ids) != before + len(ids) or self.bom.product.id in self.ids:
            raise ComplexJsonError
        made = [
            (maker, number)
            for component in components
            if (maker := _stated(component, "manufacturer")) is not None
            and (number := _stated(component, "mpn")) is not None
        ]
        before = len(self.numbers)
        self.numbers.update(made)
        if len(self.numbers) != before + len(made):
            raise ComplexJsonError


def _stated(component: dict[str, Any], key: str) -> str | None:
    """The one plain value of a fact, whatever form it is written in."""
    raw = component.get(key)
    return raw if raw.__class__ is str else exact(raw)


def _evidence_in(value: object) -> Iterator[str]:
    """The ids of evidence that a value names, with all that is in it."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            named = each.get("evidence")
            yield from filter(_is_text, named if isinstance(named, list) else [named])
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _claims(component: dict[str, Any]) -> bool:
    return any("claims" in each for each in component.get("materials", ()))


def checked_in_pieces(  # noqa: PLR0913 - the document, what it is judged by, and how
    path: str,
    data: bytes,
    context: LoadedDocument | None,
    packs: Sequence[ir.Pack],
    query: Query,
    progress: Callable[[int, int], None] | None = None,
    *,
    most: int = MOST_OUTCOMES,
    opening: Callable[[CheckedDocument], CheckedDocument] | None = None,
) -> CheckedDocument | None:
    """A large document with what every rule says of it; nothing where it has to be read as a whole.

    `most` is how many outcomes there may be at most for all of them to be listed, as they are of a whole.
    `opening` opens the files of its evidence.
    """
    try:
        with without_collector():
            large = Large(path, data, context, packs)
            if len(large.pieces.components) * sum(len(pack.rules) for pack in packs) <= most:
                return None
            whole = CheckedDocument(path, large.bom)
            evidence = opening(whole).evidence if opening is not None else whole.evidence
            judges = large.judges(replace(query, unproven=unproven(evidence)))
            for parts in large:
                if progress is not None:
                    progress(parts[0][0], len(large.pieces.components))
                for judge in judges:
                    judge.add(parts)
            found = [judge.outcomes() for judge in judges]
    except (ComplexJsonError, NeedsTheWholeError, BudgetExceededError, RecursionError):
        return None  # as a whole it is told by rule
    source = SourceFile(path, data.decode())
    read = replace(large.bom.file, source=source, spans=spans_of(source))
    files = {path: read} | ({context.path: context} if context is not None else {})
    outcomes = tuple(outcome for each, _ in found for outcome in each)
    told = {index: data for _, each in found for index, data in each.items()}
    bom = with_components(
        replace(large.bom, file=read), sorted(told.items(), key=lambda each: each[0]), large.on_route
    )
    return CheckedDocument(path, bom, outcomes, tuple(large.warnings(source)), files, evidence=evidence)


def findings(
    path: str, data: bytes, packs: Sequence[ir.Pack], query: Query, told: Callable[[Said], None]
) -> int:
    """The verdict of every finding, by rule and part, as they are found; how many others were counted.

    Nothing is looked at ahead. `NotPlainError` where the document is not for this, `NeedsTheWholeError`
    where a rule is not.
    """
    with without_collector():
        large = Large(path, data, None, packs)
        large.warns = False
        judges = large.judges(replace(query, horizon=timedelta(0), explained=False))
        for parts in large:
            for judge in judges:
                for finding in judge.findings(parts):
                    told(finding)
        for judge in judges:
            for finding in judge.last_findings():
                told(finding)
    return sum(judge.counted() for judge in judges)
