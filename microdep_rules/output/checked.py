"""Results of a check, before an output format turns them into text or data."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct, field

from microdep_rules.bom.evidence_files import file_problem
from microdep_rules.bom.evidence_validity import rejection_reason
from microdep_rules.diagnostics import has_errors
from microdep_rules.engine.evidence import has_issuer
from microdep_rules.engine.grouping import KNOWN, roll_up
from microdep_rules.engine.standing import WORST_FIRST, for_the_document, of_outcome
from microdep_rules.engine.verdict import Verdict
from microdep_rules.output.few import shorten_path
from microdep_rules.output.from_here import from_here

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from microdep_rules.bom.baselines import FindingEntry
    from microdep_rules.bom.evidence_files import OpenedFile
    from microdep_rules.bom.load import LoadedDocument
    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.bom.overlays.correction_evidence import StatedCorrection
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.engine.outcome import ElementReference, Outcome
    from microdep_rules.engine.query import Query
    from microdep_rules.engine.waivers import AppliedWaiver
    from microdep_rules.lang import ir
    from microdep_rules.source import Position, SourceFile

PLACED = frozenset({"component", "material", "stage"})
"""Kinds of elements that are a component or belong to a component."""


class PackUsed(Struct, frozen=True):
    """Rule pack of a check: its files, and the parameters that the configuration changes."""

    name: str
    pack: ir.Pack | None
    digest: str
    sources: Mapping[str, SourceFile]
    diagnostics: tuple[Diagnostic, ...] = ()
    parameters: tuple[tuple[str, str, str], ...] = ()
    """Parameters that the configuration changes: name, new value, and value in the pack."""
    uses: tuple[PackUsed, ...] = ()
    not_shipped: str = ""
    """Path of the pack if it has the name of a shipped pack but other contents; otherwise empty."""

    @property
    def version(self) -> str:
        """Version that the pack states."""
        return self.pack.version if self.pack is not None else ""


class ListUsed(Struct, frozen=True):
    """Imported company list that replaces the list excerpts in packs."""

    name: str
    form: str
    day: date
    source: str
    digest: str
    entries: int
    replaces: tuple[str, ...]
    """Excerpts that the list replaces, as `pack/list`."""
    stale: bool = False
    only: str = ""
    """Text that the citation of every used entry contains, such as `1260H`; empty if all entries are used."""
    complete: bool = True
    content: str = ""
    """Digest of the entries of the list."""


InputKind = Literal[
    "bom", "context", "configuration", "mapping", "overlay", "waivers", "baseline", "company list", "scenario"
]
"""Kinds of input files, with the names that the record of a check uses."""


class OverlayUsed(Struct, frozen=True):
    """Overlay of a check, with the number of its entries and the number of entries without evidence."""

    path: str
    entries: int
    without_evidence: int


class Input(Struct, frozen=True):
    """File that the program read for a check."""

    path: str
    digest: str
    kind: InputKind


class SourcePlace(Struct, frozen=True):
    """Position in an input file."""

    file: str
    position: Position
    text: str
    """Position in the form for people: `bom.yaml:12:3`."""
    cell: tuple[str, str] | None = None
    """Sheet and cell, for a position in a spreadsheet."""

    def __str__(self) -> str:
        return from_here(self.file) + self.text.removeprefix(self.file)


class CheckedDocument(Struct, frozen=True, dict=True):
    """Bill of materials with its outcomes, or with the reason why it has no outcomes."""

    path: str
    bom: Bom | None
    outcomes: tuple[Outcome, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    files: Mapping[str, LoadedDocument] = field(default_factory=dict)
    warn: bool = False
    """True if the setting `fail-on` is `warn`: a failing advisory rule then makes the document fail."""
    unchecked: str = ""
    """Reason why a document was not checked, although the program could read it."""
    matched: frozenset[tuple[str, str]] = frozenset()
    """Entries of overlays that match a component of the document, by file and pointer."""
    evidence: Mapping[str, OpenedFile] = field(default_factory=dict)
    """Result of opening each evidence file, by the id of the evidence."""
    as_of: date | None = None
    """As-of date; `None` before the check."""
    query: Query | None = None
    """Interface to the evaluated rules, which `microdep explain` uses; `None` before the check."""
    corrected: tuple[StatedCorrection, ...] = ()
    """Corrections that overlays made to the document."""
    relying: frozenset[tuple[str, str]] | None = None
    """Outcomes that pass only because of evidence that nobody has opened, by rule and pointer of the subject.

    The value is `None` if the program did not evaluate the document a second time without such evidence.
    """
    size: int = 0
    """Number of components, for a document that is too large for memory; 0 for all other documents."""
    turns: frozenset[date] = frozenset()
    """Days on which an input of the rules, such as a threshold, may change.

    Between two of these days, all outcomes stay the same.
    """
    located: dict[tuple[str, str], tuple[LoadedDocument, SourcePlace]] = field(default_factory=dict)
    """Positions of facts that `locate` has found, by file and pointer; stored because a search is slow."""

    @property
    def id(self) -> str:
        """Id that the document states; empty for a document that is not valid."""
        return self.bom.document.id if self.bom is not None else ""

    @property
    def product_name(self) -> str:
        """Name of the product; for a document that is not valid, its path."""
        from microdep_rules.production.roots import (
            product_name,  # imported here, because `check` needs no name
        )

        return product_name(self.bom) if self.bom is not None else self.path

    @property
    def product_names(self) -> dict[str, str]:
        """Names of the products at the top of the parts list, by id.

        There are several products only if the list does not name its product.
        """
        from microdep_rules.production.roots import root_names

        return root_names(self.bom) if self.bom is not None else {}

    @property
    def number_of_components(self) -> int:
        """Number of components; the product itself does not count."""
        if self.bom is None or not self.size:
            return self.bom.number_of_components if self.bom is not None else 0
        product = self.bom.product
        return self.size - (not product.synthesized and self.bom.is_whole_product(product.id))

    @property
    def is_unread(self) -> bool:
        """Return whether the program could not read the document, for example if it is missing."""
        return self.bom is None and not self.files

    @property
    def is_invalid(self) -> bool:
        """Return whether the document has no usable outcomes, for example because it has errors."""
        return self.bom is None or bool(self.unchecked) or has_errors(self.diagnostics)

    @cached_property
    def verdict(self) -> str:
        """Verdict of the document; the possible values are in `WORST_FIRST`."""
        if self.is_invalid:
            return "invalid"
        return roll_up(self.outcomes, warn=self.warn)

    @cached_property
    def news(self) -> str:
        """Verdict of the document without the findings that the baseline contains."""
        if all(outcome.baseline != KNOWN for outcome in self.outcomes) or self.verdict in {
            "invalid",
            "error",
        }:
            return self.verdict
        return roll_up(self.outcomes, warn=self.warn, without_known=True)

    @cached_property
    def unanswered(self) -> str:
        """Verdict of the document without waived findings and findings of the baseline.

        The exit code depends on this verdict.
        """
        if self.verdict in {"invalid", "error"}:
            return self.verdict
        return roll_up(self.outcomes, warn=self.warn, without_known=True, without_waived=True)

    @property
    def has_advice(self) -> bool:
        """Return whether any rule, even an advisory one, applies to the document."""
        return any(outcome.verdict is not Verdict.NOT_APPLICABLE for outcome in self.outcomes)

    def counts(self, evidence: str, day: date | None) -> bool:
        """Return whether evidence can support a fact on a day.

        The result is false for expired evidence, and for evidence whose issuer is not a name. Further
        requirements of a rule are not checked here.
        """
        record = self.bom.evidence.get(evidence) if self.bom is not None else None
        if self.bom is None or record is None or not has_issuer(self.bom, record):
            return False
        opened = self.evidence.get(evidence)
        file = file_problem(opened) if opened is not None else ""
        return day is None or not rejection_reason(record.data, file, self.as_of, day, asked_for=True)

    def locate(self, file: str, pointer: str) -> SourcePlace | None:
        """Return the position of a fact in a file; `None` if the file is not part of the document."""
        loaded = self.files.get(file)
        if loaded is None:
            return None
        known = self.located.get((file, pointer))
        if known is not None and known[0] is loaded:
            return known[1]
        start, source = loaded.spans.value(pointer).start, loaded.spans.source_of(pointer)
        place = SourcePlace(source.path, source.position(start), source.place(start), source.cell(start))
        self.located[file, pointer] = loaded, place
        return place

    def file_of(self, home: str, pointer: str) -> str:
        """Return the path of the file to which the user must add a missing fact.

        `home` is the kind of file that needs the fact: `bom` or `context`.
        """
        if home == "context" and not pointer.startswith("/context") and self.bom is not None:
            beside = [context.file.path for context in self.bom.contexts if context.file is not self.bom.file]
            return beside[0] if beside else ""
        return self.path

    def shown_path(self, part: ElementReference) -> str:
        """Return the path from the product to a component, for a terminal.

        A long path shows only its first and last names.
        """
        return shorten_path(self.usage_path(part))

    def usage_path(self, part: ElementReference) -> str:
        """Return the path from the product to a component, by names.

        If there are several paths, return the first path.
        """
        if self.bom is None or part.kind not in {"component", "material"}:
            return part.name
        component_id = part.id.split("/")[0] if part.kind == "material" else part.id
        component = self.bom.components.get(component_id)
        names = [part.name] if part.kind == "material" else []
        seen: set[int] = set()
        above: Element | None = component
        while above is not None and id(above) not in seen:
            seen.add(id(above))
            names.append(above.name)
            parents = self.bom.parents(above)
            above = parents[0].parent if parents else None
            if above is not None and above.synthesized:
                break
        return " / ".join(reversed(names)) or part.name

    def designators(self, part: ElementReference) -> tuple[str, ...]:
        """Return the designators of a component, or of the component that contains a material or a stage."""
        components = self.bom.components if self.bom is not None and part.kind in PLACED else {}
        component = components.get(part.id) or components.get(part.id.split("/")[0])
        return component.designators if component is not None else ()


class BaselineUsed(Struct, frozen=True):
    """Baseline (file of known findings) with which the check was compared."""

    path: str
    gone: tuple[FindingEntry, ...] = ()
    """Findings of the baseline that this check did not find again."""
    written: bool = False
    """True if this check wrote the baseline."""


class Checked(Struct, frozen=True):
    """All results of a check, with the settings of the check and its input files."""

    as_of: date
    packs: tuple[PackUsed, ...]
    documents: tuple[CheckedDocument, ...]
    inputs: tuple[Input, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    """Problems of packs, configuration and context, which belong to no single document."""
    sources: Mapping[str, SourceFile] = field(default_factory=dict)
    not_run: tuple[str, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()
    """Rules that the configuration leaves out, each with the reason."""
    ignored: int = 0
    no_exclusions: bool = False
    horizon_days: int = 0
    fail_on: str = "unknown"
    packs_loaded: bool = True
    searched: tuple[str, ...] = ()
    """Folders and files in which the program looked for bills of materials."""
    waivers: tuple[AppliedWaiver, ...] = ()
    strict_waivers: bool = False
    """True if an expired, unused or forbidden waiver makes the command fail."""
    waivers_ignored: bool = False
    """True if the user asked to ignore all waivers."""
    baseline: BaselineUsed | None = None
    lists: tuple[ListUsed, ...] = ()
    """Imported lists that the check used."""
    longest_waiver: int = 0
    """Longest allowed period of a waiver, in days."""
    overlays: tuple[OverlayUsed, ...] = ()
    """Overlays that the check applied to every document."""
    lists_stale_after: int = 0
    """Age in days from which the program reports that an imported list is stale."""
    approvers: tuple[str, ...] = ()
    """Persons who may approve a waiver; empty if every person may."""
    production: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Production analyses that the user requested, in the data format of the production commands."""
    repeated: tuple[str, ...] = ()
    """Options `--variant` and `--config` as the user typed them, for the suggested next commands."""

    @property
    def failing_waivers(self) -> tuple[AppliedWaiver, ...]:
        """Return the waivers that make the command fail; empty if waivers are not strict."""
        if not self.strict_waivers:
            return ()
        from microdep_rules.engine.waivers import STRICT

        return tuple(waiver for waiver in self.waivers if waiver.state.status in STRICT)

    @property
    def verdict(self) -> str:
        """Worst verdict of all documents.

        The verdict is `nothing_checked` if there are no documents, and `invalid` if a pack could not be
        loaded.
        """
        if not self.packs_loaded:
            return "invalid"
        verdicts = [document.verdict for document in self.documents]
        return min(verdicts, key=WORST_FIRST.index) if verdicts else "nothing_checked"

    @property
    def known_on(self) -> tuple[tuple[str, date], ...]:
        """Packs that were last reviewed before the as-of date, each with the date of the review."""
        reviews = [(pack.name, pack.pack.reviewed) for pack in self.packs if pack.pack is not None]
        return tuple((name, day) for name, day in reviews if day is not None and day < self.as_of)


MOST_OUTCOMES = 100_000
"""Largest number of outcomes that a record lists completely.

If there are more outcomes, the record lists only the findings, and counts the other outcomes.
"""
MOST_IN_TEXT = 2_000
"""Largest number of outcomes of a document for which text output keeps each pass.

If there are more outcomes, the program only counts the passes.
"""
WAIVED_VERDICTS = ("fail_waived", "unknown_waived", "disclose_waived")
"""Names under which waived outcomes are counted.

A waived fail is counted twice: as `fail` and as `fail_waived`.
"""
COUNTED = ("pass", "fail", "unknown", "exempt", "not_applicable", "error", "disclose", *WAIVED_VERDICTS)


def counts(outcomes: Iterable[Outcome]) -> dict[str, int]:
    """Return the number of outcomes of each verdict, and the number of waived outcomes.

    For a group that is `not applicable`, each component of the group counts. An outcome with a failing
    approved alternate counts as `unknown`.
    """
    totals = dict.fromkeys(COUNTED, 0)
    for outcome in outcomes:
        several = len(outcome.parts) if outcome.verdict is Verdict.NOT_APPLICABLE else 1
        verdict = for_the_document(outcome.verdict.value, alternate=outcome.alternate)
        totals[verdict] += outcome.many or max(several, 1)
        if outcome.waiver:
            totals[of_outcome(verdict, waived=True)] += 1
    return totals
