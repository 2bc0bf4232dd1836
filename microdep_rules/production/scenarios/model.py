"""A scenario as it is read: its steps in the order in which they begin, each with its place in the file."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.vocabulary.days import days_later

if TYPE_CHECKING:
    from fractions import Fraction

    from microdep_rules.bom.load import Loaded
    from microdep_rules.production.critical_path import Range
    from microdep_rules.source import Span

KEYS = ("component", "country", "party", "site", "material", "stage")
"""What a target may be described by."""
NAMED = ("component", "party", "site")
"""Those that name something of a document, and no word of a vocabulary."""
RUNS, SEED = 2_000, 1
"""How often lead times are drawn if nothing else is asked for, and the number that all draws follow from."""


class Target(Struct, frozen=True):
    """What a step is about: all that each of the keys that are stated describes."""

    component: str = ""
    country: str = ""
    party: str = ""
    site: str = ""
    material: str = ""
    stage: str = ""

    @property
    def stated(self) -> dict[str, str]:
        """The keys that are stated, with their words."""
        return {key: word for key in KEYS if (word := getattr(self, key))}

    @property
    def is_about_components(self) -> bool:
        """Return whether it names a component, and so needs no other key."""
        return bool(self.component)


class Time(Struct, frozen=True):
    """A stated time in days, with the likeliest number of them where that is stated."""

    days: Range
    likely: Fraction | None = None


class Cut(Struct, frozen=True):
    """What cannot be had."""

    target: Target


class Delay(Struct, frozen=True):
    """What takes longer: by a time, or as long as a time."""

    target: Target
    time: Time
    is_added: bool


class Raise(Struct, frozen=True):
    """Whose restriction index rises, and to what."""

    target: Target
    index: Fraction


class Listing(Struct, frozen=True):
    """Who is put on a list of a pack: a company or a country."""

    pack: str
    name: str
    names: tuple[str, ...] = ()
    identifiers: tuple[tuple[str, str], ...] = ()
    country: str = ""


class Enforcement(Struct, frozen=True):
    """What of a pack begins: a `rule`, a `measure` or a `parameter`."""

    pack: str
    name: str
    kind: str


Change = Cut | Delay | Raise | Listing | Enforcement
WORDS = {
    Cut: "cut",
    Delay: "delay",
    Raise: "raise_index",
    Listing: "add_to_list",
    Enforcement: "bring_into_force",
}
"""The key of each kind of change."""


class Step(Struct, frozen=True):
    """One change from a day on."""

    number: int
    """Its place among the steps of the file, from 1."""
    start: date
    through: date | None
    change: Change
    because: str = ""

    def holds(self, day: date) -> bool:
        """Return whether it is in effect on a day."""
        return self.start <= day and (self.through is None or day <= self.through)

    def is_over(self, day: date) -> bool:
        """Return whether it ends before a day."""
        return self.through is not None and self.through < day

    @property
    def kind(self) -> str:
        """The key by which the file names the kind of change."""
        return WORDS[type(self.change)]

    @property
    def pointer(self) -> str:
        """Where the change is written."""
        return f"/steps/{self.number - 1}/{self.kind}"


class Likely(Struct, frozen=True):
    """The likeliest lead time of a component, in days."""

    number: int
    component: str
    days: Fraction


class Drawing(Struct, frozen=True):
    """How lead times that are ranges are drawn."""

    runs: int = RUNS
    seed: int = SEED
    likely: tuple[Likely, ...] = ()


class Scenario(Struct, frozen=True, eq=False):
    """A scenario in which nothing is wrong by itself."""

    name: str
    description: str
    steps: tuple[Step, ...]
    """In the order in which they begin; of one day in the order of the file."""
    drawing: Drawing
    file: Loaded

    def on(self, day: date) -> tuple[Step, ...]:
        """The steps that are in effect on a day."""
        return tuple(step for step in self.steps if step.holds(day))

    def days(self, as_of: date) -> tuple[date, ...]:
        """The days from `as_of` on on which something begins or ends; at least one."""
        found = {
            max(step.start, as_of) for step in self.steps if step.through is None or step.through >= as_of
        }
        ends = (step.through for step in self.steps if step.through is not None and step.through < date.max)
        found |= {days_later(end, 1) for end in ends if end >= as_of}
        return tuple(sorted(found)) or (as_of,)

    def span(self, pointer: str) -> Span:
        """Where something of the scenario is written."""
        return self.file.spans.value(pointer)

    def head(self, pointer: str) -> Span:
        """The first line of something of the scenario."""
        return self.file.spans.head(pointer)
