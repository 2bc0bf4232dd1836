"""The files with which a repository starts to be guarded, as `microdep init` writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.vocabulary.resources import schema_text

if TYPE_CHECKING:
    from collections.abc import Iterable

SCHEMAS = ".microdep/schemas"
"""Where the schemas lie that editors look into: in the repository, so that it takes no network."""
FOR_EDITORS = ("bom", "config", "context", "mapping", "overlay", "waivers")
CONFIG = "microdep.toml"
HOOKS = ".pre-commit-config.yaml"
OWN_WORK = frozenset({"context.yaml", "waivers.yaml", "overlays/README.md"})
"""Files that people fill in, and that are never written anew."""
_STRICT = {
    False: """\
# What stops a commit and a job. A repository is all unknown on its first day, so only what fails does;
# with "unknown", what is not known does too.
fail_on = "fail"
""",
    True: """\
# What stops a commit and a job: what fails, what is not known, and a waiver that has expired or is not used.
fail_on = "unknown"
strict_waivers = true
""",
}
_CONFIG = """\
#:schema {schemas}/microdep-config-1.schema.json
# What every run of microdep takes from here; paths are relative to this file.

# Which rules are asked. `microdep packs list` shows those that there are.
packs = ["micro-dependency"]

# Bills of materials besides those that are called bom.* or *.bom.*, as "hardware/*.csv".
boms = []

# The facts of the deal, what suppliers declare, and what is let through for a time.
context = "context.yaml"
overlays = ["overlays/*.yaml", "overlays/*.csv", "overlays/*.xlsx", "overlays/*.ods"]
waivers = "waivers.yaml"

{strict}"""
_CONTEXT = """\
# yaml-language-server: $schema={schemas}/microdep-context-1.schema.json
# The facts of the deal. What is not said is unknown: take the sign away from what is true, and say it.
schema: microdep-context/1
# agency: DoD
# value: {{amount: 4000000, currency: USD}}
# award: 2026-03-02
# delivery: 2026-12-31
# place_of_use: US
"""
_WAIVERS = """\
# yaml-language-server: $schema={schemas}/microdep-waivers-1.schema.json
# What is let through for a time, and why; who asks for it does not approve it. A waiver makes no pass:
# what it covers is "fail, waived". Of a rule of law it cites the provision that permits it (legal_basis).
schema: microdep-waivers/1
waivers: []
"""
_OVERLAYS = """\
# Overlays

What suppliers declare of their parts lies here, a file for each answer (YAML, CSV, XLSX or ODS). Every one of
them is laid on every bill of materials, as `overlays` in `microdep.toml` says.
"""
_HOOKS = """\
# yaml-language-server: $schema=https://json.schemastore.org/pre-commit-config.json
# The hooks run microdep as it is installed; `pre-commit install` turns them on.
repos:
"""
_OWN_HOOKS = r"""
  - repo: local
    hooks:
      - id: microdep-check
        name: microdep check
        entry: microdep check --changed
        language: system
        types: []
        always_run: true
        require_serial: true
      - id: microdep-fmt
        name: microdep fmt
        entry: microdep fmt
        language: system
        files: \.rule$
        require_serial: true
      - id: microdep-test
        name: microdep test
        entry: microdep test --changed
        language: system
        files: \.(rule|csv)$
        always_run: true
        require_serial: true
"""


class StarterFile(Struct, frozen=True):
    """A file to be written, and what it is for."""

    path: str
    text: str
    purpose: str


def starter(schemas: Iterable[str], *, strict: bool) -> list[StarterFile]:
    """The files of a new repository; `schemas` are the kinds of documents of which there is one."""
    kinds = [editor for editor in FOR_EDITORS if editor in set(schemas)]
    return [
        StarterFile(
            CONFIG, _CONFIG.format(schemas=SCHEMAS, strict=_STRICT[strict]), "what every run takes from here"
        ),
        StarterFile("context.yaml", _CONTEXT.format(schemas=SCHEMAS), "the facts of the deal, to be said"),
        StarterFile("waivers.yaml", _WAIVERS.format(schemas=SCHEMAS), "what is let through for a time"),
        StarterFile("overlays/README.md", _OVERLAYS, "the folder for what suppliers declare"),
        StarterFile(HOOKS, _HOOKS + _OWN_HOOKS, "the hooks for pre-commit"),
        *(
            StarterFile(f"{SCHEMAS}/{name}.schema.json", schema_text(name), "for editors")
            for name in (f"microdep-{kind}-1" for kind in kinds)
        ),
    ]


def hooks_to_add() -> str:
    """What a configuration of pre-commit that is there already needs under `repos:`."""
    return _OWN_HOOKS
