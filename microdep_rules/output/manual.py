"""Manual pages of rules and exceptions, made from the text of the rule files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.lang import ir
from microdep_rules.output.layout import WIDTH, Page
from microdep_rules.output.pack_page import how_read
from microdep_rules.output.quote import Quotes
from microdep_rules.output.reads import ReadsText, stage_text
from microdep_rules.output.rule_files import place_in_pack

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from microdep_rules.source import SourceFile, Span

DECIDES = {
    "prohibit": "prohibit: a fail of this rule is a fail of the product",
    "ineligible": "ineligible: a fail of this rule is a fail of the product",
    "warn": "warn: advisory; a fail of this rule is shown, but the product does not fail",
    "report": "report: advisory; a fail of this rule is shown, but the product does not fail",
}


def rule_page(
    pack: ir.Pack,
    rule: ir.Rule,
    sources: Mapping[str, SourceFile],
    as_of: date | None = None,
    width: int = WIDTH,
) -> str:
    """Return the manual page of a rule, for a terminal.

    The page shows the entries of tables and lists that are valid on the day `as_of`, and all later entries.
    By default, `as_of` is the day of the last review of the pack.
    """
    day = as_of or rule.reviewed or pack.reviewed
    return Manual(pack, rule, Quotes(sources), day, Page(width)).text()


def exception_page(
    pack: ir.Pack,
    rules: Sequence[ir.Rule],
    name: str,
    sources: Mapping[str, SourceFile],
    width: int = WIDTH,
) -> str:
    """Return the manual page of an exception to some rules of a pack, for a terminal."""
    page = Page(width)
    exceptions: dict[ir.ExceptionRule, list[ir.Rule]] = {}
    for rule in rules:
        for exception in rule.exceptions:
            if exception.name == name:
                exceptions.setdefault(exception, []).append(rule)
    for exception, excused in exceptions.items():
        page.blank()
        Manual(pack, excused[0], Quotes(sources), excused[0].reviewed or pack.reviewed, page).exception(
            exception, excused
        )
    return page.text()


class Manual(Struct, frozen=True):
    """Manual page of one rule, with its sections in a fixed order."""

    pack: ir.Pack
    rule: ir.Rule
    quotes: Quotes
    day: date | None
    page: Page

    def text(self) -> str:
        """Return all sections that are not empty."""
        self._head()
        self._requires()
        self._exceptions()
        self._stages()
        ReadsText(self.pack, self.rule, self.quotes, self.day, self.page).sections()
        self._contested()
        self._clauses()
        self._examples()
        return self.page.text()

    def exception(self, node: ir.ExceptionRule, rules: Sequence[ir.Rule]) -> None:
        """Write the sections about one exception to some rules."""
        page = self.page
        page.say(f"exception {node.name}")
        page.blank()
        page.field("law", "; ".join(node.cites))
        page.field("rule file", place_in_pack(node.span, self.quotes.sources))
        page.field("exception to", ", ".join(rule.id for rule in rules))
        page.field("pack", f"{self.pack.name} {self.pack.version}: {self.pack.title}")
        page.field("variant", variant_text(self.pack))
        page.head("The party that relies on the exception must prove it")
        self._exception(node)
        ReadsText(self.pack, node, self.quotes, self.day, page).sections()

    def _head(self) -> None:
        page, rule, pack = self.page, self.rule, self.pack
        page.say(rule.id)
        page.say(rule.title)
        page.blank()
        page.field("law", "; ".join(rule.cites))
        page.field("rule file", place_in_pack(rule.span, self.quotes.sources))
        page.field("severity", DECIDES.get(rule.severity, rule.severity))
        page.field("obligation", rule.obligation)
        page.field("pack", f"{pack.name} {pack.version}: {pack.title}")
        page.field(
            "authority", f"{pack.authority} ({pack.jurisdiction})" if pack.jurisdiction else pack.authority
        )
        page.field("variant", variant_text(pack))
        page.field("reviewed", f"pack last reviewed on {rule.reviewed}" if rule.reviewed else "")
        page.field("formerly", ", ".join(rule.formerly))
        page.field("in force", with_values(in_force_text(rule.in_force, self.quotes), pack))
        page.field("applies to", clause_text(rule.subject.span, "applies to", self.quotes))
        for exclusion in rule.exclusions:
            page.field("excludes", exclusion_text(exclusion, self.quotes))
        if rule.when is not None:
            page.field("when", self.quotes.words(rule.when.span))

    # ---- requirement ----------------------------------------------------------------------------

    def _requires(self) -> None:
        rule, page = self.rule, self.page
        if rule.requirement is None:
            page.head("Facts to disclose")
            for span in dict.fromkeys(item.span for item in rule.disclose):
                self._quoted(span)
            return
        page.head(requires_text(rule))
        self._quoted(rule.requirement.span)
        for burden in burdens(rule):
            page.say(burden, 2)

    def _quoted(self, span: Span, indent: int = 2) -> None:
        for line in self.quotes.block(span):
            self.page.verbatim(line, indent)

    def _exceptions(self) -> None:
        if self.rule.exceptions:
            self.page.head("Exceptions (the party that relies on an exception must prove it)")
        for node in self.rule.exceptions:
            self._exception(node)

    def _exception(self, node: ir.ExceptionRule) -> None:
        page = self.page
        page.say(f"{node.name}: {'; '.join(node.cites)}", 2, hang=4)
        if node.title:
            page.say(node.title, 6)
        if node.in_force is not None:
            page.say(f"in force {in_force_text(node.in_force, self.quotes)}", 6)
        if isinstance(node.milestones, ir.TableValue):
            page.say(f"accounts for {self.quotes.words(node.milestones.span)}", 6)
        page.say("when", 6)
        self._quoted(node.cond.span, 8)
        for lost in node.losses:
            page.say(f"but not when ({lost.cites})" if lost.cites else "but not when", 6)
            self._quoted(lost.cond.span, 8)
        if node.contested:
            page.say(f"interpretation unsettled: {node.contested}", 6, hang=2)

    def _stages(self) -> None:
        milestones = self.rule.milestones
        if milestones is None:
            return
        self.page.head("Stages that a document must state")
        if isinstance(milestones, ir.TableValue):
            self.page.say(f"from the table: {self.quotes.words(milestones.span)}", 2)
        else:
            self.page.say(
                ", ".join(" or ".join(stage_text(i) for i in milestone) for milestone in milestones), 2
            )

    def _contested(self) -> None:
        notes = [note for note in (self.rule.contested, self.pack.contested) if note]
        if notes:
            self.page.head("Unsettled interpretation")
        for note in notes:
            self.page.tagged("  -", note, 4)

    def _clauses(self) -> None:
        """Write the paragraphs of the law that the rule encodes, and whether each was read in full."""
        clauses = clauses_of(self.rule, self.pack)
        if clauses:
            self.page.head("Paragraphs of law, and whether the authors of the pack read them")
        for clause in clauses:
            self.page.tagged("  -", f"{clause.clause}: {how_read(clause)}", 4)

    # ---- examples --------------------------------------------------------------------------------

    def _examples(self) -> None:
        fitting = examples_of(self.rule, self.pack)
        for verdict in _in_order(e.expect_verdict for e in fitting):
            self.page.head(f"Examples: {verdict.replace('_', ' ')}")
            for example in fitting:
                if example.expect_verdict == verdict:
                    self._example(example)

    def _example(self, node: ir.Example) -> None:
        self.page.tagged("  -", node.text or node.rule, 4)
        for note in (node.bom, node.context):
            if note is not None:
                self.page.say(self.quotes.words(note.span), 6, hang=4)


VERDICTS = ("pass", "fail", "unknown", "exempt", "disclose", "not_applicable")


def _in_order(found: Iterable[str]) -> list[str]:
    return sorted(set(found), key=VERDICTS.index)


def clauses_of(rule: ir.Rule, pack: ir.Pack) -> list[ir.LawClause]:
    """Return the entries of the clause map (paragraphs of the law) that a rule or its exceptions encode."""
    own = {rule.name, *(exception.name for exception in rule.exceptions)}
    return [clause for clause in pack.clauses if own.intersection(clause.by)]


# ---- the words of a rule, for every page about it ------------------------------------------------


def clause_text(span: Span, word: str, quotes: Quotes) -> str:
    """Return the text of a clause of a rule without the keyword `word` at its start."""
    return quotes.words(span).removeprefix(word).strip()


def in_force_text(node: ir.InForce | None, quotes: Quotes) -> str:
    """Return the period in which a rule is in force."""
    if node is None or (node.stretch == ir.Stretch() and node.basis == "as of" and not node.measure):
        return "always; evaluated for the as-of date"
    return in_force_words(clause_text(node.span, "in force", quotes))


def in_force_words(clause: str) -> str:
    """Return a clause `in force` as an English sentence without a subject.

    >>> in_force_words("from 2026-02-05 by delivery date, else check date")
    'from 2026-02-05; evaluated for the delivery date, or for the check date if no delivery date is stated'
    >>> in_force_words("as no-46 by authorization date")
    'while the measure no-46 is in force; evaluated for the authorization date'
    """
    period, _, basis = f" {clause}".partition(" by ")
    words = period.strip()
    if words.startswith("as "):
        words = f"while the measure {words.removeprefix('as ')} is in force"
    words = words.replace("from later of ", "from the later of ").replace(" before ", " and before ")
    first, _, other = basis.partition(", else ")
    if first:
        evaluated = f"evaluated for the {first}"
        evaluated += f", or for the {other} if no {first} is stated" if other else ""
        words = f"{words}; {evaluated}" if words else evaluated
    return words


def with_values(text: str, pack: ir.Pack) -> str:
    """Return the text of a clause, with the values of its parameters at the end.

    For example, `from duty-day; evaluated for the delivery date; duty-day is 2025-06-23`.
    """
    words = text.replace(",", " ").replace(";", " ").split()
    named = [parameter for name, parameter in pack.parameters.items() if name in words]
    values = [
        f"{parameter.name} is {parameter.value}"
        if parameter.value is not None
        else f"{parameter.name} has no date yet"
        for parameter in named
    ]
    return "; ".join([text, *values])


def exclusion_text(node: ir.Exclusion, quotes: Quotes) -> str:
    """Return the text of a clause that excludes components, with the reason."""
    text = clause_text(node.span, "excludes", quotes).split(" because ", 1)[0]
    return f"{text}: {node.because}{f' (reviewed {node.reviewed})' if node.reviewed else ''}"


def variant_text(pack: ir.Pack) -> str:
    """Return the selected variant of a pack, and the names of the variants that were not selected."""
    others = [variant for variant in pack.variants if variant != pack.variant]
    if not pack.variant:
        return ""
    return f"{pack.variant}" + (f" (others: {', '.join(others)})" if others else "")


def forbids(rule: ir.Rule) -> bool:
    """Return whether the rule forbids a condition instead of requiring one."""
    return rule.forbids and isinstance(rule.requirement, ir.Not)


def requires_text(rule: ir.Rule) -> str:
    """Return the heading for the requirement of a rule."""
    if rule.approval is not None:
        return f"Required: {rule.approval.text}" + (", if this condition is true" if forbids(rule) else "")
    return "Forbidden" if forbids(rule) else "Required"


def burdens(rule: ir.Rule) -> Iterator[str]:
    """Yield sentences about cases in which a missing fact or missing evidence is a fail."""
    for fact in rule.fail_when_missing:
        yield f"If {fact} is missing, the outcome is treated as a fail."
    if rule.unknown_counts_against:
        yield "In the shares of this rule, entries with unknown facts count as not matching."
    if rule.evidence is not None:
        tier = f", tier {rule.evidence.tier} or better" if rule.evidence.tier else ""
        age = rule.evidence.older
        old = f", not older than {age[0]} {age[1]}{'s' if age[0] != 1 else ''}" if age is not None else ""
        yield f"The rule passes only on evidence of {', '.join(rule.evidence.types)}{tier}{old}."


def examples_of(rule: ir.Rule, pack: ir.Pack) -> list[ir.Example]:
    """Return the examples of a rule that belong to the selected variant of the pack."""
    own = [example for example in pack.examples if example.rule == rule.name]
    return [example for example in own if not example.variant or example.variant == pack.variant]
