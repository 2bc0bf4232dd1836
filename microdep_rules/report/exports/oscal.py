"""Export of a bundle as OSCAL 1.2 assessment results.

In OSCAL, each document is a result. The rules of the packs are controls, the outcomes are observations, and
the result of each rule is a finding. OSCAL has only two states, satisfied and not satisfied. A rule with an
undecided result is not satisfied, and the finding states the reason. A rule that does not apply has no
finding.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from microdep_rules.engine.standing import AGAINST_LAW, FAIL_WAIVED, in_words
from microdep_rules.output.failures import failure_words
from microdep_rules.output.markdown import escape
from microdep_rules.output.shipped import pack_words
from microdep_rules.output.standing import ORDER, counts_words, not_listed, standings
from microdep_rules.output.visible import whole
from microdep_rules.patterns import pattern
from microdep_rules.report.bundle import EVIDENCE, INDEX, RECORD
from microdep_rules.report.exports import words
from microdep_rules.report.exports.contents import SPACE
from microdep_rules.signing.manifest import NAME
from microdep_rules.signing.words import OWN_WORDS, quote_signer
from microdep_rules.vocabulary.blanks import escaped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from microdep_rules.output.standing import RuleStanding
    from microdep_rules.report.exports.contents import Contents, EvidenceDocument, ValidSignoff

Data = dict[str, Any]
VERSION = "1.2.1"
"""Version of OSCAL in the export: the newest version that common programs accept.

Version 1.2.3 has the same fields.
"""
INPUTS = "inputs/"
_TOKEN = pattern(r"[A-Za-z_][A-Za-z0-9._-]*")
_RULE = pattern(r"([a-z][a-z0-9-]*)/([a-z][a-z0-9-]*)")
NO_PLAN = (
    "There was no assessment plan in the form of OSCAL. The linked file of the bundle contains "
    "the request: documents, packs, as-of date and all options."
)
NO_ASSESSOR = "A program evaluated the rules on declared data. No person examined a component or a document."


def render(contents: Contents) -> str:
    """Return the OSCAL assessment results as JSON text.

    Equal bundles with the same trusted people give equal bytes.
    """
    results = {"assessment-results": _Results(contents).document()}
    return escaped(json.dumps(results, ensure_ascii=False, indent=2)) + "\n"


class _Results:
    def __init__(self, contents: Contents) -> None:
        self.contents = contents
        self.record = contents.record
        self.waivers: dict[str, Data] = {waiver["id"]: waiver for waiver in self.record["waivers"]}
        self.digests = {file.path: file.sha256 for file in contents.manifest.files} | {NAME: contents.digest}
        self.papers = {(paper.document, paper.id): paper for paper in contents.papers}

    def document(self) -> Data:
        """Return the content of the document, without the outermost key (the name of the OSCAL model)."""
        return {
            "uuid": self._uuid("oscal"),
            "metadata": self._metadata(),
            "import-ap": {"href": self._resource(INDEX), "remarks": NO_PLAN},
            "results": [self._result(*pair) for pair in words.numbered(self.record)]
            or [self._empty_result()],
            "back-matter": {"resources": list(self._resources())},
        }

    def _uuid(self, name: str) -> str:
        return str(self.contents.uuid(name))

    def _resource(self, name: str) -> str:
        """Return a link to the resource `name` in the back matter of the document."""
        return f"#{self._uuid(f'resource:{name}')}"

    # ---- about the whole ----

    def _metadata(self) -> Data:
        record, tool = self.record, self.record["tool"]
        metadata: Data = {
            "title": f"Check of where hardware comes from, as of {record['as_of']}",
            "last-modified": self.contents.made,
            "version": str(1 + len(self.contents.vouched)),  # each later signature is a new version
            "oscal-version": VERSION,
            "props": [
                _prop("tool", f"{tool['name']} {tool['version']}"),
                _prop("verdict", in_words(record["summary"]["verdict"])),
                *([_prop("fails", fails)] if (fails := failure_words(record["summary"]["failures"])) else []),
                _prop("counts", counts_words(record["summary"]["counts"])),
                _prop("manifest-sha256", self.contents.digest),
                _prop("sign-offs", str(len(self.contents.vouched))),
                *(_prop(*reservation) for reservation in words.reservations(self.contents)),
            ],
            "remarks": words.LIMIT,
        }
        if self.contents.vouched:
            metadata["roles"] = self._roles()
            metadata["parties"] = self._parties()
        return metadata

    def _roles(self) -> list[Data]:
        roles = dict.fromkeys(signoff.signoff.signer.role for signoff in self.contents.vouched)
        return [{"id": _token("role", role), "title": _line(role)} for role in roles]

    def _parties(self) -> list[Data]:
        """Return the signers and their organizations as OSCAL parties."""
        parties: dict[str, Data] = {}
        for signoff in self.contents.vouched:
            signer = signoff.signoff.signer
            person: Data = {"uuid": self._person(signoff), "type": "person", "name": _text(signer.name)}
            person["props"] = [_prop("id", signer.id)]
            if signer.organization:
                uuid = self._uuid(f"organization:{signer.organization}")
                parties[uuid] = {"uuid": uuid, "type": "organization", "name": _text(signer.organization)}
                person["member-of-organizations"] = [uuid]
            parties[person["uuid"]] = person
        return list(parties.values())

    def _person(self, signoff: ValidSignoff) -> str:
        return self._uuid(f"person:{signoff.signoff.signer.id}")

    def _attestations(self, number: int) -> list[Data]:
        return [self._attestation(number, signoff) for signoff in self.contents.vouched]

    def _attestation(self, number: int, valid: ValidSignoff) -> Data:
        """Return the full statement of one signer, and the file that contains the statement."""
        signoff = valid.signoff
        reserved = [{"name": "reservation", "prose": escape(every)} for every in signoff.reservations]
        part: Data = {
            "uuid": self._uuid(f"{number}:affirmed:{valid.file}"),
            "name": "affirmation",
            "ns": SPACE,
            "title": _line(words.vouched_by(valid)),
            "props": [
                _prop("decision", signoff.decision),
                _prop("independence", signoff.independence),
                _prop("signed-at", signoff.signed_at),
                _prop("time-source", valid.time),
                _prop("statement-by", OWN_WORDS if valid.own else "text of microdep"),
                _prop("sha256", valid.digest),
            ],
            "prose": escape(quote_signer(signoff.statement) if valid.own else signoff.statement),
            "links": [{"href": self._resource(valid.file), "rel": "signature"}],
        }
        if reserved:
            part["parts"] = reserved
        role = _token("role", signoff.signer.role)
        return {
            "responsible-parties": [{"role-id": role, "party-uuids": [self._person(valid)]}],
            "parts": [part],
        }

    # ---- results ----

    def _empty_result(self) -> Data:
        """Return the OSCAL result of a check without documents, as OSCAL requires at least one result."""
        return {
            **self._about(0, "No document", "No document was checked."),
            "reviewed-controls": self._reviewed_controls([]),
        }

    def _about(self, number: int, title: str, description: str) -> Data:
        made = self.contents.made
        return {
            "uuid": self._uuid(f"{number}:result"),
            "title": title,
            "description": description,
            "start": made,
            "end": made,
        }

    def _result(self, number: int, document: Data) -> Data:
        results = standings(document)
        counts = f"{in_words(document['verdict'])}: {counts_words(document['counts'])}"
        description = f"{counts}; on declared data, by the law as of {self.record['as_of']}"
        result = self._about(number, _line(document["path"]), escape(description))
        result["props"] = [
            _prop("verdict", in_words(document["verdict"])),
            _prop("document-id", document["id"]),
            *(_prop("contract", line) for line in words.contract_lines(document)),
        ]
        if left := not_listed(document):
            result["props"].append(_prop("not-listed", counts_words(left)))
        subjects: dict[str, Data] = {}
        observations = [
            observation
            for result in results
            for observation in self._observations(number, document, result, subjects)
        ]
        result["local-definitions"] = self._local_definitions(number, subjects)
        result["reviewed-controls"] = self._reviewed_controls(results)
        if self.contents.vouched:
            result["attestations"] = self._attestations(number)
        if observations:
            result["observations"] = observations
        if findings := [self._finding(number, result) for result in results if result.verdict in ORDER]:
            result["findings"] = findings
        return {
            **result,
            "remarks": f"{NO_ASSESSOR} Start and end are the stated time of the bundle.",
        }

    def _local_definitions(self, number: int, subjects: dict[str, Data]) -> Data:
        """Return the local definitions of a result: the program, and the components in the observations."""
        tool, uuid = self.record["tool"], self._uuid(f"{number}:tool")
        component = {
            "uuid": uuid,
            "type": "software",
            "title": tool["name"],
            "description": "Evaluates rules about the origin of components and materials, on declared data.",
            "props": [_prop("version", tool["version"])],
            "status": {"state": "operational"},
        }
        platform = {
            "uuid": self._uuid(f"{number}:platform"),
            "title": tool["name"],
            "uses-components": [{"component-uuid": uuid}],
        }
        definitions: Data = {
            "assessment-assets": {"components": [component], "assessment-platforms": [platform]}
        }
        if subjects:
            definitions["inventory-items"] = list(subjects.values())
        return definitions

    def _reviewed_controls(self, results: Sequence[RuleStanding]) -> Data:
        """Return the rules with an outcome for a document as reviewed controls, by pack.

        Rules of packs that the record does not name form a separate group. A remark lists the excluded rules.
        """
        selections = []
        for pack in self.record["packs"]:
            own = [result.rule for result in results if result.rule.partition("/")[0] == pack["name"]]
            title = f"{pack['title']}: {pack_words(pack)}, {pack['digest']}"
            selections.append(
                _selection(
                    title if own else f"{title}; no rule of this pack has an outcome", own, pack["name"]
                )
            )
        named = {pack["name"] for pack in self.record["packs"]}
        others = [result.rule for result in results if result.rule.partition("/")[0] not in named]
        if others or not selections:
            selections.append(_selection("rules of no pack that the record names", others, "none"))
        reviewed: Data = {"control-selections": selections}
        if left := [f"{rule['rule']}: {rule['reason']}" for rule in self.record["rules_left_out"]]:
            reviewed["remarks"] = escape(f"Rules that the configuration excludes: {'; '.join(left)}")
        return reviewed

    def _observations(
        self, number: int, document: Data, standing: RuleStanding, subjects: dict[str, Data]
    ) -> Iterator[Data]:
        """Yield the observations on a rule: one for all passes, and one for each outcome that is not a pass.

        A rule with an unusual result, such as not applicable, has one more observation with the reason.
        """
        passes = [outcome for outcome in standing.met if outcome["verdict"] == "pass"]
        if passes:
            uuid = self._observed(number, standing.rule, "pass")
            text = f"passes {standing.rule} on declared data: {words.passing(passes)}"
            yield self._observation(uuid, standing.rule, text, self._evidence(document, passes))
        for at, outcome in self._separate_outcomes(standing):
            uuid = self._observed(number, standing.rule, at)
            lines = "; ".join([words.outcome_text(outcome), *words.details(outcome, self.waivers)])
            observation = self._observation(uuid, standing.rule, lines, self._evidence(document, [outcome]))
            observation["props"] = [
                _prop("verdict", in_words(outcome["standing"])),
                _prop("fingerprint", outcome["fingerprint"]),
            ]
            if outcome["against_law"]:
                observation["props"].append(_prop("decision", AGAINST_LAW))
            observation["subjects"] = [
                self._subject(number, component, subjects)
                for component in outcome["components"] or [outcome["subject"]]
            ]
            yield observation
        if standing.verdict not in ORDER:
            uuid = self._observed(number, standing.rule, "other")
            yield self._observation(uuid, standing.rule, standing.rationale, [])

    @staticmethod
    def _separate_outcomes(standing: RuleStanding) -> list[tuple[str, Data]]:
        """Return the outcomes of a rule that are not passes, each with a unique name."""
        own = [outcome for outcome in standing.outcomes if outcome["verdict"] != "pass"]
        return [(str(at), outcome) for at, outcome in enumerate(own, 1)]

    def _observed(self, number: int, rule: str, which: str) -> str:
        return self._uuid(f"{number}:observation:{rule}:{which}")

    def _observation(self, uuid: str, rule: str, text: str, evidence: list[Data]) -> Data:
        record = {"href": self._resource(RECORD), "description": "The record: every outcome with its facts."}
        return {
            "uuid": uuid,
            "title": _line(rule),
            "description": escape(text),
            "methods": ["EXAMINE"],
            "relevant-evidence": [record, *evidence],
            "collected": self.contents.made,
        }

    def _evidence(self, document: Data, outcomes: list[Data]) -> list[Data]:
        """Return the evidence for the facts of the outcomes.

        Evidence without an entry in `evidence.json` is omitted.
        """
        keys = [(document["path"], paper) for paper in words.papers_of(outcomes)]
        papers = [self.papers[key] for key in keys if key in self.papers]
        return [{"href": self._resource(_key(paper)), "description": escape(paper.words)} for paper in papers]

    def _subject(self, number: int, component: Data, subjects: dict[str, Data]) -> Data:
        key = f"{number}:{component['kind']}:{component['id']}"
        uuid = self._uuid(f"subject:{key}")
        title = _line(component["path"] or component["name"] or component["id"])
        subjects.setdefault(
            key,
            {
                "uuid": uuid,
                "description": title,
                "props": [_prop("kind", component["kind"]), _prop("id", component["id"])],
            },
        )
        return {"subject-uuid": uuid, "type": "inventory-item", "title": title}

    def _finding(self, number: int, standing: RuleStanding) -> Data:
        """Return the OSCAL finding for a rule.

        The finding is satisfied only if every outcome is decided and no outcome fails.
        """
        state, reason = status_of(standing)
        status = {"state": state, "reason": reason, "remarks": escape(standing.rationale)}
        related = ["pass"] if any(outcome["verdict"] == "pass" for outcome in standing.outcomes) else []
        related += [at for at, _ in self._separate_outcomes(standing)]
        props = [_prop("verdict", in_words(standing.verdict)), _prop("rule", standing.rule)]
        props += [
            _prop("waiver", words.answer({"waiver": waiver}, self.waivers)) for waiver in standing.waivers
        ]
        title = next((outcome["title"] for outcome in standing.outcomes if outcome["title"]), standing.rule)
        return {
            "uuid": self._uuid(f"{number}:finding:{standing.rule}"),
            "title": _line(title),
            "description": escape(f"{standing.rationale}. {standing.shown}"),
            "props": props,
            "target": {
                "type": "objective-id",
                "target-id": _control(standing.rule),
                "title": _line(title),
                "status": status,
            },
            "related-observations": [
                {"observation-uuid": self._observed(number, standing.rule, name)} for name in related
            ],
        }

    # ---- back matter ----

    def _resources(self) -> Iterator[Data]:
        """Yield the resources of the export: valid sign-offs, evidence, and files of the bundle.

        Packs and report pages are omitted.
        """
        for path in sorted(self.digests):
            if path in {NAME, RECORD, INDEX, EVIDENCE} or path.startswith(INPUTS):
                yield self._file(path, self.digests[path])
        for signoff in self.contents.vouched:
            yield self._file(signoff.file, signoff.digest)
        for paper in self.papers.values():
            yield self._evidence_resource(paper)

    def _file(self, path: str, digest: str) -> Data:
        return {
            "uuid": self._resource(path)[1:],
            "title": _line(path),
            "rlinks": [
                {
                    "href": quote(path, errors="surrogateescape"),
                    "hashes": [{"algorithm": "SHA-256", "value": digest}],
                }
            ],
        }

    def _evidence_resource(self, paper: EvidenceDocument) -> Data:
        """Return the OSCAL resource for evidence that a document names.

        The resource has no link, because the address of the evidence is untrusted.
        """
        dates = (("issued", paper.issued), ("expires", paper.expires))
        props = [_prop(name, value) for name, value in (*paper.places, *dates) if value]
        entry = {
            "uuid": self._resource(_key(paper))[1:],
            "title": _line(paper.id),
            "description": escape(paper.words),
        }
        stated_in = [_prop("stated-in", paper.stated_in)] if paper.stated_in else []
        return {**entry, "props": [_prop("document", paper.document), *stated_in, *props]}


def status_of(standing: RuleStanding) -> tuple[str, str]:
    """Return the OSCAL state of a rule, and the reason for the state.

    If the reason is `other`, a remark explains the state.
    """
    if standing.verdict in {"fail", FAIL_WAIVED}:
        return "not-satisfied", "fail"
    if standing.score is None:
        return "not-satisfied", "other"
    return "satisfied", "pass" if standing.verdict == "pass" else "other"


def _selection(title: str, rules: Sequence[str], otherwise: str) -> Data:
    """Return the rules of a pack as OSCAL controls.

    For a pack without rules, the pack itself is the control, because OSCAL requires a control.
    """
    ids = list(map(_control, rules)) or [_token("pack", otherwise)]
    return {"description": escape(title), "include-controls": [{"control-id": id_} for id_ in ids]}


def _key(paper: EvidenceDocument) -> str:
    return f"paper:{paper.document}#{paper.id}"


def _control(rule: str) -> str:
    """Return the control id of a rule.

    A full stop replaces the slash in the name, because a control id has no slash.

    >>> _control("dod-magnets/covered-country-stage")
    'dod-magnets.covered-country-stage'
    """
    match = _RULE.fullmatch(rule)
    return f"{match[1]}.{match[2]}" if match else _token("rule", rule)


def _token(kind: str, text: str) -> str:
    """Return a text as an OSCAL token. If the text is not a valid token, return the digest of the text.

    >>> _token("role", "lead-auditor"), _token("role", "lead auditor")
    ('lead-auditor', 'role-b665b6bb6c809bf4')
    """
    if _TOKEN.fullmatch(text):
        return text
    return f"{kind}-{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"


def _text(text: str) -> str:
    """Return a text as OSCAL requires it: one line, not empty, and without spaces at its ends."""
    return whole(text).strip() or "-"


def _line(text: str) -> str:
    """Return a text as one line of Markdown that shows every character unchanged."""
    return escape(_text(text))


def _prop(name: str, value: str) -> Data:
    return {"name": name, "ns": SPACE, "value": _text(value)}
