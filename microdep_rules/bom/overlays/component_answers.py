"""Answers of single components in one cell: `C1, C2: Japan; C3: Vietnam`, or `Japan for all three`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.bom.overlays import answers
from microdep_rules.bom.overlays.places import countries_in
from microdep_rules.bom.overlays.screening import positions_by_name
from microdep_rules.patterns import pattern
from microdep_rules.vocabulary.mentions import substances_named
from microdep_rules.vocabulary.workbook_texts import (
    cue_pattern,
    cue_words,
    known_cities,
    limiting_words,
    numbers_in_words,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from microdep_rules.bom.overlays.declarations import Row
    from microdep_rules.cells import Cell

MOST_WITH_ABBREVIATIONS = 12
"""Largest number of components in a row whose names may be abbreviated."""
SHORTEST_ABBREVIATION = 3
"""Smallest number of letters of an abbreviation, such as `PCB` or `cap`."""
SHORTEST_WORD = 2
"""Smallest number of letters of a word that stands for the whole name of a component."""
_SEGMENTS = pattern(r"\s*[\n;]\s*")
_PIECES = r"\s*[,\u3001]\s*(?![^()]*\))|\s+{and}\s+"
"""Signs between answers such as `A1 Japan, A2 Vietnam`, outside brackets."""
_JOINED = r"\s*(?:[,/&+\u3001]|{and}|{together})\s*"
_COLON = r"\s*(?:[:=]|->|\u2192)\s*"
"""Sign after the components to which an answer belongs."""
_IS = rf"(?:{_COLON}|\s+[-\u2013\u2014]\s+|\s*{{is-of}}\s*|\s+|(?<=[^\W_])(?=[\u2e80-\u9fff]))"
"""Sign or word after the components to which an answer belongs, or only a space."""
_FOR = r"(?:\s*:\s*|\s+[-\u2013\u2014]\s+|\s*,?\s+{for-these}\s+)"
"""Sign or word after an answer, before its components: `Japan for C1`."""
_EVERY = (
    r"(?:COUNT\s*{all-of-these}"
    r"|(?:{same-for})?\s*{every}(?:\s+{of-them})?(?:\s*COUNT)?(?:\s*{of-things})?)"
)
"""Pattern of a text for all components of a row: `all`, `all three`, `both components`."""
_SAME = r"(?:the\s+)?{same-as}\s*(?P<name>.*?)|(?P<before>.*?)\s*{same-as-before}"
"""Answer of another component: `same as C2`."""
_UP_TO = r"\s*(?:-|\u2013|~|\.{2,3}|{up-to})\s*"
_RANGE_TEXT = rf"[a-z]+[0-9]+{_UP_TO}[a-z]*[0-9]+(?![a-z0-9-])"
"""Range of designators: `C1-C3`."""
_RANGE = rf"([a-z]+)([0-9]+){_UP_TO}([a-z]*)([0-9]+)"
_INSIDE = pattern(r"\([^()]*\)")


Part = tuple["set[int] | None", str]
"""Positions of components with their answer; `None` means all components without another answer."""


class ComponentAnswers(Struct, frozen=True):
    """Rows of the components that an answer names; `missing` has the positions of all other components."""

    rows: list[Row]
    missing: tuple[int, ...] = ()


def answers_of_components(
    rows: Sequence[Row], answer: Cell, *, needs_colon: bool, is_list: bool
) -> ComponentAnswers | None:
    """Return the rows of the components that an answer names, each with the answer of its component.

    The result is `None` if the answer has another form. If `needs_colon` is true, a sign such as `:` must
    separate the components from their answer, because an answer may have any words. If `is_list` is true, an
    entry without a component belongs to the component before the entry.
    """
    if not _may_name_components(rows, answer.text):
        return None
    answered = _Reader(rows, needs_colon=needs_colon, has_words=not needs_colon, is_list=is_list).read(
        answer.text
    )
    if not answered and is_list:  # the name of a part in a list, such as `housing`, may be in another name
        by_word = _Reader(rows, needs_colon=needs_colon, has_words=True, is_list=True).read(answer.text)
        answered = by_word if len(by_word) == len(rows) and len({*by_word.values()}) > 1 else {}
    if not answered:
        return None
    texts = {place: {**rows[place], "answer": replace(answer, text=text)} for place, text in answered.items()}
    return ComponentAnswers(
        [texts[place] for place in sorted(texts)],
        tuple(place for place in range(len(rows)) if place not in texts),
    )


class _Reader:
    def __init__(self, rows: Sequence[Row], *, needs_colon: bool, has_words: bool, is_list: bool) -> None:
        self.is_list = is_list
        self.count = len(rows)
        self.names: Mapping[str, set[int]] = positions_by_name(rows)
        """Positions of components by their names, numbers and designators."""
        self.words, self.last_words = _positions_by_word(rows, self.names) if has_words else ({}, {})
        """Positions of components by the words of their names, and by the last word."""
        self.answered: dict[int, str] = {}
        self._compile(needs_colon=needs_colon)

    def _compile(self, *, needs_colon: bool) -> None:
        """Compile the forms of an answer with the names of these components."""
        names, words = _any_of(self.names), _any_of(self.words, end="s?")
        name = rf"(?:(?<![a-z0-9])(?:{names}|{words}(?:\s+{words})*)(?![a-z0-9]))"
        also = f"(?:{cue_pattern(_RANGE_TEXT).pattern}|{name})"
        numbers = rf"(?:{_any_of(numbers_in_words())}|[0-9]+)"
        every = cue_pattern(_EVERY).pattern.replace("COUNT", numbers)
        joined = rf"(?:{cue_pattern(_JOINED).pattern}|\s+(?={also}))"
        keys = rf"(?:(?P<rest>{cue_pattern('{the-rest}').pattern})|(?P<every>{every})"
        keys += rf"|(?P<names>{also}(?:{joined}{also})*))"
        between = cue_pattern(_COLON if needs_colon else _IS).pattern
        forms = [rf"{keys}{between}(?P<text>\S.*)"]
        if not needs_colon:
            before = [rf"{cue_pattern(_FOR).pattern}{keys}", rf"\s*\({keys}\)", rf"\s*,\s*(?={every}$){keys}"]
            forms += [rf"(?P<text>.*?\S){behind}" for behind in before]
        self.name = re.compile(also, re.IGNORECASE)
        self.forms = [re.compile(form, re.IGNORECASE | re.DOTALL) for form in forms]
        self.only_names = re.compile(keys, re.IGNORECASE)
        self.heading = re.compile(keys + _COLON, re.IGNORECASE)
        self.next_sentence = re.compile(rf"\.\s+(?={keys}{_COLON})", re.IGNORECASE)

    def read(self, text: str) -> dict[int, str]:
        """Return the answer of each named component, by position; empty if the text has another form."""
        for places, answer in self._parts(text) or []:
            named = places if places is not None else {*range(self.count)} - self.answered.keys()
            whole = self._with_repeated_answers(answer.strip("; "))
            if not named or not whole or named & self.answered.keys():
                return {}
            self.answered |= dict.fromkeys(named, whole)
        return self.answered

    def _parts(self, text: str) -> list[Part] | None:
        """Return the components and the answer of each part of a text; `None` if a part has another form."""
        parts: list[Part] = []
        text = self.next_sentence.sub("; ", text)
        for segment in filter(None, map(str.strip, _SEGMENTS.split(text))):
            heading = self.heading.fullmatch(segment) if self.is_list else None
            part = (self._places(heading), "") if heading is not None else self._part(segment)
            if part is not None:
                parts.append(part)
            elif self.is_list and parts:
                places, before = parts[-1]
                parts[-1] = (places, f"{before}; {segment}")
            elif self.is_list or not (pieces := self._pieces(segment)):
                return None
            else:
                parts += pieces
        return parts

    def _part(self, segment: str) -> Part | None:
        for form in self.forms:
            match = form.fullmatch(segment)
            if match is None or (self._names_component(match["text"]) and not self._is_same(match["text"])):
                continue
            if (places := self._places(match)) != set():
                return places, match["text"].strip()
        return None

    def _pieces(self, segment: str) -> list[Part]:
        """Return the parts of a text such as `A1, A2 Japan, A3 Vietnam`; empty for another form."""
        parts: list[Part] = []
        waiting = set[int]()
        for piece in filter(None, map(str.strip, cue_pattern(_PIECES).split(segment))):
            only = self.only_names.fullmatch(piece)
            part = self._part(piece)
            if only is not None and (named := self._places(only)):
                waiting |= named
            elif part is not None:
                places, text = part
                parts.append((places | waiting if places is not None else None, text))
                waiting = set()
            elif parts and not waiting and not self._names_component(piece):
                places, text = parts[-1]
                parts[-1] = (places, f"{text}, {piece}")
            else:
                return []
        return [] if waiting else parts

    def _places(self, match: re.Match[str]) -> set[int] | None:
        """Return the positions of the components in a match.

        The result is `None` if the text means all other components, and empty if a name is unclear.
        """
        if match["rest"]:
            return None
        if match["every"]:
            said = re.findall(r"[0-9]+|[^\W\d_]+", match["every"].casefold())
            words = [word for word in numbers_in_words() if word in said or not word.isascii()]
            numbers = {numbers_in_words()[word] for word in words if word in match["every"].casefold()}
            numbers |= {int(word) for word in said if word.isdecimal()}
            return {*range(self.count)} if numbers <= {self.count} else set()
        places = set[int]()
        for name in self.name.finditer(match["names"]):
            named = self._positions_of_name(" ".join(name.group().split()).casefold())
            if not named or named & places:
                return set()
            places |= named
        return places

    def _positions_of_name(self, name: str) -> set[int]:
        """Return the positions of the components with a name or with designators in a range."""
        if name in self.names:
            return self.names[name] if len(self.names[name]) == 1 else set()
        ends = cue_pattern(_RANGE).fullmatch(name)
        if ends is not None and ends[3] in ("", ends[1]):
            listed = [f"{ends[1]}{number}" for number in range(int(ends[2]), int(ends[4]) + 1)]
            found = [self.names.get(designator, set()) for designator in listed]
            return set().union(*found) if found and all(len(places) == 1 for places in found) else set()
        words = [word if word in self.words else word.removesuffix("s") for word in name.split()]
        if not words or not self.words.keys() >= {*words}:
            return set()
        places = set.intersection(*(self.words[word] for word in words))
        return places if len(places) == 1 or places == self.last_words.get(words[-1]) else set()

    def _names_component(self, text: str) -> bool:
        """Return whether a text contains a name, number or designator of a component, or a word of a name."""
        words = () if self.is_list else self.words  # a list may have the words of a name: `arm: aluminium`
        names = [name for name in (*self.names, *words) if name]
        forms = (rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])" for name in names)
        return any(re.search(form, text, re.IGNORECASE) for form in forms)

    def _is_same(self, text: str) -> bool:
        return cue_pattern(_SAME).fullmatch(text.strip("; .")) is not None

    def _with_repeated_answers(self, text: str) -> str:
        """Return an answer; words such as `same as C2` are replaced by the answer of that component."""
        if cue_pattern(r"{same-as-above}\.?").fullmatch(text):
            return next(reversed(self.answered.values()), "")
        match = cue_pattern(_SAME).fullmatch(text.strip(" ."))
        name = (match["name"] or match["before"] or "").strip().casefold() if match is not None else ""
        named = self._positions_of_name(name) if name else set[int]()
        return self.answered.get(next(iter(named)), "") if len(named) == 1 else text


def _may_name_components(rows: Sequence[Row], text: str) -> bool:
    """Return whether a text may name components. Only such a text is searched for the names of components."""
    if cue_pattern("{every}|{the-rest}|{all-of-these}").search(text):
        return True
    folded = text.casefold()
    labels = (row["components"].text.casefold() for row in rows if "components" in row)
    words = {word for label in labels for word in re.findall(r"[^\W_]+", label)}
    names = {name for name in positions_by_name(rows) if name}
    return any(name in folded for name in words | names)


def _any_of(names: Mapping[str, object], end: str = "") -> str:
    """Return a regular expression for any of the names; without names, the expression matches no text."""
    texts = [re.escape(name).replace(r"\ ", r"\s+") + end for name in _longest_first(names)]
    return f"(?:{'|'.join(texts)})" if texts else "(?!)"


def _longest_first(texts: Mapping[str, object]) -> list[str]:
    return sorted(filter(None, texts), key=lambda text: (-len(text), text))


def _positions_by_word(
    rows: Sequence[Row], names: Mapping[str, set[int]]
) -> tuple[dict[str, set[int]], dict[str, set[int]]]:
    """Return the positions of components by each word of their names, and by the last word.

    The last word of a name, such as `IC` in `Motor driver IC`, may name several components.
    """
    words: dict[str, set[int]] = {}
    last: dict[str, set[int]] = {}
    shortened: dict[str, set[int]] = {}
    for place, row in enumerate(rows):
        label = row["components"].text if "components" in row else ""
        named = re.findall(r"[^\W\d_]+", _INSIDE.sub(" ", label).casefold())
        for word in named:
            if len(word) >= SHORTEST_WORD and word not in names and _can_name_component(word):
                words.setdefault(word, set()).add(place)
        for short in _abbreviations(named) if len(rows) <= MOST_WITH_ABBREVIATIONS else ():
            if short not in names and _can_name_component(short):
                shortened.setdefault(short, set()).add(place)
        if named:
            last.setdefault(named[-1], set()).add(place)
    words |= {short: places for short, places in shortened.items() if short not in words}
    return words, {word: places for word, places in last.items() if places == words.get(word)}


def _abbreviations(words: Sequence[str]) -> set[str]:
    """Return the usual short forms of a name: the first letters of its words, and the start of a word.

    >>> sorted(_abbreviations(["printed", "circuit", "board"]))[-4:]
    ['pri', 'prin', 'print', 'printe']
    """
    letters = SHORTEST_ABBREVIATION
    firsts = [words[at : at + letters] for at in range(len(words) - letters + 1)]
    starts = {word[:length] for word in words for length in range(letters, len(word))}
    return starts | {"".join(word[0] for word in named) for named in firsts}


def _can_name_component(word: str) -> bool:
    """Return whether a word can stand for the name of a component, because it has no meaning in an answer."""
    is_answer = any((answers.parse_stage(word), substances_named(word), countries_in(word.title())))
    is_answer = is_answer or word in limiting_words() or word in known_cities()
    return not is_answer and word not in cue_words("and") | cue_words("is-of") | cue_words("for-these")
