"""Objects of a PDF in pyHanko, and the fields of its form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from pyhanko.pdf_utils.generic import DictionaryObject, PdfObject, Reference
    from pyhanko.pdf_utils.rw_common import PdfHandler

SIGNATURE = "/Sig"
MOST_FIELDS = 10_000


class UnreadableError(ValueError):
    """PDF that is not read in full; the message gives the reason."""


def objects(roots: Iterable[PdfObject], skipped: Container[str] = ()) -> Iterator[PdfObject]:
    """Return objects and all that they refer to, except by `skipped` entries: each once, in a fixed order."""
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
    """Return the fields of a form that have a value or are drawn, each with its kind."""
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
    """Return each node of the page tree, the pages in their order."""
    left = [reader.root["/Pages"]]
    for _ in range(MOST_FIELDS):
        if not left:
            return
        node = left.pop()
        left += reversed(items(node, "/Kids"))
        yield node
    raise UnreadableError(f"its tree of pages has more than {MOST_FIELDS} nodes")


def entry(dictionary: DictionaryObject, key: str, otherwise: Any) -> Any:  # noqa: ANN401 - whatever a PDF has there
    """Return the resolved entry of a dictionary, which `get` of pyHanko does not resolve."""
    return dictionary[key] if key in dictionary else otherwise  # noqa: SIM401 - see above


def items(dictionary: DictionaryObject, key: str) -> list[Any]:
    """Return the entries of a list in a dictionary; empty if there is none."""
    listed = entry(dictionary, key, ())
    return [listed[at] for at in range(len(listed))]


def inherited(field: DictionaryObject, key: str) -> Any:  # noqa: ANN401 - whatever a PDF has there
    """Return an entry of a field, or of the nearest parent that has it, or `None`."""
    for _ in range(MOST_FIELDS):
        if key in field:
            return field[key]
        if "/Parent" not in field:
            return None
        field = field["/Parent"]
    return None


def name_of(field: DictionaryObject) -> str:
    """Return the name of a field; empty if it has none."""
    return str(inherited(field, "/T") or "")
