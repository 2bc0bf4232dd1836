"""What one run established, before anybody renders it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct, field

from microdep_rules.bom.evidence_counts import why_not
from microdep_rules.bom.evidence_files import why_file
from microdep_rules.diagnostics import has_errors
from microdep_rules.engine.grouping import KNOWN, roll_up
from microdep_rules.engine.standing import WORST_FIRST, for_the_document, of_outcome
from microdep_rules.engine.verdict import Verdict
from microdep_rules.output.few import short_way

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from microdep_rules.bom.baselines import FindingEntry
    from microdep_rules.bom.evidence_files import Opened
    from microdep_rules.bom.load import Loaded
    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.bom.overlays.showing import Corrected
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.engine.outcome import Outcome, Part
    from microdep_rules.engine.query import Query
    from microdep_rules.engine.waivers import Waived
    from microdep_rules.lang import ir
    from microdep_rules.source import Position, SourceFile


class PackUsed(Struct, frozen=True):
    """A pack as it was run: where its text is, and what configuration changed in it."""

    name: str
    pack: ir.Pack | None
    digest: str
    sources: Mapping[str, SourceFile]
    diagnostics: tuple[Diagnostic, ...] = ()
    parameters: tuple[tuple[str, str, str], ...] = ()
    """Parameters that configuration overrides: name, value, and what the pack says."""
    uses: tuple[PackUsed, ...] = ()
    not_shipped: str = ""
    """The path of a pack that has the name of a shipped one and is another; empty for all others."""

    @property
    def version(self) -> str:
        """The version that the head of the pack states."""
        return self.pack.version if self.pack is not None else ""


class ListUsed(Struct, frozen=True):
    """An imported list of companies that stood in place of excerpts of packs."""

    name: str
    form: str
    day: date
    source: str
    digest: str
    entries: int
    replaces: tuple[str, ...]
    """The lists of packs, as `pack/list`."""
    stale: bool = False
    only: str = ""
    """The text by which entries were chosen; empty where all were taken."""
    complete: bool = True
    content: str = ""
    """The digest of the entries."""


InputKind = Literal[
    "bom", "context", "configuration", "mapping", "overlay", "waivers", "baseline", "company list", "scenario"
]
"""What a file was read as: the same words as in the schema of a record."""


class OverlayUsed(Struct, frozen=True):
    """An overlay that was laid on the documents: its entries, and how many of them name no evidence."""

    path: str
    entries: int
    without_evidence: int


class Input(Struct, frozen=True):
    """A file that was read."""

    path: str
    digest: str
    kind: InputKind


class Place(Struct, frozen=True):
    """Where something stands in a file that was read."""

    file: str
    position: Position
    text: str
    """As outputs name it."""
    cell: tuple[str, str] | None = None
    """The sheet and the cell, in a spreadsheet."""

    def __str__(self) -> str:
        return self.text


class CheckedDocument(Struct, frozen=True, dict=True):
    """One bill of materials: what every rule says of it, or why nothing can be said."""

    path: str
    bom: Bom | None
    outcomes: tuple[Outcome, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    files: Mapping[str, Loaded] = field(default_factory=dict)
    warn: bool = False
    """Whether the severities decide too that otherwise are only counted."""
    unchecked: str = ""
    """Why a document was not judged although it could be read."""
    matched: frozenset[tuple[str, str]] = frozenset()
    """The entries of overlays that are about some part of it, by file and pointer."""
    evidence: Mapping[str, Opened] = field(default_factory=dict)
    """What opening the files of evidence has shown, by the ids of the records."""
    as_of: date | None = None
    """The day of the check; nothing before it was checked."""
    query: Query | None = None
    """What the rules were asked, so that they can be asked again, why."""
    corrected: tuple[Corrected, ...] = ()
    """The corrections that overlays made in it."""
    relying: frozenset[tuple[str, str]] | None = None
    """The clears that would be none without evidence that nobody opened, by rule and pointer of the subject;
    nothing where they were not judged without it."""
    turns: frozenset[date] = frozenset()
    """The days on which something that the rules read may change: until the next one the outcomes are the
    same."""
    located: dict[tuple[str, str], tuple[Loaded, Place]] = field(default_factory=dict)
    """Where facts were found to stand: rules ask for the same facts, and each way there is long."""

    @property
    def id(self) -> str:
        """The author's id of the document; empty when it is not valid."""
        return self.bom.document.id if self.bom is not None else ""

    @property
    def unread(self) -> bool:
        """Whether nothing of it was read: there is no such file, it may not be read, or not in this form."""
        return self.bom is None and not self.files

    @property
    def is_invalid(self) -> bool:
        """Return whether nothing can be said of it, whatever its outcomes are."""
        return self.bom is None or bool(self.unchecked) or has_errors(self.diagnostics)

    @cached_property
    def verdict(self) -> str:
        """Its standing: one of `WORST_FIRST`."""
        if self.is_invalid:
            return "invalid"
        return roll_up(self.outcomes, warn=self.warn)

    @cached_property
    def news(self) -> str:
        """The same without what a baseline knows."""
        if all(outcome.baseline != KNOWN for outcome in self.outcomes) or self.verdict in {
            "invalid",
            "error",
        }:
            return self.verdict
        return roll_up(self.outcomes, warn=self.warn, without_known=True)

    @cached_property
    def unanswered(self) -> str:
        """The same without what a baseline knows or a person answers for: what the exit code goes by."""
        if self.verdict in {"invalid", "error"}:
            return self.verdict
        return roll_up(self.outcomes, warn=self.warn, without_known=True, without_waived=True)

    @property
    def is_told_of(self) -> bool:
        """Return whether any rule applies to something in it, be it one that only warns."""
        return any(outcome.verdict is not Verdict.NOT_APPLICABLE for outcome in self.outcomes)

    def counts(self, evidence: str, day: date | None) -> bool:
        """Whether a record of evidence may show a fact that is judged by a day, whatever a rule wants."""
        record = self.bom.evidence.get(evidence) if self.bom is not None else None
        if record is None:
            return False
        opened = self.evidence.get(evidence)
        file = why_file(opened) if opened is not None else ""
        return day is None or not why_not(record.data, file, self.as_of, day, asked_for=True)

    def locate(self, file: str, pointer: str) -> Place | None:
        """Where a fact is written, or would be; nothing for what the document does not hold."""
        loaded = self.files.get(file)
        if loaded is None:
            return None
        known = self.located.get((file, pointer))
        if known is not None and known[0] is loaded:
            return known[1]
        start, source = loaded.spans.value(pointer).start, loaded.spans.source_of(pointer)
        found = Place(source.path, source.position(start), source.place(start), source.cell(start))
        self.located[file, pointer] = loaded, found
        return found

    def file_of(self, home: str, pointer: str) -> str:
        """The file in which a missing fact would be written: `home` is `bom` or `context`."""
        if home == "context" and not pointer.startswith("/context") and self.bom is not None:
            beside = [context.file.path for context in self.bom.contexts if context.file is not self.bom.file]
            return beside[0] if beside else ""
        return self.path

    def shown_path(self, part: Part) -> str:
        """The way down to a part as a screen shows it: of a long one both ends."""
        return short_way(self.usage_path(part))

    def usage_path(self, part: Part) -> str:
        """The way from the product down to a part, by names; the first one where there are several."""
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


class BaselineUsed(Struct, frozen=True):
    """The baseline with which a run was compared."""

    path: str
    gone: tuple[FindingEntry, ...] = ()
    """Findings that it has, and the run has not."""
    written: bool = False
    """Whether the run itself has written it."""


class Checked(Struct, frozen=True):
    """A run: what was asked, what was read, and what was found."""

    as_of: date
    packs: tuple[PackUsed, ...]
    documents: tuple[CheckedDocument, ...]
    inputs: tuple[Input, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    """What is wrong with packs, configuration and context: with nothing that belongs to one document."""
    sources: Mapping[str, SourceFile] = field(default_factory=dict)
    not_run: tuple[str, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()
    """Rules that configuration leaves out, with the reason."""
    ignored: int = 0
    no_exclusions: bool = False
    horizon_days: int = 0
    fail_on: str = "unknown"
    packs_loaded: bool = True
    searched: tuple[str, ...] = ()
    """Where bills of materials were looked for."""
    waivers: tuple[Waived, ...] = ()
    strict_waivers: bool = False
    """Whether a waiver that is expired, not used or not allowed fails."""
    naked: bool = False
    """Whether waivers were left aside because that was asked for."""
    baseline: BaselineUsed | None = None
    lists: tuple[ListUsed, ...] = ()
    """The imported lists that were used."""
    longest_waiver: int = 0
    """So many days a waiver may last."""
    overlays: tuple[OverlayUsed, ...] = ()
    """The overlays that were laid on every document."""
    lists_stale_after: int = 0
    """After so many days an imported list is stale."""
    approvers: tuple[str, ...] = ()
    """Who may approve a waiver; anybody where nobody is named."""
    production: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """The analyses of production that were asked for, each as the data that its command writes."""

    @property
    def failing_waivers(self) -> tuple[Waived, ...]:
        """Those by which the run fails, because it was asked to take them strictly."""
        if not self.strict_waivers:
            return ()
        from microdep_rules.engine.waivers import STRICT

        return tuple(waiver for waiver in self.waivers if waiver.state.status in STRICT)

    @property
    def verdict(self) -> str:
        """The worst verdict of a document; a run without any has checked nothing."""
        if not self.packs_loaded:
            return "invalid"
        found = [document.verdict for document in self.documents]
        return min(found, key=WORST_FIRST.index) if found else "nothing_checked"

    @property
    def known_on(self) -> tuple[tuple[str, date], ...]:
        """Packs that were last reviewed before the day that was asked for."""
        found = [(pack.name, pack.pack.reviewed) for pack in self.packs if pack.pack is not None]
        return tuple((name, day) for name, day in found if day is not None and day < self.as_of)


MOST_OUTCOMES = 100_000
"""Of more outcomes than these a record lists the findings, and counts what passes or does not apply."""
MOST_IN_TEXT = 2_000
"""A text names nothing that passes, so that of a document that is gone through once it is counted sooner."""
OF_THESE_WAIVED = ("fail_waived", "unknown_waived", "disclose_waived")
"""How many of the outcomes of a verdict are waived; they are counted under their verdict as well."""
COUNTED = ("pass", "fail", "unknown", "exempt", "not_applicable", "error", "disclose", *OF_THESE_WAIVED)


def counts(outcomes: Iterable[Outcome]) -> dict[str, int]:
    """Outcomes by verdict, and how many of these are waived; of what does not apply, every part is counted.

    Alternates that fail count as unknown.
    """
    found = dict.fromkeys(COUNTED, 0)
    for outcome in outcomes:
        several = len(outcome.parts) if outcome.verdict is Verdict.NOT_APPLICABLE else 1
        verdict = for_the_document(outcome.verdict.value, alternate=outcome.alternate)
        found[verdict] += outcome.many or max(several, 1)
        if outcome.waiver:
            found[of_outcome(verdict, waived=True)] += 1
    return found
