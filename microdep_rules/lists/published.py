"""The published lists that the program knows by name, and the file formats of each list."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.lists import errors as say
from microdep_rules.lists.tables import COVERED, PLAIN, SCREENING, SDN
from microdep_rules.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from microdep_rules.cells import Cell
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.lists.entries import ListedParty

SCREENING_JSON, SDN_XML = "Consolidated Screening List (JSON)", "OFAC SDN list (XML)"


class KnownList(Struct, frozen=True):
    """A published list: its forms, and its title in the Consolidated Screening List."""

    forms: tuple[str, ...] = ()
    title: str = ""


_SDN = KnownList((SDN, SDN_XML), "Specially Designated Nationals")
KNOWN = {
    "consolidated-screening-list": KnownList((SCREENING, SCREENING_JSON)),
    **dict.fromkeys(("sdn-list", "ofac-sdn-list", "specially-designated-nationals"), _SDN),
    **dict.fromkeys(("fcc-covered-list", "covered-list"), KnownList((COVERED,))),
    "uflpa-entity-list": KnownList(),
    "section-1260h-list": KnownList(),
    "covered-foreign-entities": KnownList(),
    **dict.fromkeys(("entity-list", "bis-entity-list"), KnownList(title="Entity List")),
    "denied-persons-list": KnownList(title="Denied Persons List"),
    "unverified-list": KnownList(title="Unverified List"),
    "military-end-user-list": KnownList(title="Military End User List"),
}
"""Known lists by name. Each list may also be a plain table of companies."""
_OF_COMPONENTS = pattern(
    r"qty|quantity|menge|anzahl|quantité|refdes|(?:reference )?designators?|footprint|mpn|bom level|tolerance"
    r"|(?:mfr|mfg|manufacturer|supplier|vendor)? ?(?:part (?:no|num|number)|pn|p n)|unit (?:price|cost)"
    r"|hs code|hts|teilenummer|artikelnummer|bauteil"
)
"""Headings that only a table of components has."""
_OFTEN_OF_COMPONENTS = pattern(
    r"refs?|references?|package|parts?|components?|items?|description|value|comment|type|class|maker|brand"
    r"|manufacturers?|suppliers?|vendors?|manufacturer name|material|weight|price|cost"
)
"""Headings of which a table of components has at least two."""


def list_title(entry: ListedParty) -> str:
    """Return the title of an entry's list, in the wording of the Consolidated Screening List."""
    source = entry.cites.partition(";")[0].partition(" - ")[0]
    return " ".join(re.sub(r"\([^()]*\)", "", source).split())


def is_complete(name: str, taken: Sequence[ListedParty], all_entries: Iterable[ListedParty]) -> bool:
    """Return whether the entries in `taken` are exactly the entries of the list `name`.

    `all_entries` has the entries of the whole file, which may contain several lists.
    """
    titles = {list_title(entry) for entry in taken}
    if len(titles) != 1:
        return False
    (title,) = titles
    required = KNOWN[name].title if name in KNOWN else ""
    same = title.casefold() == required.casefold() if required else _dashed(title) == name
    return same and len(taken) == sum(list_title(entry) == title for entry in all_entries)


def _dashed(title: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", title.casefold()))


def check_list_name(
    path: str, name: str, form: str, header: Sequence[Cell], taken: Iterable[ListedParty]
) -> Diagnostic | None:
    """Return an error if a file is not the list with this name; `None` for a name that is not in `KNOWN`."""
    known = KNOWN.get(name)
    if known is None or form in known.forms:
        return None
    if form == PLAIN:
        column = find_component_heading(header)
        return say.wrong_list(name, column.text, column.span) if column is not None else None
    if known.title and form in {SCREENING, SCREENING_JSON}:
        titles = sorted({list_title(entry) for entry in taken})
        if [title.casefold() for title in titles] == [known.title.casefold()]:
            return None
        return say.whole_of_a_part(path, name, known.title, titles)
    return say.wrong_form(path, name, form)


def find_component_heading(header: Sequence[Cell]) -> Cell | None:
    """Return the heading that shows that a table contains components; `None` if no heading does."""
    folded = [(" ".join(re.findall(r"\w+", cell.text.casefold())), cell) for cell in header]
    sure = [cell for text, cell in folded if _OF_COMPONENTS.fullmatch(text)]
    likely = [cell for text, cell in folded if _OFTEN_OF_COMPONENTS.fullmatch(text)]
    return sure[0] if sure else likely[0] if len(likely) > 1 else None
