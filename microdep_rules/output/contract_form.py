"""Context file with contract facts that the user completes.

The form lists the contract facts that rules read, with their meaning and the affected rules.
"""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

from microdep_rules.lang.fields_read import fields_of_rule
from microdep_rules.vocabulary.fields import record_types
from microdep_rules.vocabulary.resources import schema_data, starter_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from microdep_rules.lang import ir

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
WIDTH = 98


def contract_form(packs: Iterable[ir.Pack]) -> str:
    """Return a context file with one commented line for each contract fact that the rules read."""
    rules_by_fact = find_contract_facts(packs)
    if not rules_by_fact:
        return NONE
    values = dict(line.split(": ", 1) for line in starter_text("context.yaml").splitlines())
    described = schema_data("microdep-context-1")["properties"]
    lines = [HEAD.rstrip("\n")]
    for key in sorted(rules_by_fact, key=lambda fact: (-len(rules_by_fact[fact]), [*values].index(fact))):
        text = f"{described[key]['description']} {_affected(rules_by_fact[key])}"
        if values[key] == EMPTY:
            text += " An empty list states that there are none."
        about = wrap(text, WIDTH, break_on_hyphens=False)
        lines += ["", *(f"# {line}" for line in about), f"# {key}: {values[key]}"]
    return "\n".join([*lines, ""])


def find_contract_facts(packs: Iterable[ir.Pack]) -> Mapping[str, tuple[str, ...]]:
    """Return the context fields that rules read, each with the names of the rules."""
    known = {field.document_name for field in record_types()["contract"].fields.values()}
    facts: dict[str, dict[str, None]] = {}
    for pack in packs:
        for rule in pack.rules:
            for record, key in fields_of_rule(pack, rule):
                if record == "contract" and key in known - {"evidence", "ext"}:
                    facts.setdefault(key, {})[f"{pack.name}/{rule.name}"] = None
    lists = dict.fromkeys(rule for key in LISTS for rule in facts.get(key, ()))
    if lists:
        facts[COMPLETE] = lists
    return {key: tuple(rules) for key, rules in facts.items()}


def _affected(rules: tuple[str, ...]) -> str:
    """Return a sentence about the rules that a fact affects."""
    if len(rules) <= MOST_NAMED:
        return f"It affects {', '.join(rules)}."
    packs = dict.fromkeys(rule.partition("/")[0] for rule in rules)
    return f"It affects {len(rules)} rules of {', '.join(packs)}."
