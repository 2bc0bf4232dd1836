"""Wordings from other languages or everyday English, and their replacements in the rule language.

The file `wordings.toml` lists the wordings: each is a pattern of words, signs and values. `rewritings`
returns every wording that a line contains. A correct line may contain such words too. Therefore callers use a
rewriting only for a line that the parser cannot read.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import product
from typing import TYPE_CHECKING

from microdep_rules.lang import value_wordings as values
from microdep_rules.lang.reserved import CLAUSES, RESERVED
from microdep_rules.patterns import pattern
from microdep_rules.vocabulary.resources import wordings_text
from microdep_rules.vocabulary.units import UNIT_PATTERN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from microdep_rules.lang.value_wordings import Readings

SILENT = pattern(r"(?P<text>\"[^\"\n]*\"|'[^'\n]*'(?![A-Za-z])|[“„][^”“\n]*[”“])|#[^\n]*")
HIDDEN = "\x02"
"""Sign that replaces each letter of a quoted text, so that no wording matches inside quotation marks."""

WORDS = sorted(RESERVED)
ALSO_NAMES = frozenset({"in", "at", "no"})
"""Keywords that have another meaning in capitals, such as `NO` for Norway."""
NAME = rf"(?!(?i:{'|'.join(word for word in WORDS if word not in ALSO_NAMES)})(?![\w-]))[A-Za-z][\w-]*"
PATH = rf"(?<![\w.-]){NAME}(?:\([^()\n]*\))?(?:\.[A-Za-z_][\w-]*)*(?![\w(-])"
TEXT = rf"(?:\"{HIDDEN}*\"|'{HIDDEN}*')"
DAY = r"(?<![\w.-])[0-9]{4}-[0-9]{2}-[0-9]{2}(?![\w-])"
UNIT = rf"(?:[ \t]*%|[ \t]+(?:{UNIT_PATTERN}|[A-Z]{{3}})(?![\w/-]))"
AMOUNT = rf"(?<![\w.,-])[0-9]+(?:\.[0-9]+)?(?![\w.,]|-[0-9]){UNIT}?"
ODD_AMOUNT = (
    r"(?<![\w.,\"-])(?:[$€£][ \t]*|[A-Z]{3}[ \t]+)?[0-9](?:[0-9]|[.,'](?=[0-9])|[ \t](?=[0-9]{3}(?![0-9])))*"
    r"(?:[ \t]+(?:thousand|million|billion)(?![\w-])|k(?![\w-]))?"
    r"(?:[ \t]*(?:%|per[ \t]?cent(?![\w-])|[A-Za-z]+(?:/[a-z0-9]+)?(?![\w-])|[€£$]))?"
)
NO_MEMBER = rf"(?:{'|'.join((*values.HOLDERS, *WORDS))}|IS|HAS|AND|OR|WHERE)"
MEMBER = rf"(?:{TEXT}|(?!{NO_MEMBER}(?![\w-]))[A-Za-z][\w-]*(?![\w.(-]))"
JOINT = r"[ \t]*(?:,[ \t]*(?:and|or)(?![\w-])|[,;/|]|(?:and|or|nor|AND|OR)(?![\w-])|(?<=[ \t]))[ \t]*"
SEPARATOR = r"[ \t]*(?:,[ \t]*(?:and|or)(?![\w-])|[,;/|]|(?:and|or|nor|AND|OR)(?![\w-]))[ \t]*"
OR = r"[ \t]*(?:,[ \t]*or(?![\w-])|[,;/|]|(?:or|nor|OR)(?![\w-]))[ \t]*"
MEMBERS = (
    rf"(?:[(\[{{][ \t]*{MEMBER}(?:{JOINT}{MEMBER})*[ \t]*,?[ \t]*[)\]}}]|{MEMBER}(?:{SEPARATOR}{MEMBER})*)"
)
NO_MORE = r"(?![ \t]*(?:[.(=<>!]|(?i:is|has|where|of|at|in|are)(?![\w-])))"
HOLDER = rf"(?<![\w.-])(?:{'|'.join(values.HOLDERS)})(?![\w.]|-\w)"
LISTED = (
    r"(?:components|parts|part|materials|stages|items|parties|inputs|makers|suppliers|children|technologies"
    r"|owners)"
)
SIGN = r"[<>=!&|~:^*]"


def _field(kind: str) -> str:
    return "|".join(sorted(values.fields_of(kind), key=len, reverse=True))


@cache
def kinds() -> dict[str, tuple[str, Callable[[str], Readings]]]:
    """Return the pattern for each kind of value, and the function that returns the meanings of a value."""
    plain = values.as_written
    country = (
        r"(?:[A-Z][\w.'-]*(?:[ \t]+(?:of|and|the|[A-Z][\w.'-]*)){0,4}|[a-z]{4,}|" + TEXT + ")(?![\\w.(-])"
    )
    return {
        "path": (PATH, plain),
        "name": (rf"(?<![\w.-]){NAME}(?![\w.(-])", plain),
        "names": (rf"(?<![\w.-]){NAME}(?:{SEPARATOR}{NAME})*(?![\w.(-])", values.names),
        "text-field": (rf"(?<![\w.-]){NAME}\.(?:{_field('text')})(?![\w.-])", plain),
        "value": (rf"(?:{TEXT}|{DAY}|{values.ODD_DAY}|{AMOUNT}|{PATH})", plain),
        "text": (TEXT, values.text),
        "search": (TEXT, values.search),
        "odd-blank": ("[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000]+", values.blank),
        "day": (rf"(?:{DAY}|{values.ODD_DAY})", values.day),
        "day-after": (rf"(?:{DAY}|{values.ODD_DAY})", values.day_after),
        "amount": (rf"(?:{AMOUNT}|{ODD_AMOUNT})", values.amount),
        "day-as-written": (values.ODD_DAY, values.day),
        "amount-as-written": (ODD_AMOUNT, values.amount),
        "quotes": (rf"'{HIDDEN}*'|[“„]{HIDDEN}*[”“]|\u2018[^\u2019\n]*\u2019|«[^»\n]*»", values.quotes),
        "members": (MEMBERS + NO_MORE, values.members),
        "values": (rf"{MEMBER}(?:{OR}{MEMBER})+{NO_MORE}", values.members),
        "brackets": (
            rf"(?<=[ \t])[(\[{{][ \t]*{MEMBER}(?:{JOINT}{MEMBER})*[ \t]*,?[ \t]*[)\]}}]",
            values.members,
        ),
        "clause": (
            rf"(?<![\w.-])(?:in[ \t]+force|applies[ \t]+to|{'|'.join(sorted({*CLAUSES} - {'in'}))})(?![\w-])",
            plain,
        ),
        "day-of-contract": (
            r"(?<![\w.-])(?:delivery|award|import|sale|construction-start|authorization|operation)(?![\w-])",
            plain,
        ),
        "remark": (r"[^\n]*$", plain),
        "end": (r"(?=[ \t]*(?:(?:and|or)(?![\w-])|\)|$))", plain),
        "element": (HOLDER, plain),
        "words": (TEXT, values.inside),
        "day-field": (rf"(?<![\w.-])(?:rule-date|{NAME}\.(?:{_field('date')}))(?![\w.-])", plain),
        "quoted-day": (TEXT, values.day_in_quotes),
        "class-word": (rf"(?<![\w.-])(?!{LISTED}|{HOLDER}){NAME}(?![\w.(-])", values.class_word),
        "quoted-field": (TEXT, values.field_in_quotes),
        "capitals": (r"[A-Z][\w.&-]*(?:[ \t]+[A-Z][\w.&-]*)*", values.text_without_quotes),
        "unquoted": (r"(?![ \t:=])[^\"'“”\n]*[^\"'“”\s]", values.text_without_quotes),
        "number-word": (rf"(?<![\w.-])(?:{'|'.join(values.NUMBERS)})(?![\w-])", values.number_word),
        "fraction": (r"(?<![\w.)])\.[0-9]+(?![\w.])", values.fraction),
        "holder": (HOLDER.replace(")(?!", ")s?(?!"), values.element),
        "plural": (
            rf"(?<![\w.-])(?:{LISTED}|{'|'.join(values.HOLDERS)})(?![\w.-])(?:[ \t]+of[ \t]+{PATH})?",
            values.element,
        ),
        "field": (
            rf"(?<![\w.-])(?:{'|'.join(sorted(values.all_fields(), key=len, reverse=True))})(?![\w-])",
            plain,
        ),
        "flag": (rf"(?<![\w.-]){NAME}\.(?:{_field('boolean')})(?![\w.-])", plain),
        "party": (rf"(?<![\w.-]){NAME}\.(?:{_field('party')})(?![\w.-])", plain),
        "place": (rf"(?<![\w.-]){NAME}\.(?:{_field('country')})(?![\w.-])", plain),
        "country": (country, values.country),
        "substance": (rf"(?:{TEXT}|(?<![\w.-])[A-Za-z][\w-]*(?![\w.(-]))", values.substance),
        "kind-of-component": (
            rf"(?<![\w.-])(?!{LISTED}|{HOLDER}){NAME}[ \t]+{NAME}(?:[ \t]+{NAME})?(?![\w.(-])",
            values.kind_of_component,
        ),
    }


@dataclass(frozen=True, slots=True)
class Rewriting:
    """Part of a line that can be replaced, with one replacement for each meaning that the part can have."""

    start: int
    end: int
    readings: tuple[str, ...]
    certain: bool = True
    alternatives: bool = False
    """True if all replacements have the same meaning. Then the first one that the parser accepts is used."""


@dataclass(frozen=True)
class Wording:
    """Wording in `wordings.toml`: a pattern and its replacements."""

    typed: str
    write: tuple[str, ...]
    certain: bool = True
    first_that_fits: bool = False

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Return words for a quick search: every line with this wording contains at least one of the words.

        The result is empty if no such words are known.
        """
        for token in self.typed.split(" "):
            is_literal = not token.startswith(("[", "{")) or set(token) <= set("{|}")
            if is_literal and token not in {"^", "$"}:
                choice = re.sub(r"^[a-z]+:(?=[a-z])", "", token)
                return tuple(word.split("_")[0].replace("\\|", "|") for word in _SPLIT.split(choice) if word)
        return ()

    @cached_property
    def _compiled(self) -> tuple[re.Pattern[str], dict[str, str]]:
        """Return the compiled pattern, and the kind of value that each named group of the pattern matches."""
        named: dict[str, str] = {}
        parts = []
        for token in self.typed.split(" "):
            optional = token.startswith("[") and token.endswith("]")
            part = _part(token[1:-1] if optional else token, named)
            parts.append(f"(?:{part})?" if optional else part)
        return re.compile(r"[ \t]*".join(parts)), named

    def rewritings(self, line: str, masked: str) -> Iterator[Rewriting]:
        """Yield a rewriting for each part of the line that matches this wording."""
        for match in self.matches(masked):
            found = self._rewriting(line, match)
            if found is not None and found.readings != (line[found.start : found.end],):
                yield found

    def matches(self, masked: str) -> Iterator[re.Match[str]]:
        """Yield a match for each part of a line that has this wording."""
        low = masked.lower()
        if not self.words or any(word.lower() in low for word in self.words):
            yield from self._compiled[0].finditer(masked)

    def _rewriting(self, line: str, match: re.Match[str]) -> Rewriting | None:
        readings: dict[str, Readings] = {}
        for group, kind in self._compiled[1].items():
            written = line[match.start(group) : match.end(group)] if match[group] is not None else ""
            readings[group] = kinds()[kind][1](written) if kind in kinds() else values.one(written.lower())
            if kind == "not":
                readings[group] = values.one(values.NEGATED if written else "")
        if any(not found.texts for found in readings.values()):
            return None
        chosen = [
            _with_unit(dict(zip(readings, each, strict=True)))
            for each in product(*(found.texts for found in readings.values()))
        ]
        texts = [_filled(template, each) for template in self.write for each in chosen]
        start = match.end("margin") if "margin" in match.groupdict() else match.start()
        start += len(match[0]) - len(match[0].lstrip(" \t")) if start == match.start() else 0
        certain = self.certain and all(found.certain for found in readings.values())
        return Rewriting(start, match.end(), tuple(dict.fromkeys(texts)), certain, self.first_that_fits)


_SPLIT = pattern(r"(?<!\\)\|")


def _with_unit(chosen: dict[str, str]) -> dict[str, str]:
    """Give the lower bound the unit of the upper bound, as for `5 to 6 kg`, and return the values."""
    unit = re.sub(r"^[0-9.]+", "", chosen.get("high", ""))
    if re.fullmatch(r"[0-9.]+", chosen.get("low", "")):
        chosen["low"] += unit
    return chosen


def _filled(template: str, chosen: dict[str, str]) -> str:
    for name, text in chosen.items():
        template = template.replace(f"{{{name.replace('__', '-')}}}", text)
    return template


def rewritings(line: str) -> Iterator[Rewriting]:
    """Yield the rewritings of a line, in the order of the wordings in the file."""
    masked = SILENT.sub(_mask, line)
    for wording in wordings():
        yield from wording.rewritings(line, masked)


def is_without_meaning(line: str) -> bool:
    """Return whether a line contains a wording for which the language has no replacement."""
    masked = SILENT.sub(_mask, line)
    return any(True for wording in wordings() if not wording.write for _ in wording.matches(masked))


def _mask(match: re.Match[str]) -> str:
    if match["text"] is None:
        return " " * len(match[0])
    return match[0][0] + HIDDEN * (len(match[0]) - 2) + match[0][-1]


@cache
def wordings() -> tuple[Wording, ...]:
    """Return all wordings of `wordings.toml`, in the order of the file."""
    return tuple(
        Wording(**{**entry, "write": tuple(entry["write"])})
        for entry in tomllib.loads(wordings_text())["wording"]
    )


def _part(typed: str, named: dict[str, str]) -> str:
    """Return the pattern for one word, sign or value in a wording."""
    if typed == "^":
        return r"^(?P<margin>[ \t]*)"
    if typed == "$":
        return r"(?=[ \t]*$)"
    value = re.fullmatch(r"\{(?:(?P<name>[a-z]+):)?(?P<kind>[a-z-]+)\}", typed)
    if value is not None:
        name = value["name"] or value["kind"]
        return _group(name, value["kind"], kinds()[value["kind"]][0], named)
    choice = re.fullmatch(r"(?P<name>[a-z]+):(?P<words>[a-z|_-]+)", typed)
    if choice is not None:
        return _group(choice["name"], "word", _choice(choice["words"]), named)
    return (
        _group("not", "not", _choice(typed), named)
        if typed == "not" and "not" not in named
        else _choice(typed)
    )


def _group(name: str, kind: str, inside: str, named: dict[str, str]) -> str:
    group = name.replace("-", "__")
    if group in named:  # a repeated value must be equal
        return rf"(?P={group})"
    named[group] = kind
    return rf"(?P<{group}>{inside})"


def _choice(token: str) -> str:
    words = (word.replace("\\|", "|") for word in _SPLIT.split(token))
    return "(?:" + "|".join(_literal(word) for word in words if word) + ")"


def _literal(word: str) -> str:
    inside = r"[ \t]+".join(re.escape(part) for part in word.split("_") if part)
    before = (
        r"(?<![\w.-])" if word.lstrip("_")[:1].isalnum() else f"(?<!{SIGN})" if re.match(SIGN, word) else ""
    )
    behind = (
        r"(?![\w-])"
        if word.rstrip("_")[-1:].isalnum()
        else f"(?!{SIGN})"
        if re.search(SIGN + "$", word)
        else ""
    )
    return f"(?i:{before}{inside}{behind})"
