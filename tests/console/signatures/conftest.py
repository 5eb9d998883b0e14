"""A desk beside a signing service with tokens of software: its people, and what they see of a batch."""

import re
import time

import pytest

from kiosk.rules.roster import Role
from tests.console.conftest import House, words_of
from tests.devices.signing_office import OFFICIAL, Room
from tests.workbench.authority import Authority
from tests.workbench.children import none_left
from tests.workbench.pkcs11_mishap import compiled
from tests.workbench.signatures import PINS

PATIENCE = 120  # seconds


@pytest.fixture(scope="session")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="session")
def library_of_mishaps(tmp_path_factory):
    return compiled(tmp_path_factory.mktemp("library"))


@pytest.fixture
def room(tmp_path, authority, library_of_mishaps, monkeypatch):
    """A signing service that runs, with both tokens plugged in and their signers registered."""
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    made = Room(tmp_path, authority, library_of_mishaps)
    for name, value in made.env.items():
        monkeypatch.setenv(name, value)
    with none_left():
        made.office.equip()
        made.start()
        yield made
        made.stop()


class SigningDesk(House):
    """The desk over the service's own database."""

    def __init__(self, room):
        super().__init__(room.workspace.root)
        self.room, self.clock.now = room, room.clock()

    def sign(self, browser, *copies, role=OFFICIAL, pin=None, **more):
        """A batch of these, of all that wait where none are named; the answer to the form."""
        chosen = [copy.id for copy in copies or self.room.waiting(role)]
        fields = {"token-password": PINS[role] if pin is None else pin, **more}
        return browser.send(f"/signing/{role.value}/sign", copy=chosen, **fields)

    def ended(self, browser, answer):
        """What the page of a batch says once it is over."""
        assert answer.status == 303, words_of(answer.text)
        end = time.monotonic() + PATIENCE
        while "data-follow" in (page := browser.follow(answer)).text:
            assert time.monotonic() < end, words_of(page.text)
            time.sleep(0.1)
        assert page.status == 200
        return words_of(re.sub(r"(?s)<header.*?</header>", "", page.text))


@pytest.fixture
def desk(room):
    desk = SigningDesk(room)
    yield desk
    desk.close()


@pytest.fixture
def official(desk):
    return desk.browser(Role.LEADER)


@pytest.fixture
def archivist(desk):
    return desk.browser(Role.ARCHIVIST)
