"""One thing that is asked of the box, and the evidence for it that was found on it just now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from kiosk.model import Words
from kiosk.settings import Settings
from provisioning.box import Box


class Met(StrEnum):
    """Whether it holds."""

    YES = "yes"
    NO = "no"
    NOT_HERE = (
        "not-here"  # nothing of the sort on this box, or it cannot be asked while it is not running
    )
    OFFICE = "office"  # a paper of the office's own: no machine can show it


class Area(StrEnum):
    """As the basic requirements for level 2 are grouped (TCVN 11930:2017, under Decree 85/2016/NĐ-CP)."""

    MANAGEMENT = "management"
    NETWORK = "network"
    SERVER = "server"
    APPLICATION = "application"
    DATA = "data"


AREAS = {
    Area.MANAGEMENT: Words("Quản lý", "Management"),
    Area.NETWORK: Words("An toàn mạng", "Network"),
    Area.SERVER: Words("An toàn máy chủ", "The machine"),
    Area.APPLICATION: Words("An toàn ứng dụng", "Application"),
    Area.DATA: Words("An toàn dữ liệu", "Data"),
}


@dataclass(frozen=True)
class Evidence:
    """`said`: what was seen, one line, of the machine alone."""

    met: Met
    said: str

    @classmethod
    def of(cls, holds: bool, said: str) -> Evidence:
        return cls(Met.YES if holds else Met.NO, said)


@dataclass(frozen=True)
class Shown:
    """What evidence is taken from. `figures`: what kiosk.doctor.figures says; {} where the kiosk keeps nothing yet.

    `settings` None: they cannot be used.
    """

    box: Box
    settings: Settings | None
    figures: dict[str, Any]


@dataclass(frozen=True)
class Control:
    """`id` stays the same for ever; `look` changes nothing."""

    id: str
    area: Area
    asks: Words
    look: Callable[[Shown], Evidence]


NOT_SET = Evidence(Met.NO, "kiosk.toml không dùng được")
NOT_ASKED = Evidence(Met.NOT_HERE, "kiosk chưa có dữ liệu")
