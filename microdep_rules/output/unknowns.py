"""Unknowns by missing fact, over all rules and parts: what to find out, and what it decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from microdep_rules.engine.built import ALTERNATE
from microdep_rules.engine.verdict import Verdict
from microdep_rules.output.findings import LABEL, counted, rows
from microdep_rules.output.places import RECORDED, fact_words
from microdep_rules.output.steps import called, to_write
from microdep_rules.output.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from microdep_rules.engine.outcome import Outcome, Question
    from microdep_rules.lang import ir
    from microdep_rules.output.checked import CheckedDocument
    from microdep_rules.output.style import Style

FEW_PARTS = 3
"""So many parts are shown each with its place and question; of more, the names."""
NO_FACT = "it is open for a reason that no fact settles"
MOST_NAMES = 8
"""So many facts are named in one heading."""
MOST_ASKED = 8
"""So many questions are asked of one gap, unless all are asked for."""
FEW_GAPS = 6
"""Of more gaps than these, each takes two lines."""
MANY_GAPS = 12
"""Where there are more gaps than these, the screen has the questions that settle most in their place."""
WIDTH = 96
DECIDING = frozenset({"prohibit", "ineligible"})
BUSINESS = frozenset({"contract", "company"})
HINT = "what would bring each of these facts"
CONTEXT = "to be said in a file that --context names"


Key = tuple[str, str, str, bool, bool]


class Gap(Struct):
    """Facts that are missing on the same parts and decide the same rules."""

    names: list[str]
    subjects: dict[str, list[Question]] = field(default_factory=dict)
    """What would be asked about each part."""
    parts: int = 0
    """On how many it is missing: more than are named where parts that say the same were gathered."""
    rules: dict[str, ir.Rule] = field(default_factory=dict)
    held: str = ""
    """What is recorded, where that does not say enough: a key of `RECORDED`."""
    violated: bool = False
    escalated: bool = False
    reason: str = ""
    """Why it is not known although no fact is missing."""
    documents: set[int] = field(default_factory=set)
    """In which of several documents it is, by their numbers."""

    @property
    def decides(self) -> bool:
        """Return whether one of the rules decides a product."""
        return any(rule.severity in DECIDING for rule in self.rules.values())

    def key(self) -> tuple[bool, bool, bool, int, list[str]]:
        """What decides first; of it what is violated, then what is urgent, then what is missing most."""
        many = len(self.subjects) + self.more
        return (not self.decides, not self.violated, not self.escalated, -many, self.names)

    @property
    def more(self) -> int:
        """How many parts say the same as those that are named."""
        return max(0, self.parts - len(self.subjects))


def gaps(outcomes: Iterable[Outcome]) -> list[Gap]:
    """Every missing fact with what it decides, most pressing first."""
    return sorted(_joined(_by_fact(outcomes).values()), key=Gap.key)


def gaps_of_all(documents: Sequence[Iterable[Outcome]]) -> list[Gap]:
    """The same over several documents: what is missing in many is one gap, with the numbers of these."""
    found: dict[Key, Gap] = {}
    for number, outcomes in enumerate(documents):
        for key, gap in _by_fact(outcomes).items():
            gap.parts = max(gap.parts, len(gap.subjects))
            same = found.setdefault(key, Gap(list(gap.names), held=gap.held, reason=gap.reason))
            same.subjects |= {f"{number} {id_}": asked for id_, asked in gap.subjects.items()}
            same.parts += gap.parts
            same.documents.add(number)
            same.rules |= gap.rules
            same.violated |= gap.violated
            same.escalated |= gap.escalated
    return sorted(_joined(found.values()), key=Gap.key)


def in_one(gap: Gap) -> Gap:
    """A gap of several documents that is in one of them alone, as that document has it."""
    subjects = {id_.partition(" ")[2]: asked for id_, asked in gap.subjects.items()}
    return Gap(gap.names, subjects, gap.parts, gap.rules, gap.held, gap.violated, gap.escalated, gap.reason)


def _by_fact(outcomes: Iterable[Outcome]) -> dict[Key, Gap]:
    """Each missing fact, and each other reason, by what tells gaps apart."""
    found: dict[Key, Gap] = {}
    for outcome in outcomes:
        open_duty = outcome.verdict is Verdict.DISCLOSE and outcome.missing
        if outcome.verdict is not Verdict.UNKNOWN and not open_duty:
            continue
        pressing = (outcome.violated, outcome.escalated)
        if outcome.open == ALTERNATE:
            reason = "; ".join(outcome.notes)
            _add(found.setdefault(("reason", reason, "", *pressing), Gap([], reason=reason)), outcome)
        if outcome.missing:
            alike = dict(outcome.stands_for)
            for (name, held), asked in _by_name(outcome).items():
                gap = found.setdefault(("fact", name, held, *pressing), Gap([name], held=held))
                for subject, question in asked.items():
                    gap.subjects.setdefault(subject, [question])
                gap.parts = max(gap.parts, sum(alike.get(each, 1) for each in asked))
                _add(gap, outcome)
        elif outcome.open != ALTERNATE:
            reason = "; ".join(outcome.notes) or (outcome.reason if outcome.is_beyond_bounds else NO_FACT)
            _add(found.setdefault(("reason", reason, "", *pressing), Gap([], reason=reason)), outcome)
    return found


def _by_name(outcome: Outcome) -> dict[tuple[str, str], dict[str, Question]]:
    """The first question about each element, by the words for the fact and what is recorded of it."""
    found: dict[tuple[str, str], dict[str, Question]] = {}
    for each in outcome.missing:
        key = (fact_words(each.missing), each.missing.held if each.missing.held in RECORDED else "")
        found.setdefault(key, {}).setdefault(each.missing.subject, each)
    return found


def _add(gap: Gap, outcome: Outcome) -> None:
    gap.rules.setdefault(outcome.rule.id, outcome.rule)
    gap.violated |= outcome.violated
    gap.escalated |= outcome.escalated


def _joined(found: Iterable[Gap]) -> list[Gap]:
    """Facts that are missing on the same parts and decide the same rules, as one."""
    joined: dict[tuple[object, ...], Gap] = {}
    for gap in found:
        key = (
            frozenset(gap.subjects),
            frozenset(gap.rules),
            gap.held,
            gap.violated,
            gap.escalated,
            gap.reason,
            frozenset(gap.documents),
        )
        same = joined.setdefault(key, gap)  # looked up once: to compare two such keys goes through all parts
        if same is not gap:
            same.names += gap.names
            same.parts = max(same.parts, gap.parts)
            for subject, asked in gap.subjects.items():
                same.subjects[subject] += asked
    return list(joined.values())


def render(found: list[Gap], document: CheckedDocument, style: Style, *, everything: bool) -> list[str]:
    """The lines about what is missing."""
    if not found:
        return []
    full = everything or len(found) <= FEW_GAPS
    lines: list[str] = []
    for gap in found:
        lines += _gap(gap, document, style, full=full, everything=everything)
        if full:
            lines.append("")
    if full:
        return lines
    hidden = any(len(gap.subjects) > 1 for gap in found)
    return [*lines, *([style.faint(f"--all asks {HINT}")] if hidden else []), ""]


def in_one_line(found: list[Gap], document: CheckedDocument, style: Style) -> list[str]:
    """How much is missing and on what, for whom unknowns stop nothing."""
    if not found:
        return []
    facts = len({name for gap in found for name in gap.names})
    rules = len({name for gap in found for name in gap.rules})
    parts = len({subject for gap in found for subject in gap.subjects}) + max(gap.more for gap in found)
    named = f" ({visible(_few_names(found, document))})" if parts else ""
    lacking = f"{_many(facts, 'fact')} missing in {_many(parts, 'place')}{named}, " if facts else ""
    return [f"{style.kind('unknown', 'UNKNOWN')}  {lacking}{_many(rules, 'rule')} open; it stops nothing", ""]


def _many(number: int, word: str) -> str:
    return f"{number} {word}{'s' if number != 1 else ''}"


def many(found: list[Gap]) -> bool:
    """Return whether there are too many for a block each."""
    return len(found) > MANY_GAPS


def pressing(found: list[Gap], document: CheckedDocument, style: Style) -> list[str]:
    """The gaps that are shown even where there are many: pressing ones, and those that no fact closes."""
    alone = [gap for gap in found if gap.reason or (gap.decides and (gap.violated or gap.escalated))]
    return [line for gap in alone for line in _gap(gap, document, style, full=False, everything=False)]


def _few_names(found: Iterable[Gap], document: CheckedDocument) -> str:
    """The first names of all on which something is missing, and how many there are besides."""
    gaps_ = list(found)
    ids = _in_order({id_: asked for gap in gaps_ for id_, asked in gap.subjects.items()}, document)
    return _names(ids[:2], document, len(ids[2:]) + max((gap.more for gap in gaps_), default=0))


def _gap(gap: Gap, document: CheckedDocument, style: Style, *, full: bool, everything: bool) -> list[str]:
    lines = [
        f"{style.kind('unknown', 'UNKNOWN')}  {style.strong(visible(headline(gap, on_what(gap, document))))}"
    ]
    if full:
        decided = list(gap.rules.values())
        told = decided if everything else decided[:FEW_PARTS]
        rules = [f"{rule.id}  [{'; '.join(rule.cites)}]" for rule in told]
        more = len(gap.rules) - len(rules)
        lines += rows(
            "decides", [*rules, *([f"and {more} more rule{'s' if more > 1 else ''}"] if more else [])], style
        )
    ids = _in_order(gap.subjects, document)
    questions = [each for id_ in ids for each in gap.subjects[id_]]
    if everything or len(ids) == 1 or (full and len(ids) <= FEW_PARTS):
        asks, rest = asked_at(questions, document), []
        if not everything and len(asks) > MOST_ASKED:
            asks, rest = asks[:MOST_ASKED], [f"and {len(asks) - MOST_ASKED} more (--all asks them)"]
        lines += rows("ask", [*asks, *rest], style)
    elif ids:
        made_up = document.bom.product.id if document.bom and document.bom.product.synthesized else ""
        named = [each for each in ids if each != made_up]
        lines += rows("parts", [_names(named, document, gap.more)], style)
        if full:
            lines += rows("ask", [_first(gap.subjects[ids[0]], document)], style)
    stated = sorted({question.missing.stated for question in questions if question.missing.stated})
    notes = [f"stated as unknown: {each}" for each in stated]
    if gap.more:
        those = "the one that is named" if len(ids) == 1 else "those that are named"
        notes.append(f"{gap.more} of them say the same as {those}")
    return lines + rows("note", notes if everything else notes[:FEW_PARTS], style)


def _first(questions: list[Question], document: CheckedDocument) -> str:
    """What is asked about the first of many parts, and the form in which that is written."""
    asks = " ".join(dict.fromkeys(question.ask for question in questions))
    forms = (
        [to_write(question.missing, document.bom) for question in questions]
        if document.bom is not None
        else []
    )
    form = " and ".join(dict.fromkeys(each for each in forms if each))
    return f"{asks}  (and so on for the others{f', as {form}' if form else ''})"


def _in_order(subjects: Iterable[str], document: CheckedDocument) -> list[str]:
    """As in the document; what belongs to a part behind it, what is no part at the end."""
    known = {id_: number for number, id_ in enumerate(document.bom.components)} if document.bom else {}
    return sorted(subjects, key=lambda subject: (known.get(subject.split("/")[0], len(known)), subject))


def headline(gap: Gap, on: str) -> str:
    """What is missing, on how many components, and how many rules that leaves open."""
    urgent = "already violated, and still open: " if gap.violated else "urgent: " if gap.escalated else ""
    rules = f"{len(gap.rules)} rule{'s' if len(gap.rules) != 1 else ''}"
    counted = "" if gap.decides else " (counted, does not decide the product)"
    if gap.reason:
        return f"{urgent}{gap.reason}{on if gap.documents else ''}; it leaves {rules} open{counted}"
    several = len(gap.names) > 1
    more = len(gap.names) - MOST_NAMES
    told = [*gap.names[:MOST_NAMES], f"{more} more"] if more > 0 else gap.names
    names = ", ".join(told[:-1]) + f" and {told[-1]}" if several else told[0]
    verb, it = ("are", "they decide") if several else ("is", "it decides")
    lacking = RECORDED.get(gap.held, "missing")
    return f"{urgent}{names} {verb} {lacking}{on}; {it} {rules}{counted}"


def on_what(gap: Gap, document: CheckedDocument) -> str:
    """On how many of what, or on the one there is."""
    questions = [each for asked in gap.subjects.values() for each in asked]
    kind = (questions[0].missing.record or "component") if questions else "contract"
    if kind == "contract":
        return ""
    if len(gap.subjects) + gap.more == 1:
        return f" on {_name(questions[0].missing.subject, document)}"
    kinds = {question.missing.record for question in questions}
    return f" on {counted(kind if len(kinds) == 1 else 'component', gap.subjects, document.bom, gap.more)}"


def _name(id_: str, document: CheckedDocument) -> str:
    """How people call what has an id: a part by its name, a material or stage behind that of its part."""
    if document.bom is None:
        return id_
    found = document.bom.components.get(id_)
    if found is not None:
        return found.name
    party = document.bom.parties.get(id_)
    if party is not None:
        return party.name
    part = document.bom.components.get(id_.split("/", maxsplit=1)[0])
    if part is None:
        return f"the product of {document.bom.product.name}" if id_ == document.bom.product.id else id_
    for material in document.bom.materials(part):
        if id_ == material.id or id_.startswith(f"{material.id}/"):
            inside = [called(stage) for stage in document.bom.stages(material) if stage.id == id_]
            rest = id_[len(material.id) + 1 :]
            return " / ".join([part.name, material.name, *(inside or ([rest] if rest else []))])
    return " / ".join([part.name, *id_.split("/")[1:]])


def _names(ids: list[str], document: CheckedDocument, unnamed: int) -> str:
    """As many names as fit on a line, and how many there are besides."""
    told: list[str] = []
    for id_ in ids:
        name = _name(id_, document)
        if told and len(", ".join([*told, name])) > WIDTH - LABEL - 20:
            break
        told.append(name)
    more = len(ids) - len(told) + unnamed
    return ", ".join(told) + (f" and {more} more" if more else "")


def asked_at(questions: Iterable[Question], document: CheckedDocument) -> list[str]:
    """Each question once, since one may settle several facts of a part, and where the answers would stand."""
    found: dict[str, dict[str, None]] = {}
    for question in questions:
        found.setdefault(question.ask, {})[_place(question, document)] = None
    told = ((ask, ", ".join(place for place in places if place)) for ask, places in found.items())
    return [f"{ask}  ({places})" if places else ask for ask, places in told]


def _place(question: Question, document: CheckedDocument) -> str:
    lack = question.missing
    place = document.locate(document.file_of(lack.of, lack.pointer), lack.pointer)
    if place is None:
        return CONTEXT if lack.of == "context" else ""
    entry = to_write(lack, document.bom) if document.bom is not None else ""
    return f"{place}, as {entry}" if entry else str(place)
