"""Results of a check as CycloneDX 1.6 attestations, which state whether documents meet the rules.

In CycloneDX, a pack is a standard, and a rule is a requirement. A pass or an exemption is a claim that the
requirement is met. A fail, an unknown or an error is a claim that the requirement is not met. The module
`standing` determines the scores: a waived fail has the score of a fail.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from microdep_rules.engine.standing import in_words
from microdep_rules.output.failures import failure_words
from microdep_rules.output.formats import entries as entry
from microdep_rules.output.of_the_run import of_the_run
from microdep_rules.output.shipped import pack_words
from microdep_rules.output.standing import MEETS, counts_words, standings
from microdep_rules.output.visible import whole
from microdep_rules.vocabulary.blanks import escaped

if TYPE_CHECKING:
    from collections.abc import Iterable

    from microdep_rules.output.checked import Checked
    from microdep_rules.output.formats.entries import DocumentEntries, FormatEntry, RunEntries
    from microdep_rules.output.standing import RuleStanding

Record = dict[str, Any]
SCHEMA = "http://cyclonedx.org/schema/bom-1.6.schema.json"
ASSESSOR = "assessor"
DOCUMENTS = "documents"
"""Name of the standard for problems that prevent a check; its requirements are the codes of diagnostics."""


def render(checked: Checked, *, listing: str = "", everything: bool = False) -> str:
    """Return the attestations for all outcomes that the record lists, and for all diagnostics."""
    run = entry.run(checked, listing=listing, everything=everything, each_alone=True)
    document = _Attestations(run).document()
    established = {name: value for name, value in document.items() if name != "metadata"}
    text = json.dumps([established, document["metadata"]["properties"]], ensure_ascii=False)
    document["serialNumber"] = f"urn:uuid:{uuid5(NAMESPACE_URL, text)}"
    return escaped(json.dumps(document, ensure_ascii=False, indent=2)) + "\n"


class _Attestations:
    def __init__(self, run: RunEntries) -> None:
        self.run = run
        self.targets: dict[str, str] = {}
        self.claims: list[Record] = []
        self.evidence: list[Record] = []
        self.requirements: dict[str, FormatEntry] = {}
        self.references: Counter[str] = Counter()

    def document(self) -> Record:
        """Return the whole CycloneDX document, without its serial number."""
        record = self.run.record
        attested = [
            self._attestation(data, standings(entries))
            for data, entries in zip(self.run.documents, record["documents"], strict=True)
        ]
        if self.run.common:
            attested.append(self._attested("the run", self.run.common, "not checked", ()))
        components = [{"type": "device", "bom-ref": ref, "name": name} for ref, name in self.targets.items()]
        return {
            "$schema": SCHEMA,
            "bomFormat": "CycloneDX",
            "specVersion": "1.6",
            "serialNumber": "",
            "version": 1,
            "metadata": {"tools": {"components": [self._tool()]}, "properties": self._properties()},
            "definitions": {"standards": self._standards()},
            "declarations": {
                "assessors": [
                    {
                        "bom-ref": ASSESSOR,
                        "thirdParty": False,
                        "organization": {"name": record["tool"]["name"]},
                    }
                ],
                "attestations": attested,
                "claims": self.claims,
                "evidence": self.evidence,
                "targets": {"components": components},
            },
        }

    def _tool(self) -> Record:
        tool = self.run.record["tool"]
        return {"type": "application", "name": tool["name"], "version": tool["version"]}

    def _properties(self) -> list[Record]:
        record = self.run.record
        stated = [("as-of", record["as_of"]), ("verdict", in_words(record["summary"]["verdict"]))]
        fails = failure_words(record["summary"]["failures"])
        stated += [("fails", fails)] if fails else []
        stated += [(name, line) for name, lines in of_the_run(record).items() for line in lines]
        stated += [("input", f"{read['kind']} {read['path']} {read['digest']}") for read in record["inputs"]]
        return [{"name": f"microdep:{name}", "value": whole(value)} for name, value in stated]

    # ---- standards ----

    def _standards(self) -> list[Record]:
        standards = []
        for pack in self.run.record["packs"]:
            own = [
                requirement
                for requirement in sorted(self.requirements)
                if requirement.startswith(f"{pack['name']}/")
            ]
            standards.append(
                {
                    "bom-ref": f"pack:{pack['name']}",
                    "name": whole(pack["name"]),
                    "version": whole(pack["version"]),
                    "description": whole(f"{pack['title']} ({pack['digest']}{_changed_pack_path(pack)})"),
                    "requirements": [self._requirement(name) for name in own],
                }
            )
        packs = {pack["name"] for pack in self.run.record["packs"]}
        codes = [
            requirement
            for requirement in sorted(self.requirements)
            if requirement.partition("/")[0] not in packs
        ]
        if codes:
            title = "Documents that could be checked."
            requirements = [self._requirement(code) for code in codes]
            standards.append(
                {"bom-ref": DOCUMENTS, "name": DOCUMENTS, "description": title, "requirements": requirements}
            )
        return standards

    def _requirement(self, name: str) -> Record:
        first = self.requirements[name]
        requirement: Record = {"bom-ref": f"rule:{name}", "identifier": name, "title": first.title}
        if first.cites:
            requirement["descriptions"] = list(first.cites)
        return requirement

    # ---- attestations ----

    def _attestation(self, entries: DocumentEntries, standings: Iterable[RuleStanding]) -> Record:
        statement = f"{in_words(entries.verdict)}: {counts_words(entries.counts)}"
        return self._attested(entries.path, entries.entries, statement, standings)

    def _attested(
        self, about: str, entries: Iterable[FormatEntry], statement: str, standings: Iterable[RuleStanding]
    ) -> Record:
        by_name = {standing.rule: standing for standing in standings}
        by_rule: dict[str, list[FormatEntry]] = {}
        for item in entries:
            self.requirements.setdefault(item.rule, item)
            by_rule.setdefault(item.rule, []).append(item)
        day = self.run.record["as_of"]
        return {
            "summary": whole(f"{about}: {statement}; on declared data, as of {day}"),
            "assessor": ASSESSOR,
            "map": [self._met(about, rule, own, by_name.get(rule)) for rule, own in by_rule.items()],
        }

    def _met(
        self, about: str, rule: str, entries: list[FormatEntry], standing: RuleStanding | None
    ) -> Record:
        """Return the attestation that a document meets or does not meet a requirement.

        An attestation about diagnostics has no score.
        """
        held: list[str] = []
        against: list[str] = []
        for item in entries:
            if item.kind != "not_applicable":  # only the rationale states the other outcomes
                (held if _is_met(item) else against).append(self._claim(about, item))
        counts = Counter(item.words for item in entries for _ in range(item.many))
        counted = ", ".join(f"{many} {name}" for name, many in counts.items())
        conformance: Record = {"rationale": whole(standing.rationale) if standing else counted}
        if standing is not None and standing.score is not None:
            conformance = {"score": standing.score, **conformance}
        claims = {"claims": held} if held else {}
        counter = {"counterClaims": against} if against else {}
        return {"requirement": f"rule:{rule}", **claims, **counter, "conformance": conformance}

    def _claim(self, about: str, item: FormatEntry) -> str:
        ref = self._unique_reference(f"claim:{item.fingerprint}")
        claim: Record = {
            "bom-ref": ref,
            "target": self._target(about, item),
            "predicate": f"{item.words}: {item.rule}",
            "reasoning": f"{item.message}; {item.answer}" if item.waiver else item.message,
        }
        if item.at is not None or item.lines:
            paper = self._paper(item)
            claim["evidence" if _is_met(item) else "counterEvidence"] = [paper]
        self.claims.append(claim)
        return ref

    def _target(self, about: str, item: FormatEntry) -> str:
        """Target of a claim: a component, or the whole document."""
        own = f"{whole(about)}#{item.subject_kind}:{item.subject_id}" if item.subject_id else whole(about)
        self.targets.setdefault(f"target:{own}", item.subject if item.subject_id else whole(about))
        return f"target:{own}"

    def _paper(self, item: FormatEntry) -> str:
        ref = self._unique_reference(f"evidence:{item.fingerprint}")
        paper: Record = {"bom-ref": ref, "propertyName": item.rule}
        if item.lines:
            paper["description"] = "\n".join(item.lines)
        places = [("place", item.at), *item.related] if item.at is not None else list(item.related)
        data = [
            {
                "name": whole(str(at)),
                "contents": {"attachment": {"contentType": "text/plain", "content": text}},
            }
            for text, at in places
        ]
        if data:
            paper["data"] = data
        self.evidence.append(paper)
        return ref

    def _unique_reference(self, ref: str) -> str:
        """Return a unique reference, even for two outcomes with equal fingerprints."""
        self.references[ref] += 1
        return ref if self.references[ref] == 1 else f"{ref}-{self.references[ref]}"


def _changed_pack_path(pack: Record) -> str:
    """Return the path of a pack that differs from the shipped pack; empty for a shipped pack."""
    return pack_words(pack).removeprefix(f"{pack['name']} {pack['version']}")


def _is_met(item: FormatEntry) -> bool:
    """Return whether an entry is a claim that the requirement is met."""
    return item.kind in MEETS
