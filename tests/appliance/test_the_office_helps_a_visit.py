"""A citizen calls; a clerk answers at the console by one touch, ends the visit, and takes another one over.

The kiosk's own processes run under Xvfb with a citizen who touches the real widgets; the clerk has Debian's Chromium.
"""

import datetime as dt
import json
import subprocess
import sys
import time

import pytest

from kiosk.desk.console.app import SESSION
from kiosk.model import Language
from kiosk.rules.roster import Role
from kiosk.store.cases import Cases
from kiosk.store.database import open_database
from kiosk.store.moments import office_day
from kiosk.store.roster import Roster
from kiosk.store.sessions import Sessions
from tests.workbench.bench import PORTRAIT, Bench
from tests.workbench.browser import Browser, BrowserError
from tests.workbench.xvfb import Xvfb

pytestmark = pytest.mark.device
PATIENCE = 120.0  # seconds for any one thing; a loaded board may need many of them


@pytest.fixture
def bench(tmp_path_factory):
    with Bench(tmp_path_factory.mktemp("b"), PORTRAIT) as bench:
        bench.start_services()
        yield bench


@pytest.fixture
def db(bench):
    opened = open_database(bench.workspace)
    yield opened
    opened.close()


@pytest.fixture
def clerk(bench, db, tmp_path):
    """A clerk's browser on the page of the kiosk."""
    now = dt.datetime.now(dt.UTC)
    person = Roster(db).add("lan", "Nguyễn Thị Lan Mẫu", now)
    Roster(db).post(person.id, Role.CLERK, office_day(now), now)
    address = f"http://127.0.0.1:{bench.desk_port}"
    with Browser(tmp_path) as browser:
        page = browser.page("about:blank")
        cookie = Sessions(db).begin(person.id, Language.VI, now)
        page.tab.context.add_cookies([{"name": SESSION, "value": cookie, "url": address}])
        end = time.monotonic() + PATIENCE
        while True:
            try:
                page.go(f"{address}/kiosk")
                break
            except BrowserError:  # the desk is starting
                assert time.monotonic() < end
                time.sleep(0.3)
        yield page


@pytest.fixture
def citizen(bench):
    """Somebody at the real screen."""
    command = [sys.executable, "-m", "tests.workbench.walker", "helped"]
    command += ["--settings", str(bench.settings), "--state", str(bench.workspace.root)]
    command += ["--bench", str(bench.folder)]
    with Xvfb(1080, 1920) as screen:
        with (bench.folder / "walker.log").open("wb") as log:
            process = subprocess.Popen(
                command, env={**bench.env, **screen.env}, stdout=log, stderr=log
            )
        yield process
        process.kill()
        process.wait()


def shows(page, words):
    page.until(f"document.body.innerText.includes({json.dumps(words)})", PATIENCE)


def touch(page, selector):
    """One touch; and when it was."""
    page.tab.wait_for_selector(selector, timeout=PATIENCE * 1000)
    at = time.time()
    page.tab.click(selector)
    return at


def test_a_call_is_answered_a_visit_ended_and_another_taken_over(bench, db, clerk, citizen, capsys):
    shows(clerk, "Người dân gọi cán bộ")
    shows(clerk, "Xem lại trang đã quét")  # where it stopped
    go = touch(clerk, "#order-go")
    shows(clerk, "Đã có người đến từ quầy")
    touch(clerk, "#ask-end")
    shows(clerk, "1 trang đã quét bị xóa")
    end = touch(clerk, "#sure")
    shows(clerk, "Đã xong lúc")

    clerk.until("!!document.getElementById('order-go')", PATIENCE)  # the next citizen
    go_again = touch(clerk, "#order-go")
    touch(clerk, "#ask-take")
    shows(clerk, "1 trang đã quét được giữ lại")
    take = touch(clerk, "#sure")
    assert citizen.wait(PATIENCE) == 0, (bench.folder / "walker.log").read_text()

    moments = json.loads((bench.folder / "helped.json").read_text())
    took = {
        "answered": moments["comes-1"] - go,
        "ended": moments["over-1"] - end,
        "answered again": moments["comes-2"] - go_again,
        "taken over": moments["over-2"] - take,
    }
    with capsys.disabled():
        told = ", ".join(f"{what} {seconds:.2f} s" for what, seconds in took.items())
        sys.stdout.write(f"\nfrom the clerk's touch until the screen shows it: {told}\n")
    assert all(seconds > 0 for seconds in took.values())
    (sealed,) = Cases(db).sealed_on(office_day(dt.datetime.now(dt.UTC)))
    assert (sealed.documents, sealed.pages) == (1, 1)
    assert Cases(db).open_cases() == ()  # of the one who walked off nothing is left
    assert clerk.complaints() == []
