"""Separate process that fills a custom template, with limited time and memory.

The process gets plain data and texts, and returns a text. It opens no file and starts no program, and the
operating system ends it at its limits. For a mistake in the template, it reports the file and the line.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from microdep_rules.output.visible import visible
from microdep_rules.patterns import pattern
from microdep_rules.report import confined
from microdep_rules.report import errors as say
from microdep_rules.report.environment import WITHOUT_FILTERS, ForbiddenError, environment_of, refused
from microdep_rules.report.html import PAGE, filled
from microdep_rules.report.verdict_block import with_verdict
from microdep_rules.source import Span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import SourceFile

BOUNDS = confined.ProcessLimits(seconds=5, memory=1024**3, wait=30)
"""Limits of the process that fills a custom template; the standard template needs 0.1 seconds for 60 pages.
"""
LONGEST = 64 * 1024**2
"""Largest length of a page, in characters."""
_HALF = pattern("[\ud800-\udfff]")


def render(
    context: Mapping[str, Any], sources: Mapping[str, SourceFile], digest: str, *, paper: bool
) -> tuple[str, list[Diagnostic]]:
    """Return the page of a custom template, and the diagnostics of the template.

    If the template exceeds a limit, the page is empty. `digest` is the digest of the custom template, for the
    verdict page around the custom page; it is empty for the standard template.
    """
    texts = {name: source.text for name, source in sources.items()}
    asked = {"context": context, "files": texts, "paper": paper}
    try:
        reply = json.loads(confined.answer_of("microdep_rules.report.sandbox", asked, BOUNDS))
    except confined.ProcessStoppedError as stopped:
        return "", [say.template_problem(stopped.kind, str(stopped), Span(PAGE, 0, 0))]
    if "page" in reply:
        page = reply["page"]
        return with_verdict(page, context, digest) if digest and not paper else page, []
    return "", [_problem(reply, sources)]


def _problem(reply: Mapping[str, Any], sources: Mapping[str, SourceFile]) -> Diagnostic:
    """Return the diagnostic for a problem in a template, at the line that the separate process reports."""
    source = sources.get(reply["file"])
    if source is None:
        return say.template_problem(reply["kind"], reply["message"], Span(reply["file"] or PAGE, 0, 0))
    lines = source.text.split("\n")
    before = max(0, min(reply["line"], len(lines)) - 1)
    line = lines[before]
    end = sum(len(above) + 1 for above in lines[:before]) + len(line.rstrip())
    span = Span(source.path, end - len(line.strip()), end)
    return say.template_problem(reply["kind"], reply["message"], span)


# ---- in the other process ------------------------------------------------------------------------------


def answer(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return the reply of the separate process: the filled page, or the kind and position of a problem."""
    from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError, UndefinedError
    from jinja2.exceptions import SecurityError

    files = asked["files"]
    environment = environment_of(files)
    try:
        refused(environment, files)
        page = filled(environment, files, asked["context"], paper=asked["paper"])
    except TemplateSyntaxError as problem:
        if any(f"'{name}'" in str(problem.message) for name in WITHOUT_FILTERS):
            message = f"{problem.message} Templates of reports cannot use it."
            return _reply("forbidden", message, problem.name or PAGE, problem.lineno)
        return _reply("syntax", str(problem.message), problem.name or PAGE, problem.lineno)
    except TemplateNotFound as problem:
        return _reply("not-found", f"`{problem.name}` is not a file of the template", *_place(problem, files))
    except UndefinedError as problem:
        return _reply("undefined", str(problem.message), *_place(problem, files))
    except ForbiddenError as problem:
        at = (problem.file, problem.line) if problem.line else _place(problem, files)
        return _reply("forbidden", str(problem), *at)
    except SecurityError as problem:
        return _reply("forbidden", str(problem.message), *_place(problem, files))
    except (MemoryError, OverflowError, RecursionError) as problem:
        beyond = str(problem) or type(problem).__name__
        return _reply("limits", beyond, *_place(problem, files))
    except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError, SyntaxError) as problem:
        return _reply("failed", str(problem), *_place(problem, files))
    except Exception as problem:  # noqa: BLE001 - a filter of the library may raise any error
        return _reply("failed", confined.text_of_problem(problem), *_place(problem, files))
    half = _HALF.search(page)
    if half is not None:
        return _reply(
            "failed", f"the page has U+{ord(half[0]):04X}, half a letter, which no file can contain", PAGE, 0
        )
    if len(page) > LONGEST:
        return _reply("limits", f"the page has more than {LONGEST} characters", PAGE, 0)
    return {"page": page}


def _reply(kind: str, message: str, file: str, line: int) -> dict[str, Any]:
    return {"kind": kind, "message": visible(message[:500]), "file": file, "line": line}


def _place(problem: BaseException, files: Mapping[str, str]) -> tuple[str, int]:
    """Return the template file and the line of a problem, from the stack trace of the exception."""
    place, at = ("", 0), problem.__traceback__
    while at is not None:
        name = at.tb_frame.f_code.co_filename
        place = (name, at.tb_lineno) if name in files else place
        at = at.tb_next
    return place


def main() -> None:
    """Read a request from standard input, and write the reply to standard output."""
    import jinja2  # noqa: F401 - a later import would count against the limits

    sys.stdout.write(json.dumps(answer(confined.request())))


if __name__ == "__main__":
    main()
