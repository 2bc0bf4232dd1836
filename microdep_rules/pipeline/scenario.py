"""Scenarios on products: the state of each product on each day, with and without the scenario."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field
from msgspec.structs import replace

from microdep_rules.diagnostics import has_errors, in_order
from microdep_rules.output.checked import Input
from microdep_rules.output.scenario import Announced, DayRun, ProductRun, ScenarioRun
from microdep_rules.output.scenario.record import record
from microdep_rules.pipeline.documents import HORIZON_DAYS, pause_collector, rebuild_bom
from microdep_rules.pipeline.impact import make_ask
from microdep_rules.pipeline.packs import with_dependencies
from microdep_rules.production.delivery import due_of
from microdep_rules.production.scenarios.document_checks import document_problems
from microdep_rules.production.scenarios.effects import Effects
from microdep_rules.production.scenarios.model import EntryIntoForce, IndexRise, ListAddition
from microdep_rules.production.scenarios.outlook import EarlierResults, Order, changes_between, outlook_of
from microdep_rules.production.scenarios.read import is_scenario, load_scenario
from microdep_rules.production.scenarios.rules import NamedPack as Rules
from microdep_rules.production.scenarios.rules import problems_with, with_events
from microdep_rules.production.structure import structure_of
from microdep_rules.vocabulary.days import days_later
from microdep_rules.workspace.reading import STDIN, digest_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from microdep_rules.bom.model import Bom
    from microdep_rules.bom.waivers import Waiver
    from microdep_rules.config import Config
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.output.checked import Checked, CheckedDocument, PackUsed
    from microdep_rules.pipeline.project import Project
    from microdep_rules.production.scenarios.model import Event, Scenario
    from microdep_rules.production.scenarios.outlook import Outlook
    from microdep_rules.source import SourceFile


JUDGED_ANEW = (ListAddition, EntryIntoForce, IndexRise)
"""Events for which the rules are evaluated again."""


class ScenarioFiles(Struct):
    """Scenarios among the given files, with all their problems."""

    scenarios: list[Scenario] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    """Paths of the scenarios, valid or not; the other given files are bills of materials."""
    inputs: list[Input] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    sources: dict[str, SourceFile] = field(default_factory=dict)


NO_RECORD = frozenset({"file/empty"})
"""Codes of diagnostics about files that contain no record, such as empty files."""


class ScenarioContext(Struct, frozen=True):
    """Inputs of all scenarios: the packs, the day of the check, the configuration and the waivers."""

    packs: Sequence[PackUsed]
    as_of: date
    config: Config
    waivers: Sequence[Waiver] = ()
    runs: int | None = None
    """Number of random draws of lead times; `None` for the number in the scenario."""
    seed: int | None = None
    no_exclusions: bool = False


def read_scenarios(project: Project, paths: Iterable[str], *, named: bool = False) -> ScenarioFiles:
    """Return the scenarios among the given files; the other files may be bills of materials.

    With `named`, each of the files must be a scenario.
    """
    read = ScenarioFiles()
    for path in dict.fromkeys(paths):
        if not named and (path == STDIN or project.workspace.real(path).is_dir()):
            continue
        data, problem = project.workspace.read(path, "scenario")
        if data is None and named and problem is not None:
            read.paths.append(path)
            read.diagnostics.append(problem)
        if data is None or not (named or is_scenario(path, data)):
            continue
        shown = project.workspace.shown(path)
        scenario, loaded, problems = load_scenario(shown, data)
        read.paths.append(path)
        read.inputs.append(Input(shown, digest_of(data), "scenario"))
        read.diagnostics += problems
        read.sources[loaded.path] = loaded.source
        read.scenarios += [scenario] if scenario is not None else []
    return read


def find_unusable_scenarios(project: Project, paths: Iterable[str]) -> ScenarioFiles:
    """Return the problems of files that cannot be scenarios, because they are empty or contain a list."""
    read = ScenarioFiles()
    for path in dict.fromkeys(paths):
        if path == STDIN or project.workspace.real(path).is_dir():
            continue
        data, _ = project.workspace.read(path, "scenario")
        if data is None:
            continue
        _, loaded, problems = load_scenario(project.workspace.shown(path), data)
        read.diagnostics += [problem for problem in problems if problem.code in NO_RECORD]
        read.sources[loaded.path] = loaded.source
    return read


def find_scenario_problems(
    scenarios: Sequence[Scenario],
    documents: Sequence[CheckedDocument],
    packs: Sequence[PackUsed],
    as_of: date,
) -> list[Diagnostic]:
    """Return contradictions of scenarios with the documents, the packs and the day of a check."""
    boms = [document.bom for document in documents if document.bom is not None]
    rules = [_rules(pack) for pack in packs if pack.pack is not None]
    problems = [
        problem
        for scenario in scenarios
        for problem in (*document_problems(scenario, boms, as_of), *problems_with(scenario, rules, as_of))
    ]
    return in_order(problems)


def scenario_data(
    scenario_files: ScenarioFiles,
    checked: Checked,
    config: Config,
    problems: Sequence[Diagnostic],
    drawing: tuple[int | None, int | None] = (None, None),
) -> dict[str, Any]:
    """Return the effects of scenarios on the documents of a check.

    `problems` contains the problems of the scenarios.
    """
    waivers = [waiver.waiver for waiver in checked.waivers]
    question = ScenarioContext(
        checked.packs, checked.as_of, config, waivers, *drawing, no_exclusions=checked.no_exclusions
    )
    runs = run_scenarios(scenario_files.scenarios, checked.documents, question)
    diagnostics = (
        [*scenario_files.diagnostics, *checked.diagnostics, *problems],
        {**checked.sources, **scenario_files.sources},
    )
    inputs = [*scenario_files.inputs, *checked.inputs]
    return record(runs, checked.packs, inputs, config.impact, checked.as_of, diagnostics)


def _rules(used: PackUsed) -> Rules:
    assert used.pack is not None
    return Rules(used.pack, frozenset(with_dependencies([used])))


def run_scenarios(
    scenarios: Sequence[Scenario],
    documents: Sequence[CheckedDocument],
    question: ScenarioContext,
) -> tuple[ScenarioRun, ...]:
    """Compute the effects of every scenario on every product."""
    last = max((scenario.days(question.as_of)[-1] for scenario in scenarios), default=question.as_of)
    products = [_Product(document, question, last) for document in documents]
    return tuple(
        ScenarioRun(scenario, tuple(product.under(_with_drawing(scenario, question)) for product in products))
        for scenario in scenarios
    )


def _with_drawing(scenario: Scenario, question: ScenarioContext) -> Scenario:
    """Return a scenario with the requested number of random draws and the requested seed."""
    drawing = scenario.drawing
    runs = drawing.runs if question.runs is None else question.runs
    seed = drawing.seed if question.seed is None else question.seed
    return replace(scenario, drawing=replace(drawing, runs=runs, seed=seed))


class _Product:
    """One product, with its state on each day without a scenario."""

    def __init__(self, document: CheckedDocument, question: ScenarioContext, last: date) -> None:
        """Prepare the product; `last` is the last day on which an event of a scenario begins or ends."""
        self.document = document
        self._until = days_later(last, HORIZON_DAYS)
        self.question = question
        sound = document.bom is not None and not document.unchecked and not has_errors(document.diagnostics)
        self.structure, problems = structure_of(document.bom) if sound and document.bom else (None, [])
        self.problems = tuple(problems)
        self._before = EarlierResults()
        self._judged: dict[date, tuple[Outcome, ...]] = {}
        self._without: dict[tuple[date, int, int], Outlook] = {}

    def under(self, scenario: Scenario) -> ProductRun:
        """Return the product under a scenario, day by day."""
        if self.structure is None:
            return ProductRun(self.document, self.problems, None, ())
        with pause_collector():
            first = self._without_scenario(self.question.as_of, scenario)
            return ProductRun(self.document, (), first, tuple(self._days(scenario)))

    def _days(self, scenario: Scenario) -> Iterator[DayRun]:
        """Yield the days on which an event begins or ends, or the product's state or plan changes."""
        announced: set[Announced] = set()
        stated, decided = scenario.days(self.question.as_of), None
        for day, before, after in self._outlooks(scenario, stated):
            last, decided = decided, (before.decided, after.decided)
            if day not in stated and (last is None or last == decided):
                continue
            changes = changes_between(before, after)
            new = tuple(
                change
                for change in changes
                if (change.rule, change.kind, change.id, change.after) not in announced
            )
            announced = {(change.rule, change.kind, change.id, change.after) for change in changes}
            yield DayRun(day, tuple(event.number for event in scenario.on(day)), before, after, new)

    def _outlooks(
        self, scenario: Scenario, stated: Sequence[date]
    ) -> Iterator[tuple[date, Outlook, Outlook]]:
        """Yield the product without and with the scenario, on every day on which something may change.

        Such days are the days of events, the first and last days of waivers, and the days on which the law
        changes.
        """
        first = self.question.as_of
        waived = [waiver.start for waiver in self.question.waivers]
        waived += [days_later(waiver.until, 1) for waiver in self.question.waivers if waiver.until < date.max]
        turns = self._without_scenario(first, scenario).turns
        days = sorted({first, *stated, *(day for day in (*waived, *turns) if first < day <= self._until)})
        while days:
            day = days.pop(0)
            events = scenario.on(day)
            before = self._without_scenario(day, scenario)
            after = before
            if events:
                later = next((date_ for date_ in stated if date_ > day), self._until)
                after = self._outlook(day, scenario, events, later if day in stated else day)
                days = sorted({*days, *(turn for turn in after.turns if day < turn <= self._until)})
            yield day, before, after

    def _without_scenario(self, day: date, scenario: Scenario) -> Outlook:
        """Return the product on a day without the scenario."""
        drawing = scenario.drawing
        key = (day, drawing.runs, drawing.seed)
        if drawing.likely or key not in self._without:
            outlook = self._outlook(day, scenario, (), self._until)
            if drawing.likely:
                return outlook
            self._without[key] = outlook
        return self._without[key]

    def _outlook(self, day: date, scenario: Scenario, events: tuple[Event, ...], until: date) -> Outlook:
        """Return the state of the product on a day.

        If the events require a new evaluation of the rules, changes up to the day `until` are searched, too.
        """
        document, structure = self.document, self.structure
        assert document.bom is not None
        assert structure is not None
        changed = apply_indices(document, Effects(events), self.question.packs)
        if changed is not document:
            assert changed.bom is not None
            structure, _ = structure_of(changed.bom)
            assert structure is not None, "an index changes nothing in a structure"
        ask = self._evaluator(changed, scenario, day, events, until)
        waivers = tuple(self.question.waivers)
        order = Order(day, events, scenario.drawing, due_of(document.bom), self._before, waivers)
        return outlook_of(structure, order, self.question.config.impact, ask)

    def _evaluator(
        self, document: CheckedDocument, scenario: Scenario, day: date, events: Sequence[Event], until: date
    ) -> Callable[[Bom], Iterable[Outcome]]:
        """Return a function that evaluates the rules on a day, with the changes of the events."""
        question = self.question
        packs = apply_steps(question.packs, events, scenario.name)
        anew = any(isinstance(event.change, JUDGED_ANEW) for event in events)
        ask = make_ask(
            document,
            packs,
            day,
            drop_overridden_parameters(question.config, events),
            question.waivers,
            no_exclusions=question.no_exclusions,
            horizon_days=(until - day).days if anew or day == question.as_of else 0,
        )
        if anew:
            return ask

        def once(bom: Bom) -> Iterable[Outcome]:
            """Return the outcomes for a document; the unchanged product is evaluated only once a day."""
            if bom is not document.bom:
                return ask(bom)
            if day not in self._judged:
                self._judged[day] = tuple(ask(bom))
            return self._judged[day]

        return once


def apply_steps(packs: Sequence[PackUsed], events: Sequence[Event], name: str) -> list[PackUsed]:
    """Return the packs with the changes that events make to lists, rules and parameters."""
    return [
        replace(pack, pack=with_events(_rules(pack), events, name)) if pack.pack is not None else pack
        for pack in packs
    ]


def drop_overridden_parameters(config: Config, events: Sequence[Event]) -> Config:
    """Return a configuration without the parameters that events of a scenario change."""
    names = {
        s.change.name for s in events if isinstance(s.change, EntryIntoForce) and s.change.kind == "parameter"
    }
    if not names:
        return config
    remaining: Mapping[str, Mapping[str, object]] = {
        pack: {name: value for name, value in own.items() if name not in names}
        for pack, own in config.parameters.items()
    }
    return replace(config, parameters=remaining)


def apply_indices(document: CheckedDocument, effects: Effects, packs: Sequence[PackUsed]) -> CheckedDocument:
    """Return a document with raised restriction indices; without a rise, the same document."""
    assert document.bom is not None
    loaded = document.bom.file
    changed = effects.document(document.bom, loaded)
    if changed is loaded:
        return document
    bom = rebuild_bom(document, changed, packs)
    return replace(document, bom=bom) if bom is not None else document
