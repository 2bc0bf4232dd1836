"""Report as a tagged PDF for archives (PDF/A-3a), from the same template as the HTML page.

The optional package WeasyPrint makes the PDF. It fetches nothing from the network: all fonts are part of this
program, and other addresses in a template are rejected. If no font has a letter, the PDF shows its code, and
the program reports this. For a custom template, a separate process with limits makes the PDF.
"""

from __future__ import annotations

import json
import os
import re
import sys
import warnings
from base64 import b64decode, b64encode
from contextlib import contextmanager
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
    from collections.abc import Iterable, Iterator, Sequence


VARIANT = "pdf/a-3a"
PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
"""Debian packages of the libraries that WeasyPrint needs."""
_PICTURE = pattern(r"(<svg.*?</svg>)", re.DOTALL)
_HIDDEN = frozenset("\t\n\r\u00ad\u200b")
"""Invisible characters for which no font is needed."""
BOX = "\N{WHITE SQUARE}"
BOUNDS = confined.ProcessLimits(seconds=60, memory=2 * 1024**3, wait=120, file=16 * 1024**2)
"""Limits of the process that makes the PDF of a custom template; it writes additional fonts to files."""
MOST_FACES = 20
"""Largest number of additional fonts that a page may use."""


class NoRendererError(Exception):
    """Error for a missing WeasyPrint or missing library; the message names the packages to install."""


class NotLaidOutError(Exception):
    """Error for a page that cannot become a PDF; `kind` states whether the page exceeds a limit."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class RenderedPdf(Struct, frozen=True):
    """PDF of a page, with the letters and resources that are missing in it."""

    data: bytes
    without_glyph: tuple[str, ...]
    """Letters that no available font has, in the order of their character codes."""
    refused: tuple[str, ...]
    """Addresses of resources in the page that the program refused to fetch."""


def engine() -> dict[str, str]:
    """Return the name and versions of the software that affects the bytes of the PDF.

    If the software is not installed, raise `NoRendererError`.
    """
    weasyprint = _weasyprint()
    from weasyprint.text.ffi import pango

    version = pango.pango_version()
    return {
        "weasyprint": weasyprint.__version__,
        "pango": f"{version // 10_000}.{version // 100 % 100}.{version % 100}",
    }


def render(page: str, generated_at: str, fonts: Sequence[bytes] = (), front: str = "") -> RenderedPdf:
    """Return a page as a PDF; equal pages give equal bytes with equal software.

    `front` is the first page of the PDF, which is made separately, so that `page` cannot change it. `fonts`
    contains additional font files, for example for Chinese letters. Raise `NoRendererError` if the software
    is missing, and `NotLaidOutError` if the page cannot become a PDF.
    """
    weasyprint = _weasyprint()
    try:
        return _laid_out(weasyprint, page, generated_at, fonts, front)
    except (NotLaidOutError, MemoryError):
        raise
    except RecursionError as problem:
        raise NotLaidOutError("limits", "the elements of the page are nested too deeply") from problem
    except Exception as problem:
        beyond = isinstance(problem, OSError) and problem.errno == EFBIG
        raise NotLaidOutError(
            "limits" if beyond else "failed", confined.text_of_problem(problem)
        ) from problem


def render_apart(
    page: str,
    generated_at: str,
    fonts: Sequence[bytes] = (),
    front: str = "",
    *,
    bounds: confined.ProcessLimits = BOUNDS,
) -> RenderedPdf:
    """Return the page of a custom template as a PDF, made by a separate process with limits."""
    largest = max(map(len, fonts), default=0)
    bounds = replace(bounds, file=max(bounds.file, largest))
    encoded = [b64encode(font).decode() for font in fonts]
    asked = {"page": page, "at": generated_at, "fonts": encoded, "front": front}
    try:
        answer = confined.answer_of("microdep_rules.report.pdf", asked, bounds)
    except confined.ProcessStoppedError as stopped:
        raise NotLaidOutError(stopped.kind, str(stopped)) from stopped
    head, _, data = answer.partition(b"\n")
    answer = json.loads(head)
    if "kind" in answer:
        raise NotLaidOutError(answer["kind"], answer["message"])
    return RenderedPdf(data, tuple(answer["without_glyph"]), tuple(answer["refused"]))


def _laid_out(
    weasyprint: Any,  # noqa: ANN401 - a module
    page: str,
    generated_at: str,
    fonts: Sequence[bytes],
    front: str,
) -> RenderedPdf:
    missing = without_glyph(page + front, fonts)
    fetcher = _fetcher(fonts)
    faces = "".join(f'@font-face{{font-family:"More {n}";src:url(font:{n})}}' for n, _ in enumerate(fonts))

    def rendered(text: str) -> Any:  # noqa: ANN401 - a library without types
        # Each drawing has its own fonts. The front page is drawn first, so that a font of the report with the
        # same name as a font of the front page cannot change that page.
        configured = _faces(MOST_FACES + len(fonts))
        sheets = [weasyprint.CSS(string=faces, url_fetcher=fetcher, font_config=configured)]
        return weasyprint.HTML(string=_with_letter_codes(text, missing), url_fetcher=fetcher).render(
            font_config=configured, stylesheets=sheets, pdf_variant=VARIANT
        )

    documents = [rendered(html) for html in (front, page) if html]
    document = documents[0].copy([page_ for every in documents for page_ in every.pages])
    # Other attributes would add the current time, or attached files.
    document.metadata.created = document.metadata.modified = generated_at
    document.metadata.attachments = []
    fetcher.refused += _without_attachments(document)
    data = document.write_pdf(pdf_variant=VARIANT, uncompressed_pdf=True, full_fonts=False)
    if len(data) > limits.PDF:
        raise NotLaidOutError("limits", f"the PDF has more than {limits.PDF // limits.MB} MiB")
    return RenderedPdf(data, tuple(missing), tuple(dict.fromkeys(fetcher.refused)))


def _without_attachments(document: Any) -> list[str]:  # noqa: ANN401 - a library without types
    """Remove links that would attach a file to the PDF, and return their targets.

    An attached file would contain the current time, so that equal pages would give different bytes.
    """
    taken = []
    for page in document.pages:
        taken += [target for kind, target, *_ in page.links if kind == "attachment"]
        page.links[:] = [link for link in page.links if link[0] != "attachment"]
    return taken


def is_font(data: bytes) -> bool:
    """Return whether a file is a font that the program can read."""
    from struct import error as torn

    from fontTools.ttLib import TTLibError

    try:
        return bool(list(_letters_of([data])))
    except (TTLibError, torn, LookupError, TypeError, ValueError, AssertionError):
        return False


def without_glyph(text: str, fonts: Sequence[bytes] = ()) -> list[str]:
    """Return the letters of a text that no font can show, in the order of their character codes.

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

    for data in fonts:
        with TTFont(BytesIO(data), lazy=True, fontNumber=0) as font:
            yield from map(chr, font.getBestCmap())


def _with_letter_codes(page: str, missing: Sequence[str]) -> str:
    """Return a page with codes such as `<U+5B81>` in place of letters that no font has.

    In a figure, a box is used instead, because a label has no space for a code.
    """
    if not missing:
        return page
    codes = str.maketrans({letter: f"&lt;U+{ord(letter):04X}&gt;" for letter in missing})
    boxes = str.maketrans(dict.fromkeys(missing, BOX))
    parts = _PICTURE.split(page)
    return "".join(part.translate(boxes if n % 2 else codes) for n, part in enumerate(parts))


def _weasyprint() -> Any:  # noqa: ANN401 - a module
    # Fonts of the system would make the PDF different on another machine. The library reads this setting.
    os.environ.update(FONTCONFIG_FILE=str(report_fonts()[0].with_name("fonts.conf")))
    absent = f"WeasyPrint does not find its libraries; Debian has them as {PACKAGES}"
    try:
        with warnings.catch_warnings(), _find_libraries_by_loader():
            warnings.filterwarnings("ignore", "HarfBuzz-Subset", DeprecationWarning)
            import weasyprint
            from weasyprint.text.ffi import harfbuzz_subset
    except ImportError as problem:
        raise NoRendererError(
            "a PDF needs an optional package: pip install 'microdep-rules[pdf]'"
        ) from problem
    except OSError as problem:
        raise NoRendererError(absent) from problem
    if harfbuzz_subset is None:  # without it, WeasyPrint makes different bytes each time
        raise NoRendererError(absent)
    return weasyprint


@contextmanager
def _find_libraries_by_loader() -> Iterator[None]:
    """Let only the loader of Linux find the libraries of WeasyPrint.

    Otherwise, Python starts `ldconfig`, `gcc` and `ld` 54 times, for names of libraries on other systems.
    """
    if sys.platform != "linux":
        yield
        return
    import ctypes.util

    find_library = ctypes.util.find_library
    ctypes.util.find_library = lambda name: None  # noqa: ARG005 - the signature of the function
    try:
        yield
    finally:
        ctypes.util.find_library = find_library


def _faces(most: int) -> Any:  # noqa: ANN401 - a class of a library that may be absent
    from weasyprint.text.fonts import FontConfiguration

    class LimitedFonts(FontConfiguration):  # type: ignore[misc] # the library has no types
        """Font loader that rejects more than `MOST_FACES` additional fonts.

        Each additional font becomes a file while the PDF is made.
        """

        def __init__(self) -> None:
            super().__init__()
            self._many = 0

        def add_font_face(self, rule_descriptors: Any, url_fetcher: Any) -> Any:  # noqa: ANN401 - signature of the library
            self._many += 1
            if self._many > most:
                raise NotLaidOutError("limits", f"the page has more than {MOST_FACES} additional fonts")
            return super().add_font_face(rule_descriptors, url_fetcher)

    return LimitedFonts()


def _fetcher(fonts: Sequence[bytes]) -> Any:  # noqa: ANN401 - a class of a library that may be absent
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class LocalFetcher(URLFetcher):  # type: ignore[misc] # the library has no types
        """Fetcher for WeasyPrint that returns only fonts of this program and `data:` addresses.

        The fetcher opens no file of the computer and no network connection.
        """

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

    return LocalFetcher()


# ---- in a process of its own ---------------------------------------------------------------------------


def main() -> None:
    """Read a request for a PDF from standard input; write a line of JSON and the PDF to standard output."""
    _weasyprint()
    asked = confined.request()
    data = b""
    try:
        pdf = render(asked["page"], asked["at"], [b64decode(each) for each in asked["fonts"]], asked["front"])
    except NotLaidOutError as problem:
        answer: dict[str, Any] = {"kind": problem.kind, "message": str(problem)}
    else:
        answer, data = {"without_glyph": pdf.without_glyph, "refused": pdf.refused}, pdf.data
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + data)


if __name__ == "__main__":
    main()
