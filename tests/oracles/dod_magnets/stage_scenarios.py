"""Every counted stage done in China, and every milestone left out: one case each, for both periods.

The words are written out again here, apart from the tables of the oracle, so that a slip in one shows.
"""

from __future__ import annotations

from tests.oracles.dod_magnets.documents import stages

PERIODS = ("2026-12-31", "2027-01-01")

_MAGNET = "alloy_melted powder_formed pressed sintered magnetized"
_NEODYMIUM = "mined:Nd separated:Nd reduced_to_metal:Nd"
_SAMARIUM = "mined:Sm separated:Sm reduced_to_metal:Sm mined:Co refined:Co"

MILESTONES = {
    "NdFeB": (_MAGNET, f"{_MAGNET} {_NEODYMIUM}"),
    "SmCo": (_MAGNET, f"{_MAGNET} {_SAMARIUM}"),
    "Ta": ("melted", "melted mined refined"),
    "tungsten-powder": ("calcined powder_formed", "calcined powder_formed mined"),
    "tungsten-heavy-alloy": (
        "calcined powder_formed consolidated",
        "calcined powder_formed consolidated mined",
    ),
    "Mo": ("reduced_to_metal", "reduced_to_metal mined refined"),
}
"""The shortest lists that are closed. Calcining is a way of refining, so it accounts for it."""

_MAGNET_COUNTED = f"{_MAGNET} remelted atomized bonded consolidated heat_treated machined coated"
_ALL_OF = "mined concentrated separated refined smelted reduced_to_metal"
_METAL = (
    "reduced_to_metal melted alloy_melted remelted cast atomized powder_formed pressed sintered consolidated "
    "forged rolled drawn extruded heat_treated machined coated sputtered"
)
_POWDER = "calcined reduced_to_metal melted atomized powder_formed"
_CHAIN = "mined concentrated separated refined smelted recycled recycled_milled"


def _of(element: str) -> str:
    return " ".join(f"{word}:{element}" for word in _ALL_OF.split())


COUNTED = {
    "NdFeB": (_MAGNET_COUNTED, f"{_MAGNET_COUNTED} {_of('Nd')} {_of('Fe')} {_of('B')}"),
    "SmCo": (
        _MAGNET_COUNTED,
        f"{_MAGNET_COUNTED} {_of('Sm')} {_of('Co')} recycled recycled_milled recycled:Co",
    ),
    "Ta": (_METAL, f"{_METAL} {_CHAIN}"),
    "tungsten-powder": (_POWDER, f"{_POWDER} {_CHAIN}"),
    "tungsten-heavy-alloy": (f"{_METAL} calcined", f"{_METAL} calcined {_CHAIN}"),
    "Mo": (_METAL, f"{_METAL} {_CHAIN}"),
}
"""What fails when it is done in China."""

NOT_COUNTED = {
    "NdFeB": (
        f"{_of('Nd')} {_of('Fe')} {_of('Dy')} mined separated recycled recycled_milled final_assembly",
        f"{_of('Dy')} {_of('Pr')} {_of('Tb')} recycled recycled_milled final_assembly",
    ),
    "SmCo": (f"{_of('Sm')} {_of('Co')} recycled final_assembly", f"{_of('Cu')} {_of('Fe')} final_assembly"),
    "Ta": ("mined separated refined recycled", "final_assembly"),
    "tungsten-powder": ("mined separated converted_chemical recycled pressed sintered", "pressed sintered"),
    "tungsten-heavy-alloy": (
        "mined separated converted_chemical recycled mined:Ni",
        "final_assembly mined:Ni",
    ),
    "Mo": ("mined separated refined recycled", "final_assembly"),
}
"""What passes though it is done in China."""

PARTLY = {
    "NdFeB": ("melted processed manufactured", "melted processed manufactured mined refined"),
    "SmCo": ("melted processed manufactured", "melted processed manufactured mined refined"),
    "Ta": ("smelted processed", "processed"),
    "tungsten-powder": ("smelted processed refined", "processed"),
    "tungsten-heavy-alloy": ("smelted processed refined", "processed"),
    "Mo": ("smelted processed", "processed"),
}
"""Words so wide that they may or may not be a counted stage: unknown."""

WORDS = [
    (substance, period, word, outcome)
    for table, outcome in ((COUNTED, "fail"), (NOT_COUNTED, "pass"), (PARTLY, "unknown"))
    for substance, periods in table.items()
    for period, words in zip(PERIODS, periods, strict=True)
    for word in words.split()
]
"""Substance, delivery, the one stage done in China, and the verdict."""

LEFT_OUT = [
    (substance, period, word)
    for substance, periods in MILESTONES.items()
    for period, words in zip(PERIODS, periods, strict=True)
    for word in words.split()
]
"""Substance, delivery, and the milestone nobody speaks of: unknown."""


def chain(substance: str, period: str, *, without: str = "") -> list[dict[str, object]]:
    """The shortest closed list of a period, all done in Japan, but for one step left out."""
    words = MILESTONES[substance][PERIODS.index(period)].split()
    return stages(" ".join(word for word in words if word != without))
