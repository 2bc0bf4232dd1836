"""Check of large JSON documents in one pass: components are read, validated and checked in chunks.

The document must be a flat list of components without errors, claims and links between components. Each rule
must be about one component, or about sums over all components. All other documents are read as a whole, with
the same result, but more slowly.
"""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from microdep_rules.bom import own_fields, own_statements
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
from microdep_rules.engine.programs import is_program
from microdep_rules.engine.state import BudgetExceededError
from microdep_rules.engine.streaming.evaluation import StreamingEvaluation, sort_rules
from microdep_rules.engine.streaming.product import NeedsTheWholeError
from microdep_rules.lang.pack_fields import kinds_of
from microdep_rules.output.checked import MOST_OUTCOMES, CheckedDocument
from microdep_rules.pipeline.documents import pause_collector
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
    from microdep_rules.engine.query import Query
    from microdep_rules.engine.streaming.stream import Parts, ShortFinding
    from microdep_rules.lang import ir

MOST_WARNED = 10_000
"""Largest number of components with warnings that are stored; outputs show fewer of them."""
GROUPS = 8
"""Number of parts into which a chunk is divided, again and again, to find the components with warnings."""
SEVERAL = 2
ELSEWHERE = frozenset({"children", "inputs", "alternates", "claims"})
"""Fields that are not allowed in one pass; a document with such a field is read as a whole."""


COSTS = frozenset({"costs", "unit_cost"})
OF_THE_LIST = 1
"""Depth at which the list of components is nested in the document."""


class LargeDocument:
    """Large document, and the evaluation of rules on it."""

    def __init__(
        self, path: str, data: bytes, context: LoadedDocument | None, packs: Sequence[ir.Pack]
    ) -> None:
        for pack in packs:
            sort_rules(pack)
        self.pieces: Pieces = split(data)
        terms = tuple(dict.fromkeys(term for pack in packs for term in pack.terms))
        self.words, self.on_route = extended_by(terms), load_stages(terms).on_route
        self.packs = packs
        self.context = context
        self.path = path
        self.ids: set[str] = set()
        self.costs: dict[str, Fraction] = {}
        """Total costs of the components in the currency of the contract, by kind of cost."""
        self.numbers: set[tuple[str, str]] = set()
        self.warns = True
        """True if the caller needs the components with warnings."""
        self.warned: list[tuple[int, dict[str, Any]]] = []
        """Components with warnings, each with its position in the file."""
        self.evidence: dict[str, int] = {}
        """Position of every evidence record in its list, by the id of the record."""
        self.always: list[int] = []
        """Positions of the evidence records that the document names outside its components."""
        self.parties: dict[str, int] = {}
        """Position of every party in its list, by the id and by the name of the party."""
        self.bom, problems = self._build([])
        head = self.pieces.head
        if problems or head.get("document", {}).get("product") is not None:
            raise ComplexJsonError
        self.evidence = {record["id"]: number for number, record in enumerate(head.get("evidence", ()))}
        for number, party in enumerate(head.get("parties", ())):
            self.parties |= dict.fromkeys(
                {party.get("id"), party.get("name"), slug(party.get("name", ""))}, number
            )
        beside = _evidence_in({key: value for key, value in head.items() if key != "evidence"})
        self.always = [self.evidence[id_] for id_ in beside if id_ in self.evidence]
        exceptions = {
            exception.name for pack in packs for rule in pack.rules for exception in rule.exceptions
        }
        self.own = kinds_of(packs)
        if check_claims(self.bom, exceptions) or own_fields.check(self.bom, self.own, self.words):
            raise ComplexJsonError
        if own_statements.check(self.bom, self.own, self.words):
            raise ComplexJsonError

    def judges(self, query: Query) -> list[StreamingEvaluation]:
        """Return one evaluation for each pack; an evaluation takes components in chunks."""
        return [StreamingEvaluation(pack, self.bom, query, self.on_route) for pack in self.packs]

    def __iter__(self) -> Iterator[Parts]:
        """Yield the valid components in chunks.

        At the end, raise `ComplexJsonError` if the text may have duplicate keys, because a value could then
        be lost.
        """
        keys, programs_only = self.pieces.keys, True
        for first, components in self.pieces:
            keys += count_keys(components, OF_THE_LIST)
            if any(
                component.__class__ is not dict or not ELSEWHERE.isdisjoint(component)
                for component in components
            ):
                raise ComplexJsonError
            parts = list(enumerate(components, first))
            self._store_warned(parts)
            if any(map(_has_claims, components)):
                raise ComplexJsonError
            if self.own and not all(
                own_fields.has_declared_kinds(component, self.own, self.words, self.evidence)
                for component in components
            ):
                raise ComplexJsonError
            self._require_unique(components)
            self._add_costs(components)
            programs_only = programs_only and all(map(is_program, components))
            yield parts
        if programs_only:  # the whole document is needed to skip rules about hardware
            raise ComplexJsonError
        self.pieces.keys = keys
        self.pieces.check_keys()

    def _store_warned(self, parts: Parts) -> None:
        """Store the components with warnings; raise `ComplexJsonError` for an invalid component."""
        problems = self._build([component for _, component in parts])[1]
        if not problems or not self.warns or len(self.warned) >= MOST_WARNED:
            return
        if len(parts) == 1:
            self.warned += parts
            return
        size = -(-len(parts) // GROUPS)
        for start in range(0, len(parts), size):
            self._store_warned(parts[start : start + size])

    def _add_costs(self, components: list[dict[str, Any]]) -> None:
        """Add the costs of components; raise an error if a sum exceeds the contract value.

        The document is then read as a whole.
        """
        if any(COSTS & component.keys() and has_comparable_costs(component) for component in components):
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
        """Raise `ComplexJsonError` if the costs of one component contradict each other."""
        bom = self._build([component for component in components if has_comparable_costs(component)])[0]
        if any(any(contradicting_prices(prices(bom, component))) for component in bom.components.values()):
            raise ComplexJsonError

    def warnings(self, source: SourceFile) -> list[Diagnostic]:
        """Return the warnings about the components of a finished document."""
        if not self.warned:
            return []
        spans = spans_of(source)
        spans.open(spans.root)
        assert spans.root.fields is not None
        listed = spans.root.fields["components"].place
        places = self.pieces.places(listed.start, [number for number, _ in self.warned])
        listed.items, listed.opened = [Place(*place, opened=False) for place in places], True
        return in_order(self._build([component for _, component in self.warned], spans)[1])

    def _build(
        self, components: list[dict[str, Any]], spans: Spans | None = None
    ) -> tuple[Bom, list[Diagnostic]]:
        """Return the document with only these components, and its warnings.

        Raise `ComplexJsonError` for errors in the document.
        """
        spans = spans or nowhere(SourceFile(self.path, ""))
        # A single component would be the product, which has no quantity.
        besides = [{"name": "something else"}] if len(components) < SEVERAL else []
        value = {**self._fields_without_components(components), "components": [*components, *besides]}
        loaded = check_document(LoadedDocument(spans.source, value, [], spans))
        if not components and loaded.value is not None:
            loaded = replace(loaded, value={**value, "components": []})
        bom, problems = build(loaded, self.context, on_route=self.on_route)
        problems += [*loaded.diagnostics, *check_words([loaded, self.context], self.words)]
        if bom is None or has_errors(problems):
            raise ComplexJsonError
        return bom, problems

    def _fields_without_components(self, components: list[dict[str, Any]]) -> dict[str, Any]:
        """Return all fields of the document except the components.

        The lists of parties and evidence contain only the entries that `components` name, because the whole
        lists may be very long. All entries were validated before.
        """
        head = self.pieces.head
        if components and self.evidence:
            numbers = {self.evidence[id_] for id_ in _evidence_in(components) if id_ in self.evidence}
            selected = sorted({*numbers, *self.always})
            head = {**head, "evidence": [head["evidence"][number] for number in selected]}
        if components and self.parties:
            head = {**head, "parties": self._parties_of(components)}
        return head

    def _parties_of(self, components: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return the parties that components name, and the parties that these parties name."""
        listed = self.pieces.head["parties"]
        selected: set[int] = set()
        waiting = {self.parties[text] for text in texts_in(components) if text in self.parties}
        while waiting:
            selected |= waiting
            named = texts_in([listed[number] for number in waiting])
            waiting = {self.parties[text] for text in named if text in self.parties} - selected
        return [listed[number] for number in sorted(selected)]

    def _require_unique(self, components: list[dict[str, Any]]) -> None:
        """Raise an error if two components share an id, or a manufacturer and its part number."""
        ids = [component.get("id") or slug(component["name"]) for component in components]
        before = len(self.ids)
        self.ids.update(ids)
        if len(self.ids) != before + len(ids) or self.bom.product.id in self.ids:
            raise ComplexJsonError
        pairs = [
            (maker, number)
            for component in components
            if (maker := _plain_value(component, "manufacturer")) is not None
            and (number := _plain_value(component, "mpn")) is not None
        ]
        before = len(self.numbers)
        self.numbers.update(pairs)
        if len(self.numbers) != before + len(pairs):
            raise ComplexJsonError


def _plain_value(component: dict[str, Any], key: str) -> str | None:
    """Return the value of a fact as text, from a text or from an object with a value."""
    raw = component.get(key)
    return raw if raw.__class__ is str else exact(raw)


def _evidence_in(value: object) -> Iterator[str]:
    """Yield the ids of the evidence that a value names at any depth."""
    waiting = [value]
    while waiting:
        entry = waiting.pop()
        if isinstance(entry, dict):
            named = entry.get("evidence")
            yield from filter(_is_text, named if isinstance(named, list) else [named])
            waiting += entry.values()
        elif isinstance(entry, list):
            waiting += entry


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _has_claims(component: dict[str, Any]) -> bool:
    return any("claims" in material for material in component.get("materials", ()))


def check_in_pieces(  # noqa: PLR0913 - the document, the packs, and the options
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
    """Check a large document with every rule; return `None` if the document must be read as a whole.

    If there are more than `most` outcomes, some outcomes are only counted. `opening` opens the evidence files
    of the document.
    """
    try:
        with pause_collector():
            large = LargeDocument(path, data, context, packs)
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
            results = [judge.outcomes() for judge in judges]
    except (ComplexJsonError, NeedsTheWholeError, BudgetExceededError, RecursionError):
        return None  # the reader of whole documents reports the cause
    source = SourceFile(path, data.decode())
    read = replace(large.bom.file, source=source, spans=spans_of(source))
    files = {path: read} | ({context.path: context} if context is not None else {})
    outcomes = tuple(outcome for outcomes_of_pack, _ in results for outcome in outcomes_of_pack)
    components = {index: data for _, indexed in results for index, data in indexed.items()}
    bom = with_components(
        replace(large.bom, file=read), sorted(components.items(), key=lambda entry: entry[0]), large.on_route
    )
    warnings = tuple(large.warnings(source))
    size = len(large.pieces.components)
    return CheckedDocument(path, bom, outcomes, warnings, files, evidence=evidence, size=size)


def stream_findings(
    path: str, data: bytes, packs: Sequence[ir.Pack], query: Query, take: Callable[[ShortFinding], None]
) -> int:
    """Call `take` with each finding (verdict, rule, component); return the number of all other outcomes.

    Later changes of verdicts are not searched. Raise `ComplexJsonError` if the document cannot be read in one
    pass, and `NeedsTheWholeError` if a rule cannot be evaluated in one pass.
    """
    with pause_collector():
        large = LargeDocument(path, data, None, packs)
        large.warns = False
        judges = large.judges(replace(query, horizon=timedelta(0), explained=False))
        for parts in large:
            for judge in judges:
                for finding in judge.findings(parts):
                    take(finding)
        for judge in judges:
            for finding in judge.last_findings():
                take(finding)
    return sum(judge.counted() for judge in judges)
