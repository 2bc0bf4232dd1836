"""File contents of documents, as YAML or JSON."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from microdep_rules.bom.imports.cyclonedx.values import to_json
from microdep_rules.bom.scalars import plain_scalar
from microdep_rules.patterns import pattern
from microdep_rules.source import HIDDEN
from microdep_rules.vocabulary.blanks import escaped

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

FORMS = (".yaml", ".yml", ".json")
"""File name extensions of documents."""
WIDTH = 110
SHORT = 90
UNSEEN = pattern(f"[{HIDDEN}]")
WIDE = 0x10000


def as_text(name: str, value: dict[str, Any], comments: Sequence[str] = ()) -> str:
    """Return a document as YAML or JSON, by the file name; YAML text starts with the comments."""
    if name.lower().endswith(".json"):
        return escaped(to_json(value, indent=2)) + "\n"
    lines = [f"# {comment}\n" for comment in comments]
    return "".join([*lines, as_yaml(value)])


def as_yaml(value: dict[str, Any]) -> str:
    r"""Return a document as YAML; the order of the fields and all digits of numbers stay unchanged.

    Reading the YAML gives `value` again.

    >>> as_yaml({"a": "NO", "b": [{"c": Decimal("0.10"), "d": "012"}]})
    "a: 'NO'\nb:\n- {c: 0.10, d: '012'}\n"
    """
    import yaml

    class Dumper(yaml.CSafeDumper):
        """Writer of YAML without aliases, because the reader of this program refuses YAML aliases."""

        def ignore_aliases(self, data: Any) -> bool:  # noqa: ANN401, ARG002 - the signature of the library
            """Return true, so that YAML writes an equal value again instead of an alias."""
            return True

    def number(dumper: Dumper, value: Decimal) -> yaml.Node:
        text = format(value, "f")
        kind = "float" if "." in text else "int"
        return dumper.represent_scalar(f"tag:yaml.org,2002:{kind}", text)

    def text(dumper: Dumper, value: str) -> yaml.Node:
        # Texts that our reader takes for numbers, such as `1e3`, are quoted.
        style = None if plain_scalar(value) == value and not UNSEEN.search(value) else '"'
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style)

    def record(dumper: Dumper, value: dict[str, Any]) -> yaml.Node:
        node = dumper.represent_mapping("tag:yaml.org,2002:map", value)
        # A short record is written on one line.
        node.flow_style = bool(node.flow_style) and len(to_json(value)) <= SHORT
        return node

    Dumper.add_representer(dict, record)
    Dumper.add_representer(Decimal, number)
    Dumper.add_representer(str, text)
    dumped = yaml.dump(
        value, Dumper=Dumper, sort_keys=False, allow_unicode=True, default_flow_style=None, width=WIDTH
    )
    return UNSEEN.sub(_as_code, dumped)


def _as_code(match: re.Match[str]) -> str:
    r"""Return the escape sequence of an invisible character in quoted YAML text, such as `\u200b`."""
    number = ord(match[0])
    return f"\\u{number:04X}" if number < WIDE else f"\\U{number:08X}"
