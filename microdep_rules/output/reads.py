"""Definitions, tables, lists and parameters of a pack that a rule or an exception uses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.engine.calendar import Calendar
from microdep_rules.engine.constants import shown_constant
from microdep_rules.lang import ir
from microdep_rules.lang.walk import walk
from microdep_rules.output.rule_files import place_in_pack
from microdep_rules.vocabulary.terms import load_vocabularies

if TYPE_CHECKING:
    from datetime import date

    from microdep_rules.output.layout import Page
    from microdep_rules.output.quote import Quotes

LOOKED_UP = ir.TableValue | ir.NamedList | ir.TableKeys

MOST_WORDS = 50
"""Largest number of words of an entry that a page lists; for more words, it shows their number."""


class ReadsText(Struct, frozen=True):
    """Sections of a manual page about the definitions, tables, lists and parameters that a rule uses.

    `user` is the rule, or the exception if the page is only about an exception.
    """

    pack: ir.Pack
    user: ir.Rule | ir.ExceptionRule
    quotes: Quotes
    day: date | None
    page: Page

    def sections(self) -> None:
        """Write the sections that have content."""
        self._terms()
        self._tables()
        self._parameters()

    def reached(self) -> list[object]:
        """Return every node of the rule, of its exceptions and of their definitions, each once."""
        waiting = _parts(self.user)
        nodes: list[object] = []
        seen: set[str] = set()
        while waiting:
            for node in walk(waiting.pop(0)):
                nodes.append(node)
                if isinstance(node, ir.DefinitionTest) and node.name not in seen:
                    seen.add(node.name)
                    waiting.append(self.pack.definitions[node.name].cond)
        return nodes

    @property
    def _kind(self) -> str:
        return "exception" if isinstance(self.user, ir.ExceptionRule) else "rule"

    def _terms(self) -> None:
        names = dict.fromkeys(n.name for n in self.reached() if isinstance(n, ir.DefinitionTest))
        if names:
            self.page.head(f"Definitions that the {self._kind} uses")
        for name in names:
            definition = self.pack.definitions[name]
            cites = f": {'; '.join(definition.cites)}" if definition.cites else ""
            self.page.say(f"{definition.record} is {name}{cites}", 2, hang=4)
            for line in self.quotes.block(definition.cond.span):
                self.page.verbatim(line, 6)

    def table_names(self) -> list[str]:
        """Return the names of the tables and lists that the rule reads."""
        names: dict[str, None] = {}
        for node in self.reached():
            if isinstance(node, LOOKED_UP):
                names[node.name if isinstance(node, ir.NamedList) else node.table] = None
        return list(names)

    def _tables(self) -> None:
        names = self.table_names()
        if names:
            self.page.head(f"Tables and lists of the {self._kind}: entries for {self.day} and later")
        for name in names:
            self._table(self.pack.tables[name])

    def _table(self, table: ir.Table) -> None:
        page, calendar = self.page, self._calendar()
        page.say(
            f"{table.name}{' by ' + ' '.join(k.detail or k.kind for k in table.keys) if table.keys else ''}",
            2,
        )
        past = 0
        for entry in table.entries:
            _, end = calendar.bounds(entry.stretch)
            if self.day is not None and end is not None and end <= self.day:
                past += 1
                continue
            keys = " ".join(_term(kind, key) for kind, key in zip(table.keys, entry.keys, strict=True))
            text = f"{self._period_text(entry.stretch)}{self._entry(entry)}"
            page.say(f"{keys}  {text}" if keys else text, 6, hang=4)
            is_own = table.type.detail == "party" and not table.is_imported(entry)
            place = place_in_pack(entry.span, self.quotes.sources) if is_own else ""
            page.say(f"{entry.cites}{f'  ({place})' if place else ''}", 10, hang=2)
            if entry.contested:
                page.say(f"interpretation unsettled: {entry.contested}", 10, hang=2)
        if past:
            page.say(f"and {past} {'entry' if past == 1 else 'entries'} that ended before this day", 6)
        if table.imported is not None:
            imported = table.imported
            page.say(
                f"the list {imported.name} as of {imported.day}, from {imported.source}; "
                f"stale after {imported.until}",
                6,
            )
        elif table.excerpt:
            page.say(f"an excerpt of the list {table.excerpt}: other companies may be on that list", 6)
        if table.covers is not None:
            page.say(f"the list was read through {table.covers}; later entries are not known", 6)

    def _entry(self, entry: ir.Entry) -> str:
        """Return the content of a row of a table, as the rule file states it."""
        value = entry.value
        if isinstance(value, ir.Constant):
            return shown_constant(value)
        if len(value) > MOST_WORDS:
            return f"{len(value)} entries"
        words = [word for word in value if isinstance(word, ir.Constant)]
        if words and isinstance(words[0].value, ir.Company):
            return "; ".join(map(shown_constant, words))
        texts = [self.quotes.words(e.span) or shown_constant(e) for e in value if isinstance(e, ir.Constant)]
        stages = [" or ".join(stage_text(i) for i in e) for e in value if not isinstance(e, ir.Constant)]
        return " ".join(texts) or ", ".join(stages) or "nothing"

    def _period_text(self, stretch: ir.Stretch) -> str:
        """Return the period of an entry as text, such as `from 2026-01-01: `; empty for no period."""
        texts = [
            f"{word} {self._moment(when)}"
            for word, when in (
                ("from", stretch.start),
                ("through", stretch.through),
                ("before", stretch.before),
            )
            if when is not None
        ]
        return f"{' '.join(texts)}: " if texts else ""

    def _moment(self, when: ir.RuleMoment) -> str:
        if when.date is not None:
            return str(when.date)
        if when.choice:
            return f"{when.choice} of {' and '.join(self._moment(p) for p in when.parts)}"
        value = self.pack.parameters[when.parameter].value
        return f"{when.parameter} ({'not yet' if value is None else value})"

    def _calendar(self) -> Calendar:
        return Calendar({name: parameter.value for name, parameter in self.pack.parameters.items()})

    def parameter_names(self) -> list[str]:
        """Return the names of the parameters that the rule, its tables or its lists use."""
        moments = [n for table in self.table_names() for n in walk(self.pack.tables[table].entries)]
        nodes = [*self.reached(), *moments]
        names = [n.name for n in nodes if isinstance(n, ir.ParameterValue)]
        names += [n.parameter for n in nodes if isinstance(n, ir.RuleMoment) and n.parameter]
        return list(dict.fromkeys(names))

    def _parameters(self) -> None:
        names = self.parameter_names()
        if names:
            self.page.head("Parameters (configuration may override them)")
        for name in names:
            parameter = self.pack.parameters[name]
            self.page.say(f"{name}: {_value(parameter)}", 2)
            self.page.say(parameter.cites, 6)
            if parameter.contested:
                self.page.say(f"interpretation unsettled: {parameter.contested}", 6, hang=2)


def _parts(rule: ir.Rule | ir.ExceptionRule) -> list[object]:
    """Return the syntax nodes of a rule or an exception that can use definitions, tables or lists."""
    if isinstance(rule, ir.ExceptionRule):
        return [rule]
    return [
        rule.subject,
        rule.when,
        rule.requirement,
        rule.disclose,
        rule.milestones,
        rule.in_force,
        rule.exclusions,
        *rule.exceptions,
        rule.escalate,
    ]


def _term(kind: ir.Type, term: str) -> str:
    """Return the display name of a word of a vocabulary."""
    vocabulary = load_vocabularies().get(kind.detail)
    return vocabulary.label(term) if vocabulary is not None and term in vocabulary.terms else term


def stage_text(item: ir.StageItem) -> str:
    """Return an entry of a list of stages as rule files write it, such as `sintered onward of Nd`."""
    of = f" of {' '.join(item.of)}" if item.of else ""
    return f"{item.stage}{' onward' if item.onward else ''}{of}"


def _value(parameter: ir.Parameter) -> str:
    if parameter.value is None:
        return "not yet known"
    return shown_constant(ir.Constant(parameter.span, parameter.type, parameter.value))
