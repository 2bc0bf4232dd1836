"""Form for contract facts: a context file with one line to complete for each missing fact."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

from microdep_rules.bom.overlays.answers import describe_form
from microdep_rules.bom.overlays.fact_names import EVIDENCE, is_company_fact, is_own_fact, parse_fact_name
from microdep_rules.output.asking.needs import CONTRACT
from microdep_rules.output.asking.wording import WITH_EVIDENCE
from microdep_rules.vocabulary.fields import record_types
from microdep_rules.vocabulary.own_fields import HOLDER

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from microdep_rules.output.asking.question import Question

HEAD = """\
schema: microdep-context/1
"""
INSTRUCTIONS = """\
# Contract facts that rules require, those that settle most first. Complete the lines that you know, and
# remove the character # before them. An unknown fact is written {unknown: true, reason: …}.
"""
WIDTH = 100


def of_contract(found: Iterable[Question]) -> list[Question]:
    """Return the questions that a context file answers."""
    return [question for question in found if question.level == CONTRACT]


def as_context(found: Sequence[Question], text: str = "") -> str:
    """Return a context file that the user completes.

    If `text` is a context file already, the missing facts are added to it as further lines.
    """
    there = {line.strip() for line in text.splitlines()}
    asked = [q for q in of_contract(found) if f"#{_field(q)}:{_value(q)}" not in there]
    asked = [q for q in asked if f"#  {_field(q)}:{_value(q)}" not in there]
    of_company = [question for question in asked if is_company_fact(question.fact)]
    declared = [question for question in asked if is_own_fact(question.fact)]
    lines = [text.rstrip("\n") if text else HEAD.rstrip("\n"), "", INSTRUCTIONS.rstrip("\n")]
    for question in asked:
        if question not in of_company and question not in declared:
            lines += ["", *_comment(question), f"#{_field(question)}:{_value(question)}"]
    blocks = (
        ("Facts of the company, below one line `company:`.", "company", of_company),
        ("Contract facts that packs declare, below one line `ext:`.", HOLDER, declared),
    )
    for title, name, questions in blocks:
        if questions:
            lines += ["", f"# {title}", f"#{name}:"]
        for question in questions:
            lines += [*_comment(question), f"#  {_field(question)}:{_value(question)}"]
    return "\n".join([*lines, ""])


def _field(question: Question) -> str:
    return question.fact.rpartition(".")[2]


def _value(question: Question) -> str:
    """Return the beginning of the value: empty, an empty list, or a value with evidence."""
    if question.fact.startswith(EVIDENCE):
        return f" {WITH_EVIDENCE}"
    asked = parse_fact_name(question.fact)
    return " []" if asked is not None and asked.form == "list" else ""


def _comment(question: Question) -> Iterable[str]:
    text = question.with_list[:1].upper() + question.with_list[1:]
    packs = list(dict.fromkeys(rule.id.partition("/")[0] for rule in question.rules))
    rules = f"{len(question.rules)} rule{'s' if len(question.rules) != 1 else ''} of {', '.join(packs)}"
    return [
        f"# {line}"
        for line in wrap(f"{text} {_how(question)} Affects {rules}.", WIDTH, break_on_hyphens=False)
    ]


def _how(question: Question) -> str:
    if question.fact.startswith(EVIDENCE):
        return "Add the evidence to the line that states the fact, and the document to the list `evidence`."
    asked = parse_fact_name(question.fact)
    if asked is not None and asked.form == "own":
        return _how_own(question.example)
    if asked is None or asked.form == "list":
        return "An empty list means that there are none. The schemas of `microdep init` show the form."
    known = record_types()[asked.record].fields[asked.field]
    if known.type.kind == "boolean":
        return "Write true or false."
    if known.type.kind == "money":
        return "Write {amount: 250000, currency: USD}."
    how = describe_form(known)
    return f"{how[:1].upper()}{how[1:]}."


def _how_own(example: str) -> str:
    """Return the instruction for the value of a fact that a pack declares."""
    if example == "true":
        return "Write true or false."
    return f"Write a value such as {example}." if example else "Write the value."
