"""Conversion of the tree of the parser (Lark) into the clauses, rows and entries of a declaration."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from lark import Token, Tree

from microdep_rules.lang import ast
from microdep_rules.lang.build import Builder
from microdep_rules.lang.errors import examples, units
from microdep_rules.lang.tree import Node, is_token, tokens_of, trees_of
from microdep_rules.vocabulary.units import CURRENCIES

if TYPE_CHECKING:
    from datetime import date
    from fractions import Fraction

    from microdep_rules.source import Span

WORD_CLAUSES = frozenset(
    {"title", "authority", "jurisdiction", "obligation", "reviewed", "uses", "severity", "cites"}
    | {"contested", "variant", "formerly", "message", "ask", "fix"}
)
CONDITION_CLAUSES = frozenset({"when", "forbid", "require", "escalate", "but_not"})
CONDITIONS_OF_A_DUTY = {"due": "when", "done": "unless"}
"""Conditions of an `obtain` clause: the name in the grammar, and the word that authors write."""
EXPECTED = ("share", "missing", "disqualified", "not demonstrated", "urgent", "not urgent")
"""Words that may follow a comma in the clause `expect` of an example."""

SAID_OF_ROWS = {"covers": "covers", "from_file": "file", "excerpt": "excerpt"}
"""Clauses that apply to all rows of a list: their names in the grammar, and the words that authors write."""
CELL_KINDS = {
    "NAME": "name",
    "STRING": "text",
    "NUMBER": "number",
    "PERCENT": "number",
    "QUANTITY": "number",
    "DATE": "date",
    "ONWARD": "onward",
    "OF": "of",
    "OR": "or",
    "EMPTY": "empty",
    "COMMA": ",",
}


class ClauseBuilder(Builder):
    """Builder of the clauses that contain conditions."""

    def clauses(self, tree: Tree[Token]) -> tuple[ast.Body, ...]:
        """Return the clauses of a declaration in their order."""
        clauses = (self._clause(c) for c in tree.children if isinstance(c, Tree))
        return tuple(c for c in clauses if c is not None)

    def _clause(self, tree: Tree[Token]) -> ast.Body | None:
        name = str(tree.data)
        span = self.span(tree)
        if name in WORD_CLAUSES:
            return self._words(name, tree)
        if name in CONDITION_CLAUSES:
            condition, cites = self.whole(trees_of(tree)[0])
            return ast.Conditional(span, name, condition, cites)
        match name:
            case "in_force":
                return self._in_force(tree)
            case "applies":
                return self._applies(tree)
            case "excludes":
                return self._exclusion(tree)
            case "accounts_for":
                return self._accounts_for(tree)
            case "passes_only":
                return self._passes_only(tree)
            case "treat_as":
                verdict = next(t for t in tokens_of(tree) if t.type == "NAME")
                facts = tuple(self.path_of(c) for c in trees_of(tree))
                return ast.TreatAs(span, self.word(verdict), facts)
            case "obtain":
                return self._obtain(tree)
            case "counting":
                return self.counting(tree)
            case "disclose":
                items = tuple(self.operand(c) for c in tree.children if not is_token(c, "DISCLOSE", "COMMA"))
                return ast.Disclose(span, items)
            case "bom" | "context":
                return self._entries(name, tree)
            case "bom_from":
                return ast.Entries(span, "bom", (), self.word(tokens_of(tree)[-1]))
            case "expect":
                return self._expect(trees_of(tree)[0], span)
            case _:
                return None

    def _words(self, name: str, tree: Tree[Token]) -> ast.Clause:
        values = [t for t in tokens_of(tree)[1:] if t.type != "COMMA"]
        return ast.Clause(self.span(tree), name, tuple(map(self.word, values)))

    def marks(self, tree: Tree[Token]) -> tuple[ast.Clause, ...]:
        """Return the clauses `variant` and `contested` of a row or parameter; a row may have none."""
        return tuple(
            self._words(str(c.data), c) for c in trees_of(tree) if c.data in {"variant", "contested"}
        )

    def counting(self, tree: Tree[Token]) -> ast.CountingClause:
        """Return the clause `unknown counts as not matching`, with its citation and variant."""
        cites = self._text_after(tree, "CITES")
        return ast.CountingClause(self.span(tree), cites, self._text_after(tree, "VARIANT"))

    # ---- time --------------------------------------------------------------------------------

    def _in_force(self, tree: Tree[Token]) -> ast.InForceClause:
        window = next((self.window(c) for c in trees_of(tree) if c.data == "window"), None)
        basis_tree = next(c for c in trees_of(tree) if c.data == "basis")
        days = trees_of(basis_tree)
        basis = (
            self.day_of_contract(days[0], "by") if days else ast.Word(self.span(basis_tree), ast.CHECK_DATE)
        )
        otherwise = any(t.type == "ELSE" for t in tokens_of(tree))
        measure = self._text_after(tree, "AS") if window is None else None
        return ast.InForceClause(self.span(tree), window, measure, basis, otherwise)

    def window(self, tree: Tree[Token]) -> ast.Window:
        """Return the period `from … through … before …`; each part is optional."""
        moments: dict[str, ast.DateTerm] = {}
        word = ""
        for child in tree.children:
            if is_token(child, "FROM", "THROUGH", "BEFORE"):
                word = str(child)
            else:
                moments[word] = self.moment(child)
        return ast.Window(moments.get("from"), moments.get("through"), moments.get("before"))

    def moment(self, node: Node) -> ast.DateTerm:
        """Return the node of a date: a date, a date parameter, or the later or earlier of two dates."""
        span = self.span(node)
        if isinstance(node, Token):
            if node.type == "DATE":
                return ast.DateTerm(span, cast("date", self.literal(node).value))
            return ast.DateTerm(span, self.word(node))
        parts = tuple(
            self.moment(c) for c in node.children if not is_token(c, "LATER", "EARLIER", "OF", "AND")
        )
        return ast.DateTerm(span, None, str(node.data), parts)

    def status(self, tree: Tree[Token]) -> ast.StatusRow:
        """Return the row for one status of a legal measure, such as `suspended`, with its period."""
        words = []
        rest: list[Node] = []
        for child in tree.children:
            if not rest and not is_token(child, "FROM", "THROUGH", "BEFORE"):
                words.append(str(child))
            else:
                rest.append(child)
        window = self.window(Tree("window", rest))
        return ast.StatusRow(self.span(tree), " ".join(words), window)

    # ---- subjects ----------------------------------------------------------------------------

    def _applies(self, tree: Tree[Token]) -> ast.Applies:
        subject = trees_of(tree)[0]
        chain = trees_of(subject)[0]
        tokens = {t.type for t in tokens_of(subject)}
        quantifier = "listed" if "LISTED" in tokens else "every" if "EVERY" in tokens else "single"
        reach, where = self._chain(chain)
        return ast.Applies(self.span(tree), quantifier, reach, where)

    def _chain(self, chain: Tree[Token]) -> tuple[ast.Reach, ast.Condition | None]:
        reach = self._list_without_date(chain.children[0])
        where = self.condition(chain.children[2]) if len(chain.children) > 1 else None
        return reach, where

    def _exclusion(self, tree: Tree[Token]) -> ast.ExclusionClause:
        reach, where = self._chain(trees_of(tree)[0])
        because = cast("ast.Word", self._text_after(tree, "BECAUSE"))
        reviewed = self._text_after(tree, "REVIEWED")
        return ast.ExclusionClause(self.span(tree), reach, where, because, reviewed)

    def _obtain(self, tree: Tree[Token]) -> ast.Obtain:
        what, source = (self.word(t) for t in tokens_of(tree) if t.type == "STRING")
        conditions = {}
        for child in trees_of(tree):
            word = CONDITIONS_OF_A_DUTY[str(child.data)]
            condition, cites = self.whole(trees_of(child)[0])
            conditions[word] = ast.Conditional(self.span(child), word, condition, cites)
        return ast.Obtain(self.span(tree), what, source, conditions.get("when"), conditions.get("unless"))

    def _accounts_for(self, tree: Tree[Token]) -> ast.AccountsFor:
        milestones = trees_of(tree)[0]
        inner = trees_of(milestones)
        if inner[0].data == "looked_up":
            head, *arguments = inner[0].children
            keys = tuple(self.operand(argument) for argument in arguments)
            word = self.word(cast("Token", head))
            lookup = ast.Path(self.span(inner[0]), word, keys, ())
            return ast.AccountsFor(self.span(tree), lookup, ())
        stages = tuple(self._alternatives(alternatives) for alternatives in inner)
        return ast.AccountsFor(self.span(tree), None, stages)

    def _alternatives(self, tree: Tree[Token]) -> tuple[tuple[ast.Word, ast.Word | None], ...]:
        names = [self.word(t) for t in tokens_of(tree) if t.type == "NAME"]
        if any(t.type == "OF" for t in tokens_of(tree)):
            return ((names[0], names[1]),)
        return tuple((name, None) for name in names)

    def _passes_only(self, tree: Tree[Token]) -> ast.EvidenceClause:
        tokens = tokens_of(tree)
        tier = self._text_after(tree, "TIER")
        names = [self.word(t) for t in tokens if t.type == "NAME"]
        if tier is not None:
            names = [n for n in names if n != tier]
        older = next((self.literal(t) for t in tokens if t.type == "QUANTITY"), None)
        return ast.EvidenceClause(self.span(tree), tuple(names), tier, older)

    # ---- rows --------------------------------------------------------------------------------

    def rows(self, tree: Tree[Token]) -> tuple[tuple[ast.TableRow, ...], dict[str, ast.Word]]:
        """Return the rows of a list or table, and its clauses `covers`, `file` and `excerpt`."""
        rows = []
        said: dict[str, ast.Word] = {}
        for child in trees_of(tree):
            if child.data == "list_row":
                rows.append(self._row(child))
            elif child.data in SAID_OF_ROWS:
                said[SAID_OF_ROWS[child.data]] = self.word(tokens_of(child)[-1])
        return tuple(rows), said

    def _row(self, tree: Tree[Token]) -> ast.TableRow:
        cells: list[ast.RowCell] = []
        cites = None
        children = list(tree.children)
        while children:
            child = children.pop(0)
            if is_token(child, "CITES"):
                cites = self.word(cast("Token", children[0]))
                break
            cells.append(self._amount(child, children) or self._cell(child))
        marks = {m.word: m.values[0] for m in self.marks(tree)}
        return ast.TableRow(
            self.span(tree), tuple(cells), cites, marks.get("variant"), marks.get("contested")
        )

    def _amount(self, node: Node, behind: list[Node]) -> ast.RowCell | None:
        """Return the cell for a number with a misspelt unit, such as `5 kilos`; report the unit."""
        after = behind[0]
        if not isinstance(node, Token) or not isinstance(after, Token):
            return None
        if is_token(node, "NAME") and str(node) in CURRENCIES and is_token(after, "NUMBER"):
            number, unit = after, str(node)
            mistake = units.currency_first(unit, str(number), self.span(node).to(self.span(after)))
        elif is_token(node, "NUMBER") and is_token(after, "NAME"):
            number, unit = node, "%" if str(after) in units.PER_CENT else units.meant(str(after))
            if not unit:
                return None
            spelt = units.per_cent if unit == "%" else partial(units.unknown_unit, str(after))
            mistake = spelt(str(number), self.span(after))
        else:
            return None
        self.diagnostics.append(mistake)
        last = cast("Token", behind.pop(0))
        if str(after) == "per" and is_token(behind[0], "NAME"):
            last = cast("Token", behind.pop(0))
        plain = self.literal(number)
        value = cast("Fraction", plain.value) / (100 if unit == "%" else 1)
        span = self.span(node).to(self.span(last))
        return ast.RowCell(span, "number", ast.Literal(span, value, unit))

    def _cell(self, node: Node) -> ast.RowCell:
        span = self.span(node)
        if isinstance(node, Token):
            kind = CELL_KINDS[node.type]
            value = self.literal(node) if kind in {"number", "date"} else self.word(node)
            return ast.RowCell(span, kind, value)
        token = tokens_of(node)[-1]
        kind = str(node.data).removesuffix("_date").removesuffix("_name")
        dated = token.type == "DATE"
        return ast.RowCell(span, kind, self.literal(token) if dated else self.word(token))

    # ---- examples ----------------------------------------------------------------------------

    def _entries(self, name: str, tree: Tree[Token]) -> ast.Entries:
        entries = []
        for entry in trees_of(trees_of(tree)[0]):
            parts: list[list[ast.Word]] = [[]]
            for token in tokens_of(entry):
                if token.type == "COMMA":
                    parts.append([])
                else:
                    parts[-1].append(self.typed_word(token))
            entries.append(tuple(tuple(part) for part in parts))
        return ast.Entries(self.span(tree), name, tuple(entries))

    def typed_word(self, token: Token) -> ast.Word:
        """Return a word from an entry in the short form; a quoted text keeps its quotation marks."""
        word = self.word(token)
        text = " ".join(token.split()) if token.type in {"QUANTITY", "PERCENT"} else str(token)
        return word if token.type == "DATE" else ast.Word(word.span, text)

    def _expect(self, tree: Tree[Token], span: Span) -> ast.Expect:
        children = tree.children
        verdict = self.word(cast("Token", children[0]))
        said: dict[str, list[ast.Word]] = {"AT": [], "BECAUSE": []}
        parts = []
        behind = ""
        for child in children[1:]:
            if isinstance(child, Tree):
                parts.append(self._expected(child))
            elif child.type in said:
                behind = child.type
            elif behind and child.type not in {"COMMA", "AND"}:
                said[behind].append(self.word(child))
        return ast.Expect(span, verdict, tuple(said["AT"]), tuple(said["BECAUSE"]), tuple(parts))

    def _expected(self, tree: Tree[Token]) -> tuple[str, tuple[ast.Word, ...]]:
        tokens = tokens_of(tree)
        if tree.data == "not_demonstrated":
            return "not demonstrated", (self.word(tokens[-1]),)
        first = str(tokens[0])
        if tree.data == "urgent" and str(tokens[-1]) == "urgent":
            return " ".join(str(t) for t in tokens), ()
        if tokens[0].type in {"MISSING", "DISQUALIFIED"}:
            text = " ".join(str(t) for t in tokens[1:]).replace(" .", ".")
            return first, (ast.Word(self.span(tokens[1]).to(self.span(tokens[-1])), text),)
        if first != "share":
            self.diagnostics.append(
                examples.word(first, self.span(tokens[0]), EXPECTED, "an expected result")
            )
        percents = tuple(
            ast.Word(self.span(t), " ".join(t.split())) for t in tokens[1:] if t.type == "PERCENT"
        )
        return first, percents
