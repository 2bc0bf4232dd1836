"""The verdicts of a rule for many subjects, by its generated function."""

from __future__ import annotations

from itertools import repeat
from types import FunctionType
from typing import TYPE_CHECKING, Any

from microdep_rules.bom import named_places
from microdep_rules.bom.facts import exact
from microdep_rules.bom.model import SERVICE, words
from microdep_rules.engine.batch.below import BITS, RESTS, Below
from microdep_rules.engine.batch.leaves import (
    COMPOUND,
    NUMBERS,
    Answers,
    Frozen,
    Hidden,
    OfStages,
    Told,
    bounds,
    facts_for,
)
from microdep_rules.engine.exceptions import claims_anywhere
from microdep_rules.engine.timing import in_force_of
from microdep_rules.engine.values import Truth, conjunction
from microdep_rules.engine.verdict import Verdict, decide, due

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from microdep_rules.bom.model import Element
    from microdep_rules.engine.batch.rails import Rails
    from microdep_rules.engine.batch.source import Lowered, Program
    from microdep_rules.engine.interpret import Interpreter
    from microdep_rules.engine.outcome import Outcome

VERDICTS = (
    Verdict.PASS,
    Verdict.NOT_APPLICABLE,
    Verdict.FAIL,
    Verdict.UNKNOWN,
    Verdict.EXEMPT,
    Verdict.DISCLOSE,
)
"""By their numbers in what a generated function fills; 0 is what it leaves as it was."""
PASS, NOT_APPLICABLE = VERDICTS.index(Verdict.PASS), VERDICTS.index(Verdict.NOT_APPLICABLE)
NO_SUBJECT, ASK = len(VERDICTS), len(VERDICTS) + 1
"""A record that the rule is not about; and what the facts at hand leave to the interpreter."""


COUNTED_AS = bytes(NOT_APPLICABLE if number == NO_SUBJECT else number for number in range(256))
"""A table to translate by: what is no subject counts like what the rule does not apply to."""


def number_of(outcome: Outcome | None) -> int:
    """The number of what the interpreter says; of nothing, that of no subject."""
    return NO_SUBJECT if outcome is None else VERDICTS.index(outcome.verdict)


def answer(found: bytearray, judged: Callable[[int], Outcome | None]) -> dict[int, Outcome | None]:
    """Puts what the interpreter says where it is asked, and gives it by the number of the record."""
    asked: dict[int, Outcome | None] = {}
    number = found.find(ASK)
    while number >= 0:
        asked[number] = judged(number)
        found[number] = number_of(asked[number])
        number = found.find(ASK, number + 1)
    return asked


def name_of(number: int) -> str:
    """A verdict by its number, as people read it."""
    return "no subject" if number == NO_SUBJECT else VERDICTS[number].value


NO_BITS = repeat(0)
Records = list[tuple[dict[str, Any], dict[str, Any]]]
"""The subjects as they are written, each with the part that holds it."""


def records_of(elements: Sequence[Element]) -> Records:
    """Some elements as generated code reads them."""
    nothing: dict[str, Any] = {}
    return [(each.data, each.owner.data if each.owner is not None else nothing) for each in elements]


class Ready:
    """A program that can be run: its constants are those of the days by which its rules are judged."""

    def __init__(self, program: Program, engines: Sequence[Interpreter]) -> None:
        self.program = program
        self.freeze = Frozen()
        self.fact_of = facts_for(program.lowering.pack)
        lowering = program.lowering
        self.answers = {
            name: Answers(engines[leaf.rule], leaf, self.freeze) for leaf, name in lowering.leaves.items()
        }
        self.hidden = {
            name: Hidden(engines[leaf.rule], leaf, self.freeze) for leaf, name in lowering.hidden.items()
        }
        namespace: dict[str, Any] = {
            "NOTHING": frozenset(),
            "COMPOUND": COMPOUND,
            "NUMBERS": NUMBERS,
            "NOT_APPLICABLE": NOT_APPLICABLE,
            "NO_SUBJECT": NO_SUBJECT,
            "ASK": ASK,
            "freeze": self.freeze,
            "fact_of": self.fact_of,
            **{f"{name}_key": key for (_, key), name in lowering.facts.items()},
            **self.answers,
            **self.hidden,
        }
        for number, (engine, lowered) in enumerate(zip(engines, program.rules, strict=True)):
            engine.begin(lowered.rule)
            in_force, _ = in_force_of(engine, lowered.rule.in_force)
            namespace[f"OUT_OF_FORCE{number}"] = in_force is False
            namespace[f"table{number}"] = Table(engine, lowered, in_force)
        for bound, name in lowering.bounds.items():
            namespace[f"{name}_low"], namespace[f"{name}_high"] = bounds(engines[bound.rule], bound)
        keys = tuple(lowering.keys)
        self._of_stages = [
            OfStages(engines[leaf.rule], leaf, keys, self.freeze) for leaf in lowering.quantified
        ]
        namespace |= {f"asked{number}": each for number, each in enumerate(self._of_stages)}
        self._answered = Answered(self._of_stages)
        self._below = Below(engines, lowering.below)
        exec(compile(program.source, "<rules>", "exec"), namespace)  # noqa: S102 - our own text, no word of it a user's
        self._judge = namespace.pop("judge")
        # In names of its own, among which there is nothing that knows it: what knows itself is given up late.
        self._answered.quantify = FunctionType(namespace.pop("quantify").__code__, namespace.copy())
        namespace["answered"] = self._answered

    def run(self, records: Records, bits: Iterable[int] = NO_BITS) -> list[bytearray]:
        """Of each rule the number of the verdict of each record; `ASK` where the interpreter has to say.

        `bits` say what is below each, where a rule asks that.
        """
        found = [bytearray(len(records)) for _ in self.program.rules]
        self._judge(records, self._stages(records), bits, found)
        return found

    def below(self, elements: Iterable[Element]) -> Iterable[int]:
        """The bits of some elements; none where no rule asks what is below a part."""
        return self._below.of(elements) if self.program.lowering.below else NO_BITS

    def _stages(self, records: Records) -> Iterable[Told | None]:
        """What is told of the stages of each part; nothing where more than a list of them matters."""
        if not self.program.lowering.quantified:
            return repeat(None)
        keys, freeze = tuple(self.program.lowering.keys), self.freeze
        return [_told(record, keys, freeze) for record, _ in records]

    def resting(
        self, rule: int, records: Records, bits: Iterable[int] = NO_BITS
    ) -> dict[int, tuple[Any, ...]]:
        """The records whose verdict may rest on something besides facts, each with what tells it apart.

        Records of which the same is told have the same verdict, and it rests on the same.
        """
        own = [each for each in self.answers.values() if each.leaf.rule == rule]
        of_stages = [each for each in own if each.may_rest and each.of_a_stage]
        of_records = [each for each in own if each.may_rest and not each.of_a_stage]
        hidden = [each for each in self.hidden.values() if each.leaf.rule == rule]
        asked = [each for each in self._of_stages if each.leaf.rule == rule and each.may_rest]
        found: dict[int, tuple[Any, ...]] = {}
        below = [at for leaf, at in self.program.lowering.below.items() if leaf.rule == rule]
        rests = sum(RESTS << BITS * at for at in below)
        if not (of_stages or of_records or hidden or asked or below):
            return found
        read = {fact for each in own for fact in each.leaf.facts}
        facts = [fact for fact in self.program.lowering.facts if fact in read]
        keys = [("step", key) for key in self.program.lowering.keys]
        stages = self._stages(records) if of_stages or hidden or asked else repeat(None)
        for number, ((record, holder), told, own_bits) in enumerate(zip(records, stages, bits)):  # noqa: B905 - of rules that ask for no stages nothing is told, without an end
            sides = {"record": record, "holder": holder}
            at = {fact: self.freeze(self.fact_of(sides[fact[0]], fact[1])) for fact in facts}
            steps, closed, _ = told if told is not None else ((), True, ())
            each_step = [dict(zip(keys, step, strict=True)) for step in steps]
            if own_bits & rests:  # what is below a part is told of no other
                found[number] = (number,)
            elif (
                any(each.rests({**at, **step}) for step in each_step for each in of_stages)
                or any(each.rests(at) for each in of_records)
                or (told is not None and any(each.rests(told) for each in asked))
                or (not closed and any(each.rests(each_step) for each in hidden))
            ):
                found[number] = (told, *at.values())
        return found


class Answered(dict[Told, tuple[bool, ...]]):
    """What is asked of stages, by what is told of them; a few lists of stages stand over and over.

    Where a stage states its share, it matters what the shares leave: the interpreter knows.
    """

    MOST = 100_000
    quantify: Callable[[Told], tuple[bool, ...]]

    def __init__(self, of_stages: Sequence[OfStages]) -> None:
        super().__init__()
        self.of_stages = of_stages

    def __missing__(self, told: Told) -> tuple[bool, ...]:
        if len(self) > self.MOST:
            self.clear()
        if told[2]:
            values = [each[told] for each in self.of_stages]
            found = tuple(side for value in values for side in (value is True, value is False))
        else:
            found = self.quantify(told)
        self[told] = found
        return found


def _told(part: dict[str, Any], keys: tuple[str, ...], freeze: Frozen) -> Told | None:
    if part.get("materials") or part.get("inputs") or named_places.codes(part):
        return None
    stages, complete = part.get("stages", ()), part.get("complete", ())
    facts, shared = [], False
    for each in stages:
        if "of" in each or "input_origin" in each:
            return None
        shared = shared or "share" in each
        facts.append(
            tuple([fact if (fact := each.get(key)).__class__ is str else freeze(fact) for key in keys])
        )
    made = bool(stages) or exact(part.get("kind")) == SERVICE
    closed = made and ("stages" in complete or (bool(complete) and "stages" in words(complete)))
    shares = [(freeze(each.get("share")), freeze(each.get("basis"))) for each in stages] if shared else ()
    return tuple(facts), closed, tuple(shares)


class Table(dict[tuple[bool, ...], int]):
    """The verdict table, by the rails of everything that it looks at; each row is drawn the first time."""

    def __init__(self, engine: Interpreter, lowered: Lowered, in_force: Truth) -> None:
        super().__init__()
        self.lowered = lowered
        self.in_force = in_force
        self.bom = engine.reader.bom
        self.excepting = [in_force_of(engine, each.in_force)[0] for each in lowered.rule.exceptions]

    def __missing__(self, row: tuple[bool, ...]) -> int:
        found = self[row] = self._drawn([_truth(*row[at : at + 2]) for at in range(0, len(row), 2)])
        return found

    def _drawn(self, values: list[Truth]) -> int:
        applies, requirement, *held = values
        lowered, rule = self.lowered, self.lowered.rule
        if _left(lowered.applies, applies):
            return ASK
        if lowered.requirement is None:
            return VERDICTS.index(due(self.in_force, applies).verdict)
        if requirement is not False and _left(lowered.requirement, requirement):
            return ASK
        excepted = [conjunction(list(pair)) for pair in zip(self.excepting, held, strict=True)]
        found = decide(self.in_force, applies, requirement, excepted, claimed=False)
        match found.verdict:
            case Verdict.PASS:  # a pass that has to be evidenced is looked at one by one
                return ASK if rule.evidence is not None else PASS
            case Verdict.EXEMPT | Verdict.NOT_APPLICABLE:
                return VERDICTS.index(found.verdict)
            case _:
                return ASK if self._may_turn(found.verdict, excepted) else VERDICTS.index(found.verdict)

    def _may_turn(self, verdict: Verdict, excepted: list[Truth]) -> bool:
        """Whether an exception that is left open, a claim or a presumption may make another verdict of it."""
        lowered = self.lowered
        if any(_left(rails, value) for rails, value in zip(lowered.exceptions, excepted, strict=True)):
            return True
        if verdict is Verdict.UNKNOWN:
            return bool(lowered.rule.presume_facts)
        return None in excepted and claims_anywhere(self.bom)


def _truth(yes: bool, no: bool) -> Truth:  # noqa: FBT001 - both rails
    return True if yes else False if no else None


def _left(rails: Rails, value: Truth) -> bool:
    """Whether the interpreter has to say: something is open, and what is known does not decide."""
    return rails.open and value is None
