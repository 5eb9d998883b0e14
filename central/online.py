"""python -m central online DEVICE OFFICIAL: a case that was filed online, told to an office, so that reception sees it.

Told again under its number, what is new counts: --status as in `python -m central status`. One that is returned or
withdrawn leaves the office's list. Told twice, nothing changes.
"""

from __future__ import annotations

import argparse
import datetime as dt
import unicodedata
from collections.abc import Callable, Sequence
from contextlib import closing

from central.events import Events
from central.news import News
from central.place import Place, add_arguments
from central.telling import TellingError, status_of
from kiosk.contract import digest
from kiosk.contract.news import OnlineCase
from kiosk.contract.shapes import DEVICE, ContractError


def main(arguments: Sequence[str], say: Callable[[str], None]) -> int:
    """0; raises TellingError, and nothing was told then. The server may run beside it."""
    given = _parser().parse_args(arguments)
    if not given.data.is_dir():
        raise TellingError(f"{given.data} is no folder: see --data")
    if not DEVICE.fullmatch(given.device):
        raise TellingError(f"{given.device} is no device")
    case = _case(given)
    place = Place.of(given)
    with closing(place.open_database()) as database:
        news = News(database, place.open_objects(), _now, Events.of(place.data, _now))
        told = news.tell_online(given.device, case)
    before = "" if told else " (was told before)"
    say(f"{case.official} {case.status}{before} -> {given.device}")
    return 0


def _case(given: argparse.Namespace) -> OnlineCase:
    case = OnlineCase(
        # The same for the same case, whoever tells it.
        id=digest(f"online {given.official}".encode())[:32],
        official=given.official,
        procedure=given.procedure,
        name=unicodedata.normalize("NFC", given.name),
        filed_at=given.filed,
        status=status_of(given.status, unlisted=False),
        due=given.due,
    )
    try:
        return OnlineCase.from_json(case.to_json())
    except ContractError as error:
        raise TellingError(
            f"{error}: not in the shape that kiosks take; see online --help"
        ) from None


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m central online",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("device", help="of the office's kiosks the one that is told")
    parser.add_argument("official", help="the case's number at the province")
    parser.add_argument("--procedure", required=True, help="its code, as 1.001193")
    parser.add_argument("--name", required=True, help="of whoever filed it")
    parser.add_argument("--filed", required=True, help="when: ISO 8601 with offset")
    parser.add_argument("--status", default="registered")
    parser.add_argument("--due", default="", help="the day it is due, YYYY-MM-DD")
    add_arguments(parser)
    return parser
