"""What a commit takes away is named to no hook; git is asked for it."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from microdep_rules.workspace.deletions import deleted_files

if TYPE_CHECKING:
    from pathlib import Path

INSIDE = {"PRE_COMMIT": "1"}


def git(*words: str) -> str:
    author = ("-c", "user.name=Somebody", "-c", "user.email=somebody@example.org")
    return subprocess.run(["git", *author, *words], check=True, capture_output=True, text=True).stdout


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    if shutil.which("git") is None:
        pytest.skip("git is not here; install the package git")
    for name in [each for each in os.environ if each.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    for name in ("a.yaml", "über mich.yaml", "kept.yaml", "old.yaml"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    git("init", "--quiet")
    git("add", "--all")
    git("commit", "--quiet", "--message", "first")
    return tmp_path


@pytest.mark.usefixtures("repository")
def test_only_pre_commit_leaves_names_out() -> None:
    git("rm", "--quiet", "a.yaml")
    assert ((), ("a.yaml",)) == (deleted_files({}), deleted_files(INSIDE))


def test_what_is_staged_counts_by_its_old_name_and_nothing_else(repository: Path) -> None:
    git("rm", "--quiet", "über mich.yaml")
    git("mv", "old.yaml", "new.yaml")
    (repository / "kept.yaml").unlink()
    assert {"über mich.yaml", "old.yaml"} == set(deleted_files(INSIDE) or ())


@pytest.mark.usefixtures("repository")
def test_between_two_commits() -> None:
    git("rm", "--quiet", "a.yaml")
    git("commit", "--quiet", "--message", "second")
    between = {**INSIDE, "PRE_COMMIT_FROM_REF": "HEAD~1", "PRE_COMMIT_TO_REF": "HEAD"}
    assert ((), ("a.yaml",)) == (deleted_files(INSIDE), deleted_files(between))


@pytest.mark.usefixtures("repository")
def test_between_two_commits_without_a_common_ancestor() -> None:
    first = git("rev-parse", "HEAD").strip()
    git("checkout", "--quiet", "--orphan", "other")
    git("rm", "--quiet", "-f", "a.yaml")
    git("commit", "--quiet", "--message", "other")
    between = {**INSIDE, "PRE_COMMIT_FROM_REF": first, "PRE_COMMIT_TO_REF": "HEAD"}
    assert ("a.yaml",) == deleted_files(between)


@pytest.mark.usefixtures("repository")
def test_where_git_does_not_say_it_is_not_known() -> None:
    between = {**INSIDE, "PRE_COMMIT_FROM_REF": "nowhere", "PRE_COMMIT_TO_REF": "HEAD"}
    assert deleted_files(between) is None


def test_before_the_first_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if shutil.which("git") is None:
        pytest.skip("git is not here; install the package git")
    monkeypatch.chdir(tmp_path)
    git("init", "--quiet")
    assert () == deleted_files(INSIDE)
