"""The report as PDF: tagged, for archives (PDF/A-3a), from the same template as the page for browsers.

WeasyPrint lays it out, an extra of the package. It fetches nothing: the fonts are our own, whatever a
template names is refused. Letters that no font has are written as their codes, and announced.
"""

from __future__ import annotations

import os
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.vocabulary.resources import report_fonts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


VARIANT = "pdf/a-3a"
PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
"""What Debian calls the libraries that WeasyPrint takes from the system."""
_PICTURE = re.compile(r"(<svg.*?</svg>)", re.DOTALL)
_HIDDEN = frozenset("\t\n\r\u00ad\u200b")
"""What has no glyph and needs none."""
BOX = "\N{WHITE SQUARE}"


class NoRendererError(Exception):
    """WeasyPrint or what it needs is not here; the text says what to install."""


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


def render(page: str, generated_at: str, fonts: Sequence[bytes] = ()) -> Rendered:
    """A page as PDF, the same bytes for the same page by one engine; `NoRendererError` where there is none.

    `fonts` are files of more fonts, as for letters of China or Japan.
    """
    weasyprint = _weasyprint()
    from weasyprint.text.fonts import FontConfiguration

    missing = without_glyph(page, fonts)
    fetcher = _fetcher(fonts)
    configured = FontConfiguration()
    faces = "".join(f'@font-face{{font-family:"More {n}";src:url(font:{n})}}' for n, _ in enumerate(fonts))
    sheets = [weasyprint.CSS(string=faces, url_fetcher=fetcher, font_config=configured)]
    document = weasyprint.HTML(string=_spelled(page, missing), url_fetcher=fetcher).render(
        font_config=configured, stylesheets=sheets, pdf_variant=VARIANT
    )
    # A page without these would be dated by the clock, and could bring files along.
    document.metadata.created = document.metadata.modified = generated_at
    document.metadata.attachments = []
    data = document.write_pdf(pdf_variant=VARIANT, uncompressed_pdf=True, full_fonts=False)
    return Rendered(data, tuple(missing), tuple(dict.fromkeys(fetcher.refused)))


def is_font(data: bytes) -> bool:
    """Whether a file is a font whose letters can be read."""
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
    return frozenset(_letters_of(each.read_bytes() for each in report_fonts()))


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
    try:
        import weasyprint
    except ImportError as absent:
        raise NoRendererError("a PDF takes an extra: pip install 'microdep-rules[pdf]'") from absent
    except OSError as absent:
        raise NoRendererError(
            f"WeasyPrint does not find its libraries; Debian has them as {PACKAGES}"
        ) from absent
    return weasyprint


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
