"""A pack prepared for lint: its variants, its declarations, and its evaluated examples and documents."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct, field

from microdep_rules.engine.recorder import Recorder
from microdep_rules.lang.parse import parse
from microdep_rules.testing.mutants import reached_by

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.lang import ast, ir
    from microdep_rules.source import SourceFile, Span


class LintedPack(Struct):
    """The pack that lint examines, in each of its variants, with the files of the pack itself."""

    packs: Sequence[ir.Pack]
    """The pack in each of its variants; the chosen variant is first."""
    sources: Mapping[str, SourceFile]
    """The files of the pack itself, by path."""
    uses: Mapping[str, ir.Pack] = field(default_factory=dict)
    """The packs that this pack uses, by name."""
    recorder: Recorder = field(default_factory=Recorder)
    """Recorder of the evaluation of the examples; it has, for example, all compared values."""
    of_documents: Recorder = field(default_factory=Recorder)
    """Recorder of the evaluation of the given bills of materials."""
    outcomes: list[Outcome] = field(default_factory=list)
    declarations: list[ast.Declaration] = field(default_factory=list)
    day: date = date.min
    """Day on which a list must have an entry, for rules that depend on the check date."""
    read_tree: Callable[[SourceFile], tuple[list[ast.Declaration], list[Diagnostic]]] = parse
    """Function that parses a rule file, or reads its syntax tree from a cache."""

    def __post_init__(self) -> None:
        """Read the declarations of the rule files."""
        for source in self.rule_files():
            self.declarations += self.read_tree(source)[0]

    @property
    def pack(self) -> ir.Pack:
        """Return the pack in its chosen variant."""
        return self.packs[0]

    def rule_files(self) -> Iterator[SourceFile]:
        """Yield the rule files of the pack."""
        yield from (source for path, source in sorted(self.sources.items()) if path.endswith(".rule"))

    def is_own(self, span: Span) -> bool:
        """Return whether a position is in a file of this pack, and not in a file of a used pack."""
        return span.path in self.sources

    def tables(self) -> list[ir.Table]:
        """Return the tables and lists that the pack declares, with their entries in each variant."""
        tables = (table for pack in self.packs for table in pack.tables.values())
        return list(dict.fromkeys(table for table in tables if self.is_own(table.span)))

    def evaluated(self) -> Iterator[ir.Rule | ir.Definition]:
        """Yield the rules of all variants, and the definitions that these rules use."""
        for pack in self.packs:
            used = frozenset(name for rule in pack.rules for name in reached_by(pack, rule))
            yield from pack.rules
            yield from (node for name, node in pack.definitions.items() if ("definition", name) in used)

    def rules(self) -> dict[str, ir.Rule]:
        """Return the rules of all variants, by name."""
        rules: dict[str, ir.Rule] = {}
        for pack in self.packs:
            for rule in pack.rules:
                rules.setdefault(rule.name, rule)
        return rules

    def exceptions(self) -> list[tuple[ir.Rule, ir.ExceptionRule]]:
        """Return the exceptions of all rules, each with the first rule that contains it."""
        exceptions: dict[tuple[str, Span], tuple[ir.Rule, ir.ExceptionRule]] = {}
        for pack in self.packs:
            for rule in pack.rules:
                for exception in rule.exceptions:
                    if self.is_own(exception.span):
                        exceptions.setdefault((exception.name, exception.span), (rule, exception))
        return list(exceptions.values())
