"""The contract facts of a record as a signer reads and signs them, and the laws that they switch off.

First come the facts by which a law was switched off, then those that a rule read, each with its values and
the documents that have them. Determinations, equipment and the number of documents push none of them out.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from microdep_rules.signing.shaping import name_of
from microdep_rules.vocabulary.blanks import as_value, closed_up, cut

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from microdep_rules.signing.scope import Document

NO_FACTS = "no contract facts were stated"
NOT_READ = "not read: the document or the context could not be used"
MOST_RELIED_ON, MOST_FACTS = 1_000, 40
"""So many lines of facts on which outcomes rely, and of other entries of lists, as equipment."""
_MOST = {
    "switching": 300,
    "read": 200,
    "law": 200,
    "stated": 200,
    "none": 2,
    "relied on": MOST_RELIED_ON,
    "listed": MOST_FACTS,
}
"""The lines of a signer in their order, and so many of each kind: none pushes another one out.

The record has all, and what is left out is counted: a sign-off has to stay small enough to be read.
"""
MOST_VALUES = 20
"""So many values of one fact are shown, those first that switch a law off: it pushes out no other fact."""
MOST_RULES, MOST_CAUSES, MOST_NAMED = 12, 3, 2
"""In a line so many rules, combinations of values, and documents by name."""
LONGEST_VALUE = 200
LONGEST_CAUSE = 60


class Fact(Struct):
    """A contract fact of a record; a determination has a last day."""

    name: str
    value: str
    through: str | None = None
    read: bool = False

    @property
    def is_of_a_list(self) -> bool:
        """Return whether it is an entry of a list: its name has the id or the number of the entry."""
        return " " in self.name

    @property
    def is_relied_on(self) -> bool:
        """Return whether it is a determination or a waiver of an authority, on which outcomes rely."""
        return self.through is not None or self.name.startswith(("determination", "waiver"))


class NotApplied(Struct):
    """What does not apply, with the contract facts by which a rule applies to nothing in the document."""

    rule: str
    contract: list[str] = []


class _Stated(NamedTuple):
    """A value of a fact, and the paths of the documents that state it."""

    fact: Fact
    paths: list[str]


def lines_of(documents: Sequence[Document], unapplied: Collection[str] = ()) -> Iterator[str]:
    """The contract facts in lines, and the laws that do not apply because of one.

    `unapplied` are the packs of which no rule applied.
    """
    by_name, lines = _by_name(documents), {rank: list[str]() for rank in _MOST}
    switched = _switched_off(documents)
    ranks = {name: _rank(v[0].fact, v, switches=name in switched) for name, v in by_name.items()}
    many = Counter(ranks.values())
    for name, values in by_name.items():
        rank = ranks[name]
        by_it = switched.get(name, set())
        ordered = sorted(values, key=lambda value: by_it.isdisjoint(value.paths)) if by_it else values
        found = [_fact_line(each, len(documents)) for each in ordered]
        if rank in {"switching", "read"}:
            found += _not_stated(name, values, documents)
        share = min(MOST_VALUES, max(2, _MOST[rank] // many[rank]))
        if not values[0].fact.is_of_a_list and (left := len(found[share:])):
            found = [
                *found[:share],
                f"{cut(closed_up(name), LONGEST_VALUE)}: {left} further values, in record.json",
            ]
        lines[rank] += found
    lines["law"] += _laws(documents, unapplied)
    lines["none"] += _without_facts(documents)
    shown = [line for rank, most in _MOST.items() for line in lines[rank][:most]]
    left = sum(len(lines[rank][most:]) for rank, most in _MOST.items())
    if len(documents) > 1 and len(shown) > len(lines["none"]) and _are_equal(documents):
        yield f"the same for {len(documents)} documents"
    yield from shown or [NO_FACTS]
    if left:
        yield f"and {left} more, in record.json"


def _are_equal(documents: Sequence[Document]) -> bool:
    """Return whether all documents state the same contract facts."""
    facts = ([(fact.name, fact.value) for fact in document.contract] for document in documents)
    first = next(facts)
    return all(each == first for each in facts)


def _switched_off(documents: Iterable[Document]) -> dict[str, set[str]]:
    """The documents in which each fact switches a law off, by the name of the fact."""
    found: dict[str, set[str]] = {}
    for document in documents:
        for name in {name for off in document.not_applicable for name in off.contract}:
            found.setdefault(name, set()).add(document.path)
    return found


def _rank(fact: Fact, values: Iterable[_Stated], *, switches: bool) -> str:
    """The place of a fact among all, as `_MOST` orders them."""
    if fact.is_relied_on:
        return "relied on"
    if fact.is_of_a_list:
        return "listed"
    return "switching" if switches else "read" if any(value.fact.read for value in values) else "stated"


def _by_name(documents: Iterable[Document]) -> dict[str, list[_Stated]]:
    """The values of each fact by its name, in the order of the documents."""
    found: dict[str, dict[str, _Stated]] = {}
    for document in documents:
        for fact in document.contract:
            values = found.setdefault(fact.name, {})
            values.setdefault(fact.value, _Stated(fact, [])).paths.append(document.path)
    return {name: list(values.values()) for name, values in found.items()}


def _fact_line(stated: _Stated, documents: int) -> str:
    fact = stated.fact
    line = f"{cut(closed_up(fact.name), LONGEST_VALUE)}: {as_value(fact.value, LONGEST_VALUE)}"
    return line + _of(stated.paths, documents)


def _of(paths: Sequence[str], documents: int) -> str:
    """Of which documents a line is, where it is not of all.

    >>> _of(["a.yaml"], 1), _of(["a.yaml"], 45)
    ('', ' (1 of 45 documents: a.yaml)')
    >>> _of(["f and 44 more.yaml", "b.yaml", "c.yaml"], 45)
    ' (3 of 45 documents: "f and 44 more.yaml", b.yaml, …)'
    """
    if len(paths) == documents:
        return ""
    named = ", ".join([*map(name_of, paths[:MOST_NAMED]), *(["…"] if paths[MOST_NAMED:] else [])])
    return f" ({len(paths)} of {documents} documents: {named})"


def _not_stated(name: str, values: Sequence[_Stated], documents: Sequence[Document]) -> Iterator[str]:
    """That some documents lack a fact that others state; of those without any fact it is said once."""
    having = {path for value in values for path in value.paths}
    lacking = [document.path for document in documents if document.contract and document.path not in having]
    if lacking:
        yield f"{cut(closed_up(name), LONGEST_VALUE)}: not stated{_of(lacking, len(documents))}"


def _without_facts(documents: Sequence[Document]) -> Iterator[str]:
    """The documents without any contract fact, and those that were not read."""
    if all(not document.contract and document.verdict != "invalid" for document in documents):
        return
    for words, is_invalid in ((NO_FACTS, False), (NOT_READ, True)):
        paths = [e.path for e in documents if not e.contract and (e.verdict == "invalid") == is_invalid]
        if paths:
            yield words + _of(paths, len(documents))


def _laws(documents: Sequence[Document], unapplied: Collection[str]) -> Iterator[str]:
    """The laws that do not apply because of a contract fact, by pack, with the facts and their values.

    Of a pack of which a rule applied, the rules are named that did not.
    """
    found: dict[tuple[str, tuple[str, ...], tuple[str, ...]], dict[str, list[str]]] = {}
    for document in documents:
        values = {fact.name: fact.value for fact in document.contract}
        rules: dict[tuple[str, tuple[str, ...]], list[str]] = {}
        for off in document.not_applicable:
            if names := tuple(each for each in off.contract if each in values):
                pack, _, rule = off.rule.partition("/")
                rules.setdefault((pack, names), []).append(rule)
        for (pack, names), own in rules.items():
            key = (pack, names, () if pack in unapplied else tuple(dict.fromkeys(own)))
            cause = " and ".join(f"{name} is {as_value(values[name], LONGEST_CAUSE)}" for name in names)
            found.setdefault(key, {}).setdefault(cause, []).append(document.path)
    for (pack, _, named), causes in found.items():
        paths = [path for each in causes.values() for path in each]
        because = ", or ".join(
            [*list(causes)[:MOST_CAUSES], *(["other values"] if len(causes) > MOST_CAUSES else [])]
        )
        yield f"{pack}{_rules(named)}: not applicable, as {because}{_of(paths, len(documents))}"


def _rules(rules: Sequence[str]) -> str:
    """Some rules of a pack, behind its name; of many the first few.

    >>> _rules([]), _rules(["a", "b"])
    ('', ' (a, b)')
    """
    left = len(rules[MOST_RULES:])
    named = [*rules[:MOST_RULES], *([f"{left} further rules"] if left else [])]
    return f" ({', '.join(named)})" if named else ""
