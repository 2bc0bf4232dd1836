"""Lines of a sign-off about the contract facts, and about the laws that do not apply because of them.

Facts that make a law inapplicable come first, then facts that a rule read. Each line shows the value of a
fact and the documents that state it. Each kind of line has its own limit, so that a long list of equipment
leaves space for other facts.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from microdep_rules.signing.verdict_settings import name_of
from microdep_rules.vocabulary.blanks import as_value, closed_up, cut

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from microdep_rules.signing.scope import RecordDocument

NO_FACTS = "no contract facts were stated"
NOT_READ = "not read: the document or the context could not be used"
MOST_RELIED_ON, MOST_FACTS = 1_000, 40
"""Largest number of lines for determinations and waivers, and for entries of other lists, such as equipment.
"""
_MOST = {
    "switching": 300,
    "read": 200,
    "law": 200,
    "stated": 200,
    "none": 2,
    "relied on": MOST_RELIED_ON,
    "listed": MOST_FACTS,
}
"""Largest number of lines of each kind, in the order of the kinds.

A sign-off must stay short, so it states only the number of omitted lines. The record contains all lines.
"""
MOST_VALUES = 20
"""Largest number of values shown for one fact; the values that make a law inapplicable come first."""
MOST_RULES, MOST_CAUSES, MOST_NAMED = 12, 3, 2
"""Largest numbers of rules, of causes (such as `seller is dealer`), and of document names in one line."""
LONGEST_VALUE = 200
LONGEST_CAUSE = 60


class ContractFact(Struct):
    """Contract fact of a record; a determination also has a last day."""

    name: str
    value: str
    through: str | None = None
    read: bool = False

    @property
    def is_of_a_list(self) -> bool:
        """Return whether the fact is an entry of a list, with a name such as `equipment 3`."""
        return " " in self.name

    @property
    def is_relied_on(self) -> bool:
        """Return whether the fact is a determination or a waiver, on which verdicts can rely."""
        return self.through is not None or self.name.startswith(("determination", "waiver"))


class InapplicableRule(Struct):
    """Rule that does not apply to a document, with the contract facts that are the reason."""

    rule: str
    contract: list[str] = []


class _FactValue(NamedTuple):
    """One value of a contract fact, with the paths of the documents that state this value."""

    fact: ContractFact
    paths: list[str]


def contract_lines(documents: Sequence[RecordDocument], unapplied: Collection[str] = ()) -> Iterator[str]:
    """Return a line for each contract fact, and lines about the laws that do not apply because of a fact.

    `unapplied` has the names of the packs of which no rule applied.
    """
    by_name, lines = _by_name(documents), {rank: list[str]() for rank in _MOST}
    switched = _switching_documents(documents)
    ranks = {name: _kind_of_fact(v[0].fact, v, switches=name in switched) for name, v in by_name.items()}
    many = Counter(ranks.values())
    for name, values in by_name.items():
        rank = ranks[name]
        by_it = switched.get(name, set())
        ordered = sorted(values, key=lambda value: by_it.isdisjoint(value.paths)) if by_it else values
        fact_lines = [_fact_line(value, len(documents)) for value in ordered]
        if rank in {"switching", "read"}:
            fact_lines += _missing_lines(name, values, documents)
        share = min(MOST_VALUES, max(2, _MOST[rank] // many[rank]))
        if not values[0].fact.is_of_a_list and (left := len(fact_lines[share:])):
            fact_lines = [
                *fact_lines[:share],
                f"{cut(closed_up(name), LONGEST_VALUE)}: {left} further values, in record.json",
            ]
        lines[rank] += fact_lines
    lines["law"] += _law_lines(documents, unapplied)
    lines["none"] += _empty_document_lines(documents)
    shown = [line for rank, most in _MOST.items() for line in lines[rank][:most]]
    left = sum(len(lines[rank][most:]) for rank, most in _MOST.items())
    if len(documents) > 1 and len(shown) > len(lines["none"]) and _are_equal(documents):
        yield f"the same for {len(documents)} documents"
    yield from shown or [NO_FACTS]
    if left:
        yield f"and {left} more, in record.json"


def _are_equal(documents: Sequence[RecordDocument]) -> bool:
    """Return whether all documents state the same contract facts."""
    facts = ([(fact.name, fact.value) for fact in document.contract] for document in documents)
    first = next(facts)
    return all(other == first for other in facts)


def _switching_documents(documents: Iterable[RecordDocument]) -> dict[str, set[str]]:
    """Return, for each fact that makes a law inapplicable, the paths of the documents with this fact."""
    paths: dict[str, set[str]] = {}
    for document in documents:
        for name in {name for rule in document.not_applicable for name in rule.contract}:
            paths.setdefault(name, set()).add(document.path)
    return paths


def _kind_of_fact(fact: ContractFact, values: Iterable[_FactValue], *, switches: bool) -> str:
    """Return the kind of a fact (a key of `_MOST`), which decides the place of its line in the sign-off."""
    if fact.is_relied_on:
        return "relied on"
    if fact.is_of_a_list:
        return "listed"
    return "switching" if switches else "read" if any(value.fact.read for value in values) else "stated"


def _by_name(documents: Iterable[RecordDocument]) -> dict[str, list[_FactValue]]:
    """Return a dictionary from each fact's name to its different values, in the order of the documents."""
    by_name: dict[str, dict[str, _FactValue]] = {}
    for document in documents:
        for fact in document.contract:
            values = by_name.setdefault(fact.name, {})
            values.setdefault(fact.value, _FactValue(fact, [])).paths.append(document.path)
    return {name: list(values.values()) for name, values in by_name.items()}


def _fact_line(value: _FactValue, documents: int) -> str:
    fact = value.fact
    line = f"{cut(closed_up(fact.name), LONGEST_VALUE)}: {as_value(fact.value, LONGEST_VALUE)}"
    return line + _documents_note(value.paths, documents)


def _documents_note(paths: Sequence[str], documents: int) -> str:
    """Return a note such as `(1 of 45 documents: a.yaml)`; empty if the note would name all documents.

    >>> _documents_note(["a.yaml"], 1), _documents_note(["a.yaml"], 45)
    ('', ' (1 of 45 documents: a.yaml)')
    >>> _documents_note(["f and 44 more.yaml", "b.yaml", "c.yaml"], 45)
    ' (3 of 45 documents: "f and 44 more.yaml", b.yaml, …)'
    """
    if len(paths) == documents:
        return ""
    named = ", ".join([*map(name_of, paths[:MOST_NAMED]), *(["…"] if paths[MOST_NAMED:] else [])])
    return f" ({len(paths)} of {documents} documents: {named})"


def _missing_lines(
    name: str, values: Sequence[_FactValue], documents: Sequence[RecordDocument]
) -> Iterator[str]:
    """Return a line with the number of documents that have contract facts, but not this fact."""
    having = {path for value in values for path in value.paths}
    lacking = [document.path for document in documents if document.contract and document.path not in having]
    if lacking:
        yield f"{cut(closed_up(name), LONGEST_VALUE)}: not stated{_documents_note(lacking, len(documents))}"


def _empty_document_lines(documents: Sequence[RecordDocument]) -> Iterator[str]:
    """Return a line about documents without contract facts, and a line about documents that were not read."""
    if all(not document.contract and document.verdict != "invalid" for document in documents):
        return
    for words, is_invalid in ((NO_FACTS, False), (NOT_READ, True)):
        paths = [e.path for e in documents if not e.contract and (e.verdict == "invalid") == is_invalid]
        if paths:
            yield words + _documents_note(paths, len(documents))


def _law_lines(documents: Sequence[RecordDocument], unapplied: Collection[str]) -> Iterator[str]:
    """Return one line for each pack whose rules do not apply, with the contract facts that cause this.

    If only some rules of a pack do not apply, the line names these rules.
    """
    causes_by_pack: dict[tuple[str, tuple[str, ...], tuple[str, ...]], dict[str, list[str]]] = {}
    for document in documents:
        values = {fact.name: fact.value for fact in document.contract}
        rules: dict[tuple[str, tuple[str, ...]], list[str]] = {}
        for inapplicable in document.not_applicable:
            if names := tuple(name for name in inapplicable.contract if name in values):
                pack, _, rule = inapplicable.rule.partition("/")
                rules.setdefault((pack, names), []).append(rule)
        for (pack, names), rule_names in rules.items():
            key = (pack, names, () if pack in unapplied else tuple(dict.fromkeys(rule_names)))
            cause = " and ".join(f"{name} is {as_value(values[name], LONGEST_CAUSE)}" for name in names)
            causes_by_pack.setdefault(key, {}).setdefault(cause, []).append(document.path)
    for (pack, _, named), causes in causes_by_pack.items():
        paths = [path for cause_paths in causes.values() for path in cause_paths]
        because = ", or ".join(
            [*list(causes)[:MOST_CAUSES], *(["other values"] if len(causes) > MOST_CAUSES else [])]
        )
        note = _documents_note(paths, len(documents))
        yield f"{pack}{_rules_note(named)}: not applicable, as {because}{note}"


def _rules_note(rules: Sequence[str]) -> str:
    """Return the names of rules in brackets; after the first `MOST_RULES` names, give only a number.

    >>> _rules_note([]), _rules_note(["a", "b"])
    ('', ' (a, b)')
    """
    left = len(rules[MOST_RULES:])
    named = [*rules[:MOST_RULES], *([f"{left} further rules"] if left else [])]
    return f" ({', '.join(named)})" if named else ""
