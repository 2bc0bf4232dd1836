"""Client of the resident checker; it imports few modules.

The client sends its streams, folder, environment and arguments to the checker, and waits for the exit code.
If no checker of the same program answers, the command runs in this process.
"""

from __future__ import annotations

import os
import sys

import microdep_rules

TYPE_CHECKING = False
"""Constant in place of `typing.TYPE_CHECKING`, because the module `typing` is slow to import."""
if TYPE_CHECKING:
    from _socket import socket
    from collections.abc import Iterator
    from typing import Any

ON, OFF = frozenset({"on", "1"}), frozenset({"off", "0"})
ALONE = frozenset({"--watch"})
"""Options of checks that end only when the user stops them; the client's process runs such a check."""
PATIENCE = 1.0
"""Seconds to wait for the checker; after that, the client's process runs the command."""
HERE, READY, REFUSED = b"here....", b"ready...", b"refused."
"""Messages of the checker: it listens, it is ready, or it rejects the client."""
GO, INTERRUPT = b"g", b"i"
"""Messages of the client: run the command, or interrupt it."""
SIZE = 8
"""Number of bytes of each message of the checker, and of each length and exit code."""
LARGEST_CONFIG = 256 * 1024
PRIVATE = 0o700
INTERRUPTED = 130
PACKAGE = os.path.abspath(microdep_rules.__path__[0])  # noqa: PTH100 - pathlib is slow to import
"""Folder of the package `microdep_rules`."""
INHERITED = ("PYTHON", "LC_", "LANG", "LD_", "DYLD_", "MALLOC_", "OPENSSL_")
"""Prefixes of environment variables that only have an effect at the start of a process."""
STARTED = (
    "import sys\n"
    "if not sys.flags.safe_path: sys.path[0] = sys.argv[1]\n"
    "from microdep_rules.cli.resident.server import begin\n"
    "begin(*sys.argv[2:])\n"
)
"""Python program that the client starts as a new checker.

The arguments of the program are the parent folder of the package, and the arguments of `begin`.
"""
IDLE = 15
"""Number of minutes without a check after which the checker ends."""
DETACHED = "detached"
"""Argument that starts a checker without a terminal, as a client does."""


def answer(arguments: list[str]) -> int | None:
    """Return the exit code that the resident checker sends; `None` if this process must run the check."""
    if not _is_suitable(arguments):
        return None
    try:
        if not is_enabled(arguments) or not _is_ordinary():
            return None
        own = process_identity()
        return _answered(own, name_of(own), arguments)
    except (OSError, EOFError, ValueError):  # the command will report the problem
        return None


def _answered(own: tuple[Any, ...], name: str, arguments: list[str]) -> int | None:
    try:
        connection = connect(os.path.join(private_folder(), name))  # noqa: PTH118 - pathlib is slow to import
    except (FileNotFoundError, ConnectionRefusedError):
        _start(name)
        return None
    try:
        return _request(connection, own, arguments)
    finally:
        connection.close()


# ---- settings ------------------------------------------------------------------------------------


def _is_suitable(arguments: list[str]) -> bool:
    return arguments[:1] == ["check"] and ALONE.isdisjoint(arguments)


def is_enabled(arguments: list[str]) -> bool:
    """Return whether the environment or the configuration enables the resident checker.

    This function searches the configuration only for one line; the command reads the whole configuration.
    """
    setting = os.environ.get("MICRODEP_SERVE", "")
    if setting in ON or setting in OFF:
        return setting in ON
    named = _option(arguments, "--config") or os.environ.get("MICRODEP_CONFIG", "")
    if named:
        return has_resident_line(_first_bytes(named), is_project=os.path.basename(named) == "pyproject.toml")  # noqa: PTH119 - pathlib is slow to import
    return _is_configured()


def _option(arguments: list[str], name: str) -> str:
    for word, following in zip(arguments, [*arguments[1:], ""], strict=True):
        if word == name:
            return following
        if word.startswith(f"{name}="):
            return word[len(name) + 1 :]
    return ""


def _is_configured() -> bool:
    """Return whether the nearest configuration, in this folder or above, enables the resident checker."""
    for folder in _upwards():
        own = _first_bytes(f"{folder}/microdep.toml")
        if own is not None:
            return has_resident_line(own, is_project=False)
        project = _first_bytes(f"{folder}/pyproject.toml")
        if project is not None and b"microdep" in project and b"[tool.microdep" in project:
            return has_resident_line(project, is_project=True)
    return False


def _upwards() -> Iterator[str]:
    folder = os.getcwd()  # noqa: PTH109 - pathlib is slow to import
    while True:
        yield folder
        above = folder.rpartition("/")[0]
        if not folder.strip("/"):
            return
        folder = above


def _first_bytes(path: str) -> bytes | None:
    """Return the first bytes of a configuration file; `None` if the path is not a file."""
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


def has_resident_line(text: bytes | None, *, is_project: bool) -> bool:
    r"""Return whether the text of a configuration has the line `resident = true` in the right table.

    >>> has_resident_line(b"packs = []\nresident = true  # for hooks", is_project=False)
    True
    >>> has_resident_line(b"[impact]\nresident = true", is_project=False)
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


# ---- the address ---------------------------------------------------------------------------------


def _is_ordinary() -> bool:
    """Return whether a checker can do the work of this process.

    All three standard streams must be open, and Python must run without options.
    """
    started = sys.orig_argv[1:2]
    if not hasattr(os, "fork") or not started or (started[0].startswith("-") and started[0] != "-m"):
        return False
    if os.getuid() != os.geteuid() or None in (sys.stdin, sys.stdout, sys.stderr):
        return False
    return sys.gettrace() is None and sys.getprofile() is None


def process_identity() -> tuple[Any, ...]:
    """Return the properties of a process that can change results and cannot be sent to a checker.

    Processes with equal properties give equal results. The first folder for modules is left out, because it
    contains no modules of microdep.
    """
    import resource

    limits = [
        resource.getrlimit(getattr(resource, limit))
        for limit in sorted(dir(resource))
        if limit.startswith("RLIMIT_")
    ]
    values = sorted(
        limit for limit in os.environb.items() if limit[0].decode("ascii", "replace").startswith(INHERITED)
    )
    root = os.stat("/")  # noqa: PTH116 - pathlib is slow to import
    return (
        *(PACKAGE, sys.executable, sys.version, tuple(sys.flags), sys.stdout.encoding),
        *(tuple(sys.path if sys.flags.safe_path else sys.path[1:]), tuple(values), tuple(limits)),
        *(os.getuid(), os.getgid(), tuple(os.getgroups()), os.getpriority(os.PRIO_PROCESS, 0)),
        *(root.st_dev, root.st_ino, _namespaces()),
    )


def _namespaces() -> tuple[str, ...]:
    """Return the Linux namespaces of the process, which differ between containers."""
    try:
        return tuple(os.readlink(f"/proc/self/ns/{namespace}") for namespace in ("mnt", "pid", "net"))  # noqa: PTH115 - pathlib is slow to import
    except OSError:
        return ()


def name_of(own: tuple[Any, ...]) -> str:
    """Return the file name of the socket for processes with these properties.

    Processes with different properties may get one name; the checker detects this.
    """
    from binascii import crc32

    return f"check-{crc32(repr(own).encode('utf-8', 'surrogateescape')):08x}"


def private_folder() -> str:
    """Return the folder of the sockets, which only the user can enter; create it if necessary."""
    base = os.environ.get("XDG_RUNTIME_DIR", "")
    alone = f"{os.environ.get('TMPDIR') or '/tmp'}/microdep-{os.getuid()}"  # noqa: S108 - the folder must belong to the user
    own = f"{base}/microdep" if base else alone
    if not os.path.lexists(own):
        os.makedirs(own, PRIVATE, exist_ok=True)  # noqa: PTH103 - pathlib is slow to import
    status = os.lstat(own)
    if status.st_mode != 0o040000 | PRIVATE or status.st_uid != os.getuid():
        raise PermissionError(13, "other users can enter it, or it is not a folder", own)
    return own


def connect(path: str) -> socket:
    """Return a connection with the checker that listens at the socket `path`."""
    from _socket import AF_UNIX, SOCK_STREAM, socket  # `socket` is slow to import

    connection = socket(AF_UNIX, SOCK_STREAM)
    try:
        connection.settimeout(PATIENCE)
        connection.connect(path)
    except BaseException:
        connection.close()
        raise
    return connection


def _start(name: str) -> None:
    """Start a checker for the next command.

    The new checker ends if another checker runs, or if the socket cannot be opened.
    """
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
        (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
    ]
    command = command_of(name, IDLE, DETACHED)
    try:
        os.posix_spawn(command[0], command, initial_environment(), file_actions=actions)
    except OSError:
        return


def initial_environment() -> dict[str, str]:
    """Return the environment that this process got at its start, without locale variables of Python."""
    environment = dict(os.environ)
    is_added = sys.flags.utf8_mode and "PYTHONUTF8" not in environment
    if is_added and environment.get("LC_CTYPE") in {"C.UTF-8", "C.utf8", "UTF-8"}:
        del environment["LC_CTYPE"]
    return environment


def command_of(name: str, idle: int, how: str = "") -> list[str]:
    """Return the command line that starts a checker in its own process."""
    return [sys.executable, "-c", STARTED, os.path.dirname(PACKAGE), name, str(idle), how]  # noqa: PTH120 - pathlib is slow to import


# ---- the request ---------------------------------------------------------------------------------


def _request(connection: socket, own: tuple[Any, ...], arguments: list[str]) -> int | None:
    """Send a command to the checker; return its exit code, or `None` if the checker sends no exit code."""
    import marshal

    # A checker that does not run must not get the streams: they would stay open.
    if receive(connection, SIZE) != HERE:
        return None
    here = os.open(".", os.O_RDONLY)
    try:
        mask = os.umask(0)
        os.umask(mask)
        request = marshal.dumps((own, arguments, dict(os.environb), mask))
        send_with(connection, len(request).to_bytes(SIZE, "big"), (0, 1, 2, here))
        connection.sendall(request)
    finally:
        os.close(here)
    if receive(connection, SIZE) != READY:
        return None
    connection.settimeout(None)
    return _wait(connection)


def _wait(connection: socket) -> int | None:
    """Wait for the exit code of the command and return it; pass an interrupt on to the checker."""
    interrupted, words = False, [GO]
    while True:
        try:
            while words:
                connection.sendall(words[0])
                words.pop()
            return int.from_bytes(receive(connection, SIZE), "big")
        except KeyboardInterrupt:
            interrupted = True
            words.append(INTERRUPT)
        except (OSError, EOFError):
            return INTERRUPTED if interrupted else None


def send_with(connection: socket, data: bytes, files: tuple[int, ...]) -> None:
    """Send bytes through a socket, together with open file descriptors."""
    from _socket import SCM_RIGHTS, SOL_SOCKET

    packed = b"".join(file.to_bytes(4, sys.byteorder) for file in files)
    connection.sendmsg([data], [(SOL_SOCKET, SCM_RIGHTS, packed)])


def receive(connection: socket, size: int) -> bytes:
    """Return `size` bytes from a socket; raise an error if the connection ends earlier."""
    data = b""
    while len(data) < size:
        more = connection.recv(size - len(data))
        if not more:
            raise EOFError
        data += more
    return data
