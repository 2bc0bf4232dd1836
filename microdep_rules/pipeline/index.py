"""The index of a bundle, `bundle.json`: which file was which, and what was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from microdep_rules.pipeline.attached import Entry  # noqa: TC001 - msgspec reads it
from microdep_rules.report.pdf import NoRendererError, engine
from microdep_rules.workspace.reading import digest_of

if TYPE_CHECKING:
    from collections.abc import Sequence


class Options(msgspec.Struct):
    """The options of a check, as far as they decide its outcomes."""

    fail_on: str
    horizon_days: int
    no_exclusions: bool
    strict_waivers: bool
    lists_stale_after: int = 0
    waiver_longest_days: int = 0
    waiver_approvers: list[str] = []
    waivers_ignored: bool = False


class Aim(msgspec.Struct, forbid_unknown_fields=True):
    """What remedies were asked for."""

    goal: str
    by: str
    limit: int


class Production(msgspec.Struct, forbid_unknown_fields=True):
    """The analyses of production that were asked for."""

    impact: bool
    scenarios: list[str]
    remedy: Aim | None
    exposure: bool

    def names(self) -> set[str]:
        """The names that the analyses have in a record."""
        asked = {
            "impact": self.impact,
            "scenarios": self.scenarios,
            "remedies": self.remedy,
            "exposure": self.exposure,
        }
        return {name for name, each in asked.items() if each}


class _Asked(msgspec.Struct):
    paths: list[str]
    packs: list[str]
    variants: dict[str, str]
    context: str
    overlays: list[str]
    waivers: list[str] | None
    baseline: str
    production: Production | None = None


class File(msgspec.Struct):
    """A file of a bundle, and the path that it had."""

    path: str
    file: str


class _Input(File):
    kind: str
    digest: str = ""


class _Pack(msgspec.Struct):
    name: str
    version: str
    digest: str
    files: list[File]


class _Engine(msgspec.Struct):
    fonts: list[str] = []
    weasyprint: str = ""
    pango: str = ""


class Index(msgspec.Struct):
    """What `bundle.json` has to say for a check to be made again."""

    schema: str
    generated_at: str
    as_of: str
    tool: dict[str, str]
    options: Options
    asked: _Asked
    inputs: list[_Input]
    packs: list[_Pack]
    pdf: _Engine | None = None
    template: list[str] = []
    evidence: list[Entry] = []


def as_written(index: Index) -> dict[str, Any]:
    """The index as `report` writes it: what a file has besides nobody has read."""
    data: dict[str, Any] = msgspec.to_builtins(index)
    if data["asked"]["production"] is None:
        del data["asked"]["production"]
    return data


def fonts_of(index: Index, fonts: Sequence[bytes]) -> tuple[bytes, ...]:
    """Those of some fonts with which the PDF was laid out, in its order."""
    own = {digest_of(font): font for font in fonts}
    return tuple(own[font] for font in index.pdf.fonts if font in own) if index.pdf is not None else ()


def no_pdf(index: Index, fonts: Sequence[bytes] = ()) -> str:
    """Why the PDF cannot be laid out again with these fonts; nothing where it can, or there is none."""
    if index.pdf is None:
        return ""
    if len(index.pdf.fonts) != len(fonts_of(index, fonts)):
        return "it has fonts that are not in the bundle; name their files with --font"
    try:
        engine()
    except NoRendererError as absent:
        return str(absent)
    return ""
