"""Compiled templates, stored beside them as Python stores compiled modules.

Compiling the template of a report takes longer than filling it. The compiled form is where Python itself
would put it (`__pycache__`, or below `PYTHONPYCACHEPREFIX`), under the same trust as our modules, and is not
written with `PYTHONDONTWRITEBYTECODE` or in a folder that cannot be written to. Only our own templates are
stored: a custom template is compiled each time, in a process of its own.
"""

from __future__ import annotations

import hashlib
import marshal
import os
import sys
from importlib.util import cache_from_source
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2
from jinja2 import BytecodeCache

from microdep_rules.vocabulary.resources import report_code, report_templates

if TYPE_CHECKING:
    from jinja2.bccache import Bucket


class CompiledTemplates(BytecodeCache):
    """Compiled templates of our own, each in a file that depends on its source, Jinja and our code alone.

    `kind` names the environment that compiles them. An unreadable or damaged file is ignored.
    """

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def get_cache_key(self, name: str, filename: str | None = None) -> str:  # noqa: ARG002 - all have names
        """Return the name of the template, as that of its file."""
        return f"{name}.{self.kind}"

    def get_source_checksum(self, source: str) -> str:
        """Return the checksum of all inputs of the compiled form, our filters included."""
        made_from = "\n".join((source, jinja2.__version__, sys.version, *report_code()))
        return hashlib.sha256(made_from.encode()).hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        """Load the compiled form, if a valid one exists."""
        try:
            checksum, _, body = _file(bucket.key).read_bytes().partition(b"\n")
        except OSError:
            return
        if checksum == _checksum(bucket, body):
            bucket.code = marshal.loads(body)  # noqa: S302 - as Python does with the modules beside it

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Store the compiled form, if possible."""
        if sys.dont_write_bytecode:
            return
        body = marshal.dumps(bucket.code)
        path = _file(bucket.key)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            aside = path.with_name(f"{path.name}.{os.getpid()}")
            try:
                aside.write_bytes(_checksum(bucket, body) + b"\n" + body)
                aside.replace(path)
            finally:
                aside.unlink(missing_ok=True)
        except OSError:
            return


def _file(key: str) -> Path:
    return Path(cache_from_source(str(report_templates() / f"{key}.py")))


def _checksum(bucket: Bucket, body: bytes) -> bytes:
    return hashlib.sha256(f"{bucket.key} {bucket.checksum}\n".encode() + body).hexdigest().encode()
