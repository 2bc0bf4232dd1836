"""The resident checker says what the command says alone, or does not answer at all."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from microdep_rules.cli.resident.client import has_resident_line
from microdep_rules.config import parse_config
from microdep_rules.source import SourceFile
from tests.conftest import CHECKOUT
from tests.each import of_each

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot copy a process")

BOM = """\
schema: microdep-bom/1
components:
  - {name: Magnets, origin: CN, restriction_index: 0.95}
  - {name: Motör}
"""
PACK = """\
pack own version 1
  title "Own"
  authority "nobody"
  reviewed 2026-11-24

rule r
  title "from China"
  severity prohibit
  cites "1"
  applies to every listed component
  forbid component.origin is CN

example not_applicable of r "nothing"
  expect not_applicable
"""
DAY = ("--as-of", "2026-11-24")
ALONE = """\
import os, sys
from microdep_rules.cli.resident.client import answer
code = answer(sys.argv[1:])
os._exit(99 if code is None else code)
"""
"""A client that does not check by itself."""
NOT_ANSWERED = 99
SECONDS = 20


class Ran(NamedTuple):
    """How a command ended, and what it wrote."""

    code: int
    out: bytes
    err: bytes


class Place:
    """A folder with a document and a pack, and the addresses of checkers of its own."""

    def __init__(self, folder: Path, runtime: Path, package: Path = CHECKOUT) -> None:
        self.folder, self.runtime = folder, runtime
        self.environment = {
            **os.environ,
            "PYTHONPATH": str(package),
            "PYTHONIOENCODING": "utf-8",
            "XDG_RUNTIME_DIR": str(runtime),
            "MICRODEP_SERVE": "off",
        }
        (folder / "bom.yaml").write_text(BOM, encoding="utf-8")
        (folder / "own.rule").write_text(PACK, encoding="utf-8")
        (folder / "ask.py").write_text(ALONE, encoding="utf-8")
        self.server: subprocess.Popen[bytes] | None = None

    def run(self, *words: str, serve: str = "off", given: bytes = b"", **more: str) -> Ran:
        """The command as somebody runs it."""
        command = [sys.executable, "-m", "microdep_rules", *words]
        return self._ran(command, given, {"MICRODEP_SERVE": serve, **more})

    def ask(self, *words: str, given: bytes = b"", **more: str) -> Ran:
        """The command by the checker, or `NOT_ANSWERED`."""
        command = [sys.executable, str(self.folder / "ask.py"), *words]
        return self._ran(command, given, {"MICRODEP_SERVE": "on", **more})

    def begin(self, *words: str, serve: str = "on") -> subprocess.Popen[bytes]:
        """The command, which goes on."""
        return subprocess.Popen(
            [sys.executable, "-m", "microdep_rules", *words],
            cwd=self.folder,
            env={**self.environment, "MICRODEP_SERVE": serve},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def _ran(self, command: list[str], given: bytes, more: dict[str, str]) -> Ran:
        done = subprocess.run(
            command,
            cwd=self.folder,
            env={**self.environment, **more},
            input=given,
            capture_output=True,
            check=False,
            timeout=SECONDS,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    def serve(self) -> None:
        """Start a checker, and wait until it listens."""
        self.server = self.begin("serve")
        self.wait_for_address()

    def addresses(self) -> list[Path]:
        """The sockets of checkers."""
        return [path for path in self.runtime.glob("microdep/*") if path.is_socket()]

    def wait_for_address(self) -> None:
        """Until a checker listens."""
        end = time.monotonic() + SECONDS
        while not self.addresses():
            assert time.monotonic() < end
            assert self.server is None or self.server.poll() is None, self.server.communicate()
            time.sleep(0.02)

    def process(self) -> int:
        """The number of the checker."""
        (lock,) = self.runtime.glob("microdep/*.lock")
        return int(lock.read_text(encoding="ascii"))

    def end(self) -> None:
        """Stop the checker, whoever has started it."""
        self.run("serve", "--stop")
        if self.server is not None:
            self.server.communicate(timeout=SECONDS)


@pytest.fixture
def runtime() -> Iterator[Path]:
    """A folder with a short path: addresses have about a hundred signs."""
    with tempfile.TemporaryDirectory(prefix="md", dir="/tmp") as name:  # it has to be short
        yield Path(name)


@pytest.fixture
def place(tmp_path: Path, runtime: Path) -> Iterator[Place]:
    found = Place(tmp_path, runtime)
    yield found
    found.end()


@pytest.fixture
def served(place: Place) -> Place:
    place.serve()
    return place


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A checker for tests that do nothing but ask it, and leave its folder as it was."""
    with tempfile.TemporaryDirectory(prefix="md", dir="/tmp") as name:  # it has to be short
        found = Place(tmp_path_factory.mktemp("asked"), Path(name))
        found.serve()
        yield found
        found.end()


def same(place: Place, *words: str, given: bytes = b"", **more: str) -> Ran:
    """What the command says, which is the same both ways."""
    alone = place.run(*words, given=given, **more)
    assert alone == place.ask(*words, given=given, **more)
    return alone


def test_the_same_bytes_and_exit_codes(asked: Place) -> None:
    own = ("--pack", "own.rule", *DAY)
    assert 1 == same(asked, "check", "bom.yaml", *own).code
    assert 1 == same(asked, "check", *own, "--format", "json").code
    assert 1 == same(asked, "check", "-", *own, given=BOM.encode()).code
    assert b"\x1b[" in same(asked, "check", *own, "--color", "always").out
    assert b"\x1b[" in same(asked, "check", *own, FORCE_COLOR="1").out
    assert 0 == same(asked, "check", "--help", COLUMNS="60").code
    assert 2 == same(asked, "check", "--no-such-option").code
    assert 2 == same(asked, "check", "bom.yaml", "--pack", "no-such-pack").code
    assert 4 == same(asked, "check", "not-there.yaml", *own).code
    assert 1 == same(asked, "check", ".", "bom.yaml", *own, "--jobs", "2").code
    assert 5 == same(asked, "check", *DAY, "--pack", "dod-magnets").code
    assert 0 == same(asked, "check", "--changed", "notes.txt").code
    assert 2 == same(asked, "check", "--as-of", "\udcff").code


def test_a_file_that_is_written_is_the_same(asked: Place) -> None:
    words = ("check", "bom.yaml", "--pack", "own.rule", *DAY, "--output", "out.json")
    alone, written = asked.run(*words), (asked.folder / "out.json").read_bytes()
    mode = (asked.folder / "out.json").stat().st_mode
    (asked.folder / "out.json").unlink()
    assert alone == asked.ask(*words)
    assert written == (asked.folder / "out.json").read_bytes()
    assert mode == (asked.folder / "out.json").stat().st_mode
    (asked.folder / "out.json").unlink()


def test_nothing_is_ever_stale(served: Place) -> None:
    words = ("check", *DAY)
    config, rule, bom = (served.folder / each for each in ("microdep.toml", "own.rule", "bom.yaml"))
    config.write_text('packs = ["own.rule"]\n', encoding="utf-8")
    assert 1 == same(served, *words).code
    assert 1 == same(served, *words).code  # by now the pack is remembered
    kept = rule.stat()
    rule.write_text(PACK.replace("is CN", "is JP"), encoding="utf-8")
    os.utime(rule, ns=(kept.st_atime_ns, kept.st_mtime_ns))
    assert 5 == same(served, *words).code
    config.write_text('packs = ["own.rule"]\nfail_on = "fail"\n', encoding="utf-8")
    assert 0 == same(served, *words).code
    bom.write_text(BOM.replace("CN", "JP"), encoding="utf-8")
    assert 1 == same(served, *words).code
    (served.folder / "other.toml").write_text('packs = ["micro-dependency"]\n', encoding="utf-8")
    assert b"other.toml" in same(served, *words, MICRODEP_CONFIG="other.toml").err
    rule.unlink()
    assert 2 == same(served, *words).code


def test_the_day_is_that_of_the_time_zone_of_the_command(asked: Place) -> None:
    west, east = (
        asked.ask("check", "--pack", "own.rule", "--format", "json", TZ=zone).out
        for zone in ("Etc/GMT+12", "Etc/GMT-14")
    )
    assert west
    assert west != east  # they are 26 hours apart


def test_another_folder_is_another_run(served: Place) -> None:
    inside = served.folder / "inside"
    inside.mkdir()
    (inside / "bom.yaml").write_text(BOM.replace("CN", "JP"), encoding="utf-8")
    shutil.copy(served.folder / "own.rule", inside)
    before, served.folder = served.folder, inside
    shutil.copy(before / "ask.py", inside)
    assert 5 == same(served, "check", "--pack", "own.rule", *DAY).code
    served.folder = before
    assert 1 == same(served, "check", "bom.yaml", "--pack", "own.rule", *DAY).code


def test_several_at_once_are_each_answered(asked: Place) -> None:
    words = ("check", "bom.yaml", "--pack", "own.rule", *DAY)
    alone = asked.run(*words)
    with ThreadPoolExecutor(4) as pool:
        assert [alone] * 8 == [*pool.map(lambda _: asked.ask(*words), range(8))]


def test_a_command_starts_the_checker_that_the_configuration_asks_for(place: Place) -> None:
    (place.folder / "microdep.toml").write_text('packs = ["own.rule"]\nresident = true\n', encoding="utf-8")
    words = ("check", *DAY)
    alone = place.run(*words)
    assert [] == place.addresses()
    assert alone == place.run(*words, serve="")
    place.wait_for_address()
    assert alone == place.ask(*words, MICRODEP_SERVE="")
    assert NOT_ANSWERED == place.ask(*words, MICRODEP_SERVE="off").code


def test_without_an_answer_the_command_checks_by_itself(served: Place) -> None:
    words = ("check", "bom.yaml", "--pack", "own.rule", *DAY)
    alone = served.run(*words)
    os.kill(served.process(), signal.SIGSTOP)  # it hangs
    assert alone == served.run(*words, serve="on")
    os.kill(served.process(), signal.SIGCONT)
    os.kill(served.process(), signal.SIGKILL)  # it is gone, and its address is not
    assert served.server is not None
    served.server.communicate(timeout=SECONDS)
    assert alone == served.run(*words, serve="on")
    served.wait_for_address()


def test_a_process_that_began_otherwise_is_not_answered(asked: Place) -> None:
    for more in ({"LC_ALL": "C"}, {"PYTHONUTF8": "0"}, {"PYTHONPATH": f"{CHECKOUT}{os.pathsep}/"}):
        assert NOT_ANSWERED == asked.ask("check", "bom.yaml", *DAY, given=b"", **more).code, more
    assert NOT_ANSWERED != asked.ask("check", "bom.yaml", "--pack", "own.rule", *DAY).code


def test_a_changed_program_ends_the_checker(tmp_path: Path, runtime: Path) -> None:
    for each in ("microdep_rules", "schemas", "rules"):
        shutil.copytree(CHECKOUT / each, tmp_path / "program" / each)
    (tmp_path / "work").mkdir()
    place = Place(tmp_path / "work", runtime, tmp_path / "program")
    place.serve()
    words = ("check", "bom.yaml", "--pack", "own.rule", *DAY)
    assert 1 == place.ask(*words).code
    with_digest = ("check", "bom.yaml", "--verbose", *DAY)
    shipped = tmp_path / "program" / "rules" / "micro-dependency" / "pack.rule"
    before = place.ask(*with_digest)
    shipped.write_text(shipped.read_text(encoding="utf-8") + "\n# more\n", encoding="utf-8")
    assert before != same(place, *with_digest)  # a pack has a digest, and is no part of the program
    words_of_output = tmp_path / "program" / "microdep_rules" / "output" / "closing.py"
    words_of_output.write_text(words_of_output.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert NOT_ANSWERED == place.ask(*words).code
    assert place.server is not None
    _, said = place.server.communicate(timeout=SECONDS)
    assert b"the resident checker has ended: microdep has changed" in said
    assert [] == place.addresses()


def blocked(place: Place) -> subprocess.Popen[bytes]:
    """A check by the checker that waits for its document."""
    running = place.begin("check", "-", "--pack", "own.rule", *DAY)
    assert place.server is not None
    end = time.monotonic() + SECONDS
    while not children(place.server.pid):
        assert time.monotonic() < end
        time.sleep(0.02)
    time.sleep(0.5)
    return running


def children(process: int) -> list[int]:
    """The processes that a process has begun."""
    listed = Path(f"/proc/{process}/task/{process}/children")
    return [int(each) for each in listed.read_text(encoding="ascii").split()]


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="processes are looked up as Linux has them")
@pytest.mark.parametrize(("sign", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, -signal.SIGTERM)])
def test_who_ends_the_command_ends_the_check(served: Place, sign: int, code: int) -> None:
    running = blocked(served)
    running.send_signal(sign)
    running.wait(timeout=SECONDS)  # before its document has an end, with which the check would be done
    out, said = running.communicate(timeout=SECONDS)  # the check has the streams open while it runs
    assert (code, b"") == (running.returncode, out)
    assert (b"interrupted\n" if sign == signal.SIGINT else b"") == said
    assert served.server is not None
    end = time.monotonic() + SECONDS
    while children(served.server.pid):
        assert time.monotonic() < end
    assert 1 == same(served, "check", "bom.yaml", "--pack", "own.rule", *DAY).code


def test_a_folder_that_others_may_enter_is_not_used(place: Place) -> None:
    folder = place.runtime / "microdep"
    folder.mkdir()
    folder.chmod(0o755)
    refused = place.run("serve")
    assert 2 == refused.code
    assert b"other users can enter it" in refused.err
    assert NOT_ANSWERED == place.ask("check", *DAY).code


def test_a_folder_that_is_gone_is_said_by_the_command(asked: Place) -> None:
    gone = asked.folder / "gone"
    script = f'cd "{gone}"; rmdir "{gone}"; exec "{sys.executable}" -m microdep_rules check'
    for serve in ("on", "off", ""):
        gone.mkdir()
        done = subprocess.run(
            ["/bin/sh", "-c", script],
            env={**asked.environment, "MICRODEP_SERVE": serve},
            capture_output=True,
            check=False,
            timeout=SECONDS,
        )
        assert (2, True) == (done.returncode, b"the current folder does not exist" in done.stderr)


def test_a_second_checker_is_refused_and_an_idle_one_ends(served: Place) -> None:
    assert 2 == served.run("serve").code
    served.end()
    served.server = None
    idle = served.run("serve", "--idle", "0")
    assert 0 == idle.code
    assert b"no check came" in idle.err
    assert [] == served.addresses()


@of_each(
    [
        ("microdep.toml", "resident = true"),
        ("microdep.toml", "resident=true # always\n[impact]\n"),
        ("microdep.toml", "resident = false"),
        ("microdep.toml", "# resident = true"),
        ("microdep.toml", 'packs = ["uas"]\n[parameters.uas]\nresident = true'),
        ("pyproject.toml", "[tool.microdep]\nresident = true"),
        ("pyproject.toml", "[tool.other]\nresident = true\n[tool.microdep]\n"),
        ("pyproject.toml", "resident = true\n[tool.microdep]\n"),
    ],
    str,
)
def test_the_client_sees_what_the_configuration_says(case: tuple[str, str]) -> None:
    path, text = case
    config, _ = parse_config(SourceFile(path, text))
    assert config is not None
    assert config.resident == has_resident_line(text.encode(), is_project=path == "pyproject.toml")


def test_the_client_imports_next_to_nothing(asked: Place) -> None:
    done = subprocess.run(
        [sys.executable, str(asked.folder / "ask.py"), "check", "bom.yaml", "--pack", "own.rule", *DAY],
        cwd=asked.folder,
        env={**asked.environment, "MICRODEP_SERVE": "on", "PYTHONPROFILEIMPORTTIME": "1"},
        capture_output=True,
        check=False,
        timeout=SECONDS,
    )
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.decode().splitlines()}
    own = {each for each in imported if each.startswith("microdep_rules")}
    assert {f"microdep_rules{each}" for each in ("", ".cli", ".cli.resident", ".cli.resident.client")} == own
    assert imported.isdisjoint({"click", "msgspec", "socket", "pathlib", "typing", "re", "enum", "json"})


def test_a_command_alone_remembers_no_packs(asked: Place) -> None:
    script = (
        "from microdep_rules.cli.main import call; from microdep_rules.pipeline.memory import MEMORY;"
        "code = call(['check', 'bom.yaml', '--pack', 'own.rule']);"
        "assert (1, False, {}) == (code, MEMORY.is_on, MEMORY.packs)"
    )
    subprocess.run([sys.executable, "-c", script], cwd=asked.folder, env=asked.environment, check=True)
