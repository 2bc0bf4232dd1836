"""Files of design and office programs in text, known by how they begin, each with the way to a list of parts.

People send what they have: a netlist, a layer, a drawing. None of them is a bill of materials, and the
program that wrote it can write one.
"""

from __future__ import annotations

import re

from microdep_rules.patterns import pattern

KICAD = (
    "in the schematic editor of KiCad, choose Tools > Generate Bill of Materials and export CSV, "
    "or run `kicad-cli sch export bom --output bom.csv FILE.kicad_sch`"
)
ALTIUM = "in Altium Designer, choose Reports > Bill of Materials and export XLSX or CSV"
ALLEGRO = (
    "in OrCAD Capture, choose Tools > Bill of Materials; in Allegro, Tools > Reports > Bill of Material "
    "Report; save it as CSV"
)
PADS = "in PADS or Xpedition, choose File > Reports > Bill of Materials and save CSV or XLSX"
EAGLE = "in EAGLE, run `bom.ulp` (File > Run ULP) and save CSV; in Fusion, choose Output > BOM"
EASYEDA = "in EasyEDA, choose Export > BOM and save CSV or XLSX"
LTSPICE = "in LTspice, choose View > Bill of Materials and save it as CSV"
OF_BOARD = (
    "it names no part numbers; export the bill of materials from the program in which the board is designed"
)
OF_MODEL = "export the bill of materials of the assembly from the CAD or PLM program, as XLSX or CSV"
OF_PLM = "export the bill of materials from the PLM system (Arena, Agile, Windchill), as XLSX or CSV"
AS_SOURCE = "ask for the table that it was made from, as XLSX or CSV"
ATTACHED = "save its attachment, and name that"

_SIGNS = (
    (r"\(export\s+\(version", "a netlist of KiCad", KICAD),
    (r"\(kicad_sch\b|EESchema Schematic File", "a schematic of KiCad", KICAD),
    (r"\(kicad_pcb\b|PCBNEW-BOARD", "a board of KiCad", KICAD),
    (r"\(kicad_\w+|\(footprint\s|EESchema-LIBRARY", "a file of KiCad", KICAD),
    (r"\|HEADER=Protel", "a design of Altium", ALTIUM),
    (r"\[\r?\n[A-Za-z_]+[0-9]\S*\r?\n[^\[\]]*\]\s", "a netlist in the Protel form, as of Altium", ALTIUM),
    (r"\(NETLIST\)|\$PACKAGES\b|FILE_TYPE\s*=\s*\w+;", "a netlist of Allegro or OrCAD", ALLEGRO),
    (r"(?i:\(edif\s)", "an EDIF netlist", OF_BOARD),
    (
        r"[CP]  [^\n]*IPC-D-356|(?:[CP] [^\n]*\n)+3[12]7",
        "an IPC-D-356 netlist",
        OF_BOARD,
    ),
    (r"[!*]PADS", "a netlist or a design of PADS", PADS),
    (r"Version 4\r?\nSHEET ", "a schematic of LTspice", LTSPICE),
    (r"\(pcb\s", "a Specctra design", OF_BOARD),
    (r"G0?4[ \w][^\n*]*\*|G[0-9]{1,2}\*|%(?:TF|TA|FS|MO|AD|AM|LP|IP)[^\n%]*\*", "a Gerber file", OF_BOARD),
    (r"M48\r?\n", "a drill file", OF_BOARD),
    (r"ISO-10303-21;", "a STEP file", OF_MODEL),
    (r"0\r?\n\s*SECTION\r?\n|AC10[0-9]{2}\x00", "a drawing (DXF, DWG)", OF_MODEL),
    (r"[ -~]{0,72}S      1\r?\n", "an IGES file", OF_MODEL),
    (r"solid [^\n]*\n\s*facet normal", "an STL model", OF_MODEL),
    (r"%!PS", "a PostScript file", AS_SOURCE),
    (r"\{\\rtf", "an RTF document", AS_SOURCE),
    (
        r"(?:From|To|Received|Return-Path|Delivered-To|MIME-Version): [^\n]*\n(?:.*\n)*?Subject:",
        "an e-mail",
        ATTACHED,
    ),
)
"""What a text is by how it begins, the first that fits."""
_SPICE = pattern(
    r"^\.(?:end|ends|subckt|tran|ac|dc|op|model|include|inc|lib)\b", re.IGNORECASE | re.MULTILINE
)
_SPICE_PART = pattern(r"^[RCLVIDQMXJK]\w*[ \t]+\S+[ \t]+\S+[ \t]+\S+", re.IGNORECASE | re.MULTILINE)
SPICE = "export the bill of materials of the schematic from the program that wrote it, as CSV or XLSX"
_EASYEDA = pattern(
    r'"docType"\s*:[\s\S]*"(?:editorVersion|canvas)"\s*:|"editorVersion"\s*:[\s\S]*"docType"\s*:'
)


def design_in(head: str) -> tuple[str, str] | None:
    r"""Return what the beginning of a text is and how to a list of parts; nothing where it is no such file.

    >>> design_in("ISO-10303-21;\nHEADER;")[0], design_in("Name,Qty\nR1,4\n")
    ('a STEP file', None)
    """
    for sign, what, way_out in _SIGNS:
        if re.match(sign, head):
            return what, way_out
    if _SPICE.search(head) and _SPICE_PART.search(head):
        return "a SPICE netlist", SPICE
    return None


def is_easyeda(head: str) -> bool:
    """Return whether the beginning of a text in JSON is that of a design of EasyEDA."""
    return _EASYEDA.search(head) is not None
