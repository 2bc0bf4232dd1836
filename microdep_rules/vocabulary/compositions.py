"""Substances in a chemical formula, in the composition of an alloy, or in the name of a compound.

Examples are `Sn63Pb37`, `CuZn39Pb3`, `93W-Ni-Fe` and `zinc selenide`. The module does not
read a composition with several meanings: `Cu-Ni` may be an alloy or two layers.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

from microdep_rules.patterns import pattern
from microdep_rules.vocabulary import resources
from microdep_rules.vocabulary.makeup import is_element, substances

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from microdep_rules.vocabulary.terms import Term

_ELEMENT = pattern(r"(?P<before>\d+(?:[.,]\d+)?)?(?P<symbol>[A-Z][a-z]?)(?P<after>\d+(?:[.,]\d+)?)?")
_OXIDE = pattern(r"[VWUYK]\d?[OS]\d{1,2}")
"""Oxide or sulfide with a symbol of a single letter, such as `V2O5` or `WS2`."""
_NUMBER = pattern(r"PbF$|[A-Z0-9.,]*[A-Z]\d*[A-Z][A-Z0-9.,]*$|[BCFHIKNOPSUVY]\d{2,}$|.*\d{4}")
"""Part of a text that is mostly the number of a grade and no formula: `SUS304`, `C45`, `In7180`.

`PbF` marks products without lead.
"""
_FORMULA = pattern(r"(?:\d+(?:[.,]\d+)?)?(?:[A-Z][a-z]?(?:\d+(?:[.,]\d+)?)?)+")
_SEPARATORS = pattern(r"[\s\-\u2013/]+")
_STEEL = pattern(r"X(?P<carbon>\d{1,3})(?P<elements>(?:[A-Z][a-z]?)+)(?P<amounts>\d+(?:-\d+)*)")
"""Name of a highly alloyed steel in EN 10027-1, such as `X5CrNi18-10`."""
LEAST_CHROMIUM = Fraction(21, 2)
"""Smallest share of chromium in a stainless steel, in percent (EN 10020)."""
MOST_CARBON = 120
"""Largest share of carbon in a stainless steel, in hundredths of a percent (EN 10020: 1.2 %)."""
LEAST_HEAVY = 90
"""Smallest share of tungsten in a tungsten heavy alloy, in percent (DFARS 252.225-7052(a))."""
HALF = 50
WHOLE = 100
PURE = 99
"""Smallest share of a pure metal, in percent."""
NONMETALS = frozenset({"H", "C", "N", "O", "F", "P", "S", "Cl", "Br", "I"})
"""Chemical elements that no rule names; a compound counts as its other elements."""
_ANIONS = frozenset({"N", "O", "F", "S", "Cl", "Br", "I", "Se", "Te", "As"})
"""Chemical elements that show that a formula is a compound and not an alloy."""
_OF_STRUCTURAL_ALLOYS = frozenset(
    {"Fe", "Ni", "Co", "Ti", "Cr", "V", "Zr", "Hf", "W", "Ta", "Mo", "Nb", "Al", "Mg", "Be", "Mn", "Si"}
)
"""Chemical elements with alloys that a list must name as alloys, such as titanium."""
_HARD = frozenset({"Ti", "Zr", "Hf", "W", "Ta", "Mo", "Nb", "V", "Cr"})
"""Metals that form borides, carbides and silicides."""
_CONTACTS = frozenset({"Au", "Ag", "Sn", "Pd"})
"""Metals of the last layer of a contact with nickel below the layer, as in `Ni-Pd-Au`."""


def substances_in_composition(text: str) -> tuple[str, ...]:
    """Return the substances of a formula, an alloy or a compound; empty if the text is none of these.

    >>> substances_in_composition("Sn63Pb37"), substances_in_composition("CuZn39Pb3")
    (('Sn', 'Pb'), ('brass', 'Pb'))
    >>> substances_in_composition("93W-Ni-Fe"), substances_in_composition("TiAl6V4")
    (('tungsten-heavy-alloy', 'Ni', 'Fe'), ('titanium-alloy', 'Al', 'V'))
    >>> substances_in_composition("Ta2O5"), substances_in_composition("AlGaAs")
    (('Ta',), ('gallium-arsenide', 'Al'))
    >>> [substances_in_composition(text) for text in ("Cu-Ni", "PVC", "IN718")]
    [(), (), ()]
    """
    if (steel := _STEEL.fullmatch(text)) is not None:
        return _steel(steel["carbon"], steel["elements"], steel["amounts"])
    shares = elements_with_shares(text)
    return _meaning(shares) if shares is not None else ()


def elements_with_shares(text: str) -> dict[str, Fraction | None] | None:
    """Return the chemical elements of a formula, each with its number; `None` if the text is no formula.

    >>> elements_with_shares("Sn63Pb37"), elements_with_shares("Pin"), elements_with_shares("PVC")
    ({'Sn': Fraction(63, 1), 'Pb': Fraction(37, 1)}, None, None)
    """
    shares: dict[str, Fraction | None] = {}
    for piece in _SEPARATORS.split(text.strip()):
        if _FORMULA.fullmatch(piece) is None or (_NUMBER.match(piece) and not _OXIDE.fullmatch(piece)):
            return None
        for match in _ELEMENT.finditer(piece):
            number = match["before"] or match["after"]
            is_repeated = match["symbol"] in shares and number is not None
            if (match["before"] and match["after"]) or is_repeated or not is_element(match["symbol"]):
                return None
            shares[match["symbol"]] = Fraction(number.replace(",", ".")) if number else None
    is_oxide = _OXIDE.fullmatch(text.strip()) is not None
    is_formula = any(len(symbol) > 1 for symbol in shares) and (len(shares) > 1 or any(shares.values()))
    has_metal_first = bool(shares) and len(text) > 2 and not shares.keys() <= NONMETALS  # noqa: PLR2004
    has_single_letters = any(shares.values()) and bool(_SEPARATORS.search(text))
    return shares if has_metal_first and (is_formula or has_single_letters or is_oxide) else None


def _meaning(shares: dict[str, Fraction | None]) -> tuple[str, ...]:
    """Return the substances that a composition means; empty if its meaning is not certain."""
    known = substances()
    metals = [element for element in shares if element not in NONMETALS]
    if any(known.is_a(element, "rare-earth") for element in metals):
        return _magnet(shares, metals)
    if {"Al", "Ni", "Co"} <= shares.keys() and _ANIONS.isdisjoint(shares):
        return ("AlNiCo", *(element for element in metals if element not in known.terms["AlNiCo"].parts))
    semiconductors = [
        term.id
        for term in known.terms.values()
        if known.is_a(term.id, "semiconductor-material") and term.parts and {*term.parts} <= shares.keys()
    ]
    if semiconductors:
        covered = {part for word in semiconductors for part in known.terms[word].parts}
        return (
            *dict.fromkeys(semiconductors),
            *(element for element in metals if element not in covered),
        )
    if len(metals) == 1:
        (metal,) = metals
        is_compound = not _ANIONS.isdisjoint(shares) or (len(shares) > 1 and metal in _HARD)
        is_pure = PURE <= (shares[metal] or 0) <= WHOLE
        return (metal,) if is_compound or is_pure else ()
    if not _ANIONS.isdisjoint(shares) or _OF_STRUCTURAL_ALLOYS.isdisjoint(metals):
        return _copper_alloy(shares, metals) or tuple(metals)
    if {*metals} <= {"Ni", "Cu", *_CONTACTS} and metals[-1] in _CONTACTS and not any(shares.values()):
        return tuple(metals)
    if len(metals) == 2 and metals[0] in _HARD and metals[1] in {"B", "Si"}:  # noqa: PLR2004
        return tuple(metals)
    return _alloy(shares, metals) if any(shares.values()) else ()


def _magnet(shares: Mapping[str, Fraction | None], metals: list[str]) -> tuple[str, ...]:
    """Return the magnet alloy of a composition with rare earths, or the elements of a compound."""
    known = substances()
    light = {"Nd", "Pr"} & shares.keys()
    if light and "Sm" in shares:
        return ()
    magnet = (
        "NdFeB"
        if light and {"Fe", "B"} <= shares.keys()
        else next((word for word in ("SmCo", "SmFeN") if {*known.terms[word].parts} <= shares.keys()), "")
    )
    if magnet:
        parts = {*known.terms[magnet].parts}
        return (magnet, *(element for element in metals if element not in parts))
    is_magnetic = not {"Fe", "Co"}.isdisjoint(metals)
    return () if is_magnetic or _ANIONS.isdisjoint(shares) else tuple(metals)


def _copper_alloy(shares: Mapping[str, Fraction | None], metals: list[str]) -> tuple[str, ...]:
    """Return brass or bronze with its further metals; empty for any other composition."""
    second = {"Zn": "brass", "Sn": "bronze"}.get(metals[1], "") if len(metals) > 1 else ""
    if metals[0] != "Cu" or not second or not _ANIONS.isdisjoint(shares) or shares[metals[1]] is None:
        return ()
    return (second, *metals[2:])


def _alloy(shares: Mapping[str, Fraction | None], metals: list[str]) -> tuple[str, ...]:
    """Return the alloy of the main metal in a composition, and the other metals; empty without such an alloy.

    The main metal has the largest number. If the first metal has no number, and no other metal has more than
    half, the first metal is the main metal.
    """
    first = metals[0]
    known_shares = {metal: share for metal in metals if (share := shares[metal]) is not None}
    greatest = max(known_shares, key=lambda metal: known_shares[metal])
    main = greatest if shares[first] is not None or known_shares[greatest] > HALF else first
    if main == "Fe":
        others_ = (metal for metal in metals if metal not in {"Fe", "Ni"})
        return ("iron-nickel-alloy", *others_) if "Ni" in metals else ()
    others = tuple(metal for metal in metals if metal != main)
    if main == "W" and known_shares.get("W", Fraction(0)) >= LEAST_HEAVY:
        return ("tungsten-heavy-alloy", *others)
    if main == "Cu" and (alloy := _copper_alloy(shares, metals)):
        return alloy
    alloy_ = next((term.id for term in _alloys() if term.parts == (main,)), "")
    return (alloy_, *others) if alloy_ else ()


@cache
def _alloys() -> tuple[Term, ...]:
    return tuple(term for id_, term in substances().terms.items() if id_.endswith("-alloy"))


def _steel(carbon: str, elements: str, amounts: str) -> tuple[str, ...]:
    """Return stainless steel for its name in EN 10027-1; empty for the name of any other steel."""
    symbols = [match["symbol"] for match in _ELEMENT.finditer(elements)]
    numbers = dict(zip(symbols, map(Fraction, amounts.split("-")), strict=False))
    is_stainless = numbers.get("Cr", Fraction(0)) >= LEAST_CHROMIUM and int(carbon) <= MOST_CARBON
    others = (symbol for symbol in symbols if symbol in {"Co", "W", "Ta"})
    return ("stainless-steel", *others) if is_stainless else ()


# ---- names of compounds --------------------------------------------------------------------------


def substances_of_compound(text: str, substance: Callable[[str], str | None]) -> tuple[str, ...]:
    """Return the chemical elements in the name of a compound, such as `zinc selenide` or `lithium niobate`.

    `substance` returns the substance for the name of a chemical element in any language. Elements such as
    oxygen are left out. The result is empty if the text is no name of a compound.

    >>> substances_of_compound("zinc selenide", substances().resolve)
    ('Zn', 'Se')
    """
    text = " ".join(text.split())
    lower = text.casefold()
    for word, element, is_before in _compound_words():
        if is_before and lower.startswith(word):
            names = [text[len(word) :].strip(" -")]
        elif not is_before and lower.endswith(word):
            names = text[: -len(word)].strip(" -").replace("-", " ").split(" ")
        else:
            continue
        elements = [substance(name) for name in names if name]
        if elements and all(name is not None and is_element(name) for name in elements):
            metals = [name for name in elements if name is not None and name not in NONMETALS]
            return tuple(dict.fromkeys((*metals, *((element,) if element else ()))))
    return ()


@cache
def _compound_words() -> tuple[tuple[str, str, bool], ...]:
    """Return the words for compounds, longest first, each with the chemical element that it adds."""
    known = resources.workbook_texts_data()["compounds"]
    words = [
        (word.casefold(), element, place == "before")
        for element, places in known.items()
        for place, listed in places.items()
        for word in listed
    ]
    return tuple(sorted(words, key=lambda word: -len(word[0])))
