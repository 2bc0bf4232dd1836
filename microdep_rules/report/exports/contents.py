"""Inputs of exports: the files of a verified bundle, checked against their schemas.

Another program may have made an intact bundle. An export is valid only if the record matches its schema, so
other records are refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec
from msgspec import Struct

from microdep_rules.output.grouped import NotGroupedError, opened
from microdep_rules.output.production import SCHEMAS, each_of
from microdep_rules.output.registers import evidence_words
from microdep_rules.report.bundle import EVIDENCE, RECORD, SUPPLY
from microdep_rules.signing.statement import is_time
from microdep_rules.signing.words import describe_time, is_own_text
from microdep_rules.vocabulary.resources import schema_data

if TYPE_CHECKING:
    from microdep_rules.signing.files import Files
    from microdep_rules.signing.manifest import BundleManifest
    from microdep_rules.signing.order import RecordSummary
    from microdep_rules.signing.signed_files import SignedFile
    from microdep_rules.signing.statement import Signoff
    from microdep_rules.signing.verify import Verification

Data = dict[str, Any]
SPACE = "urn:microdep-rules:export"
"""Namespace of the identifiers and properties of this project, which owns no domain."""
FIRST, LAST = "1900", "3000"
"""Earliest and latest time at which a bundle can have been made."""
DEEP = 120
"""Longest description of a problem with a file, in characters."""


class NotExportableError(Exception):
    """Error for an intact bundle that cannot be exported. The message is the reason."""


class EvidenceDocument(Struct, frozen=True):
    """Evidence that a document names, as in `evidence.json`."""

    document: str
    id: str
    type: str = ""
    issuer: str = ""
    issued: str = ""
    expires: str = ""
    tier: str = ""
    path: str = ""
    sha256: str = ""
    url: str = ""
    state: str = "not opened"
    because: str = ""
    marks: str = ""
    file: str = ""

    @property
    def words(self) -> str:
        """Kind and issuer of the evidence, as text."""
        kind = self.type.replace("_", " ") or "evidence"
        issuer = f" of {self.issuer}" if self.issuer else ""
        tier = f", {self.tier.replace('_', ' ')}" if self.tier else ""
        opened = evidence_words({"state": self.state, "because": self.because, "marks": self.marks})
        return f"{kind}{issuer}{tier}; {opened}"

    @property
    def places(self) -> list[tuple[str, str]]:
        """Stated digest and places of the file. Missing values are omitted."""
        stated = (("sha256", self.sha256), ("path", self.file or self.path), ("url", self.url))
        return [(name, value) for name, value in stated if value]


class DocumentProduct(Struct, frozen=True):
    """Product of a document, or a placeholder if the document only lists components."""

    id: str
    name: str


class _ExportedDocument(Struct):
    path: str
    product: str
    components: list[DocumentProduct]


class _ExportedSupply(Struct):
    documents: list[_ExportedDocument]


class ValidSignoff(Struct, frozen=True):
    """Valid sign-off: its statement, and the file that contains it."""

    signoff: Signoff
    file: str
    digest: str
    scheme: str
    own: bool
    """True if the statement is the signer's own text."""
    time: str
    """Source of the signing time."""


class Contents(Struct, frozen=True):
    """Bundle as the input of an export."""

    record: Data
    papers: tuple[EvidenceDocument, ...]
    products: dict[str, DocumentProduct]
    """Product of each readable document, by the path of the document."""
    manifest: BundleManifest
    digest: str
    """SHA-256 of the manifest, which the sign-offs cover."""
    vouched: tuple[ValidSignoff, ...]
    made_by: str = ""
    """Version that made the bundle, if it differs from this version. The files were then not compared."""
    without_pdf: bool = False
    """True if the PDF could not be compared with the record here."""

    @property
    def made(self) -> str:
        """Stated time at which the bundle was made."""
        return self.manifest.generated_at

    def product(self, document: Data) -> DocumentProduct:
        """Return the product of a document. For an unreadable document, its id is the id of the document."""
        product = self.products.get(document["path"], DocumentProduct(document["id"], ""))
        return DocumentProduct(product.id, product.name or document["id"])

    def uuid(self, name: str) -> UUID:
        """Return the identifier of an element. It depends only on the digest of the bundle and the name."""
        return uuid5(NAMESPACE_URL, f"{SPACE}:{self.digest}:{name}")


def contents_of(files: Files, verified: Verification) -> Contents:
    """Return the contents of a bundle that was verified or rejected; raise `NotExportableError` otherwise."""
    assert verified.manifest is not None
    record = _record(files)
    if not _is_moment(verified.manifest.generated_at):
        raise NotExportableError(
            "the manifest does not state when the bundle was made, such as 2026-11-24T10:00:00Z"
        )
    supply = _decoded(files, SUPPLY, _ExportedSupply)
    products = {
        document.path: next(
            (component for component in document.components if component.id == document.product),
            DocumentProduct(document.product, ""),
        )
        for document in supply.documents
    }
    papers = tuple(_decoded(files, EVIDENCE, list[EvidenceDocument]))
    vouched = tuple(_vouched(signed, verified.record) for signed in verified.signed if signed.is_valid)
    digest, made_by = verified.manifest_digest, verified.made_by
    without_pdf = any(problem.code == "bundle/page-not-compared" for problem in verified.problems)
    return Contents(record, papers, products, verified.manifest, digest, vouched, made_by, without_pdf)


def _is_moment(text: str) -> bool:
    """Return whether a text is a time that every format accepts; OSCAL requires a year from 1900 to 2999."""
    return is_time(text) and FIRST <= text < LAST


def _vouched(signed: SignedFile, record: RecordSummary | None) -> ValidSignoff:
    signoff = signed.signoff
    assert signoff is not None, "what holds was read"
    return ValidSignoff(
        signoff,
        signed.name,
        signed.digest,
        signed.scheme,
        is_own_text(signoff, record),
        describe_time(signed),
    )


def _record(files: Files) -> Data:
    """Return the record; raise an error if it does not match its schema."""
    record: Data = _decoded(files, RECORD, dict[str, Any])
    if wrong := wrong_form(record):
        raise NotExportableError(f"{RECORD} is not in the form of this version, {wrong}")
    try:
        return opened(record)
    except NotGroupedError as problem:
        raise NotExportableError(f"{RECORD} contradicts itself: {problem}") from problem


def wrong_form(record: Any) -> str:  # noqa: ANN401 - any content of the file
    """Return the place where a record does not match its schema; empty if it is valid."""
    wrong = _not_valid(record, "microdep-record-1")
    if not wrong:
        for name, analysis in record.get("production", {}).items():
            for data in each_of(analysis):
                wrong = wrong or _not_valid(data, SCHEMAS[name], "production", name)
    return f"at `{wrong[:DEEP]}`" if wrong else ""


def _not_valid(data: Any, schema: str, *within: str) -> str:  # noqa: ANN401 - as above
    """Return the path at which data do not match a schema; empty if they are valid."""
    import jsonschema_rs  # slow to import, and only some commands need it

    wrong = next(iter(jsonschema_rs.Draft202012Validator(schema_data(schema)).iter_errors(data)), None)
    return "/".join(map(str, (*within, *wrong.instance_path))) or "/" if wrong is not None else ""


def _decoded(files: Files, name: str, kind: Any) -> Any:  # noqa: ANN401 - whatever the kind describes
    try:
        return msgspec.json.decode(files.read(name), type=kind)
    except KeyError:
        raise NotExportableError(f"it has no {name}") from None
    except (msgspec.DecodeError, RecursionError) as problem:
        raise NotExportableError(f"{name} cannot be read: {str(problem)[:DEEP]}") from problem
