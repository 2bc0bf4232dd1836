"""Units of numbers in rules, and currencies."""

from __future__ import annotations

from fractions import Fraction

from msgspec import Struct


class Unit(Struct, frozen=True):
    """A unit: its dimension, and the exact factor with which it is converted to the base unit."""

    dimension: str
    factor: Fraction


POUND = Fraction(45359237, 100000)
"""International avoirdupois pound in grams."""

YEAR = Fraction(146097, 400)
"""Mean length of a calendar year in days, for converting months and years to days."""

UNITS: dict[str, Unit] = {
    "%": Unit("percent", Fraction(1, 100)),
    "g": Unit("mass", Fraction(1)),
    "mg": Unit("mass", Fraction(1, 1000)),
    "kg": Unit("mass", Fraction(1000)),
    "t": Unit("mass", Fraction(1000000)),
    "lb": Unit("mass", POUND),
    "oz": Unit("mass", POUND / 16),
    "g/cm3": Unit("density", Fraction(1)),
    "kg/m3": Unit("density", Fraction(1, 1000)),
    "mm": Unit("length", Fraction(1)),
    "cm": Unit("length", Fraction(10)),
    "m": Unit("length", Fraction(1000)),
    "um": Unit("length", Fraction(1, 1000)),
    "µm": Unit("length", Fraction(1, 1000)),
    "day": Unit("time", Fraction(1)),
    "days": Unit("time", Fraction(1)),
    "week": Unit("time", Fraction(7)),
    "weeks": Unit("time", Fraction(7)),
    "month": Unit("time", YEAR / 12),
    "months": Unit("time", YEAR / 12),
    "year": Unit("time", YEAR),
    "years": Unit("time", YEAR),
}
"""Every unit, by the word that rules use. Numbers are stored in the unit with factor 1."""

RULE_UNITS = (
    *("mg", "g", "kg", "t", "lb", "g/cm3", "um", "mm"),
    *("day", "days", "week", "weeks", "month", "months", "year", "years"),
)
"""Units of rules, besides `%` and the currencies; documents may use every unit of `UNITS`."""

UNIT_PATTERN = "|".join(sorted(RULE_UNITS, key=len, reverse=True))
"""Pattern of a unit of rules; longer units come first, because `g` is the beginning of `g/cm3`."""

_ISO_4217 = """
AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD
CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ
GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR
LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN
PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB
TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW
ZWG
"""

CURRENCIES = frozenset(_ISO_4217.split())
"""ISO 4217 codes of the currencies that are in use."""
