"""Parser of the cell of an answer: a country, a word, a list, or an amount (`answer_amounts`).

A text with more than one meaning is not read, so that the user asks the supplier again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.bom.imports import cell_values
from microdep_rules.bom.imports.cell_values import Unreadable
from microdep_rules.bom.overlays import answer_amounts
from microdep_rules.bom.overlays.fact_names import parse_fact_name
from microdep_rules.bom.overlays.places import countries_in, parse_place
from microdep_rules.bom.overlays.substance_answers import (
    LONGEST_SYMBOL,
    SAME_BEGINNING,
    parse_substance,
    unread_substance,
)
from microdep_rules.messages import phrase_of
from microdep_rules.patterns import pattern
from microdep_rules.suggest import did_you_mean, meant, nearest
from microdep_rules.vocabulary.company_words import LEGAL_FORMS, SHORT_FORMS
from microdep_rules.vocabulary.mentions import substances_named
from microdep_rules.vocabulary.names import identifier_in
from microdep_rules.vocabulary.terms import load_vocabularies
from microdep_rules.vocabulary.workbook_texts import (
    all_stage_names,
    cue_pattern,
    cue_words,
    evidence_types_in_words,
    stages_in_words,
    words,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from microdep_rules.vocabulary.fields import Field

_SEPARATORS = pattern(r"[;\u3001]")
"""Separators of the entries of a list; the second separator is the comma in Chinese and Japanese lists."""


_MORE_ENTRIES = r"(?P<entries>.*[^\s,;\u3001\uff0c])[\s,]*{and-others}[.\u3002]?\s*"
"""Entries of a list, followed by a word for further entries, as in `copper, steel etc.`."""
_WITH_A_REASON = pattern(
    r"(?P<word>[^-\u2013\u2014:(\uff1a\uff08]{2,40}?)"
    r"\s*(?:\s[-\u2013\u2014]\s|[:(\uff1a\uff08]|(?P<comma>[,;\uff0c]))\s*(?P<reason>[^()\uff08\uff09]*\w[^()\uff08\uff09]*)[)\uff09]?[.\u3002]?"
)
"""Word followed by a text, after a dash or colon or in brackets: `unknown - our supplier does not say`."""
_MAY_BE_SECRET = frozenset({"owners", "relations"})
"""Lists of a company about which `confidential` is an answer."""
_ELSEWHERE = "{elsewhere}|{in-a-document}"
"""Beginning of a text that refers to a document instead of giving the answer."""
_ATTACHED = r"{attached}\.?$|{in-the-annex}"
"""End of a text that only states that a document is attached."""
_STAGE_IN = r"(?P<stage>.+?)(?:\s+{was}(?:\s+{done})?)?\s+{in}\s+(?:{article}\s+)?(?P<place>.+)"
"""Stage and country in a sentence: `sintered in Japan`."""
_BEFORE_A_STAGE = r"^(?:(?:{thing-made}|{fully})\s+)+"
"""Words before a stage that add nothing: `magnet sintered`, `fully made`."""
_STAGE_IN_BRACKETS = pattern(r"(?P<place>[^()]+?)\s*[(\uff08](?P<stage>[^()]+)[)\uff09]")
"""Country with a stage in brackets: `Mexico (assembled)`."""


def is_not_known(text: str) -> bool:
    """Return whether an answer means that the fact is not known.

    >>> is_not_known("We don\u2019t know."), is_not_known("わかりません"), is_not_known("JP")
    (True, True, False)
    """
    return _plain_words(text) in words("unknown") or bool(reason_in(text))


def reason_in(text: str) -> str:
    """Return the reason after a word such as `unknown`; empty if the answer gives no reason.

    >>> reason_in("unknown - our supplier does not say"), reason_in("unbekannt (Altbestand)")
    ('our supplier does not say', 'Altbestand')
    >>> reason_in("unknown"), reason_in("Unknown, Inc.")
    ('', '')

    The answer may also state that the company does not disclose the fact.

    >>> reason_in("confidential"), reason_in("keine Angabe (vertraulich)")
    ('confidential', 'vertraulich')
    """
    match = _WITH_A_REASON.fullmatch(text.strip())
    if _is_not_disclosed(text):
        return match["reason"].strip() if match is not None else " ".join(text.split())
    if match is None or _plain_words(match["word"]) not in words("unknown"):
        return ""
    reason = match["reason"].strip()
    return "" if match["comma"] and not _is_only_a_reason(reason) else reason


def _is_not_disclosed(text: str) -> bool:
    """Return whether an answer means that the company does not disclose the fact, as `confidential` does."""
    if _plain_words(text) in words("not-disclosed"):
        return True
    match = _WITH_A_REASON.fullmatch(text.strip())
    if match is None:
        return False
    word, reason = _plain_words(match["word"]), match["reason"].strip()
    if word in words("not-disclosed"):
        return _is_only_a_reason(reason)
    if word in words("unknown"):
        return False
    is_blank = cell_values.is_blank(word) or word in words("no-answer")
    return is_blank and _plain_words(reason) in words("not-disclosed")


def _is_only_a_reason(text: str) -> bool:
    """Return whether a text after a comma is a reason, and not an answer or the end of a name.

    >>> _is_only_a_reason("will ask"), _is_only_a_reason("Inc."), _is_only_a_reason("probably Japan")
    (True, False, False)
    """
    is_name = text[:1].isupper() or _plain_words(text) in LEGAL_FORMS | SHORT_FORMS.keys()
    return not (is_name or countries_in(text) or substances_named(text) or split_stage(text)[0])


def _plain_words(text: str) -> str:
    """Return a text in small letters, with straight apostrophes and without a last full stop."""
    return " ".join(text.replace("\u2019", "'").split()).rstrip(".!\u3002\uff01 ").casefold()


def refers_elsewhere(text: str) -> bool:
    """Return whether an answer only refers to a document instead of stating a value.

    >>> refers_elsewhere("see attached"), refers_elsewhere("siehe Anhang"), refers_elsewhere("Japan")
    (True, True, False)
    """
    return cue_pattern(_ELSEWHERE).match(text.strip()) is not None


def refers_to_attachment(text: str) -> bool:
    """Return whether a cell for the name of a document only states that a document is attached.

    >>> refers_to_attachment("see certificate attached"), refers_to_attachment("Zertifikat im Anhang")
    (True, True)
    >>> refers_to_attachment("certificate-17.pdf")
    False
    """
    return refers_elsewhere(text) or cue_pattern(_ATTACHED).search(text) is not None


def is_no_answer(text: str, fact: str = "") -> bool:
    """Return whether a text, such as `n/a`, `confidential` or an empty text, gives no answer.

    About the owners and relations of a company (`fact`), `confidential` is an answer: it means `unknown`.

    >>> is_no_answer("confidential"), is_no_answer("confidential", "owners")
    (True, False)
    >>> is_no_answer("n/a"), is_no_answer("k. A."), is_no_answer("unknown"), is_no_answer("Japan")
    (True, True, False, False)
    """
    if _is_not_disclosed(text):
        asked = parse_fact_name(fact)
        return asked is None or asked.field not in _MAY_BE_SECRET
    if is_not_known(text) or is_none(text):
        return False
    return cell_values.is_blank(text) or _plain_words(text) in words("no-answer")


def is_none(text: str) -> bool:
    """Return whether an answer, such as `none`, means that a list is empty."""
    return _plain_words(text) in words("none")


def is_independent(text: str) -> bool:
    """Return whether an answer means that a company belongs to no group of companies.

    >>> is_independent("independent"), is_independent("not part of a group"), is_independent("独立企业")
    (True, True, True)
    """
    return _plain_words(text) in words("no-relations")


def is_no_company(text: str) -> bool:
    """Return whether an answer about one relation means that there is no such company.

    >>> is_no_company("nein"), is_no_company("keine Muttergesellschaft"), is_no_company("没有母公司")
    (True, True, True)
    >>> is_no_company("Yageo"), is_no_company("not applicable")
    (False, False)
    """
    match = _WITH_A_REASON.fullmatch(text.strip())
    if match is not None and is_no_company(match["word"]):
        return is_no_company(match["reason"])
    meanings = ("none", "no", "none-of-them", "no-relations", "no-company")
    return any(_plain_words(text) in words(meaning) for meaning in meanings)


def is_word_of_an_answer(text: str) -> bool:
    """Return whether a text is an answer such as `no`, `unknown` or `independent`, and so no name.

    >>> is_word_of_an_answer("nein, leider"), is_word_of_an_answer("Independent, Inc.")
    (True, False)
    >>> is_word_of_an_answer("nein"), is_word_of_an_answer("trifft nicht zu"), is_word_of_an_answer("Yageo")
    (True, True, False)
    """
    match = _WITH_A_REASON.fullmatch(text.strip())
    if match is not None and (not match["comma"] or _is_only_a_reason(match["reason"].strip())):
        text = match["word"]
    return is_no_company(text) or any(
        _plain_words(text) in words(meaning) for meaning in ("yes", "no-answer", "not-disclosed")
    )


def is_none_with_a_reason(text: str, list_: str) -> bool:
    """Return whether an answer about a list means `none`, because the company belongs to no group.

    >>> is_none_with_a_reason("none - independent company", "relations")
    True
    >>> is_none_with_a_reason("independent", "relations"), is_none_with_a_reason("none - but Yageo", "inputs")
    (True, False)
    """
    match = _WITH_A_REASON.fullmatch(text.strip())
    if match is not None and is_none(match["word"]):
        return is_independent(match["reason"])
    return list_ == "relations" and is_independent(text)


def is_only_components(text: str) -> bool:
    """Return whether an answer means that a component consists only of its child components."""
    return _plain_words(text) in words("only-components")


def denies_all(text: str) -> bool:
    """Return whether an answer such as `none of them` denies the fact for all components of a table row."""
    return is_none(text) or yes_or_no(text) is False or _plain_words(text) in words("none-of-them")


def denies_stages(text: str) -> bool:
    """Return whether an answer only denies the stages in the question, and names no stage that was done.

    >>> denies_stages("not bonded"), denies_stages("neither"), denies_stages("nicht gebunden")
    (True, True, True)
    """
    return denies_all(text) or cue_pattern("{not-done}").match(text.strip()) is not None


def is_all(text: str) -> bool:
    """Return whether an answer such as `all of them` confirms the fact for all components of a table row."""
    return _plain_words(text) in words("all")


def is_complete(text: str) -> bool:
    """Return whether an answer means that the list in the document is complete.

    The answer `yes` alone does not mean this.
    """
    return _plain_words(text) in words("complete")


def split_entries(text: str) -> tuple[list[str], bool | None]:
    """Return the entries of a list, and whether the list is complete; `None` if the text does not show this.

    >>> split_entries("copper; steel"), split_entries("copper; complete"), split_entries("copper; others")
    ((['copper', 'steel'], None), (['copper'], True), (['copper'], False))
    >>> split_entries("copper; steel etc."), split_entries("铜、钢等")
    ((['copper', 'steel'], False), (['铜', '钢'], False))
    >>> split_entries("copper, steel, complete"), split_entries("mined: AU, sintered: JP, others")
    ((['copper, steel'], True), (['mined: AU, sintered: JP'], False))
    """
    if (more := cue_pattern(_MORE_ENTRIES).fullmatch(text)) is not None:
        return split_entries(more["entries"])[0], False
    entries = [entry.strip() for entry in _SEPARATORS.split(text) if entry.strip()]
    last = entries[-1] if len(entries) > 1 else ""
    if is_complete(last) or last.casefold() in words("others") or _plain_words(last) in words("unknown"):
        return entries[:-1], is_complete(last)
    before, comma, word = entries[-1].rpartition(",") if entries else ("", "", "")
    if comma and before.strip() and (is_complete(word) or _plain_words(word) in words("others")):
        return [*entries[:-1], before.strip()], is_complete(word)
    return entries, None


def parse_answer(field: Field, text: str) -> Any:
    """Return the value that an answer states, in the form of a document field, or `Unreadable`."""
    kind = field.type.kind
    if field.choices:
        return _parse_choice(text, field.choices)
    if kind in ("texts", "codes"):
        return _parse_list(field, text)
    if kind == "identifiers":
        return _parse_identifiers(text)
    if kind == "country":
        place = parse_place(text)
        return place if isinstance(place, Unreadable) else place.value
    if kind in _SEVERAL and len(several := cell_values.EITHER.split(text)) > 1:
        values = [_parse_single(field, text_.strip()) for text_ in several]
        unreadable = next((value for value in values if isinstance(value, Unreadable)), None)
        return unreadable or {"one_of": values}
    return _parse_single(field, text)


def describe_form(field: Field) -> str:
    """Return the description of the allowed answers for a field, as the questionnaire shows it."""
    kind = field.type.kind
    if field.choices:
        return "one of: " + ", ".join(field.choices)
    if kind in ("code", "codes"):
        terms = load_vocabularies().get(field.type.vocabulary or "")
        known = list(terms.terms) if terms is not None else []
        examples = ", ".join(known[:MOST_WORDS])
        if len(known) > MOST_WORDS:
            return f"a known word, such as {examples}, …"
        return f"a word: {examples}"
    return FORMS.get(kind, "text")


MOST_WORDS = 6
_SEVERAL = frozenset({"code"})
FORMS = {
    "country": "a country code such as JP, or CN-NM with its region; `JP or TW` if both are possible",
    "boolean": "yes or no",
    "number": "a number",
    "percent": "a percentage such as 12.5 %",
    "mass": "a mass with its unit, such as 12.5 g",
    "density": "a number of grams per cubic centimetre, such as 7.5",
    "money": "an amount with its currency, such as 11.40 USD",
    "date": "a date, such as 2027-01-31",
    "tariff-code": "a tariff code, such as 2609 00 00",
    "reference": "the name of the company",
    "texts": "words, with `;` between them",
    "identifiers": "identifiers, each with its scheme, and `;` between them, such as `lei: …; duns: …`",
}
"""For each kind of field, the description of the allowed answers."""


def _parse_single(field: Field, text: str) -> Any:
    read = _READERS.get(field.type.kind)
    if read is not None:
        return read(text)
    return _parse_code(field, text) if field.type.kind == "code" else " ".join(text.split())


def parse_stage(text: str) -> str | None:
    """Return the stage for a word in any language of the questionnaires.

    >>> parse_stage("gesintert"), parse_stage("sintering"), parse_stage("JP")
    ('sintered', 'sintered', None)
    >>> parse_stage("magnet sintered"), parse_stage("Pulverherstellung"), parse_stage("fully made")
    ('sintered', 'powder_formed', 'manufactured')
    """
    terms = load_vocabularies().get("stage")
    word = cue_pattern(_BEFORE_A_STAGE).sub("", text, count=1) if " " in text else text
    return terms.resolve(stages_in_words().get(word.casefold(), word)) if terms is not None else None


def split_stage(text: str) -> tuple[str, str]:
    """Return the stage in an answer and the rest of the answer; the stage is empty if the answer names none.

    >>> split_stage("sintered: JP"), split_stage("sintered: sintered in Japan")
    (('sintered', 'JP'), ('sintered', 'Japan'))
    >>> split_stage("焼結 日本"), split_stage("powder in 日本"), split_stage("South Korea")
    (('sintered', '日本'), ('', 'powder in 日本'), ('', 'South Korea'))
    >>> split_stage("Mexico (assembled)"), split_stage("Vietnam (Hanoi)")
    (('assembled', 'Mexico'), ('', 'Vietnam (Hanoi)'))
    """
    sentence = cue_pattern(_STAGE_IN).fullmatch(text)
    before, colon, after = text.partition(":")
    words = text.split(" ")
    pairs = [(before, after)] if colon else []
    pairs += [(sentence["stage"], sentence["place"])] if sentence is not None else []
    pairs += [(" ".join(words[:at]), " ".join(words[at:])) for at in range(len(words) - 1, 0, -1)]
    bracket = _STAGE_IN_BRACKETS.fullmatch(text)
    pairs += [(bracket["stage"], bracket["place"])] if bracket is not None else []
    for word, place in pairs:
        if (stage := parse_stage(word.strip())) is not None:
            again, inner = split_stage(place.strip())
            return stage, inner if again == stage else place.strip()
    return "", text


def place_in(text: str) -> str:
    """Return the code of the only country in a text such as `powder is made in Japan`; otherwise empty."""
    places = countries_in(text)
    return places[0] if len(places) == 1 else ""


def _parse_code(field: Field, text: str) -> Any:
    if field.type.vocabulary == "stage":
        return parse_stage(text) or _no_stage(text)
    if field.type.vocabulary == "substance":
        return parse_substance(text) or unread_substance(text)
    terms = load_vocabularies().get(field.type.vocabulary or "")
    value = terms.resolve(text) if terms is not None else text
    if value is not None:
        return value
    if field.type.vocabulary == "evidence-type" and (type_ := evidence_types_in_words().get(text.casefold())):
        return type_
    if field.type.vocabulary == "evidence-type" and _plain_words(text) in cue_words("unclear-certificate"):
        return Unreadable(
            phrase_of("overlay/answer-not-read", "no-word", text=text),
            phrase_of("overlay/answer-not-read", "write-certificate"),
        )
    known = list(terms.terms) if terms is not None else []
    near = [word for word in known if len(word) > LONGEST_SYMBOL]
    help_ = did_you_mean(text, near) or phrase_of(
        "overlay/answer-not-read", "write-word", words=f"{', '.join(known[:MOST_WORDS])}, …"
    )
    return Unreadable(phrase_of("overlay/answer-not-read", "no-word", text=text), help_)


def _no_stage(text: str) -> Unreadable:
    """Return the reason why a text is not a stage. The fix suggests a stage only for a spelling mistake."""
    terms = load_vocabularies().get("stage")
    spellings = [*(terms.terms if terms is not None else ()), *all_stage_names()]
    near = [word for word in nearest(text, spellings) if word[:SAME_BEGINNING] == text[:SAME_BEGINNING]]
    is_typing_error = len(text) > SAME_BEGINNING and len({parse_stage(word) for word in near}) == 1
    fix = meant(near[:1]) if is_typing_error else phrase_of("overlay/answer-not-read", "write-stage-word")
    return Unreadable(phrase_of("overlay/answer-not-read", "no-stage", text=text), fix)


def _parse_choice(text: str, choices: tuple[str, ...]) -> Any:
    if text.casefold() in choices:
        return text.casefold()
    fix = phrase_of("overlay/answer-not-read", "write-word", words=", ".join(choices))
    return Unreadable(phrase_of("overlay/answer-not-read", "no-choice", text=text), fix)


def _parse_list(field: Field, text: str) -> Any:
    listed = [text_.strip() for text_ in _SEPARATORS.split(text) if text_.strip()]
    values = [_parse_code(field, text_) if field.type.kind == "codes" else text_ for text_ in listed]
    return next((value for value in values if isinstance(value, Unreadable)), values)


def _parse_identifiers(text: str) -> Any:
    """For each scheme, return the identifier in a text such as `lei: 5299…; duns: 12-345-6789`."""
    identifiers = {}
    for entry in (entry.strip() for entry in text.split(";") if entry.strip()):
        scheme, _, value = entry.partition(":")
        read = identifier_in(f"{scheme.strip().casefold().replace(' ', '_')}:{value}")
        if read is None:
            return Unreadable(
                phrase_of("import/cell-not-read", "no-scheme", text=entry),
                phrase_of("import/cell-not-read", "write-scheme"),
            )
        identifiers[read[0]] = read[1]
    return identifiers


def parse_yes_or_no(text: str) -> Any:
    """Return the value of an answer that means yes or no, or `Unreadable`."""
    if (said := yes_or_no(text)) is not None:
        return said
    known = cell_values.parse_yes_or_no(text)
    if known is not None:
        return known
    return Unreadable(
        phrase_of("overlay/answer-not-read", "yes-or-no", text=text),
        phrase_of("overlay/answer-not-read", "write-yes-or-no"),
    )


def yes_or_no(text: str) -> bool | None:
    """Return the meaning of a word for yes or no; `None` for any other text.

    >>> yes_or_no("Yes."), yes_or_no("NEIN"), yes_or_no("x")
    (True, False, None)
    """
    word = _plain_words(text)
    return True if word in words("yes") else False if word in words("no") else None


_READERS: dict[str, Callable[[str], Any]] = {
    "country": cell_values.parse_country,
    "boolean": parse_yes_or_no,
    "number": answer_amounts.parse_number,
    "percent": answer_amounts.parse_percent,
    "mass": answer_amounts.parse_mass,
    "density": answer_amounts.parse_density,
    "money": answer_amounts.parse_money,
    "date": answer_amounts.parse_day,
}
