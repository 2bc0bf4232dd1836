"""Jinja2 environment for page templates, with plain data and few functions.

All output of a template is escaped. A template cannot use Python objects, or files outside its folder. Equal
data give equal output.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import wraps
from types import NoneType
from typing import TYPE_CHECKING, Any

from microdep_rules.output.visible import whole
from microdep_rules.patterns import pattern

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterable, Mapping

    from jinja2 import BytecodeCache, Environment
    from markupsafe import Markup

WITHOUT_FILTERS = frozenset(
    {"attr", "center", "format", "indent", "map", "pprint", "random", "safe", "urlize", "xmlattr"}
)
"""Filters of Jinja that templates cannot use.

Each of these filters reads attributes of Python objects, makes very long texts, gives changing results, or
skips escaping.
"""
WITHOUT_GLOBALS = frozenset({"cycler", "dict", "joiner", "lipsum"})
LONGEST = 100_000
"""Largest length of a text or list that a template may make with `*` or a similar operator."""
PLAIN = (str, int, float, NoneType, dict, list, tuple)
NO_VALUE = "a template can print only texts, numbers, lists and records, but no functions and no iterators"
_LONG = pattern(r"\S{17,}")
_SIGNS = pattern(r"(?<=[./_@])(?=\w)")
_IN_BACKTICKS = pattern(r"`([^`]+)`")
_REST = pattern(r"([^\s\0]{16})(?=[^\s\0]{4})")
"""Positions where a line may break in a long word without punctuation: after each 16 characters."""


class ForbiddenError(Exception):
    """Error for an operation that templates may not use, with the file and line of the template."""

    def __init__(self, message: str, file: str = "", line: int = 0) -> None:
        super().__init__(message)
        self.file, self.line = file, line


def environment_of(files: Mapping[str, str], *, compiled: BytecodeCache | None = None) -> Environment:
    """Return a Jinja environment for the template files in `files`, by name.

    `compiled` stores the compiled forms of standard templates.
    """
    from jinja2 import FunctionLoader, StrictUndefined
    from jinja2.runtime import Context
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class Names(Context):
        def super(self, name: str, current: Callable[..., Any]) -> Any:  # noqa: ANN401 - signature of the library
            return opaque(super().super(name, current))

    class Environment(ImmutableSandboxedEnvironment):
        intercepted_binops = frozenset({"*", "**", "%"})
        context_class = Names

        def getattr(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401 - any value in a template
            return opaque(super().getattr(bare(obj), attribute))

        def getitem(self, obj: Any, argument: Any) -> Any:  # noqa: ANN401 - any value in a template
            return opaque(super().getitem(bare(obj), argument))

        def call(self, context: Any, obj: Any, /, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - any value in a template
            return opaque(super().call(context, bare(obj), *args, **kwargs))

        def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401 - any value in a template
            return _limited(operator, left, right, super().call_binop, context)

    def loaded(name: str) -> tuple[str, str, Callable[[], bool]] | None:
        return (files[name], name, lambda: True) if name in files else None

    made = Environment(
        loader=FunctionLoader(loaded),
        undefined=StrictUndefined,
        autoescape=True,
        finalize=printable,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=compiled,
    )
    made.filters = {
        name: _wrap_filter(apply) for name, apply in made.filters.items() if name not in WITHOUT_FILTERS
    }
    made.globals = {
        name: opaque(value) for name, value in made.globals.items() if name not in WITHOUT_GLOBALS
    }
    made.filters |= {
        "by_pack": by_pack,
        "shown": shown,
        "worded": worded,
        "visible": lambda text: whole(str(text)),
    }
    return made


class OpaqueValue:
    """Value that a template may call or iterate, but may not print.

    The text of such a value would be an address in memory, which changes from run to run.
    """

    __slots__ = ("_it",)

    def __init__(self, it: Any) -> None:  # noqa: ANN401 - any value in a template
        self._it = it

    def __repr__(self) -> str:
        raise ForbiddenError(NO_VALUE)


class OpaqueIterator(OpaqueValue):
    """Iterator with values that a template may use; a function among them is wrapped in `OpaqueValue`."""

    __slots__ = ()

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:  # noqa: ANN401 - any value in a template
        return next(self._it)


def opaque(value: Any) -> Any:  # noqa: ANN401 - any value in a template
    """Return a value for a template; a function or iterator is wrapped, so that it cannot be printed."""
    if isinstance(value, PLAIN) or not (callable(value) or isinstance(value, Iterator)):
        return value
    from jinja2 import Undefined

    if isinstance(value, Undefined | OpaqueValue):
        return value
    return OpaqueIterator(value) if isinstance(value, Iterator) else OpaqueValue(value)


def bare(value: Any) -> Any:  # noqa: ANN401 - any value in a template
    """Return the value inside an `OpaqueValue`."""
    return value._it if isinstance(value, OpaqueValue) else value  # noqa: SLF001 - templates cannot read such a name


def printable(value: Any) -> Any:  # noqa: ANN401 - any value in a template
    """Return a value that a template may print.

    If the value is not a text, number, list or record, raise `ForbiddenError`.
    """
    if isinstance(value, dict):
        printable(list(value.items()))
    elif isinstance(value, list | tuple):
        for entry in value:
            printable(entry)
    elif not isinstance(value, PLAIN):
        from jinja2 import Undefined

        if not isinstance(value, Undefined):
            raise ForbiddenError(NO_VALUE)
        return str(value)  # the text names the undefined value, even in a list
    return value


def _wrap_filter(apply: Callable[..., Any]) -> Callable[..., Any]:
    """Return a filter that calls `apply`; if the result is a function, it is wrapped in `OpaqueValue`."""

    @wraps(apply)
    def applied(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - any value in a template
        return opaque(apply(*args, **kwargs))

    return applied


def _limited(operator: str, left: Any, right: Any, compute: Callable[..., Any], context: Any) -> Any:  # noqa: ANN401 - any value in a template
    """Return the result of an operator in a template, such as `*`; a huge result is a `ForbiddenError`."""
    sides = (left, right)
    if operator == "%" and isinstance(left, str):
        raise ForbiddenError("`%` cannot format a text; join texts with `~`")
    if operator == "**" and any(not isinstance(side, int) or abs(side) > LONGEST for side in sides):
        raise ForbiddenError("`**` is allowed only for small whole numbers")
    if operator == "**" and abs(right) > 64:  # noqa: PLR2004 - bits of a large number
        raise ForbiddenError("`**` is allowed only for small whole numbers")
    lengths = [len(side) for side in sides if isinstance(side, str | list | tuple)]
    times = [side for side in sides if isinstance(side, int)]
    if operator == "*" and lengths and times and lengths[0] * times[0] > LONGEST:
        raise ForbiddenError(f"the result of the repetition is longer than {LONGEST}")
    return compute(context, operator, left, right)


def refused(environment: Environment, files: Mapping[str, str]) -> None:
    """Raise `ForbiddenError` if a file of a custom template turns off escaping.

    If a file is not valid Jinja2, raise `TemplateSyntaxError`.
    """
    from jinja2 import nodes

    for name, text in files.items():
        if not name.endswith(".j2"):
            continue
        modifier = environment.parse(text, name, name).find(nodes.EvalContextModifier)
        if modifier is not None:
            raise ForbiddenError("values of documents are always escaped", name, modifier.lineno)


# ---- filters -------------------------------------------------------------------------------------------


def shown(text: object) -> Markup:
    """Return a value of a document as escaped HTML without invisible characters.

    The direction of a right-to-left text does not affect the text around it. A long word can break at the end
    of a line, because people cannot scroll on paper.

    >>> shown("<b>")
    Markup('&lt;b&gt;')
    """
    from markupsafe import Markup

    bare = whole(str(text))
    broken = Markup("<wbr>").join(_LONG.sub(_breakable, bare).split("\0"))
    return broken if bare.isascii() else Markup("<bdi>{}</bdi>").format(broken)


def worded(text: object) -> Markup:
    """Return a sentence of the program as HTML. Text in backticks becomes code.

    >>> worded("see `microdep impact`")
    Markup('see <code>microdep impact</code>')
    """
    from markupsafe import Markup

    parts = _IN_BACKTICKS.split(str(text))
    code = Markup("<code>{}</code>")
    return Markup("").join(code.format(shown(e)) if n % 2 else shown(e) for n, e in enumerate(parts))


def _breakable(match: re.Match[str]) -> str:
    r"""Return a long word with marks at the positions where a line may end.

    >>> import re
    >>> _breakable(re.match(".*", "component.electronic_device")).split("\0")
    ['component.', 'electronic_', 'device']
    """
    return _REST.sub("\\1\0", _SIGNS.sub("\0", match[0]))


def by_pack(rules: Iterable[str]) -> list[tuple[str, list[str]]]:
    """Return the names of rules grouped by pack. The packs and the rules are sorted.

    >>> by_pack(["b/two", "a/one", "b/one"])
    [('a', ['one']), ('b', ['one', 'two'])]
    """
    packs: dict[str, list[str]] = {}
    for rule in sorted(rules):
        pack, _, name = rule.partition("/")
        packs.setdefault(pack, []).append(name)
    return list(packs.items())
