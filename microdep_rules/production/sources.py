"""Checks of files of cited facts: days, ranges, and whether the sources support the stated confidence.

*General knowledge* is a source without a page that somebody read. A fact with only this source has low
confidence. High confidence needs a primary source, or reports of several publishers.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from microdep_rules.bom.amounts import written
from microdep_rules.bom.errors import shape
from microdep_rules.bom.spans import join
from microdep_rules.messages import diagnose
from microdep_rules.patterns import pattern
from microdep_rules.production.numbers import stated
from microdep_rules.production.references import values_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from microdep_rules.bom.load import LoadedDocument
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.production.references import Path

KNOWLEDGE = "knowledge"
HIGH, LOW = "high", "low"
GRADES = (HIGH, "medium", LOW)
"""Grades of confidence, from high to low."""
PRIMARY = frozenset({"statute", "government", "statistics", "company"})
"""Kinds of primary sources: law, government, statistical office, company."""
SOURCES = "sources"
DAYS = (("reviewed",), (SOURCES, "*", "read"), ("parties", "*", "lists", "*", "from"))
"""Fields that contain a day."""
PERIODS = ((SOURCES, "*", "published"), ("facilities", "*", "stages", "*", "since"))
"""Fields that contain a year, a month or a day."""
VALUES = (
    ("quantities", "*", "value"),
    ("claims", "*", "value"),
    ("claims", "*", "found", "*", "value"),
    ("series", "*", "years", "*", "value"),
    ("parties", "*", "owners", "*", "share"),
    ("facilities", "*", "stages", "*", "capacity", "value"),
)
"""Fields that contain a number or a range."""
REMARKS = ("note", "finding")
"""Fields with remarks, which may name a source by its id."""
_WORD = pattern(r"[A-Za-z0-9][A-Za-z0-9._:/@+#-]*")


def was_read(source: Mapping[str, Any]) -> bool:
    """Return whether the source states that somebody read a page of it."""
    return bool(source["kind"] != KNOWLEDGE)


def source_problems(loaded: LoadedDocument, references: Mapping[Path, str]) -> list[Diagnostic]:
    """Return the problems of a file of cited facts: days, ranges, sources and confidences."""
    wrong = [*_no_such_days(loaded), *_empty_ranges(loaded)]
    wrong += [*_not_read(loaded), *_unsupported_confidences(loaded, references)]
    return wrong or [*_contradicted_days(loaded), *_unused(loaded, references)]


def _no_such_days(loaded: LoadedDocument) -> Iterator[Diagnostic]:
    for path in (*DAYS, *PERIODS):
        for pointer, day in values_at(loaded.value, path):
            if _first_day(day) is None:
                yield diagnose(
                    "bom/not-a-date", loaded.spans.value(pointer), "no-such-day", field=path[-1], value=day
                )


def _first_day(period: str) -> date | None:
    """Return the first day of a year, a month or a day; `None` if the calendar has no such day."""
    try:
        return date.fromisoformat(period + "YYYY-01-01"[len(period) :])
    except ValueError:
        return None


def _empty_ranges(loaded: LoadedDocument) -> Iterator[Diagnostic]:
    for path in VALUES:
        for pointer, raw in values_at(loaded.value, path):
            range_ = stated(raw)
            if range_.low is not None and range_.high is not None and range_.low > range_.high:
                yield diagnose(
                    "bom/out-of-range",
                    loaded.spans.value(pointer),
                    "range",
                    field=path[-1],
                    low=written(range_.low),
                    high=written(range_.high),
                )


def _not_read(loaded: LoadedDocument) -> Iterator[Diagnostic]:
    """Yield an error for each source without a day of reading; general knowledge needs none."""
    assert loaded.value is not None
    for number, source in enumerate(loaded.value[SOURCES]):
        if was_read(source) and "read" not in source:
            yield shape.missing_field("read", "source", SOURCES, loaded.spans.head(join("", SOURCES, number)))


def _unsupported_confidences(loaded: LoadedDocument, references: Mapping[Path, str]) -> Iterator[Diagnostic]:
    """Yield an error for each fact with a confidence that its sources do not support."""
    assert loaded.value is not None
    sources = {source["id"]: source for source in loaded.value[SOURCES]}
    paths = {path[: path.index("source")] for path in references if "source" in path}
    for path in paths:
        for pointer, fact in values_at(loaded.value, path):
            named = fact.get("source", [])
            cited = [sources[id_] for id_ in ([named] if isinstance(named, str) else named)]
            sure = fact.get("confidence", LOW)
            at = join(pointer, "confidence")
            if cited and sure != LOW and not any(map(was_read, cited)):
                yield diagnose("cited/confidence", loaded.spans.value(at), "no-page-read", confidence=sure)
            elif cited and sure == HIGH and not _makes_sure(cited):
                yield diagnose("cited/confidence", loaded.spans.value(at))


def _makes_sure(sources: Iterable[Mapping[str, Any]]) -> bool:
    """Return whether sources support high confidence: one primary source, or several publishers.

    Reports of one publisher count once. General knowledge does not count.
    """
    read = [source for source in sources if was_read(source)]
    several = len({source["publisher"] for source in read}) > 1
    return several or any(source["kind"] in PRIMARY for source in read)


def _contradicted_days(loaded: LoadedDocument) -> Iterator[Diagnostic]:
    assert loaded.value is not None
    reviewed = loaded.value.get("reviewed")
    for number, source in enumerate(loaded.value[SOURCES]):
        at = {name: join("", SOURCES, number, name) for name in ("read", "published")}
        read, published = source.get("read"), source.get("published")
        if read and reviewed and read > reviewed:
            spans = (loaded.spans.value(pointer) for pointer in (at["read"], "/reviewed"))
            at_read, at_review = spans
            yield diagnose(
                "bom/dates-out-of-order",
                at_read,
                "review",
                also=[at_review],
                read=read,
                reviewed=reviewed,
            )
        begins = _first_day(published) if published else None
        if read and begins is not None and begins > date.fromisoformat(read):
            spans = (loaded.spans.value(at[key]) for key in ("published", "read"))
            at_published, at_read = spans
            yield diagnose(
                "bom/dates-out-of-order",
                at_published,
                "publication",
                also=[at_read],
                read=read,
                published=published,
            )


def days_to_come(loaded: LoadedDocument, day: date) -> Iterator[Diagnostic]:
    """Yield an error if the file was reviewed, or a source was read, after the day `day`."""
    document = loaded.value or {}
    paths: dict[Path, str] = {("reviewed",): "the file was reviewed"}
    if "reviewed" not in document:
        paths = {(SOURCES, "*", "read"): "the source was read"}
    for path, what in paths.items():
        for pointer, stated_day in values_at(document, path):
            if stated_day > day.isoformat():
                yield diagnose(
                    "bom/dates-out-of-order",
                    loaded.spans.value(pointer),
                    "future",
                    event=what,
                    stated=stated_day,
                    day=day.isoformat(),
                )


def _unused(loaded: LoadedDocument, references: Mapping[Path, str]) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each source that neither a fact nor a remark names."""
    assert loaded.value is not None
    paths = [path for path, name in references.items() if name == SOURCES]
    used = {id_ for path in paths for _, id_ in values_at(loaded.value, path)}
    used.update(_words([value for name, value in loaded.value.items() if name != SOURCES]))
    for number, source in enumerate(loaded.value[SOURCES]):
        if source["id"] not in used:
            at = loaded.spans.value(join("", SOURCES, number, "id"))
            yield diagnose("cited/unused-source", at, source=source["id"])


def _words(values: list[Any]) -> Iterator[str]:
    """Yield the words of all remarks, because a remark can contain the id of a source."""
    waiting = list(values)
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += value
        elif isinstance(value, dict):
            yield from (w.rstrip(".:") for name in REMARKS for w in _WORD.findall(str(value.get(name, ""))))
            waiting += value.values()
