"""What a SANE device is told before a batch: source, sides, colour, resolution and size of the paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sane

from drivers.scanner import ScanProfile, Sides, Source

INCH = 25.4  # millimetres

# Backends name their sources as they like; these words are what the names have in common.
_FEEDER = ("feeder", "adf", "duplex")
_NOT_PAPER = ("transparency", "film", "negative", "slide", "tpu", "tma")
_BACK = ("back", "rear")


@dataclass(frozen=True)
class Sources:
    """A device's own names for where paper lies; empty where it has no such place or does not say."""

    feeder: str = ""
    duplex: str = ""  # the feeder, both sides
    glass: str = ""


def sources(device: Any) -> Sources:  # noqa: ANN401 - SaneDev
    """The shortest name for each: "ADF" before "ADF Front", never the back alone, never film."""
    found: dict[str, list[str]] = {"feeder": [], "duplex": [], "glass": []}
    for choice in _choices(device, "source"):
        low = choice.lower()
        if any(word in low for word in (*_NOT_PAPER, *_BACK)):
            continue
        if "duplex" in low:
            found["duplex"].append(choice)
        else:
            fed = any(word in low for word in _FEEDER)
            found["feeder" if fed else "glass"].append(choice)
    return Sources(**{kind: min(names, key=len, default="") for kind, names in found.items()})


def has_feeder(device: Any) -> bool:  # noqa: ANN401 - SaneDev
    """Whether sheets come from a feeder; a device that names no source but knows two sides is one."""
    known = sources(device)
    return bool(known.feeder or known.duplex) or _duplex_option(device) != ""


def has_glass(device: Any) -> bool:  # noqa: ANN401 - SaneDev
    """Whether there is a glass; a device that names no source and no sides is one."""
    return bool(sources(device).glass) or not has_feeder(device)


def sees_both_sides(device: Any) -> bool:  # noqa: ANN401 - SaneDev
    """Whether its feeder takes front and back of a sheet by itself."""
    return bool(sources(device).duplex) or _duplex_option(device) != ""


def choose(device: Any, profile: ScanProfile, source: Source) -> None:  # noqa: ANN401 - SaneDev
    """Set the device for a batch from feeder or glass, each option as near to the profile as it can.

    The source comes first and the paper's size before its corners: with them the other options' ranges change.
    """
    both = profile.sides is Sides.BOTH
    known = sources(device)
    fed = (known.duplex or known.feeder) if both else (known.feeder or known.duplex)
    name = fed if source is Source.FEEDER else known.glass
    if name:
        device.source = name
    if source is Source.FEEDER:
        _set_sides(device, both)
    _set_mode(device, profile.colour)
    if settable(device, "depth") and 8 in (device["depth"].constraint or ()):
        device.depth = 8
    if settable(device, "resolution"):
        device.resolution = nearest(device["resolution"].constraint, profile.dpi)
    # A feeder that knows the sheet's size clamps the corners to it.
    for size, wanted in (("page_width", profile.width), ("page_height", profile.height)):
        _set_length(device, size, wanted)
    corners = (("tl_x", 0.0), ("tl_y", 0.0), ("br_x", profile.width), ("br_y", profile.height))
    for corner, wanted in corners:
        _set_length(device, corner, wanted)


def settable(device: Any, option: str) -> bool:  # noqa: ANN401 - SaneDev
    """Whether the device has the option and lets it be set now.

    python-sane takes any attribute, so a name the backend does not have would pass unseen.
    """
    return option in device.opt and device[option].is_active() and device[option].is_settable()


def nearest(constraint: Any, wanted: float) -> float:  # noqa: ANN401 - as the backend says it
    """Inside a (low, high, step) range, or of a list the least value not below `wanted`, else the highest."""
    if isinstance(constraint, tuple):
        low, high, _ = constraint
        within: float = type(low)(min(max(wanted, low), high))
        return within
    if isinstance(constraint, list):
        choices: list[float] = constraint
        return min((value for value in choices if value >= wanted), default=max(choices))
    return wanted


def _choices(device: Any, option: str) -> list[str]:  # noqa: ANN401 - SaneDev
    if not settable(device, option):
        return []
    constraint = device[option].constraint
    return [str(choice) for choice in constraint] if isinstance(constraint, list) else []


def _duplex_option(device: Any) -> str:  # noqa: ANN401 - SaneDev
    """Some backends ask for the sides apart from the source: a switch, or a choice of two words."""
    if settable(device, "duplex") and device["duplex"].type == sane._sane.TYPE_BOOL:
        return "duplex"
    return next(
        (name for name in ("adf_mode", "duplex") if _worded(device, name, "duplex")),
        "",
    )


def _set_sides(device: Any, both: bool) -> None:  # noqa: ANN401 - SaneDev
    # Set for one side too: what the program before asked for may still hold.
    option = _duplex_option(device)
    if not option:
        return
    if device[option].type == sane._sane.TYPE_BOOL:
        setattr(device, option, both)
        return
    word = (
        _worded(device, option, "duplex") if both else _worded(device, option, "simplex", "front")
    )
    if word:
        setattr(device, option, word)


def _set_mode(device: Any, colour: bool) -> None:  # noqa: ANN401 - SaneDev
    # A black and white mode would be every device's own threshold: the worst of all copies.
    wanted = ("color", "colour"), ("gray", "grey")
    first, second = wanted if colour else wanted[::-1]
    mode = _worded(device, "mode", *first) or _worded(device, "mode", *second)
    if mode:
        device.mode = mode


def _worded(device: Any, option: str, *words: str) -> str:  # noqa: ANN401 - SaneDev
    """The shortest choice holding one of the words: "Color" before "Color 48 bit"."""
    return min(
        (
            choice
            for choice in _choices(device, option)
            if any(word in choice.lower() for word in words)
        ),
        key=len,
        default="",
    )


def _set_length(device: Any, option: str, millimetres: float) -> None:  # noqa: ANN401 - SaneDev
    if not settable(device, option):
        return
    unit, wanted = device[option].unit, millimetres
    if unit == sane._sane.UNIT_PIXEL and settable(device, "resolution"):
        wanted = millimetres / INCH * float(device.resolution)
    elif unit != sane._sane.UNIT_MM:
        return
    value = nearest(device[option].constraint, wanted)
    whole = device[option].type == sane._sane.TYPE_INT
    setattr(device, option, int(value) if whole else float(value))
