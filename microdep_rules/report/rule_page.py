"""Data of the page about a rule, made from its pack, in the order of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.lang import ir
from microdep_rules.output import manual
from microdep_rules.output.layout import Page
from microdep_rules.output.pack_page import how_read
from microdep_rules.output.reads import ReadsText, stage_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.output.quote import Quotes

Data = dict[str, Any]
ASKED = (
    ("pass", "Passes"),
    ("fail", "Fails"),
    ("unknown", "Stays unknown"),
    ("exempt", "Exempt"),
    ("disclose", "To disclose"),
    ("not_applicable", "Not applicable"),
)
"""Verdicts of examples, each with the heading of the section for such examples."""
DUTY = frozenset({"pass", "fail", "exempt"})
"""Verdicts that a disclosure duty never has."""


class RulePage(Struct, frozen=True):
    """Maker of the page about a rule, in the words of the rule file."""

    pack: ir.Pack
    rule: ir.Rule
    quotes: Quotes

    def data(self) -> Data:
        """Return all data for the template of the page."""
        rule = self.rule
        return {
            "id": rule.id,
            "title": rule.title,
            "head": [row for row in self._head() if row[1]],
            "asks": self._asks(),
            "requires": self._requires(),
            "burdens": list(manual.burdens(rule)),
            "milestones": self._milestones(),
            "cites": rule.cites,
            "clauses": [clause_row(clause) for clause in self.pack.clauses if rule.name in clause.by],
            "has_map": bool(self.pack.clauses),
            "in_force": manual.with_values(manual.in_force_text(rule.in_force, self.quotes), self.pack),
            "measure": self._measure(),
            "exceptions": [self._exception(exception) for exception in rule.exceptions],
            "examples": list(self._examples()),
            "words": {word: self._words(getattr(rule, word)) for word in ("message", "ask", "fix")},
            "reads": self._reads(),
            "contested": list(dict.fromkeys(self._contested())),
        }

    def _head(self) -> Iterator[tuple[str, str]]:
        pack, rule = self.pack, self.rule
        yield "rule", rule.id
        yield "severity", manual.DECIDES.get(rule.severity, rule.severity)
        yield "obligation", rule.obligation
        yield "pack", f"{pack.name} {pack.version}: {pack.title}"
        yield "authority", f"{pack.authority} ({pack.jurisdiction})" if pack.jurisdiction else pack.authority
        yield "variant", manual.variant_text(pack)
        yield "pack last reviewed on", str(rule.reviewed or pack.reviewed or "")
        yield "formerly", ", ".join(rule.formerly)
        yield "applies to", manual.clause_text(rule.subject.span, "applies to", self.quotes)
        yield "when", self.quotes.words(rule.when.span) if rule.when is not None else ""
        for exclusion in rule.exclusions:
            yield "excludes", manual.exclusion_text(exclusion, self.quotes)

    # ---- text ------------------------------------------------------------------------------------

    def _asks(self) -> str:
        if self.rule.requirement is None:
            return "Facts to disclose"
        return manual.requires_text(self.rule)

    def _requires(self) -> list[str]:
        if self.rule.requirement is not None:
            return self.quotes.block(self.rule.requirement.span)
        spans = dict.fromkeys(item.span for item in self.rule.disclose)
        return [line for span in spans for line in self.quotes.block(span)]

    def _milestones(self) -> str:
        wanted = self.rule.milestones
        if wanted is None:
            return ""
        if isinstance(wanted, ir.TableValue):
            return self.quotes.words(wanted.span)
        return ", ".join(" or ".join(stage_text(item) for item in group) for group in wanted)

    def _measure(self) -> list[str]:
        node = self.rule.in_force
        if node is None or not node.measure:
            return []
        return self.quotes.block(self.pack.measures[node.measure].span)

    def _exception(self, node: ir.ExceptionRule) -> Data:
        return {
            "name": node.name,
            "title": node.title,
            "cites": node.cites,
            "in_force": manual.in_force_text(node.in_force, self.quotes) if node.in_force is not None else "",
            "when": self.quotes.block(node.cond.span),
            "disqualified": [(loss.cites, self.quotes.block(loss.cond.span)) for loss in node.losses],
            "contested": node.contested,
            "ask": self._words(node.ask),
            "fix": self._words(node.fix),
            "clauses": [clause_row(clause) for clause in self.pack.clauses if node.name in clause.by],
        }

    def _words(self, template: ir.Template | None) -> str:
        """Return a message of the rule; its placeholders are in braces, as the rule file writes them."""
        pieces = template.pieces if template is not None else ()
        texts = (
            piece if isinstance(piece, str) else "{" + self.quotes.words(piece.span) + "}" for piece in pieces
        )
        return "".join(texts)

    # ---- results and reliances -----------------------------------------------------------------------

    def _examples(self) -> Iterator[Data]:
        """Yield a section of examples for each verdict that the rule can have, or that has examples."""
        own = manual.examples_of(self.rule, self.pack)
        for verdict, head in ASKED:
            examples = [example for example in own if example.expect_verdict == verdict]
            if examples or self._may_come_to(verdict):
                yield {"head": head, "examples": [self._example(example) for example in examples]}

    def _may_come_to(self, verdict: str) -> bool:
        if verdict == "not_applicable" or (verdict == "exempt" and not self.rule.exceptions):
            return False
        duty = self.rule.requirement is None
        return verdict not in DUTY if duty else verdict != "disclose"

    def _example(self, node: ir.Example) -> Data:
        given = [note for note in (node.bom, node.context) if note is not None]
        return {
            "text": node.text or node.rule,
            "given": [self.quotes.words(note.span) for note in given],
            "because": ", ".join(node.because),
        }

    def _reads(self) -> list[str]:
        page = Page()
        day = self.rule.reviewed or self.pack.reviewed
        ReadsText(self.pack, self.rule, self.quotes, day, page).sections()
        return page.text().strip("\n").splitlines()

    def _contested(self) -> Iterator[tuple[str, str]]:
        """Yield (name, note) for each unsettled interpretation in the rule, its pack or its tables."""
        reads = ReadsText(self.pack, self.rule, self.quotes, None, Page())
        tables = [self.pack.tables[name] for name in reads.table_names()]
        parameters = [self.pack.parameters[name] for name in reads.parameter_names()]
        marked: list[tuple[str, str]] = [
            (self.pack.name, self.pack.contested),
            (self.rule.name, self.rule.contested),
            *((exception.name, exception.contested) for exception in self.rule.exceptions),
            *((table.name, table.contested) for table in tables),
            *((table.name, entry.contested) for table in tables for entry in table.entries),
            *((parameter.name, parameter.contested) for parameter in parameters),
        ]
        node = self.rule.in_force
        if node is not None and node.measure:
            marked.append((node.measure, self.pack.measures[node.measure].contested))
        yield from (pair for pair in marked if pair[1])


ENCODED = {"whole": "in full", "partly": "in part", "no": "not"}


def clause_row(clause: ir.LawClause) -> Data:
    """Return a row of the clause map, which links a clause of the law to its rule."""
    row = {"clause": clause.clause, "content": clause.content, "note": clause.note, "by": clause.by}
    return {**row, "encoded": ENCODED[clause.encoded], "read": how_read(clause)}
