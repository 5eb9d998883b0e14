"""Two kiosks as they run in an office, each desk a process: one list, one roster, one way from desk to desk."""

import contextlib
import datetime as dt
import http.client
import subprocess
import sys
from urllib.parse import urlsplit

import pytest

from kiosk.desk.console.app import SESSION
from kiosk.model import Language
from kiosk.rules.roster import Role
from kiosk.settings import Settings
from kiosk.store.sessions import Sessions
from tests.console.conftest import House
from tests.workbench.centre import free_port
from tests.workbench.office import SECRET, until

pytestmark = pytest.mark.device


class Process:
    """A kiosk's desk as a process; its disk is filled before it begins."""

    def __init__(self, folder, kiosk):
        self.kiosk, self.root = kiosk, folder / f"kiosk-{kiosk}"
        self.hall, self.console = free_port(), free_port()
        self.settings = folder / f"kiosk-{kiosk}.toml"

    def begin(self, other):
        self.settings.write_text(
            f'kiosk = {self.kiosk}\n[hall]\nport = {self.hall}\nvoice = ""\nsecret = "{SECRET}"\n'
            f"[desk]\nport = {self.console}\n[[desks]]\nkiosk = {other.kiosk}\n"
            f'url = "http://127.0.0.1:{other.hall}"\nconsole = "http://127.0.0.1:{other.console}"\n'
        )
        where = ("--settings", str(self.settings), "--state", str(self.root))
        self.process = subprocess.Popen([sys.executable, "-m", "kiosk.desk", *where])

    def end(self):
        with self.process:
            self.process.terminate()

    def get(self, path, cookie=""):
        """Status, headers, text; 0 where nobody answers."""
        line = http.client.HTTPConnection("127.0.0.1", self.console, timeout=60)
        with contextlib.closing(line), contextlib.suppress(OSError):
            line.request("GET", path, headers={"Cookie": cookie})
            answer = line.getresponse()
            return answer.status, answer.headers, answer.read().decode()
        return 0, {}, ""


def test_a_clerk_of_one_kiosk_lists_and_opens_the_case_of_another(tmp_path):
    one, two = Process(tmp_path, 1), Process(tmp_path, 2)
    now = dt.datetime.now(dt.UTC)
    with contextlib.closing(House(one.root, Settings(kiosk=1))) as house:
        house.clock.now = now
        lan = house.people[Role.CLERK].id
        cookie = f"{SESSION}={Sessions(house.db).begin(lan, Language.VI, now)}"
    with contextlib.closing(House(two.root, Settings(kiosk=2), people=False)) as house:
        house.clock.now = now
        case = house.case("Giàng Văn Hai")
    one.begin(two), two.begin(one)
    try:
        path = f"/cases/2/{case}"
        until(lambda: path in one.get("/inbox", cookie)[2], "the case never came")
        assert (
            "Tên chỉ hiện ở máy giữ hồ sơ" in one.get("/inbox", cookie)[2]
        )  # the halls speak http
        arrived = []

        def opens():
            """Until the roster is there, too."""
            status, headers, _ = one.get(path, cookie)
            if status == 303:
                to = urlsplit(headers["Location"])
                assert to.netloc == f"127.0.0.1:{two.console}"
                arrived.append(two.get(f"{to.path}?{to.query}"))
            return arrived and arrived[-1][0] == 200

        until(opens, "the clerk never arrived")
        (said,) = [each for each in arrived[-1][1].get_all("Set-Cookie") if f"{SESSION}=" in each]
        there = said.split(";")[0]
        until(lambda: two.get(path, there)[0] in (200, 303))
        assert "Giàng Văn Hai" in two.get("/inbox", there)[2]
    finally:
        one.end(), two.end()
