"""Files that `microdep init` writes into a repository."""

from __future__ import annotations

import json
from fnmatch import fnmatch
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.vocabulary.resources import DEFAULT_PACK, schema_text
from microdep_rules.workspace.names import CONTRACT
from microdep_rules.workspace.new_files import COUNTRIES, example_bom, new_pack

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

SCHEMAS = ".microdep/schemas"
"""Folder of the JSON schemas for editors; the schemas are in the repository, so editors need no network."""
FOR_EDITORS = ("bom", "config", "context", "mapping", "overlay", "waivers")
CONFIG = "microdep.toml"
HOOKS = ".pre-commit-config.yaml"
PACK = "company-rules"
"""Folder of the pack that `microdep init` writes."""
BOM = "bom.yaml"
CONTEXT, WAIVERS, OVERLAYS = CONTRACT, "waivers.yaml", "overlays"
README = f"{OVERLAYS}/README.md"
OWN_WORK = frozenset({CONTEXT, WAIVERS, README, BOM})
"""Starter files that people fill in, so that `microdep init` never overwrites them."""
TO_COMPLETE = "contract facts, to be completed"
PURPOSES = {
    "pack.rule": "your pack, with one rule and its examples",
    COUNTRIES: "the list of the rule",
}
"""Dictionary from the name of a file in the first pack to its purpose."""
_STRICT = {
    False: """\
# A fail stops a commit and a CI job. With "unknown", an unknown outcome stops them, too; a new repository
# has many unknown outcomes.
fail_on = "fail"
""",
    True: """\
# Fails, unknown outcomes, and waivers that expired or are not used stop a commit and a CI job.
fail_on = "unknown"
strict_waivers = true
""",
}
_CONFIG = """\
#:schema {schemas}/microdep-config-1.schema.json
# Settings of every run of microdep; paths are relative to this file.

# Rule packs to run: a shipped one and your own. `microdep packs list` shows all packs.
packs = ["{shipped}", "{own}"]

# Bills of materials besides those named bom.* or *.bom.*, such as "hardware/*.csv".
boms = []

# Contract facts, answers of suppliers, and waivers.
{context}
{overlays}
{waivers}

{strict}"""
PATTERNS = tuple(f"{OVERLAYS}/*.{ending}" for ending in ("yaml", "csv", "xlsx", "ods"))
_CONTEXT = """\
# yaml-language-server: $schema={schemas}/microdep-context-1.schema.json
# Contract facts. A fact that is not stated is unknown. To state one, remove the # of its line, and write
# the value.
schema: microdep-context/1
#agency: DoD
#value: {{amount: 4000000, currency: USD}}
#award: 2026-03-02
#delivery: 2026-12-31
#place_of_use: US
"""
_WAIVERS = """\
# yaml-language-server: $schema={schemas}/microdep-waivers-1.schema.json
# Waivers: temporary exceptions, each with a reason. Another person than the requester approves a waiver.
# A waived outcome is not a pass: it is "fail, waived". A waiver of a rule of law cites the provision that
# permits it (legal_basis).
schema: microdep-waivers/1
waivers: []
"""
_OVERLAYS = """\
# Overlays

This folder contains statements of suppliers about their components, one file for each answer (YAML, CSV,
XLSX or ODS). Each file applies to every bill of materials: see `overlays` in `microdep.toml`.
"""
_HOOKS = """\
# yaml-language-server: $schema=https://json.schemastore.org/pre-commit-config.json
# The hooks run the installed microdep; `pre-commit install` turns them on.
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
        verbose: true  # also shows the open checks of a commit that passes
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
    """File that `microdep init` writes: its path, its text and its purpose."""

    path: str
    text: str
    purpose: str


def starter_files(
    schemas: Iterable[str],
    *,
    strict: bool,
    contexts: Sequence[str] = (),
    overlays: Sequence[str] = (),
    waivers: Sequence[str] = (),
) -> list[StarterFile]:
    """Return the configuration and the other starter files of a new repository.

    `schemas` contains the kinds of documents with a JSON schema. The configuration names the existing files
    in `contexts`, `overlays` and `waivers`. Several files with contract facts are listed in comments, and a
    person must choose one.
    """
    kinds = [editor for editor in FOR_EDITORS if editor in set(schemas)]
    lines = settings_lines(contexts, overlays, waivers)
    config = _CONFIG.format(schemas=SCHEMAS, strict=_STRICT[strict], shipped=DEFAULT_PACK, own=PACK, **lines)
    own = (
        []
        if set(contexts) - {CONTEXT}
        else [StarterFile(CONTEXT, _CONTEXT.format(schemas=SCHEMAS), TO_COMPLETE)]
    )
    own += (
        []
        if set(waivers) - {WAIVERS}
        else [StarterFile(WAIVERS, _WAIVERS.format(schemas=SCHEMAS), "waivers")]
    )
    return [
        StarterFile(CONFIG, config, "settings of every run"),
        *own,
        StarterFile(README, _OVERLAYS, "folder for the answers of suppliers"),
        StarterFile(HOOKS, _HOOKS + _OWN_HOOKS, "hooks of pre-commit"),
        *(
            StarterFile(f"{SCHEMAS}/{name}.schema.json", schema_text(name), "schema for editors")
            for name in (f"microdep-{kind}-1" for kind in kinds)
        ),
    ]


def settings_lines(
    contexts: Sequence[str] = (),
    overlays: Sequence[str] = (),
    waivers: Sequence[str] = (),
    patterns: Sequence[str] = PATTERNS,
) -> dict[str, str]:
    """Return the lines of the configuration for `context`, `overlays` and `waivers`, by these keys."""
    named = list(contexts) or [CONTEXT]
    context = [f"context = {_quoted(path)}" for path in named]
    if len(named) > 1:
        note = "# several files have contract facts; remove the # of one line"
        context = [note, *(f"# {line}" for line in context)]
    others = [path for path in overlays if not any(fnmatch(path, pattern) for pattern in patterns)]
    own = list(waivers) if set(waivers) - {WAIVERS} else []
    return {
        "context": "\n".join(context),
        "overlays": f"overlays = [{', '.join(map(_quoted, [*patterns, *others]))}]",
        "waivers": f"waivers = [{', '.join(map(_quoted, own))}]" if own else f'waivers = "{WAIVERS}"',
    }


def _quoted(path: str) -> str:
    """Return a path as a quoted TOML string; JSON uses the same escapes."""
    return json.dumps(path)


def example_files(day: date, *, has_bom: bool) -> list[StarterFile]:
    """Return the files of a first pack, and an example of a bill of materials unless `has_bom` is true."""
    pack = [StarterFile(f"{PACK}/{name}", text, PURPOSES[name]) for name, text in new_pack(PACK, day).items()]
    if has_bom:
        return pack
    return [
        *pack,
        StarterFile(BOM, example_bom(SCHEMAS), "an example of a bill of materials, to be replaced"),
    ]


def hooks_to_add() -> str:
    """Return the YAML entries to add to an existing pre-commit configuration, below `repos:`."""
    return _OWN_HOOKS
