"""A bundle as CycloneDX 1.6: declarations, also called CDXA.

A pack is a standard and a rule that said something a requirement of it; each document is an attestation,
whose map says how it stands to each requirement. What meets a requirement is a claim, everything else a
counter claim. The scores are those of `standing`; only people are named whose sign-offs were verified.
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
    from microdep_rules.report.exports.contents import Contents, Paper, Vouched

Data = dict[str, Any]
SCHEMA = "http://cyclonedx.org/schema/bom-1.6.schema.json"
TOOL = "assessor:tool"
PRODUCT = "product"
ESTABLISHED = "evidence:record"
"""The record as evidence: everything that was established stands there."""
THIRD_PARTY = "third-party"


def render(contents: Contents) -> str:
    """The declarations, the same bytes for the same bundle and the same people who are trusted."""
    return escaped(json.dumps(_Declarations(contents).document(), ensure_ascii=False, indent=2)) + "\n"


class _Declarations:
    def __init__(self, contents: Contents) -> None:
        self.contents = contents
        self.record = contents.record
        self.waivers: dict[str, Data] = {each["id"]: each for each in self.record["waivers"]}
        self.references: Counter[str] = Counter()
        self.targets: dict[tuple[int, str, str], Data] = {}
        self.claims: list[Data] = []
        self.evidence: list[Data] = [self._established()]
        self.papers = {(paper.document, paper.id): self._paper(paper) for paper in contents.papers}
        self.answers = {id_: self._waiver(each) for id_, each in self.waivers.items()}
        self.requirements: dict[str, Data] = {}

    def document(self) -> Data:
        """The whole document."""
        contents = self.contents
        attestations = [self._attestation(*each) for each in words.numbered(self.record)]
        for each in self.record["rules_left_out"]:
            self._required(each["rule"])["properties"] = [_property("left-out", each["reason"])]
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
                "signatories": [_signatory(each) for each in contents.vouched],
            }
        return {
            "$schema": SCHEMA,
            "bomFormat": "CycloneDX",
            "specVersion": "1.6",
            "serialNumber": f"urn:uuid:{contents.uuid('cyclonedx')}",
            "version": 1 + len(contents.vouched),  # who signs later makes it another version of the same
            "metadata": self._metadata(),
            "externalReferences": [
                _file("attestation", NAME, contents.digest),
                *(_file("evidence", each.path, each.sha256) for each in self._listed(RECORD)),
            ],
            "definitions": {"standards": list(self._standards())},
            "declarations": declarations,
        }

    def _listed(self, name: str) -> list[Any]:
        return [file for file in self.contents.manifest.files if file.path == name]

    # ---- about the whole ----

    def _metadata(self) -> Data:
        tool = self.record["tool"]
        found: Data = {
            "timestamp": self.contents.made,
            "tools": {
                "components": [
                    {"type": "application", "name": tool["name"], "version": whole(tool["version"])}
                ]
            },
        }
        documents = self.record["documents"]
        if len(documents) == 1:  # several have no product in common; each is a target
            name = whole(self.contents.product(documents[0]).name)
            found["component"] = {"type": "device", "bom-ref": PRODUCT, "name": name}
        found["properties"] = [_property(*each) for each in self._properties()]
        return found

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
        for each in record["inputs"]:
            yield "input", f"{each['kind']} {each['path']} {each['digest']}"
        for each in record["documents"]:
            yield from (("contract", f"{each['path']}: {line}") for line in words.contract_lines(each))
            if left := not_listed(each):
                yield "not-listed", f"{each['path']}: {counts_words(left)}, which are counted and not listed"

    def _assessors(self) -> list[Data]:
        """The tool, and each organization that signed: a third party where all its people say so."""
        found: list[Data] = [
            {"bom-ref": TOOL, "thirdParty": False, "organization": {"name": self.record["tool"]["name"]}}
        ]
        by_organization: dict[str, list[Vouched]] = {}
        for each in self.contents.vouched:
            signer = each.signoff.signer
            by_organization.setdefault(signer.organization or f"{signer.name} <{signer.id}>", []).append(each)
        for name, people in by_organization.items():
            outside = all(person.signoff.independence == THIRD_PARTY for person in people)
            ref = self._own(f"assessor:{name}")
            found.append({"bom-ref": ref, "thirdParty": outside, "organization": _organization(people[0])})
        return found

    # ---- standards ----

    def _required(self, rule: str) -> Data:
        """The requirement of a rule, of which the record knows the title and clauses where it was asked."""
        if rule not in self.requirements:
            self.requirements[rule] = {
                "bom-ref": self._own(f"rule:{rule}"),
                "identifier": whole(rule),
                "title": whole(rule),
            }
        return self.requirements[rule]

    def _describe(self, outcome: Data) -> None:
        """What an outcome says of its rule."""
        required = self._required(outcome["rule"])
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
                "bom-ref": self._own(f"pack:{pack['name']}"),
                "name": whole(pack["name"]),
                "version": whole(pack["version"]),
                "description": whole(
                    f"{pack_words(pack)}: {pack['title']}{reviewed}; {pack['digest']}. "
                    "An engineering reading of the law, and no legal advice. Rules that said nothing in this "
                    "check are not among the requirements."
                ),
                "requirements": [self.requirements[each] for each in own if each not in taken],
            }
            taken.update(own)
        if others := [requirement for requirement in sorted(self.requirements) if requirement not in taken]:
            yield {
                "bom-ref": self._own("rules"),
                "name": "rules of no pack that the record names",
                "requirements": [self.requirements[other] for other in others],
            }

    # ---- attestations and claims ----

    def _attestation(self, number: int, document: Data) -> Data:
        for each in document["outcomes"]:
            self._describe(each)
        verdict = in_words(document["verdict"])
        said = f"{document['path']}: {verdict}: {counts_words(document['counts'])}"
        found = [self._mapped(number, document, standing) for standing in standings(document)]
        summary = whole(f"{said}; on declared data, as of {self.record['as_of']}")
        return {"summary": summary, "assessor": TOOL, "map": found}

    def _mapped(self, number: int, document: Data, standing: RuleStanding) -> Data:
        found: Data = {"requirement": self._required(standing.rule)["bom-ref"]}
        passes = [each for each in standing.met if each["verdict"] == "pass"]
        exempt = [each for each in standing.met if each["verdict"] != "pass"]
        claims = [self._passing(number, document, passes)] if passes else []
        claims += [self._claim(number, document, each) for each in exempt]
        if claims:
            found["claims"] = claims
        if standing.against:
            found["counterClaims"] = [self._claim(number, document, each) for each in standing.against]
        conformance: Data = {"rationale": whole(standing.rationale)}
        if standing.score is None:
            conformance["rationale"] += "; so there is no score"
        else:
            conformance["score"] = standing.score
        if answers := [self.answers[waiver] for waiver in standing.waivers if waiver in self.answers]:
            conformance["mitigationStrategies"] = answers
        return {**found, "conformance": conformance, "confidence": {"rationale": standing.shown}}

    def _passing(self, number: int, document: Data, passes: list[Data]) -> str:
        """All that passes one rule is one claim: of the part, or of the product where there are several."""
        rule = passes[0]["rule"]
        ref = self._own(f"claim:{number}:{rule}:pass")
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
        """What does not plainly pass is a claim of its own, of its own part."""
        ref = self._own(f"claim:{number}:{outcome['fingerprint']}")
        claim: Data = {
            "bom-ref": ref,
            "target": self._target(number, document, outcome),
            "predicate": words.says(outcome),
            "reasoning": self._reasoning(outcome),
        }
        if answer := self.answers.get(outcome["waiver"] or ""):
            claim["mitigationStrategies"] = [answer]
        found = [self._details(outcome), ESTABLISHED, *self._papers(document, [outcome])]
        claim["evidence" if outcome["verdict"] == "exempt" else "counterEvidence"] = found
        self.claims.append(claim)
        return ref

    def _reasoning(self, outcome: Data) -> str:
        told = [f"{outcome['rule']} on declared data, of {words.parts_of([outcome])}"]
        if outcome["against_law"]:
            told.append(AGAINST_LAW)
        if answer := words.answer(outcome, self.waivers):
            told.append(f"waived by {answer}; the verdict is what it is")
        return whole("; ".join(told))

    def _target(self, number: int, document: Data, outcome: Data) -> str:
        """The part that an outcome is about; of a group, the product."""
        if outcome["parts"]:
            return self._whole(number, document)
        part = outcome["subject"]
        return self._component(number, part["kind"], part["id"], part["path"] or part["name"] or part["id"])

    def _whole(self, number: int, document: Data) -> str:
        product = self.contents.product(document)
        return self._component(number, "component", product.id, product.name)

    def _component(self, number: int, kind: str, id_: str, name: str) -> str:
        key = (number, kind, id_)
        if key not in self.targets:
            ref = self._own(f"target:{number}:{kind}:{id_}")
            self.targets[key] = {"type": "device", "bom-ref": ref, "name": whole(name)}
        return str(self.targets[key]["bom-ref"])

    # ---- evidence ----

    def _established(self) -> Data:
        digest = "".join(f", sha256:{each.sha256}" for each in self._listed(RECORD))
        return {
            "bom-ref": self._own(ESTABLISHED),
            "description": f"{RECORD} of the bundle{digest}: every outcome with the facts that decide it",
            "data": [{"name": RECORD, "contents": {"url": RECORD}}],
            "created": self.contents.made,
        }

    def _paper(self, paper: Paper) -> str:
        ref = self._own(f"paper:{paper.document}#{paper.id}")
        found: Data = {"bom-ref": ref, "description": whole(paper.words)}
        if paper.places:  # an address is somebody else's text, and nobody has looked there
            found["data"] = [_attached(name, value) for name, value in paper.places]
        self.evidence.append({**found, **_days(paper.issued, paper.expires)})
        return ref

    def _waiver(self, waiver: Data) -> str:
        ref = self._own(f"waiver:{waiver['id']}")
        found = {"bom-ref": ref, "description": "\n".join(words.terms(waiver))}
        self.evidence.append({**found, **_days(waiver["from"], waiver["until"])})
        return ref

    def _details(self, outcome: Data) -> str:
        ref = self._own(f"evidence:{outcome['fingerprint']}")
        lines = words.details(outcome, self.waivers)
        self.evidence.append({"bom-ref": ref, "description": "\n".join(lines) or words.says(outcome)})
        return ref

    def _papers(self, document: Data, outcomes: Iterable[Data]) -> list[str]:
        named = words.papers_of(outcomes)
        found = [self.papers.get((document["path"], each), "") for each in named]
        return list(dict.fromkeys(each for each in found if each))

    def _own(self, ref: str) -> str:
        """A reference of its own, also where two things would have the same one."""
        shown = whole(ref)
        self.references[shown] += 1
        if self.references[shown] == 1:
            return shown
        return self._own(f"{shown}~{self.references[shown]}")


def _property(name: str, value: str) -> Data:
    return {"name": f"microdep:{name}", "value": whole(value)}


def _attached(name: str, value: str) -> Data:
    return {
        "name": name,
        "contents": {"attachment": {"contentType": "text/plain", "content": whole(value)}},
    }


def _file(kind: str, path: str, sha256: str, comment: str = "") -> Data:
    """A file of the bundle, by its path from the top and its digest."""
    return {
        "type": kind,
        "url": quote(path, errors="surrogateescape"),
        **({"comment": comment} if comment else {}),
        "hashes": [{"alg": "SHA-256", "content": sha256}],
    }


def _days(first: str, last: str) -> Data:
    """From the beginning of a day to the end of another one; what is no day is left out."""
    found = {}
    if _is_day(first):
        found["created"] = f"{first}T00:00:00Z"
    if _is_day(last):
        found["expires"] = f"{last}T23:59:59Z"
    return found


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _organization(each: Vouched) -> Data:
    """The organization of a signer; of somebody without one, the person as its contact."""
    signer = each.signoff.signer
    if signer.organization:
        return {"name": whole(signer.organization)}
    return {"contact": [{"name": whole(signer.name)}]}


def _signatory(each: Vouched) -> Data:
    signer = each.signoff.signer
    return {
        "name": whole(signer.name),
        "role": whole(signer.role),
        "organization": _organization(each),
        "externalReference": _file("electronic-signature", each.file, each.digest, words.vouched_by(each)),
    }
