"""The smallest remedies of the products that were checked: today, or under a scenario.

Under a scenario a remedy is valid on each day on which something may turn: those of its events, those on
which a waiver begins or ends, and those on which the verdicts change for the product, or for the product with
what is proposed. They are looked at up to the delivery that the contract facts state, or else up to the
last event. What comes after that is looked at as well, and is stated.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.diagnostics import has_errors
from microdep_rules.engine.values import conjunction
from microdep_rules.output.remedy.run import MOST_DAYS, OnDay, RemedyRun
from microdep_rules.pipeline.documents import HORIZON_DAYS, without_collector
from microdep_rules.pipeline.impact import asking as asking_ahead
from microdep_rules.pipeline.remedy import Asked, asking, judge_of, remedy_of, with_rules
from microdep_rules.pipeline.scenario import changed_packs, with_indices, without_overridden
from microdep_rules.production.blocking import settings_block
from microdep_rules.production.causes import Causes
from microdep_rules.production.delivery import due_of
from microdep_rules.production.judging import PASSES, truth_of
from microdep_rules.production.product_forms import build_form
from microdep_rules.production.remedy import Validity, remedies_of
from microdep_rules.production.scenarios.effects import Effects
from microdep_rules.production.scenarios.outlook import turns_of
from microdep_rules.production.structure import structure_of
from microdep_rules.vocabulary.days import days_later

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from microdep_rules.bom.model import Bom
    from microdep_rules.config import Config, ImpactSettings
    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.engine.values import Truth
    from microdep_rules.output.checked import Checked, CheckedDocument
    from microdep_rules.output.remedy.run import ProductRemedies, RemedyAim, Under
    from microdep_rules.production.judging import Judge, Objection
    from microdep_rules.production.options import Choice, RemedyOptions
    from microdep_rules.production.remedy import Remedies, Remedy


def run_remedy(checked: Checked, config: Config, aim: RemedyAim, under: Under | None = None) -> RemedyRun:
    """The remedies of every document; with a scenario, those that hold throughout it."""
    return RemedyRun(
        checked,
        config.impact,
        aim,
        tuple(_of_document(document, checked, config, aim, under) for document in checked.documents),
        under,
    )


def _of_document(
    document: CheckedDocument, checked: Checked, config: Config, aim: RemedyAim, under: Under | None
) -> ProductRemedies:
    is_valid = document.bom is not None and not document.unchecked and not has_errors(document.diagnostics)
    if under is not None and is_valid:
        return _Under(document, checked, config, aim, under).remedies()
    waivers = [waiver.waiver for waiver in checked.waivers]
    everywhere, day = checked.no_exclusions, checked.as_of
    ask = asking(document, checked.packs, day, config, waivers, no_exclusions=everywhere)
    return remedy_of([Asked(document, config, checked.packs, ask, day=day)], aim)


class _Under:
    """One document under a scenario, day by day."""

    def __init__(
        self, document: CheckedDocument, checked: Checked, config: Config, aim: RemedyAim, under: Under
    ) -> None:
        assert document.bom is not None
        self.document, self.bom, self.checked = document, document.bom, checked
        self.config, self.aim, self.under = config, aim, under
        self.waivers = [waiver.waiver for waiver in checked.waivers]
        self.first, self.last = under.days[0], under.days[-1]
        self.due = due_of(self.bom)
        self.until = self.last if self.due is None or under.is_named else max(self.last, self.due.last)
        """The last day on which a set has to reach the goal."""
        self.ahead = self.until
        """The last day that is looked at."""
        if self.due is None and not under.is_named:
            self.ahead = days_later(self.ahead, HORIZON_DAYS)
        self._asked: dict[date, Asked] = {}
        self._judges: dict[date, Judge] = {}
        self._around: frozenset[str] | None = None
        self._turned: dict[Choice, frozenset[date]] = {}

    def remedies(self) -> ProductRemedies:
        """The remedies, found again as long as one turns on a day that was not looked at."""
        turns = {*self.under.days, *self._turns_of_waivers(), *self._turns()}
        while True:
            days = sorted(each for each in turns if self.first <= each <= self.until)
            found = remedy_of([self.on(day) for day in days], self.aim)
            new = {turn for each in self._best(found) for turn in self._turns_with(each)} - turns
            turns |= new
            if not any(each <= self.until for each in new):
                break
        later = sorted(each for each in turns if self.until < each <= self.ahead)
        is_open = found.found is not None and all(each.substitutions for each in found.found.best)
        few = len(days) <= MOST_DAYS
        return replace(
            self._with_ends(found, later),
            days=tuple(days),
            by_day=self._by_day(days) if is_open and few else (),
            too_many_days=is_open and not few,
        )

    def on(self, day: date) -> Asked:
        """The document as it is on a day, with what judges it then."""
        if day not in self._asked:
            events = self.under.scenario.on(day)
            effects = Effects(events)
            changed = with_indices(self.document, effects, self.checked.packs)
            packs = changed_packs(self.checked.packs, events, self.under.scenario.name)
            config = without_overridden(self.config, events)
            everywhere = self.checked.no_exclusions
            assert changed.bom is not None
            with without_collector():
                outcomes = tuple(self._ask(day, changed, changed.bom))
            ask = asking(changed, packs, day, config, self.waivers, no_exclusions=everywhere)
            self._asked[day] = Asked(replace(changed, outcomes=outcomes), config, packs, ask, effects, day)
        return self._asked[day]

    # ---- days on which something turns ---------------------------------------------------------------

    def _ask(
        self, day: date, document: CheckedDocument, bom: Bom, only: frozenset[str] | None = None
    ) -> Iterable[Outcome]:
        """What the rules say of a form of the product on a day, with what they say later under its events."""
        events = self.under.scenario.on(day)
        packs = changed_packs(self.checked.packs, events, self.under.scenario.name)
        later = (each for each in self.under.days if each > day)
        until = min(next(later, self.ahead), self.ahead)
        ask = asking_ahead(
            replace(document, bom=bom),
            packs if only is None else [with_rules(pack, only) for pack in packs],
            day,
            without_overridden(self.config, events),
            self.waivers,
            no_exclusions=self.checked.no_exclusions,
            horizon_days=(until - day).days if day in self.under.days else 0,
        )
        return ask(bom)

    def _turns_of_waivers(self) -> Iterator[date]:
        """The days on which waivers begin, and on which they are over."""
        for waiver in self.waivers:
            yield waiver.start
            if waiver.until < date.max:
                yield days_later(waiver.until, 1)

    def _turns(self) -> Iterator[date]:
        """The days on which the rules say something else of the product as it is listed."""
        for day in self.under.days:
            yield from self._turns_of(self.on(day).document.outcomes, day)

    def _turns_with(self, remedy: Remedy) -> frozenset[date]:
        """The same of the product with a set, by the rules that judge a component by more than itself."""
        around = self._looking_around()
        if self.under.is_named or not around:
            return frozenset()
        if remedy.choice not in self._turned:
            found: set[date] = set()
            for day in self.under.days:
                document = self.on(day).document
                assert document.bom is not None
                form = build_form(document.bom, dict(remedy.choice))
                found |= self._turns_of(self._ask(day, document, form, around), day)
            self._turned[remedy.choice] = frozenset(found)
        return self._turned[remedy.choice]

    def _turns_of(self, outcomes: Iterable[Outcome], day: date) -> frozenset[date]:
        return frozenset(turn for turn in turns_of(outcomes, self._settings(day)) if turn > day)

    def _looking_around(self) -> frozenset[str]:
        """The rules that count and judge a component by more than the component."""
        if self._around is None:
            asked = self.on(self.first)
            causes = Causes([pack.pack for pack in asked.packs if pack.pack is not None], self.bom)
            self._around = frozenset(
                outcome.rule.id
                for day in self.under.days
                for outcome in self.on(day).document.outcomes
                if settings_block(self._settings(day), outcome) and causes.scope(outcome.rule.id) != "own"
            )
        return self._around

    def _settings(self, day: date) -> ImpactSettings:
        return PASSES if self.aim.goal == "pass" else self.on(day).config.impact

    # ---- day by day ----------------------------------------------------------------------------------

    def _by_day(self, days: list[date]) -> tuple[OnDay, ...]:
        """The remedies of each day, where one is not like the one before; none where all days are alike.

        One set has to do on all days, and on most of them others, or none, may be enough.
        """
        every = [OnDay(day, self._found_on(day)) for day in days]
        turned = [
            each
            for number, each in enumerate(every)
            if number == 0 or each.answer != every[number - 1].answer
        ]
        return tuple(turned) if len(turned) > 1 else ()

    def _found_on(self, day: date) -> Remedies | None:
        judge = self._judge(day)
        return remedies_of(judge, self.aim.by, self.aim.limit, day) if judge.is_judged else None

    # ---- how long a set is valid ---------------------------------------------------------------------

    def _best(self, found: ProductRemedies) -> tuple[Remedy, ...]:
        return found.found.best if found.found is not None else ()

    def _judge(self, day: date) -> Judge:
        if day not in self._judges:
            asked = self.on(day)
            assert asked.document.bom is not None
            structure, _ = structure_of(asked.document.bom)
            assert structure is not None, "a scenario changes nothing in a structure"
            self._judges[day] = judge_of(asked, structure, self.aim)
        return self._judges[day]

    def _with_ends(self, found: ProductRemedies, later: list[date]) -> ProductRemedies:
        """The same with the last day on which each set is valid."""
        if found.found is None or self.under.is_named:
            return found
        options = found.found.options
        best = tuple(
            replace(each, validity=self._validity(each, options, later)) for each in found.found.best
        )
        return replace(found, found=replace(found.found, best=best))

    def _validity(self, remedy: Remedy, options: RemedyOptions, later: list[date]) -> Validity:
        for day in later:
            value, against = self._reaches(day, remedy.choice, options)
            if value is not True:
                return Validity(days_later(day, -1), ends=True, fails=value is False, objections=against)
        return Validity(self.ahead, ends=False, due=None if self.due is None else self.due.last)

    def _reaches(
        self, day: date, choice: Choice, options: RemedyOptions
    ) -> tuple[Truth, tuple[Objection, ...]]:
        """Return whether a set reaches the goal on a day, and what is against it."""
        judge = self._judge(day)
        judged = judge.judge(choice)
        unclear = [each for each in options.built(choice) if judge.clear[each] is not True]
        value = conjunction([judged.value, truth_of(judge.unused), *(judge.clear[each] for each in unclear)])
        known = (one for each in unclear for one in judge.known_objections(each))
        return value, (*known, *judge.unused, *judged.objections)
