"""Substances as declarations of materials state them: by name, with a CAS number.

Only an element becomes a line of a composition. A compound is no word for the elements in it, and a line of
one would leave less of 100 % for them: it is kept beside the material, which stays open.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.bom.errors import rows as of_rows
from microdep_rules.bom.imports.amounts import mass_of, plain, share_by_mass, share_of
from microdep_rules.bom.imports.readings import Unread
from microdep_rules.messages.quoting import quoted
from microdep_rules.patterns import pattern
from microdep_rules.vocabulary.resources import cas_numbers
from microdep_rules.vocabulary.terms import load_vocabularies

if TYPE_CHECKING:
    from collections.abc import Iterable

    from microdep_rules.bom.imports.markup import Element
    from microdep_rules.diagnostics import Diagnostic

CAS = pattern(r"([1-9][0-9]{1,6})-([0-9]{2})-([0-9])")
WHOLE = Decimal(100)
ROUNDED = Decimal("0.5")
"""By so much in percent rounded shares may exceed the whole together."""
CHECK = "ask for the number and the name of the substance"
OF_MASSES = "ask for the mass of the substance in one piece of the material"
OF_SHARES = "ask for shares that add up to 100 % at most"


class Substance(Struct, frozen=True):
    """A substance that is declared; `element` is the word for it, where it is one."""

    name: str
    cas: str = ""
    element: str = ""
    mass: Decimal | None = None
    share: Decimal | str | None = None
    """Its share of the material that it is in."""
    most: Decimal | None = None
    """The most that the amount states, in percent of what that is about."""
    is_there: bool = True
    """Whether it is stated to be there: not with an amount of 0, nor without one below a threshold."""

    def record(self) -> dict[str, Any]:
        """Return what is declared of it, to be kept beside a material."""
        stated = {"name": self.name, "cas": self.cas, "mass_g": self.mass, "share": self.share}
        return {name: value for name, value in stated.items() if value not in {"", None}}


def substance_in(
    element: Element,
    found: list[Diagnostic],
    whole: Decimal | None = None,
    *,
    by_piece: bool = True,
    is_below: bool = False,
) -> Substance:
    """Return the substance that an element declares; `whole` is the mass of the material that it is in.

    `is_below` says that its category is stated to be below a threshold.
    """
    name = element.get("name")
    cas = _cas(element)
    amount = next(element.each("Amount"), element if element.get("value") else None)
    mass = taken("mass", mass_of(amount), amount, found)
    concentration = next(element.each("Concentration"), None)
    share: Decimal | str | None = taken("share", share_of(concentration, "masspercent"), concentration, found)
    most = taken("share", share_of(amount), amount, found)
    share = _either(share, most)
    stated = [each for each in (mass, share) if each is not None]
    is_there = any(stated) if stated else not is_below
    if mass is not None and whole is not None:
        share = _either(share, share_by_mass(mass, whole))
        if mass > whole:
            because = f"its {mass:f} g are more than the {whole:f} g of its material"
            found.append(of_rows.left_out(f"share of {quoted(name or cas)}", because, OF_MASSES, element.at))
    # A category is of an element and its compounds.
    element_word = "" if element.name == "SubstanceCategory" else _element(element, name, cas, found)
    return Substance(name or cas, cas, element_word, mass if by_piece else None, share, most, is_there)


def taken(
    name: str, value: Decimal | Unread | None, element: Element | None, found: list[Diagnostic]
) -> Decimal | None:
    """Return an amount that was read; one that was not is reported at its element."""
    if isinstance(value, Unread):
        assert element is not None
        found.append(of_rows.left_out(name, value.because, value.way_out, element.at))
        return None
    return value


def composition_of(
    substances: Iterable[Substance], found: list[Diagnostic], material: Element
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the lines of a composition, and the records of the substances that make none.

    What the elements leave of the material may be compounds of the same elements, so that the share of each
    is between what is declared and that with the rest. A substance in several lists is one line. One that is
    not stated to be there makes none, and shares of more than 100 % in all are none. Where the excess may be
    one of rounding, each share is between those that differ from it by the excess.
    """
    shares: dict[str, dict[Decimal | str | None, None]] = {}
    others = []
    for substance in substances:
        if substance.element and substance.is_there:
            shares.setdefault(substance.element, {})[substance.share] = None
        elif substance.record() not in others:
            others.append(substance.record())
    bounds = {element: _bounds_of(list(stated)) for element, stated in shares.items()}
    total = sum((low for low, _ in bounds.values()), Decimal(0))
    excess = total - WHOLE
    if ROUNDED >= excess > 0:
        bounds = {
            word: (max(low - excess, Decimal(0)), high + excess) for word, (low, high) in bounds.items()
        }
        return [_line(word, low, min(high, WHOLE)) for word, (low, high) in bounds.items()], others
    if excess > 0:
        because = f"together they are {total:f} % of the material"
        found.append(of_rows.left_out("share of each element", because, OF_SHARES, material.at))
        return [{"element": element} for element in bounds], others
    rest = WHOLE - total
    return [_line(element, low, min(high + rest, WHOLE)) for element, (low, high) in bounds.items()], others


def _line(element: str, low: Decimal, high: Decimal) -> dict[str, Any]:
    if low == high:
        return {"element": element, "share": low}
    return {"element": element, "share": f"{plain(low):f}..{plain(high):f}"} if low else {"element": element}


def _bounds_of(stated: list[Decimal | str | None]) -> tuple[Decimal, Decimal]:
    """The least and the most of a substance that is declared once or in several lists."""
    bounds = [_bounds(each) for each in stated]
    lows = [low for low, _ in bounds if low]
    return min(lows, default=Decimal(0)), sum((high for _, high in bounds), Decimal(0))


def _either(one: Decimal | str | None, other: Decimal | str | None) -> Decimal | str | None:
    """A share that is stated in two ways, which may differ: between the least and the most of both.

    >>> _either(Decimal(50), Decimal("50.0")), _either(Decimal(70), "33.3..33.4"), _either(None, Decimal(5))
    (Decimal('50'), '33.3..70', Decimal('5'))
    """
    if one is None or other is None:
        return other if one is None else one
    lows, highs = zip(_bounds(one), _bounds(other), strict=True)
    low, high = min(lows), max(highs)
    return low if low == high else f"{plain(low):f}..{plain(high):f}"


def _bounds(share: Decimal | str | None) -> tuple[Decimal, Decimal]:
    if share is None:
        return Decimal(0), WHOLE
    if isinstance(share, Decimal):
        return share, share
    low, _, high = share.partition("..")
    return Decimal(low), Decimal(high)


def word_for(name: str) -> str:
    """Return the word of the vocabulary for a name of a material; nothing where there is none.

    >>> word_for("Stainless steel"), word_for("Mould compound")
    ('stainless-steel', '')
    """
    known = load_vocabularies().get("substance")
    return (known.resolve(name) if known is not None else None) or ""


def is_element(word: str) -> bool:
    """Return whether a word of the vocabulary is that of an element."""
    return word in set(cas_numbers().values())


def is_cas(text: str) -> bool:
    """Return whether a text is a CAS number, by its last digit.

    >>> is_cas("7440-50-8"), is_cas("7440-50-9")
    (True, False)
    """
    found = CAS.fullmatch(text)
    if found is None:
        return False
    digits = f"{found[1]}{found[2]}"
    return sum(at * int(digit) for at, digit in enumerate(reversed(digits), 1)) % 10 == int(found[3])


def _cas(element: Element) -> str:
    """The CAS number of a substance, as it is stated."""
    for each in element.all("SubstanceID", "UniqueID"):
        authority, identity = each.get("authority").upper(), each.get("identity") or each.get("identifier")
        if "CAS" in authority or (not authority and CAS.fullmatch(identity)):
            return identity
    return element.get("casNumber") or element.get("CAS")


def _element(element: Element, name: str, cas: str, found: list[Diagnostic]) -> str:
    """The word for an element that the number and the name of a substance agree on."""
    by_name = word_for(name)
    by_name = by_name if is_element(by_name) else ""
    if not cas:
        return by_name
    if not is_cas(cas):
        found.append(of_rows.left_out("substance", f"{quoted(cas)} is no CAS number", CHECK, element.at))
        return ""
    by_number = cas_numbers().get(cas, "")
    if by_number and by_name and by_number != by_name:
        because = f"{quoted(name)} and the CAS number {cas} are two elements"
        found.append(of_rows.left_out("substance", because, CHECK, element.at))
        return ""
    return by_number
