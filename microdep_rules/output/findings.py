"""One finding as people read it: the message, the facts with their places, the clause, the way out."""

from __future__ import annotations

from itertools import chain, repeat
from typing import TYPE_CHECKING

from microdep_rules.engine.standing import in_words
from microdep_rules.engine.verdict import Verdict, verdict_of
from microdep_rules.output.few import short_way
from microdep_rules.output.places import MOST_FACTS, RECORDED, fact_words, most_telling
from microdep_rules.output.rests import rest_lines
from microdep_rules.output.visible import visible
from microdep_rules.output.widths import padded
from microdep_rules.output.widths import width as cells

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from microdep_rules.bom.model import Bom
    from microdep_rules.engine.outcome import Judged, Outcome
    from microdep_rules.output.checked import CheckedDocument
    from microdep_rules.output.style import Style

LABEL = 10
MOST_NEEDS = 3
MOST_NAMED = 3
"""So many parts are named where several are counted."""
OPEN = {
    "applies": "whether the rule applies",
    "in force": "whether the rule is in force",
    "alternate": "which alternate is built",
    "exception": "whether the exception that is claimed holds",
}


def finding(outcome: Outcome, document: CheckedDocument, style: Style, *, everything: bool) -> list[str]:
    """The lines of one finding. The message stands alone on its line, so that it can be searched for."""
    head = [_head(outcome, [outcome.rule.id], document, style), visible(outcome.message)]
    return [*head, *details(outcome, document, style, everything=everything)]


def details(outcome: Outcome, document: CheckedDocument, style: Style, *, everything: bool) -> list[str]:
    """The lines below the message: on what an outcome was decided, and what changes it."""
    lines = _laid("facts", _facts(outcome, document, everything=everything), style)
    lines += rows("measured", [outcome.share] if outcome.share else [], style)
    lines += rows("places", [f"{verdict_of(v).verb} in {short_way(p)}" for p, v in outcome.places], style)
    lines += rows("clause", _clauses(outcome), style)
    lines += rows("open", _open(outcome), style)
    lines += rows("exempt by", [_held(e) for e in outcome.exceptions if e.state == "applies"], style)
    if outcome.verdict is Verdict.DISCLOSE:
        lines += rows("missing", [q.ask for q in outcome.missing][:MOST_FACTS], style)
    mend = [outcome.fix] if outcome.fix and outcome.verdict in {Verdict.FAIL, Verdict.UNKNOWN} else []
    lines += rows("way out", mend, style)
    lines += rows("lost", [_lost(e) for e in outcome.exceptions if e.state == "disqualified"], style)
    lines += rows("claimed", [_needs(e) for e in outcome.exceptions if e.state == "claimed"], style)
    if outcome.verdict is Verdict.FAIL:
        ways = [_needs(e) for e in outcome.exceptions if e.state == "not_demonstrated"]
        lines += rows("not shown" if outcome.fix else "way out", ways, style)
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
    """What an outcome relies on besides facts, in rows with their labels: on every screen and page the same.

    Of a long row only its ends, without `everything`.

    >>> relied_rows([("derived", "x"), ("exception_not_demonstrated", "y")], ["z"], "")
    [('rests on', ['derived: x']), ('note', ['z'])]
    """
    found = [
        ("rests on", rest_lines(relies_on, everything=everything)),
        ("note", notes),
        ("later", [later_on] if later_on else []),
    ]
    return [(label, texts) for label, texts in found if texts]


def stands_for_lines(alike: Sequence[tuple[str, int]]) -> list[str]:
    """For how many parts those stand that are named, where parts that say the same were gathered."""
    told = [f"{name} stands for {many} parts that say the same" for name, many in alike[:MOST_FACTS]]
    more = alike[MOST_FACTS:]
    return [*told, *([f"{len(more)} more stand for {sum(n for _, n in more)} parts"] if more else [])]


def heads(outcomes: list[Outcome], document: CheckedDocument, style: Style) -> list[str]:
    """Findings in a line each, those of one part that count alike in one line."""
    alike: dict[tuple[object, ...], list[Outcome]] = {}
    for outcome in outcomes:
        weight = outcome.rule.severity if not outcome.decides else ""
        key = (outcome.verdict, outcome.subject.id, outcome.subject.pointer, weight, outcome.alternate)
        alike.setdefault(key, []).append(outcome)
    return [_head(of[0], [each.rule.id for each in of], document, style) for of in alike.values()]


def _head(outcome: Outcome, rules: list[str], document: CheckedDocument, style: Style) -> str:
    word = style.kind(outcome.verdict.value, in_words(outcome.verdict).upper())
    severity = "" if outcome.decides else f"  ({outcome.rule.severity}: counted, does not decide)"
    if outcome.alternate and outcome.verdict is Verdict.FAIL:
        severity += "  (approved alternate: the document is not decided, as it may be built)"
    elif outcome.alternate:
        severity += "  (approved alternate)"
    if outcome.baseline == "changed":
        severity += "  (changed since the baseline)"
    name = style.strong(visible(document.shown_path(outcome.subject)))
    return f"{word}  {name}  {', '.join(rules)}{severity}"


def _standing(outcome: Outcome, document: CheckedDocument) -> list[str]:
    parts = document.bom.components if document.bom is not None else {}
    return stands_for_lines([(parts[i].name if i in parts else i, n) for i, n in outcome.stands_for])


def later(outcome: Outcome) -> str:
    """What happens on later days: `fails from 2027-01-01`, and by which stated date that goes."""
    return later_words(
        [(str(change.day), change.verdict) for change in outcome.changes], stated_date(outcome)
    )


def later_words(changes: Iterable[tuple[str, str]], by: str) -> str:
    """Changes, each of a day to a verdict, in words.

    >>> later_words([("2027-01-01", "fail")], "delivery")
    'fails from 2027-01-01 by delivery'
    """
    told = ", ".join(f"{verdict_of(verdict).verb} from {day}" for day, verdict in changes)
    return f"{told} by {by}" if by else told


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


def part_names(kind: str, names: Sequence[str]) -> str:
    """How many of a kind there are, with the first names.

    >>> part_names("material", ["a", "b"]), part_names("component", ["a", "b", "c", "d", "e"])
    ('2 materials (a, b)', '5 parts (a, b, c and 2 more)')
    """
    more = len(names) - MOST_NAMED
    rest = f" and {more} more" if more > 0 else ""
    return f"{part_word(kind, len(names))} ({', '.join(names[:MOST_NAMED])}{rest})"


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
    names = list(dict.fromkeys(need.name for need in judged.needs))
    needs = ", ".join(names[:MOST_NEEDS])
    more = len(names) - MOST_NEEDS
    told = f"{needs} and {more} more" if more > 0 else needs
    return f"{judged.name} needs {told}{_cited(judged)}" if told else f"{judged.name}{_cited(judged)}"


def _cited(judged: Judged) -> str:
    return f"  [{'; '.join(judged.cites)}]" if judged.cites else ""
