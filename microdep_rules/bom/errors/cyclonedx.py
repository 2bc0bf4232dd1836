"""What is said when a CycloneDX document cannot be read as a bill of materials, or not all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Diagnostic, Label, Severity, error, warning
from microdep_rules.messages.quoting import listed, quoted
from microdep_rules.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.source import Span

MOST = 12
"""So many steps of a way are named."""
CONVERT = "`cyclonedx convert --output-version v1_6` does so"


def not_released(at: Span) -> Diagnostic:
    """A draft of CycloneDX 2.0, which has another key at its top."""
    return error(
        "import/cyclonedx-version",
        "this is a draft of CycloneDX 2.0, which is not released; 1.4 to 1.7 are read",
        Label(at, "only the draft has this key"),
        help="write it as CycloneDX 1.6 with the program that made it",
    )


def no_such_version(version: str, known: Sequence[str], at: Span, *, older: bool) -> Diagnostic:
    """A version of CycloneDX that is not read."""
    return error(
        "import/cyclonedx-version",
        f"CycloneDX {quoted(version)} is not read; {known[0]} to {known[-1]} are",
        Label(at),
        help=f"convert it to 1.6; {CONVERT}"
        if older
        else "write it as CycloneDX 1.6 with the program that made it",
    )


def no_version(at: Span) -> Diagnostic:
    """The document does not say of which version it is."""
    return error(
        "import/cyclonedx-version",
        "the document does not say of which version of CycloneDX it is",
        Label(at),
        help='write `"specVersion": "1.6"` beside `bomFormat`, with the version that it has',
    )


def not_valid(version: str, because: str, way_out: str, at: Span) -> Diagnostic:
    """Something that the schema of CycloneDX does not allow."""
    return error(
        "import/cyclonedx-not-valid",
        f"not valid as CycloneDX {version}: {because}",
        Label(at),
        help=way_out,
    )


def reference_twice(ref: str, at: Span, other: Span) -> Diagnostic:
    """Two records have one reference."""
    return error(
        "import/reference-twice",
        f"two records have the `bom-ref` {quoted(ref)}, so that nobody knows which is meant",
        Label(at),
        labels=(Label(other, "the other one"),),
        help="give each its own `bom-ref`",
    )


def no_such_reference(ref: str, known: Sequence[str], at: Span, called: Span | None) -> Diagnostic:
    """A reference to a record that there is not."""
    near = did_you_mean(ref, known)
    way_out = f'give that component `"bom-ref": "{ref}"`' if called is not None else near
    labels = (
        (Label(called, "a component is called so, and has no such `bom-ref`"),) if called is not None else ()
    )
    return error(
        "import/no-such-reference",
        f"no record has the `bom-ref` {quoted(ref)}",
        Label(at),
        labels=labels,
        help=way_out or "mend the reference, or take it away",
    )


def part_elsewhere(part: str, links: Sequence[str], at: Span) -> Diagnostic:
    """A thing depends on something that another document holds."""
    return warning(
        "import/part-elsewhere",
        f"{quoted(part)} depends on what is in another document: {listed(list(links))}",
        Label(at, "so its list of parts stays open"),
        help="add that part to this document, since only what is in it is checked",
    )


def dependency_cycle(names: Sequence[str], spans: Sequence[Span], *, hardware: bool) -> Diagnostic:
    """A component that depends on itself, on some way."""
    way = " -> ".join(quoted(name) for name in names[:MOST]) + (" -> …" if len(names) > MOST else "")
    labels = tuple(Label(span, "and so on") for span in spans[1:6])
    if hardware:
        message = f"the dependencies go round in a circle, and no part can be inside itself: {way}"
        return error(
            "import/dependency-cycle", message, Label(spans[0]), labels=labels, help="take one of them away"
        )
    message = f"the dependencies go round in a circle: {way}"
    way_out = "take one of them away if that is a mistake; programs may depend on each other"
    return warning("import/dependency-cycle", message, Label(spans[0]), labels=labels, help=way_out)


def no_components(at: Span) -> Diagnostic:
    """A document without a part: valid, and nothing to check."""
    return warning(
        "import/no-components",
        "the document holds no component, so that there is nothing to check",
        Label(at),
        help="write the parts into `components`",
    )


def said_twice(field: str, at: Span, other: Span) -> Diagnostic:
    """Two places of one record say different things."""
    return error(
        "import/said-twice",
        f"the {field.replace('_', ' ')} is said twice, and not the same",
        Label(at),
        labels=(Label(other, "the other one"),),
        help="take one of them away",
    )


def value_not_read(name: str, because: str, way_out: str, at: Span) -> Diagnostic:
    """The value of a property that does not say what its name promises."""
    return error("import/value-not-read", f"{quoted(name)}: {because}", Label(at), help=way_out)


def unknown_property(name: str, known: Sequence[str], at: Span) -> Diagnostic:
    """A property of ours that stands for no field."""
    return error(
        "import/unknown-property",
        f"{quoted(name)} stands for no field",
        Label(at),
        help=did_you_mean(name, known)
        or "the fields of a component have the names that docs/reference/documents.md lists",
    )


def changed_since(at: Span) -> Diagnostic:
    """Something in a document that we wrote is not as we wrote it."""
    return _since("its properties say something else", at)


def added_since(name: str, at: Span) -> Diagnostic:
    """Something stands in a document that we wrote, and we did not write it."""
    return _since(f"{quoted(name)} was added, and its properties do not say so", at)


def taken_away_since(name: str, at: Span) -> Diagnostic:
    """Something that we wrote is not there any more."""
    return _since(f"{quoted(name)} was taken away, and its properties still say so", at)


def _since(what: str, at: Span) -> Diagnostic:
    return error(
        "import/changed-since",
        f"this was written of a document of ours and changed since: {what}",
        Label(at),
        help="take the change back, or make it in the document of ours, and export that again",
    )


def unread_since(names: Sequence[str], at: Span) -> Diagnostic:
    """Others added what is read of no document."""
    message = f"what others added to the document is not read: {listed(list(names))}"
    return Diagnostic("import/changed-since", Severity.INFO, message, Label(at))


def services_left_out(names: Sequence[str], at: Span) -> Diagnostic:
    """Services, which are no parts of a product."""
    many = "1 service is" if len(names) == 1 else f"{len(names)} services are"
    message = f"{many} left out, being no part: {listed(list(names))}"
    return Diagnostic("import/services-left-out", Severity.INFO, message, Label(at))
