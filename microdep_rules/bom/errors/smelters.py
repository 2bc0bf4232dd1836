"""What is said when a declaration about minerals (CMRT, EMRT, AMRT) cannot be read, or not all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Diagnostic, Label, error

if TYPE_CHECKING:
    from microdep_rules.source import Span

ANEW = "ask for it in a template of CMRT 5 or 6, EMRT 1 or 2, or AMRT 1"


def no_parts(kind: str, at: Span) -> Diagnostic:
    """A declaration where a bill of materials is wanted."""
    return error(
        "import/smelters-and-no-parts",
        f"this is a declaration about minerals ({kind}): it lists smelters of a company, and no parts",
        Label(at),
        help="`microdep bom import FILE --output smelters.yaml` makes an overlay of it",
    )
