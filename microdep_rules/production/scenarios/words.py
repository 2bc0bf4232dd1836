"""Words of scenarios: substances and stages of the vocabulary, and targets in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.bom.amounts import written
from microdep_rules.production.scenarios.model import Cut, Delay, EntryIntoForce, IndexRise, ListAddition
from microdep_rules.production.times import between
from microdep_rules.suggest import nearest, sharing
from microdep_rules.vocabulary.countries import name as country_name
from microdep_rules.vocabulary.makeup import substances
from microdep_rules.vocabulary.stages import load_stages

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from microdep_rules.production.scenarios.model import Change, Target
    from microdep_rules.vocabulary.terms import Vocabulary


def substance_of(word: str) -> str | None:
    """Return the substance that a word names.

    >>> substance_of("gallium"), substance_of("unobtainium")
    ('Ga', None)
    """
    known = substances()
    resolved = known.resolve(word)
    return known.terms[resolved].id if resolved is not None else None


def unknown_words(target: Mapping[str, Any]) -> Iterator[tuple[str, str, list[str]]]:
    """Yield each unknown word of a target as (key, kind of word, most similar known words)."""
    if "material" in target and substance_of(target["material"]) is None:
        yield "material", "substance", _similar_words(target["material"], substances())
    stages = load_stages().vocabulary
    if "stage" in target and target["stage"] not in stages.terms and stages.resolve(target["stage"]) is None:
        yield "stage", "stage", _similar_words(target["stage"], stages)


def _similar_words(word: str, known: Vocabulary) -> list[str]:
    """Return the words of a vocabulary that are most similar to `word`.

    For a similar alias, the result has the word with this alias.

    >>> _similar_words("sintring", load_stages().vocabulary), _similar_words("galium", substances())[0]
    (['sintered'], 'gallium')
    """
    names = [*known.terms, *(name for term in known.terms.values() for name in term.names)]
    aliases = {alias: term.id for term in known.terms.values() for alias in term.aliases}
    words = nearest(word, names) or [aliases[alias] for alias in nearest(word, aliases)]
    return list(dict.fromkeys(words or sharing(word, names)))


def target_in_words(target: Target) -> str:
    """Return a target in words.

    >>> from microdep_rules.production.scenarios.model import Target
    >>> target_in_words(Target(material="Ga", stage="refined", country="CN"))
    'Ga (gallium), refined of China'
    """
    words = [f"`{word}`" for word in (target.component, target.site, target.party) if word]
    if target.material:
        term = substances().terms.get(target.material)
        name = term.names[0] if term is not None and term.names else ""
        words.append(f"{target.material} ({name})" if name and name != target.material else target.material)
    if target.stage:
        words.append(load_stages().vocabulary.label(target.stage))
    where = country_name(target.country) if target.country else ""
    if not where:
        return ", ".join(words)
    return f"{', '.join(words)} of {where}" if words else where


def change_in_words(change: Change) -> str:
    """Return a change in words.

    >>> from microdep_rules.production.scenarios.model import Cut, Target
    >>> change_in_words(Cut(Target(country="CN")))
    'China is cut'
    """
    match change:
        case Cut():
            return f"{target_in_words(change.target)} is cut"
        case Delay():
            by = "by" if change.is_added else "to"
            return f"{target_in_words(change.target)} is delayed {by} {between(change.time.days)}"
        case IndexRise():
            return (
                f"the restriction index of {target_in_words(change.target)} rises to {written(change.index)}"
            )
        case ListAddition():
            who = country_name(change.country) if change.country else f"`{change.names[0]}`"
            return f"{who} is put on the list {change.pack}/{change.name}"
        case EntryIntoForce():
            return f"the {change.kind} {change.pack}/{change.name} comes into force"


def as_written(value: object, unit: str) -> str:
    """Return a time as its file states it.

    >>> as_written("4..8", "weeks")
    '4 to 8 weeks'
    """
    text = str(value).replace(" ", "") if ".." in str(value) else str(value)
    return f"{text.replace('..', ' to ')} {unit}"
