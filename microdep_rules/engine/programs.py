"""Documents that list only software: rules about hardware do not apply to them.

Software has no materials and no stages. Without this module, a rule about hardware would pass, or would ask
for facts that software cannot have. A stated violation still fails, for example software made by a banned
company.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.bom.facts import alternatives
from microdep_rules.bom.own_words import is_self_contradictory
from microdep_rules.engine.lazy_outcomes import update_outcome
from microdep_rules.engine.outcome import Outcome
from microdep_rules.engine.verdict import Verdict
from microdep_rules.lang import ir
from microdep_rules.lang.reached import with_definitions
from microdep_rules.vocabulary.terms import load_vocabularies

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from microdep_rules.bom.model import Bom

PROGRAMS = {
    "kind": ("software", "firmware", "service"),
    "class": ("software",),
    "function": ("operating-software", "ground-control-station"),
}
"""Vocabulary terms that mean software, by field.

No rule about hardware uses these functions.
"""
OF_THINGS = ("materials", "mass_g", "inputs", "place_of_manufacture", "costs", "hs_code")
"""Fields that only hardware has; a component with one of these fields is not software."""
DEVELOPED = "software_developed"
OF_NO_COMPONENT = frozenset({"contract", "company", "equipment", "determination", "annual_import"})
"""Kinds of records that are not components; rules about them apply to software, too."""
REASON = "the document lists software only, and the rule is about hardware"


def has_programs_only(bom: Bom) -> bool:
    """Return whether a document lists only software."""
    every = [component.data for component in bom.components.values()]
    return bool(every) and all(map(is_program, every))


def is_program(component: dict[str, object]) -> bool:
    """Return whether a component is stated to be software, and has no field that only hardware has.

    >>> is_program({"kind": "software"}), is_program({"kind": "software", "mass_g": 12}), is_program({})
    (True, False, False)
    >>> is_program({"class": "software", "name": "BLDC motor"})
    False
    """
    if "kind" not in component and "class" not in component:
        return False
    if any(component.get(thing) not in (None, [], 0) for thing in OF_THINGS):
        return False
    stages = component.get("stages") or []
    assert isinstance(stages, list)
    if any(alternatives(stage.get("stage")) != (DEVELOPED,) for stage in stages):
        return False
    stated = {name: alternatives(component.get(name)) for name in ("kind", "class", "function")}
    named = [
        words for name in ("kind", "class") if (words := [_is_of_programs(name, e) for e in stated[name]])
    ]
    functions = [_is_of_programs("function", word) for word in stated["function"]]
    stated_so = any(all(flags) for flags in named) and all(functions) and _agree(stated["class"])
    return stated_so and not is_self_contradictory(component)


def _agree(classes: tuple[object, ...]) -> bool:
    return all(_is_of_programs("class", word) for word in classes)


def _is_of_programs(vocabulary: str, word: object) -> bool:
    words = load_vocabularies().get(vocabulary)
    assert words is not None
    term = words.resolve(word) if isinstance(word, str) else None
    return term is not None and any(words.is_a(term, program) for program in PROGRAMS[vocabulary])


def is_about_programs(pack: ir.Pack, rule: ir.Rule) -> bool:
    """Return whether a rule uses a vocabulary term for software in the selection of its subjects."""
    chosen = [node for node in (rule.subject.where, rule.subject.of, rule.when) if node is not None]
    return any(
        _is_of_programs(vocabulary, word)
        for vocabulary, word in _codes(pack, chosen)
        if vocabulary in PROGRAMS
    )


def _codes(pack: ir.Pack, nodes: Iterable[object]) -> Iterator[tuple[str, object]]:
    """Yield the vocabulary terms in conditions and in the definitions and lists that the conditions use."""
    for node in with_definitions(pack.definitions, nodes):
        if isinstance(node, ir.Constant) and node.type.kind == "code":
            yield node.type.detail, node.value
        if isinstance(node, ir.NamedList) and node.name in pack.tables:
            yield from _entries(pack.tables[node.name])


def _entries(table: ir.Table) -> Iterator[tuple[str, object]]:
    for entry in table.entries:
        values = entry.value if isinstance(entry.value, tuple) else (entry.value,)
        yield from ((value.type.detail, value.value) for value in values if isinstance(value, ir.Constant))
        yield from ((key.detail, word) for key, word in zip(table.keys, entry.keys, strict=False))


def outcome_for_programs(outcome: Outcome) -> Outcome:
    """Return the outcome of a rule about hardware for a document that lists only software.

    The outcome is `not applicable`, except for a stated violation, which fails.
    """
    fails = outcome.verdict is Verdict.FAIL and not outcome.presumed
    about = outcome.subject.kind
    stays = fails or outcome.violated or outcome.verdict in {Verdict.ERROR, Verdict.NOT_APPLICABLE}
    if about in OF_NO_COMPONENT:
        return outcome
    changes = tuple(change for change in outcome.changes if change.verdict is Verdict.FAIL)
    if stays:
        return update_outcome(outcome, changes=changes)
    return Outcome(
        outcome.rule,
        outcome.subject,
        Verdict.NOT_APPLICABLE,
        outcome.timing,
        reason=REASON,
        candidate=outcome.candidate,
        alternate=outcome.alternate,
        changes=changes,
        many=outcome.many,
    )
