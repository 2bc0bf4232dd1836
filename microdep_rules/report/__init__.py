"""Reports: the record of a check as pages that people read, file and sign."""

from __future__ import annotations

from importlib.resources import files


def template(name: str) -> str:
    """The text of a template of this package."""
    return files(__name__).joinpath("templates", name).read_text(encoding="utf-8")
