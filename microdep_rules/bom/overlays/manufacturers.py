"""Names of one manufacturer: the name and aliases of a party, and names that overlays declare equal."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from microdep_rules.vocabulary.names import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from microdep_rules.bom.overlays.entries import Overlay


class ManufacturerNames:
    """Groups of manufacturer names. All names of a group mean the same manufacturer.

    >>> makers = ManufacturerNames([["Yageo", "YAGEO Corporation"], ["Murata"]])
    >>> makers.is_same("yageo", "YAGEO  corporation"), makers.is_same("Yageo", "Murata")
    (True, False)
    """

    def __init__(self, groups: Iterable[Iterable[str]]) -> None:
        self._above: dict[str, str] = {}
        for group in groups:
            self.join(group)

    def join(self, names: Iterable[str]) -> None:
        """Put names into one group."""
        first, *others = map(self.of, names)
        for name in others:
            if (root := self.of(first)) != (other := self.of(name)):
                self._above[other] = root

    def of(self, name: str) -> str:
        """Return the name that stands for all names of a manufacturer, such as `yageo`."""
        root = folded(name) or name
        while root in self._above:
            root = self._above[root]
        return root

    def is_same(self, first: str, second: str) -> bool:
        """Return whether two names mean the same manufacturer."""
        return self.of(first) == self.of(second)


Group = tuple[str, ...]
"""Names of a party: its name, then its aliases."""


def group_names(parties: Sequence[Group], equated: Iterable[Group] = ()) -> ManufacturerNames:
    """Return the groups of names for parties, and for names that an overlay declares equal.

    Parties with the same name are one manufacturer. An alias that two parties have belongs to no group,
    because it may mean either party.

    >>> makers = group_names([("Example Magnetics", "EM"), ("Example Motors", "EM"), ("Acme", "ACM")])
    >>> makers.is_same("Example Magnetics", "Example Motors"), makers.is_same("ACM", "acme")
    (False, True)
    """
    manufacturers = ManufacturerNames(equated)
    own_names = {folded(own) or own for own, *_ in parties}
    for of_other_party in (
        True,
        False,
    ):  # first the aliases that are names of other parties, then the other aliases
        claims = [
            (own, alias_)
            for own, *aliases in parties
            for alias_ in dict.fromkeys(folded(alias) or alias for alias in aliases)
            if alias_ != folded(own) and (alias_ in own_names) is of_other_party
        ]
        by: dict[str, set[str]] = {}
        for own, alias_ in claims:
            by.setdefault(alias_, set()).add(manufacturers.of(own))
        for own, alias_ in claims:
            if len(by[alias_]) == 1:
                manufacturers.join([own, alias_])
    return manufacturers


@lru_cache(maxsize=8)
def _declared_groups(overlays: tuple[Overlay, ...]) -> tuple[tuple[Group, ...], tuple[Group, ...]]:
    """Return the names of the parties in overlays, and the names that overlay entries declare equal."""
    parties = [tuple(party_names(id_, party_.value)) for o in overlays for id_, party_ in o.parties.items()]
    groups = []
    for overlay in overlays:
        for names, party in overlay.manufacturers:
            own = party_names(party, overlay.parties[party].value)[:1] if party else []
            groups.append((*names, *own))
    return tuple(parties), tuple(groups)


def party_names(id_: str, party: dict[str, object]) -> list[str]:
    """Return the names of a party; the id of the party if the party has no name.

    An id is valid only in its file: two files may use the same id for different companies.
    """
    aliases = party.get("aliases")
    more = [str(alias) for alias in aliases] if isinstance(aliases, list) else []
    return [str(party["name"]) if "name" in party else id_, *more]


def distinct_names(parties: dict[str, dict[str, object]]) -> dict[str, tuple[str, ...]]:
    """Return the names of each party of a document, without aliases that several parties have."""
    names = {id_: party_names(id_, party) for id_, party in parties.items()}
    many = Counter(name for own in names.values() for name in {folded(name_) for name_ in own})
    return {
        id_: (own[0], *(alias for alias in own[1:] if many[folded(alias)] == 1)) for id_, own in names.items()
    }


def manufacturers_of(names: Iterable[Iterable[str]], overlays: tuple[Overlay, ...]) -> ManufacturerNames:
    """Return the groups of names for a document with overlays; `names` has the names of each party."""
    parties, groups = _declared_groups(overlays)
    return group_names([*parties, *map(tuple, names)], groups)
