"""A rule's manual page, made from its file alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from microdep_rules.engine.calendar import Calendar
from microdep_rules.engine.lookups import shown_constant
from microdep_rules.lang import ir
from microdep_rules.lang.conditions import walk
from microdep_rules.output.layout import WIDTH, Page
from microdep_rules.output.quote import Quotes
from microdep_rules.vocabulary.terms import load_vocabularies

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from microdep_rules.source import SourceFile, Span

DECIDES = {
    "prohibit": "prohibit: decides the verdict of a product",
    "ineligible": "ineligible: decides the verdict of a product",
    "warn": "warn: is printed and counted, and does not decide",
    "report": "report: is printed and counted, and does not decide",
}
LOOKED_UP = ir.TableValue | ir.NamedList | ir.TableKeys


def rule_page(
    pack: ir.Pack,
    rule: ir.Rule,
    sources: Mapping[str, SourceFile],
    as_of: date | None = None,
    width: int = WIDTH,
) -> str:
    """The manual page of a rule, for a terminal.

    Tables and lists are shown as of a day, by default the day on which the law was last reviewed, with
    everything that comes after it.
    """
    day = as_of or rule.reviewed or pack.reviewed
    return Manual(pack, rule, Quotes(sources), day, Page(width)).text()


@dataclass(frozen=True, slots=True)
class Manual:
    """One rule, its sections in a fixed order."""

    pack: ir.Pack
    rule: ir.Rule
    quotes: Quotes
    day: date | None
    page: Page

    def text(self) -> str:
        """All sections, those that have something to say."""
        self._head()
        self._requires()
        self._exceptions()
        self._stages()
        self._terms()
        self._tables()
        self._parameters()
        self._contested()
        self._examples()
        return self.page.text()

    def _head(self) -> None:
        page, rule, pack = self.page, self.rule, self.pack
        page.say(rule.id)
        page.say(rule.title)
        page.blank()
        page.field("law", "; ".join(rule.cites))
        page.field("severity", DECIDES.get(rule.severity, rule.severity))
        page.field("pack", f"{pack.name} {pack.version}: {pack.title}")
        page.field(
            "authority", f"{pack.authority} ({pack.jurisdiction})" if pack.jurisdiction else pack.authority
        )
        page.field("variant", self._variant())
        page.field("reviewed", f"law as known on {rule.reviewed}" if rule.reviewed else "")
        page.field("formerly", ", ".join(rule.formerly))
        page.field("in force", self._in_force(rule.in_force))
        page.field("applies to", self._clause(rule.subject.span, "applies to"))
        for each in rule.looks_past:
            reviewed = f" (reviewed {each.reviewed})" if each.reviewed else ""
            page.field("looks past", f"{self._looks_past(each)}{each.because}{reviewed}")
        if rule.when is not None:
            page.field("when", self.quotes.words(rule.when.span))

    def _variant(self) -> str:
        others = [each for each in self.pack.variants if each != self.pack.variant]
        if not self.pack.variant:
            return ""
        return f"{self.pack.variant}" + (f" (others: {', '.join(others)})" if others else "")

    def _in_force(self, node: ir.InForce | None) -> str:
        if node is None or (node.stretch == ir.Stretch() and node.basis == "as of" and not node.measure):
            return "always, judged as of the day that is asked for"
        return self._clause(node.span, "in force")

    def _clause(self, span: Span, word: str) -> str:
        return self.quotes.words(span).removeprefix(word).strip()

    def _looks_past(self, node: ir.LooksPast) -> str:
        told = self._clause(node.span, "looks past")
        return told.split(" because ", 1)[0] + ": "

    # ---- what it requires ------------------------------------------------------------------------

    def _requires(self) -> None:
        rule, page = self.rule, self.page
        if rule.requirement is None:
            page.head("What it asks to disclose")
            for item in rule.disclose:
                self._quoted(item.span)
            return
        forbids = rule.forbids and isinstance(rule.requirement, ir.Not)
        page.head("What it forbids" if forbids else "What it requires")
        self._quoted(rule.requirement.span)
        for fact in rule.presume_facts:
            page.say(f"Where {fact} is not stated, that is held against the party.", 2)
        if rule.unknown_counts_against:
            page.say("In its shares what is not known counts as not matching.", 2)
        if rule.evidence is not None:
            tier = f", tier {rule.evidence.tier} or better" if rule.evidence.tier else ""
            age = rule.evidence.older
            old = f", not older than {age[0]} {age[1]}{'s' if age[0] != 1 else ''}" if age is not None else ""
            page.say(f"It passes only on evidence of {', '.join(rule.evidence.types)}{tier}{old}.", 2)

    def _quoted(self, span: Span, indent: int = 2) -> None:
        for line in self.quotes.block(span):
            self.page.verbatim(line, indent)

    def _exceptions(self) -> None:
        if self.rule.exceptions:
            self.page.head("Exceptions (who relies on one must show it)")
        for node in self.rule.exceptions:
            self._exception(node)

    def _exception(self, node: ir.ExceptionRule) -> None:
        page = self.page
        page.say(f"{node.name}: {'; '.join(node.cites)}", 2, hang=4)
        if node.title:
            page.say(node.title, 6)
        if node.in_force is not None:
            page.say(f"in force {self._in_force(node.in_force)}", 6)
        if isinstance(node.milestones, ir.TableValue):
            page.say(f"accounts for {self.quotes.words(node.milestones.span)}", 6)
        page.say("when", 6)
        self._quoted(node.cond.span, 8)
        for lost in node.losses:
            page.say(f"but not when ({lost.cites})" if lost.cites else "but not when", 6)
            self._quoted(lost.cond.span, 8)
        if node.contested:
            page.say(f"not settled: {node.contested}", 6, hang=2)

    def _stages(self) -> None:
        milestones = self.rule.milestones
        if milestones is None:
            return
        self.page.head("Stages that must be accounted for")
        if isinstance(milestones, ir.TableValue):
            self.page.say(f"as the table says: {self.quotes.words(milestones.span)}", 2)
        else:
            self.page.say(", ".join(" or ".join(_stage(i) for i in each) for each in milestones), 2)

    # ---- what it reads ---------------------------------------------------------------------------

    def _reached(self) -> list[object]:
        """Every node of the rule, its exceptions and the definitions they need, once."""
        rule = self.rule
        waiting: list[object] = [
            rule.subject,
            rule.when,
            rule.requirement,
            rule.disclose,
            rule.milestones,
            rule.in_force,
            rule.looks_past,
        ]
        waiting += [*rule.exceptions, rule.escalate]
        found: list[object] = []
        seen: set[str] = set()
        while waiting:
            for node in walk(waiting.pop(0)):
                found.append(node)
                if isinstance(node, ir.Defined) and node.name not in seen:
                    seen.add(node.name)
                    waiting.append(self.pack.definitions[node.name].cond)
        return found

    def _terms(self) -> None:
        names = dict.fromkeys(n.name for n in self._reached() if isinstance(n, ir.Defined))
        if names:
            self.page.head("Terms it defines")
        for name in names:
            definition = self.pack.definitions[name]
            cites = f": {'; '.join(definition.cites)}" if definition.cites else ""
            self.page.say(f"{name} (of a {definition.record}){cites}", 2, hang=4)
            self._quoted(definition.cond.span, 6)

    def _table_names(self) -> list[str]:
        found: dict[str, None] = {}
        for node in self._reached():
            if isinstance(node, LOOKED_UP):
                found[node.name if isinstance(node, ir.NamedList) else node.table] = None
        return list(found)

    def _tables(self) -> None:
        names = self._table_names()
        if names:
            self.page.head(f"Tables and lists it reads, as of {self.day}, with what comes later")
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
            told = f"{self._stretch(entry.stretch)}{self._entry(entry)}"
            page.say(f"{keys}  {told}" if keys else told, 6, hang=4)
            page.say(entry.cites, 10)
            if entry.contested:
                page.say(f"not settled: {entry.contested}", 10, hang=2)
        if past:
            page.say(f"and {past} {'entry' if past == 1 else 'entries'} that ended before", 6)
        if table.covers is not None:
            page.say(f"covers through {table.covers}; what comes later is not known", 6)

    def _entry(self, entry: ir.Entry) -> str:
        """What a row says, in the words of the rule file."""
        value = entry.value
        if isinstance(value, ir.Constant):
            return shown_constant(value)
        told = [self.quotes.words(e.span) or shown_constant(e) for e in value if isinstance(e, ir.Constant)]
        stages = [" or ".join(_stage(i) for i in e) for e in value if not isinstance(e, ir.Constant)]
        return " ".join(told) or ", ".join(stages)

    def _stretch(self, stretch: ir.Stretch) -> str:
        """`from 2027-01-01: `, with the name of the parameter that says so."""
        told = [
            f"{word} {self._moment(when)}"
            for word, when in (
                ("from", stretch.start),
                ("through", stretch.through),
                ("before", stretch.before),
            )
            if when is not None
        ]
        return f"{' '.join(told)}: " if told else ""

    def _moment(self, when: ir.When) -> str:
        if when.date is not None:
            return str(when.date)
        if when.choice:
            return f"{when.choice} of {' and '.join(self._moment(p) for p in when.parts)}"
        found = self.pack.parameters[when.parameter].value
        return f"{when.parameter} ({'not yet' if found is None else found})"

    def _calendar(self) -> Calendar:
        return Calendar({name: each.value for name, each in self.pack.parameters.items()})

    def _parameters(self) -> None:
        moments = [n for table in self._table_names() for n in walk(self.pack.tables[table].entries)]
        nodes = [*self._reached(), *moments]
        names = [n.name for n in nodes if isinstance(n, ir.ParameterValue)]
        names += [n.parameter for n in nodes if isinstance(n, ir.When) and n.parameter]
        if names:
            self.page.head("Parameters (configuration may override them)")
        for name in dict.fromkeys(names):
            found = self.pack.parameters[name]
            self.page.say(f"{name}: {_value(found)}", 2)
            self.page.say(found.cites, 6)
            if found.contested:
                self.page.say(f"not settled: {found.contested}", 6, hang=2)

    def _contested(self) -> None:
        notes = [each for each in (self.rule.contested, self.pack.contested) if each]
        if notes:
            self.page.head("Not settled")
        for each in notes:
            self.page.tagged("  -", each, 4)

    # ---- examples --------------------------------------------------------------------------------

    def _examples(self) -> None:
        own = [e for e in self.pack.examples if e.rule == self.rule.name]
        fitting = [e for e in own if not e.variant or e.variant == self.pack.variant]
        for verdict in _in_order(e.expect_verdict for e in fitting):
            self.page.head(f"Examples: {verdict.replace('_', ' ')}")
            for each in fitting:
                if each.expect_verdict == verdict:
                    self._example(each)

    def _example(self, node: ir.Example) -> None:
        self.page.tagged("  -", node.text or node.rule, 4)
        for told in (node.bom, node.context):
            if told is not None:
                self.page.say(self.quotes.words(told.span), 6, hang=4)


VERDICTS = ("pass", "fail", "unknown", "exempt", "disclose", "not_applicable")


def _in_order(found: Iterable[str]) -> list[str]:
    return sorted(set(found), key=VERDICTS.index)


def _term(kind: ir.Type, term: str) -> str:
    """A term of a vocabulary as people call it."""
    vocabulary = load_vocabularies().get(kind.detail)
    return vocabulary.label(term) if vocabulary is not None and term in vocabulary.terms else term


def _stage(item: ir.StageItem) -> str:
    of = f" of {' '.join(item.of)}" if item.of else ""
    return f"{item.stage}{' onward' if item.onward else ''}{of}"


def _value(parameter: ir.Parameter) -> str:
    if parameter.value is None:
        return "not yet known"
    return shown_constant(ir.Constant(parameter.span, parameter.type, parameter.value))
