"""Contents of a bundle for an export: the files of a verified bundle, checked against their schemas.

An intact bundle may come from another program. A record that does not conform to its schema is rejected,
because the export would not be valid.
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
"""Namespace of the identifiers in an export; a URN, because this project has no internet domain."""
FIRST, LAST = "1900", "3000"
"""A bundle can state a year from `FIRST` (included) to `LAST` (not included)."""
DEEP = 120
"""Largest length, in characters, of the path to a mistake in a file."""


class NotExportableError(Exception):
    """Error for an intact bundle that cannot be exported; the message states the reason."""


class EvidenceDocument(Struct, frozen=True):
    """Evidence that a document names; an entry of `evidence.json`."""

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
    stated_in: str = ""
    number: str = ""

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
        """Digest, path and address of the evidence file as (kind, value), if the document states them."""
        stated = (
            ("sha256", self.sha256),
            ("path", self.file or self.path),
            ("url", self.url),
            ("number", self.number),
        )
        return [(name, value) for name, value in stated if value]


class DocumentProduct(Struct, frozen=True):
    """Product of a document; a placeholder if the document is a list of components without a product."""

    id: str
    name: str


class _ExportedDocument(Struct):
    path: str
    product: str
    components: list[DocumentProduct]


class _ExportedSupply(Struct):
    documents: list[_ExportedDocument]


class ValidSignoff(Struct, frozen=True):
    """Valid sign-off: its statement, and the file that contains the sign-off."""

    signoff: Signoff
    file: str
    digest: str
    scheme: str
    own: bool
    """True if the signer wrote the statement; false if it is the standard text."""
    time: str
    """Kind of proof for the time of the signature, such as a timestamp."""


class Contents(Struct, frozen=True):
    """Contents of a bundle in the form that exports need."""

    record: Data
    papers: tuple[EvidenceDocument, ...]
    products: dict[str, DocumentProduct]
    """Product of each readable document, by the path of the document."""
    manifest: BundleManifest
    digest: str
    """SHA-256 digest of the manifest; the sign-offs cover the manifest."""
    vouched: tuple[ValidSignoff, ...]
    made_by: str = ""
    """Version of the program that made the bundle; empty if it is the version of this program.

    This program compares files with the record only if its own version made the bundle.
    """
    without_pdf: bool = False
    """True if this computer could not compare the PDF with the record."""

    @property
    def made(self) -> str:
        """Time at which the bundle was made, as the bundle states it."""
        return self.manifest.generated_at

    def product(self, document: Data) -> DocumentProduct:
        """Return the product of a document.

        If the document is unreadable, the product has the id of the document.
        """
        product = self.products.get(document["path"], DocumentProduct(document["id"], ""))
        return DocumentProduct(product.id, product.name or document["id"])

    def uuid(self, name: str) -> UUID:
        """Return an identifier for the element `name` of the export, derived from the bundle's digest."""
        return uuid5(NAMESPACE_URL, f"{SPACE}:{self.digest}:{name}")


def contents_of(files: Files, verified: Verification) -> Contents:
    """Return the contents of a verified bundle; if it cannot be exported, raise `NotExportableError`."""
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
    """Return whether CycloneDX and OSCAL both accept a text as a time; OSCAL needs a year 1900 to 2999."""
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
    """Return the record; if it does not conform to its schema, raise an error."""
    record: Data = _decoded(files, RECORD, dict[str, Any])
    if wrong := wrong_form(record):
        raise NotExportableError(f"{RECORD} is not in the form of this version, {wrong}")
    try:
        return opened(record)
    except NotGroupedError as problem:
        raise NotExportableError(f"{RECORD} contradicts itself: {problem}") from problem


def wrong_form(record: Any) -> str:  # noqa: ANN401 - any content of the file
    """Return where a record violates its schema, as a path; empty if the record conforms to the schema."""
    wrong = _not_valid(record, "microdep-record-1")
    if not wrong:
        for name, analysis in record.get("production", {}).items():
            for data in each_of(analysis):
                wrong = wrong or _not_valid(data, SCHEMAS[name], "production", name)
    return f"at `{wrong[:DEEP]}`" if wrong else ""


def _not_valid(data: Any, schema: str, *within: str) -> str:  # noqa: ANN401 - any content of the file
    """Return where `data` violate a schema, as a path; empty if they conform to the schema."""
    import jsonschema_rs  # slow to import, and only some commands need it

    wrong = next(iter(jsonschema_rs.Draft202012Validator(schema_data(schema)).iter_errors(data)), None)
    return "/".join(map(str, (*within, *wrong.instance_path))) or "/" if wrong is not None else ""


def _decoded(files: Files, name: str, kind: Any) -> Any:  # noqa: ANN401 - any content of the file
    try:
        return msgspec.json.decode(files.read(name), type=kind)
    except KeyError:
        raise NotExportableError(f"the bundle has no {name}") from None
    except (msgspec.DecodeError, RecursionError) as problem:
        raise NotExportableError(f"{name} cannot be read: {str(problem)[:DEEP]}") from problem
