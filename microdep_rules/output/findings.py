"""One finding as people read it: the message, the facts with their places, the clause, the way out."""

from __future__ import annotations

from itertools import chain, repeat
from typing import TYPE_CHECKING

from microdep_rules.engine.verdict import Verdict
from microdep_rules.output.places import MOST_FACTS, RECORDED, fact_words, most_telling
from microdep_rules.output.rests import rest_lines
from microdep_rules.output.visible import visible
from microdep_rules.output.widths import padded
from microdep_rules.output.widths import width as cells

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from microdep_rules.bom.model import Bom
    from microdep_rules.engine.outcome import Judged, Outcome
    from microdep_rules.output.checked import CheckedDocument
    from microdep_rules.output.style import Style

LABEL = 10
MOST_NEEDS = 3
WORDS = {
    Verdict.FAIL: "FAIL",
    Verdict.UNKNOWN: "UNKNOWN",
    Verdict.EXEMPT: "EXEMPT",
    Verdict.DISCLOSE: "DISCLOSE",
    Verdict.ERROR: "ERROR",
    Verdict.PASS: "PASS",
    Verdict.NOT_APPLICABLE: "N/A",
}
LATER = {
    Verdict.FAIL: "fails",
    Verdict.UNKNOWN: "is unknown",
    Verdict.EXEMPT: "is exempt",
    Verdict.DISCLOSE: "has to be disclosed",
    Verdict.ERROR: "cannot be evaluated",
    Verdict.PASS: "passes",
    Verdict.NOT_APPLICABLE: "no longer applies",
}
OPEN = {
    "applies": "whether the rule applies",
    "in force": "whether the rule is in force",
    "alternate": "which alternate is built",
    "exception": "whether the exception that is claimed holds",
}


def finding(outcome: Outcome, document: CheckedDocument, style: Style, *, everything: bool) -> list[str]:
    """The lines of one finding. The message stands alone on its line, so that it can be searched for."""
    lines = [_head(outcome, [outcome.rule.id], document, style), visible(outcome.message)]
    lines += _laid("facts", _facts(outcome, document, everything=everything), style)
    lines += rows("measured", [outcome.share] if outcome.share else [], style)
    lines += rows("places", [f"{LATER[v]} in {p}" for p, v in outcome.places], style)
    lines += rows("clause", _clauses(outcome), style)
    lines += rows("open", _open(outcome), style)
    lines += rows("exempt by", [_held(e) for e in outcome.exceptions if e.state == "held"], style)
    if outcome.verdict is Verdict.DISCLOSE:
        lines += rows("missing", [q.ask for q in outcome.missing][:MOST_FACTS], style)
    mend = [outcome.fix] if outcome.fix and outcome.verdict in {Verdict.FAIL, Verdict.UNKNOWN} else []
    lines += rows("way out", mend, style)
    lines += rows("lost", [_lost(e) for e in outcome.exceptions if e.state == "lost"], style)
    lines += rows("claimed", [_needs(e) for e in outcome.exceptions if e.state == "claimed"], style)
    if outcome.verdict is Verdict.FAIL:
        ways = [_needs(e) for e in outcome.exceptions if e.state == "not_shown"]
        lines += rows("not shown" if outcome.fix else "way out", ways, style)
    lines += rows("rests on", rest_lines(outcome.rests_on), style)
    lines += rows("note", [*outcome.notes, *_standing(outcome, document)], style)
    lines += rows("later", [later(outcome)] if outcome.changes else [], style)
    return lines


def heads(outcomes: list[Outcome], document: CheckedDocument, style: Style) -> list[str]:
    """Findings in a line each, those of one part that count alike in one line."""
    alike: dict[tuple[object, ...], list[Outcome]] = {}
    for each in outcomes:
        weight = each.rule.severity if not each.decides else ""
        key = (each.verdict, each.subject.id, each.subject.pointer, weight, each.alternate)
        alike.setdefault(key, []).append(each)
    return [_head(of[0], [each.rule.id for each in of], document, style) for of in alike.values()]


def _head(outcome: Outcome, rules: list[str], document: CheckedDocument, style: Style) -> str:
    word = style.kind(outcome.verdict.value, WORDS[outcome.verdict])
    severity = "" if outcome.decides else f"  ({outcome.rule.severity}: counted, does not decide)"
    if outcome.alternate and outcome.verdict is Verdict.FAIL:
        severity += "  (approved alternate: the document is not decided, as it may be built)"
    elif outcome.alternate:
        severity += "  (approved alternate)"
    if outcome.baseline == "changed":
        severity += "  (changed since the baseline)"
    name = style.strong(visible(document.usage_path(outcome.subject)))
    return f"{word}  {name}  {', '.join(rules)}{severity}"


def _standing(outcome: Outcome, document: CheckedDocument) -> list[str]:
    """For how many parts the parts stand that are told of, where they were gathered."""
    parts = document.bom.components if document.bom is not None else {}
    told = [
        f"{parts[id_].name if id_ in parts else id_} stands for {many} parts that say the same"
        for id_, many in outcome.stands_for[:MOST_FACTS]
    ]
    more = outcome.stands_for[MOST_FACTS:]
    return [*told, *([f"{len(more)} more stand for {sum(n for _, n in more)} parts"] if more else [])]


def later(outcome: Outcome) -> str:
    """What happens on later days: `fails from 2027-01-01`, and by which stated date that goes."""
    told = ", ".join(f"{LATER[each.verdict]} from {each.day}" for each in outcome.changes)
    date = stated_date(outcome)
    return f"{told} by {date}" if date else told


def stated_date(outcome: Outcome) -> str:
    """The date of the deal by which it was judged; nothing where as-of decides."""
    timing = outcome.timing
    return "" if timing.assumed or timing.basis == "as of" else timing.basis.replace("_", "-")


def part_word(kind: str, number: int) -> str:
    """`1 part`, `58 parts`, `2 materials`."""
    word = {"component": "part", "party": "party", "contract": "contract"}.get(kind, kind)
    if number != 1:
        word = "parties" if word == "party" else f"{word}s"
    return f"{number} {word}"


def counted(kind: str, ids: Collection[str], bom: Bom | None, more: int = 0) -> str:
    """How many of a kind; the product that no component stands for is counted apart from its parts.

    `more` are those whose ids are not kept.
    """
    apart = bom is not None and bom.product.synthesized and bom.product.id in ids
    if kind != "component" or not apart or len(ids) + more == 1:
        return part_word(kind, len(ids) + more)
    return f"{part_word(kind, len(ids) + more - 1)} and the product of them"


def evidence_text(facts: int, bare: int) -> str:
    """How many recorded facts there are, and how many of them nobody has shown.

    >>> evidence_text(1, 1), evidence_text(2, 0)
    ('1 recorded fact, without evidence', '2 recorded facts, all with evidence')
    >>> evidence_text(3, 1)
    '3 recorded facts, 1 of them without evidence'
    """
    many = f"{facts} recorded fact{'' if facts == 1 else 's'}"
    if facts == 0:
        return many
    if bare in {0, facts}:
        return f"{many}, {'all ' if facts > 1 else ''}{'without' if bare else 'with'} evidence"
    return f"{many}, {bare} of them without evidence"


def rows(label: str, texts: list[str], style: Style) -> list[str]:
    """Lines behind a label; the label stands on the first."""
    return _laid(label, map(visible, texts), style)


def _laid(label: str, shown: Iterable[str], style: Style) -> list[str]:
    """The same of texts that are made safe, and have blanks of ours between columns."""
    return [
        f"  {style.faint(head.ljust(LABEL))} {text}"
        for head, text in zip(chain([label], repeat("")), shown, strict=False)
    ]


def _facts(outcome: Outcome, document: CheckedDocument, *, everything: bool) -> list[str]:
    told = []
    facts = list(outcome.facts)
    for fact in facts if everything else most_telling(facts):
        own = fact.element in {"", outcome.subject.id, "contract"}
        short = _short(fact.element, outcome.subject.id, document.bom)
        of = "" if own or short == fact.text else f" ({short})"
        place = document.locate(fact.file, fact.pointer) if fact.file else None
        source = str(place) if place is not None else fact.cites
        told.append((visible(f"{fact.name} is {fact.text}{of}"), visible(source)))
    width = min(max((cells(text) for text, _ in told), default=0), 56)
    lines = [f"{padded(text, width)}  {source}".rstrip() for text, source in told]
    more = len(facts) - len(told)
    return [*lines, f"and {more} more facts (--all)"] if more else lines


def _short(element: str, subject: str, bom: Bom | None) -> str:
    """An element as a fact names it: a party by its name, what is in the subject by the rest of its id."""
    party = bom.parties.get(element) if bom is not None else None
    return party.name if party is not None else element.removeprefix(f"{subject}/")


def _clauses(outcome: Outcome) -> list[str]:
    """What the rule cites, and the limbs that make it what it is."""
    wanted = False if outcome.verdict in {Verdict.FAIL, Verdict.EXEMPT} or outcome.violated else None
    if outcome.rule.forbids and wanted is False:
        wanted = True
    limbs = [x for x in outcome.limbs if x.value is wanted and x.cites and x.cites not in outcome.rule.cites]
    told = (f"{limb.letter} {limb.cites}" for limb in limbs)
    return list(dict.fromkeys([*outcome.rule.cites, *told]))


def _open(outcome: Outcome) -> list[str]:
    """What keeps an unknown open although its requirement is already false."""
    what = OPEN.get(outcome.open, "")
    if not what or not outcome.missing:
        return [what] if what else []
    absent = {fact_words(q.missing) for q in outcome.missing if q.missing.held not in RECORDED}
    told = _are(absent, "missing")
    for held, words in RECORDED.items():
        told += _are(
            {fact_words(q.missing) for q in outcome.missing if q.missing.held == held} - absent, words
        )
    return [f"{what}: {'; '.join(told)}"]


def _are(names: set[str], what: str) -> list[str]:
    told = ", ".join(sorted(names))
    return [f"{told} {'are' if len(names) > 1 else 'is'} {what}"] if names else []


def _held(judged: Judged) -> str:
    because = f": {judged.because}" if judged.because else ""
    return f"{judged.name}{because}{_cited(judged)}"


def _lost(judged: Judged) -> str:
    return f"{judged.name}, by {judged.because}{_cited(judged)}"


def _needs(judged: Judged) -> str:
    """What an exception would need: its own words, else the names of the missing facts."""
    if judged.fix:
        return f"{judged.name}: {judged.fix}{_cited(judged)}"
    names = list(dict.fromkeys(each.name for each in judged.needs))
    needs = ", ".join(names[:MOST_NEEDS])
    more = len(names) - MOST_NEEDS
    told = f"{needs} and {more} more" if more > 0 else needs
    return f"{judged.name} needs {told}{_cited(judged)}" if told else f"{judged.name}{_cited(judged)}"


def _cited(judged: Judged) -> str:
    return f"  [{'; '.join(judged.cites)}]" if judged.cites else ""
