"""What random packs declare: parameters, dated lists and tables, a status timeline, definitions.

The names are always the same, so that any condition can use any of them; values and dates are drawn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.properties.documents import DAYS

if TYPE_CHECKING:
    from tests.properties.chance import Chance
    from tests.properties.conditions import Author


PARTIES = ("red-works", '"blue-mill", "far-bank"', '"Far Bank"')
"""Entries of a list of companies: one, two, and one of two words."""


OWN_FIELDS = (
    'field component.ext.torque is number in "N·m" title "nominal torque" cites "law 1"',
    'field component.ext.supplier is text title "supplier of the drawing" cites "law 1"',
    'field material.ext.sorted is true-or-false title "sorting" cites "law 1"',
)


def declarations(chance: Chance, author: Author) -> list[str]:
    """Every declaration but the head, the rules and the exceptions."""
    return [
        *_parameters(chance),
        *OWN_FIELDS,
        *_lists(chance),
        *_tables(chance),
        _measure(chance),
        *_definitions(chance, author),
    ]


def window(chance: Chance) -> str:
    """From when until when: open, or with one or both ends, on days that documents use."""
    first, second = sorted(chance.some(DAYS, 2, 2))
    return chance.pick(
        "",
        f"from {first}",
        f"before {second}",
        f"through {second}",
        f"from {first} before {second}",
        f"from {first} through {second}",
    )


def _parameters(chance: Chance) -> list[str]:
    start = chance.pick(chance.of(DAYS), "not yet")
    return [
        f'parameter start-day is date {start} cites "law 1"',
        f'parameter index-limit is number {chance.pick("0.8", "0.1")} cites "law 1"',
        f'parameter share-limit is percent {chance.pick(50, 30, 70)} % cites "law 1"',
        f'parameter mass-limit is mass {chance.pick("50 g", "0.1 kg", "100 g")} cites "law 1"',
        f'parameter price-limit is money {chance.pick(100, 50)} USD cites "law 1"'
        + chance.pick("", ' contested "the amount is disputed"'),
        f'parameter home is country {chance.pick("US", "JP")} cites "law 1"',
        'parameter export-class is text "EAR99" cites "law 1"',
    ]


def _lists(chance: Chance) -> list[str]:
    turn = chance.of(DAYS)
    return [
        (
            f'list covered of country\n  before {turn} {chance.pick("CN RU", "CN")} cites "law 2"\n'
            f'  from {turn} {chance.pick("CN RU HK", "CN-XJ RU", "CN RU JP")} cites "law 2"'
        ),
        (
            f"list watched of substance\n  {window(chance)} {chance.pick('NdFeB SmCo', 'NdFeB Ta W', 'W')} "
            'cites "law 2"'
        ),
        f'list motors of function\n  {chance.pick("motor", "bldc-motor servo")} cites "law 2"',
        f'list passive-components of class\n  {chance.pick("passive connector", "ceramic-capacitor")} cites "law 2"',
        f"list standards of text\n  {chance.pick(chr(34) + 'ASTM B777' + chr(34), chr(34) + 'ISO 2' + chr(34))} "
        'cites "law 2"' + chance.pick("", ' contested "the edition is disputed"'),
        (f'list listed-makers of party\n  {chance.pick(*PARTIES)} cites "law 2"'),
        (
            f"list counted of stage\n  before start-day {chance.pick('alloy_melted onward', 'sintered, magnetized')} "
            f'cites "law 3"\n  from start-day {chance.pick("mined onward of Nd, melted onward", "mined onward")} '
            'cites "law 3"'
        ),
    ]


def _tables(chance: Chance) -> list[str]:
    first, second = sorted(chance.some(DAYS, 2, 2))
    return [
        (
            f'table index-threshold\n  before {second} {chance.pick("0.8", "0.79")} cites "law 4"\n'
            f'  from {second} {chance.pick("0.1", "0.95")} cites "law 4"'
        ),
        f'table value-threshold\n  from {first} before {second} 100000 USD cites "law 4"\n'
        f'  {chance.pick(f"from {second}", "from 2028-01-01")} 250000 USD cites "law 4"'
        + chance.pick("", "\n  carry forward"),
        (
            'table stage-sets by substance\n  NdFeB alloy_melted onward cites "law 4"\n'
            '  SmCo mined onward of Sm, alloy_melted onward cites "law 4"\n  Ta mined onward cites "law 4"\n'
            '  W calcined onward, atomized onward cites "law 4"'
        ),
        (
            f'table milestones by substance\n  NdFeB before {first} alloy_melted, sintered or bonded cites "law 4"\n'
            f'  NdFeB from {first} mined of Nd, sintered or bonded, magnetized cites "law 4"\n'
            '  SmCo alloy_melted, sintered cites "law 4"\n  Ta mined, refined, reduced_to_metal or melted cites "law 4"\n'
            '  W calcined or atomized cites "law 4"\n  Al mined cites "law 4"'
        ),
        'table content-share by function\n  motor 50 % cites "law 4"\n  bldc-motor 30 % cites "law 4"\n'
        f'  sensor {chance.pick(70, 25)} % cites "law 4"' + chance.pick("", "\n  covers through 2026-12-31"),
        (
            'table allowed by class, country\n  passive CN JP US cites "law 4"\n  electric-motor US US DE cites "law 4"\n'
            '  magnet JP US JP cites "law 4"'
        ),
        f'table deadlines by substance\n  NdFeB {chance.of(DAYS)} cites "law 4"\n  W 2026-07-01 cites "law 4"',
    ]


def _measure(chance: Chance) -> str:
    first, second = sorted(chance.some(DAYS, 2, 2))
    rows = chance.pick(
        f"not yet before {first}, in force before {second}, suspended",
        f"in force before {first}, expired from {first}",
        f"in force through {second}, unknown",
        f"in force from {first}",
    )
    return f'measure tariff cites "law 5" status {rows}'


def _definitions(chance: Chance, author: Author) -> list[str]:
    against = chance.pick("", '\n  unknown counts as not matching cites "law 6"')
    return [
        f'define foreign for component cites "law 6"\n  {author.elements("component")}',
        f'define delicate for material cites "law 6"\n  {author.elements("material")}',
        f'define risky for stage cites "law 6"\n  {author.elements("stage")}',
        (
            'define mostly-home for component cites "law 6"\n'
            f"  all of\n  (-) share by {chance.pick('purchase-price', 'mass')} of components of component at any tier "
            f"where component.origin is home is at least {chance.pick(50, 65)} %{against}"
        ),
        "define adverse for party\n  any of\n  (-) party is in listed-makers\n  (-) party.country is in covered",
        "define total-mass = mass of materials at any tier",
        f"define distant-parts = components at any tier where {author.where('component', 'component')}",
    ]
