"""Hook of MkDocs: it adds the generated pages, and changes links that lead out of `docs`.

Generated pages are the diagnostics (from the catalogue of messages), the rules of the shipped packs, the
schemas, the examples, the index of the decisions, and the guide for contributors.
"""

from __future__ import annotations

import json
import posixpath
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.structure.files import File, Files

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from microdep_rules.diagnostics import PHASES  # noqa: E402 - the checkout is what is documented
from microdep_rules.messages.catalogue import entry_of  # noqa: E402
from microdep_rules.messages.pages import all_codes, page_of  # noqa: E402
from microdep_rules.messages.quoting import as_example  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.pages import Page

LINK = re.compile(r"(?<!!)\[([^\]]*)\]\(([^)\s#:]*)(#[^)]*)?\)")
FENCE = re.compile(r"^(```\w+) .*$", re.MULTILINE)
"""Pattern of the first line of a code block with words after the language; only tests read these words."""
TITLE = re.compile(r"^# (.*)$", re.MULTILINE)
CONTEXT = re.compile(r"\*\*Context\.\*\* (.+?[.?])(?=\s)", re.DOTALL)
DIAGNOSTICS, PACKS, DECISIONS, EXAMPLES = "reference/diagnostics", "reference/packs", "decisions", "examples"
"""Folders of generated pages; an entry of the navigation with a slash at the end stands for such a folder."""
CONTRIBUTING = "contributing.md"
"""Page with the guide for contributors, which is in the root folder of the repository."""


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Add the generated pages to the navigation of the site."""
    config.nav = [_filled(item) for item in config.nav or ()]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated pages to the files of the site."""
    for path, text in _generated().items():
        files.append(File.generated(config, path, content=text))
    return files


def on_page_markdown(markdown: str, page: Page, files: Files, **_: object) -> str:
    """Turn each link to a file of the repository into a link to its page; without a page, into plain text."""
    here = posixpath.dirname(page.file.src_uri)
    by_name = {posixpath.basename(uri): uri for uri in files.src_uris}

    def led(match: re.Match[str]) -> str:
        text, target, anchor = match[1], match[2], match[3] or ""
        uri = posixpath.normpath(posixpath.join("docs", here, target)) if target else ""
        found = _page(uri, files) or (by_name.get(target) if "/" not in target else None)
        if not target or found == page.file.src_uri:
            return match[0]
        if found is None:
            return text if text.startswith("`") else f"{text} (`{posixpath.normpath(uri)}`)"
        return f"[{text}]({posixpath.relpath(found, here or '.')}{anchor})"

    return LINK.sub(led, FENCE.sub(r"\1", markdown))


def _page(uri: str, files: Files) -> str | None:
    """Return the page of the site that shows a file of the repository; `None` if no page shows the file."""
    if uri == "CONTRIBUTING.md":
        return CONTRIBUTING
    inside = uri.removeprefix("docs/") if uri.startswith("docs/") else uri
    for path in (inside, f"{inside}/README.md", inside.replace("/README.md", ".md")):
        if path in files.src_uris:
            return path
    return None


def _filled(item: Any) -> Any:  # noqa: ANN401 - a text, a list or a table
    """Return an entry of the navigation; replace the name of a generated folder by its pages."""
    if isinstance(item, dict):
        return {title: _filled(value) for title, value in item.items()}
    if isinstance(item, list):
        return [_filled(part) for part in item]
    if isinstance(item, str) and item.endswith("/"):
        return _tree(item, sorted(_pages_below(item)))
    return item


def _tree(folder: str, pages: Iterable[str]) -> list[Any]:
    """Return the pages of a folder for the navigation; the pages of each subfolder form a group."""
    index, own = [], []
    groups: dict[str, list[str]] = {}
    for path in pages:
        rest = path.removeprefix(folder)
        if rest == "README.md":
            index.append(path)
        elif "/" in rest:
            groups.setdefault(rest.split("/")[0], []).append(path)
        else:
            own.append(path)
    below = [{name: _tree(f"{folder}{name}/", paths)} for name, paths in groups.items()]
    return [*index, *own, *below]


def _pages_below(folder: str) -> set[str]:
    written = {path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs" / folder).rglob("*.md")}
    return written | {path for path in _generated() if path.startswith(folder)}


_PAGES: dict[str, str] = {}


def _generated() -> dict[str, str]:
    """Return the text of each generated page by the path of the page."""
    if not _PAGES:
        _PAGES.update(_diagnostics())
        _PAGES.update(_packs())
        _PAGES.update({"reference/schemas.md": _schemas(), f"{DECISIONS}/README.md": _decisions()})
        _PAGES.update(_examples())
        _PAGES[CONTRIBUTING] = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").replace("](docs/", "](")
    return _PAGES


def _diagnostics() -> dict[str, str]:
    pages = {f"{DIAGNOSTICS}/{code}.md": page_of(code) or "" for code in all_codes()}
    lines = [
        "# Diagnostics",
        "",
        f"The index of all {len(pages)} errors and warnings, by phase.",
        "`microdep explain CODE` shows the page of a code.",
        "To find a message, type its code or some of its words into the search field.",
    ]
    for phase in PHASES:
        codes = [code for code in all_codes() if code.startswith(f"{phase}/")]
        if codes:
            lines += ["", f"## {phase}", "", "| code | severity | message |", "|---|---|---|"]
            lines += [_row(code) for code in codes]
    return {**pages, f"{DIAGNOSTICS}/README.md": "\n".join(lines) + "\n"}


def _row(code: str) -> str:
    """Return the row of a diagnostic code in the index of diagnostics."""
    entry = entry_of(code)
    assert entry is not None, code
    message = as_example(entry.message).replace("|", "\\|").replace("\n", " ")
    return f"| [{code}]({code}.md) | {entry.severity} | {message} |"


def _packs() -> dict[str, str]:
    from microdep_rules.config import Config
    from microdep_rules.pipeline.packs import load_packs
    from microdep_rules.pipeline.project import Project
    from microdep_rules.report.rule_docs import INDEX, rule_docs
    from microdep_rules.workspace.files import Workspace

    loaded = load_packs(Project(Workspace(ROOT), Config()), ("all",), {}, with_examples=True)
    pages = rule_docs(loaded.packs, loaded.sources)
    names = {INDEX: "README.md"}
    return {f"{PACKS}/{names.get(path, path)}": text for path, text in pages.items()}


def _schemas() -> str:
    rows = ["# Schemas", "", "JSON Schemas (draft 2020-12) of every file that microdep reads or writes.", ""]
    rows += ["| schema | content |", "|---|---|"]
    for path in sorted((ROOT / "schemas").glob("*.schema.json")):
        schema = json.loads(path.read_text(encoding="utf-8"))
        name = path.name.removesuffix(".schema.json")
        rows.append(f"| `{name}` | {schema['title']}: {schema['description']} |")
    return "\n".join(
        [
            *rows,
            "",
            "The schemas are in the folder `schemas` of the repository, and travel with the package.",
            "",
        ]
    )


def _decisions() -> str:
    rows = ["# Decisions", "", "Each decision with its reasons, in the order in which they were made.", ""]
    rows += ["| decision | problem |", "|---|---|"]
    for path in sorted((ROOT / "docs" / DECISIONS).glob("[0-9]*.md")):
        text = path.read_text(encoding="utf-8")
        title, context = TITLE.search(text), CONTEXT.search(text)
        assert title is not None, path
        assert context is not None, path
        problem = " ".join(context[1].split()).replace("|", "\\|")
        rows.append(f"| [{title[1]}]({path.name}) | {problem} |")
    return "\n".join([*rows, ""])


def _examples() -> dict[str, str]:
    pages = {}
    for path in sorted((ROOT / "examples").glob("*/README.md")):
        pages[f"{EXAMPLES}/{path.parent.name}.md"] = path.read_text(encoding="utf-8")
    lines = ["# Examples", "", "Complete products, with the commands to run and what they print.", ""]
    for name, text in pages.items():
        title = TITLE.search(text)
        lines.append(f"- [{title[1] if title else name}]({posixpath.basename(name)})")
    return {**pages, f"{EXAMPLES}/README.md": "\n".join([*lines, ""])}
