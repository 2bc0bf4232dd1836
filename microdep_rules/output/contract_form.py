"""Context file with contract facts that the user completes.

The form lists the contract facts that rules read, with their meaning and the affected rules. Contract facts
that packs declare are below `ext`.
"""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

from microdep_rules.lang import ir
from microdep_rules.lang.fields_read import fields_of_rule
from microdep_rules.lang.reached import with_definitions
from microdep_rules.vocabulary.fields import record_types
from microdep_rules.vocabulary.own_fields import HOLDER, PREFIX
from microdep_rules.vocabulary.resources import schema_data, starter_text
from microdep_rules.vocabulary.terms import load_vocabularies

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

HEAD = """\
schema: microdep-context/1

# Contract facts that rules of the packs read; those that affect most rules are first. A fact without a
# value is unknown. Remove the # before a line, and replace the example by the value of your contract.
"""
NONE = """\
schema: microdep-context/1

# No rule of the packs reads a contract fact.
"""
LISTS = ("equipment", "determinations")
COMPLETE = "complete"
EMPTY = "[]"
MOST_NAMED = 3
"""Largest number of rules that are listed by name.

If there are more rules, the form names their packs instead.
"""
EVIDENCE = """\

# To name the document that proves a fact, write the fact as {value: true, evidence: [proof]}, and add:
#evidence: [{id: proof, type: contract, issuer: Example Ltd, issued: 2026-10-05, document: {number: C-17}}]
"""
WIDTH = 98
EXAMPLES = {
    "number": "0.5",
    "percent": '"50 %"',
    "mass": '"5 kg"',
    "density": '"8.9 g/cm3"',
    "money": '"100 USD"',
    "date": "2027-01-01",
    "boolean": "true",
    "country": "US",
    "text": "TEXT",
}
"""Example value for each kind of fact that a pack can declare."""


def contract_form(packs: Iterable[ir.Pack]) -> str:
    """Return a context file with one commented line for each contract fact that the rules read."""
    packs = list(packs)
    rules_by_fact, rules_by_field = find_contract_facts(packs), find_own_facts(packs)
    if not rules_by_fact and not rules_by_field:
        return NONE
    values = dict(line.split(": ", 1) for line in starter_text("context.yaml").splitlines())
    described = schema_data("microdep-context-1")["properties"]
    lines = [HEAD.rstrip("\n")]
    for key in sorted(rules_by_fact, key=lambda fact: (-len(rules_by_fact[fact]), [*values].index(fact))):
        text = f"{described[key]['description']} {_sentence_about_rules(rules_by_fact[key])}"
        if values[key] == EMPTY:
            text += " An empty list states that there are none."
        lines += ["", *_comment(text), f"#{key}: {values[key]}"]
    if rules_by_field:
        lines += [
            "",
            "# Contract facts that the packs declare. Keep each fact between the braces.",
            f"{HOLDER}: {{",
        ]
    for field, rules in sorted(rules_by_field.items(), key=lambda entry: (-len(entry[1]), entry[0].key)):
        lines += [
            *_comment(f"{field.title.rstrip('.?')} ({field.cites}). {_sentence_about_rules(rules)}"),
            f"#  {field.key.removeprefix(PREFIX)}: {example_of(field.type)},",
        ]
    if rules_by_field:
        lines.append("}")
    return "\n".join([*lines, ""]) + EVIDENCE


def find_contract_facts(packs: Iterable[ir.Pack]) -> Mapping[str, tuple[str, ...]]:
    """Return the context fields that rules read, each with the names of the rules."""
    known = {field.document_name for field in record_types()["contract"].fields.values()}
    facts: dict[str, dict[str, None]] = {}
    for pack in packs:
        for rule in pack.rules:
            for record, key in fields_of_rule(pack, rule):
                if record == "contract" and key in known - {"evidence", HOLDER}:
                    facts.setdefault(key, {})[f"{pack.name}/{rule.name}"] = None
    lists = dict.fromkeys(rule for key in LISTS for rule in facts.get(key, ()))
    if lists:
        facts[COMPLETE] = lists
    return {key: tuple(rules) for key, rules in facts.items()}


def find_own_facts(packs: Iterable[ir.Pack]) -> Mapping[ir.OwnField, tuple[str, ...]]:
    """Return the contract facts that packs declare and rules read, each with the names of the rules."""
    fields: dict[str, ir.OwnField] = {}
    rules_by_key: dict[str, dict[str, None]] = {}
    for pack in packs:
        declared = {field.key: field for field in pack.fields if field.record == "contract"}
        for rule in pack.rules:
            for node in with_definitions(pack.definitions, [rule]):
                if (
                    isinstance(node, ir.FieldOf)
                    and node.base.type.detail == "contract"
                    and node.key in declared
                ):
                    fields.setdefault(node.key, declared[node.key])
                    rules_by_key.setdefault(node.key, {})[f"{pack.name}/{rule.name}"] = None
    return {field: tuple(rules_by_key[key]) for key, field in fields.items()}


def find_different_kinds(packs: Iterable[ir.Pack]) -> Mapping[str, Mapping[str, str]]:
    """Return the contract facts that two packs declare with different kinds, such as number and date.

    The result contains, for each fact, the kind in each pack.
    """
    kinds: dict[str, dict[str, str]] = {}
    for pack in packs:
        for field in pack.fields:
            if field.record == "contract":
                words = f"{field.type.kind} {field.type.detail}".strip()
                kinds.setdefault(field.key.removeprefix(PREFIX), {})[pack.name] = words
    return {key: by_pack for key, by_pack in kinds.items() if len({*by_pack.values()}) > 1}


def _comment(text: str) -> list[str]:
    return [f"# {line}" for line in wrap(text, WIDTH, break_on_hyphens=False)]


def example_of(kind: ir.Type) -> str:
    """Return an example of a value of this kind, as a context file states it."""
    if kind.kind == "code":
        words = load_vocabularies().get(kind.detail)
        return next(iter(words.terms), "WORD") if words is not None else "WORD"
    if kind.kind == "number" and kind.detail:
        return f'"0.5 {kind.detail}"'
    return EXAMPLES[kind.kind]


def _sentence_about_rules(rules: tuple[str, ...]) -> str:
    """Return a sentence about the rules that a fact affects."""
    if len(rules) <= MOST_NAMED:
        return f"It affects {', '.join(rules)}."
    packs = dict.fromkeys(rule.partition("/")[0] for rule in rules)
    return f"It affects {len(rules)} rules of {', '.join(packs)}."
