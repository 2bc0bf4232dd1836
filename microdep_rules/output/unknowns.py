"""Unknown outcomes, grouped by missing fact over all rules and components, with questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from microdep_rules.engine.alternate_verdicts import ALTERNATE
from microdep_rules.engine.verdict import Verdict
from microdep_rules.output.entries import to_write
from microdep_rules.output.findings import LABEL, counted, rows
from microdep_rules.output.missing_columns import missing_column
from microdep_rules.output.places import RECORDED, fact_words
from microdep_rules.output.stages import element_name
from microdep_rules.output.visible import visible
from microdep_rules.vocabulary.shortening import first_of, shown_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from microdep_rules.engine.outcome import FactQuestion, Outcome
    from microdep_rules.lang import ir
    from microdep_rules.output.checked import CheckedDocument
    from microdep_rules.output.style import Style

FEW_PARTS = 3
"""Largest number of components that are shown with a position and a question; more have only names."""
NO_FACT = "the outcome is unknown for a reason that no fact settles"
MOST_NAMES = 8
"""Largest number of facts in one heading."""
MOST_ASKED = 8
"""Largest number of questions about one gap (missing facts), unless the user asks for all questions."""
FEW_GAPS = 6
"""Largest number of gaps that are shown in detail; with more gaps, each gap has at most two lines."""
MANY_GAPS = 12
"""Largest number of gaps that the screen lists; if there are more, it shows the most useful questions."""
WIDTH = 96
DECIDING = frozenset({"prohibit", "ineligible"})
BUSINESS = frozenset({"contract", "company"})
HINT = "one question for each of these facts"
CONTEXT = "answer in the context file: --context FILE"


Key = tuple[str, str, str, bool, bool]


class Gap(Struct):
    """Gap: facts that the same components lack, and that the same rules need."""

    names: list[str]
    subjects: dict[str, list[FactQuestion]] = field(default_factory=dict)
    """Questions about each component, by the id of the component."""
    parts: int = 0
    """Number of components that lack the facts, including components that are not listed by name."""
    rules: dict[str, ir.Rule] = field(default_factory=dict)
    defect: str = ""
    """Reason why a stated value is not enough: a key of `RECORDED`."""
    violated: bool = False
    escalated: bool = False
    reason: str = ""
    """Reason of an unknown outcome for which no fact is missing."""
    documents: set[int] = field(default_factory=set)
    """Numbers of the documents in which the facts are missing."""

    @property
    def decides(self) -> bool:
        """Return whether a rule that is not advisory needs the facts."""
        return any(rule.severity in DECIDING for rule in self.rules.values())

    def key(self) -> tuple[bool, bool, bool, int, list[str]]:
        """Sort key: gaps that affect the exit code, then violated, urgent and frequent gaps."""
        many = len(self.subjects) + self.more
        return (not self.decides, not self.violated, not self.escalated, -many, self.names)

    @property
    def more(self) -> int:
        """Number of components that are not listed by name, because they equal a listed component."""
        return max(0, self.parts - len(self.subjects))


def gaps(outcomes: Iterable[Outcome]) -> list[Gap]:
    """Return every gap (missing facts) with the rules that need the facts, the most urgent gap first."""
    return sorted(_merge_gaps(_by_fact(outcomes).values()), key=Gap.key)


def gaps_of_all(documents: Sequence[Iterable[Outcome]]) -> list[Gap]:
    """Return the gaps (missing facts) of several documents.

    Equal gaps become one entry, with the numbers of their documents.
    """
    found: dict[Key, Gap] = {}
    for number, outcomes in enumerate(documents):
        for key, gap in _by_fact(outcomes).items():
            gap.parts = max(gap.parts, len(gap.subjects))
            same = found.setdefault(key, Gap(list(gap.names), defect=gap.defect, reason=gap.reason))
            same.subjects |= {f"{number} {id_}": asked for id_, asked in gap.subjects.items()}
            same.parts += gap.parts
            same.documents.add(number)
            same.rules |= gap.rules
            same.violated |= gap.violated
            same.escalated |= gap.escalated
    return sorted(_merge_gaps(found.values()), key=Gap.key)


def in_one(gap: Gap) -> Gap:
    """Return a gap of one document, without the document number at the start of component ids."""
    subjects = {id_.partition(" ")[2]: asked for id_, asked in gap.subjects.items()}
    return Gap(gap.names, subjects, gap.parts, gap.rules, gap.defect, gap.violated, gap.escalated, gap.reason)


def _by_fact(outcomes: Iterable[Outcome]) -> dict[Key, Gap]:
    """Return the gaps by their key: the missing fact, or another reason of the unknown outcomes."""
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
            for (name, defect), asked in _by_name(outcome).items():
                gap = found.setdefault(("fact", name, defect, *pressing), Gap([name], defect=defect))
                for subject, question in asked.items():
                    gap.subjects.setdefault(subject, [question])
                gap.parts = max(gap.parts, sum(alike.get(subject, 1) for subject in asked))
                _add(gap, outcome)
        elif outcome.open != ALTERNATE:
            reason = "; ".join(outcome.notes) or (outcome.reason if outcome.is_beyond_bounds else NO_FACT)
            _add(found.setdefault(("reason", reason, "", *pressing), Gap([], reason=reason)), outcome)
    return found


def _by_name(outcome: Outcome) -> dict[tuple[str, str], dict[str, FactQuestion]]:
    """Return the first question about each element.

    The keys are the name of the fact and, if a stated value is not sufficient, the reason.
    """
    questions: dict[tuple[str, str], dict[str, FactQuestion]] = {}
    for question in outcome.missing:
        missing = question.missing
        key = (fact_words(missing), missing.defect if missing.defect in RECORDED else "")
        questions.setdefault(key, {}).setdefault(missing.subject, question)
    return questions


def _add(gap: Gap, outcome: Outcome) -> None:
    gap.rules.setdefault(outcome.rule.id, outcome.rule)
    gap.violated |= outcome.violated
    gap.escalated |= outcome.escalated


def _merge_gaps(found: Iterable[Gap]) -> list[Gap]:
    """Return one gap for several facts that the same components lack and the same rules need."""
    joined: dict[tuple[object, ...], Gap] = {}
    for gap in found:
        key = (
            frozenset(gap.subjects),
            frozenset(gap.rules),
            gap.defect,
            gap.violated,
            gap.escalated,
            gap.reason,
            frozenset(gap.documents),
        )
        same = joined.setdefault(key, gap)  # one search only, because the comparison of two keys is slow
        if same is not gap:
            same.names += gap.names
            same.parts = max(same.parts, gap.parts)
            for subject, asked in gap.subjects.items():
                same.subjects[subject] += asked
    return list(joined.values())


def render(found: list[Gap], document: CheckedDocument, style: Style, *, everything: bool) -> list[str]:
    """Return the lines about missing facts."""
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
    return [*lines, *([style.faint(f"--verbose shows {HINT}")] if hidden else []), ""]


def many(found: list[Gap]) -> bool:
    """Return whether there are too many gaps to show a block of lines for each gap."""
    return len(found) > MANY_GAPS


def pressing(found: list[Gap], document: CheckedDocument, style: Style) -> list[str]:
    """Return the lines about gaps that are always shown: urgent gaps, and gaps without a missing fact."""
    alone = [gap for gap in found if gap.reason or (gap.decides and (gap.violated or gap.escalated))]
    return [line for gap in alone for line in _gap(gap, document, style, full=False, everything=False)]


def _gap(gap: Gap, document: CheckedDocument, style: Style, *, full: bool, everything: bool) -> list[str]:
    lines = [
        f"{style.kind('unknown', 'UNKNOWN')}  {style.strong(visible(headline(gap, on_what(gap, document))))}"
    ]
    if full:
        affected = list(gap.rules.values())
        shown = affected if everything else first_of(affected, FEW_PARTS)[0]
        rules = [f"{rule.id}  [{'; '.join(rule.cites)}]" for rule in shown]
        more = len(gap.rules) - len(rules)
        lines += rows(
            "affects", [*rules, *([f"and {more} more rule{'s' if more > 1 else ''}"] if more else [])], style
        )
    ids = _in_order(gap.subjects, document)
    questions = [question for id_ in ids for question in gap.subjects[id_]]
    if everything or len(ids) == 1 or (full and len(ids) <= FEW_PARTS):
        asks, rest = asked_at(questions, document), []
        if not everything and shown_of(len(asks), MOST_ASKED) < len(asks):
            asks, rest = asks[:MOST_ASKED], [f"and {len(asks) - MOST_ASKED} more (--verbose shows them)"]
        lines += rows("ask", [*asks, *rest], style)
    elif ids:
        made_up = document.bom.product.id if document.bom and document.bom.product.synthesized else ""
        named = [id_ for id_ in ids if id_ != made_up]
        names = _names(named, document, gap.more)
        hint = " (--verbose shows them)" if names.endswith(" more") else ""
        lines += rows("missing on", [names + hint], style)
        if full:
            lines += rows("ask", [_first(gap.subjects[ids[0]], document)], style)
    fix = missing_column(gap.names, gap.subjects, document.bom) if document.bom is not None else ""
    if full and fix:
        lines += rows("fix", [fix], style)
    stated = sorted({question.missing.stated for question in questions if question.missing.stated})
    notes = [f"stated as unknown: {reason}" for reason in stated]
    if gap.more:
        those = "the named one" if len(ids) == 1 else "the named ones"
        notes.append(f"{gap.more} further components are equal to {those}")
    return lines + rows("note", notes if everything else notes[:FEW_PARTS], style)


def _first(questions: list[FactQuestion], document: CheckedDocument) -> str:
    """Return the question about the first of many components, and the entry that answers it."""
    asks = " ".join(dict.fromkeys(question.ask for question in questions))
    forms = (
        [to_write(question.missing, document.bom) for question in questions]
        if document.bom is not None
        else []
    )
    form = " and ".join(dict.fromkeys(form for form in forms if form))
    return f"{asks}  (and so on for the others{f', as {form}' if form else ''})"


def _in_order(subjects: Iterable[str], document: CheckedDocument) -> list[str]:
    """Return the subjects in the order of the document.

    A material follows its component, and other subjects come last.
    """
    known = {id_: number for number, id_ in enumerate(document.bom.components)} if document.bom else {}
    return sorted(subjects, key=lambda subject: (known.get(subject.split("/")[0], len(known)), subject))


def headline(gap: Gap, on: str) -> str:
    """Return the missing facts, the number of components, and the number of rules that need the facts."""
    urgent = (
        "the stated facts violate a requirement, and these facts decide whether the rule fails: "
        if gap.violated
        else "urgent: "
        if gap.escalated
        else ""
    )
    rules = f"{len(gap.rules)} rule{'s' if len(gap.rules) != 1 else ''}"
    weight = "" if gap.decides else " (advisory)"
    if gap.reason:
        remain = "remains" if len(gap.rules) == 1 else "remain"
        return f"{urgent}{gap.reason}{on if gap.documents else ''}; {rules} {remain} undecided{weight}"
    several = len(gap.names) > 1
    more = len(gap.names) - MOST_NAMES
    shown = [*gap.names[:MOST_NAMES], f"{more} more"] if more > 0 else gap.names
    names = ", ".join(shown[:-1]) + f" and {shown[-1]}" if several else shown[0]
    verb, facts = ("are", "these facts") if several else ("is", "this fact")
    need = "needs" if len(gap.rules) == 1 else "need"
    lacking = RECORDED.get(gap.defect, "missing")
    return f"{urgent}{names} {verb} {lacking}{on}; {rules}{weight} {need} {facts}"


def on_what(gap: Gap, document: CheckedDocument) -> str:
    """Return the number and the kind of the subjects without the facts, or the name of the only subject."""
    questions = [question for asked in gap.subjects.values() for question in asked]
    kind = (questions[0].missing.record or "component") if questions else "contract"
    if kind == "contract":
        return ""
    if len(gap.subjects) + gap.more == 1:
        return f" on {name_of(questions[0].missing.subject, document)}"
    kinds = {question.missing.record for question in questions}
    return f" on {counted(kind if len(kinds) == 1 else 'component', gap.subjects, document.bom, gap.more)}"


def name_of(id_: str, document: CheckedDocument) -> str:
    """Return the name of an element; for a material or stage, after the name of its component."""
    if document.bom is None:
        return id_
    component = document.bom.components.get(id_)
    if component is not None:
        return component.name
    party = document.bom.parties.get(id_)
    if party is not None:
        return party.name
    part = document.bom.components.get(id_.split("/", maxsplit=1)[0])
    if part is None:
        return f"the product of {document.bom.product.name}" if id_ == document.bom.product.id else id_
    for material in document.bom.materials(part):
        if id_ == material.id or id_.startswith(f"{material.id}/"):
            inside = [element_name(stage) for stage in document.bom.stages(material) if stage.id == id_]
            rest = id_[len(material.id) + 1 :]
            return " / ".join([part.name, material.name, *(inside or ([rest] if rest else []))])
    return " / ".join([part.name, *id_.split("/")[1:]])


def _names(ids: list[str], document: CheckedDocument, unnamed: int) -> str:
    """Return as many names as fit on a line, and the number of omitted names."""
    shown: list[str] = []
    for id_ in ids:
        name = name_of(id_, document)
        if shown and len(", ".join([*shown, name])) > WIDTH - LABEL - 20:
            break
        shown.append(name)
    if shown_of(len(ids), len(shown)) == len(ids) and not unnamed:
        return ", ".join(name_of(id_, document) for id_ in ids)
    more = len(ids) - len(shown) + unnamed
    return ", ".join(shown) + (f" and {more} more" if more else "")


def asked_at(questions: Iterable[FactQuestion], document: CheckedDocument) -> list[str]:
    """Return each question once, with the positions where the answers belong.

    The answer to one question may settle several facts.
    """
    places_of: dict[str, dict[str, None]] = {}
    for question in questions:
        places_of.setdefault(question.ask, {})[_place(question, document)] = None
    asks = ((ask, ", ".join(place for place in places if place)) for ask, places in places_of.items())
    return [f"{ask}  ({places})" if places else ask for ask, places in asks]


def _place(question: FactQuestion, document: CheckedDocument) -> str:
    lack = question.missing
    place = document.locate(document.file_of(lack.of, lack.pointer), lack.pointer)
    if place is None:
        return CONTEXT if lack.of == "context" else ""
    entry = to_write(lack, document.bom) if document.bom is not None else ""
    return f"{place}, as {entry}" if entry else str(place)
