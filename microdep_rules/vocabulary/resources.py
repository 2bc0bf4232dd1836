"""Data of the package: schemas, vocabularies, the grammar, and the folder of the shipped packs.

No other module reads data files of the package. This module also reads the JSON Schemas in the CycloneDX
package. In an installed package, the folders `schemas` and `rules` are inside the package folder. In a
checkout, these folders are next to the package folder.
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
"""Shipped pack that is used if the user names no pack."""


@cache
def _folder(name: str) -> Path:
    inside = PACKAGE / name
    return inside if inside.is_dir() else PACKAGE.parent / name


@cache
def schema_data(name: str) -> dict[str, Any]:
    """Return a JSON Schema of this project by name and version, such as `microdep-bom-1`.

    Callers must not change the returned dictionary.
    """
    return _json(_folder("schemas") / f"{name}.schema.json")


def schema_text(name: str) -> str:
    """Return the text of a JSON Schema of this project, to write it into a folder for editors."""
    return (_folder("schemas") / f"{name}.schema.json").read_text(encoding="utf-8")


def schema_kinds() -> tuple[str, ...]:
    """Return the sorted kinds of documents that have a schema of version 1."""
    paths = (_folder("schemas")).glob("microdep-*-1.schema.json")
    return tuple(sorted(path.name.split("-")[1] for path in paths))


@cache
def vocabulary_names() -> tuple[str, ...]:
    """Return the sorted names of all vocabulary files."""
    return tuple(sorted(path.stem for path in (_folder("schemas") / "vocabulary").glob("*.json")))


@cache
def vocabulary_data(name: str) -> dict[str, Any]:
    """Return the content of a vocabulary file. Callers must not change the returned dictionary."""
    return _json(_folder("schemas") / "vocabulary" / f"{name}.json")


@cache
def amounts_data() -> dict[str, Any]:
    """Return the meaning of the value 0 in each field with a number.

    Callers must not change the returned dictionary.
    """
    return _json(_folder("schemas") / "amounts.json")


@cache
def cas_numbers() -> dict[str, str]:
    """Return the symbols of chemical elements by CAS Registry Number.

    Callers must not change the returned dictionary.
    """
    elements: dict[str, str] = _json(_folder("schemas") / "cas-numbers.json")["elements"]
    return elements


@cache
def columns_data() -> dict[str, Any]:
    """For each meaning of a column, return its names in the tables of users and suppliers.

    Callers must not change the returned dictionary.
    """
    return _json(_folder("schemas") / "columns.json")


@cache
def company_names_data() -> dict[str, Any]:
    """Return the words in company names, such as legal forms, that do not distinguish companies.

    Callers must not change the returned dictionary.
    """
    return _json(_folder("schemas") / "company-names.json")


@cache
def placeholder_names_data() -> dict[str, Any]:
    """Return lists of the words in placeholder names, such as `TBD`, by the name of the list.

    Callers must not change the returned dictionary.
    """
    return _json(_folder("schemas") / "placeholder-names.json")


@cache
def names_of_columns(*fields: str) -> list[str]:
    """Return the names of the columns that contain the given fields in bills of materials.

    >>> names_of_columns("lei")[0]
    'LEI'
    """
    return [name for field in columns_data()["fields"] if field["field"] in fields for name in field["names"]]


def company_headings_data() -> dict[str, Any]:
    """Return the headings that company tables use for their columns.

    Callers must not change the returned dictionary.
    """
    return _json(_folder("schemas") / "company-headings.json")


@cache
def workbook_texts_data() -> dict[str, Any]:
    """Return the texts of workbooks in each language. Callers must not change the returned dictionary."""
    return _json(_folder("schemas") / "workbook-texts.json")


@cache
def component_names_data() -> dict[str, Any]:
    """Return the nouns in component names, with their classes and functions.

    Callers must not change the returned dictionary.
    """
    return _json(_folder("schemas") / "component-names.json")


@cache
def indicators_data() -> dict[str, Any]:
    """Return the families of substances, and the indicators for each family.

    Callers must not change the returned dictionary.
    """
    return _json(_folder("schemas") / "indicators.json")


@cache
def contradicted_facts_data() -> dict[str, Any]:
    """Return the facts that other statements of a document may contradict, each with these statements.

    Callers must not change the returned dictionary.
    """
    return _json(_folder("schemas") / "contradicted-facts.json")


def figures_bytes() -> bytes:
    """Return the shipped document with figures, such as a country's share of world production, as bytes."""
    return (_folder("schemas") / "figures.json").read_bytes()


@cache
def glossary_data() -> dict[str, Any]:
    """Return the terms of the glossary, with definitions and sources.

    Callers must not change the returned dictionary.
    """
    return _json(_folder("schemas") / "glossary.json")


@cache
def cyclonedx_schema(name: str) -> dict[str, Any]:
    """Return an official CycloneDX JSON Schema, such as `bom-1.6` or `spdx`.

    Callers must not change the returned dictionary.

    The schemas are data files of the Python library of CycloneDX. The program finds the library but does not
    import it, because the import is slow.
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
    """Return the grammar of the rule language."""
    return (PACKAGE / "lang" / "grammar.lark").read_text(encoding="utf-8")


@cache
def wordings_text() -> str:
    """Return the text of `wordings.toml`: everyday wordings, and their form in the rule language."""
    return (PACKAGE / "lang" / "wordings.toml").read_text(encoding="utf-8")


@cache
def report_template(name: str) -> str:
    """Return the text of a report template."""
    return (report_templates() / name).read_text(encoding="utf-8")


def report_templates() -> Path:
    """Return the folder of the report templates."""
    return PACKAGE / "report" / "templates"


@cache
def report_code() -> tuple[str, ...]:
    """Return the files with the Python code of the report filters, each with its size and time of change."""
    return tuple(sorted(_files_of((PACKAGE / "report", PACKAGE / "output"), (".py",))))


@cache
def report_fonts() -> tuple[Path, ...]:
    """Return the font files for printed reports."""
    return tuple(sorted((PACKAGE / "report" / "fonts").glob("*.ttf")))


@cache
def starter_text(name: str) -> str:
    """Return the text of a file for `microdep new` or `microdep init`, with placeholders such as `$name`."""
    return (PACKAGE / "workspace" / "starters" / name).read_text(encoding="utf-8")


def catalogue_text(phase: str) -> str:
    """Return the message catalogue of a phase, such as `syntax`, as TOML text; empty if there is none."""
    path = PACKAGE / "messages" / f"{phase}.toml"
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def printed_text(phase: str) -> str:
    """Return the messages that the program prints for the bad examples of a message catalogue."""
    path = PACKAGE / "messages" / f"{phase}.printed.txt"
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def made_from() -> tuple[str, ...]:
    """Return the files of the program that determine how a pack is checked, with size and time of change.

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
    """Return the files of the program that can change the result of a check, with size and time of change."""
    schemas = _folder("schemas")
    folders = (Path(folder) for top in (PACKAGE, schemas) for folder, _, _ in os.walk(top))
    return tuple(sorted(set(_files_of(folders, (".py", ".lark", ".json", ".toml")))))


def _files_of(folders: Iterable[Path], ends: tuple[str, ...]) -> Iterator[str]:
    """Yield the files with certain endings, each with its size and time of change."""
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
