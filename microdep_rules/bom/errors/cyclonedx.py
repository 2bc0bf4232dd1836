"""What is said when a CycloneDX document cannot be read as a bill of materials, or not all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Diagnostic, Label, error, warning
from microdep_rules.messages.quoting import quoted
from microdep_rules.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.source import Span

MOST = 12
"""So many steps of a way are named."""
CONVERT = "`cyclonedx convert --output-version v1_6` does so"


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
