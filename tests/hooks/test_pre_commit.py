"""The hooks in a repository of somebody: pre-commit installs them from this checkout, and runs them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from typing import TYPE_CHECKING, NamedTuple

import pytest
import yaml

from tests.conftest import CHECKOUT
from tests.each import sample_of
from tests.hooks.installed import link_dependencies

if TYPE_CHECKING:
    from pathlib import Path

BAD = """\
schema: microdep-bom/1
components:
  - name: NdFeB Magnets
    origin: CN
    restriction_index: 0.95
"""
GOOD = BAD.replace("CN", "JP")
OPEN = BAD.replace("    origin: CN\n", "")
RULE = """\
pack own version 1
  title      "Our own rules"
  authority  "purchasing policy"
  reviewed   2026-11-24

rule defence-only
  title       "no part from China for the Department of Defense"
  severity    prohibit
  cites       "policy 1"
  applies to  every listed component
  when        contract.agency is DoD
  forbid      component.origin is CN

example not_applicable of defence-only "nothing"
  expect not_applicable
"""
SHOWN = """\
example fail of defence-only "for the Department of Defense"
  context  agency DoD
  bom      component motor, origin CN
  expect   fail at motor
"""
"""An example in which the rule has an effect."""
DEPENDENCIES = "dependencies"
"""Where what this package depends on lies for the hooks."""
CONFIG = 'packs = ["rules/own"]\ncontext = "deal.yaml"\n'
DEAL = "schema: microdep-context/1\nagency: NASA\n"


class Ran(NamedTuple):
    """What a run of pre-commit said, and how it ended."""

    said: str
    code: int


def git(folder: Path, *words: str) -> None:
    author = ("-c", "user.name=Somebody", "-c", "user.email=somebody@example.org")
    subprocess.run(["git", *author, *words], cwd=folder, check=True, capture_output=True)


class Repository:
    """A repository of somebody, with the hooks of this checkout."""

    def __init__(self, folder: Path, home: Path) -> None:
        self.folder = folder
        own = {"PRE_COMMIT_HOME": str(home), "PIP_NO_COMPILE": "1"}
        own["PYTHONPATH"] = str(home / DEPENDENCIES)
        self.environment = {**os.environ, **own}
        for name in [each for each in self.environment if each.startswith("GIT_")]:
            del self.environment[name]

    def write(self, files: dict[str, str]) -> None:
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        git(self.folder, "add", "--all")

    def run(self, *words: str) -> Ran:
        """Runs pre-commit with some words; no package index within reach is a reason to skip."""
        done = subprocess.run(
            ["pre-commit", *words, "--color", "never"],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode == 3 and "pip" in done.stdout:
            pytest.skip(f"the hooks cannot be installed without a package index:\n{done.stdout[-2000:]}")
        return Ran(done.stdout, done.returncode)

    def hook(self, name: str, *files: str) -> Ran:
        """Runs one hook on some files, or on what is staged."""
        return self.run("run", name, *(("--files", *files) if files else ()))


@pytest.fixture(scope="module", autouse=True)
def tools() -> None:
    for name in ("git", "pre-commit"):
        if shutil.which(name) is None:
            pytest.skip(f"{name} is not here; install the package {name}")
    if not (CHECKOUT / ".git").exists():
        pytest.skip("this is no checkout of git, from which pre-commit installs hooks")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pre-commit keeps what it has installed, for all the tests here."""
    folder = tmp_path_factory.mktemp("pre-commit")
    (folder / DEPENDENCIES).mkdir()
    link_dependencies(folder / DEPENDENCIES)
    return folder


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The checkout as it stands, committed: pre-commit installs what is committed."""
    folder = tmp_path_factory.mktemp("source")
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=CHECKOUT, check=True, capture_output=True).stdout.decode().split("\0")
    for name in names:
        path = CHECKOUT / name
        if name and path.is_file() and not name.startswith(("tests/", "benchmarks/", "docs/pictures/")):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, folder / name)
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "as it stands")
    return folder


@pytest.fixture
def repository(tmp_path: Path, home: Path, source: Path) -> Repository:
    rev = subprocess.run(["git", "rev-parse", "HEAD"], cwd=source, check=True, capture_output=True, text=True)
    hooks = [
        {"id": each["id"]} for each in yaml.safe_load((source / ".pre-commit-hooks.yaml").read_text("utf-8"))
    ]
    config = {"repos": [{"repo": str(source), "rev": rev.stdout.strip(), "hooks": hooks}]}
    git(tmp_path, "init", "--quiet")
    found = Repository(tmp_path, home)
    found.write({".pre-commit-config.yaml": yaml.safe_dump(config)})
    return found


@pytest.mark.parametrize("way", sample_of(["run", "try-repo"], 2))
def test_a_bad_bill_of_materials_is_stopped_with_file_and_line_and_a_good_one_passes(
    way: str, repository: Repository, source: Path
) -> None:
    """In a sample without `try-repo`, which installs the same hooks a second time."""
    repository.write({"bad/bom.yaml": BAD, "good/bom.yaml": GOOD, "README.md": ""})
    ran = repository.run(
        *{"run": ("run",), "try-repo": ("try-repo", str(source))}[way], "microdep-check", "--all-files"
    )
    assert 1 == ran.code, ran.said
    assert "bad/bom.yaml:4:13" in ran.said
    assert re.search(r"^PASS .* good/bom\.yaml$", ran.said, re.MULTILINE)
    assert 0 == repository.hook("microdep-check", "good/bom.yaml").code


def test_a_hook_that_passes_shows_open_checks_which_stop_only_if_the_configuration_says_so(
    repository: Repository,
) -> None:
    repository.write({"bom.yaml": OPEN})
    ran = repository.run("run", "microdep-check", "--files", "bom.yaml")
    assert (0, True) == (ran.code, "NO CHECK IS DECIDED, because facts are missing" in ran.said), ran.said
    repository.write({"microdep.toml": 'fail_on = "unknown"\n'})
    assert 1 == repository.hook("microdep-check", "bom.yaml").code


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("deal.yaml", DEAL.replace("NASA", "DoD")),
        ("rules/own/pack.rule", RULE.replace("  when        contract.agency is DoD\n", "")),
        ("microdep.toml", CONFIG.replace("rules/own", "micro-dependency")),
    ],
)
def test_what_is_read_with_every_document_has_every_document_checked(
    name: str, text: str, repository: Repository
) -> None:
    files = {"bom.yaml": BAD, "microdep.toml": CONFIG, "deal.yaml": DEAL, "rules/own/pack.rule": RULE}
    repository.write(files)
    assert 0 == repository.hook("microdep-check", *files).code
    git(repository.folder, "commit", "--quiet", "--no-verify", "--message", "before")
    repository.write({name: text})
    stopped = repository.hook("microdep-check")
    assert (1, True) == (stopped.code, "bom.yaml:4:13" in stopped.said), stopped.said


def test_an_overlay_that_has_changed_has_what_it_speaks_of_checked(repository: Repository) -> None:
    overlay = "schema: microdep-overlay/1\ncomponents:\n  - {match: {id: ndfeb-magnets}, origin: JP}\n"
    config = 'overlays = ["overlays/*.yaml"]\n'
    files = {"bom.yaml": OPEN, "microdep.toml": config, "overlays/magnets.yaml": overlay}
    repository.write(files)
    assert 0 == repository.hook("microdep-check", *files).code
    git(repository.folder, "commit", "--quiet", "--no-verify", "--message", "before")
    repository.write({"overlays/magnets.yaml": overlay.replace("JP", "CN")})
    stopped = repository.hook("microdep-check")
    assert (1, True) == (stopped.code, "overlays/magnets.yaml:3:42" in stopped.said), stopped.said


def test_the_table_of_a_mapping_that_has_changed_is_checked(repository: Repository) -> None:
    columns = "{Designator: designators, Value: name, Quantity: quantity, Land: '-'}"
    mapping = f"schema: microdep-mapping/1\nheader_row: 1\ncolumns: {columns}\n"
    table = "Designator,Value,Quantity,Land\nM1,Magnet,1,Atlantis\n"
    repository.write({"board.csv": table, "board.csv.mapping.yaml": mapping})
    assert 0 == repository.hook("microdep-check", "board.csv.mapping.yaml").code
    repository.write({"board.csv.mapping.yaml": mapping.replace("'-'", "origin")})
    stopped = repository.hook("microdep-check", "board.csv.mapping.yaml")
    assert (1, True) == (stopped.code, "board.csv:2:13" in stopped.said), stopped.said


def test_rule_files_are_formatted_looked_at_and_tested(repository: Repository) -> None:
    untidy = RULE.replace("  severity    prohibit", "  severity prohibit")
    repository.write({"rules/own/pack.rule": untidy})
    linted = repository.hook("microdep-lint")
    assert (1, True) == (linted.code, "warning[lint/no-effect]" in linted.said), linted.said
    assert 1 == repository.hook("microdep-fmt").code
    repository.write({"rules/own/shown.rule": SHOWN})
    ran = [repository.hook(f"microdep-{each}", "rules/own/pack.rule") for each in ("fmt", "lint", "test")]
    assert [0, 0, 0] == [each.code for each in ran], ran
    repository.write({"rules/own/pack.rule": RULE.replace("not_applicable", "fail")})
    failed = repository.hook("microdep-test")
    assert (1, True) == (failed.code, "FAILED  rules/own/pack.rule:14" in failed.said), failed.said


def test_the_hooks_that_init_writes_run_what_is_installed(tmp_path: Path, home: Path) -> None:
    git(tmp_path, "init", "--quiet")
    repository = Repository(tmp_path, home)
    repository.environment["PYTHONPATH"] = str(CHECKOUT)
    repository.write({"bom.yaml": GOOD})
    own = repository.environment
    subprocess.run(["microdep", "init"], cwd=tmp_path, env=own, check=True, capture_output=True)
    repository.write({})
    first = repository.run("run", "--all-files")
    assert (0, False) == (first.code, "Skipped" in first.said.splitlines()[0]), first.said
    assert "PASS  bom.yaml: 0 fail, 0 open, 2 pass" in first.said
    repository.write({"bom.yaml": BAD})
    stopped = repository.run("run")
    assert (1, True) == (stopped.code, "bom.yaml:4:13" in stopped.said), stopped.said


def test_what_a_commit_takes_away_has_checked_what_it_was_laid_on(repository: Repository) -> None:
    overlay = "schema: microdep-overlay/1\ncomponents:\n  - {match: {id: ndfeb-magnets}, origin: JP}\n"
    config = 'overlays = ["overlays/*.yaml"]\nfail_on = "unknown"\n'
    repository.write({"bom.yaml": OPEN, "microdep.toml": config, "overlays/magnets.yaml": overlay})
    assert 0 == repository.hook("microdep-check", "bom.yaml").code
    git(repository.folder, "commit", "--quiet", "--no-verify", "--message", "before")
    git(repository.folder, "rm", "--quiet", "overlays/magnets.yaml")
    stopped = repository.hook("microdep-check")
    assert (1, True) == (stopped.code, "bom.yaml" in stopped.said), stopped.said
    git(repository.folder, "commit", "--quiet", "--no-verify", "--message", "without")
    between = repository.run("run", "microdep-check", "--from-ref", "HEAD~1", "--to-ref", "HEAD")
    assert (1, True) == (between.code, "bom.yaml" in between.said), between.said


def test_links_and_whatever_the_configuration_names_reach_the_hook(repository: Repository) -> None:
    repository.write({"shared/magnets": BAD, "boards/first.parts": BAD})
    (repository.folder / "bom.yaml").symlink_to("shared/magnets")
    repository.write({"microdep.toml": 'boms = ["boards/*.parts"]\n'})
    stopped = repository.hook("microdep-check", "bom.yaml", "boards/first.parts")
    assert 1 == stopped.code
    assert "bom.yaml:4:13" in stopped.said
    assert "boards/first.parts" in stopped.said
