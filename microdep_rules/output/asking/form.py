"""Form for contract facts: a context file with one line to complete for each missing fact."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

from microdep_rules.bom.overlays.answers import describe_form
from microdep_rules.bom.overlays.fact_names import is_company_fact, parse_fact_name
from microdep_rules.output.asking.needs import CONTRACT
from microdep_rules.vocabulary.fields import record_types

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
    own = [question for question in asked if is_company_fact(question.fact)]
    lines = [text.rstrip("\n") if text else HEAD.rstrip("\n"), "", INSTRUCTIONS.rstrip("\n")]
    for question in asked:
        if question not in own:
            lines += ["", *_comment(question), f"#{_field(question)}:{_value(question)}"]
    if own:
        lines += ["", "# Facts of the company, below one line `company:`.", "#company:"]
        for question in own:
            lines += [*_comment(question), f"#  {_field(question)}:{_value(question)}"]
    return "\n".join([*lines, ""])


def _field(question: Question) -> str:
    return question.fact.rpartition(".")[2]


def _value(question: Question) -> str:
    asked = parse_fact_name(question.fact)
    return " []" if asked is not None and asked.form == "list" else ""


def _comment(question: Question) -> Iterable[str]:
    text = question.question[:1].upper() + question.question[1:]
    packs = list(dict.fromkeys(rule.id.partition("/")[0] for rule in question.rules))
    rules = f"{len(question.rules)} rule{'s' if len(question.rules) != 1 else ''} of {', '.join(packs)}"
    return [
        f"# {line}"
        for line in wrap(f"{text} {_how(question)} Affects {rules}.", WIDTH, break_on_hyphens=False)
    ]


def _how(question: Question) -> str:
    asked = parse_fact_name(question.fact)
    if asked is None or asked.form == "list":
        return (
            "An empty list means that there are none; docs/reference/documents.md shows the form of entries."
        )
    known = record_types()[asked.record].fields[asked.field]
    if known.type.kind == "boolean":
        return "Write true or false."
    if known.type.kind == "money":
        return "Write {amount: 250000, currency: USD}."
    how = describe_form(known)
    return f"{how[:1].upper()}{how[1:]}."
