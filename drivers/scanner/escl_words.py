"""What an eSCL scanner says and is told, as XML: its capabilities, its status, the settings of a job."""

from __future__ import annotations

import re

from drivers.scanner import ScannerState
from drivers.scanner.sheets import Look

RESOLUTIONS = (75, 100, 150, 200, 300, 600)
BED = (2550, 4200)  # widest and longest of the glass, in 1/300 inch
FEEDER_LENGTH = 10_200  # what the feeder takes of one sheet: a long receipt

_ADF_WORDS = {
    ScannerState.EMPTY: "ScannerAdfEmpty",
    ScannerState.JAMMED: "ScannerAdfJam",
    ScannerState.COVER_OPEN: "ScannerAdfHatchOpen",
}


def status(state: ScannerState, at_work: bool, has_feeder: bool) -> bytes:
    """ScannerStatus of a scanner whose feeder is in `state`."""
    busy = at_work or state is ScannerState.BUSY
    adf = f"<scan:AdfState>{_ADF_WORDS.get(state, 'ScannerAdfLoaded')}</scan:AdfState>"
    return _document(
        "ScannerStatus",
        f"<pwg:Version>2.63</pwg:Version><pwg:State>{'Processing' if busy else 'Idle'}</pwg:State>"
        + (adf if has_feeder else ""),
    )


def capabilities(has_feeder: bool, has_duplex: bool) -> bytes:
    """ScannerCapabilities: a glass, and what there is of a feeder."""
    platen = (
        f"<scan:Platen><scan:PlatenInputCaps>{_source(BED[1])}</scan:PlatenInputCaps></scan:Platen>"
    )
    sheet = _source(FEEDER_LENGTH)
    adf = f"<scan:AdfSimplexInputCaps>{sheet}</scan:AdfSimplexInputCaps>"
    if has_duplex:
        adf += f"<scan:AdfDuplexInputCaps>{sheet}</scan:AdfDuplexInputCaps>"
    return _document(
        "ScannerCapabilities",
        "<pwg:Version>2.63</pwg:Version><pwg:MakeAndModel>Simulated eSCL</pwg:MakeAndModel>"
        + platen
        + (
            f"<scan:Adf>{adf}<scan:FeederCapacity>50</scan:FeederCapacity></scan:Adf>"
            if has_feeder
            else ""
        ),
    )


def look(settings: str) -> Look:
    """How ScanSettings want the sheet; what they leave out is A4 in colour at 300 dpi."""
    usual = Look()
    return Look(
        dpi=_number(settings, "XResolution", usual.dpi, RESOLUTIONS[-1]),
        colour=element(settings, "ColorMode", "RGB24") == "RGB24",
        x=_number(settings, "XOffset", usual.x, BED[0]),
        y=_number(settings, "YOffset", usual.y, FEEDER_LENGTH),
        width=_number(settings, "Width", usual.width, BED[0]),
        height=_number(settings, "Height", usual.height, FEEDER_LENGTH),
    )


def element(text: str, name: str, usual: str) -> str:
    """The text of the first element of a name, whatever its prefix."""
    found = re.search(rf"<(?:\w+:)?{name}>\s*(\w+)\s*<", text)
    return found[1] if found else usual


def _source(length: int) -> str:
    modes = "".join(f"<scan:ColorMode>{mode}</scan:ColorMode>" for mode in ("RGB24", "Grayscale8"))
    resolutions = "".join(
        "<scan:DiscreteResolution>"
        f"<scan:XResolution>{dpi}</scan:XResolution><scan:YResolution>{dpi}</scan:YResolution>"
        "</scan:DiscreteResolution>"
        for dpi in RESOLUTIONS
    )
    return (
        "<scan:MinWidth>16</scan:MinWidth><scan:MinHeight>16</scan:MinHeight>"
        f"<scan:MaxWidth>{BED[0]}</scan:MaxWidth><scan:MaxHeight>{length}</scan:MaxHeight>"
        "<scan:MaxScanRegions>1</scan:MaxScanRegions>"
        "<scan:SettingProfiles><scan:SettingProfile>"
        f"<scan:ColorModes>{modes}</scan:ColorModes>"
        "<scan:DocumentFormats><pwg:DocumentFormat>image/jpeg</pwg:DocumentFormat></scan:DocumentFormats>"
        "<scan:SupportedResolutions>"
        f"<scan:DiscreteResolutions>{resolutions}</scan:DiscreteResolutions>"
        "</scan:SupportedResolutions>"
        "</scan:SettingProfile></scan:SettingProfiles>"
    )


def _document(root: str, inner: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<scan:{root} xmlns:scan="http://schemas.hp.com/imaging/escl/2011/05/03"'
        f' xmlns:pwg="http://www.pwg.org/schemas/2010/12/sm">{inner}</scan:{root}>'
    ).encode()


def _number(settings: str, name: str, usual: int, most: int) -> int:
    return min(int(element(settings, name, str(usual))), most)
