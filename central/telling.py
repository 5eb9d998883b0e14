"""python -m central status CODE STATUS: what the province's own systems tell an office of one of its cases.

STATUS is a word (registered, accepted, not-accepted, in-hand, papers-wanted, payment-wanted, withdrawn, stopped,
decided, returned) or its number at the national portal, 1 to 10. The official number and the due day stay as they were
told before, unless they are given anew. Told twice, nothing changes.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import mimetypes
import re
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import text

from central.database import Database
from central.events import Events
from central.news import News, TooLargeError
from central.place import Place, add_arguments
from kiosk.contract.news import CaseStatus, NewsItem, ResultNamed
from kiosk.contract.shapes import DEVICE, ContractError

_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")


class TellingError(ValueError):
    """Nothing was told; the text says why in one sentence."""


@dataclass(frozen=True)
class Envelope:
    """Where a case came from."""

    device: str
    envelope: str
    code: str
    case: str


def main(arguments: Sequence[str], say: Callable[[str], None]) -> int:
    """0; raises TellingError, and nothing was told then. The server may run beside it."""
    given = _parser().parse_args(arguments)
    if not given.data.is_dir():
        raise TellingError(f"{given.data} is no folder: see --data")
    place = Place.of(given)
    with closing(place.open_database()) as database:
        envelope = _envelope(database, given)
        if given.to and not DEVICE.fullmatch(given.to):
            raise TellingError(f"{given.to} is no device")
        envelope = replace(envelope, device=given.to or envelope.device)
        events = Events.of(place.data, _now)
        news = News(database, place.open_objects(), _now, events)
        status, result = status_of(given.status, given.unlisted), _result(news, envelope, given)

        def following(last: NewsItem | None) -> NewsItem:
            return _item(last, envelope, given, status, result)

        told = news.go_on(envelope.device, envelope.envelope, following)
    before = "" if told else " (was told before)"
    say(f"{envelope.code} {status}{before} -> {envelope.device}")
    return 0


def _item(
    last: NewsItem | None,
    envelope: Envelope,
    given: argparse.Namespace,
    status: str,
    result: ResultNamed | None,
) -> NewsItem:
    item = NewsItem(
        envelope=envelope.envelope,
        code=envelope.code,
        official=given.official or (last.official if last else ""),
        status=status,
        at=given.at or "",
        due=(last.due if last else "") if given.due is None else given.due,
        note=given.note_code,
        result=result,
    )
    if not item.at:  # told again without a time of its own, it is the same news
        same = last is not None and replace(item, at=last.at) == last
        now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        item = replace(item, at=last.at if last and same else now)
    try:
        return NewsItem.from_json(item.to_json())
    except ContractError as error:
        raise TellingError(
            f"{error}: not in the shape that kiosks take; see status --help"
        ) from None


def _result(news: News, envelope: Envelope, given: argparse.Namespace) -> ResultNamed | None:
    if given.result is None:
        return None
    file: Path = given.result
    if not _SUFFIX.fullmatch(file.suffix):
        raise TellingError(f"{file.name} needs an ending such as .pdf")
    kind = mimetypes.guess_type(f"a{file.suffix}")[0] or "application/octet-stream"
    try:
        until = dt.date.fromisoformat(given.expires).isoformat() if given.expires else ""
    except ValueError:
        raise TellingError(f"{given.expires} is no day such as 2027-06-30") from None
    try:
        return news.keep(envelope.device, envelope.code, file, kind, until)
    except TooLargeError:
        raise TellingError(f"{file.name} is empty, or larger than a kiosk takes") from None
    except OSError as error:
        raise TellingError(f"{file.name} cannot be read or kept: {error.strerror}") from None


def status_of(text: str, unlisted: bool) -> str:
    """A status by its word or its number at the national portal; raises TellingError."""
    known = list(CaseStatus)
    if text.isdecimal() and 1 <= int(text) <= len(known):
        return known[int(text) - 1].value
    if text in known or unlisted:
        return text
    raise TellingError(f"{text} is no status: one of {', '.join(known)}, or a number up to 10")


def _envelope(database: Database, given: argparse.Namespace) -> Envelope:
    """The first envelope of the case of a provisional code; a correction comes with another one."""
    code, device = given.code, given.device
    found = [one for one in _announced(database, code) if device in ("", one.device)]
    if not found:
        raise TellingError(f"no case of code {code} came to {given.data}")
    if len({(one.device, one.case) for one in found}) > 1:
        named = ", ".join(sorted({one.device for one in found}))
        raise TellingError(f"two cases came under {code}: name one --device of {named}")
    return found[0]


def _announced(database: Database, code: str) -> list[Envelope]:
    with database.look() as db:
        rows = db.execute(
            text(
                "select device, envelope, code, body from envelopes where code = :code order by seq"
            ),
            {"code": code},
        ).all()
    return [
        Envelope(row.device, row.envelope, row.code, json.loads(row.body)["case"]) for row in rows
    ]


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m central status",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("code", help="the case's provisional code, as on its ticket")
    parser.add_argument("status")
    parser.add_argument("--unlisted", action="store_true", help="STATUS is none of these words")
    parser.add_argument("--at", default="", help="since when: ISO 8601 with offset; else now")
    parser.add_argument("--due", help="the day the result is due, YYYY-MM-DD; '' for none")
    parser.add_argument("--official", default="", help="the case's number at the province")
    parser.add_argument("--note-code", default="", help="a code that says more of the status")
    parser.add_argument("--result", type=Path, metavar="FILE", help="a result to hand over")
    parser.add_argument("--expires", default="", help="last day the result is good, YYYY-MM-DD")
    parser.add_argument("--device", default="", help="where two cases have one code")
    parser.add_argument("--to", default="", help="the device, where its machine has a new name")
    add_arguments(parser)
    return parser
