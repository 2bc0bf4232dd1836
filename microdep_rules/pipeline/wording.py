"""Two records of two versions: what they say, apart from the words in which they say it.

A version may word a reason in another way. Verdicts, facts, evidence, waivers, packs and options are no
wording: whoever changes one of these changes what the record says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.output.grouped import opened
from microdep_rules.output.production import each_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

OUTCOME = ("title", "message", "reason", "fix", "open", "notes")
WITHIN = {"exceptions": ("because", "fix"), "missing": ("ask",), "relies_on": ("text",)}
"""What is only wording in an outcome, and in the members of its lists."""
DOCUMENT = {"not_applicable": ("reason",), "diagnostics": ("message", "help"), "evidence": ("because",)}
"""The same in the lists of a document besides its outcomes."""

PRODUCTION = ("message", "fix", "help", "ask", "change")
"""The same at any depth of an analysis of production."""


class NotARecordError(ValueError):
    """A record that has not the form of a record; the text says in what."""


def without_words(record: Mapping[str, Any]) -> dict[str, Any]:
    """The record without its version and its words, with its outcomes one by one and in one order."""
    return _split(record)[0]


def differing_words(before: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields of which the words differ, of two records that say the same."""
    pairs = zip(_split(before)[1], _split(now)[1], strict=True)
    found = (name for theirs, ours in pairs for name in theirs if theirs[name] != ours.get(name))
    return tuple(sorted(set(found)))


def _split(record: Mapping[str, Any]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The record without its words, and its words in the same order."""
    words: list[dict[str, Any]] = []
    try:
        found = {**opened(record), "tool": record["tool"]["name"]}
        found["documents"] = [_document(each, words) for each in found["documents"]]
        found["diagnostics"] = list(_apart(found["diagnostics"], DOCUMENT["diagnostics"], words))
        if "production" in found:
            found["production"] = {
                name: [_analysis(one, words) for one in each_of(each)]
                for name, each in found["production"].items()
            }
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise NotARecordError(f"it is no record: {type(problem).__name__}") from problem
    return found, words


def _document(document: Mapping[str, Any], words: list[dict[str, Any]]) -> dict[str, Any]:
    found = dict(document)
    outcomes = sorted(document["outcomes"], key=_key)
    found["outcomes"] = [_outcome(outcome, words) for outcome in outcomes]
    for name, fields in DOCUMENT.items():
        found[name] = list(_apart(document[name], fields, words))
    return found


def _analysis(section: Mapping[str, Any], words: list[dict[str, Any]]) -> Any:  # noqa: ANN401 - any JSON
    """An analysis of production without its version and its words."""
    return _bare({**section, "tool": section["tool"]["name"]}, words)


def _bare(value: Any, words: list[dict[str, Any]]) -> Any:  # noqa: ANN401 - any JSON
    """Data without the fields that are wording, which go to `words`."""
    if isinstance(value, dict):
        if own := {name: value[name] for name in PRODUCTION if name in value}:
            words.append(own)
        return {name: _bare(each, words) for name, each in value.items() if name not in PRODUCTION}
    return [_bare(each, words) for each in value] if isinstance(value, list) else value


def _key(outcome: Mapping[str, Any]) -> tuple[str, ...]:
    subject = outcome["subject"]
    return outcome["rule"], subject["kind"], subject["id"], outcome["fingerprint"], subject["path"]


def _outcome(outcome: Mapping[str, Any], words: list[dict[str, Any]]) -> dict[str, Any]:
    (found,) = _apart([outcome], OUTCOME, words)
    for name, fields in WITHIN.items():
        found[name] = list(_apart(outcome[name], fields, words))
    return found


def _apart(
    entries: list[Mapping[str, Any]], fields: tuple[str, ...], words: list[dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """Entries without fields that are wording, which go to `words`."""
    for entry in entries:
        words.append({name: entry[name] for name in fields})
        yield {name: value for name, value in entry.items() if name not in fields}


# ---- where two of them differ --------------------------------------------------------------------------


def first_difference(before: Any, now: Any) -> str:  # noqa: ANN401 - any JSON
    """Where two values differ first, and how; nothing where they do not."""
    if isinstance(before, dict) and isinstance(now, dict):
        for name in sorted(before.keys() | now.keys()):
            if before.get(name) != now.get(name):
                return _joined(f"`{name}`", first_difference(before.get(name), now.get(name)))
        return ""
    if isinstance(before, list) and isinstance(now, list) and len(before) == len(now):
        for theirs, ours in zip(before, now, strict=True):
            if theirs != ours:
                return _joined(_named(ours), first_difference(theirs, ours))
        return ""
    if isinstance(before, list) and isinstance(now, list):
        return f"{len(before)} in the bundle, and now {len(now)}"
    return "" if before == now else f"{_told(before)} in the bundle, and now {_told(now)}"


def _joined(*places: str) -> str:
    return " ".join(filter(None, places))


def _named(entry: Any) -> str:  # noqa: ANN401 - any JSON
    """How an entry of a list is called: by what it is about."""
    if not isinstance(entry, dict):
        return ""
    subject = entry.get("subject")
    about = f" of {subject['id']}" if isinstance(subject, dict) and "id" in subject else ""
    name = next((entry[each] for each in ("rule", "id", "name", "path") if entry.get(each)), "")
    return f"{name}{about}:" if name else ""


def _told(value: Any) -> str:  # noqa: ANN401 - any JSON
    """A value in a few letters."""
    text = "nothing" if value is None else value if isinstance(value, str) else str(value)
    return text if len(text) <= 80 else f"{text[:80]}…"  # noqa: PLR2004 - a line
