"""Components of listed companies that no rule fails.

There are three cases:

- The company is on the list, and a rule is open because another fact is missing.
- The company is on the list, and the component passes because of another fact.
- The name of the company is similar to a listed name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from microdep_rules.engine.grouping import KNOWN
from microdep_rules.engine.verdict import Verdict
from microdep_rules.output.asking.needs import is_open
from microdep_rules.output.asking.wording import company_words
from microdep_rules.output.entries import overlay_condition
from microdep_rules.output.places import fact_words
from microdep_rules.output.unknowns import name_of
from microdep_rules.output.visible import visible
from microdep_rules.vocabulary.shortening import and_more

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.engine.proof import ListedParty
    from microdep_rules.engine.values import MissingFact
    from microdep_rules.output.checked import CheckedDocument, SourcePlace

MOST_CERTAIN = 10
"""Largest number of components of listed companies that have separate lines."""
MOST_SIMILAR = 2
"""Largest number of companies with a similar name that have separate lines."""
MOST_RULES = 2
MOST_FACTS = 3


class OnList(Struct):
    """Component of a listed company, with the rules that it does not fail and the reasons."""

    document: CheckedDocument
    component: str
    company: ListedParty
    verdict: Verdict
    lists: dict[str, None] = field(default_factory=dict)
    rules: dict[str, str] = field(default_factory=dict)
    """The law or policy that each rule cites, by the name of the rule."""
    reasons: dict[str, None] = field(default_factory=dict)
    """Missing facts of an open check, or the facts that let the component pass."""
    overlay: dict[str, str] = field(default_factory=dict)
    """Overlay entry for each missing fact of the component, with `…` in place of the value."""

    @property
    def text(self) -> str:
        """Return a sentence that names the component, the company, the list, the rules and the reason."""
        name = name_of(self.component, self.document)
        company = company_words(self.company)
        lists = f"the list {and_more(self.lists, MOST_RULES)}" if self.lists else "a list"
        cited = [f"{rule} ({cites})" if cites else rule for rule, cites in self.rules.items()]
        rules = and_more(cited, MOST_RULES)
        if self.verdict is Verdict.PASS:
            because = and_more(self.reasons, MOST_FACTS) or "another condition is not met"
            text = f"{name} passes although {company} {lists} of {rules}, because {because}"
        else:
            verb = "is" if len(self.reasons) == 1 else "are"
            facts = and_more(self.reasons, MOST_FACTS)
            open_ = f"; open only because {facts} {verb} missing" if facts else "; the verdict is open"
            text = f"{name}: {company} {lists} of {rules}{open_}"
        return visible(text)

    @property
    def place(self) -> str:
        """Return the position of the component in a file; empty if the document has no such component."""
        place = self.source_place
        return visible(str(place)) if place is not None else ""

    @property
    def source_place(self) -> SourcePlace | None:
        """Return the position of the component in a file; None if the document has no such component."""
        bom = self.document.bom
        element = bom.components.get(self.component) if bom is not None else None
        return self.document.locate(element.file.path, element.pointer) if element is not None else None

    @property
    def next_step(self) -> str:
        """Return the overlay entry that states a missing fact of the component; empty if there is none."""
        if not self.overlay:
            return ""
        entries = and_more(self.overlay.values(), MOST_FACTS)
        return visible(f"answer the question about this component, or write in an overlay: {entries}")


def of_documents(documents: Iterable[CheckedDocument]) -> list[OnList]:
    """Return the components of listed companies in some documents; components with open checks come first."""
    entries: dict[tuple[str, str, ListedParty, Verdict], OnList] = {}
    for document in documents:
        for outcome in document.outcomes:
            if outcome.many or outcome.waiver or outcome.baseline == KNOWN or document.bom is None:
                continue
            if outcome.verdict in {Verdict.UNKNOWN, Verdict.PASS}:
                for member in outcome.members or (outcome,):
                    _add(entries, member, document)
    return sorted(entries.values(), key=lambda entry: entry.verdict is Verdict.PASS)


def _add(
    entries: dict[tuple[str, str, ListedParty, Verdict], OnList], outcome: Outcome, document: CheckedDocument
) -> None:
    for about, company in outcome.listed_parties:
        component = about or outcome.subject.id
        same = type(company)(company.name, company.entry, "")
        key = document.path, component, same, outcome.verdict
        entry = entries.setdefault(key, OnList(document, component, same, outcome.verdict))
        if company.list_name:
            entry.lists[company.list_name] = None
        entry.rules[outcome.rule.id] = next(iter(outcome.rule.cites), "")
        if outcome.verdict is Verdict.PASS:
            entry.reasons.update(dict.fromkeys(_deciding_facts(outcome, document)))
            continue
        for question in outcome.missing:
            entry.reasons[fact_words(question.missing)] = None
            entry.overlay.update(_overlay_entry(question.missing, component, document))


def _overlay_entry(missing: MissingFact, component: str, document: CheckedDocument) -> dict[str, str]:
    """Return the overlay entry for a missing fact of a component; empty for a fact of another record."""
    bom = document.bom
    element = bom.components.get(component) if bom is not None else None
    record, _, fact = missing.name.partition(".")
    if bom is None or element is None or missing.subject != component or record != "component":
        return {}
    return {} if missing.defect else {fact: f"`- {{match: {overlay_condition(element, bom)}, {fact}: …}}`"}


def _deciding_facts(outcome: Outcome, document: CheckedDocument) -> Iterator[str]:
    """Yield the facts that let an outcome pass, each with its position in a file."""
    for fact in outcome.facts:
        if fact.file:
            place = document.locate(fact.file, fact.pointer)
            where = f" ({place})" if place is not None else ""
            yield f"{fact.name} is {fact.text}{where}"


# ---- similar names -------------------------------------------------------------------------------------


def similar(documents: Iterable[CheckedDocument]) -> dict[str, str]:
    """Return a sentence about each company with a similar name, and the position of the company."""
    places: dict[str, str] = {}
    for document in documents:
        for outcome in document.outcomes:
            if not is_open(outcome) or outcome.waiver or outcome.baseline == KNOWN or document.bom is None:
                continue
            if outcome.verdict is not Verdict.FAIL:
                for member in outcome.members or (outcome,):
                    for text, place in _similar(member, document):
                        places.setdefault(text, place)
    return places


def _similar(outcome: Outcome, document: CheckedDocument) -> Iterator[tuple[str, str]]:
    for question in outcome.missing:
        if question.listed:
            missing = question.missing
            name = name_of(missing.subject, document)
            about = "may be" if missing.name == "party.identifiers" else "may be made by"
            place = document.locate(document.file_of(missing.of, missing.pointer), missing.pointer)
            where = visible(str(place)) if place is not None else ""
            yield visible(f"`{name}` {about} the listed company `{question.listed}`"), where


# ---- lines ---------------------------------------------------------------------------------------------


def lines(documents: Iterable[CheckedDocument], *, everything: bool = False) -> list[str]:
    """Return the lines about components of listed companies, and about companies with a similar name.

    Without `everything`, only the first components and companies have separate lines.
    """
    every = list(documents)
    certain = of_documents(every)
    shown = certain if everything else certain[:MOST_CERTAIN]
    texts = []
    for entry in shown:
        texts.append(_with_place(entry.text, entry.place))
        texts += [f"  next step: {entry.next_step}"] if entry.next_step else []
    more = len(certain) - len(shown)
    if more:
        companies = "1 more component of a listed company" if more == 1 else _more_components(more)
        texts.append(f"and {companies}")
    named = [_with_place(text, place) for text, place in similar(every).items()]
    more = 0 if everything else len(named) - MOST_SIMILAR
    if more > 0:
        named[MOST_SIMILAR:] = [f"and {more:,} more similar name{'s' if more > 1 else ''}"]
    return [*texts, *named]


def _with_place(text: str, place: str) -> str:
    return f"{text}  ({place})" if place else text


def _more_components(number: int) -> str:
    return f"{number:,} more components of listed companies"


def of_record(document: CheckedDocument) -> list[dict[str, Any]]:
    """Return the components of listed companies in the form of the record; similar names are not included."""
    return [
        {
            "component": entry.component,
            "name": name_of(entry.component, document),
            "company": entry.company.name,
            "listed_as": entry.company.entry or None,
            "lists": list(entry.lists),
            "rules": list(entry.rules),
            "verdict": entry.verdict.value,
            "because": list(entry.reasons),
            "text": entry.text,
        }
        for entry in of_documents([document])
    ]
