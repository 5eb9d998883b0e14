"""The fleet as pages for people: what is wrong and who must act first, then offices, then kiosks."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from central.fleet import said
from central.fleet.alarms import Alarm, Press, Words, remedy
from central.fleet.kiosks import Office, Seen, Sight
from central.fleet.matrix import Tried, matrix
from central.fleet.standing import Raised
from central.reports import Kept
from central.targets import Target, TargetState
from kiosk.contract.report import Report

KIOSKS, OFFICES = 50, 20  # rows of a page
_TEMPLATES = Path(__file__).with_name("templates")


@dataclass(frozen=True)
class Query:
    """What a page is asked for; everything else in an address is passed over."""

    lang: str = "vi"
    office: str = ""
    alarm: Alarm | None = None
    page: int = 1
    offices: int = 1  # the page of offices

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> Query:
        lang, alarm = asked.get("lang", ""), asked.get("alarm", "")
        return cls(
            lang=lang if lang in said.LANGUAGES else "vi",
            office=asked.get("office", "")[:60],
            alarm=Alarm(alarm) if alarm in list(Alarm) else None,
            page=_number(asked.get("page", "")),
            offices=_number(asked.get("offices", "")),
        )

    def link(self, to: str = "", place: str = "/fleet") -> str:
        """The address of this very page; `to` a part of it."""
        asked = {
            "lang": self.lang if self.lang != "vi" else "",
            "office": self.office,
            "alarm": self.alarm.value if self.alarm else "",
            "offices": str(self.offices) if self.offices > 1 else "",
            "page": str(self.page) if self.page > 1 else "",
        }
        told = urlencode({name: value for name, value in asked.items() if value})
        return place + (f"?{told}" if told else "") + (f"#{to}" if to else "")


class Pages:
    """Draws; knows nothing of HTTP. Every text is escaped."""

    def __init__(self) -> None:
        self._env = Environment(
            loader=FileSystemLoader(_TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._style = (_TEMPLATES / "fleet.css").read_text(encoding="utf-8")

    @property
    def style_digest(self) -> str:
        """As a Content-Security-Policy names the one style that counts (CSP level 2, 8.2)."""
        return base64.b64encode(hashlib.sha256(self._style.encode()).digest()).decode()

    def fleet(self, sight: Sight, query: Query) -> str:
        """The whole fleet's counts, and those kiosks that the query picks out."""
        picked = sight.only(query.office or None, query.alarm)
        counted = sight.only(query.office or None)
        kiosks = _cut(list(picked.seen), query.page, KIOSKS)
        offices = _cut(sight.only(None, query.alarm).offices(), query.offices, OFFICES)
        return self._draw(
            "fleet.html",
            query.lang,
            sight=sight,
            query=query,
            tally=_tally(counted),
            tasks=[_task(query, *each) for each in _by_press(counted.counts())],
            offices=_paged(
                offices,
                [_office(one, query) for one in offices.rows],
                lambda page: replace(query, offices=page).link("offices"),
            ),
            systems=[_system(one, sight.at, query.lang) for one in sight.systems],
            kiosks=_paged(
                kiosks,
                [_kiosk(one, sight.at, query) for one in kiosks.rows],
                lambda page: replace(query, page=page).link("kiosks"),
            ),
            tried=[_tried(one, query.lang) for one in matrix(picked.seen)],
            all=Query(query.lang).link(),
            other=replace(query, lang=_other(query.lang)).link(),
        )

    def kiosk(self, one: Seen, at: dt.datetime, history: list[Kept], lang: str) -> str:
        """One kiosk: what to do about it, what it told, what was closed before."""
        telling, place = one.kiosk.telling, f"/fleet/{quote(one.kiosk.device)}"
        report = telling.report if telling else None
        return self._draw(
            "kiosk.html",
            lang,
            device=one.kiosk.device,
            office=one.kiosk.office,
            at=at,
            alarms=[_alarm(each, at, lang) for each in one.raised],
            facts=_facts(one, report, lang) if telling else [],
            reported=_ago(telling.reported_at, at, lang) if telling else "",
            devices=_devices(report, lang) if report else [],
            checks=_checks(report, lang) if report else [],
            history=[_closed(each, lang) for each in history],
            back=Query(lang).link(),
            other=Query(_other(lang)).link(place=place),
        )

    def _draw(self, template: str, lang: str, **context: Any) -> str:  # noqa: ANN401 - a page's own
        return self._env.get_template(template).render(
            lang=lang,
            style=_Safe(self._style),
            say=lambda vi, en: Words(vi, en).of(lang),
            say_press=lambda press: said.PRESSES[press].of(lang),
            say_alarm=lambda alarm: said.alarm(alarm, lang),
            moment=lambda at: said.moment(at, lang),
            count=lambda number: said.count(number, lang),
            **context,
        )


class _Safe(str):
    """Our own style, which is no text of anybody's."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


@dataclass(frozen=True)
class _Cut:
    rows: list[Any]
    page: int
    last: int
    total: int


def _cut(rows: list[Any], page: int, most: int) -> _Cut:
    last = max(1, -(-len(rows) // most))
    page = min(page, last)
    return _Cut(rows[(page - 1) * most : page * most], page, last, len(rows))


def _paged(cut: _Cut, rows: list[dict[str, Any]], link: Any) -> dict[str, Any]:  # noqa: ANN401 - page -> address
    return {
        "rows": rows,
        "page": cut.page,
        "last": cut.last,
        "total": cut.total,
        "before": link(cut.page - 1),
        "after": link(cut.page + 1),
    }


def _tally(sight: Sight) -> list[tuple[Press | None, int]]:
    pressing = sight.pressing()
    return [(press, pressing[press]) for press in (*Press, None)]


def _by_press(counts: Counter[Alarm]) -> list[tuple[Alarm, int]]:
    order = list(Alarm)
    return sorted(counts.items(), key=lambda one: (remedy(one[0]).press, order.index(one[0])))


def _task(query: Query, alarm: Alarm, kiosks: int) -> dict[str, Any]:
    told, lang = remedy(alarm), query.lang
    return {
        "press": told.press,
        "name": told.name.of(lang),
        "what": told.what.of(lang),
        "do": told.do.of(lang),
        "actor": said.ACTORS[told.actor].of(lang),
        "kiosks": kiosks,
        "link": Query(lang, query.office, alarm).link("kiosks"),
    }


def _office(one: Office, query: Query) -> dict[str, Any]:
    alarms = _by_press(one.alarms)
    return {
        "name": one.name,
        "kiosks": one.kiosks,
        "waiting": one.waiting,
        "worst": one.worst,
        "alarms": " · ".join(
            f"{said.alarm(alarm, query.lang)}{f' ({number})' if number > 1 else ''}"
            for alarm, number in alarms
        ),
        "link": Query(query.lang, one.name, query.alarm).link("kiosks"),
    }


def _kiosk(one: Seen, now: dt.datetime, query: Query) -> dict[str, Any]:
    telling, lang = one.kiosk.telling, query.lang
    report = telling.report if telling else None
    oldest = dt.timedelta(seconds=report.backlog.oldest) if report else dt.timedelta()
    waiting = said.count(one.waiting, lang) if report else "–"
    return {
        "device": one.kiosk.device,
        "office": one.kiosk.office,
        "alarms": [_alarm(each, now, lang) for each in one.raised],
        "heard": _ago(telling.last_contact, now, lang) if telling else "–",
        "waiting": f"{waiting} ({said.span(oldest, lang)})" if one.waiting else waiting,
        "versions": f"{report.software} · {report.rules.version or '–'}" if report else "–",
        "link": Query(lang).link(place=f"/fleet/{quote(one.kiosk.device)}"),
    }


def _alarm(one: Raised, now: dt.datetime, lang: str) -> dict[str, Any]:
    told = remedy(one.alarm)
    return {
        "press": told.press,
        "name": told.name.of(lang),
        "detail": said.detail(one, now, lang),
        "what": told.what.of(lang),
        "do": told.do.of(lang),
        "actor": said.ACTORS[told.actor].of(lang),
        "id": one.id,
    }


def _facts(one: Seen, report: Report | None, lang: str) -> list[tuple[str, str]]:
    def row(vi: str, en: str, value: str) -> tuple[str, str]:
        return Words(vi, en).of(lang), value

    def when(told: str) -> str:
        return said.moment(dt.datetime.fromisoformat(told), lang) if told else "–"

    telling = one.kiosk.telling
    assert telling is not None
    first = row("Lần đầu liên lạc", "First heard", said.moment(telling.first_seen, lang))
    last = row("Lần cuối liên lạc", "Last heard", said.moment(telling.last_contact, lang))
    if report is None:
        return [first, last]
    backlog, rules = report.backlog, report.rules
    oldest = said.span(dt.timedelta(seconds=backlog.oldest), lang)
    up = said.span(dt.timedelta(seconds=report.up), lang)
    started = [
        row(
            f"kiosk-{name} đã chạy",
            f"kiosk-{name} runs for",
            said.span(dt.timedelta(seconds=seconds), lang),
        )
        for name, seconds in sorted(report.services.items())
    ]
    return [
        first,
        last,
        row("Hồ sơ chờ gửi", "Cases waiting", said.count(backlog.waiting, lang)),
        row("Hồ sơ bị từ chối", "Cases refused", said.count(backlog.refused, lang)),
        row("Chờ sau hồ sơ bị từ chối", "Held back behind them", said.count(backlog.held, lang)),
        row("Hồ sơ cũ nhất chờ", "The oldest waits for", oldest if one.waiting else "–"),
        row("Biên nhận gần nhất", "Last receipt", when(backlog.receipt)),
        row("Ổ đĩa còn trống", "Disk free", f"{report.free} %"),
        row("Đồng hồ của máy", "Its clock", when(report.at)),
        row("Máy đã chạy", "Machine up for", up),
        *started,
        row("Phần mềm", "Software", report.software),
        row("Hệ thống", "System", f"{report.system} · Python {report.python}"),
        row("Bộ quy định", "Rules", rules.version or Words("theo máy", "as shipped").of(lang)),
        row("Dùng từ", "In use since", when(rules.since)),
        row("Hạn quy định", "Rules good until", when(rules.expires)),
        row("Hạn chứng thư", "Certificate good until", when(report.certificate)),
        row("Nhật ký đến dòng", "Journal up to row", said.count(report.journal.seq, lang)),
    ]


def _devices(report: Report, lang: str) -> list[dict[str, str]]:
    return [
        {
            "name": said.device(one.device, lang),
            "fault": said.fault(one.fault, lang),
            "since": said.moment(dt.datetime.fromisoformat(one.since), lang),
        }
        for one in report.devices
    ]


def _checks(report: Report, lang: str) -> list[dict[str, str]]:
    """What is well is told for its model alone."""
    doctor = report.doctor
    return [
        {
            "name": said.check(one.name, lang),
            "verdict": one.verdict,
            "said": said.VERDICTS[one.verdict].of(lang),
            "what": one.en if lang == "en" else one.vi,
            "model": " · ".join(filter(None, (one.model, one.driver))),
        }
        for one in (doctor.checks if doctor else ())
        if one.verdict in ("bad", "poor") or one.model
    ]


def _tried(one: Tried, lang: str) -> dict[str, Any]:
    return {
        "kind": said.check(one.check, lang),
        "model": one.model or "–",
        "driver": one.driver or "–",
        "counts": tuple(said.count(each, lang) for each in (one.well, one.poor, one.bad)),
        "figure": one.figure,
    }


def _system(one: Target, now: dt.datetime, lang: str) -> dict[str, Any]:
    stopped = Words("đang dừng", "stopped").of(lang)
    wrong = [said.SYSTEMS[alarm].of(lang) for alarm in one.alarms(now)]
    return {
        "name": one.name,
        "wrong": " · ".join(wrong),
        "state": stopped if one.state is TargetState.STOPPED else Words("tốt", "well").of(lang),
        "waiting": said.count(one.waiting, lang),
        "refused": said.count(one.refused, lang),
        "oldest": _ago(_moment(one.oldest), now, lang),
        "asked": _ago(_moment(one.asked_at), now, lang),
    }


def _moment(told: str) -> dt.datetime | None:
    return dt.datetime.fromisoformat(told) if told else None


def _closed(one: Kept, lang: str) -> dict[str, Any]:
    closed = f"{said.moment(one.closed_at, lang)} · {one.closed_by}" if one.closed_at else ""
    return {
        "name": said.alarm(Alarm(one.alarm), lang) if one.alarm in list(Alarm) else one.alarm,
        "first": said.moment(one.raised_at, lang),
        "last": said.moment(one.last_at, lang),
        "times": one.times,
        "closed": closed,
    }


def _ago(at: dt.datetime | None, now: dt.datetime, lang: str) -> str:
    if at is None:
        return "–"
    if now - at < dt.timedelta(minutes=1):
        return Words("vừa xong", "just now").of(lang)
    long = said.span(now - at, lang)
    return Words(f"{long} trước", f"{long} ago").of(lang)


def _other(lang: str) -> str:
    return "vi" if lang == "en" else "en"


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and 0 < len(text) < 7 and int(text) else 1
