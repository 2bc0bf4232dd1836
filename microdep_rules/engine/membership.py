"""Membership: tests for a term in a set, a region in a country, or a party in a list."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.bom.model import Element, words
from microdep_rules.bom.spans import join
from microdep_rules.engine.register import NearName, register
from microdep_rules.engine.values import (
    Codes,
    Sets,
    TariffCodes,
    Texts,
    Truth,
    agreed,
    as_compared,
    disjunction,
)
from microdep_rules.vocabulary import countries
from microdep_rules.vocabulary.names import spelled
from microdep_rules.vocabulary.tariff import codes_of, is_within

if TYPE_CHECKING:
    from fractions import Fraction

    from microdep_rules.engine.items import Pair
    from microdep_rules.engine.register import Match
    from microdep_rules.engine.state import State
    from microdep_rules.lang import ir
    from microdep_rules.vocabulary.tariff import Code
    from microdep_rules.vocabulary.terms import Vocabularies, Vocabulary


class ExcludedCodes(Struct, frozen=True):
    """The possible terms of a fact: all terms of a vocabulary except `terms` and their narrower terms."""

    vocabulary: str
    terms: frozenset[str]


def ancestry(vocabularies: Vocabularies, kind: ir.Type, term: str) -> list[str]:
    """Return a term and all broader terms, nearest first."""
    if kind.kind == "country" or kind.detail == "country":
        return list(countries.lineage(term))
    vocabulary = vocabularies.get(kind.detail)
    if vocabulary is None or term not in vocabulary.terms:
        return [term]
    return [term, *vocabulary.ancestors(term)]


def covers(engine: State, vocabulary: str, term: str, expected: str) -> Truth:
    """Return whether a stated term matches an expected term.

    The result is true if `term` is `expected` or narrower, unknown if it is broader, and otherwise false.
    """
    kind = _kind(vocabulary)
    if expected in ancestry(engine.reader.vocabularies, kind, term):
        return True
    return None if term in ancestry(engine.reader.vocabularies, kind, expected) else False


@cache
def _kind(vocabulary: str) -> ir.Type:
    from microdep_rules.lang import ir

    return ir.Type("country") if vocabulary == "country" else ir.Type("code", vocabulary)


def code_is(engine: State, left: Codes | ExcludedCodes, right: Any) -> Truth:
    """Evaluate `x is y` for vocabulary terms; x and y may each have several possible terms."""
    if isinstance(left, ExcludedCodes):
        return _excluded(engine, left, right.terms)
    if not isinstance(right, Codes):
        return None
    return agreed([_one_of(engine, left, {r}) for r in right.terms])


def _one_of(engine: State, left: Codes, expected: set[str] | frozenset[str]) -> Truth:
    """Return whether the possible terms of a fact are in a set; unknown if only some of them are.

    A fact with two words has its second word in `also`. The second word alone cannot make the result true.
    """
    value = agreed([_is_any(engine, left.vocabulary, term, expected) for term in left.terms])
    beside = (_is_any(engine, left.vocabulary, term, expected) is not False for term in left.also)
    return None if value is False and any(beside) else value


def _is_any(engine: State, vocabulary: str, term: str, expected: set[str] | frozenset[str]) -> Truth:
    """Return whether a term is one of several terms or narrower; unknown if broader than one of them."""
    key = (vocabulary, term, frozenset(expected))
    if key not in engine.terms:
        kind = _kind(vocabulary)
        if not expected.isdisjoint(ancestry(engine.reader.vocabularies, kind, term)):
            engine.terms[key] = True
        else:
            wider = any(term in ancestry(engine.reader.vocabularies, kind, other) for other in expected)
            engine.terms[key] = None if wider or _may_be_a_region(kind, term, expected) else False
    return engine.terms[key]


def _may_be_a_region(kind: ir.Type, term: str, expected: set[str] | frozenset[str]) -> bool:
    """Return whether a region code outside the vocabulary may mean one of the expected regions."""
    if kind.kind != "country" or not countries.is_unlisted_region(term):
        return False
    return any(countries.parent(code) == countries.parent(term) for code in expected)


def _excluded(engine: State, left: ExcludedCodes, expected: frozenset[str]) -> Truth:
    """Return false if a fact excludes all expected substances, otherwise unknown."""
    vocabulary = engine.reader.vocabularies.get(left.vocabulary)
    return False if all(_contains_excluded(engine, left, a, vocabulary) for a in expected) else None


def _contains_excluded(
    engine: State, left: ExcludedCodes, expected: str, vocabulary: Vocabulary | None
) -> bool:
    """Return whether a substance is or contains an excluded substance: gallium nitride contains gallium."""
    term = vocabulary.terms.get(expected) if vocabulary is not None else None
    contents = (expected, *(term.parts if term is not None else ()))
    return any(covers(engine, left.vocabulary, h, t) for h in contents for t in left.terms)


def text_in(left: Texts, expected: frozenset[str]) -> Truth:
    """Return whether a text equals one of several texts, if case and extra spaces are ignored."""
    return agreed([as_compared(t) in _all_as_compared(expected) for t in left.texts])


def tariff_in(left: TariffCodes, listed: frozenset[Code]) -> Truth:
    """Return whether a tariff code is in a list of codes.

    The result is unknown if the list contains only some of the goods under the code.
    """
    return agreed([disjunction([is_within(code, other) for other in listed]) for code in left.codes])


@lru_cache
def _all_as_compared(texts: frozenset[str]) -> frozenset[str]:
    return frozenset(map(as_compared, texts))


def is_in(engine: State, left: Any, right: Sets, affiliates: Fraction | None) -> tuple[Truth, str]:
    """Return whether a value is in a list; unknown if this depends on the uncertain content of the list.

    The second value is a note if only the name of a company matched; otherwise it is empty.
    """
    results: list[Truth] = []
    note = ""
    for members in right.alternatives:
        match left:
            case Codes():
                results.append(_one_of(engine, left, members))
            case ExcludedCodes():
                results.append(_excluded(engine, left, members))
            case Texts():
                results.append(text_in(left, members))
            case TariffCodes():
                results.append(tariff_in(left, codes_of(members)))
            case Element():
                value, note = party_in(engine, left, members, affiliates)
                results.append(value)
            case _:
                results.append(None)
    value = agreed(results)
    return (None if value is False and right.open else value), note


def any_in(engine: State, element: Element, field: ir.FieldOf, right: Sets) -> tuple[Truth, bool]:
    """Return whether a field contains a word of a list, and whether the field states all its words.

    A text also matches if it begins with a text of the list: `ASTM B777 class 1` begins with `ASTM B777`.
    """
    raw = element.data.get(field.key)
    if engine.lists.shown is not None and not engine.lists.shown(element, field.key):
        return None, False
    stated_words = words(raw or ())
    closed = raw == [] or (raw is not None and engine.reader.bom.is_stated_complete(element, field.name))
    results: list[Truth] = []
    for members in right.alternatives:
        if field.type.detail == "text":
            texts = [f"{as_compared(word)} " for word in stated_words]
            results.append(any(t.startswith(f"{m} ") for t in texts for m in _all_as_compared(members)))
        else:
            truths = [_word_is_any(engine, field.type.detail, h, members) for h in stated_words]
            results.append(True if True in truths else None if None in truths else False)
    return agreed(results), closed


def _word_is_any(engine: State, vocabulary: str, word: str, expected: frozenset[str]) -> Truth:
    """Return whether a word is one of several words; unknown if the vocabulary does not contain the word."""
    known = engine.reader.vocabularies.get(vocabulary)
    term = known.resolve(word) if known is not None else word
    return None if term is None else _is_any(engine, vocabulary, term, expected)


# ---- stages --------------------------------------------------------------------------------------


def stage_in(
    engine: State, stage: Element, alternatives: tuple[tuple[ir.StageItem, ...], ...]
) -> tuple[Truth, bool]:
    """Return whether a stage of the document is one of the stages that a rule names.

    The second value is True if the result is unknown only because the material's substance is unknown.
    """
    ghost = engine.ghosts.get(id(stage))
    holder = ghost[0].material if ghost is not None else engine.worked_on.get(id(stage), stage.owner)
    if holder is None:
        return None, False
    results = [
        agreed([_is_one_of_stages(engine, stage, holder, items, substance) for items in alternatives])
        for substance in engine.lists.possible(holder)
    ]
    return agreed(results), None not in results and len(set(results)) > 1


def _is_one_of_stages(
    engine: State, stage: Element, holder: Element, items: tuple[ir.StageItem, ...], substance: str | None
) -> Truth:
    """Return whether a stage is one of the stages in `items`, if `substance` is the material's substance."""
    key = (items, substance)
    if key not in engine.pairs:
        engine.pairs[key] = frozenset().union(*(pairs_of(engine, item, substance) for item in items))
    counted_stages = engine.pairs[key]
    ghost = engine.ghosts.get(id(stage))
    if ghost is not None and ghost[0].within is not None:
        counts = engine.lists.stages.counts
        rest = ghost[0].within.get(substance, frozenset())
        return None if any(counts(pair, counted_stages) is not False for pair in rest) else False
    if ghost is not None:
        # An unlisted stage is none of the stages that the list already states.
        if not counted_stages <= ghost[0].accounted.get(substance, frozenset()):
            return None
        _record_broad_words(engine, counted_stages)
        return False
    engine.trail.asked_stages.setdefault(id(holder), set()).update(counted_stages)
    if not engine.lists.has_required_evidence(stage):
        return None
    if engine.lists.has_zero_share(stage):
        return False
    pair = engine.lists.pair(holder, stage, substance)
    return engine.lists.counts(holder, pair, counted_stages) if pair is not None else None


def _record_broad_words(engine: State, counted_stages: frozenset[Pair]) -> None:
    """Record that a verdict relies on a broad word for a stage, which stands for every narrower stage."""
    vocabulary = engine.lists.stages.vocabulary
    for word in sorted({stage for stage, _ in counted_stages}):
        if len(vocabulary.descendants(word)) > 1:
            text = f"`{word}` is recorded and counts for every kind of {vocabulary.label(word)}"
            engine.trail.relies_on[("stage_word", text)] = None


def pairs_of(engine: State, item: ir.StageItem, substance: str | None) -> frozenset[Pair]:
    """Return the stages for one stage name in a rule or table, for one substance.

    For example, `melting onward` means melting and all later stages.
    """
    stages = engine.lists.stages
    if item.onward and substance is not None:
        return frozenset(stages.onward(item.stage, substance, item.of))
    if item.of:  # if the material is one of these substances, the stage is done to it
        itself = {
            constituent: substance is not None and stages.substances.is_a(substance, constituent)
            for constituent in item.of
        }
        return frozenset(
            (item.stage, None if itself[constituent] else constituent) for constituent in item.of
        )
    pairs: set[Pair] = {(item.stage, None)}
    if substance is not None:
        route = stages.everything(substance)
        below = stages.vocabulary.descendants(item.stage)
        if not any((s, None) in route for s in below):
            pairs |= {(s, c) for s, c in route if c is not None and s in below}
    return frozenset(pairs)


# ---- parties -------------------------------------------------------------------------------------


def party_in(
    engine: State, party: Element, members: frozenset[Any], affiliates: Fraction | None
) -> tuple[Truth, str]:
    """Return whether a party is in a list, according to all records of its company in the document."""
    value, note = _record_in(engine, party, members, affiliates)
    for other in engine.reader.same_as(party) if value is not True else ():
        listed, other_note = _record_in(engine, other, members, affiliates)
        if listed is True or (listed is None and value is False):
            value, note = listed, other_note
    return value, note


@lru_cache(maxsize=100_000)
def _by_name(note: str) -> tuple[str, str]:
    """Return the entry of `relies_on` for a company that only its name shows to be in a list.

    All outcomes with the same note share one object, to save memory.
    """
    return ("name", note)


def _record_in(
    engine: State, party: Element, members: frozenset[Any], affiliates: Fraction | None
) -> tuple[Truth, str]:
    """Return whether one record of a party is in a list; unknown if only a similar name is in the list."""
    matched = register(members).match(party)
    name = party.name
    if matched.by == "identifier":
        return True, ""
    if matched.by == "name":
        other = "" if spelled(name) == spelled(matched.listed) else f": it is the listed `{matched.listed}`"
        note = f"`{name}` is matched by name only{other}"
        engine.trail.relies_on[_by_name(note)] = None
        return True, note
    belongs: Truth = False
    if affiliates is not None:
        from microdep_rules.engine.affiliates import affiliated

        belongs = affiliated(engine, party, members, affiliates)
    if belongs is True:
        return True, ""
    if matched.by:
        if matched.by == "script":
            engine.trail.near_names[party.id] = NearName("")
        elif matched.listed:
            engine.trail.near_names[party.id] = NearName(
                matched.listed,
                matched.schemes,
                with_group=affiliates is not None,
                is_contrary=matched.by == "contrary",
            )
        return None, _undecided_reason(name, matched)
    if belongs is None:
        return None, ""
    for origin, others in _distinct_companies(engine, party).items():
        note = f"`{name}` is declared to be a different company from {', '.join(others)} ({origin})"
        engine.trail.relies_on[_by_name(note)] = None
    if not matched.certain:  # the name is not found, but it may still be listed
        lacks = "; it states no identifier" if not party.data.get("identifiers") else ""
        engine.trail.relies_on[_by_name(f"`{name}` is not on the list by name{lacks}")] = None
    return False, ""


def _distinct_companies(engine: State, party: Element) -> dict[str, list[str]]:
    """Return the companies from which a party is declared to be different, by file and evidence."""
    from microdep_rules.engine.evidence import counts

    companies: dict[str, list[str]] = {}
    file, bom = party.file, engine.reader.bom
    for index, company in enumerate(party.data.get("distinct_from") or ()):
        at = join(party.pointer, "distinct_from", index)
        ids = dict.fromkeys((*file.text_evidence.get(at, ()), *(party.data.get("evidence") or ())))
        stated = [
            id_ if counts(engine, bom.evidence[id_]) else f"{id_} (does not count)"
            for id_ in ids
            if id_ in bom.evidence
        ]
        origin = file.spans.source_of(at).path + (f", evidence: {', '.join(stated)}" if stated else "")
        companies.setdefault(origin, []).append(f"`{company}`")
    return companies


def _undecided_reason(name: str, matched: Match) -> str:
    """Return why it is unknown whether a party is in a list."""
    match matched.by:
        case "unnamed":
            return f"`{name}` is not the name of a company"
        case "contrary":
            return f"`{name}` is a listed name, but is declared to be a different company"
        case "script":
            return (
                f"`{name}` is in a different script from `{matched.listed}`, so the names cannot be compared"
            )
        case _:
            listed = f"the listed `{matched.listed}`" if matched.listed else "a listed name"
            return f"`{name}` is similar to {listed}: are they the same company or group?"
