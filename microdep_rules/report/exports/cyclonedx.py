"""Export of a bundle as CycloneDX 1.6 declarations (CDXA).

In CycloneDX, a pack is a standard, and its rules with outcomes are requirements. A document is an
attestation, with the result for each requirement. An outcome that meets the requirement is a claim. An
outcome that does not meet it, or is undecided, is a counter claim. The scores come from the module
`output.standing`. A person is named only if the sign-off of this person is verified.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from microdep_rules.engine.standing import AGAINST_LAW, in_words
from microdep_rules.output.failures import failure_words
from microdep_rules.output.shipped import pack_words
from microdep_rules.output.standing import counts_words, not_listed, standings
from microdep_rules.output.visible import whole
from microdep_rules.report.bundle import RECORD
from microdep_rules.report.exports import words
from microdep_rules.signing.manifest import NAME
from microdep_rules.vocabulary.blanks import escaped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from microdep_rules.output.standing import RuleStanding
    from microdep_rules.report.exports.contents import Contents, EvidenceDocument, ValidSignoff

Data = dict[str, Any]
SCHEMA = "http://cyclonedx.org/schema/bom-1.6.schema.json"
TOOL = "assessor:tool"
PRODUCT = "product"
ESTABLISHED = "evidence:record"
"""Reference to the record; the record is evidence for each claim, because it contains every outcome."""
THIRD_PARTY = "third-party"


def render(contents: Contents) -> str:
    """Return the CycloneDX declarations as JSON text.

    Equal bundles and equal trusted people give equal bytes.
    """
    return escaped(json.dumps(_Declarations(contents).document(), ensure_ascii=False, indent=2)) + "\n"


class _Declarations:
    def __init__(self, contents: Contents) -> None:
        self.contents = contents
        self.record = contents.record
        self.waivers: dict[str, Data] = {waiver["id"]: waiver for waiver in self.record["waivers"]}
        self.references: Counter[str] = Counter()
        self.targets: dict[tuple[int, str, str], Data] = {}
        self.claims: list[Data] = []
        self.evidence: list[Data] = [self._established()]
        self.papers = {(paper.document, paper.id): self._paper(paper) for paper in contents.papers}
        self.answers = {id_: self._waiver(waiver) for id_, waiver in self.waivers.items()}
        self.requirements: dict[str, Data] = {}

    def document(self) -> Data:
        """Return the complete CycloneDX document."""
        contents = self.contents
        attestations = [self._attestation(*pair) for pair in words.numbered(self.record)]
        for rule in self.record["rules_left_out"]:
            self._requirement(rule["rule"])["properties"] = [_property("left-out", rule["reason"])]
        declarations: Data = {
            "assessors": self._assessors(),
            "attestations": attestations,
            "claims": self.claims,
            "evidence": self.evidence,
            "targets": {"components": list(self.targets.values())},
        }
        if contents.vouched:
            declarations["affirmation"] = {
                "statement": "\n".join(map(words.affirmed, contents.vouched)),
                "signatories": [_signatory(signoff) for signoff in contents.vouched],
            }
        return {
            "$schema": SCHEMA,
            "bomFormat": "CycloneDX",
            "specVersion": "1.6",
            "serialNumber": f"urn:uuid:{contents.uuid('cyclonedx')}",
            "version": 1 + len(contents.vouched),  # each later signature is a new version
            "metadata": self._metadata(),
            "externalReferences": [
                _file("attestation", NAME, contents.digest),
                *(_file("evidence", file.path, file.sha256) for file in self._listed(RECORD)),
            ],
            "definitions": {"standards": list(self._standards())},
            "declarations": declarations,
        }

    def _listed(self, name: str) -> list[Any]:
        return [file for file in self.contents.manifest.files if file.path == name]

    # ---- about the whole ----

    def _metadata(self) -> Data:
        tool = self.record["tool"]
        metadata: Data = {
            "timestamp": self.contents.made,
            "tools": {
                "components": [
                    {"type": "application", "name": tool["name"], "version": whole(tool["version"])}
                ]
            },
        }
        documents = self.record["documents"]
        if len(documents) == 1:  # each of several documents is a target
            name = whole(self.contents.product(documents[0]).name)
            metadata["component"] = {"type": "device", "bom-ref": PRODUCT, "name": name}
        metadata["properties"] = [_property(*pair) for pair in self._properties()]
        return metadata

    def _properties(self) -> Iterator[tuple[str, str]]:
        record = self.record
        yield "limit", words.LIMIT
        yield "as-of", record["as_of"]
        yield "verdict", in_words(record["summary"]["verdict"])
        if fails := failure_words(record["summary"]["failures"]):
            yield "fails", fails
        yield "counts", counts_words(record["summary"]["counts"])
        yield "manifest", f"sha256:{self.contents.digest}"
        yield "sign-offs", str(len(self.contents.vouched))
        yield from words.reservations(self.contents)
        for read in record["inputs"]:
            yield "input", f"{read['kind']} {read['path']} {read['digest']}"
        for document in record["documents"]:
            yield from (
                ("contract", f"{document['path']}: {line}") for line in words.contract_lines(document)
            )
            if left := not_listed(document):
                yield (
                    "not-listed",
                    f"{document['path']}: {counts_words(left)}, which are counted and not listed",
                )

    def _assessors(self) -> list[Data]:
        """Return the assessors in CycloneDX form: this program, and each organization that signed.

        An organization is a third party if all its signers state this.
        """
        assessors: list[Data] = [
            {"bom-ref": TOOL, "thirdParty": False, "organization": {"name": self.record["tool"]["name"]}}
        ]
        by_organization: dict[str, list[ValidSignoff]] = {}
        for signoff in self.contents.vouched:
            signer = signoff.signoff.signer
            by_organization.setdefault(signer.organization or f"{signer.name} <{signer.id}>", []).append(
                signoff
            )
        for name, people in by_organization.items():
            outside = all(person.signoff.independence == THIRD_PARTY for person in people)
            ref = self._unique_reference(f"assessor:{name}")
            assessors.append(
                {"bom-ref": ref, "thirdParty": outside, "organization": _organization(people[0])}
            )
        return assessors

    # ---- standards ----

    def _requirement(self, rule: str) -> Data:
        """Return the requirement in the CycloneDX document for a rule; add it at the first call."""
        if rule not in self.requirements:
            self.requirements[rule] = {
                "bom-ref": self._unique_reference(f"rule:{rule}"),
                "identifier": whole(rule),
                "title": whole(rule),
            }
        return self.requirements[rule]

    def _describe(self, outcome: Data) -> None:
        """Add the title, the citations and the severity from an outcome to the requirement of its rule."""
        required = self._requirement(outcome["rule"])
        if "text" in required:
            return
        title, cites = whole(outcome["title"] or outcome["rule"]), list(map(whole, outcome["cites"]))
        required["title"] = title
        required["text"] = f"{title} ({'; '.join(cites)})" if cites else title
        if cites:
            required["descriptions"] = cites
        required["properties"] = [
            _property("severity", outcome["severity"]),
            _property("obligation", outcome["obligation"]),
        ]

    def _standards(self) -> Iterator[Data]:
        taken: set[str] = set()
        for pack in self.record["packs"]:
            own = [
                requirement
                for requirement in sorted(self.requirements)
                if requirement.partition("/")[0] == pack["name"]
            ]
            reviewed = f", reviewed {pack['reviewed']}" if pack["reviewed"] else ""
            yield {
                "bom-ref": self._unique_reference(f"pack:{pack['name']}"),
                "name": whole(pack["name"]),
                "version": whole(pack["version"]),
                "description": whole(
                    f"{pack_words(pack)}: {pack['title']}{reviewed}; {pack['digest']}. "
                    "An engineering reading of the law, and no legal advice. Rules without an outcome in "
                    "this check are omitted."
                ),
                "requirements": [self.requirements[name] for name in own if name not in taken],
            }
            taken.update(own)
        if others := [requirement for requirement in sorted(self.requirements) if requirement not in taken]:
            yield {
                "bom-ref": self._unique_reference("rules"),
                "name": "rules of no pack that the record names",
                "requirements": [self.requirements[other] for other in others],
            }

    # ---- attestations and claims ----

    def _attestation(self, number: int, document: Data) -> Data:
        for outcome in document["outcomes"]:
            self._describe(outcome)
        verdict = in_words(document["verdict"])
        counts = f"{document['path']}: {verdict}: {counts_words(document['counts'])}"
        mapped = [self._mapped(number, document, standing) for standing in standings(document)]
        summary = whole(f"{counts}; on declared data, as of {self.record['as_of']}")
        return {"summary": summary, "assessor": TOOL, "map": mapped}

    def _mapped(self, number: int, document: Data, standing: RuleStanding) -> Data:
        entry: Data = {"requirement": self._requirement(standing.rule)["bom-ref"]}
        passes = [outcome for outcome in standing.met if outcome["verdict"] == "pass"]
        exempt = [outcome for outcome in standing.met if outcome["verdict"] != "pass"]
        claims = [self._add_claim_of_passes(number, document, passes)] if passes else []
        claims += [self._claim(number, document, outcome) for outcome in exempt]
        if claims:
            entry["claims"] = claims
        if standing.against:
            entry["counterClaims"] = [self._claim(number, document, outcome) for outcome in standing.against]
        conformance: Data = {"rationale": whole(standing.rationale)}
        if standing.score is None:
            conformance["rationale"] += "; so there is no score"
        else:
            conformance["score"] = standing.score
        if answers := [self.answers[waiver] for waiver in standing.waivers if waiver in self.answers]:
            conformance["mitigationStrategies"] = answers
        return {**entry, "conformance": conformance, "confidence": {"rationale": standing.shown}}

    def _add_claim_of_passes(self, number: int, document: Data, passes: list[Data]) -> str:
        """Add one claim for all passes of a rule, and return its id.

        The claim is about the component if only one component passes, and about the product otherwise.
        """
        rule = passes[0]["rule"]
        ref = self._unique_reference(f"claim:{number}:{rule}:pass")
        several = len(passes) > 1
        claim = {
            "bom-ref": ref,
            "target": self._whole(number, document) if several else self._target(number, document, passes[0]),
            "predicate": whole(f"passes {rule} on declared data"),
            "reasoning": words.passing(passes),
            "evidence": [ESTABLISHED, *self._papers(document, passes)],
        }
        self.claims.append(claim)
        return ref

    def _claim(self, number: int, document: Data, outcome: Data) -> str:
        """Add a claim for one outcome, and return its id.

        The target of the claim is the component.
        """
        ref = self._unique_reference(f"claim:{number}:{outcome['fingerprint']}")
        claim: Data = {
            "bom-ref": ref,
            "target": self._target(number, document, outcome),
            "predicate": words.outcome_text(outcome),
            "reasoning": self._reasoning(outcome),
        }
        if answer := self.answers.get(outcome["waiver"] or ""):
            claim["mitigationStrategies"] = [answer]
        evidence = [self._details(outcome), ESTABLISHED, *self._papers(document, [outcome])]
        claim["evidence" if outcome["verdict"] == "exempt" else "counterEvidence"] = evidence
        self.claims.append(claim)
        return ref

    def _reasoning(self, outcome: Data) -> str:
        lines = [f"{outcome['rule']} on declared data, of {words.parts_of([outcome])}"]
        if outcome["against_law"]:
            lines.append(AGAINST_LAW)
        if answer := words.answer(outcome, self.waivers):
            lines.append(f"waived by {answer}; the verdict stays the same")
        return whole("; ".join(lines))

    def _target(self, number: int, document: Data, outcome: Data) -> str:
        """Return the reference to the component of an outcome; for a group, the reference to the product."""
        if outcome["components"]:
            return self._whole(number, document)
        component = outcome["subject"]
        return self._component(
            number,
            component["kind"],
            component["id"],
            component["path"] or component["name"] or component["id"],
        )

    def _whole(self, number: int, document: Data) -> str:
        product = self.contents.product(document)
        return self._component(number, "component", product.id, product.name)

    def _component(self, number: int, kind: str, id_: str, name: str) -> str:
        key = (number, kind, id_)
        if key not in self.targets:
            ref = self._unique_reference(f"target:{number}:{kind}:{id_}")
            self.targets[key] = {"type": "device", "bom-ref": ref, "name": whole(name)}
        return str(self.targets[key]["bom-ref"])

    # ---- evidence ----

    def _established(self) -> Data:
        digest = "".join(f", sha256:{file.sha256}" for file in self._listed(RECORD))
        return {
            "bom-ref": self._unique_reference(ESTABLISHED),
            "description": f"{RECORD} of the bundle{digest}: every outcome with the facts that decide it",
            "data": [{"name": RECORD, "contents": {"url": RECORD}}],
            "created": self.contents.made,
        }

    def _paper(self, paper: EvidenceDocument) -> str:
        ref = self._unique_reference(f"paper:{paper.document}#{paper.id}")
        entry: Data = {"bom-ref": ref, "description": whole(paper.words)}
        if paper.places:  # addresses are untrusted texts that nobody opened
            entry["data"] = [_attached(name, value) for name, value in paper.places]
        self.evidence.append({**entry, **_days(paper.issued, paper.expires)})
        return ref

    def _waiver(self, waiver: Data) -> str:
        ref = self._unique_reference(f"waiver:{waiver['id']}")
        entry = {"bom-ref": ref, "description": "\n".join(words.terms(waiver))}
        self.evidence.append({**entry, **_days(waiver["from"], waiver["until"])})
        return ref

    def _details(self, outcome: Data) -> str:
        ref = self._unique_reference(f"evidence:{outcome['fingerprint']}")
        lines = words.details(outcome, self.waivers)
        self.evidence.append({"bom-ref": ref, "description": "\n".join(lines) or words.outcome_text(outcome)})
        return ref

    def _papers(self, document: Data, outcomes: Iterable[Data]) -> list[str]:
        named = words.papers_of(outcomes)
        refs = [self.papers.get((document["path"], id_), "") for id_ in named]
        return list(dict.fromkeys(ref for ref in refs if ref))

    def _unique_reference(self, ref: str) -> str:
        """Return `ref`, with an added number if the document already uses this reference."""
        shown = whole(ref)
        self.references[shown] += 1
        if self.references[shown] == 1:
            return shown
        return self._unique_reference(f"{shown}~{self.references[shown]}")


def _property(name: str, value: str) -> Data:
    return {"name": f"microdep:{name}", "value": whole(value)}


def _attached(name: str, value: str) -> Data:
    return {
        "name": name,
        "contents": {"attachment": {"contentType": "text/plain", "content": whole(value)}},
    }


def _file(kind: str, path: str, sha256: str, comment: str = "") -> Data:
    """Return a reference to a file of the bundle in CycloneDX form, with its path and digest."""
    return {
        "type": kind,
        "url": quote(path, errors="surrogateescape"),
        **({"comment": comment} if comment else {}),
        "hashes": [{"alg": "SHA-256", "content": sha256}],
    }


def _days(first: str, last: str) -> Data:
    """Return the period from the start of the day `first` to the end of the day `last`.

    A day that is not a valid date is omitted.
    """
    period = {}
    if _is_day(first):
        period["created"] = f"{first}T00:00:00Z"
    if _is_day(last):
        period["expires"] = f"{last}T23:59:59Z"
    return period


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _organization(signoff: ValidSignoff) -> Data:
    """Return the organization of a signer in CycloneDX form.

    If the signer states no organization, the result contains only the person as contact.
    """
    signer = signoff.signoff.signer
    if signer.organization:
        return {"name": whole(signer.organization)}
    return {"contact": [{"name": whole(signer.name)}]}


def _signatory(signoff: ValidSignoff) -> Data:
    signer = signoff.signoff.signer
    return {
        "name": whole(signer.name),
        "role": whole(signer.role),
        "organization": _organization(signoff),
        "externalReference": _file(
            "electronic-signature", signoff.file, signoff.digest, words.vouched_by(signoff)
        ),
    }
