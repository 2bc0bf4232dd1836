"""`check --resume`: an interrupted check goes on, and prints what one that was not interrupted prints."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import signal
import subprocess
import sys
import time
import zlib
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from microdep_rules.output import record, text
from microdep_rules.pipeline.cache import digest
from microdep_rules.pipeline.check import run_check
from microdep_rules.pipeline.documents import CheckRequest
from microdep_rules.pipeline.packs import load_packs
from microdep_rules.pipeline.project import open_project
from microdep_rules.pipeline.resume import CHECKS, MOST, Resume
from microdep_rules.vocabulary.resources import PACKAGE, whole_product
from tests.cli.replay import run
from tests.conftest import CHECKOUT
from tests.each import SAMPLED
from tests.evidence.folders import SHA_256, bom_of, folder_in
from tests.evidence.folders import record as evidence
from tests.shown import shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from microdep_rules.output.checked import Checked

CONFIG = """\
packs = ["own", "hard-to-get"]
context = "deal.yaml"
overlays = ["suppliers/*.yaml"]
waivers = "waivers.yaml"
"""
HARD_TO_GET = shown("""\
pack hard-to-get version 1
  title "Hard to get"
  authority "nobody"
  reviewed 2026-01-01

rule blocked
  title "from China and hard to get"
  severity prohibit
  cites "1"
  in force by check date
  applies to every listed component
  forbid component.origin is CN and component.restriction_index is more than 0.8
""")
OVERLAY = """\
schema: microdep-overlay/1
evidence:
  - {id: mill, type: mill_test_report, issuer: Example Mill, issued: 2026-01-02, document: {path: mill.pdf}}
components:
  - match: {id: magnet}
    origin: JP
    evidence: [mill]
  - match: {id: ring}
    correct: [{fact: origin, stated: CN, replace: JP, reason: it was the office, evidence: [mill]}]
"""
MAPPING = 'schema: microdep-mapping/1\ncolumns: {"Part": name, "Made in": origin}\n'
RING = {"id": "ring", "name": "Ring", "origin": "CN", "restriction_index": 0.9}
CYCLONEDX = {
    "bomFormat": "CycloneDX",
    "specVersion": "1.6",
    "components": [{"type": "device", "name": "Radio", "bom-ref": "radio"}],
}
LARGE = [{"name": f"Screw {n}", "origin": "US", "notes": "long " * 500, "mpn": f"S{n}"} for n in range(500)]
"""A list of more than a megabyte, which is gone through once."""
MORE = 'list near of country\n  from 2020-01-01  CA  cites "none"\n'
DOCUMENTS = 8
CHECK = [sys.executable, "-m", "microdep_rules", "check", "--as-of", "2026-06-30"]


def bom(*components: dict[str, Any]) -> str:
    return json.dumps({"schema": "microdep-bom/1", "components": components})


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with documents of every form, and whatever may be read beside them."""
    place = folder_in(tmp_path / "products")
    files = {
        "microdep.toml": CONFIG,
        "hard-to-get/pack.rule": HARD_TO_GET,
        "deal.yaml": "schema: microdep-context/1\nagency: dod\n",
        "suppliers/magnets.yaml": OVERLAY,
        "suppliers/mill.pdf": "melted in Japan\n",
        "waivers.yaml": "schema: microdep-waivers/1\nwaivers: []\n",
        "board.csv": "Part,Made in\nResistor,CN\nCapacitor,US\n",
        "board.csv.mapping.yaml": MAPPING,
        "broken.bom.yaml": "components: [",
        "list.bom.json": bom(*LARGE[:20]),
        "magnet.bom.yaml": "schema: microdep-bom/1\ncomponents: [{id: magnet, name: Magnet}]\n",
        "radio.cdx.json": json.dumps(CYCLONEDX),
        "ring.bom.json": bom(RING),
        "shown.bom.json": bom_of(evidence("paper", {"path": "papers/origin.pdf", "sha256": SHA_256})),
        "plain.bom.json": bom({"name": "Plain", "origin": "US"}),
    }
    for name, content in files.items():
        (place / name).parent.mkdir(exist_ok=True)
        (place / name).write_text(content, encoding="utf-8")
    monkeypatch.chdir(place)
    return place


def checked(cache: Path, **asked: Any) -> tuple[Checked, Resume]:
    """A check of the current folder that can be resumed, interrupted before its results are written."""
    project, _, problems = open_project()
    assert project is not None, problems
    packs = load_packs(project, (), {}, with_examples=False)
    resume = Resume(cache)
    request = CheckRequest(**{"as_of": date(2026, 6, 30), "explained": False, "listed": 2_000, **asked})
    return run_check(project, request, packs, resume=resume), resume


def printed(run_of: Checked) -> tuple[str, str]:
    return "".join(record.render(run_of)), text.render(run_of)


@pytest.mark.parametrize(("jobs", "overlays"), [(1, True), (2, True), (2, False)])
def test_documents_of_every_form_are_taken_over(
    jobs: int,
    overlays: bool,
    folder: Path,
    tmp_path: Path,
) -> None:
    if not overlays:  # only then a large document is gone through once
        (folder / "list.bom.json").write_text(bom(*LARGE), encoding="utf-8")
        config = CONFIG.replace("overlays", "# ").replace('"own", ', "")
        (folder / "microdep.toml").write_text(config, encoding="utf-8")
    before, resume = checked(tmp_path, jobs=jobs)
    assert (0, {}) == (resume.taken_over, resume.problems)
    after, resume = checked(tmp_path)
    assert (DOCUMENTS, {}) == (resume.taken_over, resume.problems)
    assert printed(before) == printed(after)
    assert DOCUMENTS == len(after.documents)


def replaced(path: str, old: str, new: str) -> Callable[[], object]:
    def change() -> None:
        before = Path(path).read_text(encoding="utf-8")
        assert old in before
        Path(path).write_text(before.replace(old, new), encoding="utf-8")

    return change


def linked() -> None:
    Path("papers/origin.pdf").rename("papers/copy.pdf")
    Path("papers/origin.pdf").symlink_to("copy.pdf")


def named_otherwise() -> None:
    """The same bytes under a name that no document had before."""
    Path("ring.bom.json").rename("bearing.bom.json")


CHANGES: dict[str, tuple[int, Callable[[], object]]] = {
    "nothing": (0, lambda: None),
    "a document": (1, replaced("ring.bom.json", "0.9", "0.95")),
    "the same size and length": (1, replaced("ring.bom.json", "0.9", "0.1")),
    "a document that is not valid": (1, replaced("broken.bom.yaml", "[", "[]")),
    "a document that is gone": (0, lambda: Path("ring.bom.json").unlink()),
    "a document that is new": (1, lambda: shutil.copy("ring.bom.json", "second.bom.json")),
    "the name of a document": (1, named_otherwise),
    "a table": (1, replaced("board.csv", "US", "CN")),
    "a mapping file": (1, replaced("board.csv.mapping.yaml", "Part", "Made in")),
    "evidence": (1, replaced("papers/origin.pdf", "Japan", "China")),
    "evidence that is gone": (1, lambda: Path("papers/origin.pdf").unlink()),
    "evidence behind a link": (1, linked),
    "evidence of a correction": (DOCUMENTS, lambda: Path("suppliers/mill.pdf").unlink()),
    "evidence that is a document now": (2, lambda: shutil.copy("papers/origin.pdf", "plain.bom.json")),
    "an overlay": (DOCUMENTS, replaced("suppliers/magnets.yaml", "origin: JP", "origin: KR")),
    "a second overlay": (DOCUMENTS, lambda: Path("suppliers/b.yaml").write_text(OVERLAY, "utf-8")),
    "the context": (DOCUMENTS, replaced("deal.yaml", "dod", "nasa")),
    "the configuration": (DOCUMENTS, replaced("microdep.toml", "packs", "horizon = 90\npacks")),
    "a parameter": (DOCUMENTS, replaced("microdep.toml", "waivers =", "fail_on = 'fail'\nwaivers =")),
    "a pack": (DOCUMENTS, replaced("own/pack.rule", "is CN", "is US")),
    "a file beside a pack": (DOCUMENTS, lambda: Path("own/more.rule").write_text(MORE, "utf-8")),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_has_changed_is_checked_again(change: str, folder: Path, tmp_path: Path) -> None:
    checked(tmp_path / "kept")
    again, make = CHANGES[change]
    make()
    after, resume = checked(tmp_path / "kept")
    new, _ = checked(tmp_path / "new")
    assert printed(new) == printed(after)
    if change != "evidence of a correction":  # of documents that no correction is about nothing changes
        assert again == len(after.documents) - resume.taken_over
    else:
        assert 0 < resume.taken_over < len(after.documents)
    assert folder == Path.cwd()


@pytest.mark.parametrize(
    "asked",
    [
        {"as_of": date(2026, 7, 1)},
        {"horizon_days": 3},
        {"no_exclusions": True},
        {"fail_on": "warn"},
        {"verify": True},
        {"listed": None},
        {"names_passing": False},
        {"whole": True},
        {"paths": ("ring.bom.json",)},
        {"context": "deal.yaml"},
        {"variants": {"dod-magnets": "clause"}},
    ],
)
@pytest.mark.usefixtures("folder")
def test_with_another_option_everything_is_checked_again(asked: dict[str, Any], tmp_path: Path) -> None:
    checked(tmp_path)
    assert 0 == checked(tmp_path, **asked)[1].taken_over
    assert DOCUMENTS == checked(tmp_path)[1].taken_over


def test_every_file_of_the_product_counts() -> None:
    named = {each.rsplit(" ", 2)[0] for each in whole_product()}
    code = {str(path) for path in PACKAGE.rglob("*.py")}
    assert set() == code - named
    assert str(PACKAGE / "lang" / "grammar.lark") in named
    assert str(CHECKOUT / "schemas" / "microdep-bom-1.schema.json") in named


# ---- damaged entries -----------------------------------------------------------------------------


def entry_of(cache: Path, name: str) -> Path:
    [run_folder] = (cache / CHECKS).iterdir()
    return run_folder / digest([name])


def forged(cache: Path, payload: object) -> None:
    """An entry with the checksum that belongs to it, as somebody makes it who knows how."""
    file = entry_of(cache, "ring.bom.json")
    body = zlib.compress(pickle.dumps((payload, (), ())))
    named = digest([file.parent.name, "ring.bom.json"]).encode()
    file.write_bytes(sha256(named + body).hexdigest().encode() + b"\n" + body)


class Runs:
    def __init__(self, *call: Any) -> None:
        self.call = call

    def __reduce__(self) -> Any:
        return self.call[0], self.call[1:]


def write(file: Path) -> None:
    file.write_text("run", encoding="utf-8")


@pytest.mark.parametrize("cut", [0, 1, 63, 64, 65, 200, -1])
def test_half_an_entry_is_none(cut: int, folder: Path, tmp_path: Path) -> None:
    before, _ = checked(tmp_path)
    entry = entry_of(tmp_path, "ring.bom.json")
    entry.write_bytes(entry.read_bytes()[:cut])
    after, resume = checked(tmp_path)
    assert (DOCUMENTS - 1, ["file/interrupted"]) == (resume.taken_over, [*resume.problems])
    assert printed(before) == printed(after)
    assert DOCUMENTS == checked(tmp_path)[1].taken_over
    assert folder == Path.cwd()


@pytest.mark.usefixtures("folder")
def test_the_entry_of_another_document_is_none(tmp_path: Path) -> None:
    checked(tmp_path)
    shutil.copy(entry_of(tmp_path, "plain.bom.json"), entry_of(tmp_path, "ring.bom.json"))
    _, resume = checked(tmp_path)
    assert (DOCUMENTS - 1, ["file/interrupted"]) == (resume.taken_over, [*resume.problems])


@pytest.mark.usefixtures("folder")
def test_an_entry_that_somebody_has_made_runs_nothing(tmp_path: Path) -> None:
    before, _ = checked(tmp_path)
    from microdep_rules.workspace.writing import append

    mark = tmp_path / "mark"
    for payload in (Runs(write, mark), Runs(os.mkdir, str(mark)), Runs(append, mark, b"run")):
        forged(tmp_path, payload)
        after, resume = checked(tmp_path)
        assert (DOCUMENTS - 1, ["file/interrupted"]) == (resume.taken_over, [*resume.problems])
        assert printed(before) == printed(after)
        assert not mark.exists()


@pytest.mark.usefixtures("folder")
def test_unusable_storage_is_reported_and_everything_is_checked(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    found, resume = checked(tmp_path / "file")
    assert (0, ["file/interrupted"]) == (resume.taken_over, [*resume.problems])
    assert printed(checked(tmp_path / "other")[0]) == printed(found)


@pytest.mark.usefixtures("folder")
def test_only_the_last_interrupted_checks_are_kept(tmp_path: Path) -> None:
    for days in range(MOST + 3):
        checked(tmp_path, horizon_days=days)
    assert MOST == len([*(tmp_path / CHECKS).iterdir()])
    assert DOCUMENTS == checked(tmp_path, horizon_days=MOST + 2)[1].taken_over


# ---- the command ---------------------------------------------------------------------------------


def test_without_a_cache_there_is_nothing_to_resume_from(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MICRODEP_CACHE", "")
    _, err, code = run("microdep check --resume", folder)
    assert (2, True) == (code, "set MICRODEP_CACHE to a folder" in err)


def test_watching_keeps_nothing(folder: Path) -> None:
    assert 2 == run("microdep check --resume --watch", folder)[2]


def test_what_was_kept_is_gone_when_the_results_are_written(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MICRODEP_CACHE", str(tmp_path / "cache"))
    command = "microdep check --resume --as-of 2026-06-30"
    full = run(f"{command} --output /dev/full", folder)
    assert f"resumed: {DOCUMENTS}" not in full[1]
    assert 1 == len([*(tmp_path / "cache" / CHECKS).iterdir()])
    first = run(command, folder)
    assert f"resumed: {DOCUMENTS} of {DOCUMENTS} documents are from the interrupted check\n" in first[1]
    assert [] == [*(tmp_path / "cache" / CHECKS).iterdir()]
    second = run(command, folder)
    assert (first[0], first[2]) == (second[0], second[2])
    assert "resumed" not in second[1]


PRODUCTS, COMPONENTS = 12, 6
MOMENTS = (1, 8) if SAMPLED else (1, 4, 8)
"""After so many finished documents a run is interrupted, once after the other."""


@pytest.fixture(scope="module")
def products(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Documents each of which takes a moment."""
    place = tmp_path_factory.mktemp("products")
    for number in range(PRODUCTS):
        parts = [
            {"name": f"Magnet {n}", "function": "magnet", "origin": "CN" if n % 7 == number % 7 else "JP"}
            | {"mpn": f"{number}-{n}", "materials": [{"substance": "NdFeB", "mass_g": n + 1}]}
            for n in range(COMPONENTS)
        ]
        (place / f"{number}.bom.json").write_text(bom(*parts), encoding="utf-8")
    return place


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What runs keep of the pack: to read it anew for each test takes longer than to check the documents."""
    return tmp_path_factory.mktemp("kept")


@pytest.mark.parametrize(
    ("ended_by", "jobs", "form"),
    [(signal.SIGKILL, 2, "json"), (signal.SIGINT, 2, "text"), (signal.SIGKILL, 1, "text")],
)
def test_a_run_that_is_ended_at_any_moment_goes_on(
    ended_by: signal.Signals, jobs: int, form: str, products: Path, kept: Path, tmp_path: Path
) -> None:
    line = [*CHECK, "--pack", "dod-magnets", "--format", form]
    env = {**os.environ, "PYTHONPATH": str(CHECKOUT), "MICRODEP_CACHE": str(kept)}
    whole = subprocess.run(line, cwd=products, env=env, capture_output=True, check=False)
    shutil.copytree(kept, tmp_path, dirs_exist_ok=True)
    env["MICRODEP_CACHE"] = str(tmp_path)
    line += ["--resume", "--jobs", str(jobs)]
    for moment in MOMENTS:
        end_after(moment, line, products, env, tmp_path, ended_by)
    done = subprocess.run(line, cwd=products, env=env, capture_output=True, check=False, text=True)
    assert (whole.returncode, whole.stdout.decode()) == (done.returncode, done.stdout)
    words = done.stderr.split()
    assert ["resumed:", "of", f"{PRODUCTS}"] == [words[0], *words[2:4]]
    assert MOMENTS[-1] <= int(words[1]) <= PRODUCTS


def end_after(
    many: int, line: list[str], folder: Path, env: dict[str, str], cache: Path, ended_by: signal.Signals
) -> None:
    """Starts a check, and ends it when so many documents are finished."""
    # In the background of a shell interrupts are ignored, which a process would inherit.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with subprocess.Popen(
        line, cwd=folder, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as running:
        while len([*cache.glob(f"{CHECKS}/*/[0-9a-f]*")]) < many:
            assert running.poll() is None
            time.sleep(0.002)
        running.send_signal(ended_by)
        assert running.wait() != 0
