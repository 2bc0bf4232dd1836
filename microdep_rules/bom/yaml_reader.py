"""Reader of YAML text, with the places of its values.

The reader uses only the events of the YAML library. The reader interprets scalars without the library, and
refuses equal keys, anchors, aliases, tags and merge keys. With these features, a document could state a fact
far from the place where people look for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from microdep_rules.bom.errors import reading, syntax
from microdep_rules.bom.partial_documents import UNREADABLE
from microdep_rules.bom.scalars import MAX_DEPTH, Refusal, plain_scalar
from microdep_rules.bom.spans import FieldPlace, Place, Spans
from microdep_rules.messages import diagnose
from microdep_rules.source import SourceFile, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.diagnostics import Diagnostic

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MERGE_KEY = "<<"
MOST_VALUES = 3_000_000
"""Maximum number of values in a file. Each value takes up to 300 bytes of memory."""


class _LimitError(Exception):
    """Error for a document that is nested too deeply or has too many values."""


def read_yaml(source: SourceFile) -> tuple[Any, Spans, list[Diagnostic]]:
    """Return the value of the document in a YAML text, its places, and errors.

    The value is `None` if the text has an error. `UNREADABLE` stands for each value that cannot be stored.
    """
    reader = _YamlReader(source)
    value: Any = None
    whole = False
    try:
        value = reader.stream()
        whole = value is not UNREADABLE
    except _LimitError:
        pass
    except yaml.MarkedYAMLError as problem:
        at = problem.problem_mark.index if problem.problem_mark else 0
        began = problem.context_mark.index if problem.context_mark else at
        here, there = reader.at(at, at + 1), reader.at(began, began + 1)
        # The library reads ahead, so it may reach its limit before this reader reaches `MAX_DEPTH`.
        deep = "nesting depth" in (problem.problem or "")
        diagnostic = (
            diagnose("file/too-deep", here, limit=MAX_DEPTH)
            if deep
            else syntax.yaml_syntax(problem.problem or "", here, there)
        )
        reader.problems.append(diagnostic)
    except yaml.YAMLError:
        reader.problems.append(syntax.yaml_syntax("", reader.at(0, 1), reader.at(0, 1)))
    problems = [*reader.problems, *reader.unused_anchors()]
    spans = Spans(source, reader.root)
    return (value if whole else None), spans, problems


class _YamlReader:
    def __init__(self, source: SourceFile) -> None:
        self.source = source
        self.problems: list[Diagnostic] = []
        self.root = Place(0, 0)
        self.anchors: dict[str, Span] = {}
        self._left = MOST_VALUES
        self._events: Iterator[Any] = iter(yaml.parse(source.text, _LOADER))

    def stream(self) -> Any:
        value: Any = None
        documents = 0
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.problems.append(diagnose("file/yaml-feature", self._span(event), "second-document"))
                    return None
            elif isinstance(event, yaml.NodeEvent):
                value, self.root = self._node(event, 0)
        if documents == 0:
            self.problems.append(reading.empty_file(self.at(0, len(self.source.text))))
        return value

    def unused_anchors(self) -> list[Diagnostic]:
        """Return errors for anchors that no alias uses."""
        return [
            diagnose("file/yaml-feature", span, "anchor", name="&" + name)
            for name, span in self.anchors.items()
        ]

    def at(self, start: int, end: int) -> Span:
        length = len(self.source.text)
        return Span(self.source.path, min(start, length), min(end, length))

    def _span(self, event: Any) -> Span:
        return self.at(event.start_mark.index, event.end_mark.index)

    def _node(self, event: Any, depth: int) -> tuple[Any, Place]:
        self._left -= 1
        if self._left < 0:
            self.problems.append(diagnose("file/too-large", self._span(event), "values", count=MOST_VALUES))
            raise _LimitError
        if isinstance(event, yaml.AliasEvent):
            name = event.anchor or ""
            anchor = self.anchors.pop(name, None)
            self.problems.append(syntax.yaml_alias(name, self._span(event), anchor))
            return UNREADABLE, self._place(event)
        if event.anchor is not None:
            start = event.start_mark.index
            self.anchors[event.anchor] = self.at(start, start + len(event.anchor) + 1)
        tagged = event.tag is not None
        if tagged:
            start = event.start_mark.index
            end = start + len(self.source.text[start : start + 80].split(maxsplit=1)[0])
            self.problems.append(
                diagnose(
                    "file/yaml-feature",
                    self.at(start, end),
                    "tag",
                    name=event.tag.replace("tag:yaml.org,2002:", "!!"),
                )
            )
        if isinstance(event, yaml.ScalarEvent):
            return UNREADABLE if tagged else self._scalar(event), self._place(event)
        if depth >= MAX_DEPTH:
            self.problems.append(diagnose("file/too-deep", self._span(event), limit=MAX_DEPTH))
            raise _LimitError
        inside = self._mapping if isinstance(event, yaml.MappingStartEvent) else self._sequence
        value, place = inside(event, depth + 1)
        return UNREADABLE if tagged else value, place

    def _place(self, event: Any) -> Place:
        return Place(event.start_mark.index, event.end_mark.index)

    def _scalar(self, event: Any) -> Any:
        if not event.implicit[0]:  # the scalar is in quotes, or is a block of text
            return event.value
        value = plain_scalar(event.value)
        if isinstance(value, Refusal):
            self.problems.append(reading.refused_number(value, event.value, self._span(event)))
            return UNREADABLE
        return value

    def _mapping(self, opening: Any, depth: int) -> tuple[Any, Place]:
        value: dict[str, Any] = {}
        merged = False
        fields: dict[str, FieldPlace] = {}
        place = Place(opening.start_mark.index, opening.end_mark.index, fields=fields)
        for event in self._events:
            if isinstance(event, yaml.MappingEndEvent):
                self._close(place, opening, event)
                break
            key, key_place = self._key(event, depth)
            if key == _MERGE_KEY:
                self._merge(key_place, depth)
                merged = True
                continue
            item, item_place = self._node(next(self._events), depth)
            place.end = max(item_place.end, key_place.end)
            if key is None:
                continue
            if key in fields:
                first = self.at(fields[key].start, fields[key].end)
                again = self.at(key_place.start, key_place.end)
                self.problems.append(diagnose("file/duplicate-key", again, also=[first], key=key))
                continue
            value[key] = item
            fields[key] = FieldPlace(key_place.start, key_place.end, item_place)
        return UNREADABLE if merged else value, place

    def _key(self, event: Any, depth: int) -> tuple[str | None, Place]:
        if isinstance(event, yaml.ScalarEvent) and event.anchor is None and event.tag is None:
            return event.value, self._place(event)
        before = len(self.problems)
        _, place = self._node(event, depth)
        if len(self.problems) == before and not isinstance(event, yaml.ScalarEvent):
            self.problems.append(
                diagnose("file/yaml-feature", self.at(place.start, place.end), "complex-key")
            )
        return None, place

    def _merge(self, key: Place, depth: int) -> None:
        """Report a merge key (`<<`). Errors inside the value of the merge key are not reported."""
        before = len(self.problems)
        self._node(next(self._events), depth)
        del self.problems[before:]
        self.problems.append(diagnose("file/yaml-feature", self.at(key.start, key.end), "merge-key"))

    def _sequence(self, opening: Any, depth: int) -> tuple[Any, Place]:
        value: list[Any] = []
        items: list[Place] = []
        place = Place(opening.start_mark.index, opening.end_mark.index, items=items)
        for event in self._events:
            if isinstance(event, yaml.SequenceEndEvent):
                self._close(place, opening, event)
                break
            item, item_place = self._node(event, depth)
            value.append(item)
            items.append(item_place)
            place.end = item_place.end
        return value, place

    def _close(self, place: Place, opening: Any, closing: Any) -> None:
        # The library sets the end of a block to the next token. So the end of the last entry is kept instead.
        if opening.flow_style:
            place.end = closing.end_mark.index
