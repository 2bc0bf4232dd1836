"""Checked packs as plain data, which a program can store as JSON and read without the parser (Lark).

A node is a list that begins with the name of its class. If JSON cannot represent a value, the value is a list
that begins with a mark, such as `date`. The reader creates only the classes named in this module. Therefore,
changed data can only cause an error or give another pack.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.diagnostics import Diagnostic, Label, Severity
from microdep_rules.lang import ir
from microdep_rules.lang.operators import ArithmeticOperator, ComparisonOperator
from microdep_rules.source import Span
from microdep_rules.vocabulary.terms import ImpliedSubstances, Term

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

Json = Any
"""Value that a JSON decoder returns, such as a list, a text or a number."""

TUPLE, SET, DATE, NUMBER, SPAN, USED = "()", "{}", "date", "number", "span", "used"
WORDS = {enum.__name__: enum for enum in (Severity, ComparisonOperator, ArithmeticOperator)}
"""Enumerations with members that occur as values in nodes, by name."""
DECLARED = ("tables", "definitions", "quantities", "measures", "parameters")
"""Fields of a pack with declarations that the pack takes unchanged from the packs that it uses."""


def kinds(things: Iterable[object]) -> dict[str, type[Struct]]:
    """Return the classes of nodes in `things`, by the name of the class."""
    classes = (thing for thing in things if isinstance(thing, type) and issubclass(thing, Struct))
    return {class_.__name__: class_ for class_ in classes if class_ not in (Struct, ir.Node)}


KINDS = kinds((*vars(ir).values(), Term, ImpliedSubstances, Diagnostic, Label))
"""Classes of the nodes of packs."""


class NotStoredError(ValueError):
    """Error for data that is not a stored pack."""


class Store:
    """Converter of packs to plain data and back.

    The converter stores the paths of files separately. For a declaration of a used pack, the converter stores
    only the name of the declaration in the used pack.
    """

    def __init__(
        self,
        paths: list[str],
        nodes: Mapping[str, type[Struct]] = KINDS,
        uses: Mapping[str, ir.Pack] = MappingProxyType({}),
    ) -> None:
        self.paths = paths
        self.nodes = nodes
        self.uses = uses
        self.named: dict[int, tuple[str, str, str]] = {
            id(node): (pack, kind, name)
            for pack, used in uses.items()
            for kind in DECLARED
            for name, node in getattr(used, kind).items()
        }
        self.known: dict[str, int] = {path: number for number, path in enumerate(paths)}
        self.makers: dict[str, Callable[..., Any]] = {
            SET: lambda *items: frozenset(items),
            DATE: date.fromisoformat,
            NUMBER: Fraction,
            USED: self._declared,
            **WORDS,
            **nodes,
        }

    def plain(self, value: object) -> Json:
        """Return plain data, as for JSON, for a pack or for any object in a pack."""
        match value:
            case None | bool() | int() | str() if not isinstance(value, StrEnum):
                return value
            case tuple():
                return [TUPLE, *(self.plain(item) for item in value)]
            case frozenset():
                return [SET, *(self.plain(item) for item in sorted(value))]
            case dict():
                return {key: self.plain(item) for key, item in value.items()}
            case date():
                return [DATE, value.isoformat()]
            case Fraction():
                return [NUMBER, str(value)]
            case Span():
                return [SPAN, self.known[value.path], value.start, value.end]
            case StrEnum() if WORDS.get(type(value).__name__) is type(value):
                return [type(value).__name__, value.value]
            case _ if id(value) in self.named:
                return [USED, *self.named[id(value)]]
            case Struct() if self.nodes.get(type(value).__name__) is type(value):
                return [
                    type(value).__name__,
                    *(self.plain(getattr(value, name)) for name in value.__struct_fields__),
                ]
            case _:
                raise NotStoredError(f"{type(value).__name__} cannot be stored")

    def _declared(self, pack: str, kind: str, name: str) -> object:
        if kind not in DECLARED:
            raise KeyError(kind)
        return getattr(self.uses[pack], kind)[name]

    def pack(self, data: Json) -> tuple[ir.Pack, tuple[Diagnostic, ...]]:
        """Return a pack and its diagnostics from the data that `plain` made."""
        match self.made(data):
            case (ir.Pack() as pack, tuple() as problems):
                return pack, problems
            case _:
                raise NotStoredError("the data are not a stored pack")

    def made(self, data: Json) -> Any:  # noqa: ANN401 - a pack, or any object in a pack
        """Return the object that plain data represents."""
        kind = type(data)
        if kind is list:
            made, word = self.made, data[0] if data else ""
            try:
                if word == SPAN:  # every third value is a span, so this test comes first
                    _, file, start, end = data
                    return Span(self.paths[file], start, end)
                parts = [made(part) if type(part) in _DEEP else part for part in data[1:]]
                return tuple(parts) if word == TUPLE else self.makers[word](*parts)
            except (KeyError, IndexError, TypeError, ValueError) as problem:
                raise NotStoredError(str(problem)) from problem
        if kind is dict:
            return {key: self.made(item) for key, item in data.items()}
        return data


_DEEP = frozenset({list, dict})
