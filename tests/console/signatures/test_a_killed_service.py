"""The devices service is killed while it signs: what was told as signed is signed, the rest is signed afterwards."""

import pytest

from kiosk.rules.roster import Role
from tests.devices.office import until
from tests.devices.signing_office import OFFICIAL
from tests.workbench.appliance import Appliance

pytestmark = pytest.mark.device


def ready(browser):
    """Whether a PIN is asked for: the service is there, and no other batch is being signed."""
    return 'name="token-password"' in browser.get("/signing").text


def test_a_batch_goes_on_after_the_service_was_killed(desk, room, tmp_path):
    copies = [room.office.hand_in() for _ in range(12)]
    room.stop()
    settings = tmp_path / "kiosk.toml"
    settings.write_text(room.office.settings + '[card]\nreader = "none"\n', encoding="utf-8")
    with Appliance(
        settings, room.workspace.root, tmp_path / "logs", room.office.tokens.env
    ) as kiosk:
        kiosk.start("devices")
        official = desk.browser(Role.LEADER)
        until(lambda: ready(official))
        answer, person = desk.sign(official, *copies), desk.people[Role.LEADER].id
        turn = answer.headers["location"].split("/")[-1]
        until(lambda: desk.console.turns.of(turn, person).signed)
        kiosk.kill("devices")
        said = desk.ended(official, answer)
        assert "Dịch vụ ký bị ngắt giữa chừng" in said
        left = len(room.waiting(OFFICIAL))
        assert f"{left} bản vẫn chờ" in said
        until(lambda: ready(official))
        assert "còn 0 bản chưa" in desk.ended(official, desk.sign(official))
    assert [room.signatures(copy) for copy in copies] == [1] * 12
