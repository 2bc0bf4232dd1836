"""Index of a bundle, `bundle.json`: the original path of each file, and the options of the check."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from microdep_rules.pipeline.attachments import EvidenceEntry  # noqa: TC001 - msgspec reads it
from microdep_rules.report.pdf import NoRendererError, engine
from microdep_rules.workspace.reading import digest_of

if TYPE_CHECKING:
    from collections.abc import Sequence


class BundleOptions(msgspec.Struct):
    """Options of a check that affect its outcomes."""

    fail_on: str
    horizon_days: int
    no_exclusions: bool
    strict_waivers: bool
    lists_stale_after: int = 0
    waiver_longest_days: int = 0
    waiver_approvers: list[str] = []
    waivers_ignored: bool = False


class BundleAim(msgspec.Struct, forbid_unknown_fields=True):
    """Goal of the remedies that the report contains."""

    goal: str
    by: str
    limit: int


class BundleProduction(msgspec.Struct, forbid_unknown_fields=True):
    """Production analyses that the report contains."""

    impact: bool
    scenarios: list[str]
    remedy: BundleAim | None
    exposure: bool

    def names(self) -> set[str]:
        """Return the names of the analyses, as a record uses them."""
        asked = {
            "impact": self.impact,
            "scenarios": self.scenarios,
            "remedies": self.remedy,
            "exposure": self.exposure,
        }
        return {name for name, request in asked.items() if request}


class _BundleRequest(msgspec.Struct):
    paths: list[str]
    packs: list[str]
    variants: dict[str, str]
    context: str
    overlays: list[str]
    waivers: list[str] | None
    baseline: str
    production: BundleProduction | None = None


class IndexFile(msgspec.Struct):
    """File of a bundle, with the path that the input had before."""

    path: str
    file: str


class _Input(IndexFile):
    kind: str
    digest: str = ""
    folder: str = ""
    """Name of the folder of a table; empty unless the table takes the name of its product from its folder."""


class _Pack(msgspec.Struct):
    name: str
    version: str
    digest: str
    files: list[IndexFile]


class _Engine(msgspec.Struct):
    fonts: list[str] = []
    weasyprint: str = ""
    pango: str = ""


class BundleIndex(msgspec.Struct):
    """Content of `bundle.json`, which is enough to repeat the check."""

    schema: str
    generated_at: str
    as_of: str
    tool: dict[str, str]
    options: BundleOptions
    asked: _BundleRequest
    inputs: list[_Input]
    packs: list[_Pack]
    pdf: _Engine | None = None
    template: list[str] = []
    evidence: list[EvidenceEntry] = []


def index_data(index: BundleIndex) -> dict[str, Any]:
    """Return the index as `report` writes it, without unknown fields."""
    data: dict[str, Any] = msgspec.to_builtins(index)
    if data["asked"]["production"] is None:
        del data["asked"]["production"]
    for entry in data["inputs"]:
        if not entry["folder"]:
            del entry["folder"]
    return data


def fonts_of(index: BundleIndex, fonts: Sequence[bytes]) -> tuple[bytes, ...]:
    """Return the given fonts that the PDF uses, in the order of the PDF."""
    own = {digest_of(font): font for font in fonts}
    return tuple(own[font] for font in index.pdf.fonts if font in own) if index.pdf is not None else ()


def find_pdf_obstacle(index: BundleIndex, fonts: Sequence[bytes] = ()) -> str:
    """Return the reason why the PDF cannot be made again with these fonts; empty if there is no obstacle."""
    if index.pdf is None:
        return ""
    if len(index.pdf.fonts) != len(fonts_of(index, fonts)):
        return "it has fonts that are not in the bundle; name their files with --font"
    try:
        engine()
    except NoRendererError as absent:
        return str(absent)
    return ""
