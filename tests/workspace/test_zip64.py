"""Zip files with sizes of 64 bits: those that every program reads alike are read, and no others."""

from __future__ import annotations

import io
import shutil
import struct
import subprocess
import zipfile
from typing import TYPE_CHECKING

import pytest

from microdep_rules.workspace.bundle_zip import read_zip
from microdep_rules.workspace.zip_directory import ArchiveRefusedError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FILES = {"manifest.json": b"{}", "evidence/mill.pdf": b"mill" * 1000}
FULL = 0xFFFF_FFFF


class OneWay(io.BytesIO):
    """A stream that only goes forward, as a pipe."""

    def seekable(self) -> bool:
        """Return that nobody can go back in it."""
        return False

    def tell(self) -> int:
        """Return nothing: a pipe has no place."""
        raise OSError

    def seek(self, *_: object) -> int:
        """Refuse to go back."""
        raise OSError


def wide(stream: io.BytesIO) -> bytes:
    """A zip file of which each header states sizes of 64 bits."""
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in FILES.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(entry, "w", force_zip64=True) as written:
                written.write(data)
    return stream.getvalue()


def also_narrow(data: bytes) -> bytes:
    """The same zip file with the sizes of 64 bits of each header also in 32 bits, as older Pythons write."""
    found = bytearray(data)
    at = found.find(b"PK\x03\x04")
    while at >= 0:
        (length,) = struct.unpack_from("<H", found, at + 26)
        size, packed = struct.unpack_from("<2Q", found, at + 30 + length + 4)
        struct.pack_into("<2L", found, at + 18, packed, size)
        at = found.find(b"PK\x03\x04", at + 4)
    return bytes(found)


def plain() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in FILES.items():
            archive.writestr(name, data)
    return stream.getvalue()


def wide_end(data: bytes, *, narrow: tuple[int, int] | None = None, **other: int) -> bytes:
    """The same zip file with an end of 64 bits; `narrow` is what the end of 32 bits states: number, place."""
    head, end = data[:-22], data[-22:]
    many, length, offset = struct.unpack_from("<H2L", end, 10)
    at = {"many": many, "length": length, "offset": offset, "rest": 44, "at": len(head), "disks": 1} | other
    record = struct.pack(
        "<4sQ2H2L4Q", b"PK\x06\x06", at["rest"], 45, 45, 0, 0, many, at["many"], at["length"], at["offset"]
    )
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, at["at"], at["disks"])
    number, place = narrow or (0xFFFF, FULL)
    last = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, number, number, length, place, 0)
    return head + record + locator + last


def wide_in_directory(data: bytes, fields: bytes, *, size: int = FULL) -> bytes:
    """The same zip file with a further field at its last entry, which states this size in 32 bits."""
    end = bytearray(data[-22:])
    at = data.rindex(b"PK\x01\x02")
    entry = bytearray(data[at:-22])
    struct.pack_into("<L", entry, 24, size)
    struct.pack_into("<H", entry, 30, len(fields))
    (length,) = struct.unpack_from("<L", end, 12)
    struct.pack_into("<L", end, 12, length + len(fields))
    return data[:at] + bytes(entry) + fields + bytes(end)


def field(*numbers: int) -> bytes:
    return struct.pack(f"<2H{len(numbers)}Q", 1, 8 * len(numbers), *numbers)


SIZE = len(FILES["evidence/mill.pdf"])
READ: dict[str, Callable[[], bytes]] = {
    "sizes of 64 bits in each header": lambda: wide(io.BytesIO()),
    "the same written to a pipe, with the sizes behind each entry": lambda: wide(OneWay()),
    "the same also in 32 bits": lambda: also_narrow(wide(io.BytesIO())),
    "the same to a pipe also in 32 bits": lambda: also_narrow(wide(OneWay())),
    "an end of 64 bits": lambda: wide_end(plain()),
    "an end of 64 bits that states what that of 32 bits states": lambda: wide_end(
        plain(), narrow=(2, struct.unpack_from("<L", plain()[-22:], 16)[0])
    ),
    "a size of 64 bits in the directory": lambda: wide_in_directory(plain(), field(SIZE)),
}
REFUSED: dict[str, Callable[[], bytes]] = {
    "an end of 64 bits that states more entries": lambda: wide_end(plain(), many=3),
    "an end of 64 bits with far too many entries": lambda: wide_end(plain(), many=10**6),
    "an end of 64 bits that leads elsewhere": lambda: wide_end(plain(), offset=1),
    "an end of 64 bits with more than numbers": lambda: wide_end(plain(), rest=48),
    "an end of 64 bits in another volume": lambda: wide_end(plain(), disks=2),
    "a place of that end that is another": lambda: wide_end(plain(), at=0),
    "an end of 32 bits that states other entries": lambda: wide_end(plain(), narrow=(1, FULL)),
    "a size of 64 bits beside that of 32 bits": lambda: wide_in_directory(plain(), field(SIZE), size=SIZE),
    "another size of 64 bits than the file has": lambda: wide_in_directory(plain(), field(SIZE + 1)),
    "a full size without one of 64 bits": lambda: wide_in_directory(plain(), b""),
    "one number too many": lambda: wide_in_directory(plain(), field(SIZE, 0)),
    "two fields of sizes": lambda: wide_in_directory(plain(), field(SIZE) + field(SIZE)),
    "half a number": lambda: wide_in_directory(plain(), struct.pack("<2HL", 1, 4, SIZE)),
    "bytes in the directory that are no entry": lambda: _with_more(plain()),
    "a header that states another size in 64 bits": lambda: wide(io.BytesIO()).replace(
        struct.pack("<Q", SIZE), struct.pack("<Q", SIZE + 1)
    ),
    "a header of two sizes that differ": lambda: also_narrow(wide(io.BytesIO())).replace(
        struct.pack("<Q", SIZE), struct.pack("<Q", SIZE + 1)
    ),
}


def _with_more(data: bytes) -> bytes:
    end = bytearray(data[-22:])
    (length,) = struct.unpack_from("<L", end, 12)
    struct.pack_into("<L", end, 12, length + 4)
    return data[:-22] + b"PASS" + bytes(end)


@pytest.mark.parametrize("case", READ)
def test_sizes_of_64_bits_are_read(case: str, tmp_path: Path) -> None:
    path = tmp_path / "out.zip"
    path.write_bytes(READ[case]())
    found = read_zip(path)
    assert FILES == {name: found.read(name) for name in found.names()}


@pytest.mark.parametrize("case", REFUSED)
def test_what_programs_read_differently_is_refused(case: str, tmp_path: Path) -> None:
    path = tmp_path / "out.zip"
    path.write_bytes(REFUSED[case]())
    with pytest.raises(ArchiveRefusedError):
        read_zip(path)


def test_more_files_than_16_bits_count_are_read(tmp_path: Path) -> None:
    path = tmp_path / "out.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("manifest.json", "{}")
        for number in range(65_540):
            archive.writestr(f"evidence/{number}", b"")
    assert 65_541 == len(read_zip(path).names())


@pytest.mark.skipif(shutil.which("zip") is None, reason="zip is not here; install the package zip")
@pytest.mark.parametrize("how", ["zip -fz -r -X {path} .", "zip -fz -r -X - . > {path}"])
def test_what_zip_writes_with_sizes_of_64_bits_is_read(how: str, tmp_path: Path) -> None:
    for name, data in FILES.items():
        (tmp_path / "out" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "out" / name).write_bytes(data)
    path = tmp_path / "out.zip"
    subprocess.run(how.format(path=path), shell=True, cwd=tmp_path / "out", check=True)  # noqa: S602 - ours
    found = read_zip(path)
    assert FILES == {name: found.read(name) for name in found.names()}
