"""XML of a declaration as a tree of elements with their places; large files and entities are refused."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.parsers import expat

from msgspec import Struct, field

from microdep_rules.bom.decode import check_characters
from microdep_rules.bom.imports.forms import WIDE_MARKUP
from microdep_rules.messages import diagnose
from microdep_rules.patterns import pattern
from microdep_rules.source import SourceFile, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.diagnostics import Diagnostic

LARGEST = 32 * 1024 * 1024
MOST_ELEMENTS = 400_000
DEEPEST = 64
ENCODINGS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "ascii",
    "ascii": "ascii",
    "iso-8859-1": "iso-8859-1",
    "iso-8859-2": "iso-8859-2",
    "iso-8859-15": "iso-8859-15",
    "windows-1250": "cp1250",
    "windows-1251": "cp1251",
    "windows-1252": "cp1252",
    "shift_jis": "cp932",
    "windows-31j": "cp932",
    "euc-jp": "euc-jp",
    "euc-kr": "euc-kr",
    "big5": "big5",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "utf-16": "utf-16",
}
"""Encodings that a file may state, with their Python names."""
_STATED = pattern(rb"""<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_CONTROL = pattern(r"[\x00-\x1f\x7f]")
"""Control characters. XML can also state a control character as a reference, such as `&#7;`."""
_WIDE = (b"\xff\xfe", b"\xfe\xff")


class MarkupElement(Struct, frozen=True, eq=False):
    """Element with its name, namespace, attributes, children, and the place of its tag."""

    name: str
    space: str
    attributes: dict[str, str]
    at: Span
    inside: list[MarkupElement] = field(default_factory=list)

    def get(self, name: str) -> str:
        """Return an attribute in one line; empty if the attribute is missing."""
        return " ".join(_CONTROL.sub(" ", self.attributes.get(name, "")).split())

    def children(self, *names: str) -> Iterator[MarkupElement]:
        """Yield the children with these names."""
        return (element for element in self.inside if element.name in names)

    def descendants(self) -> Iterator[MarkupElement]:
        """Yield all descendants; an element comes before its children."""
        waiting = list(reversed(self.inside))
        while waiting:
            element = waiting.pop()
            yield element
            waiting += reversed(element.inside)

    def find_all(self, *names: str) -> Iterator[MarkupElement]:
        """Yield the descendants with these names; an element comes before its children."""
        return (element for element in self.descendants() if element.name in names)


class _RefusedError(Exception):
    """Error for a file that is refused, with the diagnostic."""

    def __init__(self, problem: Diagnostic) -> None:
        super().__init__(problem.message)
        self.problem = problem


def read_markup(path: str, data: bytes) -> tuple[MarkupElement | None, SourceFile, list[Diagnostic]]:
    """Return the root element of a file, the text of the file, and diagnostics."""
    source, problem = _decode(path, data)
    if problem is not None:
        return None, source, [problem]
    source, readable, problems = check_characters(source)
    if not readable:
        return None, source, problems
    encoded = source.text.encode("utf-8", "replace")
    tree = _Tree(source, encoded)
    try:
        return tree.read(), source, []
    except _RefusedError as refused:
        return None, source, [refused.problem]


def _decode(path: str, data: bytes) -> tuple[SourceFile, Diagnostic | None]:
    """Return the text of a file, decoded from the stated encoding or from UTF-8."""
    nothing, start = SourceFile(path, ""), Span(path, 0, 0)
    if len(data) > LARGEST:
        return nothing, diagnose("import/declaration", start, "large", megabytes=LARGEST // 1024 // 1024)
    stated = _STATED.match(data.removeprefix(b"\xef\xbb\xbf"))
    marked = WIDE_MARKUP.get(data[:2])
    name = "utf-16" if data.startswith(_WIDE) else stated[1].decode("ascii").lower() if stated else "utf-8"
    encoding = marked or ENCODINGS.get(name)
    if encoding is None:
        return nothing, diagnose("import/declaration", start, "encoding", encoding=name)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as problem:
        number = problem.start + 1
        return nothing, diagnose("import/declaration", start, "byte", number=number, encoding=name)
    return SourceFile(path, text.removeprefix("\ufeff")), None


class _Tree:
    """Tree of the elements that the parser reports."""

    def __init__(self, source: SourceFile, encoded: bytes) -> None:
        self.source, self.encoded = source, encoded
        self.root: MarkupElement | None = None
        self.open: list[MarkupElement] = []
        self.many = 0
        self.byte = self.char = 0
        """Last byte for which the character position is known; the search for the next position starts there.

        The parser reports tags in the order of the text.
        """
        self.parser = expat.ParserCreate("utf-8", " ")

    def read(self) -> MarkupElement:
        parser = self.parser
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = self._document_type
        try:
            parser.Parse(self.encoded, True)  # noqa: FBT003 - a positional argument of the parser
        except expat.ExpatError:
            error = expat.ErrorString(parser.ErrorCode)
            problem = diagnose("import/declaration", self._span(parser.ErrorByteIndex), reason=error)
            raise _RefusedError(problem) from None
        assert self.root is not None  # XML without an element is not valid
        return self.root

    def _span(self, byte: int) -> Span:
        """Return the span of the character at a byte."""
        start = len(self.encoded[:byte].decode("utf-8", "ignore"))
        return Span(self.source.path, start, start + 1)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self.many += 1
        if self.many > MOST_ELEMENTS:
            problem = diagnose(
                "import/declaration",
                self._span(self.parser.CurrentByteIndex),
                "elements",
                count=MOST_ELEMENTS,
            )
            raise _RefusedError(problem)
        if len(self.open) == DEEPEST:
            problem = diagnose(
                "import/declaration", self._span(self.parser.CurrentByteIndex), "depth", depth=DEEPEST
            )
            raise _RefusedError(problem)
        space, _, name = tag.rpartition(" ")
        start = self._char_at(self.parser.CurrentByteIndex)
        plain = {name_.rpartition(" ")[2]: value for name_, value in attributes.items()}
        written = re.compile(r"<[^\s/>]*").match(self.source.text, start)
        end = written.end() if written is not None else start
        element = MarkupElement(name, space, plain, Span(self.source.path, start, end))
        if self.open:
            self.open[-1].inside.append(element)
        elif self.root is None:
            self.root = element
        self.open.append(element)

    def _end(self, _: str) -> None:
        self.open.pop()

    def _char_at(self, byte: int) -> int:
        self.char += len(self.encoded[self.byte : byte].decode("utf-8", "replace"))
        self.byte = byte
        return self.char

    def _document_type(self, *_: object) -> None:
        problem = diagnose("import/declaration", self._span(self.parser.CurrentByteIndex), "document-type")
        raise _RefusedError(problem)
