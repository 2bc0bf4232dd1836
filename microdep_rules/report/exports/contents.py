"""What exports are made of: the files of a bundle that was verified, read again as what they have to be.

That a bundle is intact says that nobody has changed it since, not that it was made by this product. Whatever
its record does not have to be is refused here, so that what is written of it is valid.
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
from microdep_rules.signing.words import is_own, time_words
from microdep_rules.vocabulary.resources import schema_data

if TYPE_CHECKING:
    from microdep_rules.signing.files import Files
    from microdep_rules.signing.manifest import Manifest
    from microdep_rules.signing.order import Record
    from microdep_rules.signing.signed import Signed
    from microdep_rules.signing.statement import Signoff
    from microdep_rules.signing.verify import Verified

Data = dict[str, Any]
SPACE = "urn:microdep-rules:export"
"""What our identifiers and properties are named under; the project owns no domain."""
FIRST, LAST = "1900", "3000"
"""When a bundle can have been made."""
DEEP = 120
"""So many letters of what is wrong with a file are shown."""


class NotExportableError(Exception):
    """Why nothing can be made of a bundle that is intact."""


class Paper(Struct, frozen=True):
    """A paper that a document names, as `evidence.json` has it."""

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
        """What it is, and from whom."""
        kind = self.type.replace("_", " ") or "paper"
        issuer = f" of {self.issuer}" if self.issuer else ""
        tier = f", {self.tier.replace('_', ' ')}" if self.tier else ""
        opened = evidence_words({"state": self.state, "because": self.because, "marks": self.marks})
        return f"{kind}{issuer}{tier}; {opened}"

    @property
    def places(self) -> list[tuple[str, str]]:
        """Its digest and where it is, as the document says; what it does not say is left out."""
        stated = (("sha256", self.sha256), ("path", self.file or self.path), ("url", self.url))
        return [(name, value) for name, value in stated if value]


class Product(Struct, frozen=True):
    """What a document is about; of a list without one, what stands for it."""

    id: str
    name: str


class _Document(Struct):
    path: str
    product: str
    parts: list[Product]


class _Supply(Struct):
    documents: list[_Document]


class Vouched(Struct, frozen=True):
    """A sign-off that holds: what was said, and the file that proves it."""

    signoff: Signoff
    file: str
    digest: str
    scheme: str
    own: bool
    """Whether the statement is a text of the signer's own."""
    time: str
    """By whose word it was signed at the time that it states."""


class Contents(Struct, frozen=True):
    """A bundle, as an export takes it."""

    record: Data
    papers: tuple[Paper, ...]
    products: dict[str, Product]
    """The product of each document that could be read, by the path of the document."""
    manifest: Manifest
    digest: str
    """The SHA-256 of the manifest: what people have signed."""
    vouched: tuple[Vouched, ...]
    made_by: str = ""
    """The version that made the bundle, where it is another one, so that nothing of it was compared."""
    without_pdf: bool = False
    """Whether the PDF could not be compared with the record here."""

    @property
    def made(self) -> str:
        """When the bundle was made by its own account."""
        return self.manifest.generated_at

    def product(self, document: Data) -> Product:
        """What a document is about; one that could not be read is known by its own id."""
        found = self.products.get(document["path"], Product(document["id"], ""))
        return Product(found.id, found.name or document["id"])

    def uuid(self, name: str) -> UUID:
        """The identifier of something in this bundle: of its digest, so that it is the same every time."""
        return uuid5(NAMESPACE_URL, f"{SPACE}:{self.digest}:{name}")


def contents_of(files: Files, verified: Verified) -> Contents:
    """The bundle that was verified, and at most rejected; `NotExportableError` where it has no such form."""
    assert verified.manifest is not None
    record = _record(files)
    if not _is_moment(verified.manifest.generated_at):
        raise NotExportableError(
            "the manifest does not say when the bundle was made, as 2026-11-24T10:00:00Z"
        )
    supply = _decoded(files, SUPPLY, _Supply)
    products = {
        document.path: next(
            (part for part in document.parts if part.id == document.product), Product(document.product, "")
        )
        for document in supply.documents
    }
    papers = tuple(_decoded(files, EVIDENCE, list[Paper]))
    vouched = tuple(_vouched(each, verified.record) for each in verified.signed if each.holds)
    digest, made_by = verified.manifest_digest, verified.made_by
    without_pdf = any(problem.code == "bundle/page-not-compared" for problem in verified.problems)
    return Contents(record, papers, products, verified.manifest, digest, vouched, made_by, without_pdf)


def _is_moment(text: str) -> bool:
    """Return whether a text is a moment that every form takes: OSCAL knows none before 1900 or after 2999."""
    return is_time(text) and FIRST <= text < LAST


def _vouched(signed: Signed, record: Record | None) -> Vouched:
    said = signed.signoff
    assert said is not None, "what holds was read"
    return Vouched(said, signed.name, signed.digest, signed.scheme, is_own(said, record), time_words(signed))


def _record(files: Files) -> Data:
    """The record, which has to be valid by its schema."""
    record: Data = _decoded(files, RECORD, dict[str, Any])
    if wrong := wrong_form(record):
        raise NotExportableError(f"{RECORD} is not in the form of this version, {wrong}")
    try:
        return opened(record)
    except NotGroupedError as problem:
        raise NotExportableError(f"{RECORD} contradicts itself: {problem}") from problem


def wrong_form(record: Any) -> str:  # noqa: ANN401 - whatever stands in the file
    """Where a record is not what its schema says; nothing where it is."""
    wrong = _not_valid(record, "microdep-record-1")
    if not wrong:
        for name, analysis in record.get("production", {}).items():
            for data in each_of(analysis):
                wrong = wrong or _not_valid(data, SCHEMAS[name], "production", name)
    return f"at `{wrong[:DEEP]}`" if wrong else ""


def _not_valid(data: Any, schema: str, *within: str) -> str:  # noqa: ANN401 - as above
    """Where data are not what a schema says, as a path from the top of the record; nothing where they are."""
    import jsonschema_rs  # takes long, and only some commands need it

    wrong = next(iter(jsonschema_rs.Draft202012Validator(schema_data(schema)).iter_errors(data)), None)
    return "/".join(map(str, (*within, *wrong.instance_path))) or "/" if wrong is not None else ""


def _decoded(files: Files, name: str, kind: Any) -> Any:  # noqa: ANN401 - whatever the kind describes
    try:
        return msgspec.json.decode(files.read(name), type=kind)
    except KeyError:
        raise NotExportableError(f"it has no {name}") from None
    except (msgspec.DecodeError, RecursionError) as problem:
        raise NotExportableError(f"{name} cannot be read: {str(problem)[:DEEP]}") from problem
