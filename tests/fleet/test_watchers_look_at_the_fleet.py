"""Watchers look at the fleet, in a browser or by program; nobody else does, and nobody changes anything."""

from __future__ import annotations

import base64
import csv
import hashlib
import http.client
import io
import json
import re
from html.parser import HTMLParser

import pytest

from central.app import OPENAPI
from central.fleet import lines
from central.fleet.alarms import Alarm, remedy
from central.fleet.page import Pages, Query
from central.fleet.said import ACTORS
from tests.fleet.conftest import Centre, ago, many, stopped
from tests.workbench.centre import CentreHouse

PATHS = ("/fleet", "/fleet/kiosk-1", "/fleet.csv", "/v1/fleet", "/v1/alarms")


class Watching:
    """A province's centre that runs, and somebody at its door."""

    def __init__(self, house: CentreHouse) -> None:
        self.house = house
        self.token = house.run("caller", "add", "so-noi-vu", "--role", "watcher").strip()
        self.line = http.client.HTTPConnection("127.0.0.1", house.port, timeout=60)

    def ask(self, path, authorization=None, method="GET"):
        told = f"Bearer {self.token}" if authorization is None else authorization
        self.line.request(method, path, headers={"Authorization": told} if told else {})
        answer = self.line.getresponse()
        return answer, answer.read()


@pytest.fixture(scope="module")
def watching(tmp_path_factory):
    with CentreHouse(tmp_path_factory.mktemp("fleet"), devices=("kiosk-1", "kiosk-2")) as house:
        one = Watching(house)
        yield one
        one.line.close()


@pytest.mark.parametrize("path", PATHS)
def test_a_watcher_is_let_in_by_token_or_by_name_and_token(watching, path):
    basic = base64.b64encode(f"so-noi-vu:{watching.token}".encode()).decode()
    for told in (None, f"Basic {basic}"):
        answer, body = watching.ask(path, told)
        assert answer.status == 200
        assert body


@pytest.mark.parametrize("path", PATHS)
def test_nobody_else_is(watching, path):
    for told in ("", "Bearer nobody's", "Basic bm86Ym9keQ==", f"Bearer {watching.house.token}"):
        answer, _ = watching.ask(path, told)
        assert answer.status == 401
        assert [value.split()[0] for value in answer.headers.get_all("WWW-Authenticate")] == [
            "Basic",
            "Bearer",
        ]


def test_a_connected_system_may_not_look_at_the_fleet(watching):
    token = watching.house.run("caller", "add", "dvc", "--role", "target").strip()
    for path in PATHS:
        assert watching.ask(path, f"Bearer {token}")[0].status == 403
    assert watching.house.run("caller", "list") == "dvc target\nso-noi-vu watcher\n"
    watching.house.run("caller", "end", "dvc")
    assert watching.ask("/fleet", f"Bearer {token}")[0].status == 401


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_it_is_to_look_at_only(watching, path, method):
    assert watching.ask(path, method=method)[0].status == 405


@pytest.mark.parametrize("path", PATHS)
def test_a_browser_is_told_to_run_and_keep_nothing(watching, path):
    answer, body = watching.ask(path)
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "script-src" not in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Set-Cookie"] is None
    assert b"<script" not in body


def test_the_one_style_of_a_page_is_the_one_its_policy_names(watching):
    answer, body = watching.ask("/fleet")
    style = re.search(r"<style>(.*?)</style>", body.decode(), re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path",
    ["/v1/fleet?most=0", "/v1/fleet?most=501", "/v1/fleet?most=x", "/v1/fleet?after=../x",
     "/v1/fleet?alarm=weather", "/v1/alarms?most=-1", "/fleet.csv?alarm=x"],
)  # fmt: skip
def test_a_program_that_asks_for_nonsense_is_told_which_word_it_is(watching, path):
    answer, body = watching.ask(path)
    assert answer.status == 400
    assert json.loads(body)["why"] == path.split("?")[1].split("=")[0]


def test_a_page_that_is_asked_for_nonsense_is_a_page(watching):
    for asked in (
        "?page=x",
        "?page=0",
        "?page=99999999",
        "?alarm=weather",
        "?lang=xx",
        "?office=<b>",
    ):
        answer, body = watching.ask(f"/fleet{asked}")
        assert answer.status == 200
        assert b"<b>x" not in body
    assert watching.ask("/fleet/nobody")[0].status == 404


def drawn(centre: Centre, query: Query | None = None) -> str:
    return Pages().fleet(centre.fleet.look(), query or Query())


class Words(HTMLParser):
    """What a page says, and where its links lead."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.links, self.words = [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self.links.append(dict(attrs)["href"])

    def handle_data(self, data):
        self.words.append(data.strip())


def test_an_empty_fleet_says_what_will_be_here(centre):
    page = drawn(centre)
    assert "Chưa có máy nào" in page
    assert "<table" not in page
    assert "No kiosk yet" in drawn(centre, Query("en"))


def test_a_fleet_that_is_well_says_so(centre):
    centre.tells("k")
    assert "Mọi máy đều tốt" in drawn(centre)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_alarm_stands_on_top_with_who_acts_and_what_to_do(centre, lang):
    centre.every_alarm()
    words = Words(drawn(centre, Query(lang)))
    text = " ".join(words.words)
    for alarm in Alarm:
        told = remedy(alarm)
        assert told.name.of(lang) in text
        assert told.do.of(lang) in text
        assert ACTORS[told.actor].of(lang) in text
        assert any(f"alarm={alarm.value}" in link for link in words.links)


def test_a_link_picks_out_an_office_and_an_alarm(centre):
    centre.every_alarm()
    page = drawn(centre, Query(alarm=Alarm.SILENT))
    assert "k-silent" in page
    assert "k-disk" not in page
    page = drawn(centre, Query(office="H38.104"))
    assert "k-never-seen" in page
    assert "k-silent" not in page
    assert "Không có máy nào như vậy" in drawn(centre, Query(office="H38.104", alarm=Alarm.SILENT))


def test_a_name_that_is_markup_is_text(centre):
    centre.tells("k", office="<script>alert(1)</script>")
    page = drawn(centre)
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_a_province_of_three_thousand_is_pages_of_at_most_100_kb(centre):
    many(centre, 3000, 700)
    sight = centre.fleet.look()
    pages = Pages()
    seen = set()
    for number in range(1, 61):
        page = pages.fleet(sight, Query(page=number, offices=number))
        assert len(page.encode()) <= 100_000
        seen |= {link for link in Words(page).links if link.startswith("/fleet/")}
    assert len(seen) == 3000
    counted = sum(sight.pressing().values())
    assert counted == 3000


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_kiosks_own_page_tells_what_to_do_and_what_it_told(centre, lang):
    centre.every_alarm()
    centre.tells("h38-101-k1", stopped("scanner", "scanner-jammed", hours=3))
    sight, pages = centre.fleet.look(), Pages()
    for one in sight.seen:
        device = one.kiosk.device
        page = pages.kiosk(one, sight.at, centre.fleet.history(device), lang)
        assert device in page
        for raised in one.raised:
            assert remedy(raised.alarm).do.of(lang) in " ".join(Words(page).words)
            assert f"alarm close {raised.id} --data DIR<" in page if raised.id else True
    assert ("kẹt giấy" if lang == "vi" else "jammed") in drawn(centre, Query(lang))


def test_a_spreadsheet_takes_no_field_for_a_formula(centre):
    centre.tells("-k", office="=HYPERLINK(0)")
    centre.tells("k", office="Phường Bến Nghé")
    text = "".join(lines.table(centre.fleet.look().seen))
    assert text.startswith("\ufeffdevice,office,")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert {row["device"] for row in rows} == {"'-k", "k"}
    assert {row["office"] for row in rows} == {"'=HYPERLINK(0)", "Phường Bến Nghé"}
    assert not any(value.startswith(("=", "+", "-", "@")) for row in rows for value in row.values())


def test_a_program_goes_through_the_fleet_page_by_page(watching):
    told, after = [], ""
    while after is not None:
        page = json.loads(watching.ask(f"/v1/fleet?most=1&after={after}")[1])
        assert page["total"] == 2
        told += [one["device"] for one in page["kiosks"]]
        after = page["next"]
    assert told == ["kiosk-1", "kiosk-2"]
    alarms = json.loads(watching.ask("/v1/alarms?alarm=never-seen")[1])["alarms"]
    assert {one["device"] for one in alarms} <= {"kiosk-1", "kiosk-2"}
    assert {one["alarm"] for one in alarms} <= {"never-seen"}


def test_what_only_kiosk_and_centre_talk_about_is_told_to_nobody(centre):
    centre.tells("k")
    (one,) = centre.fleet.look().seen
    told = lines.kiosk(one)["report"]
    assert "asked" not in told
    assert "of" not in told
    assert told["free"] == 61


def test_the_systems_that_take_cases_stand_on_the_page_with_what_is_wrong(centre):
    centre.tells("k")
    assert "Hệ thống nhận hồ sơ" not in drawn(centre)
    centre.system("dvc", ago(minutes=1))
    centre.system("ho-tich", ago(hours=6), waiting=1204, oldest=ago(hours=7), refused=2)
    page = drawn(centre)
    assert "không đến lấy · lấy chậm · từ chối" in page
    assert "1.204" in page
    assert "does not ask · is late · refuses" in drawn(centre, Query("en"))
    assert "Hệ thống nhận hồ sơ" not in drawn(centre, Query(office="H38.101"))


def test_a_system_that_was_just_connected_is_on_the_page(watching):
    watching.house.run("target", "add", "lgsp")
    assert "lgsp" in watching.ask("/fleet")[1].decode()


def test_the_description_names_every_alarm_wherever_it_names_one():
    lists = re.findall(r"\[[^]]*\"journal-fork\"[^]]*\]", OPENAPI.read_text(encoding="utf-8"))
    assert len(lists) == 3
    assert [json.loads(one) for one in lists] == [list(Alarm)] * 3
