"""The packs of one document judged by several processes: the same comes out, in the same order."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.conftest import CHECKOUT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux: elsewhere no process is copied")

QUADCOPTER = ("examples/quadcopter/bom.yaml", "--context", "examples/quadcopter/context.yaml")


def ran(*words: str) -> subprocess.CompletedProcess[str]:
    """A Python without threads: a process that has some is not copied."""
    env = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    return subprocess.run(
        [sys.executable, *words],
        capture_output=True,
        text=True,
        check=False,
        env=env,
        cwd=CHECKOUT,
        timeout=600,
    )


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_packs_at_once_say_what_they_say_one_by_one(form: str) -> None:
    check = ("-m", "microdep_rules", "check", *QUADCOPTER, "--pack", "all", "--as-of", "2026-12-31")
    several = ran(*check, "--format", form)
    one = ran(*check, "--format", form, "--jobs", "1")
    assert (1, "") == (several.returncode, several.stderr)
    assert one.stdout == several.stdout


SCRIPT = """
import json, os, signal, sys
from microdep_rules.pipeline.packs import load_packs
from microdep_rules.pipeline.project import open_project
from microdep_rules.pipeline.forked import Forked

project = open_project("")[0]
asked = ("uas", "micro-dependency", "magnet-disclosure", "uflpa")
packs = [each.pack for each in load_packs(project, asked, {}).packs]
first = os.getpid()
judged, told = [], []

def judge(pack, ended):
    {what}
    judged.append(pack.name)
    for rule in pack.rules:
        ended()
    return [(rule, pack.name, os.getpid() == first) for rule in pack.rules]

try:
    found = Forked(packs, judge, 3, told.append).outcomes()
except ZeroDivisionError:
    sys.exit("as one process says it")
rules = [rule for pack in packs for rule in pack.rules]
print(json.dumps([[x[0] is y for x, y in zip(found, rules, strict=True)], told, len(rules)]))
try:
    os.waitpid(-1, 0)
except ChildProcessError:
    print("nobody is left")
"""


@pytest.mark.parametrize(
    "what",
    [
        pytest.param("pass", id="each takes packs"),
        pytest.param("first == os.getpid() or os.kill(os.getpid(), signal.SIGKILL)", id="copies are ended"),
        pytest.param("first == os.getpid() or 1 / 0", id="copies go wrong"),
    ],
)
def test_every_pack_is_judged_whatever_happens_to_the_copies(what: str) -> None:
    told = ran("-c", SCRIPT.replace("{what}", what))
    first, last = told.stdout.splitlines()
    same, progress, rules = json.loads(first)
    assert all(same)
    assert progress == sorted(progress)
    assert progress[-1] <= rules
    assert ("nobody is left", "") == (last, told.stderr)


def test_what_goes_wrong_everywhere_is_said_by_the_first_process() -> None:
    told = ran("-c", SCRIPT.replace("{what}", "1 / 0"))
    assert (1, "as one process says it\n") == (told.returncode, told.stderr)
