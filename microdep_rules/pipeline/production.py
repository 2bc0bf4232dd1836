"""Production analyses for a report, added to the result of a check.

In a record, the data of an analysis equal the output of its command, such as `microdep impact`.
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
from microdep_rules.pipeline.exposure import DocumentState, build_data, shipped_figures
from microdep_rules.pipeline.impact import run_impact
from microdep_rules.pipeline.remedies import run_remedy
from microdep_rules.pipeline.scenario import find_scenario_problems, read_scenarios, scenario_data

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from microdep_rules.config import Config
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.output.checked import Checked
    from microdep_rules.output.remedy.run import RemedyRun
    from microdep_rules.pipeline.project import Project
    from microdep_rules.pipeline.scenario import ScenarioFiles
    from microdep_rules.source import SourceFile


class Analyses(Struct, frozen=True):
    """Requested production analyses."""

    impact: bool = False
    scenarios: tuple[str, ...] = ()
    """Files of scenarios."""
    remedy: RemedyAim | None = None
    """Goal of the remedies, for the day of the check and for the days of each scenario."""
    exposure: bool = False

    def __bool__(self) -> bool:
        return self.impact or bool(self.scenarios) or self.remedy is not None or self.exposure

    def as_data(self, shown: Callable[[str], str]) -> dict[str, Any]:
        """Return the request in the form of `bundle.json`; empty if no analysis is requested.

        `shown` converts a file name into the name in outputs.
        """
        if not self:
            return {}
        return {
            "impact": self.impact,
            "scenarios": [shown(scenario) for scenario in self.scenarios],
            "remedy": None if self.remedy is None else structs.asdict(self.remedy),
            "exposure": self.exposure,
        }


class AnalysisResult(Struct, frozen=True):
    """Check with its production analyses, and the problems of the scenarios."""

    checked: Checked | None
    """Check with its production analyses; `None` if a scenario cannot be used."""
    diagnostics: tuple[Diagnostic, ...] = ()
    sources: Mapping[str, SourceFile] = field(default_factory=dict)


def run_analyses(project: Project, checked: Checked, request: Analyses) -> AnalysisResult:
    """Add the requested analyses of production to a check."""
    read = read_scenarios(project, request.scenarios, named=True)
    is_valid = len(read.scenarios) == len(read.paths)
    beside = (
        find_scenario_problems(read.scenarios, checked.documents, checked.packs, checked.as_of)
        if is_valid
        else []
    )
    problems = [*read.diagnostics, *beside]
    if has_errors(problems):
        return AnalysisResult(None, tuple(problems), read.sources)
    results: dict[str, Any] = {}
    impact = run_impact(checked, project.config) if request.impact or request.exposure else None
    if request.impact and impact is not None:
        results["impact"] = impact_data(impact)
    if read.scenarios:
        results["scenarios"] = scenario_data(read, checked, project.config, beside)
    if request.remedy is not None:
        now = run_remedy(checked, project.config, request.remedy)
        under = _remedies_under(read, checked, project.config, request.remedy)
        results["remedies"] = [remedy_data(run) for run in (now, *under)]
    if request.exposure and impact is not None:  # both commands show the same states
        states = [(product.document, product.impact) for product in impact.products]
        counted = [
            DocumentState(document, state.viability if state is not None else None)
            for document, state in states
        ]
        results["exposure"] = build_data(
            project.workspace, shipped_figures(), counted, Basis(checked.packs, checked.as_of)
        )
    inputs = (*checked.inputs, *read.inputs)
    diagnostics = (*checked.diagnostics, *problems)
    sources = {**checked.sources, **read.sources}
    whole = replace(checked, production=results, inputs=inputs, diagnostics=diagnostics, sources=sources)
    return AnalysisResult(whole, tuple(problems), read.sources)


def _remedies_under(
    scenario_files: ScenarioFiles, checked: Checked, config: Config, aim: RemedyAim
) -> Iterator[RemedyRun]:
    """Yield the remedies under each scenario, for each day on which the scenario changes something."""
    for scenario, file in zip(scenario_files.scenarios, scenario_files.inputs, strict=True):
        with_file = replace(checked, inputs=(*checked.inputs, file))
        yield run_remedy(with_file, config, aim, Under(scenario, scenario.days(checked.as_of)))
