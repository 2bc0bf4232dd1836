"""Page about a pack: its law, its rules, its unsettled interpretations, and its clause map."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.lang import ir
from microdep_rules.lang.clause_map import NOT_READ, READ
from microdep_rules.output.layout import WIDTH, Page
from microdep_rules.output.shipped import NOT_SHIPPED, path_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from microdep_rules.output.checked import PackUsed
    from microdep_rules.source import Span

LABEL = 16
ENCODED = {"whole": "encoded by", "partly": "partly, by", "no": "not encoded"}


def pack_page(used: PackUsed, stated: dict[str, str], width: int = WIDTH) -> str:
    """Return the page about a pack, for a terminal.

    `stated` has the values of the parameters that the pack itself states.
    """
    assert used.pack is not None
    return _PackPage(used, used.pack, stated, Page(width)).text()


class _PackPage(Struct, frozen=True):
    used: PackUsed
    pack: ir.Pack
    stated: dict[str, str]
    page: Page

    def text(self) -> str:
        self._head()
        self._about()
        self._rules()
        self._exceptions()
        self._own_fields()
        self._parameters()
        self._unsettled()
        self._clauses()
        return self.page.text()

    def _head(self) -> None:
        pack = self.pack
        self.page.say(f"{pack.name} {pack.version}")
        chosen = f"{', '.join(pack.variants)} (chosen: {pack.variant or 'none'})" if pack.variants else ""
        for label, text in (
            ("title", pack.title),
            ("authority", pack.authority),
            ("jurisdiction", pack.jurisdiction),
            ("obligation", pack.obligation),
            ("reviewed", str(pack.reviewed)),
            ("digest", self.used.digest),
            (
                "read from",
                f"{path_words(self.used.not_shipped)}, {NOT_SHIPPED}" if self.used.not_shipped else "",
            ),
            ("variants", chosen),
            ("uses", ", ".join(f"{use.name} {use.version}" for use in self.used.uses)),
            ("examples", str(len(pack.examples))),
        ):
            self._field(label, text)

    def _field(self, label: str, text: str) -> None:
        if text:
            self.page.tagged(f"  {label}", text, LABEL)

    def _about(self) -> None:
        """Add the comment from the top of the pack file, which explains limits and variants."""
        for source in self.used.sources.values():
            paragraphs = about_in(source.text, self.pack.name)
            if paragraphs:
                self.page.head("About")
            for paragraph in paragraphs:
                self.page.say(paragraph, 2)

    def _rules(self) -> None:
        if self.pack.rules:
            self.page.head("Rules")
        for rule in self.pack.rules:
            self.page.say(f"{rule.name}  ({rule.severity})", 2)
            self.page.say(rule.title, 6)
            self.page.say("; ".join(rule.cites), 6)

    def _exceptions(self) -> None:
        rules: dict[tuple[str, str, tuple[str, ...]], list[str]] = {}
        for rule in self.pack.rules:
            for exception in rule.exceptions:
                key = (exception.name, exception.title, exception.cites)
                rules.setdefault(key, []).append(rule.name)
        if rules:
            self.page.head("Exceptions")
        for (name, title, cites), names in rules.items():
            self.page.say(f"{name}  (to {', '.join(names)})", 2, hang=4)
            if title:
                self.page.say(title, 6)
            self.page.say("; ".join(cites), 6)

    def _own_fields(self) -> None:
        if self.pack.fields:
            self.page.head("Own fields, which documents state under `ext`")
        for field in self.pack.fields:
            self.page.say(f"{field.id} is {field.type}: {field.title}", 2, hang=4)
            self.page.say(field.cites, 6)

    def _parameters(self) -> None:
        own = {
            n: parameter
            for n, parameter in self.pack.parameters.items()
            if _is_own(parameter.span, self.used)
        }
        if own:
            self.page.head("Parameters, which a configuration may override")
        overridden = {name: given for name, given, _ in self.used.parameters}
        for name, parameter in own.items():
            text = f"{name} is {overridden.get(name, self.stated[name])}"
            if name in overridden:
                text += f"  (overridden; the pack states {self.stated[name]})"
            self.page.say(text, 2, hang=4)
            self.page.say(parameter.cites, 6)

    def _unsettled(self) -> None:
        notes = dict.fromkeys(contested_in(self.pack, self.used))
        if notes:
            self.page.head("Unsettled interpretation")
        for name, note in notes:
            self.page.say(f"{name}: {note}", 2, hang=4)

    def _clauses(self) -> None:
        if self.pack.clauses:
            self.page.head("Clause map")
            self.page.say(counts_of_reading(self.pack.clauses), 2, hang=2)
        for clause in self.pack.clauses:
            self.page.say(clause.clause, 2, hang=2)
            self.page.say(clause.content, 6)
            by = f" {', '.join(clause.by)}" if clause.by else ""
            note = f": {clause.note}" if clause.note else ""
            self.page.say(f"{ENCODED[clause.encoded]}{by}{note}", 6, hang=2)
            self.page.say(how_read(clause), 6, hang=2)


def how_read(clause: ir.LawClause) -> str:
    """Return a phrase about the reading of a paragraph: in full or not, the day, and the version.

    >>> from microdep_rules.source import Span
    >>> unread = ir.LawClause(Span("clauses.csv", 0, 0), "s.1", "no tin", "no")
    >>> how_read(unread)
    'not read'
    """
    return f"read {clause.read} on {clause.on}: {clause.version}" if clause.on else NOT_READ


def counts_of_reading(clauses: Sequence[ir.LawClause]) -> str:
    """Return the numbers of paragraphs that were read in full, read in a report, and not read."""
    counted = Counter(clause.read or NOT_READ for clause in clauses)
    full, report, unread = (counted[extent] for extent in READ)
    return f"{len(clauses)} paragraphs: {full} read in full, {report} in a report, {unread} not read"


def about_in(text: str, name: str) -> list[str]:
    r"""Return the text paragraphs of the comment at the top of a pack file.

    The result is empty if the declaration of the pack is in another file.

    >>> about_in("# One\n# thing.\n#\n# Another.\n\npack x version 1\n", "x")
    ['One thing.', 'Another.']
    >>> about_in("# A rule.\nrule x\n", "x")
    []
    """
    before, head, _ = f"\n{text}".partition(f"\npack {name} ")
    lines = [line.strip() for line in before.splitlines()]
    if not head or not all(line.startswith("#") or not line for line in lines):
        return []
    comment = "\n".join(line.lstrip("#").strip() for line in lines)
    return [
        " ".join(each.split()) for each in comment.replace("\n- ", "\n\n- ").split("\n\n") if each.strip()
    ]


def contested_in(pack: ir.Pack, used: PackUsed) -> Iterator[tuple[str, str]]:
    """Yield the disputed declarations of a pack, each with its note."""
    if pack.contested:
        yield pack.name, pack.contested
    for rule in pack.rules:
        if rule.contested:
            yield rule.name, rule.contested
        yield from (
            (exception.name, exception.contested) for exception in rule.exceptions if exception.contested
        )
    for table in pack.tables.values():
        if not _is_own(table.span, used):
            continue
        if table.contested:
            yield table.name, table.contested
        for entry in table.entries:
            if entry.contested:
                yield f"{table.name}{_of_entry(entry)}", entry.contested
    marked: tuple[ir.Definition | ir.Parameter | ir.StatusTimeline, ...]
    marked = (*pack.definitions.values(), *pack.parameters.values(), *pack.measures.values())
    for node in marked:
        if node.contested and _is_own(node.span, used):
            yield node.name, node.contested


def _is_own(span: Span, used: PackUsed) -> bool:
    """Return whether a text is in a file of this pack, and not in a file of a pack that it uses."""
    return span.path in used.sources


def _of_entry(entry: ir.Entry) -> str:
    """Return the name of an entry: the keys of a table row, or the words of a list entry.

    The name is empty if the entry has more than `FEW` words.
    """
    if entry.keys:
        return f" of {', '.join(entry.keys)}"
    words = entry.value if isinstance(entry.value, tuple) else ()
    texts = [str(word.value) for word in words if isinstance(word, ir.Constant)]
    return f" {' '.join(texts)}" if 0 < len(texts) <= FEW else ""


FEW = 5
"""Largest number of words that the name of an entry may have."""
