"""Whether a document, and everything that it was judged by, is as it was."""

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
    from microdep_rules.pipeline.one import Asked
    from microdep_rules.pipeline.project import Project

READERS = ("cyclonedx-python-lib", "jsonschema", "jsonschema-rs", "msgspec", "pyyaml")
"""Libraries on which it depends what is read of a document, and what is said of it."""
NO_FILES: Mapping[str, tuple[OpenedFile, ...]] = MappingProxyType({})


def is_as_it_was(asked: Asked, path: str, inputs: Iterable[Input], looks: Iterable[FileLook]) -> bool:
    """Return whether a document is what it was, with the files of evidence that it was judged by."""
    same = are_as_they_were(asked.project, path, inputs)
    return same and evidence.is_as_it_was(asked.project.workspace, looks, asked.request.evidence)


def are_as_they_were(project: Project, path: str, inputs: Iterable[Input]) -> bool:
    """Return whether a document and its mapping file are what was read; not where one cannot be read."""
    data, _ = project.workspace.read(path)
    digests = {each.kind: each.digest for each in inputs}
    if data is None or digests.get("bom") != digest_of(data):
        return False
    beside = Path(f"{path}{MAPPING}")
    if recognize_form(path, data).read_as not in TABULAR or not beside.exists():
        return "mapping" not in digests
    mapping = read_bytes(str(beside))
    return isinstance(mapping, bytes) and digests.get("mapping") == digest_of(mapping)


def key_of(
    asked: Asked, inputs: Iterable[Input], files: Mapping[str, tuple[OpenedFile, ...]] = NO_FILES
) -> str:
    """Everything by which two checks of one document may differ.

    `files` are those on which waivers rely: where one is missing or has changed, its waiver has no effect.
    """
    workspace, request = asked.project.workspace, replace(asked.request, jobs=1)
    read = [f"{each.kind} {each.path} {each.digest}" for each in inputs]
    made_by = [*whole_product(), sys.version, *map(_version, READERS)]
    places = [str(real_path(workspace.base)), str(Path.cwd())]
    opened = [f"{id_} {each!r}" for id_, found in sorted(files.items()) for each in found]
    return digest([*made_by, *places, repr(request), *map(identity_of, asked.packs), "", *read, "", *opened])


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return ""
