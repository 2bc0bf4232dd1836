"""Scenario, as read from its file; its events are in the order of their first days."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.vocabulary.days import days_later

if TYPE_CHECKING:
    from fractions import Fraction

    from microdep_rules.bom.load import LoadedDocument
    from microdep_rules.production.critical_path import Range
    from microdep_rules.source import Span

KEYS = ("component", "country", "party", "site", "material", "stage")
"""Keys that a target of an event can state."""
NAMED = ("component", "party", "site")
"""Keys with the id or name of an element as word; the words of all other keys are in a vocabulary."""
RUNS, SEED = 2_000, 1
"""Default number of random draws of all lead times, and default seed of the random numbers."""


class Target(Struct, frozen=True):
    """Target of an event: all elements that match each stated key, such as all refining in China."""

    component: str = ""
    country: str = ""
    party: str = ""
    site: str = ""
    material: str = ""
    stage: str = ""

    @property
    def stated(self) -> dict[str, str]:
        """Keys of the target in the file, each with its word."""
        return {key: word for key in KEYS if (word := getattr(self, key))}

    @property
    def is_about_components(self) -> bool:
        """Return whether the target names a component, so that other keys only select among components."""
        return bool(self.component)


class Time(Struct, frozen=True):
    """Time in days as a range, optionally with the likeliest number of days."""

    days: Range
    likely: Fraction | None = None


class Cut(Struct, frozen=True):
    """Cut of a target: the target becomes unavailable."""

    target: Target


class Delay(Struct, frozen=True):
    """Delay of a target, either by additional days or to a new total of days."""

    target: Target
    time: Time
    is_added: bool


class IndexRise(Struct, frozen=True):
    """Rise of the restriction index of a target to a new value."""

    target: Target
    index: Fraction


class ListAddition(Struct, frozen=True):
    """Addition of a company or country to a list of a pack."""

    pack: str
    name: str
    names: tuple[str, ...] = ()
    identifiers: tuple[tuple[str, str], ...] = ()
    country: str = ""


class EntryIntoForce(Struct, frozen=True):
    """Entry into force of a rule, a measure or a parameter of a pack."""

    pack: str
    name: str
    kind: str


Change = Cut | Delay | IndexRise | ListAddition | EntryIntoForce
WORDS = {
    Cut: "cut",
    Delay: "delay",
    IndexRise: "raise_index",
    ListAddition: "add_to_list",
    EntryIntoForce: "bring_into_force",
}
"""Key in a scenario file by kind of change, such as `cut`."""


class Event(Struct, frozen=True):
    """One change, in effect from its first day through its last day, or without an end."""

    number: int
    """Position among the events of the file; the first event is 1."""
    start: date
    through: date | None
    change: Change
    because: str = ""

    def holds(self, day: date) -> bool:
        """Return whether the event is in effect on a day."""
        return self.start <= day and (self.through is None or day <= self.through)

    def is_over(self, day: date) -> bool:
        """Return whether the event ended before a day."""
        return self.through is not None and self.through < day

    @property
    def kind(self) -> str:
        """Key in the file for the kind of change, such as `cut`."""
        return WORDS[type(self.change)]

    @property
    def pointer(self) -> str:
        """JSON pointer of the change in the file."""
        return f"/events/{self.number - 1}/{self.kind}"


class Likely(Struct, frozen=True):
    """Likeliest lead time of a component, in days."""

    number: int
    component: str
    days: Fraction


class Drawing(Struct, frozen=True):
    """Settings for random draws of lead times from their ranges."""

    runs: int = RUNS
    seed: int = SEED
    likely: tuple[Likely, ...] = ()


class Scenario(Struct, frozen=True, eq=False):
    """Scenario that was read without errors."""

    name: str
    description: str
    events: tuple[Event, ...]
    """Events in the order of their first days; events of the same day are in the order of the file."""
    drawing: Drawing
    file: LoadedDocument

    def on(self, day: date) -> tuple[Event, ...]:
        """Return the events in effect on a day."""
        return tuple(event for event in self.events if event.holds(day))

    def days(self, as_of: date) -> tuple[date, ...]:
        """Return the days from `as_of` on which an event begins or is no longer in effect.

        An event that is already in effect on `as_of` counts as an event that begins on `as_of`. If there is
        no such day, return `as_of`.
        """
        days = {max(e.start, as_of) for e in self.events if e.through is None or e.through >= as_of}
        ends = (e.through for e in self.events if e.through is not None and e.through < date.max)
        days |= {days_later(end, 1) for end in ends if end >= as_of}
        return tuple(sorted(days)) or (as_of,)

    def span(self, pointer: str) -> Span:
        """Return the position in the file of the value at the JSON pointer `pointer`."""
        return self.file.spans.value(pointer)

    def head(self, pointer: str) -> Span:
        """Return the position of the first line of the value at the JSON pointer `pointer`."""
        return self.file.spans.head(pointer)
