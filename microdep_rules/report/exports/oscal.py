"""A bundle as assessment results of OSCAL 1.2.

Each document is a result: the rules of the packs are its controls, what was established its observations, and
how the document stands to each rule its findings. OSCAL knows satisfied and not satisfied alone; what is not
decided is not satisfied, with a reason that says so, and what does not apply is no finding.
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
from microdep_rules.signing.words import OWN_WORDS, in_own_words
from microdep_rules.vocabulary.blanks import escaped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from microdep_rules.output.standing import RuleStanding
    from microdep_rules.report.exports.contents import Contents, Paper, Vouched

Data = dict[str, Any]
VERSION = "1.2.1"
"""The version of OSCAL that is stated: the newest that the tools we know take. 1.2.3 has the same fields."""
INPUTS = "inputs/"
_TOKEN = pattern(r"[A-Za-z_][A-Za-z0-9._-]*")
_RULE = pattern(r"([a-z][a-z0-9-]*)/([a-z][a-z0-9-]*)")
NO_PLAN = (
    "There was no assessment plan in the form of OSCAL. What was asked for stands in the file of the bundle "
    "that this refers to: documents, packs, the day of the law and all options."
)
NO_ASSESSOR = "The rules were evaluated by a program, on declared data. No person examined a part or a paper."


def render(contents: Contents) -> str:
    """The results, the same bytes for the same bundle and the same people who are trusted."""
    results = {"assessment-results": _Results(contents).document()}
    return escaped(json.dumps(results, ensure_ascii=False, indent=2)) + "\n"


class _Results:
    def __init__(self, contents: Contents) -> None:
        self.contents = contents
        self.record = contents.record
        self.waivers: dict[str, Data] = {each["id"]: each for each in self.record["waivers"]}
        self.digests = {file.path: file.sha256 for file in contents.manifest.files} | {NAME: contents.digest}
        self.papers = {(paper.document, paper.id): paper for paper in contents.papers}

    def document(self) -> Data:
        """All but the name of the model."""
        return {
            "uuid": self._uuid("oscal"),
            "metadata": self._metadata(),
            "import-ap": {"href": self._resource(INDEX), "remarks": NO_PLAN},
            "results": [self._result(*each) for each in words.numbered(self.record)] or [self._nothing()],
            "back-matter": {"resources": list(self._resources())},
        }

    def _uuid(self, name: str) -> str:
        return str(self.contents.uuid(name))

    def _resource(self, name: str) -> str:
        """A reference to something in the back matter."""
        return f"#{self._uuid(f'resource:{name}')}"

    # ---- about the whole ----

    def _metadata(self) -> Data:
        record, tool = self.record, self.record["tool"]
        found: Data = {
            "title": f"Check of where hardware comes from, as of {record['as_of']}",
            "last-modified": self.contents.made,
            "version": str(1 + len(self.contents.vouched)),  # who signs later makes it another version
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
            found["roles"] = self._roles()
            found["parties"] = self._parties()
        return found

    def _roles(self) -> list[Data]:
        roles = dict.fromkeys(each.signoff.signer.role for each in self.contents.vouched)
        return [{"id": _token("role", role), "title": _line(role)} for role in roles]

    def _parties(self) -> list[Data]:
        """Who signed, and for whom."""
        found: dict[str, Data] = {}
        for each in self.contents.vouched:
            signer = each.signoff.signer
            person: Data = {"uuid": self._person(each), "type": "person", "name": _text(signer.name)}
            person["props"] = [_prop("id", signer.id)]
            if signer.organization:
                uuid = self._uuid(f"organization:{signer.organization}")
                found[uuid] = {"uuid": uuid, "type": "organization", "name": _text(signer.organization)}
                person["member-of-organizations"] = [uuid]
            found[person["uuid"]] = person
        return list(found.values())

    def _person(self, each: Vouched) -> str:
        return self._uuid(f"person:{each.signoff.signer.id}")

    def _attestations(self, number: int) -> list[Data]:
        return [self._attestation(number, each) for each in self.contents.vouched]

    def _attestation(self, number: int, each: Vouched) -> Data:
        """What one person affirmed, in full, with the file that proves it."""
        signoff = each.signoff
        reserved = [{"name": "reservation", "prose": escape(every)} for every in signoff.reservations]
        part: Data = {
            "uuid": self._uuid(f"{number}:affirmed:{each.file}"),
            "name": "affirmation",
            "ns": SPACE,
            "title": _line(words.vouched_by(each)),
            "props": [
                _prop("decision", signoff.decision),
                _prop("independence", signoff.independence),
                _prop("signed-at", signoff.signed_at),
                _prop("time-source", each.time),
                _prop("statement-by", OWN_WORDS if each.own else "text of microdep"),
                _prop("sha256", each.digest),
            ],
            "prose": escape(in_own_words(signoff.statement) if each.own else signoff.statement),
            "links": [{"href": self._resource(each.file), "rel": "signature"}],
        }
        if reserved:
            part["parts"] = reserved
        role = _token("role", signoff.signer.role)
        return {
            "responsible-parties": [{"role-id": role, "party-uuids": [self._person(each)]}],
            "parts": [part],
        }

    # ---- results ----

    def _nothing(self) -> Data:
        """The result of a check without a document: OSCAL wants one."""
        return {
            **self._about(0, "No document", "No document was checked."),
            "reviewed-controls": self._reviewed([]),
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
        found = standings(document)
        said = f"{in_words(document['verdict'])}: {counts_words(document['counts'])}"
        description = f"{said}; on declared data, by the law as of {self.record['as_of']}"
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
            every for each in found for every in self._observations(number, document, each, subjects)
        ]
        result["local-definitions"] = self._defined(number, subjects)
        result["reviewed-controls"] = self._reviewed(found)
        if self.contents.vouched:
            result["attestations"] = self._attestations(number)
        if observations:
            result["observations"] = observations
        if findings := [self._finding(number, each) for each in found if each.verdict in ORDER]:
            result["findings"] = findings
        return {
            **result,
            "remarks": f"{NO_ASSESSOR} Start and end are when the bundle was made by its own account.",
        }

    def _defined(self, number: int, subjects: dict[str, Data]) -> Data:
        """The tool, and the parts that observations are about."""
        tool, uuid = self.record["tool"], self._uuid(f"{number}:tool")
        component = {
            "uuid": uuid,
            "type": "software",
            "title": tool["name"],
            "description": "Evaluates rules about where parts and materials come from, on declared data.",
            "props": [_prop("version", tool["version"])],
            "status": {"state": "operational"},
        }
        platform = {
            "uuid": self._uuid(f"{number}:platform"),
            "title": tool["name"],
            "uses-components": [{"component-uuid": uuid}],
        }
        found: Data = {"assessment-assets": {"components": [component], "assessment-platforms": [platform]}}
        if subjects:
            found["inventory-items"] = list(subjects.values())
        return found

    def _reviewed(self, found: Sequence[RuleStanding]) -> Data:
        """The rules that said something of a document, by their packs; what was left out is told."""
        selections = []
        for pack in self.record["packs"]:
            own = [each.rule for each in found if each.rule.partition("/")[0] == pack["name"]]
            title = f"{pack['title']}: {pack_words(pack)}, {pack['digest']}"
            selections.append(
                _selection(title if own else f"{title}; no rule of it said anything", own, pack["name"])
            )
        named = {pack["name"] for pack in self.record["packs"]}
        others = [each.rule for each in found if each.rule.partition("/")[0] not in named]
        if others or not selections:
            selections.append(_selection("rules of no pack that the record names", others, "none"))
        reviewed: Data = {"control-selections": selections}
        if left := [f"{each['rule']}: {each['reason']}" for each in self.record["rules_left_out"]]:
            reviewed["remarks"] = escape(f"Rules that were left out: {'; '.join(left)}")
        return reviewed

    def _observations(
        self, number: int, document: Data, standing: RuleStanding, subjects: dict[str, Data]
    ) -> Iterator[Data]:
        """One for all that passes a rule, one for each other outcome, and one for what does not apply."""
        passes = [each for each in standing.met if each["verdict"] == "pass"]
        if passes:
            uuid = self._observed(number, standing.rule, "pass")
            told = f"passes {standing.rule} on declared data: {words.passing(passes)}"
            yield self._observation(uuid, standing.rule, told, self._evidence(document, passes))
        for at, each in self._apart(standing):
            uuid = self._observed(number, standing.rule, at)
            lines = "; ".join([words.says(each), *words.details(each, self.waivers)])
            found = self._observation(uuid, standing.rule, lines, self._evidence(document, [each]))
            found["props"] = [
                _prop("verdict", in_words(each["standing"])),
                _prop("fingerprint", each["fingerprint"]),
            ]
            if each["against_law"]:
                found["props"].append(_prop("decision", AGAINST_LAW))
            found["subjects"] = [
                self._subject(number, part, subjects) for part in each["parts"] or [each["subject"]]
            ]
            yield found
        if standing.verdict not in ORDER:
            uuid = self._observed(number, standing.rule, "other")
            yield self._observation(uuid, standing.rule, standing.rationale, [])

    @staticmethod
    def _apart(standing: RuleStanding) -> list[tuple[str, Data]]:
        """The outcomes that are observations of their own, each with what tells it apart."""
        own = [outcome for outcome in standing.outcomes if outcome["verdict"] != "pass"]
        return [(str(at), each) for at, each in enumerate(own, 1)]

    def _observed(self, number: int, rule: str, which: str) -> str:
        return self._uuid(f"{number}:observation:{rule}:{which}")

    def _observation(self, uuid: str, rule: str, told: str, evidence: list[Data]) -> Data:
        record = {"href": self._resource(RECORD), "description": "The record: every outcome with its facts."}
        return {
            "uuid": uuid,
            "title": _line(rule),
            "description": escape(told),
            "methods": ["EXAMINE"],
            "relevant-evidence": [record, *evidence],
            "collected": self.contents.made,
        }

    def _evidence(self, document: Data, outcomes: list[Data]) -> list[Data]:
        """The papers that the facts name; those that `evidence.json` does not have are left out."""
        keys = [(document["path"], paper) for paper in words.papers_of(outcomes)]
        found = [self.papers[key] for key in keys if key in self.papers]
        return [{"href": self._resource(_key(each)), "description": escape(each.words)} for each in found]

    def _subject(self, number: int, part: Data, subjects: dict[str, Data]) -> Data:
        key = f"{number}:{part['kind']}:{part['id']}"
        uuid = self._uuid(f"subject:{key}")
        title = _line(part["path"] or part["name"] or part["id"])
        subjects.setdefault(
            key,
            {
                "uuid": uuid,
                "description": title,
                "props": [_prop("kind", part["kind"]), _prop("id", part["id"])],
            },
        )
        return {"subject-uuid": uuid, "type": "inventory-item", "title": title}

    def _finding(self, number: int, standing: RuleStanding) -> Data:
        """How a document stands to a rule: satisfied only where all is decided and nothing fails."""
        state, reason = status_of(standing)
        status = {"state": state, "reason": reason, "remarks": escape(standing.rationale)}
        related = ["pass"] if any(outcome["verdict"] == "pass" for outcome in standing.outcomes) else []
        related += [at for at, _ in self._apart(standing)]
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
                {"observation-uuid": self._observed(number, standing.rule, each)} for each in related
            ],
        }

    # ---- back matter ----

    def _resources(self) -> Iterator[Data]:
        """The files of the bundle but for packs and views, sign-offs that hold, and papers."""
        for path in sorted(self.digests):
            if path in {NAME, RECORD, INDEX, EVIDENCE} or path.startswith(INPUTS):
                yield self._file(path, self.digests[path])
        for each in self.contents.vouched:
            yield self._file(each.file, each.digest)
        for paper in self.papers.values():
            yield self._paper(paper)

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

    def _paper(self, paper: Paper) -> Data:
        """A paper as a document names it: its address is somebody else's text, and becomes no link."""
        dates = (("issued", paper.issued), ("expires", paper.expires))
        props = [_prop(name, value) for name, value in (*paper.places, *dates) if value]
        found = {
            "uuid": self._resource(_key(paper))[1:],
            "title": _line(paper.id),
            "description": escape(paper.words),
        }
        return {**found, "props": [_prop("document", paper.document), *props]}


def status_of(standing: RuleStanding) -> tuple[str, str]:
    """The state and the reason: satisfied only where all is decided; `other` is said in the remarks."""
    if standing.verdict in {"fail", FAIL_WAIVED}:
        return "not-satisfied", "fail"
    if standing.score is None:
        return "not-satisfied", "other"
    return "satisfied", "pass" if standing.verdict == "pass" else "other"


def _selection(title: str, rules: Sequence[str], otherwise: str) -> Data:
    """The controls of a pack; of one that said nothing, the pack itself, since OSCAL wants a control."""
    ids = list(map(_control, rules)) or [_token("pack", otherwise)]
    return {"description": escape(title), "include-controls": [{"control-id": each} for each in ids]}


def _key(paper: Paper) -> str:
    return f"paper:{paper.document}#{paper.id}"


def _control(rule: str) -> str:
    """A rule as the id of a control, which has no slash.

    >>> _control("dod-magnets/covered-country-stage")
    'dod-magnets.covered-country-stage'
    """
    found = _RULE.fullmatch(rule)
    return f"{found[1]}.{found[2]}" if found else _token("rule", rule)


def _token(kind: str, text: str) -> str:
    """A text as a token of OSCAL; one that is none is known by its digest.

    >>> _token("role", "lead-auditor"), _token("role", "lead auditor")
    ('lead-auditor', 'role-b665b6bb6c809bf4')
    """
    if _TOKEN.fullmatch(text):
        return text
    return f"{kind}-{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"


def _text(text: str) -> str:
    """A text of OSCAL: one line, with something in it, and no blanks around it."""
    return whole(text).strip() or "-"


def _line(text: str) -> str:
    """A line of Markdown in which nothing is markup."""
    return escape(_text(text))


def _prop(name: str, value: str) -> Data:
    return {"name": name, "ns": SPACE, "value": _text(value)}
