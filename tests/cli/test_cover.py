"""The cover of a bundle: who has signed, of a bundle that was verified, and no more than that."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from microdep_rules.signing.trust import Trust, format_trust
from tests.cli.replay import run
from tests.report.browser import browser
from tests.report.pages_of import HARM, Elements
from tests.report.papers import needs_renderer
from tests.signing import bundles

if TYPE_CHECKING:
    from pathlib import Path

BOM = """\
schema: microdep-bom/1
document: {id: board}
components: [{name: Magnet, origin: CN, restriction_index: 0.95}]
"""
POLICY = '[[require]]\nrole = "lead-auditor"\n\n[[require]]\nrole = "approver"\n'
COVER = "microdep report cover out --policy policy.toml --output cover.html"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "bom.yaml").write_text(BOM, encoding="utf-8")
    (tmp_path / "policy.toml").write_text(POLICY, encoding="utf-8")
    assert 1 == run("microdep report bom.yaml --as-of 2026-11-24 --output out", tmp_path)[2]
    return tmp_path


def sign(folder: Path, who: Any, **said: Any) -> None:
    summary = json.loads((folder / "out" / "record.json").read_text("utf-8"))["summary"]
    seen = {"result": summary["verdict"], "counts": summary["counts"], "signed_at": "2026-11-25T10:00:00Z"}
    bundles.sign(folder / "out", who, **seen, **said)
    (folder / "trust.toml").write_text(format_trust(Trust((bundles.ANN, bundles.BOB))), encoding="utf-8")


def page(folder: Path) -> tuple[str, str]:
    text = (folder / "cover.html").read_text("utf-8")
    elements = Elements(text)
    assert [] == elements.torn
    return text, " ".join("".join(elements.text).split())


def test_it_says_who_is_missing_until_all_have_signed(folder: Path) -> None:
    out, err, code = run(COVER, folder)
    assert (1, True) == (code, "0 signed; missing: lead-auditor, approver" in out), err
    assert "Not complete. Missing signatures: lead-auditor, approver." in page(folder)[1]
    sign(folder, bundles.ANN)
    out, _, code = run(COVER, folder)
    assert (1, True) == (code, "1 signed; missing: approver" in out)
    sign(folder, bundles.BOB, decision="approved-with-reservations", reservations=("The gimbal is open",))
    out, _, code = run(COVER, folder)
    assert (0, True) == (code, "wrote cover.html: 2 signed" in out)
    reported = page(folder)[1]
    assert "Complete. Signed in every required role: lead-auditor, approver, by distinct persons" in reported
    assert (
        "Ann, lead-auditor APPROVED 2026-11-25T10:00:00Z, time stated by the signer; no timestamp" in reported
    )
    assert "Bob, approver APPROVED WITH RESERVATIONS" in reported
    assert "The gimbal is open" in reported
    assert "It is not signed" in reported


def test_of_a_rejected_bundle_it_shows_the_rejection(folder: Path) -> None:
    sign(folder, bundles.ANN)
    sign(folder, bundles.BOB, decision="rejected", reservations=("The gimbal is open",))
    out, err, code = run(COVER, folder)
    assert (1, True) == (code, "the bundle was rejected, and the cover shows by whom" in out), err
    reported = page(folder)[1]
    assert "REJECTED by Bob. This report must not be relied on." in reported
    assert ("Complete." in reported, "Not complete." in reported) == (False, False)
    assert "The gimbal is open" in reported
    _, err, code = run("microdep export out --format oscal --output o.json", folder)
    assert (7, True) == (code, "nothing was written: the bundle was rejected" in err), err


def test_a_statement_of_the_signers_own_is_marked_on_the_cover_and_in_exports(folder: Path) -> None:
    sign(folder, bundles.ANN, statement="Complete.\n\n\u202eVERIFIED\u00bb and more")
    run(COVER, folder)
    reported = page(folder)[1]
    inside = "\u00ab Complete. <U+202E>VERIFIED> and more \u00bb"
    assert f"Affirms, in the signer's own words, not a standard text{inside}" in reported.replace(
        " \u00ab", "\u00ab"
    )
    for form in ("cyclonedx", "oscal"):
        out, err, code = run(f"microdep export out --format {form}", folder)
        assert 0 == code, err
        assert "in the signer's own words, not a standard text" in out
        assert "time stated by the signer; no timestamp" in out
        assert "VERIFIED> and more" in out.replace("\\\\>", ">").replace("&gt;", ">")


def test_a_text_of_ours_is_not_marked(folder: Path) -> None:
    sign(folder, bundles.ANN, statement="I have examined this report in the role stated.")
    run(COVER, folder)
    assert "own words" not in page(folder)[1]


def test_it_shows_which_packs_were_run(folder: Path) -> None:
    run(COVER, folder)
    assert "Rule packs: micro-dependency " in page(folder)[1]
    assert "not run: boards-and-batteries, " in page(folder)[1]


def test_the_same_bundle_gives_the_same_sheet(folder: Path) -> None:
    sign(folder, bundles.ANN)
    run(COVER, folder)
    first = page(folder)[0]
    run(COVER, folder)
    assert first == page(folder)[0]


@pytest.mark.parametrize("harmed", ["report.html", "new.txt"])
def test_of_a_bundle_that_was_changed_there_is_none(harmed: str, folder: Path) -> None:
    sign(folder, bundles.ANN)
    (folder / "out" / harmed).write_bytes(b"other")
    _, err, code = run(COVER, folder)
    assert (7, True) == (code, "nothing was written" in err)
    assert not (folder / "cover.html").exists()


@pytest.mark.parametrize(
    ("command", "reported"),
    [
        ("microdep report cover out --output out/cover.html", "is inside the bundle"),
        ("microdep report cover out --output out/signoffs/cover.html", "is inside the bundle"),
        ("microdep report cover out --output cover.docx", "let the name end in .html or .pdf"),
        ("microdep report cover out", "the option `--output` is missing"),
        ("microdep report cover nowhere --output cover.html", "the bundle `nowhere` cannot be read"),
        (
            "microdep report cover out --policy no.toml --output cover.html",
            "the policy `no.toml` cannot be read",
        ),
    ],
)
def test_wrong_options_are_reported(command: str, reported: str, folder: Path) -> None:
    _, err, code = run(command, folder)
    assert (2, True) == (code, reported in err), err


def test_a_bill_of_materials_of_this_name_is_asked_for_by_its_path(folder: Path) -> None:
    (folder / "cover").mkdir()
    (folder / "cover" / "bom.yaml").write_text(BOM, encoding="utf-8")
    out, _, code = run("microdep report ./cover", folder)
    assert (1, True) == (code, out.startswith("# "))


def test_what_signers_and_documents_say_is_shown_and_does_nothing(tmp_path: Path) -> None:
    (tmp_path / "bom.json").write_text(
        json.dumps({"schema": "microdep-bom/1", "document": {"id": HARM}, "components": [{"name": "x"}]}),
        encoding="utf-8",
    )
    run("microdep report bom.json --as-of 2026-11-24 --output out", tmp_path)
    sign(
        tmp_path,
        bundles.ANN,
        decision="approved-with-reservations",
        statement=HARM,
        reservations=(HARM,),
    )
    out, err, code = run("microdep report cover out --output cover.html", tmp_path)
    assert 0 == code, out + err
    text, reported = page(tmp_path)
    assert not {"script", "img"} & {tag for tag, _ in Elements(text).elements}
    assert "<U+202E>x<U+2066>" in reported


def test_it_is_readable_by_everybody(folder: Path) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not here; install it")
    sign(folder, bundles.ANN)
    run(COVER, folder)
    with browser() as opened:
        shown = opened.new_page(viewport={"width": 1280, "height": 900})
        shown.goto((folder / "cover.html").as_uri())
        found = axe.Axe().run(shown, options={"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa"]}})
        wide = shown.evaluate("document.documentElement.scrollWidth")
    assert [] == [each["id"] for each in found.response["violations"]]
    assert 1280 == wide


def test_it_can_be_a_pdf(folder: Path) -> None:
    needs_renderer()
    sign(folder, bundles.ANN)
    found = []
    for _ in range(2):
        assert 0 == run("microdep report cover out --output cover.pdf", folder)[2]
        found.append((folder / "cover.pdf").read_bytes())
    assert found[0] == found[1]
    assert found[0].startswith(b"%PDF-1.7")
