"""Parser of the language, made with the library Lark; the program makes the parser at its first use.

Making the parser from the grammar takes longer than reading a pack. Therefore a program can store the tables
of the parser, and restore the parser from them. No other module uses Lark.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.lang.reserved import RESERVED
from microdep_rules.vocabulary.resources import grammar_text
from microdep_rules.vocabulary.units import UNIT_PATTERN

if TYPE_CHECKING:
    from lark import Lark

EXPECTED_WORDS = frozenset(
    {"affiliates", "an", "appoints", "are", "chains", "control", "counts", "different", "directly"}
    | {"date", "demonstrated", "disqualified", "each", "effective", "empty", "evidence", "expired"}
    | {"force", "forward", "hold", "holds"}
    | {"matching", "missing", "officer", "older", "on", "only", "recovered", "stated"}
    | {"status", "suspended", "tier", "together", "version", "yet"}
)
"""Words such as `control` that are keywords only where the grammar expects them, and names elsewhere."""

BOUNDARY = r"(?![\w-])"
GAP = r"(?:\s|#[^\n]*\n)+"
"""Text between two words: spaces, line ends and comments."""


def words() -> dict[str, str]:
    """For each terminal of a keyword in the grammar, return the pattern of the keyword."""
    found = {word.upper(): f"/{word}{BOUNDARY}/" for word in sorted({*RESERVED, *EXPECTED_WORDS})}
    found["OWN_FIELD"] = found.pop("FIELD")  # in the grammar, FIELD is a name after a dot
    found["DAY_WORD"] = found.pop("DATE")  # in the grammar, DATE is a date such as 2027-01-01
    found["COVERS"] = rf"/covers(?={GAP}through{BOUNDARY})/"
    found["EXCERPT"] = rf"/excerpt(?={GAP}of{BOUNDARY})/"
    return found


def text() -> str:
    """Return the complete grammar: the grammar file, with a terminal for each keyword."""
    name = rf"(?!(?:{'|'.join(sorted(RESERVED))}){BOUNDARY})[A-Za-z][A-Za-z0-9_]*(?:-[A-Za-z0-9_]+)*"
    terminals = "\n".join(f"{word}.4: {pattern}" for word, pattern in words().items())
    units = UNIT_PATTERN.replace("/", r"\/")
    grammar = grammar_text().replace("%WORDS%", terminals).replace("%UNITS%", units)
    return grammar.replace("%NAME%", name).replace("%GAP%", GAP)


Tables = Any
"""Tables of a parser, as dictionaries and lists that JSON can store."""
_made: list[Lark] = []


def parser() -> Lark:
    """Return the LALR parser of one declaration."""
    if not _made:
        _made.append(_from_grammar())
    return _made[0]


def is_made() -> bool:
    """Return whether the parser already exists. Then a program does not load the stored tables."""
    return bool(_made)


def made_by() -> str:
    """Return the name and version of the library that made the tables.

    Another version of the library cannot read the tables.
    """
    import lark

    return f"lark {lark.__version__}"


def tables() -> Tables:
    """Return the tables of the parser, to store them."""
    from lark.grammar import Rule
    from lark.lexer import TerminalDef

    data, memo = parser().memo_serialize([TerminalDef, Rule])
    return {"data": data, "memo": memo}


def take_over(kept: Tables) -> bool:
    """Make the parser from stored tables, and return whether this was possible.

    If the tables are damaged, the parser does not change.
    """
    from lark import Lark

    try:
        table = kept["data"]["parser"]["parser"]
        # JSON cannot have numbers as keys.
        table["tokens"] = _numbered(table["tokens"])
        table["states"] = {key: _numbered(each) for key, each in _numbered(table["states"]).items()}
        found = Lark.load({"data": kept["data"], "memo": _numbered(kept["memo"])})
    except (KeyError, TypeError, ValueError, AttributeError):
        return False
    _made[:] = [found]
    return True


def _numbered(table: dict[str, Any]) -> dict[int, Any]:
    return {int(key): each for key, each in table.items()}


def _from_grammar() -> Lark:
    from lark import Lark, lexer

    # If `interegular` is installed, Lark proves at every start that no two words collide. The proof takes
    # seconds, so a test runs the proof instead.
    proves = lexer.has_interegular
    lexer.has_interegular = False
    try:
        return Lark(
            text(),
            parser="lalr",
            lexer="contextual",
            propagate_positions=True,
            maybe_placeholders=False,
        )
    finally:
        lexer.has_interegular = proves
