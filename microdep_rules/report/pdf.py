"""The report as PDF: tagged, for archives (PDF/A-3a), from the same template as the page for browsers.

WeasyPrint lays it out, an extra of the package. It fetches nothing: the fonts are our own, whatever a
template names is refused. Letters that no font has are written as their codes, and announced. The page of
somebody's template is laid out by a process of its own, which is ended at its bounds.
"""

from __future__ import annotations

import json
import os
import re
import sys
import warnings
from base64 import b64decode, b64encode
from errno import EFBIG
from functools import cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.patterns import pattern
from microdep_rules.report import confined
from microdep_rules.signing import limits
from microdep_rules.vocabulary.resources import report_fonts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


VARIANT = "pdf/a-3a"
PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
"""What Debian calls the libraries that WeasyPrint takes from the system."""
_PICTURE = pattern(r"(<svg.*?</svg>)", re.DOTALL)
_HIDDEN = frozenset("\t\n\r\u00ad\u200b")
"""What has no glyph and needs none."""
BOX = "\N{WHITE SQUARE}"
BOUNDS = confined.Bounds(seconds=60, memory=2 * 1024**3, wait=120, file=16 * 1024**2)
"""For a page of somebody's template. The engine writes every further font into a file."""
MOST_FACES = 20
"""So many fonts a page brings along at most."""


class NoRendererError(Exception):
    """WeasyPrint or what it needs is not here; the text says what to install."""


class NotLaidOutError(Exception):
    """A page does not become a PDF; the text says why, and `kind` whether it goes beyond limits."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class Rendered(Struct, frozen=True):
    """A PDF, and what there is to say of it."""

    data: bytes
    without_glyph: tuple[str, ...]
    """Letters that no font has, in order."""
    refused: tuple[str, ...]
    """Addresses that the page names, of which nothing was fetched."""


def engine() -> dict[str, str]:
    """What lays a PDF out, with the versions on which its bytes depend; `NoRendererError` without it."""
    weasyprint = _weasyprint()
    from weasyprint.text.ffi import pango

    version = pango.pango_version()
    return {
        "weasyprint": weasyprint.__version__,
        "pango": f"{version // 10_000}.{version // 100 % 100}.{version % 100}",
    }


def render(page: str, generated_at: str, fonts: Sequence[bytes] = (), front: str = "") -> Rendered:
    """A page as PDF, the same bytes for the same page by one engine.

    `front` is laid out by itself and comes first, so that nothing of the page reaches it.
    `fonts` are files of more fonts, as for letters of China or Japan. `NoRendererError` where there is no
    engine, `NotLaidOutError` where it does not come to an end of this page.
    """
    weasyprint = _weasyprint()
    try:
        return _laid_out(weasyprint, page, generated_at, fonts, front)
    except (NotLaidOutError, MemoryError):
        raise
    except RecursionError as problem:
        raise NotLaidOutError("limits", "its parts lie too deep in each other") from problem
    except Exception as problem:
        beyond = isinstance(problem, OSError) and problem.errno == EFBIG
        raise NotLaidOutError("limits" if beyond else "failed", confined.told_of(problem)) from problem


def render_apart(
    page: str,
    generated_at: str,
    fonts: Sequence[bytes] = (),
    front: str = "",
    *,
    bounds: confined.Bounds = BOUNDS,
) -> Rendered:
    """The same for a page of somebody's template, by a process of its own that is ended at its bounds."""
    largest = max(map(len, fonts), default=0)
    bounds = replace(bounds, file=max(bounds.file, largest))
    encoded = [b64encode(font).decode() for font in fonts]
    asked = {"page": page, "at": generated_at, "fonts": encoded, "front": front}
    try:
        answer = confined.answer_of("microdep_rules.report.pdf", asked, bounds)
    except confined.StoppedError as stopped:
        raise NotLaidOutError(stopped.kind, str(stopped)) from stopped
    head, _, data = answer.partition(b"\n")
    told = json.loads(head)
    if "kind" in told:
        raise NotLaidOutError(told["kind"], told["message"])
    return Rendered(data, tuple(told["without_glyph"]), tuple(told["refused"]))


def _laid_out(
    weasyprint: Any,  # noqa: ANN401 - a module
    page: str,
    generated_at: str,
    fonts: Sequence[bytes],
    front: str,
) -> Rendered:
    missing = without_glyph(page + front, fonts)
    fetcher = _fetcher(fonts)
    faces = "".join(f'@font-face{{font-family:"More {n}";src:url(font:{n})}}' for n, _ in enumerate(fonts))

    def rendered(text: str) -> Any:  # noqa: ANN401 - of a library without types
        # Fonts of its own, since letters are chosen again when all pages are drawn. The front is drawn first,
        # so that what is written of a font that both name is what the front says.
        configured = _faces(MOST_FACES + len(fonts))
        sheets = [weasyprint.CSS(string=faces, url_fetcher=fetcher, font_config=configured)]
        return weasyprint.HTML(string=_spelled(text, missing), url_fetcher=fetcher).render(
            font_config=configured, stylesheets=sheets, pdf_variant=VARIANT
        )

    documents = [rendered(each) for each in (front, page) if each]
    document = documents[0].copy([each for every in documents for each in every.pages])
    # A page without these would be dated by the clock, and could bring files along.
    document.metadata.created = document.metadata.modified = generated_at
    document.metadata.attachments = []
    fetcher.refused += _without_attachments(document)
    data = document.write_pdf(pdf_variant=VARIANT, uncompressed_pdf=True, full_fonts=False)
    if len(data) > limits.PDF:
        raise NotLaidOutError("limits", f"the PDF has more than {limits.PDF // limits.MB} MiB")
    return Rendered(data, tuple(missing), tuple(dict.fromkeys(fetcher.refused)))


def _without_attachments(document: Any) -> list[str]:  # noqa: ANN401 - of a library without types
    """Takes the links away that would put a file into the PDF, dated by the clock; what they name."""
    taken = []
    for page in document.pages:
        taken += [target for kind, target, *_ in page.links if kind == "attachment"]
        page.links[:] = [link for link in page.links if link[0] != "attachment"]
    return taken


def is_font(data: bytes) -> bool:
    """Return whether a file is a font whose letters can be read."""
    from struct import error as torn

    from fontTools.ttLib import TTLibError

    try:
        return bool(list(_letters_of([data])))
    except (TTLibError, torn, LookupError, TypeError, ValueError, AssertionError):
        return False


def without_glyph(text: str, fonts: Sequence[bytes] = ()) -> list[str]:
    """The letters of a text that no font has, in the order of their codes.

    >>> without_glyph("Ningbo ✓ 宁波")
    ['宁', '波']
    """
    there = _letters() | frozenset(_letters_of(fonts))
    return sorted(set(text) - there - _HIDDEN)


@cache
def _letters() -> frozenset[str]:
    return frozenset(_letters_of(font.read_bytes() for font in report_fonts()))


def _letters_of(fonts: Iterable[bytes]) -> Iterable[str]:
    from io import BytesIO

    from fontTools.ttLib import TTFont

    for each in fonts:
        with TTFont(BytesIO(each), lazy=True, fontNumber=0) as font:
            yield from map(chr, font.getBestCmap())


def _spelled(page: str, missing: Sequence[str]) -> str:
    """A page whose letters all have a glyph: the others as their codes, in pictures as a box.

    An empty box on paper says nothing of what stood there, and a label of a picture has no room.
    """
    if not missing:
        return page
    codes = str.maketrans({each: f"&lt;U+{ord(each):04X}&gt;" for each in missing})
    boxes = str.maketrans(dict.fromkeys(missing, BOX))
    parts = _PICTURE.split(page)
    return "".join(part.translate(boxes if n % 2 else codes) for n, part in enumerate(parts))


def _weasyprint() -> Any:  # noqa: ANN401 - a module
    # The fonts of the system would make another PDF on another machine; read when the library is loaded.
    os.environ.update(FONTCONFIG_FILE=str(report_fonts()[0].with_name("fonts.conf")))
    absent = f"WeasyPrint does not find its libraries; Debian has them as {PACKAGES}"
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "HarfBuzz-Subset", DeprecationWarning)
            import weasyprint
            from weasyprint.text.ffi import harfbuzz_subset
    except ImportError as problem:
        raise NoRendererError("a PDF takes an extra: pip install 'microdep-rules[pdf]'") from problem
    except OSError as problem:
        raise NoRendererError(absent) from problem
    if harfbuzz_subset is None:  # WeasyPrint makes a PDF all the same, of other bytes each time
        raise NoRendererError(absent)
    return weasyprint


def _faces(most: int) -> Any:  # noqa: ANN401 - a class of a library that may be absent
    from weasyprint.text.fonts import FontConfiguration

    class Few(FontConfiguration):  # type: ignore[misc] # the library has no types
        """Takes so many further fonts, each of which becomes a file for as long as the page is laid out."""

        def __init__(self) -> None:
            super().__init__()
            self._many = 0

        def add_font_face(self, rule_descriptors: Any, url_fetcher: Any) -> Any:  # noqa: ANN401 - of the library
            self._many += 1
            if self._many > most:
                raise NotLaidOutError("limits", f"it has more than {MOST_FACES} fonts of its own")
            return super().add_font_face(rule_descriptors, url_fetcher)

    return Few()


def _fetcher(fonts: Sequence[bytes]) -> Any:  # noqa: ANN401 - a class of a library that may be absent
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Nothing(URLFetcher):  # type: ignore[misc] # the library has no types
        """Gives the fonts and what is written in an address itself, and nothing of the system or the net."""

        def __init__(self) -> None:
            super().__init__(allowed_protocols=("data",))
            self.refused: list[str] = []

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
            scheme, _, rest = url.partition(":")
            if scheme == "font" and rest.isdecimal() and int(rest) < len(fonts):
                return URLFetcherResponse(url, fonts[int(rest)], {"Content-Type": "font/sfnt"})
            if scheme != "data":
                self.refused.append(url)
                raise ValueError("nothing is fetched")
            return super().fetch(url, headers)

    return Nothing()


# ---- in a process of its own ---------------------------------------------------------------------------


def main() -> None:
    """Reads what is asked from the standard input; answers with a line of JSON, and the PDF behind it."""
    _weasyprint()
    asked = confined.asked_of_us()
    data = b""
    try:
        found = render(
            asked["page"], asked["at"], [b64decode(each) for each in asked["fonts"]], asked["front"]
        )
    except NotLaidOutError as problem:
        told: dict[str, Any] = {"kind": problem.kind, "message": str(problem)}
    else:
        told, data = {"without_glyph": found.without_glyph, "refused": found.refused}, found.data
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + data)


if __name__ == "__main__":
    main()
