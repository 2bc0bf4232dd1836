"""The analyses of production that a report is asked for, added to what a check established.

Each is the data that its command writes, so that a record holds the same documents.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct, field, structs
from msgspec.structs import replace

from microdep_rules.diagnostics import has_errors
from microdep_rules.output.exposure import Basis
from microdep_rules.output.impact.record import record as impact_data
from microdep_rules.output.remedy.record import record as remedy_data
from microdep_rules.output.remedy.run import RemedyAim, Under
from microdep_rules.pipeline.exposure import Counted, data_of, ours
from microdep_rules.pipeline.impact import run_impact
from microdep_rules.pipeline.remedies import run_remedy
from microdep_rules.pipeline.scenario import problems_of, read_scenarios, scenario_data

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from microdep_rules.config import Config
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.output.checked import Checked
    from microdep_rules.output.remedy.run import RemedyRun
    from microdep_rules.pipeline.project import Project
    from microdep_rules.pipeline.scenario import Read
    from microdep_rules.source import SourceFile


class Analyses(Struct, frozen=True):
    """The analyses that are asked for."""

    impact: bool = False
    scenarios: tuple[str, ...] = ()
    """The files of scenarios."""
    remedy: RemedyAim | None = None
    """Remedies of the day of the check, and under each scenario on the day of its first change."""
    exposure: bool = False

    def __bool__(self) -> bool:
        return self.impact or bool(self.scenarios) or self.remedy is not None or self.exposure

    def as_data(self, shown: Callable[[str], str]) -> dict[str, Any]:
        """What is asked for, as a bundle states it; nothing where nothing is. `shown` names files."""
        if not self:
            return {}
        return {
            "impact": self.impact,
            "scenarios": [shown(scenario) for scenario in self.scenarios],
            "remedy": None if self.remedy is None else structs.asdict(self.remedy),
            "exposure": self.exposure,
        }


class Analysed(Struct, frozen=True):
    """A check with its analyses, and what is wrong with the scenarios."""

    checked: Checked | None
    """Nothing where a scenario cannot be used."""
    diagnostics: tuple[Diagnostic, ...] = ()
    sources: Mapping[str, SourceFile] = field(default_factory=dict)


def analysed(project: Project, checked: Checked, asked: Analyses) -> Analysed:
    """A check with the analyses of production that are asked for."""
    read = read_scenarios(project, asked.scenarios, named=True)
    sound = len(read.scenarios) == len(read.paths)
    beside = problems_of(read.scenarios, checked.documents, checked.packs, checked.as_of) if sound else []
    problems = [*read.diagnostics, *beside]
    if has_errors(problems):
        return Analysed(None, tuple(problems), read.sources)
    found: dict[str, Any] = {}
    impact = run_impact(checked, project.config) if asked.impact or asked.exposure else None
    if asked.impact and impact is not None:
        found["impact"] = impact_data(impact)
    if read.scenarios:
        found["scenarios"] = scenario_data(read, checked, project.config, beside)
    if asked.remedy is not None:
        now = run_remedy(checked, project.config, asked.remedy)
        under = _remedies_under(read, checked, project.config, asked.remedy)
        found["remedies"] = [remedy_data(each) for each in (now, *under)]
    if asked.exposure and impact is not None:  # it counts as impact does, with the same states
        states = [(product.document, product.impact) for product in impact.products]
        counted = [Counted(one, state.viability if state is not None else None) for one, state in states]
        found["exposure"] = data_of(project.workspace, ours(), counted, Basis(checked.packs, checked.as_of))
    inputs = (*checked.inputs, *read.inputs)
    diagnostics = (*checked.diagnostics, *problems)
    sources = {**checked.sources, **read.sources}
    whole = replace(checked, production=found, inputs=inputs, diagnostics=diagnostics, sources=sources)
    return Analysed(whole, tuple(problems), read.sources)


def _remedies_under(read: Read, checked: Checked, config: Config, aim: RemedyAim) -> Iterator[RemedyRun]:
    """The remedies under each scenario, on each day on which it changes something."""
    for scenario, file in zip(read.scenarios, read.inputs, strict=True):
        with_file = replace(checked, inputs=(*checked.inputs, file))
        yield run_remedy(with_file, config, aim, Under(scenario, scenario.days(checked.as_of)))
