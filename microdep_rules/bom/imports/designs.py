"""Text files of design and office programs, recognized by their first characters.

Users sometimes pass a netlist, a board layer or a drawing. A netlist, a board layer or a drawing is not a
bill of materials. But the program that wrote the file can usually export a bill of materials.
"""

from __future__ import annotations

import re

from microdep_rules.patterns import pattern

_SIGNS = (
    (r"\(export\s+\(version", "a KiCad netlist"),
    (r"\(kicad_sch\b|EESchema Schematic File", "a KiCad schematic"),
    (r"\(kicad_pcb\b|PCBNEW-BOARD", "a KiCad board"),
    (r"\(kicad_\w+|\(footprint\s|EESchema-LIBRARY", "a KiCad file"),
    (r"\|HEADER=Protel", "a design of Altium"),
    (r"\[\r?\n[A-Za-z_]+[0-9]\S*\r?\n[^\[\]]*\]\s", "a netlist in the Protel form, as of Altium"),
    (r"\(NETLIST\)|\$PACKAGES\b|FILE_TYPE\s*=\s*\w+;", "a netlist of Allegro or OrCAD"),
    (r"(?i:\(edif\s)", "an EDIF netlist"),
    (
        r"[CP]  [^\n]*IPC-D-356|(?:[CP] [^\n]*\n)+3[12]7",
        "an IPC-D-356 netlist",
    ),
    (r"[!*]PADS", "a netlist or a design of PADS"),
    (r"Version 4\r?\nSHEET ", "a schematic of LTspice"),
    (r"\(pcb\s", "a Specctra design"),
    (
        r"G0?4[ \w][^\n*]*\*|G[0-9]{1,2}\*|%(?:TF|TA|FS|MO|AD|AM|LP|IP)[^\n%]*\*",
        "a Gerber file",
    ),
    (r"M48\r?\n", "a drill file"),
    (r"ISO-10303-21;", "a STEP file"),
    (r"0\r?\n\s*SECTION\r?\n|AC10[0-9]{2}\x00", "a drawing (DXF, DWG)"),
    (r"[ -~]{0,72}S      1\r?\n", "an IGES file"),
    (r"solid [^\n]*\n\s*facet normal", "an STL model"),
    (r"%!PS", "a PostScript file"),
    (r"\{\\rtf", "an RTF document"),
    (
        r"(?:From|To|Received|Return-Path|Delivered-To|MIME-Version): [^\n]*\n(?:.*\n)*?Subject:",
        "an e-mail",
    ),
)
"""Pattern of the beginning of a file, kind of file, and fix; the first match counts."""
_SPICE = pattern(
    r"^\.(?:end|ends|subckt|tran|ac|dc|op|model|include|inc|lib)\b", re.IGNORECASE | re.MULTILINE
)
_SPICE_PART = pattern(r"^[RCLVIDQMXJK]\w*[ \t]+\S+[ \t]+\S+[ \t]+\S+", re.IGNORECASE | re.MULTILINE)
_EASYEDA = pattern(
    r'"docType"\s*:[\s\S]*"(?:editorVersion|canvas)"\s*:|"editorVersion"\s*:[\s\S]*"docType"\s*:'
)


def recognize_design(head: str) -> str:
    r"""Return the kind of a design file; empty if the text is not a design file.

    >>> recognize_design("ISO-10303-21;\nHEADER;"), recognize_design("Name,Qty\nR1,4\n")
    ('a STEP file', '')
    """
    for sign, kind in _SIGNS:
        if re.match(sign, head):
            return kind
    return "a SPICE netlist" if _SPICE.search(head) and _SPICE_PART.search(head) else ""


def is_easyeda(head: str) -> bool:
    """Return whether a JSON text begins as an EasyEDA design."""
    return _EASYEDA.search(head) is not None
