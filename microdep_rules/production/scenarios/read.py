"""Reader of a scenario, with the checks that need no documents and no packs."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from microdep_rules.bom.amounts import bounds
from microdep_rules.bom.load import load_document
from microdep_rules.bom.spans import join
from microdep_rules.diagnostics import has_errors
from microdep_rules.messages import diagnose
from microdep_rules.production.critical_path import DAYS, NOTHING, Range
from microdep_rules.production.scenarios.contradictions import contradictions
from microdep_rules.production.scenarios.model import (
    KEYS,
    RUNS,
    SEED,
    WORDS,
    Change,
    Cut,
    Delay,
    Drawing,
    EntryIntoForce,
    Event,
    IndexRise,
    Likely,
    ListAddition,
    Scenario,
    Target,
    Time,
)
from microdep_rules.production.scenarios.words import as_written, substance_of, unknown_words
from microdep_rules.suggest import meant
from microdep_rules.vocabulary.stages import load_stages

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from microdep_rules.bom.load import LoadedDocument
    from microdep_rules.diagnostics import Diagnostic

    Data = Mapping[str, Any]

MARK = b"microdep-scenario/"
NAMES = (".scenario.yaml", ".scenario.yml", ".scenario.json")
ABOUT = ("cut", "delay", "raise_index")
"""Kinds of changes that have a target, such as a country that is cut."""
CHOICES = {
    "delay": ("by", "to"),
    "add_to_list": ("party", "country"),
    "bring_into_force": ("rule", "measure", "parameter"),
}
"""For each kind of change, the keys of which an event must state exactly one."""


def is_scenario(path: str, data: bytes) -> bool:
    """Return whether a file is a scenario, by its first lines or its name.

    >>> is_scenario("gallium.scenario.yaml", b""), is_scenario("bom.yaml", b"schema: microdep-bom/1")
    (True, False)
    """
    return MARK in data[:2000] or path.lower().endswith(NAMES)


def load_scenario(path: str, data: bytes) -> tuple[Scenario | None, LoadedDocument, list[Diagnostic]]:
    """Return the scenario of a file (`None` after an error), the loaded file, and its problems."""
    loaded = load_document(path, data, kind="scenario")
    if loaded.value is None:
        return None, loaded, list(loaded.diagnostics)
    problems = [*loaded.diagnostics, *_problems(loaded)]
    if has_errors(problems):
        return None, loaded, problems
    scenario = scenario_of(loaded)
    problems += contradictions(scenario)
    return (None if has_errors(problems) else scenario), loaded, problems


def scenario_of(loaded: LoadedDocument) -> Scenario:
    """Return the scenario in a valid document."""
    document = loaded.value
    assert document is not None
    events = [_event(number, event) for number, event in enumerate(document["events"], 1)]
    return Scenario(
        document["name"],
        document.get("description", "").strip(),
        tuple(sorted(events, key=lambda event: event.start)),
        _drawing(document.get("simulation", {})),
        loaded,
    )


def _event(number: int, data: Data) -> Event:
    through = data.get("through")
    return Event(
        number,
        date.fromisoformat(data["from"]),
        None if through is None else date.fromisoformat(through),
        _change(data),
        data.get("because", ""),
    )


def _change(data: Data) -> Change:
    if "cut" in data:
        return Cut(_target(data["cut"]))
    if "delay" in data:
        own = data["delay"]
        return Delay(_target(own), _time(own.get("by") or own["to"]), "by" in own)
    if "raise_index" in data:
        return IndexRise(_target(data["raise_index"]), Fraction(data["raise_index"]["to"]))
    if "add_to_list" in data:
        own = data["add_to_list"]
        pack, _, name = own["list"].partition("/")
        names = tuple(dict.fromkeys((own["party"], *own.get("aliases", ())))) if "party" in own else ()
        identifiers = tuple(sorted(own.get("identifiers", {}).items()))
        return ListAddition(pack, name, names, identifiers, own.get("country", ""))
    kind, word = next(iter(data["bring_into_force"].items()))
    pack, _, name = word.partition("/")
    return EntryIntoForce(pack, name, kind)


def _target(data: Data) -> Target:
    stated = {key: data[key] for key in KEYS if key in data}
    if "material" in stated:
        stated["material"] = substance_of(stated["material"]) or stated["material"]
    if "stage" in stated:
        stated["stage"] = load_stages().vocabulary.resolve(stated["stage"]) or stated["stage"]
    return Target(**stated)


def _time(data: Data) -> Time:
    stated, days = bounds(data["value"]), DAYS[data["unit"]]
    range_ = Range((stated.low or NOTHING) * days, None if stated.high is None else stated.high * days)
    return Time(range_, Fraction(data["likely"]) * days if "likely" in data else None)


def _drawing(data: Data) -> Drawing:
    likely = tuple(
        Likely(number, likely["component"], Fraction(likely["value"]) * DAYS[likely["unit"]])
        for number, likely in enumerate(data.get("likely", ()))
    )
    return Drawing(data.get("runs", RUNS), data.get("seed", SEED), likely)


# ---- problems ------------------------------------------------------------------------------------


def _problems(loaded: LoadedDocument) -> Iterator[Diagnostic]:
    """Yield the problems of each event, judged without the other events."""
    assert loaded.value is not None
    for index, event in enumerate(loaded.value["events"]):
        pointer = join("/events", index)
        yield from _choices(loaded, event, pointer)
        yield from _days(loaded, event, pointer)
        kind = next((key for key in ABOUT if key in event), "")
        if kind:
            yield from _targets(loaded, event[kind], join(pointer, kind))
        for name in ("by", "to") if kind == "delay" else ():
            yield from _likely(loaded, event["delay"].get(name), join(pointer, "delay", name))
        yield from _names(loaded, event, pointer)


def _choices(loaded: LoadedDocument, event: Data, pointer: str) -> Iterator[Diagnostic]:
    """Yield an error if an event does not state exactly one of the keys in `CHOICES`."""
    yield from _choice(loaded, event, pointer, WORDS.values())
    for kind, keys in CHOICES.items():
        if kind in event:
            yield from _choice(loaded, event[kind], join(pointer, kind), keys)


def _choice(loaded: LoadedDocument, record: Data, pointer: str, keys: Iterable[str]) -> Iterator[Diagnostic]:
    keys = tuple(keys)
    stated = [key for key in keys if key in record]
    if len(stated) > 1:
        places = [loaded.spans.key(join(pointer, key)) for key in stated]
        yield diagnose("scenario/contradiction", places[1], "several-changes", also=[places[0]], keys=stated)
    elif not stated:
        yield diagnose("scenario/incomplete-event", loaded.spans.head(pointer), "no-change", keys=keys)


def _days(loaded: LoadedDocument, event: Data, pointer: str) -> Iterator[Diagnostic]:
    through = event.get("through")
    if through is not None and through < event["from"]:
        start, end = (date.fromisoformat(event[key]) for key in ("from", "through"))
        where = (loaded.spans.value(join(pointer, key)) for key in ("through", "from"))
        at, first = where
        yield diagnose("bom/dates-out-of-order", at, "period", also=[first], first=start, last=end)


def _targets(loaded: LoadedDocument, target: Data, pointer: str) -> Iterator[Diagnostic]:
    if not any(key in target for key in KEYS):
        yield diagnose("scenario/incomplete-event", loaded.spans.head(pointer))
    if "stage" in target and "material" not in target:
        at = loaded.spans.value(join(pointer, "stage"))
        yield diagnose("scenario/incomplete-event", at, "stage-without-material", stage=target["stage"])
    for key, kind, near in unknown_words(target):
        yield diagnose(
            "scenario/unknown-target",
            loaded.spans.value(join(pointer, key)),
            "unknown-word",
            word=target[key],
            kind=kind,
            near=meant(near),
        )


def _likely(loaded: LoadedDocument, time: Data | None, pointer: str) -> Iterator[Diagnostic]:
    if time is None or "likely" not in time:
        return
    stated, likely = bounds(time["value"]), Fraction(time["likely"])
    if stated.high is None or not (stated.low or NOTHING) <= likely <= stated.high:
        at = loaded.spans.value(join(pointer, "likely"))
        range_ = as_written(time["value"], time["unit"])
        yield diagnose("scenario/contradiction", at, "likely-delay", stated=range_)


def _names(loaded: LoadedDocument, event: Data, pointer: str) -> Iterator[Diagnostic]:
    """Yield an error for each list, rule, measure or parameter that an event names without its pack."""
    places = [
        ("add_to_list", "list"),
        *(("bring_into_force", key) for key in ("rule", "measure", "parameter")),
    ]
    for kind, key in places:
        word = event.get(kind, {}).get(key)
        if word is not None and not all(word.partition("/")):
            at = loaded.spans.value(join(pointer, kind, key))
            yield diagnose("scenario/incomplete-event", at, "no-pack", word=word, kind=key)
