"""./dev demo --stay: the office opens, answers whoever signs in, says that it is practice, and ends clean."""

import http.cookiejar
import os
import re
import signal
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from pathlib import Path

import psutil
import pytest

pytestmark = pytest.mark.device
PATIENCE = 180  # seconds, on a machine busy with other things
FIRST = {  # a page that each role works with
    "clerk": "/inbox",
    "specialist": "/inbox",
    "leader": "/leader",
    "archivist": "/inbox",
    "helper": "/kiosk",
    "technician": "/kiosk",
}


class Visitor:
    """A browser without a screen, with cookies of its own."""

    def __init__(self, base):
        self._base = base.rstrip("/")
        jar = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))

    def get(self, path):
        with self._opener.open(self._base + path, timeout=60) as answer:
            return answer.read().decode()

    def sign_in(self, login, password):
        form = {"login": login, "password": password, "next": "/"}
        request = urllib.request.Request(
            f"{self._base}/sign-in", urllib.parse.urlencode(form).encode(), {"Origin": self._base}
        )
        with self._opener.open(request, timeout=60) as answer:
            return answer.read().decode()


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    folder = tmp_path_factory.mktemp("o")
    env = {name: value for name, value in os.environ.items() if name != "DISPLAY"}
    env["PYTHONPATH"] = str(Path.cwd())
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.workbench.demo", "--stay"],
        cwd=folder, env=env, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    ready = folder / "build" / "stay" / "ready"
    end = time.monotonic() + PATIENCE
    while not ready.exists() and process.poll() is None and time.monotonic() < end:
        time.sleep(0.2)
    assert ready.exists(), process.stderr.read() if process.poll() is not None else "too slow"
    children = psutil.Process(process.pid).children(recursive=True)
    yield process, ready.read_text(), folder
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=PATIENCE) == 0
    psutil.wait_procs(children, timeout=30)
    assert [child for child in children if child.is_running()] == []


def answering(base):
    visitor, end = Visitor(base), time.monotonic() + PATIENCE
    while True:
        try:
            return visitor, visitor.get("/sign-in")
        except OSError:
            assert time.monotonic() < end
            time.sleep(0.3)


def test_everybody_signs_in_with_what_was_printed_and_every_page_says_that_it_is_practice(office):
    _, told, _ = office
    (base,) = re.findall(r"^Console +(\S+)$", told, re.MULTILINE)
    assert "THỰC HÀNH" in answering(base)[1]
    for role, path in FIRST.items():
        ((login, password),) = re.findall(rf"^ +{role} +(\S+) +(\S+)$", told, re.MULTILINE)
        visitor = Visitor(base)
        visitor.sign_in(login, password)
        page = visitor.get(path)
        assert "THỰC HÀNH" in page, role
        assert "(thực hành)" in page, role


def test_the_day_has_cases_in_every_state_and_the_kiosk_stands_ready(office):
    _, told, _ = office
    (base,) = re.findall(r"^Console +(\S+)$", told, re.MULTILINE)
    visitor, _ = answering(base)
    visitor.sign_in("lan", "thuc-hanh-lan-2026")
    assert "Giàng Thị Mẫu" in visitor.get("/inbox")
    end = time.monotonic() + PATIENCE
    while "Chưa có ai làm tại kiosk" not in visitor.get("/kiosk/now"):
        assert time.monotonic() < end
        time.sleep(0.3)


def test_pad_and_board_are_there(office):
    _, told, _ = office
    for name in ("Pad", "Board"):
        (address,) = re.findall(rf"^{name} +(\S+)", told, re.MULTILINE)
        with urllib.request.urlopen(address, timeout=60) as answer:
            assert answer.status == 200


def test_nothing_of_it_leads_anywhere_but_to_this_machine(office):
    _, _, folder = office
    settings = (folder / "build" / "stay" / "kiosk.toml").read_text()
    hosts = re.findall(r"https?://([^:/\"]+)", settings)
    assert set(hosts) <= {"127.0.0.1", "localhost"}
    assert hosts
