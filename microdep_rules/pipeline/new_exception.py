"""Text of a new exception: its condition about a contract fact, and its examples.

The examples are failing examples of the rules, to which the contract fact is added.
"""

from __future__ import annotations

import re
from string import Template
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.lang import ast
from microdep_rules.lang.format import format_source
from microdep_rules.lang.parse import parse
from microdep_rules.pipeline.exception_facts import OWN_KINDS
from microdep_rules.source import SourceFile
from microdep_rules.suggest import did_you_mean
from microdep_rules.vocabulary.own_fields import HOLDER
from microdep_rules.vocabulary.resources import starter_text
from microdep_rules.workspace.pack_files import read_pack_files

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from microdep_rules.pipeline.exception_facts import Fact
    from microdep_rules.pipeline.project import Project

MOST_SUGGESTED = 2
"""Largest number of rules in a suggested command, because packs of `microdep lists ban` have two rules."""


class FailingExample(Struct, frozen=True):
    """Parts of a failing example of a rule, as texts of the rule file."""

    rule: str
    variant: str
    bom: str
    context: str
    place: str
    """Subjects of the failure, such as `at motor`; empty if the example names none."""


class PackText(Struct, frozen=True):
    """Declarations of a pack with their texts."""

    declarations: Sequence[tuple[SourceFile, ast.Declaration]]

    @property
    def name(self) -> str:
        """Name in the declaration of the pack; empty if the declaration is missing."""
        return next((node.name.text for _, node in self.declarations if node.kind == "pack"), "")

    @property
    def rules(self) -> list[str]:
        """Names of the rules that can have an exception, without rules that only require a disclosure."""
        return [
            node.name.text
            for _, node in self.declarations
            if node.kind == "rule" and not any(isinstance(clause, ast.Disclose) for clause in node.clauses)
        ]

    @property
    def own_fields(self) -> dict[str, str]:
        """Kinds of the values of the declared fields, by the name of the field: `contract.ext.customer`."""
        return {
            node.name.text: node.targets[0].text if node.targets else ""
            for _, node in self.declarations
            if node.kind == "field"
        }


def exceptions_with_fact(pack: PackText, path: str) -> list[str]:
    """Return the names of the exceptions of a pack that read a contract fact, such as `contract.agency`."""
    fact = re.compile(rf"(?<![\w.-]){re.escape(path)}(?![\w-])")
    return [
        node.name.text
        for source, node in pack.declarations
        if node.kind == "exception" and fact.search(source.text[node.span.start : node.span.end])
    ]


def read_pack_text(project: Project, folder: Path) -> PackText:
    """Return the declarations of a pack."""
    sources = read_pack_files(project.workspace, folder).sources
    return PackText([(source, node) for source in sources for node in parse(source)[0]])


def find_rule_mistake(pack: PackText, folder: str, rules: Sequence[str], name: str) -> str:
    """Return the reason why the exception `name` cannot be added to these rules, with a fix.

    The text is empty if the exception can be added.
    """
    known = pack.rules
    named = ", ".join(f"`{name}`" for name in known)
    for rule in rules:
        if rule not in known:
            near = did_you_mean(rule, known) or f"its rules are {named}"
            only = f": microdep new exception {name} --rule {known[0]}" if len(known) == 1 else ""
            return f"{folder} has no rule `{rule}`; {near}{only}"
    if not rules and known:
        options = "".join(f" --rule {rule}" for rule in known[:MOST_SUGGESTED])
        command = f"microdep new exception {name}{options}"
        return f"the option `--rule` is missing; the rules of {folder} are {named}: {command}"
    return "" if known else f"{folder} has no rule; write one: microdep new rule unit-price"


def find_kind_mistake(pack: PackText, fact: Fact) -> str:
    """Return the reason why a pack cannot compare a declared fact with a value; empty if it can."""
    declared = pack.own_fields.get(fact.path, "") if fact.own_kind else ""
    if declared in {"", fact.own_kind} or declared not in OWN_KINDS:
        return ""
    value = fact.values[0].strip('"')
    return f"--is: `{value}` is no value of `{fact.path}`, which the pack declares as `{declared}`"


def find_mistake_in_packs(packs: Sequence[Sequence[str]], rules: Sequence[str]) -> str:
    """Return the reason why no single pack contains all the rules, with a fix; empty if one does."""
    known = sorted({name for pack in packs for name in pack})
    for rule in rules:
        if rule not in known:
            near = did_you_mean(rule, known)
            named = ", ".join(f"`{name}`" for name in known)
            return f"no pack here has the rule `{rule}`; {near or f'the rules are {named}'}"
    if any(set(rules) <= {*pack} for pack in packs):
        return ""
    return "the rules are in different packs; write one exception for each pack"


def find_failing_example(pack: PackText, rule: str, fact: Fact) -> FailingExample | None:
    """Return the shortest failing example of a rule that does not state the fact; `None` without one."""
    failing = [
        example
        for source, node in pack.declarations
        if node.kind == "example" and node.name.text == rule and not node.broken
        for example in _failing(source, node)
        if not _states(node, fact)
    ]
    return min(
        failing, key=lambda example: (example.variant, len(example.bom + example.context)), default=None
    )


def _failing(source: SourceFile, node: ast.Declaration) -> Iterator[FailingExample]:
    expect = next((clause for clause in node.clauses if isinstance(clause, ast.Expect)), None)
    if expect is None or expect.verdict.text != "fail":
        return
    texts = {
        clause.word: source.text[clause.span.start : clause.span.end].removeprefix(clause.word).strip()
        for clause in node.clauses
        if isinstance(clause, ast.Entries)
    }
    variant = node.clause("variant")
    subjects = [source.text[word.span.start : word.span.end] for word in expect.at]
    yield FailingExample(
        node.name.text,
        variant.values[0].text if variant is not None else "",
        texts.get("bom", ""),
        texts.get("context", ""),
        f"at {' and '.join(subjects)}" if subjects else "",
    )


def _states(node: ast.Declaration, fact: Fact) -> bool:
    """Return whether the context of an example states the fact."""
    contexts = [
        clause for clause in node.clauses if isinstance(clause, ast.Entries) and clause.word == "context"
    ]
    return any(
        word.text == fact.name
        for clause in contexts
        for entry in clause.entries
        for part in entry
        for word in part
    )


def exception_text(
    name: str, pack_name: str, fact: Fact, examples: Sequence[FailingExample], *, declares: bool
) -> str:
    """Return the rule file of an exception; with `declares`, it also declares the fact."""
    rules = ", ".join(dict.fromkeys(example.rule for example in examples))
    values = {
        "name": name,
        "title": name.replace("-", " "),
        "rules": rules,
        "pack": pack_name,
        "path": fact.path,
        "fact": fact.name,
        "value": fact.yaml_value,
        "condition": fact.condition,
        "fix": f"state, with evidence, that {fact.path} {_in_template(fact.condition)}",
        "kind": fact.own_kind,
        "fact_title": fact.title,
        "indent": "  " if fact.own_kind else "",
        "holder": f"#   {HOLDER}:\n" if fact.own_kind else "",
    }
    field = Template(starter_text("exception-field.rule")).substitute(values) if declares else ""
    text = Template(starter_text("exception.rule")).substitute(values, field=field)
    blocks = _examples_with_values("exempt", examples, fact, fact.values)
    blocks += ["# The fact has another value, so the exception does not apply."]
    blocks += _examples_with_values("fail", examples, fact, fact.other_values)
    blocks += ["# The fact is missing. A missing fact never helps, so the exception does not apply."]
    blocks += [
        _example("fail", example, "", f"{fact.title} is missing", f", not demonstrated {name}")
        for example in examples
    ]
    blocks += ["# The contract claims the exception, but does not state the fact, so the verdict is unknown."]
    blocks += [
        _example(
            "unknown", example, f"claims {name}", f"{fact.title} is missing, and the exception is claimed"
        )
        for example in examples
    ]
    text += "\n".join(blocks) + "\n"
    return format_source(SourceFile(f"{name}.rule", text))[0] or text


def _examples_with_values(
    verdict: str, examples: Sequence[FailingExample], fact: Fact, values: Sequence[str]
) -> list[str]:
    """Return an example of each rule for each value of the fact."""
    return [
        _example(verdict, example, f"{fact.name} {value}", f"{fact.title} is {_plain(value)}")
        for example in examples
        for value in values
    ]


def _in_template(condition: str) -> str:
    """Return a condition for a text in a rule file, which cannot contain `"` or unpaired braces.

    >>> _in_template('is "Orion"'), _in_template("is before 2026-10-01"), _in_template('is "a{b"')
    ("is 'Orion'", 'is before 2026-10-01', 'has the value in the condition')
    """
    text = condition.replace('"', "'")
    return "has the value in the condition" if set(text) & set("{}\\") else text


def _plain(value: str) -> str:
    """Return a value without its quotation marks, for use inside a quoted text."""
    return value.strip('"')


def _example(verdict: str, example: FailingExample, fact: str, title: str, more: str = "") -> str:
    """Return an example with one additional contract fact."""
    context = "; ".join(filter(None, (example.context, fact)))
    lines = [
        f'example {verdict} of {example.rule} "{title}"',
        f"  variant {example.variant}" if example.variant else "",
        f"  bom {example.bom}" if example.bom else "",
        f"  context {context}" if context else "",
        f"  expect {verdict} {example.place}{more}",
    ]
    return "\n".join(line for line in lines if line) + "\n"
