"""Detection of changes in a document and its inputs."""

from __future__ import annotations

import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.bom.imports.forms import TABULAR, recognize_form
from microdep_rules.pipeline import evidence
from microdep_rules.pipeline.cache import digest
from microdep_rules.pipeline.packs import identity_of
from microdep_rules.vocabulary.resources import whole_product
from microdep_rules.workspace.folders import real_path
from microdep_rules.workspace.names import MAPPING
from microdep_rules.workspace.reading import digest_of, read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from microdep_rules.bom.evidence_files import FileLook, OpenedFile
    from microdep_rules.output.checked import Input
    from microdep_rules.pipeline.document_check import CheckContext
    from microdep_rules.pipeline.project import Project

READERS = ("cyclonedx-python-lib", "jsonschema", "jsonschema-rs", "msgspec", "pyyaml")
"""Libraries that affect the reading of a document and its messages."""
NO_FILES: Mapping[str, tuple[OpenedFile, ...]] = MappingProxyType({})


def is_unchanged(
    context: CheckContext, path: str, inputs: Iterable[Input], looks: Iterable[FileLook]
) -> bool:
    """Return whether a document and its evidence files are unchanged since an earlier check."""
    same = are_files_unchanged(context.project, path, inputs)
    return same and evidence.is_evidence_unchanged(context.project.workspace, looks, context.request.evidence)


def are_files_unchanged(project: Project, path: str, inputs: Iterable[Input]) -> bool:
    """Return whether a document and its mapping file are unchanged since an earlier check.

    The result is false if a file cannot be read.
    """
    data, _ = project.workspace.read(path)
    digests = {input_.kind: input_.digest for input_ in inputs}
    if data is None or digests.get("bom") != digest_of(data):
        return False
    beside = Path(f"{path}{MAPPING}")
    if recognize_form(path, data).read_as not in TABULAR or not beside.exists():
        return "mapping" not in digests
    mapping = read_bytes(str(beside))
    return isinstance(mapping, bytes) and digests.get("mapping") == digest_of(mapping)


def check_key(
    context: CheckContext, inputs: Iterable[Input], files: Mapping[str, tuple[OpenedFile, ...]] = NO_FILES
) -> str:
    """Return a digest of everything that affects the result for a document, except the document itself.

    `files` contains the evidence files of waivers, because a waiver without its evidence file has no effect.
    """
    workspace, request = context.project.workspace, replace(context.request, jobs=1)
    read = [f"{input_.kind} {input_.path} {input_.digest}" for input_ in inputs]
    made_by = [*whole_product(), sys.version, *map(_version, READERS)]
    places = [str(real_path(workspace.base)), str(Path.cwd())]
    opened = [f"{id_} {file_!r}" for id_, opened_files in sorted(files.items()) for file_ in opened_files]
    return digest(
        [*made_by, *places, repr(request), *map(identity_of, context.packs), "", *read, "", *opened]
    )


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return ""
