"""Texts of workbooks that companies fill in, in each language of the workbooks."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from microdep_rules.patterns import pattern
from microdep_rules.vocabulary import resources
from microdep_rules.vocabulary.terms import folded, load_vocabularies

if TYPE_CHECKING:
    from collections.abc import Iterator

ENGLISH = "en"
"""Language of the texts in the code of the program.

The English text of a workbook is also the key for its translations.
"""
LANGUAGES = (ENGLISH, "zh", "ja", "de")
"""The languages of the texts."""
GROUPS = (
    "headings",
    "sheets",
    "priorities",
    "instructions",
    "forms",
    "examples",
    "reasons",
    "questions",
    "steps",
    "elements",
    "likely",
    "families",
    "about",
)
"""Names of the groups of texts in the data file, such as `headings`; all texts are translated."""
_PLACES = frozenset({"either", "country"})
"""Placeholders in texts that are filled with one country, or with several countries and `or` between them."""
_SUBSTANCES = frozenset({"substance", "entries", "words", "family"})
"""Placeholders for the names of substances."""
_WORD_OF_A_LIST = pattern(r"[^\s`;,](?:[^`;,]*[^\s`;,])?")
_CUE = pattern(r"\{([a-z][a-z-]*)\}")
_EAST_ASIAN = pattern(r"[\u2e80-\u9fff\uac00-\ud7af]")
_NAME = pattern(r"\\\{([a-z]+)\\\}")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " "}


def translated(text: str, language: str) -> str:
    """Return a text in another language; a text or a part of it without a translation stays English.

    >>> translated("Question", "de"), translated("one of: a, b", "de"), translated("N52 magnet", "zh")
    ('Frage', 'eines von: a, b', 'N52 magnet')
    >>> translated("where, and by whom, was N52 sintered or separated (neodymium)?", "de")
    'N52: Wo und von wem gesintert oder getrennt (Neodym)?'
    """
    if language == ENGLISH:
        return text
    exact = _exact(language).get(text)
    if exact is not None:
        return exact
    for form, target in _templates(language):
        match = form.fullmatch(text)
        if match is not None:
            return target.format(
                **{name: _part(name, part, language) for name, part in match.groupdict().items()}
            )
    return text


def _part(name: str, text: str, language: str) -> str:
    """Return the translation of the text that fills a placeholder, such as the name of a country."""
    if name == "field":
        return _fields(language)[text]
    whole = translated(text, language)
    if whole != text:
        return whole
    if name in _PLACES:
        names = [_countries(language).get(country, country) for country in text.split(" or ")]
        return f" {resources.workbook_texts_data()['cues']['or'][language][0]} ".join(names)
    if name in _SUBSTANCES:
        return _WORD_OF_A_LIST.sub(lambda word: _substances(language).get(word[0], word[0]), text)
    return text


@cache
def _countries(language: str) -> dict[str, str]:
    """For each English name of a country, return the name in another language."""
    english = {entry["code"]: entry["name"] for entry in resources.vocabulary_data("countries")["countries"]}
    known = resources.vocabulary_data("country-names")["countries"]
    return {
        english[entry["code"]]: entry[language][0]
        for entry in known
        if entry.get(language) and entry["code"] in english
    }


@cache
def _substances(language: str) -> dict[str, str]:
    """For the id and the English name of each common substance, return the name in another language."""
    known = resources.workbook_texts_data()["substance-names"]
    return {entry[by]: entry[language] for by in (ENGLISH, "id") for entry in known}


def headings() -> Iterator[tuple[str, str]]:
    """Yield every heading in every language, each with the English heading."""
    for heading in resources.workbook_texts_data()["headings"]:
        for language in LANGUAGES:
            yield heading[language], heading[ENGLISH]


def instructions() -> list[str]:
    """Return the English instructions for filling in a list."""
    return [instruction[ENGLISH] for instruction in resources.workbook_texts_data()["instructions"]]


@cache
def words(meaning: str) -> frozenset[str]:
    """Return the words of all languages for a fixed answer, such as *yes*, in small letters.

    >>> "unbekannt" in words("unknown"), "いいえ" in words("no")
    (True, True)
    """
    known = resources.workbook_texts_data()["answers"][meaning]
    return frozenset(word.casefold() for language in known.values() for word in language)


@cache
def limiting_words() -> frozenset[str]:
    """Return the words that restrict an answer or show doubt, such as `partly`, in all languages.

    The words are in small letters.

    >>> {"partly", "vermutlich"} <= limiting_words()
    True
    """
    known = resources.workbook_texts_data()["limits"]
    return frozenset(word.casefold() for language in known.values() for word in language)


@cache
def cue_words(name: str) -> frozenset[str]:
    """Return the words with which answers express the meaning `name`, such as `and`, in all languages.

    The words are in small letters.

    >>> "krim" in cue_words("not-one-place")
    True
    """
    known = resources.workbook_texts_data()["cues"][name]
    return frozenset(word.casefold() for language in known.values() for word in language)


@cache
def numbers_in_words() -> dict[str, int]:
    """Return small numbers by their words in all languages, such as `three` and `drei`.

    >>> numbers_in_words()["three"], numbers_in_words()["drei"]
    (3, 3)
    """
    known = resources.workbook_texts_data()["numbers"]
    return {word: int(number) for number, listed in known.items() for word in listed}


@cache
def known_cities() -> dict[str, str]:
    """Return, for each city with a name that exists in only one country, the code of this country.

    The names of the cities are in small letters.

    >>> known_cities()["shenzhen"]
    'CN'
    """
    known = resources.workbook_texts_data()["cities"]
    return {city.casefold(): code for code, listed in known.items() for city in listed}


def licence_plates() -> dict[str, str]:
    """Return the code of a country for each single letter on licence plates, such as `D` for Germany.

    >>> licence_plates()["D"]
    'DE'
    """
    return dict(resources.workbook_texts_data()["licence-plates"])


@cache
def cue_pattern(text: str) -> re.Pattern[str]:
    r"""Return a regular expression in which `{and}` or another `{name}` matches the words of `cue_words`.

    The expression ignores the difference between capitals and small letters.

    >>> cue_pattern(r"\s+{and}\s+").split("copper und steel"), cue_pattern("{not-here}").search("nowhere")
    (['copper', 'steel'], None)
    """
    return re.compile(_CUE.sub(lambda cue: _any_word(cue[1]), text), re.IGNORECASE | re.DOTALL)


def _any_word(cue: str) -> str:
    """Return a regular expression that matches any of the words of `cue_words`."""
    known = resources.workbook_texts_data()["cues"][cue]
    words_ = {word for language in known.values() for word in language}
    return f"(?:{'|'.join(map(_word_pattern, sorted(words_, key=lambda word: (-len(word), word))))})"


def _word_pattern(word: str) -> str:
    r"""Return a regular expression for one of the words of `cue_words`.

    The expression matches a word in Latin letters only as a whole word. A word that ends with `*` matches any
    ending.

    >>> print(_word_pattern("kein*"), _word_pattern("not "), _word_pattern("^非"))
    \bkein\w*\b \bnot(?:\s+|$) ^非
    """
    start, core = ("^", word[1:]) if word.startswith("^") else ("", word)
    inner = re.escape(core.strip()).replace(r"\*", r"\w*").replace(r"\.\ ", r"\.\s*").replace(r"\ ", r"\s+")
    if _EAST_ASIAN.search(core):
        return start + inner
    end = r"\b" if core[-1].isalnum() or core[-1] == "*" else ""
    end = r"(?:\s+|$)" if core.endswith(" ") else end
    start += r"\b" if core[0].isalnum() else ""
    return f"{start}{inner}{end}"


@cache
def stages_in_words() -> dict[str, str]:
    """Return the word of the vocabulary for each wording of a stage in any language.

    The wordings are in small letters.

    >>> stages_in_words()["gesintert"], stages_in_words()["sintern"], stages_in_words()["melted into alloy"]
    ('sintered', 'sintered', 'melted into alloy')
    """
    data = resources.workbook_texts_data()
    others = {word.casefold(): id_ for id_, listed in data["stage-words"].items() for word in listed}
    named = {stage[language].casefold(): stage[ENGLISH] for stage in data["steps"] for language in LANGUAGES}
    # The characters of an answer have ordinary width.
    return others | named | {half_width(name): stage for name, stage in named.items()}


@cache
def substances_in_words() -> dict[str, str]:
    """Return the id of a substance for each of its names in any language, in small letters.

    >>> substances_in_words()["銅"], substances_in_words()["kupfer"]
    ('Cu', 'Cu')
    """
    data = resources.workbook_texts_data()
    others = {word.casefold(): id_ for id_, listed in data["substances"].items() for word in listed}
    common = data["substance-names"]
    return others | {known[language].casefold(): known["id"] for known in common for language in LANGUAGES}


@cache
def mixtures() -> dict[str, tuple[str, ...]]:
    """Return the substances for each name of a material with several substances, such as `ENIG`.

    The names are in small letters, without spaces and hyphens.

    >>> mixtures()["enig"], mixtures()["mp35n"]
    (('Ni', 'Au'), ('cobalt-alloy', 'Ni', 'Cr', 'Mo'))
    """
    return {
        folded(name): tuple(mixture["substances"])
        for mixture in resources.workbook_texts_data()["mixtures"]
        for name in mixture["names"]
    }


@cache
def coats() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return the metal of a coat and a pattern for its words, such as `Sn` for `tinned` and `verzinnt`.

    >>> [metal for metal, words in coats() if words.fullmatch("verzinntes")]
    ['Sn']
    """
    known = resources.workbook_texts_data()["coats"]
    return tuple(
        (metal, re.compile("|".join(map(_word_pattern, listed)), re.IGNORECASE))
        for metal, listed in known.items()
    )


@cache
def _english_names() -> dict[str, str]:
    known = resources.workbook_texts_data()["substance-names"]
    return {entry["id"]: entry[ENGLISH] for entry in known}


def substance_name(id_: str) -> str:
    """Return the English name of a substance on the sheet `Words`; otherwise its name in the vocabulary.

    >>> substance_name("stainless-steel"), substance_name("Ta"), substance_name("tungsten-carbide")
    ('stainless steel', 'tantalum', 'tungsten carbide')
    """
    vocabulary = load_vocabularies().get("substance")
    label = vocabulary.label(id_) if vocabulary is not None else id_
    return _english_names().get(id_, label.replace("-", " ") if label.islower() else label)


def common_substances(language: str) -> tuple[str, ...]:
    """Return the names of common substances in the given language.

    >>> common_substances("de")[:5]
    ('NdFeB', 'SmCo', 'AlNiCo', 'Ferrit', 'Neodym')
    """
    return tuple(known[language] for known in resources.workbook_texts_data()["substance-names"])


def stage_names(language: str) -> tuple[str, ...]:
    """Return the names of all stages in the given language.

    >>> stage_names("de")[:2]
    ('entworfen', 'abgebaut')
    """
    return tuple(stage[language] for stage in resources.workbook_texts_data()["steps"])


def all_stage_names() -> frozenset[str]:
    """Return the names of all stages in all languages."""
    return frozenset(name for language in LANGUAGES for name in stage_names(language))


def forms(text: str) -> frozenset[str]:
    """Return the translations of a text of a workbook into all languages, with the English text.

    >>> "Sie selbst" in forms("yourself")
    True
    """
    return frozenset(translated(text, language) for language in LANGUAGES)


def offered(meaning: str, language: str) -> str:
    """Return the word that a workbook in this language offers for a fixed answer, such as *Ja* for *yes*."""
    known = resources.workbook_texts_data()["answers"]
    return str(known[meaning][language][0]) if meaning in known else meaning


def language_of(names: list[str]) -> str:
    """Return the language of a table: the language of most of its headings.

    >>> language_of(["Frage", "Antwort", "N52"]), language_of(["Part number"])
    ('de', 'en')
    """
    data = resources.workbook_texts_data()["headings"]
    matches = {language: len({heading[language] for heading in data} & {*names}) for language in LANGUAGES}
    return max(matches, key=lambda language: matches[language])


def half_width(text: str) -> str:
    r"""Return a text with letters, digits and signs of ordinary (half) width.

    Chinese and Japanese keyboards write characters of full width.

    >>> half_width("\uff15\uff10\uff05\uff1bJP")
    '50%;JP'
    """
    return text if text.isascii() else text.translate(_FULL_WIDTH)


@cache
def evidence_types_in_words() -> dict[str, str]:
    """Return the id of a type of evidence for each of its names in any language, in small letters.

    >>> evidence_types_in_words()["ursprungszeugnis"]
    'certificate_of_origin'
    """
    known = resources.workbook_texts_data()["evidence-types"]
    return {type_[language].casefold(): type_["id"] for type_ in known for language in LANGUAGES}


def evidence_types(language: str) -> tuple[str, ...]:
    """Return the names of all types of evidence in the given language."""
    return tuple(type_[language] for type_ in resources.workbook_texts_data()["evidence-types"])


@cache
def _fields(language: str) -> dict[str, str]:
    return {field[ENGLISH]: field[language] for field in resources.workbook_texts_data()["fields"]}


@cache
def _exact(language: str) -> dict[str, str]:
    data = resources.workbook_texts_data()
    return {text[ENGLISH]: text[language] for group in GROUPS for text in data[group]}


@cache
def _templates(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return, for each English text with placeholders in braces, a pattern and the text in `language`.

    Texts with more letters outside the placeholders come first, because their patterns are more specific.
    """
    data = resources.workbook_texts_data()
    with_names = [text for group in GROUPS for text in data[group] if "{" in text[ENGLISH]]
    with_names.sort(key=lambda text: -len(re.sub(r"\{[a-z]+\}", "", text[ENGLISH])))
    return tuple((_form_of(name[ENGLISH]), name[language]) for name in with_names)


def _form_of(text: str) -> re.Pattern[str]:
    """Return a pattern for a text with placeholders.

    A placeholder for a stage matches only known stages; any other placeholder matches any text.
    """
    steps = "|".join(re.escape(step[ENGLISH]) for step in resources.workbook_texts_data()["steps"])
    step = rf"(?:{steps})(?: \([^()]*\))?"
    known = {
        "number": "[0-9.,]+",
        "year": "[0-9]{4}",
        "steps": rf"{step}(?: or {step})*",
        "one": f"(?:{steps})(?: \\([^()]*\\))??",
        "other": rf"{step}(?: or {step})*",
        "field": "|".join(map(re.escape, _fields(ENGLISH))),
    }
    return re.compile(
        _NAME.sub(lambda name: f"(?P<{name[1]}>{known.get(name[1], '.+?')})", re.escape(text)), re.DOTALL
    )
