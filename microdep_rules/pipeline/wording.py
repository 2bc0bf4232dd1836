"""Comparison of records of two versions without their wording.

Two versions of the program may state one reason in different words. Verdicts, facts, evidence, waivers, packs
and options are not wording: if one of them differs, the records differ in content.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.output.grouped import opened
from microdep_rules.output.production import each_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

OUTCOME = ("title", "message", "reason", "fix", "open", "notes")
WITHIN = {"exceptions": ("because", "fix"), "missing": ("ask",), "relies_on": ("text",)}
"""Fields with wording in an outcome, and in the entries of its lists."""
DOCUMENT = {"not_applicable": ("reason",), "diagnostics": ("message", "help"), "evidence": ("because",)}
"""Fields with wording in the lists of a document, except in its outcomes."""

PRODUCTION = ("message", "fix", "help", "ask", "change")
"""Fields with wording in a production analysis, at any depth."""


class NotARecordError(ValueError):
    """Error for data that are not a record; the message gives the reason."""


def strip_wording(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the record without its version and wording, with each outcome as a separate, sorted entry."""
    return _split_wording(record)[0]


def find_differing_words(before: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the fields with different wording in two records with the same content."""
    pairs = zip(_split_wording(before)[1], _split_wording(now)[1], strict=True)
    names = (
        name for old_words, new_words in pairs for name in old_words if old_words[name] != new_words.get(name)
    )
    return tuple(sorted(set(names)))


def _split_wording(record: Mapping[str, Any]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the record without its wording, and the wording in the order of the record."""
    words: list[dict[str, Any]] = []
    try:
        content = {**opened(record), "tool": record["tool"]["name"]}
        content["documents"] = [_document(document_, words) for document_ in content["documents"]]
        content["diagnostics"] = list(_separate(content["diagnostics"], DOCUMENT["diagnostics"], words))
        if "production" in content:
            content["production"] = {
                name: [_strip_analysis(analysis, words) for analysis in each_of(analyses)]
                for name, analyses in content["production"].items()
            }
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise NotARecordError(f"it is not a record: {type(problem).__name__}") from problem
    return content, words


def _document(document: Mapping[str, Any], words: list[dict[str, Any]]) -> dict[str, Any]:
    content = dict(document)
    outcomes = sorted(document["outcomes"], key=_key)
    content["outcomes"] = [_outcome(outcome, words) for outcome in outcomes]
    for name, fields in DOCUMENT.items():
        content[name] = list(_separate(document[name], fields, words))
    return content


def _strip_analysis(section: Mapping[str, Any], words: list[dict[str, Any]]) -> Any:  # noqa: ANN401 - any JSON
    """Return an analysis of production without its version and wording."""
    return _strip({**section, "tool": section["tool"]["name"]}, words)


def _strip(value: Any, words: list[dict[str, Any]]) -> Any:  # noqa: ANN401 - any JSON
    """Return data without the fields with wording, which are appended to `words`."""
    if isinstance(value, dict):
        if own := {name: value[name] for name in PRODUCTION if name in value}:
            words.append(own)
        return {name: _strip(member, words) for name, member in value.items() if name not in PRODUCTION}
    return [_strip(member, words) for member in value] if isinstance(value, list) else value


def _key(outcome: Mapping[str, Any]) -> tuple[str, ...]:
    subject = outcome["subject"]
    return outcome["rule"], subject["kind"], subject["id"], outcome["fingerprint"], subject["path"]


def _outcome(outcome: Mapping[str, Any], words: list[dict[str, Any]]) -> dict[str, Any]:
    (content,) = _separate([outcome], OUTCOME, words)
    for name, fields in WITHIN.items():
        content[name] = list(_separate(outcome[name], fields, words))
    return content


def _separate(
    entries: list[Mapping[str, Any]], fields: tuple[str, ...], words: list[dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """Return entries without the fields with wording, which are appended to `words`."""
    for entry in entries:
        words.append({name: entry[name] for name in fields})
        yield {name: value for name, value in entry.items() if name not in fields}


# ---- differences --------------------------------------------------------------------------


def first_difference(before: Any, now: Any) -> str:  # noqa: ANN401 - any JSON
    """Return the first difference of two values, with its position; empty for equal values."""
    if isinstance(before, dict) and isinstance(now, dict):
        for name in sorted(before.keys() | now.keys()):
            if before.get(name) != now.get(name):
                return _join(f"`{name}`", first_difference(before.get(name), now.get(name)))
        return ""
    if isinstance(before, list) and isinstance(now, list) and len(before) == len(now):
        for old, new in zip(before, now, strict=True):
            if old != new:
                return _join(_entry_name(new), first_difference(old, new))
        return ""
    if isinstance(before, list) and isinstance(now, list):
        return f"{len(before)} in the bundle, and now {len(now)}"
    return "" if before == now else f"{_shorten(before)} in the bundle, and now {_shorten(now)}"


def _join(*places: str) -> str:
    return " ".join(filter(None, places))


def _entry_name(entry: Any) -> str:  # noqa: ANN401 - any JSON
    """Return the name of an entry of a list: its rule, id, name or path, and its subject."""
    if not isinstance(entry, dict):
        return ""
    subject = entry.get("subject")
    about = f" of {subject['id']}" if isinstance(subject, dict) and "id" in subject else ""
    name = next((entry[key_] for key_ in ("rule", "id", "name", "path") if entry.get(key_)), "")
    return f"{name}{about}:" if name else ""


def _shorten(value: Any) -> str:  # noqa: ANN401 - any JSON
    """Return a value as a short text."""
    text = "nothing" if value is None else value if isinstance(value, str) else str(value)
    return text if len(text) <= 80 else f"{text[:80]}…"  # noqa: PLR2004 - a line
