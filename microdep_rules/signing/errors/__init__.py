"""All sentences about bundles: their files, their pages and their record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Label, error, warning
from microdep_rules.messages import diagnose
from microdep_rules.source import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.diagnostics import Diagnostic

_AGAIN = "take the bundle from where it was signed, or make and sign it anew"
SIGN_AGAIN = (
    "take this file and those of later sign-offs out of the bundle, and ask for them again, one after "
    "another: `microdep signoff BUNDLE --role ROLE`"
)


def tampered(code: str, message: str, name: str, way_out: str = _AGAIN) -> Diagnostic:
    """A problem by which a bundle is not what was signed."""
    return error(code, message, Label(Span(name, 0, 0)), help=way_out)


# ---- the files -------------------------------------------------------------------------------------------


def no_plain_file(name: str, what: str) -> Diagnostic:
    """Something in the folder that no digest can be made of."""
    return tampered("bundle/no-plain-file", f"this is {what}, and a bundle has plain files alone", name)


def archive_refused(path: str, because: str) -> Diagnostic:
    """A zip file that is not read as a bundle."""
    return tampered(
        "bundle/archive-refused",
        f"this zip file is not read as a bundle: {because}",
        path,
        "ask for the folder of the bundle, or for a zip file of it: zip -r -X report.zip report",
    )


def too_large(name: str, because: str) -> Diagnostic:
    """Return the error for a report that is too large to sign or verify."""
    return diagnose("file/too-large", Span(name, 0, 0), "report", reason=because)


def no_manifest() -> Diagnostic:
    """A folder without `manifest.json`."""
    return tampered(
        "bundle/no-manifest",
        "this folder has no manifest.json",
        "manifest.json",
        "name the folder of a bundle",
    )


def not_a_manifest(because: str) -> Diagnostic:
    """A manifest with another byte in it."""
    return tampered(
        "bundle/not-a-manifest", f"the manifest is not as it was written: {because}", "manifest.json"
    )


def missing(name: str) -> Diagnostic:
    """A listed file that is not there."""
    return tampered("bundle/missing", "this file is listed in the manifest, and is not there", name)


def no_signoff(name: str) -> Diagnostic:
    """A file among the sign-offs by whose name nobody knows its place."""
    return tampered(
        "bundle/not-listed",
        "no sign-off has this name; expected a number, `-` and letters of ASCII: 1-approver-ann.dsse.json",
        name,
        "take it out of the folder; name a sign-off as `microdep signoff` has written it",
    )


def not_listed(name: str) -> Diagnostic:
    """A file that nobody signed."""
    return tampered(
        "bundle/not-listed",
        "this file is not listed in the manifest: nobody signed it",
        name,
        "take it out of the folder",
    )


def changed(name: str, size: int, was: int) -> Diagnostic:
    """A file with another digest."""
    change = f"{size} bytes instead of {was}" if size != was else "the same size, and other bytes"
    return tampered(
        "bundle/changed", f"this file is not the one that is listed in the manifest: it has {change}", name
    )


def line_ends(name: str) -> Diagnostic:
    """A file of which a program has turned the line ends."""
    return tampered(
        "bundle/line-ends",
        "the line ends of this file were changed, and nothing else",
        name,
        "copy the bundle as it is: in git with `* -text`, by FTP in binary mode",
    )


def colliding(one: str, other: str) -> Diagnostic:
    """Two names that some systems take for one."""
    return tampered("bundle/colliding-names", f"`{one}` and this file are one on some systems", other)


def other_sums() -> Diagnostic:
    """`SHA256SUMS` says something else than the manifest."""
    return tampered("bundle/other-sums", "SHA256SUMS is not the one that the manifest gives", "SHA256SUMS")


def input_changed(path: str) -> Diagnostic:
    """What was judged is no longer there, or is another file by now."""
    return tampered(
        "bundle/input-changed",
        f"`{path}` is not what was judged: it has changed since, or came from the standard input",
        path,
        "make the report again, of files",
    )


def name_not_text(path: str) -> Diagnostic:
    """A file whose name is no text in UTF-8, so that neither the record nor the manifest can name it."""
    return tampered(
        "bundle/name-not-text",
        f"the name `{path}` is not UTF-8, and a bundle names its files in UTF-8",
        path,
        "rename the file, and make the report again",
    )


def not_reproduced(because: str) -> Diagnostic:
    """The check gives something else when it is made again, or cannot be made again."""
    return tampered(
        "bundle/not-reproduced",
        f"the check of this bundle, made again, is not what its record says: {because}",
        "record.json",
        "ask who made it which version and packs they ran; sign nothing until it is known why",
    )


# ---- pages and their record ------------------------------------------------------------------------------


_RECORD_DECIDES = "rely on record.json; ask who made the bundle to make the report again, and sign that"


def not_a_report(name: str, because: str) -> Diagnostic:
    """A bundle whose pages cannot be made again."""
    return tampered(
        "bundle/not-a-report",
        f"the pages of this bundle cannot be compared with its record: {because}",
        name,
        "make the report again with `microdep report`, and sign that",
    )


def page_differs(name: str, because: str) -> Diagnostic:
    """A page that states something else than the record."""
    return tampered(
        "bundle/page-differs", f"{name} is not what the record gives: {because}", name, _RECORD_DECIDES
    )


def not_compared(
    names: Sequence[str],
    because: str,
    way_out: str = "rely on the other pages, which were compared, or compare with the libraries that"
    " bundle.json names",
) -> Diagnostic:
    """Pages that nobody can compare here."""
    return warning(
        "bundle/page-not-compared",
        f"not compared with the record: {', '.join(names)}; {because}",
        Label(Span(names[0] if names else "record.json", 0, 0)),
        help=way_out,
    )


def of_another_version(names: Sequence[str], because: str, version: str) -> Diagnostic:
    """Pages of another version, and a record of which nobody knows here whether that version writes it so."""
    return not_compared(
        names,
        because,
        f"verify it with version {version or 'of its maker'}; here rely on no page, and on record.json"
        " only if `microdep verify --reproduce` makes the check again",
    )


def record_differs(because: str) -> Diagnostic:
    """A record that contradicts itself or the index."""
    return tampered(
        "bundle/record-differs", f"the record contradicts what is in it: {because}", "record.json"
    )


def list_not_known(name: str, content: str) -> Diagnostic:
    """An imported list of companies of which the policy has another digest, or none."""
    return tampered(
        "bundle/list-not-known",
        f"the list {name} has the entries {content or 'without a digest'}, which the policy does not know",
        "record.json",
        f"import {name} from its publisher, and compare the entries: `microdep lists show {name}` prints"
        " their digest; write it below `[lists]` in the policy only where it is the published list",
    )


def other_input(name: str, path: str) -> Diagnostic:
    """An input or a pack that the record was not made of."""
    return tampered("bundle/other-input", f"this is not the file of which the record was made, {path}", name)


def not_of_the_report(name: str) -> Diagnostic:
    """A file that neither the record nor the index names."""
    return tampered(
        "bundle/not-of-the-report",
        "this file is listed in the manifest, but the report was not made with it",
        name,
        "keep files of your own beside the bundle; make the report again, and sign that",
    )
