"""What every test is given: a plain environment, the real files where they are, and golden files.

The run itself is set by two variables, which the product never reads: `MICRODEP_REAL_DATA` (where the
real bills of materials lie) and `MICRODEP_NO_SKIP=1` (a skipped test fails; only absent real files are
forgiven).
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from microdep_rules.pipeline.memory import MEMORY

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

CHECKOUT = Path(__file__).resolve().parent.parent

RUN_SETTINGS = frozenset({"MICRODEP_NO_SKIP", "MICRODEP_REAL_DATA"})
"""Variables with our prefix that set the run of the tests, not the product."""

SCRUBBED = frozenset(
    {
        "CI",
        "CLICOLOR",
        "CLICOLOR_FORCE",
        "COLUMNS",
        "FORCE_COLOR",
        "GITHUB_ACTIONS",
        "GITHUB_STEP_SUMMARY",
        "LANG",
        "LANGUAGE",
        "LC_ALL",
        "LC_CTYPE",
        "LINES",
        "NO_COLOR",
        "PRE_COMMIT",
        "PRE_COMMIT_FROM_REF",
        "PRE_COMMIT_TO_REF",
        "PYTHONDONTWRITEBYTECODE",  # hundreds of processes are started, and would compile the product each
        "PYTHONWARNINGS",
        "TTY_COMPATIBLE",
        "TZ",
    }
)
"""Variables that change what a program prints; a test that is about one of them sets it itself."""

# What is installed beside this Python is run by its name, whether its environment is activated or not.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])

# Whoever starts the tests in the background may ignore an interrupt, and so would every process of theirs.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# The same examples in every run: what fails once fails again, here and in CI. `make thorough` tries all of
# them: `--hypothesis-profile=thorough`. Searching for new examples is a run of its own: `search`.
settings.register_profile("ci", derandomize=True, deadline=None, max_examples=25)
settings.register_profile("thorough", derandomize=True, deadline=None, max_examples=100)
settings.register_profile("quick", derandomize=True, deadline=None, max_examples=20)
settings.register_profile("search", deadline=None, max_examples=5_000)
settings.load_profile("ci")

MADE_BETWEEN = 50_000
"""So many objects more than before there have to be until circles are looked for, as in a run of the product.

Packs and documents are made by the thousand and seldom hold circles; every look goes through all the tests.
"""


def pytest_collection_finish() -> None:
    """What has been imported and collected stays until the end: it is not looked through again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(MADE_BETWEEN, 20, 20)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write what the tests see into the golden files, instead of comparing; then read the diff",
    )


@pytest.fixture(scope="session", autouse=True)
def plain_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Nothing of the machine reaches the product, and nothing of the product reaches the machine."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            ours = name.startswith("MICRODEP_") and name not in RUN_SETTINGS
            if ours or name in SCRUBBED:
                patch.delenv(name)
        patch.setenv("MICRODEP_PROGRESS", "off")  # a busy machine is no reason for a line
        patch.setenv("MICRODEP_CACHE", str(shared_folder(tmp_path_factory) / "cache"))
        patch.setenv("XDG_RUNTIME_DIR", str(shared_folder(tmp_path_factory) / "runtime"))
        yield


@pytest.fixture(scope="session", autouse=True)
def packs_in_memory() -> Iterator[None]:
    """Packs are restored once for all tests of a process, as the resident checker remembers them.

    A test that is about reading packs takes `no_packs_in_memory`.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(MEMORY, "packs", {})
        patch.setattr(MEMORY, "is_on", True)
        yield


@pytest.fixture
def no_packs_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MEMORY, "packs", {})
    monkeypatch.setattr(MEMORY, "is_on", False)


@pytest.fixture
def repeated_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Verify with `--reproduce` repeats a check in this process: a new one takes longer than the check."""
    from tests.cli.reproducing import repeat_in_this_process

    repeat_in_this_process(monkeypatch)


def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The temporary folder of this run, that of all its workers: what one has read no other reads again."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


NO_REAL_DATA = "no real files: "
"""How the reason of the one skip begins that is forgiven: the real files are not part of a checkout."""


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real bills of materials, read in place and never copied."""
    named = os.environ.get("MICRODEP_REAL_DATA")
    folder = Path(named) if named else CHECKOUT.parent / "shared" / "data" / "real"
    if not folder.is_dir():
        pytest.skip(f"{NO_REAL_DATA}{folder} is not there; MICRODEP_REAL_DATA names another folder")
    return folder


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compare a text with the file that holds what it should be, or write that file."""
    update = request.config.getoption("--update-golden")

    def compare(path: Path, actual: str) -> None:
        if update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(actual, encoding="utf-8", newline="")
        elif not path.is_file():
            pytest.fail(f"{path} does not exist; `make golden` writes it")
        with path.open(encoding="utf-8", newline="") as file:
            expected = file.read()
        assert expected == actual

    return compare


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    expected_to_fail = hasattr(report, "wasxfail")
    forgiven = call.excinfo is not None and str(call.excinfo.value).startswith(NO_REAL_DATA)
    if report.skipped and not expected_to_fail and not forgiven and _no_skip():
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, and MICRODEP_NO_SKIP is set: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    if report.skipped and _no_skip():
        report.outcome = "failed"
        report.longrepr = f"{collector.nodeid} was skipped, and MICRODEP_NO_SKIP is set: {report.longrepr}"
    return report


def _no_skip() -> bool:
    return os.environ.get("MICRODEP_NO_SKIP") == "1"
