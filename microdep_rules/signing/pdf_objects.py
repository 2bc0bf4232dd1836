"""Objects of a PDF, read with pyHanko, and the fields of its form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from pyhanko.pdf_utils.generic import DictionaryObject, PdfObject, Reference
    from pyhanko.pdf_utils.rw_common import PdfHandler

SIGNATURE = "/Sig"
MOST_FIELDS = 10_000


class UnreadableError(ValueError):
    """Error for a PDF that cannot be read completely; the message is the reason."""


def objects(roots: Iterable[PdfObject], skipped: Container[str] = ()) -> Iterator[PdfObject]:
    """Return the objects in `roots` and all objects to which they refer, each object once.

    References in the entries `skipped` are not followed. The order is fixed.
    """
    from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, IndirectObject

    seen: set[Reference] = set()
    left = list(roots)
    while left:
        object_ = left.pop()
        if isinstance(object_, IndirectObject):
            if object_.reference in seen:
                continue
            seen.add(object_.reference)
            object_ = object_.get_object()  # type: ignore[no-untyped-call] # it has no types
        yield object_
        if isinstance(object_, DictionaryObject):
            left += [object_.raw_get(key) for key in sorted(object_) if key not in skipped]
        elif isinstance(object_, ArrayObject):
            left += [object_.raw_get(at) for at in range(len(object_))]


def fields(reader: PdfHandler) -> Iterator[tuple[DictionaryObject, str]]:
    """Return the form fields without child fields, each with its type, such as `/Sig` for a signature."""
    left = items(reader.root["/AcroForm"], "/Fields") if "/AcroForm" in reader.root else []
    for _ in range(MOST_FIELDS):
        if not left:
            return
        field = left.pop()
        kids = [kid for kid in items(field, "/Kids") if "/T" in kid]
        left += kids
        if not kids:
            yield field, str(inherited(field, "/FT") or "")
    raise UnreadableError(f"its form has more than {MOST_FIELDS} fields")


def nodes(reader: PdfHandler) -> Iterator[DictionaryObject]:
    """Return each node of the page tree, with the pages in the order of the document."""
    left = [reader.root["/Pages"]]
    for _ in range(MOST_FIELDS):
        if not left:
            return
        node = left.pop()
        left += reversed(items(node, "/Kids"))
        yield node
    raise UnreadableError(f"its tree of pages has more than {MOST_FIELDS} nodes")


def entry(dictionary: DictionaryObject, key: str, otherwise: Any) -> Any:  # noqa: ANN401 - whatever a PDF has there
    """Return the value at a key after following a PDF reference; `get` of pyHanko does not follow it."""
    return dictionary[key] if key in dictionary else otherwise  # noqa: SIM401 - see above


def items(dictionary: DictionaryObject, key: str) -> list[Any]:
    """Return the values of the list at `key`; empty if the dictionary has no such key."""
    listed = entry(dictionary, key, ())
    return [listed[at] for at in range(len(listed))]


def inherited(field: DictionaryObject, key: str) -> Any:  # noqa: ANN401 - whatever a PDF has there
    """Return the value at `key` of a field or else of its nearest parent; `None` if no parent has the key."""
    for _ in range(MOST_FIELDS):
        if key in field:
            return field[key]
        if "/Parent" not in field:
            return None
        field = field["/Parent"]
    return None


def name_of(field: DictionaryObject) -> str:
    """Return the name of a field; empty for a field without a name."""
    return str(inherited(field, "/T") or "")
