"""The catalogue in force is that of the office's day, not of Greenwich's."""

import datetime as dt
import importlib
import sys
from types import SimpleNamespace

import pytest

SEVEN_MINUTES_PAST_MIDNIGHT = dt.datetime(2026, 12, 31, 17, 7, tzinfo=dt.UTC)  # of New Year there


class Asked(Exception):
    """The catalogue was asked for, and no more of the service need start."""


@pytest.mark.parametrize("name", ["ui", "devices", "desk"])
def test_from_midnight_in_vietnam_the_new_days_law_holds(name, tmp_path, monkeypatch):
    service = importlib.import_module(f"kiosk.{name}.__main__")

    def parse(text, day):
        raise Asked(day)

    clock = SimpleNamespace(now=lambda zone: SEVEN_MINUTES_PAST_MIDNIGHT.astimezone(zone))
    monkeypatch.setattr(service, "dt", SimpleNamespace(datetime=clock, UTC=dt.UTC))
    monkeypatch.setattr(service, "catalogues", SimpleNamespace(parse=parse))
    settings = tmp_path / "kiosk.toml"
    settings.write_text("")
    monkeypatch.setattr(sys, "argv", [name, "--settings", str(settings), "--state", str(tmp_path)])
    with pytest.raises(Asked) as asked:
        service.main()
    assert asked.value.args == (dt.date(2027, 1, 1),)
