"""The list of specially designated nationals (SDN) of OFAC in XML: `sdn.xml`."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from microdep_rules.cells import Cell
from microdep_rules.lists.entries import SCHEMES, listed_party, parse_day
from microdep_rules.lists.tables import ListContents
from microdep_rules.messages import diagnose
from microdep_rules.source import Span

if TYPE_CHECKING:
    from datetime import date

    from microdep_rules.source import SourceFile

FORM = "OFAC SDN list (XML)"
ROOT = "sdnList"
DECLARATIONS = ("<!DOCTYPE", "<!ENTITY")
"""Declarations that no published list has. With such declarations, a small file could fill the memory."""


def is_sdn_list(text: str) -> bool:
    """Return whether a text begins like the SDN list."""
    return ROOT in text[:4096] and not any(declaration in text for declaration in DECLARATIONS)


def parse_root(text: str) -> ET.Element | None:
    """Return the root element of the list; `None` if the text is another document."""
    if not is_sdn_list(text):
        return None
    try:
        root = ET.fromstring(text)  # noqa: S314 - it declares no entity
    except ET.ParseError:
        return None
    return root if _without_namespace(root.tag) == ROOT else None


def read_sdn_list(source: SourceFile, root: ET.Element) -> tuple[ListContents, date | None]:
    """Return the entries of the list, and the day of its publication."""
    contents = ListContents(FORM)
    at = 0
    for element in (child for child in root if _without_namespace(child.tag) == "sdnEntry"):
        name, kind = _name(element), _text(element, "sdnType").casefold()
        last = _text(element, "lastName")
        place = source.text.find(last, at) if last else -1
        at = place if place >= 0 else at
        if kind in {"vessel", "aircraft"}:
            contents.skip(kind)
            continue
        programs = ", ".join(program.text or "" for program in _all(element, "programList", "program"))
        aliases = [_name(aka) for aka in _all(element, "akaList", "aka")]
        contents.put(
            listed_party(
                name,
                aliases,
                identifiers=_identifiers(element),
                person=kind == "individual",
                cites=f"OFAC SDN, {programs}" if programs else "OFAC SDN",
            ),
            Cell(name, Span(source.path, at, at + len(last))),
        )
    stated = next(
        (element.text or "" for element in _all(root, "publshInformation", "Record_Count")), ""
    ).strip()
    number = sum(_without_namespace(child.tag) == "sdnEntry" for child in root)
    if stated.isdecimal() and int(stated) > number:
        span = Span(source.path, 0, 0)
        contents.problems.append(
            diagnose("file/truncated", span, "list-entries", found=number, stated=stated)
        )
    published = next(iter(_all(root, "publshInformation", "Publish_Date")), None)
    return contents, parse_day(published.text or "", american=True) if published is not None else None


def _name(element: ET.Element) -> str:
    first, last = _text(element, "firstName"), _text(element, "lastName")
    return f"{last}, {first}" if first and last else last or first


def _identifiers(element: ET.Element) -> dict[str, str]:
    identifiers = {}
    for id_ in _all(element, "idList", "id"):
        scheme = SCHEMES.get(_text(id_, "idType").casefold().rstrip("."))
        if scheme:
            identifiers[scheme] = _text(id_, "idNumber")
    return identifiers


def _all(element: ET.Element, holder: str, name: str) -> list[ET.Element]:
    holders = (child for child in element if _without_namespace(child.tag) == holder)
    return [
        grandchild for child in holders for grandchild in child if _without_namespace(grandchild.tag) == name
    ]


def _text(element: ET.Element, name: str) -> str:
    return next(
        (" ".join((child.text or "").split()) for child in element if _without_namespace(child.tag) == name),
        "",
    )


def _without_namespace(tag: str) -> str:
    return tag.rpartition("}")[2]
