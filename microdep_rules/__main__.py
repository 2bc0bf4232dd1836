"""Start of the commands `microdep` and `python -m microdep_rules`."""

import gc
import os
import sys

TYPE_CHECKING = False
"""Replacement for `typing.TYPE_CHECKING`, because the import of `typing` is slow."""
if TYPE_CHECKING:
    from typing import NoReturn


def run() -> None:
    """Run the command; an interrupt (Ctrl+C) prints no traceback, not even during imports."""
    sys.unraisablehook = _unraised
    gc.disable()  # imports free no memory, and the collector would take a tenth of the start
    try:
        _ask_resident()
        from microdep_rules.cli.main import run as command

        command()
    except KeyboardInterrupt:
        _interrupted()
    except RuntimeError as problem:
        if isinstance(problem.__cause__, KeyboardInterrupt):  # Python 3.11 wraps an interrupt in a class body
            _interrupted()
        raise


def _ask_resident() -> None:
    """Ask the resident checker, a background process, to run the command.

    If the process answers, exit with its exit code. If it is not enabled or does not answer, do nothing.
    """
    if sys.argv[1:2] != ["check"]:
        return
    from microdep_rules.cli.resident.client import answer

    code = answer(sys.argv[1:])
    if code is not None:
        os._exit(code)


def _unraised(unraisable: "sys.UnraisableHookArgs") -> None:
    """End the command after an interrupt (Ctrl+C) that Python can only report, as during an import."""
    if issubclass(unraisable.exc_type, KeyboardInterrupt):
        _interrupted()
    sys.__unraisablehook__(unraisable)


def _interrupted() -> "NoReturn":
    """End the command after an interrupt (Ctrl+C), like `cli.main`, which may not be imported yet."""
    try:
        os.write(2, b"interrupted\n")
    finally:  # the output may be closed
        os._exit(130)


if __name__ == "__main__":
    run()
