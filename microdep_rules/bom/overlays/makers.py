"""Which names are of one maker: those of a party with its aliases, and those that overlays put together."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from microdep_rules.vocabulary.names import folded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from microdep_rules.bom.overlays.entries import Overlay


class Makers:
    """Names in classes: all in one class are of one maker.

    >>> makers = Makers([["Yageo", "YAGEO Corporation"], ["Murata"]])
    >>> makers.same("yageo", "YAGEO  corporation"), makers.same("Yageo", "Murata")
    (True, False)
    """

    def __init__(self, groups: Iterable[Iterable[str]]) -> None:
        self._above: dict[str, str] = {}
        for group in groups:
            self.join(group)

    def join(self, names: Iterable[str]) -> None:
        """Puts names together."""
        first, *others = map(self.of, names)
        for each in others:
            if (root := self.of(first)) != (other := self.of(each)):
                self._above[other] = root

    def of(self, name: str) -> str:
        """The name that stands for the class of a name."""
        found = folded(name) or name
        while found in self._above:
            found = self._above[found]
        return found

    def same(self, one: str, other: str) -> bool:
        """Whether two names are of one maker."""
        return self.of(one) == self.of(other)

    def copy(self) -> Makers:
        """The same classes, to which more names may be added."""
        found = Makers(())
        found._above = dict(self._above)
        return found


@lru_cache(maxsize=8)
def makers_of(overlays: tuple[Overlay, ...]) -> Makers:
    """The names that the overlays put together."""
    groups = [names_of(id_, each.value) for o in overlays for id_, each in o.parties.items()]
    for overlay in overlays:
        for names, party in overlay.makers:
            own = names_of(party, overlay.parties[party].value) if party else []
            groups.append([*names, *own])
    return Makers(groups)


def names_of(id_: str, party: dict[str, object]) -> list[str]:
    """The names under which a party goes; where it has none, its id.

    An id is one only in its own file: two files may give one id to two companies.
    """
    aliases = party.get("aliases")
    more = [str(each) for each in aliases] if isinstance(aliases, list) else []
    return [str(party["name"]) if "name" in party else id_, *more]


def told_apart(parties: dict[str, dict[str, object]]) -> dict[str, tuple[str, ...]]:
    """The names of each party of a document; an alias that two of them have is a name of neither."""
    names = {id_: names_of(id_, each) for id_, each in parties.items()}
    many = Counter(name for own in names.values() for name in {folded(each) for each in own})
    return {id_: (own[0], *(e for e in own[1:] if many[folded(e)] == 1)) for id_, own in names.items()}


def in_document(names: Iterable[Iterable[str]], overlays: tuple[Overlay, ...]) -> Makers:
    """The makers of a document with overlays; of each party, the names that tell it apart."""
    found = makers_of(overlays).copy()
    for own in names:
        found.join(own)
    return found
