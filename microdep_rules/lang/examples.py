"""Examples in rule files: each has a document in the short form, and an expected verdict."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from microdep_rules.lang import ast, ir
from microdep_rules.lang.errors import examples as errors
from microdep_rules.lang.errors import names
from microdep_rules.lang.errors.rules import clause_missing
from microdep_rules.lang.inline import check_entries
from microdep_rules.lang.walk import walk
from microdep_rules.messages import diagnose

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from microdep_rules.lang.scope import Checker

VERDICTS = frozenset({"pass", "fail", "unknown", "exempt", "not_applicable", "disclose"})


@dataclass(frozen=True, slots=True)
class ExampleNames:
    """Names that the examples of one rule may use: its lettered elements, and the exceptions to the rule."""

    elements: frozenset[str]
    exceptions: frozenset[str]


@dataclass(frozen=True, slots=True)
class Examples:
    """Examples of a pack, with the entries of the background documents that every example contains."""

    examples: tuple[ir.Example, ...]
    background: tuple[ir.ExampleEntry, ...]
    background_context: tuple[ir.ExampleEntry, ...]


def examples_of(
    checker: Checker, declarations: list[ast.Declaration], about: Mapping[str, ExampleNames | None]
) -> Examples:
    """Return all examples of a pack.

    `about` maps each rule to the names that its examples may use, or to `None` if the rule has an error.
    """
    shared: dict[str, list[ir.ExampleEntry]] = {"bom": [], "context": []}
    for node in declarations:
        for clause in node.clauses if node.kind == "background" else ():
            if isinstance(clause, ast.Entries):
                word, entry = _entries(checker, clause, shared[clause.word], beside=True)
                shared[word].append(entry)
    before, context = tuple(shared["bom"]), tuple(shared["context"])
    examples = [_example(checker, node, about, before) for node in declarations if node.kind == "example"]
    return Examples(tuple(example for example in examples if example is not None), before, context)


class RuleNames:
    """Names of the rules and exceptions in a pack, also of rules and exceptions with errors."""

    def __init__(self, declarations: Iterable[ast.Declaration]) -> None:
        self.rules: Counter[str] = Counter()
        answering: dict[str, set[str]] = {}
        anywhere = set()
        for declaration in declarations:
            if declaration.kind == "rule":
                self.rules[declaration.name.text] += 1
            if not declaration.kind or (declaration.kind == "exception" and declaration.broken):
                anywhere.add(declaration.name.text)
            elif declaration.kind == "exception":
                for target in declaration.targets:
                    answering.setdefault(target.text, set()).add(declaration.name.text)
        self.anywhere = frozenset(anywhere)
        self.answering = {name: self.anywhere | own for name, own in answering.items()}

    def exceptions(self, rule: str) -> frozenset[str]:
        """Return the names of the exceptions to a rule.

        An exception with an error may be an exception to any rule. Therefore the result includes such an
        exception for every rule.
        """
        return self.answering.get(rule, self.anywhere)


def known_of(
    name: str,
    asked: Sequence[ir.Cond | None],
    declared: RuleNames,
    definitions: Mapping[str, ir.Definition],
) -> ExampleNames | None:
    """Return the names that the examples of a rule may use, in any variant; `None` for a rule with errors."""
    if not declared.rules[name] or len(asked) < declared.rules[name]:
        return None
    conditions = _conditions(asked, definitions)
    if conditions is None:
        return None
    elements = {part.label for part in conditions if isinstance(part, ir.Part) and part.label}
    return ExampleNames(frozenset(elements), declared.exceptions(name))


def _conditions(
    asked: Sequence[ir.Cond | None], definitions: Mapping[str, ir.Definition]
) -> list[object] | None:
    """Return all nodes of conditions and of the definitions in the conditions; `None` after an error."""
    reached: list[object] = []
    waiting: list[object] = [*asked]
    seen: set[str] = set()
    while waiting:
        nodes = list(walk(waiting.pop()))
        reached += nodes
        for name in {node.name for node in nodes if isinstance(node, ir.DefinitionTest)} - seen:
            if name not in definitions:
                return None
            seen.add(name)
            waiting.append(definitions[name].cond)
    return reached


def _example(
    checker: Checker,
    node: ast.Declaration,
    about: Mapping[str, ExampleNames | None],
    before: tuple[ir.ExampleEntry, ...],
) -> ir.Example | None:
    if node.broken:
        return None
    if node.name.text not in about:
        checker.report(names.unknown_rule(node.name.text, node.name.span, about, node.kind))
        return None
    verdict = node.targets[0]
    if verdict.text not in VERDICTS:
        checker.report(diagnose("type/unknown-choice", verdict.span, "unknown-verdict", word=verdict.text))
    entries = dict(
        _entries(checker, c, before if c.word == "bom" else ())
        for c in node.clauses
        if isinstance(c, ast.Entries)
    )
    expect = next((c for c in node.clauses if isinstance(c, ast.Expect)), None)
    if expect is None:
        checker.report(clause_missing("example", node.name.text, "expect", node.span))
        return None
    if expect.verdict.text not in VERDICTS:
        checker.report(
            diagnose("type/unknown-choice", expect.verdict.span, "unknown-verdict", word=expect.verdict.text)
        )
    elif verdict.text in VERDICTS and verdict.text != expect.verdict.text:
        wanted = expect.verdict
        checker.report(
            diagnose(
                "type/example",
                wanted.span,
                "example-verdict",
                also=[verdict.span],
                first_verdict=verdict.text,
                second_verdict=wanted.text,
            )
        )
    known = about[node.name.text]
    if known is not None:
        _check_expectations(checker, node.name.text, expect, known)
    variant = node.clause("variant")
    return ir.Example(
        node.span,
        node.name.text,
        node.text.text if node.text else "",
        verdict.text,
        entries.get("bom"),
        entries.get("context"),
        expect.verdict.text,
        tuple(word.text for word in expect.at),
        tuple(w.text for w in expect.because),
        tuple((word, tuple(v.text for v in values)) for word, values in expect.parts),
        variant.values[0].text if variant is not None else "",
    )


def _check_expectations(checker: Checker, rule: str, expect: ast.Expect, known: ExampleNames) -> None:
    """Report expected elements and exceptions that the rule lacks, and stages that do not exist."""
    stages = checker.vocabularies.get("stage")
    before = ""
    for word in expect.because:
        if word.text.startswith("(") and word.text not in known.elements:
            checker.report(errors.unknown_element(rule, word.text, word.span, known.elements))
        elif before == "stage" and stages is not None and word.text not in stages.terms:
            checker.report(names.unknown_word(word.text, "stage", word.span, stages.words()))
        before = word.text
    for kind, values in expect.parts:
        for word in values if kind in {"disqualified", "not demonstrated"} else ():
            if word.text not in known.exceptions:
                checker.report(errors.unknown_exception(rule, word.text, word.span, known.exceptions))


def _entries(
    checker: Checker,
    node: ast.Entries,
    before: Sequence[ir.ExampleEntry] = (),
    *,
    beside: bool = False,
) -> tuple[str, ir.ExampleEntry]:
    entries = tuple(tuple(tuple((w.text, w.span) for w in part) for part in entry) for entry in node.entries)
    entry = ir.ExampleEntry(node.span, entries, node.file.text if node.file else "")
    checker.diagnostics += check_entries(entry, node.word, checker, before, beside=beside)
    return node.word, entry
