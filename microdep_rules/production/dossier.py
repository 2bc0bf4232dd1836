"""Dossier: facilities and companies by stage; each fact has a source and a confidence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.bom.load import load_document
from microdep_rules.bom.spans import join
from microdep_rules.diagnostics import has_errors
from microdep_rules.messages import diagnose
from microdep_rules.patterns import pattern
from microdep_rules.production.comparison import OPERATING
from microdep_rules.production.numbers import stated
from microdep_rules.production.references import check, values_at
from microdep_rules.production.sources import source_problems
from microdep_rules.suggest import did_you_mean
from microdep_rules.vocabulary import countries
from microdep_rules.vocabulary.stages import load_stages
from microdep_rules.vocabulary.terms import load_vocabularies

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.bom.load import LoadedDocument
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
"""Fields that need either a value with sources, or `unknown`."""
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
"""Statuses of a site that does not yet operate.

An extension of an operating site is a second entry for the same stage.
"""

MOST_STAGES = 9
"""Maximum number of stages of a route in a message."""


class Dossier(Struct, frozen=True):
    """Dossier that was read without errors."""

    data: Data
    sources: Mapping[str, Data]
    parties: Mapping[str, Data]
    facilities: Mapping[str, Data]

    @property
    def route(self) -> tuple[tuple[str, str], ...]:
        """Stages from the mine to the product, each with the constituent that it processes, such as `Nd`."""
        return tuple((stage["stage"], stage.get("substance", "")) for stage in self.data["route"])

    @property
    def chains(self) -> tuple[Data, ...]:
        """Chains of facilities; the comparison treats each chain as one subject."""
        return tuple(self.data.get("chains", ()))


def load_dossier(path: str, data: bytes) -> tuple[Dossier | None, LoadedDocument, list[Diagnostic]]:
    """Return the dossier (`None` after an error), the loaded file, and its diagnostics."""
    loaded = load_document(path, data, kind="dossier")
    if loaded.value is None:
        return None, loaded, list(loaded.diagnostics)
    problems = [*loaded.diagnostics, *check(loaded, LISTS, REFERENCES)]
    problems += [*_incomplete(loaded), *_unknown_words(loaded), *_unknown_countries(loaded)]
    if not has_errors(problems):
        problems += [*_stages_off_route(loaded), *_contradicted_stages(loaded)]
        problems += source_problems(loaded, REFERENCES)
    return (None if has_errors(problems) else _dossier(loaded.value)), loaded, problems


def _dossier(document: Data) -> Dossier:
    by_id = {name: {entry["id"]: entry for entry in document[name]} for name in LISTS[:3]}
    return Dossier(document, by_id["sources"], by_id["parties"], by_id["facilities"])


def is_dossier(data: bytes) -> bool:
    """Return whether a file contains the schema of a dossier at any position."""
    return _SCHEMA.search(data) is not None


def _incomplete(loaded: LoadedDocument) -> Iterator[Diagnostic]:
    """Yield errors for facts that have neither a value with sources nor `unknown`, and for missing units."""
    for path in SOURCED:
        for pointer, fact in values_at(loaded.value, path):
            complete = {"value", "source", "confidence"} <= set(fact)
            if complete == ("unknown" in fact) or (not complete and {"value", "source"} & set(fact)):
                at = loaded.spans.value(pointer)
                yield diagnose("cited/incomplete-figure", at, "no-value", field=path[-1])
            elif path[-1] == "capacity" and "value" in fact and "unit" not in fact:
                at = loaded.spans.value(join(pointer, "value"))
                yield diagnose("cited/incomplete-figure", at, "no-unit")


def _unknown_words(loaded: LoadedDocument) -> Iterator[Diagnostic]:
    known = load_vocabularies()
    for path, name in WORDS.items():
        vocabulary = load_stages().vocabulary if name == "stage" else known.get(name)
        assert vocabulary is not None
        for pointer, word in values_at(loaded.value, path):
            if word not in vocabulary.terms:
                meant = vocabulary.resolve(word)
                near = did_you_mean(meant or word, vocabulary.terms) or ""
                at = loaded.spans.value(pointer)
                yield diagnose("cited/stage", at, "unknown-word", word=word, vocabulary=name, near=near)


def _unknown_countries(loaded: LoadedDocument) -> Iterator[Diagnostic]:
    for path in COUNTRIES:
        for pointer, code in values_at(loaded.value, path):
            if not countries.is_country(code):
                yield diagnose("cited/stage", loaded.spans.value(pointer), "not-a-country", code=code)


def _stages_off_route(loaded: LoadedDocument) -> Iterator[Diagnostic]:
    """Yield errors for stages outside the route of the dossier, which the comparison would ignore."""
    route = _dossier(loaded.value or {}).route
    for pointer, stage in values_at(loaded.value, ("facilities", "*", "stages", "*")):
        if (stage["stage"], stage.get("substance", "")) not in route:
            yield diagnose(
                "cited/stage",
                loaded.spans.value(f"{pointer}/stage"),
                "off-the-route",
                stage=_stage_in_words(stage["stage"], stage.get("substance", "")),
                route=", ".join(_stage_in_words(*stage_) for stage_ in list(route)[:MOST_STAGES]),
            )


def _contradicted_stages(loaded: LoadedDocument) -> Iterator[Diagnostic]:
    """Yield errors for stages at a facility with two statuses, and for operating stages with capacity 0."""
    first: dict[tuple[str, str, str], str] = {}
    for pointer, entry in values_at(loaded.value, ("facilities", "*", "stages", "*")):
        status = loaded.spans.value(f"{pointer}/status")
        capacity = entry.get("capacity", {})
        if entry["status"] == OPERATING and "value" in capacity and stated(capacity["value"]).high == 0:
            at = loaded.spans.value(f"{pointer}/capacity/value")
            yield diagnose("cited/stage", at, "zero-capacity", also=[status])
        if entry["status"] in TO_COME:
            continue
        key = (pointer.rpartition("/stages/")[0], entry["stage"], entry.get("substance", ""))
        before = first.setdefault(key, pointer)
        if before != pointer:
            first_status = loaded.spans.value(f"{before}/status")
            yield diagnose("cited/stage", status, also=[first_status], stage=_stage_in_words(*key[1:]))


def _stage_in_words(stage: str, substance: str) -> str:
    return f"{stage} of {substance}" if substance else stage
