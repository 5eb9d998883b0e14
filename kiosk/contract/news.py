"""What the centre tells of cases: how each stands, results to hand over, those filed online. Standard library only.

    POST /v1/questions/news        {version, after, mark, most} -> {after, last, items}
    POST /v1/questions/handed      {results: [{id, here, handed}]} -> {noted: [id]}
    GET  /v1/results/{id}          with Range, one piece of at most MOST_PIECE bytes -> 206

Both questions are signed as every question is, and so are their answers. The centre numbers what it tells a device:
1, 2, 3 ... Each item also bears a `mark` that nobody could guess. A device names number and mark of the last item it
has stored; a centre that does not know this pair has lost what it told, and begins anew (`after` 0). An item told twice
changes nothing. A result is believed by the sha256 that its signed item names.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from kiosk.contract.shapes import (
    ID,
    NAME,
    SHA256,
    ContractError,
    count,
    digest,
    match,
    table,
    text,
    time,
    to_sign,
)

NEWS = "/v1/questions/news"
HANDED = "/v1/questions/handed"
RESULTS = "/v1/results"
NEWS_VERSION = 1  # of what a kiosk understands; one that learns more asks for everything again
MOST_NEWS = 200  # items in one answer
MOST_TOLD = 50  # results in one question
MOST_RESULT = 32 * 1024 * 1024  # bytes of one result
MOST_PIECE = 256 * 1024  # bytes of it in one answer

_MEDIA = re.compile(r"[a-z]{1,20}/[a-z0-9.+-]{1,90}")  # RFC 6838, 4.2
_MOST_SEQ = 10**15
_MOST_NAME = 200  # letters


class CaseStatus(StrEnum):
    """How a case stands, in the order of the national portal's codes 1 to 10 (TrangThaiHoSo).

    There will be others one day: whoever meets one shows its code.
    """

    REGISTERED = "registered"  # mới đăng ký
    ACCEPTED = "accepted"  # được tiếp nhận
    NOT_ACCEPTED = "not-accepted"  # không được tiếp nhận
    IN_HAND = "in-hand"  # đang xử lý
    PAPERS_WANTED = "papers-wanted"  # yêu cầu bổ sung giấy tờ
    PAYMENT_WANTED = "payment-wanted"  # yêu cầu thực hiện nghĩa vụ tài chính
    WITHDRAWN = "withdrawn"  # công dân yêu cầu rút hồ sơ
    STOPPED = "stopped"  # dừng xử lý
    DECIDED = "decided"  # đã xử lý xong
    RETURNED = "returned"  # đã trả kết quả


@dataclass(frozen=True)
class ResultNamed:
    """A result to hand over: what it is, before any byte of it. `valid_until`: a day, "" for none."""

    id: str  # 32 hex digits
    name: str  # of its file
    sha256: str
    size: int  # bytes, at most MOST_RESULT
    media_type: str
    valid_until: str = ""

    @classmethod
    def from_json(cls, data: object) -> ResultNamed:
        row = table(data, "result")
        size = count(row, "size")
        if size > MOST_RESULT:
            raise ContractError("size")
        return cls(
            id=match(row, "id", ID),
            name=match(row, "name", NAME),
            sha256=match(row, "sha256", SHA256),
            size=size,
            media_type=match(row, "media_type", _MEDIA),
            valid_until=_day(row, "valid_until"),
        )


@dataclass(frozen=True)
class NewsItem:
    """How one case stands since `at`. Names nobody: codes, days and a result's name in the contract's shape."""

    envelope: str
    code: str  # provisional code, as the kiosk gave it
    official: str  # the case's number at the province, "" before there is one
    status: str  # a CaseStatus, or the code of one that this release does not know
    at: str  # ISO 8601 with offset: when it came to stand so
    due: str = ""  # the day on which the result is due, "" for none
    note: str = ""  # a code that says more of the status, "" for none
    result: ResultNamed | None = None

    @property
    def digest(self) -> str:
        """The same for the same news, whatever number it comes under."""
        return digest(to_sign("news", asdict(self)))

    def to_json(self) -> dict[str, Any]:
        return {"kind": "status", **asdict(self)}

    @classmethod
    def from_json(cls, data: object) -> NewsItem:
        """Parse what came over the line; raises ContractError, also for a kind this release does not know."""
        row = table(data, "item")
        if row.get("kind") != "status":
            raise ContractError("kind")
        result = row.get("result")
        return cls(
            envelope=match(row, "envelope", ID),
            code=match(row, "code", NAME),
            official=match(row, "official", NAME) if row.get("official", "") != "" else "",
            status=match(row, "status", NAME),
            at=_moment(row, "at"),
            due=_day(row, "due"),
            note=match(row, "note", NAME) if row.get("note", "") != "" else "",
            result=None if result is None else ResultNamed.from_json(result),
        )


@dataclass(frozen=True)
class OnlineCase:
    """A case that was filed online for the device's office: so that reception sees it too (since version 2).

    It bears its holder's name, and is told one device of the office.
    """

    id: str  # 32 hex digits; told again under it, it stands otherwise
    official: str  # its number at the province
    procedure: str
    name: str
    filed_at: str  # ISO 8601 with offset
    status: str  # a CaseStatus, or the code of one that this release does not know
    due: str = ""  # a day, "" for none

    def to_json(self) -> dict[str, Any]:
        return {"kind": "online", **asdict(self)}

    @classmethod
    def from_json(cls, data: object) -> OnlineCase:
        """Parse what came over the line; raises ContractError."""
        row = table(data, "online")
        if row.get("kind") != "online":
            raise ContractError("kind")
        name = text(row.get("name"), "name")
        if not 0 < len(name) <= _MOST_NAME:
            raise ContractError("name")
        return cls(
            id=match(row, "id", ID),
            official=match(row, "official", NAME),
            procedure=match(row, "procedure", NAME),
            name=name,
            filed_at=_moment(row, "filed_at"),
            status=match(row, "status", NAME),
            due=_day(row, "due"),
        )


@dataclass(frozen=True)
class Told:
    """One place in what a centre told a device. `item` None: of a shape that is not known here."""

    seq: int
    mark: str
    item: NewsItem | OnlineCase | None


@dataclass(frozen=True)
class NewsPage:
    """What follows `after`, in its order; `last` is the number of the last item there is."""

    after: int
    last: int
    told: tuple[Told, ...]

    @classmethod
    def from_json(cls, data: object) -> NewsPage:
        """Parse an answer; raises ContractError.

        An item of a strange shape is no reason to do without those behind it: only its place is kept. A `last`
        below `after` is a centre that went back.
        """
        row = table(data, "news")
        items = row.get("items")
        if not isinstance(items, list) or len(items) > MOST_NEWS:
            raise ContractError("items")
        page = cls(_seq(row, "after"), _seq(row, "last"), tuple(_told(item) for item in items))
        before = page.after
        for told in page.told:
            if told.seq <= before:
                raise ContractError("seq")
            before = told.seq
        if (page.last < before) if page.told else (page.last > page.after):
            raise ContractError("last")
        return page


def _told(data: object) -> Told:
    row = table(data, "item")
    item: NewsItem | OnlineCase | None
    try:
        online = row.get("kind") == "online"
        item = OnlineCase.from_json(row) if online else NewsItem.from_json(row)
    except ContractError:
        item = None
    return Told(_seq(row, "seq"), match(row, "mark", ID), item)


def _seq(row: dict[str, Any], name: str) -> int:
    value = row.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < _MOST_SEQ:
        raise ContractError(name)
    return value


def _moment(row: dict[str, Any], name: str) -> str:
    """One that is one in every time zone."""
    value = time(row, name)
    try:
        for hours in (-12, 14):
            dt.datetime.fromisoformat(value).astimezone(dt.timezone(dt.timedelta(hours=hours)))
    except OverflowError:
        raise ContractError(name) from None
    return value


def _day(row: dict[str, Any], name: str) -> str:
    value = text(row.get(name, ""), name)
    try:
        return dt.date.fromisoformat(value).isoformat() if value else ""
    except ValueError:
        raise ContractError(name) from None
