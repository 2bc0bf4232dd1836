"""The resident checker itself: it listens, and each command runs in a copy of it.

The copy has the streams, the folder, the environment and the arguments of the client, and runs the command
as it would run there: it reads every file anew. Before each one the files of the program are looked at; where
one has changed, the checker ends.
"""

from __future__ import annotations

import fcntl
import gc
import io
import marshal
import os
import select
import signal
import sys
import time
from array import array
from contextlib import suppress
from pathlib import Path
from socket import AF_UNIX, MSG_DONTWAIT, SCM_RIGHTS, SOCK_STREAM, SOL_SOCKET, socket
from typing import TYPE_CHECKING, Any, NoReturn

from msgspec import Struct

from microdep_rules.cli import exit_codes
from microdep_rules.cli.resident import client, readiness
from microdep_rules.cli.resident.client import PATIENCE, SIZE, likeness, received
from microdep_rules.pipeline.memory import MEMORY

if TYPE_CHECKING:
    from collections.abc import Iterator

ATTEMPTS, MOMENT = 50, 0.1
"""So often, and after so many seconds each, a checker is asked to end; the last time it is made to."""
WAITING = 64
"""So many clients may wait for their turn."""
LONGEST = 64 * 1024 * 1024
"""Bytes of a question: arguments and environment are bounded by the system."""
MOST_FILES = 4
KEPT = (".py", ".lark", ".json")
"""How files end that a process keeps in memory; rule packs, templates and pages are read for each command."""
CREDENTIALS = 12
"""Bytes of the process, the user and the group of a client."""


class Address(Struct, frozen=True):
    """Where a checker listens, and the lock that says that one does."""

    path: Path

    @property
    def lock(self) -> Path:
        """The file that a checker has locked while it runs; its number stands in it."""
        return self.path.with_suffix(".lock")


class BusyError(Exception):
    """Another checker listens here."""


class StoppedError(Exception):
    """Somebody has asked the checker to end."""


def address() -> Address:
    """The address of checkers of processes like this one."""
    return Address(Path(client.private_folder(), client.name_of(likeness())))


def become(own: Address, idle: int) -> NoReturn:
    """Turn this process into a checker: nothing of the command that asked for it is left."""
    signal.setitimer(signal.ITIMER_REAL, 0)  # it would outlast the command
    command = client.command_of(own.path.name, idle)
    os.execve(command[0], command, client.as_it_began())  # noqa: S606 - the same interpreter


def begin(name: str, idle: str, how: str) -> NoReturn:
    """Run as a client has started it, without a terminal, or as `microdep serve`."""
    if how == client.DETACHED:
        os.closerange(3, os.sysconf("SC_OPEN_MAX"))
        os.setsid()
        os.chdir("/")  # no folder is kept busy
    try:
        own = address()
        ended = serve(own, int(idle) * 60.0) if own.path.name == name else "this is another program"
    except BusyError:
        _end("a resident checker runs already; `microdep serve --stop` stops it", exit_codes.USAGE)
    except OSError as problem:
        _end(f"the resident checker cannot listen: {problem.strerror or problem}", exit_codes.USAGE)
    except KeyboardInterrupt:
        _end("interrupted", exit_codes.INTERRUPTED)
    _end(f"the resident checker has ended: {ended}", exit_codes.OK)


def _end(why: str, code: int) -> NoReturn:
    with suppress(OSError):
        os.write(2, f"{why}\n".encode())
    os._exit(code)


def serve(own: Address, idle: float) -> str:
    """Listen until there was nothing to do for so many seconds, or the program has changed; why it ended.

    The address is there as soon as what a check imports is.
    """
    with _locked(own):
        readiness.import_all()
        program = Program()
        with socket(AF_UNIX, SOCK_STREAM) as listener:
            own.path.unlink(missing_ok=True)
            listener.bind(os.fspath(own.path))
            listener.listen(WAITING)
            known = _inode(own.path)
            signal.signal(signal.SIGTERM, _stop)
            try:
                return _listen(listener, own, program, idle)
            except StoppedError:
                return "it was stopped"
            finally:
                if _inode(own.path) == known:
                    own.path.unlink()


def stop(own: Address) -> bool:
    """Return whether a checker listened at an address; it has ended by now."""
    for attempt in range(ATTEMPTS):
        try:
            with _locked(own):
                return attempt > 0
        except BusyError:
            number = own.lock.read_text(encoding="ascii").strip()
        if number.isdecimal():  # else it has just begun
            with suppress(ProcessLookupError):
                os.kill(int(number), signal.SIGKILL if attempt == ATTEMPTS - 2 else signal.SIGTERM)
        time.sleep(MOMENT)
    return True


def _stop(*_: object) -> NoReturn:
    raise StoppedError


class _locked:  # noqa: N801 - a context manager, used as a function
    """Nobody else listens at an address meanwhile."""

    def __init__(self, own: Address) -> None:
        self.own = own

    def __enter__(self) -> None:
        self.file = os.open(self.own.lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as busy:
            os.close(self.file)
            raise BusyError from busy
        os.ftruncate(self.file, 0)
        os.pwrite(self.file, f"{os.getpid()}\n".encode(), 0)

    def __exit__(self, *_: object) -> None:
        os.close(self.file)


def _listen(listener: socket, own: Address, program: Program, idle: float) -> str:
    """Answer each client in a copy of this process; between clients, get ready for the next one."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the copies
    known = _inode(own.path)
    reports, tell = os.pipe()
    os.set_blocking(tell, False)
    sources: list[socket | int] = [listener, reports]
    MEMORY.is_on = True
    _settle()
    while True:
        ready = select.select(sources, [], [], idle)[0]
        if not ready:
            return "there was nothing to check"
        if listener not in ready:
            readiness.remember(os.read(reports, select.PIPE_BUF))
            program.learn()
            _settle()
            continue
        connection, _ = listener.accept()
        with connection:
            if program.is_changed():
                return "microdep has changed"
            if _inode(own.path) != known:
                return "its socket was replaced"
            if os.fork() == 0:
                listener.close()
                _answer(connection, tell)


def _settle() -> None:
    """What is here already is never looked at by the collector, so that copies share it."""
    gc.collect()
    gc.freeze()


def _inode(path: Path) -> int:
    try:
        return path.stat().st_ino
    except OSError:
        return 0


# ---- the program ---------------------------------------------------------------------------------


class Program:
    """The files that the program is made of: our own, and those of the libraries that are loaded."""

    def __init__(self) -> None:
        self.own = frozenset(_own_files())
        self.others: dict[str, str] = {}
        self.learn()

    def learn(self) -> None:
        """Take in the files of what was loaded meanwhile."""
        specs = [getattr(module, "__spec__", None) for module in list(sys.modules.values())]
        for path in {spec.origin for spec in specs if spec is not None and spec.has_location}:
            if path and path not in self.others and not path.startswith(f"{client.PACKAGE}/"):
                self.others[path] = _as_it_is(path)

    def is_changed(self) -> bool:
        """Return whether any file has another size, time of change or number than it had, or is new."""
        others = any(_as_it_is(path) != then for path, then in self.others.items())
        return others or self.own != frozenset(_own_files())


def _own_files() -> Iterator[str]:
    for folder in _folders():
        yield from _files_below(folder)


def _folders() -> tuple[str, ...]:
    from microdep_rules.vocabulary.resources import schemas_folder

    schemas = os.fspath(schemas_folder())
    return (client.PACKAGE,) if schemas.startswith(f"{client.PACKAGE}/") else (client.PACKAGE, schemas)


def _files_below(folder: str) -> Iterator[str]:
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    if entry.name != "__pycache__":
                        yield from _files_below(entry.path)
                elif entry.name.endswith(KEPT):
                    yield _stated(entry.path, entry.stat())
    except OSError:
        yield f"{folder} not read"


def _as_it_is(path: str) -> str:
    try:
        return _stated(path, os.stat(path))  # noqa: PTH116 - asked before every command
    except OSError:
        return f"{path} not there"


def _stated(path: str, found: os.stat_result) -> str:
    return f"{path} {found.st_size} {found.st_mtime_ns} {found.st_ino}"


# ---- a command -----------------------------------------------------------------------------------


def _answer(connection: socket, tell: int) -> NoReturn:
    """Run the command of a client, in a copy of the checker that ends with it."""
    try:
        os.setsid()  # a Ctrl-C in the terminal of the checker is not one of the client
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        connection.settimeout(PATIENCE)
        connection.sendall(client.HERE)
        arguments = _taken_over(connection)
        if arguments is None:
            connection.sendall(client.REFUSED)
            os._exit(0)
        connection.sendall(client.READY)
        if received(connection, len(client.GO)) != client.GO:
            os._exit(0)
        _listen_for_interrupts(connection)
    except (OSError, EOFError, ValueError, TypeError):  # the client is gone, or is none of ours
        os._exit(0)
    _run(connection, arguments, tell)


def _run(connection: socket, arguments: list[str], tell: int) -> NoReturn:
    """Run the command as the process of the client would, and say how it ended."""
    from microdep_rules.cli import main

    try:
        code = main.completed(arguments)
    except KeyboardInterrupt:
        with suppress(OSError):
            os.write(2, b"interrupted\n")
        code = client.INTERRUPTED
    signal.signal(signal.SIGIO, signal.SIG_IGN)
    with suppress(OSError):
        connection.sendall(code.to_bytes(SIZE, "big"))
    connection.close()  # the client need not wait for what follows
    with suppress(OSError):
        os.write(tell, readiness.loaded())
    os._exit(code)


def _taken_over(connection: socket) -> list[str] | None:
    """Take over what a client has; its arguments, or nothing where it is another user or another program."""
    head, control, _, _ = connection.recvmsg(SIZE, SIZE * 16)
    files = [*_files_in(control)]
    size = int.from_bytes(head, "big")
    if len(head) != SIZE or len(files) != MOST_FILES or size > LONGEST or not _is_our_user(connection):
        return None
    theirs, arguments, environment, mask = marshal.loads(received(connection, size))  # noqa: S302 - of the same user and the same program
    if theirs != likeness():
        return None
    for number, each in enumerate(files[:3]):
        os.dup2(each, number)
    os.fchdir(files[3])
    for file in files:
        os.close(file)
    os.environ.clear()
    os.environb.update(environment)
    time.tzset()
    os.umask(mask)
    sys.argv = ["microdep", *arguments]
    _take_streams()
    return list(arguments)


def _files_in(control: list[tuple[int, int, bytes]]) -> array[int]:
    files = array("i")
    for level, kind, data in control:
        if (level, kind) == (SOL_SOCKET, SCM_RIGHTS):
            files.frombytes(data[: len(data) - len(data) % files.itemsize])
    return files


def _is_our_user(connection: socket) -> bool:
    """Return whether the client is of the same user; others cannot even enter the folder of the address."""
    import socket as system

    credentials = getattr(system, "SO_PEERCRED", None)  # of Linux
    if credentials is None:
        return True
    found = connection.getsockopt(SOL_SOCKET, credentials, CREDENTIALS)
    return int.from_bytes(found[4:8], sys.byteorder) == os.getuid()


def _take_streams() -> None:
    """The three streams as Python makes them when it begins."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        old: Any = getattr(sys, f"__{name}__")
        raw = io.open(number, "rb" if name == "stdin" else "wb", -1, closefd=False)  # noqa: UP020, SIM115 - as the interpreter does
        by_line = name == "stderr" or os.isatty(number)
        stream: Any = io.TextIOWrapper(raw, old.encoding, old.errors, newline="\n", line_buffering=by_line)
        stream.mode = "r" if name == "stdin" else "w"
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


def _listen_for_interrupts(connection: socket) -> None:
    """An interrupt of the client interrupts the command, and its end ends it."""

    def on_message(*_: object) -> None:
        try:
            said = connection.recv(1, MSG_DONTWAIT)
        except BlockingIOError:
            return
        except OSError:
            said = b""
        if said == client.INTERRUPT:
            signal.raise_signal(signal.SIGINT)
        elif not said:
            os._exit(client.INTERRUPTED)

    connection.settimeout(None)
    signal.signal(signal.SIGIO, on_message)
    fcntl.fcntl(connection, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(connection, fcntl.F_SETFL, fcntl.fcntl(connection, fcntl.F_GETFL) | os.O_ASYNC)
    on_message()
