"""The published lists that the product knows by name: the forms in which each is published."""

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
    from microdep_rules.lists.entries import Entry

SCREENING_JSON, SDN_XML = "Consolidated Screening List (JSON)", "OFAC SDN list (XML)"


class Published(Struct, frozen=True):
    """A published list: its forms, and its title where the Consolidated Screening List has it, too."""

    forms: tuple[str, ...] = ()
    title: str = ""


_SDN = Published((SDN, SDN_XML), "Specially Designated Nationals")
KNOWN = {
    "consolidated-screening-list": Published((SCREENING, SCREENING_JSON)),
    **dict.fromkeys(("sdn-list", "ofac-sdn-list", "specially-designated-nationals"), _SDN),
    **dict.fromkeys(("fcc-covered-list", "covered-list"), Published((COVERED,))),
    "uflpa-entity-list": Published(),
    "section-1260h-list": Published(),
    "covered-foreign-entities": Published(),
    **dict.fromkeys(("entity-list", "bis-entity-list"), Published(title="Entity List")),
    "denied-persons-list": Published(title="Denied Persons List"),
    "unverified-list": Published(title="Unverified List"),
    "military-end-user-list": Published(title="Military End User List"),
}
"""By name. Each of them may also be a plain table of companies."""
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
"""Headings of which a table of components has two."""


def title_of(entry: Entry) -> str:
    """The list of which an entry is, as the Consolidated Screening List names it.

    >>> from microdep_rules.lists.entries import Entry
    >>> title_of(Entry("Acme", cites="Military End User (MEU) List - BIS; 85 FR 1"))
    'Military End User List'
    """
    source = entry.cites.partition(";")[0].partition(" - ")[0]
    return " ".join(re.sub(r"\([^()]*\)", "", source).split())


def is_complete(name: str, taken: Sequence[Entry], every: Iterable[Entry]) -> bool:
    """Return whether entries that were chosen are all of the list that their name says, and of no other."""
    titles = {title_of(each) for each in taken}
    if len(titles) != 1:
        return False
    (title,) = titles
    wanted = KNOWN[name].title if name in KNOWN else ""
    same = title.casefold() == wanted.casefold() if wanted else _dashed(title) == name
    return same and len(taken) == sum(title_of(each) == title for each in every)


def _dashed(title: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", title.casefold()))


def wrong_list(
    path: str, name: str, form: str, header: Sequence[Cell], taken: Iterable[Entry]
) -> Diagnostic | None:
    """An error where a file is not the list that its name says; nothing for a name that is not known."""
    known = KNOWN.get(name)
    if known is None or form in known.forms:
        return None
    if form == PLAIN:
        column = of_components(header)
        return say.wrong_list(name, column.text, column.span) if column is not None else None
    if known.title and form in {SCREENING, SCREENING_JSON}:
        titles = sorted({title_of(each) for each in taken})
        if [title.casefold() for title in titles] == [known.title.casefold()]:
            return None
        return say.whole_of_a_part(path, name, known.title, titles)
    return say.wrong_form(path, name, form)


def of_components(header: Sequence[Cell]) -> Cell | None:
    """The heading by which a table is one of components; nothing where it seems to be none."""
    folded = [(" ".join(re.findall(r"\w+", cell.text.casefold())), cell) for cell in header]
    sure = [cell for text, cell in folded if _OF_COMPONENTS.fullmatch(text)]
    likely = [cell for text, cell in folded if _OFTEN_OF_COMPONENTS.fullmatch(text)]
    return sure[0] if sure else likely[0] if len(likely) > 1 else None
