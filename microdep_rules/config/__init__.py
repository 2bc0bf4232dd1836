"""Configuration: `microdep.toml`, or `[tool.microdep]` in `pyproject.toml`.

```toml
packs   = ["micro-dependency", "rules/our-own"]
boms    = ["hardware/*.yaml"]        # further bills of materials; `bom.*` is always one
context = "contract.yaml"
overlays = ["suppliers/*.yaml"]      # declarations of suppliers, applied to every document
waivers = "waivers.yaml"             # a path or a list of paths
strict_waivers = true
waiver_longest_days = 180            # 366 if not set
waiver_approvers = ["Kim Berg <kim.berg@example.com>"]
baseline = "baseline.json"
fail_on = "fail"
horizon = 365                        # number of days to look ahead
resident = true                      # checks use `microdep serve`
lists_stale_after = 30               # days after which an imported list of companies is stale

[variants]
dod-magnets = "clause"

[parameters.dod-magnets]
expansion-date = 2027-06-01

[impact]
severities = ["prohibit"]            # an unwaived fail of this severity blocks a component
rules = ["our-own/*"]                # an unwaived fail of these rules always blocks a component
not_rules = ["chokepoints/*"]        # these rules never block a component
restriction_index_above = 0.8        # a stated index above this number blocks a component

[[leave_out]]
rule   = "our-own/too-strict"
reason = "agreed with purchasing until the supplier answers"
```

`schemas/microdep-config-1.schema.json` describes the same keys for editors. This module does not use the
schema, because a validator would slow down every start. This module has its own message for each mistake. A
test checks that the schema and this module accept the same configurations.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from microdep_rules.config import errors as say
from microdep_rules.config.values import MOST_DIGITS, is_short
from microdep_rules.diagnostics import MOST, first_of
from microdep_rules.messages import diagnose
from microdep_rules.messages.quoting import MOST_NAMES, listed
from microdep_rules.source import Span
from microdep_rules.suggest import did_you_mean
from microdep_rules.vocabulary.placeholder_names import is_reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import SourceFile

LARGEST = 256 * 1024
"""Maximum length of a configuration in characters. The configuration is read at every start."""
_KEY = r"""(?:[\w-]+|"[^"\n]*"|'[^'\n]*')[ \t]*"""
_TOO_DEEP = rf"(?<![\w-])(?:{_KEY}\.[ \t]*){{64}}"
_IN_A_WORD = r"[\w/-]"
_COMMENT = r"(?m)^[ \t]*#.*$"
_OWN_TABLE = r"""(?m)^[ \t]*\[[ \t]*["']?tool["']?[ \t]*\.[ \t]*["']?microdep"""
_HALF_WORD = r"[^/]\*\*|\*\*[^/]"
"""Pattern for `**` next to other characters, as in `a**`.

`**` stands for any number of folders. The schema of the configuration has the same pattern.
"""
_TOO_LONG = r"(?<![\w.])[\w.]{1000}"
KEYS = (
    "baseline",
    "boms",
    "context",
    "fail_on",
    "horizon",
    "impact",
    "leave_out",
    "lists_stale_after",
    "not_boms",
    "overlays",
    "packs",
    "parameters",
    "resident",
    "strict_waivers",
    "variants",
    "waiver_approvers",
    "waiver_longest_days",
    "waivers",
)

SHARE = f"a number from 0 to 1, with at most {MOST_DIGITS} digits"
LEFT_OUT_KEYS = ("reason", "rule")
IMPACT_KEYS = ("not_rules", "restriction_index_above", "rules", "severities")
SEVERITIES = ("prohibit", "ineligible", "warn", "report")
FAIL_ON = ("warn", "fail", "unknown")
"""Results that can decide the exit code, from the strictest to the mildest setting."""
FURTHEST = 36525
"""Largest value of `horizon`, in days."""


class RuleOmission(Struct, frozen=True):
    """A rule that is left out, with the reason."""

    rule: str
    reason: str
    span: Span


class ImpactSettings(Struct, frozen=True):
    """Conditions that block a component: failing rules, and the restriction index."""

    severities: tuple[str, ...] = ("prohibit",)
    rules: tuple[str, ...] = ()
    """Patterns of rules that block at any severity: `pack/rule` or `pack/*`."""
    not_rules: tuple[str, ...] = ()
    """Patterns of rules that never block."""
    restriction_index_above: Decimal | None = None


class Config(Struct, frozen=True):
    """Settings of a repository for every check. Paths are relative to the folder of the configuration."""

    source: SourceFile | None = None
    packs: tuple[str, ...] = ()
    boms: tuple[str, ...] = ()
    not_boms: tuple[str, ...] = ()
    """Patterns of files that are not bills of materials, although they look like one."""
    context: str = ""
    variants: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    leave_out: tuple[RuleOmission, ...] = ()
    overlays: tuple[str, ...] = ()
    waivers: tuple[str, ...] = ()
    strict_waivers: bool = False
    baseline: str = ""
    fail_on: str = ""
    """Result that causes a failing exit code; the option `--fail-on` takes precedence."""
    horizon: int | None = None
    lists_stale_after: int | None = None
    """Number of days after which an imported list of companies is stale."""
    waiver_longest_days: int | None = None
    waiver_approvers: tuple[str, ...] = ()
    """Persons who may approve a waiver; empty if every person may."""
    impact: ImpactSettings = ImpactSettings()
    resident: bool = False
    """True if a check uses the resident checker (`microdep serve`)."""

    def span(self, word: str) -> Span:
        """Return the position of a word in the configuration.

        If the word is not found, return the beginning of the file.
        """
        return _span(self.source, word) if self.source is not None else Span("", 0, 0)


def configures(project: bytes) -> bool:
    """Return whether a `pyproject.toml` has the table `[tool.microdep]`, in any spelling.

    For an unreadable file, the result is true, because the file may have the table.

    The file is parsed only if it mentions `microdep`, because every start of the program calls this function.

    >>> configures(b'[ tool . "microdep" ]'), configures(b"[tool.ruff]  # not microdep")
    (True, False)
    """
    if not all(word in _without_escapes(project) for word in (b"tool", b"microdep")):
        return False
    import tomllib

    try:
        text = project.decode("utf-8-sig")
        if re.search(_TOO_DEEP, text):
            return True
        tools = tomllib.loads(text).get("tool")
    except (ValueError, RecursionError):
        return True
    return isinstance(tools, dict) and "microdep" in tools


def _without_escapes(project: bytes) -> bytes:
    r"""Return a text in which ASCII characters replace escape sequences such as `\u006d`.

    A key in TOML may contain such escape sequences.
    """
    if b"\\" not in project:
        return project
    return re.sub(rb"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|x([0-9A-Fa-f]{2}))", _spelled, project)


def _spelled(escape: re.Match[bytes]) -> bytes:
    number = int(next(filter(None, escape.groups())), 16)
    return bytes([number]) if number < 128 else b"?"  # noqa: PLR2004 - all names in a configuration are ASCII


def parse_config(source: SourceFile) -> tuple[Config | None, list[Diagnostic]]:
    """Return the configuration in a text and its problems; the configuration is `None` after an error.

    >>> from microdep_rules.source import SourceFile
    >>> parse_config(SourceFile("microdep.toml", 'packs = ["chokepoints"]'))[0].packs
    ('chokepoints',)
    """
    import tomllib

    if len(source.text) > LARGEST:
        return None, [say.too_large(source.path, LARGEST)]
    if (dotted := re.search(_TOO_DEEP, source.text)) is not None:
        return None, [say.syntax(source, "too deep a key", dotted.start())]
    try:
        data: dict[str, Any] = tomllib.loads(source.text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as problem:
        return None, [say.syntax(source, str(problem))]
    except RecursionError:
        return None, [say.syntax(source, "lists and tables are nested too deep", _first_bracket(source.text))]
    except ValueError:  # Python refuses integers with thousands of digits
        return None, [say.syntax(source, "too long a number", _longest_word(source.text))]
    reader = _ConfigReader(source)
    if source.path.endswith("pyproject.toml"):
        data = reader.own_table(data)
    reader.unknown_keys((key for key in data if key not in KEYS), KEYS, "the configuration")
    config = Config(
        source,
        reader.texts(data, "packs"),
        reader.texts(data, "boms"),
        reader.texts(data, "not_boms"),
        reader.text(data, "context"),
        reader.variants(data.get("variants", {})),
        reader.parameters(data.get("parameters", {})),
        reader.left_out(data.get("leave_out", [])),
        reader.patterns(data, "overlays"),
        reader.path_or_paths(data, "waivers"),
        reader.switch(data, "strict_waivers"),
        reader.text(data, "baseline"),
        reader.one_of(data, "fail_on", FAIL_ON),
        reader.number(data, "horizon", FURTHEST),
        reader.number(data, "lists_stale_after", FURTHEST),
        reader.number(data, "waiver_longest_days", FURTHEST),
        reader.people(data, "waiver_approvers"),
        reader.impact(data.get("impact", {})),
        reader.switch(data, "resident"),
    )
    problems = first_of(reader.problems, lambda: say.too_many_problems(source.path))
    return (None if problems else config), problems


class _ConfigReader:
    """Reader of the values of a configuration. The reader collects all problems."""

    def __init__(self, source: SourceFile) -> None:
        self.source = source
        self.problems: list[Diagnostic] = []

    def report(self, problem: Diagnostic) -> None:
        self.problems.append(problem)

    def unknown_keys(self, keys: Iterable[str], known: Sequence[str], where: str) -> None:
        for key in islice(keys, MOST + 1):
            near = did_you_mean(key, known) or ""
            if not near and len(known) <= MOST_NAMES:
                near = f"use one of {listed(known)}"
            self.report(
                diagnose(
                    "config/unknown-key",
                    _key_span(self.source, key),
                    "" if near else "unlike-any",
                    key=key,
                    this_section=where,
                    near=near,
                )
            )

    def wrong(self, key: str, expected: str) -> None:
        self.report(
            diagnose("config/wrong-value", _key_span(self.source, key), key=key, a_valid_value=expected)
        )

    def wrong_list(self, data: dict[str, Any], key: str, expected: str) -> tuple[str, ...]:
        """Report a value that is no list of texts; for a single text, the help shows the list to write."""
        value = data.get(key)
        if isinstance(value, str) and value.strip():
            self.report(
                diagnose(
                    "config/wrong-value",
                    _key_span(self.source, key),
                    "one-text",
                    key=key,
                    a_valid_value=expected,
                    written=json.dumps([value], ensure_ascii=False),
                )
            )
        else:
            self.wrong(key, expected)
        return ()

    def own_table(self, data: dict[str, Any]) -> dict[str, Any]:
        """Return the table `[tool.microdep]` of `pyproject.toml`.

        In `pyproject.toml`, the keys `tool` and `microdep` may have values of any type.
        """
        tools = data.get("tool")
        own = tools.get("microdep", {}) if isinstance(tools, dict) else {}
        if isinstance(own, dict):
            return own
        self.wrong("microdep", "a table")
        return {}

    def texts(self, data: dict[str, Any], key: str) -> tuple[str, ...]:
        value = data.get(key, [])
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        return self.wrong_list(data, key, "a list of strings")

    def paths(self, data: dict[str, Any], key: str, expected: str = "a list of paths") -> tuple[str, ...]:
        value = data.get(key, [])
        if isinstance(value, list) and all(isinstance(path, str) and path.strip() for path in value):
            return tuple(value)
        return self.wrong_list(data, key, expected)

    def patterns(self, data: dict[str, Any], key: str) -> tuple[str, ...]:
        patterns = self.paths(data, key)
        for pattern in islice((text for text in patterns if re.search(_HALF_WORD, text)), MOST + 1):
            at = _span(self.source, pattern)
            self.report(diagnose("config/wrong-value", at, "folders-in-a-name", key=key, pattern=pattern))
        return patterns

    def path_or_paths(self, data: dict[str, Any], key: str) -> tuple[str, ...]:
        value = data.get(key, [])
        listed = {key: [value]} if isinstance(value, str) and value else data
        return self.paths(listed, key, "a path, or a list of paths")

    def people(self, data: dict[str, Any], key: str) -> tuple[str, ...]:
        from microdep_rules.vocabulary.placeholder_names import (
            names_somebody,  # imported here, because few configurations need it
        )

        value = data.get(key, ())
        texts = isinstance(value, list) and all(isinstance(name, str) for name in value)
        if key in data and not (texts and value):
            return self.wrong_list(data, key, "a list of names, with at least one")
        nobody = [name for name in value if not names_somebody(name)]
        for name in nobody[:MOST]:
            self.report(
                diagnose("config/wrong-value", _span(self.source, name), "names-nobody", key=key, name=name)
            )
        return () if nobody else tuple(value)

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
        self.wrong(key, "one of " + ", ".join(f'`"{word}"`' for word in words))
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
        self.wrong(key, "a string")
        return ""

    def variants(self, value: object) -> dict[str, str]:
        if isinstance(value, dict) and all(isinstance(variant, str) for variant in value.values()):
            return dict(value)
        self.wrong("variants", "a table with the name of a variant for each pack")
        return {}

    def parameters(self, value: object) -> dict[str, dict[str, object]]:
        if isinstance(value, dict) and all(isinstance(table, dict) for table in value.values()):
            return {name: dict(values) for name, values in value.items()}
        self.wrong("parameters", "a table for each pack, with the values of its parameters")
        return {}

    def impact(self, value: object) -> ImpactSettings:
        if not isinstance(value, dict):
            self.wrong("impact", "a table with the conditions that block a component")
            return ImpactSettings()
        self.unknown_keys((key for key in value if key not in IMPACT_KEYS), IMPACT_KEYS, "`[impact]`")
        severities = value.get("severities", ["prohibit"])
        if not isinstance(severities, list) or not all(severity in SEVERITIES for severity in severities):
            self.wrong("severities", "a list of " + ", ".join(f'`"{severity}"`' for severity in SEVERITIES))
            severities = []
        index = value.get("restriction_index_above")
        if index is not None and not _is_share(index):
            self.wrong("restriction_index_above", SHARE)
            index = None
        return ImpactSettings(
            tuple(severities),
            self.rule_patterns(value, "rules"),
            self.rule_patterns(value, "not_rules"),
            None if index is None else Decimal(index),
        )

    def rule_patterns(self, data: dict[str, Any], key: str) -> tuple[str, ...]:
        value = data.get(key, [])
        if isinstance(value, list) and all(isinstance(rule, str) and "/" in rule for rule in value):
            return tuple(value)
        self.wrong(key, "a list of rules such as `pack/rule-name` or `pack/*`")
        return ()

    def left_out(self, value: object) -> tuple[RuleOmission, ...]:
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            self.wrong("leave_out", "a list of tables with `rule` and `reason`")
            return ()
        omissions = []
        keys = (key for entry in value for key in entry if key not in LEFT_OUT_KEYS)
        self.unknown_keys(keys, LEFT_OUT_KEYS, "an entry of `leave_out`")
        for entry in value:
            rule, reason = entry.get("rule"), entry.get("reason")
            if not isinstance(rule, str) or "/" not in rule:
                self.wrong("leave_out", "a list whose entries have a rule such as `pack/rule-name`")
            elif not isinstance(reason, str) or not is_reason(reason):
                self.report(diagnose("config/no-reason", _span(self.source, rule), rule=rule))
            else:
                omissions.append(RuleOmission(rule, reason.strip(), _span(self.source, rule)))
        return tuple(omissions)


def _is_share(value: object) -> bool:
    """Return whether a value is a number from 0 to 1.

    In TOML, `nan` is a number, but `nan` cannot be compared.
    """
    if not isinstance(value, int | Decimal) or isinstance(value, bool):
        return False
    return is_short(value) and 0 <= value <= 1


def _key_span(source: SourceFile, key: str) -> Span:
    """Return the position of a key before `=`, or of a table with this name.

    If the file has no such position, return the first position of the word.
    """
    own = re.search(_OWN_TABLE, source.text) if source.path.endswith("pyproject.toml") else None
    start = own.start() if own is not None else 0
    given = re.compile(
        rf"""^[ \t]*\[*[ \t]*(?:tool\.microdep\.)?["']?({re.escape(key)})["']?[ \t]*[]=.]""", re.MULTILINE
    )
    match = given.search(source.text, start)
    return Span(source.path, *match.span(1)) if match is not None else _span(source, key)


def _span(source: SourceFile, word: str) -> Span:
    """Return the first position of a whole word outside comment lines."""
    text = re.sub(_COMMENT, lambda line: " " * len(line[0]), source.text)
    at = text.find(word)
    while at >= 0 and word:
        end = at + len(word)
        if not any(re.match(_IN_A_WORD, char) for char in (text[at - 1 : at], text[end : end + 1])):
            return Span(source.path, at, end)
        at = text.find(word, at + 1)
    return Span(source.path, 0, 0)


def _first_bracket(text: str) -> int:
    return next((at for at, sign in enumerate(text) if sign in "[{"), 0)


def _longest_word(text: str) -> int:
    match = re.search(_TOO_LONG, text)
    return match.start() if match else 0
