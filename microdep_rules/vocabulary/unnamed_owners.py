"""Owners without names: groups of persons such as `private investors`, and states that are not named."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from msgspec import Struct

from microdep_rules.vocabulary.names import east_asian, folded
from microdep_rules.vocabulary.resources import placeholder_names_data

Unnamed = Literal["", "group", "state"]


class _Words(Struct, frozen=True):
    """Word lists for owners without names, in the form in which the program compares names."""

    nouns: frozenset[str]
    beside: frozenset[str]
    states: frozenset[str]
    forms: frozenset[str]
    origins: frozenset[str]
    pointers: frozenset[str]
    """Articles and possessives, such as `a` and `our`."""
    continents: frozenset[str]
    persons: re.Pattern[str]
    """Words for several persons, with a name beside them: `children of Klaus Hartwig`."""
    joined_persons: re.Pattern[str]
    members_of: re.Pattern[str]
    """Beginning of a text about persons of a company or family: `employees of Example Works GmbH`."""
    joined: re.Pattern[str]
    joined_states: re.Pattern[str]


def unnamed_owner(text: str) -> Unnamed:
    """Return `group` or `state` for an owner without a name, such as `shareholders`.

    The result is empty if the text names a company, a person or a certain state.

    >>> [unnamed_owner(text) for text in ("Shareholders", "free float", "family owned", "个人股东", "state")]
    ['group', 'group', 'group', 'group', 'state']
    >>> [unnamed_owner(text) for text in ("Kessler family", "Investors Group Inc.", "State of Israel")]
    ['', '', '']

    Several persons beside one name are a group, because only the name of their relative is known.

    >>> [unnamed_owner(text) for text in ("children of Klaus Hartwig", "Erben Hartwig", "张伟的子女")]
    ['group', 'group', 'group']
    """
    known, words = _words(), folded(text).split()
    if not words:
        return "group"
    if any(map(east_asian().match, words)):
        joined = "".join(words)
        if known.joined_states.fullmatch(joined):
            return "state"
        is_group = known.joined.fullmatch(joined) or known.joined_persons.fullmatch(joined)
        return "group" if is_group else ""
    if known.persons.fullmatch(" ".join(words)) and words[-1] not in known.forms:
        return "group"
    if known.members_of.match(" ".join(words)):
        return "group"
    is_vague = text[:1].islower()
    if words[-1] in known.forms and not is_vague:
        return ""
    rest = [word for word in words if not word.isdecimal()]
    if not known.states.isdisjoint(rest) and (known.states | known.beside).issuperset(rest):
        return "state"
    if is_vague and words[0] in known.pointers and text == text.lower() and words[-1] in known.nouns:
        return "group"
    generic = known.nouns | known.beside | known.origins | known.forms
    return "group" if not known.nouns.isdisjoint(rest) and generic.issuperset(rest) else ""


def is_named_state(text: str) -> bool:
    """Return whether a text names a certain state by its adjective, such as `Chinese government`.

    >>> [is_named_state(text) for text in ("Chinese government", "foreign government", "government")]
    [True, False, False]
    """
    known, words = _words(), set(folded(text).split())
    countries = known.origins - known.beside - known.continents
    is_state = not known.states.isdisjoint(words) and not countries.isdisjoint(words)
    return is_state and (known.states | known.beside | countries).issuperset(words)


@cache
def _words() -> _Words:
    data = placeholder_names_data()
    own = data["unnamed_owners"]
    lists = {name: frozenset(map(folded, own[name])) for name in ("words", "beside", "states")}
    joined, states = ("|".join(map(folded, own[name])) for name in ("joined", "joined_states"))
    persons = "|".join(map(folded, own["persons"]))
    members = "|".join(map(folded, own["members"]))
    joined_persons = "|".join(map(folded, own["joined_persons"]))
    before = "|".join(map(folded, own["before_persons"]))
    of = "|".join(map(folded, own["of"]))
    return _Words(
        lists["words"],
        lists["beside"],
        lists["states"],
        frozenset(map(folded, data["forms"]["words"])),
        frozenset(map(folded, data["origins"]["words"])),
        frozenset(map(folded, data["pointers"]["words"])),
        frozenset(map(folded, own["continents"])),
        re.compile(rf"(?:(?:{before}|[0-9]+) )*(?:{persons})(?: .+)?|.+ (?:{persons})"),
        re.compile(rf".*(?:{joined_persons})"),
        re.compile(rf"(?:(?:{before}|[0-9]+) )*(?:{persons}|{members}) (?:{of}) "),
        re.compile(f"(?:{joined})+"),
        re.compile(f"(?:{states})(?:{states}|{joined})*"),
    )
