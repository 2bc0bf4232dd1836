"""Which names are of one maker: those of a party with its aliases, and those that overlays put together."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from microdep_rules.vocabulary.names import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

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
        """Return whether two names are of one maker."""
        return self.of(one) == self.of(other)


Group = tuple[str, ...]
"""The names of a party: its own first, then its aliases."""


def put_together(parties: Sequence[Group], said: Iterable[Group] = ()) -> Makers:
    """The makers that parties are, and those of which somebody `said` that they are one.

    Parties of one name are one, and each goes by its aliases; an alias that two of them have is a name of
    neither, for whoever has it may be either.

    >>> makers = put_together([("Example Magnetics", "EM"), ("Example Motors", "EM"), ("Acme", "ACM")])
    >>> makers.same("Example Magnetics", "Example Motors"), makers.same("ACM", "acme")
    (False, True)
    """
    found = Makers(said)
    own_names = {folded(own) or own for own, *_ in parties}
    for of_a_party in (True, False):  # first who says to be another party, then what only aliases share
        claims = [
            (own, each)
            for own, *aliases in parties
            for each in dict.fromkeys(folded(alias) or alias for alias in aliases)
            if each != folded(own) and (each in own_names) is of_a_party
        ]
        by: dict[str, set[str]] = {}
        for own, each in claims:
            by.setdefault(each, set()).add(found.of(own))
        for own, each in claims:
            if len(by[each]) == 1:
                found.join([own, each])
    return found


@lru_cache(maxsize=8)
def _declared(overlays: tuple[Overlay, ...]) -> tuple[tuple[Group, ...], tuple[Group, ...]]:
    """The parties of overlays, and the names that their entries put together."""
    parties = [tuple(names_of(id_, each.value)) for o in overlays for id_, each in o.parties.items()]
    said = []
    for overlay in overlays:
        for names, party in overlay.makers:
            own = names_of(party, overlay.parties[party].value)[:1] if party else []
            said.append((*names, *own))
    return tuple(parties), tuple(said)


def names_of(id_: str, party: dict[str, object]) -> list[str]:
    """The names under which a party goes; where it has none, its id.

    An id is one only in its own file: two files may give one id to two companies.
    """
    aliases = party.get("aliases")
    more = [str(alias) for alias in aliases] if isinstance(aliases, list) else []
    return [str(party["name"]) if "name" in party else id_, *more]


def told_apart(parties: dict[str, dict[str, object]]) -> dict[str, tuple[str, ...]]:
    """The names of each party of a document; an alias that two of them have is a name of neither."""
    names = {id_: names_of(id_, each) for id_, each in parties.items()}
    many = Counter(name for own in names.values() for name in {folded(each) for each in own})
    return {id_: (own[0], *(e for e in own[1:] if many[folded(e)] == 1)) for id_, own in names.items()}


def in_document(names: Iterable[Iterable[str]], overlays: tuple[Overlay, ...]) -> Makers:
    """The makers of a document with overlays, by the names of its parties."""
    parties, said = _declared(overlays)
    return put_together([*parties, *map(tuple, names)], said)
