"""Smallest remedies of the checked products, on the day of the check or under a scenario.

Under a scenario, a remedy must work on each day of a possible change: the days of the events, the first and
last days of waivers, and the days on which an outcome changes, with or without the remedy. The period ends on
the delivery date in the contract facts, or without this date at the last event. Later changes are also
reported.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.diagnostics import has_errors
from microdep_rules.engine.values import conjunction
from microdep_rules.output.remedy.run import MOST_DAYS, OnDay, RemedyRun
from microdep_rules.pipeline.documents import HORIZON_DAYS, pause_collector
from microdep_rules.pipeline.impact import make_ask as asking_ahead
from microdep_rules.pipeline.remedy import RemedyDay, judge_of, make_ask, remedy_of, with_rules
from microdep_rules.pipeline.scenario import apply_indices, apply_steps, drop_overridden_parameters
from microdep_rules.production.blocking import settings_block
from microdep_rules.production.causes import OutcomeCauses
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
    """Find the remedies of every document; under a scenario, they must work on all its days."""
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
        return _ScenarioRemedies(document, checked, config, aim, under).remedies()
    waivers = [waiver.waiver for waiver in checked.waivers]
    everywhere, day = checked.no_exclusions, checked.as_of
    ask = make_ask(document, checked.packs, day, config, waivers, no_exclusions=everywhere)
    return remedy_of([RemedyDay(document, config, checked.packs, ask, day=day)], aim)


class _ScenarioRemedies:
    """Remedies of one document under a scenario, day by day."""

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
        """Last day on which the remedy must reach the goal."""
        self.ahead = self.until
        """Last day up to which the program searches for later changes."""
        if self.due is None and not under.is_named:
            self.ahead = days_later(self.ahead, HORIZON_DAYS)
        self._asked: dict[date, RemedyDay] = {}
        self._judges: dict[date, Judge] = {}
        self._around: frozenset[str] | None = None
        self._turned: dict[Choice, frozenset[date]] = {}

    def remedies(self) -> ProductRemedies:
        """Return the remedies of the document.

        A remedy can change the days on which an outcome changes, so the search is repeated until every such
        day was evaluated.
        """
        turns = {*self.under.days, *self._turns_of_waivers(), *self._turns()}
        while True:
            days = sorted(turn for turn in turns if self.first <= turn <= self.until)
            product = remedy_of([self.on(day) for day in days], self.aim)
            new = {turn for remedy in self._best(product) for turn in self._turns_with_remedy(remedy)} - turns
            turns |= new
            if not any(turn <= self.until for turn in new):
                break
        later = sorted(turn for turn in turns if self.until < turn <= self.ahead)
        is_open = product.found is not None and all(remedy.substitutions for remedy in product.found.best)
        few = len(days) <= MOST_DAYS
        return replace(
            self._with_ends(product, later),
            days=tuple(days),
            by_day=self._by_day(days) if is_open and few else (),
            too_many_days=is_open and not few,
        )

    def on(self, day: date) -> RemedyDay:
        """Return the document on a day, with the outcomes of the rules on this day."""
        if day not in self._asked:
            events = self.under.scenario.on(day)
            effects = Effects(events)
            changed = apply_indices(self.document, effects, self.checked.packs)
            packs = apply_steps(self.checked.packs, events, self.under.scenario.name)
            config = drop_overridden_parameters(self.config, events)
            everywhere = self.checked.no_exclusions
            assert changed.bom is not None
            with pause_collector():
                outcomes = tuple(self._ask(day, changed, changed.bom))
            ask = make_ask(changed, packs, day, config, self.waivers, no_exclusions=everywhere)
            self._asked[day] = RemedyDay(
                replace(changed, outcomes=outcomes), config, packs, ask, effects, day
            )
        return self._asked[day]

    # ---- days of changes ---------------------------------------------------------------

    def _ask(
        self, day: date, document: CheckedDocument, bom: Bom, only: frozenset[str] | None = None
    ) -> Iterable[Outcome]:
        """Evaluate the rules on a variant of the product on a day.

        On a day with events, later changes are also searched.
        """
        events = self.under.scenario.on(day)
        packs = apply_steps(self.checked.packs, events, self.under.scenario.name)
        later = (date_ for date_ in self.under.days if date_ > day)
        until = min(next(later, self.ahead), self.ahead)
        ask = asking_ahead(
            replace(document, bom=bom),
            packs if only is None else [with_rules(pack, only) for pack in packs],
            day,
            drop_overridden_parameters(self.config, events),
            self.waivers,
            no_exclusions=self.checked.no_exclusions,
            horizon_days=(until - day).days if day in self.under.days else 0,
        )
        return ask(bom)

    def _turns_of_waivers(self) -> Iterator[date]:
        """Yield the first day of each waiver, and the first day after the end of each waiver."""
        for waiver in self.waivers:
            yield waiver.start
            if waiver.until < date.max:
                yield days_later(waiver.until, 1)

    def _turns(self) -> Iterator[date]:
        """Yield the days on which an outcome of the product without substitutions changes."""
        for day in self.under.days:
            yield from self._turns_of(self.on(day).document.outcomes, day)

    def _turns_with_remedy(self, remedy: Remedy) -> frozenset[date]:
        """Return the days on which an outcome changes for the product with a remedy.

        Only rules that read facts of several components are evaluated again.
        """
        rules = self._rules_beyond_component()
        if self.under.is_named or not rules:
            return frozenset()
        if remedy.choice not in self._turned:
            turns: set[date] = set()
            for day in self.under.days:
                document = self.on(day).document
                assert document.bom is not None
                form = build_form(document.bom, dict(remedy.choice))
                turns |= self._turns_of(self._ask(day, document, form, rules), day)
            self._turned[remedy.choice] = frozenset(turns)
        return self._turned[remedy.choice]

    def _turns_of(self, outcomes: Iterable[Outcome], day: date) -> frozenset[date]:
        return frozenset(turn for turn in turns_of(outcomes, self._settings(day)) if turn > day)

    def _rules_beyond_component(self) -> frozenset[str]:
        """Return the rules that can block a component and that read facts of other components."""
        if self._around is None:
            asked = self.on(self.first)
            causes = OutcomeCauses([pack.pack for pack in asked.packs if pack.pack is not None], self.bom)
            self._around = frozenset(
                outcome.rule.id
                for day in self.under.days
                for outcome in self.on(day).document.outcomes
                if settings_block(self._settings(day), outcome) and causes.scope(outcome.rule.id) != "own"
            )
        return self._around

    def _settings(self, day: date) -> ImpactSettings:
        return PASSES if self.aim.goal == "pass" else self.on(day).config.impact

    # ---- remedies by day -----------------------------------------------------------------------------

    def _by_day(self, days: list[date]) -> tuple[OnDay, ...]:
        """Return the remedies of each day on which they differ from the day before; empty if they never do.

        The remedy in the result for the whole scenario must work on all days. On a single day, another set,
        or no remedy, may be enough.
        """
        days_with_remedies = [OnDay(day, self._search(day)) for day in days]
        changed_days = [
            entry
            for number, entry in enumerate(days_with_remedies)
            if number == 0 or entry.answer != days_with_remedies[number - 1].answer
        ]
        return tuple(changed_days) if len(changed_days) > 1 else ()

    def _search(self, day: date) -> Remedies | None:
        judge = self._judge(day)
        return remedies_of(judge, self.aim.by, self.aim.limit, day) if judge.is_judged else None

    # ---- last days of sets ---------------------------------------------------------------------------

    def _best(self, product: ProductRemedies) -> tuple[Remedy, ...]:
        return product.found.best if product.found is not None else ()

    def _judge(self, day: date) -> Judge:
        if day not in self._judges:
            request = self.on(day)
            assert request.document.bom is not None
            structure, _ = structure_of(request.document.bom)
            assert structure is not None, "a scenario changes nothing in a structure"
            self._judges[day] = judge_of(request, structure, self.aim)
        return self._judges[day]

    def _with_ends(self, product: ProductRemedies, later: list[date]) -> ProductRemedies:
        """Return the remedies, each with the last day on which it reaches the goal."""
        if product.found is None or self.under.is_named:
            return product
        options = product.found.options
        best = tuple(
            replace(remedy, validity=self._validity(remedy, options, later)) for remedy in product.found.best
        )
        return replace(product, found=replace(product.found, best=best))

    def _validity(self, remedy: Remedy, options: RemedyOptions, later: list[date]) -> Validity:
        for day in later:
            value, against = self._check_goal(day, remedy.choice, options)
            if value is not True:
                return Validity(days_later(day, -1), ends=True, fails=value is False, objections=against)
        return Validity(self.ahead, ends=False, due=None if self.due is None else self.due.last)

    def _check_goal(
        self, day: date, choice: Choice, options: RemedyOptions
    ) -> tuple[Truth, tuple[Objection, ...]]:
        """Return whether a set of substitutions reaches the goal on a day, and the objections to the set."""
        judge = self._judge(day)
        judged = judge.judge(choice)
        unclear = [id_ for id_ in options.built(choice) if judge.clear[id_] is not True]
        value = conjunction([judged.value, truth_of(judge.unused), *(judge.clear[id_] for id_ in unclear)])
        known = (objection for id_ in unclear for objection in judge.known_objections(id_))
        return value, (*known, *judge.unused, *judged.objections)
