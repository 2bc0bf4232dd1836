"""The entry of the command, by either name: `microdep`, and `python -m microdep_rules`."""

import gc
import os
import sys

TYPE_CHECKING = False
"""As in `typing`, which is long to import."""
if TYPE_CHECKING:
    from typing import NoReturn


def run() -> None:
    """Runs the command; also who interrupts it while it is still being imported sees no traceback."""
    sys.unraisablehook = _unraised
    gc.disable()  # until all is imported: nothing of it is given up, and looking costs a tenth of a start
    try:
        _ask_resident()
        from microdep_rules.cli.main import run as command

        command()
    except KeyboardInterrupt:
        _interrupted()
    except RuntimeError as problem:
        if isinstance(problem.__cause__, KeyboardInterrupt):  # Python 3.11 says so of a class in the making
            _interrupted()
        raise


def _ask_resident() -> None:
    """End with the exit code of the resident checker, where it is asked for and answers."""
    if sys.argv[1:2] != ["check"]:
        return
    from microdep_rules.cli.resident.client import answered

    code = answered(sys.argv[1:])
    if code is not None:
        os._exit(code)


def _unraised(lost: "sys.UnraisableHookArgs") -> None:
    """An interrupt that comes where Python can raise nothing, as among its imports, ends the command too."""
    if issubclass(lost.exc_type, KeyboardInterrupt):
        _interrupted()
    sys.__unraisablehook__(lost)


def _interrupted() -> "NoReturn":
    """Ends as `cli.main` does, which may not be there yet."""
    try:
        os.write(2, b"interrupted\n")
    finally:  # nobody may be there to be told
        os._exit(130)


if __name__ == "__main__":
    run()
