"""What an explanation is asked about: the outcomes about a part, by its id or its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.output.layout import Page
from microdep_rules.suggest import did_you_mean
from microdep_rules.vocabulary.slugs import slug

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.engine.outcome import Outcome, Part


def about(outcomes: Sequence[Outcome], subject: str) -> list[Outcome]:
    """The outcomes about a part: its own, those of its materials, and the groups that it is in."""
    return [
        o for o in outcomes if is_called(o.subject, subject) or any(is_called(p, subject) for p in o.parts)
    ]


def members(outcome: Outcome, subject: str) -> list[Outcome]:
    """Of a group, the parts that are asked about, each with its own proof; without a name the first.

    Candidates stay together: of them there is no more to say than which list is open.
    """
    own = [m for m in outcome.members if m.applies_proof is not None]
    named = [m for m in own if is_called(m.subject, subject)] if subject else own[:1]
    return named or [outcome]


def subjects(outcomes: Sequence[Outcome]) -> list[str]:
    """The ids of everything that the outcomes are about, each once."""
    return list(dict.fromkeys(p.id for o in outcomes for p in (o.parts or (o.subject,))))


def is_called(part: Part, name: str) -> bool:
    """Return whether a name is that of a part or material, its id, or that of the part it belongs to."""
    as_id = slug(name)
    names = {part.id, part.name, part.id.rsplit("/", 1)[-1]}
    return name in names or as_id in names or part.id.startswith((f"{name}/", f"{as_id}/"))


def nothing_about(outcomes: Sequence[Outcome], subject: str, width: int) -> str:
    """What is said where the rule says nothing about what was asked."""
    page, known = Page(width), subjects(outcomes)
    page.say(f"the rule says nothing about `{subject}`")
    hint = did_you_mean(subject, known)
    if hint:
        page.say(hint)
    page.say(f"it speaks of {', '.join(known[:20])}" if known else "it speaks of nothing in this document")
    return page.text()
