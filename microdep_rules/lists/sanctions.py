"""The list of specially designated nationals of OFAC in XML: `sdn.xml`."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from microdep_rules.cells import Cell
from microdep_rules.lists import errors as say
from microdep_rules.lists.entries import SCHEMES, day_of, entry
from microdep_rules.lists.tables import Found
from microdep_rules.source import Span

if TYPE_CHECKING:
    from datetime import date

    from microdep_rules.source import SourceFile

FORM = "OFAC SDN list (XML)"
ROOT = "sdnList"
DECLARATIONS = ("<!DOCTYPE", "<!ENTITY")
"""What no published list has, and what could make a small file fill the memory."""


def is_sanctions(text: str) -> bool:
    """Return whether a text begins as the list does."""
    return ROOT in text[:4096] and not any(declaration in text for declaration in DECLARATIONS)


def root_of(text: str) -> ET.Element | None:
    """The first element of the list; nothing where the text is something else."""
    if not is_sanctions(text):
        return None
    try:
        root = ET.fromstring(text)  # noqa: S314 - it declares no entity
    except ET.ParseError:
        return None
    return root if _bare(root.tag) == ROOT else None


def read_sanctions(source: SourceFile, root: ET.Element) -> tuple[Found, date | None]:
    """The entries of the list, and the day of its publication."""
    found = Found(FORM)
    at = 0
    for each in (child for child in root if _bare(child.tag) == "sdnEntry"):
        name, kind = _name(each), _text(each, "sdnType").casefold()
        last = _text(each, "lastName")
        place = source.text.find(last, at) if last else -1
        at = place if place >= 0 else at
        if kind in {"vessel", "aircraft"}:
            found.pass_over(kind)
            continue
        programs = ", ".join(program.text or "" for program in _all(each, "programList", "program"))
        aliases = [_name(aka) for aka in _all(each, "akaList", "aka")]
        found.put(
            entry(
                name,
                aliases,
                identifiers=_identifiers(each),
                person=kind == "individual",
                cites=f"OFAC SDN, {programs}" if programs else "OFAC SDN",
            ),
            Cell(name, Span(source.path, at, at + len(last))),
        )
    stated = next((each.text or "" for each in _all(root, "publshInformation", "Record_Count")), "").strip()
    number = sum(_bare(child.tag) == "sdnEntry" for child in root)
    if stated.isdecimal() and int(stated) > number:
        found.problems.append(say.cut_off(f"it has {number} of {stated} entries", Span(source.path, 0, 0)))
    published = next(iter(_all(root, "publshInformation", "Publish_Date")), None)
    return found, day_of(published.text or "", american=True) if published is not None else None


def _name(element: ET.Element) -> str:
    first, last = _text(element, "firstName"), _text(element, "lastName")
    return f"{last}, {first}" if first and last else last or first


def _identifiers(element: ET.Element) -> dict[str, str]:
    found = {}
    for each in _all(element, "idList", "id"):
        scheme = SCHEMES.get(_text(each, "idType").casefold().rstrip("."))
        if scheme:
            found[scheme] = _text(each, "idNumber")
    return found


def _all(element: ET.Element, holder: str, name: str) -> list[ET.Element]:
    holders = (child for child in element if _bare(child.tag) == holder)
    return [each for child in holders for each in child if _bare(each.tag) == name]


def _text(element: ET.Element, name: str) -> str:
    return next((" ".join((child.text or "").split()) for child in element if _bare(child.tag) == name), "")


def _bare(tag: str) -> str:
    return tag.rpartition("}")[2]
