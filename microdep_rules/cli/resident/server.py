"""Server of the resident checker; it runs each command in a fork.

The fork has the streams, the folder, the environment and the arguments of the client, and reads every file
again. Before each command, the checker ends if a file of the program has changed.
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
from microdep_rules.cli.resident.client import PATIENCE, SIZE, process_identity, receive
from microdep_rules.pipeline.memory import MEMORY

if TYPE_CHECKING:
    from collections.abc import Iterator

ATTEMPTS, MOMENT = 50, 0.1
"""Number of attempts to stop a checker, and seconds between two attempts; the last attempt kills it."""
WAITING = 64
"""Largest number of clients that may wait for the checker."""
LONGEST = 64 * 1024 * 1024
"""Largest number of bytes of a client's request; the operating system limits arguments and environment."""
MOST_FILES = 4
KEPT = (".py", ".lark", ".json")
"""File name endings of program files that a process keeps in memory; all others are read for each command."""
CREDENTIALS = 12
"""Number of bytes of a client's credentials: its process, user and group."""


class Address(Struct, frozen=True):
    """Path of a checker's socket, and of the file that a running checker locks."""

    path: Path

    @property
    def lock(self) -> Path:
        """File that a running checker locks; the file contains its process number."""
        return self.path.with_suffix(".lock")


class BusyError(Exception):
    """Error if another checker listens at the socket."""


class StoppedError(Exception):
    """Exception that ends the checker when `microdep serve --stop` asks for it."""


def address() -> Address:
    """Return the address of the checker that can do the work of this process."""
    return Address(Path(client.private_folder(), client.name_of(process_identity())))


def become(own: Address, idle: int) -> NoReturn:
    """Turn this process into a checker that listens at an address."""
    signal.setitimer(signal.ITIMER_REAL, 0)  # otherwise, the timer would go on in the new program
    command = client.command_of(own.path.name, idle)
    os.execve(command[0], command, client.initial_environment())  # noqa: S606 - the same interpreter


def begin(name: str, idle: str, how: str) -> NoReturn:
    """Run a checker in this process, either for a client without a terminal or for `microdep serve`."""
    if how == client.DETACHED:
        os.closerange(3, os.sysconf("SC_OPEN_MAX"))
        os.setsid()
        os.chdir("/")  # a folder in use cannot be unmounted
    try:
        own = address()
        ended = serve(own, int(idle) * 60.0) if own.path.name == name else "the program is another one"
    except BusyError:
        _end("a resident checker runs already; `microdep serve --stop` stops it", exit_codes.USAGE)
    except OSError as problem:
        _end(f"the resident checker cannot open its socket: {problem.strerror or problem}", exit_codes.USAGE)
    except KeyboardInterrupt:
        _end("interrupted", exit_codes.INTERRUPTED)
    _end(f"the resident checker has ended: {ended}", exit_codes.OK)


def _end(why: str, code: int) -> NoReturn:
    with suppress(OSError):
        os.write(2, f"{why}\n".encode())
    os._exit(code)


def serve(own: Address, idle: float) -> str:
    """Answer clients until no client comes for `idle` seconds or the program changes.

    Return the reason for the end. The checker opens the socket only after all imports.
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
    """Stop the checker at an address; return whether a checker was running."""
    for attempt in range(ATTEMPTS):
        try:
            with _locked(own):
                return attempt > 0
        except BusyError:
            number = own.lock.read_text(encoding="ascii").strip()
        if number.isdecimal():  # a checker that has just started has no number yet
            with suppress(ProcessLookupError):
                os.kill(int(number), signal.SIGKILL if attempt == ATTEMPTS - 2 else signal.SIGTERM)
        time.sleep(MOMENT)
    return True


def _stop(*_: object) -> NoReturn:
    raise StoppedError


class _locked:  # noqa: N801 - a context manager, used as a function
    """Context manager that locks the address of a checker."""

    def __init__(self, own: Address) -> None:
        self.own = own

    def __enter__(self) -> None:
        self.file = os.open(self.own.lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as problem:
            os.close(self.file)
            raise BusyError from problem
        os.ftruncate(self.file, 0)
        os.pwrite(self.file, f"{os.getpid()}\n".encode(), 0)

    def __exit__(self, *_: object) -> None:
        os.close(self.file)


def _listen(listener: socket, own: Address, program: Program, idle: float) -> str:
    """Answer each client in a fork until the checker ends; return the reason for the end."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # no process waits for the forks
    known = _inode(own.path)
    reports, report = os.pipe()
    os.set_blocking(report, False)
    sources: list[socket | int] = [listener, reports]
    MEMORY.is_on = True
    _freeze_objects()
    while True:
        ready = select.select(sources, [], [], idle)[0]
        if not ready:
            return "no check came"
        if listener not in ready:
            readiness.remember(os.read(reports, select.PIPE_BUF))
            program.learn()
            _freeze_objects()
            continue
        connection, _ = listener.accept()
        with connection:
            if program.is_changed():
                return "microdep has changed"
            if _inode(own.path) != known:
                return "its socket was replaced"
            if os.fork() == 0:
                listener.close()
                _answer(connection, report)


def _freeze_objects() -> None:
    """Exclude the existing objects from garbage collection, so that their memory stays shared with forks."""
    gc.collect()
    gc.freeze()


def _inode(path: Path) -> int:
    try:
        return path.stat().st_ino
    except OSError:
        return 0


# ---- the program ---------------------------------------------------------------------------------


class Program:
    """Files of the running program: the package and the loaded libraries, to detect changes."""

    def __init__(self) -> None:
        self.own = frozenset(_own_files())
        self.others: dict[str, str] = {}
        self.learn()

    def learn(self) -> None:
        """Add the files of libraries that were loaded since the last call."""
        specs = [getattr(module, "__spec__", None) for module in list(sys.modules.values())]
        for path in {spec.origin for spec in specs if spec is not None and spec.has_location}:
            if path and path not in self.others and not path.startswith(f"{client.PACKAGE}/"):
                self.others[path] = _state(path)

    def is_changed(self) -> bool:
        """Return whether a file is new or changed: another size, modification time or inode."""
        others = any(_state(path) != then for path, then in self.others.items())
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
                    yield _state_line(entry.path, entry.stat())
    except OSError:
        yield f"{folder} not read"


def _state(path: str) -> str:
    try:
        return _state_line(path, os.stat(path))  # noqa: PTH116 - called before every command
    except OSError:
        return f"{path} missing"


def _state_line(path: str, status: os.stat_result) -> str:
    return f"{path} {status.st_size} {status.st_mtime_ns} {status.st_ino}"


# ---- a command -----------------------------------------------------------------------------------


def _answer(connection: socket, report: int) -> NoReturn:
    """Run the command of a client in this fork, and end the fork."""
    try:
        os.setsid()  # Ctrl-C in the terminal of the checker must not interrupt the client
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        connection.settimeout(PATIENCE)
        connection.sendall(client.HERE)
        arguments = _take_over(connection)
        if arguments is None:
            connection.sendall(client.REFUSED)
            os._exit(0)
        connection.sendall(client.READY)
        if receive(connection, len(client.GO)) != client.GO:
            os._exit(0)
        _listen_for_interrupts(connection)
    except (OSError, EOFError, ValueError, TypeError):  # the client has ended, or is another program
        os._exit(0)
    _run(connection, arguments, report)


def _run(connection: socket, arguments: list[str], report: int) -> NoReturn:
    """Run the command as the client would, send its exit code, and end the process."""
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
    connection.close()  # the client need not wait for the rest
    with suppress(OSError):
        os.write(report, readiness.new_packs())
    os._exit(code)


def _take_over(connection: socket) -> list[str] | None:
    """Take over the streams, folder and environment of a client, and return its arguments.

    The result is `None` if the client belongs to another user or to another version of the program.
    """
    head, control, _, _ = connection.recvmsg(SIZE, SIZE * 16)
    files = [*_files_in(control)]
    size = int.from_bytes(head, "big")
    if len(head) != SIZE or len(files) != MOST_FILES or size > LONGEST or not _is_our_user(connection):
        return None
    identity, arguments, environment, mask = marshal.loads(receive(connection, size))  # noqa: S302 - sent by the same user and program
    if identity != process_identity():
        return None
    for number, file in enumerate(files[:3]):
        os.dup2(file, number)
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
    """Return whether the client belongs to the user of the checker.

    Other users cannot enter the folder of the address, so this test is a second protection.
    """
    import socket as system

    credentials = getattr(system, "SO_PEERCRED", None)  # only on Linux
    if credentials is None:
        return True
    peer = connection.getsockopt(SOL_SOCKET, credentials, CREDENTIALS)
    return int.from_bytes(peer[4:8], sys.byteorder) == os.getuid()


def _take_streams() -> None:
    """Open the three standard streams as Python does at its start."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        old: Any = getattr(sys, f"__{name}__")
        raw = io.open(number, "rb" if name == "stdin" else "wb", -1, closefd=False)  # noqa: UP020, SIM115 - as the interpreter does
        by_line = name == "stderr" or os.isatty(number)
        stream: Any = io.TextIOWrapper(raw, old.encoding, old.errors, newline="\n", line_buffering=by_line)
        stream.mode = "r" if name == "stdin" else "w"
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


def _listen_for_interrupts(connection: socket) -> None:
    """Pass an interrupt of the client to the command, and end the command when the client ends."""

    def on_message(*_: object) -> None:
        try:
            message = connection.recv(1, MSG_DONTWAIT)
        except BlockingIOError:
            return
        except OSError:
            message = b""
        if message == client.INTERRUPT:
            signal.raise_signal(signal.SIGINT)
        elif not message:
            os._exit(client.INTERRUPTED)

    connection.settimeout(None)
    signal.signal(signal.SIGIO, on_message)
    fcntl.fcntl(connection, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(connection, fcntl.F_SETFL, fcntl.fcntl(connection, fcntl.F_GETFL) | os.O_ASYNC)
    on_message()
