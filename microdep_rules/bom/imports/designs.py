"""Text files of design and office programs, and the menu command that exports a table of components.

Users send the files they have, such as a netlist, a Gerber layer or a drawing. Such a file is not a bill of
materials, but the program that wrote the file can export one. The beginning of a file shows its kind.
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
EXPORT_FROM_BOARD = (
    "it names no part numbers; export the bill of materials from the program in which the board is designed"
)
EXPORT_FROM_CAD = "export the bill of materials of the assembly from the CAD or PLM program, as XLSX or CSV"
EXPORT_FROM_PLM = "export the bill of materials from the PLM system (Arena, Agile, Windchill), as XLSX or CSV"
ASK_FOR_TABLE = "ask for the table that it was made from, as XLSX or CSV"
SAVE_ATTACHMENT = "save its attachment, and name that"

_SIGNS = (
    (r"\(export\s+\(version", "a KiCad netlist", KICAD),
    (r"\(kicad_sch\b|EESchema Schematic File", "a KiCad schematic", KICAD),
    (r"\(kicad_pcb\b|PCBNEW-BOARD", "a KiCad board", KICAD),
    (r"\(kicad_\w+|\(footprint\s|EESchema-LIBRARY", "a KiCad file", KICAD),
    (r"\|HEADER=Protel", "a design of Altium", ALTIUM),
    (r"\[\r?\n[A-Za-z_]+[0-9]\S*\r?\n[^\[\]]*\]\s", "a netlist in the Protel form, as of Altium", ALTIUM),
    (r"\(NETLIST\)|\$PACKAGES\b|FILE_TYPE\s*=\s*\w+;", "a netlist of Allegro or OrCAD", ALLEGRO),
    (r"(?i:\(edif\s)", "an EDIF netlist", EXPORT_FROM_BOARD),
    (
        r"[CP]  [^\n]*IPC-D-356|(?:[CP] [^\n]*\n)+3[12]7",
        "an IPC-D-356 netlist",
        EXPORT_FROM_BOARD,
    ),
    (r"[!*]PADS", "a netlist or a design of PADS", PADS),
    (r"Version 4\r?\nSHEET ", "a schematic of LTspice", LTSPICE),
    (r"\(pcb\s", "a Specctra design", EXPORT_FROM_BOARD),
    (
        r"G0?4[ \w][^\n*]*\*|G[0-9]{1,2}\*|%(?:TF|TA|FS|MO|AD|AM|LP|IP)[^\n%]*\*",
        "a Gerber file",
        EXPORT_FROM_BOARD,
    ),
    (r"M48\r?\n", "a drill file", EXPORT_FROM_BOARD),
    (r"ISO-10303-21;", "a STEP file", EXPORT_FROM_CAD),
    (r"0\r?\n\s*SECTION\r?\n|AC10[0-9]{2}\x00", "a drawing (DXF, DWG)", EXPORT_FROM_CAD),
    (r"[ -~]{0,72}S      1\r?\n", "an IGES file", EXPORT_FROM_CAD),
    (r"solid [^\n]*\n\s*facet normal", "an STL model", EXPORT_FROM_CAD),
    (r"%!PS", "a PostScript file", ASK_FOR_TABLE),
    (r"\{\\rtf", "an RTF document", ASK_FOR_TABLE),
    (
        r"(?:From|To|Received|Return-Path|Delivered-To|MIME-Version): [^\n]*\n(?:.*\n)*?Subject:",
        "an e-mail",
        SAVE_ATTACHMENT,
    ),
)
"""Pattern of the beginning, kind of file, and fix; the first match counts."""
_SPICE = pattern(
    r"^\.(?:end|ends|subckt|tran|ac|dc|op|model|include|inc|lib)\b", re.IGNORECASE | re.MULTILINE
)
_SPICE_PART = pattern(r"^[RCLVIDQMXJK]\w*[ \t]+\S+[ \t]+\S+[ \t]+\S+", re.IGNORECASE | re.MULTILINE)
SPICE = "export the bill of materials of the schematic from the program that wrote it, as CSV or XLSX"
_EASYEDA = pattern(
    r'"docType"\s*:[\s\S]*"(?:editorVersion|canvas)"\s*:|"editorVersion"\s*:[\s\S]*"docType"\s*:'
)


def recognize_design(head: str) -> tuple[str, str] | None:
    r"""Return the kind of a design file and the fix; none if the text is not a design file.

    >>> recognize_design("ISO-10303-21;\nHEADER;")[0], recognize_design("Name,Qty\nR1,4\n")
    ('a STEP file', None)
    """
    for sign, what, fix in _SIGNS:
        if re.match(sign, head):
            return what, fix
    if _SPICE.search(head) and _SPICE_PART.search(head):
        return "a SPICE netlist", SPICE
    return None


def is_easyeda(head: str) -> bool:
    """Return whether a JSON text begins as an EasyEDA design."""
    return _EASYEDA.search(head) is not None
