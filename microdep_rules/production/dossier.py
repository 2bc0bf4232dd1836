"""A dossier: facilities and companies stage by stage, each fact with its source and how sure it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.bom.load import load_document
from microdep_rules.bom.spans import join
from microdep_rules.diagnostics import has_errors
from microdep_rules.patterns import pattern
from microdep_rules.production import data_errors as say
from microdep_rules.production.comparison import OPERATING
from microdep_rules.production.numbers import stated
from microdep_rules.production.references import check, values_at
from microdep_rules.production.sources import source_problems
from microdep_rules.suggest import nearest
from microdep_rules.vocabulary import countries
from microdep_rules.vocabulary.stages import load_stages
from microdep_rules.vocabulary.terms import load_vocabularies

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.bom.load import Loaded
    from microdep_rules.diagnostics import Diagnostic

Data = Mapping[str, Any]
_SCHEMA = pattern(rb"""(?:^|[{,])\s*["']?schema["']?\s*:\s*["']?microdep-dossier/""", re.MULTILINE)
LISTS = ("sources", "parties", "facilities", "chains")
SOURCED = (
    ("parties", "*", "seat"),
    ("parties", "*", "control"),
    ("facilities", "*", "country"),
    ("facilities", "*", "place"),
    ("facilities", "*", "stages", "*", "capacity"),
)
"""Facts that have a value with its sources, or that are stated to be unknown."""
REFERENCES = {
    ("facilities", "*", "party"): "parties",
    ("chains", "*", "facilities", "*"): "facilities",
    ("parties", "*", "owners", "*", "source", "*"): "sources",
    ("parties", "*", "lists", "*", "source", "*"): "sources",
    ("facilities", "*", "stages", "*", "source", "*"): "sources",
    **{(*path, "source", "*"): "sources" for path in SOURCED},
}
WORDS = {
    ("substance",): "substance",
    ("form",): "form",
    ("route", "*", "stage"): "stage",
    ("route", "*", "substance"): "substance",
    ("facilities", "*", "stages", "*", "stage"): "stage",
    ("facilities", "*", "stages", "*", "substance"): "substance",
}
COUNTRIES = (
    ("parties", "*", "seat", "value"),
    ("parties", "*", "owners", "*", "government"),
    ("facilities", "*", "country", "value"),
)

TO_COME = frozenset({"commissioning", "construction", "planned"})
"""Statuses of what is built: an extension of a site is one more entry of its stage."""


class Dossier(Struct, frozen=True):
    """A dossier in which nothing is wrong."""

    data: Data
    sources: Mapping[str, Data]
    parties: Mapping[str, Data]
    facilities: Mapping[str, Data]

    @property
    def route(self) -> tuple[tuple[str, str], ...]:
        """The stages from the mine to the product, each with the constituent that is worked on."""
        return tuple((each["stage"], each.get("substance", "")) for each in self.data["route"])

    @property
    def chains(self) -> tuple[Data, ...]:
        """Facilities that are compared as one."""
        return tuple(self.data.get("chains", ()))


def load_dossier(path: str, data: bytes) -> tuple[Dossier | None, Loaded, list[Diagnostic]]:
    """The dossier of a file, or what is wrong with it."""
    loaded = load_document(path, data, kind="dossier")
    if loaded.value is None:
        return None, loaded, list(loaded.diagnostics)
    problems = [*loaded.diagnostics, *check(loaded, LISTS, REFERENCES)]
    problems += [*_incomplete(loaded), *_unknown_words(loaded), *_unknown_countries(loaded)]
    if not has_errors(problems):
        problems += [*_off_the_route(loaded), *_contradicted_stages(loaded)]
        problems += source_problems(loaded, REFERENCES)
    return (None if has_errors(problems) else _dossier(loaded.value)), loaded, problems


def _dossier(document: Data) -> Dossier:
    by_id = {name: {each["id"]: each for each in document[name]} for name in LISTS[:3]}
    return Dossier(document, by_id["sources"], by_id["parties"], by_id["facilities"])


def is_dossier(data: bytes) -> bool:
    """Return whether a file states that it is a dossier; in JSON the schema may come last."""
    return _SCHEMA.search(data) is not None


def _incomplete(loaded: Loaded) -> Iterator[Diagnostic]:
    """Facts with neither a value and its sources, nor the statement that they are unknown."""
    for path in SOURCED:
        for pointer, fact in values_at(loaded.value, path):
            complete = {"value", "source", "confidence"} <= set(fact)
            if complete == ("unknown" in fact) or (not complete and {"value", "source"} & set(fact)):
                yield say.no_value(path[-1], loaded.spans.value(pointer))
            elif path[-1] == "capacity" and "value" in fact and "unit" not in fact:
                yield say.no_unit(loaded.spans.value(join(pointer, "value")))


def _unknown_words(loaded: Loaded) -> Iterator[Diagnostic]:
    known = load_vocabularies()
    for path, name in WORDS.items():
        vocabulary = load_stages().vocabulary if name == "stage" else known.get(name)
        assert vocabulary is not None
        for pointer, word in values_at(loaded.value, path):
            if word not in vocabulary.terms:
                meant = vocabulary.resolve(word)
                near = [meant] if meant is not None else nearest(word, vocabulary.terms)
                yield say.unknown_word(word, name, near, loaded.spans.value(pointer))


def _unknown_countries(loaded: Loaded) -> Iterator[Diagnostic]:
    for path in COUNTRIES:
        for pointer, code in values_at(loaded.value, path):
            if not countries.is_country(code):
                yield say.not_a_country(code, loaded.spans.value(pointer))


def _off_the_route(loaded: Loaded) -> Iterator[Diagnostic]:
    """Stages of facilities that no stage of the route is, so that nothing would compare them."""
    route = _dossier(loaded.value or {}).route
    for pointer, stage in values_at(loaded.value, ("facilities", "*", "stages", "*")):
        if (stage["stage"], stage.get("substance", "")) not in route:
            stages = [f"{name} of {of}" if of else name for name, of in route]
            at = loaded.spans.value(f"{pointer}/stage")
            of = stage.get("substance")
            yield say.off_the_route(f"{stage['stage']} of {of}" if of else stage["stage"], stages, at)


def _contradicted_stages(loaded: Loaded) -> Iterator[Diagnostic]:
    """Stages of which a facility states twice whether they run, and those that run with a capacity of 0."""
    first: dict[tuple[str, str, str], str] = {}
    for pointer, entry in values_at(loaded.value, ("facilities", "*", "stages", "*")):
        status = loaded.spans.value(f"{pointer}/status")
        capacity = entry.get("capacity", {})
        if entry["status"] == OPERATING and "value" in capacity and stated(capacity["value"]).high == 0:
            yield say.runs_with_nothing(loaded.spans.value(f"{pointer}/capacity/value"), status)
        if entry["status"] in TO_COME:
            continue
        key = (pointer.rpartition("/stages/")[0], entry["stage"], entry.get("substance", ""))
        before = first.setdefault(key, pointer)
        if before != pointer:
            stage = f"{key[1]} of {key[2]}" if key[2] else key[1]
            yield say.stage_twice(stage, status, loaded.spans.value(f"{before}/status"))
