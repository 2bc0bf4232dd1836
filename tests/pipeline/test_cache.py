"""Packs that are kept between runs: the same pack comes back, and only where nothing has changed."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest
from msgspec.structs import replace

from microdep_rules.lang import grammar
from microdep_rules.lang.cut import cut
from microdep_rules.lang.parse import parse
from microdep_rules.lang.stored import NotStoredError, Store
from microdep_rules.lang.stored_trees import plain, restored
from microdep_rules.pipeline.cache import MOST, PackCache, digest
from microdep_rules.pipeline.packs import PackLoader
from microdep_rules.source import SourceFile
from microdep_rules.vocabulary.resources import rules_folder
from microdep_rules.workspace import shipped_packs
from microdep_rules.workspace.files import Workspace
from microdep_rules.workspace.writing import write_atomically
from tests.each import sample_of
from tests.shown import shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from microdep_rules.output.checked import PackUsed

pytestmark = pytest.mark.usefixtures("no_packs_in_memory")

HEAD = 'pack {name}\n  version "1"\n  title "t"\n  authority "a"\n  reviewed 2026-01-01\n'
COMMON = HEAD.format(name="common") + 'list banned of country\n  CN cites "law 1"\n'
OWN = HEAD.format(name="own") + "  uses common\n"
RULE = """\
rule r
  title "t"
  severity prohibit
  cites "law 1"
  applies to every listed component
  forbid component.origin is in banned
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("common", COMMON), ("own", OWN + RULE)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "pack.rule").write_text(shown(text), encoding="utf-8")
    return tmp_path


class Watched(PackCache):
    """A cache that counts the packs and trees that came out of it; examples come beside a pack."""

    hits = 0

    def read(self, key: str) -> object:
        found = super().read(key)
        self.hits += found is not None and not (isinstance(found, dict) and "examples" in found)
        return found


def loaded(folder: Path, name: str = "own", variant: str = "") -> tuple[PackUsed, int]:
    """A pack, and how many packs came out of the cache on the way."""
    cache = Watched(folder / "kept")
    loader = PackLoader(Workspace(folder), {name: variant} if variant else {}, cache)
    return loader.load(folder / name), cache.hits


@pytest.mark.parametrize("name", sample_of(shipped_packs.list_packs(), 7))
def test_a_shipped_pack_comes_back_as_it_was(name: str, tmp_path: Path) -> None:
    cache = Watched(tmp_path)
    first = PackLoader(Workspace(tmp_path), cache=cache).load(rules_folder() / name)
    again = PackLoader(Workspace(tmp_path), cache=cache).load(rules_folder() / name)
    assert first == again
    assert cache.hits


@pytest.mark.parametrize("kept", [True, False])
def test_who_needs_no_examples_gets_the_pack_without_them(kept: bool, tmp_path: Path) -> None:
    cache = PackCache(tmp_path if kept else None)
    whole = PackLoader(Workspace(tmp_path), cache=cache).load(rules_folder() / "uas").pack
    bare = PackLoader(Workspace(tmp_path), cache=cache, with_examples=False).load(rules_folder() / "uas").pack
    assert whole is not None
    assert whole.examples
    assert whole.background
    assert bare == replace(whole, examples=(), background=(), background_context=())


def test_what_was_kept_for_who_needs_no_examples_serves_who_does(tmp_path: Path) -> None:
    cache = Watched(tmp_path)
    PackLoader(Workspace(tmp_path), cache=cache, with_examples=False).load(rules_folder() / "chokepoints")
    hits = cache.hits
    found = PackLoader(Workspace(tmp_path), cache=cache).load(rules_folder() / "chokepoints").pack
    assert found is not None
    assert found.examples
    assert cache.hits > hits


def test_spans_follow_the_paths_of_the_run(folder: Path) -> None:
    loaded(folder)
    pack = PackLoader(Workspace(folder / "own"), cache=PackCache(folder / "kept")).load(folder / "own").pack
    assert pack is not None
    assert "pack.rule" == pack.rules[0].span.path


def test_what_a_run_has_checked_the_next_one_takes_over(folder: Path) -> None:
    first, hits = loaded(folder)
    again, taken = loaded(folder)
    assert (0, 2) == (hits, taken)
    assert first == again


@pytest.mark.parametrize("changed", ["own", "common"])
def test_a_changed_pack_is_checked_again_also_where_it_is_used(folder: Path, changed: str) -> None:
    loaded(folder)
    path = folder / changed / "pack.rule"
    path.write_text(
        path.read_text(encoding="utf-8") + 'list others of country\n  RU cites "law 2"\n', encoding="utf-8"
    )
    found, _ = loaded(folder)
    plain = PackLoader(Workspace(folder)).load(folder / "own")
    assert plain == found
    assert found.pack is not None
    assert "others" in found.pack.tables


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with names are those of POSIX")
@pytest.mark.parametrize("where", ["own", "common"])
@pytest.mark.parametrize("name", ["more.rule", "terms.csv"])
def test_a_pack_with_a_file_that_cannot_be_read_is_not_taken_over(
    where: str, name: str, folder: Path
) -> None:
    assert loaded(folder)[0].pack is not None
    os.mkfifo(folder / where / name)
    assert loaded(folder)[0].pack is None
    (folder / where / name).unlink()
    assert loaded(folder)[0].pack is not None


def test_a_variant_is_another_pack(tmp_path: Path) -> None:
    shutil.copytree(rules_folder() / "dod-magnets", tmp_path / "dod-magnets")
    statute, _ = loaded(tmp_path, "dod-magnets", "statute")
    clause, _ = loaded(tmp_path, "dod-magnets", "clause")
    assert statute.pack != clause.pack
    assert loaded(tmp_path, "dod-magnets", "statute")[0].pack == statute.pack


def test_a_pack_with_a_mistake_is_not_kept(folder: Path) -> None:
    (folder / "own" / "pack.rule").write_text(shown(OWN + RULE.replace("origin", "orign")), encoding="utf-8")
    first, _ = loaded(folder)
    again, hits = loaded(folder)
    assert first == again
    assert first.pack is None
    assert 2 == hits  # the one that it uses, and the tree of its own file


def test_of_a_pack_with_a_changed_file_the_others_are_not_read_again(folder: Path) -> None:
    (folder / "own" / "rules.rule").write_text(shown(RULE.replace("rule r", "rule s")), encoding="utf-8")
    loaded(folder)
    (folder / "own" / "rules.rule").write_text(shown(RULE.replace("rule r", "rule t")), encoding="utf-8")
    found, hits = loaded(folder)
    assert 2 == hits  # the pack that it uses, and the tree of the other file
    assert PackLoader(Workspace(folder)).load(folder / "own") == found


def test_a_file_with_a_mistake_in_its_syntax_is_read_again(folder: Path) -> None:
    (folder / "own" / "rules.rule").write_text("rule s\n  titel 5\n", encoding="utf-8")
    first, _ = loaded(folder)
    again, hits = loaded(folder)
    assert first == again
    assert first.diagnostics
    assert 2 == hits


@pytest.mark.parametrize(
    "path", sample_of(sorted(rules_folder().rglob("*.rule")), 3), ids=lambda path: str(path)[-40:]
)
def test_the_tree_of_a_shipped_file_comes_back_as_it_was(path: Path) -> None:
    source = SourceFile("a.rule", path.read_text(encoding="utf-8"))
    declarations = tuple(parse(source)[0])
    data = msgspec.json.decode(msgspec.json.encode(plain("a.rule", declarations)))
    assert declarations == restored("a.rule", data)


@pytest.mark.parametrize("data", [None, 1, ["()", 1], ["Word", ["span", 0, 0, 1], "x"], ["Pack"]])
def test_what_is_no_tree_is_none(data: object) -> None:
    with pytest.raises(NotStoredError):
        restored("a.rule", data)


def test_a_parser_that_was_kept_reads_as_the_one_that_was_made() -> None:
    sources = [
        SourceFile("a.rule", path.read_text(encoding="utf-8")) for path in rules_folder().rglob("*.rule")
    ]
    texts = sample_of([each.text for source in sources for each in cut(source)], 23)
    assert texts
    first = grammar.parser()
    assert grammar.take_over(msgspec.json.decode(msgspec.json.encode(grammar.tables())))
    assert first is not grammar.parser()
    assert [first.parse(text) for text in texts] == [grammar.parser().parse(text) for text in texts]


@pytest.mark.parametrize("data", [None, {}, {"data": {}, "memo": {}}, {"uses": {}}, [1]])
def test_what_is_no_parser_is_not_taken_over(data: object) -> None:
    before = grammar.parser()
    assert not grammar.take_over(data)
    assert before is grammar.parser()


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "cut short": lambda data: data[: len(data) // 2],
    "empty": lambda _: b"",
    "a changed letter": lambda data: data.replace(b"banned", b"bannex"),
    "something else": lambda _: b"\xff\x00 not ours",
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_entry_is_no_entry(folder: Path, damage: str) -> None:
    first, _ = loaded(folder)
    for path in (folder / "kept").iterdir():
        path.write_bytes(DAMAGES[damage](path.read_bytes()))
    again, hits = loaded(folder)
    assert first == again
    assert 0 == hits
    assert loaded(folder)[1] == 2, "and is fixed"


def test_a_sound_entry_under_the_name_of_another_is_none(folder: Path) -> None:
    loaded(folder)
    kept = folder / "kept"
    before = {each: each.read_bytes() for each in kept.iterdir()}
    path = folder / "own" / "pack.rule"
    path.write_text(path.read_text(encoding="utf-8").replace("banned", "(RU)"), encoding="utf-8")
    changed, _ = loaded(folder)
    for each in sorted(set(kept.iterdir()) - set(before)):
        for data in before.values():
            each.write_bytes(data)
            assert changed == loaded(folder)[0]


@pytest.mark.parametrize(
    "data", [["Element", 1], ["Rule"], ["os.system", "x"], [], [1], ["span", 7, 0, 1], ["date", "x"]]
)
def test_only_nodes_of_packs_are_made(data: object) -> None:
    with pytest.raises(NotStoredError):
        Store(["a.rule"]).made(data)


def test_a_sound_entry_of_something_else_is_no_pack(folder: Path) -> None:
    first, _ = loaded(folder)
    for path in (folder / "kept").iterdir():
        PackCache(folder / "kept").write(path.stem, {"uses": {}, "pack": ["Type", "text"]})
    assert first == loaded(folder)[0]


def test_where_nothing_can_be_written_nothing_is_kept(folder: Path) -> None:
    (folder / "kept").write_text("a file where the folder should be", encoding="utf-8")
    first, _ = loaded(folder)
    again, hits = loaded(folder)
    assert first == again
    assert 0 == hits


def test_an_entry_that_is_read_outlives_entries_that_nobody_reads(tmp_path: Path) -> None:
    cache = PackCache(tmp_path)
    used, unused = digest(["used"]), digest(["unused"])
    for at, key in enumerate((used, unused)):
        cache.write(key, [at])
        os.utime(tmp_path / f"{key}.json", (at, at))
    assert [0] == cache.read(used)
    for number in range(MOST - 1):
        cache.write(digest([str(number)]), [])
    assert ([0], None) == (cache.read(used), cache.read(unused))


def test_the_oldest_entries_make_room(tmp_path: Path) -> None:
    cache = PackCache(tmp_path)
    for number in range(MOST + 5):
        cache.write(digest([str(number)]), number)
    assert MOST == len(list(tmp_path.iterdir()))


def test_files_of_others_in_the_folder_stay(tmp_path: Path) -> None:
    others = [*(f"bom-{number}.json" for number in range(MOST + 5)), ".video.mp4.0123456789ab.part"]
    for other in others:
        (tmp_path / other).write_text("{}", encoding="utf-8")
        os.utime(tmp_path / other, (0, 0))
    PackCache(tmp_path).write(digest(["own"]), 1)
    assert {*others, f"{digest(['own'])}.json"} == {path.name for path in tmp_path.iterdir()}


def test_a_part_of_an_entry_that_a_killed_run_has_left_is_taken_away(tmp_path: Path) -> None:
    left = tmp_path / f".{digest(['other'])[:40]}.0123456789ab.part"
    left.write_text("half", encoding="utf-8")
    os.utime(left, (0, 0))
    PackCache(tmp_path).write(digest(["own"]), 1)
    assert [f"{digest(['own'])}.json"] == [path.name for path in tmp_path.iterdir()]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with names are those of POSIX")
@pytest.mark.parametrize("kind", ["pipe", "device", "folder"])
def test_what_is_no_file_is_no_entry(kind: str, folder: Path) -> None:
    first, _ = loaded(folder)
    for path in [*(folder / "kept").iterdir()]:
        path.unlink()
        if kind == "pipe":
            os.mkfifo(path)
        elif kind == "device":
            path.symlink_to("/dev/zero")
        else:
            path.mkdir()
    again, hits = loaded(folder)
    assert (first, 0) == (again, hits)


def test_a_warm_run_needs_no_parser(folder: Path) -> None:
    (folder / "bom.yaml").write_text(
        "schema: microdep-bom/1\ncomponents: [{name: A, origin: CN}]\n", encoding="utf-8"
    )
    command = [
        sys.executable,
        "-X",
        "importtime",
        "-m",
        "microdep_rules",
        "check",
        "bom.yaml",
        "--pack",
        "own",
    ]
    runs = [subprocess.run(command, cwd=folder, capture_output=True, check=False) for _ in range(2)]
    assert [1, 1] == [run.returncode for run in runs]
    assert runs[0].stdout == runs[1].stdout
    assert [True, False] == [b" lark" in run.stderr for run in runs]


def test_a_program_that_loads_a_pack_again_needs_no_parser(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MICRODEP_CACHE", str(folder / "kept"))
    code = (
        "import sys, microdep_rules; pack = microdep_rules.load_pack('own');"
        "print(*(each.id for each in pack.pack.rules), 'lark' in sys.modules)"
    )
    command = [sys.executable, "-c", code]
    runs = [subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True) for _ in range(2)]
    assert ["own/r True\n", "own/r False\n"] == [run.stdout for run in runs]


HEAVY = (
    *("lark", "rich", "jinja2", "jsonschema", "cryptography", "hypothesis", "pygls", "openpyxl"),
    *("asyncio", "http", "xml", "unittest", "multiprocessing", "concurrent", "importlib.metadata"),
    *("dataclasses", "logging", "pickle", "shutil", "subprocess", "tempfile", "traceback"),
    *("microdep_rules.lang.ast", "microdep_rules.lang.parse", "microdep_rules.report"),
)
"""What a warm check has no use for; each would be felt at every commit."""


def test_a_warm_check_imports_nothing_heavy(folder: Path) -> None:
    (folder / "bom.yaml").write_text(
        "schema: microdep-bom/1\ncomponents: [{name: A, origin: CN}]\n", encoding="utf-8"
    )
    code = (
        "import sys; from microdep_rules.cli.main import call; call(); print(*sys.modules, file=sys.stderr)"
    )
    command = [sys.executable, "-c", code, "check", "bom.yaml", "--pack", "own"]
    runs = [subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True) for _ in range(2)]
    loaded = set(runs[1].stderr.split())
    assert [] == [each for each in HEAVY if each in loaded]


def test_what_is_written_follows_links_and_keeps_permissions(tmp_path: Path) -> None:
    target, link = tmp_path / "real.txt", tmp_path / "link.txt"
    target.write_text("old", encoding="utf-8")
    target.chmod(0o640)
    link.symlink_to(target)
    write_atomically(link, b"new")
    assert link.is_symlink()
    assert b"new" == target.read_bytes()
    assert 0o640 == stat.S_IMODE(target.stat().st_mode)
    assert {"real.txt", "link.txt"} == {path.name for path in tmp_path.iterdir()}


def test_what_cannot_be_written_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "a.txt"
    target.write_text("old", encoding="utf-8")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        write_atomically(target, b"new")
    assert [target] == list(tmp_path.iterdir())
    assert "old" == target.read_text(encoding="utf-8")


def test_what_is_no_file_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_atomically(pipe, b"new")
    assert b"new" == os.read(reader, 10)
    os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert [pipe] == list(tmp_path.iterdir())
