"""Paths of evidence that would read what they must not, and files that are none."""

from __future__ import annotations

import os
import tempfile
import unicodedata
from pathlib import Path

import pytest

from microdep_rules.bom.evidence_files import NOT_READ, PathRefusal, split_path
from microdep_rules.workspace import evidence
from microdep_rules.workspace.evidence import EvidenceFiles, NotReadError, pieces_of
from tests.evidence.folders import CERTIFICATE, SHA_256, checked, codes_of, folder_in, record, said_of
from tests.permissions import unprivileged

PDF = "papers/origin.pdf"
SECRET = b"a secret\n"
needs_links = pytest.mark.skipif(os.name == "nt", reason="links need rights there")
needs_pipes = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "secret.txt").write_bytes(SECRET)
    return folder_in(tmp_path / "work")


def because(folder: Path, path: str) -> str:
    """Why a path is not read, after it was refused with a diagnostic and shows nothing."""
    found = checked(folder, record(document={"path": path, "sha256": SHA_256}))
    assert ("unknown", 1) == (said_of(found)["paper"][1], len(codes_of(found)))
    return str(found["evidence"][0]["because"])


@pytest.mark.parametrize(
    ("path", "reported"),
    [
        ("../secret.txt", "the path leads out of the folder of the document"),
        ("papers/../../secret.txt", "the path leads out of the folder of the document"),
        ("papers/../papers/origin.pdf", "the path leads out of the folder of the document"),
        ("/etc/passwd", "the path is absolute"),
        ("//server/share/a.pdf", "the path is absolute"),
        ("\\\\server\\share\\a.pdf", "the path is absolute"),
        ("C:\\Users\\a.pdf", "the path is absolute"),
        ("c:a.pdf", "the path is absolute"),
        ("file:///etc/passwd", "the path is a URL, and the program opens no URL"),
        ("https://a.example/x.pdf", "the path is a URL, and the program opens no URL"),
        ("data:text/plain,x", "the path is a URL, and the program opens no URL"),
        ("papers\\origin.pdf", "the path has a backslash"),
        ("papers/", "the path names a folder"),
        (".", "the path names a folder"),
        (".git/config", "the path names a hidden file or folder"),
        ("papers/.origin.pdf", "the path names a hidden file or folder"),
        ("papers/origin.pdf\u202e", "the name of the file has invisible characters"),
        ("a/" * 40 + "a", "the path has more than 32 folders"),
        ("a" * 1001, "the path is longer than 1,000 characters"),
        ("a" * 1000, "the file does not exist"),
        ("papers/origin.pdf/x", "`origin.pdf` is not a folder"),
        ("papers/origin.pdf::$DATA", "the file does not exist"),
        ("~/secret.txt", "the file does not exist"),
        ("$HOME/secret.txt", "the file does not exist"),
        ("papers/*.pdf", "the file does not exist"),
        ("NUL", "the file does not exist"),
        ("papers/origin.pdf.", "the file does not exist"),
        ("papers/origin.pdf ", "the file does not exist"),
        ("papers/ORIGIN.pdf", "the folder has `origin.pdf`, which differs by upper and lower case"),
        ("Papers/origin.pdf", "the folder has `papers`, which differs by upper and lower case"),
    ],
)
def test_a_path_that_leads_elsewhere_is_not_opened(path: str, reported: str, folder: Path) -> None:
    assert reported == because(folder, path)


def test_a_name_of_another_unicode_form_is_not_opened(folder: Path) -> None:
    name = unicodedata.normalize("NFD", "Prüfbericht.pdf")
    (folder / name).write_bytes(CERTIFICATE)
    reported = because(folder, unicodedata.normalize("NFC", name))
    assert reported.endswith("which differs by its Unicode form")


@needs_links
@pytest.mark.parametrize("target", ["../secret.txt", "papers/origin.pdf", "nowhere", "link.pdf", "/dev/zero"])
def test_a_link_is_not_followed_wherever_it_leads(target: str, folder: Path) -> None:
    (folder / "link.pdf").symlink_to(target)
    assert "`link.pdf` is a link, and the program follows no links" == because(folder, "link.pdf")


@needs_links
def test_a_linked_folder_is_not_followed(folder: Path) -> None:
    (folder / "more").symlink_to("papers", target_is_directory=True)
    assert "`more` is a link, and the program follows no links" == because(folder, "more/origin.pdf")


@needs_links
def test_a_document_in_a_folder_behind_a_link_has_its_evidence_beside_it(folder: Path) -> None:
    (folder.parent / "linked").symlink_to(folder, target_is_directory=True)
    found = checked(folder.parent / "linked", record(document={"path": PDF, "sha256": SHA_256}))
    assert {"paper": ("agrees", "pass")} == said_of(found)


@needs_links
def test_a_folder_that_becomes_a_link_after_it_was_looked_at_is_not_followed(folder: Path) -> None:
    (folder / "papers").rename(folder / "moved")
    (folder / "papers").symlink_to("moved", target_is_directory=True)
    with pytest.raises(OSError, match="papers"):
        list(pieces_of(folder, ("papers", "origin.pdf"), 1000))


@needs_pipes
def test_a_pipe_is_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "pipe.pdf")
    assert "the path does not name an ordinary file" == because(folder, "pipe.pdf")


@needs_pipes
def test_a_file_that_may_not_be_read_is_reported() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "origin.pdf").write_bytes(CERTIFICATE)
        (folder / "origin.pdf").chmod(0)
        with unprivileged():
            found = EvidenceFiles().open(folder, ("origin.pdf",))
    assert (NOT_READ, "the program has no permission to read the file", "not-read") == (
        found.state,
        found.because,
        found.problem,
    )


def test_a_file_that_is_too_large_is_not_read(folder: Path) -> None:
    with (folder / "film.mp4").open("wb") as opened:
        opened.truncate(evidence.LARGEST + 1)
    assert "the file has more than 256 MB" == because(folder, "film.mp4")


def test_files_that_are_too_large_together_are_not_read(folder: Path) -> None:
    files = EvidenceFiles(left=len(CERTIFICATE))
    (folder / "more.pdf").write_bytes(CERTIFICATE)
    assert SHA_256 == files.open(folder, ("papers", "origin.pdf")).digest
    assert NOT_READ == files.open(folder, ("more.pdf",)).state
    assert SHA_256 == files.open(folder, ("papers", "origin.pdf")).digest


@pytest.mark.parametrize("change", [b"", b"made in China\n", CERTIFICATE * 2])
def test_a_file_that_changes_while_it_is_read_is_not_read(change: bytes, folder: Path) -> None:
    path = folder / "papers" / "origin.pdf"
    pieces = pieces_of(folder, ("papers", "origin.pdf"), 1000)
    next(pieces)
    path.write_bytes(change)
    os.utime(path, ns=(1, 1))
    with pytest.raises(NotReadError, match="the file changed while it was read"):
        list(pieces)


def test_a_file_is_read_once_however_often_it_is_named(folder: Path) -> None:
    files = EvidenceFiles()
    first = files.open(folder, ("papers", "origin.pdf"))
    (folder / PDF).write_bytes(b"another")
    assert first is files.open(folder, ("papers", "origin.pdf"))


@pytest.mark.parametrize("path", ["", "a", "./a", "a//b", "ä/ö.pdf", "a b/c (1).pdf", "a/…/b", "a..b/c"])
def test_a_plain_path_has_its_steps(path: str) -> None:
    found = split_path(path)
    if path:
        assert not isinstance(found, PathRefusal)
        assert Path(*found) == Path(path)
    else:
        assert isinstance(found, PathRefusal)
