"""Baselines: the findings that are new or changed since a baseline was written."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.bom.baselines import Baseline, FindingEntry, PackEntry
from microdep_rules.engine.grouping import KNOWN
from microdep_rules.engine.lazy_outcomes import update_outcome
from microdep_rules.messages import diagnose

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.engine.outcome import Outcome

NEW, CHANGED = "new", "changed"
DIGITS = 16


class Findings(Struct, frozen=True):
    """The outcomes of all rules for one document, with the id of the document."""

    id: str
    outcomes: tuple[Outcome, ...]


class BaselineComparison(Struct, frozen=True):
    """Result of comparing a check with a baseline: the outcomes of each document, and the removed findings.

    Each outcome that is a finding is marked as known, changed or new.
    """

    outcomes: tuple[tuple[Outcome, ...], ...]
    gone: tuple[FindingEntry, ...]
    """Findings that only the baseline contains: the finding was fixed, or its subject was removed."""
    diagnostics: tuple[Diagnostic, ...]


def facts_digest(outcome: Outcome) -> str:
    """Return a digest of a finding: its verdict, its facts (name and value) and its missing facts.

    The digest contains no file position and no message, so that a moved line or a new wording does not change
    the digest.
    """
    facts = sorted({(fact.element, fact.name, fact.text) for fact in outcome.facts})
    missing = sorted({(question.missing.name, question.missing.subject) for question in outcome.missing})
    parts = sorted(part.id for part in outcome.parts)
    content = [outcome.verdict.value, outcome.open, facts, missing, parts]
    text = json.dumps(content, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


def baseline_of(packs: Iterable[PackEntry], documents: Sequence[Findings]) -> Baseline:
    """Return a baseline that contains all findings of `documents` except waived findings, sorted."""
    times: Counter[FindingEntry] = Counter()
    for document in documents:
        times.update(
            _entry(outcome, document.id) for outcome in document.outcomes if _belongs_in_baseline(outcome)
        )
    entries = sorted(replace(entry, times=number) for entry, number in times.items())
    ids = Counter(document.id for document in documents)
    return Baseline(tuple(sorted(packs)), dict(sorted(ids.items())), _each_once(entries))


def compare(
    baseline: Baseline,
    packs: Sequence[PackEntry],
    documents: Sequence[Findings],
    judged: Callable[[str], bool],
) -> BaselineComparison:
    """Compare the findings of a check with a baseline: mark each finding as known, changed or new.

    A finding is known if the baseline contains a finding with the same fingerprint and the same facts digest.
    If the version of a pack differs from its version in the baseline, no finding of this pack counts as
    known. `judged` returns whether the check evaluated the rule with a given name.
    """
    changed_packs, diagnostics = _other_packs(baseline, packs)
    left = Counter({(finding.fingerprint, finding.facts): finding.times for finding in baseline.findings})
    known_fingerprints = {finding.fingerprint for finding in baseline.findings}
    seen: set[str] = set()
    outcomes = []
    for document in documents:
        compared: list[Outcome] = []
        for outcome in document.outcomes:
            names = outcome.fingerprints(document.id) if outcome.is_finding else ()
            seen.update(names)
            if _belongs_in_baseline(outcome):
                state = _state(outcome, names, left, known_fingerprints)
                state = CHANGED if state == KNOWN and outcome.rule.pack in changed_packs else state
                compared.append(update_outcome(outcome, baseline=state))
            else:
                compared.append(outcome)
        outcomes.append(tuple(compared))
    ids = Counter(document.id for document in documents)
    looked_at = {id_ for id_, number in baseline.documents.items() if ids[id_] >= number}
    gone = tuple(
        finding
        for finding in baseline.findings
        if finding.document in looked_at and judged(finding.rule) and finding.fingerprint not in seen
    )
    return BaselineComparison(tuple(outcomes), gone, tuple(diagnostics))


def _state(
    outcome: Outcome, names: Iterable[str], left: Counter[tuple[str, str]], there: Collection[str]
) -> str:
    """Return the state of a finding compared with the baseline: known, changed or new.

    If the baseline contains a finding twice, the first two equal findings of the check are known and the
    third is new.
    """
    facts = facts_digest(outcome)
    for name in names:
        if (name, facts) in left:
            left[name, facts] -= 1
            return KNOWN if left[name, facts] >= 0 else NEW
    return CHANGED if any(name in there for name in names) else NEW


def _belongs_in_baseline(outcome: Outcome) -> bool:
    """Return whether a finding belongs in a baseline.

    A waived finding does not belong in a baseline, because the waiver has its own end date.
    """
    return outcome.is_finding and not outcome.waiver


def _entry(outcome: Outcome, document: str) -> FindingEntry:
    lacking = ", ".join(outcome.missing_names)
    subject = f"subjects without {lacking}" if outcome.parts else outcome.subject.id
    return FindingEntry(
        document,
        outcome.rule.id,
        subject,
        outcome.verdict.value,
        outcome.fingerprint(document),
        facts_digest(outcome),
    )


def _each_once(entries: Iterable[FindingEntry]) -> tuple[FindingEntry, ...]:
    """Merge equal baseline entries into one entry, with the number of equal entries in `times`."""
    by_identity: dict[tuple[str, str], FindingEntry] = {}
    for entry in entries:
        key = (entry.fingerprint, entry.facts)
        before = by_identity.get(key)
        by_identity[key] = replace(before, times=before.times + entry.times) if before is not None else entry
    return tuple(by_identity.values())


def _other_packs(baseline: Baseline, packs: Sequence[PackEntry]) -> tuple[set[str], list[Diagnostic]]:
    """Return the names of packs with another version than in the baseline, and a diagnostic for each.

    A pack with the same version but other content also gets a diagnostic.
    """
    run = {pack.name: pack for pack in packs}
    changed_packs: set[str] = set()
    diagnostics = []
    for number, before in enumerate(baseline.packs):
        now = run.get(before.name)
        if now is None or now == before:
            continue
        at = baseline.pack_span(number)
        if (now.version, now.variant) == (before.version, before.variant):
            diagnostics.append(diagnose("baseline/outdated", at, pack=now.name, version=now.version))
            continue
        changed_packs.add(now.name)
        diagnostics.append(
            diagnose(
                "baseline/outdated",
                at,
                "other-version",
                pack=now.name,
                before=_version_text(before),
                now=_version_text(now),
            )
        )
    strange = run.keys() - {pack.name for pack in baseline.packs} if baseline.file is not None else ()
    diagnostics += [
        diagnose("baseline/outdated", baseline.packs_span(), "not-in-it", pack=name)
        for name in sorted(strange)
    ]
    return changed_packs, diagnostics


def _version_text(pack: PackEntry) -> str:
    return f"{pack.version} ({pack.variant})" if pack.variant else pack.version
