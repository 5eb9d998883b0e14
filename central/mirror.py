"""What a target may see and say of the cases it was told of: their files, and how they stand."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlalchemy import text

from central.database import Database
from central.deliveries import Deliveries
from central.news import News
from kiosk.contract import AnnouncedFile, Announcement
from kiosk.contract.news import NewsItem
from kiosk.contract.shapes import DEVICE, ID, match

_SAID = ("official", "due", "note", "status", "at")  # what a target may say of a case


class Mirror:
    """Of a case that the target was never given an event of it says nothing."""

    def __init__(
        self,
        database: Database,
        deliveries: Deliveries,
        news: News,
        now: Callable[[], dt.datetime],
    ) -> None:
        self._database, self._deliveries, self._news = database, deliveries, news
        self._now = now

    def file(self, target: str, device: str, envelope: str, name: str) -> AnnouncedFile | None:
        """One file of a received envelope."""
        said = self._said(target, device, envelope, "and receipt is not null")
        files = said.files if said else ()
        return next((file for file in files if file.name == name), None)

    def tell(self, target: str, row: dict[str, Any]) -> bool | None:
        """Tell the case's office how it stands, as `central status` does; False: that is what was told last.

        None: the target does not know the envelope. Raises ContractError.
        """
        device, envelope = match(row, "device", DEVICE), match(row, "envelope", ID)
        said = self._said(target, device, envelope)
        if said is None:
            return None
        now = self._now().isoformat(timespec="seconds")

        def following(last: NewsItem | None) -> NewsItem:
            told: dict[str, Any] = {"at": now}
            if last:
                told |= {"official": last.official, "due": last.due}
            told |= {key: row[key] for key in _SAID if key in row}
            told |= {"kind": "status", "envelope": envelope, "code": said.code}
            item = NewsItem.from_json(told)
            # Told again without a time of its own, it is the same news.
            same = last and "at" not in row and replace(item, at=last.at) == last
            return last if last and same else item

        return self._news.go_on(device, envelope, following, target) is not None

    def _said(self, target: str, device: str, envelope: str, only: str = "") -> Announcement | None:
        if not DEVICE.fullmatch(device) or not ID.fullmatch(envelope):
            return None
        if not self._deliveries.was_told(target, device, envelope):
            return None
        with self._database.look() as db:
            row = db.execute(
                text(
                    f"select body from envelopes where device = :device and envelope = :envelope {only}"
                ),
                {"device": device, "envelope": envelope},
            ).one_or_none()
        return Announcement.from_json(json.loads(row.body)) if row else None
