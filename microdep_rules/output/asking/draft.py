"""Draft of a question, to which components and rules are added."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from microdep_rules.bom.overlays.fact_names import FREE_OF, NO_COMPONENTS, NO_FUNCTION, NOTHING_RECORDED
from microdep_rules.engine.outcome import DECIDING
from microdep_rules.vocabulary.shortening import and_more
from microdep_rules.vocabulary.terms import load_vocabularies

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from microdep_rules.bom.model import Element
    from microdep_rules.engine.values import MissingFact
    from microdep_rules.lang import ir
    from microdep_rules.output.asking.components import QuestionComponent
    from microdep_rules.output.asking.needs import OpenCheck
    from microdep_rules.output.asking.question import Question
    from microdep_rules.output.asking.wording import QuestionWording

MOST_NAMES = 5
"""Largest number of components that a question about a group names."""


class QuestionDraft(Struct):
    """Draft of a question, to which components and rules are added."""

    first: Question
    components: dict[tuple[str, str], QuestionComponent] = field(default_factory=dict)
    rules: dict[str, ir.Rule] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)
    decides: bool = False
    pressing: bool = False
    needed_by: date | None = None
    wording: QuestionWording | None = None
    missing: MissingFact | None = None
    element: Element | None = None
    """Element in the first component that the fact belongs to."""
    known: dict[str, str] = field(default_factory=dict)
    """Entries of the list that the document states for each component, by the label of the component."""
    on_list: dict[str, None] = field(default_factory=dict)
    """Sentences that a company of the component is on a list, or has a similar name."""
    comes_first: bool = False
    """True if a company of the component is certainly on a list."""

    def add(self, check: OpenCheck, component: QuestionComponent | None, words: Iterable[str]) -> None:
        """Add a check that needs the answer, with its component and the vocabulary words for the question."""
        rule = check.rule
        self.rules[rule.id] = rule
        self.decides |= rule.severity in DECIDING
        self.pressing |= check.pressing
        if check.needed_by is not None:
            self.needed_by = min(self.needed_by or check.needed_by, check.needed_by)
        if component is not None:
            self.components[component.document, component.id] = component
        self.words.update(words)

    @property
    def rank(self) -> tuple[object, ...]:
        """Sort key of questions that settle equally many checks.

        Questions about general facts, and urgent questions, come first.
        """
        return (
            self.first.level,
            not self.pressing,
            not self.decides,
            -len(self.rules),
            self.first.ask,
            self.first.fact,
            tuple(self.components),
            self.first.company,
            self.first.material,
        )

    def question(self, settles: int) -> Question:
        """Return the finished question from this draft.

        `settles` is the number of checks that the question settles.
        """
        first = self.first
        components = tuple(self.components.values())
        text, fact = first.question, first.fact
        if fact in (FREE_OF, NO_FUNCTION):
            words = _without_narrower("substance" if fact == FREE_OF else "function", self.words)
            fact = f"{fact}{'; '.join(words)}" if fact == FREE_OF else fact
            if first.fact == FREE_OF:
                text = _substance_question(_any_component(components), words, text)
            else:
                text = text.format(
                    any=_any_component(components), words=", ".join(_labels(words, "function"))
                )
        elif len(components) > 1 and self.missing is not None and self.wording is not None:
            text = self.wording.about_each(
                self.missing, self.element, f"each of {_named_components(components)}"
            )
        elif fact == NO_COMPONENTS:
            text = text.format(any=_any_component(components))
        return replace(
            first,
            fact=fact,
            question=text,
            known=_known_entries(self.known) if len(components) > 1 else first.known,
            components=components,
            rules=tuple(self.rules.values()),
            decides=self.decides,
            pressing=self.pressing,
            needed_by=self.needed_by,
            settles=settles,
            on_list=" ".join(self.on_list),
        )


def _known_entries(known: Mapping[str, str]) -> str:
    """Return the stated entries of a list; if the components differ, each component has its own line."""
    if len(set(known.values())) == 1:
        return next(iter(known.values()))
    return "\n".join(f"{label}: {entries or NOTHING_RECORDED}" for label, entries in known.items())


def _any_component(components: Sequence[QuestionComponent]) -> str:
    return f"any of {_named_components(components)}" if len(components) > 1 else _named_components(components)


def _named_components(components: Sequence[QuestionComponent]) -> str:
    if len(components) == 1:
        return components[0].label
    named = and_more([component.label for component in components], MOST_NAMES)
    return f"these {len(components)} components ({named})"


def _without_narrower(vocabulary: str, words: Iterable[str]) -> list[str]:
    """Return the words without those that are narrower terms of another word."""
    known = load_vocabularies().get(vocabulary)
    every = sorted(set(words))
    if known is None:
        return every
    return [word for word in every if not any(o != word and known.is_a(word, o) for o in every)]


def _labels(words: Sequence[str], vocabulary: str) -> list[str]:
    """Return the display names of all words, because the answer is about each word.

    A name has spaces in the place of hyphens, as in `tungsten carbide`.
    """
    known = load_vocabularies().get(vocabulary)
    return [(known.label(word) if known is not None else word).replace("-", " ") for word in words]


def _substance_question(any_of: str, words: Sequence[str], label: str) -> str:
    """Return the question whether components contain these substances, with the names of the substances."""
    labels = _labels(words, "substance")
    if len(labels) == 1:
        return f"does {any_of} contain {labels[0]}?"
    return f"does {any_of} contain {label}? Name each component with one of these: {', '.join(labels)}"
