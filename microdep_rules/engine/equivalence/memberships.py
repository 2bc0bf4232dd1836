"""Memberships: for each component, the lists that contain its countries and words.

If a rule only looks up countries in lists, two countries in the same lists give the same result. A rule can
also compare the countries of one component with each other, so a key also states which countries of a
component are equal.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from microdep_rules.bom.walk import texts_in
from microdep_rules.engine.equivalence.outlines import INSIDE, PARTY
from microdep_rules.engine.equivalence.reads import ALWAYS
from microdep_rules.engine.equivalence.references import REF
from microdep_rules.engine.membership import ancestry
from microdep_rules.lang import ir
from microdep_rules.vocabulary import countries
from microdep_rules.vocabulary.fields import record_types

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from microdep_rules.bom.model import Element
    from microdep_rules.engine.equivalence.keys import Keys
    from microdep_rules.engine.equivalence.list_lookups import ListField, RuleLists
    from microdep_rules.engine.equivalence.rows import Rows
    from microdep_rules.lang.named_words import Words

COUNTRY = ir.Type("country")
REST = ALWAYS - {"kind", "hs_code", "complete", INSIDE}
"""Fields that may affect a result in other ways than by lists; components with such a field stay separate."""


class Memberships:
    """Keys of components for one rule that only looks up words in lists.

    Instead of a country or another word, a key contains the lists that contain the word. Components with
    equal keys get the same result.
    """

    def __init__(self, keys: Keys, rows: Rows, lists: RuleLists) -> None:
        self.keys, self.rows, self.lists = keys, rows, lists
        self._known: dict[tuple[str, str], Hashable] = {}
        self._equal: dict[str, int] = {}
        """The countries of the current component, numbered in the order of its record."""

    def of(self, component: Element) -> Hashable:
        """Return the key of a component; None if the component must be judged separately."""
        data, lists = component.data, self.lists
        if not REST.isdisjoint(data):
            return None
        self._equal = {}
        stated = _are_stated(data.get("stages")) if lists.stated and "materials" not in data else None
        unread = lists.unread if stated is not None else frozenset[str]()
        values: list[Hashable] = [stated]
        for name, column in self.rows.columns.items():
            if name in unread:
                continue
            value = column.of_one(component)
            raw = data.get(name) if name in self.rows.plan.fields else None
            if raw is not None:
                value = self._value(name, component, value)
                if value is None:
                    return None
            values.append(value)
        return tuple(values)

    def names(self, component: Element) -> list[str]:
        """Return the words of a component that the rule only looks up in lists."""
        fields = (component.data.get(name) for name in self.rows.plan.fields)
        texts = {text for value in fields for text in texts_in(value)}
        return [text for text in texts if countries.is_country(text)] + [
            component.data[name] for name in self.lists.words if isinstance(component.data.get(name), str)
        ]

    def _value(self, name: str, component: Element, fine: Hashable) -> Hashable:
        """Return the key of one field: the lists that contain the value of the field.

        If the rule does more with the field than look it up in lists, the result is `fine`, the key with the
        exact value.
        """
        raw = component.data[name]
        if isinstance(raw, str):
            field = self.lists.words.get(name)
            if field is not None and field.beside.isdisjoint(component.data):
                return self._word(name, field, raw)
            return self._country(raw) if name in country_keys() else fine
        if self.lists.countries is None or not _has_country(raw):
            # The rule may still compare the country with other countries of the component.
            return None if any(map(countries.is_country, texts_in(raw))) else fine
        try:
            inside = self._memberships_in(name, raw)
        except _ItselfError:
            return None
        return (inside, *fine[1:]) if isinstance(fine, tuple) else inside

    def _memberships_in(self, key: str, value: Any) -> Hashable:
        if isinstance(value, str):
            if key in country_keys():
                country = self._country(value)
                if country is None:
                    raise _ItselfError
                return country
            if countries.is_country(value):
                raise _ItselfError
            return None if key in PARTY or key in REF else value
        if isinstance(value, dict):
            if "one_of" in value:
                raise _ItselfError
            return ("{", *((name, self._memberships_in(name, entry)) for name, entry in value.items()))
        if isinstance(value, list):
            return ("[", *(self._memberships_in(key, entry) for entry in value))
        return (type(value).__name__, str(value))

    def _country(self, code: str) -> Hashable:
        """Return the lists that contain a country, and the country's number within the component.

        The result is None for an invalid code.
        """
        sets = self.lists.countries
        if sets is None:
            return code
        about = ("", code)
        if about not in self._known:
            plain = countries.is_country(code) and countries.lineage(code)[0] == code
            plain = plain and countries.parent(code) is None and countries.members(code) is None
            fixed = code in self.keys.named_countries
            self._known[about] = (
                (code if fixed else self._lists_with_word(COUNTRY, code, sets)) if plain else None
            )
        containing = self._known[about]
        return None if containing is None else (containing, self._equal.setdefault(code, len(self._equal)))

    def _word(self, name: str, field: ListField, word: str) -> Hashable:
        about = (name, word)
        if about not in self._known:
            vocabulary = self.keys.structure.reader.vocabularies.get(field.type.detail)
            term = vocabulary.resolve(word) if vocabulary is not None else None
            self._known[about] = word if term is None else self._lists_with_word(field.type, term, field.sets)
        return self._known[about]

    def _lists_with_word(self, kind: ir.Type, term: str, sets: Iterable[Words]) -> Hashable:
        """Return, for each list, whether the list contains a word; None if it possibly does."""
        vocabularies = self.keys.structure.reader.vocabularies
        above = {*ancestry(vocabularies, kind, term)}
        return tuple(
            True
            if not above.isdisjoint(words)
            else None
            if any(term in ancestry(vocabularies, kind, other) for other in words)
            else False
            for words in sets
        )


def _are_stated(stages: Any) -> bool | None:
    """Return whether a component states a stage; None if an entry may be a placeholder, such as `TBD`."""
    if not isinstance(stages, list):
        return False
    return bool(stages) if all(map(_states_a_stage, stages)) else None


def _states_a_stage(entry: Any) -> bool:
    return isinstance(entry, dict) and isinstance(entry.get("stage"), str) and "unknown" not in entry


class _ItselfError(Exception):
    """Error for a component that must be judged separately, because of a value in its record."""


def _has_country(value: Any) -> bool:
    if isinstance(value, dict):
        return not country_keys().isdisjoint(value) or any(map(_has_country, value.values()))
    return isinstance(value, list) and any(map(_has_country, value))


@cache
def fields_with_countries() -> frozenset[str]:
    """Return the fields of components with a country, or with a record that contains a country."""
    fields = record_types()["component"].fields.values()
    return frozenset(
        field.document_name for field in fields if field.type.kind in {"country", "record", "list"}
    )


@cache
def country_keys() -> frozenset[str]:
    """Return the fields of all records that state a country."""
    every = (field for record in record_types().values() for field in record.fields.values())
    return frozenset(field.document_name for field in every if field.type.kind == "country")


def memberships_of(keys: Keys, rows: Rows, rule: ir.Rule) -> Memberships | None:
    """Return the keys of components for a rule that only looks up some facts in lists.

    The result is None if the rule looks up no fact in this way.
    """
    lists = keys.reads.lists_of(rule)
    of_countries = lists.countries is not None and not fields_with_countries().isdisjoint(rows.plan.fields)
    return Memberships(keys, rows, lists) if of_countries or lists.words or lists.unread else None
