"""Short form for contract facts: a context file with a line to complete for each one that is asked for."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

from microdep_rules.bom.overlays.answers import how_to_answer
from microdep_rules.bom.overlays.asked import asked_of, is_of_company
from microdep_rules.output.asking.needs import CONTRACT
from microdep_rules.vocabulary.fields import record_types

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from microdep_rules.output.asking.question import Question

HEAD = """\
schema: microdep-context/1
"""
HOW = """\
# Contract facts that rules ask for, those that settle most first. Complete the lines that you know, and
# remove the sign # before them. A fact that nobody knows is written {unknown: true, reason: …}.
"""
WIDTH = 100


def of_contract(found: Iterable[Question]) -> list[Question]:
    """Return the questions that a context answers."""
    return [question for question in found if question.level == CONTRACT]


def as_context(found: Sequence[Question], text: str = "") -> str:
    """Return a context file, or one that is there with more lines, to be completed."""
    there = {line.strip() for line in text.splitlines()}
    asked = [each for each in of_contract(found) if f"# {_field(each)}:{_value(each)}" not in there]
    asked = [each for each in asked if f"#   {_field(each)}:{_value(each)}" not in there]
    own = [question for question in asked if is_of_company(question.fact)]
    lines = [text.rstrip("\n") if text else HEAD.rstrip("\n"), "", HOW.rstrip("\n")]
    for question in asked:
        if question not in own:
            lines += ["", *_comment(question), f"# {_field(question)}:{_value(question)}"]
    if own:
        lines += ["", "# Facts of the company, below one line `company:`.", "# company:"]
        for question in own:
            lines += [*_comment(question), f"#   {_field(question)}:{_value(question)}"]
    return "\n".join([*lines, ""])


def _field(question: Question) -> str:
    return question.fact.rpartition(".")[2]


def _value(question: Question) -> str:
    asked = asked_of(question.fact)
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
    asked = asked_of(question.fact)
    if asked is None or asked.form == "list":
        return "An empty list states that there are none; docs/reference/documents.md shows the entries."
    known = record_types()[asked.record].fields[asked.field]
    if known.type.kind == "boolean":
        return "Write true or false."
    if known.type.kind == "money":
        return "Write {amount: 250000, currency: USD}."
    how = how_to_answer(known)
    return f"{how[:1].upper()}{how[1:]}."
