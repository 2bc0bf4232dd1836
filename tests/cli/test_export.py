"""Bundles in the forms of others: valid by their schemas, naming who signed, no better than the record."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from microdep_rules.output.grouped import opened
from microdep_rules.report.exports import cyclonedx, oscal
from microdep_rules.report.exports.contents import contents_of
from microdep_rules.signing import manifest
from microdep_rules.signing.policy import Policy
from microdep_rules.signing.trust import Trust, format_trust
from microdep_rules.signing.verify import verify
from microdep_rules.signing.words import NOT_MADE_AGAIN
from microdep_rules.vocabulary.blanks import INVISIBLE
from microdep_rules.workspace.bundles import read_folder
from tests.cli.replay import run
from tests.conftest import CHECKOUT
from tests.report.exported import declarations, everything, results, scores, states
from tests.signing import bundles
from tests.signing.test_golden import GOLDEN

if TYPE_CHECKING:
    from pathlib import Path

CERTIFICATE = b"made in the United States\n"
SHA_256 = hashlib.sha256(CERTIFICATE).hexdigest()
BOM = """\
schema: microdep-bom/1
document: {id: board}
evidence:
  - {id: e1, type: certificate_of_origin, issuer: Example Magnetics, issued: 2026-05-01, expires: 2027-05-01,
     document: {path: papers/e1.pdf, sha256: "HASH", url: "javascript:alert(1)"}}
components:
  - {name: NdFeB Magnets, origin: {value: CN, evidence: [e1]}, restriction_index: 0.95}
  - {name: Amp, restriction_index: 0.95}
  - {name: Shell, origin: {value: US, evidence: [e1]}, restriction_index: 0.95}
""".replace("HASH", SHA_256)
NASTY = "a\\u202eb\\u200bc\\u2066 <b>*x*</b> [y](javascript:z) ::error::w "
HOSTILE = f"""\
schema: microdep-bom/1
document: {{id: board}}
evidence: [{{id: e, type: certificate, issuer: "{NASTY}"}}]
components:
  - {{name: "{NASTY}", origin: {{value: CN, evidence: [e]}}, restriction_index: 0.95}}
  - {{name: "=cmd|' /C calc'!A0", restriction_index: 0.95}}
"""
REPORT = "microdep report bom.yaml --as-of 2026-11-24 --output out"
CYCLONEDX, OSCAL = (f"microdep export out --format {form}" for form in ("cyclonedx", "oscal"))
BOTH = (CYCLONEDX, OSCAL)
SHOWS = ("evidence", "counterEvidence")
HIDDEN = re.compile(INVISIBLE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return reported(tmp_path, BOM)


def reported(folder: Path, bom: str, report: str = REPORT) -> Path:
    (folder / "bom.yaml").write_text(bom, encoding="utf-8")
    (folder / "papers").mkdir()
    (folder / "papers" / "e1.pdf").write_bytes(CERTIFICATE)
    assert run(report, folder)[2] in {0, 1, 5}
    return folder


def exported(command: str, folder: Path) -> str:
    out, err, code = run(command, folder)
    # A pack may be reviewed again after the day on which these tests sign.
    assert (0, True) == (code, err.count("[") == err.count("[bundle/out-of-date]")), err
    return out


def rendered(folder: Path) -> tuple[str, str]:
    """Both forms of a bundle of which only the files are as they are listed; the command refuses it."""
    assert 7 == run(OSCAL, folder)[2]
    files = read_folder(folder / "out")
    contents = contents_of(files, verify(files, None, Policy()))
    return cyclonedx.render(contents), oscal.render(contents)


def record(folder: Path) -> Any:
    return json.loads((folder / "out" / "record.json").read_text("utf-8"))


def sign(folder: Path, who: Any, **said: Any) -> None:
    """A sign-off of somebody who saw what the record says."""
    summary = record(folder)["summary"]
    said = {"result": summary["verdict"], "counts": summary["counts"], **said}
    bundles.sign(folder / "out", who, signed_at="2026-11-25T10:00:00Z", **said)
    trusted = format_trust(Trust((bundles.ANN, bundles.BOB)))
    (folder / "trust.toml").write_text(trusted, encoding="utf-8")


def test_a_bundle_that_nobody_signed_names_nobody_and_needs_no_trust_store(folder: Path) -> None:
    document = declarations(exported(CYCLONEDX, folder))
    assert "affirmation" not in document["declarations"]
    assert [False] == [each["thirdParty"] for each in document["declarations"]["assessors"]]
    assert "2026-11-24T00:00:00Z" == document["metadata"]["timestamp"]
    found = results(exported(OSCAL, folder))
    assert "parties" not in found["metadata"]
    assert [] == [each for each in found["results"] if "attestations" in each]


def test_people_who_signed_are_named_with_their_file(folder: Path) -> None:
    sign(folder, bundles.ANN, independence="third-party")
    sign(folder, bundles.BOB, decision="approved-with-reservations", reservations=("the *amp*",))
    document = declarations(exported(CYCLONEDX, folder))
    affirmed = document["declarations"]["affirmation"]
    assert ["Ann", "Bob"] == [each["name"] for each in affirmed["signatories"]]
    for each in affirmed["signatories"]:
        reference = each["externalReference"]
        data = (folder / "out" / reference["url"]).read_bytes()
        assert "electronic-signature" == reference["type"]
        assert [hashlib.sha256(data).hexdigest()] == [h["content"] for h in reference["hashes"]]
    assert "With the reservation: \u00ab the *amp* \u00bb" in affirmed["statement"]
    assert "having seen the verdict fail" in affirmed["statement"]
    # Both sign for one organization, and one of them from inside: it is no third party.
    assert [False, False] == [each["thirdParty"] for each in document["declarations"]["assessors"]]
    found = results(exported(OSCAL, folder))
    assert ["Example Ltd", "Ann", "Bob"] == [each["name"] for each in found["metadata"]["parties"]]
    parts = [part for each in found["results"][0]["attestations"] for part in each["parts"]]
    assert ["\u00ab I have examined the findings. \u00bb"] * 2 == [each["prose"] for each in parts]
    assert [{"name": "reservation", "prose": r"the \*amp\*"}] == parts[1]["parts"]


def test_a_third_party_is_one_where_all_its_people_say_so(folder: Path) -> None:
    sign(folder, bundles.ANN, independence="third-party")
    document = declarations(exported(CYCLONEDX, folder))
    assert [False, True] == [each["thirdParty"] for each in document["declarations"]["assessors"]]


def test_by_openssh_without_an_organization_and_in_a_file_of_another_name(folder: Path) -> None:
    alone = replace(bundles.ANN, organization="", roles=("lead auditor",))
    summary = record(folder)["summary"]
    said = {"result": summary["verdict"], "counts": summary["counts"], "signed_at": "2026-11-25T10:00:00Z"}
    path = bundles.sign_by_openssh(folder / "out", alone, **said)
    for each in (path, path.with_name(f"{path.name}.sig")):
        each.rename(each.with_name(f"1-ann%{each.name[each.name.index('.statement') :]}"))
    (folder / "trust.toml").write_text(format_trust(Trust((alone,))), encoding="utf-8")
    declared = declarations(exported(CYCLONEDX, folder))["declarations"]
    (signatory,) = declared["affirmation"]["signatories"]
    assert {"contact": [{"name": "Ann"}]} == signatory["organization"]
    reference = signatory["externalReference"]
    assert "signoffs/1-ann%25.statement.json.sig" == reference["url"]
    assert reference["comment"].startswith("SSHSIG of Ann <ann>, internal")
    (role,) = results(exported(OSCAL, folder))["metadata"]["roles"]
    assert "lead auditor" == role["title"]


def test_sign_offs_need_a_trust_store_and_have_to_hold(folder: Path) -> None:
    sign(folder, bundles.ANN)
    (folder / "trust.toml").unlink()
    _, err, code = run(CYCLONEDX, folder)
    assert (2, True) == (code, "there is no `trust.toml` here" in err)
    (folder / "trust.toml").write_text(format_trust(Trust((bundles.BOB,))), encoding="utf-8")
    out, err, code = run(CYCLONEDX, folder)
    assert (7, "", True) == (code, out, "bundle/untrusted" in err)


@pytest.mark.parametrize("command", BOTH)
def test_what_was_changed_is_not_exported(command: str, folder: Path) -> None:
    (folder / "out" / "findings.csv").write_text("nothing", encoding="utf-8")
    out, err, code = run(f"{command} --output there.json", folder)
    assert (7, "", True) == (code, out, "bundle/file-changed" in err)
    assert not (folder / "there.json").exists()


@pytest.mark.parametrize("command", BOTH)
def test_the_same_bundle_gives_the_same_bytes(command: str, folder: Path) -> None:
    shutil.copytree(folder / "out", folder / "elsewhere")
    first = exported(command, folder)
    assert first == exported(command.replace("out", "elsewhere"), folder)
    assert "" == exported(f"{command} --output there.json", folder)
    assert first == (folder / "there.json").read_text("utf-8")


def test_another_bundle_is_another_document(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = reported(tmp_path_factory.mktemp("other"), BOM.replace("Shell", "Case"))
    first, second = (declarations(exported(CYCLONEDX, each)) for each in (folder, other))
    assert first["serialNumber"] != second["serialNumber"]


def test_papers_stand_with_their_digests_and_days_and_addresses_become_no_links(folder: Path) -> None:
    text = exported(CYCLONEDX, folder)
    declared = declarations(text)["declarations"]
    (paper,) = [each for each in declared["evidence"] if each["bom-ref"] == "paper:bom.yaml#e1"]
    assert ("2026-05-01T00:00:00Z", "2027-05-01T23:59:59Z") == (paper["created"], paper["expires"])
    contents = [each["contents"]["attachment"]["content"] for each in paper["data"]]
    assert [SHA_256, "papers/e1.pdf", "javascript:alert(1)"] == contents
    (fails,) = [each for each in declared["claims"] if each["predicate"].startswith("fail")]
    assert paper["bom-ref"] in fails["counterEvidence"]
    assert "evidence" not in fails
    hrefs = [value for key, value in everything(results(exported(OSCAL, folder))) if key == "href"]
    assert [] == [href for href in hrefs if "javascript" in href]


def test_evidence_that_differs_is_described_so_and_shows_nothing(tmp_path: Path) -> None:
    folder = reported(tmp_path, BOM.replace(SHA_256, "ab" * 32))
    declared = declarations(exported(CYCLONEDX, folder))["declarations"]
    (paper,) = [each for each in declared["evidence"] if each["bom-ref"] == "paper:bom.yaml#e1"]
    assert "DIFFERENT: its digest differs from the stated one" in paper["description"]
    named = [ref for each in declared["claims"] for key in SHOWS for ref in each.get(key, ())]
    assert paper["bom-ref"] not in named
    found = results(exported(OSCAL, folder))
    (resource,) = [e for e in found["back-matter"]["resources"] if e.get("title") == "e1"]
    hrefs = [value for key, value in everything(found["results"]) if key == "href"]
    assert f"#{resource['uuid']}" not in hrefs


def test_what_people_wrote_is_text_and_hides_nothing(tmp_path: Path) -> None:
    folder = reported(tmp_path, HOSTILE)
    printed = shows_nothing_hidden(exported(CYCLONEDX, folder), exported(OSCAL, folder))
    assert any(r"\<b\>\*x\*" in each for each in printed)


def test_a_record_that_somebody_else_wrote_is_no_more_than_text(folder: Path) -> None:
    held = record(folder)
    nasty = json.loads(f'"{NASTY}"') + "\n\x1b[2J"
    document = held["documents"][0]
    document["path"] = document["id"] = held["packs"][0]["name"] = held["packs"][0]["title"] = nasty
    held["packs"].append(held["packs"][0])
    held["rules_left_out"] = [{"rule": nasty, "reason": nasty}]
    for each in document["outcomes"]:
        each["rule"] = each["title"] = each["message"] = each["waiver"] = nasty
        each["subject"] = dict.fromkeys(each["subject"], nasty)
        each["fingerprint"] = "0" * 16
    held["documents"].append(document)
    sealed_again(folder, held)
    shows_nothing_hidden(*rendered(folder))


def test_both_forms_state_what_the_configuration_changed_and_that_the_check_was_not_made_again(
    folder: Path,
) -> None:
    held = record(folder)
    pack = held["packs"][0]
    pack["parameters"] = [{"name": "day", "value": "2027-06-01", "pack_value": "2027-01-01"}]
    held["rules_left_out"] = [{"rule": f"{pack['name']}/strict", "reason": "agreed"}]
    sealed_again(folder, held)
    declared, found = (json.loads(each) for each in rendered(folder))
    for printed in (declared["metadata"]["properties"], found["assessment-results"]["metadata"]["props"]):
        each = [(prop["name"].removeprefix("microdep:"), prop["value"]) for prop in printed]
        (line,) = [value for name, value in each if name == "pack" and "WITHOUT" in value]
        assert "WITHOUT ITS RULE strict, CHANGED BY CONFIGURATION: day is 2027-06-01 and not" in line
        assert ("check", NOT_MADE_AGAIN) in each
        (means,) = [value for name, value in each if name == "meaning"]
        assert "1 rule was excluded by configuration." in means


def test_where_nothing_was_checked_both_forms_say_so(folder: Path) -> None:
    held = record(folder)
    held["documents"] = held["packs"] = []
    sealed_again(folder, held)
    declared, found = rendered(folder)
    assert [] == declarations(declared)["declarations"]["attestations"]
    (result,) = results(found)["results"]
    assert "No document was checked." == result["description"]


def shows_nothing_hidden(declared: str, written: str) -> list[str]:
    """What stands as Markdown in OSCAL, none of which is markup; in both forms everything is seen."""
    document, found = declarations(declared), results(written)
    for key, value in (*everything(document), *everything(found)):
        lines = value.split("\n") if isinstance(value, str) else []
        assert [] == [line for line in lines if HIDDEN.search(line)], key
    markup = ("title", "description", "remarks", "prose")
    printed = [value for key, value in everything(found) if key in markup and isinstance(value, str)]
    assert [] == [each for each in printed if re.search(r"(?<!\\)[<*\[\]>]", each)]
    return printed


def sealed_again(folder: Path, held: Any) -> None:
    """The bundle with another record, whole by its own account."""
    out = folder / "out"
    (out / "record.json").write_text(json.dumps(held), encoding="utf-8")
    listed = manifest.parse((out / manifest.NAME).read_bytes())
    files = [out / file.path for file in listed.files]
    found = manifest.build_manifest(
        (
            manifest.BundleFile(each.relative_to(out).as_posix(), hashlib.sha256(data).hexdigest(), len(data))
            for each, data in ((file, file.read_bytes()) for file in files)
        ),
        listed.generated_at,
    )
    (out / manifest.NAME).write_bytes(found.data)
    (out / manifest.SUMS).write_bytes(found.sums)


def test_a_large_document_is_exported_whole(tmp_path: Path) -> None:
    parts = [
        f"  - {{id: p{n}, name: Part {n}, origin: {'CN' if n % 50 == 0 else 'DE'}, restriction_index: 0.9}}\n"
        for n in range(1_000)
    ]
    folder = reported(tmp_path, "schema: microdep-bom/1\ncomponents:\n" + "".join(parts))
    document = declarations(exported(CYCLONEDX, folder))
    (met,) = document["declarations"]["attestations"][0]["map"]
    assert (0, 1, 20) == (met["conformance"]["score"], len(met["claims"]), len(met["counterClaims"]))
    (passing,) = [each for each in document["declarations"]["claims"] if each["bom-ref"] in met["claims"]]
    assert "980 components: " in passing["reasoning"]
    assert passing["reasoning"].endswith("and 880 more, which the record has")
    (result,) = results(exported(OSCAL, folder))["results"]
    assert 21 == len(result["observations"])


def test_a_bundle_of_another_form_is_refused(tmp_path: Path) -> None:
    shutil.copytree(GOLDEN, tmp_path, dirs_exist_ok=True)
    out, err, code = run("microdep export bundle --format oscal", tmp_path)
    assert (2, "", True) == (code, out, "record.json is not in the form of this version" in err)


@pytest.mark.parametrize(
    ("made", "code", "printed"),
    [
        ("yesterday", 7, "its date is not a time"),
        ("1066-10-14T09:00:00Z", 7, "the manifest and bundle.json have different dates"),
    ],
)
def test_a_bundle_that_does_not_say_when_it_was_made_is_refused(
    made: str, code: int, printed: str, folder: Path
) -> None:
    listed = manifest.parse((folder / "out" / manifest.NAME).read_bytes())
    (folder / "out" / manifest.NAME).write_bytes(manifest.BundleManifest(listed.files, made).data)
    out, err, ended = run(CYCLONEDX, folder)
    assert (code, "", True) == (ended, out, printed in err)


def test_the_examples_are_valid_and_no_better_than_their_record(tmp_path: Path) -> None:
    for each in ("quadcopter", "founding-example"):
        shutil.copytree(CHECKOUT / "examples" / each, tmp_path / each)
    quadcopter = "bom.yaml --context contract.yaml --waivers waivers.yaml --pack dod-magnets"
    quadcopter += " --pack micro-dependency"
    founding = "at-the-threshold.yaml bom.yaml without-origin.yaml"
    for name, asked in (("quadcopter", quadcopter), ("founding-example", founding)):
        folder = tmp_path / name
        assert 1 == run(f"microdep report {asked} --as-of 2026-11-24 --output out", folder)[2]
        held = opened(record(folder))
        document = declarations(exported(CYCLONEDX, folder))
        assert expected(held) == scores(document)
        assert findings(held) == counter_claims(document)
        status = states(results(exported(OSCAL, folder)))
        satisfied = {key for key, (state, _) in status.items() if state == "satisfied"}
        assert {key for key, score in expected(held).items() if score == 1} == satisfied
        failing = {key for key, (_, reason) in status.items() if reason == "fail"}
        assert {key for key, score in expected(held).items() if score == 0} == failing


def expected(held: Any) -> dict[tuple[int, str], int | None]:
    """The score of each rule, worked out of the record by itself: only what is decided has one."""
    found: dict[tuple[int, str], int | None] = {}
    for number, document in enumerate(held["documents"]):
        said: dict[str, set[str]] = {each["rule"]: set() for each in document["not_applicable"]}
        for each in document["outcomes"]:
            if each["verdict"] != "not_applicable" and not each["alternate"]:
                said.setdefault(each["rule"], set()).add(each["verdict"])
        for rule, verdicts in said.items():
            decided = 0 if "fail" in verdicts else 1
            open_ = bool(verdicts & {"unknown", "error", "disclose"})
            found[number, rule] = None if not verdicts or (open_ and decided) else decided
    return found


def findings(held: Any) -> int:
    against = {"fail", "unknown", "error", "disclose"}
    return sum(each["verdict"] in against for d in held["documents"] for each in d["outcomes"])


def counter_claims(document: Any) -> int:
    return sum(
        len(each.get("counterClaims", ()))
        for attestation in document["declarations"]["attestations"]
        for each in attestation["map"]
    )
