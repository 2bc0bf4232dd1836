"""Text of one finding: the message, the facts with their positions, the citation and the fix."""

from __future__ import annotations

from itertools import chain, repeat
from typing import TYPE_CHECKING

from microdep_rules.engine.standing import in_words
from microdep_rules.engine.verdict import Verdict, verdict_of
from microdep_rules.output.failures import FIXABLE
from microdep_rules.output.few import shorten_path
from microdep_rules.output.places import MOST_FACTS, RECORDED, fact_words, facts_to_show
from microdep_rules.output.reliances import reliance_lines
from microdep_rules.output.rule_files import entry_lines, place_in_pack
from microdep_rules.output.visible import visible
from microdep_rules.output.widths import padded
from microdep_rules.output.widths import width as cells
from microdep_rules.vocabulary.plurals import counted_noun
from microdep_rules.vocabulary.shortening import and_more

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from microdep_rules.bom.model import Bom
    from microdep_rules.engine.outcome import ExceptionResult, Outcome
    from microdep_rules.output.checked import CheckedDocument
    from microdep_rules.output.style import Style
    from microdep_rules.source import SourceFile

LABEL = 10
MOST_NEEDS = 3
FEW_SOURCES = 2
"""Largest number of facts of an exception that a line shows with their positions."""
MOST_NAMED = 3
"""Largest number of components that a line lists by name."""
OPEN = {
    "applies": "whether the rule applies",
    "in force": "whether the rule is in force",
    "alternate": "which alternate is built",
    "exception": "whether the claimed exception applies",
}


def finding(
    outcome: Outcome,
    document: CheckedDocument,
    style: Style,
    *,
    everything: bool,
    sources: Mapping[str, SourceFile] | None = None,
) -> list[str]:
    """Return the lines of one finding; the message is on one line, so that a text search finds it."""
    head = [_head(outcome, document, style), visible(outcome.message)]
    return [*head, *details(outcome, document, style, everything=everything, sources=sources)]


def details(
    outcome: Outcome,
    document: CheckedDocument,
    style: Style,
    *,
    everything: bool,
    sources: Mapping[str, SourceFile] | None = None,
) -> list[str]:
    """Return the lines below the message of a finding: its facts, and possible changes of the verdict.

    If `sources` contains the files of the packs, the lines also state the positions of the rule and of the
    list entries.
    """
    lines = _labelled_lines("facts", _facts(outcome, document, everything=everything), style)
    lines += rows("share", [outcome.share] if outcome.share else [], style)
    lines += rows("places", [f"{verdict_of(v).verb} in {shorten_path(p)}" for p, v in outcome.places], style)
    lines += rows("clause", _clauses(outcome), style)
    if sources is not None:
        place = place_in_pack(outcome.rule.span, sources)
        lines += rows("rule file", [place] if place else [], style)
        lines += rows("list entry", entry_lines(outcome.facts, sources), style)
    lines += rows("open", _open_reason(outcome), style)
    lines += rows(
        "exempt by",
        [_applied(e, outcome, document) for e in outcome.exceptions if e.state == "applies"],
        style,
    )
    if outcome.verdict is Verdict.DISCLOSE:
        lines += rows("missing", [q.ask for q in outcome.missing][:MOST_FACTS], style)
    fixes = [outcome.fix] if outcome.fix and outcome.verdict.value in FIXABLE else []
    lines += rows("fix", fixes, style)
    exceptions = [
        _disqualified(e, outcome, document) for e in outcome.exceptions if e.state == "disqualified"
    ]
    exceptions += [_needs(e, "claimed, not proven") for e in outcome.exceptions if e.state == "claimed"]
    if outcome.verdict is Verdict.FAIL:
        not_demonstrated = [e for e in outcome.exceptions if e.state == "not_demonstrated"]
        if outcome.fix:
            exceptions += [_needs(e, "not demonstrated") for e in not_demonstrated]
        else:
            lines += rows("fix", [_needs(e) for e in not_demonstrated], style)
    exceptions += [
        _does_not_apply(e, outcome, document) for e in outcome.exceptions if e.state == "does_not_apply"
    ]
    lines += rows("exception", exceptions, style)
    for label, texts in relied_rows(
        outcome.relies_on,
        [*outcome.notes, *_standing(outcome, document)],
        later(outcome) if outcome.changes else "",
        everything=everything,
    ):
        lines += rows(label, texts, style)
    return lines


def relied_rows(
    relies_on: Iterable[tuple[str, str]], notes: list[str], later_on: str, *, everything: bool = False
) -> list[tuple[str, list[str]]]:
    """Return the facts and assumptions on which an outcome relies, as labelled texts.

    Without `everything`, only the start and the end of a long list are shown.

    >>> relied_rows([("derived", "x"), ("exception_not_demonstrated", "y")], ["z"], "")
    [('relies on', ['derived fact: x']), ('note', ['z'])]
    """
    labelled = [
        ("relies on", reliance_lines(relies_on, everything=everything)),
        ("note", notes),
        ("later", [later_on] if later_on else []),
    ]
    return [(label, texts) for label, texts in labelled if texts]


def equal_components_lines(alike: Sequence[tuple[str, int]]) -> list[str]:
    """Return lines such as `R1 stands for 12 equal components`."""
    lines = [f"{name} stands for {many} equal components" for name, many in alike[:MOST_FACTS]]
    more = alike[MOST_FACTS:]
    return [
        *lines,
        *(
            [f"{len(more)} more components stand for {sum(n for _, n in more)} equal components"]
            if more
            else []
        ),
    ]


def _head(outcome: Outcome, document: CheckedDocument, style: Style) -> str:
    word = style.kind(outcome.verdict.value, in_words(outcome.verdict).upper())
    severity = "" if outcome.decides else f"  ({outcome.rule.severity}: advisory)"
    if outcome.alternate and outcome.verdict is Verdict.FAIL:
        severity += "  (approved alternate: it may be used, so the verdict of the document is unknown)"
    elif outcome.alternate:
        severity += "  (approved alternate)"
    if outcome.baseline == "changed":
        severity += "  (changed since the baseline)"
    about = outcome.parts or (outcome.subject,)
    name = style.strong(visible(and_more([document.shown_path(part) for part in about], MOST_NAMED)))
    return f"{word}  {name}  {outcome.rule.id}{severity}"


def _standing(outcome: Outcome, document: CheckedDocument) -> list[str]:
    parts = document.bom.components if document.bom is not None else {}
    return equal_components_lines([(parts[i].name if i in parts else i, n) for i, n in outcome.stands_for])


def later(outcome: Outcome) -> str:
    """Return the later changes of the verdict, such as `fails from 2027-01-01`."""
    return later_words(
        [(str(change.day), change.verdict) for change in outcome.changes], stated_date(outcome)
    )


def later_words(changes: Iterable[tuple[str, str]], by: str) -> str:
    """Return later changes of the verdict in words, each with its day.

    >>> later_words([("2027-01-01", "fail")], "delivery")
    'fails if the delivery date is 2027-01-01 or later'
    """
    if not by:
        return ", ".join(f"{verdict_of(verdict).verb} from {day}" for day, verdict in changes)
    return ", ".join(
        f"{verdict_of(verdict).verb} if the {by} date is {day} or later" for day, verdict in changes
    )


def stated_date(outcome: Outcome) -> str:
    """Return the contract date that the evaluation used; empty if the evaluation used the as-of date."""
    timing = outcome.timing
    return "" if timing.assumed or timing.basis == "as of" else timing.basis.replace("_", "-")


def names_of_kind(kind: str, names: Sequence[str]) -> str:
    """Return the number of subjects of a kind, and the names of the first of them.

    >>> names_of_kind("material", ["a", "b"]), names_of_kind("component", ["a", "b", "c", "d", "e"])
    ('2 materials (a, b)', '5 components (a, b, c and 2 more)')
    """
    return f"{counted_noun(len(names), kind)} ({and_more(names, MOST_NAMED)})"


def counted(kind: str, ids: Collection[str], bom: Bom | None, more: int = 0) -> str:
    """Return the number of subjects of a kind, as in `3 components and the product`.

    `more` is the number of further subjects whose ids are not in memory.
    """
    products = [id_ for id_ in ids if bom is not None and bom.is_whole_product(id_)]
    return counted_apart(kind, len(ids) - len(products) + more, len(products) if kind == "component" else 0)


def counted_apart(kind: str, number: int, products: int) -> str:
    """Return the number of subjects and of products, in words.

    >>> counted_apart("component", 3, 1), counted_apart("component", 0, 1), counted_apart("material", 1, 0)
    ('3 components and the product', 'the product', '1 material')
    >>> counted_apart("component", 1, 2)
    '1 component and 2 products'
    """
    whole = f"{products} products" if products > 1 else "the product" if products else ""
    if whole and not number:
        return whole
    return f"{counted_noun(number, kind)} and {whole}" if whole else counted_noun(number, kind)


def evidence_text(facts: int, without_evidence: int) -> str:
    """Return the number of facts that a document states, and the number of these facts without evidence.

    >>> evidence_text(1, 1), evidence_text(2, 0)
    ('1 recorded fact, without evidence', '2 recorded facts, all with evidence')
    >>> evidence_text(3, 1)
    '3 recorded facts, 1 of them without evidence'
    """
    many = counted_noun(facts, "recorded fact")
    if facts == 0:
        return many
    if without_evidence in {0, facts}:
        return f"{many}, {'all ' if facts > 1 else ''}{'without' if without_evidence else 'with'} evidence"
    return f"{many}, {without_evidence} of them without evidence"


def rows(label: str, texts: list[str], style: Style) -> list[str]:
    """Return texts as lines, with a label at the start of the first line."""
    return _labelled_lines(label, map(visible, texts), style)


def _labelled_lines(label: str, shown: Iterable[str], style: Style) -> list[str]:
    """Return the lines of `rows`, but keep the spaces in `shown`, which must contain no unsafe characters."""
    return [
        f"  {style.faint(head.ljust(LABEL))} {text}"
        for head, text in zip(chain([label], repeat("")), shown, strict=False)
    ]


def _facts(outcome: Outcome, document: CheckedDocument, *, everything: bool) -> list[str]:
    shown = []
    facts = list(outcome.facts)
    for fact in facts if everything else facts_to_show(facts):
        own = fact.element in {"", outcome.subject.id, "contract"}
        short = _element_name(fact.element, outcome.subject.id, document.bom)
        of = "" if own or short == fact.text else f" ({short})"
        place = document.locate(fact.file, fact.pointer) if fact.file else None
        source = str(place) if place is not None else fact.cites
        verb = "is" if fact.of_list is None else "contains"  # a list may have entries in several laws
        shown.append((visible(f"{fact.name} {verb} {fact.text}{of}"), visible(source)))
    width = min(max((cells(text) for text, _ in shown), default=0), 56)
    lines = [f"{padded(text, width)}  {source}".rstrip() for text, source in shown]
    more = len(facts) - len(shown)
    return [*lines, f"and {more} more facts (--verbose)"] if more else lines


def _element_name(element: str, subject: str, bom: Bom | None) -> str:
    """Return the name of an element in a fact.

    For a party, this is its display name; for another element, its id without the id of the subject.
    """
    party = bom.parties.get(element) if bom is not None else None
    return party.name if party is not None else element.removeprefix(f"{subject}/")


def _clauses(outcome: Outcome) -> list[str]:
    """Return the citations of the rule, and of the lettered elements that decide the outcome."""
    value = False if outcome.verdict in {Verdict.FAIL, Verdict.EXEMPT} or outcome.violated else None
    if outcome.rule.forbids and value is False:
        value = True
    elements = [
        x for x in outcome.elements if x.value is value and x.cites and x.cites not in outcome.rule.cites
    ]
    cites = (f"{element.letter} {element.cites}" for element in elements)
    return list(dict.fromkeys([*outcome.rule.cites, *cites]))


def _open_reason(outcome: Outcome) -> list[str]:
    """Return the reason why an outcome is unknown although its requirement is already violated."""
    question = OPEN.get(outcome.open, "")
    if not question or not outcome.missing:
        return [question] if question else []
    absent = {fact_words(q.missing) for q in outcome.missing if q.missing.defect not in RECORDED}
    texts = _are(absent, "missing")
    for defect, words in RECORDED.items():
        texts += _are(
            {fact_words(q.missing) for q in outcome.missing if q.missing.defect == defect} - absent, words
        )
    return [f"{question}: {'; '.join(texts)}"]


def _are(names: set[str], lacking: str) -> list[str]:
    listed = ", ".join(sorted(names))
    return [f"{listed} {'are' if len(names) > 1 else 'is'} {lacking}"] if names else []


def _applied(judged: ExceptionResult, outcome: Outcome, document: CheckedDocument) -> str:
    because = f": {judged.because}" if judged.because else ""
    return f"{judged.name}{because}{_sources(judged, outcome, document)}{_cited(judged)}"


def _does_not_apply(judged: ExceptionResult, outcome: Outcome, document: CheckedDocument) -> str:
    sources = _sources(judged, outcome, document)
    return f"{judged.name} does not apply: {judged.because}{sources}{_cited(judged)}"


def _sources(judged: ExceptionResult, outcome: Outcome, document: CheckedDocument) -> str:
    """Return the positions and the evidence of an exception's facts in brackets.

    If there are many facts, return only the evidence.
    """
    with_places = len(judged.facts) <= FEW_SOURCES
    sources: dict[str, None] = {}
    for fact in judged.facts:
        evidence = [
            id_ if document.counts(id_, outcome.timing.day) else f"{id_}, which does not count"
            for id_ in fact.evidence
        ]
        place = document.locate(fact.file, fact.pointer) if with_places else None
        words = [*([str(place)] if place else []), *([f"evidence {', '.join(evidence)}"] if evidence else [])]
        sources |= {", ".join(words): None} if words else {}
    return f"  ({'; '.join(sources)})" if sources else ""


def _disqualified(judged: ExceptionResult, outcome: Outcome, document: CheckedDocument) -> str:
    sources = _sources(judged, outcome, document)
    return f"{judged.name} is disqualified by {judged.because}{sources}{_cited(judged)}"


def _needs(judged: ExceptionResult, state: str = "") -> str:
    """Return the state of an exception with its fix, or with its missing facts if there is no fix."""
    name = f"{judged.name} is {state}" if state else f"exception {judged.name}"
    if judged.fix:
        return f"{name}: {judged.fix}{_cited(judged)}"
    names = list(dict.fromkeys(need.name for need in judged.needs))
    needs = and_more(names, MOST_NEEDS)
    verb = "; it needs" if state else " needs"
    return f"{name}{verb} {needs}{_cited(judged)}" if needs else f"{name}{_cited(judged)}"


def _cited(judged: ExceptionResult) -> str:
    return f"  [{'; '.join(judged.cites)}]" if judged.cites else ""
