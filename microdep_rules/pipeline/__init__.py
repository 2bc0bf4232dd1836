"""The one path that every shell calls: files and packs in, everything that was established out."""

from __future__ import annotations

from microdep_rules.pipeline.beside import Beside, files_beside, load_context, read_beside
from microdep_rules.pipeline.check import run_check
from microdep_rules.pipeline.documents import Request, bom_of, judged, load_bom, outcomes_of
from microdep_rules.pipeline.packs import PackLoader, PackSet, load_packs, named_pack
from microdep_rules.pipeline.project import Project, open_project
from microdep_rules.pipeline.settings import stated_value

__all__ = [
    "Beside",
    "PackLoader",
    "PackSet",
    "Project",
    "Request",
    "bom_of",
    "files_beside",
    "judged",
    "load_bom",
    "load_context",
    "load_packs",
    "named_pack",
    "open_project",
    "outcomes_of",
    "read_beside",
    "run_check",
    "stated_value",
]
