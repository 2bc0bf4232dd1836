"""Values and footprints of electronic components, such as `10k` and `C_0603_1608Metric`.

A value or a footprint confirms the class that a designator suggests.
"""

from __future__ import annotations

import re
from functools import cache

from microdep_rules.patterns import pattern
from microdep_rules.vocabulary.terms import load_vocabularies

_END = r"(?=$|[\s,;/(\u00b1@_%-])"
VALUES = {
    "resistor": pattern(
        r"(?:[0-9]+(?:[.,][0-9]+)?\s*(?:[kKM]?(?:\u03a9|\u2126|[Oo]hms?|OHMS?)|[mu\u00b5](?:\u03a9|\u2126|R|[Oo]hms?)|[kKMRE])"
        r"|[0-9]+[kKMRE][0-9]+|R[0-9]{2,4})" + _END
    ),
    "capacitor": pattern(
        r"[0-9]*(?:[.,]?[0-9]+)\s*(?:[pnu\u00b5\u03bcm]?F|[PNU]F|[pnu\u00b5\u03bc](?:[0-9]+)?)" + _END
    ),
    "inductor": pattern(
        r"[0-9]+(?:[.,][0-9]+)?\s*(?:[nu\u00b5\u03bcm]?H|[NUM]H|[nu\u00b5\u03bc](?:[0-9]+)?)" + _END
    ),
    "ferrite-bead": pattern(
        r"[0-9]+(?:\.[0-9]+)?\s*[kK]?(?:R|\u03a9|\u2126|[Oo]hms?|OHMS?)?\s*@\s*[0-9]+\s*MHz|[0-9]+\s*[kK]?(?:R|\u03a9|\u2126|[Oo]hms?|OHMS?)"
        + _END
    ),
    "crystal": pattern(r"[0-9]+(?:[.,][0-9]+)?\s*(?:[kKM]Hz|MHZ|M)" + _END),
    "oscillator": pattern(r"[0-9]+(?:[.,][0-9]+)?\s*(?:[kKM]Hz|MHZ|M)" + _END),
    "fuse": pattern(r"[0-9]+(?:[.,][0-9]+)?\s*m?A" + _END),
    "diode": pattern(r"1N[0-9]{3,4}"),
    "transistor": pattern(r"2N[0-9]{3,4}"),
}
"""For each class, the pattern of the values of its components."""
FOOTPRINT = pattern(r"(?:^|:)(R|C|CP|L|D|LED|F|FB|RN|Y|SW|TP)[_-]?[0-9]{4}(?![0-9])")
"""Footprints of small components: the letters of the class and the size of the case, such as `R0402`."""
SIGNS = {"CP": "capacitor"}
"""Class for each footprint prefix that no designator has, such as `CP`."""
CHIP_CASE = pattern(
    r"\b(?:SOIC|TSSOP|SSOP|MSOP|SOP|[TLV]?QFP|[UVW]?QFN|[UV]?DFN|[A-Z]{0,3}BGA|WLCSP|LGA|P?DIP)[-_ ]?[0-9]",
    re.IGNORECASE,
)
"""Packages of integrated circuits."""


def is_value(sort: str, text: str) -> bool:
    """Return whether a text begins with a value, such as `10k`, of a component of the class `sort`.

    >>> is_value("resistor", "4k7 1%"), is_value("capacitor", "0.1uF"), is_value("resistor", "2806")
    (True, True, False)
    """
    classes = load_vocabularies().get("class")
    stripped = text.strip()
    return classes is not None and any(
        values.match(stripped) for class_, values in VALUES.items() if classes.is_a(sort, class_)
    )


def footprint_class(text: str) -> str | None:
    """Return the class of a component with this footprint; `None` if the name shows no class.

    >>> [footprint_class(text) for text in ("Capacitor_SMD:C_0603_1608Metric", "R0402", "MY_PART")]
    ['capacitor', 'resistor', None]
    """
    match = FOOTPRINT.search(text)
    if match is not None:
        return designator_classes().get(match[1], SIGNS.get(match[1]))
    return "integrated-circuit" if CHIP_CASE.search(text) else None


@cache
def designator_classes() -> dict[str, str]:
    """Return the class that each prefix of designators suggests, such as `resistor` for `R`."""
    vocabulary = load_vocabularies().get("class")
    terms = vocabulary.terms.values() if vocabulary is not None else ()
    return {prefix: term.id for term in terms for prefix in term.designators}
