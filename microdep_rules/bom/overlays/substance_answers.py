"""Parser of the names of substances in answers: `hardened steel`, `cage: brass`, `tin plated copper`.

A text with more than one meaning, with a doubt or with a denial is not read.
"""

from __future__ import annotations

import re
from functools import lru_cache

from microdep_rules.bom.imports.cell_values import Unreadable
from microdep_rules.messages import phrase_of
from microdep_rules.patterns import pattern
from microdep_rules.suggest import meant, nearest
from microdep_rules.vocabulary.makeup import MAGNETS
from microdep_rules.vocabulary.mentions import substances_named
from microdep_rules.vocabulary.terms import load_vocabularies
from microdep_rules.vocabulary.workbook_texts import (
    cue_pattern,
    cue_words,
    limiting_words,
    substances_in_words,
)

_GRADE = pattern(r"(?P<name>.*[^\W\d_])[\s-]+(?P<grade>[A-Z0-9.]*[0-9][A-Z0-9./-]*)", re.IGNORECASE)
"""Substance with its grade: `aluminium 6061-T6`."""
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
_WITH = (
    r"(?P<main>[^(\uff08]*[^\s(\uff08,])\s*(?P<neutral>|[(\uff08,].*?)"
    r"[\s(\uff08,]+{containing}\s+(?P<list>[^()\uff08\uff09]*[^()\uff08\uff09\s])\s*[)\uff09]?"
)
"""Substance and further substances in it: `NdFeB (grade N42, with dysprosium)`."""
_AND = r"\s*[,&+/]\s*|\s+{and}\s+"
_OF_A_PART = pattern(r"(?P<part>[^:\uff1a0-9%]{2,40}?)\s*[:\uff1a]\s*(?P<substances>\S.*)")
"""Substance of a piece of the component: `cage: brass`."""
_HYPHENS = pattern(r"\s*[-\u2013]\s*")
_GLASS_FILLED = pattern(r"(?P<name>.*\w)[\s+-]+(?:GF|gf)[\s-]?[0-9]{0,2}\s*%?")
"""Plastic with glass fibre: `PA66 GF30`."""


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
    if substance := parse_substance(text):
        return (substance,)
    if layers := _layers_in(text):
        return layers
    bare = _without_qualifiers(text)
    if bare != text:
        return substances_in(bare)
    if (match := _GLASS_FILLED.fullmatch(text)) and (main := parse_substance(match["name"])):
        return (main, "glass-fibre")
    for form in (_PLATED, _PLATED_BEHIND):
        if match := cue_pattern(form).fullmatch(text):
            return _joined(substances_in(match["base"]), _listed(match["over"]))
    if match := cue_pattern(_WITH).fullmatch(text):
        main_ = substances_in(match["main"])
        is_neutral = len(main_) == 1 and _adds_nothing(_without_words(match["neutral"]), main_[0])
        return _joined(main_, _listed(match["list"])) if is_neutral else ()
    if (match := _OF_A_PART.fullmatch(text)) and _is_part(match["part"]):
        return _listed(match["substances"])
    return ()


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
        text = cue_pattern(f"^{_BEFORE}").sub("", text)
        text = cue_pattern(f"{_BEHIND}$").sub("", text)
        text = cue_pattern(_STANDARD).sub(" ", text)
        text = text.strip(" ,")
    is_lead = text.casefold() == "lead"  # a `lead frame` and a `lead wire` do not consist of lead
    return whole if not text or is_lead else text


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
    match = _GRADE.fullmatch(text)
    if match is None or not (substance := _substance(match["name"])):
        return _with_form(text)
    grade = _substance(match["grade"])
    if grade and (terms.is_a(grade, substance) or substance in terms.terms[grade].parts):
        return grade
    return substance if not grade and _adds_nothing(match["grade"], substance) else None


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
    return substance or substances_in_words().get(name.casefold())


def _adds_nothing(text: str, substance: str) -> bool:
    """Return whether a text next to a substance neither limits it nor names another substance.

    >>> _adds_nothing("(N48H)", "NdFeB"), _adds_nothing("(tin plated)", "steel"), _adds_nothing("(?)", "Cu")
    (True, False, False)
    """
    terms = load_vocabularies().get("substance")
    words_ = pattern(r"[^\W_]+").findall(text)
    named = {*substances_named(text, "notes"), *filter(None, map(_substance, words_))}
    is_other = terms is not None and not all(terms.is_kind_either_way(substance, name) for name in named)
    has_words = any(word.isalpha() and len(word) > LONGEST_SYMBOL for word in words_)
    return not (is_other or has_words or "?" in text or "\uff1f" in text or _is_hedged(text))


def unread_substance(text: str) -> Unreadable:
    """Return the reason why a text is not one substance. The fix names only substances of the text."""
    terms = load_vocabularies().get("substance")
    near = [word for word in terms.terms if len(word) > LONGEST_SYMBOL] if terms is not None else []
    main = _AROUND_A_SUBSTANCE.sub("", text).strip()
    named = sorted(substances_named(text))
    label = terms.label if terms is not None else str
    pieces = [piece.strip() for piece in _JOINERS.split(text) if piece.strip()]
    if len(pieces) > 1 and any(map(_substance, pieces)):
        because = phrase_of("overlay/answer-not-read", "several-substances", text=text)
        return Unreadable(because, phrase_of("overlay/answer-not-read", "separate-substances"))
    if cue_pattern("{not-done}").match(main) or cue_pattern("{free-of}").search(main):
        fix = phrase_of("overlay/answer-not-read", "write-contained")
    elif len(named) == 1 and (text.endswith(("?", "\uff1f")) or _is_hedged(text)):
        fix = phrase_of("overlay/answer-not-read", "write-sure-substance", substance=named[0])
    elif main != text and _substance(main) and len(named) <= 1:
        fix = phrase_of("overlay/answer-not-read", "write-substance", substance=main)
    elif len(named) == 1:
        fix = phrase_of("overlay/answer-not-read", "write-substance", substance=named[0])
    elif named:
        fix = phrase_of(
            "overlay/answer-not-read", "write-each-substance", entries="; ".join(map(label, named))
        )
    else:
        words_ = [word for word in nearest(text, near) if word[:SAME_BEGINNING] == text[:SAME_BEGINNING]]
        fix = meant(words_) or phrase_of("overlay/answer-not-read", "write-substances")
    return Unreadable(phrase_of("overlay/answer-not-read", "no-substance", text=text), fix)


def is_unknown_substance(text: str) -> bool:
    """Return whether a text can be the name of a substance that the vocabulary does not have.

    >>> is_unknown_substance("thread locker"), is_unknown_substance("coppr"), is_unknown_substance("no tin")
    (True, False, False)
    """
    unread = unread_substance(text)
    is_plain = text.replace(" ", "").replace("-", "").isalnum() and not _is_hedged(text)
    return is_plain and unread.fix == phrase_of("overlay/answer-not-read", "write-substances")


def _is_hedged(text: str) -> bool:
    """Return whether a text has a word such as `possibly` or `probably`."""
    return any(word.strip(".,()").casefold() in limiting_words() for word in text.split())
