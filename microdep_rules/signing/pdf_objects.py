"""The objects of a PDF as pyHanko reads them, and the fields of its form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from pyhanko.pdf_utils.generic import DictionaryObject, PdfObject, Reference
    from pyhanko.pdf_utils.rw_common import PdfHandler

SIGNATURE = "/Sig"
MOST_FIELDS = 10_000


class UnreadableError(ValueError):
    """A PDF of which not all is read; the text says why."""


def objects(roots: Iterable[PdfObject], apart: Container[str] = ()) -> Iterator[PdfObject]:
    """Some objects and all that they lead to, but for the entries `apart`: each once, in one order."""
    from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, IndirectObject

    seen: set[Reference] = set()
    left = list(roots)
    while left:
        found = left.pop()
        if isinstance(found, IndirectObject):
            if found.reference in seen:
                continue
            seen.add(found.reference)
            found = found.get_object()  # type: ignore[no-untyped-call] # it has no types
        yield found
        if isinstance(found, DictionaryObject):
            left += [found.raw_get(each) for each in sorted(found) if each not in apart]
        elif isinstance(found, ArrayObject):
            left += [found.raw_get(at) for at in range(len(found))]


def fields(reader: PdfHandler) -> Iterator[tuple[DictionaryObject, str]]:
    """The fields of a form that hold a value or are drawn, each with its kind."""
    left = items(reader.root["/AcroForm"], "/Fields") if "/AcroForm" in reader.root else []
    for _ in range(MOST_FIELDS):
        if not left:
            return
        field = left.pop()
        kids = [each for each in items(field, "/Kids") if "/T" in each]
        left += kids
        if not kids:
            yield field, str(inherited(field, "/FT") or "")
    raise UnreadableError(f"its form has more than {MOST_FIELDS} fields")


def nodes(reader: PdfHandler) -> Iterator[DictionaryObject]:
    """The tree of pages, each node of it, the pages in their order."""
    left = [reader.root["/Pages"]]
    for _ in range(MOST_FIELDS):
        if not left:
            return
        node = left.pop()
        left += reversed(items(node, "/Kids"))
        yield node
    raise UnreadableError(f"its tree of pages has more than {MOST_FIELDS} nodes")


def entry(found: DictionaryObject, key: str, otherwise: Any) -> Any:  # noqa: ANN401 - whatever a PDF has there
    """An entry of a dictionary as what it leads to, which `get` of pyHanko does not give."""
    return found[key] if key in found else otherwise  # noqa: SIM401 - see above


def items(found: DictionaryObject, key: str) -> list[Any]:
    """What is in a list of a dictionary; nothing where there is none."""
    listed = entry(found, key, ())
    return [listed[at] for at in range(len(listed))]


def inherited(field: DictionaryObject, key: str) -> Any:  # noqa: ANN401 - whatever a PDF has there
    """An entry of a field, or of the nearest one above that has it; `None` where none has."""
    for _ in range(MOST_FIELDS):
        if key in field:
            return field[key]
        if "/Parent" not in field:
            return None
        field = field["/Parent"]
    return None


def name_of(field: DictionaryObject) -> str:
    """The name of a field; empty where it has none."""
    return str(inherited(field, "/T") or "")
