"""What is read at all: regular files and the standard input, of a size that somebody may have written."""

from __future__ import annotations

import io
import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from microdep_rules.workspace import reading
from microdep_rules.workspace.files import Workspace


def test_a_pipe_with_the_name_of_a_document_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "bom.yaml")
    here = Workspace(tmp_path)
    assert (str(tmp_path / "bom.yaml"),) == here.find([str(tmp_path)]).files
    data, problem = here.read(str(tmp_path / "bom.yaml"))
    assert data is None
    assert problem is not None
    assert "the bill of materials `bom.yaml` cannot be read: it is not a regular file" == problem.message


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no such device here")
@pytest.mark.parametrize("what", ["bom", "context", "pack"])
def test_a_device_without_an_end_is_not_read(what: str) -> None:
    data, problem = Workspace().read("/dev/zero", what)
    assert data is None
    assert problem is not None
    assert "file/cannot-be-read" == problem.code


def test_more_than_the_limit_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGEST", 3)
    (tmp_path / "bom.yaml").write_bytes(b"abcd")
    (tmp_path / "a.bom.yaml").write_bytes(b"abc")
    here = Workspace(tmp_path)
    assert here.read(str(tmp_path / "bom.yaml"))[0] is None
    assert b"abc" == here.read(str(tmp_path / "a.bom.yaml"))[0]
    for text, expected in ((b"abcd", None), (b"abc", b"abc")):
        monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(text)))
        assert expected == here.read("-")[0]


@pytest.mark.parametrize("name", ["bom.\nyaml", "bom.a\nb.yaml", "a\nb.bom.yaml"])
def test_a_line_end_in_a_name_does_not_hide_a_document(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("")
    found = Workspace(tmp_path).find([str(tmp_path)])
    assert ((str(tmp_path / name),), 0) == (found.files, found.ignored)


def test_what_is_installed_or_hidden_in_a_folder_is_not_looked_into(tmp_path: Path) -> None:
    for each in (".git", "node_modules/a", "lib/site-packages/b", "env/share", "own/envelope"):
        (tmp_path / each).mkdir(parents=True)
        (tmp_path / each / "bom.yaml").write_text("")
        (tmp_path / each / "pack.rule").write_text("")
    (tmp_path / "env" / "pyvenv.cfg").write_text("")
    here, own = Workspace(tmp_path), tmp_path / "own" / "envelope"
    found = here.find([str(tmp_path)])
    assert ((str(own / "bom.yaml"),), 1) == (found.files, found.ignored)
    assert [own / "pack.rule"] == here.rule_files([str(tmp_path)])
    assert (str(tmp_path / "env" / "share" / "bom.yaml"),) == here.find([str(tmp_path / "env")]).files
