"""The desk is killed in the middle of accepting: sent again, the form accepts once, with one number of the register."""

from __future__ import annotations

import contextlib
import http.client
import random
import subprocess
import sys
import threading
import time
import uuid
from urllib.parse import urlencode

from kiosk.desk.console.app import SESSION
from kiosk.rules.flow.acts import Kind
from kiosk.store.acts import Acts
from kiosk.store.register import Register
from tests.console.filled import filled
from tests.console.handed_in import handed_in
from tests.console.test_no_paper_is_left_out import opened

ROUNDS = 6
LONGEST = 0.06  # seconds until the kill: accepting takes about half of that


@contextlib.contextmanager
def desk(house):
    """Its process and its port."""
    line = (sys.executable, "-m", "tests.console.desk_process", str(house.workspace.root))
    with subprocess.Popen(
        (*line, house.clock().isoformat()), stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process, int(process.stdout.readline())
        finally:
            process.kill()


def send(port, path, fields, cookie):
    """The status of the answer; 0 where nobody answered to the end."""
    origin = f"http://127.0.0.1:{port}"
    said = {
        "Content-Type": "application/x-www-form-urlencoded", "Origin": origin,
        "Cookie": f"{SESSION}={cookie}",
    }  # fmt: skip
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as asked:
        try:
            asked.request("POST", path, urlencode(fields), said)
            return asked.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0


def test_a_form_that_was_cut_off_is_sent_again_and_accepts_once(house):
    seed = int(time.time())
    chance, cut = random.Random(seed), 0
    forms = []
    for _ in range(ROUNDS):
        case = handed_in(house)
        browser, path, page = opened(house, case)
        forms.append((case, path, filled(page, path) | {"do": ""}, browser.cookies[SESSION]))
    for n, (_, path, fields, cookie) in enumerate(forms):
        with desk(house) as (process, port):
            after = chance.uniform(0, LONGEST) if n else 0.0
            threading.Timer(after, process.kill).start()
            cut += send(port, path, fields, cookie) == 0
    assert cut, f"nothing was cut off: seed {seed}"
    with desk(house) as (_, port):
        for _, path, fields, cookie in forms:
            assert send(port, path, fields, cookie) == 303, f"seed {seed}"
    for case, *_ in forms:
        assert [act.kind for act in Acts(house.db).of(case)] == [Kind.RECEIVED], f"seed {seed}"
    numbers = sorted(Register(house.db).of(case).number for case, *_ in forms)
    assert numbers == list(range(1, ROUNDS + 1)), f"seed {seed}"


def test_what_was_never_sent_is_not_done(house):
    case = handed_in(house)
    _, path, page = opened(house, case)
    fields = filled(page, path) | {"do": "", "act": uuid.uuid4().hex, "mark": "another"}
    with desk(house) as (_, port):
        assert send(port, path, fields, house.browser().cookies[SESSION]) == 403
    assert Acts(house.db).of(case) == ()
