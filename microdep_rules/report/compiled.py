"""Cache of compiled page templates, in the folder that Python uses for compiled modules.

Compiling a template takes longer than filling it with data. The cache is in `__pycache__` or below
`PYTHONPYCACHEPREFIX`, and the program trusts it as much as its own modules. Nothing is stored if
`PYTHONDONTWRITEBYTECODE` is set, or if the folder is read-only. Custom templates are never stored: a separate
process compiles them every time.
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
    """Cache of compiled standard templates.

    A stored file depends only on the template, on Jinja, and on the code of this program. An unreadable or
    damaged file is ignored. `kind` is the name of the environment that compiles the templates.
    """

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def get_cache_key(self, name: str, filename: str | None = None) -> str:  # noqa: ARG002 - each template has a name
        """Return the name of the file that stores the compiled template, made from its name and `kind`."""
        return f"{name}.{self.kind}"

    def get_source_checksum(self, source: str) -> str:
        """Return a checksum of everything that affects the compiled form: the template, filters and so on."""
        made_from = "\n".join((source, jinja2.__version__, sys.version, *report_code()))
        return hashlib.sha256(made_from.encode()).hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        """Load the compiled form of a template if the stored file is valid; otherwise do nothing."""
        try:
            checksum, _, body = _file(bucket.key).read_bytes().partition(b"\n")
        except OSError:
            return
        if checksum == _checksum(bucket, body):
            bucket.code = marshal.loads(body)  # noqa: S302 - trusted like the .pyc files of Python

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Store the compiled form of a template; do nothing if the folder is read-only."""
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
