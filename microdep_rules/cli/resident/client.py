"""The client of the resident checker: what a hook runs, which imports next to nothing.

It gives the checker its streams, its folder, its environment and its arguments, and waits for the exit code.
Where no checker answers, or one that would run another program than this process, the command runs here.
"""

from __future__ import annotations

import os
import sys

import microdep_rules

TYPE_CHECKING = False
"""As in `typing`, which is long to import."""
if TYPE_CHECKING:
    from _socket import socket
    from collections.abc import Iterator
    from typing import Any

ON, OFF = frozenset({"on", "1"}), frozenset({"off", "0"})
ALONE = frozenset({"--watch"})
"""Options of a check that runs until somebody stops it; it takes no place in the checker."""
PATIENCE = 1.0
"""After so many seconds without an answer the command runs here."""
HERE, READY, REFUSED = b"here....", b"ready...", b"refused."
"""Words of the checker."""
GO, INTERRUPT = b"g", b"i"
"""Words of the client."""
SIZE = 8
"""Bytes of a length, an exit code, and of each word of the checker."""
LARGEST_CONFIG = 256 * 1024
PRIVATE = 0o700
INTERRUPTED = 130
PACKAGE = os.path.abspath(microdep_rules.__path__[0])  # noqa: PTH100 - pathlib is long to import
"""The folder of our modules."""
INHERITED = ("PYTHON", "LC_", "LANG", "LD_", "DYLD_", "MALLOC_", "OPENSSL_")
"""Variables that count when a process begins, and not any more when it runs."""
STARTED = (
    "import sys\n"
    "if not sys.flags.safe_path: sys.path[0] = sys.argv[1]\n"
    "from microdep_rules.cli.resident.server import begin\n"
    "begin(*sys.argv[2:])\n"
)
"""The program of a checker; its arguments are the folder in which the package is, and those of `begin`."""
IDLE = 15
"""After so many minutes without a check the checker ends."""
DETACHED = "detached"
"""A checker that a client starts has no terminal."""


def answered(arguments: list[str]) -> int | None:
    """Return the exit code of a check by the resident checker; nothing where this process has to check."""
    if not _is_for_it(arguments):
        return None
    try:
        if not is_wanted(arguments) or not _is_ordinary():
            return None
        own = likeness()
        return _answered(own, name_of(own), arguments)
    except (OSError, EOFError, ValueError):  # the command says what is wrong, if anything is
        return None


def _answered(own: tuple[Any, ...], name: str, arguments: list[str]) -> int | None:
    try:
        connection = connected(os.path.join(private_folder(), name))  # noqa: PTH118 - pathlib is long to import
    except (FileNotFoundError, ConnectionRefusedError):
        _start(name)
        return None
    try:
        return _asked(connection, own, arguments)
    finally:
        connection.close()


# ---- whether it is asked -------------------------------------------------------------------------


def _is_for_it(arguments: list[str]) -> bool:
    return arguments[:1] == ["check"] and ALONE.isdisjoint(arguments)


def is_wanted(arguments: list[str]) -> bool:
    """Return whether the environment or the configuration asks for the resident checker.

    The configuration is only looked through for the line: it is read when the command runs, and the answer
    is the same either way.
    """
    asked = os.environ.get("MICRODEP_SERVE", "")
    if asked in ON or asked in OFF:
        return asked in ON
    named = _option(arguments, "--config") or os.environ.get("MICRODEP_CONFIG", "")
    if named:
        return says_so(_head(named), is_project=os.path.basename(named) == "pyproject.toml")  # noqa: PTH119 - pathlib is long to import
    return _configured()


def _option(arguments: list[str], name: str) -> str:
    for word, behind in zip(arguments, [*arguments[1:], ""], strict=True):
        if word == name:
            return behind
        if word.startswith(f"{name}="):
            return word[len(name) + 1 :]
    return ""


def _configured() -> bool:
    """Return whether the nearest configuration upwards asks for it."""
    for folder in _upwards():
        own = _head(f"{folder}/microdep.toml")
        if own is not None:
            return says_so(own, is_project=False)
        project = _head(f"{folder}/pyproject.toml")
        if project is not None and b"microdep" in project and b"[tool.microdep" in project:
            return says_so(project, is_project=True)
    return False


def _upwards() -> Iterator[str]:
    folder = os.getcwd()  # noqa: PTH109 - pathlib is long to import
    while True:
        yield folder
        above = folder.rpartition("/")[0]
        if not folder.strip("/"):
            return
        folder = above


def _head(path: str) -> bytes | None:
    """What a configuration holds, if it is a file."""
    try:
        file = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except (OSError, ValueError):
        return None
    try:
        return os.read(file, LARGEST_CONFIG)
    except OSError:
        return b""
    finally:
        os.close(file)


def says_so(text: bytes | None, *, is_project: bool) -> bool:
    r"""Return whether a configuration has the line `resident = true`.

    >>> says_so(b"packs = []\nresident = true  # for hooks", is_project=False)
    True
    >>> says_so(b"[impact]\nresident = true", is_project=False)
    False
    """
    inside = not is_project
    for line in (text or b"").splitlines():
        plain = line.partition(b"#")[0].replace(b" ", b"").replace(b"\t", b"")
        if plain.startswith(b"["):
            inside = is_project and plain == b"[tool.microdep]"
        elif inside and plain == b"resident=true":
            return True
    return False


# ---- where it is ---------------------------------------------------------------------------------


def _is_ordinary() -> bool:
    """Whether this process is one that a checker can stand for: three streams, and Python without options."""
    started = sys.orig_argv[1:2]
    if not hasattr(os, "fork") or not started or (started[0].startswith("-") and started[0] != "-m"):
        return False
    if os.getuid() != os.geteuid() or None in (sys.stdin, sys.stdout, sys.stderr):
        return False
    return sys.gettrace() is None and sys.getprofile() is None


def likeness() -> tuple[Any, ...]:
    """What a process has that it cannot give to another one; alike, both answer the same.

    The first folder of modules is that of the script, or the current one: nothing is read from there.
    """
    import resource

    limits = [
        resource.getrlimit(getattr(resource, each))
        for each in sorted(dir(resource))
        if each.startswith("RLIMIT_")
    ]
    values = sorted(
        each for each in os.environb.items() if each[0].decode("ascii", "replace").startswith(INHERITED)
    )
    root = os.stat("/")  # noqa: PTH116 - pathlib is long to import
    return (
        *(PACKAGE, sys.executable, sys.version, tuple(sys.flags), sys.stdout.encoding),
        *(tuple(sys.path if sys.flags.safe_path else sys.path[1:]), tuple(values), tuple(limits)),
        *(os.getuid(), os.getgid(), tuple(os.getgroups()), os.getpriority(os.PRIO_PROCESS, 0)),
        *(root.st_dev, root.st_ino, _namespaces()),
    )


def _namespaces() -> tuple[str, ...]:
    """By what a system with containers knows which files and processes this one sees."""
    try:
        return tuple(os.readlink(f"/proc/self/ns/{each}") for each in ("mnt", "pid", "net"))  # noqa: PTH115 - pathlib is long to import
    except OSError:
        return ()


def name_of(own: tuple[Any, ...]) -> str:
    """The name of the address of processes that are alike; a chance likeness of names is seen later."""
    from binascii import crc32

    return f"check-{crc32(repr(own).encode('utf-8', 'surrogateescape')):08x}"


def private_folder() -> str:
    """The folder of the addresses, which nobody else can enter; it is made where it is not there."""
    base = os.environ.get("XDG_RUNTIME_DIR", "")
    alone = f"{os.environ.get('TMPDIR') or '/tmp'}/microdep-{os.getuid()}"  # noqa: S108 - it has to be the user's own
    own = f"{base}/microdep" if base else alone
    if not os.path.lexists(own):
        os.makedirs(own, PRIVATE, exist_ok=True)  # noqa: PTH103 - pathlib is long to import
    found = os.lstat(own)
    if found.st_mode != 0o040000 | PRIVATE or found.st_uid != os.getuid():
        raise PermissionError(13, "others may enter this folder, or it is no folder", own)
    return own


def connected(path: str) -> socket:
    """A connection with the checker at an address."""
    from _socket import AF_UNIX, SOCK_STREAM, socket  # `socket` is long to import

    connection = socket(AF_UNIX, SOCK_STREAM)
    try:
        connection.settimeout(PATIENCE)
        connection.connect(path)
    except BaseException:
        connection.close()
        raise
    return connection


def _start(name: str) -> None:
    """Start a checker for the next command; it ends by itself where there is one, or it cannot listen."""
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
        (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
    ]
    command = command_of(name, IDLE, DETACHED)
    try:
        os.posix_spawn(command[0], command, as_it_began(), file_actions=actions)
    except OSError:
        return


def as_it_began() -> dict[str, str]:
    """The environment with which this process began: Python adds a locale where there is none."""
    environment = dict(os.environ)
    is_added = sys.flags.utf8_mode and "PYTHONUTF8" not in environment
    if is_added and environment.get("LC_CTYPE") in {"C.UTF-8", "C.utf8", "UTF-8"}:
        del environment["LC_CTYPE"]
    return environment


def command_of(name: str, idle: int, how: str = "") -> list[str]:
    """The command that runs a checker in a process of its own."""
    return [sys.executable, "-c", STARTED, os.path.dirname(PACKAGE), name, str(idle), how]  # noqa: PTH120 - pathlib is long to import


# ---- the question --------------------------------------------------------------------------------


def _asked(connection: socket, own: tuple[Any, ...], arguments: list[str]) -> int | None:
    """The exit code of the checker, or nothing where it does not check, or ended without one."""
    import marshal

    # Only one that is alive is given the streams: else they would stay open with it.
    if received(connection, SIZE) != HERE:
        return None
    here = os.open(".", os.O_RDONLY)
    try:
        mask = os.umask(0)
        os.umask(mask)
        asked = marshal.dumps((own, arguments, dict(os.environb), mask))
        send_with(connection, len(asked).to_bytes(SIZE, "big"), (0, 1, 2, here))
        connection.sendall(asked)
    finally:
        os.close(here)
    if received(connection, SIZE) != READY:
        return None
    connection.settimeout(None)
    return _waited(connection)


def _waited(connection: socket) -> int | None:
    """The exit code; an interrupt is for the checker, which says so and ends."""
    interrupted, words = False, [GO]
    while True:
        try:
            while words:
                connection.sendall(words[0])
                words.pop()
            return int.from_bytes(received(connection, SIZE), "big")
        except KeyboardInterrupt:
            interrupted = True
            words.append(INTERRUPT)
        except (OSError, EOFError):
            return INTERRUPTED if interrupted else None


def send_with(connection: socket, data: bytes, files: tuple[int, ...]) -> None:
    """Send some bytes with open files."""
    from _socket import SCM_RIGHTS, SOL_SOCKET

    packed = b"".join(file.to_bytes(4, sys.byteorder) for file in files)
    connection.sendmsg([data], [(SOL_SOCKET, SCM_RIGHTS, packed)])


def received(connection: socket, size: int) -> bytes:
    """So many bytes; an end before that is an error."""
    data = b""
    while len(data) < size:
        more = connection.recv(size - len(data))
        if not more:
            raise EOFError
        data += more
    return data
