"""Configuration: `microdep.toml`, or `[tool.microdep]` in `pyproject.toml`.

```toml
packs   = ["micro-dependency", "rules/our-own"]
boms    = ["hardware/*.yaml"]        # files in folders that are bills of materials besides `bom.*`
context = "deal.yaml"
overlays = ["suppliers/*.yaml"]      # what suppliers declare, laid on every document
waivers = "waivers.yaml"             # or a list of them
strict_waivers = true
baseline = "baseline.json"
fail_on = "fail"
horizon = 365                        # days to look ahead

[variants]
dod-magnets = "clause"

[parameters.dod-magnets]
expansion-date = 2027-06-01

[[leave_out]]
rule   = "our-own/too-strict"
reason = "agreed with purchasing until the supplier answers"
```

`schemas/microdep-config-1.schema.json` says the same to editors. It is read by hand all the same: at every
start, for which no validator is imported, and with a sentence of its own for each mistake. A test holds the
two together: what one takes the other takes, and nothing else.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from microdep_rules.diagnostics import MOST, Label, error, first_of, warning
from microdep_rules.source import Span
from microdep_rules.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.lang import ir
    from microdep_rules.source import SourceFile

LARGEST = 256 * 1024
"""So many signs a configuration has at most; one is read at every start."""
MOST_DIGITS = 40
"""Digits of a number, as in a document."""
_BEYOND: int = 10**40
_KEY = r"""(?:[\w-]+|"[^"\n]*"|'[^'\n]*')[ \t]*"""
_TOO_DEEP = rf"(?<![\w-])(?:{_KEY}\.[ \t]*){{64}}"
_PERCENT = r"\s*([0-9]{1,40}(?:\.[0-9]{1,40})?)\s*%\s*"
_IN_A_WORD = r"[\w/-]"
_COMMENT = r"(?m)^[ \t]*#.*$"
_OWN_TABLE = "[tool.microdep"
_TOO_LONG = r"(?<![\w.])[\w.]{1000}"
KEYS = (
    "baseline",
    "boms",
    "context",
    "fail_on",
    "horizon",
    "leave_out",
    "overlays",
    "packs",
    "parameters",
    "strict_waivers",
    "variants",
    "waivers",
)

LEFT_OUT_KEYS = ("reason", "rule")
FAIL_ON = ("warn", "fail", "unknown")
"""What may decide the exit code, the strictest first."""
FURTHEST = 36525
"""So many days may be looked ahead."""


class LeftOut(Struct, frozen=True):
    """A rule that is not run, and why."""

    rule: str
    reason: str
    span: Span


class Config(Struct, frozen=True):
    """What a repository settles for every run; its paths are relative to its folder."""

    source: SourceFile | None = None
    packs: tuple[str, ...] = ()
    boms: tuple[str, ...] = ()
    context: str = ""
    variants: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    leave_out: tuple[LeftOut, ...] = ()
    overlays: tuple[str, ...] = ()
    waivers: tuple[str, ...] = ()
    strict_waivers: bool = False
    baseline: str = ""
    fail_on: str = ""
    """Where nothing is said, the shell decides; so for the next one."""
    horizon: int | None = None

    def span(self, word: str) -> Span:
        """Where a word of the configuration stands; its beginning where it cannot be told."""
        return _span(self.source, word) if self.source is not None else Span("", 0, 0)


def parse_config(source: SourceFile) -> tuple[Config | None, list[Diagnostic]]:
    """The configuration in a text, or nothing and what is wrong with it.

    >>> from microdep_rules.source import SourceFile
    >>> parse_config(SourceFile("microdep.toml", 'packs = ["chokepoints"]'))[0].packs
    ('chokepoints',)
    """
    import tomllib

    if len(source.text) > LARGEST:
        return None, [_too_large(source.path)]
    if (dotted := re.search(_TOO_DEEP, source.text)) is not None:
        return None, [_syntax(source, "too deep a key", dotted.start())]
    try:
        data: dict[str, Any] = tomllib.loads(source.text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as problem:
        return None, [_syntax(source, str(problem))]
    except RecursionError:
        return None, [_syntax(source, "lists and tables are nested too deep", _first_bracket(source.text))]
    except ValueError:  # the interpreter reads no integer of some thousand digits
        return None, [_syntax(source, "too long a number", _longest_word(source.text))]
    reader = _Reader(source)
    if source.path.endswith("pyproject.toml"):
        data = reader.own_table(data)
    for key in islice((each for each in data if each not in KEYS), MOST + 1):
        reader.report(_unknown_key(key, _key_span(source, key)))
    config = Config(
        source,
        reader.texts(data, "packs"),
        reader.texts(data, "boms"),
        reader.text(data, "context"),
        reader.variants(data.get("variants", {})),
        reader.parameters(data.get("parameters", {})),
        reader.left_out(data.get("leave_out", [])),
        reader.paths(data, "overlays"),
        reader.path_or_paths(data, "waivers"),
        reader.switch(data, "strict_waivers"),
        reader.text(data, "baseline"),
        reader.one_of(data, "fail_on", FAIL_ON),
        reader.number(data, "horizon", FURTHEST),
    )
    told = first_of(reader.problems, lambda: too_many_problems(source.path))
    return (None if told else config), told


class _Reader:
    """Reads one value after the other, and keeps what is wrong."""

    def __init__(self, source: SourceFile) -> None:
        self.source = source
        self.problems: list[Diagnostic] = []

    def report(self, problem: Diagnostic) -> None:
        self.problems.append(problem)

    def wrong(self, key: str, wanted: str) -> None:
        self.report(_wrong_value(key, wanted, _key_span(self.source, key)))

    def own_table(self, data: dict[str, Any]) -> dict[str, Any]:
        """What `pyproject.toml` says to us; `tool` and `microdep` may be anything there."""
        tools = data.get("tool")
        own = tools.get("microdep", {}) if isinstance(tools, dict) else {}
        if isinstance(own, dict):
            return own
        self.wrong("microdep", "a table")
        return {}

    def texts(self, data: dict[str, Any], key: str) -> tuple[str, ...]:
        value = data.get(key, [])
        if isinstance(value, list) and all(isinstance(each, str) for each in value):
            return tuple(value)
        self.wrong(key, "a list of texts")
        return ()

    def paths(self, data: dict[str, Any], key: str, wanted: str = "a list of paths") -> tuple[str, ...]:
        value = data.get(key, [])
        if isinstance(value, list) and all(isinstance(each, str) and each.strip() for each in value):
            return tuple(value)
        self.wrong(key, wanted)
        return ()

    def path_or_paths(self, data: dict[str, Any], key: str) -> tuple[str, ...]:
        value = data.get(key, [])
        listed = {key: [value]} if isinstance(value, str) and value else data
        return self.paths(listed, key, "a path, or a list of paths")

    def switch(self, data: dict[str, Any], key: str) -> bool:
        value = data.get(key, False)
        if isinstance(value, bool):
            return value
        self.wrong(key, "`true` or `false`")
        return False

    def one_of(self, data: dict[str, Any], key: str, words: tuple[str, ...]) -> str:
        value = data.get(key, "")
        if key not in data or value in words:
            return str(value)
        self.wrong(key, "one of " + ", ".join(f'`"{each}"`' for each in words))
        return ""

    def number(self, data: dict[str, Any], key: str, most: int) -> int | None:
        value = data.get(key, 0)
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most:
            return value if key in data else None
        self.wrong(key, f"a whole number from 0 to {most}")
        return None

    def text(self, data: dict[str, Any], key: str) -> str:
        value = data.get(key, "")
        if isinstance(value, str):
            return value
        self.wrong(key, "a text")
        return ""

    def variants(self, value: object) -> dict[str, str]:
        if isinstance(value, dict) and all(isinstance(each, str) for each in value.values()):
            return dict(value)
        self.wrong("variants", "a table with the name of a variant for each pack")
        return {}

    def parameters(self, value: object) -> dict[str, dict[str, object]]:
        if isinstance(value, dict) and all(isinstance(each, dict) for each in value.values()):
            return {name: dict(each) for name, each in value.items()}
        self.wrong("parameters", "a table for each pack, with the values of its parameters")
        return {}

    def left_out(self, value: object) -> tuple[LeftOut, ...]:
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            self.wrong("leave_out", "a list of tables with `rule` and `reason`")
            return ()
        found = []
        for key in islice((key for each in value for key in each if key not in LEFT_OUT_KEYS), MOST + 1):
            self.report(
                _unknown_key(key, _key_span(self.source, key), LEFT_OUT_KEYS, "an entry of `leave_out`")
            )
        for each in value:
            rule, reason = each.get("rule"), each.get("reason")
            if not isinstance(rule, str) or "/" not in rule:
                self.wrong("leave_out", "the rule as `pack/rule-name`, in each entry")
            elif not isinstance(reason, str) or not reason.strip():
                self.report(_no_reason(rule, _span(self.source, rule)))
            else:
                found.append(LeftOut(rule, reason.strip(), _span(self.source, rule)))
        return tuple(found)


def parameter_value(parameter: ir.Parameter, raw: object) -> Fraction | date | str | bool | None:
    """A value of the configuration in the type of a parameter; nothing when it is of another type.

    A percentage is written as in rules, `"25 %"`; a mass or an amount of money in the pack's own unit.
    """
    kind = parameter.type.kind
    if kind == "percent" and isinstance(raw, str):
        match = re.fullmatch(_PERCENT, raw)
        return Fraction(match[1]) / 100 if match else None
    if kind == "boolean":
        return raw if isinstance(raw, bool) else None
    if kind == "date":
        return raw if isinstance(raw, date) and not isinstance(raw, datetime) else None
    if kind in {"text", "country", "code"}:
        return raw if isinstance(raw, str) else None
    if isinstance(raw, int | Decimal) and not isinstance(raw, bool) and kind != "percent":
        return Fraction(raw) if _is_short(raw) else None
    return None


def _is_short(raw: int | Decimal) -> bool:
    """Whether a number is one that somebody means: `1e999999999` would fill the memory."""
    if isinstance(raw, int):
        return abs(raw) < _BEYOND
    short = len(raw.as_tuple().digits) <= MOST_DIGITS and abs(raw.adjusted()) <= MOST_DIGITS
    return raw.is_finite() and short


def _key_span(source: SourceFile, key: str) -> Span:
    """Where a key of ours is given its value, or its table begins; else where the word stands."""
    start = max(source.text.find(_OWN_TABLE), 0) if source.path.endswith("pyproject.toml") else 0
    given = re.compile(
        rf"""^[ \t]*\[*[ \t]*(?:tool\.microdep\.)?["']?({re.escape(key)})["']?[ \t]*[]=.]""", re.MULTILINE
    )
    found = given.search(source.text, start)
    return Span(source.path, *found.span(1)) if found is not None else _span(source, key)


def _span(source: SourceFile, word: str) -> Span:
    """The first place where a word stands by itself, and not in a line that is a comment."""
    text = re.sub(_COMMENT, lambda line: " " * len(line[0]), source.text)
    at = text.find(word)
    while at >= 0 and word:
        end = at + len(word)
        if not any(re.match(_IN_A_WORD, each) for each in (text[at - 1 : at], text[end : end + 1])):
            return Span(source.path, at, end)
        at = text.find(word, at + 1)
    return Span(source.path, 0, 0)


def _first_bracket(text: str) -> int:
    return next((at for at, sign in enumerate(text) if sign in "[{"), 0)


def _longest_word(text: str) -> int:
    found = re.search(_TOO_LONG, text)
    return found.start() if found else 0


# ---- what is said --------------------------------------------------------------------------------


def _too_large(path: str) -> Diagnostic:
    return error(
        "config/file-too-large",
        f"the configuration has more than {LARGEST // 1024} kB",
        Label(Span(path, 0, 0)),
        help="keep only what `microdep` reads, in `microdep.toml`",
    )


def too_many_problems(path: str) -> Diagnostic:
    """More mistakes in a configuration than anybody reads."""
    return warning(
        "config/too-many-problems",
        f"only the first {MOST} problems of the configuration are shown",
        Label(Span(path, 0, 0)),
        help="mend these and run again",
    )


def _syntax(source: SourceFile, problem: str, at: int | None = None) -> Diagnostic:
    match = re.search(r"line (\d+), column (\d+)", problem)
    at = len(source.text) if at is None else at
    if match:
        lines = source.text.splitlines(keepends=True)
        at = min(sum(len(each) for each in lines[: int(match[1]) - 1]) + int(match[2]) - 1, at)
    told = re.sub(r"\s*\(at .*\)$", "", problem)
    return error(
        "config/syntax",
        f"this is not valid TOML: {told[:1].lower()}{told[1:]}",
        Label(Span(source.path, at, min(at + 1, len(source.text))), "here"),
        help="mend the line; texts stand in quotes, lists in brackets",
    )


def _unknown_key(
    key: str, at: Span, known: Sequence[str] = KEYS, where: str = "the configuration"
) -> Diagnostic:
    return error(
        "config/unknown-key",
        f"{where} has no key `{key}`",
        Label(at, "not known"),
        help=did_you_mean(key, known) or "use one of " + ", ".join(f"`{each}`" for each in known),
    )


def _wrong_value(key: str, wanted: str, at: Span) -> Diagnostic:
    return error("config/wrong-value", f"`{key}` has to be {wanted}", Label(at), help=f"write {wanted}")


def _no_reason(rule: str, at: Span) -> Diagnostic:
    return error(
        "config/no-reason",
        f"the rule `{rule}` is left out without a reason",
        Label(at),
        help='add `reason = "…"`: it is printed with every result',
    )


def unknown_pack(name: str, known: Iterable[str], inside: Sequence[str], at: Span) -> Diagnostic:
    """A pack that does not exist; `inside` are the packs in a folder of that name."""
    within = f"the folder holds packs; name one: {', '.join(f'`{each}`' for each in inside)}"
    near = did_you_mean(name, known) or "`microdep packs list` shows those that there are"
    return _no_pack(f"there is no pack `{name}`", within if inside else near, at)


def folder_without_rules(name: str, at: Span) -> Diagnostic:
    """A folder is named as a pack, and nothing in it is a rule file."""
    way_out = "name a folder with files `*.rule`, or a pack that `microdep packs list` shows"
    return _no_pack(f"the folder `{name}` has no rule file", way_out, at)


def no_rule_file(name: str, at: Span) -> Diagnostic:
    """A file is named as a pack that is none by its name."""
    return _no_pack(
        f"`{name}` is no rule file", "name a file that ends with `.rule`, or a folder of them", at
    )


def _no_pack(message: str, way_out: str, at: Span) -> Diagnostic:
    return error("config/unknown-pack", message, Label(at), help=way_out)


def pack_not_run(name: str, variant: str, run: Iterable[str], at: Span) -> Diagnostic:
    """A variant is chosen of a pack that is not run."""
    return error(
        "config/unknown-pack",
        f"the pack `{name}` is not run, so that no variant of it can be",
        Label(at),
        help=did_you_mean(f"{name}", run)
        or f"add `--pack {name}`, or leave out `--variant {name}={variant}`",
    )


def unknown_rule(rule: str, known: Iterable[str], at: Span) -> Diagnostic:
    """A rule is left out that its pack does not have."""
    names = list(known)
    return error(
        "config/unknown-rule",
        f"there is no rule `{rule}`",
        Label(at),
        help=did_you_mean(rule, names) or "remove the entry, or write the rule as its pack names it",
    )


def unknown_variant(pack: str, name: str, known: Iterable[str], at: Span) -> Diagnostic:
    """A variant is chosen that the pack does not have."""
    names = list(known)
    listed = ", ".join(f"`{each}`" for each in names)
    return error(
        "config/unknown-variant",
        f"the pack `{pack}` has no variant `{name}`",
        Label(at),
        help=did_you_mean(name, names) or (f"choose one of {listed}" if names else "it has no variants"),
    )


def unknown_parameter(pack: str, name: str, known: Iterable[str], at: Span) -> Diagnostic:
    """A parameter is set that the pack does not have."""
    names = list(known)
    return error(
        "config/unknown-parameter",
        f"the pack `{pack}` has no parameter `{name}`",
        Label(at),
        help=did_you_mean(name, names) or "`microdep packs show` lists the parameters of a pack",
    )


def overlapping_parameter(
    pack: str, name: str, table: str, at: Span, entries: tuple[Span, Span]
) -> Diagnostic:
    """With a day as it is configured two entries of a table hold at once."""
    earlier, later = entries
    return error(
        "config/overlapping-parameter",
        f"by this day of `{name}` two entries of `{pack}/{table}` hold at once",
        Label(at),
        labels=(Label(earlier, "this one"), Label(later, "and this one")),
        help="choose a day that lies between those of the entries beside it",
    )


def wrong_parameter(pack: str, name: str, kind: str, at: Span) -> Diagnostic:
    """A parameter is set to a value of another type."""
    return error(
        "config/wrong-parameter",
        f"the parameter `{name}` of `{pack}` has to be {kind}",
        Label(at),
        help=f"write {kind}",
    )
