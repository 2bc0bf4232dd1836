"""Parser of the names of substances in answers: `hardened steel`, `cage: brass`, `tin plated copper`.

A text with more than one meaning, with a doubt or with a denial is not read.
"""

from __future__ import annotations

import re
from functools import lru_cache

from microdep_rules.bom.imports.cell_values import Unreadable
from microdep_rules.bom.overlays.places import countries_in
from microdep_rules.messages import phrase_of
from microdep_rules.patterns import pattern
from microdep_rules.suggest import meant, nearest
from microdep_rules.vocabulary.compositions import (
    NONMETALS,
    elements_with_shares,
    substances_in_composition,
    substances_of_compound,
)
from microdep_rules.vocabulary.designations import standard_substance
from microdep_rules.vocabulary.makeup import MAGNETS, is_element
from microdep_rules.vocabulary.mentions import substances_named
from microdep_rules.vocabulary.terms import folded, load_vocabularies
from microdep_rules.vocabulary.workbook_texts import (
    coats,
    cue_pattern,
    cue_words,
    limiting_words,
    mixtures,
    substance_name,
    substances_in_words,
)

_GRADE = pattern(r"(?P<name>.*[^\W\d_])[\s-]+(?P<grade>[A-Z0-9.]*[0-9][A-Z0-9./-]*)", re.IGNORECASE)
"""Substance with its grade: `aluminium 6061-T6`."""
_GRADE_BEFORE = pattern(r"(?P<grade>[A-Z0-9.-]*[0-9][A-Z0-9./-]*)[\s-]+(?P<name>[^\W\d_].*)", re.IGNORECASE)
"""Grade before the substance: `316L stainless`."""
_MAGNET_GRADE = pattern(r"[A-Z]{1,4}[0-9-][A-Z0-9+/-]{0,10}")
"""Trade grade of a magnet: `MQP-B` and `Y30BH`."""
_JOINERS = pattern(r"[,/&+]")
"""Characters between two substances in one entry: `copper & steel`."""
_AROUND_A_SUBSTANCE = pattern(r"\s*[(\uff08][^()]*[)\uff09]|\s*:?\s*(?:ca\.?\s*)?[0-9.,]+\s*%")
"""Text in brackets, or a share, next to the name of a substance."""


LONGEST_SYMBOL = 2
"""Maximum number of letters in the symbol of a chemical element.

Such a short symbol is never suggested: `Pb` is no correction of `PCB`.
"""
SAME_BEGINNING = 4
"""Number of letters at the start that a suggested stage or substance has in common with the text."""
MOST_KEPT = 10_000
LONGEST = 200
"""Largest length of an entry that the program examines."""
_BEFORE = r"(?:{treated}|{compliant}|{grade-word}|{coat})[\s-]+"
"""Words before a substance that name no other substance: `hardened steel`, `lead-free solder`."""
_BEHIND = r"(?:[\s-]+|\s*[,(\uff08]\s*)(?:{treated}|{compliant}|{form-of-substance}|{coat})\s*[)\uff09]?"
"""Words after a substance that name no other substance: `copper wire`, `tin (lead free)`."""
_MAGNET_BEHIND = r"[\s-]+{magnet-word}"
_STANDARD = r"[\s-]+(?:{grade-word})[\s-]+(?=[\w.]*\d)"
"""Name of a standard before a grade: `stainless steel AISI 304`."""
_ONLY_TREATED = r"(?:(?:{treated}|{compliant})[\s,-]*)+"
_LAYERS = pattern(r"Ni-?Cu-?Ni", re.IGNORECASE)
"""Usual coat of a magnet, from nickel, copper and nickel."""
_POWDER = r"(?P<name>.*\S)[\s-]+{powder}"
_PLATED = r"(?P<over>\S.*?)[\s-]+{plated}\s+(?P<base>\S.*)"
_PLATED_BEHIND = r"(?P<base>[^(\uff08]*\S)\s*[,(\uff08]\s*(?P<over>[^()]*\S)[\s-]+{plated}\s*[)\uff09]?"
_ONLY_PLATED = r"(?P<over>\S.*?)[\s-]+{plated}"
"""Metal of a coat without the substance below the coat: `silver plated`."""
_LAYER_OVER_LAYER = r"\s+{over}\s+"
"""Words between two layers: `gold over nickel`."""
_FILLER = r"(?P<main>\S.*?)[\s-]+{filler}"
"""Adhesive, paint or plastic with a word before it: `silicone adhesive`."""
_IN_A_PART = r"(?P<main>\S.*?)\s+{in-a-part}\s+(?P<part>\S.*)"
"""Substance with the part of the component: `NdFeB in the VCM`."""
_NAMED_COMPOSITION = pattern(
    r"(?P<name>[^(\uff08]*[^\W\d_])(?:\s*[(\uff08](?P<composition>[^()\uff08\uff09]+)[)\uff09])"
)
_COMPOSITION_BEHIND = pattern(r"(?P<name>.*[^\W\d_])\s+(?P<composition>\S+)")
_COMPOSITION_BEFORE = pattern(r"(?P<composition>\S+)\s+(?P<name>[^\W\d_].*)")
"""Name of a material before or after its composition: `Tungsten alloy 93W-Ni-Fe`."""
_ACRONYM = pattern(r"[A-Z]{2,5}")
LEAD = "lead"
POLYMER = "polymer"
"""Substance that stands for each plastic, adhesive or paint without an own term."""
_WITH = (
    r"(?P<main>[^(\uff08]*[^\s(\uff08,])\s*(?P<neutral>|[(\uff08,].*?)"
    r"[\s(\uff08,]+{containing}\s+(?P<list>[^()\uff08\uff09]*[^()\uff08\uff09\s])\s*[)\uff09]?"
)
"""Substance and further substances in it: `NdFeB (grade N42, with dysprosium)`."""
_AND = r"\s*[,&+/]\s*|\s+{and}\s+"
_OF_A_PART = pattern(r"(?P<part>[^:\uff1a0-9%]{2,40}?)\s*[:\uff1a]\s*(?P<substances>\S.*)")
"""Substance of a piece of the component: `cage: brass`."""
_HYPHENS = pattern(r"\s*[-\u2013]\s*")
_GLASS_FILLED = pattern(
    r"(?P<name>.*\w)[\s+-]+(?:GF[\s-]?[0-9]{0,2}\s*%?|[0-9]{1,2}\s*%\s*GF)", re.IGNORECASE
)
"""Plastic with glass fibre: `PA66 GF30` and `PBT+30%GF`."""


@lru_cache(maxsize=MOST_KEPT)
def substances_in(text: str) -> tuple[str, ...]:
    """Return all substances that an entry of a list names; empty if the entry cannot be read.

    >>> substances_in("cage: brass"), substances_in("tin plated copper"), substances_in("Ni-Cu-Ni coating")
    (('brass',), ('Cu', 'Sn'), ('Ni', 'Cu'))
    >>> substances_in("NdFeB (N42, with dysprosium and terbium)"), substances_in("PA66 GF30")
    (('NdFeB', 'Dy', 'Tb'), ('nylon', 'glass-fibre'))
    >>> substances_in("maybe: brass"), substances_in("steel (not tin plated)")
    ((), ())
    """
    text = text.strip()
    if not text or len(text) > LONGEST or text.endswith(("?", "\uff1f")):
        return ()
    if several := mixtures().get(folded(text)):
        return several
    substance = _substance(text)
    if substance and not is_element(substance):
        return (substance,)
    if not _has_compound(text) and (substances := substances_in_composition(text)):
        return substances
    if substance := parse_substance(text):
        return (substance,)
    if substances := _layers_in(text) or substances_of_compound(text, _substance):
        return substances
    bare = _without_qualifiers(text)
    if bare != text:
        return substances_in(bare)
    if (match := _GLASS_FILLED.fullmatch(text)) and (main := parse_substance(match["name"])):
        return (main, "glass-fibre")
    return _coated(text) or _with_other_words(text)


def _has_compound(text: str) -> bool:
    """Return whether one of several formulas in a text is an alloy or a compound, as in `BaTiO3 / Ni`."""
    pieces = pattern(r"[\s/-]+").split(text)
    known = (_substance(piece) for piece in pieces if len(pieces) > 1)
    return any(substance is not None and not is_element(substance) for substance in known)


def _coated(text: str) -> tuple[str, ...]:
    """Return the substances of a coated material, such as `tin plated copper` or `gold over nickel`."""
    for form in (_PLATED, _PLATED_BEHIND):
        if match := cue_pattern(form).fullmatch(text):
            return _joined(substances_in(match["base"]), _listed(match["over"]))
    if match := cue_pattern(_ONLY_PLATED).fullmatch(text):
        return _listed(match["over"])
    layers = cue_pattern(_LAYER_OVER_LAYER).split(text)
    if len(layers) > 1:
        return _joined(*map(substances_in, layers))
    return _with_coat_word(text)


def _with_coat_word(text: str) -> tuple[str, ...]:
    """Return the substances in a text with a word for a coat, such as `tinned copper`."""
    for metal, words_ in coats():
        match = words_.search(text)
        if match is None:
            continue
        rest = (text[: match.start()] + " " + text[match.end() :]).strip(" ,-()\uff08\uff09")
        is_at_an_end = not text[: match.start()].strip() or not text[match.end() :].strip(" )\uff09")
        if is_at_an_end:
            return _joined(substances_in(rest), (metal,)) if rest else (metal,)
    return _with_east_asian_coat(text)


def _with_east_asian_coat(text: str) -> tuple[str, ...]:
    """Return the substances in a Chinese or Japanese text about a coat, such as `\u9540\u9521\u94dc`."""
    if match := cue_pattern(r"{plated-with}(?P<rest>\S+)").fullmatch(text):
        rest = match["rest"]
        splits = [(rest[:at], rest[at:]) for at in range(len(rest), 0, -1)]
    elif match := cue_pattern(r"(?P<over>\S+?){plating-of}(?P<base>\S*)").fullmatch(text):
        splits = [(match["over"], match["base"])]
    else:
        return ()
    for over, base in splits:
        if metal := _substance(over):
            return _joined(substances_in(base), (metal,)) if base else (metal,)
    return ()


def is_only_coat(text: str) -> bool:
    """Return whether an entry names only a coat, and not the substance below the coat, as `silver plated`.

    >>> is_only_coat("silver plated"), is_only_coat("tin plated copper"), is_only_coat("silver plating")
    (True, False, False)
    """
    text = text.strip()
    if any(cue_pattern(form).fullmatch(text) for form in (_PLATED, _PLATED_BEHIND)):
        return False
    if match := cue_pattern(_ONLY_PLATED).fullmatch(text):
        return bool(_listed(match["over"]))
    return any(words_.fullmatch(text) for _, words_ in coats())


def _with_other_words(text: str) -> tuple[str, ...]:
    """Return the substances in a text with further substances, with a part, or with a word such as `glue`."""
    if match := cue_pattern(_WITH).fullmatch(text):
        main_ = substances_in(match["main"])
        is_neutral = len(main_) == 1 and _adds_nothing(_without_words(match["neutral"]), main_[0])
        return _joined(main_, _listed(match["list"])) if is_neutral else ()
    known = load_vocabularies().get("substance")
    for form in (_NAMED_COMPOSITION, _COMPOSITION_BEHIND, _COMPOSITION_BEFORE):
        if (match := form.fullmatch(text)) and (substances := _composed(match["name"], match["composition"])):
            return substances
    if (match := cue_pattern(_FILLER).fullmatch(text)) and (main := substances_in(match["main"])):
        if known is None or any(known.is_a(substance, MAGNETS) for substance in main):
            return ()  # a `magnet adhesive` contains no magnet
        return main if any(known.is_a(substance, POLYMER) for substance in main) else (*main, POLYMER)
    if (match := cue_pattern(_IN_A_PART).fullmatch(text)) and _is_place_in_component(match["part"]):
        return substances_in(match["main"])
    if (match := _OF_A_PART.fullmatch(text)) and _is_part(match["part"]):
        substances = _listed(match["substances"])
        is_polymer = known is not None and any(known.is_a(substance, POLYMER) for substance in substances)
        is_other = _substance(match["part"].strip()) == POLYMER and not is_polymer
        return _joined((POLYMER,), substances) if is_other else substances
    return ()


def _composed(name: str, composition: str) -> tuple[str, ...]:
    """Return the substances of a material with its composition, such as `Tungsten alloy` and `93W-Ni-Fe`.

    The result is empty if one of the texts is unknown. A name is left out if the composition is narrower.

    >>> _composed("Tungsten alloy", "93W-Ni-Fe"), _composed("plastic", "ABS"), _composed("steel", "ABS")
    (('tungsten-heavy-alloy', 'Ni', 'Fe'), ('ABS',), ())
    """
    known = load_vocabularies().get("substance")
    if any(cue_pattern("{grade-word}").match(text) for text in (name, composition)):
        return ()
    names, contents = substances_in(name), substances_in(composition)
    is_composition = "%" in composition or bool(substances_in_composition(composition))
    if known is None or not names or not contents:
        return ()
    wider = [word for word in names if any(known.is_a(content, word) for content in contents)]
    if not is_composition and len(wider) < len(names):
        return ()
    return tuple(dict.fromkeys((*(word for word in names if word not in wider), *contents)))


def _is_place_in_component(text: str) -> bool:
    """Return whether a text after `in the` can name a part, such as `VCM` or `magnet`.

    >>> _is_place_in_component("VCM"), _is_place_in_component("rotor"), _is_place_in_component("Netherlands")
    (True, True, False)
    """
    if countries_in(text) or substances_in(text):
        return False
    classes = load_vocabularies().get("class")
    is_class = classes is not None and classes.resolve(text) is not None
    form = "{part-word}|{form-of-substance}|{thing-made}|{magnet-word}"
    return is_class or cue_pattern(form).fullmatch(text) is not None or bool(_ACRONYM.fullmatch(text))


def _layers_in(text: str) -> tuple[str, ...]:
    """Return the layers of a coat, such as `Ni-Cu-Ni` or `coating Ni-Sn`; empty for any other text.

    Without a word such as `coating`, the first and the last layer must be equal, because `Cu-Ni` may be an
    alloy.
    """
    if _LAYERS.fullmatch(text):
        return ("Ni", "Cu")
    bare = cue_pattern("{coat}").sub("", text).strip(" :")
    pieces = [_substance(piece) for piece in _HYPHENS.split(bare)]
    if len(pieces) < 2 or (bare == text and (len(pieces) < 3 or pieces[0] != pieces[-1])):  # noqa: PLR2004
        return ()
    return _joined(*map(_as_tuple, pieces))


def is_only_treated(text: str) -> bool:
    """Return whether an entry is only a word such as `anodised` or `lead free`, and names no substance.

    >>> is_only_treated("black anodised"), is_only_treated("RoHS compliant"), is_only_treated("nickel plated")
    (True, True, False)
    """
    return cue_pattern(_ONLY_TREATED).fullmatch(text.strip()) is not None


def _listed(text: str) -> tuple[str, ...]:
    """Return the substances that signs or `and` separate in a text; empty if one is unknown."""
    if substances := substances_in(text):
        return substances
    pieces = [piece for piece in cue_pattern(_AND).split(text) if piece.strip()]
    return _joined(*map(substances_in, pieces)) if len(pieces) > 1 else ()


def _joined(*groups: tuple[str, ...]) -> tuple[str, ...]:
    """Return the substances of all groups, without repetitions; empty if a group is empty."""
    if not all(groups):
        return ()
    return tuple(dict.fromkeys(substance for group in groups for substance in group))


def _as_tuple(substance: str | None) -> tuple[str, ...]:
    return () if substance is None else (substance,)


def _is_part(text: str) -> bool:
    """Return whether a text before a colon can name a piece of a component, such as `cage`.

    >>> _is_part("cage"), _is_part("copper"), _is_part("others"), _is_part("not the shaft")
    (True, False, False, False)
    """
    text = text.strip().casefold()
    words_ = pattern(r"[^\W_]+").findall(text)
    limits = limiting_words() - cue_words("and")
    if _substance(text) == POLYMER:  # `adhesive: epoxy`
        return True
    if _substance(text) or not words_ or any(word in limits for word in words_[:-1]):
        return False
    if cue_pattern("{or}|{free-of}|{not-done}|{not-here}|{further}").search(text):
        return False
    if cue_pattern("(?:{part-word}|{form-of-substance}|{coat}|{magnet-word})$").search(text):
        return True
    return any(text.endswith(ending) for ending in cue_words("joined-form"))


def _without_qualifiers(text: str) -> str:
    """Return a text without words about the treatment, the form or the standard of a substance.

    >>> _without_qualifiers("hardened steel shaft"), _without_qualifiers("stainless steel AISI 304")
    ('steel', 'stainless steel 304')
    """
    whole, before = text, ""
    while before != text:
        before = text
        for form in (f"^{_BEFORE}", f"{_BEHIND}$"):
            text = cue_pattern(form).sub("", text).strip(" ,")
            is_known = folded(text) in mixtures() or _substance(text)
            if text != before and is_known and text.casefold() != LEAD:
                return text  # the words of `ferrite core` belong together
        text = _without_standard(text).strip(" ,")
    is_lead = text.casefold() == LEAD  # a `lead frame` and a `lead wire` do not consist of lead
    return whole if not text or is_lead else text


def _without_standard(text: str) -> str:
    """Return a text without the name of a standard before a grade; `nickel alloy 718` is not nickel.

    >>> _without_standard("stainless steel AISI 304"), _without_standard("nickel alloy 718")
    ('stainless steel 304', 'nickel alloy 718')
    """

    def replacement(match: re.Match[str]) -> str:
        words_ = text[: match.end()].strip(" -").split()
        return match[0] if _substance(" ".join(words_[-2:])) else " "

    return cue_pattern(_STANDARD).sub(replacement, text)


def _without_words(text: str) -> str:
    """Remove words about the treatment, the form or the standard of a substance from a text."""
    return (
        cue_pattern("{grade-word}|{treated}|{compliant}|{form-of-substance}").sub("", text).strip(" ,(\uff08")
    )


def parse_substance(text: str) -> str | None:
    """Return the substance that a text names; `None` if the text does not name one known substance.

    A grade, a share or a text in brackets may be next to the name.

    >>> parse_substance("Kupfer"), parse_substance("sintered NdFeB (N48H)"), parse_substance("NdFeB: 30 %")
    ('Cu', 'NdFeB-sintered', 'NdFeB')
    >>> parse_substance("Edelstahl A2 (1.4301)"), parse_substance("Edelstahl 1.4401 (A4-70)")
    ('stainless-steel', 'stainless-steel')
    >>> parse_substance("aluminium 6061-T6"), parse_substance("steel (tin plated)"), parse_substance("steel?")
    ('aluminium-alloy', None, None)
    """
    terms = load_vocabularies().get("substance")
    if terms is None:
        return text
    if exact := _substance(text):
        return exact
    main = _AROUND_A_SUBSTANCE.sub("", text).strip()
    beside = text.replace(main, "", 1)
    if main != text and (substance := parse_substance(main)) and _adds_nothing(beside, substance):
        return substance
    if standard := standard_substance(text):
        return standard
    for form in (_GRADE, _GRADE_BEFORE):
        match = form.fullmatch(text)
        if match is not None and (substance := _substance(match["name"])):
            return _graded(substance, match["grade"])
    return _with_form(text)


def _graded(substance: str, grade: str) -> str | None:
    """Return the substance with a grade; `None` if the grade names another substance.

    >>> _graded("steel", "316L"), _graded("steel", "S355"), _graded("copper", "W80")
    ('stainless-steel', 'steel', None)
    """
    terms = load_vocabularies().get("substance")
    if folded(grade) in mixtures() or substances_in_composition(grade):
        return None
    named = _substance(grade) or standard_substance(grade)
    if terms is not None and named:
        if terms.is_a(named, substance) or substance in terms.terms[named].parts:
            return named
        return substance if terms.is_a(substance, named) else None
    return substance if _adds_nothing(grade, substance) else None


def _with_form(text: str) -> str | None:
    """Return the substance in a text with a form, such as `Kupferdraht`, `NdFeB magnets` or `Ta powder`."""
    known = load_vocabularies().get("substance")
    if known is None:
        return None
    if (match := cue_pattern(_POWDER).fullmatch(text)) and (main := _substance(match["name"])):
        powders = [
            word for word, term in known.terms.items() if term.form == "powder" and term.parent == main
        ]
        return powders[0] if powders else main
    if match := cue_pattern(f"(?P<name>.*\\S){_MAGNET_BEHIND}").fullmatch(text):
        main = _substance(match["name"])
        return main if main is not None and known.is_a(main, MAGNETS) else None
    endings = sorted(cue_words("joined-form"), key=len, reverse=True)
    ending = next((ending for ending in endings if text.casefold().endswith(ending)), "")
    return _substance(text[: -len(ending)]) if ending and " " not in text else None


def _substance(name: str) -> str | None:
    """Return the substance with a name in any language of the questionnaires."""
    terms = load_vocabularies().get("substance")
    substance = terms.resolve(name) if terms is not None else None
    substance = substance or substances_in_words().get(name.casefold())
    is_formula = substance is not None and is_element(substance) and elements_with_shares(name) is not None
    return None if is_formula else substance  # `TiN` is titanium nitride and not tin


def _adds_nothing(text: str, substance: str) -> bool:
    """Return whether a text next to a substance neither limits it nor names another substance.

    >>> _adds_nothing("(N48H)", "NdFeB"), _adds_nothing("(tin plated)", "steel"), _adds_nothing("(?)", "Cu")
    (True, False, False)
    """
    terms = load_vocabularies().get("substance")
    words_ = pattern(r"[^\W_]+").findall(text)
    is_grade = terms is not None and terms.is_a(substance, MAGNETS) and _is_magnet_grade(text)
    named = {*substances_named(text, "notes")}
    named |= set() if is_grade else {*filter(None, map(_substance, words_))}
    named |= {element for word in words_ for element in _elements_in(word)}
    is_other = terms is not None and not all(terms.is_kind_either_way(substance, name) for name in named)
    has_words = not is_grade and any(word.isalpha() and len(word) > LONGEST_SYMBOL for word in words_)
    has_words |= any(_WORD_IN_GRADE.search(word) or folded(_letters(word)) in mixtures() for word in words_)
    return not (is_other or has_words or "?" in text or "\uff1f" in text or _is_hedged(text))


def _is_magnet_grade(text: str) -> bool:
    """Return whether a text is a trade grade of magnets, and not the symbol of a chemical element.

    >>> _is_magnet_grade("(MQP-B)"), _is_magnet_grade("(DY-2)"), _is_magnet_grade("(tin plated)")
    (True, False, False)
    """
    grade = _MAGNET_GRADE.fullmatch(text.strip(" ()\uff08\uff09"))
    letters = pattern(r"[A-Z]+").match(grade[0]) if grade is not None else None
    return letters is not None and (len(letters[0]) == 1 or _substance(letters[0]) is None)


def _elements_in(word: str) -> set[str]:
    """Return the chemical elements that a word such as `18Ni` or `W80` may name beside a substance.

    >>> _elements_in("18Ni"), _elements_in("W80"), _elements_in("N42SH"), _elements_in("S355")
    ({'Ni'}, {'W'}, set(), set())
    """
    if (shares := elements_with_shares(word)) is not None:
        return {*shares} - NONMETALS - {"B", "Y", "K", "V"}
    return {"W"} if _TUNGSTEN.fullmatch(word) else set()


_TUNGSTEN = pattern(r"W[0-9]{2}|[0-9]{1,2}W")
_WORD_IN_GRADE = pattern(r"[0-9][^\W\d_]*[a-z]{3}|[a-z]{3}[0-9]|[\u2e80-\u9fff\uac00-\ud7af]")
"""Word beside the digits of a grade, such as `tin` in `5tin`."""


def _letters(word: str) -> str:
    return "".join(filter(str.isalpha, word))


def unread_substance(text: str) -> Unreadable:
    """Return the reason why a text is not one substance. The fix names only substances of the text."""
    terms = load_vocabularies().get("substance")
    near = [word for word in terms.terms if len(word) > LONGEST_SYMBOL] if terms is not None else []
    main = _AROUND_A_SUBSTANCE.sub("", text).strip()
    named = sorted(substances_named(text))
    pieces = [piece.strip() for piece in _JOINERS.split(text) if piece.strip()]
    if len(pieces) > 1 and any(map(_substance, pieces)):
        because = phrase_of("overlay/answer-not-read", "several-substances", text=text)
        names = [substance_name(word) if (word := _substance(piece)) else piece for piece in pieces]
        fix = phrase_of("overlay/answer-not-read", "separate-substances", text=text, entries="; ".join(names))
        return Unreadable(because, fix)
    if cue_pattern("{not-done}").match(main) or cue_pattern("{free-of}").search(main):
        fix = phrase_of("overlay/answer-not-read", "write-contained")
    elif len(named) == 1 and (text.endswith(("?", "\uff1f")) or _is_hedged(text)):
        fix = phrase_of("overlay/answer-not-read", "write-sure-substance", substance=substance_name(named[0]))
    elif main != text and _substance(main) and len(named) <= 1:
        fix = phrase_of("overlay/answer-not-read", "write-substance", substance=main)
    elif len(named) == 1:
        fix = phrase_of("overlay/answer-not-read", "write-substance", substance=substance_name(named[0]))
    elif named:
        entries = "; ".join(map(substance_name, named))
        fix = phrase_of("overlay/answer-not-read", "write-each-substance", text=text, entries=entries)
    else:
        words_ = [word for word in nearest(text, near) if word[:SAME_BEGINNING] == text[:SAME_BEGINNING]]
        fix = meant(list(map(substance_name, words_))) or phrase_of(
            "overlay/answer-not-read", "write-substances"
        )
    return Unreadable(phrase_of("overlay/answer-not-read", "no-substance", text=text), fix)


def is_unknown_substance(text: str) -> bool:
    """Return whether a text can be the name of a substance that the vocabulary does not have.

    >>> is_unknown_substance("mystery fluid"), is_unknown_substance("coppr"), is_unknown_substance("no tin")
    (True, False, False)
    """
    unread = unread_substance(text)
    is_plain = text.replace(" ", "").replace("-", "").isalnum() and not _is_hedged(text)
    return is_plain and unread.fix == phrase_of("overlay/answer-not-read", "write-substances")


def _is_hedged(text: str) -> bool:
    """Return whether a text has a word such as `possibly` or `probably`."""
    return any(word.strip(".,()").casefold() in limiting_words() for word in text.split())
