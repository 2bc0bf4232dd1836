"""A list of companies under the name of a published one: signers and whoever verifies see which one it is."""

from __future__ import annotations

import html
import json
import re
import shutil
from datetime import date
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from microdep_rules.lists.entries import ListedParty
from microdep_rules.lists.stored import entries_digest, format_list, parse_list
from microdep_rules.signing.policy import NotAPolicyError, parse
from tests.cli.replay import run
from tests.lists.test_imported import folder as project
from tests.lists.test_imported import imported
from tests.signing.attacked import ANN, sign, trusted
from tests.signing.rewritten import other_record

if TYPE_CHECKING:
    from pathlib import Path

    from microdep_rules.lists.entries import PublishedList

folder = project
NAME = "our-screening-list"
FORGED = "Name\nSAMPLE TRADING LLC\nNobody We Buy From Ltd\n"
CHECK = "--pack screening --as-of 2026-11-20"
NOT_COMPARED = "NOT COMPARED WITH THE PUBLISHED LIST"


def kept(folder: Path) -> PublishedList:
    found = parse_list((folder / "company-lists" / f"{NAME}.json").read_bytes())
    assert not isinstance(found, str)
    return found


def report(folder: Path, name: str = "out") -> Path:
    _, err, code = run(f"microdep report bom.yaml {CHECK} --output {name} --force", folder)
    assert code in {0, 1, 5}, err
    return folder / name


def policy(folder: Path, digest: str, name: str = NAME) -> None:
    text = f'[[require]]\nrole = "lead-auditor"\n\n[lists]\n{name} = ["{digest}"]\n'
    (folder / "policy.toml").write_text(text, encoding="utf-8")


def test_every_screen_page_and_format_says_which_list_it_is(folder: Path) -> None:
    (folder / "forged.csv").write_text(FORGED, encoding="utf-8")
    imported(folder, "forged.csv", "--published 2026-11-01 --source 'trade.gov » COMPARED'")
    digest = entries_digest(kept(folder))
    source = "imported from « trade.gov > COMPARED »"
    line = f"list {NAME} of 2026-11-01, 19 days old, 2 entries {digest}, {source}: {NOT_COMPARED}"
    bundle = report(folder)
    trusted(folder, ANN)
    sign(bundle, ANN)
    shown = {each: run(f"microdep {each}", folder)[0] for each in ("verify out", f"lists show {NAME}")}
    shown["export"] = run("microdep export out --format oscal", folder)[0].replace("\\", "")
    run("microdep report cover out --output cover.html", folder)
    for form in ("sarif", "junit", "github", "gitlab", "cyclonedx"):
        shown[form] = run(f"microdep check bom.yaml {CHECK} --format {form}", folder)[0]
    shown["cover"] = (folder / "cover.html").read_text("utf-8")
    shown |= {path.name: path.read_text("utf-8") for path in bundle.glob("*.[hm][td]*") if path.is_file()}
    shown["check"] = run(f"microdep check bom.yaml {CHECK}", folder)[0]
    plain = {
        where: " ".join(html.unescape(text).replace("\\", "").replace("<wbr>", "").split())
        for where, text in shown.items()
    }
    lacking = [where for where, text in plain.items() if line not in text]
    # These have a line of their own, with the same facts.
    assert {f"lists show {NAME}", "report.md", "check"} >= set(lacking), lacking
    for where in lacking:
        assert NOT_COMPARED.lower() in plain[where], where
        assert where == "check" or digest in plain[where], where
    assert digest == json.loads((bundle / "record.json").read_bytes())["company_lists"][0]["content"]


def test_a_policy_refuses_a_list_that_it_does_not_know(folder: Path) -> None:
    imported(folder, "consolidated.json")
    published = entries_digest(kept(folder))
    trusted(folder, ANN)
    sign(report(folder), ANN)
    policy(folder, published)
    out, err, code = run("microdep verify out --policy policy.toml", folder)
    assert (0, True) == (code, "lists     1 of 1 imported have entries that the policy knows" in out), (
        out + err
    )
    (folder / "forged.csv").write_text(FORGED, encoding="utf-8")
    imported(folder, "forged.csv")
    sign(report(folder, "forged"), ANN)
    out, err, code = run("microdep verify forged --policy policy.toml", folder)
    assert (7, True) == (code, "error[bundle/unknown-list]" in err), out + err
    assert out.endswith("and the policy does not know a list that it used\n")
    policy(folder, published, "another-list")
    assert 7 == run("microdep verify out --policy policy.toml", folder)[2]
    _, err, code = run("microdep report cover forged --policy policy.toml --output cover.html", folder)
    assert (7, True) == (code, "error[bundle/unknown-list]" in err)


def test_a_stored_copy_that_was_edited_has_another_digest_whatever_it_states_of_its_file(
    folder: Path,
) -> None:
    imported(folder, "consolidated.json")
    honest = kept(folder)
    policy(folder, entries_digest(honest))
    trusted(folder, ANN)
    place = folder / "company-lists" / f"{NAME}.json"
    for forged in (
        replace(honest, entries=honest.entries[1:]),
        replace(honest, entries=(*honest.entries[1:], ListedParty("Nobody We Buy From Ltd"))),
        replace(honest, entries=(replace(honest.entries[0], through=date(2026, 1, 1)), *honest.entries[1:])),
        replace(honest, entries=tuple(replace(entry, aliases=()) for entry in honest.entries)),
    ):
        place.write_text(format_list(forged), encoding="utf-8")
        assert honest.digest == kept(folder).digest
        shutil.rmtree(folder / "out", ignore_errors=True)
        sign(report(folder), ANN)
        out, err, code = run("microdep verify out --policy policy.toml", folder)
        assert (7, True) == (code, "error[bundle/unknown-list]" in err), out


def test_a_stored_copy_that_was_edited_without_its_digest_is_not_used(folder: Path) -> None:
    imported(folder, "consolidated.json")
    place = folder / "company-lists" / f"{NAME}.json"
    for old, new in (
        ("2026-11-01", "2026-11-19"),
        ("SAMPLE TRADING", "ANOTHER"),
        ("consolidated.json", "trade.gov"),
    ):
        text = place.read_text("utf-8")
        assert old in text
        place.write_text(text.replace(old, new), encoding="utf-8")
        _, err, _ = run(f"microdep check bom.yaml {CHECK}", folder)
        assert "file/cannot-be-read" in err
        place.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("content", f"sha256:{'0' * 64}"),
        ("day", "2026-11-19"),
        ("source", "trade.gov"),
        ("entries", 22431),
        (None, None),
    ],
)
def test_a_record_that_states_another_list_than_its_file_contradicts_itself(
    field: str | None, value: object, folder: Path
) -> None:
    imported(folder, "consolidated.json")
    bundle = report(folder)

    def change(record: dict[str, list[dict[str, object]]]) -> None:
        if field is None:
            record["company_lists"].clear()
        else:
            record["company_lists"][0][field] = value

    other_record(bundle, change, pages=True)
    _, err, code = run("microdep verify out", folder)
    assert (7, True) == (code, f"the imported list {NAME} differs from the record" in err), err


def test_a_day_after_the_one_that_the_file_states_needs_force(folder: Path) -> None:
    command = f"microdep lists import sdn.xml --as {NAME} --published"
    _, err, code = run(f"{command} 2026-11-19", folder)
    assert (4, True) == (
        code,
        "the file states the day 2026-11-01, but `--published` states 2026-11-19" in err,
    )
    assert 0 == run(f"{command} 2026-10-31", folder)[2]


def test_the_digest_of_entries_is_the_same_from_each_form_of_one_list(folder: Path) -> None:
    digests = set()
    for file, more in (("sdn.xml", ""), ("sdn.xml", "--published 2026-10-01 --source elsewhere")):
        imported(folder, file, more)
        digests.add(entries_digest(kept(folder)))
        out, _, _ = run(f"microdep lists show {NAME}", folder)
        assert digests == set(re.findall(r"entries: 3, (sha256:[0-9a-f]{64})", out))
    assert 1 == len(digests)


@pytest.mark.parametrize("lists", ['["x"]', "{a = 'sha256:0'}", "{a = ['sha256:0']}", "{a = [1]}"])
def test_a_policy_with_lists_that_are_none_is_refused(lists: str) -> None:
    with pytest.raises(NotAPolicyError, match="list"):
        parse(f'lists = {lists}\n[[require]]\nrole = "lead-auditor"\n')
