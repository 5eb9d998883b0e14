"""One reading of one chip, from EF.CardAccess to the holder; the same for every Channel."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from drivers.card import CardError, CardState, Channel, Reading, UnexpectedStatus, contents, tlv
from drivers.card.apdu import Metered
from drivers.card.files import EF, TAGS, listed, read, read_card_access, select_emrtd
from drivers.card.pace import GM_AES_128, PaceInfo, can, establish, pace_info
from drivers.card.secure_messaging import MOST_PLAIN, SecureMessaging

# What Vietnamese cards have in EF.CardAccess: should one keep it from us, try this all the same.
VIETNAMESE = PaceInfo(GM_AES_128, 13)
ACCESS = "PACE-CAN"
LEAST_JUDGING = 2.0  # seconds, however late: all has been read by then


def read_chip(
    channel: Channel, number: str, progress: Callable[[int], None], budget: float
) -> Reading:
    """Read and judge the chip within `budget` seconds; `number` is the 12 digits on the card.

    Raises CardError only. `progress` is told rising percents, 100 last.
    """
    if not re.fullmatch(r"\d{12}", number, re.ASCII):
        raise CardError(CardState.WRONG_NUMBER)
    until = time.monotonic() + budget
    metered = Metered(channel, budget)
    try:
        files = _files(metered, number, progress)
    except UnexpectedStatus as refusal:
        raise CardError(CardState.UNREADABLE, f"status {refusal.status:04X}") from None
    except tlv.Malformed as error:
        raise CardError(CardState.UNREADABLE, str(error)) from None
    progress(90)
    holder, proven = contents.judge(files, number, max(LEAST_JUDGING, until - time.monotonic()))
    progress(100)
    return Reading(holder, ACCESS, metered.apdus, proven, files)


def _files(channel: Channel, number: str, progress: Callable[[int], None]) -> dict[EF, bytes]:
    access = read_card_access(channel)
    info = pace_info(access) if access else VIETNAMESE
    if info is None:
        raise CardError(CardState.UNREADABLE, "no PACE that this kiosk knows")
    progress(10)
    secured = _secured(channel, info, number)
    progress(40)
    select_emrtd(secured)
    present = _listed(secured)
    progress(50)
    files = {EF.DG1: read(secured, EF.DG1, MOST_PLAIN)}
    progress(60)
    for file, percent in ((EF.DG13, 70), (EF.SOD, 85)):
        if file is EF.SOD or present is None or TAGS[file] in present:
            data = _read_if_there(secured, file)
            if data is not None:
                files[file] = data
        progress(percent)
    return files


def _secured(channel: Channel, info: PaceInfo, number: str) -> SecureMessaging:
    try:
        # Cards print no CAN: it is the last six digits of the number.
        return establish(channel, info, can(number[-6:]))
    except CardError as error:
        if error.state is not CardState.NOT_CITIZEN:
            raise
        select_emrtd(channel)  # raises the same where there is none
        raise CardError(CardState.UNREADABLE, "an eMRTD without PACE") from None


def _listed(channel: Channel) -> frozenset[int] | None:
    """What EF.COM lists, None without it: newer chips leave it out (ICAO 9303-10, 4.6.1)."""
    com = _read_if_there(channel, EF.COM)
    return None if com is None else listed(com)


def _read_if_there(channel: Channel, file: EF) -> bytes | None:
    try:
        return read(channel, file, MOST_PLAIN)
    except UnexpectedStatus:
        return None
