"""What a check established as CycloneDX 1.6: attestations of how documents meet the rules of the packs.

A pack is a standard and a rule a requirement of it. What passes or is exempt is a claim for the requirement;
what fails, is not known or cannot be judged is a claim against it, in the words of the outcome. Scores are
those of `standing`, which exports of bundles use too: what is waived stays what it is.
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
    from microdep_rules.output.formats.entries import Entry, Run, Told
    from microdep_rules.output.standing import RuleStanding

Record = dict[str, Any]
SCHEMA = "http://cyclonedx.org/schema/bom-1.6.schema.json"
ASSESSOR = "assessor"
DOCUMENTS = "documents"
"""The standard for what keeps a document from being judged: its requirements are codes of diagnostics."""


def render(checked: Checked, *, listing: str = "", everything: bool = False) -> str:
    """All outcomes that the record lists, and all diagnostics."""
    run = entry.run(checked, listing=listing, everything=everything, each_alone=True)
    document = _Attestations(run).document()
    established = {name: each for name, each in document.items() if name != "metadata"}
    text = json.dumps([established, document["metadata"]["properties"]], ensure_ascii=False)
    document["serialNumber"] = f"urn:uuid:{uuid5(NAMESPACE_URL, text)}"
    return escaped(json.dumps(document, ensure_ascii=False, indent=2)) + "\n"


class _Attestations:
    def __init__(self, run: Run) -> None:
        self.run = run
        self.targets: dict[str, str] = {}
        self.claims: list[Record] = []
        self.evidence: list[Record] = []
        self.requirements: dict[str, Entry] = {}
        self.references: Counter[str] = Counter()

    def document(self) -> Record:
        """The whole document, but for its serial number."""
        record = self.run.record
        attested = [
            self._attestation(each, standings(told))
            for each, told in zip(self.run.documents, record["documents"], strict=True)
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
        said = [("as-of", record["as_of"]), ("verdict", in_words(record["summary"]["verdict"]))]
        fails = failure_words(record["summary"]["failures"])
        said += [("fails", fails)] if fails else []
        said += [(name, line) for name, lines in of_the_run(record).items() for line in lines]
        said += [("input", f"{each['kind']} {each['path']} {each['digest']}") for each in record["inputs"]]
        return [{"name": f"microdep:{name}", "value": whole(value)} for name, value in said]

    # ---- standards ----

    def _standards(self) -> list[Record]:
        found = []
        for pack in self.run.record["packs"]:
            own = [
                requirement
                for requirement in sorted(self.requirements)
                if requirement.startswith(f"{pack['name']}/")
            ]
            found.append(
                {
                    "bom-ref": f"pack:{pack['name']}",
                    "name": whole(pack["name"]),
                    "version": whole(pack["version"]),
                    "description": whole(f"{pack['title']} ({pack['digest']}{_beside(pack)})"),
                    "requirements": [self._requirement(each) for each in own],
                }
            )
        packs = {each["name"] for each in self.run.record["packs"]}
        codes = [
            requirement
            for requirement in sorted(self.requirements)
            if requirement.partition("/")[0] not in packs
        ]
        if codes:
            what = "What keeps a document from being judged, or not."
            requirements = [self._requirement(code) for code in codes]
            found.append(
                {"bom-ref": DOCUMENTS, "name": DOCUMENTS, "description": what, "requirements": requirements}
            )
        return found

    def _requirement(self, name: str) -> Record:
        first = self.requirements[name]
        found: Record = {"bom-ref": f"rule:{name}", "identifier": name, "title": first.title}
        if first.cites:
            found["descriptions"] = list(first.cites)
        return found

    # ---- attestations ----

    def _attestation(self, told: Told, found: Iterable[RuleStanding]) -> Record:
        says = f"{in_words(told.verdict)}: {counts_words(told.counts)}"
        return self._attested(told.path, told.entries, says, found)

    def _attested(
        self, about: str, entries: Iterable[Entry], says: str, found: Iterable[RuleStanding]
    ) -> Record:
        standing = {each.rule: each for each in found}
        by_rule: dict[str, list[Entry]] = {}
        for each in entries:
            self.requirements.setdefault(each.rule, each)
            by_rule.setdefault(each.rule, []).append(each)
        day = self.run.record["as_of"]
        return {
            "summary": whole(f"{about}: {says}; on declared data, as of {day}"),
            "assessor": ASSESSOR,
            "map": [self._met(about, rule, own, standing.get(rule)) for rule, own in by_rule.items()],
        }

    def _met(self, about: str, rule: str, found: list[Entry], standing: RuleStanding | None) -> Record:
        """How one document meets one requirement; what keeps it from being judged has no standing."""
        held: list[str] = []
        against: list[str] = []
        for each in found:
            if each.said != "not_applicable":  # the rationale states it
                (held if _holds(each) else against).append(self._claim(about, each))
        said = Counter(each.words for each in found for _ in range(each.many))
        counted = ", ".join(f"{many} {name}" for name, many in said.items())
        conformance: Record = {"rationale": whole(standing.rationale) if standing else counted}
        if standing is not None and standing.score is not None:
            conformance = {"score": standing.score, **conformance}
        claims = {"claims": held} if held else {}
        counter = {"counterClaims": against} if against else {}
        return {"requirement": f"rule:{rule}", **claims, **counter, "conformance": conformance}

    def _claim(self, about: str, each: Entry) -> str:
        ref = self._own(f"claim:{each.fingerprint}")
        claim: Record = {
            "bom-ref": ref,
            "target": self._target(about, each),
            "predicate": f"{each.words}: {each.rule}",
            "reasoning": f"{each.message}; {each.answer}" if each.waiver else each.message,
        }
        if each.at is not None or each.lines:
            paper = self._paper(each)
            claim["evidence" if _holds(each) else "counterEvidence"] = [paper]
        self.claims.append(claim)
        return ref

    def _target(self, about: str, each: Entry) -> str:
        """What a claim is about: a part, or the document where it is about no single one."""
        own = f"{whole(about)}#{each.subject_kind}:{each.subject_id}" if each.subject_id else whole(about)
        self.targets.setdefault(f"target:{own}", each.subject if each.subject_id else whole(about))
        return f"target:{own}"

    def _paper(self, each: Entry) -> str:
        ref = self._own(f"evidence:{each.fingerprint}")
        paper: Record = {"bom-ref": ref, "propertyName": each.rule}
        if each.lines:
            paper["description"] = "\n".join(each.lines)
        places = [("stands at", each.at), *each.related] if each.at is not None else list(each.related)
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

    def _own(self, ref: str) -> str:
        """A reference of its own, also where two outcomes have one fingerprint."""
        self.references[ref] += 1
        return ref if self.references[ref] == 1 else f"{ref}-{self.references[ref]}"


def _beside(pack: Record) -> str:
    """Where a pack lies that is not the shipped one."""
    return pack_words(pack).removeprefix(f"{pack['name']} {pack['version']}")


def _holds(each: Entry) -> bool:
    """Return whether an entry speaks for what is required."""
    return each.said in MEETS
