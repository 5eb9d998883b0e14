"""A service that the technician restarts from the desk ends by itself, with a clean exit, and says when it is back."""

import datetime as dt
import socket
import time
import uuid

import pytest

from kiosk.store.database import open_database
from kiosk.store.orders import Order, OrderKind, Orders, Service
from kiosk.workspace import Workspace
from tests.workbench.appliance import Appliance

PATIENCE = 120.0  # seconds for any one thing; a loaded board may need many of them


def until(holds):
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def ordered(orders, service):
    now = dt.datetime.now(dt.UTC)
    orders.ask(Order(uuid.uuid4().hex, OrderKind.RESTART, "ky", "technician", now, service=service))


@pytest.mark.device
@pytest.mark.parametrize("service", [Service.DEVICES, Service.SYNC, Service.DESK])
def test_a_restarted_service_is_back_and_the_order_knows_it(tmp_path, service):
    workspace, settings = Workspace(tmp_path / "state"), tmp_path / "kiosk.toml"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        settings.write_text(f"[desk]\nport = {probe.getsockname()[1]}\n")
    db = open_database(workspace)
    orders = Orders(db)
    with Appliance(settings, workspace.root, tmp_path / "logs") as appliance:
        ordered(orders, service)  # while it does not run: its start is what was wanted
        appliance.start(service.value)
        until(lambda: orders.lately()[0].over)
        first = appliance.pid(service.value)
        ordered(orders, service)
        until(lambda: orders.lately()[0].over)
        last, before = orders.lately()
        assert (last.refused, before.told) == (None, None)
        assert last.told, "it ended because it was told to"
        until(lambda: appliance.pid(service.value) not in (None, first))
        assert appliance.restarts == {service.value: 1}
        assert "Traceback" not in appliance.log(service.value)
    db.close()
