"""Substances in declarations of materials, by name and CAS number.

Only chemical elements become lines of a composition. A line for a compound would count the elements of the
compound twice. So compounds are kept in `ext`, and the composition stays incomplete.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.bom.errors import rows as of_rows
from microdep_rules.bom.imports.amounts import parse_mass, parse_share, plain, share_by_mass
from microdep_rules.bom.imports.cell_values import Unreadable
from microdep_rules.messages import phrase_of
from microdep_rules.messages.quoting import quoted
from microdep_rules.patterns import pattern
from microdep_rules.vocabulary.resources import cas_numbers
from microdep_rules.vocabulary.terms import load_vocabularies

if TYPE_CHECKING:
    from collections.abc import Iterable

    from microdep_rules.bom.imports.markup import MarkupElement
    from microdep_rules.diagnostics import Diagnostic

CAS = pattern(r"([1-9][0-9]{1,6})-([0-9]{2})-([0-9])")
WHOLE = Decimal(100)
ROUNDED = Decimal("0.5")
"""Maximum excess over 100 %, in percentage points, that counts as a rounding error."""


class Substance(Struct, frozen=True):
    """Declared substance; for a chemical element, `element` is its word in the vocabulary."""

    name: str
    cas: str = ""
    element: str = ""
    mass: Decimal | None = None
    share: Decimal | str | None = None
    """Share of the substance in its material, in percent."""
    most: Decimal | None = None
    """Maximum amount of the substance, in percent."""
    is_there: bool = True
    """True if the declaration states that the substance is present.

    A substance with an amount of 0 is not present. A substance without an amount is not declared present if
    its category is below the threshold.
    """

    def record(self) -> dict[str, Any]:
        """Return the stated values as a record for `ext`."""
        stated = {"name": self.name, "cas": self.cas, "mass_g": self.mass, "share": self.share}
        return {name: value for name, value in stated.items() if value not in {"", None}}


def parse_substance(
    element: MarkupElement,
    diagnostics: list[Diagnostic],
    whole: Decimal | None = None,
    *,
    by_piece: bool = True,
    is_below: bool = False,
) -> Substance:
    """Return the substance that an XML element declares.

    `whole` is the mass of the material that contains the substance. `is_below` is true if
    the declaration states that the category of the substance is below a threshold.
    """
    name = element.get("name")
    cas = _cas_number(element)
    amount = next(element.children("Amount"), element if element.get("value") else None)
    mass = report_unreadable("mass", parse_mass(amount), amount, diagnostics)
    concentration = next(element.children("Concentration"), None)
    share: Decimal | str | None = report_unreadable(
        "share", parse_share(concentration, "masspercent"), concentration, diagnostics
    )
    most = report_unreadable("share", parse_share(amount), amount, diagnostics)
    share = _combine(share, most)
    stated = [amount_ for amount_ in (mass, share) if amount_ is not None]
    is_there = any(stated) if stated else not is_below
    if mass is not None and whole is not None:
        share = _combine(share, share_by_mass(mass, whole))
        if mass > whole:
            because = phrase_of(
                "import/cell-not-read", "heavy-substance", mass=f"{mass:f}", whole=f"{whole:f}"
            )
            diagnostics.append(
                of_rows.left_out(
                    f"share of {quoted(name or cas)}",
                    because,
                    phrase_of("import/cell-not-read", "ask-mass"),
                    element.at,
                )
            )
    # A category, such as "lead and lead compounds", is not an element.
    element_word = "" if element.name == "SubstanceCategory" else _element_of(element, name, cas, diagnostics)
    return Substance(name or cas, cas, element_word, mass if by_piece else None, share, most, is_there)


def report_unreadable(
    name: str,
    value: Decimal | Unreadable | None,
    element: MarkupElement | None,
    diagnostics: list[Diagnostic],
) -> Decimal | None:
    """Return a parsed amount. If the amount is unreadable, report its XML element and return `None`."""
    if isinstance(value, Unreadable):
        assert element is not None
        diagnostics.append(of_rows.left_out(name, value.because, value.fix, element.at))
        return None
    return value


def build_composition(
    substances: Iterable[Substance], diagnostics: list[Diagnostic], material: MarkupElement
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the lines of a composition for chemical elements, and records of the other substances.

    The rest of the material may consist of compounds of the same elements. So the share of an element is at
    least the declared share, and at most the declared share plus the rest. An element in several lists
    becomes one line. A substance that is not declared present gets no line. If the shares are slightly above
    100 % in total, the excess may be a rounding error, so each share becomes a range: the share minus and
    plus the excess. If the excess is greater than `ROUNDED`, no share is recorded.
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
        return [_share_line(word, low, min(high, WHOLE)) for word, (low, high) in bounds.items()], others
    if excess > 0:
        because = phrase_of("import/cell-not-read", "shares-of-material", total=f"{total:f}")
        diagnostics.append(
            of_rows.left_out(
                "share of each element", because, phrase_of("import/cell-not-read", "ask-shares"), material.at
            )
        )
        return [{"element": element} for element in bounds], others
    rest = WHOLE - total
    return [
        _share_line(element, low, min(high + rest, WHOLE)) for element, (low, high) in bounds.items()
    ], others


def _share_line(element: str, low: Decimal, high: Decimal) -> dict[str, Any]:
    if low == high:
        return {"element": element, "share": low}
    return {"element": element, "share": f"{plain(low):f}..{plain(high):f}"} if low else {"element": element}


def _bounds_of(stated: list[Decimal | str | None]) -> tuple[Decimal, Decimal]:
    """Return the bounds of an element that several lists name.

    The lower bound is the smallest minimum share, and the upper bound is the sum of the maximum shares.
    """
    bounds = [_bounds(share) for share in stated]
    lows = [low for low, _ in bounds if low]
    return min(lows, default=Decimal(0)), sum((high for _, high in bounds), Decimal(0))


def _combine(first: Decimal | str | None, second: Decimal | str | None) -> Decimal | str | None:
    """Return the range of two stated shares: from the smaller minimum to the larger maximum.

    >>> _combine(Decimal(50), Decimal("50.0")), _combine(Decimal(70), "33.3..33.4")
    (Decimal('50'), '33.3..70')
    >>> _combine(None, Decimal(5))
    Decimal('5')
    """
    if first is None or second is None:
        return second if first is None else first
    lows, highs = zip(_bounds(first), _bounds(second), strict=True)
    low, high = min(lows), max(highs)
    return low if low == high else f"{plain(low):f}..{plain(high):f}"


def _bounds(share: Decimal | str | None) -> tuple[Decimal, Decimal]:
    if share is None:
        return Decimal(0), WHOLE
    if isinstance(share, Decimal):
        return share, share
    low, _, high = share.partition("..")
    return Decimal(low), Decimal(high)


def find_word(name: str) -> str:
    """Return the word of the vocabulary for the name of a material; empty if the name is unknown.

    >>> find_word("Stainless steel"), find_word("Mould compound")
    ('stainless-steel', '')
    """
    known = load_vocabularies().get("substance")
    return (known.resolve(name) if known is not None else None) or ""


def is_element(word: str) -> bool:
    """Return whether a word of the vocabulary is a chemical element."""
    return word in set(cas_numbers().values())


def is_cas(text: str) -> bool:
    """Return whether a text is a CAS number with a correct check digit.

    >>> is_cas("7440-50-8"), is_cas("7440-50-9")
    (True, False)
    """
    match = CAS.fullmatch(text)
    if match is None:
        return False
    digits = f"{match[1]}{match[2]}"
    return sum(at * int(digit) for at, digit in enumerate(reversed(digits), 1)) % 10 == int(match[3])


def _cas_number(element: MarkupElement) -> str:
    """Return the stated CAS number of a substance."""
    for id_ in element.find_all("SubstanceID", "UniqueID"):
        authority, identity = id_.get("authority").upper(), id_.get("identity") or id_.get("identifier")
        if "CAS" in authority or (not authority and CAS.fullmatch(identity)):
            return identity
    return element.get("casNumber") or element.get("CAS")


def _element_of(element: MarkupElement, name: str, cas: str, diagnostics: list[Diagnostic]) -> str:
    """Return the chemical element that the CAS number and the name mean; empty if they disagree."""
    by_name = find_word(name)
    by_name = by_name if is_element(by_name) else ""
    if not cas:
        return by_name
    if not is_cas(cas):
        diagnostics.append(
            of_rows.left_out(
                "substance",
                phrase_of("import/cell-not-read", "no-cas", number=cas),
                phrase_of("import/cell-not-read", "ask-substance"),
                element.at,
            )
        )
        return ""
    by_number = cas_numbers().get(cas, "")
    if by_number and by_name and by_number != by_name:
        because = phrase_of("import/cell-not-read", "two-elements", name=name, number=cas)
        diagnostics.append(
            of_rows.left_out(
                "substance", because, phrase_of("import/cell-not-read", "ask-substance"), element.at
            )
        )
        return ""
    return by_number
