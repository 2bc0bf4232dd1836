"""Evaluation of the examples in rule files, and comparison with their expectations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.bom.build import build
from microdep_rules.bom.load import LoadedDocument, check_document, load_document
from microdep_rules.bom.spans import FieldPlace, Place, Spans
from microdep_rules.diagnostics import Diagnostic, has_errors
from microdep_rules.engine.evaluate import evaluate
from microdep_rules.engine.grounds import witnesses
from microdep_rules.engine.query import HORIZON, Query
from microdep_rules.engine.verdict import Verdict
from microdep_rules.lang.inline import Document, bom_of, context_of
from microdep_rules.lang.inline_fields import AS_OF, LISTS_AS_OF, OF_THE_EXAMPLE
from microdep_rules.lists.replaced import use_excerpts_as_whole_lists
from microdep_rules.source import SourceFile, Span
from microdep_rules.vocabulary.slugs import slug
from microdep_rules.vocabulary.stages import load_stages
from microdep_rules.vocabulary.terms import extended_by

if TYPE_CHECKING:
    from collections.abc import Mapping

    from microdep_rules.bom.model import Bom
    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.engine.recorder import Recorder
    from microdep_rules.lang import ir
    from microdep_rules.vocabulary.fields import Field

ReadFile = Callable[[str], tuple[bytes | None, Diagnostic | None]]
"""Function that returns the contents of a file, or the reason why the file cannot be read."""
SHOWN = 3
"""Maximum number of missing facts that are named for a failed example."""


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """Result of one example; `ok` is true, or `problems` lists the differences from the expected verdicts."""

    example: ir.Example
    ok: bool
    problems: tuple[str, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    outcomes: tuple[Outcome, ...] = field(default=(), compare=False, repr=False)
    unexpected: tuple[Outcome, ...] = field(default=(), compare=False, repr=False)
    """Outcomes that differ from the expected verdicts, with all exceptions of the rule."""
    bom: Bom | None = field(default=None, compare=False, repr=False)


def run_examples(
    pack: ir.Pack, sources: Mapping[str, SourceFile], read_file: ReadFile | None = None
) -> list[ExampleResult]:
    """Run all examples of a pack, for its chosen variant.

    `sources` are the rule files by path; the results have positions in these files. `read_file` reads the
    file of `bom from "…"`, relative to the pack.
    """
    fitting = [e for e in pack.examples if not e.variant or e.variant == pack.variant]
    return [run_example(pack, example, sources, read_file) for example in fitting]


def run_example(
    pack: ir.Pack,
    example: ir.Example,
    sources: Mapping[str, SourceFile],
    read_file: ReadFile | None = None,
    recorder: Recorder | None = None,
) -> ExampleResult:
    """Run one example of a pack."""
    bom, problems = example_bom(pack, example, sources, read_file)
    if bom is None:
        return ExampleResult(
            example, ok=False, problems=("its document is not valid",), diagnostics=tuple(problems)
        )
    as_of = as_of_example(pack, example)
    query = Query(as_of, horizon=timedelta(0), only=example.rule, recorder=recorder)
    pack = with_lists_of(pack, lists_as_of(pack, example))
    outcomes = evaluate(pack, bom, query)
    mismatches = tuple(differences(example, outcomes))
    if mismatches:  # the subject may only exist on a later day
        outcomes = evaluate(pack, bom, replace(query, horizon=HORIZON))
        mismatches = tuple(differences(example, outcomes))
    texts = tuple(difference.text for difference in mismatches)
    unexpected = _unexpected_outcomes(pack, bom, example, query) if mismatches else ()
    return ExampleResult(example, not mismatches, texts, tuple(problems), tuple(outcomes), unexpected, bom)


def _unexpected_outcomes(pack: ir.Pack, bom: Bom, example: ir.Example, query: Query) -> tuple[Outcome, ...]:
    """Return the outcomes that differ from the expected verdicts, with all exceptions of the rule."""
    outcomes = evaluate(pack, bom, replace(query, horizon=HORIZON, in_full=True))
    differing = {id(o): o for difference in differences(example, outcomes) for o in difference.outcomes}
    inside = [o for o in differing.values() if o.verdict is not Verdict.NOT_APPLICABLE]
    return tuple(inside or differing.values())


def example_bom(
    pack: ir.Pack,
    example: ir.Example,
    sources: Mapping[str, SourceFile],
    read_file: ReadFile | None,
) -> tuple[Bom | None, list[Diagnostic]]:
    """Return the document of an example, with the background facts of the pack."""
    source = sources.get(example.span.path) or SourceFile(example.span.path, "")
    if example.bom is not None and example.bom.file:
        assert read_file is not None
        data, problem = read_file(example.bom.file)
        if data is None:
            return None, [problem] if problem is not None else []
        loaded = load_document(example.bom.file, data, kind="bom")
    else:
        entries = [*pack.background, *([example.bom] if example.bom is not None else [])]
        loaded = _as_loaded_document(
            bom_of(entries, extended_by(pack.terms), pack.fields), source, "bom", example.span
        )
    contexts = [*pack.background_context, *([example.context] if example.context is not None else [])]
    document = context_of(contexts, extended_by(pack.terms), pack.fields)
    for own_field in OF_THE_EXAMPLE.values():
        document.content.pop(own_field.document_name, None)
    context = _as_loaded_document(document, source, "context", example.span) if contexts else None
    problems = [*loaded.diagnostics, *(context.diagnostics if context else ())]
    if has_errors(problems):
        return None, problems
    bom, build_problems = build(loaded, context, on_route=load_stages(pack.terms).on_route)
    return bom, [*problems, *build_problems]


def as_of_example(pack: ir.Pack, example: ir.Example) -> date:
    """Return the check date of an example: its `as-of`, or the date of the pack's last review."""
    return _day(pack, example, AS_OF) or pack.reviewed or date(2026, 1, 1)


def lists_as_of(pack: ir.Pack, example: ir.Example) -> date | None:
    """Return the day for which an example treats the list excerpts as complete; None if it states no day."""
    return _day(pack, example, LISTS_AS_OF)


def with_lists_of(pack: ir.Pack, day: date | None) -> ir.Pack:
    """Return the pack with its list excerpts treated as complete lists that were published on `day`."""
    return pack if day is None else use_excerpts_as_whole_lists(pack, day)


def _day(pack: ir.Pack, example: ir.Example, field: Field) -> date | None:
    contexts = [*pack.background_context, *([example.context] if example.context is not None else [])]
    stated = context_of(contexts, fields=pack.fields).content.get(field.document_name)
    return date.fromisoformat(str(stated)) if stated is not None else None


def _as_loaded_document(document: Document, source: SourceFile, kind: Any, example: Span) -> LoadedDocument:
    """Return a document inside an example in the form of a document that was read from a file.

    Positions refer to the rule file. Facts from a background in another file get the position of the example.
    """
    spans = Spans(source, _place(document.content, "", document.spans, example))
    return check_document(LoadedDocument(source, document.content, [], spans, kind))


def _place(value: Any, pointer: str, spans: Mapping[str, Span], outer: Span) -> Place:
    span = spans.get(pointer, outer)
    span = span if span.path == outer.path else outer
    place = Place(span.start, span.end)
    if isinstance(value, dict):
        place.fields = {
            key: FieldPlace(0, 0, _place(item, f"{pointer}/{key}", spans, span))
            for key, item in value.items()
        }
    elif isinstance(value, list):
        place.items = [_place(item, f"{pointer}/{i}", spans, span) for i, item in enumerate(value)]
    return place


# ---- comparison ----------------------------------------------------------------------------------


class Difference(Struct, frozen=True):
    """A difference from the expectations of an example, with the outcomes that cause it."""

    text: str
    outcomes: tuple[Outcome, ...] = ()


def differences(example: ir.Example, outcomes: list[Outcome]) -> list[Difference]:
    """Return the differences between outcomes and the expectations of an example; empty if they agree."""
    return [problem for name in example.at or ("",) for problem in _differences_for(example, name, outcomes)]


def _differences_for(example: ir.Example, name: str, outcomes: list[Outcome]) -> list[Difference]:
    """Return the differences for subjects with a given name; without a name, for any subject."""
    expected = example.expect_verdict
    fitting = [o for o in outcomes if _concerns(o, name)]
    if name and expected == Verdict.UNKNOWN:
        fitting = _without_contents(fitting)
    if not fitting and expected == "not_applicable" and not name:
        return []
    if not fitting:
        about = ", ".join(sorted({o.subject.id for o in outcomes}))
        text = f"expected {expected}{f' at {name}' if name else ''}, found "
        text += f"outcomes about {about} only" if about else "nothing to which the rule applies"
        return [Difference(text, tuple(outcomes))]
    matching = [o for o in fitting if o.verdict == expected]
    if not matching:
        return [Difference(f"expected {expected}, found {_verdicts(fitting)}", tuple(fitting))]
    if not name and expected in {"pass", "not_applicable"}:
        others = [
            o
            for o in fitting
            if o.verdict in {Verdict.FAIL, Verdict.UNKNOWN, Verdict.ERROR} and not o.candidate
        ]
        if others:
            return [Difference(f"expected {expected}, found {_verdicts(others)}", tuple(others))]
    details, nearest = min(
        ((_details(example, outcome), outcome) for outcome in matching), key=lambda tried: len(tried[0])
    )
    return [Difference(text, (nearest,)) for text in details]


def _without_contents(outcomes: list[Outcome]) -> list[Outcome]:
    """Return the outcomes of the named elements themselves; if there are none, return all outcomes.

    A motor with an incomplete list of contents has a second outcome about the contents that the list may
    omit. This second outcome must not fulfil `expect unknown at motor` if the motor itself fails.
    """
    judged = {o.subject.id for o in outcomes if not o.candidate and o.verdict is not Verdict.NOT_APPLICABLE}
    return [o for o in outcomes if not (o.candidate and judged)]


def _verdicts(outcomes: list[Outcome]) -> str:
    """Return a text with the verdicts and their subjects; for an unknown verdict, also the missing facts."""
    return ", ".join(sorted({f"{o.verdict} at {o.subject.id}{_missing(o)}" for o in outcomes}))


def _missing(outcome: Outcome) -> str:
    names = sorted({question.missing.name for question in outcome.missing})
    more = " …" if len(names) > SHOWN else ""
    return f" (missing: {', '.join(names[:SHOWN])}{more})" if names else ""


def _concerns(outcome: Outcome, name: str) -> bool:
    if not name:
        return True
    id_ = slug(name)
    ids = [outcome.subject.id, *(p.id for p in outcome.parts)]
    names = [outcome.subject.name, *(p.name for p in outcome.parts)]
    return name in names or any(name in {i, i.split("/")[-1]} or id_ in {i, i.split("/")[-1]} for i in ids)


def _details(example: ir.Example, outcome: Outcome) -> list[str]:
    problems = []
    because = " ".join(example.because).removeprefix("stage ").removeprefix("element ")
    if because:
        grounds = {
            *(witnesses(outcome.proof) if outcome.proof is not None else ()),
            outcome.reason,
            *(e.name for e in outcome.exceptions if e.state == "applies"),
        }
        if because not in grounds and not any(because in t for t in grounds if len(t) > len("(iv)")):
            problems.append(
                f"expected because {because}, found {', '.join(sorted(filter(None, grounds))) or 'nothing'}"
            )
    for word, values in example.parts:
        text = " ".join(values)
        if word == "share" and len(values) > 1:
            text = f"{values[0].rstrip(' %')} to {values[1]}"
        match word:
            case "missing":
                names = {q.missing.name for q in outcome.missing}
                asked = text
                if asked == "nothing":
                    problems += (
                        [f"expected missing nothing, found {', '.join(sorted(names))}"] if names else []
                    )
                elif not any(asked == n or n.endswith(f".{asked}") or n == f"stage {asked}" for n in names):
                    problems.append(
                        f"expected missing {asked}, found {', '.join(sorted(names)) or 'nothing'}"
                    )
            case "disqualified" | "not demonstrated":
                state = word.replace(" ", "_")
                names = {e.name for e in outcome.exceptions if e.state == state}
                if text not in names:
                    problems.append(f"expected {word} {text}, found {', '.join(sorted(names)) or 'none'}")
            case "urgent" | "not urgent":
                if outcome.escalated is not (word == "urgent"):
                    problems.append(f"expected {word}")
            case _:  # share
                shares = [s for s in (outcome.share, *(e.share for e in outcome.exceptions)) if s]
                if text.replace(" ", "") not in {s.replace(" ", "") for s in shares}:
                    problems.append(f"expected share {text}, found {', '.join(shares) or 'none'}")
    return problems
