"""Fuzzing of one target, guided by the coverage of our code: `make fuzz TARGET=loader SECONDS=3600`.

What it finds is written into a folder; made small, it belongs into `found/` under the name of the target.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST = 8192
SLOWEST = 20
"""Seconds of the processor for one input: a slower one is a finding."""
HANGING = 300
"""Seconds, whatever else the machine does."""
MOST_MEMORY = 1024


def in_time(run: Callable[[bytes], None], data: bytes) -> None:
    """One input, which takes no longer than it may."""
    begin = time.process_time()
    run(data)
    took = time.process_time() - begin
    assert took <= SLOWEST, f"{took:.0f} s"


def main(target: str, seconds: str, output: str) -> None:
    """Fuzz a target for so many seconds; what breaks it is written into a folder."""
    import atheris

    with atheris.instrument_imports(include=["microdep_rules"]):
        import microdep_rules

        # Also what is otherwise imported where it is used: coverage guides only through what is instrumented.
        for module in pkgutil.walk_packages(microdep_rules.__path__, "microdep_rules."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)
        from microdep_rules.lang.reserved import CLAUSES, DECLARATIONS, SMALL_WORDS
        from tests.fuzz.targets import TARGETS, seeds

    corpus = Path(tempfile.mkdtemp())
    for number, path in enumerate(seeds(target)):
        (corpus / f"seed-{number}").write_bytes(path.read_bytes())
    words = corpus.with_suffix(".dict")
    words.write_text("\n".join(f'"{each}"' for each in [*DECLARATIONS, *CLAUSES, *SMALL_WORDS]), "utf-8")
    artifacts = Path(output)
    artifacts.mkdir(parents=True, exist_ok=True)
    options = [
        f"-max_total_time={seconds}",
        f"-max_len={LONGEST}",
        f"-timeout={HANGING}",
        f"-rss_limit_mb={MOST_MEMORY}",
        f"-artifact_prefix={artifacts}/",
        f"-dict={words}",
        "-print_final_stats=1",
    ]
    atheris.Setup([sys.argv[0], *options, str(corpus)], lambda data: in_time(TARGETS[target], data))
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
