"""Quotations from the text of a rule."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Mapping

    from microdep_rules.source import SourceFile, Span

_CITES = pattern(r'(?<=\S)\s+cites\s+(?=")')
_COMMENT = pattern(r'("[^"\n]*")|[ \t]*#[^\n]*')


class Quotes(Struct, frozen=True):
    """Quotations from rule files, without comments."""

    sources: Mapping[str, SourceFile]

    def words(self, span: Span) -> str:
        """Return the text at a position of a rule file on one line."""
        return " ".join(self._text(span, span.start).split())

    def head(self, span: Span, before: Span | None) -> str:
        """Return the text of `span` on one line; end before `before` if it begins inside `span`."""
        if before is None or before.path != span.path or not span.start < before.start <= span.end:
            return self.words(span)
        return " ".join(self._text(span, span.start, before.start).split())

    def block(self, span: Span) -> list[str]:
        """Return the lines at a position without their common indent; each citation gets its own line."""
        source = self.sources.get(span.path)
        if source is None:
            return []
        first, *others = [line.rstrip() for line in self._text(span, span.start).splitlines() if line.strip()]
        # The first line of a clause follows its keyword; later lines may be indented less.
        column = min([source.position(span.start).column - 1, *(_indent(line) for line in others)])
        lines = [" " * column + first, *others]
        return textwrap.dedent(
            "\n".join(part for line in lines for part in _with_citation_apart(line))
        ).splitlines()

    def _text(self, span: Span, start: int, end: int | None = None) -> str:
        source = self.sources.get(span.path)
        if source is None:
            return ""
        text = source.text[start : span.end if end is None else end]
        return _COMMENT.sub(lambda match: match[1] or "", text)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _with_citation_apart(line: str) -> list[str]:
    """Return a line; if it contains a citation, return the citation as a separate line."""
    text, *cites = _CITES.split(line, maxsplit=1)
    return [text, *(f"{' ' * (_indent(line) + 4)}cites {cite}" for cite in cites)]
