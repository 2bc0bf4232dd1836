"""Package data: schemas, vocabularies, the grammar, and the location of the shipped packs.

The only module that reads package data, including that of the one package whose schemas are used. In the
wheel the folders `schemas` and `rules` are inside the package; in a checkout they are next to it.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PACKAGE = Path(__file__).resolve().parent.parent
DEFAULT_PACK = "micro-dependency"
"""The shipped pack that is run where none is named."""


@cache
def _folder(name: str) -> Path:
    inside = PACKAGE / name
    return inside if inside.is_dir() else PACKAGE.parent / name


@cache
def schema_data(name: str) -> dict[str, Any]:
    """One of our JSON Schemas, by the name of its version: `microdep-bom-1`; callers do not change it."""
    return _json(_folder("schemas") / f"{name}.schema.json")


def schema_text(name: str) -> str:
    """The text of one of our JSON Schemas, to be put where an editor looks for it."""
    return (_folder("schemas") / f"{name}.schema.json").read_text(encoding="utf-8")


def schema_kinds() -> tuple[str, ...]:
    """The kinds of documents that have a schema of version 1, sorted."""
    paths = (_folder("schemas")).glob("microdep-*-1.schema.json")
    return tuple(sorted(path.name.split("-")[1] for path in paths))


@cache
def vocabulary_names() -> tuple[str, ...]:
    """The names of all vocabulary files, sorted."""
    return tuple(sorted(path.stem for path in (_folder("schemas") / "vocabulary").glob("*.json")))


@cache
def vocabulary_data(name: str) -> dict[str, Any]:
    """The content of one vocabulary file; callers do not change it."""
    return _json(_folder("schemas") / "vocabulary" / f"{name}.json")


@cache
def amounts_data() -> dict[str, Any]:
    """Return the fields with a number, and the meaning of 0 in each. Callers must not change it."""
    return _json(_folder("schemas") / "amounts.json")


@cache
def cas_numbers() -> dict[str, str]:
    """The elements by their CAS Registry Numbers; callers do not change it."""
    elements: dict[str, str] = _json(_folder("schemas") / "cas-numbers.json")["elements"]
    return elements


@cache
def columns_data() -> dict[str, Any]:
    """The names that columns of foreign tables go by; callers do not change it."""
    return _json(_folder("schemas") / "columns.json")


@cache
def company_names_data() -> dict[str, Any]:
    """Return words in company names that do not distinguish companies. Callers must not change it."""
    return _json(_folder("schemas") / "company-names.json")


@cache
def placeholder_names_data() -> dict[str, Any]:
    """Return the words of placeholder names. Callers must not change it."""
    return _json(_folder("schemas") / "placeholder-names.json")


@cache
def company_headings_data() -> dict[str, Any]:
    """Headings of columns in tables of companies; callers do not change it."""
    return _json(_folder("schemas") / "company-headings.json")


@cache
def workbook_texts_data() -> dict[str, Any]:
    """Texts of workbooks in each language; callers do not change it."""
    return _json(_folder("schemas") / "workbook-texts.json")


@cache
def component_names_data() -> dict[str, Any]:
    """Return the nouns in component names. Callers must not change it."""
    return _json(_folder("schemas") / "component-names.json")


@cache
def indicators_data() -> dict[str, Any]:
    """Return groups of substances, and their indicators in components. Callers must not change it."""
    return _json(_folder("schemas") / "indicators.json")


@cache
def contradicted_facts_data() -> dict[str, Any]:
    """Facts that other statements of a document may contradict; callers do not change it."""
    return _json(_folder("schemas") / "contradicted-facts.json")


def figures_bytes() -> bytes:
    """The published figures on exposure that come with the product, as a document."""
    return (_folder("schemas") / "figures.json").read_bytes()


@cache
def glossary_data() -> dict[str, Any]:
    """Terms with their definitions and sources; callers do not change it."""
    return _json(_folder("schemas") / "glossary.json")


@cache
def cyclonedx_schema(name: str) -> dict[str, Any]:
    """An official JSON Schema of CycloneDX, as `bom-1.6` or `spdx`; callers do not change it.

    They are data of the library of that project, which is found and not imported: that takes long.
    """
    from importlib.util import find_spec

    package = find_spec("cyclonedx")
    assert package is not None, "cyclonedx-python-lib is a dependency"
    assert package.submodule_search_locations is not None
    return _json(
        Path(package.submodule_search_locations[0], "schema", "_res", f"{name}.SNAPSHOT.schema.json")
    )


def _json(path: Path) -> dict[str, Any]:
    return cast("dict[str, Any]", msgspec.json.decode(path.read_bytes()))


@cache
def grammar_text() -> str:
    """The grammar of the rule language."""
    return (PACKAGE / "lang" / "grammar.lark").read_text(encoding="utf-8")


@cache
def wordings_text() -> str:
    """The table of wordings of other languages."""
    return (PACKAGE / "lang" / "wordings.toml").read_text(encoding="utf-8")


@cache
def report_template(name: str) -> str:
    """The text of a template of the reports."""
    return (report_templates() / name).read_text(encoding="utf-8")


def report_templates() -> Path:
    """The folder of the templates of the reports."""
    return PACKAGE / "report" / "templates"


@cache
def report_code() -> tuple[str, ...]:
    """The code whose filters templates use, each file with its size and time of change."""
    return tuple(sorted(_files_of((PACKAGE / "report", PACKAGE / "output"), (".py",))))


@cache
def report_fonts() -> tuple[Path, ...]:
    """Return the font files of printed reports."""
    return tuple(sorted((PACKAGE / "report" / "fonts").glob("*.ttf")))


@cache
def starter_text(name: str) -> str:
    """Return a template of `microdep new` and `microdep init`, with placeholders such as `$name`."""
    return (PACKAGE / "workspace" / "starters" / name).read_text(encoding="utf-8")


def catalogue_text(phase: str) -> str:
    """Return the catalogue of messages of a phase (TOML); empty where a phase has none."""
    path = PACKAGE / "messages" / f"{phase}.toml"
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def printed_text(phase: str) -> str:
    """Return what the examples of a catalogue print."""
    path = PACKAGE / "messages" / f"{phase}.printed.txt"
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def made_from() -> tuple[str, ...]:
    """Return the dependencies of a checked pack besides its own text: files with size and time of change.

    These are the files of the language, the vocabularies and the schemas.
    """
    schemas = _folder("schemas")
    code = (
        PACKAGE,
        PACKAGE / "messages",
        PACKAGE / "lang",
        PACKAGE / "lang" / "errors",
        PACKAGE / "vocabulary",
    )
    folders = (*code, schemas, schemas / "vocabulary")
    return tuple(sorted(_files_of(folders, (".py", ".lark", ".json", ".toml"))))


def whole_product() -> tuple[str, ...]:
    """Every file on which the result of a check may depend, with its size and time of change."""
    schemas = _folder("schemas")
    folders = (Path(folder) for top in (PACKAGE, schemas) for folder, _, _ in os.walk(top))
    return tuple(sorted(set(_files_of(folders, (".py", ".lark", ".json", ".toml")))))


def _files_of(folders: Iterable[Path], ends: tuple[str, ...]) -> Iterator[str]:
    """Files that end in one way or another, each with its size and time of change."""
    for folder in folders:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.endswith(ends):
                    said = entry.stat()
                    yield f"{folder}/{entry.name} {said.st_size} {said.st_mtime_ns}"


def rules_folder() -> Path:
    """Return the folder of the shipped rule packs."""
    return _folder("rules")


def schemas_folder() -> Path:
    """Return the folder of the schemas and vocabularies."""
    return _folder("schemas")
